"""Search: one box, what was understood, hits as cards, facets at the side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

import altair as alt
import pandas as pd
import streamlit as st

from kg.archive import Archive
from kg.errors import UnknownName, UsageError
from kg.model import Entity
from kg.search.hits import Count, Hit, Results
from kg.search.listing import as_csv, as_feed, as_json
from kg.search.parts import ORDERS
from kg.ui.address import asked, asked_choice, asked_page, kept
from kg.ui.cards import hit_card
from kg.ui.links import page_link, set_query
from kg.ui.picker import most_covered
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, language, t

PAGE = 10
MOST_SAVED = 1000  # results in a file
_FACETS = ("section", "kind", "entity", "type", "site")

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
        "search.nothing": ("没有接近的内容。", "Nothing close."),
        "search.least": ("下面是相距最近的条目。", "Below is what is least far."),
        "search.maybe": ("您是不是要找：", "Did you mean:"),
        "search.examples": ("试试这些", "Try one of these"),
        "search.intro": (
            "{issues} 期、{items} 条内容，{first} 至 {last}",
            "{issues} issues, {items} items, {first} to {last}",
        ),
        "search.facets": ("筛选", "Narrow"),
        "search.issues": ("各期命中数", "Results by issue"),
        "search.more": ("更多", "More"),
        "search.before": ("上一页", "Previous"),
        "search.next": ("下一页", "Next"),
        "search.all": ("不限", "any"),
        "search.period": ("时间范围", "Period"),
        "facet.section": ("栏目", "Section"),
        "facet.kind": ("体裁", "Kind"),
        "facet.entity": ("实体", "Name"),
        "facet.type": ("类型", "Type"),
        "facet.site": ("网站", "Site"),
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
    if sent and query != asked("q") and set_query(q=query, p=None, off=None, **dict.fromkeys(_FACETS)):
        st.rerun()
    query = asked("q")
    filters = {name: value for name in (*_FACETS, "since", "until") if (value := asked(name))}
    if not query and not filters:
        _landing(archive)
        return
    _results(archive, query, filters)


def _landing(archive: Archive) -> None:
    """What the archive holds, and questions to begin with."""
    dates = [issue.date for issue in archive.issues() if issue.date]
    span = (min(dates).isoformat(), max(dates).isoformat()) if dates else ("?", "?")
    manifest = archive.manifest
    st.caption(t("search.intro", issues=manifest.issues, items=manifest.items, first=span[0], last=span[1]))
    st.header(t("search.examples"), anchor=False)
    with st.container(horizontal=True):
        for example in _examples(archive.generation.name, language(), archive):
            page_link("search", example, q=example)


@st.cache_data(show_spinner=False, max_entries=8)
def _examples(generation: str, language: str, _archive: Archive) -> list[str]:
    """Questions that this archive can answer: its most covered names, its newest issue, a month."""
    covered = most_covered(generation, _archive, limit=60)
    names = [e.name for e in covered if e.type == "company"][:2] + [e.name for e in covered if e.type == "model"][:2]
    issues = [issue for issue in _archive.issues() if issue.number is not None]
    examples = list(names)
    if issues:
        examples.append(f"第{issues[-1].number}期 论文" if language == "zh" else f"issue {issues[-1].number} papers")
    if names:
        examples.append(f"{names[0]} 融资" if language == "zh" else f"{names[0]} funding")
    return examples


def _results(archive: Archive, query: str, filters: dict[str, str]) -> None:
    """Hits and facets."""
    off = tuple(unquote(part) for part in asked("off").split("|") if part)
    offset = (asked_page() - 1) * PAGE
    mode, order = asked_choice("mode", _MODES), asked_choice("order", ORDERS)
    arguments: dict[str, Any] = {"mode": mode, "off": off, **filters}
    if order != ORDERS[0]:  # else the query may say it
        arguments["order"] = order
    try:
        results = archive.search(query, limit=PAGE, offset=offset, **arguments)
    except (UsageError, UnknownName) as error:
        st.warning(verbatim(str(error)))
        return
    main, side = st.columns([3, 1], gap="large")
    with main:
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
        _cards(archive, results)
        _paging(results.total, offset)
    with side:
        _facets(results, filters)
        if results.hits and not results.nothing_close:
            _downloads(archive, query, arguments)


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


def _paging(total: int, offset: int) -> None:
    """Before and next."""
    here = offset // PAGE + 1
    shared = kept("search", without={"p"})
    with st.container(horizontal=True):
        if here > 1:
            page_link("search", t("search.before"), icon=":material/arrow_back:", **shared, p=str(here - 1))
        if offset + PAGE < total:
            page_link("search", t("search.next"), icon=":material/arrow_forward:", **shared, p=str(here + 1))


def _facets(results: Results, filters: dict[str, str]) -> None:
    """Counts that narrow the search."""
    st.header(t("search.facets"), anchor=False)
    _switch("order", ORDERS)
    _switch("mode", _MODES)
    facets = results.facets
    _histogram(facets.issues)
    by_name = {
        "section": facets.sections, "kind": facets.kinds, "entity": facets.entities, "type": facets.types,
        "site": facets.sites,
    }  # fmt: skip
    for name in _FACETS:
        _facet(name, by_name[name], filters.get(name))


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


def _facet(name: str, counts: Sequence[Count], current: str | None) -> None:
    """One facet as a list to choose from."""
    labels = {count.value: f"{_label(name, count)} ({count.count})" for count in counts[:30]}
    if current and current not in labels:
        labels = {current: current, **labels}
    if not labels:
        return
    values: list[str | None] = [None, *labels]
    chosen = st.selectbox(
        t(f"facet.{name}"),
        values,
        index=values.index(current) if current else 0,
        format_func=lambda value: labels[value] if value else t("search.all"),
        key=f"facet-{name}-{current}-{asked('q')}",
    )
    if chosen != current and set_query(**{name: chosen}, p=None):
        st.rerun()


def _label(name: str, count: Count) -> str:
    """A facet's value in the reader's language."""
    return t(f"{name}.{count.value}") if name in {"kind", "type"} else count.label


def _histogram(counts: Sequence[Count]) -> None:
    """Hits by issue, oldest first."""
    if len(counts) < 2:
        return
    frame = pd.DataFrame({"issue": [c.label for c in reversed(counts)], "count": [c.count for c in reversed(counts)]})
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("issue:N", sort=None, axis=alt.Axis(labels=False, ticks=False, title=None)),
            y=alt.Y("count:Q", axis=alt.Axis(title=None, tickMinStep=1)),
            tooltip=["issue", "count"],
        )
        .properties(height=90)
    )
    st.caption(t("search.issues"))
    st.altair_chart(chart, width="stretch", alt=t("search.issues"))
