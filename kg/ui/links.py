"""Links between pages: every view has an address that opens it again elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from kg.ui.address import PARAMETERS
from kg.ui.safe import html, verbatim
from kg.ui.strings import language


def register_pages(pages: dict[str, Any]) -> None:
    """Keep this run's pages by their url path, for the links of other modules."""
    st.session_state["_pages"] = pages


def page_link(page: str, label: str, *, icon: str | None = None, help: str | None = None, **query: str) -> None:
    """A link to a view; `label` and `help` are shown as they are, whatever stands in them.

    What the page does not know is left out of the address. Names come from here or from `kg.ui.address.kept`, never
    straight from an address, where one might be called as an argument is.
    """
    st.page_link(
        st.session_state["_pages"][page],
        label=verbatim(label, limit=160) or "…",
        icon=icon,
        help=verbatim(help) if help else None,
        query_params={name: value for name, value in query.items() if name in PARAMETERS[page]} | {"lang": language()},
    )


def link_html(page: str, label: str, *, classes: str = "", style: str = "", about: str = "", **query: str) -> str:
    """The same as HTML, for pages with many links: a widget for each would take longer to draw than all the rest.

    ``keys.js`` opens it within the app; without that it is a link as any other.

    Parameters
    ----------
    classes, style
        Classes and style of the link.
    about
        What it says on being pointed at, and to a screen reader where it has no label.
    """
    known = {name: value for name, value in query.items() if name in PARAMETERS[page]} | {"lang": language()}
    folder = "./" if page == "search" else page
    hint = f' title="{html(about)}"' + ("" if label else f' aria-label="{html(about)}"') if about else ""
    address = html(f"{folder}?{urlencode(known)}")
    return f'<a class="kg-go {classes}" href="{address}" target="_self" style="{style}"{hint}>{html(label)}</a>'


def chips_html(links: Iterable[str]) -> str:
    """Links of `link_html` in a row."""
    return f'<div class="kg-chips">{"".join(links)}</div>'


def address_of(page: str, **query: str) -> str:
    """The whole address of a view, to be pasted elsewhere; the reader's language is not in it.

    What stands before the page is what the reader's own browser shows; where it says nothing, the address is relative.
    """
    start = urlsplit(st.context.url or "")
    folder = start.path.rpartition("/")[0]
    return urlunsplit((start.scheme, start.netloc, f"{folder}/{page}", urlencode(query), ""))


def set_query(**values: str | None) -> bool:
    """Let the address say what is shown; what is empty goes from it, the language stays.

    Returns
    -------
    bool
        Whether that changed the address. A page that is drawn again where it did not would be drawn for ever.
    """
    changed = False
    for key, value in values.items():
        if value:
            if st.query_params.get(key) != value:
                st.query_params[key] = value
                changed = True
        elif key in st.query_params:
            del st.query_params[key]
            changed = True
    return changed
