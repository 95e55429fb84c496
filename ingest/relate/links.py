"""What is built on what, and what competes with what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.relate.claim import Claim
from ingest.relate.focus import Focus
from ingest.relate.frame import MADE, ORGANISATIONS, THINGS, Frame, Slot, has_comma
from ingest.relate.scene import Scene
from ingest.relate.subjects import RIVALS, Object, built_subjects, compared_subjects
from ingest.relate.vocabulary import words_for
from kg.model import EntityType, Predicate

_TABLE = "relate_links"
_ELSEWHERE = re.compile(r"\b(?:for|of|in|on|by|to|using|at|from)\b", re.IGNORECASE)
_WITH = re.compile(r"(?:和|与|跟|同|比起|相比于?|\bwith\b|\bto\b)[\s“\"]*$")
_WITH_AFTER = re.compile(
    r"^[^，。；：]{0,6}?(?:竞争|持平|抗衡|一样|PK|不相上下|竞品|差不多|看齐|一较|掰手腕|对打|打擂)", re.IGNORECASE
)
_THAN = re.compile(r"比[\s“\"]*$")
_THAN_AFTER = re.compile(r"^[^，。；：]{0,4}?(?:更|要|还|快|慢|好|强|便宜|高|低|多|小|大|差|贵)")
_SORT = re.compile(r"^\s?(?:之类|这类|等竞品|等对手)")
_MARKET = re.compile(r"(?:市面上|市场上|竞品|竞争对手|对手)[^，。；]{0,8}$")
_CONTRAST = re.compile(r"(?:^|[，,；;])(?:相比之下|反观|而)[\s，,]*$")
_LOST = re.compile(r"被[\s“\"]*$")
_LOST_AFTER = re.compile(r"^(?:给)?(?:抢|超越|反超|取代|击败|打败|碾压|盖过|替代)")

_LIKENED = ("类似", "像", "类似于")
_DRIVEN = re.compile(r"^[^，。；]{0,3}(?:驱动|提供支持|赋能)")
_DERIVED = re.compile(
    r"^(?:模型)?的?(?:一个|一种|官方|全新|最新)?[^，。；：的、]{0,8}(?:变体|增强版|升级版|改进版|微调版|变种"
    r"|衍生版|衍生品|蒸馏版|精简版|剪枝版|优化版|魔改版)"
    r"|^(?:为|作为|作|做)?(?:底座|基座|底模)|^\sbackbone\b"
)
_USED_BY = re.compile(r"(?:使用了?|接入了?|用上了?|应用了?|落地了?|used (?:in|by))[：:]\s*$")
_THING_BEHIND = re.compile(r"^[^，。；：、]{0,12}的[^，。；：、的]{0,12}$")
_OWNS = frozenset({"的", "'s", "’s"})
_OWNER_ENDS = ("的", "’s", "'s")
BASE_REACH = 14
TARGET_REACH = 18


def link_rules(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """Foundations first, because what is built on a thing does not compete with it."""
    based = [*_based_by_phrase(frame, scene, focus), *_based_by_noun(frame, scene, focus)]
    yield from based
    pairs = {frozenset((claim.subject, claim.object)) for claim in based}
    for claim in _rivals(frame, scene, focus):
        if frozenset((claim.subject, claim.object)) not in pairs:
            yield claim


def _pairs(
    frame: Frame, subjects: Iterable[str], predicate: Predicate, objects: Iterable[Slot], trigger: int, rule: str
) -> Iterator[Claim]:
    """Every subject with every object, from the word that says it to the object or the other way round."""
    objects = tuple(objects)
    for subject in subjects:
        for slot in objects:
            if subject != slot.id:
                low, high = min(trigger, slot.start), max(trigger, slot.end)
                yield Claim(frame, subject, predicate, slot.id, low, high, trigger, rule)


def _based_by_phrase(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """B is based on A: "基于A的B", "B, powered by A"."""
    for phrase in words_for(_TABLE, "based", "carries", "driven").finditer(frame.words):
        bases = _bases(frame, phrase)
        if not bases:
            continue
        ids = frozenset(slot.id for slot in bases)
        built = _built_behind(frame, bases[-1])
        if built is not None and built.id not in ids:
            subjects: tuple[str, ...] = (built.id,)
        else:
            subjects = built_subjects(frame, Object(phrase.start(), ids), scene, focus)
            # "采用A" says so only of a thing of its own sentence.
            if phrase.lastgroup != "based" and not any(slot.id in subjects for slot in frame.slots):
                continue
        yield from _pairs(frame, subjects, "based_on", bases, phrase.start(), "based:on")


def _bases(frame: Frame, phrase: re.Match[str]) -> tuple[Slot, ...]:
    """The things behind "基于", those who made them passed over."""
    base = next(frame.after(phrase.end()), None)
    while base is not None and base.type in ORGANISATIONS:
        base = next(frame.after(base.end), None)
    if base is None or base.type not in THINGS:
        return ()
    between = frame.gap(phrase.end(), base.start)
    if len(between) > BASE_REACH or has_comma(between) or words_for(_TABLE, "likened").search(between):
        return ()
    bases = tuple(slot for slot in frame.group(base, THINGS) if slot.start >= base.start)
    if phrase.lastgroup == "driven" and not _DRIVEN.match(frame.tail(bases[-1], 8)):
        return ()
    return bases


def _built_behind(frame: Frame, base: Slot) -> Slot | None:
    """The thing that stands behind what it is built on ("基于A的轻量模型B")."""
    behind = next(frame.after(base.end), None)
    if behind is None or behind.type not in THINGS:
        return None
    return behind if _THING_BEHIND.match(frame.gap(base.end, behind.start)) else None


def _based_by_noun(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """B is a variant of A ("A的增强版"); A is used in B ("应用了：B")."""
    for slot in frame.slots:
        if slot.type not in THINGS:
            continue
        if _DERIVED.match(frame.tail(slot, 24)) and not frame.lead(slot, 4).rstrip().endswith(_LIKENED):
            subjects = built_subjects(frame, Object(slot.start, frozenset({slot.id})), scene, focus)
            yield from _pairs(frame, subjects, "based_on", (slot,), slot.end, "based:variant")
        elif _USED_BY.search(frame.lead(slot, 24)) and (base := focus.thing_spoken_of(scene)):
            for user in frame.group(slot, THINGS):
                if user.id != base:
                    yield Claim(frame, user.id, "based_on", base, user.start, user.end, slot.start, "based:used-by")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is compared with, where it is said, and by which rule."""

    rivals: tuple[Slot, ...]
    trigger: int
    rule: str


def _rivals(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """B competes with A."""
    spent: frozenset[int] = frozenset()
    for comparison in (*_compared_by_verb(frame), *_compared_by_place(frame)):
        rivals = _owned(frame, comparison.rivals)
        if not rivals:
            continue
        # What was compared with is not what speaks next: "A beats B and matches C".
        spent |= {slot.start for slot in rivals}
        target = Object(comparison.trigger, frozenset(slot.id for slot in rivals), spent)
        subjects = compared_subjects(frame, target, scene, focus)
        for claim in _pairs(frame, subjects, "competes_with", rivals, comparison.trigger, comparison.rule):
            if not scene.kin(claim.subject, claim.object):
                yield claim
        for slot in rivals:
            if maker := _named_maker(frame, slot, scene):
                yield Claim(frame, maker, "released", slot.id, slot.start, slot.end, slot.start, "release:prefix")


def _named_maker(frame: Frame, slot: Slot, scene: Scene) -> str:
    """Id of the maker whose name the product's begins with ("击败OpenAI Operator"), "" where it does not."""
    for owner in frame.nested:
        if owner.start == slot.start and owner.type in ORGANISATIONS and scene.owns(owner.id, slot.entity):
            return owner.id if frame.text.startswith(" ", owner.end) else ""
    maker = scene.entities.get(slot.entity.maker)
    if maker is None or not any(slot.mention.surface.startswith(f"{name} ") for name in maker.aliases):
        return ""
    return maker.id


def _owned(frame: Frame, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """What can be compared with among `slots`; of "Google's Gemini" the latter, and what is listed behind it."""
    rivals: list[Slot] = []
    for slot in slots:
        if slot.type not in RIVALS:
            continue
        owned = next(frame.after(slot.end), None)
        link = frame.gap(slot.end, owned.start).strip() if owned is not None else ""
        if owned is not None and slot.type in ORGANISATIONS and owned.type in THINGS and link in _OWNS:
            rivals += [peer for peer in frame.group(owned, THINGS) if peer.start >= owned.start]
        else:
            rivals.append(slot)
    return tuple(dict.fromkeys(rivals))


def _compared_by_verb(frame: Frame) -> Iterator[_Comparison]:
    """B beats A."""
    for verb in words_for(_TABLE, "rivals", "resembles", "exceeds").finditer(frame.words):
        slot = _target(frame, verb.end(), loose=verb.lastgroup != "resembles")
        # "超过A成为估值最高的公司" ranks, it does not compete.
        if slot is None or (verb.lastgroup == "exceeds" and slot.type in ORGANISATIONS):
            continue
        yield _Comparison(frame.group(slot, RIVALS, commas=True), verb.start(), "rival:verb")


def _compared_by_place(frame: Frame) -> Iterator[_Comparison]:
    """B比A更快, 和A竞争, 被A反超, 市面上已有A之类的, 而A……: by the words on both sides of A."""
    for slot in frame.slots:
        comparison = _compared(frame, slot, frame.group(slot, RIVALS, commas=True))
        if comparison is not None:
            yield comparison


def _compared(frame: Frame, slot: Slot, group: tuple[Slot, ...]) -> _Comparison | None:
    """Whether the words on both sides of a name, a member of `group`, compare with it."""
    before, after = frame.lead(slot, 16), frame.tail(group[-1], 12)
    together = bool(_WITH.search(before))
    if together and group[0] is slot and after.startswith(_OWNER_ENDS):
        return _compared_with_owned(frame, slot)
    if together and _WITH_AFTER.match(after):
        return _Comparison((slot,), slot.start - 1, "rival:with")
    if _THAN.search(before) and _THAN_AFTER.match(after):
        return _Comparison((slot,), slot.start - 1, "rival:than")
    if _LOST.search(before) and _LOST_AFTER.match(after):
        return _Comparison((slot,), slot.start - 1, "rival:lost")
    if group[0] is slot and _SORT.match(after) and _MARKET.search(before):
        return _Comparison(group, slot.start, "rival:market")
    return _contrasted(frame, slot, before)


def _compared_with_owned(frame: Frame, owner: Slot) -> _Comparison | None:
    """和A的B竞争."""
    owned = next(frame.after(owner.end), None)
    if owned is None or not _WITH_AFTER.match(frame.tail(owned, 12)):
        return None
    return _Comparison((owned,), owner.start - 1, "rival:with")


def _contrasted(frame: Frame, slot: Slot, before: str) -> _Comparison | None:
    """反观A; 而A, where the sentence spoke of another of its sort; of "而A的B" the latter."""
    contrast = _CONTRAST.search(before)
    if contrast is None or slot.type not in RIVALS:
        return None
    owned = next(frame.after(slot.end), None)
    if owned is not None and (owned.type not in THINGS or frame.gap(slot.end, owned.start) != "的"):
        owned = None
    sorts: set[EntityType] = set()
    if owned is not None or slot.type in THINGS:
        sorts |= THINGS
    if slot.type in ORGANISATIONS:
        sorts |= ORGANISATIONS
    if "而" in contrast.group() and not any(earlier.type in sorts for earlier in frame.before(slot.start)):
        return None
    return _Comparison((owned or slot,), slot.start, "rival:contrast")


def _target(frame: Frame, position: int, *, loose: bool) -> Slot | None:
    """The name that a verb of comparison points at; of "OpenAI的AgentBuilder" the latter.

    With `loose`, a noun may own it: "领域的TikTok".
    """
    at = position
    for slot in frame.after(position):
        gap = frame.gap(at, slot.start)
        if has_comma(gap) or _ELSEWHERE.search(gap) or ("的" in gap and not loose):
            return None
        if len(frame.gap(position, slot.start)) > TARGET_REACH:
            return None
        if slot.type in RIVALS:
            return _pointed_at(frame, slot)
        at = slot.end
    return None


def _pointed_at(frame: Frame, slot: Slot) -> Slot | None:
    """A name, or what it owns; None where it owns what has no known name ("类似OAI的…")."""
    if slot.type not in ORGANISATIONS:
        return slot
    owned = next(frame.after(slot.end), None)
    if owned is not None and owned.type in MADE and frame.gap(slot.end, owned.start).strip() in {"", *_OWNS}:
        return owned
    return None if frame.flat.startswith(_OWNER_ENDS, slot.end) else slot
