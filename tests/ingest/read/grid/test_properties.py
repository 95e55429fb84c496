"""What is true of whatever is read: nothing is lost without a word, and a newsletter is read by its grid."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.read.sources import Harvest, collect
from tests.ingest.read.grid.invented import LANGUAGES, agree, document, fill, outline, read

quick = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

BLOCKS = (
    "## {a}", "## {News}", "### {a}", "### [{a}]({1})", "# {Tools}", "#### {b}", "**{a}**", "**{Jobs}**",
    "{Essays}\n---",
    "- [{a}]({1}) {A}", "- {a}\n- {b} {2}", "* {Tools}\n    * [{a}]({1})\n    * [{b}]({2})\n* [{c}]({3})",
    "1. [{a}]({1})\n2. {b}", "{#1}[{a}]({1})\n\n{A}\n\n{#2}{b}", "{#1}{a}\n{#2}[{b}]({2})",
    "{A} [{source}]({1})", "[{a}]({1}) {A}", "[{Read more}]({1})", "**{a}** {A} {1}", "{a}\n{1}", "{A}", "{A}\n{B}",
    "| {Name} | {About} |\n| --- | --- |\n| [{a}]({1}) | {A} |\n| {b} | {2} |", "> {A} [{source}]({1})",
    "> {a}\n\n-- {b}",
    "![{a}]({1}.png)", "[![{a}]({1}.png)]({2})", "---", "***", "```\n{1}\n\n- {a}\n```", "{a}\n: {A} [{source}]({1})",
    "<p><a href=\"{1}\">{a}</a></p>", "<!-- {1} -->", "<details>\n\n- [{a}]({1})\n\n</details>", "[{a}][x]\n\n[x]: {1}",
    "- [{a}]({1})\n\n  {A}\n\n  ![{b}]({2}.png)\n\n- [{c}]({3})", "{A}[^1]\n\n[^1]: {1}", "- [ ] [{a}]({1})",
    "*{No jobs this week.}*",
    "{Thanks for reading, see you next week!} [{source}](https://standing.example/)", "{a}: [{b}]({1}) | [{c}]({2})",
    "-", "#", "**",
)  # fmt: skip


@st.composite
def newsletters(draw: st.DrawFn) -> list[str]:
    """One to four documents of blocks in any order; some of them are the same in all."""
    language = draw(st.sampled_from(LANGUAGES))
    documents = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        blocks = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=10))
        # Each block has words of its own, so that no two documents are one issue.
        filled = [fill(block, 100 * number + place, language) for place, block in enumerate(blocks)]
        documents.append("\n\n".join(filled) + "\n")
    return documents


def addresses(harvest: Harvest) -> str:
    """All addresses that the harvest tells of, in one text."""
    items = [item for issue in harvest.issues for item in issue.items]
    told = [*(url for item in items for url in item.urls), *(image.source for item in items for image in item.images)]
    told += [item.text + item.opinion for item in items]
    return "\n".join([*told, *(each.reason for each in harvest.report.addresses)])


@quick
@given(newsletters())
def test_no_address_is_lost(documents: list[str]) -> None:
    harvest = read(*documents)
    told = addresses(harvest)
    read_from = {issue.number for issue in harvest.issues}
    for number, text in enumerate(documents, 1):
        if number in read_from:
            for url in re.findall(r"https?://[\w./]+\w", text):
                assert url in told


@quick
@given(newsletters())
def test_every_line_is_accounted_for(documents: list[str]) -> None:
    harvest = read(*documents)
    report = harvest.report
    lost = {Path(each.path).stem for each in (*report.skipped, *report.unreadable)} | {
        Path(each.left).stem for each in (*report.merged, *report.translated)
    }
    assert {f"{issue.number:03}" for issue in harvest.issues} | lost == {
        f"{n:03}" for n in range(1, len(documents) + 1)
    }
    assert not report.unreadable
    assert not [drop for drop in report.dropped if drop.reason == "belongs to no item"]
    left = sum((drop.last or 0) - (drop.line or 0) + 1 for drop in report.dropped)
    assert report.item_lines + report.metadata_lines <= report.lines <= report.item_lines + report.metadata_lines + left


@quick
@given(newsletters())
def test_items_stand_one_after_the_other(documents: list[str]) -> None:
    for issue in read(*documents).issues:
        for item in issue.items:
            assert 0 < item.lines[0] <= item.lines[1]
        for above, below in pairwise(issue.items):
            assert above.lines[1] < below.lines[0], [(item.lines, item.title) for item in issue.items]


@quick
@given(newsletters(), st.randoms(use_true_random=False))
def test_sources_may_come_in_any_order_and_be_split(documents: list[str], chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "harbour")
        folder.mkdir()
        for number, text in enumerate(documents, 1):
            (folder / f"{number:03}.md").write_text(document(number, text), encoding="utf-8")
        whole = collect([folder])
        files = sorted(folder.iterdir())
        chance.shuffle(files)
        assert collect(files).issues == whole.issues
        middle = chance.randint(0, len(files))
        assert collect([*files[:middle], folder]).issues == whole.issues
        assert collect([f"{folder}/*.md"]).issues == whole.issues


SHAPES: dict[str, Callable[[str, str, str], str]] = {
    "bullet": lambda title, text, url: f"- [{title}]({url}) {text}\n",
    "star": lambda title, text, url: f"* **[{title}]({url})**: {text}\n",
    "loose bullet": lambda title, text, url: f"- [{title}]({url})\n\n  {text}\n\n",
    "link at the end": lambda title, text, url: f"- {title}: {text} [link]({url})\n",
    "number": lambda title, text, url: f"1. [{title}]({url}) {text}\n",
    "bold": lambda title, text, url: f"**{title}**: {text} [link]({url})\n\n",
    "bold link": lambda title, text, url: f"**[{title}]({url})** {text}\n\n",
    "link": lambda title, text, url: f"[{title}]({url}) {text}\n\n",
    "link line": lambda title, text, url: f"[{title}]({url})\n{text}\n\n",
    "row": lambda title, text, url: f"| [{title}]({url}) | {text} |\n",
    "definition": lambda title, text, url: f"{title}\n: {text} [link]({url})\n\n",
    "title and address": lambda title, text, url: f"{title}\n{url}\n\n",
    "heading": lambda title, text, url: f"## [{title}]({url})\n\n{text}\n\n",
    "heading and link": lambda title, text, url: f"## {title}\n\n{text} [link]({url})\n\n",
}


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """One to six issues with two or three sections of entries of one shape, and the items of each."""
    language = draw(st.sampled_from(LANGUAGES))
    level = draw(st.integers(2, 4))
    shape = draw(st.sampled_from(sorted(SHAPES)))
    sections = draw(st.permutations(["{News}", "{Tools}", "{Essays}"]))[: draw(st.integers(2, 3))]
    texts, wanted = [], []
    count = draw(st.integers(1, 6))
    fewest = 1 if count >= 3 else 2  # one entry alone under a name that is nowhere else may be a story
    for number in range(1, count + 1):
        text, items = "", []
        for place, section in enumerate(sections):
            text += f"{'#' * level} {section}\n\n"
            text += "| {Name} | {About} |\n| --- | --- |\n" if shape == "row" else ""
            for entry in range(draw(st.integers(fewest, 4))):
                at = 100 * number + 10 * place + entry
                parts = [fill(part, at, language) for part in ("{a}", "{A}", "{1}")]
                made = SHAPES[shape](*parts)
                text += "#" * (level - 1) + made if shape.startswith("heading") else made
                items.append(f"{fill(section, number, language)} | {parts[0]} | {parts[2]}")
            text += "\n"
        texts.append(fill(text, number, language))
        wanted.append(items)
    return texts, wanted


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(grids())
def test_a_newsletter_with_a_grid_is_read_exactly(newsletter: tuple[list[str], list[list[str]]]) -> None:
    texts, wanted = newsletter
    issues = read(*texts).issues
    assert len(issues) == len(texts)
    for issue, items in zip(issues, wanted, strict=True):
        assert agree(issue.items, items), "\n".join([*outline(issue), "---", *items])
