"""What a build works out is read back as it was, and only what is asked for."""

from __future__ import annotations

from mmap import mmap
from pathlib import Path

import numpy as np
import pytest

from kg.errors import ArchiveError
from kg.store.derived import file_of, read_derived, write_derived


def test_arrays_come_back_mapped_into_memory(tmp_path: Path) -> None:
    write_derived(
        tmp_path, "stories", {"members": np.arange(5, dtype=np.int32), "weights": np.ones((2, 3), np.float16)}
    )
    write_derived(tmp_path, "topics", {"labels": np.zeros(0, np.int64)})
    found = read_derived(tmp_path, "stories")
    assert sorted(found) == ["members", "weights"]
    assert isinstance(found["members"].base, mmap) and not found["members"].flags.writeable
    assert found["members"].tolist() == [0, 1, 2, 3, 4] and found["weights"].shape == (2, 3)
    assert read_derived(tmp_path, "topics")["labels"].shape == (0,)


def test_what_is_missing_or_damaged_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="kg build"):
        read_derived(tmp_path, "stories")
    write_derived(tmp_path, "stories", {"members": np.arange(5)})
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for length in (0, 40, len(whole) - 1):
        file.write_bytes(whole[:length])
        with pytest.raises(ArchiveError, match="damaged"):
            read_derived(tmp_path, "stories")


def test_arrays_of_every_shape_begin_where_a_processor_reads(tmp_path: Path) -> None:
    arrays = {
        "few": np.arange(3, dtype=np.int8),
        "none": np.zeros((0, 4), bool),
        "many": np.arange(200.0).reshape(2, -1),
    }
    write_derived(tmp_path, "mixed", arrays)
    before = file_of(tmp_path, "mixed").read_bytes()
    found = read_derived(tmp_path, "mixed")
    for name, array in arrays.items():
        assert np.array_equal(found[name], array) and found[name].dtype == array.dtype
        assert found[name].ctypes.data % 64 == 0
    write_derived(tmp_path, "mixed", arrays)
    assert file_of(tmp_path, "mixed").read_bytes() == before


def test_python_objects_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="objects"):
        write_derived(tmp_path, "odd", {"things": np.array([None])})
