"""An entity: its names, when and where it was covered, what it did, with whom it stands; two side by side."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.history.belonging import HOUSES, Belongings
from kg.history.kin import items_naming
from kg.history.timeline import Timeline
from kg.model import ENTITY_TYPES, Entity, Named
from kg.text.sites import site
from kg.text.words import name_key
from kg.ui import entity_links
from kg.ui.address import asked
from kg.ui.entity_belongings import belonging_lists, belongings_of, sibling_list
from kg.ui.entity_compare import comparison
from kg.ui.entity_newest import newest_issue
from kg.ui.entity_time import counts_by_issue, issue_bars, timeline_of, timeline_section, version_list
from kg.ui.links import page_link, set_query
from kg.ui.names import called, name_link
from kg.ui.network_chart import draw, graph_of
from kg.ui.picker import find_entity, most_covered, pick_entity
from kg.ui.safe import anchor, verbatim
from kg.ui.strings import add_strings, t

MOST_ALIASES = 24
MOST_OF_A_TYPE = 12

add_strings(
    {
        "entity.pick": ("查找实体", "Find an entity"),
        "entity.intro": (
            "公司、模型、产品、论文与人物。下面是报道最多的；点开可看时间线、关系和全部条目。",
            "Companies, models, products, papers and people. Those covered most are below; each leads to its timeline, "
            "relations and items.",
        ),
        "entity.aliases": ("又名", "Also"),
        "entity.maker": ("所属", "Made by"),
        "entity.owner": ("隶属", "Part of"),
        "entity.works_at": ("任职于", "Works at"),
        "entity.formerly": ("曾任职于", "Formerly at"),
        "entity.family": ("系列", "Family"),
        "entity.site": ("网站", "Site"),
        "entity.first": ("首次报道", "First coverage"),
        "entity.latest": ("最近报道", "Latest coverage"),
        "entity.count": ("条目", "Items"),
        "entity.members": ("含同系列 {count} 个成员", "with {count} members of its family"),
        "entity.new_name": ("由规则发现，未经核对", "found by rule, not checked"),
        "entity.corner": ("图谱一角", "Its corner of the graph"),
        "entity.open_graph": ("在图谱中打开", "Open in the graph"),
        "entity.compare": ("与另一个比较", "Compare with another"),
        "entity.none": ("这个往期库里还没有实体。", "This archive has no entities yet."),
        "entity.nothing": ("没有条目提到它。", "No item names it."),
    }
)


def page(archive: Archive) -> None:
    """Draw the page."""
    named = asked("entity")
    if not named:
        st.title(t("page.entity"), anchor=False)
        _choose(archive, None)
        _overview(archive)
        return
    entity = _entity(archive, named)
    if entity is not None:
        _one(archive, entity)


def _entity(archive: Archive, named: str) -> Entity | None:
    """The entity of the address; where there is none, the page says so."""
    heading = st.empty()
    entity = find_entity(archive, named, "entity", "entity")
    if entity is None:
        heading.title(t("page.entity"), anchor=False)
        _choose(archive, None)
    return entity


def _choose(archive: Archive, current: Entity | None) -> None:
    """The box that leads to another entity."""
    name = pick_entity(archive, t("entity.pick"), current, key="entity-pick", named=asked("entity"))
    if name and set_query(entity=name, kinds=None, p=None, **{"with": None}):
        st.rerun()


def _overview(archive: Archive) -> None:
    """The most covered entities of each type."""
    if not most_covered(archive.generation.name, archive, limit=1):
        st.info(t("entity.none"))
        return
    st.caption(t("entity.intro"))
    for type_ in ENTITY_TYPES:
        best = most_covered(archive.generation.name, archive, type_=type_, limit=MOST_OF_A_TYPE)
        if best:
            st.header(t(f"type.{type_}"), anchor=False)
            with st.container(horizontal=True, gap="small"):
                for one in best:
                    name_link(archive, one, label=f"{{name}} · {one.items}")


def _one(archive: Archive, entity: Entity) -> None:
    """Everything about one entity."""
    generation, name = archive.generation.name, called(archive, entity)
    st.set_page_config(page_title=f"{name[:80]} · Backissue")
    heading, box = st.columns([3, 2], vertical_alignment="bottom", gap="large")
    heading.title(verbatim(name), anchor=False)
    with box:
        _choose(archive, entity)
    line = timeline_of(generation, entity.id, archive)
    owned = belongings_of(generation, entity.id, archive)
    _about(archive, entity, line, owned)
    members = tuple(member.id for member in line.members)
    _coverage(archive, line, members)
    other = asked("with")
    if other:
        comparison(archive, entity, other)
    newest_issue(archive, line)
    belonging_lists(archive, entity, owned)
    main, side = st.columns([3, 2], gap="large")
    with main:
        if line.events:
            timeline_section(archive, line)
    with side:
        st.header(t("entity.relations"), anchor=False)
        entity_links.relations(archive, entity)
        version_list(archive, line)
        sibling_list(archive, owned, line)
        _neighbours(archive, entity)
        if not other:
            comparison(archive, entity, "")
    _corner(archive, entity)
    items = items_naming(archive, members)
    st.header(t("entity.feed"), anchor=False)
    if len(items):
        page_link("search", t("entity.search"), icon=":material/search:", entity=entity.id)
        entity_links.feed(archive, entity, items)
    else:
        st.caption(t("entity.nothing"))


def _about(archive: Archive, entity: Entity, line: Timeline, owned: Belongings) -> None:
    """Names, type, maker and family."""
    kind = f":blue-badge[{t(f'type.{entity.type}')}]"
    new = "" if entity.known else f" :gray-badge[{t('entity.new_name')}]"
    family = f" :gray-badge[{t('entity.members', count=len(line.members) - 1)}]" if len(line.members) > 1 else ""
    st.markdown(f"{kind}{family}{new}")
    heading = name_key(called(archive, entity))
    others = [alias for alias in entity.aliases if name_key(alias) != heading]
    if others:
        more = f" … +{len(others) - MOST_ALIASES}" if len(others) > MOST_ALIASES else ""
        st.caption(verbatim(f"{t('entity.aliases')}: {' · '.join(others[:MOST_ALIASES])}{more}"))
    with st.container(horizontal=True, gap="small"):
        for label, above in _above(entity, owned):
            name_link(archive, above, label=f"{t(label)}: {{name}}")
    if entity.urls:
        sites = " · ".join(anchor(url, site(url) or url) for url in entity.urls[:4])
        st.html(f"<small>{t('entity.site')}: {sites}</small>")


def _above(entity: Entity, owned: Belongings) -> list[tuple[str, Named]]:
    """What it belongs to, with the words for it."""
    if entity.type == "person":
        return [("entity.formerly" if one.former else "entity.works_at", one.entity) for one in owned.employers]
    owner = "entity.owner" if entity.type in HOUSES else "entity.maker"
    return [(label, one) for label, one in ((owner, owned.maker), ("entity.family", owned.family)) if one is not None]


def _coverage(archive: Archive, line: Timeline, members: tuple[str, ...]) -> None:
    """First and latest coverage, the count, and a bar for each issue."""
    counts = counts_by_issue(archive.generation.name, members, archive)
    numbers, bars = st.columns([2, 3], gap="large")
    with numbers:
        st.metric(t("entity.count"), f"{sum(counts):,}")
        with st.container(horizontal=True, gap="small"):
            for label, source in (("entity.first", line.first), ("entity.latest", line.latest)):
                if source is not None:
                    entity_links.coverage_link(archive, t(label), archive.item(source.item))
    if sum(counts) and len(counts) > 1:
        with bars:
            issue_bars(archive, line.entity.id, counts)


def _neighbours(archive: Archive, entity: Entity) -> None:
    """Names that stand with this one."""
    found = entity_links.neighbours(archive.generation.name, entity.id, archive)
    if not found:
        return
    st.header(t("entity.neighbours"), anchor=False)
    with st.container(horizontal=True, gap="small"):
        for other, shared, _ in found:
            name = called(archive, other)
            label = f"{name} · {shared}" if shared else name
            page_link("entity", label, help=t("entity.shared", count=shared), entity=other.id)


@st.fragment
def _corner(archive: Archive, entity: Entity) -> None:
    """The neighbourhood as a drawing that leads on."""
    st.header(t("entity.corner"), anchor=False)
    page_link("graph", t("entity.open_graph"), icon=":material/share:", entity=entity.id)
    corner = graph_of(archive).corner(entity.id, limit=20)
    clicked = draw(corner, entity.id, key=f"corner-{entity.id}", height=380)
    if clicked and clicked != entity.id and set_query(entity=clicked, kinds=None, p=None, **{"with": None}):
        st.rerun()
