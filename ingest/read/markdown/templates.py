"""Code of templates in Markdown: Liquid, Hugo's shortcodes, attributes of kramdown, comments of MDX."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.read.markdown.marks import is_url

_LONGEST = 2000
_PAIRS = (("{%", "%}"), ("{{{", "}}}"), ("{{", "}}"), ("{/*", "*/}"))
_PATH = re.compile(r"\b(?:path|src|url|link|href)\s*=\s*[\"']([^\"']+)[\"']")
_ALT = re.compile(r"\b(?:alt|caption|title)\s*=\s*[\"']([^\"']*)[\"']")
_FIRST = re.compile(r"\{\{[<%]\s*(?:figure|img|image|picture)\s+[\"']?([^\s\"'=]+)[\"']?\s*/?[>%]\}\}")
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)\b", re.IGNORECASE)
_ATTRIBUTES = re.compile(
    r"\{:?[ \t]*(?:(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"{}\n]{0,200}\"|'[^'{}\n]{0,200}'|[^\s\"'{}]{1,200}))[ \t]*)+\}"
)


@dataclass(frozen=True, slots=True)
class Template:
    """Code of a template: all of it, and what it shows or leads to.

    Attributes
    ----------
    code
        As written.
    url
        The web page that it leads to, "" where none.
    image, alt
        The figure that it shows, "" where none.
    """

    code: str
    url: str = ""
    image: str = ""
    alt: str = ""


def read_template(source: str, at: int) -> Template | None:
    """Read the code that begins at a brace, None where none does.

    Examples
    --------
    >>> read_template('{{< figure src="/a.png" alt="A cat" >}}', 0).image
    '/a.png'
    >>> read_template("{% raw %} x", 0).code
    '{% raw %}'
    """
    for opener, closer in _PAIRS:
        if source.startswith(opener, at):
            close = source.find(closer, at + len(opener), at + _LONGEST)
            return _meaning(source[at : close + len(closer)]) if close >= 0 else None
    attributes = _ATTRIBUTES.match(source, at)
    if attributes and (source.startswith("{:", at) or source[at - 1 : at] in (")", "]", "*", "_", "`")):
        return Template(attributes[0])
    return None


def _meaning(code: str) -> Template:
    path = _PATH.search(code) or _FIRST.fullmatch(code)
    if not path:
        return Template(code)
    if _IMAGE.search(path[1]) or re.match(r"\{\{[<%]\s*(?:figure|img|image|picture)\b", code):
        if not code.startswith(("{%", "{{<", "{{%")):
            return Template(code)
        alt = _ALT.search(code)
        return Template(code, image=path[1], alt=alt[1] if alt else "")
    return Template(code, url=path[1]) if is_url(path[1]) else Template(code)
