"""kg.toml: what its owner says holds, and what is wrong with it is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

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
    newsletter = config.newsletter_of(tmp_path.resolve() / "two" / "2025-01-02.md")
    assert (
        newsletter and issue_of("# T\n\n- a", source="2025-01-02.md", dialect=newsletter.dialect).id == "two-2025-01-02"
    )
    assert config.newsletter_of(tmp_path.resolve() / "three" / "a.md") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[newsletter", "not valid TOML"),
        ("", "[[newsletter]] tables"),
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
    assert Config().newsletter_of(Path("a.md")) is None


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
