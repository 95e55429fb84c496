"""Markdown and plain text: the file as it is, or each of its issues where it holds many."""

from __future__ import annotations

from dataclasses import replace

from ingest.read.importers.many import split_issues
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages

_NO_ISSUES = frozenset(
    {"robots", "license", "licence", "requirements", "humans", "ads", "security", "llms", "cmakelists"}
)


def is_text(material: Material) -> bool:
    """Whether a file of plain text may be an issue: not where its name says what else it is."""
    return material.stem.lower() not in _NO_ISSUES


def read_markdown(material: Material) -> Pages:
    """Read a file of Markdown: one issue, or several where its headings tell them."""
    decoded = material.decoded()
    pages = split_issues(decoded.text, material)
    if pages is None:
        return Pages((Page(decoded.text, remark=decoded.remark),))
    if decoded.remark and pages.pages:
        pages = replace(pages, pages=(replace(pages.pages[0], remark=decoded.remark), *pages.pages[1:]))
    return pages
