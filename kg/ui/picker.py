"""Choosing a name: the most covered ones to pick from, any other typed, and help where nothing is called so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName
from kg.model import ENTITY_TYPES, Entity, EntityType
from kg.store.arrays import Arrays
from kg.trends.names import NameTable
from kg.ui.address import kept, one_line
from kg.ui.links import page_link
from kg.ui.names import called
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

# A longer list makes the page heavy and is no easier to read; what is not in it can be typed.
MOST_OFFERED = 300

add_strings(
    {
        "picker.hint": ("选择，或输入任意名称", "Choose, or type any name"),
        "picker.unknown": ("往期里没有叫「{name}」的实体。", "Nothing is called “{name}” in this archive."),
        "picker.maybe": ("您是不是要找：", "Did you mean:"),
    }
)


@dataclass(frozen=True, slots=True)
class Covered:
    """An entity and the number of items that name it."""

    id: str
    name: str
    type: str
    items: int


@st.cache_data(show_spinner=False, max_entries=64)
def most_covered(
    generation: str, _archive: Archive, *, type_: EntityType | None = None, limit: int = MOST_OFFERED
) -> tuple[Covered, ...]:
    """Entities that the most items name, of one type or of all; `generation` is the key of the cache."""
    arrays = _archive.once(Arrays)
    counts = arrays.mentions.counts()
    if type_ is not None:
        counts = np.where(_archive.once(NameTable).types == ENTITY_TYPES.index(type_), counts, 0)
    order = np.argsort(-counts, kind="stable")[: min(limit, int((counts > 0).sum()))]
    found = ((arrays.entities[number], int(counts[number])) for number in order.tolist())
    return tuple(Covered(row.id, row.name, row.type, items) for row, items in found)


def pick_entity(
    archive: Archive, label: str, current: Entity | None, *, key: str, named: str | None = None
) -> str | None:
    """A box to choose an entity with; returns an id or a typed name where that is not `current`, else None.

    Where the name goes into the address, `named` is what stands there. Each name has a box of its own: one that kept a
    typed name would ask for it again and again where it is unknown, or another name of `current`.
    """
    offered = {one.id: one for one in most_covered(archive.generation.name, archive)}
    names = {id_: f"{called(archive, one)} · {t(f'type.{one.type}')} ({one.items})" for id_, one in offered.items()}
    if current is not None and current.id not in names:
        names = {current.id: f"{called(archive, current)} · {t(f'type.{current.type}')}", **names}
    chosen = st.selectbox(
        label, list(names), index=list(names).index(current.id) if current is not None else None,
        format_func=lambda id_: names.get(id_, id_), accept_new_options=True, placeholder=t("picker.hint"),
        key=f"{key}-{(current.id if current else '') if named is None else named}",
    )  # fmt: skip
    if not chosen or (current is not None and chosen == current.id):
        return None
    return one_line(str(chosen), most=200) or None


def find_entity(archive: Archive, name: str, page: str, parameter: str) -> Entity | None:
    """The entity called so; where there is none, say it and lead to the closest names of the same page."""
    try:
        return archive.entity(name[:200])
    except UnknownName as unknown:
        st.warning(t("picker.unknown", name=verbatim(name, limit=80)), icon=":material/search_off:")
        if unknown.suggestions:
            shared = kept(page, without={parameter})
            st.markdown(t("picker.maybe"))
            with st.container(horizontal=True):
                for suggestion in unknown.suggestions:
                    page_link(page, suggestion, **{**shared, parameter: suggestion})
        return None
