"""Front matter: what is read of it, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.frontmatter import read_front_matter


@pytest.mark.parametrize(
    ("text", "values", "last"),
    [
        ("---\ntitle: 'A: B'\ntags: [x]\ndate: 2025-01-02\n---\nb", {"title": "A: B", "date": "2025-01-02"}, 5),
        ('+++\ntitle = "T"\n+++\nb', {"title": "T"}, 3),
        ("---\ntitle: a: b: c\n  - [\n---\nb", {"title": "a: b: c"}, 4),
        ("---\ntitle: T\n\nb", {"title": "T"}, 2),
        ("---\ntitle: T\n...\nb", {"title": "T"}, 3),
        ("---\n期数: 4\n---\nb", {"期数": "4"}, 3),
        ("Title: T\nPub Date: 2026-01-02\nTags:\n\nb", {"title": "T", "pub date": "2026-01-02", "tags": ""}, 3),
        ("title:  T\nsummary: one\n  two\n\nb", {"title": "T", "summary": "one two"}, 3),
        (":title: T\n:date: 2026-01-02\n\nb", {"title": "T", "date": "2026-01-02"}, 2),
        ("Number: 599\n\nb", {"number": "599"}, 1),
        ("Title: T\nText goes on without a blank line b", {}, 0),
        ("Note: this week we saw oaks\n\nb", {}, 0),
        ("Note: oaks\nWarning: elms\n\nb", {}, 0),
        ("In short: oaks\nDate: a walk\nPlace: the mill\nFood: bread\n\nb", {}, 0),
        ("https://leaf.example/a\n\nb", {}, 0),
        ("---\n\nJust a rule\n\n---\nb", {}, 0),
        ("b", {}, 0),
    ],
)  # fmt: skip
def test_front_matter(text: str, values: dict[str, str], last: int) -> None:
    front, body = read_front_matter(text)
    assert (dict(front.values), front.last) == (values, last)
    assert body.strip().endswith("b")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\ntitle: [\n---\nb", "broken"),
        ("+++\ntitle = \n+++\nb", "broken"),
        ("---\ntitle: T\n\nb", "no closing line"),
        ("---\ntitle: T\n---\nb", ""),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    problem = read_front_matter(text)[0].problem
    assert says in problem and bool(says) == bool(problem)


@given(st.lists(st.sampled_from(["---", "+++", "title: T", "- x", "", "b https://e.com", "a = [", "  y"]), max_size=8))
def test_every_line_is_in_front_or_in_the_body(lines: list[str]) -> None:
    front, body = read_front_matter("\n".join(lines))
    assert "\n".join([*lines[: front.last], *body.split("\n")]).strip("\n") == "\n".join(lines).strip("\n")
