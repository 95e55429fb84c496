"""A first kg.toml can be used as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.read.config import load_config
from ingest.read.guess import guess_config
from ingest.read.sources import collect
from kg.errors import UsageError
from tests.ingest.read.issues_read import leotalk, write


def test_guessed_config_can_be_used(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write(
            tmp_path,
            **{
                f"2025-01-{number * 7:02}_md": f"# My Weekly #{number}: T\n\n## News\n\n- [a](https://example.com/{number})"
            },
        )
    text = guess_config(tmp_path).text
    write(tmp_path, **{"kg.toml": text})
    (newsletter,) = load_config(tmp_path / "kg.toml").newsletters
    assert newsletter.dialect.series_title == "My Weekly" and "# rhythm = 7 " in text
    assert [issue.number for issue in collect([tmp_path]).issues] == [1, 2, 3]


def test_guess_knows_the_dialects(tmp_path: Path) -> None:
    assert 'dialect = "leotalk"' in guess_config(write(tmp_path, a_md=leotalk(1))).text
    with pytest.raises(UsageError):
        guess_config(tmp_path / "none")


def test_the_newsletter_with_most_issues_stands_first(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(1), b_md=leotalk(2), c_md="# 科技爱好者周刊（第 1 期）：题\n\n## 工具\n\n1、甲\n")
    write(tmp_path, **{"kg.toml": guess_config(tmp_path).text})
    assert [each.dialect.name for each in load_config(tmp_path / "kg.toml").newsletters] == ["leotalk", "ruanyf"]


def test_an_empty_folder_gives_a_table_to_fill_in(tmp_path: Path) -> None:
    text = guess_config(tmp_path).text
    assert "# series" in text and "# items" in text
    write(tmp_path, **{"kg.toml": text})
    assert load_config(tmp_path / "kg.toml").newsletters == ()
