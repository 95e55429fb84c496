"""The gazetteer made ready for a build: its tables, its spellings, whom a name means; worked out once, then kept.

Reading the files and working this out takes over a second, reading it back a fifth of one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ingest.extract.spelled import Spellings, spelled_names
from ingest.gazetteer import Entry, Gazetteer, load_gazetteer
from ingest.resolve import Known, known_names
from kg.store.cache import VectorCache
from kg.text.words import fingerprint

MAKER = "gazetteer"
"""What it is kept as in the user's cache."""
_FIELDS = tuple(field.name for field in fields(Entry))
_Table = Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A gazetteer, all ways to spell its names, and whom each spelling means."""

    gazetteer: Gazetteer
    spellings: Spellings
    known: Known


def compiled_gazetteer(aliases: Sequence[tuple[str, str]], *, program: str, cache: VectorCache) -> Compiled:
    """The project's gazetteer with more spellings, ready for a build.

    Parameters
    ----------
    aliases
        (entity id, alias) each; see `ingest.gazetteer.Gazetteer.with_aliases`.
    program
        Digest of the files that decide, those of the gazetteer among them.

    Raises
    ------
    ConfigError
        A file of the gazetteer is malformed.
    ArchiveError
        The cache cannot be read or written.
    """
    key = bytes.fromhex(fingerprint(MAKER, program, repr(tuple(aliases))))
    value = cache.get([key]).get(key)
    if value is not None:
        return _unpacked(value)
    made = _made(tuple(aliases))
    cache.put(MAKER, {key: _packed(made)})
    return made


@lru_cache(maxsize=1)
def _made(aliases: tuple[tuple[str, str], ...]) -> Compiled:
    """Worked out from the files."""
    gazetteer = load_gazetteer().with_aliases(aliases)
    return Compiled(gazetteer, spelled_names(gazetteer), known_names(gazetteer))


def _packed(made: Compiled) -> bytes:
    """As JSON, entries by their place."""
    gazetteer = made.gazetteer
    place = {entry.id: number for number, entry in enumerate(gazetteer.entries)}

    def placed(table: _Table) -> dict[str, list[int]]:
        return {key: [place[entry.id] for entry in found] for key, found in table.items()}

    record = {
        "entries": [[getattr(entry, name) for name in _FIELDS] for entry in gazetteer.entries],
        "problems": gazetteer.problems,
        "keys": placed(gazetteer.by_key),
        "domains": placed(gazetteer.by_domain),
        "accounts": placed(gazetteer.by_account),
        "spellings": made.spellings,
        "known": [[kind, key, place[entry.id]] for (kind, key), entry in made.known.items()],
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _unpacked(value: bytes) -> Compiled:
    """From JSON."""
    record = json.loads(value)
    rows: list[Any] = [[tuple(one) if type(one) is list else one for one in row] for row in record["entries"]]
    entries = tuple(Entry(*row) for row in rows)

    def table(placed: Mapping[str, list[int]]) -> MappingProxyType[str, tuple[Entry, ...]]:
        return MappingProxyType({key: tuple([entries[at] for at in found]) for key, found in placed.items()})

    gazetteer = Gazetteer(
        entries,
        MappingProxyType({entry.id: entry for entry in entries}),
        table(record["keys"]),
        table(record["domains"]),
        table(record["accounts"]),
        tuple(record["problems"]),
    )
    spellings: Any = record["spellings"]  # lists of [place, alias, weak], which is what a reading is
    return Compiled(gazetteer, spellings, {(kind, key): entries[at] for kind, key, at in record["known"]})
