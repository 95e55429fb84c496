"""What people are to organisations and to what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.relate.frame import ORGANISATIONS, WORKS, Frame, has_stop
from ingest.relate.scene import Found, Scene

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
# "title (PDF) by P", but not "title …, picked up by P".
BY_REACH = 12
_BY = re.compile(r"(?:\bby|作者(?:包括|有|是|为|[：:])?|来自)[\s“\"@]*$", re.IGNORECASE)
_SAYS = re.compile(
    r"^[^，。；]{0,4}?(?:认为|指出|表示|分享|解释|探讨|谈|聊|讲|介绍|写|总结|的(?:分析|文章|演讲|课程|看法"
    r"|观点|书|访谈))"
)


def people_rules(frame: Frame, scene: Scene) -> Iterator[Found]:
    """Who works where, and who wrote what."""
    yield from _employed(frame)
    yield from _wrote(frame, scene)


def _employed(frame: Frame) -> Iterator[Found]:
    """P（A的CEO）, A联合创始人P, P, CEO of A."""
    for person in frame.slots:
        if person.type != "person":
            continue
        for slot in frame.slots:
            if slot.type not in ORGANISATIONS:
                continue
            low, high = (slot, person) if slot.start < person.start else (person, slot)
            if high.start - low.end > 60:
                continue
            if slot.aside == person.aside:
                gap = frame.gap(low.end, high.start)
                role = (
                    _ROLE_GAP.match(gap)
                    if low is slot
                    else _ROLE_OF.match(gap) or _JOINS.match(gap)
                )  # fmt: skip
                if not role and low.type != high.type:
                    # "OpenAI's Kevin Weil", "Mira Murati的Thinking Machines Lab".
                    role = _OWN.match(gap) if low is slot else _FOUNDED.match(gap)
                former = frame.words[max(0, low.start - 10) : low.start] + gap
            elif slot.aside == person.end or slot.aside == person.end + 1:
                inside = frame.words[slot.aside : frame.words.find("）", slot.aside) + 1 or slot.end + 24]
                role = _ROLE_WORD.search(inside) or re.match(
                    r"[（(]\s*(?:现在?|现任|now|来自)?[^，、]{0,2}\ue000", inside
                )
                former = frame.words[slot.aside : slot.start]
            else:
                continue
            if role and not _FORMER.search(former):
                span = (low.start, high.end)
                yield Found(frame, person.id, "works_at", slot.id, span[0], span[1], low.start, "works:role")


def _wrote(frame: Frame, scene: Scene) -> Iterator[Found]:
    """P wrote W; W by P; a reading tip in which one person speaks."""
    for person in frame.slots:
        if person.type != "person":
            continue
        work = next((s for s in frame.after(person.end) if s.type in WORKS), None)
        gap = frame.gap(person.end, work.start) if work is not None else ""
        earlier = next((s for s in frame.before(person.start) if s.type in WORKS), None)
        before = frame.flat[max(0, person.start - 8) : person.start]
        if work is not None and len(gap) <= 24 and not has_stop(gap) and _WROTE.match(gap):
            yield Found(frame, person.id, "authored", work.id, person.start, work.end, person.start, "authored:verb")
        elif earlier is not None and _BY.search(before) and len(frame.gap(earlier.end, person.start)) <= BY_REACH:
            for peer in frame.group(person, {"person"}):
                yield Found(frame, peer.id, "authored", earlier.id, earlier.start, peer.end, peer.start, "authored:by")
        else:
            topic = scene.topics[0] if scene.topics else None
            after = frame.flat[person.end : person.end + 12]
            alone = sum(1 for s in frame.slots if s.type == "person") == 1
            if (
                topic is not None
                and topic.type in WORKS
                and alone
                and scene.item.kind == "reading"
                and _SAYS.match(after)
            ):
                yield Found(
                    frame, person.id, "authored", topic.id, person.start, person.end, person.start, "authored:says"
                )
