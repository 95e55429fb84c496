"""Deals between organisations: who bought, funded, joined with whom, and who went public."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.relate.claim import Claim, claims
from ingest.relate.focus import Focus
from ingest.relate.frame import BOTH, ORGANISATIONS, THINGS, WORKS, Frame, Slot, has_comma, has_stop
from ingest.relate.scene import Scene
from ingest.relate.vocabulary import words_for
from kg.model import EntityType

_PARTY: frozenset[EntityType] = frozenset({*ORGANISATIONS, "product"})
_TABLE = "relate_deals"
_INVESTMENTS = ("invests", "buys_shares", "leads_round", "takes_part", "led")
_LEADING = frozenset({"leads_round", "takes_part"})
_ALLIANCES = ("together", "partnered", "hand_in_hand", "holds_hands")
_NOUN_BEFORE = re.compile(r"(?:这次|该|此次|本次|的|这笔|对外|私人|笔|次|总)[\s]*$")
_NOUN_AFTER = re.compile(r"^(?:的(?!是)|规模|人|者|方|额|回报|组合|银行|案|价|\s?round)")
_IS = re.compile(r"^(?:的|方)?(?:是|为|包括|有)")
_STAKE = re.compile(
    r"(?:保留|持有|获得|拿下|占有?|\bholds?|\bowns?|\bretains?)[^，。；]{0,8}[%％][^，。；]{0,6}(?:股份|股权"
    r"|stake)",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"(?:由|获得?|来自|拿到)[\s“\"]*$|\b(?:led by|from|backed by|by"
    r"|investors? including)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LED_AFTER = re.compile(r"^[^，。；]{0,12}?(?:领投|投资|注资|跟投|参投|入股|融资)")
_WITH = re.compile(r"(?:和|与|跟|同|携手|联合|联手|\bwith)[\u4e00-\u9fff]{0,4}[\s“\"]*$", re.IGNORECASE)
_SUPPORT = re.compile(r"^\s?(?:等)?[^，。；]{0,8}?(?:背书|加入支持|首批合作|成为[^，。；]{0,6}(?:伙伴|客户))")
_PARTNER_NOUN = re.compile(r"(?:合作伙伴|合作方|战略伙伴|伙伴|\bpartners?)[\s：:“\"]*$", re.IGNORECASE)
_TRADE = re.compile(r"(?P<prep>从|向|给)[^，。；的]{0,6}$")
_TRADE_AFTER = re.compile(r"^[^，。；]{0,4}?(?:采购|购买|订购|锁定|租用|租赁|供货|供应)|^，?[^。；]{0,4}?用于")
_TARGETS: frozenset[EntityType] = frozenset({*_PARTY, "model"})
_PASSIVE = re.compile(r"被[\s“\"]*$")
_TOWARDS = re.compile(r"[向对给][\s“\"]*$")
_SUM_NEXT = re.compile(r"\s?[\d一二两三四五六七八九十百千数$€£约超近]")
_BY_NEXT = re.compile(r"\s+by\s")
RECEIVER_REACH = 24
RAISED_REACH = 80
LISTED_REACH = 30


def deal_rules(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """Acquisitions, investments, partnerships and listings that the sentence states."""
    yield from _bought(frame, focus)
    yield from _invested(frame, scene, focus)
    yield from _held(frame, scene, focus)
    yield from _raised(frame, focus)
    yield from _partnered(frame, scene, focus)
    yield from _listed(frame)


# Who is on either side of a word


def _ids(slots: Iterable[Slot]) -> tuple[str, ...]:
    """Ids of names, each once."""
    return tuple(dict.fromkeys(slot.id for slot in slots))


def _doers(frame: Frame, position: int, focus: Focus) -> tuple[str, ...]:
    """Who acts before a word: the organisations of its clause, else the first of the sentence, else whoever acts."""
    first: Slot | None = None
    for slot in frame.before(position):
        gap = frame.gap(slot.end, position)
        if has_stop(gap):
            break
        if slot.type not in _PARTY:
            continue
        group = frame.group(slot, _PARTY)
        if frame.governed(slot) or _WITH.search(frame.lead(slot, 4)):
            # Of "A和B" it is only B that "和" stands before.
            if len(group) > 1 and not frame.governed(group[0]):
                return _ids(peer for peer in group if peer.end <= position)
        elif not has_comma(gap):
            return _ids(peer for peer in group if peer.end <= position)
        elif slot.type in ORGANISATIONS:
            first = slot
    return _ids(frame.group(first, ORGANISATIONS)) if first is not None else focus.agents


def _receivers(frame: Frame, position: int, reach: int = RECEIVER_REACH) -> tuple[Slot, ...]:
    """The organisations or things behind a word in its clause."""
    slot = next(frame.after(position), None)
    if slot is None or slot.type not in _TARGETS:
        return ()
    gap = frame.gap(position, slot.start)
    if has_comma(gap) or len(gap) > reach:
        return ()
    return tuple(peer for peer in frame.group(slot, _TARGETS) if peer.start >= slot.start)


def _organisations(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Those that are organisations."""
    return tuple(slot for slot in slots if slot.type in ORGANISATIONS)


def _other_of_title(scene: Scene, known: Iterable[str]) -> tuple[str, ...]:
    """The one organisation that the title names beside those known; () where there are several."""
    others = set(scene.title_organisations) - set(known)
    return tuple(others) if len(others) == 1 else ()


# Bought


def _bought(frame: Frame, focus: Focus) -> Iterator[Claim]:
    """A acquires B; B is acquired by A."""
    for verb in words_for(_TABLE, "acquired", besides=r"\bacquisition:").finditer(frame.words):
        if _NOUN_BEFORE.search(frame.words[max(0, verb.start() - 4) : verb.start()]) and "of" not in verb.group():
            continue
        near = next(frame.before(verb.start()), None)
        if near is not None and _PASSIVE.search(frame.lead(near, 4)):
            sold = _doers(frame, near.start, focus)[:1]
            yield from claims(frame, (near.id,), "acquired", sold, (near.start, verb.end()), "acquired:passive")
        elif _BY_NEXT.match(frame.words[verb.end() : verb.end() + 5]):
            buyers = _ids(_receivers(frame, verb.end() + 3))
            sold = _doers(frame, verb.start(), focus)[:1]
            yield from claims(frame, buyers, "acquired", sold, verb.span(), "acquired:passive")
        else:
            buyers = _doers(frame, verb.start(), focus)
            for slot in _receivers(frame, verb.end()):
                yield from claims(frame, buyers, "acquired", (slot.id,), (verb.start(), slot.end), "acquired:verb")


# Invested in


def _invested(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """A invests in B."""
    for verb in words_for(_TABLE, *_INVESTMENTS).finditer(frame.words):
        if not _invests(frame, verb):
            continue
        if verb.lastgroup in _LEADING:
            yield from _led(frame, verb, focus)
        elif funded := _funded_behind(frame, verb):
            givers = _doers(frame, verb.start(), focus)
            for slot in funded:
                span = (verb.start(), max(verb.end(), slot.end))
                yield from claims(frame, givers, "invested_in", (slot.id,), span, "invested:verb")
        else:
            yield from _funded_elsewhere(frame, verb, scene, focus)


def _invests(frame: Frame, verb: re.Match[str]) -> bool:
    """False for a noun ("这笔投资"), and for "led" or "参与" without a round of funding."""
    if _NOUN_AFTER.match(frame.words[verb.end() :]) or _NOUN_BEFORE.search(frame.words[: verb.start()]):
        return False
    if verb.lastgroup == "led":
        return bool(words_for(_TABLE, "raised").search(frame.words[verb.end() :]))
    return verb.lastgroup != "takes_part" or bool(words_for(_TABLE, "raised").search(frame.words))


def _funded_behind(frame: Frame, verb: re.Match[str]) -> tuple[Slot, ...]:
    """Whom a verb of investing names behind it; "买入" and "认购" say so only of shares."""
    funded = _organisations(_receivers(frame, verb.end(), 30))
    if verb.lastgroup == "buys_shares":
        return tuple(slot for slot in funded if "股" in frame.tail(slot, 6))
    return funded


def _funded_elsewhere(frame: Frame, verb: re.Match[str], scene: Scene, focus: Focus) -> Iterator[Claim]:
    """Whom "向B投资" names before the verb; "陆续投资1千亿美元" leaves it to the title."""
    near = next(frame.before(verb.start()), None)
    if near is not None and _TOWARDS.search(frame.lead(near, 3)):
        givers = _doers(frame, near.start, focus)
        yield from claims(frame, givers, "invested_in", (near.id,), (near.start, verb.end()), "invested:verb")
        return
    givers = _doers(frame, verb.start(), focus)
    if len(givers) == 1 and _SUM_NEXT.match(frame.words[verb.end() :]):
        yield from claims(frame, givers, "invested_in", _other_of_title(scene, givers), verb.span(), "invested:title")


def _led(frame: Frame, verb: re.Match[str], focus: Focus) -> Iterator[Claim]:
    """A leads the round of B, who is named before or acts in the item; "领投的是A"."""
    behind = _funded_behind(frame, verb)
    if behind:
        span = (verb.start(), max(verb.end(), behind[-1].end))
        if _IS.match(frame.words[verb.end() :]):
            givers, funded = _ids(behind), focus.agents[:1]
        else:
            givers, funded = _doers(frame, verb.start(), focus), _ids(behind[:1])
        yield from claims(frame, givers, "invested_in", funded, span, "invested:led")
        return
    start = frame.clause_start(verb.start())
    near = next((s for s in frame.before(verb.start()) if s.start >= start and s.type in ORGANISATIONS), None)
    if near is not None:
        group = frame.group(near, ORGANISATIONS)
        earlier = tuple(slot.id for slot in frame.slots if slot.type == "company" and slot.end <= start)[:1]
        funded = earlier if earlier and words_for(_TABLE, "raised").search(frame.words) else focus.agents[:1]
        yield from claims(frame, _ids(group), "invested_in", funded, (group[0].start, verb.end()), "invested:led")


def _held(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """A holds a share of B."""
    for share in _STAKE.finditer(frame.words):
        givers = _doers(frame, share.start(), focus)[:1]
        held = tuple(slot.id for slot in _receivers(frame, share.end(), 8) if slot.type in _PARTY)
        held = held or _other_of_title(scene, givers)
        yield from claims(frame, givers, "invested_in", held, share.span(), "invested:stake")


def _raised(frame: Frame, focus: Focus) -> Iterator[Claim]:
    """B raises money from A."""
    for word in words_for(_TABLE, "raised").finditer(frame.words):
        for group in frame.groups(ORGANISATIONS):
            first, last = group[0], group[-1]
            if abs(first.start - word.start()) <= RAISED_REACH and _is_source(frame, group):
                start = min(word.start(), first.start)
                funded = _doers(frame, start, focus)[:1]
                span = (start, max(word.end(), last.end))
                yield from claims(frame, _ids(group), "invested_in", funded, span, "invested:raised")


def _is_source(frame: Frame, group: tuple[Slot, ...]) -> bool:
    """True where money comes from a list of organisations ("由A领投", "led by A")."""
    by = _LED_BY.search(frame.lead(group[0], 24))
    if by is None:
        return False
    return by.group()[0] not in "由获来拿" or bool(_LED_AFTER.match(frame.tail(group[-1], 20)))


# Partnered with


def _partnered(frame: Frame, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """A and B work together."""
    for word in words_for(_TABLE, *_ALLIANCES).finditer(frame.words):
        yield from _allies(_alliance(frame, word), scene, focus)
    for slot in frame.slots:
        if slot.type in ORGANISATIONS:
            yield from _partner(frame, slot, scene, focus)


@dataclass(frozen=True, slots=True)
class _Alliance:
    """A word for working together, and the organisations on either side of it in its clause, nearest first."""

    frame: Frame
    word: re.Match[str]
    left: tuple[Slot, ...]
    right: tuple[Slot, ...]

    @property
    def hand_in_hand(self) -> bool:
        """True for a word that says with whom right behind it."""
        return self.word.lastgroup == "hand_in_hand"

    @property
    def of_both(self) -> bool:
        """True where the clause says "双方" and names nobody."""
        start = self.frame.clause_start(self.word.start())
        return not self.left and not self.right and bool(BOTH.search(self.frame.words[start : self.word.start()]))


def _alliance(frame: Frame, word: re.Match[str]) -> _Alliance:
    """The organisations on either side of a word for working together."""
    start = frame.clause_start(word.start())
    left = tuple(s for s in frame.before(word.start()) if s.type in ORGANISATIONS and s.start >= start)
    attributive = frame.words.startswith("的", word.end())
    right = () if attributive else _organisations(_receivers(frame, word.end(), 8))
    # English says with whom behind "with".
    if word.group()[0].isascii():
        link = next((slot for slot in frame.after(word.end()) if slot.type in ORGANISATIONS), None)
        if link is not None and _WITH.search(frame.lead(link, 8)):
            right = tuple(slot for slot in frame.group(link, ORGANISATIONS) if slot.start >= link.start)
        elif word.lastgroup == "partnered":
            right = ()
    return _Alliance(frame, word, left, right)


def _allies(alliance: _Alliance, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """The parties of a word for working together."""
    frame, word = alliance.frame, alliance.word
    if alliance.of_both:
        # "双方达成合作": who they are stands in the title.
        if len(pair := scene.title_organisations) == 2:
            yield from claims(frame, pair[:1], "partnered_with", pair[1:], word.span(), "partner:both")
    elif alliance.left:
        yield from _allies_of(alliance, focus)
    elif alliance.right and (alliance.hand_in_hand or word.lastgroup == "holds_hands"):
        yield from claims(frame, focus.agents[:1], "partnered_with", _ids(alliance.right), word.span(), "partner:verb")


def _allies_of(alliance: _Alliance, focus: Focus) -> Iterator[Claim]:
    """With whom the organisation before a word for working together does so."""
    frame, word, near, right = alliance.frame, alliance.word, alliance.left[0], alliance.right
    if alliance.hand_in_hand and not right and (aside := _in_bracket_behind(frame, word)):
        yield from claims(frame, (near.id,), "partnered_with", _ids(aside), word.span(), "partner:aside")
        return
    group = [slot for slot in frame.group(near, ORGANISATIONS) if slot.end <= word.start()]
    if len(group) > 1:
        span = (group[0].start, word.end())
        rest = (slot.id for slot in group[1:])
        yield from claims(frame, (group[0].id,), "partnered_with", rest, span, "partner:pair")
    elif right and not has_comma(frame.gap(word.end(), right[0].start)):
        span = (near.start, right[-1].end)
        yield from claims(frame, (near.id,), "partnered_with", _ids(right), span, "partner:verb")
    elif _WITH.search(frame.lead(near, 6)):
        further = alliance.left[1:]
        hosts = (further[0].id,) if further else _doers(frame, near.start - 1, focus)[:1]
        yield from claims(frame, hosts, "partnered_with", (near.id,), (near.start, word.end()), "partner:with")


def _in_bracket_behind(frame: Frame, word: re.Match[str]) -> tuple[Slot, ...]:
    """Whom a bracket behind the word names: "联合几家芯片厂（Nvidia、AMD等）"."""
    end = frame.clause_end(word.end())
    return _organisations(slot for slot in frame.slots if slot.aside > word.end() and slot.end <= end)


def _partner(frame: Frame, slot: Slot, scene: Scene, focus: Focus) -> Iterator[Claim]:
    """A backs what B does; a partner of A: B; A buys from B."""
    group = frame.group(slot, ORGANISATIONS)
    partners = _ids(group)
    before, after = frame.lead(slot, 10), frame.tail(group[-1], 16)
    span = (slot.start, group[-1].end)
    if group[0] is slot and _SUPPORT.match(after):
        hosts = tuple(agent for agent in focus.agents[:1] if agent not in partners)
        yield from claims(frame, hosts, "partnered_with", partners, span, "partner:support")
    elif _PARTNER_NOUN.search(before):
        hosts = _doers(frame, slot.start - 1, focus)[:1] or focus.agents[:1]
        if hosts and focus.agents and scene.entities[hosts[0]].type not in ORGANISATIONS:
            hosts = focus.agents[:1]
        yield from claims(frame, hosts, "partnered_with", partners, span, "partner:noun")
    elif _TRADE.search(before) and _TRADE_AFTER.match(after) and words_for(_TABLE, "paid").search(frame.words):
        hosts = _doers(frame, slot.start, focus)[:1]
        yield from claims(frame, hosts, "partnered_with", (slot.id,), span, "partner:trade")


# Went public


def _listed(frame: Frame) -> Iterator[Claim]:
    """A goes public."""
    for verb in words_for(_TABLE, "listed").finditer(frame.words):
        for slot in frame.before(verb.start()):
            gap = frame.gap(slot.end, verb.start())
            if has_stop(gap) or slot.type in THINGS | WORKS or len(gap) > LISTED_REACH:
                break
            if slot.type == "company" and not frame.governed(slot):
                for peer in frame.group(slot, {"company"}):
                    yield Claim(frame, peer.id, "ipo", peer.id, peer.start, verb.end(), verb.start(), "ipo:verb")
                break
