"""Readings: which of several things of one name is meant.

Gemini is a model and an app, Cursor a company and its editor, 千问 a team, a model and an app: the words around the
name decide, then the names that stand in one list with it, then a fixed order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.extract_tokens import HAN_CHAR, Find, Scene
from ingest.gazetteer import Entry, Gazetteer, slug
from kg.model import EntityType
from kg.text import name_key

_SIDE = 60
_MAX_LIST = 30

_DOES_ZH = (
    "发布|推出|开源|上线|更新|宣布|公布|公开|发了|发的|提出|推送|带来|提供|收购|投资|开放|升级|支持|打造|透露|表示|计划|声称|达成|"
    "研发|清仓|起诉|裁员|联合|合作|披露|承认|考虑|正在|内部|斥资|入股|领投|融资|获得|完成|签署|聘请|任命|挖来|挖走|关闭|终止|停止|"
    "指控|否认|回应|试图|准备|打算|抽调|希望|认为|也在|开始|付|从|把|将|向|拟|用|加大|放出|自研|研究|走了|走的|还持续|原来|分享|推动|主导|"
    "牵头|为其背书|参与|加入|入局|跟进|认错|道歉|做的|的研究"
)
_FAINT_ZH = re.compile(r"\s*(?:用|从|把|将|向|支持|开始|上线|更新|升级|正在|获得|提供|研究|原来)")
_DOES_EN = (
    r"releas|launch|announc|introduc|unveil|open[- ]sourc|ship|debut|rais|acquir|partner|roll|publish|present|"
    r"report|develop|add|updat|propos|reveal|plan|sign|hire|invest|claim|said|says"
)
_ADVERBS = (
    r"(?:也|又|还|都|近日|最近|今日|今天|昨天|刚刚|正式|已经|已|将|会|同时|联合|首次|随后|再次|重磅|这周|本周|上周|现在|则|就|均|新|"
    r"\d{1,2}月(?:\d{1,2}[日号])?|[在与和针对为][^，。；：\n]{1,16}?)"
)
ACTS_ZH = re.compile(rf"\s*等?(?:（[^（）\n]{{0,40}}）|\([^()\n]{{0,40}}\))?\s*{_ADVERBS}{{0,3}}\s*(?:{_DOES_ZH})")
_ACTS_EN = re.compile(
    rf"\s+(?:(?:has|have|had|also|just|today|recently|officially|is|quietly|will|team|researchers|ceo)\s+){{0,3}}"
    rf"(?:{_DOES_EN})",
    re.IGNORECASE,
)
ACTS_EN = re.compile(
    r"(?:\s+\S+){0,6}?\s+(?:rais|secur|acquir|launch|releas|announc|introduc|unveil|integrat|partner|rolled|doubled|"
    r"open-sourc|valu|funding|revenue|\$\d)",
    re.IGNORECASE,
)
_COMPANY_BEHIND = re.compile(
    r"\s*(?:公司|集团|团队|官方|内部|股价|股票|估值|员工|创始人|联合创始人|CEO|CTO|COO|总部|旗下|研究员|研究人员|研究院|工程师|母公司|"
    r"市值|这边|一方|等公司|等大?厂|等巨头|(?:['’]s)?\s+(?:ceo|cto|team|researchers|employees|stock|valuation|founder|"
    r"co-founder|inc\b|labs?\b|engineers?))",
    re.IGNORECASE,
)
_COMPANY_BEFORE = re.compile(
    r"(?:收购|投资|入股|投资了|收购了|和|与|跟|向|由|来自|加入|离开|从|联合|对标|卖给|付|给|被|厂商|公司|巨头|"
    r"\b(?:by|from|acquir\w+|with|at|join\w*|backed|invest\w* in|founded|between|startup|company))\s*$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"亿|ARR|营收|估值|融资|市值|IPO|股|裁员|收购|投资|billion|million|valuation|revenue|funding|raised"
)
_MODEL_BEHIND = re.compile(
    r"\s*(?:系列|家族|架构|模型|大模型|基模|参数|权重|技术报告|微调|蒸馏|(?:model|models|weights|checkpoint|base|series|family|"
    r"architecture|fine-?tun\w+|variants?|\d+b)\b)",
    re.IGNORECASE,
)
_MODEL_BEFORE = re.compile(
    r"(?:模型|基于|微调|超越|超过|击败|打败|媲美|接近|直追|优于|\b(?:models?|like|than|beats?|outperform\w*|surpass\w*|on|using|"
    r"rival\w*|vs\.?|fine-?tun\w+))[\s的了]*$",
    re.IGNORECASE,
)
_PRODUCT_BEHIND = re.compile(
    r"\s*(?:app\b|应用|客户端|用户|里|中|上|网页版|插件|编辑器|订阅|桌面|移动端|平台|浏览器|之类|这类|这种|等工具|等产品|月活|日活|账号|功能|"
    r"(?:users?|desktop|subscri\w+|mobile|extension|plugin|web|interface|integration)\b)",
    re.IGNORECASE,
)
_PRODUCT_BEFORE = re.compile(
    r"(?:用|使用|类似|通过|打开|应用|工具|在|集成到|用户|产品|\b(?:via|through|in|use|app))\s*$", re.IGNORECASE
)
_JOIN = r"\s*(?:[、/，,&+]|和|与|及|以及|或|跟|and\b|or\b)\s*(?:and\s+|以及|和)?"
JOINER = re.compile(_JOIN)
_BRIDGED = re.compile(rf"{_JOIN}(?:[A-Z][\w.-]{{1,20}}(?: [A-Z][\w.-]{{1,20}}){{0,2}}{_JOIN}){{0,3}}")
_HEADING = re.compile(
    r"(工具|应用|产品|浏览器|平台|软件|apps?|tools?|products?)[^，。：:\n]{0,12}[：:]\s*$", re.IGNORECASE
)
_TRAILER = re.compile(
    r"\s*(?:(?:等等?|之类|这类|这样|为主)的?[^，。；、\n]{0,10}?(工具|应用|产品|浏览器|平台|软件|公司|厂商?|巨头|企业|机构|模型)|"
    r"(之类|这类)的)"
)
_ORDER: dict[frozenset[str], tuple[EntityType, ...]] = {
    frozenset({"company", "product"}): ("company", "product"),
    frozenset({"company", "model"}): ("company", "model"),
    frozenset({"model", "product"}): ("model", "product"),
}
_DEFAULT: tuple[EntityType, ...] = (
    "company", "model", "product", "institution", "person", "benchmark", "event", "paper", "report", "article",
)  # fmt: skip


class Readings:
    """Component: leaves one reading to each find.

    Parameters
    ----------
    gazetteer
        Tells which companies are named like the one thing they make: those may be meant as that thing.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        made: dict[str, list[Entry]] = defaultdict(list)
        for entry in gazetteer.entries:
            if entry.maker and entry.type in ("product", "model"):
                made[entry.maker].append(entry)
        self._twin: dict[str, Entry] = {}
        self._eponymous: set[str] = set()
        for entry in gazetteer.entries:
            if entry.type == "company":
                own = name_key(entry.name)
                self._twin[entry.id] = replace(
                    entry, id=f"product:{slug(entry.name)}", type="product", maker=entry.id, family=""
                )
                if all(own in name_key(thing.name) for thing in made[entry.id]):
                    self._eponymous.add(entry.id)

    def __call__(self, scene: Scene) -> None:
        """Choose, list by list."""
        finds = sorted(scene.finds, key=lambda find: find.start)
        before = {id(find): find.entries for find in finds}
        for chain in runs_of(scene, finds, bridged=True):
            self._choose(scene, chain)
        self._agree(scene, finds, before)
        for find in finds:
            if find.entries:
                find.type, find.name = find.entries[0].type, find.entries[0].name
        scene.finds = finds if scene.english else _one_name(scene, finds)

    def _choose(self, scene: Scene, chain: Sequence[Find]) -> None:
        """One reading for each find of a list; those that stand in one list tend to agree."""
        hint = self._hint(scene, chain)
        twins = [self._twins(find, hint) for find in chain]
        if all(len(_kinds(find)) == 1 and not twin for find, twin in zip(chain, twins, strict=True)):
            return
        votes = [_votes(scene, find) for find in chain]
        # First those of which the gazetteer knows several things, then companies that may stand for their product.
        for may_twin in (False, True):
            certain = [
                next(iter(_kinds(find))) if len(_kinds(find)) == 1 and not twin else None
                for find, twin in zip(chain, twins, strict=True)
            ]
            for i, find in enumerate(chain):
                if certain[i] is not None or bool(twins[i]) != may_twin:
                    continue
                score = Counter(votes[i])
                if hint:
                    score[hint] += 1.5
                for j, kind in enumerate(certain):
                    if kind is not None:
                        score[kind] += 1.0 if abs(i - j) == 1 else 0.5
                if len(chain) == 1:
                    score.update(_nearby(scene, find))
                for j, other in enumerate(votes):
                    if j != i and certain[j] is None and other:
                        best, weight = other.most_common(1)[0]
                        score[best] += 0.4 if weight >= 1 else 0.0
                find.entries = _best((*find.entries, *twins[i]), score, twin=bool(twins[i]), english=scene.english)
                twins[i] = ()

    def _agree(self, scene: Scene, finds: Sequence[Find], before: dict[int, tuple[Entry, ...]]) -> None:
        """One spelling means one thing in an item, unless the words beside one of them say otherwise."""
        same: dict[str, list[Find]] = defaultdict(list)
        for find in finds:
            if len({entry.type for entry in before[id(find)]}) > 1 or find.entries != before[id(find)]:
                same[name_key(scene.units.surface(find.start, find.end))].append(find)
        for group in same.values():
            if len(_kinds_of(group)) < 2:
                continue
            own = [_votes(scene, find) for find in group]
            total: Counter[EntityType] = Counter()
            for find, votes in zip(group, own, strict=True):
                total[find.entries[0].type] += 0.5 + max(0.0, votes[find.entries[0].type])  # type: ignore[assignment]
            best = max(total, key=lambda kind: (total[kind], -_DEFAULT.index(kind)))
            model = next(find.entries for find in group if find.entries[0].type == best)
            for find, votes in zip(group, own, strict=True):
                if votes[find.entries[0].type] < votes[best] + 1.5:
                    find.entries = model

    def _twins(self, find: Find, hint: EntityType | None) -> tuple[Entry, ...]:
        """Product readings of finds that the gazetteer knows as companies only."""
        if "product" in _kinds(find) or not find.entries:
            return ()
        return tuple(
            self._twin[entry.id]
            for entry in find.entries
            if entry.type == "company" and (hint == "product" or entry.id in self._eponymous)
        )

    def _hint(self, scene: Scene, chain: Sequence[Find]) -> EntityType | None:
        """What the heading or the trailer of a list calls its members: "…工具：A、B", "A、B之类的浏览器"."""
        first, last = scene.char_span(chain[0])[0], scene.char_span(chain[-1])[1]
        trailer = _TRAILER.match(scene.text, last, last + 40)
        word = (trailer[1] or trailer[2]) if trailer else ""
        if word in ("公司", "厂", "厂商", "巨头", "企业", "机构"):
            return "company"
        if word == "模型":
            return "model"
        return "product" if word or _HEADING.search(scene.text[max(0, first - 40) : first]) else None


def _nearby(scene: Scene, find: Find) -> Counter[EntityType]:
    """A faint vote for the type of the nearest model or product of the same sentence."""
    sentence_start, sentence_end = scene.char_span(find)
    sentence_start = max(scene.text.rfind(mark, 0, sentence_start) for mark in "。；\n，")
    ends = [at for mark in "。；\n，" if (at := scene.text.find(mark, sentence_end)) >= 0]
    sentence_end = min(ends, default=len(scene.text))
    votes: Counter[EntityType] = Counter()
    best = _SIDE * 2
    for other in scene.finds:
        if other is find or len(_kinds(other)) > 1:
            continue
        kind = next(iter(_kinds(other)))
        start, end = scene.char_span(other)
        if kind in ("model", "product") and start > sentence_start and end <= sentence_end:
            distance = abs(other.start - find.start)
            if distance < best:
                best, votes = distance, Counter({kind: 0.5})  # type: ignore[dict-item]
    return votes


def _one_name(scene: Scene, finds: Sequence[Find]) -> list[Find]:
    """ "AWS Bedrock", "Google Cloud Vertex AI": in Chinese a Latin maker and its product behind a space are one name."""
    joined: list[Find] = []
    for find in finds:
        last = joined[-1] if joined else None
        if last and last.end == find.start and find.type == "product" and find.entries and last.entries:
            gap = scene.text[scene.units.ends[last.end - 1] : scene.units.starts[find.start]]
            makers = {find.entries[0].maker}
            owners = {one for entry in last.entries for one in (entry.id, entry.maker)}
            if gap == " " and last.name.isascii() and makers & owners and scene.units.kinds[last.start] != HAN_CHAR:
                joined[-1] = replace(find, start=last.start)
                continue
        joined.append(find)
    return joined


def _best(entries: tuple[Entry, ...], score: Counter[EntityType], *, twin: bool, english: bool) -> tuple[Entry, ...]:
    """The readings of the type with the highest score; a fixed order breaks ties."""
    kinds = {entry.type for entry in entries}
    order = _ORDER.get(frozenset(kinds), _DEFAULT)
    if kinds == {"company", "product"} and not english and not twin:
        order = ("product", "company")
    if twin:
        score["company"] += 0.6
    best = max(kinds, key=lambda kind: (score[kind], -order.index(kind)))
    return tuple(entry for entry in entries if entry.type == best)


def _kinds_of(finds: Sequence[Find]) -> set[EntityType]:
    """Types of the first readings of several finds."""
    return {find.entries[0].type for find in finds}


def _kinds(find: Find) -> set[EntityType]:
    """Types of a find's readings."""
    return {entry.type for entry in find.entries} or {find.type}


def runs_of(scene: Scene, finds: Sequence[Find], *, bridged: bool = False) -> list[list[Find]]:
    """Finds in runs that only joiners part: "A、B和C" is one run; ``bridged`` admits unknown names between."""
    runs: list[list[Find]] = []
    for find in finds:
        if runs and len(runs[-1]) < _MAX_LIST and joined(scene, runs[-1][-1], find, bridged=bridged):
            runs[-1].append(find)
        else:
            runs.append([find])
    return runs


def joined(scene: Scene, left: Find, right: Find, *, bridged: bool = False) -> bool:
    """True where only "、", "和", "and" or the like stands between two finds."""
    if right.start < left.end:
        return False
    start, end = scene.units.ends[left.end - 1], scene.units.starts[right.start]
    if bridged:
        return end - start < 80 and bool(_BRIDGED.fullmatch(scene.text, start, end))
    return end - start < 12 and bool(JOINER.fullmatch(scene.text, start, end))


def _votes(scene: Scene, find: Find) -> Counter[EntityType]:
    """What the words beside a find say about its type."""
    votes: Counter[EntityType] = Counter()
    start, end = scene.char_span(find)
    text = scene.text
    before, after = text[max(0, start - _SIDE) : start], text[end : end + _SIDE]

    def vote(weight: float, *kinds: EntityType) -> None:
        for kind in kinds:
            votes[kind] += weight  # type: ignore[assignment]

    if ACTS_ZH.match(after) or _ACTS_EN.match(after):
        vote(1.2 if _FAINT_ZH.match(after) else 3.0, "company", "institution")
    if _COMPANY_BEHIND.match(after):
        vote(2, "company")
    if _COMPANY_BEFORE.search(before):
        vote(0.8, "company")
    if _MONEY.search(after[:24]) or _MONEY.search(before[-16:]):
        vote(0.7, "company")
    if re.match(r"的|['’]s\s", after):
        vote(0.8, "company")
    if _MODEL_BEHIND.match(after):
        vote(2, "model")
    if _MODEL_BEFORE.search(before):
        vote(0.7, "model")
    if _PRODUCT_BEHIND.match(after):
        vote(1.5, "product")
    if _PRODUCT_BEFORE.search(before):
        vote(0.8, "product")
    if re.search(r"(?:的|['’]s)\s*$", before) and any(entry.maker in scene.known for entry in find.entries):
        vote(0.6, "product", "model")
        vote(-1, "company")
    return votes
