"""The editor's desk: has this draft been covered before? Nothing of the draft is stored beyond the session."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from kg.archive import Archive
from kg.errors import KgError
from kg.evaluate.desk import verdict_labels
from kg.export import ItemRecorder
from kg.related.desk import DeskItem, Occasion, for_block, language_of_draft
from kg.related.desk_export import desk_csv, desk_html, desk_markdown, desk_record
from kg.related.prior import VERDICTS
from kg.related.report import markdown_block
from kg.ui.cards import issue_label
from kg.ui.desk_items import published, show_items, verdict_label
from kg.ui.desk_session import OnDesk, on_desk
from kg.ui.safe import verbatim
from kg.ui.strings import add_strings, t

MOST_CHARACTERS = 400_000
_FIRST_DAY, _LAST_DAY, _HIGHEST = date(1900, 1, 1), date(2199, 12, 31), 10**9
_WORDINGS = {"zh": "此前", "en": "Previously"}

add_strings(
    {
        "desk.intro": (
            "贴上或上传一期草稿（任何格式的 Markdown，或几句话），看看往期写过什么。"
            "去看别的页面时草稿还在，但不会被保存。",
            "Paste or upload a draft (Markdown of any dialect, or a few sentences) and see what past issues said. "
            "It stays on the desk while you look at other pages, and nothing of it is stored.",
        ),
        "desk.paste": ("草稿", "Draft"),
        "desk.upload": ("或上传 Markdown 文件（不超过 400 KB）", "or upload a Markdown file (up to 400 KB)"),
        "desk.day": ("出刊日期", "Its date"),
        "desk.number": ("期号", "Its issue number"),
        "desk.day_help": ("“几周前”从这一天算起；草稿写明日期时自动填好。",
                          "“Weeks ago” are counted from this day. Filled in where the draft tells it."),
        "desk.check": ("检查", "Check"),
        "desk.checking": ("正在和往期比较……", "Comparing with past issues …"),
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
        "desk.choose": ("勾选要放进“此前”段落的往期条目", "Tick the earlier items that the block shall name"),
        "desk.use": ("放入", "Use"),
        "desk.verdict": ("判断", "Verdict"),
        "desk.item": ("草稿条目", "Draft item"),
        "desk.prior": ("往期条目", "Earlier item"),
        "desk.issue": ("期", "Issue"),
        "desk.weeks": ("几周前", "Weeks ago"),
        "desk.published": ("原文", "Published"),
        "desk.block": ("可粘贴的“此前”段落", "The “Previously” block to paste"),
        "desk.wording": ("用词", "Wording"),
        "desk.untouched": ("没有勾选任何条目。", "Nothing is ticked."),
        "desk.download": ("下载全部结果", "Download all of it"),
        "desk.download_md": ("下载“此前”段落 (Markdown)", "Download the block (Markdown)"),
        "desk.download_labels": ("改判 (JSONL)", "Your verdicts (JSONL)"),
        "desk.labels_help": ("每行一条标注，`kg eval` 可以直接读。", "One label a line, as `kg eval` reads them."),
    }
)  # fmt: skip


def page(archive: Archive) -> None:
    """Draw the page."""
    st.title(t("page.desk"), anchor=False)
    st.markdown(t("desk.intro"))
    kept = on_desk()
    _draft(kept)
    if len(kept.draft) > MOST_CHARACTERS:
        st.error(t("desk.large", most=f"{MOST_CHARACTERS:,}"))
        return
    occasion = kept.occasion = _occasion(archive, kept)
    if st.button(t("desk.check"), type="primary"):
        kept.checked = True
        if not kept.draft.strip():
            st.warning(t("desk.empty"))
    if not kept.checked or not kept.draft.strip():
        return
    try:
        with st.spinner(t("desk.checking")):
            found = kept.found(archive, occasion)
    except KgError as error:
        st.error(verbatim(str(error)))
        return
    if found:
        _report(archive)
    else:
        st.warning(t("desk.empty"))


def _draft(kept: OnDesk) -> None:
    """The draft: typed, pasted or uploaded."""
    if "desk-draft" not in st.session_state:  # back from another page
        st.session_state["desk-draft"] = kept.draft
    kept.draft = st.text_area(t("desk.paste"), height=220, key="desk-draft", on_change=_keep, args=(kept,))
    st.file_uploader(
        t("desk.upload"), type=["md", "markdown", "txt"], key="desk-file", on_change=_take_upload, args=(kept,)
    )
    if st.session_state.pop("desk-binary", False):
        st.error(t("desk.binary"))


def _keep(kept: OnDesk) -> None:
    """Keep what was typed, even where the next thing that happens is that the page is left."""
    kept.draft = st.session_state["desk-draft"]


def _take_upload(kept: OnDesk) -> None:
    """Put an uploaded file where a draft is typed."""
    uploaded = st.session_state["desk-file"]
    if uploaded is None:
        return
    try:
        kept.take(uploaded.getvalue().decode("utf-8-sig"), uploaded.name)
        st.session_state["desk-draft"] = kept.draft
    except UnicodeDecodeError:
        st.session_state["desk-binary"] = True


def _occasion(archive: Archive, kept: OnDesk) -> Occasion:
    """Day and number of the draft: two fields, filled with what was read whenever that is something else."""
    read = kept.expected(archive)
    if kept.occasion is None or kept.read != read:
        kept.read = kept.occasion = read
        st.session_state.pop("desk-day", None)
    if "desk-day" not in st.session_state:
        number = kept.occasion.number
        st.session_state["desk-day"] = min(max(kept.occasion.day, _FIRST_DAY), _LAST_DAY)
        st.session_state["desk-number"] = number if number is not None and 0 <= number <= _HIGHEST else None
    with st.container(horizontal=True):
        day = st.date_input(
            t("desk.day"), key="desk-day", min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY-MM-DD",
            help=t("desk.day_help"), width=180,
        )  # fmt: skip
        given = st.number_input(
            t("desk.number"), key="desk-number", value=None, min_value=0, max_value=_HIGHEST, step=1, width=180
        )
    told = read.told or day != read.day
    return replace(read, day=day, number=None if given is None else int(given), told=told)


@st.fragment
def _report(archive: Archive) -> None:
    """All that is said of the draft; a tick or a verdict draws this part alone again."""
    kept = on_desk()
    items = kept.decided()
    counts = Counter[str](item.verdict for _, item in items)
    shares = " · ".join(f"{verdict_label(verdict)} {counts[verdict]}" for verdict in VERDICTS if counts[verdict])
    st.markdown(f"**{t('desk.summary', count=len(items))}** · {shares}")
    if any(item.check.prior for _, item in items):
        _choose(kept, items)
        items = kept.decided()
        _block(kept, [item for _, item in items])
    if kept.occasion is not None:
        _downloads(archive, [item for _, item in items], kept.occasion)
    show_items(items)


def _choose(kept: OnDesk, items: Sequence[tuple[str, DeskItem]]) -> None:
    """A table of all earlier items, to tick those that the block shall name."""
    pairs = [(key, item, prior) for key, item in items for prior in item.check.prior]
    told = [
        {
            "verdict": verdict_label(item.verdict),
            "item": item.check.item.title,
            "prior": prior.item.title,
            "issue": issue_label(prior.issue),
            "weeks": prior.weeks,
            "published": published(prior),
        }
        for _, item, prior in pairs
    ]
    table = pd.DataFrame(told)
    widget, ticked = kept.table(repr(told), [prior.item.id in item.chosen for _, item, prior in pairs])
    table.insert(0, "use", ticked)
    st.caption(t("desk.choose"))
    columns = {
        "use": st.column_config.CheckboxColumn(t("desk.use"), width="small"),
        "verdict": st.column_config.TextColumn(t("desk.verdict"), width="small"),
        "item": st.column_config.TextColumn(t("desk.item"), width="medium"),
        "prior": st.column_config.TextColumn(t("desk.prior"), width="medium"),
        "issue": st.column_config.TextColumn(t("desk.issue"), width="small"),
        "weeks": st.column_config.NumberColumn(t("desk.weeks"), width="small"),
        "published": st.column_config.LinkColumn(
            t("desk.published"), width="small", display_text=":material/open_in_new:"
        ),
    }
    if not any(row["published"] for row in told):
        del columns["published"]
    edited = st.data_editor(
        table, hide_index=True, width="stretch", key=widget, column_config=columns, column_order=list(columns),
        disabled=[name for name in columns if name != "use"],
    )["use"]  # fmt: skip
    chosen: dict[str, frozenset[str]] = {key: frozenset() for key, _ in items}
    for (key, _, prior), use in zip(pairs, edited, strict=True):
        if use:
            chosen[key] |= {prior.item.id}
    kept.choose(chosen)


def _block(kept: OnDesk, items: Sequence[DeskItem]) -> None:
    """The block to paste, in one wording."""
    st.header(t("desk.block"), anchor=False)
    if "desk-wording" not in st.session_state:
        st.session_state["desk-wording"] = kept.wording or language_of_draft(items)
    wording = st.segmented_control(
        t("desk.wording"), list(_WORDINGS), key="desk-wording", format_func=lambda code: _WORDINGS[code]
    )
    kept.wording = wording or ""
    block = markdown_block(for_block(items), language=wording or language_of_draft(items))
    if block:
        st.code(block, language=None, wrap_lines=True)
        st.download_button(t("desk.download_md"), block, "previously.md", "text/markdown", on_click="ignore")
    else:
        st.caption(t("desk.untouched"))


def _downloads(archive: Archive, items: Sequence[DeskItem], occasion: Occasion) -> None:
    """All of it as files, made when one is asked for."""
    files: dict[str, tuple[str, str, Callable[[], str | bytes]]] = {
        "Markdown": ("desk.md", "text/markdown", partial(desk_markdown, items, occasion)),
        "HTML": ("desk.html", "text/html", partial(desk_html, items, occasion)),
        "CSV": ("desk.csv", "text/csv", partial(desk_csv, items, occasion)),
        "JSON": ("prior.json", "application/json", partial(_as_json, archive, items, occasion)),
    }
    st.caption(t("desk.download"))
    with st.container(horizontal=True):
        for label, (name, kind, make) in files.items():
            st.download_button(label, make, name, kind, on_click="ignore")
        if any(item.overruled for item in items):
            st.download_button(
                t("desk.download_labels"), partial(verdict_labels, archive, items), "verdicts.jsonl",
                "application/jsonl", on_click="ignore", help=t("desk.labels_help"),
            )  # fmt: skip


def _as_json(archive: Archive, items: Sequence[DeskItem], occasion: Occasion) -> str:
    """The record that `kg prior --json` prints."""
    recorder = ItemRecorder(archive)
    record = {
        "draft": "draft.md", "date": occasion.day.isoformat(), "date_told": occasion.told, "number": occasion.number,
        "items": [desk_record(item, recorder.record) for item in items],
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, indent=1)
