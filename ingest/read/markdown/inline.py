"""One paragraph of Markdown -> its visible text, its links in order, its figures.

CommonMark's own rules are wrong for mixed Chinese and English: ``**重点：**下文`` does not close there, because the
stars stand between full-width punctuation and a letter, and editors' tools break emphasis around links
(``*Opinion：…*[*post*](url)*…*``). What is needed here is not HTML but exact offsets, URLs as written (bare ones too,
which end where Chinese begins) and Liquid figures. So this is a scanner of its own; it reads the text once, left to
right, in time that grows linearly with its length whatever it holds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.read.markdown.marks import attributes as read_attributes
from ingest.read.markdown.marks import bracket_pairs, code_spans, is_url, is_word, trim_url
from ingest.read.markdown.targets import LinkTargets
from kg.text.words import HAN

_SPECIAL = re.compile(r"https?://|[\\`<!\[\]*_~&{]", re.IGNORECASE)
_ESCAPABLE = frozenset("\\`*_{}[]()<>#+-.!|~&\"'$%,/:;=?@^")
_BARE = re.compile(
    rf"https?://[^\s<>\"`|\\^{{}}{HAN}\u3000-\u303f\uff00-\uffef\u2018-\u201f\u2026\u2014]+", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)(/?)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PATH_ATTRIBUTE = re.compile(r"\b(?:path|src|url)\s*=\s*[\"']([^\"']+)[\"']")
_TEMPLATE_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)\b", re.IGNORECASE)

# Tags that only shape the page. Anything else in angle brackets is what the author wrote (``<FORK-1>``, ``List<int>``).
TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr address article aside audio b big blockquote body br button caption center cite code col "
        "colgroup dd del details dfn div dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 "
        "head header hr html i iframe img input ins kbd label li link main mark meta nav object ol p picture "
        "pre q s samp script section small source span strike strong style sub summary sup svg table tbody td "
        "tfoot th thead time title tr track tt u ul var video wbr",
    )
)
_EMBEDS = frozenset({"iframe", "video", "embed", "source", "audio", "object"})


@dataclass(frozen=True, slots=True)
class InlineLink:
    """A URL as written and the stretch of visible text that leads to it."""

    url: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A figure: its source as written, its alternative text."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A paragraph as a reader sees it.

    Attributes
    ----------
    text
        Visible text, trimmed.
    links
        In order of appearance; offsets point into `text`.
    images
        In order of appearance.
    emphasis
        ``strong`` or ``em`` where all of the text is so marked, else "".
    leftovers
        Template code that was dropped.
    """

    text: str
    links: tuple[InlineLink, ...] = ()
    images: tuple[InlineImage, ...] = ()
    emphasis: str = ""
    leftovers: tuple[str, ...] = ()


def is_layout(name: str, attributes: str) -> bool:
    """Whether a tag shapes the page: one of HTML's, a custom element, or anything with attributes."""
    return name.lower() in TAGS or "=" in attributes or ("-" in name and name.islower())


def read_inline(source: str, refs: Mapping[str, str] | None = None) -> Inline:
    """Read one paragraph.

    Parameters
    ----------
    source
        Its Markdown, lines separated by newlines.
    refs
        Targets of reference links, keys in lower case.

    Examples
    --------
    >>> read_inline("xAI[发布](https://x.ai/news)了**Grok**，见https://x.ai。").text
    'xAI发布了Grok，见https://x.ai。'
    """
    return _InlineScanner(source, refs or {}).run()


class _InlineScanner:
    """State of one left-to-right pass; `pieces` joined are the visible text."""

    def __init__(self, source: str, refs: Mapping[str, str]) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.links: list[tuple[str, int, int]] = []  # url, first piece, piece after the last
        self.images: list[InlineImage] = []
        self.leftovers: list[str] = []
        self.marked: list[tuple[int, int, int]] = []  # piece of the opener, of the closer, strength
        self.openers: dict[str, list[tuple[int, int]]] = {"*": [], "_": []}
        self.contexts: list[tuple[int, str, int, dict[str, list[tuple[int, int]]]]] = []  # open links: end, url, piece
        self.anchors: list[tuple[str, int]] = []  # open <a href>
        self.code = code_spans(source)
        self.brackets, self.outer = bracket_pairs(source, self.code)
        self.targets = LinkTargets(source, refs, self.brackets)
        self.missing: set[str] = set()  # closers of which no more come

    def run(self) -> Inline:
        source, position, size = self.source, 0, len(self.source)
        while position < size:
            if self.contexts and position == self.contexts[-1][0]:
                position = self.close_link(position)
                continue
            found = _SPECIAL.search(source, position)
            stop = found.start() if found else size
            if self.contexts:
                stop = min(stop, self.contexts[-1][0])
            if stop > position:
                self.pieces.append(source[position:stop])
                position = stop
                continue
            position = self.special(position, source[position])
        while self.anchors:
            self.end_anchor()
        return self.result()

    def special(self, at: int, char: str) -> int:
        """Read what begins with a special character at `at`; the position after it."""
        source = self.source
        if char in "hH":
            return self.bare_url(at)
        if char == "\\" and at + 1 < len(source) and source[at + 1] in _ESCAPABLE:
            self.pieces.append(source[at + 1])
            return at + 2
        if char == "`" and at in self.code:
            return self.code_span(at)
        if char in "*_":
            return self.emphasis(at, char)
        if char == "<":
            return self.angle(at)
        if char == "!" and source.startswith("![", at):
            return self.image(at) or self.literal(at, 2)
        if char == "[":
            return self.open_link(at) or self.literal(at, 1)
        if char == "~" and source.startswith("~~", at):
            return at + 2
        if char == "{":
            return self.template(at) or self.literal(at, 1)
        if char == "&":
            entity = _ENTITY.match(source, at)
            if entity:
                self.pieces.append(html.unescape(entity[0]).replace("\xa0", " "))
                return entity.end()
        return self.literal(at, 1)

    def literal(self, at: int, size: int) -> int:
        self.pieces.append(self.source[at : at + size])
        return at + size

    def bare_url(self, at: int) -> int:
        """A URL without markup; inside a link's label it is only text."""
        found = _BARE.match(self.source, at)
        if not found:
            return self.literal(at, 1)
        end = at + len(trim_url(found[0]))
        if self.contexts:
            end = min(end, self.contexts[-1][0])
        if end - at <= len("https://"):
            return self.literal(at, end - at)
        if not self.contexts and not self.anchors:
            self.links.append((self.source[at:end], len(self.pieces), len(self.pieces) + 1))
        return self.literal(at, end - at)

    def code_span(self, at: int) -> int:
        end, ticks = self.code[at]
        inside = self.source[at + ticks : end - ticks].replace("\n", " ")
        if inside.strip() and inside[0] == " " == inside[-1]:
            inside = inside[1:-1]
        self.pieces.append(inside)
        return end

    def emphasis(self, at: int, char: str) -> int:
        """A run of stars or underscores: markup where it can open or close, else text."""
        source, end = self.source, at
        while end < len(source) and source[end] == char:
            end += 1
        before = source[at - 1] if at else " "
        after = source[end] if end < len(source) else " "
        size = end - at
        inside_word = is_word(before) and is_word(after) and (char == "_" or size == 1)
        piece = len(self.pieces)
        left = size
        if not inside_word and not before.isspace():
            stack = self.openers[char]
            while left and stack:
                opener, count = stack.pop()
                used = min(count, left)
                left -= used
                self.pieces[opener] = char * (count - used)
                self.marked.append((opener, piece, used))
                if count > used:
                    stack.append((opener, count - used))
        self.pieces.append(char * left)
        if left and not inside_word and not after.isspace():
            self.openers[char].append((piece, left))
        return end

    def angle(self, at: int) -> int:
        """An autolink, a comment, or a tag."""
        source = self.source
        if source.startswith("<http", at):
            close = self.find(">", at)
            url = source[at + 1 : close] if close > 0 else ""
            if re.fullmatch(r"https?://[^\s<]+", url):
                self.links.append((url, len(self.pieces), len(self.pieces) + 1))
                self.pieces.append(url)
                return close + 1
        if source.startswith("<!--", at):
            close = self.find("-->", at + 4)
            if close > 0:
                self.leftovers.append(source[at : close + 3])
                return close + 3
        tag = _TAG.match(source, at)
        if not tag or not is_layout(tag[2], tag[3]):
            return self.literal(at, 1)
        self.tag(tag[2].lower(), bool(tag[1]), read_attributes(tag[3]))
        return tag.end()

    def tag(self, name: str, closing: bool, attributes: Mapping[str, str]) -> None:
        """Keep what a tag shows or leads to."""
        source = attributes.get("src", attributes.get("data", ""))
        if name == "br":
            self.pieces.append("\n")
        elif name == "img" and source:
            self.images.append(InlineImage(source, attributes.get("alt", "")))
        elif name in _EMBEDS and is_url(source):
            self.links.append((source, len(self.pieces), len(self.pieces)))
        elif name == "a" and closing and self.anchors:
            self.end_anchor()
        elif name == "a" and not closing:
            self.anchors.append((attributes.get("href", ""), len(self.pieces)))

    def end_anchor(self) -> None:
        url, piece = self.anchors.pop()
        if is_url(url):
            self.links.append((url, piece, len(self.pieces)))

    def image(self, at: int) -> int:
        """A figure; 0 where this is none."""
        close = self.brackets.get(at + 1, -1)
        if close < 0:
            return 0
        target, end = self.targets.find(close)
        if end == 0:
            return 0
        self.images.append(InlineImage(target, self.source[at + 2 : close]))
        return end

    def open_link(self, at: int) -> int:
        """Begin a link's label; 0 where this is no link."""
        close = self.brackets.get(at, -1)
        if close < 0 or self.contexts:
            return 0
        target, end = self.targets.find(close)
        if end == 0 or at in self.outer:  # of two links the inner one counts
            return 0
        saved, self.openers = self.openers, {"*": [], "_": []}
        self.contexts.append((close, target, len(self.pieces), saved))
        return at + 1

    def close_link(self, at: int) -> int:
        _, url, piece, self.openers = self.contexts.pop()
        if is_url(url):
            self.links.append((url, piece, len(self.pieces)))
        return self.targets.find(at)[1]

    def template(self, at: int) -> int:
        """Liquid or mustache code: a figure where it names one, else dropped; 0 where this is none."""
        source = self.source
        for opener, closer in (("{%", "%}"), ("{{{", "}}}"), ("{{", "}}")):
            if source.startswith(opener, at):
                close = self.find(closer, at + len(opener))
                if close < 0 or close - at > 2000:
                    return 0
                code = source[at : close + len(closer)]
                path = _PATH_ATTRIBUTE.search(code)
                if path and is_url(path[1]) and not _TEMPLATE_IMAGE.search(path[1]):
                    self.links.append((path[1], len(self.pieces), len(self.pieces)))
                elif opener == "{%" and path and _TEMPLATE_IMAGE.search(path[1]):
                    alt = re.search(r"\b(?:alt|caption|title)\s*=\s*[\"']([^\"']*)[\"']", code)
                    self.images.append(InlineImage(path[1], alt[1] if alt else ""))
                else:
                    self.leftovers.append(code)
                return close + len(closer)
        return 0

    def find(self, text: str, at: int) -> int:
        """Like str.find, but the text is searched to its end in vain only once."""
        if text in self.missing:
            return -1
        found = self.source.find(text, at)
        if found < 0:
            self.missing.add(text)
        return found

    def result(self) -> Inline:
        """Offsets of the joined pieces, trimmed."""
        starts = [0]
        for piece in self.pieces:
            starts.append(starts[-1] + len(piece))
        whole = "".join(self.pieces)
        text = whole.strip()
        shift = len(whole) - len(whole.lstrip())
        links = []
        for url, first, last in sorted(self.links, key=lambda link: link[1]):
            start, end = starts[first] - shift, starts[last] - shift
            start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
            label = text[start:end]
            start += len(label) - len(label.lstrip())
            end = max(start, end - (len(label) - len(label.rstrip())))
            links.append(InlineLink(url, start, end))
        return Inline(text, tuple(links), tuple(self.images), self.whole_emphasis(starts, whole), tuple(self.leftovers))

    def whole_emphasis(self, starts: list[int], whole: str) -> str:
        """How all of the text is marked, if it is."""
        covered = sorted((starts[opener], starts[closer], strength) for opener, closer, strength in self.marked)
        reach, strength = 0, 3
        for first, last, marks in covered:
            if whole[reach:first].strip():
                return ""
            if last > reach:
                reach, strength = last, min(strength, marks)
        if not covered or whole[reach:].strip():
            return ""
        return "strong" if strength >= 2 else "em"
