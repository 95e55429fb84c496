"""Ghost's export: posts as HTML, or in one of its two older and newer formats of blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from ingest.read.importers.exported import read_records
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.material import Material
from ingest.read.importers.page import Pages
from ingest.read.importers.records import Record, read_json, records_of, text_of, try_json

_BODIES = ("html", "lexical", "mobiledoc")
_HOME = "__GHOST_URL__"  # how an export writes the address of the site
_MARKDOWN = "\0"
_DEEPEST = 50  # blocks in one another
_BOLD, _ITALIC = 1, 2  # bits of a text's format in Lexical


def is_ghost(material: Material) -> bool:
    """Whether JSON is an export of Ghost, or what its API answers."""
    posts = _posts(try_json(material))
    return bool(posts) and any(key in post for post in posts[:20] for key in _BODIES) and "title" in posts[0]


def read_ghost(material: Material) -> Pages:
    """Read the posts of an export of Ghost."""
    posts = _posts(read_json(material))
    return read_records(material, ({**post, "html": "", "markdown": _text(post)} for post in posts))


def _posts(loaded: object) -> list[Record]:
    """Posts of all that the file may hold them in."""
    if not isinstance(loaded, dict):
        return []
    databases = records_of(loaded, "db") or [loaded]
    return [post for each in databases for post in records_of(each, "data", "posts") or records_of(each, "posts")]


def _text(post: Record) -> str:
    """Text of a post as Markdown: of its HTML, or of its blocks where it has none."""
    markup = text_of(post.get("html")) if text_of(post.get("html")).strip() else _of_blocks(post)
    parts = markup.replace(_HOME, "").split(_MARKDOWN)  # what is Markdown already stands between two such signs
    written = (part if index % 2 else to_markdown(part) for index, part in enumerate(parts))
    return "\n\n".join(part for part in written if part.strip())


def _of_blocks(post: Record) -> str:
    """HTML of the blocks of a post; of its plain text where they are of no version that is known."""
    for key, read in (("lexical", _from_lexical), ("mobiledoc", _from_mobiledoc)):
        try:
            loaded = json.loads(text_of(post.get(key)) or "null")
            if loaded:
                return "".join(read(loaded))
        except (ValueError, RecursionError, TypeError, KeyError, IndexError, AttributeError):
            continue
    plain = text_of(post.get("plaintext"))
    return "".join(f"<p>{escape(part)}</p>" for part in plain.split("\n\n") if part.strip())


def _from_lexical(loaded: dict[str, Any]) -> Iterator[str]:
    """HTML of the blocks of Lexical."""
    for child in loaded["root"]["children"]:
        yield _lexical(child, 0)


def _lexical(node: dict[str, Any], depth: int) -> str:
    """HTML of a block; of cards the text, the figure or the address."""
    kind = node.get("type")
    if kind in ("text", "extended-text"):
        text, form = escape(str(node.get("text") or "")), int(node.get("format") or 0)
        text = f"<em>{text}</em>" if form & _ITALIC else text
        return f"<strong>{text}</strong>" if form & _BOLD else text
    children = node.get("children") or [] if depth < _DEEPEST else []
    inner = "".join(_lexical(child, depth + 1) for child in children)
    tag = _LEXICAL_TAGS.get(str(kind)) or (node.get("tag") if kind in ("heading", "extended-heading") else None)
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" else "ul"
    if kind == "link":
        return f'<a href="{escape(str(node.get("url") or ""))}">{inner}</a>'
    return f"<{tag}>{inner}</{tag}>" if tag else inner or _card(node)


_LEXICAL_TAGS = {
    "paragraph": "p", "listitem": "li", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote",
    "horizontalrule": "hr", "linebreak": "br",
}  # fmt: skip


def _card(card: dict[str, Any]) -> str:
    """HTML of a card: its own, a figure, a button or bookmark as a link."""
    if card.get("html") or card.get("markdown"):
        return str(card.get("html") or f"{_MARKDOWN}{card['markdown']}{_MARKDOWN}")
    if card.get("src"):
        return f'<img src="{escape(str(card["src"]))}" alt="{escape(str(card.get("alt") or ""))}">'
    target = card.get("url") or card.get("buttonUrl")
    meta = card.get("metadata") if isinstance(card.get("metadata"), dict) else {}
    label = (meta or {}).get("title") or card.get("title") or card.get("buttonText") or target
    return f'<p><a href="{escape(str(target))}">{escape(str(label))}</a></p>' if target else ""


def _from_mobiledoc(loaded: dict[str, Any]) -> Iterator[str]:
    """HTML of the sections of Mobiledoc."""
    markups = [_tags(markup) for markup in loaded.get("markups") or []]
    atoms, cards = loaded.get("atoms") or [], loaded.get("cards") or []
    for section in loaded["sections"]:
        if section[0] == 1:
            yield f"<{section[1]}>{_markers(section[2], markups, atoms)}</{section[1]}>"
        elif section[0] == 2:
            yield f'<img src="{escape(section[1])}">'
        elif section[0] == 3:
            items = "".join(f"<li>{_markers(item, markups, atoms)}</li>" for item in section[2])
            yield f"<{section[1]}>{items}</{section[1]}>"
        elif section[0] == 10:
            yield _card(dict(cards[section[1]][1]))


def _tags(markup: list[Any]) -> tuple[str, str]:
    """Beginning and end of a markup."""
    pairs = markup[1] if len(markup) > 1 else []
    attributes = "".join(
        f' {name}="{escape(str(value))}"' for name, value in zip(pairs[::2], pairs[1::2], strict=False)
    )
    return f"<{markup[0]}{attributes}>", f"</{markup[0]}>"


def _markers(markers: list[Any], markups: list[tuple[str, str]], atoms: list[Any]) -> str:
    """HTML of a line: runs of text, each of which opens and closes markups."""
    written, opened = [], []
    for kind, opening, closing, value in markers:
        for index in opening:
            written.append(markups[index][0])
            opened.append(markups[index][1])
        written.append(
            escape(value) if kind == 0 else "<br>" if atoms[value][0] == "soft-return" else escape(atoms[value][1])
        )
        written += [opened.pop() for _ in range(closing)]
    return "".join(written)
