"""An entity through time: a bar for each issue, a chart of events, and the events as a list with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from kg.archive import Archive
from kg.history.kin import items_naming
from kg.history.timeline import Event, Silence, Timeline
from kg.model import EVENT_KINDS
from kg.store.arrays import Arrays
from kg.ui.evidence import issue_link, quote, source_line, sureness
from kg.ui.links import page_link
from kg.ui.safe import verbatim
from kg.ui.share_chart import PICK, pick
from kg.ui.strings import add_strings, t

MOST_EVENTS = 10
MOST_BARS = 400

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


def timeline_chart(line: Timeline) -> int | None:
    """Events as marks by day and kind; returns the number of the one that was clicked."""
    dated = [(number, event.day, event) for number, event in enumerate(line.events) if event.day]
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
    found = pick(chart, key=f"timeline-{line.entity.id}", label=label)
    return int(found["number"]) if found else None


def event_list(archive: Archive, line: Timeline, chosen: int | None) -> None:
    """Events, the latest first, with the silences between them; one alone where it was chosen in the chart."""
    if chosen is not None and chosen < len(line.events):
        st.caption(t("entity.picked"))
        _event(archive, line, line.events[chosen], open_all=True)
        return
    shown = list(reversed(line.events))
    everything = len(shown) <= MOST_EVENTS or st.session_state.get(f"events-{line.entity.id}", False)
    silences = sorted(line.silences, key=lambda silence: silence.until, reverse=True)
    for event in shown if everything else shown[:MOST_EVENTS]:
        while silences and (event.day or date.min) < silences[0].until:
            _silence(silences.pop(0))
        _event(archive, line, event)
    if len(shown) > MOST_EVENTS:
        st.toggle(t("entity.all_events", count=len(shown)), key=f"events-{line.entity.id}")


def _silence(silence: Silence) -> None:
    """A long time without a word."""
    key = "entity.silence" if silence.ended else "entity.silent_since"
    words = t(key, days=silence.days, issues=silence.issues, since=silence.since, until=silence.until)
    st.caption(f":material/more_horiz: {verbatim(words)}")


def _event(archive: Archive, line: Timeline, event: Event, *, open_all: bool = False) -> None:
    """One event with its evidence and where it is told."""
    about = "" if event.stated else f"{t('entity.about_day')} "
    day = f"{about}{event.day.isoformat()}" if event.day else t("card.undated")
    with st.container(border=True, gap="small"):
        st.markdown(f":gray-badge[{t(f'event.{event.kind}')}] **{verbatim(day)}**{sureness(event.doubt)}")
        first = event.sources[0]
        page_link("issues", event.title, issue=first.issue.id, item=first.item)
        members = {member.name for member in event.members} | set(line.entity.aliases)
        if event.evidence and event.evidence != event.title:
            quote(event.evidence, members)
        issue_link(first.issue, first.item)
        source_line(first.urls)
        if event.others:
            with st.container(horizontal=True, gap="small"):
                for other in event.others[:6]:
                    page_link("entity", other.name, help=t(f"type.{other.type}"), entity=other.id)
        rest = event.sources[1:]
        if rest:
            with st.expander(t("entity.also_told", count=len(rest)), expanded=open_all):
                for source in rest:
                    issue_link(source.issue, source.item, title=source.title)
                    if source.evidence and source.evidence != source.title:
                        quote(source.evidence, members)


def version_list(line: Timeline) -> None:
    """Versions of a model or product, the latest first."""
    if not line.versions:
        return
    st.header(t("entity.versions"), anchor=False)
    for version in reversed(line.versions):
        day = version.day.isoformat() if version.day else t("card.undated")
        page_link("entity", f"{day} · {version.entity.name}", entity=version.entity.id)
