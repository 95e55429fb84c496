"""Who released what: release verbs in Chinese and English, "A's B", "B by A", and whose site a report stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ingest.relate.claim import Claim
from ingest.relate.focus import Focus
from ingest.relate.frame import MADE, ORGANISATIONS, REACH, THINGS, WORKS, Frame, Slot, has_comma, has_stop
from ingest.relate.scene import Scene
from kg.text.lexicon import lexicon

# "发" is a verb of its own only before what it brings out or an aspect; "开发", "首发" and their like are not meant.
_BARE_VERB = r"(?<![开研激触爆启引并首转颁突散蒸出])发(?=了|的|过|布会?|[“\"《\ue000 ])"
_NOUN_AFTER = re.compile(r"^(?:会|后|前|时|之后|之前|以来|日期|节奏|方|渠道|状态|notes?\b)")
_NOUN_BEFORE = re.compile(r"(?:的|次|这个|该|其)$")
_ADJUNCT = re.compile(
    r"(?:基于|类似|对标|面向|针对|用于|利用|通过|结合|适用于|超越|媲美|挑战|替代|取代|接入|集成|兼容|运行|支持"
    r"|在|从|向|给|比|为|由|关于|围绕|允许|使用|采用"
    r"|\b(?:for|on|with|using|via|based|in|into|to|from|rivall?ing|against|that|which|where|as)\b)[^的]*$",
    re.IGNORECASE,
)
_ITS_FIRST = re.compile(r"^\s(?:its|their|an?|the)\b[^,，。.;；：:]{0,40},\s$", re.IGNORECASE)
_MANY = re.compile(r"[\d一二两三四五六七八九十几多]|如下|新品|系列|including|following", re.IGNORECASE)
_LIST_COLON = re.compile(r"^[^，。；：:,]{0,24}[：:][\s“\"「*]*$")
_BARE_CLAUSE = re.compile(
    r"^[\s“\"「”」]*(?:同时|也|并且?|还|又|另外|此外|但是?|而且|且|最新|今天|本周|近日|随后|同期|and|also|it"
    r"|they)*[\s宣布]*$"
)
_POSSESSIVE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,6}(?:公司|团队|集团|官方|实验室|研究院|部门))?\s?(?:的|旗下的?|自家的?"
    r"|[’']s?\s)(?P<what>[^，。；：、,;:的和与]{0,16})$",
    re.IGNORECASE,
)
_REPORT_OF = re.compile(
    r"^[^，。；：、,;:]{0,12}(?:报告|白皮书|论文|研究|文章|博客|指南|report|paper|study|survey"
    r"|whitepaper)[：:]?[\s“\"《]*$",
    re.I,
)
_NOMINAL = re.compile(r"的(?:发布|推出|上线|开源|更新)|\b(?:release|launch|debut) of\b")
_PASSIVE = re.compile(
    r"(?:由|被)[\s“\"]*$|\b(?:released|launched|introduced|developed|created|made|published|unveiled"
    r"|open-sourced|built|announced"
    r"|presented|designed|written|trained)\s+by\s+(?:the\s+)?$|\bby\s+(?:the\s+)?$|\bfrom\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AUTHORING = re.compile(
    r"^(?:\s?(?:AI|人工智能|团队|研究院|研究者|研究人员|研究团队|们|实验室|Lab|Research|新|最新|联合|一起|共同"
    r"|也|们)){0,4}\s?"
    r"(?:推出|出品|发布|提出|开源|研究|发现|做|发|训练|介绍|展示|证明|设计|构建|的(?!用户|模型在|研究表明)|，提出"
    r"|，推出|，发布|，研究|研究"
    r"|(?:show|present|introduc|propos|releas|study|find|report|describ|train)(?:s|es|ed|ing)?\b)"
)
_CLAUSE_ENDS = re.compile(r"^\s*(?:了|啦|[，,。.！!：:；;（(\n]|$)")
_EDGE = re.compile(r"(?:^|[：:，,\n）)]|\bby)[\s“\"*]*[\u4e00-\u9fff]{0,4}$")
_POSSESSED = ("'s", "’s", "的")
_OPENING = re.compile(r"[：:][\s“\"*]*$")
_ANNOUNCES = ("宣布", "annou", "Annou")
_KINDS_OF_WORKS = frozenset({"paper", "reading"})
OBJECT_REACH = 48
NEAR = 8


@cache
def _verbs() -> re.Pattern[str]:
    """Verbs of release; Chinese ones with what is said along with them ("发布并开源了")."""
    said = [lexicon("relate_release")[sense] for sense in ("released", "extended")]
    chinese = "|".join([*(word for wordings in said for word in wordings.zh), _BARE_VERB])
    english = "|".join(word for wordings in said for word in wordings.en)
    return re.compile(rf"(?:{chinese})(?:并(?:开源|发布|上线))?(?:了|过|出了?)?|\b(?:{english})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Releases:
    """What a sentence says was released, and what is spoken of behind it."""

    claims: tuple[Claim, ...]
    focus: Focus


def release_rules(frame: Frame, scene: Scene, focus: Focus) -> Releases:
    """Releases that the sentence states, by verb, possession, agent, authorship, site and event.

    Parameters
    ----------
    focus
        What is spoken of as the sentence begins.
    """
    by_verb = _by_verb(frame, scene, focus)
    return Releases(
        (
            *by_verb.claims,
            *_by_noun(frame, scene),
            *_by_possession(frame, scene),
            *_by_agent(frame, scene, focus),
            *_by_site(frame, scene),
            *_at_event(frame, scene, focus),
        ),
        by_verb.focus,
    )


@dataclass(frozen=True, slots=True)
class _Act:
    """A verb of release, who does it, and to what."""

    verb: re.Match[str]
    makers: tuple[str, ...]
    things: tuple[Slot, ...]

    @property
    def weak(self) -> bool:
        """True for a verb that may speak of another's thing ("包括", "增加")."""
        return _is_weak(self.verb)


def _is_weak(verb: re.Match[str]) -> bool:
    """True for a verb that may speak of another's thing ("包括", "增加")."""
    return bool(lexicon("relate_release")["extended"].pattern.match(verb.group()))


def _by_verb(frame: Frame, scene: Scene, focus: Focus) -> Releases:
    """A releases B; B is released. Who acts in one clause acts in the next that names nobody."""
    found: list[Claim] = []
    for verb in _verbs().finditer(frame.words):
        if _NOUN_AFTER.match(frame.words[verb.end() : verb.end() + 8]):
            continue
        act = _act(frame, verb, focus)
        if not act.things:
            found.extend(_intransitive(frame, verb, scene))
        elif not _announces_other_news(frame, act):
            found.extend(_acted(frame, act, scene))
            focus = focus.acting(act.makers or focus.agents)
    return Releases(tuple(found), focus)


def _act(frame: Frame, verb: re.Match[str], focus: Focus) -> _Act:
    """Who does what a verb of release says, and to what."""
    things = _objects(frame, verb.end())
    makers = _agents(frame, verb.start())
    if makers or not things:
        return _Act(verb, makers, things)
    if not _is_weak(verb):
        return _Act(verb, _continued(frame, verb.start(), focus), things)
    if focus.host:
        return _Act(verb, (focus.host,), things)
    return _Act(verb, focus.agents, tuple(thing for thing in things if thing.entity.maker in focus.agents))


def _announces_other_news(frame: Frame, act: _Act) -> bool:
    """True where what is announced is no release but a deal, a use, a plan."""
    between = frame.words[act.verb.end() : act.things[0].start]
    if not act.verb.group().startswith(_ANNOUNCES):
        return False
    return bool(lexicon("relate_release")["other_news"].pattern.search(between))


def _acted(frame: Frame, act: _Act, scene: Scene) -> Iterator[Claim]:
    """Every maker of an act with every thing; a weak verb says nothing of another's thing."""
    verb = act.verb
    start = frame.clause_start(verb.start())
    for maker in act.makers:
        for thing in act.things:
            if thing.id != maker and (not act.weak or scene.owns(maker, thing.entity)):
                yield Claim(frame, maker, "released", thing.id, start, thing.end, verb.start(), "release:verb")


def _objects(frame: Frame, position: int) -> tuple[Slot, ...]:
    """What stands behind a release verb: the first made thing of the clause, and its list."""
    at = position
    for slot in frame.after(position):
        gap = frame.gap(at, slot.start)
        if len(frame.gap(position, slot.start)) > OBJECT_REACH or not _in_reach(frame, slot, gap, at == position):
            return ()
        if slot.type in MADE and not _ADJUNCT.search(gap) and not _owns_next(frame, slot):
            return tuple(s for s in frame.group(slot, MADE) if s.start >= slot.start)
        at = slot.end
    return ()


def _in_reach(frame: Frame, slot: Slot, gap: str, first: bool) -> bool:
    """True where the words before a name stay in the verb's clause, or introduce a list ("三款新品：")."""
    if has_stop(gap.replace("：", "").replace(":", "")):
        return False
    clause = gap.replace(",", "").replace("，", "") if first and _ITS_FIRST.match(gap) else gap
    if not has_comma(clause):
        return True
    listed = first and _LIST_COLON.match(clause)
    return bool(listed and (_MANY.search(clause) or len(frame.group(slot, MADE)) > 1))


def _owns_next(frame: Frame, slot: Slot) -> bool:
    """True where a made thing only owns the one behind it ("Foo的Bar")."""
    following = next(frame.after(slot.end), None)
    if following is None or following.type not in MADE or not frame.gap(slot.end, slot.end + 3).startswith("的"):
        return False
    return frame.gap(slot.end, following.start) == "的"


def _agents(frame: Frame, position: int) -> tuple[str, ...]:
    """Who stands before a verb in its clause: organisations, else a product or person."""
    spare: Slot | None = None
    for slot in frame.before(position):
        gap = frame.gap(slot.end, position)
        if len(gap) > REACH or has_comma(gap):
            break
        if frame.governed(slot):
            continue
        if slot.type in ORGANISATIONS:
            return tuple(
                dict.fromkeys(s.id for s in frame.group(slot, ORGANISATIONS) if not frame.governed(s) or s is slot)
            )
        if slot.type in {"product", "person"} and spare is None and len(gap) <= 14 and "的" not in gap:
            spare = slot
    return (spare.id,) if spare is not None else ()


def _continued(frame: Frame, position: int, focus: Focus) -> tuple[str, ...]:
    """Who acts in a clause that names nobody: the sentence's first organisation, or whoever acted before."""
    start = frame.clause_start(position)
    prefix = frame.gap(start, position)
    if len(prefix) > 12 or not _BARE_CLAUSE.match(prefix):
        return ()
    for slot in frame.slots:
        if slot.end > start:
            break
        if slot.type in ORGANISATIONS and slot.aside < 0 and not frame.governed(slot):
            return tuple(dict.fromkeys(s.id for s in frame.group(slot, ORGANISATIONS)))
    return focus.agents


def _intransitive(frame: Frame, verb: re.Match[str], scene: Scene) -> Iterator[Claim]:
    """B is released, where its maker is named in the item."""
    if _is_weak(verb) or _NOUN_BEFORE.search(frame.words[: verb.start()]):
        return
    near = next(frame.before(verb.start()), None)
    if near is None or not _CLAUSE_ENDS.match(frame.words[verb.end() :]):
        return
    gap = frame.gap(near.end, verb.start())
    if near.type in MADE and len(gap) <= 12 and not has_comma(gap) and not frame.governed(near):
        maker = near.entity.maker
        if maker and maker in scene.present:
            yield Claim(frame, maker, "released", near.id, near.start, verb.end(), verb.start(), "release:thing")


def _by_noun(frame: Frame, scene: Scene) -> Iterator[Claim]:
    """A with the … release of B ("OAI用GPT-5糟糕的发布")."""
    for noun in _NOMINAL.finditer(frame.words):
        thing = next(frame.before(noun.start()), None)
        if thing is None or thing.type not in MADE or noun.start() - thing.end > NEAR:
            continue
        for slot in frame.before(thing.start):
            gap = frame.gap(slot.end, thing.start)
            if has_comma(gap) or len(gap) > NEAR:
                break
            if slot.type in ORGANISATIONS and scene.owns(slot.id, thing.entity):
                yield Claim(frame, slot.id, "released", thing.id, slot.start, noun.end(), noun.start(), "release:noun")
                break


def _by_possession(frame: Frame, scene: Scene) -> Iterator[Claim]:
    """A's B, A B, and A's report B."""
    for left, right in pairwise(frame.slots):
        if left.type not in ORGANISATIONS or right.type not in MADE or left.aside != right.aside:
            continue
        rule = _possession(right, frame.gap(left.end, right.start))
        if not rule or not scene.owns(left.id, right.entity):
            continue
        for thing in frame.group(right, MADE):
            if thing.start >= right.start and scene.owns(left.id, thing.entity):
                yield Claim(frame, left.id, "released", thing.id, left.start, thing.end, thing.start, rule)


def _possession(thing: Slot, gap: str) -> str:
    """The rule by which the words between an organisation and a thing say that it is hers, "" where they do not."""
    if _POSSESSIVE.match(gap):
        return "release:possession"
    if thing.type in THINGS and len(gap) <= 1 and not gap.strip():
        return "release:prefix"
    return "release:report" if thing.type in WORKS and _REPORT_OF.match(gap) else ""


def _by_agent(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """B by A, B由A推出, and for papers and reports "B：A提出…"."""
    for makers in frame.groups(ORGANISATIONS):
        first, last = makers[0], makers[-1]
        before, after = frame.lead(first, 24), frame.tail(last, 16)
        if _PASSIVE.search(before) and not after.startswith(_POSSESSED):
            thing, rule = _made_by(frame, makers, scene), "release:agent"
        elif _speaks_for(before, after, scene):
            thing, rule = _told_by(frame, makers, scene, focus), "release:author"
        else:
            continue
        for maker in makers:
            if thing is not None and maker.id != thing.id:
                yield Claim(frame, maker.id, "released", thing.id, first.start, last.end, first.start, rule)


def _made_by(frame: Frame, makers: tuple[Slot, ...], scene: Scene) -> Slot | None:
    """What stands before "by A" or "由A推出"; "from A" says so only of a paper."""
    start = makers[0].start
    before = frame.lead(makers[0], 24).rstrip().lower()
    paper = scene.item.kind in _KINDS_OF_WORKS and before.endswith(("from", "from the"))
    if not paper and not before.endswith(("by", "by the")) and not _verbs().match(frame.tail(makers[-1], 16).lstrip()):
        return None
    near = next((slot for slot in frame.before(start) if slot.type in MADE), None)
    if near is None or len(gap := frame.gap(near.end, start)) > 40 or has_stop(gap):
        return None
    return near


def _told_by(frame: Frame, makers: tuple[Slot, ...], scene: Scene, focus: Focus) -> Slot | None:
    """The work that the item is about, where it stands before those who tell of it and they release nothing else."""
    work, start = focus.first, makers[0].mention.start
    if work is None or work.type not in WORKS or start <= work.mention.end:
        return None
    if frame.field == "opinion" and start < len(scene.item.title):
        return None
    return None if _objects(frame, makers[-1].end) else work


def _speaks_for(before: str, after: str, scene: Scene) -> bool:
    """True where an organisation between these words tells of its own paper or report."""
    if scene.item.kind == "paper" and _OPENING.search(before):
        return True
    return scene.item.kind in {"bullet", *_KINDS_OF_WORKS} and bool(_EDGE.search(before) and _AUTHORING.match(after))


def _by_site(frame: Frame, scene: Scene) -> Iterator[Claim]:
    """A report, paper or article on the site of an organisation that the item names."""
    for slot in frame.slots:
        if slot.type in WORKS and not slot.mention.surface[:1].islower():
            owner = scene.site_owner(slot.mention)
            if owner:
                yield Claim(frame, owner, "released", slot.id, slot.start, slot.end, slot.start, "release:site")


def _at_event(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """What a line of an item on an event opens with was shown there by its host."""
    line = focus.line
    if not focus.host or line is None or line not in frame.slots[:1] or line.type not in THINGS:
        return
    if scene.owns(focus.host, line.entity):
        yield Claim(frame, focus.host, "released", line.id, line.start, line.end, line.start, "release:event")
