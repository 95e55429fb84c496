"""What the newest issue brought for a name."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.history.newest import Brought, brought
from kg.history.timeline import Timeline
from kg.model import Named
from kg.ui.cards import issue_label
from kg.ui.entity_time import event_rows
from kg.ui.links import chips_html, page_link
from kg.ui.names import name_html
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

MOST_NEW = 4
MOST_NAMES = 8

add_strings(
    {
        "newest.title": ("最新一期的变化", "What the newest issue brought"),
        "newest.nothing": ("{issue} 没有提到它。", "{issue} does not name it."),
        "newest.never": ("往期还没有提到过它。", "No issue names it yet."),
        "newest.last": ("上一次：{issue}", "Last named in {issue}"),
        "newest.before": ("此前一次：{issue}", "Before that in {issue}"),
        "newest.said": (
            "{issue}：{items} 条提到它，其中新事件 {events} 个，后续 {goes_on} 个，仅提及 {plain} 条。",
            "{issue}: items that name it {items}; new events {events}, told again {goes_on}, only mentioned {plain}.",
        ),
        "newest.first": ("这是它第一次出现。", "It is named for the first time."),
        "newest.goes_on": ("后续报道", "Told again"),
        "newest.debuts": ("首次出现", "Named for the first time"),
        "newest.beside": ("首次与它同现", "Beside it for the first time"),
    }
)


@st.cache_resource(show_spinner=False, max_entries=64)
def _brought(generation: str, entity_id: str, _archive: Archive, _line: Timeline) -> Brought | None:
    """What the newest issue brought; `generation` is the key of the cache."""
    return brought(_archive, _line)


def newest_issue(archive: Archive, line: Timeline) -> None:
    """What is new of a name since the issue before, or that nothing is."""
    found = _brought(archive.generation.name, line.entity.id, archive, line)
    if found is None:
        return
    st.header(t("newest.title"), anchor=False)
    if not found.items:
        st.markdown(verbatim(t("newest.nothing", issue=issue_label(found.issue))))
    else:
        st.markdown(
            verbatim(
                t(
                    "newest.said", issue=issue_label(found.issue), items=found.items, events=len(found.events),
                    goes_on=len(found.goes_on), plain=found.plain,
                )
            )
        )  # fmt: skip
        event_rows(found.events[:MOST_NEW], key="newest")
        if found.goes_on:
            st.caption(t("newest.goes_on"))
            event_rows(found.goes_on[:MOST_NEW], key="goes-on")
        _names(archive, "debuts", found.debuts)
        _names(archive, "beside", found.beside)
    _before(found)


def _before(found: Brought) -> None:
    """The issue that named it the time before."""
    if found.before is not None:
        key = "newest.before" if found.items else "newest.last"
        label = t(key, issue=issue_label(found.before))
        page_link("issues", label, icon=":material/menu_book:", issue=found.before.id)
    else:
        st.caption(t("newest.first" if found.items else "newest.never"))


def _names(archive: Archive, what: str, names: tuple[Named, ...]) -> None:
    """Names under a few words."""
    if not names:
        return
    st.caption(t(f"newest.{what}"))
    st.html(chips_html(name_html(archive, one) for one in names[:MOST_NAMES]))
