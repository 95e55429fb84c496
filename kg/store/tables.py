"""The columns of an archive that a search looks at, worked out by the build and mapped into memory by who reads.

Issues, items and entities count from 0 here and in everything that is made of it; their rows count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args, overload

import numpy as np

from kg.errors import ArchiveError
from kg.model import EntityType, Named, TextField
from kg.store.database import PASSAGE_BITS, Store
from kg.store.derived import read_derived
from kg.store.postings import Postings, postings
from kg.store.reader import Reader
from kg.text.names import NameIndex, name_arrays
from kg.text.strings import Places, Strings, rising

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

NAME = "columns"
"""What they are written under."""
_LONGEST_WEEK = 10  # days; a newsletter that paused did not cover the pause day by day
_FIELDS: tuple[TextField, ...] = get_args(TextField)
_NO_WEIGHT = np.ones(1, np.float32)


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in few words, without its aliases."""

    id: str
    type: EntityType
    name: str
    maker: str
    family: str

    @property
    def named(self) -> Named:
        """The entity in fewer words still."""
        return Named(self.id, self.type, self.name)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of names: `codes` of shape (n,) point into `names`."""

    codes: NDArray[np.int32]
    names: Sequence[str]

    def __getitem__(self, index: int) -> str:
        """The name in a row."""
        return self.names[int(self.codes[index])]


class EntityTable(Sequence[EntityRow]):
    """All entities, each read when it is asked for.

    Attributes
    ----------
    types
        Type of each.
    """

    def __init__(self, ids: Strings, types: Column, names: Strings, makers: Column, families: Column) -> None:
        self._ids, self._names, self.types, self._makers, self._families = ids, names, types, makers, families

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, index: int) -> EntityRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[EntityRow]: ...
    def __getitem__(self, index: int | slice) -> EntityRow | list[EntityRow]:
        """An entity, or some."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        type_ = cast(EntityType, self.types[index])
        return EntityRow(self._ids[index], type_, self._names[index], self._makers[index], self._families[index])


@dataclass(frozen=True, slots=True)
class Tables:
    """The columns of one archive.

    Attributes
    ----------
    issue_days, covered_since
        Day of each issue as an ordinal, 0 where it has none, and the day after which what it covers begins.
    issue_numbers
        Number of each issue, -1 where it has none.
    issues, sections, kinds
        Of each item.
    sites
        Sites that each item links to; `site_names` has their names.
    mentions, mentioned
        Items of each entity with how prominent it is there, and the other way round.
    entities, index_of
        Entities, and where each stands by its id.
    members, made
        Entities of whose family each is the head, and which it makes.
    names
        The names that entities go by.
    passage_ends
        Where the passages of each item end, shape (items + 1,).
    passages
        Grain, field, start and end of each passage, shape (passages, 4), in the order of the vectors; a grain is a
        number in `grains`.
    """

    issue_days: NDArray[np.int32]
    covered_since: NDArray[np.int32]
    issue_numbers: NDArray[np.int32]
    issues: NDArray[np.int32]
    sections: Column
    kinds: Column
    sites: Postings
    site_names: Strings
    mentions: Postings
    mentioned: Postings
    entities: EntityTable
    index_of: Mapping[str, int]
    members: Postings
    made: Postings
    names: NameIndex
    passage_ends: NDArray[np.int64]
    passages: NDArray[np.int32]
    grains: tuple[str, ...]

    def passages_of(self, item: int) -> list[tuple[str, TextField, int, int]]:
        """Grain, field, start and end of each passage of an item."""
        rows = self.passages[int(self.passage_ends[item]) : int(self.passage_ends[item + 1])].tolist()
        return [(self.grains[grain], _FIELDS[field], start, end) for grain, field, start, end in rows]


def tables(reader: Reader) -> Tables:
    """The columns of an archive.

    Raises
    ------
    ArchiveError
        Where they are missing or damaged.
    """
    found = read_derived(reader.generation, NAME)
    arrays = {name: np.asarray(array) for name, array in found.items()}  # not as files: each look would cost more
    ids = Strings.read(arrays, "entity_ids")
    try:
        return Tables(
            arrays["issue_days"], arrays["covered_since"], arrays["issue_numbers"], arrays["item_issues"],
            _short(_read_column(arrays, "sections")), _short(_read_column(arrays, "kinds")),
            _read_lists(arrays, "sites"), Strings.read(arrays, "site_names"),
            _read_lists(arrays, "mentions"), _read_lists(arrays, "mentioned"),
            EntityTable(
                ids, _short(_read_column(arrays, "types")), Strings.read(arrays, "entity_names"),
                _read_column(arrays, "makers"), _read_column(arrays, "families"),
            ),
            Places(ids, arrays["entity_order"]), _read_lists(arrays, "members"), _read_lists(arrays, "made"),
            NameIndex({name.removeprefix("name_"): array for name, array in arrays.items() if name[:5] == "name_"}),
            arrays["passage_ends"], arrays["passages"], tuple(Strings.read(arrays, "grain_names")),
        )  # fmt: skip
    except KeyError as error:
        raise ArchiveError(f"{reader.generation}: {error} is missing: build the archive again: `kg build`.") from error


def work_out_columns(reader: Reader) -> Arrays:
    """All columns of a generation, by the names that `tables` reads them by."""
    store = reader.store
    entities = store.rows("SELECT id, type, name, maker, family FROM entities ORDER BY row")
    aliases = store.rows("SELECT key, alias, entity - 1 FROM aliases ORDER BY rowid")
    return {
        **_of_issues(store),
        **_of_items(store),
        **_of_entities(entities),
        **_of_mentions(store, len(entities)),
        **_of_passages(store),
        **{f"name_{name}": array for name, array in name_arrays(aliases).items()},
    }


def _of_issues(store: Store) -> Arrays:
    """Columns of issues."""
    days = np.array([issue.date.toordinal() if issue.date else 0 for issue in store.issues], np.int32)
    numbers = np.array([-1 if issue.number is None else issue.number for issue in store.issues], np.int32)
    since = covered_since(days.tolist(), [issue.series for issue in store.issues])
    return {"issue_days": days, "covered_since": since, "issue_numbers": numbers}


def covered_since(days: Sequence[int], series: Sequence[str]) -> NDArray[np.int32]:
    """Day after which what each issue covers begins: that of the issue before it, or a week before its own.

    Parameters
    ----------
    days
        Day of each issue as an ordinal, 0 where it has none, in the archive's order.
    series
        Newsletter of each.
    """
    last: dict[str, int] = {}
    since = [day - 7 for day in days]
    for index, (day, name) in enumerate(zip(days, series, strict=True)):
        before = last.get(name, day - 7)
        if day:
            # A second issue of one day covers that day as the first does.
            since[index] = max(before, day - _LONGEST_WEEK) if before < day else day - 1
            last[name] = day
    return np.array(since, np.int32)


def _of_items(store: Store) -> Arrays:
    """Columns of items."""
    rows = store.rows("SELECT issue - 1, section, kind FROM items ORDER BY row")
    links = store.rows("SELECT DISTINCT item - 1, site FROM links WHERE site != '' ORDER BY item, site")
    sites = column_of([site for _, site in links])
    owners = np.fromiter((item for item, _ in links), np.int32, len(links))
    return {
        "item_issues": np.fromiter((issue for issue, _, _ in rows), np.int32, len(rows)),
        **_column_arrays("sections", [section for _, section, _ in rows]),
        **_column_arrays("kinds", [kind for _, _, kind in rows]),
        **Strings.of(sites.names).arrays("site_names"),
        **_list_arrays("sites", postings(owners, sites.codes, np.ones(len(links), np.float32), len(rows))),
    }


def _of_entities(rows: Sequence[tuple[str, str, str, str, str]]) -> Arrays:
    """Columns of entities."""
    ids, types, names, makers, families = zip(*rows, strict=True) if rows else ((),) * 5
    index = {id_: row for row, id_ in enumerate(ids)}
    texts = Strings.of(ids)
    return {
        **texts.arrays("entity_ids"),
        "entity_order": rising(texts),
        **Strings.of(names).arrays("entity_names"),
        **_column_arrays("types", types),
        **_column_arrays("makers", makers),
        **_column_arrays("families", families),
        **_list_arrays("members", _beneath(families, index)),
        **_list_arrays("made", _beneath(makers, index)),
    }


def _beneath(heads: Sequence[str], index: Mapping[str, int]) -> Postings:
    """Entities by the one that each names as its head."""
    pairs = [(index[head], entity) for entity, head in enumerate(heads) if head in index]
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return postings(table[:, 0], table[:, 1], np.ones(len(table), np.float32), len(heads))


def _of_mentions(store: Store, entities: int) -> Arrays:
    """Items of each entity, weight 1 in the title, less in text and opinion; and the other way round."""
    rows = store.rows(
        "SELECT m.entity - 1, m.item - 1, CASE WHEN m.field = 'opinion' THEN 0.5 "
        "WHEN m.start < length(i.title) THEN 1.0 ELSE 0.75 END FROM mentions m JOIN items i ON i.row = m.item"
    )
    table = np.array(rows, np.float64).reshape(-1, 3)
    numbers = table[:, :2].astype(np.int32)
    lists = postings(numbers[:, 0], numbers[:, 1], table[:, 2].astype(np.float32), entities)
    turned = lists.turned(store.item_count())
    return {
        **_list_arrays("mentions", lists), "mentions_weights": lists.weights,
        **_list_arrays("mentioned", turned), "mentioned_weights": turned.weights,
    }  # fmt: skip


def _of_passages(store: Store) -> Arrays:
    """Passages, in the order of their ids, which rise by item."""
    rows = store.rows(f"SELECT (id >> {PASSAGE_BITS}) - 1, grain, field, start, end FROM passages ORDER BY id")
    items = np.fromiter((item for item, *_ in rows), np.int64, len(rows))
    grains = column_of([grain for _, grain, *_ in rows])
    places = [(_FIELDS.index(field), start, end) for _, _, field, start, end in rows]
    table = np.concatenate([grains.codes[:, None], np.array(places, np.int32).reshape(-1, 3)], axis=1)
    return {
        **Strings.of(grains.names).arrays("grain_names"),
        "passage_ends": np.searchsorted(items, np.arange(store.item_count() + 1)),
        "passages": table,
    }


def column_of(values: Sequence[str]) -> Column:
    """Names as codes, in the order of their first appearance."""
    codes: dict[str, int] = {}
    return Column(
        np.fromiter((codes.setdefault(value, len(codes)) for value in values), np.int32, len(values)), tuple(codes)
    )


def _column_arrays(name: str, values: Sequence[str]) -> Arrays:
    """A column as arrays."""
    column = column_of(values)
    return {f"{name}_codes": column.codes, **Strings.of(column.names).arrays(f"{name}_names")}


def _read_column(arrays: Mapping[str, NDArray[Any]], name: str) -> Column:
    """A column of arrays."""
    return Column(arrays[f"{name}_codes"], Strings.read(arrays, f"{name}_names"))


def _short(column: Column) -> Column:
    """A column of few names, all of them read."""
    return Column(column.codes, tuple(column.names))


def _list_arrays(name: str, lists: Postings) -> Arrays:
    """Lists as arrays, without their weights."""
    return {f"{name}_ends": lists.offsets, f"{name}_values": lists.values}


def _read_lists(arrays: Mapping[str, NDArray[Any]], name: str) -> Postings:
    """Lists of arrays; weights that were not written are 1."""
    values = arrays[f"{name}_values"]
    weights = arrays.get(f"{name}_weights", np.broadcast_to(_NO_WEIGHT, values.shape))
    return Postings(arrays[f"{name}_ends"], values, weights)
