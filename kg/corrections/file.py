"""Corrections that last: what a person decided about entities, written once and replayed on every build.

``corrections.toml`` holds one table an entry; ``why`` is for people and may stand in each::

    [[merge]]       # two entities are one: `from` goes, and its id leads to `into`
    from = "company:thinking-machines"
    into = "company:thinking-machines-lab"
    why = "one company"

    [[split]]       # mentions with that surface (in one item, or in all) are another entity
    entity = "product:cursor"
    surface = "Cursor"
    into = "company:cursor"
    item = "leotalk-3-273da7"

    [[not_same]]    # never one entity, however alike they look
    a = "model:grok-4"
    b = "model:grok-4-fast"

    [[rename]]
    entity = "model:hunyuan3d"
    name = "Hunyuan3D"

    [[retype]]      # the id changes with the type, and the old id leads to the new one
    entity = "model:sora"
    type = "product"

    [[ignore]]      # no entity at all, or not where it is written so
    entity = "product:agent"

    [[alias]]       # another name of an entity
    entity = "company:openai"
    alias = "OAI"

The order of the entries means nothing. What contradicts is refused when the file is read; what no longer applies is
reported by the build and does no harm.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from kg.errors import ConfigError
from kg.model import ENTITY_TYPES
from kg.text.words import name_key

CorrectionKind = Literal["merge", "split", "not_same", "rename", "retype", "ignore", "alias"]
KINDS: tuple[CorrectionKind, ...] = get_args(CorrectionKind)

# TOML keys of each kind and the attribute they fill; the second table may be left out.
_NEEDED: dict[str, dict[str, str]] = {
    "merge": {"from": "entity", "into": "into"},
    "split": {"entity": "entity", "surface": "surface", "into": "into"},
    "not_same": {"a": "entity", "b": "into"},
    "rename": {"entity": "entity", "name": "name"},
    "retype": {"entity": "entity", "type": "type"},
    "ignore": {"entity": "entity"},
    "alias": {"entity": "entity", "alias": "surface"},
}
_OPTIONAL: dict[str, dict[str, str]] = {
    "split": {"item": "item", "name": "name"},
    "ignore": {"surface": "surface", "item": "item"},
}
_ID = re.compile(rf"(?:{'|'.join(ENTITY_TYPES)}):\S+")
_TABLE = re.compile(r"^\[\[[a-z_]+\]\]", re.MULTILINE)
_HEADER = "# Corrections to entities, replayed on every build; their order means nothing. See kg/corrections/file.py.\n"


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One decision of a person.

    Attributes
    ----------
    kind
        What is done; which attributes it needs stands in the module's text.
    entity
        Id of the entity in question (``from`` of a merge, ``a`` of a not_same).
    into
        Id of the other entity (``into`` of a merge or split, ``b`` of a not_same).
    surface
        Spelling that a split or ignore is limited to, or the new alias.
    name
        New name (rename), or the name of the entity that a split makes.
    type
        New type (retype).
    item
        Item that a split or ignore is limited to, "" for all.
    why
        Reason, for people.
    """

    kind: CorrectionKind
    entity: str
    into: str = ""
    surface: str = ""
    name: str = ""
    type: str = ""
    item: str = ""
    why: str = ""

    def __str__(self) -> str:
        fields = {**_NEEDED[self.kind], **_OPTIONAL.get(self.kind, {})}
        shown = ", ".join(f"{key} {value}" for key, attribute in fields.items() if (value := getattr(self, attribute)))
        return f"{self.kind} ({shown})"

    @property
    def moves(self) -> bool:
        """True where the entity goes by another id afterwards."""
        return self.kind in {"merge", "retype"}

    @property
    def target(self) -> str:
        """Id that the entity goes by afterwards: of a merge or retype another one."""
        if self.kind == "merge":
            return self.into
        if self.kind == "retype":
            return f"{self.type}:{self.entity.partition(':')[2]}"
        return self.entity


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of one file, sorted, each once, and free of contradictions where `load_corrections` made it."""

    entries: tuple[Correction, ...] = ()

    def of(self, kind: CorrectionKind) -> tuple[Correction, ...]:
        """Entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def aliases(self) -> tuple[tuple[str, str], ...]:
        """(entity id, alias) of every added alias, for the extractor to look for."""
        return tuple((entry.entity, entry.surface) for entry in self.of("alias"))


def default_corrections(archive: Path) -> Path:
    """File of an archive's corrections where none is named: ``$KG_CORRECTIONS``, else ``corrections.toml`` beside it.

    It lies beside the archive's folder, not in it: a folder that is removed to be built anew takes no decision with it.
    Archives that lie side by side share the file.
    """
    named = os.environ.get("KG_CORRECTIONS")
    return Path(named) if named else archive.resolve().parent / "corrections.toml"


def load_corrections(path: Path | str) -> Corrections:
    """Read a file of corrections.

    Raises
    ------
    ConfigError
        Where the file cannot be read, is malformed, or its entries contradict one another.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, f"cannot be read as a file of corrections: {error}") from error
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> Corrections:
    """Corrections of a TOML text, checked."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, f"is no TOML: {error}") from error
    entries = sorted({entry for kind, table in tables.items() for entry in _entries(kind, table, path)})
    _refuse_contradictions(entries, path)
    return Corrections(tuple(entries))


def _entries(kind: str, table: object, path: Path) -> Iterator[Correction]:
    """Entries of one kind; a malformed one is an error."""
    if kind not in _NEEDED:
        raise ConfigError(path, f"“{kind}” is no kind of correction; there are {', '.join(KINDS)}")
    if not isinstance(table, list):
        raise ConfigError(path, f"write [[{kind}]] with two brackets, one table an entry")
    needed, optional = _NEEDED[kind], _OPTIONAL.get(kind, {})
    known = {**needed, **optional, "why": "why"}
    for number, row in enumerate(table, 1):
        where = f"[[{kind}]] number {number}"
        if not isinstance(row, dict):
            raise ConfigError(path, f"{where} is no table")
        unknown = sorted(set(row) - set(known))
        missing = sorted(set(needed) - set(row))
        if unknown or missing:
            wrong = f"has no field {missing[0]}" if missing else f"has an unknown field {unknown[0]}"
            raise ConfigError(path, f"{where} {wrong}; it takes {', '.join(known)}")
        if bad := [key for key, value in row.items() if not isinstance(value, str) or not value.strip()]:
            raise ConfigError(path, f"{where}: {bad[0]} must be a text that is not empty")
        values = {known[key]: value.strip() for key, value in row.items()}
        entry = Correction(kind=kind, **values)  # type: ignore[arg-type]
        _check(entry, where, path)
        yield entry


def _check(entry: Correction, where: str, path: Path) -> None:
    """Ids and types must be well formed, and an entity cannot be set against itself."""
    for value in (entry.entity, entry.into):
        if value and not _ID.fullmatch(value):
            raise ConfigError(
                path, f"{where}: “{value}” is no entity id; an id is a type and a name, as company:openai"
            )
    if entry.type and entry.type not in ENTITY_TYPES:
        raise ConfigError(path, f"{where}: “{entry.type}” is no type; there are {', '.join(ENTITY_TYPES)}")
    if entry.entity in (entry.into, entry.target if entry.moves else ""):
        raise ConfigError(path, f"{where}: {entry} names one entity twice")


def _refuse_contradictions(entries: Sequence[Correction], path: Path) -> None:
    """Two entries that cannot both hold are an error that names both."""
    moves = {entry.entity: entry for entry in entries if entry.moves}
    ignored = {entry.entity: entry for entry in entries if entry.kind == "ignore" and not (entry.surface or entry.item)}
    _refuse_two_answers(entries, path)
    _refuse_circles(entries, moves, path)
    for entry in entries:
        _refuse_of_ignored(entry, ignored, path)
        if entry.kind == "not_same" and _end(entry.entity, moves) == _end(entry.into, moves):
            culprit = moves.get(entry.entity) or moves[entry.into]
            raise ConfigError(path, f"{culprit} contradicts {entry}; keep one of them")


def _refuse_two_answers(entries: Iterable[Correction], path: Path) -> None:
    """One question that two entries answer differently is an error."""
    decided: dict[tuple[str, ...], Correction] = {}
    for entry in entries:
        question = _question(entry)
        other = decided.setdefault(question, entry) if question else entry
        if _answer(other) != _answer(entry):
            raise ConfigError(path, f"{other} contradicts {entry}; keep one of them")


def _refuse_circles(entries: Iterable[Correction], moves: Mapping[str, Correction], path: Path) -> None:
    """Merges and retypes that lead back to where they began are an error."""
    for entry in entries:
        seen = [entry]
        while seen[-1].moves and (step := moves.get(seen[-1].target)) is not None:
            if step in seen:
                raise ConfigError(path, f"{seen[-1]} contradicts {step}: they lead in a circle; remove one of them")
            seen.append(step)


def _refuse_of_ignored(entry: Correction, ignored: Mapping[str, Correction], path: Path) -> None:
    """What is to be no entity at all can be neither changed nor a target."""
    if entry.kind in {"ignore", "not_same"}:
        return
    for name in (entry.entity, entry.into):
        if name in ignored:
            raise ConfigError(path, f"{ignored[name]} contradicts {entry}; keep one of them")


def _question(entry: Correction) -> tuple[str, ...]:
    """What an entry decides, so that two entries on one question meet; () where others may stand beside it."""
    if entry.moves:
        return ("becomes", entry.entity)
    if entry.kind == "rename":
        return ("name", entry.entity)
    if entry.kind == "split" or (entry.kind == "ignore" and entry.surface):
        return ("surface", entry.entity, name_key(entry.surface), entry.item)
    if entry.kind == "alias":
        return ("alias", entry.entity.partition(":")[0], name_key(entry.surface))
    return ()


def _answer(entry: Correction) -> tuple[str, ...]:
    """What an entry answers to its question."""
    if entry.moves:
        return (entry.kind, entry.target)
    if entry.kind == "rename":
        return (entry.name,)
    return (entry.kind, entry.entity, entry.into)


def _end(entity_id: str, moves: Mapping[str, Correction]) -> str:
    """Id at the end of a chain of merges and retypes."""
    while entity_id in moves:
        entity_id = moves[entity_id].target
    return entity_id


def add_correction(path: Path | str, correction: Correction) -> Corrections:
    """Append an entry to a file, made where it does not exist; what stands there keeps its words and comments.

    Returns
    -------
    Corrections
        All entries of the file afterwards.

    Raises
    ------
    ConfigError
        Where the entry is malformed or contradicts one of the file, which is then left as it was.
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else _HEADER
    text = text.rstrip("\n") + "\n\n" + _toml(correction)
    corrections = _parsed(text, path)
    _write(path, text)
    return corrections


def remove_last(path: Path | str) -> Correction | None:
    """Take the last entry out of a file and return it; None where there is none.

    Raises
    ------
    ConfigError
        Where the file cannot be read or is malformed.
    """
    path = Path(path)
    if not path.is_file():
        return None
    before = load_corrections(path)
    text = path.read_text(encoding="utf-8-sig")
    tables = list(_TABLE.finditer(text))
    if not tables:
        return None
    last = _parsed(text[tables[-1].start() :], path).entries[0]
    kept = text[: tables[-1].start()].rstrip("\n") + "\n"
    if last in _parsed(kept, path).entries or last not in before.entries:
        raise ConfigError(path, f"holds {last} twice; remove one by hand")
    _write(path, kept)
    return last


def _toml(entry: Correction) -> str:
    """The entry as a TOML table."""
    fields = {**_NEEDED[entry.kind], **_OPTIONAL.get(entry.kind, {}), "why": "why"}
    lines = [f"{key} = {_quoted(value)}\n" for key, attribute in fields.items() if (value := getattr(entry, attribute))]
    return f"[[{entry.kind}]]\n{''.join(lines)}"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c for c in escaped) + '"'


def _write(path: Path, text: str) -> None:
    """Put `text` in place of the file at once, so that a build that reads it sees the old or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except OSError as error:
        raise ConfigError(path, f"cannot be written: {error}") from error
