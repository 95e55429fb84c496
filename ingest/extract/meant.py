"""Which thing is meant: of several that share a name, and by a family's bare name.

Gemini is a model and an app, Cursor a company and its editor, 千问 a team, a model and an app: the words around the
name decide, then the names that stand in one list with it, then a fixed order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.extract.cues import Votes, runs_of, votes_of
from ingest.extract.units import HAN_CHAR, Find, Sheet
from ingest.gazetteer import Entry, Gazetteer, slug
from kg.model import EntityType
from kg.text.lexicon import either, lexicon
from kg.text.words import name_key

_NEAR, _CLAUSE = 4, 120
_SHORT, _MOST_ABOVE = 1500, 8
_SAID = lexicon("cues")
_HEADING = re.compile(rf"{either(_SAID['called_product'].words)}[^，。：:\n]{{0,12}}[：:]\s*$", re.IGNORECASE)
_TRAILER = re.compile(
    r"\s*(?:(?:等等?|之类|这类|这样|为主)的?[^，。；、\n]{0,10}?"
    rf"(?:{either(_SAID['called_product'].zh)}|(?P<company>{either(_SAID['called_company'].zh)})|"
    rf"(?P<model>{either(_SAID['called_model'].zh)}))|(?:之类|这类)的)"
)
_ORDER: dict[frozenset[str], tuple[EntityType, ...]] = {
    frozenset({"company", "product"}): ("company", "product"),
    frozenset({"company", "model"}): ("company", "model"),
    frozenset({"model", "product"}): ("model", "product"),
    frozenset({"company", "benchmark"}): ("benchmark", "company"),
}
_DEFAULT: tuple[EntityType, ...] = (
    "company", "model", "product", "institution", "person", "benchmark", "event", "paper", "report", "article",
)  # fmt: skip


class MeantThings:
    """Component: leaves one reading to each find.

    Parameters
    ----------
    gazetteer
        Tells which companies are named like the one thing they make: those may be meant as that thing.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        made: dict[str, list[Entry]] = defaultdict(list)
        for entry in gazetteer.entries:
            if entry.maker and entry.type in ("product", "model"):
                made[entry.maker].append(entry)
        self._twin: dict[str, Entry] = {}
        self._eponymous: set[str] = set()
        for entry in gazetteer.entries:
            if entry.type == "company":
                own = name_key(entry.name)
                self._twin[entry.id] = replace(
                    entry, id=f"product:{slug(entry.name)}", type="product", maker=entry.id, family=""
                )
                if all(own in name_key(thing.name) for thing in made[entry.id]):
                    self._eponymous.add(entry.id)

    def __call__(self, sheet: Sheet) -> None:
        """Choose, list by list."""
        finds = sorted(sheet.finds, key=lambda find: find.start)
        before = {id(find): find.entries for find in finds}
        place = {id(find): number for number, find in enumerate(finds)}
        for chain in runs_of(sheet, finds, bridged=True):
            at = place[id(chain[0])]
            self._choose(sheet, chain, [*finds[max(0, at - _NEAR) : at], *finds[at + 1 : at + 1 + _NEAR]])
        self._agree(sheet, finds, before)
        for find in finds:
            if find.entries:
                find.type, find.name = find.entries[0].type, find.entries[0].name
        sheet.finds = finds if sheet.english else _one_name(sheet, finds)

    def _choose(self, sheet: Sheet, chain: Sequence[Find], others: Sequence[Find]) -> None:
        """One reading for each find of a list; those that stand in one list tend to agree."""
        hint = _hint(sheet, chain)
        members = [_Member(find, self._twins(find, hint)) for find in chain]
        if all(member.certain for member in members):
            return
        votes = [votes_of(sheet, find) for find in chain]
        # First those of which the gazetteer knows several things, then companies that may stand for their product.
        for may_twin in (False, True):
            certain = [member.certain for member in members]
            for i, member in enumerate(members):
                if certain[i] or bool(member.twins) != may_twin:
                    continue
                score = defaultdict(float, votes[i])
                if hint:
                    score[hint] += 1.5
                for kind, weight in _said_by_list(i, certain, votes):
                    score[kind] += weight
                if len(chain) == 1 and (near := _nearby(sheet, member.find, others)):
                    score[near] += 0.5
                member.settle(score, english=sheet.english)

    def _agree(self, sheet: Sheet, finds: Sequence[Find], before: dict[int, tuple[Entry, ...]]) -> None:
        """One spelling means one thing in an item, unless the words beside one of them say otherwise."""
        same: dict[str, list[Find]] = defaultdict(list)
        for find in finds:
            if len({entry.type for entry in before[id(find)]}) > 1 or find.entries != before[id(find)]:
                same[name_key(sheet.units.surface(find.start, find.end))].append(find)
        for group in same.values():
            if len(_kinds_of(group)) < 2:
                continue
            own = [votes_of(sheet, find) for find in group]
            total: defaultdict[EntityType, float] = defaultdict(float)
            for find, votes in zip(group, own, strict=True):
                total[find.entries[0].type] += 0.5 + max(0.0, votes.get(find.entries[0].type, 0.0))
            best = max(total, key=lambda kind: (total[kind], -_DEFAULT.index(kind)))
            model = next(find.entries for find in group if find.entries[0].type == best)
            for find, votes in zip(group, own, strict=True):
                if votes.get(find.entries[0].type, 0.0) < votes.get(best, 0.0) + 1.5:
                    find.entries = model

    def _twins(self, find: Find, hint: EntityType | None) -> tuple[Entry, ...]:
        """Product readings of finds that the gazetteer knows as companies only."""
        if "product" in _kinds(find) or not find.entries:
            return ()
        return tuple(
            self._twin[entry.id]
            for entry in find.entries
            if entry.type == "company" and (hint == "product" or entry.id in self._eponymous)
        )


class SameThing:
    """Component: "Sora" becomes Sora 2 where the item's title speaks of Sora 2 and of no other Sora.

    Parameters
    ----------
    gazetteer
        Tells the families.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_id = gazetteer.by_id

    def __call__(self, sheet: Sheet) -> None:
        """Rename the bare heads of one item."""
        if len(sheet.text) > _SHORT or sheet.english:
            return
        members: dict[str, dict[str, Find]] = defaultdict(dict)
        for find in sheet.finds:
            for head in self._heads(find):
                members[head].setdefault(find.name, find)
        for find in sheet.finds:
            if find.type != "model" or len(find.entries) != 1 or not find.entries[0].head:
                continue
            named = list(members.get(find.entries[0].id, {}).values())
            if len(named) == 1 and sheet.char_span(named[0])[0] < len(sheet.item.title):
                find.name, find.entries, find.base = named[0].name, named[0].entries, named[0].base
                find.rule, find.doubt = "same item", 0.3

    def _heads(self, find: Find) -> list[str]:
        """Ids of the families that a find is a member of."""
        if find.type != "model":
            return []
        entry = find.base or (find.entries[0] if find.entries else None)
        if entry is None or (find.base is None and entry.head):
            return []
        heads, seen = [entry.id] if find.base else [], 0
        while entry is not None and entry.family and seen < _MOST_ABOVE:
            heads.append(entry.family)
            entry, seen = self._by_id.get(entry.family), seen + 1
        return heads


@dataclass(slots=True)
class _Member:
    """A find in a list, and the products that it may stand for besides."""

    find: Find
    twins: tuple[Entry, ...]

    @property
    def certain(self) -> EntityType | None:
        """Its type, where only one is left."""
        kinds = _kinds(self.find)
        return next(iter(kinds)) if len(kinds) == 1 and not self.twins else None

    def settle(self, score: defaultdict[EntityType, float], *, english: bool) -> None:
        """Leave it the readings with the highest score."""
        self.find.entries = _best((*self.find.entries, *self.twins), score, twin=bool(self.twins), english=english)
        self.twins = ()


def _hint(sheet: Sheet, chain: Sequence[Find]) -> EntityType | None:
    """What the heading or the trailer of a list calls its members: "…工具：A、B", "A、B之类的浏览器"."""
    first, last = sheet.char_span(chain[0])[0], sheet.char_span(chain[-1])[1]
    trailer = _TRAILER.match(sheet.text, last, last + 40)
    if trailer:
        return "company" if trailer["company"] else "model" if trailer["model"] else "product"
    return "product" if _HEADING.search(sheet.text[max(0, first - 40) : first]) else None


def _said_by_list(
    at: int, certain: Sequence[EntityType | None], votes: Sequence[Votes]
) -> Iterator[tuple[EntityType, float]]:
    """What the other members of a list say of the one at `at`: their own types, most of all its neighbours'."""
    for i, kind in enumerate(certain):
        if kind is not None:
            yield kind, 1.0 if abs(at - i) == 1 else 0.5
    for i, other in enumerate(votes):
        if i != at and certain[i] is None and (best := _strongest(other)):
            yield best, 0.4


def _strongest(votes: Votes) -> EntityType | None:
    """The type with the most votes, if they are many."""
    best = max(votes, key=lambda kind: (votes[kind], -_DEFAULT.index(kind)), default=None)
    return best if best and votes[best] >= 1 else None


def _nearby(sheet: Sheet, find: Find, others: Sequence[Find]) -> EntityType | None:
    """Type of the nearest model or product of the same clause."""
    start, end = sheet.char_span(find)
    best: tuple[int, EntityType] | None = None
    for other in others:
        kinds = _kinds(other)
        kind = next(iter(kinds))
        if len(kinds) > 1 or kind not in ("model", "product"):
            continue
        left, right = sheet.char_span(other)
        between = sheet.text[right:start] if right <= start else sheet.text[end:left]
        if len(between) < _CLAUSE and not any(mark in between for mark in "。；\n，"):
            distance = abs(other.start - find.start)
            if best is None or distance < best[0]:
                best = distance, kind
    return best[1] if best else None


def _one_name(sheet: Sheet, finds: Sequence[Find]) -> list[Find]:
    """Join a Latin maker and its product behind a space, one name in Chinese: "Google Cloud Vertex AI"."""
    joined: list[Find] = []
    for find in finds:
        last = joined[-1] if joined else None
        if last and last.end == find.start and find.type == "product" and find.entries and last.entries:
            gap = sheet.text[sheet.units.ends[last.end - 1] : sheet.units.starts[find.start]]
            makers = {find.entries[0].maker}
            owners = {one for entry in last.entries for one in (entry.id, entry.maker)}
            if gap == " " and last.name.isascii() and makers & owners and sheet.units.kinds[last.start] != HAN_CHAR:
                joined[-1] = replace(find, start=last.start)
                continue
        joined.append(find)
    return joined


def _best(
    entries: tuple[Entry, ...], score: defaultdict[EntityType, float], *, twin: bool, english: bool
) -> tuple[Entry, ...]:
    """The readings of the type with the highest score; a fixed order breaks ties."""
    kinds = {entry.type for entry in entries}
    order = _ORDER.get(frozenset(kinds), _DEFAULT)
    if kinds == {"company", "product"} and not english and not twin:
        order = ("product", "company")
    if twin:
        score["company"] += 0.6
    best = max(kinds, key=lambda kind: (score[kind], -order.index(kind)))
    return tuple(entry for entry in entries if entry.type == best)


def _kinds_of(finds: Sequence[Find]) -> set[EntityType]:
    """Types of the first readings of several finds."""
    return {find.entries[0].type for find in finds}


def _kinds(find: Find) -> set[EntityType]:
    """Types of a find's readings."""
    return {entry.type for entry in find.entries} or {find.type}
