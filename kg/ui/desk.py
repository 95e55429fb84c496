"""The editor's desk: has this draft been covered before? Nothing of the draft is stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ingest.read.draft import parse_draft
from kg.archive import Archive
from kg.errors import KgError
from kg.export import ItemRecorder
from kg.ui.cards import issue_label
from kg.ui.links import page_link
from kg.ui.safe import html, verbatim
from kg.ui.strings import add_strings, t

if TYPE_CHECKING:
    from kg.related.prior import Check

MOST_CHARACTERS = 400_000
_VERDICTS = ("repeat", "update", "related", "new")

add_strings(
    {
        "desk.intro": (
            "贴上或上传一期草稿（任何格式的 Markdown，或几句话），看看往期写过什么。草稿不会被保存。",
            "Paste or upload a draft (Markdown of any dialect, or a few sentences) and see what past issues said. "
            "Nothing of it is stored.",
        ),
        "desk.paste": ("草稿", "Draft"),
        "desk.upload": ("或上传 Markdown 文件（不超过 400 KB）", "or upload a Markdown file (up to 400 KB)"),
        "desk.check": ("检查", "Check"),
        "desk.empty": ("草稿里没有可检查的内容。", "There is nothing to check in this draft."),
        "desk.large": (
            "草稿太长：最多 {most} 个字符，请分开检查。",
            "The draft is too long: at most {most} characters; check it in parts.",
        ),
        "desk.binary": (
            "这不是文本文件：请上传 UTF-8 的 Markdown。",
            "This is no text file: upload Markdown in UTF-8.",
        ),
        "desk.summary": ("{count} 条", "{count} items"),
        "desk.verdict": ("判断", "Verdict"),
        "desk.item": ("草稿条目", "Draft item"),
        "desk.prior": ("最近的往期条目", "Closest earlier item"),
        "desk.weeks": ("{weeks} 周前", "{weeks} weeks ago"),
        "desk.shared": ("共同", "Shared"),
        "desk.changed": ("草稿中的新内容", "New in the draft"),
        "desk.draft": ("草稿", "The draft"),
        "desk.before": ("此前", "Before"),
        "desk.block": ("可粘贴的“此前”段落", "The “Previously” block to paste"),
        "desk.download": ("下载报告 (JSON)", "Download the report (JSON)"),
        "desk.download_md": ("下载“此前”段落 (Markdown)", "Download the block (Markdown)"),
        "desk.nothing": ("往期没有写过。", "No earlier coverage."),
        "verdict.repeat": ("重复", "repeat"),
        "verdict.update": ("进展", "update"),
        "verdict.related": ("相关", "related"),
        "verdict.new": ("新", "new"),
    }
)  # fmt: skip

_ICONS = {"repeat": "🔁", "update": "⏩", "related": "🔗", "new": "🆕"}


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.desk"), anchor=False)
    st.markdown(t("desk.intro"))
    with st.form("desk-form", border=False):
        pasted = st.text_area(t("desk.paste"), height=220, key="desk-draft")
        uploaded = st.file_uploader(t("desk.upload"), type=["md", "markdown", "txt"], key="desk-file")
        sent = st.form_submit_button(t("desk.check"), type="primary")
    draft = pasted
    if uploaded is not None:
        try:
            draft = uploaded.getvalue().decode("utf-8-sig")
        except UnicodeDecodeError:
            st.error(t("desk.binary"))
            return
    if not sent and not st.session_state.get("desk-checked"):
        return
    st.session_state["desk-checked"] = True
    if len(draft) > MOST_CHARACTERS:
        st.error(t("desk.large", most=f"{MOST_CHARACTERS:,}"))
        return
    if not draft.strip():
        st.warning(t("desk.empty"))
        return
    from kg.related.prior import check

    try:
        checks = check(archive, parse_draft(draft, "draft.md").items)
    except KgError as error:
        st.error(verbatim(str(error)))
        return
    if not checks:
        st.warning(t("desk.empty"))
        return
    _report(archive, checks)


def _report(archive: Archive, checks: Sequence[Check]) -> None:
    """The table, the details, the block to paste."""
    from kg.related.report import check_record, markdown_block

    counts = Counter[str](one.verdict for one in checks)
    shares = " · ".join(f"{_ICONS[v]} {t(f'verdict.{v}')} {counts[v]}" for v in _VERDICTS if counts[v])
    st.markdown(f"**{t('desk.summary', count=len(checks))}** · {shares}")
    rows = []
    for one in checks:
        first = one.prior[0] if one.prior else None
        rows.append(
            {
                t("desk.verdict"): f"{_ICONS[one.verdict]} {t(f'verdict.{one.verdict}')}",
                t("desk.item"): one.item.title,
                t("desk.prior"): f"{issue_label(archive.issue_of(first.item))} · {first.item.title}" if first else "",
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    block = markdown_block(checks)
    if block:
        st.header(t("desk.block"), anchor=False)
        st.code(block, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        recorder = ItemRecorder(archive)
        report = json.dumps(
            {"draft": "draft.md", "items": [check_record(one, recorder.record) for one in checks]},
            ensure_ascii=False,
            indent=1,
        )
        st.download_button(t("desk.download"), report, "prior.json", "application/json", on_click="ignore")
        if block:
            st.download_button(t("desk.download_md"), block, "previously.md", "text/markdown", on_click="ignore")
    for number, one in enumerate(checks):
        _details(archive, one, number)


def _details(archive: Archive, one: Check, number: int) -> None:
    """A draft item and what came before it, side by side."""
    label = f"{_ICONS[one.verdict]} {t(f'verdict.{one.verdict}')} · {verbatim(one.item.title, limit=90)}"
    with st.expander(label, expanded=one.verdict in {"repeat", "update"}, key=f"desk-{number}"):
        left, right = st.columns(2, gap="medium")
        with left:
            st.caption(t("desk.draft"))
            st.html(f'<p class="kg-text">{html(one.item.text[:1500])}</p>')
        with right:
            st.caption(t("desk.before"))
            if not one.prior:
                st.markdown(t("desk.nothing"))
            for prior in one.prior:
                issue = prior.issue
                page_link("issues", f"{issue_label(issue)} · {prior.item.title}", issue=issue.id, item=prior.item.id)
                weeks = "" if prior.weeks is None else " · " + t("desk.weeks", weeks=prior.weeks)
                st.caption(f"{_ICONS[prior.verdict]} {t(f'verdict.{prior.verdict}')}{weeks}")
                st.html(f'<p class="kg-passage">{html(prior.sentence)}</p>')
                _line(
                    t("desk.shared"),
                    [*(e.name for e in prior.shared.entities), *prior.shared.numbers, *prior.shared.urls],
                )
                changes = [
                    " / ".join(c.before) + " → " * bool(c.before) + " / ".join(c.now) for c in prior.added.numbers
                ]
                names = [*(e.name for e in prior.added.entities), *prior.added.names]
                _line(t("desk.changed"), [*names, *changes, *prior.added.urls])


def _line(label: str, values: Sequence[str]) -> None:
    """A labelled list of short texts."""
    if values:
        st.html(f"<p><small><b>{html(label)}</b>: {html(', '.join(values[:12]))}</small></p>")
