"""Words by which a newsletter speaks of itself, and lines that are only links of its own."""

from __future__ import annotations

import re

from ingest.read.items import Node, width

_ABOUT_ITSELF = re.compile(
    r"订阅|关注我们|关注公众号|扫码|公众号|投稿|赞助|广告|退订|友情链接|版权|声明|鸣谢|致谢|联系我们|联系方式|往期|目录"
    r"|\b(?:un)?subscri(?:be|ption)|\bsponsor|\badvertis|\bfollow us\b|\bsupport us\b|\bbuy me a coffee\b"
    r"|\bcontact us\b|\babout (?:us|this newsletter)\b|\bshare this\b|\bforward(?:ed)? (?:this|to)\b|\bprivacy policy\b"
    r"|\bmanage (?:your )?preferences\b|\bview (?:it |this )?(?:email )?in (?:your )?browser\b|\btable of contents\b"
    r"|\ball rights reserved\b|\backnowledge?ments?\b|\bunsubscribe\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_LONGEST_DATE = 40
_DATE_LINE = re.compile(r"(?=.*\b(?:19|20)\d\d)(?:\W*[^\W\d]{0,12}){0,3}\W*\d+(?:\W*\w+){0,4}\W*")
_NOTHING = re.compile(r"\W*(?:(?:no|none|nothing)\b|暂无|本[期周月]?(?:没有|无)|无\W*$)", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？]|[.!?](?:\s|$)")
_LABEL_MARK = re.compile(r"[|｜·•：:]")
_LONGEST_LABEL = 16
_LONGEST_NOTICE = 160


def speaks_of_itself(text: str) -> bool:
    """Whether a short text is about the newsletter, and no news.

    >>> speaks_of_itself("关注我们"), speaks_of_itself("The new subscription law of Norway " * 9)
    (True, False)
    """
    return width(text) <= _LONGEST_NOTICE and bool(_ABOUT_ITSELF.search(text))


def names_notices(title: str) -> bool:
    """Whether a heading is made of words about the newsletter, and heads no news.

    >>> names_notices("📮 订阅我们"), names_notices("React 目录结构"), names_notices("Sponsors")
    (True, False, True)
    """
    said = sum(len(_WORD.findall(found[0])) for found in _ABOUT_ITSELF.finditer(title))
    return said >= 0.5 * len(_WORD.findall(title)) > 0


def is_date_line(node: Node) -> bool:
    """Whether a line tells a day and nothing else, in any language: ``Le 8 janvier 2024``."""
    text = node.inline.text
    return width(text) <= _LONGEST_DATE and bool(_DATE_LINE.fullmatch(text)) and not node.inline.links


def says_that_nothing_is_there(node: Node) -> bool:
    """Whether a line only says that its section is empty: ``*No jobs this week.*``."""
    inline = node.inline
    return len(inline.text) <= _LONGEST_NOTICE and bool(inline.emphasis) and bool(_NOTHING.match(inline.text))


def is_link_bar(node: Node) -> bool:
    """Whether a line is nothing but labelled links: ``Video: [here](…) | [there](…)``."""
    inline = node.inline
    if node.block.kind not in ("paragraph", "table") or not inline.links or node.block.quoted:
        return False
    labels = [inline.text[link.start : link.end] for link in inline.links]
    rest = inline.text
    for label in labels:
        rest = rest.replace(label, "", 1)
    if max(map(len, labels)) > 24 or not _LABEL_MARK.search(rest):
        return False
    return not _SENTENCE.search(rest) and width("".join(_WORD.findall(rest))) <= _LONGEST_LABEL
