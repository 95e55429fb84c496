"""Cues: what the words beside a name say about it, and which names stand in one list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest.extract.units import Find, Sheet
from kg.model import EntityType

Votes = Mapping[EntityType, float]

_SIDE = 60
_MAX_LIST = 30
_DOES_ZH = (
    "发布|推出|开源|上线|更新|宣布|公布|公开|发了|发的|提出|推送|带来|提供|收购|投资|开放|升级|支持|打造|透露|表示|计划|声称|达成|"
    "研发|清仓|起诉|裁员|联合|合作|披露|承认|考虑|正在|内部|斥资|入股|领投|融资|获得|完成|签署|聘请|任命|挖来|挖走|关闭|终止|停止|"
    "指控|否认|回应|试图|准备|打算|抽调|希望|认为|也在|开始|付|从|把|将|向|拟|用|加大|放出|自研|研究|走了|走的|还持续|原来|分享|推动|主导|"
    "牵头|拿了|拿下|为其背书|参与|加入|入局|跟进|认错|道歉|做的|的研究"
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
    r"\s*(?:app\b|应用|客户端|用户|里(?!程)|中(?![国文心标])|上(?![市线涨升调新周架海个一年])|网页版|插件|编辑器|订阅|桌面|移动端|平台|浏览器|之类|这类|这种|等工具|等产品|月活|日活|账号|功能|也?下线|回答|聊天|"
    r"(?:users?|desktop|subscri\w+|mobile|extension|plugin|web|interface|integration)\b)",
    re.IGNORECASE,
)
_PRODUCT_BEFORE = re.compile(
    r"(?:用|使用|类似|通过|打开|应用|工具|集成到|用户|产品|\b(?:via|through|in|use|app))\s*$", re.IGNORECASE
)
_JOIN = r"\s*(?:[、/，,&+]|和|与|及|以及|或|跟|and\b|or\b)\s*(?:and\s+|以及|和)?"
JOINER = re.compile(_JOIN)
_BRIDGED = re.compile(rf"{_JOIN}(?:[A-Z][\w.-]{{1,20}}(?: [A-Z][\w.-]{{1,20}}){{0,2}}{_JOIN}){{0,3}}")


def votes_of(sheet: Sheet, find: Find) -> Votes:
    """What the words beside a find say about its type."""
    votes: defaultdict[EntityType, float] = defaultdict(float)
    start, end = sheet.char_span(find)
    text = sheet.text
    before, after = text[max(0, start - _SIDE) : start], text[end : end + _SIDE]

    def vote(weight: float, *kinds: EntityType) -> None:
        for kind in kinds:
            votes[kind] += weight

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
    if re.search(r"(?:的|['’]s)\s*$", before) and any(entry.maker in sheet.known for entry in find.entries):
        vote(0.6, "product", "model")
        vote(-1, "company")
    return votes


def runs_of(sheet: Sheet, finds: Sequence[Find], *, bridged: bool = False) -> list[list[Find]]:
    """Finds in runs that only joiners part: "A、B和C" is one run; ``bridged`` admits unknown names between."""
    runs: list[list[Find]] = []
    for find in finds:
        if runs and len(runs[-1]) < _MAX_LIST and joined(sheet, runs[-1][-1], find, bridged=bridged):
            runs[-1].append(find)
        else:
            runs.append([find])
    return runs


def joined(sheet: Sheet, left: Find, right: Find, *, bridged: bool = False) -> bool:
    """True where only "、", "和", "and" or the like stands between two finds."""
    if right.start < left.end:
        return False
    start, end = sheet.units.ends[left.end - 1], sheet.units.starts[right.start]
    if bridged:
        return end - start < 80 and bool(_BRIDGED.fullmatch(sheet.text, start, end))
    return end - start < 12 and bool(JOINER.fullmatch(sheet.text, start, end))
