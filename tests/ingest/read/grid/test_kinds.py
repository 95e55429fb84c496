"""Newsletters of many kinds: of each four invented issues in both languages, and the items that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.ingest.read.grid.invented import LANGUAGES, agree, fill, outline, read


@dataclass(frozen=True)
class Kind:
    """A kind of newsletter.

    Attributes
    ----------
    text, items
        An issue, and its items: ``section | title | addresses``.
    other
        Text and items of the third issue, where that is made in another way.
    """

    text: str
    items: str
    other: tuple[str, str] | None = None

    def issues(self, language: str) -> tuple[list[str], list[list[str]]]:
        """Four documents, and the items of each."""
        made = [self.other if self.other and number == 3 else (self.text, self.items) for number in range(1, 5)]
        texts = [fill(text, number, language) for number, (text, _) in enumerate(made, 1)]
        items = [fill(items, number, language).strip().split("\n") for number, (_, items) in enumerate(made, 1)]
        return texts, items


BULLETS = """## {News}

- [{a}]({1}) {A}
- [{b}]({2}) {B}

## {Tools}

- [{c}]({3}) {C}
- [{d}]({4}) {D}
"""
IN_BULLETS = """
{News} | {a} | {1}
{News} | {b} | {2}
{Tools} | {c} | {3}
{Tools} | {d} | {4}
"""
KINDS = {
    "bullets": Kind(BULLETS, IN_BULLETS),
    "nested sections": Kind(
        """## {Community}

### {Official}

* [{a}]({1})

### {Tools}

* [{b}]({2})
* [{c}]({3}) {C}

## {Jobs}

* [{d}]({4})
* [{e}]({5})
""",
        """
{Official} | {a} | {1}
{Tools} | {b} | {2}
{Tools} | {c} | {3}
{Jobs} | {d} | {4}
{Jobs} | {e} | {5}
""",
    ),
    "numbered entries across sections": Kind(
        """## {News}

{#1}[{a}]({1})

{A}

{#2}[{b}]({2})

{B}

## {Tools}

{#3}[{c}]({3})

{C}

{#4}[{d}]({4})

{D}
""",
        IN_BULLETS,
    ),
    "bold leads": Kind(
        """## {News}

**{a}** {A} [{source}]({1})

**{b}** {B} [{source}]({2})

## {Tools}

**{c}** {C} [{source}]({3})

**{d}** {D} [{source}]({4})
""",
        IN_BULLETS,
    ),
    "bold leads without headings": Kind(
        """**{a}** {A} [{source}]({1})

**{b}** {B} [{source}]({2})

**{c}** {C} [{source}]({3})
""",
        " | {a} | {1}\n | {b} | {2}\n | {c} | {3}",
    ),
    "link paragraphs": Kind(
        """## {News}

[{a}]({1}) {A}

[{b}]({2}) {B}

## {Tools}

[{c}]({3}) {C}

[{d}]({4}) {D}
""",
        IN_BULLETS,
    ),
    "headings are stories": Kind(
        """## {News}

### [{a}]({1})

{A}

{E}

### [{b}]({2})

{B}

## {Tools}

### [{c}]({3})

{C}

### [{d}]({4})

{D}
""",
        IN_BULLETS,
    ),
    "linked lines of a table": Kind(
        """## {News}

| {Name} | {About} |
| --- | --- |
| [{a}]({1}) | {A} |
| [{b}]({2}) | {B} |

## {Tools}

| {Name} | {About} |
| --- | --- |
| [{c}]({3}) | {C} |
| [{d}]({4}) | {D} |
""",
        IN_BULLETS,
    ),
    "definition lists": Kind(
        """## {News}

{a}
: {A} [{source}]({1})

{b}
: {B} [{source}]({2})

## {Tools}

{c}
: {C} [{source}]({3})

{d}
: {D} [{source}]({4})
""",
        IN_BULLETS,
    ),
    "labels in lists": Kind(
        """## {Community}

* {News}
    * [{a}]({1})
    * [{b}]({2})
* {Tools}
    * [{c}]({3})
    * [{d}]({4})
""",
        IN_BULLETS,
    ),
    "groups under strong lines": Kind(
        """## {Community}

**{News}**

- [{a}]({1})
- [{b}]({2})

**{Tools}**

- [{c}]({3})
- [{d}]({4})
""",
        IN_BULLETS,
    ),
    "contents list": Kind(
        """## {Contents}

- [{a}](#one)
- [{b}](#two)

## {News}

### {a}

{A} [{source}]({1})

### {b}

{B} [{source}]({2})
""",
        "{News} | {a} | {1}\n{News} | {b} | {2}",
    ),
    "contents list of plain titles": Kind(
        """- {a}
- {b}
- {c}

## {a}

{A} [{source}]({1})

## {b}

{B} [{source}]({2})

## {c}

{C} [{source}]({3})
""",
        " | {a} | {1}\n | {b} | {2}\n | {c} | {3}",
    ),
    "footer after a rule": Kind(f"{BULLETS}\n---\n\n{{Thanks for reading, see you next week!}}\n", IN_BULLETS),
    "standing sentence with a name that changes": Kind(
        "{The picture of the week was taken by one of our readers whose name is} {h}. "
        f"{{Send us yours and we print it here on Monday.}}\n\n{BULLETS}",
        IN_BULLETS,
    ),
    "the same preamble in every issue": Kind(
        f"{{Here is what our small team has read, watched and tried in the last seven days.}}\n\n{BULLETS}",
        IN_BULLETS,
    ),
    "a preamble of its own": Kind(
        f"{{G}} {{H}}\n\n{{F}}\n\n{BULLETS}",
        " | {G} | \n" + IN_BULLETS.strip(),
    ),
    "stories with headings of their parts": Kind(
        """## {a}

{A} {B} {C} [{source}]({1})

### {b}

{D}

### {c}

{E}

## {d}

{F} {G} {H} [{source}]({2})
""",
        " | {a} | {1}\n | {d} | {2}",
    ),
    "read-more links": Kind(
        """## {News}

### {a}

{A}

[{Read more}]({1})

### {b}

{B}

[{Read more}]({2})

## {Tools}

### {c}

{C}

[{Read more}]({3})

### {d}

{D}

[{Read more}]({4})
""",
        IN_BULLETS,
    ),
    "bullets that go on in bullets of their own": Kind(
        """## {News}

- [{a}]({1}) {A}
    - {E}
    - {F}
- [{b}]({2}) {B}

## {Tools}

- [{c}]({3}) {C}

    {G}
- [{d}]({4}) {D}
""",
        IN_BULLETS,
    ),
    "a section of link paragraphs and one of bullets": Kind(
        """## {News}

[{a}]({1}) {A}

[{b}]({2}) {B}

## {Tools}

- [{c}]({3}) {C}
- [{d}]({4}) {D}
""",
        IN_BULLETS,
    ),
    "link paragraphs above the bullets of a section": Kind(
        """## {News}

[{a}]({1})

- [{b}]({2})
- [{c}]({3})
- [{e}]({5})

## {Tools}

- [{d}]({4})
""",
        "{News} | {a} | {1}\n{News} | {b} | {2}\n{News} | {c} | {3}\n{News} | {e} | {5}\n{Tools} | {d} | {4}",
    ),
    "an entry below a table of entries": Kind(
        """## {News}

| {Name} | {About} |
| --- | --- |
| [{a}]({1}) | {A} |
| [{b}]({2}) | {B} |

[{c}]({3})

## {Tools}

- [{d}]({4}) {D}
""",
        "{News} | {a} | {1}\n{News} | {b} | {2}\n{News} | {c} | {3}\n{Tools} | {d} | {4}",
    ),
    "an empty section": Kind(BULLETS, IN_BULLETS, (f"## {{Jobs}}\n\n{BULLETS}", IN_BULLETS)),
    "a section that says it is empty": Kind(
        f"{BULLETS}\n## {{Jobs}}\n\n- [{{e}}]({{5}})\n- [{{f}}]({{6}})\n",
        f"{IN_BULLETS.strip()}\n{{Jobs}} | {{e}} | {{5}}\n{{Jobs}} | {{f}} | {{6}}",
        (f"{BULLETS}\n## {{Jobs}}\n\n*{{No jobs this week.}}*\n", IN_BULLETS),
    ),
    "an issue that is a story": Kind(
        BULLETS,
        IN_BULLETS,
        ("## {a}\n\n{A} {B} [{source}]({1})\n\n{C}\n\n{D} {E}\n", " | {a} | {1}"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_kind(kind: str, language: str) -> None:
    texts, wanted = KINDS[kind].issues(language)
    issues = read(*texts).issues
    assert len(issues) == len(texts)
    for issue, items in zip(issues, wanted, strict=True):
        assert agree(issue.items, items), "\n".join([*outline(issue), "---", *items])


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_layouts_over_the_years(language: str) -> None:
    """Old issues are not cut as the new ones are, nor the other way about."""
    old, new = KINDS["bullets"], KINDS["stories with headings of their parts"]
    texts, wanted = [], []
    for number in range(1, 41):
        kind = old if number <= 20 else new
        texts.append(fill(kind.text, number, language))
        wanted.append(fill(kind.items, number, language).strip().split("\n"))
    issues = read(*texts).issues
    wrong = [n for n, (issue, want) in enumerate(zip(issues, wanted, strict=True), 1) if not agree(issue.items, want)]
    assert len(issues) == 40 and not wrong


@pytest.mark.parametrize("kind", ["bullets", "link paragraphs", "headings are stories", "linked lines of a table"])
def test_one_issue_alone(kind: str) -> None:
    """A single issue tells less of its grid, but some kinds tell enough."""
    for language in LANGUAGES:
        (issue,) = read(fill(KINDS[kind].text, 1, language)).issues
        wanted = fill(KINDS[kind].items, 1, language).strip().split("\n")
        assert agree(issue.items, wanted), outline(issue)


def test_a_day_of_one_block_of_prose_is_one_item() -> None:
    issues = read(*(fill("{A} [{source}]({1}) {B}", number, "en") for number in range(1, 5))).issues
    assert [len(issue.items) for issue in issues] == [1] * 4
    assert all(issue.items[0].urls == (f"https://en.example/{issue.number}/1",) for issue in issues)


def test_words_of_farewell_after_the_last_rule_are_in_no_item() -> None:
    """They are new in every issue, but they stand beneath a rule and no heading."""
    for language in LANGUAGES:
        texts = [fill(f"{BULLETS}\n---\n\n{{G}}\n", number, language) for number in range(1, 5)]
        for number, issue in enumerate(read(*texts).issues, 1):
            assert len(issue.items) == 4
            assert not any(fill("{G}", number, language) in item.text for item in issue.items)


def test_what_stood_in_all_issues_for_some_months_is_template() -> None:
    """Issues are compared with those around them, not with all of the archive."""
    preamble = "{Here is what our small team has read, watched and tried in the last seven days.}\n\n"
    texts = [fill(preamble * (number <= 15) + BULLETS, number, "en") for number in range(1, 81)]
    issues = read(*texts).issues
    assert len(issues) == 80 and all(len(issue.items) == 4 for issue in issues)


def test_entries_are_no_template_because_they_lead_to_one_host() -> None:
    names = "oak elm ash yew fir pine teak plum pear fig lime hazel alder aspen beech".split()  # noqa: SIM905
    entries = [f"{name}\nhttps://shop.example/item/{number}" for number, name in enumerate(names, 7)]
    texts = ["## News\n\n" + "\n\n".join(entries[first : first + 3]) for first in range(0, 15, 3)]
    assert [len(issue.items) for issue in read(*texts).issues] == [3] * 5


def test_template_within_a_story_is_within_its_lines_and_not_in_its_text() -> None:
    standing = "{Send us yours and we print it here on Monday.}"
    story = f"## {{a}}\n\n{{A}} [{{source}}]({{1}})\n\n{standing}\n\n## {{b}}\n\n{{B}} [{{source}}]({{2}})\n"
    for issue in read(*(fill(story, number, "en") for number in range(1, 5))).issues:
        first, second = issue.items
        assert first.lines[0] + 4 <= first.lines[1] < second.lines[0]
        assert fill(standing, 1, "en") not in first.text
