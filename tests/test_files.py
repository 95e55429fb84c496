"""A file is replaced whole or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from kg.errors import UsageError
from kg.files import replace_text, replacing, sweep


def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    replace_text(path, "old")
    with pytest.raises(RuntimeError), replacing(path) as stream:
        stream.write("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_one_sentence_and_the_old_file_stays(tmp_path):
    path = tmp_path / "a.txt"
    replace_text(path, "old")
    with pytest.raises(UsageError, match=r"a\.txt: cannot be written \(No space left"), replacing(path) as stream:
        stream.write("half")
        raise OSError(28, "No space left on device")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_device_is_written_to_as_it_is():
    replace_text("/dev/null", "x")
    with pytest.raises(UsageError, match="/dev/full: cannot be written"):
        replace_text("/dev/full", "x")
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_links_and_permissions_stay(tmp_path):
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_text("old")
    path.chmod(0o600)
    link.symlink_to(path)
    replace_text(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_cannot_be_replaced(tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        replace_text(tmp_path, "x")


def test_what_a_killed_writer_left_is_swept(tmp_path):
    with replacing(tmp_path / "a.txt") as stream:
        stream.write("new")
        (half,) = tmp_path.iterdir()
        left = half.with_name("." + half.name)
        left.write_text("half")
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_may_have_any_name_that_the_system_takes(tmp_path):
    for name in ("字" * 80, "𠮷" * 60, "a" * 250):
        replace_text(tmp_path / name, "x")
        assert (tmp_path / name).read_text() == "x"
