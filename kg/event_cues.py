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

# (kind, weight, words): the more a word leaves open what was done ("宣布", "new"), the less it weighs.
_CUES: tuple[tuple[EventKind, float, str], ...] = (
    ("acquisition", 3.0, r"收购|并购|买下|买了|吞并|囊中|\bacqui(?:re[sd]?|ring|sitions?)\b|\bbuy(?:s|ing)?\b|\bbought\b"
                         r"|\btakeover\b|\bmerge[sdr]?\b|有了新东家|出价"),
    ("ipo", 3.5, r"\bIPO\b|招股|聆讯|科创板|港交所|纽交所|上市(?:申请|辅导|首日|计划|进程)|(?:提交|申请|筹备|启动).{0,6}上市"
                 r"|(?:港股|美股|A股|赴港|赴美|敲钟|挂牌)上?市?|登陆(?:科创|港|纳斯|纽交|资本)"
                 r"|\b(?:go|goes|going|went) public\b|public offering|\bS-1\b|\blisting on\b|\bfiled? to list\b"),
    ("legal", 2.6, r"起诉|诉讼|状告|告上|法院|法官|法庭|裁决|判决|胜诉|败诉|和解|禁令|罚款|被罚|反垄断|调查令|侵权|行政令|法案|州法"
                   r"|立法|出口管制|监管|禁售|版权方|盗版|签署[^，。]{0,24}(?:法|令|SB)|发改委"
                   r"|\bsu(?:es|ed|ing)\b|\blaw ?suits?\b|\bcourts?\b|\bsettle(?:s|d|ments?)?\b|\bjudge\b|\bruling\b"
                   r"|\bantitrust\b|\binfring\w+|\bregulat(?:ors?|ion|es|ed)\b|\bexecutive order\b|\bban(?:s|ned)?\b"
                   r"|cease-and-desist|\bcopyrights?\b|\bsubpoena\w*|\bfair use\b|\bcourt order\b|\brightsholders?\b"
                   r"|rights holders|\bbarred\b"),
    ("incident", 2.4, r"宕机|故障|泄[露漏]|外泄|入侵|攻击|漏洞|服务中断|瘫痪|报错|打不开|间谍|降智|变笨|停电|事故|崩溃|翻车|被黑"
                      r"|强制下线|封号|一度暂停|大面积|误删"
                      r"|\boutages?\b|\bbreach(?:ed|es)?\b|\bvulnerabilit\w+|\bleak(?:s|ed)\b|\bincidents?\b|\battack(?:s|ed|er)?\b"
                      r"|\bcrash(?:es|ed)?\b|\bwent down\b|prompt injection|\bpostmortem\b|\bhacked\b|\brecall(?:s|ed)\b"
                      r"|\bmisrepresentation\b|拆穿|投毒"),
    ("people", 2.4, r"离职|出任|任命|辞职|裁员|挖走|挖角|跳槽|卸任|接任|接替|掌舵|转投|年度人物|逝世|去世|加盟|新任|换帅|抽调"
                    r"|加入(?:了)?(?:OpenAI|Meta|Google|谷歌|微软|苹果|xAI|Anthropic|小米|字节|阿里|腾讯)"
                    r"|\bhire[sd]\b|\bappoint(?:s|ed)?\b|\bresign\w*|\bsteps? down\b|\blaid off\b|\blayoffs?\b|\bdepart(?:s|ed|ure)\b"
                    r"|\bjoins? as\b|\bnamed? (?:as )?(?:CEO|chief)\b|\bleaves\b|\bousted\b|\bjob cuts\b"),
    ("investment", 2.3, r"融资|领投|跟投|入股|募资|募集|筹集|注资|老股|(?:宣布|计划|拟|要|将|最多|累计|继续|追加)?投资(?!人|者|界|圈|与|&|\s*&|决策)"
                        r"|投入[^，。]{0,8}[亿美元]|[A-H]轮|种子轮|认股权|普通股|清仓|持股|股权|减持|(?<!\d)估值"
                        r"|\braise[sd]?\b|\bfunding\b|\bSeries [A-H]\b|\bround\b|\binvest(?:s|ed|ing|ments?)?\b|\bvaluation\b"
                        r"|\bvalued at\b|\bstake\b|\bplans to spend\b|\bshares for\b|\bsold its\b|\bput \$\S+"),
    ("partnership", 2.2, r"合作|携手|联手|签约|签下|再签|合约|合同|扩容协议|联盟|意向书|备忘录|达成[^，。]{0,16}(?:协议|交易|合作)|接入"
                         r"|伙伴|合资|捐给|授权协议|锁定[^，。]{0,16}算力|购买[^，。]{0,14}算力|扩大使用|首个客户|进驻"
                         r"|\bpartner(?:s|ed|ship|ships|ing)?\b|\bagree(?:s|d|ment|ments)?\b|\bdeals?\b|\bteam(?:s|ed)? up\b"
                         r"|\bcollaborat\w+|\bsign(?:s|ed)\b|\bmemorandum\b|\bletters? of intent\b|\bjoin(?:s|ed)?\b|\balliance\b"
                         r"|\bjoint(?:ly)?\b|\blicens(?:e|es|ed|ing) (?:deal|agree|more)\w*|\bcontract\b"),
    ("paper", 2.4, r"论文|登上\s*Nature|\barXiv\b|\bpapers?\b|\bpreprint\b|peer.?reviewed"),
    ("report", 2.3, r"报告|白皮书|财报|财年|调研|调查(?!令)|问卷|年度回顾|指数(?!级)|盘点|使用数据|公布了?一组|技术博客|工程博客|收入\d|营收|市值|季度"
                    r"|\breport\b(?! that)|\bsurvey(?:s|ed)?\b|\bwhite ?paper\b|\bindex\b|\bearnings\b|\bfiscal\b|\bmarket value\b"
                    r"|\bquarter\b|\bState of\b|\brecap(?:s|ped)?\b|\bstud(?:y|ies)\b|\bstatistics\b|\bexplains? why\b"),
    ("release", 2.0, r"发布(?!会|当天)|推出|开源(?!模型|软件|社区)|上线|放出|亮相|开售|开卖|端出|正式可用|公测|面世|上架|问世"
                     r"|\blaunch(?:es|ed|ing)?\b|\breleas(?:es|ed|e)\b|\bunveil(?:s|ed)?\b|\bintroduc(?:es|ed|ing)\b|\bdebut(?:s|ed)?\b"
                     r"|\broll(?:s|ed|ing)? out\b|\bship(?:s|ped)\b|\bopen[- ]sourced?\b|\bput out\b|\bgenerally available\b"),
    ("release", 1.0, r"更新|升级|升到|开放|支持|展示|亮出|搬上|装进|加上|新增|免费|拿出|带来|转正|端上|开始试点|宣布|搭载|预订|扩大到|公开了|公布"
                     r"|\bshow(?:s|ed)?\b|\bopen(?:s|ed)\b|\bbrought\b|\bannounc(?:es|ed|ing)\b|\badds?\b|\bupdate[sd]?\b"
                     r"|\bavailable\b|\bpublish(?:es|ed)\b|\bgot a new\b|\bpreview\b|\bgained\b|\bmade .{0,30}free\b"),
)  # fmt: skip
_CUE = tuple((kind, weight, re.compile(words, re.IGNORECASE)) for kind, weight, words in _CUES)

_SECTIONS: tuple[tuple[EventKind, float, re.Pattern[str]], ...] = (
    ("paper", 3.0, re.compile(r"论文|\bpapers?\b", re.IGNORECASE)),
    ("report", 1.2, re.compile(r"报告|research|reports?\b", re.IGNORECASE)),
    ("release", 1.6, re.compile(r"产品|模型|发布|新品|工具|软件|\bproducts?\b|\bmodels?\b|releases?|launches", re.IGNORECASE)),
    ("investment", 0.8, re.compile(r"投资|融资|商业|\bfunding\b|\bbusiness\b|\bmoney\b|\bdeals?\b", re.IGNORECASE)),
    ("legal", 1.2, re.compile(r"版权|政策|监管|法律|\blaw\b|\blegal\b|policy|copyright|regulation", re.IGNORECASE)),
    ("incident", 0.6, re.compile(r"安全|security|safety", re.IGNORECASE)),
)  # fmt: skip

_LIKENED_BEFORE = re.compile(
    r"(?:对标|对手|对比|相比|类似(?:于)?|好比|同类|超过|超越|越过|反超|领先(?:于)?|击败|打败|胜过|追平|比肩|媲美|逼近|接近|略?低于|略?高于"
    r"|不如|不及|不输|压过|看齐|有别于|区别于|替代|挑战|比|与|和|像|叫板|碾压|抗衡"
    r"|\b(?:than|versus|vs\.?|beat(?:s|ing)?|rivals?|ahead of|against|compared (?:with|to)|competes? with|outperform\w*|behind"
    r"|surpass\w*|unlike|similar to|on par with|over))[ “\"（(]{0,2}$",
    re.IGNORECASE,
)  # fmt: skip
_LIKENED_WEAK = re.compile(r"(?:比|与|和|像|替代|接近|over|against|behind)[ “\"（(]{0,2}$", re.IGNORECASE)
_LIKENED_AFTER = re.compile(
    r"^[^，。；,.;]{0,14}?(?:相比|的(?:同类|对手|竞争|竞品)|同级|持平|更[快便低高强]|[快慢便低高强少多]了?[一二三两几\d]|相当|水平|之后的?答卷|比下去)"
)


def cue_weights(text: str) -> Mapping[EventKind, float]:
    """How strongly the words of `text` speak of each kind of event (weights about 1 … 4, absent kinds left out).

    >>> dict(cue_weights("高通宣布收购Arduino"))
    {'acquisition': 3.0, 'release': 1.0}
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
    return {kind: weight for kind, weight, pattern in _SECTIONS if pattern.search(section)}


def is_likened(before: str, after: str) -> bool:
    """Whether a name that stands between `before` and `after` is only what something else is compared with.

    >>> is_likened("速度比", "快一倍"), is_likened("英伟达与", "签署意向书")
    (True, False)
    """
    match = _LIKENED_BEFORE.search(before)
    if match is None:
        return False
    if _LIKENED_WEAK.search(before):
        return _LIKENED_AFTER.search(after) is not None
    return True
