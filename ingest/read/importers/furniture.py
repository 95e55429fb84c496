"""Words and addresses of links that belong to a mailing, not to an issue: unsubscribe, read online, share."""

from __future__ import annotations

import re

_FURNITURE_WORDS = re.compile(
    r"(?:(?:click (?:here|on this link) )?(?:to )?(?:unsubscribe|opt[ -]out)"
    r"(?: (?:here|now|instantly|from\b.{0,30}|at any .{0,20}))?"
    r"|(?:manage|update|change|edit|adjust)\b.{0,20}\b(?:preferences|settings|subscriptions?|profile)"
    r"|(?:e-?mail |subscription |your )?preferences"
    r"|(?:click here to )?(?:view|read|open|see)(?: (?:this|the|it))?"
    r"(?: (?:e-?mail|newsletter|message|issue|post|campaign))?"
    r"(?: online| in (?:your|a|the) (?:web ?)?browser| on the web(?:site)?| in (?:the )?app)"
    r"|(?:view )?(?:web|online) ?version"
    r"|subscribe(?: (?:now|here|today|free|for free|to\b.{0,30}))?"
    r"|sign ?up(?: (?:now|here|free|for free))?|advertise(?: with us)?"
    r"|share(?: (?:this|post|now)\b.{0,20})?|(?:forward|send) (?:this|to a)\b.{0,30}|forward"
    r"|leave a comment|privacy policy"
    r"|.{0,6}(?:退订|取消订阅).{0,6}|.{0,4}在浏览器中(?:查看|打开|阅读).{0,4}|查看网页版|(?:立即|点击)?订阅)\W*",
    re.IGNORECASE,
)
_FURNITURE_TARGET = re.compile(
    r"[/.](?:un|one-?click-?un|email-?un)subscri(?:be|ption)(?:[/?#.&]|$)|[/?&=](?:unsub|optout|opt-out)(?:[/?#&=]|$)"
    r"|\.list-manage\w*\.com/(?:profile|unsub|vcard)|\*\|(?:UNSUB|ARCHIVE|UPDATE_PROFILE|FORWARD|LIST:)|\{\{[^}]*unsub"
    r"|/(?:manage|email)[-_]?preferences|/subscribe/?(?:\?\S*)?$",
    re.IGNORECASE,
)
_FEW_WORDS = 4  # a longer label tells something, wherever it leads
LONGEST_FURNITURE = 400
"""Characters of a paragraph around such a link; a longer one tells something."""
_LINKS = re.compile(r"\[([^\]\n]{1,300})\]\s?\(<?([^\s)>]+)>?[^)]{0,200}\)|<?(https?://[^\s<>)]+)>?")


def is_furniture(label: str, target: str) -> bool:
    """Whether a link belongs to the mailing (unsubscribing, the view in a browser), not to the issue.

    Examples
    --------
    >>> is_furniture("unsubscribe from this list", ""), is_furniture("here", "https://a.example/unsubscribe")
    (True, True)
    >>> is_furniture("Why readers unsubscribe from us", "https://a.example/why-they-unsubscribe")
    False
    """
    words = label.split()
    if _FURNITURE_WORDS.fullmatch(" ".join(words)):
        return True
    return len(words) <= _FEW_WORDS and bool(_FURNITURE_TARGET.search(target))


def without_furniture(text: str) -> str:
    r"""Leave out the paragraphs that hold nothing but links of the mailing: unsubscribe, read online.

    Examples
    --------
    >>> without_furniture("Rain.\n\nTired of us? [Unsubscribe](https://a.example/u)")
    'Rain.'
    """
    kept = [paragraph for paragraph in re.split(r"\n[ \t]*\n", text) if not _is_all_furniture(paragraph)]
    return "\n\n".join(kept).strip("\n")


def _is_all_furniture(paragraph: str) -> bool:
    links = [(found[1] or found[3], found[2] or found[3]) for found in _LINKS.finditer(paragraph)]
    short = len(paragraph) <= LONGEST_FURNITURE + sum(len(target) for _, target in links)
    return bool(links) and short and all(is_furniture(label, target) for label, target in links)
