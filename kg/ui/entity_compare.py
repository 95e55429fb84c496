"""Two entities side by side."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName
from kg.model import Entity
from kg.trends.comparisons import Comparison, compare_names
from kg.trends.statistics import ALPHA
from kg.ui.links import page_link, set_query
from kg.ui.picker import find_entity, pick_entity
from kg.ui.safe import verbatim
from kg.ui.share_chart import pick, share_chart, share_frame
from kg.ui.strings import add_strings, t

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
    name = pick_entity(archive, t("entity.other"), second, key=f"compare-{entity.id}", named=other)
    if name and set_query(**{"with": name}):
        st.rerun()
    if second is None:
        return
    with st.container(horizontal=True):
        page_link("entity", t("entity.stop"), icon=":material/close:", entity=entity.id)
        page_link("entity", second.name, icon=":material/hub:", entity=second.id)
        page_link("graph", t("entity.path"), icon=":material/route:", a=entity.id, b=second.id)
    if second.id != entity.id:
        _show(archive, entity, second)


def _show(archive: Archive, first: Entity, second: Entity) -> None:
    """The chart, and what the numbers say."""
    try:
        compared = _compared(archive.generation.name, first.id, second.id, archive)
    except UnknownName as unknown:
        st.caption(verbatim(str(unknown)))
        return
    a, b = compared.rows
    only_a, only_b = a.total - compared.both, b.total - compared.both
    said = t("entity.only", a=a.name, b=b.name, only_a=only_a, only_b=only_b, both=compared.both)
    if compared.p is not None and compared.p < ALPHA:
        said += " " + t("entity.more", name=a.name if only_a > only_b else b.name, p=compared.p)
    else:
        said += " " + t("entity.close")
    st.markdown(verbatim(said))
    names = {a.id: a.name, b.id: b.name} if a.name != b.name else {a.id: a.id, b.id: b.id}
    label = t("entity.against", a=a.name, b=b.name)
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
