"""An item alone: what it says, where it was cut from, names, links, what goes with it, how to cite and share it."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.digests.citation import cite
from kg.errors import UnknownName
from kg.model import Issue, Item
from kg.ui.address import asked
from kg.ui.cards import entity_chips, figures, item_meta, item_text, opinion, related_list, source_links
from kg.ui.links import address_of, page_link
from kg.ui.safe import anchor, verbatim
from kg.ui.strings import add_strings, t

add_strings(
    {
        "item.unknown": (
            "往期里没有「{id}」这一条。它可能改了标题，或者链接不完整。",
            "There is no item “{id}” in this archive. Its title may have changed, or the link is cut short.",
        ),
        "item.none": ("这个地址没有说是哪一条。", "This address does not say which item."),
        "item.close": ("同一期的条目：", "Items of the same issue:"),
        "item.search": ("搜索往期", "Search back issues"),
        "item.whole": ("看整期", "The whole issue"),
        "item.section": ("同栏目的条目", "All of this section"),
        "item.published": ("查看已发布的原文", "Read the published issue"),
        "item.share": ("分享", "Share"),
        "item.link": ("短链接", "Short link"),
        "item.text": ("标题和链接", "Title and link"),
        "item.cite": ("引用", "Cite this"),
        "item.plain": ("纯文本", "Plain text"),
        "item.names": ("名称", "Names"),
        "item.links": ("链接", "Links"),
        "item.related": ("相关条目", "Related items"),
        "item.lines": ("原文第 {first}–{last} 行", "lines {first}–{last} of its source"),
    }
)


def page(archive: Archive) -> None:
    """Draw the page."""
    wanted = asked("id")
    try:
        item = archive.item(wanted) if wanted else None
    except UnknownName as unknown:
        _unknown(archive, unknown)
        return
    if item is None:
        st.title(t("page.item"), anchor=False)
        st.info(t("item.none"))
        page_link("search", t("item.search"), icon=":material/search:")
        return
    _item(archive, item, archive.issue_of(item))


def _unknown(archive: Archive, unknown: UnknownName) -> None:
    """Say that there is no such item, and lead to what may be meant."""
    st.title(t("page.item"), anchor=False)
    st.warning(t("item.unknown", id=verbatim(unknown.name, limit=80)), icon=":material/search_off:")
    close = [archive.item(id_) for id_ in unknown.suggestions]
    if close:
        st.caption(t("item.close"))
        with st.container(key="lines-close"):
            for item in close:
                page_link("item", item.title, id=item.id)
        page_link("issues", t("item.whole"), icon=":material/menu_book:", issue=close[0].issue_id)
    page_link("search", t("item.search"), icon=":material/search:")


def _item(archive: Archive, item: Item, issue: Issue) -> None:
    """All that is known of an item."""
    st.title(verbatim(item.title, limit=300), anchor=False)
    _whence(item, issue)
    _actions(item, issue)
    mentions = archive.mentions(item.id)
    main, side = st.columns([3, 1], gap="large")
    with main:
        item_text(item, mentions, mark_names=True)
        figures(item)
        opinion(item, [(mention.start, mention.end) for mention in mentions if mention.field == "opinion"])
        if item.links:
            st.header(t("item.links"), anchor=False)
            source_links(item, most=len(item.links))
    with side:
        entities = [e for id_ in dict.fromkeys(m.entity for m in mentions) if (e := archive.store.entity(id_))]
        if entities:
            st.header(t("item.names"), anchor=False)
            entity_chips(entities, key=item.id, most=len(entities))
    st.header(t("item.related"), anchor=False)
    related_list(archive, item)


def _whence(item: Item, issue: Issue) -> None:
    """Where an item was cut from, and the ways there."""
    lines = t("item.lines", first=item.lines[0], last=item.lines[1]) if item.lines[0] else ""
    st.caption(verbatim(" · ".join(part for part in (issue.series_title, item_meta(item, issue), lines) if part)))
    with st.container(horizontal=True):
        page_link("issues", t("item.whole"), icon=":material/menu_book:", issue=issue.id)
        if item.section:
            page_link("search", t("item.section"), icon=":material/label:", section=item.section)
    if issue.permalink:
        st.html(f"<p>{anchor(issue.permalink, t('item.published'))}</p>")


def _actions(item: Item, issue: Issue) -> None:
    """What one may take along; each block has a button that copies it."""
    address = address_of("item", id=item.id)
    cited = cite(item, issue, address=address)
    with st.container(horizontal=True):
        with st.popover(t("item.share"), icon=":material/share:"):
            for label, text in (("item.link", address), ("item.text", f"{' '.join(item.title.split())} {address}")):
                _to_copy(t(label), text)
        with st.popover(t("item.cite"), icon=":material/format_quote:"):
            for label, text in (("Markdown", cited.markdown), ("HTML", cited.html), (t("item.plain"), cited.plain)):
                _to_copy(label, text)


def _to_copy(label: str, text: str) -> None:
    """A block of text with the button that copies it."""
    st.caption(label)
    st.code(text, language=None, wrap_lines=True)
