"""Draft items one by one: beside an earlier item, with names, spellings and links, and a verdict to overrule."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kg.related.desk import DeskItem
from kg.related.desk_compare import compare
from kg.related.prior import VERDICTS, Prior
from kg.related.report import ago, changes_in_words
from kg.ui.cards import entity_chips, issue_label
from kg.ui.desk_session import on_desk
from kg.ui.links import page_link
from kg.ui.safe import anchor, html, marked, safe_url, verbatim
from kg.ui.strings import add_strings, language, t

_MOST_TEXT = 2500  # characters of an item that are shown
_AT_ONCE = 30  # draft items that are shown before one asks for more

add_strings(
    {
        "desk.details": ("逐条对照", "Item by item"),
        "desk.legend": ("两边都有", "in both"),
        "desk.legend_new": ("草稿中的新内容", "new in the draft"),
        "desk.overrule": ("你的判断", "Your verdict"),
        "desk.was": ("原判断：{verdict}", "It was: {verdict}"),
        "desk.beside": ("对照的往期条目", "Earlier item beside it"),
        "desk.spelling": ("写法：{written} → {usual}（往期 {items} 条这样写）",
                          "Spelling: {written} → {usual} (so in {items} past items)"),
        "desk.linked": ("往期给过的链接", "Linked in past issues"),
        "desk.shared": ("共同", "Shared"),
        "desk.changed": ("草稿中的新内容", "New in the draft"),
        "desk.draft": ("草稿", "The draft"),
        "desk.before": ("往期", "The earlier item"),
        "desk.nothing": ("往期没有写过。", "No earlier coverage."),
        "desk.more": ("再显示 {count} 条", "Show {count} more"),
        "verdict.repeat": ("重复", "repeat"),
        "verdict.update": ("进展", "update"),
        "verdict.related": ("相关", "related"),
        "verdict.new": ("新", "new"),
    }
)  # fmt: skip

_ICONS = {"repeat": "🔁", "update": "⏩", "related": "🔗", "new": "🆕"}


def verdict_label(verdict: str) -> str:
    """A verdict with its sign."""
    return f"{_ICONS[verdict]} {t(f'verdict.{verdict}')}"


def show_items(items: Sequence[tuple[str, DeskItem]]) -> None:
    """Draft items with their keys, a part of a long draft at a time."""
    st.header(t("desk.details"), anchor=False)
    st.html(f"<p><mark>{html(t('desk.legend'))}</mark> · <ins>{html(t('desk.legend_new'))}</ins></p>")
    shown = st.session_state.get("desk-shown", _AT_ONCE)
    for key, item in items[:shown]:
        label = f"{verdict_label(item.verdict)} · {verbatim(item.check.item.title, limit=90)}"
        opened = item.check.verdict in {"repeat", "update"} or bool(item.spellings)
        with st.expander(label, expanded=opened, key=f"desk-{key}"):
            _item(key, item)
    left = len(items) - shown
    if left > 0:
        st.button(t("desk.more", count=min(left, _AT_ONCE)), on_click=_show_more, args=(shown,))


def _show_more(shown: int) -> None:
    """Show some more items from the next run on."""
    st.session_state["desk-shown"] = shown + _AT_ONCE


def _item(key: str, item: DeskItem) -> None:
    """All of one draft item."""
    _overrule(key, item)
    _beside(key, item)
    entity_chips(item.names, key=f"desk-{key}")
    for odd in item.spellings:
        told = t("desk.spelling", written=odd.written, usual=odd.usual, items=odd.usual_items)
        st.markdown(verbatim(told))
    if item.links:
        _links_before(item)


def _overrule(key: str, item: DeskItem) -> None:
    """A choice of verdicts, on the one that stands."""
    widget = f"desk-verdict-{key}"
    st.session_state[widget] = item.verdict
    st.segmented_control(
        t("desk.overrule"), VERDICTS, key=widget, format_func=verdict_label, on_change=_decide, args=(key, widget)
    )  # fmt: skip
    if item.overruled:
        st.caption(t("desk.was", verdict=verdict_label(item.check.verdict)))


def _decide(key: str, widget: str) -> None:
    """Remember a verdict; that of the archive again where the choice was taken off."""
    verdict = st.session_state[widget]
    if verdict is None:
        on_desk().verdicts.pop(key, None)
    else:
        on_desk().verdicts[key] = verdict


def _beside(key: str, item: DeskItem) -> None:
    """The draft and an earlier item side by side, common and new parts marked."""
    text, priors = item.check.item.text, item.check.prior
    if not priors:
        st.html(f'<p class="kg-text">{html(text[:_MOST_TEXT])}</p>')
        st.markdown(t("desk.nothing"))
        return
    place = 0
    if len(priors) > 1:
        place = st.selectbox(
            t("desk.beside"), range(len(priors)), format_func=lambda at: _prior_label(priors[at]),
            key=f"desk-beside-{key}",
        )  # fmt: skip
    prior = priors[place]
    page_link("issues", _prior_label(prior), issue=prior.issue.id, item=prior.item.id)
    when = ago(prior.weeks, chinese=language() == "zh")
    st.caption(" · ".join(part for part in (verdict_label(prior.verdict), when) if part))
    found = compare(text, prior.item.text)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{t('desk.draft')}**")
        st.html(f'<p class="kg-text">{_cut(text, found.draft, found.new)}</p>')
    with right:
        st.markdown(f"**{t('desk.before')}**")
        st.html(f'<p class="kg-text">{_cut(prior.item.text, found.earlier)}</p>')
    _common_and_new(prior)


def _cut(text: str, spans: Sequence[tuple[int, int]], new: Sequence[tuple[int, int]] = ()) -> str:
    """The beginning of a text as HTML, marked."""
    cut = marked(text[:_MOST_TEXT], *([span for span in some if span[0] < _MOST_TEXT] for some in (spans, new)))
    return cut + "…" * (len(text) > _MOST_TEXT)


def _prior_label(prior: Prior) -> str:
    """An earlier item in one line."""
    return f"{issue_label(prior.issue)} · {prior.item.title}"


def _common_and_new(prior: Prior) -> None:
    """What was found in both, and what in the draft alone."""
    shared, added = prior.shared, prior.added
    _listed(t("desk.shared"), [*(e.name for e in shared.entities), *shared.numbers, *shared.urls])
    names = [*(e.name for e in added.entities), *added.names]
    _listed(t("desk.changed"), [*names, *changes_in_words(prior), *added.urls])


def _listed(label: str, values: Sequence[str]) -> None:
    """A labelled list of short texts."""
    if values:
        st.html(f"<p><small><b>{html(label)}</b>: {html(', '.join(values[:12]))}</small></p>")


def _links_before(item: DeskItem) -> None:
    """Links that past issues gave, with these issues."""
    st.markdown(f"**{t('desk.linked')}**")
    for link in item.links:
        st.html(f'<p class="kg-passage">{anchor(link.url, link.url)}</p>')
        for past, issue in link.items:
            page_link("issues", f"{issue_label(issue)} · {past.title}", issue=issue.id, item=past.id)


def published(prior: Prior) -> str | None:
    """Where the issue of an earlier item stands on the web, if anywhere."""
    return safe_url(prior.issue.permalink)
