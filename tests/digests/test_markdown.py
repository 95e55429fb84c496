"""Digests and reviews as Markdown."""

from __future__ import annotations

from dataclasses import replace

from kg.digests.markdown import digest_markdown, review_markdown
from kg.digests.year import review
from tests.history_archive import cast_archive, issue, item, sample_archive, weekly


def test_a_digest_of_the_sample():
    text = digest_markdown(sample_archive().digest("6"))
    assert text.startswith("# #6 2025-10-13") and "## 首次出现" in text
    assert "## 再次出现" in text and "曾见于 #1" in text


def test_a_review_of_the_sample():
    text = review_markdown(review(sample_archive()))
    for heading in ("写得最多", "逐月", "新来并留下的", "收购", "投资", "上市", "合作"):
        assert f"\n## {heading}\n" in text


def test_headings_follow_the_language(tmp_path):
    english = [replace(issue(n, [item("Acme ships Rho-2", "https://acme.example/rho")], day=weekly(n)), language="en")
               for n in (1, 2)]  # fmt: skip
    archive = cast_archive(tmp_path / "a", english)
    text = digest_markdown(archive.digest("2"))
    assert "## Stories that go on\n\nnone\n" in text and "## 后续" not in text
    assert "- Acme ships Rho-2 <https://acme.example/rho>\n  before in #1 2025-01-06\n" in text
    assert review_markdown(review(archive)).startswith("# In review: 2025-01-06 – 2025-01-13\n")


def test_without_dates_and_with_nothing_to_tell(tmp_path):
    archive = cast_archive(tmp_path / "a", [issue(1, [item("杂记")])])
    assert review_markdown(review(archive)).startswith("# 回顾：#1 – #1\n\n1 期，1 个条目\n")
    assert digest_markdown(archive.digest("1")).count("没有") == 4
