"""What the address of a page asks for, read in one place; widgets that follow it.

Anybody can write an address: a name that a page does not know is as good as absent, and a value is a short line of text
before anything looks at it.
"""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from kg.archive import Archive

PARAMETERS: dict[str, frozenset[str]] = {
    "search": frozenset(
        {"q", "p", "off", "mode", "order", "section", "kind", "entity", "type", "site", "since", "until"}
    ),
    "entity": frozenset({"entity", "with", "kinds", "p"}),
    "trends": frozenset({"what", "by", "type", "section", "since", "until", "show", "measure", "layout", "topic"}),
    "graph": frozenset({"entity", "types", "since", "until", "n", "weight", "steps", "a", "b"}),
    "issues": frozenset({"issue", "item", "view", "p"}),
    "item": frozenset({"id"}),
    "desk": frozenset(),
    "status": frozenset({"view", "which", "p"}),
    "curation": frozenset({"question", "p", "case"}),
}
"""What each page may be asked for; the language is added to every link."""
MOST_LETTERS = 2000
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def asked(name: str) -> str:
    """What the address asks for under a name, as one line; "" where it does not."""
    return one_line(st.query_params.get(name, ""))


def one_line(text: str, *, most: int = MOST_LETTERS) -> str:
    """Text as an address may ask for it; what is written into one and read again stays the same."""
    return _UNSPEAKABLE.sub(" ", text[:most]).strip()


def asked_page() -> int:
    """The page of a list that the address asks for, 1 where it is none."""
    number = asked("p")
    return max(1, int(number)) if re.fullmatch("[0-9]{1,6}", number) else 1


def kept(page: str, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, str]:
    """What the address asks of a page, but for some names: the same view with one thing changed."""
    return {name: value for name in sorted(PARAMETERS[page] - without) if (value := asked(name))}


def follow(key: str, asked: object) -> None:
    """Let the widget of that key show what the address asks for, whenever that has changed.

    Call it before the widget, and write the widget's value into the address after it. The key stays the same, so the
    focus stays where it was; a key with the value in it would make a new widget at each step of a slider.
    """
    if key not in st.session_state or _has_moved(key, asked):
        st.session_state[key] = asked
    _remember(key, asked, st.session_state[key])


def _has_moved(key: str, asked: object) -> bool:
    """Whether the address asks for something new of a widget that its reader has not just set otherwise.

    The address also changes when it is told what the widget shows; whoever then sets the widget again, means that.
    """
    same = st.session_state[key] == st.session_state.get(f"{key}-shown", st.session_state[key])
    return bool(same and st.session_state.get(f"{key}-asked") != asked)


def _remember(key: str, asked: object, shown: object) -> None:
    """What the address asks for in this run, and what the widget shows when it is drawn."""
    st.session_state[f"{key}-asked"] = asked
    st.session_state[f"{key}-shown"] = list(shown) if isinstance(shown, list) else shown


def asked_day(name: str) -> date | None:
    """A day of the address, None where there is none or it is malformed."""
    try:
        return date.fromisoformat(asked(name))
    except ValueError:
        return None


def asked_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, the first where the address asks for none of them."""
    value = asked(name)
    return value if value in choices else choices[0]


def asked_choices(name: str, choices: tuple[str, ...]) -> list[str]:
    """Those of `choices` that the address lists with commas."""
    wanted = asked(name).split(",")
    return [choice for choice in choices if choice in wanted]


def period_slider(archive: Archive, label: str, *, key: str) -> tuple[date | None, date | None]:
    """A slider over the days of issues; first and last day, None for each end that is not limited.

    It follows ``since`` and ``until`` of the address, and the caller writes them.
    """
    days = sorted({issue.date for issue in archive.issues() if issue.date})
    if len(days) < 2:
        return None, None
    since, until = asked_day("since") or days[0], asked_day("until") or days[-1]
    first = max((day for day in days if day <= since), default=days[0])
    last = max(first, min((day for day in days if day >= until), default=days[-1]))
    moved = key in st.session_state and _has_moved(key, (first, last))
    _remember(key, (first, last), (first, last) if moved else st.session_state.get(key, (first, last)))
    if moved and (first, last) != st.session_state[key]:
        # A slider has two ends only where its default has; set together with one, a state must be a run older.
        st.session_state[key] = (first, last)
        st.rerun()
    low, high = st.select_slider(label, days, value=(first, last), key=key)
    return (None if low == days[0] else low), (None if high == days[-1] else high)
