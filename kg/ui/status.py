"""Status: what is in the archive, what was left out of it and why, how each issue was cut, whether all is well."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from kg.archive import Archive
from kg.corrections.pending import Pending
from kg.numbering import Missing
from kg.status import CHECKS, Newsletter, Status
from kg.ui.address import asked_choice, follow
from kg.ui.links import page_link, set_query
from kg.ui.safe import html, verbatim
from kg.ui.status_issues import issues_to_look_at
from kg.ui.status_left import left_out
from kg.ui.strings import add_strings, t

_VIEWS = ("whole", "left", "cut")
_MOST_RUNS = 10  # of missing numbers
_MOST_DECISIONS = 10

add_strings(
    {
        "status.view": ("看什么", "What to see"),
        "status.whole": ("概况", "Overview"),
        "status.left": ("未收录", "Left out"),
        "status.cut": ("各期怎么切分", "How issues were cut"),
        "status.issues": ("期", "Issues"),
        "status.items": ("条目", "Items"),
        "status.names": ("名称", "Names"),
        "status.relations": ("关系", "Relations"),
        "status.vectors": ("向量", "Vectors"),
        "status.size": ("占用磁盘", "On disk"),
        "status.megabytes": ("{size} MB", "{size} MB"),
        "status.in_all": ("连同上一个版本共 {size} MB", "{size} MB with what stood before"),
        "status.kinds": ("条目的种类", "Items by kind"),
        "status.types": ("名称的类型", "Names by type"),
        "status.health": ("是否完好", "Health"),
        "status.last": ("上次构建：{when}，由 {version} 版完成", "Last build: {when}, by version {version}"),
        "status.unknown_version": ("某个未注明的", "not noted"),
        "status.made": ("内容自 {when} 起没有变过", "nothing has changed since {when}"),
        "status.read_by": (
            "现在读取它的是 {version} 版；重新运行 kg build 可由新版构建。",
            "This is version {version}; run kg build again to have it built by this one.",
        ),
        "status.no_time": ("时间不详", "at an unknown time"),
        "status.well_files": (
            "文件与构建时一致（kg doctor 会逐字节检查）",
            "The files are as they were written (kg doctor reads every byte)",
        ),
        "status.well_counts": ("条数与清单相符", "The counts are those of the manifest"),
        "status.well_model": ("模型 {model} 可用", "The model {model} answers"),
        "status.well_corrections": ("校订文件可以读取", "The file of corrections can be read"),
        "status.pending": (
            "尚未构建的校订：{what}；运行 kg build 后生效。",
            "Corrections not yet built: {what}. They hold from the next kg build on.",
        ),
        "status.new": ("新决定 {count} 条", "new: {count}"),
        "status.gone": ("撤销 {count} 条", "taken back: {count}"),
        "status.to_curation": ("查看校订", "To curation"),
        "status.stale": ("不再适用的校订", "Corrections that no longer apply"),
        "status.newsletters": ("刊物", "Newsletters"),
        "status.newsletter": ("{issues} 期 · {items} 条 · {days}", "issues: {issues} · items: {items} · {days}"),
        "status.days": ("{first} 至 {last}", "{first} to {last}"),
        "status.no_days": ("没有日期", "no days"),
        "status.undated": ("{count} 期没有日期", "without a day: {count}"),
        "status.unnumbered": ("{count} 期没有期号", "without a number: {count}"),
        "status.comma": ("、", ", "),
        "status.missing": ("缺第 {runs} 期", "no issue {runs}"),
        "status.missing_more": ("缺第 {runs} 期等，共 {count} 期", "no issue {runs} and others, {count} in all"),
        "status.missing_most": (
            "首末两期之间缺 {count} 个期号", "{count} numbers between the first and the last are missing",
        ),
    }
)  # fmt: skip


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.status"), anchor=False)
    found = archive.status()
    view = _view()
    if view == "left":
        left_out(archive, found)
    elif view == "cut":
        issues_to_look_at(archive, found)
    else:
        _counts(found)
        _health(found)
        _newsletters(found.newsletters)
        _parts(found)


def _view() -> str:
    """What is shown; the choice goes into the address."""
    follow("status-view", asked_choice("view", _VIEWS))
    chosen = st.segmented_control(
        t("status.view"), _VIEWS, key="status-view", format_func=lambda view: t(f"status.{view}"), required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    view = chosen or _VIEWS[0]
    if view != asked_choice("view", _VIEWS) and set_query(view=view if view != _VIEWS[0] else None, which=None, p=None):
        st.rerun()
    return view


def _counts(found: Status) -> None:
    """How many of each there are, and how much room they take."""
    manifest = found.manifest
    with st.container(horizontal=True, gap="medium"):
        for name, count in (
            ("issues", manifest.issues), ("items", manifest.items), ("names", manifest.entities),
            ("relations", manifest.relations), ("vectors", manifest.vectors),
        ):  # fmt: skip
            st.metric(t(f"status.{name}"), f"{count:,}", width="content")
        st.metric(t("status.size"), t("status.megabytes", size=_megabytes(found.bytes)), width="content")
    if _megabytes(found.bytes_in_all) != _megabytes(found.bytes):
        st.caption(t("status.in_all", size=_megabytes(found.bytes_in_all)))


def _health(found: Status) -> None:
    """What was looked at, what is wrong, what waits for a build."""
    st.header(t("status.health"), anchor=False)
    for sentence in found.problems.values():
        st.error(verbatim(sentence))
    well = [check for check in CHECKS if check not in found.problems]
    _list((f"✓ {html(t(f'status.well_{check}', model=found.manifest.model))}" for check in well), marks="kg-checks")
    _built(found)
    if found.pending and found.pending.count:
        _pending(found.pending)
    if found.stale:
        st.caption(t("status.stale"))
        _list(html(sentence) for sentence in found.stale)


def _built(found: Status) -> None:
    """When it was built, and by which version."""
    version = found.intake.version if found.intake else ""
    told = t("status.last", when=_time(found.built), version=version or t("status.unknown_version"))
    if found.built and found.made and _time(found.made) != _time(found.built):
        told += f" · {t('status.made', when=_time(found.made))}"
    st.caption(verbatim(told))
    if version != found.version:
        st.info(verbatim(t("status.read_by", version=found.version)))


def _pending(pending: Pending) -> None:
    """Decisions that no build has replayed yet."""
    counts = (("new", len(pending.new)), ("gone", pending.taken_back))
    what = t("status.comma").join(t(f"status.{name}", count=count) for name, count in counts if count)
    st.warning(t("status.pending", what=what))
    _list(html(str(entry)) for entry in pending.new[:_MOST_DECISIONS])
    if os.environ.get("KG_ALLOW_EDITS"):
        page_link("curation", t("status.to_curation"), icon=":material/rule:")


def _newsletters(newsletters: Sequence[Newsletter]) -> None:
    """What there is of each newsletter, and what may be missing."""
    st.header(t("status.newsletters"), anchor=False)
    _list(
        f"<strong>{html(newsletter.title or newsletter.series)}</strong><br>{html(_newsletter(newsletter))}"
        for newsletter in newsletters
    )


def _newsletter(newsletter: Newsletter) -> str:
    """A newsletter in a line."""
    days = t("status.no_days")
    if newsletter.first:
        days = t("status.days", first=newsletter.first, last=newsletter.last)
    told = [t("status.newsletter", issues=f"{newsletter.issues:,}", items=f"{newsletter.items:,}", days=days)]
    told += [t("status.undated", count=newsletter.undated)] if newsletter.undated else []
    told += [t("status.unnumbered", count=newsletter.unnumbered)] if newsletter.unnumbered else []
    told += [_missing(newsletter.missing)] if newsletter.missing else []
    return " · ".join(told)


def _missing(missing: Missing) -> str:
    """Numbers that no issue has."""
    if not missing.runs:
        return t("status.missing_most", count=missing.count)
    runs = t("status.comma").join(f"{a}" if a == b else f"{a}–{b}" for a, b in missing.runs[:_MOST_RUNS])
    more = len(missing.runs) > _MOST_RUNS
    return t("status.missing_more" if more else "status.missing", runs=runs, count=missing.count)


def _parts(found: Status) -> None:
    """Items by kind, names by type."""
    for heading, prefix, parts in (("kinds", "kind", found.kinds), ("types", "type", found.types)):
        st.header(t(f"status.{heading}"), anchor=False)
        st.markdown(" · ".join(f"{t(f'{prefix}.{name}')} **{count:,}**" for name, count in parts if count) or "0")


def _list(lines: Iterable[str], *, marks: str = "") -> None:
    """Lines of HTML, one below the other; `marks` is a class of the style sheet."""
    st.html(f'<ul class="kg-told {marks}">{"".join(f"<li>{line}</li>" for line in lines)}</ul>')


def _megabytes(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / 1e6:,.1f}"


def _time(moment: datetime | None) -> str:
    """A moment to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else t("status.no_time")
