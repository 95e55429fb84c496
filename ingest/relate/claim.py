"""What a rule reads in a sentence, before it becomes a relation, and how sure the sentence is of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.relate.frame import Frame
from kg.model import Certainty, Predicate

_RUMOUR = re.compile(
    r"据传|传闻|传出|传言|据报道|据悉|爆料|泄[漏露]|或将|考虑|计划|拟|有望|预计|打算|准备|可能|洽谈|谈判|即将"
    r"|将要|正在寻求|的可能"
    r"|\b(?:reportedly|rumou?r(?:ed|s)?|plans? to|planning to|consider(?:s|ing)|in talks|may|might|could|expected to"
    r"|set to|exploring|seeks? to|aims? to|will|teas(?:es|ed))\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"没有|没能|并未|尚未|未能|不会|不再|否认|取消|终止|停止|暂停|拒绝|放弃|叫停|清仓|无法|并非|不是"
    r"|\b(?:not|never|no longer|den(?:y|ies|ied)|cancel(?:s|led|ed)?|stop(?:s|ped)|halt(?:s|ed)|reject(?:s|ed)"
    r"|refus(?:es|ed)|fail(?:s|ed) to|abandon(?:s|ed)|without)\b|n[’']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation as a rule sees it: offsets into the frame; `trigger` is where the word stands that says it."""

    frame: Frame
    subject: str
    predicate: Predicate
    object: str
    start: int
    end: int
    trigger: int
    rule: str


def claims(
    frame: Frame,
    subjects: Iterable[str],
    predicate: Predicate,
    objects: Iterable[str],
    span: tuple[int, int],
    rule: str,
) -> Iterator[Claim]:
    """Every subject with every object, said by the words that begin `span`."""
    objects = tuple(objects)
    for subject in subjects:
        for target in objects:
            if subject != target:
                yield Claim(frame, subject, predicate, target, span[0], span[1], span[0], rule)


def certainty(frame: Frame, start: int, end: int) -> Certainty:
    """How sure the words from `start` (or the clause that holds it) up to a little behind `end` are of it."""
    low = frame.clause_start(start)
    if _DENIAL.search(frame.words, low, end):
        return "negated"
    return "rumoured" if _RUMOUR.search(frame.words, low, end + 6) else "stated"
