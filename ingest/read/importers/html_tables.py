"""Which tables of a page hold data; the others only lay it out, as those of mails do."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from ingest.read.importers.html_tree import attribute, elements

_LAYOUT = ("cellpadding", "cellspacing", "bgcolor", "align", "width", "background")
_BLOCKS_IN_CELLS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "hr"})
_MOST_CELLS = 100_000  # a table beyond that is none that a person reads


def is_data(table: LexborNode) -> bool:
    """Whether a table holds data: rows of as many cells each, none of which holds a page of its own."""
    if attribute(table, "role").lower() in ("presentation", "none"):
        return False
    rows: list[int] = []
    heads = False
    for count, node in enumerate(elements(table)):
        if node.tag in _BLOCKS_IN_CELLS or count > _MOST_CELLS:
            return False
        if node.tag == "tr":
            rows.append(0)
        elif node.tag in ("td", "th") and rows:
            rows[-1] += 1
            heads = heads or node.tag == "th"
    if not rows or max(rows) < 2:
        return False
    if heads:
        return True
    return len(rows) > 1 and len(set(rows)) == 1 and not any(attribute(table, name) for name in _LAYOUT)
