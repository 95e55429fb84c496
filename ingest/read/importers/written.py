"""How text, links and figures are written in Markdown, so that they mean the same there and nothing else."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from ingest.read.importers.html_tree import attribute

_URL = re.compile(r"(https?://[^\s<>\"'）)】」》，。；、]*[^\s<>\"'）)】」》，。；、*_])")
_ACCIDENT = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~)|(?<=~)~|\{(?=[{%])")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_OPENING = re.compile(r"^(#{1,6}(?= |$)|>|\+(?= |$)|=+$|(?:-[ \t]*)+$|\|)")
_YEAR_DOT = re.compile(r"^(\d{4,})([.)](?: |$))")
_FIGURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_FIGURE_TARGET = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|heic|avif)(?:\?\S*)?$", re.IGNORECASE)
_BALANCED = re.compile(r"[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*")


def escaped(text: str) -> str:
    r"""Write text so that nothing in it becomes markup by accident; addresses stay as they are.

    Examples
    --------
    >>> escaped("a * b_c <b> https://a.example/x_y_*")
    'a \\* b_c &lt;b> https://a.example/x_y\\_\\*'
    """
    parts = _URL.split(text)
    # A tag as an entity: what looks like the end of a layout is taken for one even behind a backslash.
    written = (
        part if index % 2 else _TAG.sub("&lt;", _ACCIDENT.sub(r"\\\g<0>", part)) for index, part in enumerate(parts)
    )
    return "".join(written)


class Line:
    """A block of text as lines."""

    @staticmethod
    def broken(paragraph: str) -> list[str]:
        """Lines of a paragraph, each but the last with the mark of a break; none begins like another kind of block.

        A number or a dash that somebody wrote before an entry stays: it is a list, if not of HTML's.
        """
        lines = [line for line in paragraph.split("\n") if line]
        safe = [_YEAR_DOT.sub(r"\1\\\2", _OPENING.sub(r"\\\1", line)) for line in lines]
        return [f"{line}  " for line in safe[:-1]] + safe[-1:]


def link(label: str, target: str) -> str:
    """Write a link; spaces around its label stay outside, and one without any label is left out."""
    inner = label.replace("\n", " ")
    bare = inner.strip()
    if not bare:
        return inner and " "
    if _FIGURE.fullmatch(bare) and _FIGURE_TARGET.search(target):
        return inner  # an image that leads to itself, larger
    before, after = _around(inner)
    return f"{before}[{bare}]({destination(target)}){after}"


def destination(target: str) -> str:
    """Write an address so that it may stand between the parentheses of a link."""
    target = re.sub(r"[\r\n\t]", "", target.strip())
    if _BALANCED.fullmatch(target):
        return target
    return target.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E").replace("(", "%28").replace(")", "%29")


def marked(inner: str, mark: str) -> str:
    """Write an emphasis; spaces stay outside, each of several lines has its own."""
    return "\n".join(_marked_line(line, mark) for line in inner.split("\n"))


def _marked_line(line: str, mark: str) -> str:
    bare = line.strip()
    if not bare:
        return line
    before, after = _around(line)
    return f"{before}{mark}{bare}{mark}{after}"


def _around(text: str) -> tuple[str, str]:
    return (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")


def figure(node: LexborNode, base: str) -> str:
    """Write an image; the small pictures that stand for a character are that character."""
    alt = " ".join(attribute(node, "alt").split())
    source = attribute(node, "data-src") or attribute(node, "src") or attribute(node, "data-original")
    if not source or source.startswith("data:"):
        return escaped(alt) if _is_sign(alt) else ""
    if _is_sign(alt):
        return alt
    if base:
        try:
            source = urljoin(base, source)
        except ValueError:
            return ""
    return f"![{escaped(alt)}]({destination(source)})"


def _is_sign(alt: str) -> bool:
    """Whether the text of an image is one emoji."""
    return 0 < len(alt) <= 4 and not any(char.isalnum() or char.isascii() for char in alt)
