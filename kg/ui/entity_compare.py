"""Two entities side by side."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName
from kg.model import Entity
from kg.trends.comparisons import Comparison, compare_names
from kg.trends.statistics import ALPHA
from kg.ui import entity_links
from kg.ui.entity_time import event_rows, outline_of, timeline_of
from kg.ui.links import page_link, set_query
from kg.ui.names import called, name_link
from kg.ui.picker import find_entity, pick_entity
from kg.ui.safe import verbatim
from kg.ui.share_chart import pick, share_chart, share_frame
from kg.ui.strings import add_strings, t

MOST_OFFERED = 4
MOST_EVENTS = 3

add_strings(
    {
        "entity.other": ("比较对象", "The other one"),
        "entity.against": ("{a} 与 {b}", "{a} and {b}"),
        "entity.only": (
            "{a} 单独出现 {only_a} 条，{b} 单独 {only_b} 条，同时 {both} 条。",
            "{only_a} items name only {a}, {only_b} only {b}, {both} both.",
        ),
        "entity.more": ("{name} 被报道得更多（p = {p:.2g}）。", "{name} is named more (p = {p:.2g})."),
        "entity.close": ("差距不足以下结论。", "Too close to call."),
        "entity.both": ("同时提到两者的条目", "Items that name both"),
        "entity.stop": ("结束比较", "Stop comparing"),
        "entity.path": ("两者之间的路径", "The path between them"),
        "entity.go": ("查看条目", "See the items"),
        "entity.with_suggested": ("与 {name} 比较", "Compare with {name}"),
        "entity.same_name": ("请选择另一个名称来比较。", "Choose another name to compare with."),
    }
)


@st.cache_data(show_spinner=False, max_entries=32)
def _compared(generation: str, a: str, b: str, _archive: Archive) -> Comparison:
    """The comparison; `generation` is the key of the cache."""
    return compare_names(_archive, a, b)


def comparison(archive: Archive, entity: Entity, other: str) -> None:
    """A box to choose the other with; where one is chosen, both through the issues."""
    st.header(t("entity.compare"), anchor=False)
    second = find_entity(archive, other, "entity", "with") if other else None
    if not other:
        _suggested(archive, entity)
    name = pick_entity(archive, t("entity.other"), second, key=f"compare-{entity.id}", named=other)
    if name and set_query(**{"with": name}):
        st.rerun()
    if second is None:
        return
    if second.id == entity.id:
        st.caption(t("entity.same_name"))
        return
    with st.container(horizontal=True):
        page_link("entity", t("entity.stop"), icon=":material/close:", entity=entity.id)
        page_link("graph", t("entity.path"), icon=":material/route:", a=entity.id, b=second.id)
    for column, one in zip(st.columns(2, gap="large", border=True), (entity, second), strict=True):
        with column:
            _profile(archive, one)
    _show(archive, entity, second)
    entity_links.relations_between(archive, entity, second)


def _suggested(archive: Archive, entity: Entity) -> None:
    """Links that set it beside names of its own type that often stand with it."""
    beside = entity_links.neighbours(archive.generation.name, entity.id, archive)
    alike = [other for other, shared, _ in beside if shared and other.type == entity.type][:MOST_OFFERED]
    if alike:
        with st.container(horizontal=True, gap="small"):
            for other in alike:
                label = t("entity.with_suggested", name=called(archive, other))
                page_link("entity", label, icon=":material/compare_arrows:", entity=entity.id, **{"with": other.id})


def _profile(archive: Archive, entity: Entity) -> None:
    """One of the two: what happened to it by kind, when it was covered, and what mattered most."""
    line = timeline_of(archive.generation.name, entity.id, archive)
    shown = outline_of(archive.generation.name, entity.id, (), line)
    name_link(archive, entity, label=f"{{name}} · {t(f'type.{entity.type}')}", icon=":material/hub:")
    kinds = " · ".join(f"{t(f'event.{kind}')} {count}" for kind, count in shown.kinds)
    if kinds:
        st.caption(verbatim(kinds))
    with st.container(horizontal=True, gap="small"):
        for label, source in (("entity.first", line.first), ("entity.latest", line.latest)):
            if source is not None:
                entity_links.coverage_link(archive, t(label), archive.item(source.item))
    event_rows((shown.leading or shown.events)[:MOST_EVENTS], key=f"profile-{entity.id}")


def _show(archive: Archive, first: Entity, second: Entity) -> None:
    """The chart, and what the numbers say."""
    try:
        compared = _compared(archive.generation.name, first.id, second.id, archive)
    except UnknownName as unknown:
        st.caption(verbatim(str(unknown)))
        return
    a, b = compared.rows
    names = {a.id: called(archive, first), b.id: called(archive, second)}
    if names[a.id] == names[b.id]:
        names = {a.id: a.id, b.id: b.id}
    said = _in_words(compared, names)
    st.markdown(verbatim(said))
    label = t("entity.against", a=names[a.id], b=names[b.id])
    chart = share_chart(share_frame(compared.rows, compared.periods, names), height=260)
    found = pick(chart, key=f"compare-chart-{a.id}-{b.id}", label=f"{label}. {said}")
    period = next((period for period in compared.periods if found and period.label == found["period"]), None)
    if found and period and period.since and period.until:
        page_link(
            "search", f"{t('entity.go')}: {names[found['id']]} · {period.label}", icon=":material/search:",
            entity=found["id"], since=period.since.isoformat(), until=period.until.isoformat(),
        )  # fmt: skip
    if compared.both:
        page_link("search", t("entity.both"), icon=":material/search:", entity=a.id, q=f"entity:{b.id}")


def _in_words(compared: Comparison, names: dict[str, str]) -> str:
    """How many items name which of the two, and whether that tells who is named more."""
    a, b = compared.rows
    only_a, only_b = a.total - compared.both, b.total - compared.both
    said = t("entity.only", a=names[a.id], b=names[b.id], only_a=only_a, only_b=only_b, both=compared.both)
    if compared.p is None or compared.p >= ALPHA:
        return f"{said} {t('entity.close')}"
    return f"{said} {t('entity.more', name=names[(a if only_a > only_b else b).id], p=compared.p)}"
