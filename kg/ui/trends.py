"""Trends: shares through the issues with their doubt, what rises or falls silent and why, who is new or back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import streamlit as st

from kg.archive import Archive
from kg.model import ENTITY_TYPES, EntityType
from kg.store.arrays import Arrays
from kg.trends.shares import By, Trend, TrendPeriod
from kg.trends.topics import TopicTable
from kg.trends.trends import Trends
from kg.ui.address import asked, asked_choice, follow, period_slider
from kg.ui.entity_links import item_line
from kg.ui.links import page_link, set_query
from kg.ui.safe import verbatim
from kg.ui.share_chart import pick, share_chart, share_frame
from kg.ui.strings import add_strings, t
from kg.ui.trend_lists import comebacks, debuts, known_pairs, signals, things_table

_WHAT = ("entity", "section", "site", "topic")
# So many lines can be told apart; more make no chart.
MOST_LINES = 8
FIRST_LINES = 4
MOST_OFFERED = 200
MOST_PERIODS_BY_ISSUE = 60
MOST_ITEMS = 40

add_strings(
    {
        "trends.by": ("按", "By"),
        "trends.issue": ("期", "issue"),
        "trends.month": ("月", "month"),
        "trends.what": ("看什么", "What"),
        "trends.entity": ("实体", "names"),
        "trends.section": ("栏目", "sections"),
        "trends.site": ("网站", "sites"),
        "trends.topic": ("话题", "topics"),
        "trends.type": ("类型", "Type"),
        "trends.any": ("全部类型", "all types"),
        "trends.period": ("时间段", "Period"),
        "trends.intro": (
            "{issues} 期、{items} 条。份额附 95% 区间；做了 {tested} 次检验，p 值已按次数校正。",
            "{issues} issues, {items} items. Shares have 95 % intervals; p-values answer for all {tested} tests.",
        ),
        "trends.shown": ("图中显示", "In the chart"),
        "trends.chart": ("各期所占份额", "Shares through the issues"),
        "trends.go": ("查看条目", "See the items"),
        "trends.click": ("点击图上的点可查看对应条目。", "Click a mark to get to its items."),
        "trends.empty": ("这段时间里没有内容。", "There is nothing in this period."),
        "trends.counting": ("正在统计……", "Counting …"),
        "trends.its_items": ("话题的条目", "Items of the topic"),
        "trends.outliers": ("另有 {count} 条不属于任何话题。", "{count} more items belong to no topic."),
        "trends.no_topics": ("这个往期库里还没有划分话题。", "No topics are told apart in this archive."),
        "trends.table": ("全部数字", "All numbers"),
        "trends.filters": ("筛选", "Filters"),
    }
)


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(
    generation: str, by: By, type_: EntityType | None, since: date | None, until: date | None, _archive: Archive
) -> Trends:
    """Trends of a period, shared by all readers, since their records are frozen; `generation` is part of the key."""
    return _archive.trends(by=by, type=type_, since=since, until=until)


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.trends"), anchor=False)
    with st.expander(t("trends.filters"), expanded=True):
        by, what, type_, since, until = _filters(archive)
    with st.spinner(t("trends.counting")):
        found = _found(archive.generation.name, by, type_, since, until, archive)
    items = sum(period.items for period in found.periods)
    st.caption(t("trends.intro", issues=len(found.issues), items=items, tested=found.tested))
    rows = {"entity": found.entities, "section": found.sections, "site": found.sites, "topic": found.topics}[what]
    if not rows:
        st.info(t("trends.no_topics" if what == "topic" and found.issues else "trends.empty"))
        return
    if what == "topic":
        st.caption(t("trends.outliers", count=found.outliers))
        _topic(archive, since, until)
    _chart(rows, found.periods)
    signals(rows)
    if what == "entity":
        debuts(found)
        left, right = st.columns(2, gap="large")
        with left:
            comebacks(found)
        with right:
            known_pairs(found.pairs)
    st.header(t("trends.table"), anchor=False)
    things_table(rows)


def _filters(archive: Archive) -> tuple[By, str, EntityType | None, date | None, date | None]:
    """What to show, from the address and its widgets."""
    usual: tuple[By, ...] = ("issue", "month") if len(archive.issues()) <= MOST_PERIODS_BY_ISSUE else ("month", "issue")
    left, right = st.columns([3, 2], gap="large")
    with left:
        follow("trends-what", asked_choice("what", _WHAT))
        what = st.segmented_control(
            t("trends.what"), _WHAT, key="trends-what", required=True, format_func=lambda one: t(f"trends.{one}")
        )
        since, until = period_slider(archive, t("trends.period"), key="trends-period")
    with right:
        follow("trends-by", asked_choice("by", usual))
        by = st.segmented_control(
            t("trends.by"), ("issue", "month"), key="trends-by", required=True,
            format_func=lambda one: t(f"trends.{one}"),
        )  # fmt: skip
        type_ = ""
        if what == "entity":
            follow("trends-type", asked_choice("type", ("", *ENTITY_TYPES)))
            type_ = st.selectbox(
                t("trends.type"), ("", *ENTITY_TYPES), key="trends-type",
                format_func=lambda one: t(f"type.{one}") if one else t("trends.any"),
            )  # fmt: skip
    set_query(
        what=None if what == _WHAT[0] else what,
        by=None if by == usual[0] else by,
        type=type_ or None,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )
    return cast(By, by), str(what), cast("EntityType | None", type_ or None), since, until


def _chart(rows: Sequence[Trend], periods: Sequence[TrendPeriod]) -> None:
    """Lines of the chosen things; a click on a mark leads to its items."""
    largest = sorted(rows, key=lambda row: -row.total)[:FIRST_LINES]
    by_id = {row.id: row for row in (*rows[:MOST_OFFERED], *largest)}
    labels = _labels(list(by_id.values()))
    shown = _choose_lines(rows, labels, usual=[row.id for row in largest])
    chosen = [by_id[id_] for id_ in shown] or largest
    label = f"{t('trends.chart')}: {', '.join(labels[row.id] for row in chosen)}"
    frame = share_frame(chosen, periods, labels)
    st.header(t("trends.chart"), anchor=False)
    found = pick(share_chart(frame), key=f"chart-{'|'.join(shown)}", label=label)
    if not found or found["id"] not in by_id:
        st.caption(t("trends.click"))
        return
    row = by_id[found["id"]]
    for period, count in zip(periods, row.counts, strict=True):
        if period.label == found["period"]:
            _mark_link(row, period, count)
            return


def _choose_lines(rows: Sequence[Trend], labels: Mapping[str, str], *, usual: list[str]) -> list[str]:
    """Ids of the things that a reader chose for the chart; the address says them where they are not the usual ones."""
    offered = {row.id for row in rows[:MOST_OFFERED]}
    wanted = [id_ for id_ in dict.fromkeys(st.query_params.get_all("show")) if id_ in offered][:MOST_LINES]
    key = f"trends-shown-{rows[0].kind}"
    if key in st.session_state:
        st.session_state[key] = [id_ for id_ in st.session_state[key] if id_ in labels]
    follow(key, wanted or usual)
    shown = st.multiselect(
        t("trends.shown"), list(labels), key=key, max_selections=MOST_LINES,
        format_func=lambda id_: labels.get(id_, id_),
    )  # fmt: skip
    if not shown or shown == usual:
        set_query(show=None)
    elif st.query_params.get_all("show") != shown:
        st.query_params["show"] = shown
    return shown


def _mark_link(row: Trend, period: TrendPeriod, count: int) -> None:
    """A link to the items behind a mark of the chart."""
    words = f"{t('trends.go')}: {row.name} · {period.label} ({count})"
    if row.kind == "topic":
        page_link("trends", words, icon=":material/search:", topic=row.id, what="topic", **_within(period))
    else:
        page_link("search", words, icon=":material/search:", **{row.kind: row.id}, **_within(period))


def _topic(archive: Archive, since: date | None, until: date | None) -> None:
    """The items of the topic that the address asks for, the latest first."""
    wanted = asked("topic")
    table = archive.once(TopicTable)
    if wanted not in table.ids:
        return
    st.header(t("trends.its_items"), anchor=False)
    st.markdown(f"**{verbatim(table.names[table.ids.index(wanted)])}**")
    arrays, items = archive.once(Arrays), table.items(wanted)
    days = arrays.issue_dates[arrays.issues[items]]
    first, last = since.toordinal() if since else 0, until.toordinal() if until else date.max.toordinal()
    inside = (days == 0) | ((days >= first) & (days <= last))  # what has no date is never outside
    for item in archive.store.items((items[inside][::-1][:MOST_ITEMS] + 1).tolist()):
        item_line(archive, item)


def _within(period: TrendPeriod) -> dict[str, str]:
    """The filters of the search page for a period."""
    if period.since and period.until:
        return {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return {"q": f"issue:{period.label.lstrip('#')}"} if period.label.startswith("#") else {}


def _labels(rows: Sequence[Trend]) -> dict[str, str]:
    """Names by id; those that several things share carry their type."""
    names = [row.name for row in rows]
    return {
        row.id: row.name if names.count(row.name) == 1 or not row.type else f"{row.name} ({t(f'type.{row.type}')})"
        for row in rows
    }
