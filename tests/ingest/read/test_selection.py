"""Which documents of a folder are issues: a newsletter that we know, its kin, and strangers, in every proportion."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.read.config import parse_config
from ingest.read.sources import Harvest, collect
from tests.ingest.read.grid.invented import fill
from tests.ingest.read.issues_read import leotalk, write

SECTIONS = "# 产品\n\n- [{a}]({1}) {A}\n\n# 其他阅读\n\n- [{b}]({2}) {B}\n"


def known(number: int) -> str:
    """An issue of a newsletter that we know."""
    return leotalk(number, fill(SECTIONS, number, "zh"))


def kin(number: int) -> str:
    """A document with another title and the sections of the known newsletter."""
    return fill(f"# 年终特刊{{c}}\n\n{SECTIONS}", 200 + number, "zh")


def stranger(number: int) -> str:
    """A document of its own making."""
    return fill("# {c}\n\n## {d}\n\n{A} [{source}]({1})\n\n## {e}\n\n{B} {C}\n", 400 + number, "zh")


def folder_of(folder: Path, *, known_: int = 0, kin_: int = 0, strangers: int = 0) -> Harvest:
    for number in range(1, known_ + 1):
        write(folder, **{f"issue-no-{number:02}_md": known(number)})
    for number in range(1, kin_ + 1):
        write(folder, **{f"special-{number:02}_md": kin(number)})
    for number in range(1, strangers + 1):
        write(folder, **{f"essay-{number:02}_md": stranger(number)})
    return collect([folder])


def told(harvest: Harvest) -> Counter[str]:
    """What became of each document: how often the report or the issues name it."""
    report = harvest.report
    return Counter(
        [
            *(issue.source for issue in harvest.issues),
            *(each.path for each in (*report.skipped, *report.unreadable)),
            *(each.left for each in (*report.merged, *report.translated)),
        ]
    )


@pytest.mark.parametrize(("issues", "others"), [(1, 1), (2, 1), (5, 5), (9, 1)])
def test_strangers_among_as_many_issues_are_left_out_with_a_reason(tmp_path: Path, issues: int, others: int) -> None:
    harvest = folder_of(tmp_path / "news", known_=issues, strangers=others)
    assert [issue.series for issue in harvest.issues] == ["leotalk"] * issues
    assert [skip.path for skip in harvest.report.skipped] == [f"essay-{n:02}.md" for n in range(1, others + 1)]
    assert all("is not that of an issue" in skip.reason for skip in harvest.report.skipped)


@pytest.mark.parametrize(("issues", "others"), [(1, 2), (1, 9), (3, 4)])
def test_more_strangers_than_issues_are_a_newsletter_of_their_own(tmp_path: Path, issues: int, others: int) -> None:
    harvest = folder_of(tmp_path / "news", known_=issues, strangers=others)
    assert Counter(issue.series for issue in harvest.issues) == {"leotalk": issues, "news": others}
    assert not harvest.report.skipped


@pytest.mark.parametrize(("issues", "kins"), [(2, 1), (5, 1), (5, 5), (2, 9)])
def test_what_is_made_like_the_issues_is_one(tmp_path: Path, issues: int, kins: int) -> None:
    harvest = folder_of(tmp_path / "news", known_=issues, kin_=kins)
    assert [issue.series for issue in harvest.issues] == ["leotalk"] * (issues + kins)
    assert not harvest.report.skipped


def test_kin_stay_when_there_are_more_strangers_than_issues(tmp_path: Path) -> None:
    harvest = folder_of(tmp_path / "news", known_=2, kin_=1, strangers=7)
    assert Counter(issue.series for issue in harvest.issues) == {"leotalk": 3, "news": 7}


def test_a_document_named_as_most_issues_are_is_one(tmp_path: Path) -> None:
    for number in range(1, 5):
        write(tmp_path / "news", **{f"weekly-note-{number}_md": known(number)})
    write(tmp_path / "news", **{"weekly-note-5_md": stranger(5), "thoughts_md": stranger(6)})
    harvest = collect([tmp_path / "news"])
    assert Counter(issue.series for issue in harvest.issues) == {"leotalk": 5}
    assert [skip.path for skip in harvest.report.skipped] == ["thoughts.md"]


def test_folders_are_judged_each_by_itself(tmp_path: Path) -> None:
    write(tmp_path / "a", **{f"{n}_md": known(n) for n in range(1, 6)})
    write(tmp_path / "b", **{f"{n}_md": stranger(n) for n in range(1, 3)})
    harvest = collect([tmp_path])
    assert Counter(issue.series for issue in harvest.issues) == {"leotalk": 5, "b": 2}


@pytest.mark.parametrize(
    "name",
    ["README", "LICENSE", "CONTRIBUTING", "about", "index", "index.en", "README.zh-CN", "README_old", "draft-7"],
)
def test_names_that_say_they_are_no_issue(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "news"
    write(folder, **{f"{n}_md": fill("# {c}\n\n{A} [{source}]({1})\n", n, "en") for n in range(1, 4)})
    (folder / f"{name}.md").write_text("# About\n\nWe write [here](https://about.example/).\n", encoding="utf-8")
    harvest = collect([folder])
    assert len(harvest.issues) == 3
    assert [(skip.path, skip.reason) for skip in harvest.report.skipped] == [
        (f"{name}.md", "its file name says that it is no issue")
    ]


@pytest.mark.parametrize("name", ["about-face", "security-week-12", "authors-club-3", "summary-2024-05-06"])
def test_names_that_only_begin_like_one_of_these(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "news"
    write(folder, **{f"{n}_md": fill("# {c}\n\n{A} [{source}]({1})\n", n, "en") for n in range(1, 4)})
    (folder / f"{name}.md").write_text(fill("# {c}\n\n{A} [{source}]({1})\n", 9, "en"), encoding="utf-8")
    assert len(collect([folder]).issues) == 4


def test_a_readme_with_all_issues_is_read(tmp_path: Path) -> None:
    """Its name says that it is none, but the headings in it are."""
    text = "# Harbour Notes\n\nAll that we sent.\n\n" + "".join(
        fill(f"## Issue {n}\n\n- [{{a}}]({{1}}) {{A}}\n- [{{b}}]({{2}}) {{B}}\n\n", n, "en") for n in range(1, 5)
    )
    write(tmp_path / "harbour", README_md=text)
    harvest = collect([tmp_path / "harbour"])
    assert sorted(issue.number or 0 for issue in harvest.issues) == [1, 2, 3, 4]
    assert {issue.source.split("#")[0] for issue in harvest.issues} == {"README.md"}
    lines = text.split("\n")
    for issue in harvest.issues:
        for item in issue.items:
            assert item.urls[0] in lines[item.lines[0] - 1]  # lines are those of the file
    outside = [skip for skip in harvest.report.skipped if "outside the issues" in skip.reason]
    assert [(skip.line, skip.last) for skip in outside] == [(1, 4)]


def test_the_owner_may_say_that_only_some_titles_are_issues(tmp_path: Path) -> None:
    folder = write(tmp_path / "news", **{f"{n}_md": f"# Weekly #{n}\n\n{stranger(n)}" for n in range(1, 4)})
    write(folder, other_md=stranger(9))
    config = parse_config(
        '[[newsletter]]\nseries = "weekly"\ntitle = "Weekly"\nissue_title = \'Weekly #(?P<number>\\d+)\'\n',
        folder / "kg.toml",
    )
    harvest = collect([folder], config=config)
    assert [(issue.series, issue.number) for issue in harvest.issues] == [("weekly", 1), ("weekly", 2), ("weekly", 3)]
    assert [skip.path for skip in harvest.report.skipped] == ["other.md"]


KINDS = {
    "known": known,
    "kin": kin,
    "stranger": stranger,
    "same": lambda number: known(1),
    "plain": lambda number: fill("{A} {B}\n", 600 + number, "en"),
    "empty": lambda number: " \n\n",
    "front": lambda number: f"---\ntitle: {number}\n---\n",
    "binary": lambda number: "\x00\x01\x02PNG",
    "rules": lambda number: "---\n\n***\n",
    "comment": lambda number: "<!-- nothing -->\n",
}
NAMES = ("n{}.md", "README-{}.md", "a/n{}.md", "a/b/n{}.md", "en/{}.md", "zh/{}.md", "n{}.txt", "n{}.html", "n{}.org")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from(NAMES)), min_size=1, max_size=9))
def test_no_document_is_lost_without_a_word(
    tmp_path_factory: pytest.TempPathFactory, mix: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("mix") / "news"
    documents = set()
    for number, (kind, name) in enumerate(mix, 1):
        path = folder / name.format(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(KINDS[kind](number), encoding="utf-8")
        documents.add(path.relative_to(folder).as_posix())
    harvest = collect([folder])
    assert harvest.report.documents + harvest.report.doubles == len(documents)
    assert told(harvest) == Counter(documents)
