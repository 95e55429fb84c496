"""Decisions on what is told: a relation of two names, or the kind of event that an item tells of one."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from kg.archive import Archive
from kg.corrections.correction import Correction
from kg.corrections.file import add_correction
from kg.doubts import Doubt
from kg.errors import KgError
from kg.model import EVENT_KINDS
from kg.ui.evidence import issue_link, quote, sureness
from kg.ui.links import page_link
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

add_strings(
    {
        "told.ask_relation": ("句子里说了这件事吗？", "Do the sentences say so?"),
        "told.ask_event": ("这一条说的是它的这类事件吗？", "Is that what the item tells of it?"),
        "told.said": ("说了", "It is said"),
        "told.unsaid": ("没有说", "It is not said"),
        "told.kind": ("这一条说的是", "What the item tells of it"),
        "told.write": ("写入", "Write it down"),
    }
)


def told_title(case: Doubt) -> str:
    """What is in doubt, in a line."""
    if case.other is not None:
        return f"{case.entity.name} {t(f'relation.{case.predicate}')} {case.other.name}"
    return f"{case.entity.name}: {t(f'event.{case.event}')}"


def ask_told(archive: Archive, case: Doubt, path: Path) -> None:
    """What is asked, the sentences, and the ways to decide."""
    st.header(verbatim(told_title(case)), anchor=False)
    ids = [entity.id for entity in (case.entity, case.other) if entity is not None]
    st.markdown(verbatim(" · ".join(ids)) + sureness(case.doubt))
    st.markdown(f"**{t('told.ask_relation' if case.other is not None else 'told.ask_event')}**")
    for item_id, sentence in case.sentences:
        quote(sentence, case.surfaces)
        issue_link(archive.issue_of(archive.item(item_id)), item_id)
    for entity in (case.entity, case.other):
        if entity is not None:
            page_link("entity", entity.name, icon=":material/hub:", entity=entity.id)
    if case.other is not None:
        with st.container(horizontal=True):
            for kind in ("said", "unsaid"):
                correction = Correction(kind, case.entity.id, into=case.other.id, predicate=case.predicate)
                st.button(
                    t(f"told.{kind}"), key=f"told-{kind}-{case.key}", on_click=_write, args=(archive, correction, path)
                )
        return
    chosen = st.selectbox(
        t("told.kind"), EVENT_KINDS, index=EVENT_KINDS.index(case.event), key=f"told-kind-{case.key}",
        format_func=lambda kind: t(f"event.{kind}"),
    )  # fmt: skip
    correction = Correction("event", case.entity.id, item=case.sentences[0][0], event=chosen or case.event)
    st.button(t("told.write"), icon=":material/save:", on_click=_write, args=(archive, correction, path))


def _write(archive: Archive, correction: Correction, path: Path) -> None:
    """Write a decision down."""
    if not os.environ.get("KG_ALLOW_EDITS"):
        return
    try:
        written = add_correction(path, correction, archive=archive)
    except KgError as error:
        st.session_state["curation-refused"] = str(error)
        return
    st.session_state["curation-said"] = t("decide.done" if written else "decide.stands", what=correction)
