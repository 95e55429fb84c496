"""Issues: read one, names marked, with what other weeks said beside each item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName
from kg.model import Issue, Item
from kg.ui.address import asked, asked_choice, follow, kept
from kg.ui.cards import entity_chips, figures, issue_label, item_text, opinion, related_items, source_links
from kg.ui.links import page_link, set_query
from kg.ui.safe import anchor, verbatim
from kg.ui.source import source_panel
from kg.ui.strings import add_strings, t

if TYPE_CHECKING:
    from kg.digests.issue import Digest

_VIEWS = ("read", "source")

add_strings(
    {
        "issues.choose": ("选择一期", "Choose an issue"),
        "issues.none": ("归档中没有期刊。", "The archive holds no issue."),
        "issues.older": ("上一期", "Previous issue"),
        "issues.newer": ("下一期", "Next issue"),
        "issues.published": ("查看已发布的原文", "Read the published issue"),
        "issues.new": ("本期新意", "New in this issue"),
        "issues.debuts": ("首次出现", "Named for the first time"),
        "issues.comebacks": ("再次出现", "Back after a silence"),
        "issues.updates": ("后续进展", "Running stories"),
        "issues.adds": ("新增", "New in it"),
        "issues.repeats": ("重复链接", "Links that stood before"),
        "issues.count": ("{count} 条", "{count} items"),
        "issues.contents": ("目录", "Contents"),
        "issues.names": ("标出名称", "Mark names"),
        "issues.others": ("往期怎么说", "What other weeks said"),
        "issues.no_section": ("卷首", "Opening"),
        "issues.only": ("这一条的页面", "Page of this item"),
        "issues.whole": ("看整期", "The whole issue"),
        "issues.unknown_item": (
            "往期里没有「{id}」这一条，下面是整期内容。",
            "There is no item “{id}” in this archive; below is the whole issue.",
        ),
        "issues.view": ("怎么看", "View"),
        "issues.read": ("阅读", "Read"),
        "issues.source": ("原文", "Source"),
    }
)


def page(archive: Archive) -> None:
    """Draw the page."""
    issues = archive.issues()
    if not issues:
        st.title(t("page.issues"), anchor=False)
        st.info(t("issues.none"))
        return
    wanted = asked("item")
    issue = _chosen(archive, wanted)
    number = [one.id for one in issues].index(issue.id)
    st.title(verbatim(issue.title), anchor=False)
    st.caption(verbatim(" · ".join(part for part in (issue.subtitle, issue_label(issue), issue.series_title) if part)))
    _steps(issues, number)
    items = list(archive.items(issue))
    if _view() == "source":
        source_panel(archive, issue, items)
        return
    shown = [item for item in items if item.id == wanted] or items
    if wanted and wanted not in {item.id for item in shown}:
        st.warning(t("issues.unknown_item", id=verbatim(wanted, limit=80)), icon=":material/search_off:")
    _whats_new(archive, issue)
    if len(shown) < len(items):
        page_link("issues", t("issues.whole"), icon=":material/menu_book:", issue=issue.id)
    else:
        _contents(issue, items)
    mark_names = st.toggle(t("issues.names"), value=True, key="mark-names")
    section = None
    for item in shown:
        if item.section != section:
            section = item.section
            st.header(verbatim(section) if section else t("issues.no_section"), anchor=False, divider="gray")
        _item(archive, item, mark_names=mark_names)


def _chosen(archive: Archive, item_id: str) -> Issue:
    """The issue of the address, else that of its item, else the newest; a choice goes into the address."""
    issues = archive.issues()
    named = _issue_of(archive, item_id) or asked("issue")
    try:
        current = archive.find_issue(named) if named else issues[-1]
    except UnknownName as unknown:
        st.warning(verbatim(str(unknown)))
        current = issues[-1]
    labels = {issue.id: f"{issue_label(issue)} · {issue.title}" for issue in reversed(issues)}
    chosen = st.selectbox(
        t("issues.choose"), list(labels), index=list(labels).index(current.id), key=f"choose-{current.id}",
        format_func=lambda id_: labels[id_],
    )  # fmt: skip
    if chosen != current.id and set_query(issue=chosen, item=None, p=None):
        st.rerun()
    return current


def _issue_of(archive: Archive, item_id: str) -> str:
    """Id of the issue of an item, "" where there is no such item."""
    try:
        return archive.item(item_id).issue_id if item_id else ""
    except UnknownName:
        return ""


def _steps(issues: tuple[Issue, ...], number: int) -> None:
    """To the issues before and after, seen as this one is, and to the published one."""
    view = kept("issues", without={"issue", "item", "p"})
    with st.container(horizontal=True):
        if number > 0:
            page_link("issues", t("issues.older"), icon=":material/arrow_back:", issue=issues[number - 1].id, **view)
        if number + 1 < len(issues):
            page_link("issues", t("issues.newer"), icon=":material/arrow_forward:", issue=issues[number + 1].id, **view)
    if issues[number].permalink:
        st.html(f"<p>{anchor(issues[number].permalink, t('issues.published'))}</p>")


def _view() -> str:
    """What is shown of the issue: its items to read, or its source; the choice goes into the address."""
    follow("issues-view", asked_choice("view", _VIEWS))
    chosen = st.segmented_control(
        t("issues.view"), _VIEWS, key="issues-view", format_func=lambda view: t(f"issues.{view}"), required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    changed = set_query(view=chosen) if chosen == "source" else set_query(view=None, p=None)
    if changed:
        st.rerun()
    return chosen or _VIEWS[0]


def _whats_new(archive: Archive, issue: Issue) -> None:
    """Debuts, comebacks, updates and repeats of the issue, folded."""
    with st.expander(t("issues.new"), icon=":material/fiber_new:"):
        found = _digest(archive.generation.name, issue.id, archive)
        for label, named in (("issues.debuts", found.debuts), ("issues.comebacks", found.comebacks)):
            entities = [entity for one in named[:12] if (entity := archive.store.entity(one.entity.id))]
            if entities:
                st.caption(t(label))
                entity_chips(entities, key=f"{label}-{issue.id}")
        if found.updates:
            st.caption(t("issues.updates"))
        for update in found.updates[:12]:
            _pair(issue, update.item, update.earlier, update.earlier_issue)
            if update.adds:
                st.caption(f"{t('issues.adds')}: {verbatim(' · '.join(update.adds.words))}")
        if found.repeats:
            st.caption(t("issues.repeats"))
        for repeat in found.repeats[:12]:
            _pair(issue, repeat.item, *repeat.earlier[-1])


def _pair(issue: Issue, item: Item, earlier: Item, earlier_issue: Issue) -> None:
    """An item and the one that it follows."""
    page_link("issues", item.title, issue=issue.id, item=item.id)
    page_link(
        "issues", f"{issue_label(earlier_issue)} · {earlier.title}", icon=":material/subdirectory_arrow_right:",
        issue=earlier_issue.id, item=earlier.id,
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=64)
def _digest(generation: str, issue_id: str, _archive: Archive) -> Digest:
    """The digest of an issue, made once."""
    from kg.digests.issue import digest

    return digest(_archive, issue_id)


def _contents(issue: Issue, items: list[Item]) -> None:
    """Titles by section, each leading to its item."""
    with st.expander(f"{t('issues.contents')} ({t('issues.count', count=len(items))})", icon=":material/list:"):
        for item in items:
            page_link("issues", item.title, issue=issue.id, item=item.id)


def _item(archive: Archive, item: Item, *, mark_names: bool) -> None:
    """An item with its names, and beside it what other weeks said."""
    with st.container(border=True, key=f"item-{item.id}"):
        main, margin = st.columns([3, 1], gap="medium")
        mentions = archive.mentions(item.id)
        with main:
            st.subheader(verbatim(item.title), anchor=False)
            item_text(item, mentions, mark_names=mark_names)
            figures(item)
            source_links(item)
            opinion(item, [(m.start, m.end) for m in mentions if m.field == "opinion"] if mark_names else ())
            page_link("item", t("issues.only"), icon=":material/link:", id=item.id)
        with margin:
            ids = list(dict.fromkeys(mention.entity for mention in mentions))[:8]
            entity_chips([e for id_ in ids if (e := archive.store.entity(id_))], key=item.id)
            related_items(archive, item)
