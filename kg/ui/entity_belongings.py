"""What belongs to a name: models, products, people and houses of a lab; other versions of a model."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kg.archive import Archive
from kg.history.belonging import Belonging, Belongings, belongings
from kg.history.timeline import Timeline
from kg.model import Entity
from kg.ui.links import chips_html
from kg.ui.names import called, name_html
from kg.ui.safe import html
from kg.ui.strings import add_strings, t

MOST_ROWS = 6
MOST_VERSIONS = 3
MOST_SIBLINGS = 12

add_strings(
    {
        "belongings.title": ("旗下", "What belongs to it"),
        "belongings.models": ("模型", "Models"),
        "belongings.products": ("产品", "Products"),
        "belongings.people": ("人物", "People"),
        "belongings.houses": ("公司与机构", "Companies and labs"),
        "belongings.all": ("显示全部 {count} 个", "Show all {count}"),
        "belongings.through": ("出自 {name}", "by {name}"),
        "belongings.former": ("曾任职", "former"),
        "belongings.siblings": ("同系列其他版本", "Other versions"),
    }
)


@st.cache_resource(show_spinner=False, max_entries=64)
def belongings_of(generation: str, entity_id: str, _archive: Archive) -> Belongings:
    """What belongs to an entity; `generation` is the key of the cache."""
    return belongings(_archive, _archive.entity(entity_id))


def belonging_lists(archive: Archive, entity: Entity, found: Belongings) -> None:
    """Models, products, people and houses side by side, what is named most first."""
    lists = [
        (kind, rows)
        for kind, rows in (
            ("models", found.models), ("products", found.products), ("people", found.people), ("houses", found.houses)
        )
        if rows
    ]  # fmt: skip
    if not lists:
        return
    st.header(t("belongings.title"), anchor=False)
    for column, (kind, rows) in zip(st.columns(len(lists), gap="medium"), lists, strict=True):
        with column:
            st.markdown(f"**{t(f'belongings.{kind}')}** :gray-badge[{len(rows)}]")
            _rows(archive, rows, key=f"belongings-{kind}-{entity.id}")


def _rows(archive: Archive, rows: Sequence[Belonging], *, key: str) -> None:
    """The first rows of a list; all of them where the reader asks."""
    everything = len(rows) <= MOST_ROWS or st.session_state.get(key, False)
    shown = "".join(_row(archive, row) for row in (rows if everything else rows[:MOST_ROWS]))
    st.html(f'<div class="kg-list"><ul>{shown}</ul></div>')
    if len(rows) > MOST_ROWS:
        st.toggle(t("belongings.all", count=len(rows)), key=key)


def _row(archive: Archive, row: Belonging) -> str:
    """One name with the versions of it that are named most."""
    about = [t("belongings.former")] if row.former else []
    if row.through is not None:
        about.append(t("belongings.through", name=called(archive, row.through)))
    name = name_html(archive, row.entity, label=f"{{name}} · {row.items}", classes="")
    told = f" <small>{html(' · '.join(about))}</small>" if about else ""
    chips = [name_html(archive, version) for version in row.versions[:MOST_VERSIONS]]
    if (more := len(row.versions) - MOST_VERSIONS) > 0:
        chips.append(name_html(archive, row.entity, label=f"+{more}"))
    return f"<li><strong>{name}</strong>{told}{chips_html(chips) if chips else ''}</li>"


def sibling_list(archive: Archive, found: Belongings, line: Timeline) -> None:
    """Members of its family that are no versions of its own, the latest version first."""
    members = {member.id for member in line.members}
    siblings = [version for version in found.versions if version.id not in members]
    if not siblings:
        return
    st.header(t("belongings.siblings"), anchor=False)
    chips = [name_html(archive, version) for version in siblings[:MOST_SIBLINGS]]
    if found.family is not None and len(siblings) > MOST_SIBLINGS:
        chips.append(name_html(archive, found.family, label=f"+{len(siblings) - MOST_SIBLINGS}"))
    st.html(chips_html(chips))
