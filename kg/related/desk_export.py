"""The whole desk written down: Markdown, a page of HTML, a table for spreadsheets; with what the editor has decided."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from io import StringIO
from typing import Any

from kg.model import Item, name_record
from kg.plain import plain, plain_cell
from kg.related.desk import DeskItem, Occasion, for_block, language_of_draft
from kg.related.desk_links import LinkedBefore
from kg.related.prior import VERDICTS, Prior
from kg.related.report import (
    ago,
    as_link,
    as_text,
    changes_in_words,
    check_record,
    issue_in_words,
    markdown_block,
    web_address,
)  # fmt: skip

COLUMNS = (
    "draft_date", "draft_number", "draft_item", "verdict", "overruled", "chosen", "earlier_item", "earlier_id", "issue",
    "date", "weeks", "is", "score", "sentence", "shared", "new", "published", "names", "spellings", "linked_before",
)  # fmt: skip
_SEPARATOR = "; "

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "往期核对：{when}", "number": "第 {number} 期", "repeat": "重复", "update": "进展", "related": "相关",
        "new": "新", "overruled": "编者改判，原判断：{verdict}", "chosen": "已选", "shared": "共同",
        "added": "草稿中的新内容", "names": "名称", "spelling": "写法：{written} → {usual}（往期 {items} 条这样写）",
        "linked": "往期给过的链接", "count": "{count} 条", "block": "此前", "sep": "、",
    },
    "en": {
        "title": "Checked against past issues: {when}", "number": "issue {number}", "repeat": "repeat",
        "update": "update", "related": "related", "new": "new", "overruled": "overruled; it was {verdict}",
        "chosen": "chosen", "shared": "shared", "added": "new in the draft", "names": "names",
        "spelling": "spelling: {written} → {usual} (so in {items} past items)", "linked": "linked before",
        "count": "{count} items", "block": "Previously", "sep": ", ",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some text, and where it leads; "" for nowhere."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a list, on its level from 0."""

    level: int
    pieces: tuple[_Piece, ...]


def desk_markdown(items: Sequence[DeskItem], occasion: Occasion) -> str:
    """The desk as Markdown in the draft's language, the block to paste at the end."""
    say = _WORDS[language_of_draft(items)]
    parts = [f"# {as_text(_title(occasion, say))}", "", _counts(items, say), ""]
    for item in items:
        parts += [f"## {as_text(item.check.item.title)}", ""]
        parts += [
            "  " * line.level + "- " + "".join(_markdown_piece(piece) for piece in line.pieces)
            for line in _lines(item, say)
        ]
        parts.append("")
    if block := _block(items):
        parts += [f"## {say['block']}", "", block]
    return "\n".join(parts).rstrip("\n") + "\n"


def desk_html(items: Sequence[DeskItem], occasion: Occasion) -> str:
    """The desk as one page of HTML that needs nothing else."""
    language = language_of_draft(items)
    say = _WORDS[language]
    title = escape(plain(_title(occasion, say)))
    parts = [
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
        "h2{font-size:1.1rem}pre{white-space:pre-wrap}.l1{margin-left:1.5rem}</style></head><body>",
        f"<h1>{title}</h1>",
        f"<p>{escape(_counts(items, say))}</p>",
    ]
    for item in items:
        parts += [f"<h2>{escape(plain(item.check.item.title))}</h2>", "<ul>"]
        parts += [
            f'<li class="l{line.level}">{"".join(_html_piece(piece) for piece in line.pieces)}</li>'
            for line in _lines(item, say)
        ]
        parts.append("</ul>")
    if block := _block(items):
        parts += [f"<h2>{say['block']}</h2>", f"<pre>{escape(plain(block))}</pre>"]
    return "\n".join([*parts, "</body></html>", ""])


def desk_csv(items: Sequence[DeskItem], occasion: Occasion) -> bytes:
    """The desk as a table, a row for each draft item and earlier item; safe for spreadsheets."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for item in items:
        for prior in item.check.prior or (None,):
            table.writerow([plain_cell(cell) for cell in _row(item, prior, occasion)])
    # The mark lets spreadsheets see that it is UTF-8.
    return BOM_UTF8 + out.getvalue().encode("utf-8", "replace")


def desk_record(item: DeskItem, record_of: Callable[[Item], dict[str, Any]]) -> dict[str, Any]:
    """A draft item as JSON: that of `kg.related.report.check_record`, and what the desk says beside it."""
    chosen = [prior.item.id for prior in item.check.prior if prior.item.id in item.chosen]
    return check_record(item.check, record_of) | {
        "verdict": item.verdict,
        "overruled": item.check.verdict if item.overruled else None,
        "chosen": chosen,
        "names": [name_record(entity) for entity in item.names],
        "spellings": [asdict(spelling) for spelling in item.spellings],
        "linked_before": [
            {
                "url": link.url,
                "count": link.count,
                "items": [
                    {"id": past.id, "issue": issue.id, "date": issue.date.isoformat() if issue.date else None}
                    for past, issue in link.items
                ],
            }
            for link in item.links
        ],
    }


def _block(items: Sequence[DeskItem]) -> str:
    """The block to paste, in one language."""
    return markdown_block(for_block(items), language=language_of_draft(items))


def _title(occasion: Occasion, say: Mapping[str, str]) -> str:
    """What was looked at."""
    number = [say["number"].format(number=occasion.number)] if occasion.number is not None else []
    return say["title"].format(when=say["sep"].join([*number, occasion.day.isoformat()]))


def _counts(items: Sequence[DeskItem], say: Mapping[str, str]) -> str:
    """How many items have which verdict."""
    counts = Counter(item.verdict for item in items)
    told = [f"{say[verdict]} {counts[verdict]}" for verdict in VERDICTS if counts[verdict]]
    return " · ".join([say["count"].format(count=len(items)), *told])


def _lines(item: DeskItem, say: Mapping[str, str]) -> Iterator[_Line]:
    """What is said of a draft item."""
    verdict = say[item.verdict]
    if item.overruled:
        verdict += f" ({say['overruled'].format(verdict=say[item.check.verdict])})"
    yield _Line(0, (_Piece(verdict),))
    for prior in item.check.prior:
        yield from _prior_lines(prior, say, chosen=prior.item.id in item.chosen)
    if item.names:
        yield _labelled(0, say["names"], [entity.name for entity in item.names], say)
    for odd in item.spellings:
        told = say["spelling"].format(written=odd.written, usual=odd.usual, items=odd.usual_items)
        yield _Line(0, (_Piece(told),))
    for link in item.links:
        yield _linked(link, say)


def _prior_lines(prior: Prior, say: Mapping[str, str], *, chosen: bool) -> Iterator[_Line]:
    """An earlier item: what and when, its sentence, what is shared and what is new."""
    chinese = say is _WORDS["zh"]
    about = [issue_in_words(prior.issue, chinese=chinese), ago(prior.weeks, chinese=chinese), say[prior.verdict]]
    about += [say["chosen"]] if chosen else []
    told = say["sep"].join(part for part in about if part)
    yield _Line(0, (_Piece(prior.item.title, prior.issue.permalink), _Piece(f" ({told})")))
    yield _Line(1, (_Piece(f"“{prior.sentence}”"),))
    if same := _shared(prior):
        yield _labelled(1, say["shared"], same, say)
    if news := _added(prior):
        yield _labelled(1, say["added"], news, say)


def _labelled(level: int, label: str, values: Sequence[str], say: Mapping[str, str]) -> _Line:
    """A label and what it is said of."""
    return _Line(level, (_Piece(f"{label}: {say['sep'].join(values)}"),))


def _linked(link: LinkedBefore, say: Mapping[str, str]) -> _Line:
    """A link, and which issues gave it."""
    pieces = [_Piece(f"{say['linked']}: "), _Piece(link.url, link.url)]
    for _, issue in link.items:
        pieces += [_Piece(say["sep"]), _Piece(issue_in_words(issue, chinese=say is _WORDS["zh"]), issue.permalink)]
    return _Line(0, tuple(pieces))


def _shared(prior: Prior) -> list[str]:
    """What a draft and an earlier item have in common."""
    return [*(entity.name for entity in prior.shared.entities), *prior.shared.numbers, *prior.shared.urls]


def _added(prior: Prior) -> list[str]:
    """What the draft alone has."""
    added = prior.added
    return [*(entity.name for entity in added.entities), *added.names, *changes_in_words(prior), *added.urls]


def _markdown_piece(piece: _Piece) -> str:
    """Text as Markdown that shows just it, the spaces around it too, and leads to web pages only."""
    text = piece.text
    return " " * text.startswith(" ") + as_link(text, piece.url) + " " * text.endswith(" ")


def _html_piece(piece: _Piece) -> str:
    """Text as HTML that shows just it, and leads to web pages only."""
    text, address = escape(plain(piece.text)), web_address(piece.url)
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">{text}</a>' if address else text


def _row(item: DeskItem, prior: Prior | None, occasion: Occasion) -> Sequence[object]:
    """One line of the table; without an earlier item the columns about it are empty."""
    about = (occasion.day.isoformat(), occasion.number, item.check.item.title, item.verdict)
    was = item.check.verdict if item.overruled else None
    earlier: Sequence[object] = (None,) * 12
    if prior is not None:
        issue = prior.issue
        earlier = (
            "yes" if prior.item.id in item.chosen else None, prior.item.title, prior.item.id, issue.label,
            issue.date.isoformat() if issue.date else None, prior.weeks, prior.verdict, prior.score, prior.sentence,
            _SEPARATOR.join(_shared(prior)), _SEPARATOR.join(_added(prior)), issue.permalink or None,
        )  # fmt: skip
    spellings = (f"{odd.written} → {odd.usual}" for odd in item.spellings)
    links = (f"{link.url} ({', '.join(issue.dated_label for _, issue in link.items)})" for link in item.links)
    return (
        *about, was, *earlier,
        _SEPARATOR.join(entity.name for entity in item.names), _SEPARATOR.join(spellings), _SEPARATOR.join(links),
    )  # fmt: skip
