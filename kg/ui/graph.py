"""The graph: who stands with whom, drawn and as a table; the path between two names, with the evidence of each step."""

from __future__ import annotations

from datetime import date

import streamlit as st

from kg.archive import Archive
from kg.graph import Corner, EntityGraph
from kg.model import ENTITY_TYPES, Entity, EntityType
from kg.ui.address import asked, asked_choice, asked_choices, follow, kept, period_slider
from kg.ui.graph_path import kind_words, path_between
from kg.ui.links import page_link, set_query
from kg.ui.network_chart import draw, graph_of
from kg.ui.picker import find_entity, pick_entity
from kg.ui.strings import add_strings, t

_SIZES = ("60", "30", "120", "250", "500")
_STEPS = ("1", "2")
_WEIGHTS = ("0", "0.5", "1", "2", "4")
MOST_ROWS = 30

add_strings(
    {
        "graph.intro": (
            "一同出现在条目里、或被一句话联系起来的名字。选一个作中心，或看最核心的一批。",
            "Names that items bring together or a sentence joins. Choose a centre, or look at the most central.",
        ),
        "graph.centre": ("中心", "Centre"),
        "graph.types": ("类型", "Types"),
        "graph.all": ("全部", "all"),
        "graph.period": ("时间段", "Period"),
        "graph.weight": ("最低强度", "Least strength"),
        "graph.size": ("实体数", "Entities"),
        "graph.steps": ("步数", "Steps"),
        "graph.overview": ("看全图", "The whole graph"),
        "graph.empty": ("这样筛选后没有可画的内容。", "Nothing is left to draw under these filters."),
        "graph.table": ("相邻实体", "Neighbours"),
        "graph.central": ("最核心的实体", "The most central"),
        "graph.page": ("实体页", "Its page"),
        "graph.items": ("{count} 条", "items: {count}"),
        "graph.strength": ("强度", "strength"),
        "graph.path": ("两者之间的路径", "Path between two names"),
        "graph.filters": ("筛选", "Filters"),
    }
)


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.graph"), anchor=False)
    st.caption(t("graph.intro"))
    named = asked("entity")
    centre = find_entity(archive, named, "graph", "entity") if named else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = pick_entity(archive, t("graph.centre"), centre, key="graph-centre", named=named)
        if centre is not None:
            page_link("graph", t("graph.overview"), icon=":material/bubble_chart:", **kept("graph", without={"entity"}))
    if name and set_query(entity=name):
        st.rerun()
    with st.expander(t("graph.filters"), expanded=True):
        types, since, until, weight, size, steps = _filters(archive, centre)
    if named and centre is None:
        return
    graph = graph_of(archive, since, until)
    with st.spinner(t("network.drawing")):  # the first reader of a period waits for its graph
        if centre is not None:
            corner = graph.corner(centre.id, types=types, radius=steps, least_weight=weight, limit=size)
        else:
            corner = graph.overview(types=types, limit=size)
    _drawing(corner, centre)
    _table(graph, corner, centre)
    st.header(t("graph.path"), anchor=False)
    path_between(archive, graph)


def _filters(
    archive: Archive, centre: Entity | None
) -> tuple[list[EntityType], date | None, date | None, float, int, int]:
    """Types, period, least weight, number of entities and steps, from the address and its widgets."""
    follow("graph-types", asked_choices("types", ENTITY_TYPES))
    types = st.pills(
        t("graph.types"), ENTITY_TYPES, selection_mode="multi", key="graph-types",
        format_func=lambda type_: t(f"type.{type_}"),
    )  # fmt: skip
    left, right = st.columns([3, 2], gap="large")
    with left:
        since, until = period_slider(archive, t("graph.period"), key="graph-period")
        weight = _WEIGHTS[0]
        if centre is not None:
            follow("graph-weight", asked_choice("weight", _WEIGHTS))
            weight = st.select_slider(t("graph.weight"), _WEIGHTS, key="graph-weight")
    with right:
        follow("graph-size", asked_choice("n", _SIZES))
        size = st.segmented_control(
            t("graph.size"), sorted(_SIZES, key=int), key="graph-size", required=True
        )  # fmt: skip
        steps = _STEPS[0]
        if centre is not None:
            follow("graph-steps", asked_choice("steps", _STEPS))
            steps = st.segmented_control(t("graph.steps"), _STEPS, key="graph-steps", required=True) or steps
    set_query(
        types=",".join(types),
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        n=None if size == _SIZES[0] else size,
        weight=None if weight == _WEIGHTS[0] else weight,
        steps=None if steps == _STEPS[0] else steps,
    )
    return list(types), since, until, float(weight), int(size or _SIZES[0]), int(steps)


def _drawing(corner: Corner, centre: Entity | None) -> None:
    """The drawing; a click moves the centre."""
    if len(corner.nodes) < 2:
        st.info(t("graph.empty"))
        return
    here = centre.id if centre else ""
    shown = "-".join(f"{key}={value}" for key, value in kept("graph").items())
    clicked = draw(corner, here, key=f"graph-{shown}", height=640)
    if clicked and clicked != here and set_query(entity=clicked):
        st.rerun()


def _table(graph: EntityGraph, corner: Corner, centre: Entity | None) -> None:
    """What the drawing shows, as rows that the keyboard reaches."""
    inside = {node.id for node in corner.nodes}
    st.header(t("graph.table") if centre else t("graph.central"), anchor=False)
    if centre is None:
        with st.container(horizontal=True, gap="small"):
            for node in corner.nodes[:MOST_ROWS]:
                label = f"{node.name} · {t('graph.items', count=node.weight)}"
                page_link("graph", label, help=t(f"type.{node.type}"), **{**kept("graph"), "entity": node.id})
        return
    rows = [(other, edge) for other, edge in graph.neighbours(centre.id, limit=500) if other.id in inside]
    for other, edge in rows[:MOST_ROWS]:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            page_link("graph", other.name, **{**kept("graph"), "entity": other.id})
            page_link("entity", t("graph.page"), icon=":material/hub:", help=other.name, entity=other.id)
            if edge.items:
                page_link(
                    "search", t("graph.items", count=len(edge.items)), icon=":material/search:",
                    help=f"{centre.name} + {other.name}", entity=centre.id, q=f"entity:{other.id}",
                )  # fmt: skip
            words = " · ".join(kind_words(kind, centre.id == edge.source) for kind in edge.kinds)
            st.caption(
                f"{t(f'type.{other.type}')} · {words} · {t('graph.strength')} {edge.weight:.1f}", width="content"
            )
