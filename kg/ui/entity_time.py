"""An entity through time: a bar for each issue, a chart of events, and the events as a list with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from kg.archive import Archive
from kg.history.importance import Outline, outline
from kg.history.kin import items_naming
from kg.history.timeline import Event, Silence, Timeline
from kg.model import EVENT_KINDS, EventKind
from kg.store.arrays import Arrays
from kg.ui.address import asked, asked_choices, follow
from kg.ui.evidence import issue_link, quote, source_line, sureness
from kg.ui.links import page_link, set_query
from kg.ui.names import name_link
from kg.ui.safe import verbatim
from kg.ui.share_chart import PICK, pick
from kg.ui.strings import add_strings, t

MOST_EVENTS = 10
MOST_BARS = 400
MOST_PLAIN = 30
MOST_VERSIONS = 12

add_strings(
    {
        "entity.by_issue": ("各期条目数", "Items by issue"),
        "entity.timeline": ("时间线", "Timeline"),
        "entity.timeline_alt": (
            "{name} 的 {count} 个事件，{first} 至 {last}；同样内容见下方列表",
            "{count} events of {name}, {first} to {last}; the list below says the same",
        ),
        "entity.picked": ("只显示所选事件", "Only the event that was clicked"),
        "entity.all_events": ("显示全部 {count} 个事件", "Show all {count} events"),
        "entity.silence": (
            "沉寂 {days} 天：{issues} 期未提及（{since} – {until}）",
            "Silent for {days} days: not named in {issues} issues ({since} – {until})",
        ),
        "entity.silent_since": (
            "自 {since} 起 {days} 天、{issues} 期未再提及",
            "Not named since {since}: {days} days, {issues} issues",
        ),
        "entity.also_told": ("另有 {count} 条报道", "Also told in {count} more"),
        "entity.with": ("同时涉及", "With"),
        "entity.about_day": ("约", "about"),
        "entity.search_issue": ("查看这一期的条目", "See the items of this issue"),
        "entity.versions": ("版本", "Versions"),
        "entity.all_versions": ("显示全部 {count} 个版本", "Show all {count} versions"),
        "entity.leading": ("最重要的", "What mattered most"),
        "entity.kinds": ("事件类型", "Kinds of event"),
        "entity.told": ("{count} 条报道", "told {count} times"),
        "entity.plain": ("另有 {count} 条仅提及或用作比较", "{count} more only mention it or compare with it"),
        "entity.search": ("搜索全部条目", "Search all its items"),
        "event.release": ("发布", "release"),
        "event.investment": ("投融资", "investment"),
        "event.acquisition": ("收购", "acquisition"),
        "event.partnership": ("合作", "partnership"),
        "event.ipo": ("上市", "IPO"),
        "event.paper": ("论文", "paper"),
        "event.report": ("报告", "report"),
        "event.incident": ("事故", "incident"),
        "event.people": ("人事", "people"),
        "event.legal": ("法律", "legal"),
        "event.comparison": ("比较", "comparison"),
        "event.mention": ("提及", "mention"),
    }
)


@st.cache_data(show_spinner=False, max_entries=64)
def counts_by_issue(generation: str, members: tuple[str, ...], _archive: Archive) -> list[int]:
    """Items that name one of `members`, by issue, oldest first; `generation` is the key of the cache."""
    issues = _archive.once(Arrays).issues[items_naming(_archive, members)]
    return [int(n) for n in np.bincount(issues, minlength=len(_archive.issues()))]


def issue_bars(archive: Archive, entity_id: str, counts: Sequence[int]) -> None:
    """A sparkline by issue; a click on a bar leads to the items of that issue."""
    issues = archive.issues()[-MOST_BARS:]
    labels = [issue.tick for issue in issues]
    frame = pd.DataFrame(
        {
            "id": [issue.id for issue in issues],
            "issue": labels,
            "day": [issue.date.isoformat() if issue.date else "" for issue in issues],
            "items": list(counts)[-len(issues) :],
        }
    )
    picked = alt.selection_point(PICK, fields=["id"], empty=False)
    chart = (
        alt.Chart(frame)
        .mark_bar(minBandSize=1, color="#3f7fd6")
        .encode(
            x=alt.X("id:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.2)),
            y=alt.Y("items:Q", axis=alt.Axis(title=None, tickMinStep=1, tickCount=2)),
            opacity=alt.condition(picked, alt.value(0.55), alt.value(1.0)),
            tooltip=["issue", "day", "items"],
        )
        .properties(height=80)
        .add_params(picked)
    )
    st.caption(t("entity.by_issue"))
    label = (
        t("entity.by_issue") + ": " + ", ".join(f"{a} {b}" for a, b in zip(labels, frame["items"], strict=True) if b)
    )
    found = pick(chart, key=f"bars-{entity_id}", label=label[:600])
    issue = next((issue for issue in issues if found and issue.id == found["id"]), None)
    if issue is None:
        return
    where = {"q": f"issue:{issue.number}"} if issue.number is not None else {}
    if issue.date is not None:
        where = {"since": issue.date.isoformat(), "until": issue.date.isoformat()}
    page_link(
        "search", f"{t('entity.search_issue')}: {issue.title}", icon=":material/search:", entity=entity_id, **where
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def timeline_of(generation: str, entity_id: str, _archive: Archive) -> Timeline:
    """The timeline of an entity; `generation` is the key of the cache."""
    return _archive.timeline(entity_id)


@st.cache_resource(show_spinner=False, max_entries=128)
def outline_of(generation: str, entity_id: str, kinds: tuple[EventKind, ...], _line: Timeline) -> Outline:
    """A timeline as it is read; `generation` is the key of the cache."""
    return outline(_line, kinds)


def timeline_section(archive: Archive, line: Timeline) -> None:
    """What matters first, then all that happened, by kind; plain mentions folded away."""
    st.header(t("entity.timeline"), anchor=False)
    kinds = _kinds(line, outline_of(archive.generation.name, line.entity.id, (), line))
    shown = outline_of(archive.generation.name, line.entity.id, tuple(kinds), line)
    if shown.leading:
        st.caption(t("entity.leading"))
        event_rows(shown.leading, key="leading")
    chosen = _chart(line, shown.events)
    _event_list(archive, line, shown.events, chosen)
    _plain(archive, line, shown.plain)


def _kinds(line: Timeline, whole: Outline) -> list[EventKind]:
    """The kinds of event that the reader asks for, as the address has them."""
    counts = dict(whole.kinds)
    if len(counts) < 2:
        return []
    key = f"entity-kinds-{line.entity.id}"
    follow(key, asked_choices("kinds", tuple(counts)))
    kinds = st.pills(
        t("entity.kinds"), list(counts), selection_mode="multi", key=key, wrap=True,
        format_func=lambda kind: f"{t(f'event.{kind}')} {counts[kind]}",
    )  # fmt: skip
    set_query(kinds=",".join(kinds))
    return list(kinds)


def event_rows(events: Sequence[Event], *, key: str) -> None:
    """Events in short: kind, day, and a link to where each is told; `key` is a name that the page has once."""
    with st.container(gap="xsmall", key=f"title-{key}"):
        for event in events:
            many = len(event.sources)
            told = f" :blue-badge[{t('entity.told', count=many)}]" if many > 1 else ""
            st.markdown(f"{_dated(event)}{told}")
            page_link("issues", event.title, issue=event.issue.id, item=event.item)


def _dated(event: Event) -> str:
    """Kind and day of an event."""
    about = "" if event.stated else f"{t('entity.about_day')} "
    day = f"{about}{event.day.isoformat()}" if event.day else t("card.undated")
    return f":gray-badge[{t(f'event.{event.kind}')}] **{verbatim(day)}**"


def _chart(line: Timeline, events: Sequence[Event]) -> int | None:
    """Events as marks by day and kind; returns the number of the one that was clicked."""
    dated = [(number, event.day, event) for number, event in enumerate(events) if event.day]
    if len(dated) < 2:
        return None
    frame = pd.DataFrame(
        {
            "number": [number for number, *_ in dated],
            "day": pd.to_datetime([day.isoformat() for _, day, _ in dated]),
            "kind": [t(f"event.{event.kind}") for *_, event in dated],
            "title": [event.title[:120] for *_, event in dated],
            "told": [len(event.sources) for *_, event in dated],
        }
    )
    used = {event.kind for *_, event in dated}
    order = [t(f"event.{kind}") for kind in EVENT_KINDS if kind in used]
    picked = alt.selection_point(PICK, fields=["number"], empty=False)
    chart = (
        alt.Chart(frame)
        .mark_circle(opacity=0.85, color="#3f7fd6")
        .encode(
            x=alt.X(
                "day:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelAngle=0, labelOverlap=True, tickCount=6)
            ),
            y=alt.Y("kind:N", sort=order, title=None, axis=alt.Axis(grid=True)),
            size=alt.Size("told:Q", legend=None, scale=alt.Scale(domain=[1, 5], range=[90, 400], clamp=True)),
            stroke=alt.condition(picked, alt.value("#d1495b"), alt.value(None)),
            strokeWidth=alt.value(3),
            description=alt.Description("title:N"),
            tooltip=[alt.Tooltip("title:N", title=" "), alt.Tooltip("day:T", title=" ", format="%Y-%m-%d")],
        )
        .properties(height=34 * len(order) + 40)
        .add_params(picked)
    )
    days = [day for _, day, _ in dated]
    label = t("entity.timeline_alt", name=line.entity.name, count=len(dated), first=min(days), last=max(days))
    found = pick(chart, key=f"timeline-{line.entity.id}-{asked('kinds')}", label=label)
    return int(found["number"]) if found else None


def _event_list(archive: Archive, line: Timeline, events: Sequence[Event], chosen: int | None) -> None:
    """Events, the latest first, with the silences between them; one alone where it was chosen in the chart."""
    if chosen is not None and chosen < len(events):
        st.caption(t("entity.picked"))
        _event(archive, line, events[chosen], open_all=True)
        return
    everything = len(events) <= MOST_EVENTS or st.session_state.get(f"events-{line.entity.id}", False)
    silences = sorted(line.silences, key=lambda silence: silence.until, reverse=True)
    for event in events if everything else events[:MOST_EVENTS]:
        while silences and (event.day or date.min) < silences[0].until:
            _silence(silences.pop(0))
        _event(archive, line, event)
    if len(events) > MOST_EVENTS:
        st.toggle(t("entity.all_events", count=len(events)), key=f"events-{line.entity.id}")


def _plain(archive: Archive, line: Timeline, plain: Sequence[Event]) -> None:
    """Items that only speak of the name: how many, and a line each where the reader unfolds them."""
    if not plain or not st.toggle(t("entity.plain", count=len(plain)), key=f"plain-{line.entity.id}"):
        return
    with st.container(gap="xsmall"):
        for event in plain[:MOST_PLAIN]:
            issue_link(event.issue, event.item, title=event.title)
    if len(plain) > MOST_PLAIN:
        page_link("search", t("entity.search"), icon=":material/search:", entity=line.entity.id)


def _silence(silence: Silence) -> None:
    """A long time without a word."""
    key = "entity.silence" if silence.ended else "entity.silent_since"
    words = t(key, days=silence.days, issues=silence.issues, since=silence.since, until=silence.until)
    st.caption(f":material/more_horiz: {verbatim(words)}")


def _event(archive: Archive, line: Timeline, event: Event, *, open_all: bool = False) -> None:
    """One event with its evidence and where it is told."""
    with st.container(border=True, gap="small"):
        st.markdown(f"{_dated(event)}{sureness(event.doubt)}")
        first = event.sources[0]
        with st.container(key=f"title-event-{first.item}"):
            page_link("issues", event.title, issue=first.issue.id, item=first.item)
        members = {member.name for member in event.members} | set(line.entity.aliases)
        if event.evidence and event.evidence != event.title:
            quote(event.evidence, members)
        issue_link(first.issue, first.item)
        source_line(first.urls)
        if event.others:
            with st.container(horizontal=True, gap="small"):
                for other in event.others[:6]:
                    name_link(archive, other)
        rest = event.sources[1:]
        if rest:
            with st.expander(t("entity.also_told", count=len(rest)), expanded=open_all):
                for source in rest:
                    issue_link(source.issue, source.item, title=source.title)
                    if source.evidence and source.evidence != source.title:
                        quote(source.evidence, members)


def version_list(archive: Archive, line: Timeline) -> None:
    """Versions of a model or product, the latest first."""
    if not line.versions:
        return
    st.header(t("entity.versions"), anchor=False)
    key = f"versions-{line.entity.id}"
    latest_first = line.versions[::-1]
    everything = len(latest_first) <= MOST_VERSIONS or st.session_state.get(key, False)
    with st.container(gap="xsmall"):
        for version in latest_first if everything else latest_first[:MOST_VERSIONS]:
            day = version.day.isoformat() if version.day else t("card.undated")
            name_link(archive, version.entity, label=f"{day} · {{name}}")
    if len(latest_first) > MOST_VERSIONS:
        st.toggle(t("entity.all_versions", count=len(latest_first)), key=key)
