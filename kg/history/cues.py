"""Words that tell what kind of event a sentence speaks of, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

EventKind = Literal[
    "release", "investment", "acquisition", "partnership", "ipo", "paper", "report", "incident", "people", "legal",
    "comparison", "mention",
]  # fmt: skip
EVENT_KINDS: tuple[EventKind, ...] = (
    "release", "investment", "acquisition", "partnership", "ipo", "paper", "report", "incident", "people", "legal",
    "comparison", "mention",
)  # fmt: skip

# (kind, weight, words in Chinese, words in English): the more a word leaves open what was done, the less it weighs.
_CUES: tuple[tuple[EventKind, float, str, str], ...] = (
    (
        "acquisition", 4.0,
        "收购|并购|买下|买了|吞并|囊中|有了新东家|出价",
        r"acqui(?:re[sd]?|ring|sitions?)|buy(?:s|ing)?|bought|takeover|merge[sdr]?",
    ),
    (
        "ipo", 3.5,
        "招股|聆讯|科创板|创业板|港交所|纽交所|上市(?:申请|辅导|首日|计划|进程)|(?:提交|申请|筹备|启动).{0,6}上市"
        "|(?:港股|美股|A股|赴港|赴美)上市|敲钟|挂牌上市|登陆(?:科创|港|纳斯|纽交|资本)",
        r"IPO|(?:go|goes|going|went) public|public offering|S-1|listing on|filed? to list",
    ),
    (
        "legal", 2.6,
        "起诉|诉讼|状告|告上|诉(?=[A-Z])|一案|官司|法院|法官|法庭|裁决|判决|胜诉|败诉|和解|禁令|罚款|被罚|反垄断|调查令|侵权"
        "|行政令|法案|州法|立法|出口管制|监管|禁售|版权方|盗版|签署[^，。]{0,24}(?:法|令|SB)|发改委|允许[^，。]{0,24}出口"
        "|获批[^，。]{0,8}(?:出售|出口|客户)",
        r"su(?:es|ed|ing)|law ?suits?|courts?|settle(?:s|d|ments?)?|judge|ruling|antitrust|infring\w+|plaintiffs?"
        r"|regulat(?:ors?|ion|es|ed)|executive order|ban(?:s|ned)?|cease-and-desist|copyrights?|subpoena\w*|fair use"
        r"|court order|rights ?holders?|barred|estate",
    ),
    (
        "incident", 2.4,
        "宕机|故障|泄[露漏]|外泄|入侵|攻击|漏洞|服务中断|瘫痪|报错|打不开|间谍|降智|变笨|停电|事故|崩溃|翻车|被黑|强制下线|封号"
        "|一度暂停|大面积|误删|拆穿|投毒",
        r"outages?|breach(?:ed|es)?|vulnerabilit\w+|leak(?:s|ed)|incidents?|attack(?:s|ed|er)?"
        r"|crash(?:es|ed)?|went down|prompt injection|postmortem|hacked|recall(?:s|ed)|misrepresentation",
    ),
    (
        "people", 2.4,
        "离职|出任|任命|辞职|裁员|挖走|挖角|跳槽|卸任|接任|接替|掌舵|转投|年度人物|逝世|去世|加盟|新任|换帅|抽调"
        "|加入(?=(?:OpenAI|Meta|Google|谷歌|微软|苹果|xAI|Anthropic|小米|字节|阿里|腾讯))",
        r"hire[sd]|appoint(?:s|ed)?|resign\w*|steps? down|laid off|layoffs?|depart(?:s|ed|ure)|joins? as"
        r"|job cuts|ousted|named? (?:as )?(?:CEO|chief)|leaves",
    ),
    (
        "investment", 2.3,
        r"融资|领投|跟投|入股|募资|募集|筹集|注资|老股|投资(?!人|者|界|圈|与|\s*&|决策)|投入[^，。]{0,8}[亿美元]|[A-H]轮|种子轮"
        r"|认股权|普通股|清仓|持股|股权|减持|(?<!\d)估值",
        r"raise[sd]?|funding|Series [A-H]|round|invest(?:s|ed|ing|ments?)?|valuation|valued at|stake|plans to spend"
        r"|shares for|sold its",
    ),
    (
        "partnership", 2.2,
        "合作(?!伙伴)|携手|联手|签约|签下|再签|合约|合同|扩容协议|联盟|意向书|备忘录|达成[^，。]{0,16}(?:协议|交易|合作)|接入|合资"
        "|捐给|授权协议|锁定[^，。]{0,16}算力|购买[^，。]{0,14}算力|扩大使用|首个客户|进驻",
        r"partner(?:s|ed|ship|ships|ing)?|agree(?:s|d|ment|ments)?|deals?|team(?:s|ed)? up|collaborat\w+|sign(?:s|ed)"
        r"|memorandum|letters? of intent|join(?:s|ed)?|alliance|joint(?:ly)?|contract"
        r"|licens(?:e|es|ed|ing) (?:deal|agree|more)\w*",
    ),
    ("partnership", 1.2, "双方|两家公司|三家公司", r"the two companies"),
    ("paper", 2.4, r"论文|登上\s*Nature", r"arXiv|papers?|preprint|peer.?reviewed"),
    ("paper", 1.0, "技术报告", r"tech(?:nical)? report"),
    (
        "report", 2.3,
        "(?<!技术)报告|白皮书|财报|财年|调研|调查(?!令)|问卷|年度回顾|指数(?!级)|盘点|使用数据|公布了?一组|技术博客|工程博客|市值",
        r"(?:the|an?|its|this|annual|full|new|latest|AI|index) report|report on|survey(?:s|ed)?|white ?paper|index"
        r"|earnings|fiscal|market value|State of|recap(?:s|ped)?"
        r"|stud(?:y|ies)|statistics|explains? why",
    ),
    ("report", 1.7, r"收入|营收|季度|统计|同比", r"revenue|ARR|run.rate|quarter"),
    (
        "release", 2.0,
        "(?<!的)发布(?!会|当天)|推出|开源(?!模型|软件|社区)|上线|放出|亮相|开售|开卖|端出|正式可用|公测|面世|上架|问世",
        r"launch(?:es|ed|ing)?|releas(?:es|ed|e)|unveil(?:s|ed)?|introduc(?:es|ed|ing)|debut(?:s|ed)?"
        r"|roll(?:s|ed|ing)? out|ship(?:s|ped)|open[- ]sourced?|put out|generally available",
    ),
    (
        "release", 1.0,
        "更新|升级|升到|开放|支持|展示|亮出|搬上|装进|加上|新增|免费|拿出|带来|转正|端上|开始试点|搭载|预订|扩大到|公开了|换上",
        r"show(?:s|ed)?|open(?:s|ed)|brought|adds?|update[sd]?|available|publish(?:es|ed)|got a new|preview|gained"
        r"|made .{0,30}free|out (?:this|the same) week",
    ),
    ("release", 0.6, "宣布|公布", r"announc(?:es|ed|ing)"),
)  # fmt: skip
_CUE = tuple(
    # Between a Han character and a letter there is no \b.
    (kind, weight, re.compile(rf"{chinese}|(?<![A-Za-z0-9-])(?:{english})(?![A-Za-z0-9])", re.IGNORECASE))
    for kind, weight, chinese, english in _CUES
)

_SECTIONS: tuple[tuple[EventKind, float, str], ...] = (
    ("paper", 3.0, r"论文|\bpapers?\b"),
    ("report", 1.2, r"报告|\bresearch\b|\breports?\b"),
    ("release", 1.6, r"产品|模型|发布|新品|工具|软件|\bproducts?\b|\bmodels?\b|\breleases?\b|\blaunches\b"),
    ("investment", 0.8, r"投资|融资|商业|\bfunding\b|\bbusiness\b|\bmoney\b|\bdeals?\b"),
    ("legal", 1.2, r"版权|政策|监管|法律|\blaw\b|\blegal\b|\bpolicy\b|\bcopyright\b|\bregulation\b"),
    ("incident", 0.6, r"安全|\bsecurity\b|\bsafety\b"),
)
_SECTION = tuple((kind, weight, re.compile(words, re.IGNORECASE)) for kind, weight, words in _SECTIONS)

_LIKENED_BEFORE = re.compile(
    r"(?:对标|对比|相比|相对于|相较于|类似(?:于)?|好比|超过|超越|越过|反超|领先|击败|打败|胜过|追平|比肩|媲美|逼近|接近|低于|高于|约为|不到|相当于"
    r"|不如|不及|不输|压过|看齐|有别于|区别于|叫板|碾压|抗衡|挑战|替代)(?:了|过|于)?(?:[^，。；、：]{0,6}的|自家|当时的)?"
    r"|\b(?:than|versus|vs\.?|beat(?:s|ing)?|rivals?|ahead of|compared (?:with|to)|compet(?:es|ing) with|outperform\w*"
    r"|surpass\w*|unlike|similar to|on par with)(?: the)?",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"[ “\"（(]{0,2}(?:[A-Za-z0-9.‑+-]+[ ,，、和与及]{1,2}|[\u4e00-\u9fff]{2,4}[、和与及]){0,8}$"
)  # other names may stand before it
_GROUND = re.compile(
    r"(?:基于|建立在|构建于|借助|利用|\b(?:based|built|running|runs) on|\bon top of|\bpowered by)[^，。；,.;、]{0,10}$",
    re.IGNORECASE,
)
_LIST_OF_RIVALS = re.compile(r"(?:对手|竞品|劲敌|同类|\brivals\b|\bcompetitors\b)[^。！？\n]{0,40}$", re.IGNORECASE)
_FACED = re.compile(r"(?:比|与|和|跟|像|同|[Oo]ver|[Aa]gainst|[Bb]ehind)[ “\"（(]{0,2}$")
_FACED_AFTER = re.compile(
    r"^(?:[^，。；,.;]{0,12}?(?:相比|同级|持平|更|[快慢便低高强少多]了?[一二三两几\d]|相当|比下去)|[：:])"
)
_MEASURED = re.compile(
    r"^(?:的(?:约|近|不到)?(?:\d[\d.]*[%％分倍成]|[一二两三四五六七八九十]+(?:倍|成|分之))"
    r"|(?:的|相近|同等)?水平|的(?:同类|对手|竞争|竞品)|之后的?答卷|克隆|翻版|替代品|平替|杀手|[ -]clone)"
)


def cue_weights(text: str) -> Mapping[EventKind, float]:
    """How strongly the words of `text` speak of each kind of event (weights about 1 … 4, absent kinds left out).

    >>> dict(cue_weights("高通宣布收购Arduino"))
    {'acquisition': 4.0, 'release': 0.6}
    """
    found: dict[EventKind, float] = {}
    for kind, weight, pattern in _CUE:
        if pattern.search(text):
            found[kind] = max(found.get(kind, 0.0), weight)
    return found


def section_weights(section: str) -> Mapping[EventKind, float]:
    """What the title of a section leads one to expect.

    >>> dict(section_weights("产品与模型"))
    {'release': 1.6}
    """
    return {kind: weight for kind, weight, pattern in _SECTION if pattern.search(section)}


def is_likened(before: str, after: str) -> bool:
    """Whether a name that stands between `before` and `after` is only what something else is measured by.

    >>> is_likened("速度比", "快一倍"), is_likened("英伟达与", "签署意向书"), is_likened("略低于", "的77.2%")
    (True, False, True)
    """
    if _MEASURED.search(after) or _LIST_OF_RIVALS.search(before):
        return True
    if _FACED.search(before):
        return _FACED_AFTER.search(after) is not None
    return any(_OPEN_END.match(before, match.end()) for match in _LIKENED_BEFORE.finditer(before))


def is_ground(before: str) -> bool:
    """Whether a name that stands behind `before` is only what something else is built on.

    >>> is_ground("看着更多还是基于"), is_ground("研究者发布")
    (True, False)
    """
    return _GROUND.search(before) is not None
