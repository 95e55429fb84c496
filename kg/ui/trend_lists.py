"""Who is new, who is back, who is named together; what the tests say of each thing, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kg.trends.companions import Companions
from kg.trends.shares import Trend
from kg.trends.trends import Trends
from kg.ui.cards import issue_label
from kg.ui.links import page_link
from kg.ui.movers import thing_link
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, language, t

MOST_ROWS = 8
MOST_NAMES = 30
MOST_PAIRS = 10
MOST_IN_TABLE = 300

add_strings(
    {
        "signal.new": ("新出现", "New"),
        "signal.rising": ("上升", "Rising"),
        "signal.steady": ("平稳", "Steady"),
        "signal.falling": ("下降", "Falling"),
        "signal.gone quiet": ("沉寂", "Gone quiet"),
        "signal.too few to say": ("数据太少", "Too few to say"),
        "trends.items": ("条目", "items"),
        "trends.debuts": ("最新一期首次出现", "New in the latest issue"),
        "trends.debuts_in": ("{issue} 首次提到的名字", "Names that {issue} has for the first time"),
        "trends.comebacks": ("最新一期久别重现", "Back in the latest issue"),
        "trends.back": (
            "上次在 {before}，隔了 {issues} 期{days}",
            "last in {before}, {issues} issues in between{days}",
        ),
        "trends.days": ("、{days} 天", ", {days} days"),
        "trends.none": ("没有。", "None."),
        "trends.pairs": ("新近一同出现", "Newly named together"),
        "trends.together": ("{count} 条同时提到；校正后 p = {q:.2g}", "{count} items name both; corrected p = {q:.2g}"),
        "trends.growing": ("日益增多", "growing"),
        "trends.name": ("名称", "name"),
        "trends.share": ("份额 %", "share %"),
        "trends.low": ("下限 %", "lower %"),
        "trends.high": ("上限 %", "upper %"),
        "trends.signal": ("信号", "signal"),
        "trends.line": ("各期条目数", "items by period"),
        "trends.why": ("依据", "reason"),
        "trends.q": ("校正后 p", "corrected p"),
        "reason.new": ("首见于 {first}，至今 {total} 条", "{total}"),
        "reason.gone quiet": ("最后见于 {latest}，此前 {total} 条", "{total}"),
        "reason.too few to say": ("仅 {total} 条，不足以判断", "{total}"),
        "reason.changed": ("共 {total} 条，变化不像偶然", "{total}"),
        "reason.steady": ("共 {total} 条，变化可由偶然解释", "{total}"),
    }
)


def reason(row: Trend) -> str:
    """Why a thing has its signal, in the reader's language; the library's own words are English."""
    if language() == "en":
        return row.reason
    key = "changed" if row.signal in {"rising", "falling"} else row.signal
    said = t(f"reason.{key}", first=issue_label(row.first), latest=issue_label(row.latest), total=row.total)
    if row.p is not None and row.q is not None:
        said += f"（p = {row.p:.2g}，校正后 {row.q:.2g}）"
    return said


def _row() -> DeltaGenerator:
    """A link and what is said of it, in one line where there is room."""
    return st.container(horizontal=True, gap="small", vertical_alignment="center")


def debuts(found: Trends) -> None:
    """Who is new in the latest issue."""
    st.header(t("trends.debuts"), anchor=False)
    if found.debuts:
        st.caption(verbatim(t("trends.debuts_in", issue=issue_label(found.debuts[0].issue))))
        with st.container(horizontal=True, gap="small"):
            for debut in found.debuts[:MOST_NAMES]:
                page_link("entity", debut.entity.name, help=t(f"type.{debut.entity.type}"), entity=debut.entity.id)
    else:
        st.caption(t("trends.none"))


def comebacks(found: Trends) -> None:
    """Who is back in the latest issue."""
    st.header(t("trends.comebacks"), anchor=False)
    for back in found.comebacks[:MOST_ROWS]:
        days = t("trends.days", days=back.days) if back.days is not None else ""
        said = t("trends.back", before=issue_label(back.before), issues=back.issues, days=days)
        with _row():
            page_link("entity", back.entity.name, help=t(f"type.{back.entity.type}"), entity=back.entity.id)
            st.caption(verbatim(said), width="content")
    if not found.comebacks:
        st.caption(t("trends.none"))


def known_pairs(pairs: Sequence[Companions]) -> None:
    """Names that have come to be named together."""
    st.header(t("trends.pairs"), anchor=False)
    if not pairs:
        st.caption(t("trends.none"))
    for pair in pairs[:MOST_PAIRS]:
        words = f"{pair.a.name} + {pair.b.name}"
        growing = f"{t('trends.growing')}; " if pair.signal == "growing" else ""
        with _row():
            page_link("search", words, icon=":material/search:", entity=pair.a.id, q=f"entity:{pair.b.id}")
            st.caption(verbatim(growing + t("trends.together", count=pair.total, q=pair.q)), width="content")


def things_table(rows: Sequence[Trend]) -> None:
    """All numbers; a row that is chosen leads on."""
    shown = rows[:MOST_IN_TABLE]
    frame = pd.DataFrame(
        {
            t("trends.name"): [row.name for row in shown],
            t("trends.items"): [row.total for row in shown],
            t("trends.share"): [100 * row.share for row in shown],
            t("trends.low"): [100 * row.interval[0] for row in shown],
            t("trends.high"): [100 * row.interval[1] for row in shown],
            t("trends.line"): [list(row.counts) for row in shown],
            t("trends.signal"): [t(f"signal.{row.signal}") for row in shown],
            t("trends.q"): ["" if row.q is None else f"{row.q:.3f}" for row in shown],
            t("trends.why"): [reason(row) for row in shown],
        }
    )
    percent = st.column_config.NumberColumn(format="%.1f")
    event = st.dataframe(
        frame, hide_index=True, on_select="rerun", selection_mode="single-row", key=f"table-{shown[0].kind}",
        column_config={
            t("trends.share"): percent, t("trends.low"): percent, t("trends.high"): percent,
            t("trends.line"): st.column_config.BarChartColumn(y_min=0),
        },
    )  # fmt: skip
    for number in event["selection"]["rows"]:
        if number < len(shown):
            thing_link(shown[number])
