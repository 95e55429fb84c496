"""Who released what: release verbs in Chinese and English, "A's B", "B by A", and whose site a report stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.relate.frame import MADE, ORGANISATIONS, REACH, THINGS, WORKS, Frame, Slot, has_comma, has_stop
from ingest.relate.scene import Found, Scene

_VERB = re.compile(
    r"(?:发布|推出|开源|上线|更新|公布|公开|宣布|提供|升级|放出|打造|研发|自研|提出|增加|新增|发表|推广|带来"
    r"|端出|拿出|亮出|发出|捧出|披露|曝光|上新|开放|预告|分发|发售"
    r"|展示|面世|亮相|开售|首发|官宣|搭配有?|包括|包含"
    r"|(?<![开研激触爆启引并首转颁突散蒸出])发(?=了|的|过|布会?|[“\"《\ue000 ]))"
    r"(?:并(?:开源|发布|上线))?(?:了|过|出了?)?"
    r"|\b(?:releas(?:es|ed|ing)|launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?|introduc(?:es|ed|ing)|announc(?:es|ed|ing)"
    r"|open[- ]?sourc(?:es|ed|ing)|ship(?:s|ped|ping)|debut(?:s|ed)|roll(?:s|ed|ing) out|publish(?:es|ed)"
    r"|drop(?:s|ped)"
    r"|present(?:s|ed)|puts? out|opens|opened|showcas(?:es|ed)|updat(?:es|ed)|previewe?[ds]|add(?:s|ed)|built"
    r"|develop(?:s|ed)"
    r"|reveal(?:s|ed))\b",
    re.IGNORECASE,
)
_WEAK = re.compile(r"^(?:搭配|包括|包含|增加|新增|更新|升级|add|updat)", re.IGNORECASE)
_NOUN_AFTER = re.compile(r"^(?:会|后|前|时|之后|之前|以来|日期|节奏|方|渠道|状态|notes?\b)")
_NOUN_BEFORE = re.compile(r"(?:的|次|这个|该|其)$")
_OTHER_NEWS = re.compile(
    r"收购|投资|合作|达成|加入|起诉|裁员|停止|使用|允许|扩大|采购|起诉|计划|聘|任命|离职|入股|融资|结盟"
    r"|\b(?:acqui|invest|partner|deal|fund|raise|rais"
    r"|merge|layoff)",
    re.I,
)
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
_OPENING = re.compile(r"[：:][\s“\"*]*$")


def release_rules(frame: Frame, scene: Scene) -> Iterator[Found]:
    """Releases that the sentence states, by verb, possession, agent and authorship."""
    yield from _by_verb(frame, scene)
    yield from _by_noun(frame, scene)
    yield from _by_possession(frame, scene)
    yield from _by_agent(frame, scene)
    yield from _by_site(frame, scene)
    if scene.host and scene.line is not None and scene.line in frame.slots[:1] and scene.line.type in THINGS:
        line = scene.line
        if scene.owns(scene.host, line.entity):
            yield Found(frame, scene.host, "released", line.id, line.start, line.end, line.start, "release:event")


def _by_verb(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A releases B; B is released."""
    for match in _VERB.finditer(frame.words):
        if _NOUN_AFTER.match(frame.words[match.end() : match.end() + 8]):
            continue
        weak = bool(_WEAK.match(match.group()))
        things = _objects(frame, match.end())
        makers = _agents(frame, match.start(), scene)
        if things and not makers and not weak:
            makers = _continued(frame, match.start(), scene)
        if things and not makers and weak:
            makers = (scene.host,) if scene.host else scene.agents
            things = tuple(
                thing for thing in things if scene.host or any(thing.entity.maker == maker for maker in makers)
            )
        if not things:
            yield from _intransitive(frame, match, scene)
            continue
        announced = match.group().startswith(("宣布", "annou", "Annou"))
        if announced and _OTHER_NEWS.search(frame.words[match.end() : things[0].start]):
            continue
        for maker in makers:
            for thing in things:
                if thing.id != maker and not (weak and not scene.owns(maker, thing.entity)):
                    yield Found(
                        frame, maker, "released", thing.id, frame.clause_start(match.start()), thing.end, match.start(),
                        "release:verb",
                    )  # fmt: skip
        if makers:
            scene.agents = makers


def _objects(frame: Frame, position: int) -> tuple[Slot, ...]:
    """What stands behind a release verb: the first made thing of the clause, and its list."""
    at = position
    for slot in frame.after(position):
        gap = frame.gap(at, slot.start)
        whole = frame.gap(position, slot.start)
        if len(whole) > 48 or has_stop(gap.replace("：", "").replace(":", "")):
            return ()
        if at == position and _ITS_FIRST.match(gap):
            gap = gap.replace(",", "").replace("，", "")
        listed = at == position and _LIST_COLON.match(gap)
        if has_comma(gap) and not (listed and (_MANY.search(gap) or len(frame.group(slot, MADE)) > 1)):
            return ()
        if slot.type in MADE and not _ADJUNCT.search(gap):
            tail = frame.gap(slot.end, min(len(frame.flat), slot.end + 3))
            following = next((s for s in frame.after(slot.end)), None)
            owner = following is not None and following.type in MADE and frame.gap(slot.end, following.start) == "的"
            if not owner or not tail.startswith("的"):
                return tuple(s for s in frame.group(slot, MADE) if s.start >= slot.start)
        at = slot.end
    return ()


def _agents(frame: Frame, position: int, scene: Scene) -> tuple[str, ...]:
    """Who stands before a verb in its clause."""
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


def _continued(frame: Frame, position: int, scene: Scene) -> tuple[str, ...]:
    """Who acts in a clause that names nobody: the sentence's first organisation, or the item's agent."""
    start = frame.clause_start(position)
    prefix = frame.gap(start, position)
    if len(prefix) > 12 or not _BARE_CLAUSE.match(prefix):
        return ()
    for slot in frame.slots:
        if slot.end > start:
            break
        if slot.type in ORGANISATIONS and slot.aside < 0 and not frame.governed(slot):
            return tuple(dict.fromkeys(s.id for s in frame.group(slot, ORGANISATIONS)))
    return scene.agents


def _intransitive(frame: Frame, match: re.Match[str], scene: Scene) -> Iterator[Found]:
    """B is released, where its maker is named in the item; A released the thing that the item is about."""
    if _WEAK.match(match.group()) or _NOUN_BEFORE.search(frame.words[: match.start()]):
        return
    near = next(frame.before(match.start()), None)
    if near is None:
        return
    gap = frame.gap(near.end, match.start())
    ended = _CLAUSE_ENDS.match(frame.words[match.end() :])
    if ended and near.type in MADE and len(gap) <= 12 and not has_comma(gap) and not frame.governed(near):
        maker = near.entity.maker
        if maker and maker in scene.present:
            yield Found(frame, maker, "released", near.id, near.start, match.end(), match.start(), "release:thing")


def _by_noun(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A with the … release of B ("OAI用GPT-5糟糕的发布")."""
    for match in _NOMINAL.finditer(frame.words):
        things = [slot for slot in frame.before(match.start()) if match.start() - slot.end <= 8][:1]
        for thing in things:
            for slot in frame.before(thing.start):
                gap = frame.gap(slot.end, thing.start)
                if has_comma(gap) or len(gap) > 8:
                    break
                if thing.type in MADE and slot.type in ORGANISATIONS and scene.owns(slot.id, thing.entity):
                    yield Found(
                        frame, slot.id, "released", thing.id, slot.start, match.end(), match.start(), "release:noun"
                    )
                    break


def _by_possession(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A's B, A B, and A's report B."""
    for left, right in zip(frame.slots, frame.slots[1:], strict=False):
        if left.type not in ORGANISATIONS or right.type not in MADE or left.aside != right.aside:
            continue
        if not scene.owns(left.id, right.entity):
            continue
        gap = frame.gap(left.end, right.start)
        if _POSSESSIVE.match(gap):
            rule = "release:possession"
        elif right.type in THINGS and gap.strip() == "" and len(gap) <= 1:
            rule = "release:prefix"
        elif right.type in WORKS and _REPORT_OF.match(gap):
            rule = "release:report"
        else:
            continue
        for thing in frame.group(right, MADE):
            if thing.start >= right.start and scene.owns(left.id, thing.entity):
                yield Found(frame, left.id, "released", thing.id, left.start, thing.end, thing.start, rule)


def _by_agent(frame: Frame, scene: Scene) -> Iterator[Found]:
    """B by A, B由A推出, and for papers and reports "B：A提出…"."""
    for slot in frame.slots:
        if slot.type not in ORGANISATIONS:
            continue
        peers = frame.group(slot, ORGANISATIONS)
        if peers[0] is not slot:
            continue
        before = frame.flat[max(0, slot.start - 24) : slot.start]
        after = frame.flat[peers[-1].end : peers[-1].end + 16]
        thing: str = ""
        rule = "release:agent"
        if _PASSIVE.search(before) and not after.startswith(("'s", "’s", "的")):
            near = next((s for s in frame.before(slot.start) if s.type in MADE), None)
            short = near is not None and len(frame.gap(near.end, slot.start)) <= 40
            paper = scene.item.kind in {"paper", "reading"} and before.rstrip().lower().endswith(("from", "from the"))
            by = paper or before.rstrip().lower().endswith(("by", "by the")) or _VERB.match(after.lstrip()) is not None
            if by and near is not None and short and not has_stop(frame.gap(near.end, slot.start)):
                thing = near.id
        elif _speaks_for(before, after, scene):
            made = _objects(frame, peers[-1].end)
            topic = scene.topics[0] if scene.topics else None
            behind = frame.start + slot.start >= len(scene.item.title) or frame.field == "text"
            if (
                topic is not None
                and topic.type in WORKS
                and behind
                and not made
                and slot.mention.start > topic.mention.end
            ):
                thing, rule = topic.id, "release:author"
        if thing:
            for peer in peers:
                if peer.id != thing:
                    yield Found(frame, peer.id, "released", thing, slot.start, peers[-1].end, slot.start, rule)


def _speaks_for(before: str, after: str, scene: Scene) -> bool:
    """True where an organisation between these words tells of its own paper or report."""
    if scene.item.kind == "paper" and _OPENING.search(before):
        return True
    return scene.item.kind in {"paper", "reading", "bullet"} and bool(_EDGE.search(before) and _AUTHORING.match(after))


def _by_site(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A report, paper or article on the site of an organisation that the item names."""
    for slot in frame.slots:
        if slot.type in WORKS and not slot.mention.surface[:1].islower():
            owner = scene.owner_of(slot.mention)
            if owner:
                yield Found(frame, owner, "released", slot.id, slot.start, slot.end, slot.start, "release:site")
