"""Every bullet of a long daily is an item; a stub is its description."""

from __future__ import annotations

import pytest

from tests.ingest.read.issues_read import check, issue_of


def items(body: str, front: str = "title: day") -> list[tuple[str, str, str]]:
    issue = issue_of(f"---\n{front}\n---\n{body}", source="25-01-02-ainews-day.md")
    check(issue)
    return [(item.kind, item.section, item.title) for item in issue.items]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# Recap\n\n- a\n- b\n    - c", [("bullet", "Recap", "a"), ("bullet", "Recap", "b")]),
        ("# Recap\n\n## Deeper\n\n- a", [("bullet", "Deeper", "a")]),
        ("# Recap\n\n**Group:**\n\n- a", [("bullet", "Recap / Group", "a")]),
        ("# Chats\n\n**General** (12 messages):\n\n- a", [("bullet", "General", "a")]),
        ("Hello there.\n\n# Recap\n\n- a", [("editorial", "", "Hello there"), ("bullet", "Recap", "a")]),
        (
            "# Recap\n\nLinks mentioned:\n\n- [x](https://e.com/x)\n- [y](https://e.com/y)\n\nMore text.",
            [("reading", "Recap", "Links mentioned"), ("story", "Recap", "More text")],
        ),
        ("[TOC]\n\n# Recap\n\n- a", [("bullet", "Recap", "a")]),
        ("{% if email %}\n\n# Recap\n\n- a", [("bullet", "Recap", "a")]),
    ],
)
def test_items_of_a_daily(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert items(body) == expected


def test_a_stub_is_its_description() -> None:
    pointer = "Archived full issue body is served from static HTML."
    assert items(pointer, "title: day\ndescription: A quiet day.") == [("story", "", "day")]


def test_a_description_stands_before_the_items() -> None:
    found = items("# Recap\n\n- a", "title: day\ndescription: A quiet day.")
    assert found == [("editorial", "", "day"), ("bullet", "Recap", "a")]
