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

    [[confirm]]     # it is right as it was read, everywhere or where it is written so; it is not asked about again
    entity = "product:lovable"

    [[name]]        # that item names an entity there, which was missed or cut wrongly
    item = "leotalk-3-273da7"
    entity = "product:windsurf"
    surface = "Windsurf"

    [[said]]        # that is told, beyond doubt; in an item that names both it is added where it was not read
    subject = "company:openai"
    predicate = "acquired"
    object = "product:windsurf"

    [[unsaid]]      # that is not told, by that item or by any
    subject = "company:openai"
    predicate = "acquired"
    object = "company:figma"
    item = "leotalk-3-273da7"

    [[event]]       # which kind of event an item tells of an entity; "mention" for none
    entity = "product:windsurf"
    event = "acquisition"
    item = "leotalk-3-273da7"

The order of the entries means nothing. What contradicts is refused when the file is read; what no longer applies is
reported by the build and does no harm. Whoever changes the file holds a lock on it from reading to writing, so that of
two who write at once both are kept; those who only read need none, for the file is replaced whole.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.corrections.correction import Correction, Corrections, fault_of_form, fault_of_sense
from kg.corrections.known import Names, refuse_unknown
from kg.corrections.toml import HEADER, appended, parse, without_last
from kg.errors import ConfigError, UsageError
from kg.files import cause, held, open_ordinary, replace_text

MOST_BYTES = 4_000_000


def default_corrections(archive: Path) -> Path:
    """File of an archive's corrections where none is named: ``$KG_CORRECTIONS``, else ``corrections.toml`` beside it.

    It lies beside the archive's folder, not in it: a folder that is removed to be built anew takes no decision with it.
    Archives that lie side by side share the file.
    """
    named = os.environ.get("KG_CORRECTIONS")
    return Path(named) if named else Path(os.path.realpath(archive)).parent / "corrections.toml"


def load_corrections(path: Path | str, *, missing_ok: bool = False) -> Corrections:
    """Read a file of corrections.

    Parameters
    ----------
    missing_ok
        Whether a file that is not there holds none; else it is an error.

    Raises
    ------
    ConfigError
        Where the file cannot be read, is malformed, or its entries contradict one another.
    """
    path = Path(path)
    text = _read(path)
    if text is None and not missing_ok:
        raise ConfigError(path, "cannot be read as a file of corrections: there is no such file")
    return parse(text or "", path)


def last_correction(path: Path | str) -> Correction | None:
    """The entry that `remove_last` would take out; None where there is none.

    Raises
    ------
    ConfigError
        Where the file cannot be read or is malformed.
    """
    path = Path(path)
    found = without_last(_read(path) or "", path)
    return found[1] if found else None


def add_correction(path: Path | str, correction: Correction, *, archive: Names | None = None) -> bool:
    """Append an entry to a file, made where it does not exist; what stands there keeps its words and comments.

    It is written tidied (`kg.corrections.correction.Correction.tidied`).

    Parameters
    ----------
    archive
        Must know what the entry names; None where any name will do.

    Returns
    -------
    bool
        False where this decision stood in the file already, for whatever reason; it is then left as it was.

    Raises
    ------
    ConfigError
        Where the file cannot be read, locked or changed, or the entry contradicts one of it.
    UnknownName
        Where the archive does not know an id.
    UsageError
        Where the entry is malformed, or the disk is full.
        In each case the file is left as it was.
    """
    path = Path(path)
    entry = correction.tidied()
    if wrong := fault_of_form(entry):
        raise UsageError(f"This cannot be written down: {wrong}.")
    with _held(path) as target:
        text = _read(path)
        standing = parse(text or "", path)
        if entry.decision in {other.decision for other in standing.entries}:
            return False
        if archive is not None:
            refuse_unknown(entry, standing, archive)
        if wrong := fault_of_sense(entry):
            raise UsageError(f"This cannot be written down: {wrong}.")
        replace_text(target, appended(text or HEADER, entry, path))
    return True


def remove_last(path: Path | str, *, only: Correction | None = None) -> Correction | None:
    """Take the last entry out of a file and return it; None where there is none.

    Parameters
    ----------
    only
        The entry that must be the last one: what somebody saw before they asked for this.

    Raises
    ------
    ConfigError
        Where the file cannot be read, locked or changed, is malformed, or another entry is the last one by now.
    """
    path = Path(path)
    if _read(path) is None:
        return None
    with _held(path) as target:
        found = without_last(_read(path) or "", path)
        if found is None:
            return None
        kept, last = found
        if only not in (None, last):
            raise ConfigError(path, f"was changed meanwhile: its last correction is now {last}; look again")
        replace_text(target, kept)
    return last


@contextmanager
def _held(path: Path) -> Iterator[Path]:
    """The real file, held against all others who change it."""
    try:
        _refuse_what_is_no_file(Path(os.path.realpath(path)), path)
    except (OSError, ValueError) as error:
        raise ConfigError(path, f"cannot be changed: {cause(error)}; nothing was changed") from error
    with held(path) as target:
        yield target


def _read(path: Path) -> str | None:
    """The text of a file with its line ends, None where there is none; who names the null device wants none."""
    try:
        if str(path) == os.devnull:
            return ""
        _refuse_what_is_no_file(path, path)
        with open_ordinary(path) as stream:
            raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigError(path, f"cannot be read as a file of corrections: {cause(error)}") from error
    if len(raw) > MOST_BYTES:
        said = f"is no file of corrections: it has more than {MOST_BYTES // 1_000_000} MB; name the right one"
        raise ConfigError(path, said)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        said = "is no text in UTF-8; save it as UTF-8, or move it away to begin a new one"
        raise ConfigError(path, said, raw.count(b"\n", 0, error.start) + 1) from error


def _refuse_what_is_no_file(path: Path, named: Path) -> None:
    """A pipe would be waited for, and a folder or a device keeps nothing that is written."""
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        what = "a folder" if path.is_dir() else "a device or a pipe"
        raise ConfigError(named, f"is {what}, no file of corrections; name one with --corrections or $KG_CORRECTIONS")
