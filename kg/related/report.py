"""Prior coverage told: lines for a terminal, a block to paste into the draft, a record for programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from kg.model import Issue, Item, name_record
from kg.related.prior import Check, Prior
from kg.text.words import language_of, plain

# What Markdown obeys, and what is mixed into it: mathematics, tables, names of emoji, templates of site generators. A
# colon and a dot only where they make an address or a name of what stands around them.
_MARKUP = re.compile(r"([\\`*_\[\]<>{}#$~|&@]|(?<=[{<])%|:(?=\S)|(?<=\bwww)\.)", re.IGNORECASE)
_LIST = re.compile(r"^(\d*)([-+=.)])")
_TEMPLATE = re.compile(r"([{<])(?=[{%#])")
_WEB_PAGE = re.compile(r"https?://\w", re.IGNORECASE)
_OUTSIDE_ADDRESS = re.compile(r"[^\w.~:/?#@!&+,;=%-]")
_MOST_NAMES = 6


def ago(weeks: int | None, *, chinese: bool = False) -> str:
    """How long ago an issue was.

    >>> ago(0), ago(3, chinese=True)
    ('this week', '3 周前')
    """
    if weeks is None or weeks < 0:
        return ""
    if weeks == 0:
        return "本周" if chinese else "this week"
    return f"{weeks} 周前" if chinese else f"{weeks} week{'' if weeks == 1 else 's'} ago"


def changes_in_words(prior: Prior) -> list[str]:
    """Numbers of the draft that differ from the earlier item's, and what they were there."""
    return [f"{' / '.join(change.before)} → {' / '.join(change.now)}" if change.before else " / ".join(change.now)
            for change in prior.added.numbers]  # fmt: skip


def summary(prior: Prior) -> list[str]:
    """An earlier item in a few lines: what and when, the sentence, what is shared, what has changed."""
    issue, shared, added = prior.issue, prior.shared, prior.added
    when = ", ".join(part for part in (str(issue.date or "undated"), ago(prior.weeks)) if part)
    lines = [f"{prior.verdict} {prior.score:.2f}  {issue.label} ({when})  {prior.item.title}  [{prior.item.id}]"]
    if prior.sentence.rstrip("。.") not in prior.item.title:
        lines.append(f"   “{prior.sentence}”")
    same = [*shared.urls, *(entity.name for entity in shared.entities[:_MOST_NAMES]), *shared.numbers]
    if same:
        lines.append("   shared: " + ", ".join(same))
    news = [
        *changes_in_words(prior),
        *added.names,
        *(entity.name for entity in added.entities[:_MOST_NAMES]),
        *added.urls,
    ]
    if news:
        lines.append("   new: " + ", ".join(news))
    return [line.replace("\n", " ") for line in lines]


def markdown_block(checks: Sequence[Check], *, language: str | None = None) -> str:
    """Earlier coverage as Markdown: for every item that has some a short list.

    Parameters
    ----------
    language
        ``zh`` or ``en`` for all; None for the language of each item.
    """
    blocks: list[str] = []
    for check in checks:
        if check.prior:
            chinese = (language or language_of(check.item.text)) == "zh"
            lines = [_comment(f"{check.verdict}: {check.item.title}")]
            lines.append("**此前：**" if chinese else "**Previously:**")
            lines.append("")
            lines += [_bullet(prior, chinese=chinese) for prior in check.prior]
            blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def as_text(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    return _LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(plain(text).split())))


def _comment(text: str) -> str:
    """Text as a comment, which it cannot end."""
    line = _TEMPLATE.sub(r"\1 ", " ".join(plain(text).split()).replace("--", "—"))
    return f"<!-- {line} -->"


def web_address(url: str) -> str:
    """The address of a web page so that it ends where the link does; "" where it is no web page's."""
    address = plain(url).strip()
    if not _WEB_PAGE.match(address):
        return ""
    return _OUTSIDE_ADDRESS.sub(lambda found: quote(found.group(), safe="", errors="replace"), address)


def as_link(text: str, url: str) -> str:
    """Text that leads to a web page in Markdown; the text alone where the address is no web page's."""
    title, address = as_text(text), web_address(url)
    return f"[{title}]({address})" if address else title


def _bullet(prior: Prior, *, chinese: bool) -> str:
    """One earlier item as a list entry."""
    linked = as_link(prior.item.title, prior.issue.permalink)
    where = as_text(issue_in_words(prior.issue, chinese=chinese))
    when = ago(prior.weeks, chinese=chinese)
    about = ("，" if chinese else ", ").join(part for part in (where, when) if part)
    return f"- {linked}（{about}）" if chinese else f"- {linked} ({about})"


def issue_in_words(issue: Issue, *, chinese: bool) -> str:
    """An issue by number and day."""
    number = issue.number
    name = (f"第 {number} 期" if chinese else f"issue {number}") if number is not None else issue.title
    return f"{name}，{issue.date}" if chinese and issue.date else f"{name}, {issue.date}" if issue.date else name


def check_record(found: Check, record_of: Callable[[Item], dict[str, Any]]) -> dict[str, Any]:
    """A check as JSON; `record_of` gives the record of an item."""
    return {
        "title": found.item.title,
        "verdict": found.verdict,
        "urls": list(found.item.urls),
        "prior": [_prior_record(prior, record_of) for prior in found.prior],
    }


def _prior_record(prior: Prior, record_of: Callable[[Item], dict[str, Any]]) -> dict[str, Any]:
    """An earlier item as JSON."""
    return {
        "verdict": prior.verdict,
        "score": prior.score,
        "weeks": prior.weeks,
        "sentence": prior.sentence,
        "item": record_of(prior.item),
        "shared": {
            "urls": list(prior.shared.urls),
            "entities": [name_record(entity) for entity in prior.shared.entities],
            "numbers": list(prior.shared.numbers),
        },
        "added": {
            "numbers": [asdict(change) for change in prior.added.numbers],
            "entities": [name_record(entity) for entity in prior.added.entities],
            "names": list(prior.added.names),
            "urls": list(prior.added.urls),
        },
    }
