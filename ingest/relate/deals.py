"""Deals between organisations: who bought, funded, joined with whom, and who went public."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.relate.frame import BOTH, ORGANISATIONS, THINGS, WORKS, Frame, Slot, has_comma, has_stop
from ingest.relate.scene import Found, Scene
from kg.model import EntityType, Predicate

_PARTY: frozenset[EntityType] = frozenset({*ORGANISATIONS, "product"})
_ACQUIRE = re.compile(
    r"收购|并购|买下|吞并|全资控股|\bacquir(?:es?|ed)\b|\bbuy(?:s|ing)\b|\bbought\b|\bacquisition(?: of\b|:)"
    r"|\bto buy\b|\btakeover of\b",
    re.I,
)
_INVEST = re.compile(
    r"投资了?|买入|认购了?|参与|作为新股东|出资|\bput(?:s|ting)?\b(?=[^.;\n]{0,40}\binto\b)|\bpour(?:s|ed"
    r"|ing)?\b|领投"
    r"|跟投|参投|入股|注资|战略投资|\binvest(?:s|ed|ing)?\b(?: up to)?|\bbacks\b"
    r"|\bled\b|\bleads\b"
    r"|\bfunds\b",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(r"(?:这次|该|此次|本次|的|这笔|对外|私人|笔|次|总)[\s]*$")
_NOUN_AFTER = re.compile(r"^(?:的(?!是)|规模|人|者|方|额|回报|组合|银行|案|价|\s?round)")
_LEADS = frozenset({"领投", "跟投", "参投", "参与", "出资", "作为新股东"})
_IS = re.compile(r"^(?:的|方)?(?:是|为|包括|有)")
_STAKE = re.compile(
    r"(?:保留|持有|获得|拿下|占有?|\bholds?|\bowns?|\bretains?)[^，。；]{0,8}[%％][^，。；]{0,6}(?:股份|股权"
    r"|stake)",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"融资|获投|募资|筹集|轮承诺|估值|投后|投前|[A-H]轮|\brais(?:es|ed|ing)\b|\bsecur(?:es|ed)\b"
    r"|\bfunding\b",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"(?:由|获得?|来自|拿到)[\s“\"]*$|\b(?:led by|from|backed by|by"
    r"|investors? including)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LED_AFTER = re.compile(r"^[^，。；]{0,12}?(?:领投|投资|注资|跟投|参投|入股|融资)")
_TOGETHER = re.compile(
    r"合作|联手|携手|达成[^，。；]{0,24}(?:协议|交易|合约|联盟)|(?:有|签)[^，。；]{0,10}(?:协议|交易)"
    r"|一起(?:做|开发|研究|研发|推出|发布|训练)|联合(?!国|创始|创办|领投|跟投|投资|起诉|抵制|声明|署名)|结盟"
    r"|签署|签订|签约|签下[^，。；]{0,24}(?:合同|合约|大单)|合资|\bjoint venture\b|牵手"
    r"|共同(?!点|富裕|投资)"
    r"|\bpartner(?:s|ed|ing)? with\b|\bpartnerships?\b|\bteam(?:s|ed|ing)? up\b|\bcollaborat\w{1,6}\b"
    r"|\bjoin(?:s|ed)? forces\b"
    r"|\balliance\b"
    r"|\bs(?:igns?|igned|truck)\b[^.;\n]{0,48}?\b(?:agreements?|contracts?|deals?|pact|memorandum|partnership)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"(?:和|与|跟|同|携手|联合|联手|\bwith)[\u4e00-\u9fff]{0,4}[\s“\"]*$", re.IGNORECASE)
_SUPPORT = re.compile(r"^\s?(?:等)?[^，。；]{0,8}?(?:背书|加入支持|首批合作|成为[^，。；]{0,6}(?:伙伴|客户))")
_PARTNER_NOUN = re.compile(r"(?:合作伙伴|合作方|战略伙伴|伙伴|\bpartners?)[\s：:“\"]*$", re.IGNORECASE)
_TRADE = re.compile(r"(?P<prep>从|向|给)[^，。；的]{0,6}$")
_TRADE_AFTER = re.compile(r"^[^，。；]{0,4}?(?:采购|购买|订购|锁定|租用|租赁|供货|供应)|^，?[^。；]{0,4}?用于")
_PAID = re.compile(r"付|支付|购买|采购|锁定|订购|租")
_IPO = re.compile(
    r"(?<![A-Za-z])IPO(?![A-Za-z])|(?<!未)上市(?!后|公司)|招股书|挂牌|敲钟|登陆(?:科创板|创业板|港股|港交所"
    r"|美股|纳斯达克|纽交所|北交所|A股)|聆讯|过会|\bgo(?:es|ing)? public\b"
    r"|\bwent public\b"
    r"|\bstock market debut\b",
    re.IGNORECASE,
)


def deal_rules(frame: Frame, scene: Scene) -> Iterator[Found]:
    """Acquisitions, investments, partnerships and listings that the sentence states."""
    yield from _bought(frame, scene)
    yield from _invested(frame, scene)
    yield from _funded(frame, scene)
    yield from _partnered(frame, scene)
    yield from _listed(frame, scene)


def _doer(frame: Frame, position: int, scene: Scene) -> tuple[Slot, ...] | tuple[str, ...]:
    """Organisations that act before a verb: of its clause, else the first of the sentence."""
    first: Slot | None = None
    for slot in frame.before(position):
        gap = frame.gap(slot.end, position)
        if has_stop(gap):
            break
        if (
            slot.type not in _PARTY
            or frame.governed(slot)
            or _WITH.search(frame.flat[max(0, slot.start - 4) : slot.start])
        ):
            group = frame.group(slot, _PARTY)
            if slot.type in _PARTY and len(group) > 1 and not frame.governed(group[0]):
                return tuple(s for s in group if s.end <= position)
            continue
        if not has_comma(gap):
            return tuple(s for s in frame.group(slot, _PARTY) if s.end <= position)
        if slot.type in ORGANISATIONS:
            first = slot
    return frame.group(first, ORGANISATIONS) if first is not None else scene.agents


def _ids(doers: tuple[Slot, ...] | tuple[str, ...]) -> tuple[str, ...]:
    """Ids of slots, or the ids themselves."""
    return tuple(dict.fromkeys(doer if isinstance(doer, str) else doer.id for doer in doers))


def _receiver(frame: Frame, position: int, limit: int = 24) -> tuple[Slot, ...]:
    """The organisations or things behind a verb in its clause."""
    slot = next(frame.after(position), None)
    if slot is None or slot.type not in _PARTY | {"model"}:
        return ()
    gap = frame.gap(position, slot.start)
    if has_comma(gap) or len(gap) > limit:
        return ()
    return tuple(s for s in frame.group(slot, _PARTY | {"model"}) if s.start >= slot.start)


def _each(
    frame: Frame,
    subjects: tuple[str, ...],
    predicate: Predicate,
    objects: tuple[str, ...],
    span: tuple[int, int],
    rule: str,
) -> Iterator[Found]:
    """Every subject with every object."""
    for subject in subjects:
        for target in objects:
            if subject != target:
                yield Found(frame, subject, predicate, target, span[0], span[1], span[0], rule)


def _bought(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A acquires B; B is acquired by A."""
    for match in _ACQUIRE.finditer(frame.words):
        if _NOUN_BEFORE.search(frame.words[max(0, match.start() - 4) : match.start()]) and "of" not in match.group():
            continue
        near = next(frame.before(match.start()), None)
        led = near is not None and re.search(r"被[\s“\"]*$", frame.flat[max(0, near.start - 4) : near.start])
        after = frame.words[match.end() : match.end() + 5]
        if led and near is not None:
            sold = _ids(_doer(frame, near.start, scene))
            yield from _each(frame, (near.id,), "acquired", sold[:1], (near.start, match.end()), "acquired:passive")
        elif re.match(r"\s+by\s", after):
            buyer = _receiver(frame, match.end() + 3)
            sold = _ids(_doer(frame, match.start(), scene))
            yield from _each(frame, _ids(buyer), "acquired", sold[:1], (match.start(), match.end()), "acquired:passive")
        else:
            bought = _receiver(frame, match.end())
            makers = _ids(_doer(frame, match.start(), scene))
            for slot in bought:
                yield from _each(frame, makers, "acquired", (slot.id,), (match.start(), slot.end), "acquired:verb")


def _invested(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A invests in B."""
    for match in _INVEST.finditer(frame.words):
        if _NOUN_AFTER.match(frame.words[match.end() :]) or _NOUN_BEFORE.search(frame.words[: match.start()]):
            continue
        funded = tuple(s for s in _receiver(frame, match.end(), 30) if s.type in ORGANISATIONS)
        givers = _ids(_doer(frame, match.start(), scene))
        if match.group().lower() in {"led", "leads"} and not _RAISED.search(frame.words[match.end() :]):
            continue
        if match.group()[:2] in {"买入", "认购"}:
            funded = tuple(slot for slot in funded if "股" in frame.flat[slot.end : slot.end + 6])
        if match.group() in {"参与", "出资", "作为新股东"} and not _RAISED.search(frame.words):
            continue
        if match.group() in _LEADS:
            yield from _led(frame, match, funded, givers, scene)
            continue
        if not funded:
            # "向B投资" names B before the verb; "陆续投资1千亿美元" leaves it to the title.
            near = next(frame.before(match.start()), None)
            if near is not None and re.search(r"[向对给][\s“\"]*$", frame.flat[max(0, near.start - 3) : near.start]):
                funded = (near,)
                givers = _ids(_doer(frame, near.start, scene))
            elif len(givers) == 1 and re.match(
                r"\s?[\d一二两三四五六七八九十百千数$€£约超近]", frame.words[match.end() :]
            ):
                others = set(scene.title_organisations) - set(givers)
                if len(others) == 1:
                    yield from _each(
                        frame, givers, "invested_in", tuple(others), (match.start(), match.end()), "invested:title"
                    )
                continue
        for slot in funded:
            low, high = min(match.start(), slot.start), max(match.end(), slot.end)
            yield from _each(frame, givers, "invested_in", (slot.id,), (low, high), "invested:verb")


def _led(
    frame: Frame, match: re.Match[str], behind: tuple[Slot, ...], givers: tuple[str, ...], scene: Scene
) -> Iterator[Found]:
    """A leads the round of B, who is named before or is whom the item is about; "领投的是A"."""
    span = (match.start(), max(match.end(), behind[-1].end if behind else 0))
    start = frame.clause_start(match.start())
    near = [slot for slot in frame.before(match.start()) if slot.start >= start and slot.type in ORGANISATIONS]
    if behind and _IS.match(frame.words[match.end() :]):
        yield from _each(frame, _ids(behind), "invested_in", scene.agents[:1], span, "invested:led")
    elif behind:
        yield from _each(frame, givers, "invested_in", _ids(behind[:1]), span, "invested:led")
    elif near:
        group = frame.group(near[0], ORGANISATIONS)
        funded = next((s.id for s in frame.slots if s.type == "company" and s.end <= start), "")
        held = (funded,) if funded and _RAISED.search(frame.words) else scene.agents[:1]
        yield from _each(frame, _ids(group), "invested_in", held, (group[0].start, match.end()), "invested:led")


def _funded(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A holds a share of B; B raises money from A."""
    for match in _STAKE.finditer(frame.words):
        givers = _ids(_doer(frame, match.start(), scene))[:1]
        held = tuple(s.id for s in _receiver(frame, match.end(), 8) if s.type in _PARTY)
        others = set(scene.title_organisations) - set(givers)
        if not held and len(others) == 1:
            held = tuple(others)
        yield from _each(frame, givers, "invested_in", held, (match.start(), match.end()), "invested:stake")
    for match in _RAISED.finditer(frame.words):
        for slot in frame.slots:
            if slot.type not in ORGANISATIONS or abs(slot.start - match.start()) > 80:
                continue
            group = frame.group(slot, ORGANISATIONS)
            led = _LED_BY.search(frame.flat[max(0, slot.start - 24) : slot.start])
            if led and led.group()[0] in "由获来拿" and not _LED_AFTER.match(frame.flat[group[-1].end :][:20]):
                led = None
            if group[0] is slot and led:
                funded_ids = _ids(_doer(frame, min(match.start(), slot.start), scene))[:1]
                span = (min(match.start(), slot.start), max(match.end(), group[-1].end))
                yield from _each(frame, _ids(group), "invested_in", funded_ids, span, "invested:raised")


def _partnered(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A and B work together."""
    for match in _TOGETHER.finditer(frame.words):
        yield from _allies(frame, match, scene)
    for slot in frame.slots:
        if slot.type not in ORGANISATIONS:
            continue
        group = frame.group(slot, ORGANISATIONS)
        before, after = frame.flat[max(0, slot.start - 10) : slot.start], frame.flat[group[-1].end : group[-1].end + 16]
        span = (slot.start, group[-1].end)
        if group[0] is slot and _SUPPORT.match(after):
            hosts = tuple(agent for agent in scene.agents[:1] if agent not in _ids(group))
            yield from _each(frame, hosts, "partnered_with", _ids(group), span, "partner:support")
        elif _PARTNER_NOUN.search(before):
            hosts = _ids(_doer(frame, slot.start - 1, scene))[:1] or scene.agents[:1]
            if hosts and scene.agents and scene.entities[hosts[0]].type not in ORGANISATIONS:
                hosts = scene.agents[:1]
            yield from _each(frame, hosts, "partnered_with", _ids(group), span, "partner:noun")
        elif _TRADE.search(before) and _TRADE_AFTER.match(after) and _PAID.search(frame.words):
            hosts = _ids(_doer(frame, slot.start, scene))[:1]
            yield from _each(frame, hosts, "partnered_with", (slot.id,), span, "partner:trade")


def _allies(frame: Frame, match: re.Match[str], scene: Scene) -> Iterator[Found]:
    """The parties of a word for working together."""
    start = frame.clause_start(match.start())
    near = [s for s in frame.before(match.start()) if s.type in ORGANISATIONS and s.start >= start]
    span = (match.start(), match.end())
    attributive = frame.words.startswith("的", match.end())
    right = () if attributive else tuple(s for s in _receiver(frame, match.end(), 8) if s.type in ORGANISATIONS)
    if match.group().lower().startswith(("partner", "team", "collab", "join", "alli", "sign", "struck")):
        link = next((s for s in frame.after(match.end()) if s.type in ORGANISATIONS), None)
        if link is not None and _WITH.search(frame.flat[max(0, link.start - 8) : link.start]):
            right = tuple(s for s in frame.group(link, ORGANISATIONS) if s.start >= link.start)
        elif match.group().lower().startswith("partner"):
            right = ()
    if not near and not right and BOTH.search(frame.words[start : match.start()]):
        # "双方达成合作": who they are stands in the title.
        pair = scene.title_organisations
        if len(pair) == 2:
            yield from _each(frame, pair[:1], "partnered_with", pair[1:], span, "partner:both")
        return
    if match.group() in {"联合", "携手", "联手"} and near and not right:
        # "联合几家芯片厂（Nvidia、AMD等）": the bracket says who.
        end = frame.clause_end(match.end())
        right = tuple(s for s in frame.slots if s.aside > match.end() and s.end <= end and s.type in ORGANISATIONS)
        if right:
            yield from _each(frame, (near[0].id,), "partnered_with", _ids(right), span, "partner:aside")
            return
    if not near:
        if right and match.group() in {"联合", "携手", "联手", "牵手"}:
            yield from _each(frame, scene.agents[:1], "partnered_with", _ids(right), span, "partner:verb")
        return
    group = [s for s in frame.group(near[0], ORGANISATIONS) if s.end <= match.start()]
    if len(group) > 1:
        rest = tuple(s.id for s in group[1:])
        yield from _each(frame, (group[0].id,), "partnered_with", rest, (group[0].start, match.end()), "partner:pair")
    elif right and not has_comma(frame.gap(match.end(), right[0].start)):
        yield from _each(
            frame, (near[0].id,), "partnered_with", _ids(right), (near[0].start, right[-1].end), "partner:verb"
        )
    elif _WITH.search(frame.flat[max(0, near[0].start - 6) : near[0].start]):
        hosts = (near[1].id,) if len(near) > 1 else _ids(_doer(frame, near[0].start - 1, scene))[:1]
        yield from _each(frame, hosts, "partnered_with", (near[0].id,), (near[0].start, match.end()), "partner:with")


def _listed(frame: Frame, scene: Scene) -> Iterator[Found]:
    """A goes public."""
    for match in _IPO.finditer(frame.words):
        for slot in frame.before(match.start()):
            gap = frame.gap(slot.end, match.start())
            if has_stop(gap) or slot.type in THINGS | WORKS or len(gap) > 30:
                break
            if slot.type == "company" and not frame.governed(slot):
                for peer in frame.group(slot, {"company"}):
                    yield Found(frame, peer.id, "ipo", peer.id, peer.start, match.end(), match.start(), "ipo:verb")
                break
