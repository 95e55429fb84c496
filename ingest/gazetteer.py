"""Known names of the field: data/gazetteer/*.toml read into one checked table.

Every file holds one type, one line an entry; see the head of each file for its keys. ``weak`` spellings say too
little alone ("Arc", "CC") and count only where the text around them supports them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.errors import ConfigError
from kg.model import EntityType
from kg.resources import resource
from kg.text.lexicon import lexicon
from kg.text.words import HAN, fold, name_key

FOLDER = resource("data", "gazetteer")

FILES: tuple[tuple[str, EntityType], ...] = (
    ("companies.toml", "company"),
    ("institutions.toml", "institution"),
    ("models.toml", "model"),
    ("products.toml", "product"),
    ("people.toml", "person"),
    ("benchmarks.toml", "benchmark"),
    ("events.toml", "event"),
)
_LISTS = ("aka", "weak", "context", "variants", "domains", "github", "hf", "x")
_STRINGS = ("parent", "maker", "family", "org", "id")
_ORGANISATIONS = ("company", "institution")


# Words that a model's name may end with and still be the same model.
_SAME = frozenset(lexicon("names")["same_model"].words)
_KEY_LINE = re.compile(r"^([\"']?)(.+?)\1\s*=\s*\{", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as its file has it, and where it stands there."""

    type: EntityType
    name: str
    fields: Mapping[str, Any]
    path: Path
    line: int

    @property
    def id(self) -> str:
        """Entity id."""
        return f"{self.type}:{slug(self.fields.get('id', self.name))}"

    @property
    def owner(self) -> str:
        """Name of the organisation that makes, owns or employs it, "" where none."""
        return str(self.fields.get("maker") or self.fields.get("parent") or self.fields.get("org") or "")

    def listed(self, key: str) -> tuple[str, ...]:
        """Folded values of a list."""
        return tuple(fold(one) for one in self.fields.get(key, ()))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the gazetteer.

    Attributes
    ----------
    id
        Entity id, ``type:slug``.
    aliases
        Spellings that name it wherever they stand, `name` first unless that one is weak.
    weak
        Spellings that need support.
    context
        Folded words that support the weak ones.
    maker
        Id of the organisation that makes, owns or employs it, "" where none.
    family
        Id of the family it belongs to, "" where none.
    head
        True where "family + version + variant" may be derived from its spellings.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    github: tuple[str, ...] = ()
    hf: tuple[str, ...] = ()
    x: tuple[str, ...] = ()
    maker: str = ""
    family: str = ""
    head: bool = False
    where: tuple[str, int] = ("", 0)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All spellings, the name first."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *self.weak)))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The entries and the ways to look one up; keys are folded, see `kg.text.words.name_key`."""

    entries: tuple[Entry, ...]
    by_id: MappingProxyType[str, Entry]
    by_key: MappingProxyType[str, tuple[Entry, ...]]
    by_domain: MappingProxyType[str, tuple[Entry, ...]]
    by_account: MappingProxyType[str, tuple[Entry, ...]]
    problems: tuple[str, ...] = ()

    def entries_named(self, name: str, *types: EntityType) -> tuple[Entry, ...]:
        """Entries that go by `name` in any spelling, of the given types or of all."""
        found = self.by_key.get(name_key(name), ())
        return tuple(entry for entry in found if not types or entry.type in types)

    def with_aliases(self, pairs: Iterable[tuple[str, str]]) -> Gazetteer:
        """Give the same gazetteer with more strong spellings, (entity id, alias) each; unknown ids are passed over."""
        added: dict[str, list[str]] = {}
        for entity_id, alias in pairs:
            added.setdefault(entity_id, []).append(alias)
        if not added.keys() & self.by_id.keys():
            return self
        return _tabulate(
            [
                replace(
                    entry,
                    aliases=tuple(dict.fromkeys([*entry.aliases, *added[entry.id]])),
                    weak=tuple(alias for alias in entry.weak if alias not in added[entry.id]),
                )
                if entry.id in added
                else entry
                for entry in self.entries
            ]
        )

    def at_domain(self, host: str, path: str = "") -> tuple[Entry, ...]:
        """Entries that own a web address; the most specific registered domain or path wins."""
        host = host.removeprefix("www.")
        parts = [part for part in path.split("/") if part][:3]
        while host:
            for length in range(len(parts), -1, -1):
                found = self.by_domain.get("/".join([host, *parts[:length]]))
                if found:
                    return found
            host = host.partition(".")[2] if host.count(".") > 1 else ""
        return ()


def slug(name: str) -> str:
    """Readable id part: folded, dots kept inside versions, Han kept.

    >>> slug("GPT‑5.1-Codex-Max"), slug("月之暗面"), slug("Command R+")
    ('gpt-5.1-codex-max', '月之暗面', 'command-r-plus')
    """
    folded = fold(name).replace("+", " plus ")
    folded = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", folded)
    return re.sub(rf"[^\w.{HAN}]+|_+", "-", folded).strip("-") or "unnamed"


def load_gazetteer(folder: Path | None = None) -> Gazetteer:
    """Read a folder of gazetteer files.

    Parameters
    ----------
    folder
        Holds the files; those that are missing count as empty. None takes the project's own.

    Returns
    -------
    Gazetteer
        With `problems` listing what is doubtful but harmless: clashes and references that lead nowhere.

    Raises
    ------
    ConfigError
        A file is no TOML, or an entry has an unknown key or a value of the wrong kind.
    """
    return _load(folder or FOLDER)


@lru_cache(maxsize=4)
def _load(folder: Path) -> Gazetteer:
    """`load_gazetteer`, once a folder."""
    if not folder.is_dir():
        raise ConfigError(folder, "no such folder of gazetteer files")
    rows = [row for file, kind in FILES if (folder / file).exists() for row in _read(folder / file, kind)]
    return _assemble(list(_with_members(rows)))


def _with_members(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Spellings that lengthen their model's name are models of its family: "Ring-linear" beside Ring."""
    taken = {name_key(row.name) for row in rows if row.type == "model"}
    members: list[_Row] = []
    for row in rows:
        if row.type != "model":
            yield row
            continue
        aliases = row.fields.get("aka", ())
        longer = [alias for alias in aliases if _is_longer(row.name, alias)]
        yield replace(row, fields={**row.fields, "aka": [alias for alias in aliases if alias not in longer]})
        maker = {"maker": row.fields["maker"]} if "maker" in row.fields else {}
        for alias in longer:
            if name_key(alias) not in taken:
                taken.add(name_key(alias))
                members.append(replace(row, name=alias, fields={"family": row.name, **maker}))
    yield from members


def _is_longer(name: str, alias: str) -> bool:
    """True for a name with more behind it than words that say nothing new."""
    rest = fold(alias).removeprefix(fold(name))
    if rest == fold(alias) or rest[:1] not in ("-", " "):
        return False
    return any(word not in _SAME for word in re.findall(r"[a-z0-9.]+", rest))


def _read(path: Path, kind: EntityType) -> Iterator[_Row]:
    """Entries of one file, checked for their form."""
    text = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigError(path, f"is no valid TOML: {error}", int(line[1]) if line else None) from error
    ends = [match.start() for match in re.finditer("\n", text)]
    lines = {match[2]: bisect_left(ends, match.start()) + 1 for match in _KEY_LINE.finditer(text)}
    for name, fields in table.items():
        line_number = lines.get(name, 0)
        if not isinstance(fields, dict):
            raise ConfigError(path, f"“{name}” must be a table of keys, e.g. {{ aka = […] }}", line_number)
        for key, value in fields.items():
            if not _is_well_formed(key, value):
                raise ConfigError(path, f"“{name}” has an unknown key or a wrong value: {key}", line_number)
        yield _Row(kind, name, fields, path, line_number)


def _is_well_formed(key: str, value: object) -> bool:
    """Whether an entry may have that key, with that value."""
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if key in _STRINGS:
        return isinstance(value, str)
    return key == "head" and value in (True, False)


class _Register:
    """Ids of the rows by type and name, and what names no row."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self.problems: list[str] = []
        taken: set[str] = set()
        for row in rows:
            if row.id in taken:
                raise ConfigError(row.path, f"“{row.name}” stands here twice (as {row.id})", row.line)
            taken.add(row.id)
            self._ids[(row.type, name_key(row.name))] = row.id

    def id_of(self, row: _Row) -> str:
        """Id under which a row's name is found."""
        return self._ids[(row.type, name_key(row.name))]

    def find(self, row: _Row, what: str, name: str, kinds: Sequence[str]) -> str:
        """Id of the entry of that name of the first type that has it; "" for no name, or one that leads nowhere."""
        for kind in kinds if name else ():
            if entity_id := self._ids.get((kind, name_key(name))):
                return entity_id
        if name:
            self.problems.append(f"{row.path.name}:{row.line}: {what} “{name}” is no entry")
        return ""


def _assemble(rows: Sequence[_Row]) -> Gazetteer:
    """Tie names to ids and build the look-up tables."""
    register = _Register(rows)
    entries = [_entry(row, register) for row in rows]
    return _tabulate(entries, (*register.problems, *_clashes(entries)))


def _entry(row: _Row, register: _Register) -> Entry:
    """The entry of a row, its maker and its family by their ids."""
    weak = tuple(row.fields.get("weak", ()))
    strong = (alias for alias in (row.name, *row.fields.get("aka", ())) if alias not in weak)
    return Entry(
        id=register.id_of(row),
        type=row.type,
        name=row.name,
        aliases=tuple(dict.fromkeys(strong)),
        weak=weak,
        context=row.listed("context"),
        variants=row.listed("variants"),
        domains=tuple(domain.strip("/") for domain in row.listed("domains")),
        github=row.listed("github"),
        hf=row.listed("hf"),
        x=row.listed("x"),
        maker=register.find(row, "maker", row.owner, _ORGANISATIONS),
        family=register.find(row, "family", row.fields.get("family", ""), (row.type, "model", "product")),
        head=row.fields.get("head", False),
        where=(row.path.name, row.line),
    )


def _tabulate(entries: list[Entry], problems: tuple[str, ...] = ()) -> Gazetteer:
    """Entries with their look-up tables."""
    return Gazetteer(
        tuple(entries),
        MappingProxyType({entry.id: entry for entry in entries}),
        _table((name_key(alias), entry) for entry in entries for alias in entry.spellings),
        _table((domain, entry) for entry in entries for domain in entry.domains),
        _table(
            (f"{site}/{account}", entry)
            for entry in entries
            for site, accounts in (("github", entry.github), ("hf", entry.hf), ("x", entry.x))
            for account in accounts
        ),
        problems,
    )


def _table(pairs: Iterator[tuple[str, Entry]]) -> MappingProxyType[str, tuple[Entry, ...]]:
    """Key -> entries, once each, in the order of the files."""
    table: dict[str, dict[str, Entry]] = {}
    for key, entry in pairs:
        table.setdefault(key, {})[entry.id] = entry
    return MappingProxyType({key: tuple(found.values()) for key, found in table.items()})


def _clashes(entries: list[Entry]) -> Iterator[str]:
    """Strong spellings that two entries of one type share: only one of them could ever be meant."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        for alias in entry.aliases:
            other = seen.setdefault((entry.type, name_key(alias)), entry)
            if other is not entry:
                place = f"{entry.where[0]}:{entry.where[1]}"
                yield f"{place}: “{alias}” names both “{entry.name}” and “{other.name}” (line {other.where[1]})"
        if not name_key(entry.name):
            yield f"{entry.where[0]}:{entry.where[1]}: “{entry.name}” has no letter or digit"


def main() -> int:
    """Check the project's gazetteer; what `make check` runs. Returns 1 where something is wrong."""
    gazetteer = load_gazetteer()
    for problem in gazetteer.problems:
        sys.stderr.write(problem + "\n")
    counts = ", ".join(f"{sum(e.type == kind for e in gazetteer.entries)} {kind}" for _, kind in FILES)
    sys.stdout.write(f"gazetteer: {counts}; {len(gazetteer.problems)} problems\n")
    return 1 if gazetteer.problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
