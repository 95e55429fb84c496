"""Pages of a list: which one the address asks for, and the links to those beside it."""

from __future__ import annotations

import streamlit as st

from kg.ui.address import asked_page, kept
from kg.ui.links import page_link
from kg.ui.strings import add_strings, t

add_strings(
    {
        "paging.before": ("上一页", "Previous"),
        "paging.next": ("下一页", "Next"),
    }
)


def page_of(count: int, size: int) -> tuple[int, int]:
    """The page that the address asks for, and the last one that there is."""
    last = max(1, (count + size - 1) // size)
    return min(asked_page(), last), last


def steps(page: str, here: int, last: int) -> None:
    """To the pages before and after, seen as this one is."""
    view = kept(page, without={"p"})
    with st.container(horizontal=True):
        if here > 1:
            page_link(page, t("paging.before"), icon=":material/arrow_back:", **view, p=str(here - 1))
        if here < last:
            page_link(page, t("paging.next"), icon=":material/arrow_forward:", **view, p=str(here + 1))
