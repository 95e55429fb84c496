"""Queries worth trying: made of what an archive holds, and only those that it really answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from kg.model import ENTITY_TYPES, EntityType, Item, Predicate
from kg.related.threads import find_threads
from kg.search.searcher import Searcher
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.trends.names import NameTable

MOST = 6
_STORIES = 4
_ORGANISATIONS: tuple[EntityType, ...] = ("company", "institution")
_THINGS: tuple[EntityType, ...] = ("model", "product", "benchmark", "event")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DEEDS: dict[Predicate, tuple[str, str]] = {
    "released": ("{} 发布", "what {} released"),
    "acquired": ("{} 收购", "{} acquisitions"),
    "invested_in": ("{} 投资", "{} investments"),
    "partnered_with": ("{} 合作", "{} partnerships"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A query that an archive answers: what to type, the item that comes first, and how many come in all."""

    query: str
    first: Item
    items: int


@dataclass(frozen=True, slots=True)
class _Try:
    """A query, and whether an item answers it."""

    query: str
    answers: Callable[[Item], bool]


def _one_of(ids: Collection[str]) -> Callable[[Item], bool]:
    """Whether an item is one of some."""
    return lambda item: item.id in ids


def _naming(reader: Reader, entity_id: str) -> Callable[[Item], bool]:
    """Whether an item names an entity."""
    return lambda item: any(mention.entity == entity_id for mention in reader.mentions(item.id))


def _of_month(reader: Reader, month: int) -> Callable[[Item], bool]:
    """Whether an item came out in a month of any year."""
    return lambda item: (day := reader.issue_of(item).date) is not None and day.month == month


def _paper_in(issue_id: str) -> Callable[[Item], bool]:
    """Whether an item is a paper of an issue."""
    return lambda item: item.issue_id == issue_id and item.kind == "paper"


def find_questions(reader: Reader, language: str) -> tuple[Question, ...]:
    """Queries worth trying, each of another kind than the one before where the archive has it.

    Each has been asked: its first hit is close, and is what the query is about, by what the archive knows of names,
    days, stories and deeds.

    Parameters
    ----------
    language
        ``zh`` or ``en``: in which to ask.
    """
    chinese = language == "zh"
    kinds = [
        _names(reader, _ORGANISATIONS), _of_stories(reader), _in_months(reader, chinese=chinese),
        _of_deeds(reader, chinese=chinese), _names(reader, _THINGS), _of_issues(reader, chinese=chinese),
        _names(reader, ("person",)),
    ]  # fmt: skip
    return tuple(islice(_in_turn([_answered(reader.once(Searcher), kind) for kind in kinds]), MOST))


def _in_turn(kinds: list[Iterator[Question]]) -> Iterator[Question]:
    """One question of each kind in turn, each first hit once."""
    seen: set[str] = set()
    while kinds:
        for kind in tuple(kinds):
            found = next((question for question in kind if question.first.id not in seen), None)
            if found is None:
                kinds.remove(kind)
            else:
                seen.add(found.first.id)
                yield found


def _answered(searcher: Searcher, tries: Iterator[_Try]) -> Iterator[Question]:
    """Those that the archive answers."""
    for each in tries:
        results = searcher.search(each.query, limit=1)
        close = not results.nothing_close and not results.other_times
        if close and results.hits and results.hits[0].close and each.answers(results.hits[0].item):
            yield Question(each.query, results.hits[0].item, results.total)


def _most_named(reader: Reader, types: tuple[EntityType, ...], most: int) -> list[int]:
    """Entities of some types that the most items name, by index."""
    wanted = np.isin(reader.once(NameTable).types, [ENTITY_TYPES.index(type_) for type_ in types])
    counts = np.where(wanted, reader.once(Arrays).mentions.counts(), 0)
    order = np.argsort(-counts, kind="stable")[:most]
    return [int(index) for index in order if counts[index] > 1]


def _names(reader: Reader, types: tuple[EntityType, ...]) -> Iterator[_Try]:
    """A name alone; the item must have it."""
    arrays = reader.once(Arrays)
    for index in _most_named(reader, types, 3):
        row = arrays.entities[index]
        yield _Try(row.name, _naming(reader, row.id))


def _of_stories(reader: Reader) -> Iterator[_Try]:
    """Two names of a story; the item must be of it."""
    for story in find_threads(reader)[:_STORIES]:
        if len(story.entities) > 1:
            names = " ".join(entity.name for entity in story.entities[:2])
            yield _Try(names, _one_of({item.id for item in story.items}))


def _in_months(reader: Reader, *, chinese: bool) -> Iterator[_Try]:
    """An organisation in the month of the newest item that names it; the item must be of that month."""
    arrays, issues = reader.once(Arrays), reader.issues()
    for index in _most_named(reader, _ORGANISATIONS, 3)[1:]:
        items = arrays.mentions.of(index)[0]
        day = issues[int(arrays.issues[items[-1]])].date
        if day is not None:
            name, month = arrays.entities[index].name, day.month
            query = f"{name} {month}月" if chinese else f"{name} in {_MONTHS[month - 1]}"
            yield _Try(query, _of_month(reader, month))


def _of_deeds(reader: Reader, *, chinese: bool) -> Iterator[_Try]:
    """What an organisation did; the item must be one that says so."""
    arrays = reader.once(Arrays)
    for index in _most_named(reader, _ORGANISATIONS, 3):
        row = arrays.entities[index]
        said: dict[Predicate, set[str]] = {}
        for relation in reader.relations(entity_id=row.id):
            if relation.subject == row.id and relation.certainty == "stated" and relation.predicate in _DEEDS:
                said.setdefault(relation.predicate, set()).add(relation.evidence.item_id)
        for predicate, items in sorted(said.items(), key=lambda pair: len(pair[1])):  # what is told seldom tells more
            yield _Try(_DEEDS[predicate][not chinese].format(row.name), _one_of(items))


def _of_issues(reader: Reader, *, chinese: bool) -> Iterator[_Try]:
    """The papers of the newest issue that has a number and some."""
    for issue in reversed([issue for issue in reader.issues() if issue.number is not None][-3:]):
        query = f"第{issue.number}期 论文" if chinese else f"issue {issue.number} papers"
        yield _Try(query, _paper_in(issue.id))
