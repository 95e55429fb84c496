"""What a dialect tells of a title, and which dialect a document is in."""

from __future__ import annotations

import pytest

from ingest.read.dialects import DIALECTS, FALLBACK, find_dialect


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("My Weekly #17", 17), ("Example Newsletter 3: T", 3), ("某某周报 12", 12), ("第 8 期：题", 8), ("Vol. 5", 5),
        ("42: The Answer", 42), ("What is new in Llama 4", None), ("GPT-5: a review", None), ("The year 2025", None),
        ("Issue 2025", None),
    ],
)  # fmt: skip
def test_number_that_a_title_tells(title: str, number: int | None) -> None:
    assert FALLBACK.number(title) == number


@pytest.mark.parametrize(
    ("titles", "name", "head", "found"),
    [
        (["LeoTalk AI Weekly #3"], "x.md", "", "leotalk"),
        (["", "科技爱好者周刊（第 9 期）：题"], "x.md", "", "ruanyf"),
        (["A day"], "25-01-02-ainews-day.md", "", "ainews"),
        (["A day"], "x.md", "> AI News for 1/1/2025-1/2/2025.", "ainews"),
        (["My Weekly 3"], "x.md", "Text", None),
    ],
)
def test_dialect_of_a_document(titles: list[str], name: str, head: str, found: str | None) -> None:
    row = find_dialect(titles, name, head)
    assert (row.name if row else None) == found


def test_titles_count_more_than_file_names() -> None:
    row = find_dialect(["LeoTalk AI周知 3"], "25-01-02-ainews-day.md", "")
    assert row and row.name == "leotalk"


def test_a_title_that_is_none_of_the_newsletter_tells_no_number() -> None:
    (leotalk, *_) = DIALECTS
    assert leotalk.number("Something else 12") is None
    assert leotalk.number("LeoTalk AI周知 12: x") == 12
