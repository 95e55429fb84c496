"""Shares of items through the periods as a chart, each with the interval that its numbers allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from kg.trends.periods import Course, TrendPeriod
from kg.ui.strings import add_strings, t

PICK = "picked"
# Each at least 3:1 against the light and the dark background.
PALETTE = ["#3f7fd6", "#d24f60", "#2b9170", "#b27318", "#8f6cc4", "#4f8a9c", "#c35a9f", "#7d8434"]

add_strings(
    {
        "share.share": ("占条目比例", "share of items"),
        "share.items": ("条目数", "items"),
        "share.period": ("时段", "period"),
        "share.interval": ("95% 区间", "95 % interval"),
        "share.name": ("名称", "name"),
    }
)


def share_frame(rows: Sequence[Course], periods: Sequence[TrendPeriod], names: Mapping[str, str]) -> pd.DataFrame:
    """One row for each thing and period with items; `names` are the labels by id."""
    return pd.DataFrame(
        [
            {
                "id": row.id, "name": names[row.id], "period": period.label, "at": position, "share": share,
                "low": interval[0], "high": interval[1], "items": row.counts[position],
                "interval": f"{interval[0]:.1%} – {interval[1]:.1%}",
                "said": f"{names[row.id]}, {period.label}: {share:.1%} ({interval[0]:.1%} – {interval[1]:.1%})",
            }
            for row in rows
            for position, period in enumerate(periods)
            if (share := row.shares[position]) is not None and (interval := row.intervals[position]) is not None
        ],
        columns=["id", "name", "period", "at", "share", "low", "high", "items", "interval", "said"],
    )  # fmt: skip


def share_chart(
    frame: pd.DataFrame, *, height: int = 320, counts: bool = False, top: float | None = None, legend: bool = True
) -> alt.LayerChart | alt.FacetChart:
    """Lines with a band around each and marks that can be picked.

    Parameters
    ----------
    counts
        Items instead of shares; what was counted has no interval.
    top
        What the axis reaches to, where several charts shall be read together; None for what it needs.
    """
    scale = alt.Scale() if top is None else alt.Scale(domain=[0, top])
    title = t("share.items" if counts else "share.share")
    axis = alt.Axis(tickMinStep=1, format="d") if counts else alt.Axis(format="%")
    height_of = alt.Y("items:Q" if counts else "share:Q", title=title, axis=axis, scale=scale)
    order = list(dict.fromkeys(frame.sort_values("at")["period"]))
    base = alt.Chart(frame).encode(
        x=alt.X("period:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        color=alt.Color(
            "name:N", title=None, scale=alt.Scale(domain=list(dict.fromkeys(frame["name"])), range=PALETTE),
            legend=alt.Legend(orient="bottom", columns=2, labelLimit=220, symbolOpacity=1) if legend else None,
        ),
    )  # fmt: skip
    picked = alt.selection_point(PICK, fields=["id", "period", "at"], empty=False)
    line = base.mark_line().encode(y=height_of)
    points = (
        base.mark_point(filled=True, size=60, opacity=1)
        .encode(
            y=height_of,
            shape=alt.Shape("name:N", legend=None),
            size=alt.condition(picked, alt.value(180), alt.value(60)),
            description=alt.Description("said:N"),
            tooltip=[
                alt.Tooltip("name:N", title=t("share.name")),
                alt.Tooltip("period:N", title=t("share.period")),
                alt.Tooltip("items:Q", title=t("share.items")),
                alt.Tooltip("share:Q", title=t("share.share"), format=".1%"),
                alt.Tooltip("interval:N", title=t("share.interval")),
            ],
        )
        .add_params(picked)
    )
    area = base.mark_area(opacity=0.2 if frame["name"].nunique() < 3 else 0.08).encode(
        y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q"
    )
    layers = (line, points) if counts else (area, line, points)
    return alt.layer(*layers).properties(height=height)


def pick(chart: Any, *, key: str, label: str) -> dict[str, Any] | None:  # noqa: ANN401 - any kind of Altair chart
    """Draw a chart with a selection called ``picked``; returns the fields of the mark that was clicked."""
    event = st.altair_chart(chart, width="stretch", on_select="rerun", selection_mode=PICK, key=key, alt=label)
    found = event["selection"].get(PICK) or []
    return dict(found[0]) if found else None
