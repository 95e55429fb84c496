"""Every line is accounted for, in words."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.read.parse import parse_document
from ingest.read.report import FidelityReport, Skipped, account
from ingest.read.sources import collect
from tests.ingest.read.issues_read import leotalk, write


def test_report_tells_where_every_line_went(tmp_path: Path) -> None:
    body = "# 产品\n\n<div>\n  <b></b>\n</div>\n\n- [a](https://example.com)\n\n---\n<!-- hidden -->\n"
    report = collect([write(tmp_path, a_md=leotalk(1, body, "2025-01-06"))]).report
    assert (report.lines, report.item_lines, report.metadata_lines) == (11, 1, 5)
    assert [(drop.line, drop.last, drop.reason) for drop in report.dropped] == [
        (8, 10, "layout"), (14, 14, "rule"), (15, 15, "comment, script or style"),
    ]  # fmt: skip
    assert "1 issues, 1 items (1 bullet)" in report.short()
    assert "a.md:8-10: layout" in report.full()


def test_records_name_their_lines() -> None:
    assert str(Skipped("a.md", None, None, "it is empty")) == "a.md: it is empty"
    assert str(Skipped("a.md", 3, 3, "rule")) == "a.md:3: rule"
    assert str(Skipped("a.md", 3, 5, "layout")) == "a.md:3-5: layout"


def test_a_long_report_is_cut_in_short_and_whole_in_full() -> None:
    report = FidelityReport(documents=12, skipped=tuple(Skipped(f"{n}.md", None, None, "no issue") for n in range(12)))
    assert "and 2 more" in report.short() and "11.md" not in report.short()
    assert "Skipped documents (12)" in report.full() and "11.md" in report.full()


def test_many_skipped_documents_are_said_first_and_by_reason() -> None:
    skipped = [Skipped(f"{n}.md", None, None, f"its title “T{n}” is not that of an issue of Leaf") for n in range(9)]
    skipped += [Skipped("x.md", None, None, "it is empty"), Skipped("y.md", 3, 4, "outside the issues of the file")]
    first, *lines = FidelityReport(documents=21, issues=11, skipped=tuple(skipped)).short().split("\n")
    assert first.startswith("ATTENTION: 10 of 21 documents were skipped.") and "issue_title" in first
    assert any("9 × its title is not that of an issue of Leaf, 1 × it is empty" in line for line in lines)


def test_few_skipped_documents_are_no_reason_to_worry() -> None:
    skipped = (Skipped("x.md", None, None, "it is empty"),)
    report = FidelityReport(documents=10, issues=9, skipped=skipped, passed=((".png", 3), (".css", 1)))
    assert report.short().startswith("9 issues") and "skipped  1 document: 1 × it is empty" in report.short()
    assert "not read 3 × .png, 1 × .css" in report.short()
    twins = tuple(Skipped(f"{n}.xml", None, None, "read through another") for n in range(3))
    assert FidelityReport(documents=4, issues=1, skipped=twins, doubles=3).short().startswith("1 issues")
    assert FidelityReport(documents=2).short().startswith("ATTENTION: No issue was read")
    assert not FidelityReport().short().startswith("ATTENTION")


LINES = st.sampled_from(
    ["", "# A", "## B", "- a", "  - b", "text", "***", "<div>", "</div>", "<!-- x -->", "> q", "```", "|a|b|", "|-|-|"]
)


@given(st.lists(LINES, max_size=20))
def test_no_line_is_forgotten(lines: list[str]) -> None:
    text = "\n".join(lines)
    parsed = parse_document(text, source="x.md")
    dropped = [Skipped("x.md", drop.first, drop.last, drop.reason) for drop in parsed.dropped]
    found = account(text, parsed.issue, parsed.metadata, dropped)
    assert found.lines == sum(bool(line.strip()) for line in lines)
    left = sum(
        bool(lines[number - 1].strip())
        for drop in found.dropped
        for number in range(drop.line or 0, (drop.last or 0) + 1)
    )
    assert found.items + found.metadata + left == found.lines
    assert not [drop for drop in found.dropped if drop.reason == "belongs to no item"]
