"""kg.toml: what its owner says holds, and what is wrong with it is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.config import Config, load_config
from ingest.read.sources import collect
from kg.errors import ConfigError
from tests.ingest.read.issues_read import issue_of, write

CONFIG = """
[[newsletter]]
series = "mine"
title = "My Weekly"
issue_title = 'My Weekly #(?P<number>\\d+)'
rhythm = 14
language = "en"
permalink = "https://example.com/{year}/{month}/{number}"
images = "static"
"""


def test_config_beside_the_sources(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "kg.toml": CONFIG,
            "2025-01-06-x_md": "# My Weekly #1: A\n\n## News\n\n- a\n\n![](/i.png)",
            "static/i.png": "x",
        },
    )
    write(tmp_path, deep__er__b_md="# My Weekly #3\n\n## News\n\n- b", c_md="# A post\n\nText.")
    harvest = collect([tmp_path])
    assert [(issue.id, issue.date, issue.permalink) for issue in harvest.issues] == [
        ("mine-1", date(2025, 1, 6), "https://example.com/2025/01/1"),
        ("mine-3", date(2025, 2, 3), "https://example.com/2025/02/3"),
    ]
    assert harvest.issues[0].items[0].images[0].path == str(tmp_path.resolve() / "static" / "i.png")
    assert [skip.path for skip in harvest.report.skipped] == ["c.md"]
    assert collect([tmp_path], config=load_config(tmp_path / "kg.toml")) == harvest


def test_config_with_globs(tmp_path: Path) -> None:
    table = '[[newsletter]]\nseries = "{0}"\nfiles = ["{0}/*.md"]\n'
    write(
        tmp_path,
        **{
            "kg.toml": table.format("one") + table.format("two"),
            "one/2025-01-01.md": "# T\n\n- a",
            "two/2025-01-01.md": "# T\n\n- b",
        },
    )
    assert [issue.id for issue in collect([tmp_path]).issues] == ["one-2025-01-01", "two-2025-01-01"]
    config = load_config(tmp_path / "kg.toml")
    (newsletter,) = config.newsletters_of(tmp_path.resolve() / "two" / "2025-01-02.md")
    assert (
        newsletter and issue_of("# T\n\n- a", source="2025-01-02.md", dialect=newsletter.dialect).id == "two-2025-01-02"
    )
    assert not config.newsletters_of(tmp_path.resolve() / "three" / "a.md")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[newsletter", "not valid TOML"),
        ("[newsletters]", "[[newsletter]] tables"),
        ("[[newsletter]]\n", "`series`"),
        ('[[newsletter]]\nseries = "a"\nname = "b"', "unknown key 'name'"),
        ('[[newsletter]]\nseries = "a"\ndialect = "x"', "no dialect 'x'"),
        ('[[newsletter]]\nseries = "a"\nrhythm = "weekly"', "`rhythm`"),
        ('[[newsletter]]\nseries = "a"\nissue_title = "("', "`issue_title`"),
        ('[[newsletter]]\nseries = "a"\npermalink = "/{slug}"', "{slug}"),
        ('[[newsletter]]\nseries = "a"\nlanguage = "de"', "`language`"),
        ('[[newsletter]]\nseries = "a"\nfiles = "x"', "`files`"),
    ],
)
def test_malformed_config(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, **{"kg.toml": text}) / "kg.toml"
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert says in str(caught.value) and str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_missing_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "kg.toml")


def test_no_newsletter_without_a_table() -> None:
    assert Config().newsletters_of(Path("a.md")) == []


def test_an_owner_changes_what_a_dialect_says(tmp_path: Path) -> None:
    text = (
        '[[newsletter]]\nseries = "mine"\ndialect = "ruanyf"\npapers = "文献"\nreadings = "随笔"\nopinions = ["我说"]\n'
    )
    (newsletter,) = load_config(write(tmp_path, **{"kg.toml": text}) / "kg.toml").newsletters
    dialect = newsletter.dialect
    assert (dialect.layout, dialect.series_title, dialect.titles, dialect.opinions) == (
        "numbered",
        "mine",
        None,
        ("我说",),
    )
    assert dialect.papers.search("本周文献") and dialect.readings.search("随笔") and dialect.dated_images is None


def test_a_newsletter_that_keeps_its_series_keeps_its_titles(tmp_path: Path) -> None:
    text = '[[newsletter]]\nseries = "leotalk"\ndialect = "leotalk"\nrhythm = 14\n'
    (newsletter,) = load_config(write(tmp_path, **{"kg.toml": text}) / "kg.toml").newsletters
    assert newsletter.dialect.number("LeoTalk AI周知 5") == 5 and newsletter.dialect.rhythm == 14


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xef\xbb\xbf[[newsletter", "not valid TOML"),
        (b"# caf\xe9\n", ":1: this configuration is not in UTF-8"),
        ("[[newsletter]]\nseries = 'a'".encode("utf-16"), "not in UTF-8"),
        (b"\x00\x01\x02", "not valid TOML"),
        (b"newsletter = [1, 2]\n", "[[newsletter]] tables"),
        (b"newsletter = 5\n", "[[newsletter]] tables"),
        (b"a = " + b"[" * 100_000, "not valid TOML"),
        (b"a = " + b"9" * 10_000, "not valid TOML"),
        (b"#" * 2_000_000, "larger than a megabyte"),
        (b'[[newsletter]]\nseries = "a"\ntitle = "\\u0000"', "control character"),
        (b'[[newsletter]]\nseries = "a"\nfiles = [""]', "no pattern of file names"),
        (b'[[newsletter]]\nseries = "a"\npapers = 5', "`papers` must be a string"),
        (b'[[newsletter]]\nseries = "a"\npapers = "a{99999999999999999999}"', "`papers`"),
        (b'[[newsletter]]\nseries = "a"\npapers = "(?:(?:a{1000}){1000}){1000}"', "too large a pattern"),
        (b'[[newsletter]]\nseries = "a"\npapers = "' + b"(" * 900 + b'"', "`papers`"),
        (b'[[newsletter]]\nseries = "a"\n\n[[newsletter]]\nseries = "B!"', ":4: every newsletter needs"),
    ],
)
def test_damaged_config(tmp_path: Path, raw: bytes, says: str) -> None:
    path = write(tmp_path, **{"kg.toml": raw}) / "kg.toml"
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert says in str(caught.value) and str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600 + len(str(path))


def test_a_config_with_a_byte_order_mark_and_dos_lines(tmp_path: Path) -> None:
    path = write(tmp_path, **{"kg.toml": b"\xef\xbb\xbf" + CONFIG.replace("\n", "\r\n").encode()}) / "kg.toml"
    assert load_config(path).newsletters[0].dialect.series == "mine"


def test_a_pattern_that_never_ends_is_stopped(tmp_path: Path) -> None:
    table = "[[newsletter]]\nseries = 'a'\nissue_title = '(?:a|a)*(?P<number>\\d+)$'\n"
    write(tmp_path, **{"kg.toml": table}, a_md="# " + "a" * 60 + "\n\n- b\n")
    with pytest.raises(ConfigError, match=r"`issue_title` takes more than a second"):
        collect([tmp_path])


def test_a_number_that_is_none(tmp_path: Path) -> None:
    table = "[[newsletter]]\nseries = 'a'\nissue_title = 'Weekly (?P<number>\\w+)'\n"
    write(tmp_path, **{"kg.toml": table}, a_md="# Weekly seven\n\n- b\n", b_md=f"# Weekly {'9' * 5000}\n\n- c\n")
    assert [issue.number for issue in collect([tmp_path]).issues] == [None, None]


@given(st.data())
def test_whatever_is_done_to_a_config_is_told_in_a_sentence(data: st.DataObject) -> None:
    raw = CONFIG.encode()
    for _ in range(data.draw(st.integers(1, 6))):
        at, end = sorted(data.draw(st.tuples(st.integers(0, len(raw)), st.integers(0, len(raw)))))
        odd = st.one_of(
            st.binary(max_size=4),
            st.sampled_from(
                [
                    b"[",
                    b"[[",
                    b"]]",
                    b"'",
                    b'"""',
                    b"=",
                    b"\n",
                    b"{",
                    b"9" * 30,
                    b"1e999",
                    b"true",
                    b"\\u0000",
                    b"(",
                    b"*",
                ]
            ),
        )
        piece = data.draw(odd)
        raw = raw[:at] + piece + raw[data.draw(st.sampled_from([at, end])) :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kg.toml"
        path.write_bytes(raw)
        try:
            load_config(path)
        except ConfigError as error:
            assert str(error).startswith(str(path)) and "\n" not in str(error)
            str(error).encode()
