"""An item on a page: title, passage, where it stood, its names, links, figures and opinion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from kg.archive import Archive
from kg.model import Entity, Image, Issue, Item, Mention, Named
from kg.search.hits import Hit
from kg.text.linked import link_name
from kg.text.sites import site
from kg.ui.figures import figure
from kg.ui.links import page_link
from kg.ui.safe import anchor, html, marked, remote_picture, safe_url, verbatim
from kg.ui.strings import add_strings, language, t

MOST_CHIPS = 8
MOST_LINKS = 6
MOST_FIGURES = 6
MOST_LETTERS = 90  # of what a link is called
_AFTER_TITLE = " \n：:，,。.；;"  # what joins a title to the text that it was cut from

add_strings(
    {
        "card.opinion": ("编者看法", "Opinion"),
        "card.why": ("为什么命中", "Why this"),
        "card.related": ("其他期的相关条目", "Related items of other weeks"),
        "card.remote": ("显示远程图片", "Show the remote picture"),
        "card.read": ("在期刊中阅读", "Read in the issue"),
        "card.published": ("原文", "Published"),
        "card.undated": ("无日期", "undated"),
        "card.inferred": ("推定", "inferred"),
        "card.none": ("没有", "None"),
        "kind.editorial": ("卷首", "editorial"),
        "kind.story": ("专题", "story"),
        "kind.bullet": ("短讯", "bullet"),
        "kind.paper": ("论文", "paper"),
        "kind.reading": ("阅读", "reading"),
        "type.company": ("公司", "company"),
        "type.institution": ("机构", "institution"),
        "type.model": ("模型", "model"),
        "type.product": ("产品", "product"),
        "type.paper": ("论文", "paper"),
        "type.report": ("报告", "report"),
        "type.article": ("文章", "article"),
        "type.person": ("人物", "person"),
        "type.benchmark": ("基准", "benchmark"),
        "type.event": ("事件", "event"),
        "part.meaning": ("语义", "meaning"),
        "part.words": ("词语", "words"),
        "part.title": ("标题", "title"),
        "part.names": ("名称", "names"),
        "part.reranker": ("重排", "reranker"),
        "part.relation": ("关系", "relation"),
        "part.topic": ("主题", "topic"),
        "part.period": ("时间", "period"),
    }
)


def issue_label(issue: Issue) -> str:
    """An issue in a few words: number and day."""
    number = issue.label if issue.number is not None else issue.title
    day = issue.date.isoformat() if issue.date else t("card.undated")
    return f"{number} · {day}" + (f" ({t('card.inferred')})" if issue.date_inferred else "")


def item_meta(item: Item, issue: Issue) -> str:
    """Where an item stood, in one line."""
    return " · ".join(part for part in (issue_label(issue), item.section, t(f"kind.{item.kind}")) if part)


def item_text(item: Item, mentions: Sequence[Mention], *, mark_names: bool) -> None:
    """What an item says after its title, its names marked."""
    start = len(item.title)
    body = item.text[start:].lstrip(_AFTER_TITLE)
    if body:
        head = len(item.text) - len(body)
        spans = [(m.start - head, m.end - head) for m in mentions if m.field == "text" and m.start >= head]
        st.html(f'<p class="kg-text">{marked(body, spans if mark_names else ())}</p>')


def entity_chips(entities: Sequence[Entity | Named], *, key: str, most: int = MOST_CHIPS) -> None:
    """Names that lead to their pages; `key` is the item's id or another name that the page has once."""
    if not entities:
        return
    with st.container(horizontal=True, gap="small", key=f"chips-{key}"):
        for entity in entities[:most]:
            page_link("entity", entity.name, help=t(f"type.{entity.type}"), entity=entity.id)


def source_links(item: Item, *, most: int = MOST_LINKS) -> None:
    """The sources of an item by what they are, each with its site."""
    shown = [link for link in item.links if safe_url(link.url)][:most]
    if not shown:
        return
    anchors = []
    for link in shown:
        name, where = link_name(link.url, link.label)[:MOST_LETTERS], site(link.url)
        beside = "" if name.startswith(where) else f" <small>{html(where)}</small>"
        anchors.append(f"<li>{anchor(link.url, name)}{beside}</li>")
    more = len(item.links) - len(shown)
    st.html(f'<ul class="kg-links">{"".join(anchors)}{f"<li>+{more}</li>" if more > 0 else ""}</ul>')


def figures(item: Item, *, width: int = 260) -> None:
    """Figures of the archive's own folders; those elsewhere only after a click."""
    local = [image for image in item.images if image.path]
    if local:
        with st.container(horizontal=True):
            for image in local[:MOST_FIGURES]:
                _figure(image, width)
    remote = [image for image in item.images if not image.path and safe_url(image.source)]
    if remote and st.toggle(f"{t('card.remote')} ({len(remote)})", key=f"remote-{item.id}"):
        with st.container(horizontal=True):
            for image in remote[:MOST_FIGURES]:
                st.html(remote_picture(image.source, image.alt, width=width), width="content")


def _figure(image: Image, width: int) -> None:
    """One figure, or what it is called where it cannot be shown."""
    shown = figure(image.path, width=width) if image.path else None
    if shown is not None:
        st.image(shown.picture, width=shown.width, alt=image.alt[:500].strip() or None)
    elif image.alt:
        st.caption(verbatim(image.alt))


def opinion(item: Item, marks: Iterable[tuple[int, int]] = ()) -> None:
    """The editor's opinion, folded."""
    if item.opinion:
        with st.expander(t("card.opinion"), icon=":material/format_quote:"):
            st.html(f"<p>{marked(item.opinion, marks)}</p>")


def hit_card(archive: Archive, hit: Hit, *, entities: Sequence[Entity]) -> None:
    """A search hit."""
    item, issue = hit.item, archive.issue_of(hit.item)
    with st.container(border=True, key=f"card-{item.id}"):
        with st.container(key=f"title-{item.id}"):
            page_link("item", item.title, id=item.id)
        st.caption(verbatim(item_meta(item, issue)))
        found = hit.why.passage
        if found.text and found.text != item.title:
            st.html(f'<p class="kg-passage">{marked(found.text, found.marks)}</p>')
        source_links(item)
        figures(item, width=180)
        entity_chips(entities, key=item.id)
        opinion(item)
        with st.container(horizontal=True):
            _why(hit)
            related_items(archive, item)


def _why(hit: Hit) -> None:
    """The parts of a score."""
    with st.popover(t("card.why"), type="tertiary"):
        st.markdown(f"**{hit.score:.2f}**")
        for name, value in hit.why.parts:
            st.markdown(f"- {t(f'part.{name}')}: {value:+.2f}")
        if hit.why.entities:
            st.caption(verbatim(", ".join(entity.name for entity in hit.why.entities)))


def related_items(archive: Archive, item: Item) -> None:
    """Items of other weeks, looked up only when they are asked for."""
    if st.toggle(t("card.related"), key=f"related-{item.id}"):
        related_list(archive, item)


def related_list(archive: Archive, item: Item) -> None:
    """Items of other weeks, each with the reason."""
    from kg.related.alike import in_words

    related = archive.related(item.id, limit=5)
    if not related:
        st.caption(t("card.none"))
    for one in related:
        issue = archive.issue_of(one.item)
        with st.container(key=f"lines-{item.id}-{one.item.id}"):
            page_link("item", f"{issue_label(issue)} · {one.item.title}", id=one.item.id)
            st.caption(verbatim("; ".join(in_words(reason, language()) for reason in one.reasons)))
