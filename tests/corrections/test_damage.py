"""Files that are none of corrections: one sentence with the line where it is known, and not a byte is changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.corrections.correction import Correction
from kg.corrections.file import MOST_BYTES, add_correction, default_corrections, load_corrections, remove_last
from kg.errors import ConfigError, KgError
from tests.conftest import ROOT

GOOD = '[[merge]]\nfrom = "company:a"\ninto = "company:b"\n'
NEW = Correction("ignore", "model:new")

DAMAGED = {
    "bytes": (bytes(range(256)), "2: is no text in UTF-8"),
    "latin-1": (GOOD.encode() + 'why = "é"\n'.encode("latin-1"), "4: is no text in UTF-8"),
    "utf-16": (GOOD.encode("utf-16"), "1: is no text in UTF-8"),
    "zeros": (b"\0" * 100, "1: is no TOML: Invalid statement, at column 1"),
    "NUL": (GOOD.encode() + b'why = "\0"\n', "4: is no TOML: Illegal character"),
    "half a table": (GOOD.encode()[:-4], "3: is no TOML"),
    "half a key": (GOOD.encode() + b"wh", "4: is no TOML"),
    "open text": (GOOD.encode() + b'why = """a\nb\n', "6: is no TOML"),
    "key twice": (GOOD.encode() + b'into = "company:c"\n', "4: is no TOML: Cannot overwrite a value"),
    "number": (b"[[ignore]]\nentity = 1\n", "1: [[ignore]] number 1: its entity must be a text"),
    "date": (GOOD.encode() + b"[[ignore]]\nentity = 2025-01-01\n", "4: [[ignore]] number 1: its entity must be"),
    "array": (b"[[ignore]]\nentity = ['company:a']\n", "1: [[ignore]] number 1: its entity must be a text"),
    "inline table": (b"[[ignore]]\nentity = {a = 'company:a'}\n", "1: [[ignore]] number 1: its entity must be a text"),
    "nested table": (GOOD.encode() + b"[merge.x]\ny = 1\n", "1: [[merge]] number 1: it has an unknown field x"),
    "dotted key": (b"[[ignore]]\nentity.id = 'company:a'\n", "its entity must be a text"),
    "quoted key": (b"[[ignore]]\n\"a.'b\" = 'x'\n", "it has no field entity"),
    "of another kind": (b"[project]\nname = 'x'\n", "“project” is no kind of correction; there are merge"),
    "no table": (b"merge = [1]\n", "[[merge]] number 1: it is no table"),
    "one table": (b"[merge]\nfrom = 'company:a'\n", "write [[merge]] with two brackets"),
    "deep": (b"x = " + b"[" * 5_000, "nested too deeply"),
    "deep tables": (b"x = " + b"{a = " * 1_500, "nested too deeply"),
    "digits": (b"x = " + b"9" * 5_000, "is no TOML: Exceeds the limit (4300 digits)"),
    "parts": (b"[[merge]]\n" + b"a." * 20_000 + b"a = 1\n", "2: is no file of corrections: a line has 40,005"),
    "large": (b"# x\n" * (MOST_BYTES // 4 + 1), "more than 4 MB"),
    "direction": ('[[rename]]\nentity = "company:a"\nname = "\u202ea"\n'.encode(), "1: [[rename]] number 1: its name"),
    "escape": (b'[[rename]]\nentity = "company:a"\nname = "\\u001b[2J"\n', "1: [[rename]] number 1: its name holds"),
    "marks": (b"[[split]]\nentity = 'model:a'\nsurface = ' - '\ninto = 'model:b'\n", "holds nothing but spaces"),
    "contradiction": (GOOD.encode() + b"[[ignore]]\nentity = 'company:b'\n", "contradicts"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_one_sentence_and_stays(tmp_path: Path, name: str) -> None:
    raw, said = DAMAGED[name]
    path = tmp_path / "corrections.toml"
    path.write_bytes(raw)
    for work in (lambda: load_corrections(path), lambda: add_correction(path, NEW)):
        with pytest.raises(ConfigError) as caught:
            work()
        assert str(caught.value).startswith(str(path)) and said in str(caught.value)
        assert len(str(caught.value)) < 600 and "\n" not in str(caught.value)
        assert path.read_bytes() == raw
    if name != "contradiction":
        with pytest.raises(ConfigError):
            remove_last(path)
        assert path.read_bytes() == raw


def test_of_two_that_contradict_the_last_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_bytes(DAMAGED["contradiction"][0])
    assert remove_last(path) == Correction("ignore", "company:b")
    assert path.read_text() == GOOD


@pytest.mark.parametrize(
    "make",
    [
        Path.mkdir,
        pytest.param(lambda path: os.mkfifo(path), marks=pytest.mark.skipif(os.name == "nt", reason="no pipes")),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("/dev/null"),
    ],
    ids=["folder", "pipe", "endless device", "empty device"],
)
def test_what_is_no_file_is_neither_read_nor_written(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "corrections.toml"
    make(path)
    for work in (
        lambda: load_corrections(path, missing_ok=True),
        lambda: add_correction(path, NEW),
        lambda: remove_last(path),
    ):
        with pytest.raises(ConfigError, match=r"is (a folder|a device or a pipe), no file of corrections; name one"):
            work()
    assert list(tmp_path.iterdir()) == [path]


def test_the_null_device_holds_no_corrections_and_takes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CORRECTIONS", os.devnull)
    assert not load_corrections(default_corrections(tmp_path)).entries
    for work in (lambda: add_correction(os.devnull, NEW), lambda: remove_last(os.devnull)):
        with pytest.raises(ConfigError, match="no file of corrections"):
            work()


@pytest.mark.parametrize("name", ["x" * 300, "a/b/c", "\udcff", "loop", "\0"])
def test_a_path_that_cannot_be_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_text("a file, no folder")
    (tmp_path / "loop").symlink_to("loop")
    path = tmp_path / name
    if name == "\udcff":
        assert add_correction(path, NEW), "a name of any bytes is one"
        return
    with pytest.raises(KgError):
        add_correction(path, NEW)
    with pytest.raises(KgError):
        load_corrections(path)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users of Unix")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(GOOD)
    path.chmod(0)
    code = (
        "import os, sys; from kg.corrections import load_corrections\nfrom kg.errors import KgError\n"
        "os.chdir(os.path.dirname(sys.argv[1]))\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"  # root may read everything
        "try: load_corrections('corrections.toml', missing_ok=True)\n"
        "except KgError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "cannot be read as a file of corrections: Permission denied" in done.stdout


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_marks_and_remarks_of_an_editor_stay(tmp_path: Path, bom: str, end: str) -> None:
    path = tmp_path / "corrections.toml"
    lines = [
        "# ours\u2028",
        "",
        "  [[ merge ]]  # why not",
        "from='company:a'",
        'into   =   "company:b"',
        "# below",
        "",
    ]
    raw = (bom + end.join(lines)).encode()
    path.write_bytes(raw)
    assert add_correction(path, NEW)
    assert path.read_bytes() == raw + end.join(["", "[[ignore]]", 'entity = "model:new"', ""]).encode()
    assert remove_last(path) == NEW
    assert path.read_bytes() == raw
    assert remove_last(path) == Correction("merge", "company:a", into="company:b")
    assert path.read_bytes() == (bom + end.join(["# ours\u2028", "# below", ""])).encode()
    assert remove_last(path) is None


def test_no_table_inside_a_text_is_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    text = "[[ignore]]\nentity = 'model:a'\nwhy = '''\n[[ignore]]\nentity = 'model:b' # '''\n"
    path.write_text(text)
    assert remove_last(path) == Correction("ignore", "model:a", why="[[ignore]]\nentity = 'model:b' #")
    assert path.read_text() == ""


def test_what_would_change_another_entry_is_not_taken_for_its_removal(tmp_path: Path) -> None:
    """Without the lines between, the text of several lines would be another one."""
    path = tmp_path / "corrections.toml"
    text = '[[ignore]]\nentity = \'model:a\'\nwhy = """\n[[ignore]]\n"""\n# """\n'
    path.write_text(text)
    assert remove_last(path) == Correction("ignore", "model:a", why="[[ignore]]")
    assert path.read_text() == '# """\n'


def test_an_entry_in_another_form_is_left_to_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    text = "ignore = [{entity = 'model:a'}, {entity = 'model:b'}]\n"
    path.write_text(text)
    with pytest.raises(ConfigError, match="remove it by hand"):
        remove_last(path)
    assert path.read_text() == text
    assert add_correction(path, Correction("rename", "model:c", name="C"))
    assert remove_last(path) == Correction("rename", "model:c", name="C")


def test_an_open_text_does_not_swallow_what_is_added(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text("[[ignore]]\nentity = 'model:a'\nwhy = '''oops\n")
    with pytest.raises(ConfigError, match="no TOML"):
        add_correction(path, Correction("rename", "model:b", name="x''' # "))


def test_what_cannot_be_seen_in_a_name_is_refused_and_a_line_end_is_a_space(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    for name in ("\x1b[2J", "a\0", "\u202eevil", "\udcff", "x" * 1_001, "—"):
        with pytest.raises(KgError, match="its name"):
            add_correction(path, Correction("rename", "model:a", name=name))
    with pytest.raises(KgError, match="takes no name"):
        add_correction(path, Correction("merge", "model:a", into="model:b", name="c"))
    assert not path.exists()
    assert add_correction(path, Correction("rename", "model:a", name="Thinking\r\n Machines\t", why=" one\ntwo "))
    (entry,) = load_corrections(path).entries
    assert (entry.name, entry.why) == ("Thinking Machines", "one\ntwo")


def test_many_corrections_need_no_square_of_time(tmp_path: Path) -> None:
    """A chain of ten thousand merges is followed once, not from each of its links."""
    path = tmp_path / "corrections.toml"
    count = 10_000
    path.write_text("".join(f'[[merge]]\nfrom = "company:a{n}"\ninto = "company:a{n + 1}"\n' for n in range(count)))
    assert len(load_corrections(path).entries) == count
