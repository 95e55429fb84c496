"""Context: which doubtful spellings count, and which of several readings is meant.

Gemini is a model and an app, Cursor a company and its editor, 千问 a team, a model and an app: the words around the
name decide, then the names beside it, then a fixed order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ingest.extract_tokens import LATIN, NUMBER, Find, Scene, Units
from ingest.gazetteer import Entry, Gazetteer
from kg.model import EntityType

_WINDOW = 160
_SIDE = 60

RELEASE_ZH = (
    "发布|推出|开源|上线|更新|宣布|公布|公开|发了|发的|提出|推送|带来|提供|收购|投资|开放|升级|支持|打造|透露|表示|计划|"
    "声称|达成|研发|升级|清仓|起诉|裁员|联合|合作|披露|承认|考虑|正在|内部|斥资|"
    "入股|领投|融资|获得|完成|签署|聘请|任命|挖来|挖走|关闭|终止|停止|指控|否认|回应|试图|"
    "准备|打算|抽调|希望|认为|也在|开始|付|从|把|将|向|拟|用"
)
RELEASE_EN = (
    r"releas|launch|announc|introduc|unveil|open[- ]sourc|ship|debut|rais|acquir|partner|roll|publish|present|"
    r"report|develop|add|updat|propos|reveal|plan|sign|hire|invest|claim|said|says|and\s+\w+\s+(?:releas|announc)"
)
_ADVERBS = (
    r"(?:也|又|还|都|近日|最近|今日|今天|昨天|刚刚|正式|已经|已|将|会|同时|联合|首次|随后|再次|重磅|这周|本周|上周|"
    r"现在|则|就|均|新|\d{1,2}月(?:\d{1,2}[日号])?|在[^，。；：\n]{1,16}?|与[^，。；：\n]{1,16}?|和[^，。；：\n]{1,16}?|"
    r"针对[^，。；：\n]{1,16}?|为[^，。；：\n]{1,16}?|对[^，。；：\n]{1,16}?)"
)
_ACTS_ZH = re.compile(rf"\s*(?:（[^（）\n]{{0,40}}）|\([^()\n]{{0,40}}\))?\s*{_ADVERBS}{{0,3}}\s*(?:{RELEASE_ZH})")
_ACTS_EN = re.compile(
    rf"\s+(?:(?:has|have|had|also|just|today|recently|officially|is|quietly|will|team|researchers|ceo)\s+){{0,3}}"
    rf"(?:{RELEASE_EN})",
    re.IGNORECASE,
)
_COMPANY_BEHIND = re.compile(
    r"\s*(?:公司|集团|团队|官方|内部|股价|股票|估值|员工|创始人|联合创始人|CEO|CTO|COO|总部|旗下|研究员|研究人员|研究院|"
    r"工程师|母公司|市值|这边|一方|等公司|等大?厂|等巨头|"
    r"(?:'s|’s)?\s+(?:ceo|cto|team|researchers|employees|stock|valuation|founder|co-founder|inc\b|labs?\b|engineers?))",
    re.IGNORECASE,
)
_COMPANY_BEFORE = re.compile(
    r"(?:收购|投资|入股|投资了|收购了|和|与|跟|向|由|来自|加入|离开|从|联合|对标|卖给|付|给|被|"
    r"by|from|acquir\w+|with|at|join\w*|backed|invest\w* in|founded|between|startup|company|"
    r"厂商|公司|巨头|初创公司|创业公司|平台)\s*$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"亿|ARR|营收|估值|融资|市值|IPO|股|裁员|收购|投资|billion|million|valuation|revenue|funding|raised"
)
_MODEL_BEHIND = re.compile(
    r"\s*(?:系列|家族|架构|模型|大模型|基模|参数|权重|技术报告|微调|蒸馏|(?:model|models|weights|checkpoint|base|"
    r"series|family|architecture|fine-?tun\w+|variants?|\d+b\b))",
    re.IGNORECASE,
)
_MODEL_BEFORE = re.compile(
    r"(?:模型|大模型|基于|微调|超越|超过|击败|打败|媲美|接近|直追|优于|model|models|like|than|beats?|outperform\w*|"
    r"surpass\w*|on|using|rival\w*|vs\.?|fine-?tun\w+)[\s的了]*$",
    re.IGNORECASE,
)
_PRODUCT_BEHIND = re.compile(
    r"\s*(?:app\b|应用|客户端|用户|里|中|上|网页版|插件|编辑器|订阅|桌面|移动端|平台|浏览器|之类|这类|这种|等工具|等产品|月活|日活|"
    r"账号|功能|users?\b|desktop|subscri\w+|mobile|extension|plugin|web\b|interface|integration)",
    re.IGNORECASE,
)
_PRODUCT_BEFORE = re.compile(
    r"(?:用|使用|类似|通过|打开|应用|工具|在|集成到|工具：|用户|产品|via|through|in|use|app)\s*$", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:[、/，,&+]|和|与|及|以及|或|跟|\band\b|\bor\b)\s*(?:and\s+|以及|和)?")


class Context:
    """Component: drops weak finds without support and leaves one reading to each find.

    Parameters
    ----------
    gazetteer
        Tells who makes what and who owns which address.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        makes: dict[str, set[str]] = {}
        for entry in gazetteer.entries:
            for owner in (entry.maker, entry.family):
                if owner:
                    makes.setdefault(owner, set()).add(entry.id)
        self._makes = makes

    def known_in(self, finds: Iterable[Find], owners: Iterable[Entry] = ()) -> frozenset[str]:
        """Ids that an item speaks of for certain: strong finds, who makes them, and owners of its links."""
        ids: set[str] = set()
        for find in finds:
            entries = find.entries or ((find.base,) if find.base else ())
            if not find.weak:
                for entry in entries:
                    ids.update(self._up(entry))
        for entry in owners:
            ids.update(self._up(entry))
        ids.discard("")
        return frozenset(ids)

    def _up(self, entry: Entry) -> Iterable[str]:
        """An entry's id, its maker's and its family's."""
        yield entry.id
        yield entry.maker
        yield entry.family

    def __call__(self, scene: Scene, finds: list[Find]) -> list[Find]:
        """The finds that count, each with one reading."""
        kept = []
        for find in finds:
            if find.weak:
                entries = tuple(entry for entry in find.entries if self._supported(scene, find, entry))
                if not entries:
                    continue
                find.entries, find.doubt = entries, 0.2
            kept.append(find)
        kept.sort(key=lambda f: f.start)
        self._choose(scene, kept)
        return kept

    def _supported(self, scene: Scene, find: Find, entry: Entry) -> bool:
        """Whether anything about the item says that a weak spelling means `entry`."""
        start, end = scene.char_span(find)
        surface = scene.units.text[start:end]
        if not _case_agrees(scene.units, find, surface, entry):
            return False
        if entry.id in scene.known or entry.maker in scene.known or entry.family in scene.known:
            return True
        if not scene.known.isdisjoint(self._makes.get(entry.id, ())):
            return True
        if entry.context and _has_word(scene.folded[max(0, start - _WINDOW) : end + _WINDOW], entry.context, surface):
            return True
        if entry.type == "company" and len(surface) > 2:
            return bool(_ACTS_ZH.match(scene.units.text[end : end + _SIDE]) and _clause_start(scene.units.text, start))
        return False

    def _choose(self, scene: Scene, finds: list[Find]) -> None:
        """Leave one reading to each find; those that stand in one list agree."""
        votes = [self._votes(scene, find) for find in finds]
        for i, find in enumerate(finds):
            if len({entry.type for entry in find.entries}) < 2:
                continue
            score = Counter(votes[i])
            for step in (-1, 1):
                j, hops = i + step, 0
                while (
                    0 <= j < len(finds)
                    and hops < 6
                    and _beside(scene.units, finds[min(j, j - step)], finds[max(j, j - step)])
                ):
                    kinds = {entry.type for entry in finds[j].entries} or {finds[j].type}
                    if len(kinds) == 1:
                        score[next(iter(kinds))] += 1.0 if hops == 0 else 0.5
                    elif votes[j]:
                        best, weight = votes[j].most_common(1)[0]
                        score[best] += 0.4 if weight > 0 else 0.0
                    j, hops = j + step, hops + 1
            find.entries = _best(find.entries, score)
        for find in finds:
            if find.entries:
                find.type, find.name = find.entries[0].type, find.entries[0].name

    def _votes(self, scene: Scene, find: Find) -> Counter[EntityType]:
        """What the words beside a find say about its type."""
        votes: Counter[EntityType] = Counter()
        if len({entry.type for entry in find.entries}) < 2:
            return votes
        start, end = scene.char_span(find)
        text = scene.units.text
        before, after = text[max(0, start - _SIDE) : start], text[end : end + _SIDE]
        if _ACTS_ZH.match(after) or _ACTS_EN.match(after):
            acts = 3.0 if not re.match(r"\s*(?:用|从|把|将|向|支持|开始|上线|更新|升级|正在)", after) else 1.2
            votes["company"] += acts
            votes["institution"] += acts
        if _COMPANY_BEHIND.match(after):
            votes["company"] += 2
        if _COMPANY_BEFORE.search(before):
            votes["company"] += 0.8
        if _MONEY.search(after[:24]) or _MONEY.search(before[-16:]):
            votes["company"] += 0.7
        owned = re.match(r"(?:的|['’]s\s+)\s*", after)
        if owned:
            votes["company"] += 0.8
        if _MODEL_BEHIND.match(after):
            votes["model"] += 2
        if _MODEL_BEFORE.search(before):
            votes["model"] += 0.7
        if _PRODUCT_BEHIND.match(after):
            votes["product"] += 1.5
        if _PRODUCT_BEFORE.search(before):
            votes["product"] += 0.8
        if re.search(r"(?:的|['’]s)\s*$", before):
            makers = {entry.maker for entry in find.entries if entry.maker in scene.known}
            if makers:
                votes["product"] += 0.6
                votes["model"] += 0.6
                votes["company"] -= 1
        return votes


_ORDER: dict[frozenset[str], tuple[EntityType, ...]] = {
    frozenset({"company", "product"}): ("product", "company"),
    frozenset({"company", "model"}): ("company", "model"),
    frozenset({"model", "product"}): ("model", "product"),
}
_DEFAULT: tuple[EntityType, ...] = (
    "company", "model", "product", "institution", "person", "benchmark", "event", "paper", "report", "article",
)  # fmt: skip


def _best(entries: tuple[Entry, ...], score: Counter[EntityType]) -> tuple[Entry, ...]:
    """The readings of the type with the highest score; a fixed order breaks ties."""
    kinds = frozenset(entry.type for entry in entries)
    order = _ORDER.get(kinds, _DEFAULT)
    best = max(kinds, key=lambda kind: (score[kind], -order.index(kind)))
    return tuple(entry for entry in entries if entry.type == best)


def _beside(units: Units, left: Find, right: Find) -> bool:
    """True where only a joiner stands between two finds."""
    gap = units.text[units.ends[left.end - 1] : units.starts[right.start]]
    return len(gap) < 12 and bool(_JOINED.fullmatch(gap))


def _clause_start(text: str, start: int) -> bool:
    """True where a clause begins at `start`."""
    return start == 0 or text[start - 1] in "\n。；，：、！？ -"


def _has_word(window: str, words: tuple[str, ...], surface: str) -> bool:
    """Whether one of the words begins in the window, not inside a longer Latin word."""
    for word in words:
        at = window.find(word)
        while at >= 0:
            latin = word[0].isascii() and word[0].isalnum()
            if not (latin and at and window[at - 1].isascii() and window[at - 1].isalpha()):
                return True
            at = window.find(word, at + 1)
    return False


def _case_agrees(units: Units, find: Find, surface: str, entry: Entry) -> bool:
    """A weak Latin spelling must be written as listed; small letters will do only between Chinese words."""
    if not surface.isascii() or not any(letter.isalpha() for letter in surface):
        return True
    compact = re.sub(r"[\s-]", "", surface)
    spelled = {re.sub(r"[\s-]", "", alias) for alias in entry.spellings}
    if compact in spelled:
        return True
    start, end = find.start, find.end
    chinese = not (start and units.kinds[start - 1] == LATIN) and not (end < len(units) and units.kinds[end] == LATIN)
    if compact.islower():
        return chinese and len(compact) > 1 and units.kinds[start] in (LATIN, NUMBER)
    return compact.casefold() in {alias.casefold() for alias in spelled} and len(compact) > 3
