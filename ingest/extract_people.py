"""People: names beside a title, a verb of writing, or a work place. Names alone are left to the gazetteer."""

from __future__ import annotations

import re

from ingest.extract_tokens import Find, Scene
from ingest.generic import GENERIC

_LATIN_NAME = r"[A-Z][a-zà-ÿ’'-]{1,15}(?:\s[A-Z]\.)?(?:\s(?:de|van|von|der|la|Mc|Mac)?\s?[A-Z][a-zà-ÿ’'-]{1,18}){1,2}"
_TITLE_ZH = (
    r"(?:联合创始人|创始人|首席[\u4e00-\u9fff]{1,4}官|首席科学家|教授|博士|院士|工程师|研究员|总裁|董事长|CEO|CTO|CFO|COO|CPO|"
    r"负责人|产品经理|Engineer|Researcher|Scientist|Founder|Professor)"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?P<name>{_LATIN_NAME})\s*[（(][^（）()\n]{{0,30}}?(?:{_TITLE_ZH}|公司|大学)"), "person:title"),
    (re.compile(rf"(?P<name>{_LATIN_NAME})\s*(?:分享|撰写|写的|写了|认为|表示|提到|总结|在(?:他|她)?的?(?:博客|推特|推文))"), "person:wrote"),
    (re.compile(rf"(?P<name>{_LATIN_NAME})的(?:\S{{0,6}})?(?:课程|文章|分析|博客|推文|演讲|分享|访谈|采访|对话|观点|Blog|播客|教程|视频)"), "person:wrote"),
    (re.compile(rf"(?:由|作者|作者是|作者：)\s?(?P<name>{_LATIN_NAME})"), "person:author"),
    (re.compile(rf"(?:{_TITLE_ZH})\s?(?P<name>{_LATIN_NAME})"), "person:title"),
    (re.compile(rf"(?:CEO|CTO|COO|co-founder|cofounder|founder|[Pp]rofessor|researcher|scientist|engineer)\s(?P<name>{_LATIN_NAME})"), "person:title"),
    (re.compile(r"(?:^|[\n。：，])\W{0,3}(?P<name>[A-Z][a-z]{2,15})(?:分享的|写的|撰写的|整理的)"), "person:wrote"),
    (re.compile(r"(?:公司|CEO|创始人|联合创始人|首席科学家|教授|院士)(?P<name>[\u4e00-\u9fff]{2,3})(?=[，。、：:（(在表宣认说的和与离加])"), "person:title"),
)  # fmt: skip
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤柴季梅岳"
)
_ORG_WORDS = frozenset(
    [
        "labs",
        "lab",
        "ai",
        "research",
        "university",
        "institute",
        "team",
        "google",
        "cloud",
        "studio",
        "capital",
        "ventures",
        "group",
        "inc",
        "agent",
        "agents",
        "model",
        "code",
        "report",
        "engineer",
        "senior",
        "staff",
        "deep",
        "open",
    ]
)


def find_people(scene: Scene) -> None:
    """Component: adds people whom the gazetteer does not know, by the words beside their names."""
    finds = []
    taken = {i for find in scene.finds for i in range(find.start, find.end)}
    for pattern, rule in _RULES:
        for match in pattern.finditer(scene.text):
            name = match["name"]
            words = re.findall(r"[A-Za-zà-ÿ]+", name)
            if any(word.casefold() in GENERIC or word.casefold() in _ORG_WORDS for word in words):
                continue
            if not words and name[0] not in _SURNAMES:
                continue
            start, end = scene.units.at(match.start("name")), scene.units.at(match.end("name") - 1) + 1
            if any(i in taken for i in range(start, end)):
                continue
            taken.update(range(start, end))
            finds.append(Find(start, end, "person", re.sub(r"\s+", " ", name), rule, doubt=0.3))
    scene.finds += finds
