"""All issues, or those that want a look, each leading to how it was cut, beside its source."""

from __future__ import annotations

import streamlit as st

from kg.archive import Archive
from kg.model import Issue
from kg.status import Status
from kg.ui.address import asked_choice, follow
from kg.ui.cards import issue_label
from kg.ui.links import page_link, set_query
from kg.ui.paging import page_of, steps
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

_A_PAGE = 30

add_strings(
    {
        "cut.intro": (
            "点开一期，看它的原文、每一行去了哪里，以及怎样改切分的设置。",
            "Each issue leads to its source, line by line, beside the items that the lines went to, and to the "
            "settings that change how it is cut.",
        ),
        "cut.which": ("哪些期", "Which"),
        "cut.all": ("全部", "all"),
        "cut.undated": ("没有日期", "without a day"),
        "cut.inferred": ("日期是推断的", "day told by its neighbours"),
        "cut.empty": ("没有条目", "without items"),
        "cut.counts": ("{items} 条 · {left} 行未收录 · {source}", "items: {items} · lines left out: {left} · {source}"),
        "cut.no_source": ("{items} 条 · {source}", "items: {items} · {source}"),
    }
)  # fmt: skip


def issues_to_look_at(archive: Archive, found: Status) -> None:
    """A list of issues, the newest first, a page at a time."""
    st.markdown(t("cut.intro"))
    wanted = _wanted(archive, found)
    rows = {issue.id: items for issue, items in zip(archive.issues(), found.items_of, strict=True)}
    here, last = page_of(len(wanted), _A_PAGE)
    for issue in wanted[::-1][(here - 1) * _A_PAGE : here * _A_PAGE]:
        label = issue_label(issue) if issue.number is None else f"{issue_label(issue)} · {issue.title}"
        with st.container(gap=None):
            page_link("issues", label, icon=":material/data_object:", issue=issue.id, view="source")
            st.caption(verbatim(_counts(archive, issue, rows[issue.id])))
    steps("status", here, last)


def _wanted(archive: Archive, found: Status) -> tuple[Issue, ...]:
    """The issues of the kind that a reader chose; the choice goes into the address."""
    kinds = {"undated": found.undated, "inferred": found.inferred, "empty": found.empty}
    choices = ("", *(kind for kind, issues in kinds.items() if issues))
    if len(choices) == 1:
        return archive.issues()
    follow("status-cut", asked_choice("which", choices))
    chosen = st.pills(
        t("cut.which"), choices, key="status-cut", required=True, label_visibility="collapsed",
        format_func=lambda kind: f"{t(f'cut.{kind}')} {len(kinds[kind]):,}" if kind else t("cut.all"),
    )  # fmt: skip
    if chosen != asked_choice("which", choices) and set_query(which=chosen or None, p=None):
        st.rerun()
    return kinds[chosen] if chosen else archive.issues()


def _counts(archive: Archive, issue: Issue, items: int) -> str:
    """How many items were cut from an issue, and how many lines of it are in none."""
    source = archive.source_of(issue.id)
    if source is None:
        return t("cut.no_source", items=items, source=issue.source)
    left = sum(each.last - each.first + 1 for each in source.left_out)
    return t("cut.counts", items=items, left=left, source=issue.source)
