"""How an issue is cut: its source, line by line, beside the items that the lines went to."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

import streamlit as st

from kg.archive import Archive
from kg.model import Issue, Item, SourceText
from kg.text.words import plain
from kg.ui.address import asked_page
from kg.ui.links import page_link
from kg.ui.safe import html, verbatim
from kg.ui.source_reasons import told_reason
from kg.ui.source_runs import Run, part, runs
from kg.ui.source_settings import settings
from kg.ui.strings import add_strings, t

LINES = 1500  # lines on a page
_LONGEST = 2000  # characters of a line
_COLOURS = 4  # neighbouring items differ

add_strings(
    {
        "source.none": (
            "这个归档没有保存原文；用现在的版本重新运行 kg build 后即可看到。",
            "This archive keeps no source text; kg build of this version adds it.",
        ),
        "source.no_lines": (
            "这期的文件不是按行写的；下面是从中读出的文字。",
            "The file of this issue is not written in lines; below stands what was read from it.",
        ),
        "source.counts": (
            "{source} · {items} 条 · {lines} 行，其中 {left} 行没有进入任何条目",
            "{source} · {items} items · {lines} lines, {left} of them in no item",
        ),
        "source.items": ("条目和所在行", "Items and their lines"),
        "source.lines": ("第 {first}–{last} 行", "lines {first}–{last}"),
        "source.line": ("第 {first} 行", "line {first}"),
        "source.left_out": ("未收录", "left out"),
        "source.used": ("标题、日期或栏目名", "title, date or section"),
        "source.before": ("前面的行", "Lines before"),
        "source.after": ("后面的行", "Lines after"),
        "source.wrong": ("切得不对？", "Cut wrongly?"),
        "source.how": (
            "把这些设置写进 kg build 所用文件夹里的 kg.toml：要用哪一行，就去掉它前面的 # 并改好。",
            "Write these settings into kg.toml, in the folder that you build from; take the # from the lines that you "
            "need, and correct them.",
        ),
        "source.try": ("在这个文件夹里试，不用重新构建：", "Try them in that folder, without a build:"),
    }
)


def source_panel(archive: Archive, issue: Issue, items: Sequence[Item]) -> None:
    """The source of an issue beside its items, and the settings that change how it is cut."""
    source = archive.source_of(issue.id)
    if source is None:
        st.info(t("source.none"))
        return
    found = runs(source, items)
    left = sum(run.last - run.first + 1 for run in found if run.reason)
    counts = t("source.counts", source=issue.source, items=len(items), lines=found[-1].last, left=left)
    st.caption(verbatim(counts))
    if not any(item.lines[0] for item in items):
        st.info(t("source.no_lines"))
    page = min(asked_page(), (found[-1].last - 1) // LINES + 1)
    first, last = (page - 1) * LINES + 1, min(page * LINES, found[-1].last)
    shown = part(found, first, last)
    st.html(_jumps(items, shown) + _cut(source, items, shown))
    with st.container(horizontal=True):
        if first > 1:
            page_link("issues", t("source.before"), issue=issue.id, view="source", p=str(page - 1))
        if last < found[-1].last:
            page_link("issues", t("source.after"), issue=issue.id, view="source", p=str(page + 1))
    st.header(t("source.wrong"), anchor=False)
    st.markdown(t("source.how"))
    several = len({one.series for one in archive.issues()}) > 1
    st.code(plain(settings(issue, items, source, several=several)), language="toml")
    st.markdown(t("source.try"))
    st.code(plain(f"kg read . --issue {quote(issue.source)}"), language="sh")


def _jumps(items: Sequence[Item], shown: Sequence[Run]) -> str:
    """A list of the items that leads to their lines."""
    first_runs: dict[int, Run] = {}
    for run in shown:
        for rank in run.items:
            first_runs.setdefault(rank, run)
    rows = [
        f'<li><a href="#kg-line-{run.first}">{html(items[rank].title)}</a> <small>{_place(items[rank])}</small></li>'
        for rank, run in sorted(first_runs.items())
    ]
    if not rows:
        return ""
    summary = f"<summary>{html(t('source.items'))} ({len(rows)})</summary>"
    return f'<details class="kg-jumps">{summary}<ol>{"".join(rows)}</ol></details>'


def _cut(source: SourceText, items: Sequence[Item], shown: Sequence[Run]) -> str:
    """The lines, run by run, each beside what became of it."""
    lines = source.lines
    return '<div class="kg-cut">' + "".join(_run(lines, items, run, source.first - 1) for run in shown) + "</div>"


def _run(lines: Sequence[str], items: Sequence[Item], run: Run, above: int) -> str:
    """Some lines, and what became of them; `above` lines of the file stand above the first."""
    numbered = "".join(
        f'<div class="kg-line"><span class="kg-number">{number + above}</span>'
        f'<span class="kg-code">{html(_shown(lines[number - 1]))}</span></div>'
        for number in range(run.first, run.last + 1)
    )
    if run.items:
        kind, told = f"kg-part-{run.items[0] % _COLOURS}", "".join(_owner(items[rank]) for rank in run.items)
    elif run.reason:
        kind, told = "kg-part-out", f"<em>{html(t('source.left_out'))}</em>: {html(told_reason(run.reason))}"
    else:
        used = any(lines[number - 1].strip() for number in range(run.first, run.last + 1))
        kind, told = "kg-part-used", html(t("source.used")) if used else ""
    return (
        f'<div class="kg-part {kind}" id="kg-line-{run.first}"><div class="kg-lines">{numbered}</div>'
        f'<div class="kg-owner">{told}</div></div>'
    )


def _shown(line: str) -> str:
    """A line, cut where it is endless."""
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _owner(item: Item) -> str:
    """An item in few words."""
    what = " · ".join(part for part in (html(item.section), html(t(f"kind.{item.kind}")), _place(item)) if part)
    return f"<div><strong>{html(_shown(item.title))}</strong><br><small>{what}</small></div>"


def _place(item: Item) -> str:
    """The lines of an item in words."""
    first, last = item.lines
    return html(t("source.line" if first == last else "source.lines", first=first, last=last))
