"""Searches that are saved: what is written, what a hand may write, what is refused, and that nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.commands.main import main
from kg.commands.saved import Saved, default_searches, load_searches, parse, save_search
from kg.errors import ConfigError, UsageError
from tests.conftest import ROOT

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(lambda text: text.strip())
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    lambda name: name == name.strip()
)


@pytest.fixture
def search(sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run `kg search` with a file of saved searches of the test's own."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["search", *words, "--archive", str(sample_folder), "--searches", str(tmp_path / "searches.toml")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def titles(out: str) -> list[str]:
    return [hit["item"]["title"] for hit in json.loads(out)["hits"]]


def test_saved_and_run(search, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = search("--save", "收购 2025", "软银", "--since", "2025-10", "--kind", "bullet", "-n", "1")
    assert code == 0 and "“收购 2025” is saved; it finds" in out
    assert load_searches(tmp_path / "searches.toml") == {"收购 2025": Saved("软银", since="2025-10", kind="bullet")}
    plain = search("--json", "软银", "--since", "2025-10", "--kind", "bullet")
    code, out, _ = search("--json", "--saved", "收购 2025")
    assert code == 0 and titles(out) == titles(plain[1]) and len(titles(out)) > 1


def test_what_is_given_beside_it_goes_first(search) -> None:  # type: ignore[no-untyped-def]
    search("--save", "a", "软银", "--until", "2025-10-10", "--mode", "keyword", "--off", "entity:company:softbank")
    wanted = search("--json", "OpenAI", "--until", "2025-12", "--mode", "keyword", "--off", "x")
    given_ = search("--json", "--saved", "a", "OpenAI", "--until", "2025-12", "--off", "x")
    assert titles(given_[1]) == titles(wanted[1])
    saved = json.loads(search("--json", "--saved", "a")[1])
    assert [part["id"] for part in saved["understood"]["off"]] == ["entity:company:softbank"]
    assert json.loads(search("--json", "--saved", "a", "--save", "b", "--until", "2025-11")[1])["until"] == "2025-11"


def test_the_order_is_saved_too(search) -> None:  # type: ignore[no-untyped-def]
    search("--save", "a", "OpenAI", "--order", "old")
    days = [hit["why"]["date"] for hit in json.loads(search("--json", "--saved", "a")[1])["hits"]]
    assert days == sorted(days)
    newest = json.loads(search("--json", "--saved", "a", "--order", "new")[1])["hits"]
    assert newest[0]["why"]["date"] > days[0]
    assert search("--save", "b", "OpenAI", "--order", "sideways")[0] == 2


def test_a_name_that_is_taken(search, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "searches.toml"
    search("--save", "a", "软银")
    before = file.read_bytes()
    code, out, _ = search("--save", "a", "软银")
    assert code == 0 and "stands there already" in out
    code, _, err = search("--save", "a", "OpenAI")
    assert code == 2 and "“a” is saved already, as: 软银" in err and "--force" in err
    assert file.read_bytes() == before
    assert search("--save", "a", "OpenAI", "--force")[0] == 0
    assert load_searches(file) == {"a": Saved("OpenAI")}


def test_what_the_archive_does_not_know_yet_is_saved_and_nonsense_is_not(search, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = search("--save", "later", "x", "--entity", "Foobarbaz")
    assert code == 0 and "it finds nothing yet: No entity is called “Foobarbaz”" in out
    assert search("--saved", "later")[0] == 1
    code, _, err = search("--save", "never", "x", "--since", "昨天吧")
    assert code == 2 and "昨天吧" in err and err.count("\n") == 1
    assert list(load_searches(tmp_path / "searches.toml")) == ["later"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--saved", "b"), "there is no saved search “b”; there are: none yet"),
        (("--save", "", "x"), "a name must not be empty"),
        (("--save", " a", "x"), "nor begin or end with a space"),
        (("--save", "a\x1b[2J", "x"), "must not hold control characters"),
        (("--save", "a\nb", "x"), "must not hold control characters"),
        (("--save", "a" * 300, "x"), "a name may have 200 characters"),
        (("--save", "a", "x" * 3000), "its query must be a text"),
        (("--save", "a", "\udcff"), "its query must be a text"),
        (("--save", "a"), "Say what to search for"),
        (("--saved", "a", "--batch", "-"), "A saved search has one query"),
        (("--save", "a", "--batch", "-"), "A saved search has one query"),
    ],
)
def test_what_cannot_be_is_one_sentence(search, tmp_path: Path, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = search(*words)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1 and len(err) < 500
    assert not (tmp_path / "searches.toml").exists()


# What a hand may write

BY_HAND = """\
# ours
[ robots ]  # the humanoid ones
query = "humanoid robots"
since = 2025-10-01      # a day as TOML has it
issue = 7
# not yet: kind
off = [
  "entity:company:unitree",
]

# what pays
["a.b \\"c\\" 资金"]
entity = 'OpenAI'
"""


def test_a_file_that_a_hand_wrote(tmp_path: Path) -> None:
    file = tmp_path / "searches.toml"
    file.write_bytes(b"\xef\xbb\xbf" + BY_HAND.replace("\n", "\r\n").encode())
    robots = Saved("humanoid robots", since="2025-10-01", issue="7", off=("entity:company:unitree",))
    assert load_searches(file) == {"robots": robots, 'a.b "c" 资金': Saved(entity="OpenAI")}
    assert str(robots) == "humanoid robots · since 2025-10-01 · issue 7 · off entity:company:unitree"


def test_what_stands_there_keeps_its_words(tmp_path: Path) -> None:
    file = tmp_path / "searches.toml"
    file.write_text(BY_HAND, encoding="utf-8")
    assert save_search(file, "third", Saved("x", mode="keyword"))
    assert file.read_text(encoding="utf-8") == BY_HAND + '\n[third]\nquery = "x"\nmode = "keyword"\n'
    assert save_search(file, "robots", Saved("Unitree"), force=True)
    text = file.read_text(encoding="utf-8")
    assert list(load_searches(file).values()) == [Saved("Unitree"), Saved(entity="OpenAI"), Saved("x", mode="keyword")]
    assert text.startswith(
        '# ours\n[ robots ]  # the humanoid ones\n# not yet: kind\nquery = "Unitree"\n\n# what pays\n["a.b'
    )
    assert not save_search(file, "robots", Saved("Unitree"), force=True)


def test_a_table_in_another_form_is_not_guessed_at(tmp_path: Path) -> None:
    file = tmp_path / "searches.toml"
    for text in ('a = {query = "x"}\n', 'a.query = "x"\n', '[b]\nquery = """\n[a]\n"""\n[a.b]\n'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises((ConfigError, UsageError)):
            save_search(file, "a", Saved("y"), force=True)
        assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[a]\nquery = \n", 2, "is no TOML: Invalid value"),
        ('[a]\nquery = "x"\n[a]\nquery = "y"\n', 3, "is no TOML: Cannot declare"),
        ('[a]\nquery = "x"\n\n[b]\nqeury = "x"\n', 5, "[b]: it has an unknown key qeury; it takes query, since,"),
        ('[a]\nquery = "x"\nsince = 2025\n', 3, "[a]: its since must be a text in quotes"),
        ("[a]\nissue = true\n", 2, "[a]: its issue must be a text"),
        ("[a]\nuntil = 2025-10-01T10:00:00\n", 2, "[a]: its until must be a text"),
        ('[a]\n"query" = ["x"]\n', 2, "[a]: its query must be a text"),
        ('[a]\nquery = " "\n', 2, "[a]: its query must be a text in quotes, not empty"),
        ('[a]\nquery = "x"\nmode = "fast"\n', 3, "[a]: its mode must be one of hybrid, semantic, keyword"),
        ('[a]\nquery = "x"\noff = "y"\n', 3, "[a]: its off must be a list of texts"),
        ('[a]\nquery = "x"\noff = [1]\n', 3, "[a]: its off must be a list of texts"),
        ('[a]\nmode = "keyword"\n', 1, "[a]: it asks for nothing"),
        ("[a]\n", 1, "[a]: it asks for nothing"),
        ('[a]\nquery = "x"\n[" b"]\nquery = "x"\n', 3, "[ b]: a name must not be empty, nor begin or end with a space"),
        ('["a\\u0007"]\nquery = "x"\n', 1, "a name must not hold control characters"),
        ('# one\nquery = "x"\n', 2, "“query” stands in no table"),
        ('[[a]]\nquery = "x"\n', None, "“a” stands in no table"),
        ('[a]\nquery = """\n[b]\n"""\nkind = 1\n', None, "[a]: its kind must be a text"),
        (f"[a]\nquery = '{'x' * 20_000}'\n", 2, "a line has 20,010 characters"),
        (f"a = {'[' * 5_000}", None, "nested too deeply"),
    ],
)
def test_what_a_hand_wrote_wrong_is_one_sentence_with_its_line(
    tmp_path: Path,
    search,
    text: str,
    line: int | None,
    said: str,  # type: ignore[no-untyped-def]
) -> None:
    file = tmp_path / "searches.toml"
    file.write_text(text, encoding="utf-8")
    where = f"{file}:{line}: " if line else f"{file}: "
    with pytest.raises(ConfigError) as raised:
        load_searches(file)
    assert str(raised.value).startswith(where) and said in str(raised.value)
    for words in (("--saved", "a"), ("--save", "new", "x")):
        code, out, err = search(*words)
        assert (code, out) == (2, "") and said in err and err.count("\n") == 1
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("make", ["folder", "binary", "long", *(["pipe"] if hasattr(os, "mkfifo") else [])])
def test_what_is_no_file_of_searches_is_refused(tmp_path: Path, search, make: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "searches.toml"
    if make == "folder":
        file.mkdir()
    elif make == "pipe":
        os.mkfifo(file)
    else:
        file.write_bytes(b"[a]\n\xff" if make == "binary" else b"#" * 1_000_001)
    for words in (("--saved", "a"), ("--save", "new", "x")):
        code, out, err = search(*words)
        assert (code, out) == (2, "") and str(file) in err and err.count("\n") == 1


@given(NAMES, st.builds(Saved, query=TEXTS, entity=st.just("") | TEXTS, off=st.lists(TEXTS, max_size=2).map(tuple)))
@example("a.b", Saved('"""\n\x7f\\', off=("'", "]")))
@example("[x]", Saved("# no comment", mode="semantic"))
def test_whatever_is_saved_is_read_again(tmp_path_factory, name: str, search: Saved) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path_factory.mktemp("any") / "searches.toml"
    file.write_text(BY_HAND, encoding="utf-8")
    standing = load_searches(file)
    assert save_search(file, name, search, force=True)
    assert load_searches(file) == {**standing, name: search}
    assert save_search(file, name, Saved("another"), force=True)
    assert load_searches(file) == {**standing, name: Saved("another")}
    assert "# what pays" in file.read_text(encoding="utf-8")
    assert parse(file.read_text(encoding="utf-8"), file) == load_searches(file)


# Where it lies, and who writes to it


def test_where_the_file_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_SEARCHES", raising=False)
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "archive")
    assert default_searches(tmp_path / "link") == tmp_path / "deep" / "searches.toml"
    monkeypatch.setenv("KG_SEARCHES", str(tmp_path / "mine.toml"))
    assert default_searches(tmp_path / "link") == tmp_path / "mine.toml"


def test_of_several_who_save_at_once_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "searches.toml"
    program = (
        "import sys; from pathlib import Path; from kg.commands.saved import Saved, save_search\n"
        "for n in range(10): save_search(Path(sys.argv[1]), f'{sys.argv[2]} {n}', Saved(f'q{n}'))"
    )
    start = partial(subprocess.Popen, cwd=ROOT)
    running = [start([sys.executable, "-c", program, str(file), name]) for name in ("one", "two", "three")]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(load_searches(file)) == 30
    assert {path.name for path in tmp_path.iterdir()} == {"searches.toml", ".searches.toml.lock"}
