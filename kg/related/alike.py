"""Related items across weeks: the same story first, then the same subject, each with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from kg.errors import UnknownName
from kg.model import Entity, Item
from kg.related.nearness import CLOSE, HEADING, KNOWN, MAKERS, RARE, Near, Nearness
from kg.related.stories import Stories
from kg.store.reader import Reader
from kg.text.sites import site
from kg.text.words import language_of, name_key

ReasonKind = Literal["story", "paper", "link", "follows", "doing", "names", "meaning"]
# Cosine, and share of the rare words, that make two items close: without a word in common they are only of one kind.
_CLOSE_IN_MEANING, _CLOSE_IN_WORDS = 0.45, 0.13
_MOST_NAMES = 3
_NOT_FAR = 0.35  # cosine with which a rare name is a reason by itself, as it is in both headings
_NEAR = 0.42  # and with which a thing is that is not everywhere
_DEALS = frozenset({"acquired", "invested_in", "partnered_with", "ipo"})
_MOST_PARTS = 100  # a part of a version from which on it is a size or a day


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two items belong together; `in_words` says it.

    Attributes
    ----------
    kind, values
        ``story``: (); ``paper``: (its title,); ``link``: (canonical address,); ``follows``: (earlier version, later
        version); ``doing``: (who, predicate); ``names``: names that both have; ``meaning``: ().
    enough
        Whether it speaks for two items by itself: a name that is everywhere does not, nor do two releases of one maker.
    """

    kind: ReasonKind
    values: tuple[str, ...] = ()
    enough: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Related:
    """An item of another issue that goes with one.

    Attributes
    ----------
    score
        About 0.3 for a subject in common, 0.6 and more for much the same.
    reasons
        The strongest first, at least one.
    same_story
        Whether both tell of one story (`kg.related.stories`).
    """

    item: Item
    score: float
    reasons: tuple[Reason, ...]
    same_story: bool = False


def related(reader: Reader, item_id: str, *, limit: int = 10) -> tuple[Related, ...]:
    """Items of other issues that go with an item: those of the same story first, then the nearest by subject.

    Parameters
    ----------
    limit
        How many at most.

    Raises
    ------
    UnknownName
        Where there is no such item.
    """
    item = reader.item(item_id)
    row = reader.store.row_of(item_id)
    if row is None:
        raise UnknownName(item_id, (), "item")
    index, nearness = row - 1, reader.once(Nearness)
    stories = reader.once(Stories)
    story = stories.of(index)
    others = (nearness.arrays.issues != nearness.arrays.issues[index]) & ~stories.columns.whole
    headings = stories.columns.heading
    if headings[index] >= 0:  # another instalment of a column is no story of its own
        others &= headings != headings[index]
    near = nearness.near(nearness.of_item(index), among=others, limit=max(limit, 1) * 3 + len(story))
    of_story = np.isin(near.items, story)
    keep = np.flatnonzero(of_story | near.links | (near.scores >= CLOSE))
    order = keep[np.argsort(~of_story[keep], kind="stable")]
    finder = _Reasons(reader, nearness, item, index)
    found: list[Related] = []
    for place, other in zip(order.tolist(), reader.store.items((near.items[order] + 1).tolist()), strict=True):
        if len(found) >= limit:
            break
        same = bool(of_story[place])
        reasons = finder.find(other, near, place, same)
        if any(reason.enough for reason in reasons):
            found.append(Related(other, round(float(near.scores[place]), 4), reasons, same))
    return tuple(found)


class _Reasons:
    """Finds what an item has in common with others."""

    def __init__(self, reader: Reader, nearness: Nearness, item: Item, index: int) -> None:
        self._reader, self._nearness, self._item, self._index = reader, nearness, item, index
        self._deeds = _deeds_of(reader, item.id)

    def find(self, other: Item, near: Near, place: int, same_story: bool) -> tuple[Reason, ...]:
        """Reasons for one other item, the strongest first."""
        index = int(near.items[place])
        mine, its = (self._names(i) for i in (self._index, index))
        shared = [entity for id_, entity in mine.items() if id_ in its]
        reasons = [Reason("story")] if same_story else []
        reasons += self._sources(index, shared)
        early, late = (index, self._index) if index < self._index else (self._index, index)
        reasons += _follows(self._headed(early), self._headed(late))
        doing = self._doing(other, shared, float(near.meaning[place]))
        reasons += doing[:1]
        reasons += self._common_names(shared, doing, index, float(near.meaning[place]), alone=not reasons)
        if near.meaning[place] >= _CLOSE_IN_MEANING:
            one_language = language_of(other.text) == language_of(self._item.text)  # of two the words do not compare
            reasons.append(Reason("meaning", (), not one_language or bool(near.words[place] >= _CLOSE_IN_WORDS)))
        return tuple(reasons)

    def _sources(self, index: int, shared: Sequence[Entity]) -> list[Reason]:
        """A paper that both are about, or else an address that both lead to."""
        papers = [entity.name for entity in shared if entity.type == "paper"]
        if papers:
            return [Reason("paper", (papers[0],))]
        links = self._nearness.links
        return [Reason("link", (links.address(link),)) for link in sorted(links.of(self._index) & links.of(index))[:1]]

    def _doing(self, other: Item, shared: Sequence[Entity], meaning: float) -> list[Reason]:
        """Who does the same in both; only two deals have more in common than who makes them."""
        names = {entity.id: entity.name for entity in shared}
        told = sorted(
            (names[who], what) for who, what in self._deeds & _deeds_of(self._reader, other.id) if who in names
        )
        return [Reason("doing", deed, deed[1] in _DEALS and meaning >= _NOT_FAR) for deed in told]

    def _common_names(
        self, shared: Sequence[Entity], doing: Sequence[Reason], other: int, meaning: float, *, alone: bool
    ) -> list[Reason]:
        """Rare names that both have; any at all where nothing else (`alone`) speaks for the two."""
        told = {reason.values[0] for reason in doing}
        plain = [entity for entity in shared if entity.type != "paper" and entity.name not in told]
        rare = [entity for entity in plain if self._in_few(entity, RARE)]
        telling = rare or [entity for entity in plain if entity.type not in MAKERS and self._in_few(entity, KNOWN)]
        chosen = telling or ((plain or list(shared)) if alone else [])
        names = tuple(entity.name for entity in chosen[:_MOST_NAMES])
        headed = self._headed(self._index).keys() & self._headed(other).keys() & {entity.id for entity in rare}
        enough = bool(headed) or (meaning >= _NOT_FAR if rare else bool(telling) and meaning >= _NEAR)
        return [Reason("names", names, enough)] if names else []

    def _names(self, index: int) -> Mapping[str, Entity]:
        """Entities of an item by id, the rarest first."""
        indices = self._nearness.arrays.mentioned.of(index)[0].tolist()
        indices.sort(key=lambda entity: (-float(self._nearness.rarity[entity]), entity))
        return {entity.id: entity for entity in self._nearness.arrays.full_entities(indices)}

    def _headed(self, index: int) -> Mapping[str, Entity]:
        """Entities in the heading of an item by id."""
        indices, weights = self._nearness.arrays.mentioned.of(index)
        headed = self._nearness.arrays.full_entities(indices[weights >= HEADING].tolist())
        return {entity.id: entity for entity in headed}

    def _in_few(self, entity: Entity, share: float) -> bool:
        """Whether no more than a share of the items have a name."""
        return self._nearness.in_few(self._nearness.arrays.index_of[entity.id], share)


def _deeds_of(reader: Reader, item_id: str) -> set[tuple[str, str]]:
    """Who does what in an item: (entity id, predicate)."""
    return {(relation.subject, relation.predicate) for relation in reader.relations(item_id)}


def _follows(earlier: Mapping[str, Entity], later: Mapping[str, Entity]) -> list[Reason]:
    """A version in the earlier item that one in the later item comes after, the closest such pair."""
    pairs = [
        (new.version, old.version, old.name, new.name)
        for new in later.values()
        for old in earlier.values()
        if new.type in ("model", "product") and new.id not in earlier and old.id not in later
        and (old.id == new.family or old.family == new.family != "") and _after(old, new)
    ]  # fmt: skip
    if not pairs:
        return []
    _, _, old_name, new_name = max(pairs)
    return [Reason("follows", (old_name, new_name))]


def _after(old: Entity, new: Entity) -> bool:
    """Whether one member of a family is a later version of another, a variant of that version, or the first numbered.

    Where no number says so, one thing that bears the other's name may as well be something beside it.
    """
    if max((*old.version, *new.version), default=0) >= _MOST_PARTS:
        return False
    rest = name_key(new.name).removeprefix(name_key(old.name))
    extends = len(rest) < len(name_key(new.name))
    if old.version:
        return old.version < new.version or (old.version == new.version and extends)
    return bool(new.version) and extends and rest[:1].isdecimal()


_PLAIN: Mapping[ReasonKind, tuple[str, str]] = {
    "story": ("same story", "同一件事"),
    "paper": ("same paper: {0}", "同一篇论文：{0}"),
    "link": ("same link: {0}", "同一链接：{0}"),
    "follows": ("follows: {0} -> {1}", "后续版本：{0} -> {1}"),
    "doing": ("both about {0} {1}", "都讲{0}{1}"),
    "names": ("both name {0}", "都提到{0}"),
    "meaning": ("close in meaning", "内容相近"),
}
_DOING: Mapping[str, tuple[str, str]] = {
    "released": ("releasing something", "的发布"),
    "acquired": ("acquiring", "的收购"),
    "invested_in": ("investing", "的投资"),
    "partnered_with": ("partnering", "的合作"),
    "based_on": ("building on others", "的基础"),
    "competes_with": ("competing", "的竞争"),
    "authored": ("publishing", "的著述"),
    "works_at": ("changing posts", "的任职"),
    "ipo": ("going public", "的上市"),
}


def in_words(reason: Reason, language: str) -> str:
    """A reason for a reader, in ``zh`` or ``en``.

    >>> in_words(Reason("doing", ("NVIDIA", "invested_in")), "en"), in_words(Reason("names", ("Kimi", "Qwen")), "zh")
    ('both about NVIDIA investing', '都提到 Kimi、Qwen')
    """
    chinese = language == "zh"
    values = list(reason.values)
    if reason.kind == "doing":
        values[1] = _DOING.get(values[1], (values[1], values[1]))[chinese]
    elif reason.kind == "names":
        values = [("、" if chinese else ", ").join(values)]
    elif reason.kind == "link":
        values = [_short(values[0])]
    template = _PLAIN[reason.kind][chinese]
    if chinese and reason.kind in ("doing", "names"):
        values[0] = f" {values[0]}" if values[0][:1].isascii() else values[0]
        if reason.kind == "doing" and values[0][-1:].isascii():
            values[0] += " "
    return template.format(*values)


def _short(url: str) -> str:
    """An address in a few characters."""
    path = url.removeprefix("https://")
    return path if len(path) <= 60 else f"{site(url)}/…{path[-40:]}"
