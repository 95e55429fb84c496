"""What is worked out from a whole generation when it is built, and read where it is asked for: arrays by name.

They are mapped into memory and not read, so that a page pays for the part that it looks at. Those that go together are
one file, a line that says where each begins and then all of them: for each file that is mapped, Python holds one open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import ArchiveError
from kg.files import open_ordinary

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ALIGNED = 64  # bytes; what a processor reads at once


def write_derived(folder: Path, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays into a generation's folder; the same arrays give the same bytes.

    Parameters
    ----------
    name
        What they are together: ``stories``, say.
    arrays
        By name, none of Python objects.
    """
    places: dict[str, tuple[str, tuple[int, ...], int]] = {}
    end = 0
    for key, array in arrays.items():
        if array.dtype.hasobject:
            raise TypeError(f"{key} holds Python objects")
        places[key] = (array.dtype.str, array.shape, end)
        end = _aligned(end + array.nbytes)
    with file_of(folder, name).open("wb") as stream:
        stream.write(json.dumps(places).encode() + b"\n")
        for array in arrays.values():
            stream.write(bytes(_aligned(stream.tell()) - stream.tell()))
            stream.write(np.ascontiguousarray(array).tobytes())


def read_derived(folder: Path, name: str) -> dict[str, NDArray[Any]]:
    """The arrays that were written under a name, mapped into memory, by theirs; they cannot be written to.

    Raises
    ------
    ArchiveError
        Where there are none, or they are damaged.
    """
    path = file_of(folder, name)
    try:
        with open_ordinary(path) as stream:
            mapped = mmap(stream.fileno(), 0, access=ACCESS_READ)
        line = mapped.find(b"\n") + 1
        start = _aligned(line)
        return {
            key: np.ndarray(tuple(shape), np.dtype(kind), mapped, start + place)
            for key, (kind, shape, place) in json.loads(mapped[:line]).items()
        }
    except FileNotFoundError as error:
        raise ArchiveError(
            f"{folder}: what is worked out of {name} is missing; build the archive again: `kg build`."
        ) from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path} is damaged: build the archive again with `kg build`.") from error


def file_of(folder: Path, name: str) -> Path:
    """The file of a generation that holds the arrays of that name."""
    return folder / f"derived.{name}.bin"


def _aligned(place: int) -> int:
    """The first place from there on where an array may begin."""
    return -(-place // _ALIGNED) * _ALIGNED
