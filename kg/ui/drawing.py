"""Drawings of an issue (SVG): read by a strict list of what a drawing needs, and written anew from that alone.

A browser shows the result inside an image, where nothing acts and nothing is fetched; here goes what could tempt it to:
scripts, styles that load, references that lead out of the drawing, and what is small in the file and endless on the
screen.
"""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from kg.ui.drawing_words import ATTRIBUTES, ELEMENTS, GROUPS, clean_style, clean_styles, clean_value
from kg.ui.raster import raster

MOST_BYTES = 2_000_000
MOST_ELEMENTS = 20_000
MOST_DEPTH = 60
MOST_CHAIN = 200  # elements that lie in or lean on one another
MOST_DRAWN = 200_000  # elements that a browser draws, each reference followed
MOST_WRITTEN = 4_000_000
MOST_PHOTOGRAPHS = 8
_PHOTOGRAPH_SIDE = 1000
LONGEST_SIDE = 50  # times the shorter one
_SVG = "http://www.w3.org/2000/svg"
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_HREF = frozenset({"href", "http://www.w3.org/1999/xlink href"})
_SPEAKING = frozenset({"text", "tspan", "textPath", "style", "title", "desc"})
_LENGTH = re.compile(r"\+?(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s?(px|pt|pc|mm|cm|in)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,2})?", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)", re.IGNORECASE)
_CORNER = re.compile(_NUMBER.pattern + "|[a-z]", re.IGNORECASE)
_PHOTOGRAPH = re.compile(r"data:image/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]+)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that may be shown: its text, its width and its height in pixels."""

    svg: str
    width: float
    height: float

    @property
    def address(self) -> str:
        """The drawing as a ``data:`` address."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode("ascii")


@dataclass(slots=True)
class _Element:
    """An element that is kept."""

    tag: str
    attributes: dict[str, str]
    inside: list[_Element | str] = field(default_factory=list)

    def children(self) -> Iterator[_Element]:
        return (each for each in self.inside if isinstance(each, _Element))


class _Refused(Exception):
    """No drawing, or none that may be shown."""


def drawing(data: bytes) -> Drawing | None:
    """The drawing in a file, cleaned; None where it is none or asks too much."""
    if len(data) > MOST_BYTES:
        return None
    try:
        root = _Reader().read(data)
        width, height, box = _size(root)
        _bound(root)
    except (_Refused, expat.ExpatError, ValueError, LookupError):  # the latter two: the encoding that it says it has
        return None
    root.attributes |= {"width": f"{width:g}", "height": f"{height:g}", "viewBox": box}
    written = f'<svg xmlns="{_SVG}"' + _written(root).removeprefix("<svg")
    return Drawing(written, width, height) if len(written) <= MOST_WRITTEN else None


class _Reader:
    """Reads a file into the elements that are kept; what stands inside any other is left out with it."""

    def __init__(self) -> None:
        self._open: list[_Element] = []
        self._root: _Element | None = None
        self._ids: set[str] = set()
        self._seen = self._depth = self._photographs = 0
        self._outside = 0  # depth at which an element began that is left out
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity

    def read(self, data: bytes) -> _Element:
        self._parser.Parse(data, True)
        if self._root is None:
            raise _Refused
        return self._root

    def _entity(self, *_: object) -> None:
        raise _Refused  # a drawing needs none; they multiply, and some are files

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._seen += 1
        self._depth += 1
        if self._seen > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise _Refused
        space, _, tag = name.rpartition(" ")
        if self._depth == 1 and (tag != "svg" or space not in {"", _SVG}):
            raise _Refused
        if self._outside:
            return
        kept = self._kept(tag, attributes) if space in {"", _SVG} else None
        if kept is None:
            self._outside = self._depth
            return
        if self._open:
            self._open[-1].inside.append(kept)
        else:
            self._root = kept
        self._open.append(kept)

    def _kept(self, tag: str, attributes: dict[str, str]) -> _Element | None:
        """The element with what it may say, None where it is left out."""
        if tag in GROUPS:
            tag, attributes = "g", {name: value for name, value in attributes.items() if name not in _HREF}
        if tag not in ELEMENTS:
            return None
        said: dict[str, str] = {}
        for name, value in attributes.items():
            shown = self._reference(tag, value) if name in _HREF else _said(name, value)
            if shown is not None:
                said["href" if name in _HREF else name] = shown
        if tag == "image" and "href" not in said:
            return None
        if said.get("id") in self._ids:
            del said["id"]  # the first of a name is the one that is meant
        self._ids.add(said.get("id", ""))
        return _Element(tag, said)

    def _reference(self, tag: str, value: str) -> str | None:
        """A reference into the drawing itself; of an image, a photograph that was decoded here."""
        value = value.strip()
        if tag != "image":
            return value if re.fullmatch(r"#[\w.:-]{1,200}", value) else None
        found = _PHOTOGRAPH.fullmatch(value)
        self._photographs += found is not None
        if found is None or self._photographs > MOST_PHOTOGRAPHS:
            return None
        image = raster(base64.b64decode(found[1]), width=_PHOTOGRAPH_SIDE, height=_PHOTOGRAPH_SIDE)
        if image is None:
            return None
        written, kind = io.BytesIO(), "PNG" if image.mode == "RGBA" else "JPEG"
        image.save(written, kind, quality=85)
        return f"data:image/{kind.lower()};base64," + base64.b64encode(written.getvalue()).decode("ascii")

    def _end(self, name: str) -> None:
        if not self._outside:
            done = self._open.pop()
            if done.tag == "style":
                done.inside = [clean_styles("".join(each for each in done.inside if isinstance(each, str)))]
        elif self._outside == self._depth:
            self._outside = 0
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._open and not self._outside and self._open[-1].tag in _SPEAKING:
            self._open[-1].inside.append(text)


def _said(name: str, value: str) -> str | None:
    """What an attribute says, None where it is left out."""
    if name == "style":
        return clean_style(value)
    return clean_value(value) if name in ATTRIBUTES else None


def _size(root: _Element) -> tuple[float, float, str]:
    """Width, height and view box of a drawing, in proportions that a page bears."""
    said = root.attributes
    numbers = [float(number) for number in _NUMBER.findall(said.get("viewBox", ""))]
    box = numbers if len(numbers) == 4 and all(map(math.isfinite, numbers)) and min(numbers[2:]) > 0 else None
    width, height = (_length(said.get(name, "")) for name in ("width", "height"))
    if box is not None:
        ratio = box[2] / box[3]
        width, height = width or (height * ratio if height else box[2]), height or (width or box[2]) / ratio
    if not width or not height or max(width, height) > LONGEST_SIDE * min(width, height):
        raise _Refused
    shrunk = min(1.0, 4000 / max(width, height))
    shown = " ".join(f"{number:g}" for number in box or (0, 0, width, height))
    return width * shrunk, height * shrunk, shown


def _length(text: str) -> float:
    """A length in pixels, 0 where none is said or it is a share of the page."""
    found = _LENGTH.fullmatch(text.strip())
    return float(found[1]) * _PIXELS[found[2] or "px"] if found else 0.0


def _bound(root: _Element) -> None:
    """Refuse a drawing that refers to itself, or of which little text makes a browser draw without end."""
    elements = [root]
    for each in elements:
        elements += each.children()
    known = {each.attributes["id"]: each for each in elements if "id" in each.attributes}
    for sheet in (each for each in elements if each.tag == "style"):
        # A style sheet may give any element its paint, so that must be a plain one: a gradient has nothing inside.
        named = [known.get(name) for text in sheet.inside for name in _REFERENCE.findall(str(text))]
        if any(paint is not None and paint.tag not in _GRADIENTS for paint in named):
            raise _Refused
    _Count(known).drawn(root)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a browser draws for an element, uses followed: elements, corners of lines; and the work, paints included."""

    elements: int
    corners: int
    work: int


class _Count:
    """Counts what is drawn: a paint, mask or mark that an element names is drawn for each element inside it."""

    def __init__(self, known: dict[str, _Element]) -> None:
        self._known = known
        self._done: dict[int, _Drawn] = {}
        self._open: set[int] = set()

    def drawn(self, element: _Element) -> _Drawn:
        """What is drawn for an element; refuses what is too much."""
        me = id(element)
        if me in self._done:
            return self._done[me]
        if me in self._open or len(self._open) > MOST_CHAIN:
            raise _Refused
        self._open.add(me)
        inside = [self.drawn(each) for each in element.children()]
        used = self._known.get(element.attributes.get("href", "")[1:])
        if used is not None:
            inside.append(self.drawn(used))
        elements = 1 + sum(each.elements for each in inside)
        corners = _corners(element) + sum(each.corners for each in inside)
        work = 1 + sum(each.work for each in inside)
        for name, value in element.attributes.items():
            for named in _REFERENCE.findall(value):
                if named in self._known:
                    often = corners if "marker" in name + value else elements
                    work += often * self.drawn(self._known[named]).work
        if work > MOST_DRAWN:
            raise _Refused
        self._open.remove(me)
        self._done[me] = _Drawn(elements, corners, work)
        return self._done[me]


def _corners(element: _Element) -> int:
    """At most so many corners has a line, where a mark may stand."""
    return 2 + len(_CORNER.findall(element.attributes.get("d", "") + " " + element.attributes.get("points", "")))


def _written(element: _Element) -> str:
    """The element as text."""
    said = "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes.items())
    inside = "".join(_written(each) if isinstance(each, _Element) else escape(each) for each in element.inside)
    return f"<{element.tag}{said}>{inside}</{element.tag}>"
