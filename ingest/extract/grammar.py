"""Name grammar: family + version + variant, so that a model released next month is found today."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.extract.chunks import (
    ChunkRun,
    behind_joiner,
    chunk_end,
    is_money,
    is_size,
    is_version,
    name_cut,
    read_tail,
    stands_open,
    written,
)
from ingest.extract.shapes import find_built, find_sized
from ingest.extract.units import LATIN, NUMBER, Find, Sheet, Units, longest
from ingest.extract.vocabulary import GENERIC, VARIANTS
from ingest.gazetteer import Entry, Gazetteer
from kg.text.lexicon import either, lexicon
from kg.text.words import fold, name_key

_ENDS_VERSIONED = re.compile(r"\d(?![dD]$)[a-z]?$")
_STEM, _SHORT, _MOST_FAMILIES = 4, 2, 12
_PLAIN, _PLAIN_V = re.compile(r"v?\d{1,3}(?:\.\d+)*"), re.compile(r"v\d+(?:\.\d+)*")
_SIZED = lexicon("names")["sized"]
_CALLED_SIZES = re.compile(
    rf"(?:[一二两三四五六七八九十\d]?[个种款]?|共.?[个种]){either(_SIZED.zh)}|{either(_SIZED.en)}"
)
_RANK = ("gazetteer", "name", "name:list", "name:bare", "name:size", "name:built")


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a family writes its versions: the gap before them (None where unknown), and the letters they begin with."""

    gap: str | None
    letters: frozenset[str]


class NameGrammar:
    """Component: lengthens known heads by their versions and variants, and finds what only a grammar can.

    Parameters
    ----------
    gazetteer
        Gives the families, the words that only one family uses, and how each family writes its versions.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_id = gazetteer.by_id
        models = [entry for entry in gazetteer.entries if entry.type == "model"]
        spellings: dict[str, list[str]] = defaultdict(list)
        for entry in models:
            for head in (entry.id, entry.family):
                spellings[head] += entry.spellings
        self._habits = {entry.id: _habits(entry.name, spellings[entry.id]) for entry in models}
        self._stems = frozenset(
            name_key(entry.name) for entry in models if entry.head and entry.name.isalpha() and len(entry.name) >= _STEM
        )
        self._names = frozenset(name_key(entry.name) for entry in models)
        self._models_of: dict[str, list[Entry]] = defaultdict(list)
        for entry in models:
            if entry.maker and not entry.family:
                self._models_of[entry.maker].append(entry)

    def __call__(self, sheet: Sheet) -> None:
        """Make the names of the sheet whole, and add those that only the grammar finds."""
        units = sheet.units
        finds = []
        for find in sheet.finds:
            finds.append(find)
            self._part(units, find)
            whole = self._whole(units, find)
            if whole:
                finds.append(whole)
        shaped = (*find_sized(units), *find_built(units, self._stems))
        finds += (find for find in shaped if find.start not in sheet.masked)
        finds = longest(finds)
        finds += self._siblings(units, finds)
        finds += self._bare(units, finds)
        settled = {(find.start, find.end) for find in finds if not find.weak}
        finds = [find for find in finds if not find.weak or (find.start, find.end) not in settled]
        sheet.finds = longest(finds, rank=_RANK)

    def _whole(self, units: Units, find: Find) -> Find | None:
        """The find with the versions and variants behind it, or None where there are none."""
        base = _base_of(find)
        if base is None:
            return None
        own = frozenset(base.variants)
        run = read_tail(units, find.end, own, versioned=bool(_ENDS_VERSIONED.search(base.name)))
        if not run.chunks:
            return None
        first = run.chunks[0]
        sure = is_version(first) or is_size(first) or first in VARIANTS or first in own
        if (find.weak and not sure) or not _tail_counts(base, first, tied=units.glued[find.end]):
            return None
        name = self._compose(base, run, units, find.end)
        kind = "model" if base.type == "company" else base.type
        return Find(find.start, run.end, kind, name, "name", base=base, tail=run.chunks)

    def _part(self, units: Units, find: Find) -> None:
        """Tell head and tail of a known member of a family, for lists that go on with its siblings."""
        head = self._head_above(find.entries[0]) if find.entries and find.entries[0].type == "model" else None
        if head is None or find.weak:
            return
        spelled = {name_key(alias) for alias in head.spellings}
        for start in range(find.start + 1, find.end):
            if name_key(units.surface(find.start, start)) in spelled:
                run = read_tail(units, start, frozenset(head.variants))
                if run.end == find.end:
                    find.base, find.tail = head, run.chunks
                return

    def _head_above(self, entry: Entry) -> Entry | None:
        """The nearest family of an entry from which names may be derived."""
        head = self._by_id.get(entry.family)
        while head is not None and not head.head:
            head = self._by_id.get(head.family)
        return head

    def _compose(self, base: Entry, run: ChunkRun, units: Units, start: int) -> str:
        """Name of a family member, written as its family writes them: "Gemini2.5 flash" -> "Gemini 2.5 flash"."""
        text = "".join(written(units, start, run.end))
        first = run.chunks[0]
        habits = self._habits.get(base.id)
        gap = habits.gap if habits and is_version(first) else None
        if gap is None:
            gap = text[0] if text[:1] in ("-", " ") else " " if first[0].isdigit() else ""
        return base.name + gap + text.lstrip("- ")

    def _siblings(self, units: Units, finds: list[Find]) -> list[Find]:
        """Members named by what differs only: "Llama 4 Scout和Maverick", "推出72B、7B和3B三个版本"."""
        taken = {i for find in finds if not find.weak for i in range(find.start, find.end)}
        added: list[Find] = []
        for find in sorted(finds, key=lambda f: f.start):
            if find.type == "model" and find.base and find.tail:
                added += _members_behind(units, find, find.base, taken)
        return [*added, *_sized_members(units, finds, taken)]

    def _bare(self, units: Units, finds: list[Find]) -> list[Find]:
        """Versions that stand alone: "V3.1" beside DeepSeek, "M2" beside MiniMax, "2.5 Pro" beside Gemini."""
        heads = self._heads_by_letter(finds)
        members = [find for find in finds if find.base and find.tail]
        taken = {i for find in finds for i in range(find.start, find.end)}
        added = []
        for i in range(len(units) - 1):
            if i in taken:
                continue
            if units.kinds[i] == NUMBER:
                find = self._numbered(units, i, members)
            elif units.norms[i] in heads and i + 1 not in taken:
                find = self._lettered(units, i, heads[units.norms[i]])
            else:
                continue
            if find:
                added.append(find)
        return added

    def _heads_by_letter(self, finds: Iterable[Find]) -> dict[str, Entry]:
        """The letters with which families of the text, or of a maker in it, begin their versions."""
        heads: dict[str, Entry] = {}
        for find in finds:
            base = find.base or (find.entries[0] if find.entries else None)
            while base is not None and base.family in self._by_id:
                base = self._by_id[base.family]
            for entry in (base, *self._models_of.get(base.id, ())) if base else ():
                for letter in self._habits[entry.id].letters if entry.id in self._habits else ():
                    heads.setdefault(letter, entry)
        return heads

    def _lettered(self, units: Units, at: int, base: Entry) -> Find | None:
        """A version with the letter that a family of the text uses."""
        glued = units.kinds[at] == LATIN and units.kinds[at + 1] == NUMBER and units.glued[at + 1]
        if not glued or not stands_open(units, at, at + 2):
            return None
        run = read_tail(units, at, frozenset(base.variants), fresh=True)
        if not run.chunks:
            return None
        gap = self._habits[base.id].gap
        name = base.name + (" " if gap is None else gap) + units.surface(at, run.end)
        return Find(at, run.end, "model", name, "name:bare", base=base, tail=run.chunks, doubt=0.3)

    def _numbered(self, units: Units, at: int, members: Sequence[Find]) -> Find | None:
        """A version with a variant, of a family of the text: "2.5 Pro" beside Gemini 3 Flash."""
        if "." not in units.words[at] or not stands_open(units, at, at + 1):
            return None
        run = read_tail(units, at, fresh=True)
        if VARIANTS.isdisjoint(run.chunks[1:]):
            return None
        families = {find.base.id: find.base for find in members if find.base and find.type == "model"}
        said = {(find.base.id, find.tail[0]) for find in members if find.base}
        for base in list(families.values())[:_MOST_FAMILIES]:
            habits = self._habits.get(base.id)
            name = base.name + (habits.gap or "" if habits else " ") + units.surface(at, run.end)
            if (base.id, run.chunks[0]) in said or len(families) == 1 or name_key(name) in self._names:
                return Find(at, run.end, "model", name, "name:bare", base=base, tail=run.chunks, doubt=0.3)
        return None


def _base_of(find: Find) -> Entry | None:
    """The reading that a version may follow: a model, else a product, else a company."""
    for kind in ("model", "product", "company"):
        for entry in find.entries:
            if entry.type == kind and (kind != "company" or len(entry.name) > _SHORT):
                return entry
    return None


def _tail_counts(base: Entry, first: str, *, tied: bool) -> bool:
    """Whether a tail makes a new name: for companies only "v5" or "-2" will do, for products a version."""
    if base.type == "model":
        return True
    if base.type == "product":
        return bool(_PLAIN.fullmatch(first))
    return bool((_PLAIN if tied else _PLAIN_V).fullmatch(first)) and base.name.isascii()


def _habits(name: str, spellings: Sequence[str]) -> _Habits:
    """How a family writes its versions, by its members' spellings."""
    gaps: Counter[str] = Counter()
    letters = set()
    for spelling in spellings:
        if not fold(spelling).startswith(fold(name)) or len(spelling) <= len(name):
            continue
        rest = spelling[len(name) :]
        chunk = re.split(r"[-\s]", rest.lstrip("- "), maxsplit=1)[0].casefold()
        if is_version(chunk):
            gaps[rest[0] if rest[0] in "- " else ""] += 1
            if re.fullmatch(r"[a-z]\d.*", chunk):
                letters.add(chunk[0])
    return _Habits(gaps.most_common(1)[0][0] if gaps else None, frozenset(letters))


def _members_behind(units: Units, find: Find, base: Entry, taken: set[int]) -> list[Find]:
    """Members of a family that follow one of them after a joiner."""
    added: list[Find] = []
    end = find.end
    while True:
        start = behind_joiner(units, end)
        if start is None or start in taken:
            return added
        run = read_tail(units, start, frozenset(base.variants), fresh=True)
        if not _stands_alone(run.chunks) or any(i in taken for i in range(start, run.end)):
            return added
        kept = _shared(find.tail, run.chunks[0])
        glue = "-" if "-" in find.name[len(base.name) :] and not is_version(run.chunks[0]) else " "
        name = f"{name_cut(find.name, find.tail, kept)}{glue}{units.surface(start, run.end)}"
        tail = (*kept, *run.chunks)
        added.append(Find(start, run.end, "model", name, "name:list", base=base, tail=tail, doubt=0.2))
        end = run.end


def _stands_alone(chunks: Sequence[str]) -> bool:
    """True where a tail in a list can only be a family's member, not a word of its own."""
    if not chunks:
        return False
    first = chunks[0]
    return (first in VARIANTS and first not in GENERIC) or (is_version(first) and not first.isdigit())


def _shared(tail: Sequence[str], first: str) -> list[str]:
    """The part of a tail that a list's next member shares: all before the chunk of the same kind."""
    same = is_size if is_size(first) else is_version if is_version(first) else None
    kept = []
    for chunk in tail:
        if same(chunk) if same else not (is_size(chunk) or is_version(chunk)):
            break
        kept.append(chunk)
    return kept


def _sized_members(units: Units, finds: Iterable[Find], taken: set[int]) -> Iterator[Find]:
    """The sizes in which the model named last before them comes: "推出72B、7B和3B三个版本"."""
    models = sorted((find for find in finds if find.type == "model"), key=lambda find: find.end)
    ends = [find.end for find in models]
    for sizes in _size_lists(units, taken):
        before = bisect_right(ends, sizes[0][0])
        last = models[before - 1] if before else None
        base = (last.base or (last.entries[0] if last.entries else None)) if last else None
        if last is None or base is None:
            continue
        kept = [chunk for chunk in last.tail if not is_size(chunk)]
        name = name_cut(last.name, last.tail, kept) if last.tail else last.name
        for start, stop in sizes:
            size = units.surface(start, stop)
            tail = (*kept, fold(size))
            yield Find(start, stop, "model", f"{name}-{size}", "name:list", base=base, tail=tail, doubt=0.2)


def _size_lists(units: Units, taken: set[int]) -> Iterator[list[tuple[int, int]]]:
    """Runs of at least two sizes that are called versions, each the units of its sizes."""
    i = 0
    while i < len(units):
        sizes = _sizes_from(units, i, taken)
        if len(sizes) < 2:
            i += 1
            continue
        i = sizes[-1][1]
        if _CALLED_SIZES.match("".join(units.norms[i : i + 6])):
            yield sizes


def _sizes_from(units: Units, start: int, taken: set[int]) -> list[tuple[int, int]]:
    """Units of the sizes that stand in a list from `start` on."""
    sizes: list[tuple[int, int]] = []
    at: int | None = start
    while at is not None and at < len(units) and at not in taken and units.kinds[at] == NUMBER:
        stop = chunk_end(units, at)
        if not is_size("".join(units.norms[at:stop])) or is_money(units, at):
            break
        sizes.append((at, stop))
        at = behind_joiner(units, stop)
    return sizes
