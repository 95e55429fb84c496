"""Words for a turn in a story: what is delayed, stopped, approved, decided or done a second time is told anew."""

from __future__ import annotations

import re

# Turn, Han words, English words.
_TURNS: tuple[tuple[str, str, str], ...] = (
    ("late", "推迟|延期|延后|跳票", r"delay(?:s|ed)?|postpone[sd]?|push(?:es|ed) back"),
    (
        "stopped",
        "叫停|取消|终止|暂停|暂缓|放弃|撤回|停用|停售|关停|下架|下线",
        r"cancel(?:s|led|ed)?|halt(?:s|ed)?|suspend(?:s|ed)?|abandon(?:s|ed)?|scrap(?:s|ped)|withdraw[sn]?|withdrew"
        r"|shuts? down|paus(?:es|ed)",
    ),
    ("back", "恢复|重启|重新上线|回归", r"resum(?:es|ed)|restart(?:s|ed)?|relaunch(?:es|ed)?|restor(?:es|ed)"),
    (
        "allowed",
        "获批|批准|过会|受理|放行|通过(?:审核|审批|聆讯)",
        r"approv(?:es|ed|al)|clear(?:s|ed) (?:the|by)|green[- ]?light(?:s|ed)?",
    ),
    (
        "decided",
        "判决|裁定|裁决|宣判|胜诉|败诉|驳回",
        r"rul(?:es|ed|ing)|verdict|dismiss(?:es|ed)|convict(?:s|ed)",
    ),
    ("settled", "和解", r"settl(?:es|ed|ement)"),
    (
        "again",
        "再次|再度|再裁|再融资|第二代|第二版|新一代|新一期|新一轮",
        r"second (?:edition|generation|round|version)|once (?:more|again)|next[- ]generation",
    ),
    (
        "wider",
        "转正|正式版|正式可用|全面开放|扩展到|扩大到|免费开放",
        r"left preview|generally available|out of (?:beta|preview)|expand(?:s|ed)? to",
    ),
)
_TURN = tuple((name, re.compile(rf"{han}|\b(?:{latin})\b", re.IGNORECASE)) for name, han, latin in _TURNS)


def turns_of(text: str) -> frozenset[str]:
    """Turns that a text speaks of.

    >>> sorted(turns_of("上市申请获受理，发布会推迟")), sorted(turns_of("The ruling was delayed again"))
    (['allowed', 'late'], ['decided', 'late'])
    """
    return frozenset(name for name, pattern in _TURN if pattern.search(text))
