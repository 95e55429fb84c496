"""The file of corrections: read, checked, and written back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.corrections.correction import Correction, Corrections
from kg.corrections.file import add_correction, load_corrections, remove_last
from kg.errors import ConfigError


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[merge]]\nfrom = 'company:a'\n", "no field into"),
        ("[[merge]]\nfrom = 'company:a'\ninto = 'company:b'\nthen = 'x'\n", "unknown field then"),
        ("[[merge]]\nfrom = 'a'\ninto = 'company:b'\n", "no entity id"),
        ("[[merge]]\nfrom = 'company:a'\ninto = 'company:a'\n", "twice"),
        ("[[retype]]\nentity = 'company:a'\ntype = 'firm'\n", "no type"),
        ("[[retype]]\nentity = 'company:a'\ntype = 'company'\n", "twice"),
        ("[[rename]]\nentity = 'company:a'\nname = 3\n", "must be a text"),
        ("[[rename]]\nentity = 'company:a'\nname = ' '\n", "must be a text"),
        ("[merge]\nfrom = 'company:a'\ninto = 'company:b'\n", "two brackets"),
        ("merge = [3]\n", "no table"),
        ("[[melt]]\n", "no kind"),
        ("[[merge]\n", "no TOML"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_corrections(write(tmp_path, text))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_corrections(tmp_path / "none.toml")


CONTRADICTIONS = [
    (Correction("merge", "company:a", into="company:b"), Correction("merge", "company:a", into="company:c")),
    (Correction("merge", "company:a", into="company:b"), Correction("merge", "company:b", into="company:a")),
    (Correction("merge", "company:a", into="company:b"), Correction("not_same", "company:b", into="company:a")),
    (Correction("merge", "company:a", into="company:b"), Correction("retype", "company:a", type="product")),
    (Correction("merge", "company:a", into="company:b"), Correction("ignore", "company:b")),
    (Correction("rename", "company:a", name="A"), Correction("rename", "company:a", name="B")),
    (Correction("rename", "company:a", name="A"), Correction("ignore", "company:a")),
    (Correction("retype", "company:a", type="product"), Correction("retype", "company:a", type="model")),
    (Correction("retype", "company:a", type="product"), Correction("retype", "product:a", type="company")),
    (Correction("alias", "company:a", surface="AA"), Correction("alias", "company:b", surface="A A")),
    (
        Correction("split", "model:a", into="model:b", surface="x"),
        Correction("split", "model:a", into="model:c", surface="X"),
    ),
    (Correction("split", "model:a", into="model:b", surface="x"), Correction("ignore", "model:a", surface="x")),
]


@pytest.mark.parametrize(
    "pair", CONTRADICTIONS, ids=[f"{a.kind}-{b.kind}-{i}" for i, (a, b) in enumerate(CONTRADICTIONS)]
)
@pytest.mark.parametrize("turned", [False, True])
def test_contradictions_name_both_and_leave_the_file(
    tmp_path: Path, pair: tuple[Correction, Correction], turned: bool
) -> None:
    first, second = reversed(pair) if turned else pair
    path = tmp_path / "corrections.toml"
    add_correction(path, first)
    before = path.read_bytes()
    with pytest.raises(ConfigError) as caught:
        add_correction(path, second)
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {path.name, f".{path.name}.lock"}


@pytest.mark.parametrize(
    ("last", "names"),
    [
        (Correction("not_same", "company:a", into="company:c"), "not_same"),
        (Correction("merge", "company:c", into="company:a"), "in a circle"),
        (Correction("ignore", "company:b"), "ignore"),
    ],
)
def test_a_contradiction_over_a_chain(tmp_path: Path, last: Correction, names: str) -> None:
    path = tmp_path / "corrections.toml"
    add_correction(path, Correction("merge", "company:a", into="company:b"))
    add_correction(path, Correction("merge", "company:b", into="company:c"))
    with pytest.raises(ConfigError, match=names):
        add_correction(path, last)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Correction("merge", "company:a", into="company:b"), Correction("merge", "company:c", into="company:b")),
        (Correction("not_same", "company:a", into="company:b"), Correction("ignore", "company:a")),
        (Correction("ignore", "model:a", surface="x"), Correction("rename", "model:a", name="A")),
        (Correction("alias", "company:a", surface="AA"), Correction("alias", "product:a", surface="AA")),
        (
            Correction("split", "model:a", into="model:b", surface="x", item="i"),
            Correction("split", "model:a", into="model:c", surface="x", item="j"),
        ),
    ],
)
def test_what_can_stand_together_does(tmp_path: Path, first: Correction, second: Correction) -> None:
    path = tmp_path / "corrections.toml"
    add_correction(path, first)
    assert add_correction(path, second)
    assert load_corrections(path).entries == tuple(sorted((first, second)))


def test_the_order_of_a_file_means_nothing(tmp_path: Path) -> None:
    entries = [Correction("rename", "company:b", name="B"), Correction("ignore", "company:a")]
    files = [tmp_path / "one.toml", tmp_path / "two.toml"]
    for path, order in zip(files, (entries, entries[::-1]), strict=True):
        for entry in order:
            add_correction(path, entry)
    assert load_corrections(files[0]) == load_corrections(files[1]) == Corrections(tuple(sorted(entries)))


def test_an_entry_says_what_it_is_and_where_its_entity_goes() -> None:
    split = Correction("split", "model:a", into="model:b", surface="x", why="no matter")
    assert str(split) == "split (entity model:a, surface x, into model:b)"
    assert str(Correction("not_same", "model:a", into="model:b")) == "not_same (a model:a, b model:b)"
    assert Correction("merge", "model:a", into="model:b").target == "model:b"
    assert Correction("retype", "model:a", type="product").target == "product:a"
    assert (split.target, split.moves) == ("model:a", False)


def test_an_entry_that_stands_twice_is_not_taken_out(tmp_path: Path) -> None:
    row = "[[ignore]]\nentity = 'company:a'\n"
    path = write(tmp_path, row + row)
    with pytest.raises(ConfigError, match="twice"):
        remove_last(path)
    assert path.read_text(encoding="utf-8") == row + row


def test_writing_keeps_what_people_wrote(tmp_path: Path) -> None:
    path = write(tmp_path, "# ours\n[[rename]]  # why not\nentity = 'company:a'\nname = 'A'\n")
    before = path.read_text(encoding="utf-8")
    add_correction(path, Correction("merge", "company:x", into="company:y", why='so "said"\n\\'))
    assert path.read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    assert load_corrections(path).entries[0].why == 'so "said"\n\\'.strip()
    removed = remove_last(path)
    assert removed is not None
    assert removed.kind == "merge"
    assert path.read_text(encoding="utf-8") == before
    assert remove_last(path) == Correction("rename", "company:a", name="A")
    assert remove_last(path) is None
    assert load_corrections(path) == Corrections()
    assert path.read_text(encoding="utf-8") == "# ours\n"


def test_no_file_has_nothing_to_undo(tmp_path: Path) -> None:
    assert remove_last(tmp_path / "none.toml") is None
