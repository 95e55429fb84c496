"""What narrows a search: counted lists that combine, a stretch of time, and all that is in force, to be taken off."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName
from kg.model import ENTITY_TYPES, ITEM_KINDS
from kg.search.hits import Count, Results
from kg.ui.address import asked, asked_day, follow, kept
from kg.ui.links import page_link, set_query
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t
from kg.ui.strip import bars

FACETS = ("section", "kind", "entity", "type", "site")
FILTERS = (*FACETS, "since", "until")
_MOST_SHOWN = 8  # values of a list; the rest is in a box below it

add_strings(
    {
        "facet.section": ("栏目", "Section"),
        "facet.kind": ("体裁", "Kind"),
        "facet.entity": ("实体", "Name"),
        "facet.type": ("类型", "Type"),
        "facet.site": ("网站", "Site"),
        "facet.since": ("自", "Since"),
        "facet.until": ("至", "Until"),
        "facet.head": ("筛选", "Narrow"),
        "facet.off": ("取消这项筛选", "Take this off"),
        "facet.all_off": ("全部取消", "Take all off"),
        "facet.more": ("更多…", "More…"),
        "facet.issues": ("各期命中数", "Results by issue"),
        "facet.show": ("筛选条件", "Filters"),
    }
)


def filters_asked() -> dict[str, str]:
    """The filters of the address."""
    return {name: value for name in FILTERS if (value := asked(name))}


def in_force(archive: Archive, filters: dict[str, str]) -> None:
    """The filters that count, each a link to the same search without it."""
    if not filters:
        return
    with st.container(horizontal=True, gap="small", key="chips-filters"):
        for name, value in filters.items():
            label = f"{t(f'facet.{name}')}: {_said(archive, name, value)}"
            rest = kept("search", without={name, "p"})
            page_link("search", label, icon=":material/close:", help=t("facet.off"), **rest)
        if len(filters) > 1:
            page_link("search", t("facet.all_off"), **kept("search", without={*filters, "p"}))


def _said(archive: Archive, name: str, value: str) -> str:
    """A filter's value in the reader's words."""
    if name == "entity":
        try:
            return archive.entity(value).name
        except UnknownName:
            return value
    return _worded(name, value, value)


def facets(archive: Archive, results: Results, filters: dict[str, str]) -> None:
    """The lists, each with how many results a value would leave."""
    found = results.facets
    by_name = {
        "section": found.sections, "kind": found.kinds, "entity": found.entities, "type": found.types,
        "site": found.sites,
    }  # fmt: skip
    if len(found.issues) > 1:
        st.caption(t("facet.issues"))
        bars(found.issues[::-1], t("facet.issues"))
    _period(archive)
    for name in FACETS:
        _facet(name, by_name[name], filters.get(name))


def _period(archive: Archive) -> None:
    """First and last day, each of which may be left open."""
    days = sorted(issue.date for issue in archive.issues() if issue.date)
    if len(days) < 2:
        return
    with st.container(horizontal=True):
        for name in ("since", "until"):
            day = asked_day(name)
            follow(f"search-{name}", day)
            chosen = st.date_input(
                t(f"facet.{name}"), key=f"search-{name}", format="YYYY-MM-DD",
                min_value=min(days[0], day or days[0]), max_value=max(days[-1], day or days[-1]),
            )  # fmt: skip
            # What is no day ("2025-10") stays as it stands in the address until somebody chooses one.
            if chosen != day and set_query(**{name: chosen.isoformat() if chosen else None}, p=None):
                st.rerun()


def _facet(name: str, counts: Sequence[Count], current: str | None) -> None:
    """One list; a click on a value narrows by it, another takes it off."""
    labels = {count.value: f"{_worded(name, count.value, count.label)} ({count.count})" for count in counts}
    if current and current not in labels:
        labels = {current: _worded(name, current, current), **labels}
    shown = list(labels)[:_MOST_SHOWN]
    if current and current not in shown:
        shown = [current, *shown[:-1]]
    if not shown:
        return
    key = f"{name}-{current}-{asked('q')}"
    chosen = st.pills(
        t(f"facet.{name}"), shown, default=current, format_func=lambda value: verbatim(labels[value], limit=60) or "…",
        key=f"facet-{key}",
    )  # fmt: skip
    rest = [value for value in labels if value not in shown]
    if rest:
        more = st.selectbox(
            t("facet.more"), rest, index=None, format_func=lambda value: labels.get(value, value), key=f"more-{key}",
            placeholder=t("facet.more"), label_visibility="collapsed",
        )  # fmt: skip
        chosen = more or chosen
    if chosen != current and set_query(**{name: chosen}, p=None):
        st.rerun()


def _worded(name: str, value: str, label: str) -> str:
    """A value in the reader's language."""
    known = {"kind": ITEM_KINDS, "type": ENTITY_TYPES}.get(name, ())
    return t(f"{name}.{value}") if value in known else label
