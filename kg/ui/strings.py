"""What the interface says, in Chinese and English, and which of the two a reader gets."""

from __future__ import annotations

import streamlit as st

LANGUAGES = {"zh": "中文", "en": "English"}

# key: (Chinese, English); a page's own words stand beside it, in its table of the same form
_STRINGS: dict[str, tuple[str, str]] = {
    "page.search": ("搜索", "Search"),
    "page.entity": ("实体", "Entity"),
    "page.trends": ("趋势", "Trends"),
    "page.graph": ("图谱", "Graph"),
    "page.issues": ("期刊", "Issues"),
    "page.item": ("条目", "Item"),
    "page.desk": ("编辑台", "Editor's desk"),
    "page.status": ("状态", "Status"),
    "page.curation": ("校订", "Curation"),
    "language": ("语言", "Language"),
}


def choose_language() -> None:
    """Settle the language of this run: the reader's switch, else ``?lang=``, else the browser's."""
    chosen = st.session_state.get("language_choice")
    asked = st.query_params.get("lang")
    if chosen is None:
        browser = (st.context.locale or "").lower()
        chosen = asked if asked in LANGUAGES else ("zh" if browser.startswith("zh") else "en")
    st.session_state["language"] = chosen
    if asked is not None and asked != chosen:
        st.query_params["lang"] = chosen


def language() -> str:
    """``zh`` or ``en``."""
    return str(st.session_state.get("language", "en"))


def t(key: str, **values: object) -> str:
    """A string of the interface in the reader's language, `values` filled in.

    The values are text of the archive as often as not: pass them through `kg.ui.safe.verbatim` where Markdown is read.
    """
    zh, en = _STRINGS[key]
    return (zh if language() == "zh" else en).format(**values)


def add_strings(table: dict[str, tuple[str, str]]) -> None:
    """Add a page's own strings; keys begin with the page's name."""
    _STRINGS.update(table)
