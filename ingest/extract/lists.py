"""Lists: an unknown name among known ones is of their kind, or one of them misspelt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from ingest.extract.cues import JOINER, runs_of
from ingest.extract.phrases import name_phrase
from ingest.extract.units import HAN_CHAR, Find, Sheet, longest
from ingest.extract.vocabulary import GENERIC, VARIANTS
from ingest.gazetteer import Entry, Gazetteer
from kg.model import EntityType
from kg.text.lexicon import either, lexicon
from kg.text.words import name_key

_MODELS_LIKE = re.compile(rf"\b[Mm]odels?\s+{either(lexicon('cues')['models_such_as'].en)}\s+(?=[A-Z])")
_THE_MODEL = re.compile(
    r"(?<![\w./-])(?P<name>[A-Z][A-Za-z]*[A-Za-z0-9-]{2,30})\s+(?:[a-z-]{2,12}\s){0,2}?(?:models?|LLMs?)\b", re.ASCII
)
_ODD = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|\d")
_KINDS = frozenset({"company", "product", "model", "person"})
_SHORTEST_GUESS = 5
_MOST_NEW = 6


class Lists:
    """Component: adds the unknown members of lists that hold at least two known names of one type.

    Parameters
    ----------
    gazetteer
        Where misspelt members are looked up.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_start: dict[tuple[str, str], list[tuple[str, Entry]]] = defaultdict(list)
        for entry in gazetteer.entries:
            for alias in entry.aliases:
                key = name_key(alias)
                if key.isascii() and len(key) >= _SHORTEST_GUESS:
                    self._by_start[(entry.type, key[:2])].append((key, entry))

    def __call__(self, sheet: Sheet) -> None:
        """Look into the gaps of every list and behind its end."""
        known = {i: find for find in sheet.finds for i in range(find.start, find.end)}
        added: list[Find] = []
        for run in runs_of(sheet, sorted(sheet.finds, key=lambda find: find.start), bridged=True):
            kind = _kind_of(run)
            if kind is None:
                continue
            for start, stop in _unknown(sheet, run, known):
                added.append(self._member(sheet, start, stop, kind))
        sheet.finds += added
        sheet.finds += _called_models(sheet, {i for find in sheet.finds for i in range(find.start, find.end)})

    def _member(self, sheet: Sheet, start: int, stop: int, kind: EntityType) -> Find:
        """An unknown member: the known name that it misspells by one letter, else a new one."""
        surface = sheet.units.surface(start, stop)
        key = name_key(surface)
        near = {
            entry.id: entry
            for known, entry in self._by_start.get((kind, key[:2]), ())
            if len(key) >= _SHORTEST_GUESS and OSA.distance(key, known, score_cutoff=1) <= 1
        }
        if len(near) == 1:
            entry = next(iter(near.values()))
            return Find(start, stop, kind, entry.name, "list:misspelt", (entry,), doubt=0.5)
        return Find(start, stop, kind, " ".join(surface.split()), "list", doubt=0.4)


def _called_models(sheet: Sheet, taken: set[int]) -> list[Find]:
    """Unknown names that English says to be models: "models like A, B and C", "the A model"."""
    spans = [span for match in _MODELS_LIKE.finditer(sheet.text) for span in _names_from(sheet, match.end())]
    if sheet.english:
        spans += _before_model(sheet)
    found = []
    for start, stop in spans:
        if taken.isdisjoint(range(start, stop)):
            name = " ".join(sheet.units.surface(start, stop).split())
            found.append(Find(start, stop, "model", name, "list:models", doubt=0.4))
    return longest(found)


def _names_from(sheet: Sheet, at: int) -> Iterator[tuple[int, int]]:
    """Units of the capitalised names of a list that begins at character `at`."""
    units = sheet.units
    for _ in range(_MOST_NEW):
        start = units.at(at)
        stop = name_phrase(units, start, {}, lone=False)
        if stop == start or not units.words[start][0].isupper() or units.norms[start] in VARIANTS:
            return
        yield start, stop
        joiner = JOINER.match(sheet.text, units.ends[stop - 1])
        if joiner is None:
            return
        at = joiner.end()


def _before_model(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Units of the oddly written words that "model" follows."""
    for match in _THE_MODEL.finditer(sheet.text):
        start, stop = sheet.units.between(*match.span("name"))
        if _ODD.search(match["name"]) and sheet.units.norms[start] not in GENERIC:
            yield start, stop


def _kind_of(run: Sequence[Find]) -> EntityType | None:
    """The type that at least two members of a list have, and most of them."""
    if len(run) < 2:
        return None
    kind, count = Counter(find.type for find in run).most_common(1)[0]
    return kind if count >= 2 and count * 2 > len(run) and kind in _KINDS else None


def _unknown(sheet: Sheet, run: Sequence[Find], known: dict[int, Find]) -> Iterator[tuple[int, int]]:
    """Units of the unknown names between and behind the members of a list."""
    places = [(left.end, right.start) for left, right in pairwise(run)]
    places.append((run[-1].end, len(sheet.units)))
    for at, limit in places:
        for _ in range(_MOST_NEW):
            span = _next_name(sheet, at, limit, known)
            if span is None:
                break
            yield span
            at = span[1]


def _next_name(sheet: Sheet, at: int, limit: int, known: dict[int, Find]) -> tuple[int, int] | None:
    """Units of the unknown name behind a joiner at unit `at`, which may not reach beyond `limit`."""
    units = sheet.units
    joiner = JOINER.match(sheet.text, units.ends[at - 1])
    if joiner is None or joiner.end() >= len(sheet.text):
        return None
    start = units.at(joiner.end())
    if start >= limit or start in known:
        return None
    stop = name_phrase(units, start, known, lone=False)
    if stop == start or stop > limit or (sheet.english and not units.words[start][0].isupper()):
        return None
    behind_list = limit == len(units)
    if behind_list and (_is_comma(joiner) if sheet.english else _goes_on(sheet, stop)):
        return None
    return start, stop


def _is_comma(joiner: re.Match[str]) -> bool:
    """True where no word joins: behind a mere comma an English sentence goes on."""
    return not joiner.group().strip(" ,").isalpha()


def _goes_on(sheet: Sheet, stop: int) -> bool:
    """True where the last phrase of a list runs on into Chinese words: "和Agent能力"."""
    return (
        stop < len(sheet.units)
        and sheet.units.kinds[stop] == HAN_CHAR
        and sheet.units.words[stop] not in "等为是的和与及"
    )
