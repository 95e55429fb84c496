"""The path between two entities, each step with its evidence."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.graph import EntityGraph
from kg.ui.address import asked
from kg.ui.evidence import issue_link, quote
from kg.ui.links import page_link, set_query
from kg.ui.picker import find_entity, pick_entity
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

add_strings(
    {
        "path.from": ("从", "From"),
        "path.to": ("到", "To"),
        "path.none": ("往期里没有把 {a} 与 {b} 联系起来的内容。", "Nothing in this archive joins {a} and {b}."),
        "path.same": ("请选两个不同的名字。", "Choose two different names."),
        "path.belongs": ("由名录给出，没有句子", "known from the list of names, no sentence"),
        "tie.part_of": ("属于", "part of"),
        "tie.made_by": ("出品方", "made by"),
        "tie.mentioned with": ("一同提及", "named together"),
    }
)


def kind_words(kind: str, forward: bool = True) -> str:
    """What joins two entities, in words."""
    if kind in {"part_of", "made_by", "mentioned with"}:
        return t(f"tie.{kind}")
    predicate = kind.removesuffix(" (by)")
    return t(f"relation.{predicate}" if forward and predicate == kind else f"relation_of.{predicate}")


def path_between(archive: Archive, graph: EntityGraph) -> None:
    """Two boxes, and the path between what stands in them."""
    chosen = []
    for box, name in zip(st.columns(2, gap="large"), ("a", "b"), strict=True):
        with box:
            named = asked(name)
            entity = find_entity(archive, named, "graph", name) if named else None
            label = t("path.from" if name == "a" else "path.to")
            picked = pick_entity(archive, label, entity, key=f"path-{name}", named=named)
            if picked and set_query(**{name: picked}):
                st.rerun()
            chosen.append(entity)
    source, target = chosen
    if source is None or target is None:
        return
    if source.id == target.id:
        st.caption(t("path.same"))
        return
    steps = graph.path(source.id, target.id)
    if not steps:
        st.info(t("path.none", a=verbatim(source.name), b=verbatim(target.name)))
    for number, step in enumerate(steps, 1):
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.markdown(f"**{number}**", width="content")
                page_link("entity", step.source.name, help=t(f"type.{step.source.type}"), entity=step.source.id)
                st.markdown(f"{kind_words(step.kind)} →", width="content")
                page_link("entity", step.target.name, help=t(f"type.{step.target.type}"), entity=step.target.id)
            if step.sentence:
                quote(step.sentence, {*step.source.aliases, *step.target.aliases})
            if step.item_id:
                item = archive.item(step.item_id)
                issue_link(archive.issue_of(item), item.id, title=item.title)
            else:
                st.caption(t("path.belongs"))
