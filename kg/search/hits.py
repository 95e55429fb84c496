"""What a search finds, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from kg.model import Entity, Item, TextField

if TYPE_CHECKING:
    from datetime import date

    from kg.search.query import Understood


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of an item that answers a query best.

    Attributes
    ----------
    field, start, end
        Its place in the item.
    text
        The passage.
    marks
        Spans of matched words and names, relative to `text`, ascending, not touching.
    """

    field: TextField
    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why an item was found.

    Attributes
    ----------
    parts
        (name, value) of the parts that its score is the sum of, zeros left out; see `kg.search.ranking.Weights` and,
        for the part ``reranker``, `kg.search.rerank`.
    passage
        What to show of it.
    title_marks
        Spans of matched words in the title.
    entities
        Names asked for (or their relatives) that it mentions.
    date
        Day of its issue.
    """

    parts: tuple[tuple[str, float], ...]
    passage: Snippet
    title_marks: tuple[tuple[int, int], ...] = ()
    entities: tuple[Entity, ...] = ()
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found.

    Attributes
    ----------
    score
        Higher is better; about 0.6 and more for what answers a query, comparable within one search.
    story
        Key of the story that it belongs to, None where it stands alone.
    close
        Whether it is about what was asked, as far as search can tell.
    """

    item: Item
    score: float
    why: Why
    story: str | None = None
    close: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many results a facet value has."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over all results, the most frequent first (issues and months: the newest first)."""

    issues: tuple[Count, ...] = ()
    months: tuple[Count, ...] = ()
    sections: tuple[Count, ...] = ()
    kinds: tuple[Count, ...] = ()
    types: tuple[Count, ...] = ()
    entities: tuple[Count, ...] = ()
    sites: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Results(Sequence[Hit]):
    """One page of hits, best first; behaves as a list of them.

    Attributes
    ----------
    understood
        What the query was taken to say.
    total
        Number of items on all pages.
    suggestions
        Spellings to try instead.
    nothing_close
        True where nothing in the archive is about what was asked; the hits are the least far.
    other_times
        True where nothing of the time that was asked for is; the hits are of any time.
    """

    hits: tuple[Hit, ...]
    understood: Understood
    total: int = 0
    suggestions: tuple[str, ...] = ()
    nothing_close: bool = False
    other_times: bool = False
    _count: Callable[[], Facets] = Facets

    @property
    def facets(self) -> Facets:
        """Counts over all pages, made when asked for."""
        return self._count()

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        """A hit, or some."""
        return self.hits[index]

    def __len__(self) -> int:
        return len(self.hits)
