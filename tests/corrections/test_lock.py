"""Several who write to one file of corrections: nothing is lost, and who is killed leaves nothing in the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from kg import files
from kg.corrections.correction import Correction
from kg.corrections.file import add_correction, load_corrections, remove_last
from kg.errors import ConfigError, UsageError
from tests.conftest import ROOT

EACH = 50
WRITER = """
import sys
from kg.corrections.correction import Correction
from kg.corrections.file import add_correction
print("ready", flush=True)
sys.stdin.readline()
number = 0
while number < int(sys.argv[3]):
    add_correction(sys.argv[1], Correction("ignore", f"company:{sys.argv[2]}-{number}"))
    number += 1
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that has everything loaded and writes so many corrections as soon as it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin and process.stdout
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()


def leftovers(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {"corrections.toml", ".corrections.toml.lock", "link.toml"}


def test_of_two_who_write_at_once_nothing_is_lost(tmp_path: Path) -> None:
    path, link = tmp_path / "corrections.toml", tmp_path / "link.toml"
    link.symlink_to(path)
    both = [writer(path, "one", EACH), writer(link, "two", EACH)]  # two ways to one file share a lock
    for process in both:
        start(process)
    while any(process.poll() is None for process in both):
        load_corrections(path, missing_ok=True)  # a build that reads meanwhile sees a whole file
    assert [process.returncode for process in both] == [0, 0]
    for process in both:
        process.communicate()
    assert len(load_corrections(path).entries) == 2 * EACH
    assert link.is_symlink()
    assert leftovers(tmp_path) == set()


def test_a_killed_writer_leaves_a_whole_file_and_a_free_lock(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    for turn in range(4):
        process = writer(path, f"turn-{turn}", 10_000)
        start(process)
        wanted = len(load_corrections(path, missing_ok=True).entries) + 3 + turn
        while len(load_corrections(path, missing_ok=True).entries) < wanted:
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        before = load_corrections(path).entries
        assert add_correction(path, Correction("ignore", f"model:after-{turn}"))
        assert len(load_corrections(path).entries) == len(before) + 1
        assert leftovers(tmp_path) == set()


def test_what_a_killed_writer_left_goes_and_that_of_others_stays(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    half, other = tmp_path / f".corrections.toml.{'0a' * 6}.kg-new", tmp_path / f".corrections.toml.b.{'0a' * 6}.kg-new"
    half.write_text("half")
    other.write_text("of another file")
    add_correction(path, Correction("ignore", "model:a"))
    assert not half.exists() and other.exists()


def test_threads_of_one_process_wait_for_one_another(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"

    def work(name: str) -> None:
        for number in range(10):
            add_correction(path, Correction("ignore", f"model:{name}-{number}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load_corrections(path).entries) == 40


def test_a_lock_that_never_comes_free_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    path = tmp_path / "corrections.toml"
    add_correction(path, Correction("ignore", "model:a"))
    before = path.read_bytes()

    def refused() -> None:
        for change in (lambda: add_correction(path, Correction("ignore", "model:b")), lambda: remove_last(path)):
            with pytest.raises(ConfigError, match=r"others have been writing to it .* try again"):
                change()

    with FileLock(tmp_path / ".corrections.toml.lock"):
        thread = threading.Thread(target=refused)
        thread.start()
        thread.join()
        assert load_corrections(path).entries, "reading needs no lock"
    assert path.read_bytes() == before
    assert remove_last(path) == Correction("ignore", "model:a")


@pytest.mark.parametrize("make", [Path.mkdir, lambda lock: lock.symlink_to("nowhere/at/all")], ids=["folder", "link"])
def test_a_lock_that_cannot_be_had_is_one_sentence(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "corrections.toml"
    path.write_text("# ours\n")
    make(tmp_path / ".corrections.toml.lock")
    with pytest.raises(ConfigError, match=r"cannot be changed: .*\.corrections\.toml\.lock.*nothing was changed"):
        add_correction(path, Correction("ignore", "model:a"))
    assert path.read_text() == "# ours\n"


@pytest.mark.parametrize("error", [OSError(37, "No locks available"), OSError(38, "Function not implemented")])
def test_a_disk_without_locks_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(ConfigError, match=f"cannot be changed: {error.strerror}"):
        add_correction(tmp_path / "corrections.toml", Correction("ignore", "model:a"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users of Unix")
def test_a_folder_that_may_only_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text("[[ignore]]\nentity = 'model:a'\n")
    tmp_path.chmod(0o555)
    code = (
        "import os, sys; from kg.corrections import Correction, add_correction, load_corrections, remove_last\n"
        "from kg.errors import KgError\n"
        "os.chdir(os.path.dirname(sys.argv[1]))\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"  # root may do everything
        "print(len(load_corrections('corrections.toml').entries))\n"
        "for change in (lambda: add_correction('corrections.toml', Correction('ignore', 'model:b')),\n"
        "               lambda: remove_last('corrections.toml')):\n"
        "    try: change()\n"
        "    except KgError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    tmp_path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    count, *said = done.stdout.splitlines()
    assert count == "1"
    assert len(said) == 2 and all("corrections.toml: cannot be changed: Permission denied" in line for line in said)
    assert path.read_text() == "[[ignore]]\nentity = 'model:a'\n"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """The system lets the process write no more than it has."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "corrections.toml"
    add_correction(path, Correction("rename", "model:a", name="A" * 900))
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), hard))
    try:
        with pytest.raises(UsageError, match="cannot be written"):
            add_correction(path, Correction("rename", "model:b", name="B" * 900))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert leftovers(tmp_path) == set()


def test_of_two_equal_decisions_one_is_written(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    assert add_correction(path, Correction("ignore", "model:a", why="no model"))
    before = path.read_bytes()
    assert not add_correction(path, Correction("ignore", " model:a "))
    assert path.read_bytes() == before


def test_the_last_one_is_taken_back_only_where_it_is_still_the_last(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    seen, later = Correction("ignore", "model:a"), Correction("ignore", "model:b")
    add_correction(path, seen)
    add_correction(path, later)
    with pytest.raises(ConfigError, match="changed meanwhile"):
        remove_last(path, only=seen)
    assert len(load_corrections(path).entries) == 2
    assert remove_last(path, only=later) == later
