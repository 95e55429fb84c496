"""What is built on what, and what competes with what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ingest.relate.frame import MADE, ORGANISATIONS, THINGS, Frame, Slot, has_comma, has_stop
from ingest.relate.scene import Found, Scene
from kg.model import EntityType, Predicate

_RIVAL: frozenset[EntityType] = frozenset({*THINGS, *ORGANISATIONS, "benchmark"})
_AGAINST = re.compile(
    r"(?P<verb>对标|类似于?|媲美|比肩|匹敌|挑战|对抗|叫板|抗衡|应对|狙击|超越|超过|越过了?|反超|追平|打败|击败"
    r"|优于|直追|逼近"
    r"|接近|赶超|追赶|力压|碾压|吊打|取代|替代|承接了?"
    r"|不输|胜过|强于|可以?理解为|相当于|之于|对打|对决|大战|\bv\.?s\.?\b|\bversus\b|\brival(?:s|l?ing|l?ed)?\b"
    r"|\bcompet(?:es?|ing|ed) (?:with|against)\b"
    r"|\bchalleng(?:es?|ing)\b|\bbeat(?:s|ing)?\b|\boutperform(?:s|ed|ing)?\b|\bsurpass(?:es|ed|ing)?\b"
    r"|\bovertak(?:es|ing)\b"
    r"|\bovertook\b|\bsimilar to\b|\balternatives? to\b|\bcompetitors? (?:to|of)\b|\bcomparable (?:to|with)\b"
    r"|\b(?:better|faster|cheaper|stronger|smaller) than\b|\bon par with\b|\bmatch(?:es|ing)\b|\bahead of\b)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:for|of|in|on|by|to|using|at|from)\b", re.IGNORECASE)
# A clause that says more than this before its verb has a subject of its own, even if it is no known name.
BARE = 10
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

_ON = re.compile(
    r"(?:基于|采用了?|构建于|构建在|建立在|依托|脱胎于|衍生自|微调自|蒸馏自|改自|魔改|套壳|底层(?:是|为|用的?"
    r"|模型|采用)|背后(?:是|为|用的?)|这里用的?"
    r"|默认[^，。；]{0,3}(?:走|用|使用)的?了?|搭载了?|驱动自|由"
    r"|\bbased (?:up)?on\b|\bbuilt (?:up)?on(?: top of)?\b|\bbuilt with\b|\bfine-?tuned (?:from|version of)\b"
    r"|\bdistilled from\b|\bderived from\b|\bpowered by\b|\bruns on\b|\brunning on\b|\bfork(?:ed)? (?:from|of)\b"
    r"|\bon top of\b|\bvariant of\b|\bbacked by\b)",
    re.IGNORECASE,
)
_LIKE = re.compile(r"类似|像|\blike\b|\bsimilar\b", re.IGNORECASE)
_LOOSE = re.compile(r"^(?:采用|搭载|由)")
_DRIVEN = re.compile(r"^[^，。；]{0,3}(?:驱动|提供支持|赋能)")
_DERIVED = re.compile(
    r"^(?:模型)?的?(?:一个|一种|官方|全新|最新)?[^，。；：的、]{0,8}(?:变体|增强版|升级版|改进版|微调版|变种"
    r"|衍生版|衍生品|蒸馏版|精简版|剪枝版|优化版|魔改版)"
    r"|^(?:为|作为|作|做)?(?:底座|基座|底模)|^\sbackbone\b"
)
_USED_BY = re.compile(r"(?:使用了?|接入了?|用上了?|应用了?|落地了?|used (?:in|by))[：:]\s*$")
_THING_BEHIND = re.compile(r"^[^，。；：、]{0,12}的[^，。；：、的]{0,12}$")


def link_rules(frame: Frame, scene: Scene) -> Iterator[Found]:
    """Foundations first, because what is built on a thing does not compete with it."""
    based = list(_based(frame, scene))
    yield from based
    pairs = {(found.subject, found.object) for found in based}
    for found in _rivals(frame, scene):
        if (found.subject, found.object) not in pairs and (found.object, found.subject) not in pairs:
            yield found


def _subjects(
    frame: Frame,
    position: int,
    scene: Scene,
    *,
    org: bool,
    avoid: set[str],
    spent: Collection[int] = (),
) -> tuple[str, ...]:
    """What a comparison or foundation is said of: the nearest thing before it, else what the item is about."""
    aside = frame.aside_at(min(position, len(frame.flat) - 1))
    if aside > 0:
        # In a bracket the name right before the bracket is spoken of.
        inside = [s for s in frame.before(position) if s.id not in avoid and s.type in THINGS]
        host = next((s for s in frame.before(aside - 1) if s.type in _RIVAL), None)
        if inside:
            return (inside[0].id,)
        if host is not None and host.id not in avoid and host.start not in spent and aside - host.end <= 4:
            return _many(frame, host, position)
        position = aside
    passed: set[str] = set()
    topics = {slot.id for slot in scene.topics}
    near: Slot | None = None
    for slot in frame.before(position):
        written_in = frame.flat.startswith(("语言", " 语言"), slot.end)
        if slot.id in avoid or slot.start in spent or written_in or frame.governed(slot):
            passed.add(slot.id)
            continue
        if has_stop(frame.gap(slot.end, position)):
            break
        if slot.type in THINGS or (slot.type == "benchmark" and slot.id in topics):
            return _many(frame, slot, position)
        if slot.type in ORGANISATIONS and near is None:
            near = slot
    topic = scene.topic(things=not org)
    if org and near is not None and not (topic and scene.entities[topic].type == "paper"):
        return _many(frame, near, position)
    if len(frame.gap(frame.clause_start(position), position)) > BARE:
        return ()
    rival_orgs = org and all(scene.entities[id_].type in ORGANISATIONS for id_ in avoid)
    if org and scene.agents and (not topic or rival_orgs) and scene.agents[0] not in avoid:
        topic = scene.agents[0]
    if topic and scene.entities[topic].type in (_RIVAL | {"paper"} if org else THINGS | {"benchmark"}):
        return (topic,) if topic not in passed | avoid else ()
    return ()


def _many(frame: Frame, slot: Slot, position: int) -> tuple[str, ...]:
    """The list before `position` that a subject stands in; of "Codex+GPT-5" the first."""
    peers = [peer for peer in frame.slots if peer.aside == slot.aside and peer.end <= slot.end]
    while len(peers) > 1 and frame.gap(peers[-2].end, peers[-1].start).strip() == "+":
        slot = peers[-2]
        peers.pop()
    return tuple(dict.fromkeys(peer.id for peer in frame.group(slot, _RIVAL) if peer.end <= position))


def _based(frame: Frame, scene: Scene) -> Iterator[Found]:
    """B is based on A."""
    for match in _ON.finditer(frame.words):
        base = next(frame.after(match.end()), None)
        while base is not None and base.type in ORGANISATIONS:
            base = next(frame.after(base.end), None)
        if base is None or base.type not in THINGS or len(frame.gap(match.end(), base.start)) > 14:
            continue
        if has_comma(between := frame.gap(match.end(), base.start)) or _LIKE.search(between):
            continue
        group = tuple(s for s in frame.group(base, THINGS) if s.start >= base.start)
        if match.group() == "由" and not _DRIVEN.match(frame.flat[group[-1].end : group[-1].end + 8]):
            continue
        avoid = {slot.id for slot in group}
        behind = next(frame.after(group[-1].end), None)
        gap = frame.gap(group[-1].end, behind.start) if behind is not None else ""
        if behind is not None and behind.type in THINGS and behind.id not in avoid and _THING_BEHIND.match(gap):
            subjects: tuple[str, ...] = (behind.id,)
        else:
            subjects = _subjects(frame, match.start(), scene, org=False, avoid=avoid)
            if _LOOSE.match(match.group()) and not any(slot.id in subjects for slot in frame.slots):
                continue
        yield from _pairs(frame, subjects, "based_on", group, match.start(), "based:on")
    for slot in frame.slots:
        if slot.type not in THINGS:
            continue
        likened = frame.flat[max(0, slot.start - 4) : slot.start].rstrip().endswith(("类似", "像", "类似于"))
        if _DERIVED.match(frame.flat[slot.end : slot.end + 24]) and not likened:
            subjects = _subjects(frame, slot.start, scene, org=False, avoid={slot.id})
            yield from _pairs(frame, subjects, "based_on", (slot,), slot.end, "based:variant")
        elif _USED_BY.search(frame.flat[max(0, slot.start - 24) : slot.start]):
            topic = scene.topic(things=True)
            for user in frame.group(slot, THINGS):
                if topic and user.id != topic:
                    yield Found(frame, user.id, "based_on", topic, user.start, user.end, slot.start, "based:used-by")


def _pairs(
    frame: Frame, subjects: tuple[str, ...], predicate: Predicate, objects: tuple[Slot, ...], trigger: int, rule: str
) -> Iterator[Found]:
    """Every subject with every object."""
    for subject in subjects:
        for slot in objects:
            if subject != slot.id:
                low, high = min(trigger, slot.start), max(trigger, slot.end)
                yield Found(frame, subject, predicate, slot.id, low, high, trigger, rule)


def _rivals(frame: Frame, scene: Scene) -> Iterator[Found]:
    """B competes with A."""
    spent: set[int] = set()
    for slots, trigger, rule in _compared(frame):
        rivals = _owned(frame, slots)
        if not rivals:
            continue
        # What was compared with is not what speaks next: "A beats B and matches C".
        spent.update(slot.start for slot in rivals)
        subjects = _subjects(frame, trigger, scene, org=True, avoid={slot.id for slot in rivals}, spent=spent)
        for found in _pairs(frame, subjects, "competes_with", rivals, trigger, rule):
            if not scene.kin(found.subject, found.object):
                yield found
        for slot in rivals:
            if maker := _named_maker(frame, slot, scene):
                yield Found(frame, maker, "released", slot.id, slot.start, slot.end, slot.start, "release:prefix")


def _named_maker(frame: Frame, slot: Slot, scene: Scene) -> str:
    """Id of the maker whose name the product's begins with ("击败OpenAI Operator"), "" where it does not."""
    for owner in frame.nested:
        if owner.start == slot.start and owner.type in ORGANISATIONS and scene.owns(owner.id, slot.entity):
            return owner.id if frame.text.startswith(" ", owner.end) else ""
    maker = scene.entities.get(slot.entity.maker)
    named = maker is not None and any(slot.mention.surface.startswith(f"{name} ") for name in maker.aliases)
    return maker.id if maker is not None and named else ""


def _owned(frame: Frame, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """What can be compared with among `slots`; of "Google's Gemini" the latter, and what is listed behind it."""
    rivals: list[Slot] = []
    for slot in slots:
        if slot.type not in _RIVAL:
            continue
        owned = next(frame.after(slot.end), None)
        link = frame.gap(slot.end, owned.start).strip() if owned is not None else ""
        if owned is not None and slot.type in ORGANISATIONS and owned.type in THINGS and link in {"的", "'s", "’s"}:
            rivals += [peer for peer in frame.group(owned, THINGS) if peer.start >= owned.start]
        else:
            rivals.append(slot)
    return tuple(dict.fromkeys(rivals))


def _compared(frame: Frame) -> Iterator[tuple[tuple[Slot, ...], int, str]]:
    """What is compared with: the names, where it is said, and by which rule."""
    for match in _AGAINST.finditer(frame.words):
        slot = _target(frame, match.end(), loose=not match.group().startswith("类似"))
        if match.group() == "超过" and slot is not None and slot.type in ORGANISATIONS:
            continue
        if slot is not None:
            yield frame.group(slot, _RIVAL, commas=True), match.start(), "rival:verb"
    for slot in frame.slots:
        before = frame.flat[max(0, slot.start - 16) : slot.start]
        group = frame.group(slot, _RIVAL, commas=True)
        after = frame.flat[group[-1].end : group[-1].end + 12]
        if _WITH.search(before) and group[0] is slot and after.startswith(("的", "’s", "'s")):
            owned = next(frame.after(slot.end), None)
            if owned is not None and _WITH_AFTER.match(frame.flat[owned.end : owned.end + 12]):
                yield (owned,), slot.start - 1, "rival:with"
        elif _WITH.search(before) and _WITH_AFTER.match(after):
            yield (slot,), slot.start - 1, "rival:with"
        elif _THAN.search(before) and _THAN_AFTER.match(after):
            yield (slot,), slot.start - 1, "rival:than"
        elif _LOST.search(before) and _LOST_AFTER.match(after):
            yield (slot,), slot.start - 1, "rival:lost"
        elif group[0] is slot and _SORT.match(after) and _MARKET.search(before):
            yield group, slot.start, "rival:market"
        elif (contrast := _CONTRAST.search(before)) and slot.type in _RIVAL:
            owned = next(frame.after(slot.end), None)
            near = owned is not None and owned.type in THINGS and frame.gap(slot.end, owned.start) == "的"
            sorts = {
                *(THINGS if near or slot.type in THINGS else ()),
                *(ORGANISATIONS if slot.type in ORGANISATIONS else ()),
            }
            if "而" not in contrast.group() or any(s.type in sorts for s in frame.before(slot.start)):
                yield ((owned,) if near and owned is not None else (slot,)), slot.start, "rival:contrast"


def _target(frame: Frame, position: int, *, loose: bool) -> Slot | None:
    """The name that a verb of comparison points at; of "OpenAI的AgentBuilder" the latter.

    With `loose`, a noun may own it: "领域的TikTok".
    """
    at = position
    for slot in frame.after(position):
        gap = frame.gap(at, slot.start)
        if (
            has_comma(gap)
            or len(frame.gap(position, slot.start)) > 18
            or _ELSEWHERE.search(gap)
            or ("的" in gap and not loose)
        ):
            return None
        if slot.type in _RIVAL:
            owned = next(frame.after(slot.end), None)
            if owned is not None and slot.type in ORGANISATIONS and owned.type in MADE:
                link = frame.gap(slot.end, owned.start)
                if link.strip() in {"的", "", "'s", "’s"}:
                    return owned
            # "类似OAI的…" with an unknown name behind it speaks of that, not of OAI.
            owning = slot.type in ORGANISATIONS and frame.flat.startswith(("的", "’s", "'s"), slot.end)
            return None if owning else slot
        at = slot.end
    return None
