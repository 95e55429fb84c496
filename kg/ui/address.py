"""Widgets that follow the address, and dates in it."""

from __future__ import annotations

from datetime import date

import streamlit as st


def follow(key: str, asked: object) -> None:
    """Let the widget of that key show what the address asks for, whenever that has changed.

    Call it before the widget, and write the widget's value into the address after it. The key stays the same, so the
    focus stays where it was; a key with the value in it would make a new widget at each step of a slider.
    """
    seen = f"{key}-asked"
    if key not in st.session_state or st.session_state.get(seen) != asked:
        st.session_state[key] = asked
    st.session_state[seen] = asked


def asked_day(name: str) -> date | None:
    """A day of the address, None where there is none or it is malformed."""
    try:
        return date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None


def asked_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, the first where the address asks for none of them."""
    value = st.query_params.get(name, "")
    return value if value in choices else choices[0]


def asked_choices(name: str, choices: tuple[str, ...]) -> list[str]:
    """Those of `choices` that the address lists with commas."""
    wanted = st.query_params.get(name, "").split(",")
    return [choice for choice in choices if choice in wanted]
