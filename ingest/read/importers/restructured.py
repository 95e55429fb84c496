"""reStructuredText, by docutils: to HTML, and from there as every other HTML."""

from __future__ import annotations

import docutils.core
import docutils.nodes
import docutils.utils

from ingest.read.importers.days import iso_day
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages, told
from kg.errors import UsageError

_SETTINGS = {
    "file_insertion_enabled": False,  # a document reads no file of its reader's
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "syntax_highlight": "none",
    "math_output": "HTML",
}


def read_rst(material: Material) -> Pages:
    """Read a file of reStructuredText as one issue; its fields (`:date:`) as what it tells of itself."""
    decoded = material.decoded()
    try:
        tree = docutils.core.publish_doctree(decoded.text, settings_overrides=_SETTINGS)
        told_of = _fields(tree)
        title = str(tree.get("title") or told_of.get("title") or "")
        for node in [*tree.findall(docutils.nodes.docinfo), *tree.findall(docutils.nodes.system_message)]:
            node.parent.remove(node)
        parts = docutils.core.publish_parts(
            tree,
            reader="doctree",
            source_class=docutils.io.DocTreeInput,
            writer="html5",
            settings_overrides=_SETTINGS,
        )
    except (RecursionError, docutils.utils.SystemMessage) as error:
        raise UsageError("its reStructuredText is broken or nested too deep to be read") from error
    text = to_markdown(parts["html_body"])
    values = told(
        title=title,
        subtitle=told_of.get("subtitle"),
        date=iso_day(told_of.get("date", "")),
        number=told_of.get("number") or told_of.get("issue"),
        language=told_of.get("lang"),
    )
    return Pages((Page(text, values, first_line=0, remark=decoded.remark),))


def _fields(tree: docutils.nodes.document) -> dict[str, str]:
    """Fields above the text, by name in lower case."""
    found: dict[str, str] = {}
    for info in tree.findall(docutils.nodes.docinfo):
        for node in info.children:
            if isinstance(node, docutils.nodes.field):
                name, body = (child.astext() for child in node.children[:2])
                found[name.lower()] = body
            elif isinstance(node, docutils.nodes.Element):
                found[node.tagname.lower()] = node.astext()
    return found
