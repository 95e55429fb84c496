"""What an entity hangs together with: relations with their sentences, names that it stands with, its items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from kg.archive import Archive
from kg.model import Entity, Item, Relation
from kg.store.arrays import Arrays
from kg.text.money import amount_in
from kg.ui.address import asked_page, kept
from kg.ui.cards import issue_label, item_meta, source_links
from kg.ui.evidence import issue_link, quote, sureness
from kg.ui.links import page_link
from kg.ui.names import name_link
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, language, t

_DIGITS = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,9})?")
MOST_RELATIONS = 8
MOST_SENTENCES = 3
ITEMS_A_PAGE = 10
# An item that names a hundred companies (a table of rounds) says little about any two of them.
MOST_NAMES_AN_ITEM = 40

add_strings(
    {
        "entity.relations": ("关系", "Relations"),
        "entity.all_relations": ("显示全部 {count} 个关系", "Show all {count} relations"),
        "entity.no_relations": ("没有记录到关系。", "No relation is recorded."),
        "entity.neighbours": ("常一同出现", "Stands with"),
        "entity.shared": ("{count} 条共同提及", "items that name both: {count}"),
        "entity.feed": ("相关条目", "Items"),
        "certainty.rumoured": ("传闻", "rumoured"),
        "certainty.negated": ("被否认", "denied"),
        "relation.released": ("发布了", "released"),
        "relation.acquired": ("收购了", "acquired"),
        "relation.invested_in": ("投资了", "invested in"),
        "relation.partnered_with": ("合作", "partnered with"),
        "relation.based_on": ("基于", "is based on"),
        "relation.competes_with": ("竞争", "competes with"),
        "relation.authored": ("撰写了", "wrote"),
        "relation.works_at": ("任职于", "works at"),
        "relation.ipo": ("上市", "goes public"),
        "relation_of.released": ("发布者", "released by"),
        "relation_of.acquired": ("收购方", "acquired by"),
        "relation_of.invested_in": ("投资方", "funded by"),
        "relation_of.partnered_with": ("合作", "partnered with"),
        "relation_of.based_on": ("衍生出", "is the base of"),
        "relation_of.competes_with": ("竞争", "competes with"),
        "relation_of.authored": ("作者", "written by"),
        "relation_of.works_at": ("成员", "employs"),
        "relation_of.ipo": ("上市", "goes public"),
        "attribute.amount": ("金额", "amount"),
        "attribute.valuation": ("估值", "valuation"),
        "attribute.stake": ("股份", "stake"),
        "attribute.date": ("日期", "date"),
        "attribute.amount_text": ("金额", "amount"),
        "entity.before": ("上一页", "Previous"),
        "entity.next": ("下一页", "Next"),
    }
)


def relations(archive: Archive, entity: Entity) -> None:
    """Relations of an entity, each once, with the sentences that say so."""
    latest_first = _grouped(archive.relations(entity_id=entity.id))
    if not latest_first:
        st.caption(t("entity.no_relations"))
        return
    everything = len(latest_first) <= MOST_RELATIONS or st.session_state.get(f"relations-{entity.id}", False)
    for group in latest_first if everything else latest_first[:MOST_RELATIONS]:
        _relation(archive, entity, group)
    if len(latest_first) > MOST_RELATIONS:
        st.toggle(t("entity.all_relations", count=len(latest_first)), key=f"relations-{entity.id}")


def relations_between(archive: Archive, first: Entity, second: Entity) -> None:
    """What two names have to do with one another, the latest first; nothing where nothing is recorded."""
    for group in _grouped(archive.relations(entity_id=first.id)):
        if second.id in {group[0].subject, group[0].object}:
            _relation(archive, first, group)


def _grouped(told: Iterable[Relation]) -> list[list[Relation]]:
    """The same statement once, with all that say it; the latest first."""
    groups: dict[tuple[str, str, str, str], list[Relation]] = defaultdict(list)
    for relation in told:
        groups[relation.subject, relation.predicate, relation.object, relation.certainty].append(relation)
    return list(reversed(groups.values()))


def _relation(archive: Archive, entity: Entity, group: Sequence[Relation]) -> None:
    """One statement with its sentences."""
    relation = group[-1]
    acts = relation.subject == entity.id
    other = archive.store.entity(relation.object if acts else relation.subject)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            words = t(f"relation.{relation.predicate}" if acts else f"relation_of.{relation.predicate}")
            doubt = f" :orange-badge[{t(f'certainty.{relation.certainty}')}]" if relation.certainty != "stated" else ""
            sure = sureness(min(said.doubt for said in group))
            st.markdown(f"**{words}**{doubt}{sure}", width="content")
            if other is not None and other.id != entity.id:
                name_link(archive, other)
        details = attributes(relation)
        if details:
            st.caption(verbatim(details))
        names = {*entity.aliases, *(other.aliases if other else ())}
        for said in reversed(group[-MOST_SENTENCES:]):
            quote(said.evidence.sentence, names)
            item = archive.item(said.evidence.item_id)
            issue_link(archive.issue_of(item), item.id)


def attributes(relation: Relation) -> str:
    """Parsed details of a relation, in words; sums as people write them."""
    values = dict(relation.attributes)
    shown = []
    for key, unit in (
        ("amount", values.get("currency", "")), ("amount_text", None), ("valuation", values.get("currency", "")),
        ("stake", "%"), ("date", None),
    ):  # fmt: skip
        value = values.get(key, "")
        if unit is not None and _DIGITS.fullmatch(value):
            value = amount_in(Decimal(value), unit, language())
        if value and not (key == "amount_text" and "amount" in values):
            shown.append(f"{t(f'attribute.{key}')} {value.removeprefix('--')}")  # "--09-15": of no known year
    return " · ".join(shown)


@st.cache_data(show_spinner=False, max_entries=64)
def neighbours(
    generation: str, entity_id: str, _archive: Archive, *, limit: int = 18
) -> tuple[tuple[Entity, int, float], ...]:
    """Entities that items name with this one, shared items and strength, the strongest first.

    The same strength as in `kg.graph.EntityGraph`, without what one is a part of; `generation` is the key of the cache.
    """
    arrays = _archive.once(Arrays)
    index = arrays.index_of[entity_id]
    items = arrays.mentions.of(index)[0]
    names, _, sizes = arrays.mentioned.of_all(items)
    named = np.repeat(sizes, sizes)
    beside = (named <= MOST_NAMES_AN_ITEM) & (names != index)
    size = len(arrays.entities)
    shared = np.bincount(names[beside], minlength=size)
    strength = np.bincount(names[beside], weights=1 / (named[beside] - 1), minlength=size).astype(np.float64)
    for relation in _archive.relations(entity_id=entity_id):
        other = relation.object if relation.subject == entity_id else relation.subject
        if other != entity_id:
            strength[arrays.index_of[other]] += 1.0
    best = [number for number in np.argsort(-strength, kind="stable")[:limit].tolist() if strength[number] > 0]
    entities = arrays.full_entities(best)
    return tuple((e, int(shared[n]), float(strength[n])) for e, n in zip(entities, best, strict=True))


def feed(archive: Archive, entity: Entity, items: NDArray[np.int32]) -> None:
    """The items that name an entity (indices), the latest first, a page at a time."""
    latest_first = items[::-1] + 1
    here = min(asked_page(), max(1, 1 + (len(latest_first) - 1) // ITEMS_A_PAGE))
    start = (here - 1) * ITEMS_A_PAGE
    for item in archive.store.items(latest_first[start : start + ITEMS_A_PAGE].tolist()):
        item_line(archive, item)
    same = {**kept("entity", without={"p"}), "entity": entity.id}
    with st.container(horizontal=True):
        if here > 1:
            page_link("entity", t("entity.before"), icon=":material/arrow_back:", **same, p=str(here - 1))
        if start + ITEMS_A_PAGE < len(latest_first):
            page_link("entity", t("entity.next"), icon=":material/arrow_forward:", **same, p=str(here + 1))


def item_line(archive: Archive, item: Item) -> None:
    """An item in short."""
    issue = archive.issue_of(item)
    with st.container(border=True, gap="small"):
        page_link("issues", item.title, issue=issue.id, item=item.id)
        st.caption(verbatim(item_meta(item, issue)))
        source_links(item)


def coverage_link(archive: Archive, label: str, item: Item) -> None:
    """First or latest coverage, as a link to the item."""
    issue = archive.issue_of(item)
    page_link("issues", f"{label} {issue_label(issue)}", help=item.title, issue=issue.id, item=item.id)
