"""Markdown and plain text: the file as it is, or each of its issues where it holds many."""

from __future__ import annotations

from dataclasses import replace

from ingest.read.importers.many import split_issues
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages


def read_markdown(material: Material) -> Pages:
    """Read a file of Markdown: one issue, or several where its headings tell them."""
    decoded = material.decoded()
    pages = split_issues(decoded.text, material)
    if pages is None:
        return Pages((Page(decoded.text, remark=decoded.remark),))
    if decoded.remark and pages.pages:
        pages = replace(pages, pages=(replace(pages.pages[0], remark=decoded.remark), *pages.pages[1:]))
    return pages
