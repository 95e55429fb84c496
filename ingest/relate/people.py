"""What people are to organisations and to what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.relate.claim import Claim
from ingest.relate.focus import Focus
from ingest.relate.frame import ORGANISATIONS, WORKS, Frame, Slot, has_stop
from ingest.relate.scene import Scene

_ROLE = (
    r"(?:联合创始人|共同创始人|创始人|联创|首席[\w\u4e00-\u9fff]{1,6}官|首席科学家|CEO|CTO|CFO|COO|CPO|CMO|CSO"
    r"|总裁|董事长|总经理|负责人|高管|副总裁|VP"
    r"|研究员|科学家|工程师|教授|产品经理|主管|院长|主任|掌门人?|老板|一号位|co-?founder|founder"
    r"|chief [a-z]+ officer|president|head of [\w ]{1,24}"
    r"|researcher|scientist|engineer|professor|director|lead|chief|chair(?:man)?|(?:senior |staff |principal )[a-z]+)"
)
_ROLE_WORD = re.compile(rf"(?<![A-Za-z]){_ROLE}(?![a-z])", re.IGNORECASE)
_FORMER = re.compile(r"前(?!沿|端|景|面|身|瞻)|曾|原|former|ex-|previously|left|离开|离职", re.IGNORECASE)
_ROLE_GAP = re.compile(
    r"^(?:[’']s|的|的前|前)?[\s、，,/兼&和]*(?:[a-z-]{2,14} ){0,2}"
    rf"(?:{_ROLE}[\s、，,/兼&和]*){{1,3}}(?:of [a-z ]{{1,16}})?[\s“\"：:]*$",
    re.IGNORECASE,
)
_ROLE_OF = re.compile(
    rf"^,?\s*(?:the |a |an |who is |as )?(?:{_ROLE}[\s,/&and]*){{1,3}}(?:of|at|from|for)\s+(?:the )?$", re.IGNORECASE
)
_OWN = re.compile(r"^[’']s $")
_FOUNDED = re.compile(r"^(?:的|[’']s |创办的|创立的)$")
_JOINS = re.compile(
    r"^[^，。；]{0,6}?(?:加入|加盟|入职|跳槽到|重返|执掌|就职于|任职于|\bjoin(?:s|ed)?|\bworks (?:at"
    r"|for))[^，。；]{0,4}$",
    re.I,
)

_WROTE = re.compile(
    r"^[^，。；]{0,10}?(?:分享|撰写|写|发表|发布|发|著|讲|聊|演讲|主讲|合著|总结|整理|的\s*$"
    r"|的[^，。；]{0,6}(?:文章|博客|分析|课程|演讲|论文|书|访谈|对话|帖子))"
    r"|^\s?(?:wrote|writes|authored|published|shared|shares|explains?|argues?|on\b|[’']s\b)",
    re.IGNORECASE,
)
_NOW = re.compile(r"[（(]\s*(?:现在?|现任|now|来自)?[^，、]{0,2}\ue000")
# "title (PDF) by P", but not "title …, picked up by P".
BY_REACH = 12
_BY = re.compile(r"(?:\bby|作者(?:包括|有|是|为|[：:])?|来自)[\s“\"@]*$", re.IGNORECASE)
_SAYS = re.compile(
    r"^[^，。；]{0,4}?(?:认为|指出|表示|分享|解释|探讨|谈|聊|讲|介绍|写|总结|的(?:分析|文章|演讲|课程|看法"
    r"|观点|书|访谈))"
)
ROLE_REACH = 60
WORK_REACH = 24


def people_rules(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """Who works where, and who wrote what."""
    people = tuple(slot for slot in frame.slots if slot.type == "person")
    for person in people:
        for organisation in frame.slots:
            if organisation.type in ORGANISATIONS and _works_at(frame, person, organisation):
                low, high = _in_order(person, organisation)
                yield Claim(frame, person.id, "works_at", organisation.id, low.start, high.end, low.start, "works:role")
    for person in people:
        yield from _wrote(frame, person, scene, focus, alone=len(people) == 1)


def _in_order(first: Slot, second: Slot) -> tuple[Slot, Slot]:
    """Two names in the order in which they stand."""
    return (first, second) if first.start <= second.start else (second, first)


def _works_at(frame: Frame, person: Slot, organisation: Slot) -> bool:
    """P（A的CEO）, A联合创始人P, P, CEO of A; nobody who did so formerly."""
    low, high = _in_order(person, organisation)
    if high.start - low.end > ROLE_REACH:
        return False
    if organisation.aside == person.aside:
        gap = frame.gap(low.end, high.start)
        former = frame.words[max(0, low.start - 10) : low.start] + gap
        says = _role_before(gap) if low is organisation else _role_behind(gap)
    elif organisation.aside in {person.end, person.end + 1}:
        former = frame.words[organisation.aside : organisation.start]
        says = _role_in_bracket(frame, organisation)
    else:
        return False
    return says and not _FORMER.search(former)


def _role_before(gap: str) -> bool:
    """True for the words between an organisation and one of its people ("A联合创始人P", "A's P")."""
    return bool(_ROLE_GAP.match(gap) or _OWN.match(gap))


def _role_behind(gap: str) -> bool:
    """True for the words between a person and an organisation ("P, CEO of A", "P加入A", "P的A")."""
    return bool(_ROLE_OF.match(gap) or _JOINS.match(gap) or _FOUNDED.match(gap))


def _role_in_bracket(frame: Frame, organisation: Slot) -> bool:
    """True where the bracket behind a person gives a role, or begins with the organisation ("P（A的CEO）")."""
    start = organisation.aside
    inside = frame.words[start : frame.words.find("）", start) + 1 or organisation.end + 24]
    return bool(_ROLE_WORD.search(inside) or _NOW.match(inside))


def _wrote(frame: Frame, person: Slot, scene: Scene, focus: Focus, *, alone: bool) -> Iterator[Claim]:
    """P wrote W; W by P; a reading tip in which one person speaks."""
    if work := _work_behind(frame, person):
        yield Claim(frame, person.id, "authored", work.id, person.start, work.end, person.start, "authored:verb")
    elif work := _work_before(frame, person):
        for peer in frame.group(person, {"person"}):
            yield Claim(frame, peer.id, "authored", work.id, work.start, peer.end, peer.start, "authored:by")
    elif alone and _SAYS.match(frame.tail(person, 12)) and (tip := _reading_tip(scene, focus)):
        yield Claim(frame, person.id, "authored", tip.id, person.start, person.end, person.start, "authored:says")


def _reading_tip(scene: Scene, focus: Focus) -> Slot | None:
    """The work that a reading tip is about."""
    work = focus.first
    return work if scene.item.kind == "reading" and work is not None and work.type in WORKS else None


def _work_behind(frame: Frame, person: Slot) -> Slot | None:
    """The work that a person wrote, by the words between them ("P写的W")."""
    work = next((slot for slot in frame.after(person.end) if slot.type in WORKS), None)
    if work is None:
        return None
    gap = frame.gap(person.end, work.start)
    return work if len(gap) <= WORK_REACH and not has_stop(gap) and _WROTE.match(gap) else None


def _work_before(frame: Frame, person: Slot) -> Slot | None:
    """The work that a person is named as the author of ("W by P")."""
    work = next((slot for slot in frame.before(person.start) if slot.type in WORKS), None)
    if work is None or not _BY.search(frame.lead(person, 8)):
        return None
    return work if len(frame.gap(work.end, person.start)) <= BY_REACH else None
