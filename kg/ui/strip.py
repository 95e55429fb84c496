"""Small bars and squares in a row, drawn as HTML: a chart library would take longer to load than all the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import streamlit as st

from kg.digests.overview import Week
from kg.search.hits import Count
from kg.ui.cards import issue_label
from kg.ui.links import link_html
from kg.ui.safe import html
from kg.ui.strings import add_strings, t

_SHADES = 4
_WEEKS = 54  # columns; so many weeks a year may touch

add_strings(
    {
        "strip.week": ("{issues}：{items} 条", "{issues}: {items} items"),
        "strip.undated": ("无日期", "undated"),
    }
)


def weeks_strip(weeks: Sequence[Week], label: str) -> None:
    """All issues by week, a row for each year; the more items a week has, the darker it is, and a click opens it."""
    most = max((week.items for week in weeks), default=0)
    alone = len({_year(week) for week in weeks}) == 1  # one year need not show in which part of it the issues are
    rows = (
        f'<div class="kg-year"><span>{html(year)}</span>{"".join(_cells(list(members), most, from_first=alone))}</div>'
        for year, members in groupby(weeks, key=_year)
    )
    st.html(f'<nav class="kg-weeks" aria-label="{html(label)}">{"".join(rows)}</nav>')


def _year(week: Week) -> str:
    """The year that a week's first issue stands in."""
    day = week.issues[0].date
    return str(day.year) if day else t("strip.undated")


def _cells(weeks: Sequence[Week], most: int, *, from_first: bool) -> Iterator[str]:
    """A link for each week of a year, in its column."""
    places = [int(f"{week.issues[0].date:%W}") if week.issues[0].date else at for at, week in enumerate(weeks)]
    start = places[0] if from_first else 0
    for place, week in zip(places, weeks, strict=True):
        column = (place - start) % _WEEKS + 1
        named = ", ".join(issue_label(issue) for issue in week.issues[:3]) + ("…" if len(week.issues) > 3 else "")
        told = t("strip.week", issues=named, items=week.items)
        shade = -(-_SHADES * week.items // most) if most else 0
        yield link_html(
            "issues", "", classes=f"kg-week kg-shade-{shade}", style=f"grid-column:{column + 1}", about=told,
            issue=week.issues[0].id,
        )  # fmt: skip


def bars(counts: Sequence[Count], label: str) -> None:
    """A bar for each count, in this order."""
    most = max(count.count for count in counts)
    heights = (max(4, round(100 * count.count / most)) for count in counts)
    drawn = (
        f'<i style="height:{height}%" title="{html(f"{count.label}: {count.count}")}"></i>'
        for count, height in zip(counts, heights, strict=True)
    )
    st.html(f'<div class="kg-bars" role="img" aria-label="{html(label)}">{"".join(drawn)}</div>')
