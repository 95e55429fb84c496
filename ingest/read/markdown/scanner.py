"""One left-to-right pass over a paragraph of Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.read.markdown.breaks import join_lines, kept_breaks
from ingest.read.markdown.definitions import plain_name
from ingest.read.markdown.emphasis import Emphasis, Run
from ingest.read.markdown.html import is_layout
from ingest.read.markdown.marks import bracket_pairs, code_spans, is_url, is_word, trim_url
from ingest.read.markdown.marks import tag_attributes as read_attributes
from ingest.read.markdown.targets import LinkTargets
from ingest.read.markdown.templates import read_template
from kg.text.words import HAN

_SPECIAL = re.compile(r"https?://|[\\`<!\[\]*_~&{\n]", re.IGNORECASE)
_ESCAPABLE = frozenset("\\`*_{}[]()<>#+-.!|~&\"'$%,/:;=?@^")
_BARE = re.compile(
    rf"https?://[^\s<>\"`|\\^{{}}{HAN}\u3000-\u303f\uff00-\uffef\u2018-\u201f\u2026\u2014]+", re.IGNORECASE
)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_MAIL = re.compile(
    r"<(?:mailto:)?([^\s<>@\"]{1,200}@[^\s<>@\"]{1,200})>|<((?:tel|sms|ftps?|irc|xmpp|news|geo):[^\s<>]{1,500})>"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9.-]*)((?:\s[^<>]*)?)(/?)>")
_CLOSER = re.compile(r"</([A-Z][A-Za-z0-9.]*)>")
_WIKI = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\](?![(\[])")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)$", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONGEST_NOTE_NAME = 110

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
    bold
        How many characters at the beginning of `text` are strong.
    """

    text: str
    links: tuple[InlineLink, ...] = ()
    images: tuple[InlineImage, ...] = ()
    emphasis: str = ""
    leftovers: tuple[str, ...] = ()
    bold: int = 0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A link while its text is read: its URL, its first piece and the piece after its last."""

    url: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _OpenAnchor:
    """An ``<a href>`` that is not closed yet."""

    url: str
    piece: int
    name: str = "a"


@dataclass(frozen=True, slots=True)
class _OpenLink:
    """A link whose label is being read: where that ends, and the emphasis that is open around it."""

    close: int
    url: str
    piece: int
    openers: dict[str, list[Run]]


class InlineScanner:
    """State of one left-to-right pass; `pieces` joined are the visible text."""

    def __init__(self, source: str, refs: Mapping[str, str], *, rows: bool = False) -> None:
        self.source, self.refs, self.rows = source, refs, rows
        self.pieces: list[str] = []
        self.ends: dict[int, bool] = {}  # pieces that are line ends -> whether they stay
        self.kept = kept_breaks(source)
        self.notes: dict[str, None] = {}  # footnotes referred to, in order
        self.links: list[_Stretch] = []
        self.images: list[InlineImage] = []
        self.leftovers: list[str] = []
        self.emphasis = Emphasis(source, self.pieces)
        self.contexts: list[_OpenLink] = []
        self.anchors: list[_OpenAnchor] = []
        self.code = code_spans(source)
        self.brackets, self.outer = bracket_pairs(source, self.code)
        self.targets = LinkTargets(source, refs, self.brackets)
        self.closers: set[str] | None = None  # components that are closed here
        self.missing: set[str] = set()  # closers of which no more come
        # What each special character may begin: the position after it, 0 where it is only a character.
        self.rules: dict[str, Callable[[int], int]] = {
            "h": self.bare_url, "H": self.bare_url, "\\": self.escape, "`": self.code_span, "*": self.emphasis.read,
            "_": self.emphasis.read, "<": self.angle, "!": self.image, "[": self.open_link, "~": self.strike,
            "{": self.template, "&": self.entity, "\n": self.line_end,
        }  # fmt: skip

    def run(self) -> Inline:
        """Read all of it."""
        source, position, size = self.source, 0, len(self.source)
        while position < size:
            while self.contexts and position > self.contexts[-1].close:  # what began in the label goes on after it
                self.emphasis.openers = self.contexts.pop().openers
            if self.contexts and position == self.contexts[-1].close:
                position = self.close_link(position)
                continue
            found = _SPECIAL.search(source, position)
            stop = found.start() if found else size
            if self.contexts:
                stop = min(stop, self.contexts[-1].close)
            if stop > position:
                self.pieces.append(source[position:stop])
                position = stop
                continue
            rule = self.rules.get(source[position])
            position = (rule(position) if rule else 0) or self.literal(position, 1)
        while self.anchors:
            self.end_anchor()
        return self.result()

    def escape(self, at: int) -> int:
        """A character that a backslash makes ordinary; before a line end, a line end that stays."""
        if self.source.startswith("\n", at + 1):
            return self.line_end(at + 1, stays=True)
        if self.source[at + 1 : at + 2] not in _ESCAPABLE:
            return 0
        return self.literal(at + 1, 1)

    def line_end(self, at: int, *, stays: bool = False) -> int:
        """The end of a line, and the white space around it."""
        if self.pieces:
            self.pieces[-1] = self.pieces[-1].rstrip(" \t")
        self.ends[len(self.pieces)] = stays or self.rows or at in self.kept
        self.pieces.append("\n")
        end = at + 1
        while end < len(self.source) and self.source[end] in " \t":
            end += 1
        return end

    def strike(self, at: int) -> int:
        """Marks of deleted text, which is kept."""
        return at + 2 if self.source.startswith("~~", at) else 0

    def entity(self, at: int) -> int:
        """A character by its name or number."""
        entity = _ENTITY.match(self.source, at)
        if not entity:
            return 0
        self.pieces.append(html.unescape(entity[0]).replace("\xa0", " "))
        return entity.end()

    def literal(self, at: int, size: int) -> int:
        """Text as it stands."""
        self.pieces.append(self.source[at : at + size])
        return at + size

    def bare_url(self, at: int) -> int:
        """A URL without markup; inside a link's label it is only text."""
        found = _BARE.match(self.source, at)
        if not found:
            return self.literal(at, 1)
        end = at + len(trim_url(found[0]))
        if self.contexts:
            end = min(end, self.contexts[-1].close)
        if end - at <= len("https://"):
            return self.literal(at, end - at)
        if not self.contexts and not self.anchors:
            self.links.append(_Stretch(self.source[at:end], len(self.pieces), len(self.pieces) + 1))
        return self.literal(at, end - at)

    def code_span(self, at: int) -> int:
        """Text between ticks, in which nothing else is markup."""
        if at not in self.code:
            return 0
        end, ticks = self.code[at]
        inside = self.source[at + ticks : end - ticks].replace("\n", " ")
        if inside.strip() and inside[0] == " " == inside[-1]:
            inside = inside[1:-1]
        self.pieces.append(inside)
        return end

    def angle(self, at: int) -> int:
        """An autolink, a comment, or a tag."""
        source = self.source
        autolink = _AUTOLINK.match(source, at)
        if autolink:
            self.links.append(_Stretch(autolink[1], len(self.pieces), len(self.pieces) + 1))
            self.pieces.append(autolink[1])
            return autolink.end()
        mail = _MAIL.match(source, at)
        if mail:
            self.pieces.append(mail[1] or mail[2])
            return mail.end()
        if source.startswith("<!--", at):
            close = self.find("-->", at + 4)
            if close > 0:
                self.leftovers.append(source[at : close + 3])
                return close + 3
        tag = _TAG.match(source, at)
        if not tag or not (is_layout(tag[2], tag[3]) or self.is_component(tag)):
            return 0
        if tag[2][0].isupper() and tag[2].lower() != "a":
            self.component(tag)
        self.tag(tag[2].lower(), bool(tag[1]), read_attributes(tag[3]))
        return tag.end()

    def is_component(self, tag: re.Match[str]) -> bool:
        """Whether a tag in capitals is closed here or by itself: a component of MDX, and no ``List<Int>``."""
        name, before = tag[2], self.source[tag.start() - 1 : tag.start()]
        if not name[0].isupper() or not any(map(str.islower, name)) or is_word(before):
            return False
        if self.closers is None:
            self.closers = set(_CLOSER.findall(self.source))
        return bool(tag[1]) or bool(tag[4]) or tag[3].endswith("/") or name in self.closers

    def component(self, tag: re.Match[str]) -> None:
        """Keep what a component leads to."""
        if tag[1]:
            if self.anchors and self.anchors[-1].name == tag[2]:
                self.end_anchor()
            return
        values = read_attributes(tag[3])
        url = next((values[key] for key in ("href", "to", "url", "link") if is_url(values.get(key, ""))), "")
        if url and (tag[4] or tag[3].endswith("/")):
            self.link(url, len(self.pieces))
        elif url:
            self.anchors.append(_OpenAnchor(url, len(self.pieces), tag[2]))
        if tag[2].lower() != "img" and _PICTURE.search(values.get("src", "")):
            self.images.append(InlineImage(values["src"], values.get("alt", "")))

    def tag(self, name: str, closing: bool, tag_attributes: Mapping[str, str]) -> None:
        """Keep what a tag shows or leads to."""
        source = tag_attributes.get("src", tag_attributes.get("data", ""))
        if name == "br":
            self.pieces.append("\n")
        elif name == "img" and source:
            self.images.append(InlineImage(source, tag_attributes.get("alt", "")))
        elif name in _EMBEDS and is_url(source):
            self.links.append(_Stretch(source, len(self.pieces), len(self.pieces)))
        elif name == "a" and closing and self.anchors and self.anchors[-1].name == "a":
            self.end_anchor()
        elif name == "a" and not closing:
            self.anchors.append(_OpenAnchor(tag_attributes.get("href", ""), len(self.pieces)))

    def end_anchor(self) -> None:
        """Close the innermost ``<a>``."""
        anchor = self.anchors.pop()
        self.link(anchor.url, anchor.piece)

    def link(self, url: str, first: int) -> None:
        """Keep a link from a piece up to here, if it leads to a web page."""
        if is_url(url):
            self.links.append(_Stretch(url, first, len(self.pieces)))

    def image(self, at: int) -> int:
        """A figure; brackets that show none are text."""
        if not self.source.startswith("![", at):
            return 0
        wiki = _WIKI.match(self.source, at + 1)
        if wiki and _PICTURE.search(wiki[1]):
            self.images.append(InlineImage(wiki[1], "" if not wiki[2] or wiki[2].isdigit() else wiki[2]))
            return wiki.end()
        close = self.brackets.get(at + 1, -1)
        target, end = self.targets.find(close) if close >= 0 else ("", 0)
        if end == 0:
            return self.literal(at, 2)
        self.images.append(InlineImage(target, self.source[at + 2 : close]))
        return end

    def open_link(self, at: int) -> int:
        """Begin a link's label."""
        close = self.brackets.get(at, -1)
        if self.source.startswith("[^", at) and 0 < close - at < _LONGEST_NOTE_NAME:
            return self.note(f"^{self.source[at + 2 : close].lower()}", close)
        if close < 0 or self.contexts:
            return 0
        wiki = self.wiki(at) if self.source.startswith("[[", at) else 0
        if wiki:
            return wiki
        target, end = self.targets.find(close)
        if end == 0 or at in self.outer:  # of two links the inner one counts
            return 0
        self.contexts.append(_OpenLink(close, target, len(self.pieces), self.emphasis.openers))
        self.emphasis.openers = {"*": [], "_": []}
        return at + 1

    def wiki(self, at: int) -> int:
        """A link to another page of a wiki: its label, which is text."""
        wiki = _WIKI.match(self.source, at)
        if not wiki or not (wiki[2] or wiki[1][0].isalpha()) or plain_name(wiki[1]) in self.refs:
            return 0
        self.pieces.append((wiki[2] or wiki[1].partition("#")[0]).strip())
        return wiki.end()

    def note(self, name: str, close: int) -> int:
        """The mark of a footnote, which is not shown; brackets that are none are text."""
        if name not in self.refs:
            return 0
        self.notes[name] = None
        if self.pieces and not is_word(self.source[close + 1 : close + 2]):
            self.pieces[-1] = self.pieces[-1].rstrip(" ")
        return close + 1

    def close_link(self, at: int) -> int:
        """End a link's label; the position after its target."""
        link = self.contexts.pop()
        self.emphasis.openers = link.openers
        self.link(link.url, link.piece)
        return self.targets.find(at)[1]

    def template(self, at: int) -> int:
        """Code of a template: a figure or a page where it names one, else dropped."""
        template = read_template(self.source, at)
        if template is None:
            return 0
        if template.url:
            self.link(template.url, len(self.pieces))
        elif template.image:
            self.images.append(InlineImage(template.image, template.alt))
        else:
            self.leftovers.append(template.code)
        return at + len(template.code)

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
        join_lines(self.pieces, self.ends)
        starts = [0]
        for piece in self.pieces:
            starts.append(starts[-1] + len(piece))
        whole = "".join(self.pieces)
        text, shift = whole.strip(), len(whole) - len(whole.lstrip())
        links = []
        for link in sorted(self.links, key=lambda link: link.first):
            start, end = (max(0, min(starts[piece] - shift, len(text))) for piece in (link.first, link.last))
            label = text[start:end]
            start += len(label) - len(label.lstrip())
            links.append(InlineLink(link.url, start, max(start, end - (len(label) - len(label.rstrip())))))
        emphasis = self.emphasis.whole(starts, whole)
        bold = min(max(0, self.emphasis.bold_until(starts, whole) - shift), len(text))
        return Inline(text, tuple(links), tuple(self.images), emphasis, tuple(self.leftovers), bold)
