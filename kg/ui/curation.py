"""Curation: what a person should look at, and decisions that every build replays. Only where edits are allowed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from kg.archive import Archive
from kg.corrections.correction import OF_RELATIONS, Correction, Corrections
from kg.corrections.file import default_corrections, last_correction, load_corrections, remove_last
from kg.doubts import QUESTIONS, Doubt, find_doubts
from kg.doubts.doubt import Question
from kg.errors import KgError
from kg.model import Entity
from kg.ui.address import asked, asked_choice, follow
from kg.ui.curation_form import decision
from kg.ui.curation_told import ask_told, told_title
from kg.ui.evidence import issue_link, quote, sureness
from kg.ui.links import page_link, set_query
from kg.ui.paging import page_of
from kg.ui.picker import find_entity, pick_entity
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

CASES_A_PAGE = 12
MOST_CASES = 500
MOST_DECISIONS = 40
_OF_NAMES: tuple[Question, ...] = ("doubtful link", "new name")
_CHOICES = ("", *QUESTIONS)

add_strings(
    {
        "curation.off": (
            "校订已关闭。用 kg app --allow-edits 启动才能修改。",
            "Curation is off. Start the app with: kg app --allow-edits",
        ),
        "curation.intro": (
            "存疑的名字、关系与事件，最没有把握的在前。决定写入 {path}，下次 kg build 起生效；原文与此库不会被改动。",
            "Names, relations and events in doubt, the least sure first. Each decision is written to {path} and holds "
            "from the next kg build on; neither the issues nor this archive are changed.",
        ),
        "curation.question": ("看哪些", "Which"),
        "curation.all": ("全部", "all"),
        "curation.doubtful link": ("存疑的对应", "doubtful links"),
        "curation.new name": ("新名字", "new names"),
        "curation.doubtful relation": ("存疑的关系", "relations"),
        "curation.doubtful event": ("存疑的事件", "events"),
        "curation.ask_doubtful link": ("这些写法指的是它吗？", "Do these spellings mean it?"),
        "curation.ask_new name": ("这是什么？算一个实体吗？", "What is it, and is it one at all?"),
        "curation.ask_chosen": ("由你选定", "Chosen by you"),
        "curation.cases": ("待核对", "To look at"),
        "curation.none": ("没有需要核对的。", "There is nothing to look at."),
        "curation.pick": ("或选任意实体", "Or any entity"),
        "curation.count": ("{count} 处", "mentions: {count}"),
        "curation.written": ("写法", "Written"),
        "curation.decided": ("已决定", "decided"),
        "curation.file": ("已写入的决定（{count}）", "Decisions on file ({count})"),
        "curation.undo": ("撤销最后一条", "Take the last one back"),
        "curation.last": ("最后一条：{what}", "The last one: {what}"),
        "curation.undone": ("已撤销：{what}", "Taken back: {what}"),
        "curation.empty_file": ("还没有决定。", "No decision yet."),
        "curation.before": ("上一页", "Previous"),
        "curation.next": ("下一页", "Next"),
        "curation.its_page": ("实体页", "Its page"),
    }
)


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.curation"), anchor=False)
    if not os.environ.get("KG_ALLOW_EDITS"):
        st.error(t("curation.off"))
        return
    path = default_corrections(archive.path)
    st.markdown(t("curation.intro", path=verbatim(str(path))))
    said = st.session_state.pop("curation-said", "")
    if said:
        st.success(verbatim(said))
    refused = st.session_state.pop("curation-refused", "")
    if refused:
        st.error(verbatim(refused))
    known = load_corrections(path, missing_ok=True)
    cases = _cases(archive.generation.name, archive)
    left, right = st.columns([2, 3], gap="large")
    with left:
        shown = _list(cases, known)
        _decisions(path, known)
    with right:
        _chosen(archive, shown, path)


@st.cache_data(show_spinner=False, max_entries=2)
def _cases(generation: str, _archive: Archive) -> tuple[Doubt, ...]:
    """Cases of an archive; `generation` is the key of the cache."""
    return find_doubts(_archive, limit=MOST_CASES)


def _list(cases: tuple[Doubt, ...], known: Corrections) -> list[Doubt]:
    """The cases of one kind, a page at a time; returns all of that kind."""
    st.header(t("curation.cases"), anchor=False)
    question = _question()
    wanted = [case for case in cases if not question or case.question == question]
    if not wanted:
        st.info(t("curation.none"))
        return []
    here, last = page_of(len(wanted), CASES_A_PAGE)
    decided = _decided(known)
    kept = {"question": question} if question else {}
    for case in wanted[(here - 1) * CASES_A_PAGE : here * CASES_A_PAGE]:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            named = case.question in _OF_NAMES
            title = case.entity.name if named else told_title(case)
            page_link("curation", title, icon="", **kept, p=str(here), case=case.key)
            words = f"{t(f'type.{case.entity.type}')} · " if named else ""
            done = f" · {t('curation.decided')}" if case.key in decided else ""
            st.caption(f"{words}{t('curation.count', count=case.count)}{sureness(case.doubt)}{done}", width="content")
    with st.container(horizontal=True):
        if here > 1:
            page_link("curation", t("curation.before"), icon=":material/arrow_back:", **kept, p=str(here - 1))
        if here < last:
            page_link("curation", t("curation.next"), icon=":material/arrow_forward:", **kept, p=str(here + 1))
    return wanted


def _decided(known: Corrections) -> set[str]:
    """Keys of the cases that were decided on already: see `kg.doubts.doubt.Doubt.key`."""
    found = set()
    for entry in known.entries:
        if entry.kind in OF_RELATIONS:
            found |= {f"{entry.entity} {entry.predicate} {entry.into}"}
        elif entry.kind == "event":
            found |= {f"{entry.entity} {entry.item}"}
        else:
            found |= {entry.entity, entry.into}
    return found


def _question() -> str:
    """The kind of case that a reader chose, "" for all."""
    follow("curation-question", asked_choice("question", _CHOICES))
    question = st.pills(
        t("curation.question"), _CHOICES, key="curation-question", required=True,
        format_func=lambda one: t(f"curation.{one}" if one else "curation.all"),
    )  # fmt: skip
    if question != st.query_params.get("question", ""):
        set_query(question=question or None, p=None, case=None)
    return question or ""


def _decisions(path: Path, known: Corrections) -> None:
    """What stands in the file, and the way back."""
    with st.expander(t("curation.file", count=len(known.entries)), expanded=bool(known.entries)):
        if not known.entries:
            st.caption(t("curation.empty_file"))
            return
        for entry in known.entries[:MOST_DECISIONS]:
            st.caption(verbatim(str(entry)))
        if last := last_correction(path):
            st.caption(t("curation.last", what=verbatim(str(last))))
            st.button(t("curation.undo"), icon=":material/undo:", on_click=_take_back, args=(path, last))


def _take_back(path: Path, last: Correction) -> None:
    """Take back the decision that the reader saw as the last one; another editor may have written since."""
    if not os.environ.get("KG_ALLOW_EDITS"):
        return
    try:
        removed = remove_last(path, only=last)
    except KgError as error:
        st.session_state["curation-refused"] = str(error)
        return
    st.session_state["curation-said"] = t("curation.undone", what=removed) if removed else ""


def _chosen(archive: Archive, shown: list[Doubt], path: Path) -> None:
    """The case of the address, else the first: what is asked, with sentences, and the form."""
    named = asked("case")
    case = next((case for case in shown if case.key == named), None if named or not shown else shown[0])
    if case is not None and case.question not in _OF_NAMES:
        return ask_told(archive, case, path)
    entity: Entity | None = case.entity if case else None
    if named and entity is None:
        entity = find_entity(archive, named, "curation", "case")
    current = entity if case is None else None
    picked = pick_entity(archive, t("curation.pick"), current, key="curation-pick", named=named)
    if picked and (entity is None or picked != entity.id) and set_query(case=picked):
        st.rerun()
    if entity is not None:
        surfaces = case.surfaces if case else entity.aliases
        _ask(archive, entity, case, surfaces)
        decision(archive, entity, tuple(surfaces), path)
    return None


def _ask(archive: Archive, entity: Entity, case: Doubt | None, surfaces: Sequence[str]) -> None:
    """What is asked of an entity, how it is written, and the sentences that name it."""
    st.header(verbatim(entity.name), anchor=False)
    question = case.question if case else "chosen"
    doubt = sureness(case.doubt) if case else ""
    st.caption(verbatim(f"{entity.id} · {t(f'type.{entity.type}')}") + doubt)
    st.markdown(f"**{t(f'curation.ask_{question}')}**")
    page_link("entity", t("curation.its_page"), icon=":material/hub:", entity=entity.id)
    st.caption(verbatim(f"{t('curation.written')}: {' · '.join(surfaces[:12])}"))
    for item_id, sentence in case.sentences if case else ():
        quote(sentence, surfaces)
        issue_link(archive.issue_of(archive.item(item_id)), item_id)
