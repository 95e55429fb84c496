"""A draft -> its items, however it is written: a whole issue, stories under headings, a list, a few sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.read.dialects import FALLBACK
from ingest.read.head import Head, issue_number, read_head
from ingest.read.issue_dates import day_of_front
from ingest.read.items import Node, to_node
from ingest.read.layouts.notes import COUNTED, lay_out_notes
from ingest.read.layouts.numbered import is_numbered, lay_out_numbered
from ingest.read.layouts.outline import Laid, is_section_name, lay_out
from ingest.read.markdown.blocks import Block
from ingest.read.parse import Manuscript, assemble, open_manuscript, parse_manuscript
from kg.model import Issue

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]+")
_SENTENCE_END = re.compile(r"[。！？!?.…][”’」』）)\"']*$")


def parse_draft(text: str, name: str = "draft") -> Issue:
    r"""Read what an editor is about to publish.

    A whole issue, and whatever is written as a newsletter that we know, is cut as a build cuts it. Elsewhere a heading
    with what stands below it is one item (one that names a section is none: there each entry of a list is), and outside
    of headings so is each entry of a list and each paragraph.

    Parameters
    ----------
    text
        Markdown, or plain text; "" is a draft without items.
    name
        What to call it, e.g. its file name, which may tell its date.

    Returns
    -------
    Issue
        Its items; number and date are None where the draft tells none.

    Examples
    --------
    >>> [item.title for item in parse_draft("OpenAI发布了新模型。很快。\n\nNvidia invests in Intel.").items]
    ['OpenAI发布了新模型。', 'Nvidia invests in Intel.']
    >>> [item.text for item in parse_draft("# A story\n\n- One point\n- Another\n\n# A second\n\nText.").items]
    ['A story\n- One point\n- Another', 'A second\nText.']
    """
    manuscript = open_manuscript(_CONTROL.sub(" ", text), name)
    dialect = manuscript.find_dialect()
    if dialect is None and not _is_whole_issue(manuscript):
        head = _draft_head(manuscript)
        nodes = [part for node in head.nodes for part in _as_meant(node, manuscript.refs)]
        return assemble(manuscript, FALLBACK, head, _lay_out(nodes)).issue
    dialect = dialect or FALLBACK
    head = read_head(manuscript.front, manuscript.nodes, dialect)
    if dialect.layout in ("outline", "grid") and not any(node.is_heading for node in head.nodes):
        nodes = [part for node in head.nodes for part in _as_meant(node, manuscript.refs)]
        return assemble(manuscript, dialect, head, lay_out_notes(nodes, dialect)).issue
    return parse_manuscript(manuscript, dialect).issue


def _is_whole_issue(manuscript: Manuscript) -> bool:
    """Whether a draft is headed as an issue is: its number is told, or its front matter has a title and a day."""
    front = manuscript.front
    head = read_head(front, manuscript.nodes, FALLBACK)
    if issue_number(front, head, FALLBACK) is not None:
        return True
    return bool(read_head(front, (), FALLBACK).title) and day_of_front(front) is not None


def _draft_head(manuscript: Manuscript) -> Head:
    """The title of a draft; the heading that opens it is a story or a section, unless it stands above all others."""
    head = read_head(manuscript.front, manuscript.nodes, FALLBACK)
    if not head.used or read_head(manuscript.front, (), FALLBACK).title or _stands_above(manuscript.nodes):
        return head
    return Head("", "", manuscript.nodes, ())


def _stands_above(nodes: Sequence[Node]) -> bool:
    """Whether the heading that opens a draft is of a higher level than all others, of which there are several."""
    title, *others = (node for node in nodes if node.is_heading)
    lower = [node for node in others if node.block.level > title.block.level]
    return len(lower) == len(others) > 1 and not is_section_name(title.inline.text)


def _as_meant(node: Node, refs: Mapping[str, str]) -> list[Node]:
    """A block as an editor meant it: a sentence above a rule is no heading, lines that are counted are a list."""
    block = node.block
    if node.is_heading and block.last > block.first and block.level == 2 and _SENTENCE_END.search(block.text):
        return [Node(replace(block, kind="paragraph", level=0), node.inline)]
    if node.is_top_paragraph:
        return _counted(node, refs) or [node]
    return [node]


def _counted(node: Node, refs: Mapping[str, str]) -> list[Node]:
    """Entries of a paragraph whose lines are counted ``1、``, ``2、``; none where they are not."""
    lines = node.block.text.split("\n")
    starts = [index for index, line in enumerate(lines) if COUNTED.match(line)]
    if len(starts) < 2 or starts[0]:
        return []
    return [
        to_node(_entry(node.block, lines[start:end], start), refs) for start, end in pairwise([*starts, len(lines)])
    ]


def _entry(block: Block, lines: Sequence[str], above: int) -> Block:
    """Some lines of a paragraph as an entry of a list."""
    number, _, first = lines[0].partition("、")
    line = min(block.first + above, block.last)
    return replace(
        block,
        kind="bullet",
        text="\n".join([f"{first.strip()}  ", *lines[1:]]),
        first=line,
        last=min(line + len(lines) - 1, block.last),
        marker=f"{number}.",
    )


def _lay_out(nodes: Sequence[Node]) -> Laid:
    """Notes down to the first heading, from there on stories and sections."""
    first = next((index for index, node in enumerate(nodes) if node.is_heading), len(nodes))
    notes, below = lay_out_notes(nodes[:first], FALLBACK), nodes[first:]
    laid = lay_out_numbered(below, FALLBACK) if is_numbered(below) else lay_out(below, FALLBACK, draft=True)
    return Laid([*notes.items, *laid.items], laid.headings, [*notes.dropped, *laid.dropped])
