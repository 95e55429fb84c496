"""What a build works out is read back as it was, and only what is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.errors import ArchiveError
from kg.store.derived import read_derived, write_derived


def test_arrays_come_back_mapped_into_memory(tmp_path: Path) -> None:
    write_derived(
        tmp_path, "stories", {"members": np.arange(5, dtype=np.int32), "weights": np.ones((2, 3), np.float16)}
    )
    write_derived(tmp_path, "topics", {"labels": np.zeros(0, np.int64)})
    found = read_derived(tmp_path, "stories")
    assert sorted(found) == ["members", "weights"]
    assert isinstance(found["members"], np.memmap)
    assert found["members"].tolist() == [0, 1, 2, 3, 4] and found["weights"].shape == (2, 3)
    assert read_derived(tmp_path, "topics")["labels"].shape == (0,)


def test_what_is_missing_or_damaged_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="kg build"):
        read_derived(tmp_path, "stories")
    write_derived(tmp_path, "stories", {"members": np.arange(5)})
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(ArchiveError, match="damaged"):
        read_derived(tmp_path, "stories")
