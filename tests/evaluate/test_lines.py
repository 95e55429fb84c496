"""Items against line ranges, worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kg.evaluate.lines import score_lines
from kg.evaluate.scores import Mean, Score
from kg.model import Issue, Item


def issue(*lines: tuple[int, int], source: str = "weekly/1.md", number: int | None = 1) -> Issue:
    """An issue whose items stand on these lines."""
    items = tuple(
        Item(f"w-1-{place}", "w-1", place, "", "bullet", "T", "T", lines=each) for place, each in enumerate(lines)
    )
    return Issue("w-1", "w", number, "One", date(2024, 5, 6), source, items)


def row(*lines: tuple[int, int], **more: Any) -> dict[str, Any]:
    """A gold row with items on these lines."""
    return {"newsletter": "weekly", "file": "1.md", "items": [{"lines": [*each]} for each in lines], **more}


@pytest.mark.parametrize(
    ("found", "true", "score"),
    [
        ([(3, 5), (7, 9)], [(3, 5), (7, 9)], Score(2, 0, 0)),
        ([(1, 5)], [(3, 5)], Score(1, 0, 0)),  # begins two lines above
        ([(1, 9)], [(4, 9)], Score(0, 1, 1)),  # begins three lines above
        ([(4, 9)], [(3, 9)], Score(0, 1, 1)),  # does not hold the beginning
        ([(3, 8)], [(3, 9)], Score(1, 0, 0)),  # all but the last line
        ([(3, 7)], [(3, 9)], Score(0, 1, 1)),  # too short
        ([(3, 30)], [(3, 9)], Score(1, 0, 0)),  # what follows may belong to it
        ([(3, 9)], [(3, 5), (7, 9)], Score(0, 1, 2)),  # two in one
        ([(3, 5), (3, 5)], [(3, 5)], Score(1, 1, 0)),  # one twice
        ([], [(3, 5)], Score(0, 0, 1)),
        ([(3, 5)], [], Score(0, 1, 0)),
        ([(0, 0), (3, 5)], [(3, 5)], Score(1, 0, 0)),  # (0, 0): the source has no lines
    ],
)
def test_items(found: list[tuple[int, int]], true: list[tuple[int, int]], score: Score) -> None:
    assert score_lines([row(*true)], [issue(*found)]).score("weekly") == score


def test_what_may_be_an_item_counts_neither_way() -> None:
    gold = row((3, 5), optional=[{"lines": [7, 9]}])
    assert score_lines([gold], [issue((3, 5))]).score("items") == Score(1, 0, 0)
    assert score_lines([gold], [issue((3, 5), (7, 7), (8, 9))]).score("items") == Score(1, 0, 0)
    assert score_lines([gold], [issue((3, 5), (7, 7), (10, 10))]).score("items") == Score(1, 1, 0)


def test_an_item_that_holds_a_true_one_is_judged_wherever_it_begins() -> None:
    gold = row((9, 9), optional=[{"lines": [3, 5]}])
    assert score_lines([gold], [issue((3, 9))]).score("items") == Score(0, 1, 1)


def test_only_the_range_is_judged() -> None:
    gold = row((13, 15), range=[10, 20])
    assert score_lines([gold], [issue((3, 5), (13, 15), (17, 17), (21, 21))]).score("items") == Score(1, 1, 0)


def test_numbers_and_dates() -> None:
    rows = [row(number=1, date="2024-05-06"), row(number=2, date="2024-05-07"), row()]
    report = score_lines(rows, [issue()])
    assert report.score("numbers") == Mean(1.0, 2) and report.score("dates") == Mean(1.0, 2)
    assert report.errors == ("1.md: wrong number", "1.md: wrong date")


def test_files_are_told_by_their_path_before_their_name() -> None:
    issues = [issue((1, 1), source="b/1.md"), issue((3, 5), source="a/1.md")]
    assert score_lines([{**row((3, 5)), "file": "a/1.md"}], issues).score("items") == Score(1, 0, 0)
    assert score_lines([{**row((1, 1)), "file": "c/1.md"}], issues).score("items") == Score(1, 0, 0)
    assert score_lines([{**row((1, 1)), "file": "11.md"}], issues).score("items") == Score(0, 0, 1)


def test_all_issues_of_one_file_are_judged_together() -> None:
    issues = [issue((3, 3), source="README.md"), issue((9, 9), source="README.md")]
    assert score_lines([{**row((3, 3), (9, 9)), "file": "README.md"}], issues).score("items") == Score(2, 0, 0)


def test_what_is_missing_and_wrong_is_named() -> None:
    report = score_lines([row((3, 5)), {**row((1, 2)), "file": "lost.md"}], [issue((8, 9))])
    assert report.errors == ("1.md:3-5: missed", "1.md:8-9: wrong", "lost.md:1-2: missed")
    assert report.notes == ("1 not in this archive: lost.md",)
    assert "missed" in report.table()
