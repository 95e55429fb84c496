"""Markdown, plain text, Org and reStructuredText."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.read.importers.days import iso_day
from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import links, put, read_all, read_one, reasons

README = """# Reeds

- [2026](#x)

## Contents
- [Week of March 9](#y)

## Reeds of the week (March 9 - 15) - 2026
- [A dam](https://news.example/1)

### More
- [Rain](https://news.example/2)

## Reeds of the week (December 29 - January 4) - 2026
- [Ice](https://news.example/3)

## Reeds of the week (Dec 22-28)
```
## Issue 9
```
- [Snow](https://news.example/4)
"""


def test_a_file_of_all_issues(tmp_path: Path) -> None:
    pages = read_one(tmp_path, "README.md", README)
    assert [(page.values["date"], page.first_line) for page in pages.pages] == [
        ("2026-03-09", 8), ("2025-12-29", 14), ("2025-12-22", 17),
    ]  # fmt: skip
    lines = README.split("\n")
    for page in pages.pages:
        assert page.values["title"] == page.part and page.text.split("\n")[0] == lines[page.first_line - 1]
    assert [target for page in pages.pages for target in links(page)] == [
        f"https://news.example/{n}" for n in (1, 2, 3, 4)
    ]
    assert reasons(pages) == ["README.md:1-7: stands outside the issues of the file"]


@pytest.mark.parametrize(
    ("headings", "numbers"),
    [
        (["Issue 3", "Issue 2", "Issue #1"], ["3", "2", "1"]),
        (["第三期：雨", "第二期：雪", "第 1 期"], ["3", "2", "1"]),
        (["2026-03-09", "2026-03-02", "2026-02-23"], [None, None, None]),
    ],
)
def test_headings_that_tell_an_issue(tmp_path: Path, headings: list[str], numbers: list[str | None]) -> None:
    text = "\n".join(f"# {heading}\n\n- [x](https://news.example/{heading[-1]})\n" for heading in headings)
    assert [page.values.get("number") for page in read_one(tmp_path, "all.md", text).pages] == numbers


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# Issue 3\n\n## March 9\n\nx\n\n## March 10\n\nx\n\n## March 11\n\nx\n"),
        ("2026-03-09.md", "## March 9\n\nx\n\n## March 10\n\nx\n\n## March 11\n\nx\n"),
        ("a.md", "---\ndate: 2026-03-09\n---\n## March 9\n\nx\n\n## March 10\n\nx\n\n## March 11\n\nx\n"),
        (
            "a.md",
            "## News\n\nx\n\n## Tools\n\nx\n\n## May 5 meetup\n\nx\n\n## May 6 meetup\n\nx\n\n## May 7 meetup\n\nx\n",
        ),
        ("a.md", f"{'An essay. ' * 90}\n\n## Issue 1\n\nx\n\n## Issue 2\n\nx\n\n## Issue 3\n\nx\n"),
        ("a.md", "## Issue 1\n\nx\n\n## Issue 2\n\nx\n"),
    ],
)
def test_one_issue_stays_one(tmp_path: Path, name: str, text: str) -> None:
    (page,) = read_one(tmp_path, name, text).pages
    assert (page.text, page.part, page.first_line) == (text, "", 1)


ORG = """# a comment
#+TITLE: Reeds 7
#+DATE: <2026-03-09 Mon>
A line with *bold*, /slanted/, =code= and a_b * 2.
:PROPERTIES:
:ID: x
:END:
* TODO News :tag:
DEADLINE: <2026-03-10 Tue>
- Dams:
  - [[https://news.example/1][A dam]] ([[https://forum.example/1][forum]])
  - [ ] Meet https://news.example/2 <2026-03-12 Thu>
- rain :: falls
** Code
#+begin_src sh
echo *x*
#+end_src
#+begin_quote
Wet.
#+end_quote
| a | b |
|---+---|
| 1 | 2 |
* Private :noexport:
- secret
** Also
- secret
* [[file:a.png]]
"""

ORG_WRITTEN = r"""


A line with **bold**, *slanted*, `code` and a_b \* 2.



# News

- Dams:
  - [A dam](https://news.example/1) ([forum](https://forum.example/1))
  - Meet https://news.example/2 2026-03-12 Thu
- **rain** falls
## Code
```sh
echo *x*
```

> Wet.

| a | b |
|---|---|
| 1 | 2 |




# ![](a.png)
"""


def test_org(tmp_path: Path) -> None:
    (page,) = read_one(tmp_path, "a.org", ORG).pages
    assert page.values == {"title": "Reeds 7", "date": "2026-03-09"}
    assert page.text == ORG_WRITTEN and page.text.count("\n") == ORG.count("\n") and page.first_line == 1


def test_org_with_all_issues(tmp_path: Path) -> None:
    text = "#+title: Reeds\n#+language: en\n" + "".join(f"* 2026-03-0{n} Reeds\n- x {n}\n" for n in (3, 2, 1))
    pages = read_one(tmp_path, "a.org", text).pages
    assert [(page.values["date"], page.first_line, page.values["language"]) for page in pages] == [
        ("2026-03-03", 3, "en"), ("2026-03-02", 5, "en"), ("2026-03-01", 7, "en"),
    ]  # fmt: skip


RST = """Reeds 7
=======

:date: 2026-03-09 10:00
:issue: 7

News
----

- `A dam <https://news.example/1>`_ opens.
- Rain_

.. _Rain: https://news.example/2
.. include:: secret.txt
.. raw:: html

   <script>x</script>

.. nonsense:: x
"""


def test_rst(tmp_path: Path) -> None:
    put(tmp_path, {"secret.txt": "a secret"})
    (page,) = read_one(tmp_path, "a.rst", RST).pages
    assert page.values == {"title": "Reeds 7", "date": "2026-03-09", "number": "7"}
    assert page.text == (
        "# Reeds 7\n\n## News\n\n- [A dam](https://news.example/1) opens.\n- [Rain](https://news.example/2)"
    )


def test_rst_nested_too_deep(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nested too deep"):
        read_one(tmp_path, "a.rst", "".join(f"{' ' * 2 * n}- x\n\n" for n in range(400)))


def test_of_one_issue_in_many_kinds_the_best_is_read(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"a.txt": "x", "a.org": "x", "a.html": "<p>x</p>", "b.html": "<p>y</p>", "c.txt": "z", "only/d.txt": "z"},
    )
    pages = read_all(tmp_path)
    assert [page.text for page in pages.pages] == ["x", "y", "z"]
    assert reasons(pages) == [
        "a.html: “a.org” beside it is read in its place",
        "a.txt: “a.org” beside it is read in its place",
        "c.txt: plain text beside issues of a better kind; name the file itself to read it",
    ]
    assert [page.text for page in read_all(tmp_path, tmp_path / "c.txt").pages] == ["x", "y", "z", "z"]


def test_a_feed_beside_what_it_is_made_of(tmp_path: Path) -> None:
    feed = "<rss version='2.0'><channel><item><title>a</title><description>b</description></item></channel></rss>"
    put(tmp_path, {"README.md": "x", "feed.xml": feed})
    assert len(read_all(tmp_path).pages) == 2
    put(tmp_path, {f"posts/{number}.md": "x" for number in range(4)})
    pages = read_all(tmp_path)
    assert len(pages.pages) == 5
    assert reasons(pages) == ["feed.xml: a feed beside the issues that it is made of; name the file itself to read it"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年1月19日", "2026-01-19"),
        ("19.01.2026", "2026-01-19"),
        ("2026_02_09", "2026-02-09"),
        ("9th of March, 2026", "2026-03-09"),
        ("1773100800000", "2026-03-10"),
        ("Top of the week (June 23 - June 29) - 2025", "2025-06-23"),
        ("20266-03-02", ""),
        ("March 2026", ""),
        ("2026-13-40", ""),
        ("", ""),
    ],
)
def test_days(text: str, day: str) -> None:
    assert iso_day(text) == day
