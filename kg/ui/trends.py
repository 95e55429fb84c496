"""Trends: what moves of late and how surely, any names side by side, who is new or back, and the tests behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast, get_args

import numpy as np
import streamlit as st

from kg.archive import Archive
from kg.model import ENTITY_TYPES, EntityType
from kg.store.arrays import Arrays
from kg.trends.periods import By
from kg.trends.things import KINDS, ThingKind
from kg.trends.topics import TopicTable
from kg.trends.trends import Trends
from kg.ui.address import asked, asked_choice, follow, period_slider
from kg.ui.entity_links import item_line
from kg.ui.links import set_query
from kg.ui.movers import movers
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t
from kg.ui.trend_charts import View, compare, glance
from kg.ui.trend_lists import comebacks, debuts, known_pairs, things_table

MOST_PERIODS_BY_ISSUE = 60
MOST_SECTIONS = 100
MOST_ITEMS = 40

add_strings(
    {
        "trends.by": ("按", "By"),
        "trends.issue": ("期", "issue"),
        "trends.week": ("周", "week"),
        "trends.month": ("月", "month"),
        "trends.quarter": ("季", "quarter"),
        "trends.what": ("看什么", "What"),
        "trends.entity": ("实体", "names"),
        "trends.section": ("栏目", "sections"),
        "trends.site": ("网站", "sites"),
        "trends.topic": ("话题", "topics"),
        "trends.only_type": ("类型", "Type"),
        "trends.only_section": ("只看栏目", "Within a section"),
        "trends.any_type": ("全部类型", "all types"),
        "trends.any_section": ("全部栏目", "all sections"),
        "trends.period": ("时间段", "Period"),
        "trends.intro": ("{issues} 期、{items} 条。", "{issues} issues, {items} items."),
        "trends.tests": ("检验与 p 值", "Tests and p-values"),
        "trends.tested": (
            "份额附 95% 区间；做了 {tested} 次检验，p 值已按次数校正。",
            "Shares have 95 % intervals; p-values answer for all {tested} tests.",
        ),
        "trends.empty": ("这段时间里没有内容。", "There is nothing in this period."),
        "trends.counting": ("正在统计……", "Counting …"),
        "trends.its_items": ("话题的条目", "Items of the topic"),
        "trends.outliers": ("另有 {count} 条不属于任何话题。", "{count} more items belong to no topic."),
        "trends.no_topics": ("这个往期库里还没有划分话题。", "No topics are told apart in this archive."),
        "trends.filters": ("筛选", "Filters"),
    }
)


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(generation: str, view: View, type_: EntityType | None, _archive: Archive) -> Trends:
    """Trends of a period, shared by all readers, since their records are frozen; `generation` is part of the key."""
    return _archive.trends(by=view.by, type=type_, since=view.since, until=view.until, section=view.section)


def page(archive: Archive) -> None:
    """Draw the page: what is told in words first, charts after it."""
    st.title(t("page.trends"), anchor=False)
    with st.expander(t("trends.filters"), expanded=True):
        view, type_ = _filters(archive)
    with st.spinner(t("trends.counting")):
        found = _found(archive.generation.name, view, type_, archive)
    items = sum(period.items for period in found.periods)
    st.caption(t("trends.intro", issues=len(found.issues), items=items))
    rows = {"entity": found.entities, "section": found.sections, "site": found.sites, "topic": found.topics}[view.kind]
    if not rows:
        st.info(t("trends.no_topics" if view.kind == "topic" and found.issues else "trends.empty"))
        return
    if view.kind == "topic":
        st.caption(t("trends.outliers", count=found.outliers))
        _topic(archive, view)
    movers(found, found.movers[view.kind])
    compare(archive, rows, view)
    glance(rows, found.periods, view)
    if view.kind == "entity":
        _arrivals(found)
    with st.expander(t("trends.tests")):
        st.caption(t("trends.tested", tested=found.tested))
        things_table(rows)


def _arrivals(found: Trends) -> None:
    """Who is new or back in the latest issue, and who is named together of late."""
    debuts(found)
    left, right = st.columns(2, gap="large")
    with left:
        comebacks(found)
    with right:
        known_pairs(found.pairs)


def _filters(archive: Archive) -> tuple[View, EntityType | None]:
    """What to show, from the address and its widgets."""
    left, right = st.columns(2)
    with left:
        follow("trends-what", asked_choice("what", KINDS))
        what = st.segmented_control(
            t("trends.what"), KINDS, key="trends-what", required=True, format_func=lambda one: t(f"trends.{one}")
        )
    with right:
        by = _by(archive)
    left, middle, right = st.columns([2, 1, 1])
    with left:
        since, until = period_slider(archive, t("trends.period"), key="trends-period")
    with middle:
        section = _chosen("section", _sections(archive), str) if what != "section" else ""
    with right:
        type_ = _chosen("type", ENTITY_TYPES, lambda one: t(f"type.{one}")) if what == "entity" else ""
    set_query(
        what=None if what == KINDS[0] else what,
        type=type_ or None,
        section=section or None,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )
    view = View(cast(ThingKind, what), by, since, until, section or None)
    return view, cast("EntityType | None", type_ or None)


def _by(archive: Archive) -> By:
    """What a period is; a long archive goes by month unless somebody asks for more."""
    usual: By = "issue" if len(archive.issues()) <= MOST_PERIODS_BY_ISSUE else "month"
    choices = get_args(By)
    follow("trends-by", asked_choice("by", (usual, *choices)))
    by = st.segmented_control(
        t("trends.by"), choices, key="trends-by", required=True, format_func=lambda one: t(f"trends.{one}")
    )
    set_query(by=None if by == usual else by)
    return cast(By, by)


def _chosen(name: str, choices: tuple[str, ...], say: Callable[[str], str]) -> str:
    """One of some choices that the address keeps; "" for all of them."""
    if not choices:
        return ""
    follow(f"trends-{name}", asked_choice(name, ("", *choices)))
    return st.selectbox(
        t(f"trends.only_{name}"), ("", *choices), key=f"trends-{name}",
        format_func=lambda one: say(one) if one else t(f"trends.any_{name}"),
    )  # fmt: skip


def _sections(archive: Archive) -> tuple[str, ...]:
    """The sections of an archive, the largest first."""
    sections = archive.once(Arrays).sections
    sizes = np.bincount(sections.codes, minlength=len(sections.names))
    ordered = (sections.names[number] for number in np.argsort(-sizes, kind="stable").tolist())
    return tuple(name for name in ordered if name)[:MOST_SECTIONS]


def _topic(archive: Archive, view: View) -> None:
    """The items of the topic that the address asks for, the latest first."""
    wanted = asked("topic")
    table = archive.once(TopicTable)
    if wanted not in table.ids:
        return
    st.header(t("trends.its_items"), anchor=False)
    st.markdown(f"**{verbatim(table.names[table.ids.index(wanted)])}**")
    arrays, items = archive.once(Arrays), table.items(wanted)
    days = arrays.issue_dates[arrays.issues[items]]
    first = view.since.toordinal() if view.since else 0
    last = view.until.toordinal() if view.until else date.max.toordinal()
    inside = (days == 0) | ((days >= first) & (days <= last))  # what has no date is never outside
    for item in archive.store.items((items[inside][::-1][:MOST_ITEMS] + 1).tolist()):
        item_line(archive, item)
