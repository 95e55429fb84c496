"""What is understood from a query, and what an archive lends to the understanding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kg.model import Issue
from kg.store.tables import EntityRow
from kg.text.names import NameIndex

PartKind = Literal[
    "entity", "period", "issue", "section", "kind", "type", "site", "link", "account", "phrase", "without", "topic",
    "order",
]  # fmt: skip

Order = Literal["best", "new", "old"]
ORDERS: tuple[Order, ...] = ("best", "new", "old")
"""How hits may be sorted: the best first, or by the day of their issue."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a query says.

    Attributes
    ----------
    id
        Tells it from the other parts; what `off` takes.
    kind
        What sort of thing it is.
    text
        As it stands in the query, "" for what was given as an option.
    label
        The same for a person.
    strict
        True where nothing else may be found, False where it only moves hits up (or, for times, may be waived).
    start, end
        Its place in the cleaned query.
    entities, issues
        Indices of entities and issues that it means.
    negates
        Of kind "without": the filter whose items are left out; None where it is words, or a name, that are.
    since, until
        Days that it means.
    value
        Folded value of the other kinds.
    names
        Sections or sites that it means, as the archive writes them.
    similarity
        How alike the spelling is, 0 … 1.
    """

    id: str
    kind: PartKind
    text: str
    label: str
    strict: bool = False
    start: int = -1
    end: int = -1
    entities: tuple[int, ...] = ()
    issues: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    value: str = ""
    names: tuple[str, ...] = ()
    similarity: float = 1.0
    negates: Part | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters given as options, as a person writes them; None or empty where not given."""

    since: str | date | None = None
    until: str | date | None = None
    issue: str | int | None = None
    section: str | None = None
    entity: str | None = None
    type: str | None = None
    kind: str | None = None
    site: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an archive lends to the understanding of queries.

    Attributes
    ----------
    names
        Its entities' names.
    entities, index_of
        By entity index, and the index of each id.
    issues
        What gives them all; asked for where a query speaks of one.
    known
        Whether a folded word stands in any item.
    linked
        Whether any item links to a canonical address or beneath it.
    """

    names: NameIndex
    entities: Sequence[EntityRow]
    index_of: Mapping[str, int]
    issues: Callable[[], Sequence[Issue]]
    sections: Sequence[str]
    sites: Sequence[str]
    known: Callable[[str], bool]
    linked: Callable[[str], bool] = field(default=lambda address: False)
    newest: date = field(default=date(1970, 1, 1))
