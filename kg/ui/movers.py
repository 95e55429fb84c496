"""What moves of late: lists with the interval of each change drawn, and a plain word for how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

import streamlit as st

from kg.trends.movements import Movement, MovementKind
from kg.trends.shares import Movers, Trend
from kg.trends.trends import Trends
from kg.ui.cards import issue_label
from kg.ui.links import page_link
from kg.ui.safe import html, verbatim
from kg.ui.strings import add_strings, t

MOST_ROWS = 6
_COLUMNS: tuple[tuple[MovementKind, ...], ...] = (("rising", "falling"), ("new", "back", "gone quiet"))
_FURTHEST = log(32)  # what the drawn scale reaches to on either side
_ONE_SIDED = frozenset({"new", "gone quiet"})
"""Where one of the two counts is none, "so many times as often" would say less than the counts."""

add_strings(
    {
        "move.rising": ("上升", "Rising"),
        "move.new": ("新出现", "New"),
        "move.back": ("重新出现", "Back"),
        "move.falling": ("下降", "Falling"),
        "move.gone quiet": ("沉寂", "Gone quiet"),
        "move.likely": ("很可能", "likely"),
        "move.perhaps": ("也许", "perhaps"),
        "move.too little to say": ("证据太少", "too little to say"),
        "move.windows": (
            "近期：{recent}（{issues} 期、{items} 条），与此前 {before} 期（{more} 条）相比。",
            "Of late: {recent} ({issues} issues, {items} items), against the {before} issues before ({more} items).",
        ),
        "move.one": (
            "近期：{recent}（{items} 条），与此前 {before} 期（{more} 条）相比。",
            "Of late: {recent} ({items} items), against the {before} issues before ({more} items).",
        ),
        "move.how": (
            "横条是变化倍数的 90% 区间，中线为不变。「很可能」二十次里至多错一次，「也许」四次里对三次；"
            "估计值参考了所有名称，因此条目少的名称向「不变」收缩。",
            "The bar is the 90 % interval of the change, the line in the middle is no change. “Likely” is wrong at "
            "most one time in twenty, “perhaps” one in four. Estimates lean on all names, so few items stay near it.",
        ),
        "move.none": ("没有。", "None."),
        "move.too_short": (
            "要有三期以上才能比较近期与此前。", "It takes three issues to hold the latest against those before."
        ),
        "move.times": ("{ratio} 倍（{low}–{high}）", "× {ratio} ({low}–{high})"),
        "move.counts": ("近期 {recent} 条，此前 {before} 条", "{recent} of late, {before} before"),
    }
)  # fmt: skip


def movers(found: Trends, listed: Movers) -> None:
    """Draw the lists of one kind of thing."""
    first, recent = found.windows.first, found.windows.recent
    latest = found.issues[recent:]
    if not latest or first == recent:
        st.caption(t("move.too_short"))
        return
    before, now = (int(size) for size in found.windows.sizes.sum(axis=1))
    span = issue_label(latest[0]) if len(latest) == 1 else f"{issue_label(latest[0])} – {issue_label(latest[-1])}"
    key = "move.one" if len(latest) == 1 else "move.windows"
    said = t(key, recent=span, issues=len(latest), items=now, before=recent - first, more=before)
    st.caption(f"{verbatim(said)} {t('move.how')}")
    names = Counter(row.name for rows in listed.values() for row in rows[:MOST_ROWS])
    for column, kinds in zip(st.columns(2, gap="large"), _COLUMNS, strict=True):
        with column:
            for kind in kinds:
                _listed(kind, listed[kind][:MOST_ROWS], names)


def _listed(kind: MovementKind, rows: Sequence[Trend], names: Counter[str]) -> None:
    """One list; of names that stand on the page more than once each says what it is."""
    st.header(t(f"move.{kind}"), anchor=False)
    if not rows:
        st.caption(t("move.none"))
    for row in rows:
        with st.container(gap=None):
            thing_link(row, typed=names[row.name] > 1)
            st.html(_drawn(row.movement))


def _drawn(move: Movement) -> str:
    """The interval as a mark, and what it says in words."""
    low, middle, high = (_place(ratio) for ratio in (move.interval[0], move.ratio, move.interval[1]))
    ends = {"low": f"{move.interval[0]:.2g}", "high": f"{move.interval[1]:.2g}"}
    times = t("move.times", ratio=f"{move.ratio:.2g}", **ends)
    counts = t("move.counts", recent=move.recent, before=move.before)
    word = t(f"move.{move.sure}")
    said = [word, counts] if move.kind in _ONE_SIDED else [word, times, counts]
    tone = "unsure" if move.sure == "too little to say" else "up" if move.ratio >= 1 else "down"
    return (
        f'<div class="kg-move"><span class="kg-scale kg-{tone}" role="img" aria-label="{html(times)}" '
        f'title="{html(times)}"><i style="left:{low:.1f}%;width:{high - low:.1f}%"></i>'
        f'<b style="left:{middle:.1f}%"></b></span><span><strong>{html(said[0])}</strong> · '
        f"{html(' · '.join(said[1:]))}</span></div>"
    )


def _place(ratio: float) -> float:
    """Where a ratio stands on the drawn scale, in percent; no change in the middle."""
    return min(100.0, max(0.0, 50 + 50 * log(ratio) / _FURTHEST))


def thing_link(row: Trend, *, typed: bool = False) -> None:
    """A link to the entity, or to the items of what is no entity; `typed` says of which type it is."""
    if row.kind == "entity":
        type_ = t(f"type.{row.type}")
        page_link("entity", f"{row.name} · {type_}" if typed else row.name, help=type_, entity=row.id)
    elif row.kind == "topic":
        page_link("trends", row.name, icon=":material/topic:", what="topic", topic=row.id)
    else:
        page_link("search", row.name, **{row.kind: row.id})
