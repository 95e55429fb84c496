"""An item as others cite it: as plain text, as Markdown, as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kg.model import Issue, Item
from kg.related.report import as_text, web_address
from kg.text.words import plain

_LONGEST = 300  # characters of a title


@dataclass(frozen=True, slots=True)
class Citation:
    """The same citation in three forms."""

    plain: str
    markdown: str
    html: str


def cite(item: Item, issue: Issue, *, address: str = "") -> Citation:
    r"""How to cite an item, in the language of its issue.

    Parameters
    ----------
    address
        Where the item can be read; the published issue's own is taken where that is known.

    Examples
    --------
    >>> item = Item("w-7-0a1b2c", "w-7", 0, "", "story", "An *odd* day", "An *odd* day")
    >>> issue = Issue("w-7", "w", 7, "Weekly 7", None, "7.md", series_title="The Weekly", language="en")
    >>> cite(item, issue, address="https://a.example/item?id=w-7-0a1b2c").markdown
    '[An \\*odd\\* day](https://a.example/item?id=w-7-0a1b2c). *The Weekly*, issue 7.'
    """
    title = " ".join(plain(item.title).split())
    title = title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
    source = " ".join(plain(issue.series_title or issue.series).split())
    chinese = issue.language == "zh"
    where = _where(issue, chinese=chinese)
    link = web_address(issue.permalink) or web_address(address)
    marked, whence = as_text(title), as_text(source)
    quoted, published = escape(title), escape(source)
    if link:
        marked, quoted = f"[{marked}]({link})", f'<a href="{escape(link)}">{quoted}</a>'
    if chinese:
        return Citation(
            f"《{title}》，{source}{where}。{link}".strip(), f"《{marked}》，*{whence}*{as_text(where)}。",
            f"《{quoted}》，<cite>{published}</cite>{escape(where)}。",
        )  # fmt: skip
    return Citation(
        f"“{title}.” {source}{where}. {link}".strip(), f"{marked}. *{whence}*{as_text(where)}.",
        f"{quoted}. <cite>{published}</cite>{escape(where)}.",
    )  # fmt: skip


def _where(issue: Issue, *, chinese: bool) -> str:
    """Number and day of an issue, behind the newsletter's name; its title where it has neither."""
    comma = "，" if chinese else ", "
    number = "" if issue.number is None else f"第 {issue.number} 期" if chinese else f"issue {issue.number}"
    parts = [part for part in (number, str(issue.date or "")) if part] or [" ".join(plain(issue.title).split())]
    return "".join(comma + part for part in parts)
