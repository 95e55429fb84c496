"""Prior coverage: what the archive already says of what is about to be published.

For every item of a draft the earlier items that have it, and a verdict:

repeat
    The same source, or the same story told again with nothing added.
update
    A new development of something that was covered.
related
    The same subject.
new
    Nothing of it in the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.errors import UsageError
from kg.model import Entity, Issue, Item
from kg.related.again import UPDATE, Likeness, numerals_of, stages_of
from kg.related.common import Common
from kg.related.draft import LONGEST_READ, Names, codes_of, names_of
from kg.related.nearness import CLOSE, LINK, Near, Nearness, Traits
from kg.related.stories import Stories
from kg.related.telling import days_of, heading_key
from kg.related.turns import turns_of
from kg.store.reader import Reader
from kg.text.numbers import Amount, Change, amounts, changes
from kg.text.words import language_of, name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

Verdict = Literal["repeat", "update", "related", "new"]
VERDICTS: tuple[Verdict, ...] = ("repeat", "update", "related", "new")
"""Strongest first."""

MOST_ITEMS, MOST_CHARACTERS = 1000, 2_000_000
_SAME_NUMBER, _MOST_NUMBERS = 0.15, 3  # what each telling number that both give adds to the score, and how many count
_LOOKED_AT = 12  # best candidates that numbers are compared for
_SAME_MATTER = 0.28  # meaning that two items with one source have in common; less is a link in passing
# Meaning, with rare words (of two languages they do not compare), or so much of it, that makes a subject where no name
# is shared.
_ALIKE, _WORDED, _CLOSELY = 0.45, 0.13, 0.5
# Share of the draft's rare words that make a story where no rare name is shared, and the cosine that words and numbers
# need beside them.
_RETELLS, _SAME_SUBJECT = 0.5, 0.45
_BRIEF = 10  # terms of a line
_TWO = 2  # so many telling numbers make one by themselves, and so many names beside any number
LONGEST_SENTENCE = 240  # characters of an earlier item that are shown
_SECOND = 0.7  # share of `CLOSE` that suffices beside a better one
_FLOOR = 0.4  # share of the best score that a prior needs


@dataclass(frozen=True, slots=True)
class Shared:
    """What a draft and an earlier item have in common: canonical addresses, entities, numbers as the draft has them."""

    urls: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What a draft has that an earlier item lacks.

    Attributes
    ----------
    numbers
        Those that differ.
    entities
        Names that the archive knows.
    names
        Names with a version that stand in the draft only ("K2.5").
    urls
        Canonical addresses.
    """

    numbers: tuple[Change, ...] = ()
    entities: tuple[Entity, ...] = ()
    names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier item.

    Attributes
    ----------
    score
        About 0.3 for a subject in common, 0.6 and more for the same story.
    verdict
        What the draft is to this item; never ``new``.
    sentence
        What of it is nearest to the draft.
    weeks
        Weeks between its issue and the draft (rounded down); None where a date is unknown.
    """

    item: Item
    issue: Issue
    score: float
    verdict: Verdict
    sentence: str
    weeks: int | None
    shared: Shared
    added: Added


@dataclass(frozen=True, slots=True)
class Check:
    """What the archive says of one item of a draft; `prior` come best first, `verdict` is the strongest of theirs."""

    item: Item
    verdict: Verdict
    prior: tuple[Prior, ...] = ()


def check(
    reader: Reader,
    items: Sequence[Item],
    *,
    limit: int = 5,
    before: date | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Check, ...]:
    """Check the items of a draft against the archive.

    Parameters
    ----------
    items
        Of the draft; items of an archived issue are not compared with that issue itself.
    limit
        Earlier items for each at most.
    before
        Only issues of earlier days are looked at.
    today
        Day from which weeks are counted; `before`, else the present day, where it is not given.
    progress
        Called with the number of items that are checked, and of all.

    Raises
    ------
    UsageError
        Where the draft has more than 1,000 items, or `limit` is below 1.
    """
    if limit < 1:
        raise UsageError(f"Ask for at least one earlier item for each, not for {limit}")
    if len(items) > MOST_ITEMS:
        raise UsageError(f"The draft has {len(items):,} items; check at most {MOST_ITEMS:,} at once")
    if not items:
        return ()
    nearness = reader.once(Nearness)
    names = [names_of(item, nearness) for item in items]
    traits = nearness.of_texts(items, [found.weights for found in names])
    checker = _Checker(reader, nearness, before, today or before or date.today())
    checks: list[Check] = []
    for one in zip(items, names, traits, strict=True):
        checks.append(checker.check(*one, limit))
        if progress:
            progress(len(checks), len(items))
    return tuple(checks)


def refuse_long(text: str, name: str = "The draft") -> None:
    """Refuse a draft that nobody wrote; `name` is what the sentence calls it.

    Raises
    ------
    UsageError
        Where it is longer than 2,000,000 characters.
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"{name}: has {len(text):,} characters; check at most {MOST_CHARACTERS:,} at once")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft item with what is read of it once."""

    item: Item
    names: Names
    traits: Traits
    amounts: tuple[Amount, ...]
    codes: Mapping[str, str]
    urls: tuple[str, ...]
    numerals: frozenset[str]
    stages: frozenset[str]
    heading: str
    days: frozenset[str]
    language: str
    key: str

    @classmethod
    def of(cls, item: Item, names: Names, traits: Traits, urls: tuple[str, ...]) -> _Draft:
        """What a draft says."""
        text = item.text[:LONGEST_READ]
        counted = amounts(text)
        return cls(
            item, names, traits, counted, codes_of(item.text), urls, numerals_of(text, counted), stages_of(item.title),
            heading_key(item.title), days_of(item.title), language_of(text), name_key(text),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """An earlier item with what is read of it once, however many items of a draft it is compared with."""

    item: Item
    amounts: tuple[Amount, ...]
    codes: Mapping[str, str]
    turns: frozenset[str]
    key: str
    numerals: frozenset[str]
    stages: frozenset[str]
    days: frozenset[str]
    language: str

    @classmethod
    def of(cls, item: Item) -> _Told:
        """What an item tells."""
        whole = item.text + "\n" + item.opinion
        return cls(
            item, amounts(whole), codes_of(whole), turns_of(whole), name_key(item.text + item.opinion),
            numerals_of(whole), stages_of(item.title), days_of(item.title), language_of(item.text),
        )  # fmt: skip


class _Checker:
    """Compares draft items with one archive."""

    def __init__(self, reader: Reader, nearness: Nearness, before: date | None, today: date) -> None:
        self._reader, self._nearness, self._today = reader, nearness, today
        dates = nearness.arrays.issue_dates[nearness.arrays.issues]
        self._among = np.ones(len(nearness), bool) if before is None else dates < before.toordinal()
        self._stories = reader.once(Stories)
        self._columns = self._stories.columns
        self._among &= ~self._columns.whole
        self._told: dict[str, _Told] = {}
        self._issue_index = {issue.id: index for index, issue in enumerate(reader.store.issues)}

    def check(self, item: Item, names: Names, traits: Traits, limit: int) -> Check:
        """Earlier items and verdict of one draft item."""
        near = self._nearness.near(traits, among=self._others(item), limit=_LOOKED_AT)
        earlier = self._reader.store.items((near.items + 1).tolist())
        boilerplate = self._nearness.links.is_boilerplate
        urls = tuple(dict.fromkeys(link.canonical for link in item.links if not boilerplate(link.canonical)))
        draft = _Draft.of(item, names, traits, urls)
        found = [self._compare(draft, near, place, other) for place, other in enumerate(earlier)]
        kept = sorted((prior for prior in found if prior), key=lambda prior: -prior.score)
        if not kept or not (kept[0].score >= CLOSE or kept[0].shared.urls):
            return Check(item, "new")
        kept = [prior for prior in kept if prior.score >= _FLOOR * kept[0].score][:limit]
        verdicts = {prior.verdict for prior in kept}
        verdict = next((verdict for verdict in VERDICTS if verdict in verdicts), VERDICTS[-1])
        return Check(item, verdict, tuple(kept))

    def _others(self, item: Item) -> Bools:
        """Items that may be found: earlier ones, of other issues than the draft's own."""
        own = self._issue_index.get(item.issue_id)
        return self._among if own is None else self._among & (self._nearness.arrays.issues != own)

    def _compare(self, draft: _Draft, near: Near, place: int, other: Item) -> Prior | None:
        """What a draft is to one earlier item; None where they have nothing in common."""
        index = int(near.items[place])
        linked = draft.traits.links & self._nearness.links.of(index)
        if self._columns.heading[index] >= 0 and heading_key(other.title) == draft.heading and not linked:
            return None  # another instalment of a column
        told = self._told.get(other.id) or self._told.setdefault(other.id, _Told.of(other))
        common = Common(self._nearness, self._stories, draft.names, draft.key, index, told.key)
        again = [amount for amount in draft.amounts if any(amount.same(known) for known in told.amounts)]
        # In two texts that name nothing in common the same number counts different things,
        # and so do percentages, of which there are but a hundred.
        told_of_both = bool(common.both or linked)
        telling = sum(amount.telling and amount.unit != "%" for amount in again) if told_of_both else 0
        meaning, words = float(near.meaning[place]), float(near.words[place])
        score = float(near.scores[place]) + _SAME_NUMBER * min(telling, _MOST_NUMBERS)
        worded = words >= _WORDED or draft.language != told.language or meaning >= _CLOSELY
        if not (linked or (score >= _SECOND * CLOSE and (common.both or (meaning >= _ALIKE and worded)))):
            return None
        shared = self._shared(draft, common.both, linked, again)
        new, headline = common.new()
        added = self._added(draft, told, new, shared)
        differs = bool(added.names or turns_of(draft.item.text[:LONGEST_READ]) - told.turns)
        differs = differs or not draft.numerals <= told.numerals or draft.stages != told.stages
        differs = differs or bool(draft.days and told.days and not draft.days & told.days)
        differs = differs or any(change.before for change in added.numbers)
        # A draft that leads with a name of its own only refers to the earlier source.
        same_source = bool(shared.urls) and not (added.urls or headline or differs) and meaning >= _SAME_MATTER
        likeness = Likeness(
            score - LINK * bool(linked),  # a reference to the earlier source is no retelling of it
            meaning, words, len(again), telling, len(common.both), common.rare, draft.language == told.language,
        )  # fmt: skip
        # A line that leads elsewhere says too little to know it by.
        brief = bool(added.urls) and len(draft.traits.terms) < _BRIEF
        adds = differs or brief or bool(added.numbers) or common.strange()
        retold = not adds and likeness.told_again
        in_words = words >= _RETELLS and not headline
        in_numbers = telling >= _TWO or (bool(again) and len(common.both) >= _TWO)
        one_story = bool(linked) or in_numbers or common.one_story(meaning) or (
            meaning >= _SAME_SUBJECT and (in_words or bool(telling) or common.next_version())
        )  # fmt: skip
        issue = self._reader.issue_of(other)
        return Prior(
            item=other,
            issue=issue,
            score=round(score, 4),
            verdict="repeat" if same_source or retold else "update" if one_story and score >= UPDATE else "related",
            sentence=self._sentence(draft.traits, index, other),
            weeks=(self._today - issue.date).days // 7 if issue.date else None,
            shared=shared,
            added=added,
        )

    def _shared(self, draft: _Draft, names: Sequence[int], linked: frozenset[int], again: Sequence[Amount]) -> Shared:
        """What both have: addresses, names, numbers; only what stands in both."""
        links = self._nearness.links
        common = {links.address(link) for link in linked}
        return Shared(
            tuple(url for url in draft.urls if url in common),
            self._nearness.arrays.full_entities(names),
            tuple(amount.text for amount in again),
        )

    def _added(self, draft: _Draft, told: _Told, new: Sequence[int], shared: Shared) -> Added:
        """What the draft alone has; `new` are its names."""
        return Added(
            changes(draft.amounts, told.amounts),
            self._nearness.arrays.full_entities(new),
            tuple(code for key, code in draft.codes.items() if key not in told.codes),
            tuple(url for url in draft.urls if url not in shared.urls),
        )

    def _sentence(self, traits: Traits, index: int, item: Item) -> str:
        """The sentence or short stretch of an item that is nearest to the draft."""
        places, _ = self._nearness.meaning.passages_of(np.array([index], np.int64))
        near = self._nearness.meaning.cosines(places, traits.vector)
        ids = self._reader.vectors.ids[places]
        texts = dict(self._reader.store.passages(ids.tolist()))
        order = sorted(range(len(ids)), key=lambda i: (-float(near[i]), i))
        fine = [i for i in order if (passage := texts.get(int(ids[i]))) and passage.grain in ("sentence", "title")]
        text = texts[int(ids[fine[0]])].text if fine else item.text
        text = " ".join(text.split())
        return text if len(text) <= LONGEST_SENTENCE else text[: LONGEST_SENTENCE - 1].rstrip() + "…"
