"""One decision on an entity: what to do, what it would change, and writing it down."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from kg.archive import Archive
from kg.corrections.correction import Correction, CorrectionKind
from kg.corrections.file import add_correction
from kg.corrections.preview import Preview, preview
from kg.errors import KgError, UnknownName
from kg.model import ENTITY_TYPES, Entity
from kg.text.words import name_key
from kg.ui.evidence import quote
from kg.ui.picker import pick_entity
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

_KINDS: tuple[CorrectionKind, ...] = ("merge", "not_same", "rename", "retype", "alias", "split", "ignore", "confirm")
_BY_SPELLING = frozenset({"split", "ignore", "confirm"})
_PENDING = "curation-pending"
LONGEST_NAME = 120

add_strings(
    {
        "decide.title": ("决定", "Decide"),
        "decide.kind": ("怎么办", "What to do"),
        "decide.merge": ("并入另一个", "merge into"),
        "decide.not_same": ("保持分开", "keep apart"),
        "decide.rename": ("改名", "rename"),
        "decide.retype": ("改类型", "retype"),
        "decide.alias": ("加别名", "add a name"),
        "decide.split": ("这个写法是另一个", "that spelling is another"),
        "decide.ignore": ("忽略", "ignore"),
        "decide.confirm": ("没有错", "right as it is"),
        "decide.help_confirm": ("读得没错，不再询问；可只确认一种写法。", "Read rightly, and not asked about again."),
        "decide.help_merge": ("两者是同一个；名字和链接归到对方。", "The two are one; its names go over."),
        "decide.help_not_same": ("无论多像，都不会合并。", "Never one, however alike they look."),
        "decide.help_rename": ("旧名保留为别名。", "The old name stays as an alias."),
        "decide.help_retype": ("标识随类型改变，旧的会指向新的。", "The id changes too; the old one leads to it."),
        "decide.help_alias": ("以后也会按这个名字查找。", "It will be looked for under this name too."),
        "decide.help_split": ("这样写的提及归到另一个实体。", "Mentions that are spelt so go to another entity."),
        "decide.help_ignore": ("不算实体；可只忽略一种写法。", "No entity at all, or not where it is spelt so."),
        "decide.other": ("另一个实体", "The other entity"),
        "decide.name": ("新名字", "New name"),
        "decide.type": ("新类型", "New type"),
        "decide.alias_name": ("别名", "Further name"),
        "decide.surface": ("写法", "Spelling"),
        "decide.every": ("全部写法", "every spelling"),
        "decide.why": ("理由（可不填）", "Reason (may stay empty)"),
        "decide.preview": ("预览影响", "Preview"),
        "decide.write": ("写入", "Write it down"),
        "decide.changes": (
            "会改动 {items} 条里的 {mentions} 处提及；实体数 {entities:+d}。",
            "Changes {mentions} mentions in {items} items; entities {entities:+d}.",
        ),
        "decide.nothing": (
            "这个往期库里的提及不会变；以后的内容才会受影响。",
            "No mention of this archive changes; what comes later will.",
        ),
        "decide.done": (
            "已写入：{what}。下次 kg build 起生效。",
            "Written: {what}. It holds from the next kg build on.",
        ),
        "decide.stands": ("已有这条决定：{what}。", "This stands there already: {what}."),
        "decide.incomplete": ("请先填完。", "Fill in the rest first."),
    }
)  # fmt: skip


def decision(archive: Archive, entity: Entity, surfaces: tuple[str, ...], path: Path) -> None:
    """The form for one entity; nothing is written before its effect was shown."""
    st.header(t("decide.title"), anchor=False)
    kind = st.radio(
        t("decide.kind"), _KINDS, key=f"decide-kind-{entity.id}", horizontal=True,
        format_func=lambda one: t(f"decide.{one}"),
    )  # fmt: skip
    st.caption(t(f"decide.help_{kind}"))
    try:
        correction = _filled(archive, entity, surfaces, kind)
    except UnknownName as unknown:
        st.warning(verbatim(str(unknown)))
        return
    if st.button(t("decide.preview"), icon=":material/visibility:"):
        if correction is None:
            st.warning(t("decide.incomplete"))
        st.session_state[_PENDING] = correction
    # What was previewed is written, and only that: a form that changed since is no longer it.
    if correction is not None and st.session_state.get(_PENDING) == correction:
        _confirm(archive, correction, surfaces, path)


def _filled(archive: Archive, entity: Entity, surfaces: tuple[str, ...], kind: CorrectionKind) -> Correction | None:
    """The correction that the form describes, None while something is missing."""
    into = name = type_ = surface = ""
    if kind in _BY_SPELLING and surfaces:
        every = t("decide.every")
        offered = [*([every] if kind != "split" else []), *surfaces]
        chosen = st.selectbox(t("decide.surface"), offered, key=f"decide-surface-{kind}-{entity.id}")
        surface = "" if chosen == every else chosen
    if kind in {"merge", "not_same", "split"}:
        other = pick_entity(archive, t("decide.other"), None, key=f"decide-{kind}-{entity.id}")
        into = archive.entity(other).id if other else ""
    elif kind == "rename":
        name = _text("decide.name", f"decide-name-{entity.id}")
    elif kind == "retype":
        others = [one for one in ENTITY_TYPES if one != entity.type]
        type_ = st.selectbox(
            t("decide.type"), others, index=None, key=f"decide-type-{entity.id}",
            format_func=lambda one: t(f"type.{one}"),
        ) or ""  # fmt: skip
    elif kind == "alias":
        surface = _text("decide.alias_name", f"decide-alias-{entity.id}")
    why = _text("decide.why", f"decide-why-{entity.id}")
    needed = {
        "merge": into, "not_same": into, "rename": name, "retype": type_, "alias": surface,
        "split": into and surface, "ignore": "yes", "confirm": "yes",
    }  # fmt: skip
    if not needed[kind] or into == entity.id:
        return None
    return Correction(kind, entity.id, into=into, surface=surface, name=name, type=type_, why=why)


def _text(label: str, key: str) -> str:
    """One line, in one line."""
    return " ".join((st.text_input(t(label), max_chars=LONGEST_NAME, key=key) or "").split())


def _confirm(archive: Archive, correction: Correction, surfaces: tuple[str, ...], path: Path) -> None:
    """What would change, and the button that writes."""
    found = _preview(archive, correction)
    if found.stale:
        st.warning(verbatim(found.stale))
    elif found.mentions:
        st.info(t("decide.changes", mentions=found.mentions, items=found.items, entities=found.entities))
    else:
        st.info(t("decide.nothing"))
    for sample in found.samples:
        quote(sample, surfaces)
    if st.button(t("decide.write"), type="primary", icon=":material/save:"):
        if not os.environ.get("KG_ALLOW_EDITS"):
            return
        try:
            written = add_correction(path, correction, archive=archive)
        except KgError as error:
            st.error(verbatim(str(error)))
            return
        st.session_state[_PENDING] = None
        st.session_state["curation-said"] = t("decide.done" if written else "decide.stands", what=correction)
        st.rerun()


def _preview(archive: Archive, correction: Correction) -> Preview:
    """What one correction would change in this archive; only those that it speaks of are looked at."""
    called = archive.store.entities_by_key(name_key(correction.surface)) if correction.kind == "alias" else ()
    spoken_of = (correction.entity, correction.into, correction.target, *(one.id for one in called))
    ids = dict.fromkeys(id_ for id_ in spoken_of if id_)
    entities = [entity for id_ in ids if (entity := archive.store.entity(id_)) is not None]
    mentions = [mention for entity in entities for mention in archive.mentions(entity_id=entity.id)]
    return preview(correction, mentions=mentions, entities=entities, item_of=archive.item)
