"""What a reader sees before the first search: what the archive is, what is new in it, and what it can be asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from kg.archive import Archive
from kg.digests.overview import Changes, Overview, find_changes, overview
from kg.digests.questions import Question, find_questions
from kg.related.threads import Thread
from kg.trends.shares import Trend
from kg.ui.cards import MOST_CHIPS, issue_label
from kg.ui.links import chips_html, link_html, page_link
from kg.ui.safe import html
from kg.ui.strings import add_strings, language, t
from kg.ui.strip import weeks_strip

MOST_ITEMS = 8
MOST_LETTERS = 140  # of a title
MOST_ADDED = 5  # words for what the last item of a story brought

add_strings(
    {
        "landing.intro": (
            "{issues} 期、{items} 条内容，{first} 至 {last}",
            "{issues} issues, {items} items, {first} to {last}",
        ),
        "landing.undated": ("{issues} 期、{items} 条内容", "{issues} issues, {items} items"),
        "landing.empty": ("归档中还没有内容。", "The archive holds nothing yet."),
        "landing.questions": ("试试这些", "Try one of these"),
        "landing.first": ("首条：{title}", "first: {title}"),
        "landing.weeks": ("所有期刊，按周", "All issues by week"),
        "landing.weeks_hint": ("颜色越深，条目越多；点击打开。", "The darker, the more items. Click one to open it."),
        "landing.latest": ("最新一期", "The latest issue"),
        "landing.more": ("还有 {count} 条", "{count} more"),
        "landing.debuts": ("本期首次出现的名称", "Named for the first time in it"),
        "landing.stories": ("进行中的故事", "Running stories"),
        "landing.story": ("{items} 条，始于 {since}", "{items} items since {since}"),
        "landing.adds": ("{told}；新增：{adds}", "{told}; new in it: {adds}"),
        "landing.moving": ("升与降", "Movers"),
        "landing.new": ("近来的新名称", "New names of late"),
        "landing.rising": ("上升", "rising"),
        "landing.back": ("重新出现", "back"),
        "landing.falling": ("下降", "falling"),
        "landing.gone quiet": ("沉寂", "gone quiet"),
        "landing.items": ("{count} 条", "{count} items"),
        "landing.trends": ("所有趋势", "All trends"),
    }
)  # fmt: skip


def landing(archive: Archive) -> None:
    """Draw it; what is quick to tell comes first."""
    found = archive.once(overview)
    if found.brought is None:
        st.info(t("landing.empty"))
        return
    days = found.days
    first, last = days or ("", "")
    key = "landing.intro" if days else "landing.undated"
    st.caption(t(key, issues=found.issues, items=found.items, first=first, last=last))
    asked = st.container()
    st.header(t("landing.weeks"), anchor=False)
    weeks_strip(found.weeks, t("landing.weeks"))
    st.caption(t("landing.weeks_hint"))
    left, right = st.columns(2, gap="large")
    with left:
        _latest(found)
    with right:
        _stories(found.stories)
        changed = st.container()
    with asked:
        _questions(_asked(archive.generation.name, language(), archive))
    with changed:
        _changes(archive.once(find_changes), {debut.entity.id for debut in found.new_names[:MOST_CHIPS]})


@st.cache_resource(show_spinner=False, max_entries=4)
def _asked(generation: str, language: str, _archive: Archive) -> tuple[Question, ...]:
    """Queries that this archive answers."""
    return find_questions(_archive, language)


def _questions(questions: Sequence[Question]) -> None:
    """Queries to begin with; what each finds first shows on being pointed at."""
    if questions:
        st.header(t("landing.questions"), anchor=False)
        st.html(
            chips_html(
                link_html(
                    "search",
                    each.query,
                    classes="kg-chip",
                    about=t("landing.first", title=_line(each.first.title)),
                    q=each.query,
                )
                for each in questions
            )
        )


def _latest(found: Overview) -> None:
    """The latest issue: its first items, and the names that are new with it."""
    assert found.brought is not None
    issue = found.brought.issue
    st.header(t("landing.latest"), anchor=False)
    label = issue_label(issue)
    head = link_html("issues", label if issue.title in label else f"{label} · {issue.title}", issue=issue.id)
    items = "".join(
        f"<li>{link_html('item', _line(item.title), id=item.id)}</li>" for item in found.latest[:MOST_ITEMS]
    )
    more = len(found.latest) - MOST_ITEMS
    rest = f"<p>{link_html('issues', t('landing.more', count=more), issue=issue.id)}</p>" if more > 0 else ""
    st.html(f'<div class="kg-list"><p><strong>{head}</strong></p><ul>{items}</ul>{rest}</div>')
    if found.new_names:
        st.caption(t("landing.debuts"))
        st.html(
            chips_html(
                _name(each.entity.id, each.entity.name, t(f"type.{each.entity.type}"))
                for each in found.new_names[:MOST_CHIPS]
            )
        )


def _stories(stories: Sequence[Thread]) -> None:
    """Stories that run, each by its latest item, with what that brought."""
    if not stories:
        return
    st.header(t("landing.stories"), anchor=False)
    told = (
        f"<li>{link_html('item', _line(s.latest.title), id=s.latest.id)}<br><small>{html(_progress(s))}</small></li>"
        for s in stories
    )
    st.html(f'<div class="kg-list"><ul>{"".join(told)}</ul></div>')


def _progress(story: Thread) -> str:
    """How long a story runs, and what its latest item brought."""
    told = t("landing.story", items=len(story.items), since=story.issues[0].date or story.issues[0].label)
    adds = " · ".join(story.chapters[-1].words[:MOST_ADDED]) if story.chapters else ""
    return t("landing.adds", told=told, adds=adds) if adds else told


def _changes(changes: Changes, shown_as_new: Collection[str]) -> None:
    """Names that rise, fall and are new, but for those that stand beside the latest issue."""
    new = [trend for trend in changes.new if trend.id not in shown_as_new]
    for label, shown in (("moving", changes.moving), ("new", new)):
        if shown:
            st.header(t(f"landing.{label}"), anchor=False)
            st.html(chips_html(_name(each.id, _told(each), t("landing.items", count=each.total)) for each in shown))
    if changes.moving or changes.new:
        page_link("trends", t("landing.trends"), icon=":material/trending_up:")


def _told(trend: Trend) -> str:
    """A name, and where it goes."""
    kind = trend.movement.kind
    return trend.name if kind == "new" else f"{trend.name} · {t(f'landing.{kind}')}"


def _name(id_: str, label: str, about: str) -> str:
    """A name that leads to its page."""
    return link_html("entity", label, classes="kg-chip", about=about, entity=id_)


def _line(title: str) -> str:
    """A title in one line, cut."""
    title = " ".join(title.split())
    return title if len(title) <= MOST_LETTERS else title[: MOST_LETTERS - 1] + "…"
