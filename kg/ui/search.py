"""The page `search`."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.ui.strings import t


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.search"))
