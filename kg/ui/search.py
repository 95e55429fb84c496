"""Search: one box, what was understood, hits as cards, facets at the side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName, UsageError
from kg.model import Entity
from kg.search.hits import Hit, Results
from kg.search.listing import as_csv, as_feed, as_json
from kg.search.parts import ORDERS
from kg.ui.address import asked, asked_choice, asked_page, kept
from kg.ui.cards import hit_card
from kg.ui.facets import FACETS, facets, filters_asked, in_force
from kg.ui.landing import landing
from kg.ui.links import page_link, set_query
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

PAGE = 10
MOST_SAVED = 1000  # results in a file

add_strings(
    {
        "search.box": ("搜索往期", "Search back issues"),
        "search.hint": (
            '公司、模型、话题；第7期、10月到12月、论文；"原话"、-排除，或粘贴链接',
            'a company, a model, a topic; issue 7, since October, papers; "exact words", -without, or a link',
        ),
        "search.mode": ("匹配方式", "Matching"),
        "search.hybrid": ("综合", "hybrid"),
        "search.semantic": ("语义", "semantic"),
        "search.keyword": ("关键词", "keyword"),
        "search.order": ("排序", "Order"),
        "search.best": ("最相关", "best"),
        "search.new": ("最新", "newest"),
        "search.old": ("最早", "oldest"),
        "search.other_times": (
            "所指的时间内没有接近的内容，下面是其他时间的。",
            "Nothing close in the time you asked for; this is from other times.",
        ),
        "search.save": ("保存结果", "Save these results"),
        "search.understood": ("理解为", "Understood"),
        "search.count": ("{total} 条结果", "{total} results"),
        "search.past": ("一共只有 {pages} 页，这是最后一页。", "There are only {pages} pages; this is the last."),
        "search.nothing": ("没有接近的内容。", "Nothing close."),
        "search.least": ("下面是相距最近的条目。", "Below is what is least far."),
        "search.maybe": ("您是不是要找：", "Did you mean:"),
        "search.before": ("上一页", "Previous"),
        "search.next": ("下一页", "Next"),
        "search.story": ("同一故事的其他条目", "More of the same story"),
    }
)  # fmt: skip


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title("Backissue", anchor=False)
    with st.form("search-form", border=False, clear_on_submit=False):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        query = box.text_input(
            t("search.box"), value=asked("q"), placeholder=t("search.hint"), max_chars=2000,
            key=f"search-box-{asked('q')}", type="search",
        )  # fmt: skip
        sent = button.form_submit_button(t("page.search"), type="primary", width="stretch")
    if sent and query != asked("q") and set_query(q=query, p=None, off=None, **dict.fromkeys(FACETS)):
        st.rerun()
    query = asked("q")
    filters = filters_asked()
    if not query and not filters:
        landing(archive)
        return
    _results(archive, query, filters)


def _results(archive: Archive, query: str, filters: dict[str, str]) -> None:
    """Hits and facets."""
    off = tuple(unquote(part) for part in asked("off").split("|") if part)
    mode, order = asked_choice("mode", _MODES), asked_choice("order", ORDERS)
    arguments: dict[str, Any] = {"mode": mode, "off": off, **filters}
    if order != ORDERS[0]:  # else the query may say it
        arguments["order"] = order
    try:
        results, here = _page_of(archive, query, arguments)
    except (UsageError, UnknownName) as error:
        in_force(archive, filters)
        st.warning(verbatim(str(error)))
        return
    main, side = st.columns([3, 1], gap="large")
    with main:
        in_force(archive, filters)
        _understood(results, off)
        if results.nothing_close or not results.hits:
            st.info(t("search.nothing") + (" " + t("search.least") if results.hits else ""))
        elif results.other_times:
            st.info(t("search.other_times"))
        if results.suggestions:
            with st.container(horizontal=True):
                st.markdown(t("search.maybe"))
                for name in results.suggestions:
                    page_link("search", name, q=name)
        if results.hits and not results.nothing_close:
            st.caption(t("search.count", total=results.total))
        if here < asked_page():
            st.info(t("search.past", pages=here))
        _cards(archive, results)
        _paging(results.total, here)
    with side:
        st.toggle(t("facet.show"), key="show-facets")  # the style sheet alone looks at it, on narrow screens
        with st.container(key="facets"):
            _side(archive, results, filters)
            if results.hits and not results.nothing_close:
                _downloads(archive, query, arguments)


def _page_of(archive: Archive, query: str, arguments: dict[str, Any]) -> tuple[Results, int]:
    """The hits of the page that is asked for, the last where there are fewer, and its number."""
    here = asked_page()
    results = archive.search(query, limit=PAGE, offset=(here - 1) * PAGE, **arguments)
    last = max(1, -(-results.total // PAGE))
    if here <= last:
        return results, here
    return archive.search(query, limit=PAGE, offset=(last - 1) * PAGE, **arguments), last


_MODES = ("hybrid", "semantic", "keyword")


def _understood(results: Results, off: Sequence[str]) -> None:
    """What the query was taken to say, as switches."""
    understood = results.understood
    parts = [*understood.parts, *understood.off]
    known = {part.id: f"{part.kind}: {part.label}" for part in parts if part.text}
    if known:
        chosen = st.pills(
            t("search.understood"), list(known), selection_mode="multi",
            default=[id_ for id_ in known if id_ not in off],
            format_func=lambda id_: verbatim(known[id_]), key=f"understood-{results.understood.query}",
        )  # fmt: skip
        now = [id_ for id_ in known if id_ not in chosen]
        switched = sorted(now) != sorted(id_ for id_ in off if id_ in known)
        if switched and set_query(off="|".join(quote(id_, safe=":/-") for id_ in now), p=None):
            st.rerun()
    for note in understood.notes:
        st.caption(verbatim(note))


def _cards(archive: Archive, results: Results) -> None:
    """Hits, those of one story together under the best of them."""
    named = _entities_of(archive, results.hits)
    seen: dict[str, list[Hit]] = {}
    for hit in results.hits:
        seen.setdefault(hit.story or hit.item.id, []).append(hit)
    for hits in seen.values():
        hit_card(archive, hits[0], entities=named[hits[0].item.id])
        if len(hits) > 1:
            with st.expander(f"{t('search.story')} ({len(hits) - 1})"):
                for hit in hits[1:]:
                    hit_card(archive, hit, entities=named[hit.item.id])


def _entities_of(archive: Archive, hits: Sequence[Hit]) -> dict[str, list[Entity]]:
    """Names in each hit, those asked for first."""
    found: dict[str, list[Entity]] = {}
    for hit in hits:
        ids = dict.fromkeys([e.id for e in hit.why.entities] + [m.entity for m in archive.mentions(hit.item.id)])
        entities = [archive.store.entity(id_) for id_ in list(ids)[:8]]
        found[hit.item.id] = [entity for entity in entities if entity]
    return found


def _paging(total: int, here: int) -> None:
    """Before and next."""
    shared = kept("search", without={"p"})
    with st.container(horizontal=True):
        if here > 1:
            page_link("search", t("search.before"), icon=":material/arrow_back:", **shared, p=str(here - 1))
        if here * PAGE < total:
            page_link("search", t("search.next"), icon=":material/arrow_forward:", **shared, p=str(here + 1))


def _side(archive: Archive, results: Results, filters: dict[str, str]) -> None:
    """How hits are sorted and matched, and what narrows them."""
    st.header(t("facet.head"), anchor=False)
    _switch("order", ORDERS)
    _switch("mode", _MODES)
    facets(archive, results, filters)


def _downloads(archive: Archive, query: str, arguments: dict[str, Any]) -> None:
    """The results as files, which are made when somebody takes them."""

    def made(make: Callable[[Sequence[Hit]], bytes]) -> Callable[[], bytes]:
        return lambda: make(archive.search(query, limit=MOST_SAVED, **arguments))

    feed = partial(as_feed, reader=archive, title=f"Backissue: {query}", about=f"{query} {sorted(arguments.items())}")
    with st.popover(t("search.save"), icon=":material/download:"):
        for label, name, kind, make in (
            ("CSV", "results.csv", "text/csv", partial(as_csv, reader=archive)),
            ("JSON", "results.json", "application/json", partial(as_json, reader=archive)),
            ("Atom", "results.atom", "application/atom+xml", feed),
        ):
            st.download_button(label, made(make), name, kind, on_click="ignore")


def _switch(name: str, choices: tuple[str, ...]) -> None:
    """A choice that the address keeps; the first is what no address names."""
    current = asked_choice(name, choices)
    chosen = st.segmented_control(
        t(f"search.{name}"), choices, default=current, key=f"{name}-{current}",
        format_func=lambda choice: t(f"search.{choice}"),
    )  # fmt: skip
    if chosen and chosen != current and set_query(**{name: None if chosen == choices[0] else chosen}, p=None):
        st.rerun()
