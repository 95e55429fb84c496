"""The frame around all pages: the archive, the language, the navigation."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import streamlit as st

import kg
from kg.archive import Archive
from kg.errors import ArchiveError, KgError
from kg.store.generations import live_generation
from kg.ui import curation, desk, entity, graph, issues, item, search, status, trends
from kg.ui.keys import keys_script
from kg.ui.links import register_pages
from kg.ui.safe import verbatim
from kg.ui.strings import LANGUAGES, choose_language, language, t

_HERE = Path(__file__).parent

# White on the light blue that a dark page needs is too faint.
_DARK = "button[kind^=primary], button[kind^=primary] p { color: #14171d !important; }"

_HIDDEN = frozenset({"item"})  # what is only ever one of many is in no menu

# (url path, function, icon); the first is the landing page.
_PAGES: tuple[tuple[str, Callable[[Archive], None], str], ...] = (
    ("search", search.page, ":material/search:"),
    ("entity", entity.page, ":material/hub:"),
    ("trends", trends.page, ":material/trending_up:"),
    ("graph", graph.page, ":material/share:"),
    ("issues", issues.page, ":material/menu_book:"),
    ("item", item.page, ":material/article:"),
    ("desk", desk.page, ":material/edit_note:"),
    ("curation", curation.page, ":material/rule:"),
    ("status", status.page, ":material/fact_check:"),
)


def edits_allowed() -> bool:
    """Whether the reader may write corrections: only where the app was started so."""
    return bool(os.environ.get("KG_ALLOW_EDITS"))


def open_archive() -> Archive:
    """The archive of ``$KG_ARCHIVE``, opened once for all readers; a new build is picked up on the next run."""
    path = kg.default_archive()
    try:
        live = live_generation(path).name
    except ArchiveError:
        live = ""  # what is wrong with it, whoever opens it says
    return _opened(str(path.resolve()), live)


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(path: str, live: str) -> Archive:
    """One archive for each generation: `live` is part of the key."""
    return Archive(Path(path))


def pages() -> dict[str, st.Page]:
    """The pages by url path, with titles in the reader's language."""
    shown = [entry for entry in _PAGES if entry[0] != "curation" or edits_allowed()]
    return {
        path: st.Page(
            _bound(path, function), title=t(f"page.{path}"), icon=icon, url_path=path, default=path == "search",
            visibility="hidden" if path in _HIDDEN else "visible",
        )
        for path, function, icon in shown
    }  # fmt: skip


def _bound(path: str, function: Callable[[Archive], None]) -> Callable[[], None]:
    """A page with its archive, and our errors as a sentence."""

    def shown() -> None:
        try:
            function(open_archive())
        except KgError as error:
            st.error(verbatim(str(error)))

    shown.__name__ = path  # st.Page takes the name as the identity of the page
    return shown


def run() -> None:
    """Draw the app."""
    st.set_page_config(page_icon=str(_HERE / "icon.svg"), layout="wide")
    st.html(_HERE / "style.css")
    st.html(f"<script>{keys_script()}</script>", unsafe_allow_javascript=True)  # a text of ours, allowed by its hash
    if st.context.theme.type == "dark":
        st.html(f"<style>{_DARK}</style>")
    choose_language()
    known = pages()
    register_pages(known)
    page = st.navigation(list(known.values()))
    with st.sidebar:
        st.segmented_control(
            t("language"),
            list(LANGUAGES),
            format_func=lambda code: LANGUAGES[code],
            key="language_choice",
            label_visibility="collapsed",
            default=language(),
        )
    page.run()
