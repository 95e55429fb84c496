"""From paths to issues: what is found, what is left out and why, and that nothing bad stops the rest."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from ingest.read.sources import collect
from kg.errors import UsageError
from tests.conftest import SAMPLE
from tests.ingest.read.issues_read import leotalk, write


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
        ("README.md", "its file name says that it is no issue"), ("empty.md", "it is empty"), ("post.md", "its title "),
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


def test_large_and_odd_documents(tmp_path: Path) -> None:
    bullets = "".join(f"- [第{n}条](https://example.com/{n})：一句话\n" for n in range(3_000))
    story = "## 题\n\n" + ("长" * 30_000) + "https://example.com/end\n\n```\nnever closed\n\n- point\n"
    harvest = collect([write(tmp_path, a_md=leotalk(1, f"# 产品\n\n{bullets}"), b_md=leotalk(2, f"# 技术\n\n{story}"))])
    assert [len(issue.items) for issue in harvest.issues] == [3_000, 1]
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


def test_a_readme_alone_is_no_newsletter(tmp_path: Path) -> None:
    report = collect([write(tmp_path, README_md="# About\n\n- a")]).report
    assert report.issues == 0 and "its file name says" in report.skipped[0].reason


def test_nothing_to_read_from() -> None:
    with pytest.raises(UsageError, match="at least one"):
        collect([])
