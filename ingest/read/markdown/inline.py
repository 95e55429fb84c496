"""One paragraph of Markdown -> its visible text, its links in order, its figures.

CommonMark's own rules are wrong for mixed Chinese and English: ``**重点：**下文`` does not close there, because the
stars stand between full-width punctuation and a letter, and editors' tools break emphasis around links
(``*Opinion：…*[*post*](url)*…*``). What is needed here is not HTML but exact offsets, URLs as written (bare ones too,
which end where Chinese begins) and Liquid figures. So this is a scanner of its own; it reads the text once, left to
right, in time that grows linearly with its length whatever it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ingest.read.markdown.scanner import Inline, InlineImage, InlineLink, InlineScanner

__all__ = ["Inline", "InlineImage", "InlineLink", "read_inline"]


def read_inline(
    source: str, refs: Mapping[str, str] | None = None, *, rows: bool = False, notes: bool = True
) -> Inline:
    r"""Read one paragraph.

    Parameters
    ----------
    source
        Its Markdown, lines separated by newlines.
    refs
        Targets of reference links, keys in lower case, and the text of footnotes under ``^`` and their name.
    rows
        Whether its lines are rows of a table, which stay lines whatever they hold.
    notes
        Whether the text of footnotes is shown below it; else only where they lead.

    Examples
    --------
    >>> read_inline("A claim[^1] that\ngoes on.", {"^1": "See there."}).text
    'A claim that goes on.\nSee there.'
    >>> read_inline("xAI[发布](https://x.ai/news)了**Grok**，见https://x.ai。").text
    'xAI发布了Grok，见https://x.ai。'
    """
    scanner = InlineScanner(source, refs or {}, rows=rows)
    inline = scanner.run()
    return _with_notes(inline, scanner, notes) if scanner.notes else inline


def _with_notes(inline: Inline, scanner: InlineScanner, shown: bool) -> Inline:
    """A paragraph with the footnotes that it refers to."""
    text, links, images = inline.text, list(inline.links), list(inline.images)
    names, seen = list(scanner.notes), set(scanner.notes)
    for count, name in enumerate(names):
        reader = InlineScanner(scanner.refs[name], scanner.refs)
        note = reader.run()
        if count < len(scanner.notes):  # notes of notes, but no longer chain
            names += [each for each in reader.notes if each not in seen]
            seen.update(reader.notes)
        offset = len(text) + (1 if text else 0)
        if shown and note.text:
            text = f"{text}\n{note.text}" if text else note.text
        for link in note.links:
            start, end = (link.start + offset, link.end + offset) if shown and note.text else (len(text), len(text))
            links.append(InlineLink(link.url, start, end))
        images += note.images
    return replace(inline, text=text, links=tuple(links), images=tuple(images))
