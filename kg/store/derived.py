"""What is worked out from a whole generation when it is built, and read where it is asked for: arrays by name.

Each array is a file of its own, mapped into memory and not read, so that a page pays for the part that it looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import ArchiveError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PREFIX, _SUFFIX = "derived", ".npy"


def write_derived(folder: Path, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays into a generation's folder; the same arrays give the same bytes.

    Parameters
    ----------
    name
        What they are together: ``stories``, say.
    arrays
        By name, none of Python objects.
    """
    for key, array in arrays.items():
        np.save(folder / f"{_PREFIX}.{name}.{key}{_SUFFIX}", np.ascontiguousarray(array), allow_pickle=False)


def read_derived(folder: Path, name: str) -> dict[str, NDArray[Any]]:
    """The arrays that were written under a name, mapped into memory, by theirs.

    Raises
    ------
    ArchiveError
        Where there are none, or one is damaged.
    """
    found: dict[str, NDArray[Any]] = {}
    for path in sorted(folder.glob(f"{_PREFIX}.{name}.*{_SUFFIX}")):
        try:
            found[path.name.removesuffix(_SUFFIX).rsplit(".", 1)[1]] = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise ArchiveError(f"{path} is damaged: build the archive again with `kg build`.") from error
    if not found:
        raise ArchiveError(f"{folder}: what is worked out of {name} is missing; build the archive again: `kg build`.")
    return found
