"""Numbers that only the other issues prove."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.read.sources import collect
from tests.ingest.read.issues_read import write


def issue(name: object, title: str = "", day: date | str = "") -> str:
    front = f"---\ntitle: '{title}'\ndate: {day}\n---\n" if title or day else ""
    links = "".join(f"- [Story {name} {n}](https://leaf.example/{hash(str(name)) % 10**9}/{n})\n" for n in range(3))
    return f"{front}\n## News\n\n{links}"


def week(number: int) -> date:
    return date(2022, 3, 6) + timedelta(days=7 * number)


def numbers(folder: Path, documents: Iterable[tuple[str, str]]) -> list[int | None]:
    names = {name: text for name, text in documents}
    write(folder, **names)
    by_source = {issue.source: issue.number for issue in collect([folder]).issues}
    return [by_source[name] for name in names]


TEN = range(1, 11)


@pytest.mark.parametrize(
    "form",
    [
        "issue-{n}.md", "issue-{n:04}.md", "Leaf{n:02}.md", "{n:02}-oak.md", "{n}-春天.md",
        "leaf-{n}.markdown", "{n}.md",
        "vol-{n}.md", "leaf_weekly_{n}_oak.md", "{day}-{n}.md", "{day}-issue-{n}.md", "{year}/issue-{n}.md",
        "第{n}期.md", "{n:03}_oak.md", "{day}-leaf-{n}-oak.md", "issue-{n}.en.md",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dated", [True, False])
def test_file_names_that_count(tmp_path: Path, form: str, dated: bool) -> None:
    documents = [
        (form.format(n=n, day=week(n), year=week(n).year), issue(n, "An oak", week(n) if dated else "")) for n in TEN
    ]
    assert numbers(tmp_path, documents) == list(TEN)


@pytest.mark.parametrize(
    "form",
    [
        "{day}.md", "{day}-leaf.md", "{y}-{w}.md", "{y}-W{w:02}.md", "{day}-{w}.md", "{day}-{y}-{w}.md",
        "{y}/{w:02}.md",
        "{day}-{m}.md", "{day}-{m:02}{d:02}.md", "{y}.{m}.{d}.md", "leaf-{d}-of-{y}-{m}.md",
    ],
)  # fmt: skip
def test_file_names_that_only_tell_the_time(tmp_path: Path, form: str) -> None:
    days = [week(n * 7) for n in TEN]
    parts = [{"day": day, "y": day.year, "w": day.isocalendar().week, "m": day.month, "d": day.day} for day in days]
    documents = [(form.format(**each), issue(n, "An oak", each["day"])) for n, each in zip(TEN, parts, strict=True)]
    assert numbers(tmp_path, documents) == [None] * 10


@pytest.mark.parametrize(
    "names",
    [
        ["5-ways-to-plant.md", "100-oaks.md", "7000-years.md"], ["oak-1-of-2.md", "elm-700.md", "ash-31.md"],
        ["2021.md", "2022.md", "2023.md"], ["top-10.md", "windows-11.md", "v1.2.md"], ["a-3.md", "b-900.md",
        "c-44.md"],
    ],
)  # fmt: skip
def test_file_names_that_count_nothing(tmp_path: Path, names: list[str]) -> None:
    assert numbers(tmp_path, [(name, issue(name, "An oak")) for name in names]) == [None] * len(names)


def test_numbers_that_fall_as_days_rise_are_none(tmp_path: Path) -> None:
    documents = [(f"{11 - n:02}-oak.md", issue(n, "An oak", week(n))) for n in TEN]
    assert numbers(tmp_path, documents) == [None] * 10


@pytest.mark.parametrize(
    "form", ["Oak {n}", "The Oak Post {n}", "OakHub{n}", "Oak {n}: a tree", "《OakHub》{n}", "Oak {n} and elm"]
)
def test_titles_with_one_name(tmp_path: Path, form: str) -> None:
    documents = [(f"{chr(96 + n)}.md", issue(n, form.format(n=n), week(n))) for n in TEN]
    assert numbers(tmp_path, documents) == list(TEN)


@pytest.mark.parametrize(
    "form", ["Top {n} oaks", "{n} oaks", "Oak {n}% off", "Oak {n}.0", "Oak 2022-{n}", "Oak 2022 {n} März"]
)
def test_titles_with_other_numbers(tmp_path: Path, form: str) -> None:
    documents = [(f"{chr(96 + n)}.md", issue(n, form.format(n=(n * 7) % 11), week(n))) for n in TEN]
    assert numbers(tmp_path, documents) == [None] * 10


def test_a_single_issue_with_a_short_name(tmp_path: Path) -> None:
    assert numbers(tmp_path / "a", [("x.md", issue(1, "Bits 3"))]) == [3]
    assert numbers(tmp_path / "c", [("x.md", issue(1, "Windows 11: an oak on the desktop"))]) == [None]
    assert numbers(tmp_path / "b", [("x.md", issue(1, "The 7 oaks that I have seen on my way to 12 mills"))]) == [None]


def test_a_name_that_other_issues_do_not_share_tells_no_number(tmp_path: Path) -> None:
    titles = ["Bits 3", "Bits 4", "Bits 5", "Windows 11", "Bits 7"]
    documents = [(f"{chr(97 + n)}.md", issue(n, title, week(n))) for n, title in enumerate(titles)]
    assert numbers(tmp_path, documents) == [3, 4, 5, None, 7]


def test_titles_outweigh_file_names_that_contradict_them(tmp_path: Path) -> None:
    documents = [
        (f"leaf-weekly-{1 if n < 7 else n}-oak.md".replace("oak", f"oak{n}"), issue(n, f"Leaf #{n}")) for n in TEN
    ]
    documents.append(("leaf-weekly-1-elm.md", issue("elm", "An elm")))
    assert numbers(tmp_path, documents) == [*TEN, None]


def test_weeks_of_later_years_are_no_numbers(tmp_path: Path) -> None:
    early = [(f"{week(n)}.md", issue(n, f"Issue {n}", week(n))) for n in range(1, 30)]
    days = [date(2023, 1, 2) + timedelta(days=7 * n) for n in range(20)]
    late = [(f"{day}.md", issue(day, f"Leaf 2023 Issue {day.isocalendar().week}", day)) for day in days]
    assert numbers(tmp_path, [*early, *late]) == [*range(1, 30), *[None] * 20]


@pytest.mark.parametrize("form", ["叶子日报 %m%d", "Leaf Daily %m%d", "Leaf Daily #%d%m"])
def test_days_are_no_numbers(tmp_path: Path, form: str) -> None:
    days = [week(n) for n in TEN]
    documents = [(f"{day}.md", issue(day, day.strftime(form), day)) for day in days]
    assert numbers(tmp_path, documents) == [None] * 10


def test_a_weekly_that_began_with_the_year_keeps_its_numbers(tmp_path: Path) -> None:
    days = [date(2023, 1, 2) + timedelta(days=7 * n) for n in range(70)]
    documents = [(f"{day}.md", issue(day, f"Leaf Weekly {n}", day)) for n, day in enumerate(days, 1)]
    assert numbers(tmp_path, documents) == [*range(1, 71)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 900), st.integers(3, 8), st.sampled_from(["issue-{n}.md", "{n:03}-oak.md", "Leaf{n}.md"]))
def test_any_run_of_numbers_is_read(tmp_path: Path, first: int, many: int, form: str) -> None:
    folder = tmp_path / f"{first}-{many}-{form[:3]}"
    run = range(first, first + many)
    assert numbers(folder, [(form.format(n=n), issue(n, "An oak")) for n in run]) == list(run)


@pytest.mark.parametrize(
    ("form", "read"), [("%m/%d/%Y", True), ("%d/%m/%Y", True), ("%d-%m-%Y", True), ("%m/%m/%Y", False)]
)
def test_the_other_issues_tell_whether_the_day_stands_first(tmp_path: Path, form: str, read: bool) -> None:
    days = [date(2023, 3, 6) + timedelta(days=7 * n) for n in range(12)]
    write(tmp_path, **{f"{chr(97 + n)}.md": issue(n, f"Leaf #{n}", day.strftime(form)) for n, day in enumerate(days)})
    harvest = collect([tmp_path])
    assert ([each.date for each in harvest.issues] == days) is read
    assert not (read and harvest.report.warnings)


def test_days_in_names_are_no_numbers(tmp_path: Path) -> None:
    """Which of day and month stands first is not told here; neither counts the issues."""
    named = [(f"{number:02}-02-2024.md", issue("Nook", "Nook")) for number in range(1, 7)]
    assert numbers(tmp_path, named) == [None] * 6
