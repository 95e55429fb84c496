"""What items have in common, row by row: addresses that they link to, statements of who did what, and their ids.

Items and entities count from 0, as in `kg.store.columns`; an address is known by the first row that has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.store.database import Store

LinkRow = tuple[int, str, int]
DeedRow = tuple[int, int, str, int]
TieRow = tuple[int, float, int]
_AT_ONCE = 900  # values in one question; SQLite takes no more than a thousand


def link_rows(store: Store) -> list[LinkRow]:
    """(item, canonical address, row) of all links, rising by row and by item."""
    return store.rows("SELECT item - 1, canonical, rowid FROM links ORDER BY rowid")


def address_at(store: Store, row: int) -> str:
    """The canonical address in a row of links."""
    return str(store.rows("SELECT canonical FROM links WHERE rowid = ?", (row,))[0][0])


def first_row_of(store: Store, address: str) -> int | None:
    """The first row of links that has a canonical address; None where no item links to it."""
    known = address.encode("utf-8", "ignore").decode()  # SQLite takes no lone surrogates, and no address here has one
    found = store.rows("SELECT min(rowid) FROM links WHERE canonical = ?", (known,))[0][0]
    return None if found is None else int(found)


def deed_rows(store: Store, predicates: Sequence[str]) -> list[DeedRow]:
    """(item, subject, predicate, object) of what items state, not deny, of these predicates."""
    marks = ",".join("?" * len(predicates))
    return store.rows(
        f"SELECT item - 1, subject - 1, predicate, object - 1 FROM relations WHERE predicate IN ({marks}) "
        "AND certainty != 'negated' ORDER BY rowid",
        list(predicates),
    )


def ids_of(store: Store, items: Sequence[int]) -> dict[int, str]:
    """Ids of some items."""
    found: dict[int, str] = {}
    for start in range(0, len(items), _AT_ONCE):
        rows = ",".join(str(item + 1) for item in items[start : start + _AT_ONCE])
        found.update(store.rows(f"SELECT row - 1, id FROM items WHERE row IN ({rows})"))
    return found


def entities_called(store: Store, keys: Sequence[str]) -> list[int]:
    """Entities with an alias of one of these keys (`kg.text.words.name_key`)."""
    found: set[int] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        found.update(row for (row,) in store.rows(f"SELECT entity - 1 FROM aliases WHERE key IN ({marks})", part))
    return sorted(found)


def spellings_of(store: Store, entity: int) -> list[tuple[str, int]]:
    """How the items write the names of an entity: (spelling, number of items), what the most write first."""
    return store.rows(
        "SELECT surface, count(DISTINCT item) AS items FROM mentions WHERE entity = ? AND surface != '' "
        "GROUP BY surface ORDER BY items DESC, surface",
        (entity + 1,),
    )


def spellings_by_language(store: Store, entity: int, *, most: int) -> list[tuple[str, str, int]]:
    """How the latest items that name an entity write it: (spelling, language of the issue, number of items).

    Parameters
    ----------
    most
        Places to look at: a name that stands in ten thousand items is asked for as often as any other.
    """
    return store.rows(
        "SELECT m.surface, s.language, count(DISTINCT m.item) AS items "
        "FROM (SELECT item, surface FROM mentions WHERE entity = ? ORDER BY item DESC LIMIT ?) m "
        "JOIN items i ON i.row = m.item JOIN issues s ON s.row = i.issue WHERE m.surface != '' "
        "GROUP BY m.surface, s.language ORDER BY items DESC, m.surface",
        (entity + 1, most),
    )


def ties_of(store: Store, predicate: str, *, subject: int | None = None, object: int | None = None) -> list[TieRow]:
    """(the other one, doubt, whether it is over) of what items state without a doubt of one side, in their order."""
    here, there = ("subject", "object") if subject is not None else ("object", "subject")
    known = subject if subject is not None else object
    return store.rows(
        f"SELECT {there} - 1, doubt, instr(attributes, '\"former\"') > 0 FROM relations "
        f"WHERE {here} = ? AND predicate = ? AND certainty = 'stated' ORDER BY rowid",
        (-1 if known is None else known + 1, predicate),
    )
