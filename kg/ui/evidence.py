"""What proves a statement: its sentence, and links to where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st

from kg.model import Issue
from kg.text.sites import site
from kg.ui.cards import issue_label
from kg.ui.links import page_link
from kg.ui.safe import anchor, html, marked, safe_url, verbatim
from kg.ui.strings import add_strings, t

_QUOTE = "margin:0;padding:.1rem 0 .1rem .75rem;border-left:3px solid rgba(128,128,128,.45)"
MOST_SOURCES = 4
UNSURE = 0.4
"""From this doubt on it is shown in another colour."""

add_strings({"evidence.sure": ("{share}% 把握", "{share}% sure")})


def quote(sentence: str, names: Iterable[str] = ()) -> None:
    """A sentence of an issue, the given names marked."""
    st.html(f'<blockquote style="{_QUOTE}">{marked(sentence, _places(sentence, names))}</blockquote>')


def sureness(doubt: float) -> str:
    """A badge that says how sure a reading is; nothing where there is no doubt."""
    if not doubt:
        return ""
    colour = "orange" if doubt >= UNSURE else "gray"
    return f" :{colour}-badge[{verbatim(t('evidence.sure', share=round(100 * (1 - doubt))))}]"


def _places(sentence: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where names stand in a sentence, whatever their case; the longest first, and never inside a word."""
    taken: list[tuple[int, int]] = []
    for name in sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name)):
        edges = [
            r"(?<![A-Za-z0-9])" if name[0].isascii() else "",
            r"(?![A-Za-z0-9]|\.[0-9])" if name[-1].isascii() else "",
        ]
        for found in re.finditer(edges[0] + re.escape(name) + edges[1], sentence, re.IGNORECASE):
            if not any(found.start() < end and start < found.end() for start, end in taken):
                taken.append(found.span())
    return taken


def issue_link(issue: Issue, item_id: str, *, title: str = "") -> None:
    """A link to an item in its issue."""
    label = f"{issue_label(issue)} · {title}" if title else issue_label(issue)
    page_link("issues", label, icon=":material/menu_book:", issue=issue.id, item=item_id)


def source_line(urls: Sequence[str]) -> None:
    """Source links in one line, each under the name of its site."""
    shown = [url for url in urls if safe_url(url)][:MOST_SOURCES]
    if shown:
        more = f" +{len(urls) - len(shown)}" if len(urls) > len(shown) else ""
        st.html("<small>" + " · ".join(anchor(url, site(url) or url[:60]) for url in shown) + html(more) + "</small>")
