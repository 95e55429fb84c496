"""What the last build left out of its sources, and why."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from kg.archive import Archive
from kg.status import Status
from kg.store.intake import MOST_KEPT, OMISSION_SORTS, Intake, Omission
from kg.ui.address import asked_choice, follow
from kg.ui.cards import issue_label
from kg.ui.links import page_link, set_query
from kg.ui.paging import page_of, steps
from kg.ui.safe import html, verbatim
from kg.ui.source_reasons import told_reason
from kg.ui.strings import add_strings, t

_A_PAGE = 30
_MOST_REASONS = 12
_TO_BE_NAMED = frozenset({"unreadable", "warning", "question"})
"""Sorts of omissions whose reasons do not say which they are."""

add_strings(
    {
        "left.none": (
            "这个归档没有记下上次构建略过了什么；再运行一次 kg build 就会记下。",
            "This archive does not note what its last build left out; the next kg build notes it.",
        ),
        "left.nothing": ("没有略过任何文件。", "No document was left out."),
        "left.read": (
            "看了 {documents} 个文件。各期共 {lines} 行：{items} 行在条目里，"
            "{used} 行是标题、日期和栏目名，{left} 行未收录。",
            "Documents looked at: {documents}. Lines of issues: {lines}, of which {items} are in items, {used} were "
            "used as titles, dates and sections, and {left} are in no item.",
        ),
        "left.addresses": ("没有进入条目的链接：{count}", "Addresses in no item: {count}"),
        "left.passed": ("不读的文件类型", "Kinds of files that are not read"),
        "left.no_suffix": ("无扩展名", "without suffix"),
        "left.lines": ("未收录的行，按原因", "Lines in no item, by reason"),
        "left.documents": ("略过和存疑的文件", "Documents left out or in doubt"),
        "left.which": ("哪一类", "Which"),
        "left.all": ("全部", "all"),
        "left.skipped": ("不是一期", "no issue"),
        "left.unreadable": ("读不了", "unreadable"),
        "left.warning": ("已读，有疑问", "read with a warning"),
        "left.question": ("日期或期号待核对", "day or number to check"),
        "left.merged": ("重复", "duplicates"),
        "left.translated": ("其他语言版本", "in another language"),
        "left.kept": ("每类只列出前 {count} 个。", "Of each sort the first {count} are listed."),
        "left.named": ("{sort}：{why}", "{sort}: {why}"),
        "left.reason": ("{why}：{count}", "{why}: {count}"),
        "left.where": ("{path}，第 {lines} 行", "{path}, line {lines}"),
    }
)  # fmt: skip


def left_out(archive: Archive, found: Status) -> None:
    """Everything that the last build left out, with the reasons."""
    intake = found.intake
    if intake is None:
        st.info(t("left.none"))
        return
    left = sum(count for _, count in intake.left_lines)
    st.markdown(
        t(
            "left.read", documents=f"{intake.documents:,}", lines=f"{intake.lines:,}", items=f"{intake.item_lines:,}",
            used=f"{intake.metadata_lines:,}", left=f"{left:,}",
        )
    )  # fmt: skip
    if intake.left_lines:
        st.header(t("left.lines"), anchor=False)
        told = (t("left.reason", why=told_reason(why), count=f"{count:,}") for why, count in intake.left_lines)
        st.html(f'<ul class="kg-told">{"".join(f"<li>{html(one)}</li>" for one in islice(told, _MOST_REASONS))}</ul>')
    if intake.addresses:
        st.caption(t("left.addresses", count=f"{intake.addresses:,}"))
    if intake.passed:
        kinds = " · ".join(f"{suffix or t('left.no_suffix')} {count:,}" for suffix, count in intake.passed)
        st.caption(verbatim(f"{t('left.passed')}: {kinds}"))
    _documents(archive, intake)


def _documents(archive: Archive, intake: Intake) -> None:
    """Documents with the reasons, a page at a time; those that are issues lead to how they were cut."""
    st.header(t("left.documents"), anchor=False)
    if not intake.omissions:
        st.info(t("left.nothing"))
        return
    which = _which(intake)
    wanted = [each for each in intake.omissions if which in ("", each.sort)]
    if any(count > MOST_KEPT for sort, count in intake.counts if which in ("", sort)):
        st.caption(t("left.kept", count=f"{MOST_KEPT:,}"))
    here, last = page_of(len(wanted), _A_PAGE)
    by_source = {issue.source: issue for issue in reversed(archive.issues())}
    with st.container(gap="xsmall"):
        for each in wanted[(here - 1) * _A_PAGE : here * _A_PAGE]:
            issue = by_source.get(each.path)
            if issue is not None:
                page_link("issues", issue_label(issue), icon=":material/data_object:", issue=issue.id, view="source")
            st.html(_omission(each))
    steps("status", here, last)


def _which(intake: Intake) -> str:
    """The sort that a reader chose, "" for all."""
    counts = dict(intake.counts)
    choices = ("", *(sort for sort in OMISSION_SORTS if counts.get(sort)))
    follow("status-left", asked_choice("which", choices))
    chosen = st.pills(
        t("left.which"), choices, key="status-left", required=True, label_visibility="collapsed",
        format_func=lambda sort: f"{t(f'left.{sort}')} {counts[sort]:,}" if sort else t("left.all"),
    )  # fmt: skip
    if chosen != asked_choice("which", choices) and set_query(which=chosen or None, p=None):
        st.rerun()
    return chosen or ""


def _omission(each: Omission) -> str:
    """A document, or lines of one, with the reason, as HTML."""
    where = each.path
    if each.line is not None:
        several = each.last is not None and each.last != each.line
        lines = f"{each.line}–{each.last}" if several else str(each.line)
        where = t("left.where", path=each.path, lines=lines)
    told = told_reason(each.reason)
    if each.sort in _TO_BE_NAMED:
        told = t("left.named", sort=t(f"left.{each.sort}"), why=told)
    return f'<p class="kg-told"><code>{html(where)}</code><br>{html(told)}</p>'
