"""Trends as charts: any names beside one another, each in a chart of its own, and a map of all by issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kg.archive import Archive
from kg.errors import UnknownName
from kg.trends.courses import Courses, find_courses
from kg.trends.periods import By, Course, TrendPeriod
from kg.trends.shares import Trend, most_named
from kg.trends.things import ThingKind
from kg.ui.address import asked_choice, follow, one_line
from kg.ui.heat_map import MOST_PERIODS, heat_map
from kg.ui.links import page_link, set_query
from kg.ui.picker import find_entity
from kg.ui.share_chart import pick, share_chart, share_frame
from kg.ui.strings import add_strings, t

# So many lines can be told apart; more make no chart.
MOST_LINES = 8
FIRST_LINES = 4
MOST_OFFERED = 200
MOST_IN_MAP = 20
_MEASURES = ("share", "count")
_LAYOUTS = ("one", "each")

add_strings(
    {
        "charts.compare": ("比较", "Compare"),
        "charts.shown": ("比较哪些（可直接输入名称）", "What to compare (choose, or type any name)"),
        "charts.shown_of": ("比较哪些", "What to compare"),
        "charts.measure": ("数值", "Measure"),
        "charts.share": ("份额", "share"),
        "charts.count": ("条数", "items"),
        "charts.layout": ("图", "Charts"),
        "charts.one": ("同一张", "in one"),
        "charts.each": ("各一张", "one each"),
        "charts.label": ("各期所占份额", "Shares through the issues"),
        "charts.label_count": ("各期条数", "Items through the issues"),
        "charts.click": ("点击图上的点可查看对应条目。", "Click a mark to get to its items."),
        "charts.go": ("查看条目", "See the items"),
        "charts.none": ("这段时间里没有所选的名称。", "None of what was chosen is named in this period."),
        "charts.map": ("一览", "At one glance"),
        "charts.map_said": (
            "条目最多的 {count} 个，颜色越深，所占份额越大。点击色块可查看条目。",
            "The {count} most named; the darker, the larger the share. Click a field to get to its items.",
        ),
        "charts.latest": ("只显示最近 {count} 个时段。", "Only the latest {count} periods are shown."),
    }
)


@dataclass(frozen=True, slots=True)
class View:
    """What trends are shown of: the filters of the page."""

    kind: ThingKind
    by: By
    since: date | None
    until: date | None
    section: str | None


@st.cache_data(show_spinner=False, max_entries=64)
def _courses(generation: str, ids: tuple[str, ...], view: View, _archive: Archive) -> Courses:
    """How some things fared; `generation` is part of the key."""
    return find_courses(
        _archive, view.kind, ids, by=view.by, since=view.since, until=view.until, section=view.section
    )  # fmt: skip


def compare(archive: Archive, rows: Sequence[Trend], view: View) -> None:
    """Lines of what a reader chose or typed; a click on a mark leads to its items."""
    st.header(t("charts.compare"), anchor=False)
    largest = most_named(rows, MOST_OFFERED)
    usual = [row.id for row in largest[:FIRST_LINES]]
    shown = _choose(archive, view.kind, _labels(largest), usual)
    left, right, _ = st.columns([1, 1, 2])
    with left:
        measure = _switch("measure", _MEASURES)
    with right:
        layout = _switch("layout", _LAYOUTS)
    set_query(measure=None if measure == _MEASURES[0] else measure, layout=None if layout == _LAYOUTS[0] else layout)
    found = _courses(archive.generation.name, tuple(shown or usual), view, archive)
    if not found.rows:
        st.caption(t("charts.none"))
        return
    _draw(found, view, counts=measure == "count", each=layout == "each")


def _switch(name: str, choices: tuple[str, ...]) -> str:
    """A choice of two that the address keeps."""
    key = f"trends-{name}"
    follow(key, asked_choice(name, choices))
    return str(
        st.segmented_control(
            t(f"charts.{name}"), choices, key=key, required=True, format_func=lambda one: t(f"charts.{one}")
        )
    )


def _choose(archive: Archive, kind: ThingKind, labels: Mapping[str, str], usual: list[str]) -> list[str]:
    """Ids of the things that a reader chose; what was typed is looked up, and the address says them."""
    key = f"trends-shown-{kind}"
    offered: dict[str, str] = dict(labels)
    unknown: list[str] = []

    def known(names: Sequence[str]) -> list[str]:
        found = {name: _known(archive, kind, name, offered) for name in dict.fromkeys(names)}
        unknown.extend(name for name, id_ in found.items() if not id_)
        return list(dict.fromkeys(id_ for id_ in found.values() if id_))

    if key in st.session_state:
        st.session_state[key] = known(st.session_state[key])
    asked = known([one_line(name, most=200) for name in st.query_params.get_all("show")][:MOST_LINES])
    follow(key, asked or usual)
    shown = st.multiselect(
        t("charts.shown" if kind == "entity" else "charts.shown_of"), list(offered), key=key,
        max_selections=MOST_LINES, accept_new_options=kind == "entity",
        filter_mode="contains", select_all=False,  # the return key shall take the first name, not all that match
        format_func=lambda id_: offered.get(id_, id_),
    )  # fmt: skip
    if kind == "entity":
        for name in dict.fromkeys(unknown):
            find_entity(archive, name, "trends", "show")
    if not shown or shown == usual:
        set_query(show=None)
    elif st.query_params.get_all("show") != shown:
        st.query_params["show"] = shown
    return list(shown)


def _known(archive: Archive, kind: ThingKind, name: str, offered: dict[str, str]) -> str | None:
    """The id of what is called so, which is then offered too; None where nothing is."""
    if name in offered or kind != "entity" or not name:
        return name if name in offered else None
    try:
        entity = archive.entity(name)
    except UnknownName:
        return None
    offered.setdefault(entity.id, entity.name)
    return entity.id


def _draw(found: Courses, view: View, *, counts: bool, each: bool) -> None:
    """The lines in one chart, or in a chart each with one axis for all."""
    labels = _labels(found.rows)
    frame = share_frame(found.rows, found.periods, labels)
    said = t("charts.label_count" if counts else "charts.label")
    key = f"chart-{'|'.join(labels)}-{counts}"
    if not each:
        chart = share_chart(frame, counts=counts)
        _lead_on(found.rows, found.periods, view, pick(chart, key=key, label=f"{said}: {', '.join(labels.values())}"))
        return
    top = float(frame["items" if counts else "high"].max())
    columns: list[DeltaGenerator] = []
    for row in found.rows:
        columns = columns or list(st.columns(2, gap="medium"))  # two at a time, so that they stay in order on a phone
        with columns.pop(0):
            chart = share_chart(
                frame[frame["id"] == row.id], height=170, counts=counts, top=top or None, legend=False
            ).properties(title=labels[row.id])
            mark = pick(chart, key=f"{key}-{row.id}", label=f"{said}: {labels[row.id]}")
            _lead_on(found.rows, found.periods, view, mark, hint=False)
    st.caption(t("charts.click"))


def glance(rows: Sequence[Trend], periods: Sequence[TrendPeriod], view: View) -> None:
    """A map of what is named most, by period."""
    largest = most_named(rows, MOST_IN_MAP)
    st.header(t("charts.map"), anchor=False)
    labels = _labels(largest)
    said = t("charts.map_said", count=len(largest))
    st.caption(said + (" " + t("charts.latest", count=MOST_PERIODS) if len(periods) > MOST_PERIODS else ""))
    mark = pick(heat_map(largest, periods, labels), key=f"map-{view.kind}-{view.by}", label=said)
    _lead_on(largest, periods, view, mark, hint=False)


def _lead_on(
    rows: Sequence[Course], periods: Sequence[TrendPeriod], view: View, mark: dict[str, Any] | None, *,
    hint: bool = True,
) -> None:  # fmt: skip
    """A link to the items behind a mark that was clicked."""
    row = next((row for row in rows if mark and row.id == mark.get("id")), None)
    if row is not None and mark:
        for period, count in zip(periods, row.counts, strict=True):
            if period.label == mark["period"]:
                _mark_link(row, period, count, view)
                return
    if hint:
        st.caption(t("charts.click"))


def _mark_link(row: Course, period: TrendPeriod, count: int, view: View) -> None:
    """A link to the items behind a mark of a chart."""
    words = f"{t('charts.go')}: {row.name} · {period.label} ({count})"
    within = _within(period) | ({"section": view.section} if view.section else {})
    if row.kind == "topic":
        page_link("trends", words, icon=":material/search:", topic=row.id, what="topic", **within)
    else:
        page_link("search", words, icon=":material/search:", **within | {row.kind: row.id})


def _within(period: TrendPeriod) -> dict[str, str]:
    """The filters of the search page for a period."""
    if period.since and period.until:
        return {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return {"q": f"issue:{period.label.lstrip('#')}"} if period.label.startswith("#") else {}


def _labels(rows: Sequence[Course]) -> dict[str, str]:
    """Names by id, all distinct: those that several things share carry their type, then their id."""
    names = [row.name for row in rows]
    typed = {
        row.id: row.name if names.count(row.name) == 1 or not row.type else f"{row.name} ({t(f'type.{row.type}')})"
        for row in rows
    }
    shown = list(typed.values())
    return {id_: name if shown.count(name) == 1 else f"{name} [{id_}]" for id_, name in typed.items()}
