"""Which things stand in which issues, at one glance: a row for each, darker where more of the items name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from kg.trends.periods import Course, TrendPeriod
from kg.ui.share_chart import PALETTE, PICK, share_frame
from kg.ui.strings import add_strings, t

MOST_PERIODS = 40
"""The latest; more columns could not be told apart on a phone."""
_ROW = 22  # pixels

add_strings({"heat.share": ("占条目比例", "share of items")})


def heat_map(rows: Sequence[Course], periods: Sequence[TrendPeriod], names: Mapping[str, str]) -> alt.Chart:
    """A field for each thing and period that names it; each can be picked."""
    frame = share_frame(rows, periods, names)
    frame = frame[(frame["at"] >= len(periods) - MOST_PERIODS) & (frame["items"] > 0)]
    picked = alt.selection_point(PICK, fields=["id", "period", "at"], empty=False)
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(color=PALETTE[0], cornerRadius=2)
        .encode(
            x=alt.X(
                "period:N", sort=[period.label for period in periods[-MOST_PERIODS:]], title=None,
                scale=alt.Scale(domain=[period.label for period in periods[-MOST_PERIODS:]], paddingInner=0.08),
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y(
                "name:N", sort=[names[row.id] for row in rows], title=None, axis=alt.Axis(labelLimit=130),
                scale=alt.Scale(domain=[names[row.id] for row in rows], paddingInner=0.08),
            ),
            opacity=alt.Opacity("share:Q", title=t("heat.share"), scale=alt.Scale(range=[0.2, 1]), legend=None),
            stroke=alt.condition(picked, alt.value("currentColor"), alt.value(None)),
            description=alt.Description("said:N"),
            tooltip=[
                alt.Tooltip("name:N", title=t("share.name")),
                alt.Tooltip("period:N", title=t("share.period")),
                alt.Tooltip("items:Q", title=t("share.items")),
                alt.Tooltip("share:Q", title=t("share.share"), format=".1%"),
            ],
        )
        .add_params(picked)
        .properties(height=alt.Step(_ROW))
    )  # fmt: skip
    return chart
