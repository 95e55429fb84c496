"""Name grammar: family + version + variant, so that a model released next month is found today."""

from __future__ import annotations

import re
from collections import Counter

from ingest.extract.chunks import (
    behind_joiner,
    compound,
    is_size,
    is_version,
    name_cut,
    read_tail,
    spaced,
    stands_open,
    starts_open,
    written,
)  # fmt: skip
from ingest.extract.known import humps
from ingest.extract.sizes import find_sized, size_lists
from ingest.extract.units import LATIN, NUMBER, Find, Sheet, Units, longest
from ingest.extract.vocabulary import GENERIC, VARIANTS
from ingest.gazetteer import Entry, Gazetteer
from kg.text.words import fold, name_key

_ENDS_VERSIONED = re.compile(r"\d(?![dD]$)[a-z]?$")
_LIKE_A_MODEL = re.compile(r"[a-z]{2}(?:llm|gpt|vlm|bert|diffusion|former)$|[a-z]{3}lm$")
_STEM, _MAX_CHUNKS, _SHORT, _MOST_FAMILIES = 4, 4, 2, 12
_PLAIN, _PLAIN_V = re.compile(r"v?\d{1,3}(?:\.\d+)*"), re.compile(r"v\d+(?:\.\d+)*")


class NameGrammar:
    """Component: lengthens known heads by their versions and variants, and finds what only a grammar can.

    Parameters
    ----------
    gazetteer
        Gives the families, the words that only one family uses, and how each family writes its versions.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_id = gazetteer.by_id
        members: dict[str, list[str]] = {}
        for entry in gazetteer.entries:
            if entry.type == "model":
                for head in (entry.id, entry.family):
                    members.setdefault(head, []).extend(entry.spellings)
        self._gap: dict[str, str] = {}
        self._letters: dict[str, frozenset[str]] = {}
        for entry in gazetteer.entries:
            if entry.type == "model":
                gap, letters = _habits(entry.name, members[entry.id])
                self._gap[entry.id], self._letters[entry.id] = gap, letters
        self._stems = frozenset(
            name_key(entry.name)
            for entry in gazetteer.entries
            if entry.head and entry.type == "model" and entry.name.isalpha() and len(entry.name) >= _STEM
        )
        self._names = frozenset(name_key(e.name) for e in gazetteer.entries if e.type == "model")
        self._models_of: dict[str, list[Entry]] = {}
        for entry in gazetteer.entries:
            if entry.type == "model" and entry.maker and not entry.family:
                self._models_of.setdefault(entry.maker, []).append(entry)

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
        finds += (find for find in (*find_sized(units), *self._built(units)) if find.start not in sheet.masked)
        finds = longest(finds)
        finds += self._lists(units, finds)
        finds += self._bare(units, finds)
        settled = {(find.start, find.end) for find in finds if not find.weak}
        finds = [find for find in finds if not find.weak or (find.start, find.end) not in settled]
        sheet.finds = longest(finds, rank=("gazetteer", "name", "name:list", "name:bare", "name:size", "name:built"))

    def _whole(self, units: Units, find: Find) -> Find | None:
        """The find with the versions and variants behind it, or None where there are none."""
        base = _base_of(find)
        if base is None:
            return None
        tail, end = read_tail(
            units, find.end, frozenset(base.variants), versioned=bool(_ENDS_VERSIONED.search(base.name))
        )
        sure = tail and (is_version(tail[0]) or is_size(tail[0]) or tail[0] in VARIANTS or tail[0] in base.variants)
        if find.weak and not sure:
            return None
        if not tail or not _tail_counts(base, tail, tied=units.glued[find.end]):
            return None
        name = self.compose(base, tail, units, find.end, end)
        kind = "model" if base.type == "company" else base.type
        return Find(find.start, end, kind, name, "name", base=base, tail=tuple(tail))

    def _part(self, units: Units, find: Find) -> None:
        """Tell head and tail of a known member of a family, for lists that go on with its siblings."""
        entry = find.entries[0] if find.entries and find.entries[0].type == "model" else None
        head = self._by_id.get(entry.family) if entry else None
        while head is not None and not head.head:
            head = self._by_id.get(head.family)
        if head is None or find.weak:
            return
        spelled = {name_key(alias) for alias in head.spellings}
        for start in range(find.start + 1, find.end):
            if name_key(units.surface(find.start, start)) in spelled:
                tail, end = read_tail(units, start, frozenset(head.variants))
                if end == find.end:
                    find.base, find.tail = head, tuple(tail)
                return

    def compose(self, base: Entry, tail: list[str], units: Units, start: int, end: int) -> str:
        """Name of a family member, written as its family writes them: "Gemini2.5 flash" -> "Gemini 2.5 flash"."""
        tail_text = "".join(written(units, start, end))
        first = tail[0]
        gap = self._gap.get(base.id, "") if is_version(first) else ""
        if not gap:
            gap = tail_text[0] if tail_text[:1] in ("-", " ") else " " if first[0].isdigit() else ""
        return base.name + ("" if gap == "|" else gap) + tail_text.lstrip("- ")

    def _built(self, units: Units) -> list[Find]:
        """Unknown words ("MiquMaid", "VoCo-LLaMA", "BiLLM") that are built on a model's name or end like one."""
        found = []
        i = 0
        while i < len(units):
            if units.kinds[i] != LATIN or not starts_open(units, i):
                i += 1
                continue
            end, chunks = compound(units, i)
            words = [hump.casefold() for k in range(i, end) for hump in humps(units.words[k])]
            odd = len(words) > 1 and any(letter.isupper() for letter in units.surface(i, end)[1:])
            if odd and len(chunks) <= _MAX_CHUNKS and (self._stems & set(words[1:]) or _LIKE_A_MODEL.search(chunks[0])):
                _, stop = read_tail(units, end)
                found.append(Find(i, stop, "model", spaced(units, i, stop), "name:built", doubt=0.4))
                end = stop
            i = max(end, i + 1)
        return found

    def _lists(self, units: Units, finds: list[Find]) -> list[Find]:
        """Members named by what differs only: "Llama 4 Scout和Maverick", "推出72B、7B和3B三个版本"."""
        taken = {i for find in finds if not find.weak for i in range(find.start, find.end)}
        added = []
        last: Find | None = None
        for find in sorted(finds, key=lambda f: f.start):
            if find.type == "model" and find.base and find.tail:
                added += self._list_behind(units, find, taken)
        by_end = sorted((f for f in finds if f.type == "model"), key=lambda f: f.end)
        position = 0
        for start, sizes in size_lists(units, taken):
            while position < len(by_end) and by_end[position].end <= start:
                last = by_end[position]
                position += 1
            if last is None:
                continue
            base = last.base or last.entries[0] if last.base or last.entries else None
            for at, stop in sizes if base else ():
                kept = [chunk for chunk in last.tail if not is_size(chunk)]
                name = "-".join([last.name if not last.tail else name_cut(last.name, last.tail, kept)])
                find = Find(at, stop, "model", f"{name}-{units.surface(at, stop)}", "name:list", base=base, doubt=0.2)
                find.tail = (*kept, fold(units.surface(at, stop)))
                added.append(find)
        return added

    def _list_behind(self, units: Units, find: Find, taken: set[int]) -> list[Find]:
        """Members that follow `find` after a joiner."""
        added: list[Find] = []
        base, end = find.base, find.end
        while base is not None:
            start = behind_joiner(units, end)
            if start is None or start in taken:
                return added
            tail, stop = read_tail(units, start, frozenset(base.variants), fresh=True)
            if not tail or any(i in taken for i in range(start, stop)) or not _tail_stands_alone(tail):
                return added
            kept = _shared(find.tail, tail[0])
            name = name_cut(find.name, find.tail, kept)
            glue = "-" if "-" in find.name[len(base.name) :] and is_version(tail[0]) is False else " "
            added.append(
                Find(start, stop, "model", f"{name}{glue}{units.surface(start, stop)}", "name:list", base=base,
                     tail=(*kept, *tail), doubt=0.2)
            )  # fmt: skip
            end = stop
        return added

    def _bare(self, units: Units, finds: list[Find]) -> list[Find]:
        """Versions with the letter that a family of the text uses: "V3.1" beside DeepSeek, "M2" beside MiniMax."""
        heads: dict[str, Entry] = {}
        for find in finds:
            base = find.base or (find.entries[0] if find.entries else None)
            while base is not None and base.family in self._by_id:
                base = self._by_id[base.family]
            for entry in [base, *self._models_of.get(base.id, ())] if base else ():
                for letter in self._letters.get(entry.id, ()):
                    heads.setdefault(letter, entry)
        taken = {i for find in finds for i in range(find.start, find.end)}
        families = {find.base.id: find.base for find in finds if find.type == "model" and find.base and find.tail}
        said = {(find.base.id, find.tail[0]) for find in finds if find.base and find.tail}
        added = []
        for i in range(len(units) - 1):
            if units.kinds[i] == NUMBER and "." in units.words[i] and i not in taken and stands_open(units, i, i + 1):
                added += self._numbered(units, i, families, said)
            if units.kinds[i] != LATIN or units.kinds[i + 1] != NUMBER or not units.glued[i + 1]:
                continue
            letter = units.norms[i]
            if letter not in heads or i in taken or i + 1 in taken or not stands_open(units, i, i + 2):
                continue
            tail, end = read_tail(units, i, frozenset(heads[letter].variants), fresh=True)
            if tail:
                base = heads[letter]
                gap = self._gap.get(base.id, "") or " "
                name = base.name + ("" if gap == "|" else gap) + units.surface(i, end)
                added.append(Find(i, end, "model", name, "name:bare", base=base, tail=tuple(tail), doubt=0.3))
        return added

    def _numbered(self, units: Units, at: int, families: dict[str, Entry], said: set[tuple[str, str]]) -> list[Find]:
        """A version with a variant, of a family of the text: "2.5 Pro" beside Gemini 3 Flash."""
        tail, end = read_tail(units, at, fresh=True)
        if len(tail) < 2 or not any(chunk in VARIANTS for chunk in tail[1:]):
            return []
        for base in list(families.values())[:_MOST_FAMILIES]:
            name = base.name + self._gap.get(base.id, " ").replace("|", "") + units.surface(at, end)
            if (base.id, tail[0]) in said or len(families) == 1 or name_key(name) in self._names:
                return [Find(at, end, "model", name, "name:bare", base=base, tail=tuple(tail), doubt=0.3)]
        return []


def _base_of(find: Find) -> Entry | None:
    """The reading that a version may follow: a model, else a product, else a company."""
    for kind in ("model", "product", "company"):
        for entry in find.entries:
            if entry.type == kind and (kind != "company" or len(entry.name) > _SHORT):
                return entry
    return None


def _tail_counts(base: Entry, tail: list[str], *, tied: bool) -> bool:
    """Whether a tail makes a new name: for companies only "v5" or "-2" will do, for products a version."""
    if base.type == "model":
        return True
    first = tail[0]
    if base.type == "product":
        return bool(_PLAIN.fullmatch(first))
    return bool(_PLAIN_V.fullmatch(first) if not tied else _PLAIN.fullmatch(first)) and base.name.isascii()


def _habits(name: str, spellings: list[str]) -> tuple[str, frozenset[str]]:
    """How a family parts its name from a version (" ", "-", "|" for nothing), and the letters of its versions."""
    gaps: Counter[str] = Counter()
    letters = set()
    for spelling in spellings:
        if not fold(spelling).startswith(fold(name)) or len(spelling) <= len(name):
            continue
        rest = spelling[len(name) :]
        chunk = re.split(r"[-\s]", rest.lstrip("- "), maxsplit=1)[0].casefold()
        if is_version(chunk):
            gaps[rest[0] if rest[0] in "- " else "|"] += 1
            if re.fullmatch(r"[a-z]\d.*", chunk):
                letters.add(chunk[0])
    return (gaps.most_common(1)[0][0] if gaps else ""), frozenset(letters)


def _shared(tail: tuple[str, ...], first: str) -> list[str]:
    """The part of a tail that a list's next member shares: all before the chunk of the same kind."""
    same = is_size if is_size(first) else is_version if is_version(first) else None
    kept = []
    for chunk in tail:
        if same(chunk) if same else not (is_size(chunk) or is_version(chunk)):
            break
        kept.append(chunk)
    return kept


def _tail_stands_alone(tail: list[str]) -> bool:
    """True where a tail in a list can only be a family's member, not a word of its own."""
    first = tail[0]
    return (first in VARIANTS and first not in GENERIC) or (is_version(first) and not first.isdigit())
