"""A part of the graph as a drawing that can be clicked.

Drawn by Vega: names are text there whatever stands in them, nothing is fetched from elsewhere, and it follows the
theme. Cytoscape's component for Streamlit puts names into its panel as HTML, which an issue could misuse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from kg.archive import Archive
from kg.graph import Corner, Edge, EntityGraph, places
from kg.model import ENTITY_TYPES
from kg.ui.share_chart import PICK, pick
from kg.ui.strings import add_strings, t

# Each at least 3:1 against the light and the dark background.
_COLOURS = {
    "company": "#3f7fd6", "institution": "#8f6cc4", "model": "#d24f60", "product": "#2b9170", "paper": "#b27318",
    "report": "#7d8434", "article": "#4f8a9c", "person": "#c35a9f", "benchmark": "#6f7fdb", "event": "#a8693f",
}  # fmt: skip
_SHAPES = {
    "company": "circle", "institution": "circle", "model": "square", "product": "square", "paper": "triangle-up",
    "report": "triangle-up", "article": "triangle-up", "person": "diamond", "benchmark": "cross", "event": "cross",
}  # fmt: skip
MOST_WITH_ALL_TIES = 80
_WIDTH = 760  # about what a drawing gets on a laptop; only decides which names have room

add_strings(
    {
        "network.alt": (
            "图谱：{nodes} 个实体、{edges} 条联系；下方表格给出同样内容",
            "Graph of {nodes} entities and {edges} ties; the table below says the same",
        ),
        "network.how": (
            "点击实体把它移到中心；拖动平移，按住 Ctrl 滚动缩放。",
            "Click an entity to move it to the centre; drag to pan, Ctrl + wheel to zoom.",
        ),
        "network.drawing": ("正在排布……", "Finding a place for each …"),
        "network.items": ("条目", "items"),
        "network.type": ("类型", "type"),
        "network.name": ("名称", "name"),
    }
)


def graph_of(archive: Archive, since: date | None = None, until: date | None = None) -> EntityGraph:
    """The entity graph of an archive and a period, made once for all readers."""
    return _graph(archive.generation.name, since, until, archive)


@st.cache_resource(show_spinner=False, max_entries=6)
def _graph(generation: str, since: date | None, until: date | None, _archive: Archive) -> EntityGraph:
    """One graph for each generation and period."""
    return EntityGraph(_archive, since=since, until=until)


@st.cache_data(show_spinner=False, max_entries=64)
def _places(drawn: tuple[tuple[str, str, float], ...], _corner: Corner) -> dict[str, tuple[float, float]]:
    """Where nodes go: the more there are, the more evenly, since forces alone crowd hundreds into a knot.

    What is drawn is the key of the cache.
    """
    found = places(_corner)
    if not found:
        return {}
    ids, points = list(found), np.array(list(found.values()))
    even = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0, kind="stable") / max(1, len(ids) - 1) * 2 - 1
    share = min(0.8, len(ids) / 250)
    return {id_: (float(x), float(y)) for id_, (x, y) in zip(ids, (1 - share) * points + share * even, strict=True)}


def _telling(corner: Corner, centre: str) -> list[Edge]:
    """The ties to draw: all in a small drawing, else those that are among the strongest three of one of their ends."""
    if len(corner.nodes) <= MOST_WITH_ALL_TIES:
        return list(corner.edges)
    drawn: dict[str, int] = defaultdict(int)
    kept = []
    for edge in sorted(corner.edges, key=lambda edge: (-edge.weight, edge.source, edge.target)):
        if centre in (edge.source, edge.target) or min(drawn[edge.source], drawn[edge.target]) < 3:
            kept.append(edge)
            drawn[edge.source] += 1
            drawn[edge.target] += 1
    return kept


def draw(corner: Corner, centre: str, *, key: str, height: int = 620) -> str | None:
    """Draw a part of the graph; returns the id of the entity that was clicked."""
    with st.spinner(t("network.drawing")):
        nodes_drawn = tuple((node.id, "", 0.0) for node in corner.nodes)
        where = _places((*nodes_drawn, *((edge.source, edge.target, edge.weight) for edge in corner.edges)), corner)
    crowd = len(corner.nodes) > MOST_WITH_ALL_TIES
    height = max(height, 900) if len(corner.nodes) > 3 * MOST_WITH_ALL_TIES else height
    font = 10 if crowd else 12
    named = _with_room(corner, where, centre, height, font)
    ties = _telling(corner, centre)
    nodes = pd.DataFrame(
        [
            {
                "id": node.id, "name": node.name, "x": where[node.id][0], "y": where[node.id][1], "items": node.weight,
                "type": t(f"type.{node.type}"), "label": node.name[:28] if node.id in named else "",
                "size": (1 if crowd else 2) * (30 + 20 * min(node.weight, 25) ** 0.8),
                "ring": 3 if node.id == centre else 0,
                "said": f"{node.name}, {t(f'type.{node.type}')}, {t('network.items')}: {node.weight}",
            }
            for node in corner.nodes
        ]
    )  # fmt: skip
    heaviest = max((edge.weight for edge in ties), default=1.0)
    edges = pd.DataFrame(
        [
            {
                "x": where[edge.source][0], "y": where[edge.source][1],
                "x2": where[edge.target][0], "y2": where[edge.target][1],
                "width": 0.6 + 3.0 * (edge.weight / heaviest) ** 0.5,
                "opacity": 0.75 if centre in (edge.source, edge.target) else 0.15 + 0.5 * edge.weight / heaviest,
            }
            for edge in ties
        ],
        columns=["x", "y", "x2", "y2", "width", "opacity"],
    )  # fmt: skip
    used = [type_ for type_ in ENTITY_TYPES if any(node.type == type_ for node in corner.nodes)]
    chart = _chart(nodes, edges, used, font).properties(height=height)
    label = t("network.alt", nodes=len(corner.nodes), edges=len(corner.edges))
    found = pick(chart, key=key, label=label)
    st.caption(t("network.how"))
    return str(found["id"]) if found else None


def _chart(nodes: pd.DataFrame, edges: pd.DataFrame, used: Sequence[str], font: int) -> alt.LayerChart | alt.FacetChart:
    """Lines, marks and names in layers."""
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.12, 1.12], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.12, 1.12], nice=False))
    picked = alt.selection_point(PICK, fields=["id"], empty=False)
    # Only with Ctrl, so that the wheel goes on scrolling the page.
    view = alt.selection_interval(name="view", bind="scales", zoom="wheel![event.ctrlKey || event.metaKey]")
    words = [t(f"type.{type_}") for type_ in used]
    lines = (
        alt.Chart(edges)
        .mark_rule(color="#8a93a3")
        .encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q", strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
        )
    )  # fmt: skip
    base = alt.Chart(nodes).encode(x=x, y=y)
    marks = (
        base.mark_point(filled=True, opacity=1)
        .encode(
            color=alt.Color(
                "type:N", scale=alt.Scale(domain=words, range=[_COLOURS[type_] for type_ in used]),
                legend=alt.Legend(title=None, orient="bottom", columns=5),
            ),
            shape=alt.Shape(
                "type:N", scale=alt.Scale(domain=words, range=[_SHAPES[type_] for type_ in used]), legend=None
            ),
            size=alt.Size("size:Q", scale=None),
            strokeWidth=alt.StrokeWidth("ring:Q", scale=None),
            stroke=alt.condition("datum.ring > 0", alt.value("#e0a100"), alt.value("transparent")),
            description=alt.Description("said:N"),
            tooltip=[
                alt.Tooltip("name:N", title=t("network.name")),
                alt.Tooltip("type:N", title=t("network.type")),
                alt.Tooltip("items:Q", title=t("network.items")),
            ],
        )
        .add_params(picked, view)
    )  # fmt: skip
    dark = st.context.theme.type == "dark"
    names = base.mark_text(
        dy=-font - 1, fontSize=font, color="#e8eaee" if dark else "#1d2433", stroke="#14171d" if dark else "#fdfcf9",
        strokeWidth=2.5, strokeOpacity=0.85, strokeJoin="round",
    ).encode(text="label:N")  # fmt: skip
    clear = base.mark_text(dy=-font - 1, fontSize=font, color="#e8eaee" if dark else "#1d2433").encode(text="label:N")
    return alt.layer(lines, marks, names, clear)


def _with_room(corner: Corner, where: dict[str, tuple[float, float]], centre: str, height: int, font: int) -> set[str]:
    """Nodes whose names fit without covering another name, the centre and the most covered first."""
    taken: list[tuple[float, float, float, float]] = []
    named: set[str] = set()
    for node in sorted(corner.nodes, key=lambda node: (node.id != centre, -node.weight, node.id)):
        x, y = where[node.id]
        across, down = (x + 1.12) / 2.24 * _WIDTH, (1.12 - y) / 2.24 * height - font - 1
        half = 0.5 * font * sum(1.0 if ord(letter) > 0x2E80 else 0.55 for letter in node.name[:28]) + 2
        box = (across - half, down - 0.65 * font, across + half, down + 0.65 * font)
        if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            taken.append(box)
            named.add(node.id)
    return named
