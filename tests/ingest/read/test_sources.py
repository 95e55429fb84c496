"""From paths to issues: what is found, what is left out and why, and that nothing bad stops the rest."""

from __future__ import annotations

import os
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from ingest.read.config import guess_config, load_config
from ingest.read.parse import parse_issue
from ingest.read.sources import collect
from kg.errors import ConfigError, UsageError
from tests.conftest import ROOT

SAMPLE = ROOT / "data" / "sample"


def leotalk(number: int, body: str = "# 其他阅读\n\n- [读物](https://example.com/a)\n", day: str = "") -> str:
    front = (
        f"---\ntitle: 'LeoTalk AI周知 {number}: 题'\ndate: {day}\n---\n\n"
        if day
        else f"# LeoTalk AI周知 {number}: 题\n\n"
    )
    return front + body


def write(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_sample_newsletter() -> None:
    harvest = collect([SAMPLE])
    assert [issue.id for issue in harvest.issues] == [f"gleanings-{number}" for number in range(1, 17)]
    assert all(issue.date and not issue.date_inferred for issue in harvest.issues)
    assert harvest.report.images == harvest.report.images_found > 0
    assert not harvest.report.skipped and not harvest.report.unreadable


def test_other_posts_are_skipped_and_named(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(1), post_md="# An essay\n\nText.", README_md="# LeoTalk", empty_md="  \n")
    harvest = collect([tmp_path])
    assert [issue.id for issue in harvest.issues] == ["leotalk-1"]
    assert [(skip.path, skip.reason.split("“")[0]) for skip in harvest.report.skipped] == [
        ("README.md", "its title "), ("empty.md", "it is empty"), ("post.md", "its title "),
    ]  # fmt: skip


def test_several_newsletters_at_once_in_any_order(tmp_path: Path) -> None:
    write(tmp_path / "one", a_md=leotalk(2, day="2025-01-13"), b_md=leotalk(1, day="2025-01-06"))
    write(
        tmp_path / "two",
        issue_1_md="# 科技爱好者周刊（第 1 期）：题\n\n## 工具\n\n1、[甲](https://example.com)\n\n好。\n",
    )
    write(tmp_path / "three", **{"2025-02-03-x_md": "# Weekly 5\n\n## News\n\n- a\n"})
    sources = [tmp_path / "one", tmp_path / "two", f"{tmp_path}/three/*.md"]
    harvests = [collect(order) for order in permutations(sources)]
    assert all(harvest == harvests[0] for harvest in harvests)
    assert [issue.id for issue in harvests[0].issues] == ["leotalk-1", "leotalk-2", "ruanyf-1", "three-5"]


def test_the_more_complete_of_two_documents_wins(tmp_path: Path) -> None:
    more = "# 其他阅读\n\n- [读物](https://example.com/a)\n- [又一篇](https://example.com/b)\n"
    write(tmp_path, blog__a_md=leotalk(1, day="2025-01-06"), plain__b_md=leotalk(1, more))
    (issue,) = collect([tmp_path]).issues
    assert (issue.source, issue.date, len(issue.items)) == ("plain/b.md", date(2025, 1, 6), 2)
    (merged,) = collect([tmp_path]).report.merged
    assert (merged.kept, merged.left) == ("plain/b.md", "blog/a.md") and "2 items" in merged.why


def test_the_same_file_twice_is_one_document(tmp_path: Path) -> None:
    write(tmp_path, posts__a_md=leotalk(1))
    harvest = collect([tmp_path / "posts" / "a.md", tmp_path])
    assert (harvest.report.documents, harvest.report.merged) == (1, ())
    assert harvest == collect([tmp_path, tmp_path / "posts" / "a.md"])


def test_different_issues_with_one_number_are_both_kept(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(7), b_md="# LeoTalk AI周知 7: 另一题\n\n# 其他阅读\n\n- 完全不同\n")
    assert {issue.id for issue in collect([tmp_path]).issues} == {"leotalk-7", "leotalk-7-2"}


def test_stub_and_full_body_of_a_digest_are_one_issue(tmp_path: Path) -> None:
    front = "---\ntitle: day\ndate: '2025-01-02T03:04:05Z'\ndescription: Sum.\n---\n"
    name = "25-01-02-ainews-day.md"
    write(tmp_path / "full", **{name: front + "\n> AI News for 1/1/2025-1/2/2025.\n\n# Recap\n\n- **A**: b\n"})
    write(tmp_path / "stubs", **{name: front + "\nArchived full issue body is served from static HTML.\n"})
    (issue,) = collect([tmp_path]).issues
    assert (issue.id, issue.source, len(issue.items)) == ("ainews-2025-01-02", f"full/{name}", 3)


def test_missing_dates_come_from_the_neighbours_and_are_marked(tmp_path: Path) -> None:
    write(
        tmp_path, a_md=leotalk(1, day="2025-01-06"), b_md=leotalk(2), c_md=leotalk(3, day="2025-01-20"), d_md=leotalk(5)
    )
    harvest = collect([tmp_path])
    assert [(issue.date, issue.date_inferred) for issue in harvest.issues] == [
        (date(2025, 1, 6), False), (date(2025, 1, 13), True), (date(2025, 1, 20), False), (date(2025, 2, 3), True),
    ]  # fmt: skip
    assert [inferred.issue for inferred in harvest.report.inferred] == ["leotalk-2", "leotalk-5"]


def test_no_date_is_made_up_without_neighbours(tmp_path: Path) -> None:
    (issue,) = collect([write(tmp_path, a_md=leotalk(1))]).issues
    assert issue.date is None and not issue.date_inferred


@pytest.mark.parametrize(
    ("raw", "list_of", "reason"),
    [
        ("# LeoTalk AI周知 3: 题\n\n# 其他阅读\n\n- 用国标编码写的一条\n".encode("gb18030"), "warnings", "GB18030"),
        (leotalk(3).encode("utf-16"), "warnings", "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "unreadable", "binary"),
        (b"\xff\xff\xff\x00", "unreadable", "binary"),
        (b"\x81\xff\xff", "unreadable", "encoding"),
        (b"---\ntitle: [\n---\n# LeoTalk AI Weekly 3: T\n\n# Reading\n\n- a\n", "warnings", "front matter is broken"),
        (b"---\ntitle: LeoTalk AI Weekly 3\n\n# Reading\n\n- a\n", "warnings", "no closing line"),
        (b"", "skipped", "empty"),
        (b"---\ntitle: LeoTalk AI Weekly 3\n---\n", "skipped", "no item"),
    ],
)
def test_bad_documents_stop_nothing(tmp_path: Path, raw: bytes, list_of: str, reason: str) -> None:
    write(tmp_path, good_md=leotalk(1), bad_md=raw)
    harvest = collect([tmp_path])
    assert "leotalk-1" in [issue.id for issue in harvest.issues]
    (found,) = getattr(harvest.report, list_of)
    assert found.path == "bad.md" and reason in found.reason and "\n" not in str(found)
    assert len(harvest.issues) == (2 if list_of == "warnings" else 1)


def test_links_in_circles_and_out_of_the_source(tmp_path: Path) -> None:
    write(tmp_path, in__a_md=leotalk(1), out__b_md=leotalk(2))
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "away").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "b.md").symlink_to(tmp_path / "out" / "b.md")
    (tmp_path / "in" / "gone.md").symlink_to(tmp_path / "in" / "nothing.md")
    harvest = collect([tmp_path / "in"])
    assert [issue.id for issue in harvest.issues] == ["leotalk-1"]
    assert [skip.path for skip in harvest.report.unreadable] == ["away", "b.md", "gone.md", "loop"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_unreadable_folder(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(1), closed__b_md=leotalk(2))
    (tmp_path / "closed").chmod(0)
    try:
        harvest = collect([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [issue.id for issue in harvest.issues] == ["leotalk-1"]
    assert [skip.path for skip in harvest.report.unreadable] == ["closed"]


@pytest.mark.parametrize("source", ["nothing-here", "nothing-here/*.md", "a\x00b"])
def test_missing_source(tmp_path: Path, source: str) -> None:
    with pytest.raises(UsageError) as caught:
        collect([write(tmp_path, a_md=leotalk(1)), str(tmp_path / source)])
    assert "nothing-here" in str(caught.value) or "\x00" in source


def test_large_and_odd_documents(tmp_path: Path) -> None:
    bullets = "".join(f"- [第{n}条](https://example.com/{n})：一句话\n" for n in range(10_000))
    story = "## 题\n\n" + ("长" * 30_000) + "https://example.com/end\n\n```\nnever closed\n\n- point\n"
    harvest = collect([write(tmp_path, a_md=leotalk(1, f"# 产品\n\n{bullets}"), b_md=leotalk(2, f"# 技术\n\n{story}"))])
    assert [len(issue.items) for issue in harvest.issues] == [10_000, 1]
    assert harvest.issues[1].items[0].urls == ("https://example.com/end",)


def test_figures_are_found_inside_the_source_only(tmp_path: Path) -> None:
    body = "## 题\n\n文\n\n![](assets/1/a%20b.png)\n![](../../secret.png)\n![](/img/c.png)\n![](https://example.com/x.png)\n![](out.png)"
    site = write(
        tmp_path / "site", posts__a_md=leotalk(1, f"# 技术\n\n{body}"), posts__assets__1__a_b_png="x", img__c_png="x"
    )
    (site / "posts" / "assets" / "1" / "a_b_png").rename(site / "posts" / "assets" / "1" / "a b.png")
    (site / "img" / "c_png").rename(site / "img" / "c.png")
    (tmp_path / "secret.png").write_bytes(b"x")
    (site / "posts" / "out.png").symlink_to(tmp_path / "secret.png")
    (issue,) = collect([site]).issues
    paths = [Path(image.path).relative_to(site).as_posix() if image.path else None for image in issue.items[0].images]
    assert paths == ["posts/assets/1/a b.png", None, "img/c.png", None, None]
    (issue,) = collect([site / "posts"]).issues
    assert [bool(image.path) for image in issue.items[0].images] == [True, False, False, False, False]


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
    assert parse_issue("# T\n\n- a", source="two/2025-01-02.md", config=config).id == "two-2025-01-02"


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


def test_guessed_config_can_be_used(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write(
            tmp_path,
            **{
                f"2025-01-{number * 7:02}_md": f"# My Weekly #{number}: T\n\n## News\n\n- [a](https://example.com/{number})"
            },
        )
    text = guess_config(tmp_path)
    write(tmp_path, **{"kg.toml": text})
    (newsletter,) = load_config(tmp_path / "kg.toml").newsletters
    assert (newsletter.dialect.series_title, newsletter.dialect.rhythm) == ("My Weekly", 7)
    assert [issue.number for issue in collect([tmp_path]).issues] == [1, 2, 3]


def test_guess_knows_the_dialects(tmp_path: Path) -> None:
    assert 'dialect = "leotalk"' in guess_config(write(tmp_path, a_md=leotalk(1)))
    with pytest.raises(UsageError):
        guess_config(tmp_path / "none")


def test_report_tells_where_every_line_went(tmp_path: Path) -> None:
    body = "# 产品\n\n<div>\n  <b></b>\n</div>\n\n- [a](https://example.com)\n\n---\n<!-- hidden -->\n"
    report = collect([write(tmp_path, a_md=leotalk(1, body, "2025-01-06"))]).report
    assert (report.lines, report.item_lines, report.metadata_lines) == (11, 1, 5)
    assert [(drop.line, drop.last, drop.reason) for drop in report.dropped] == [
        (8, 10, "layout"), (14, 14, "rule"), (15, 15, "comment, script or style"),
    ]  # fmt: skip
    assert "1 issues, 1 items (1 bullet)" in report.short()
    assert "a.md:8-10: layout" in report.full()


def test_no_date_is_told_from_far_away(tmp_path: Path) -> None:
    harvest = collect([write(tmp_path, a_md=leotalk(1, day="2025-01-06"), b_md=leotalk(40))])
    assert [issue.date for issue in harvest.issues] == [date(2025, 1, 6), None]
