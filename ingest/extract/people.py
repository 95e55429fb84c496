"""People: names beside a title, a verb of writing, or a work place. Names alone are left to the gazetteer."""

from __future__ import annotations

import re
from collections import defaultdict

from rapidfuzz.distance import OSA

from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units
from ingest.extract.vocabulary import GENERIC
from ingest.gazetteer import Entry, Gazetteer

_LATIN_NAME = r"[A-Z][a-zà-ÿ’'-]{1,15}(?:\s[A-Z]\.)?(?:\s(?:de|van|von|der|la|Mc|Mac)?\s?[A-Z][a-zà-ÿ’'-]{1,18}){1,2}"
_TITLE_ZH = (
    r"(?:联合创始人|创始人|首席[\u4e00-\u9fff]{1,4}官|首席科学家|教授|博士|院士|工程师|研究员|总裁|董事长|CEO|CTO|CFO|COO|"
    r"负责人|产品经理|Engineer|Researcher|Scientist|Founder|Professor)"
)
_WROTE = r"(?:分享|撰写|写的|写了|认为|表示|提到|总结|在(?:他|她)?的?(?:博客|推特|推文))"
_WORK = r"(?:课程|文章|分析|博客|推文|演讲|分享|访谈|采访|对话|观点|Blog|播客|教程|视频)"
_TITLE_EN = r"(?:CEO|CTO|COO|co-founder|cofounder|founder|[Pp]rofessor|researcher|scientist|engineer)"
_TITLE_HAN = r"(?:公司|CEO|创始人|联合创始人|首席科学家|教授|院士)"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?P<name>{_LATIN_NAME})\s*[（(][^（）()\n]{{0,30}}?(?:{_TITLE_ZH}|公司|大学)"), "person:title"),
    (re.compile(rf"(?P<name>{_LATIN_NAME})\s*{_WROTE}"), "person:wrote"),
    (re.compile(rf"(?P<name>{_LATIN_NAME})的(?:\S{{0,6}})?{_WORK}"), "person:wrote"),
    (re.compile(rf"(?:由|作者|作者是|作者：)\s?(?P<name>{_LATIN_NAME})"), "person:author"),
    (re.compile(rf"{_TITLE_ZH}\s?(?P<name>{_LATIN_NAME})"), "person:title"),
    (re.compile(rf"{_TITLE_EN}\s(?P<name>{_LATIN_NAME})"), "person:title"),
    (re.compile(r"(?:^|[\n。：，])\W{0,3}(?P<name>[A-Z][a-z]{2,15})(?:分享的|写的|撰写的|整理的)"), "person:wrote"),
    (
        re.compile(rf"{_TITLE_HAN}(?P<name>[\u4e00-\u9fff]{{2,3}})(?=[，。、：:（(在表宣认说的和与离加])"),
        "person:title",
    ),
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤柴季梅岳"
)
_LONG_NAME = 5
_ORDINARY = frozenset(
    {"will", "mark", "grace", "max", "claude", "jack", "dawn", "rob", "may", "chip", "art", "bill", "drew", "rich"}
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


class People:
    """Component: adds people whom the gazetteer does not know, and those whose short or misspelt names it can tell.

    Parameters
    ----------
    gazetteer
        Tells who works where: a bare "Sam" beside OpenAI is the one Sam of OpenAI.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._staff: dict[str, list[Entry]] = defaultdict(list)
        for entry in gazetteer.entries:
            if entry.type == "person" and entry.maker and re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][\w.-]*)+", entry.name):
                self._staff[entry.maker].append(entry)

    def __call__(self, sheet: Sheet) -> None:
        """Look for names by the words beside them, then for short names of known staff."""
        taken = {i for find in sheet.finds for i in range(find.start, find.end)}
        for pattern, rule in _RULES:
            for match in pattern.finditer(sheet.text):
                name = match["name"]
                start, end = sheet.units.at(match.start("name")), sheet.units.at(match.end("name") - 1) + 1
                if _is_person(name) and not any(i in taken for i in range(start, end)):
                    taken.update(range(start, end))
                    sheet.finds.append(Find(start, end, "person", " ".join(name.split()), rule, doubt=0.3))
        if not sheet.english:
            sheet.finds += self._short(sheet, taken)

    def _short(self, sheet: Sheet, taken: set[int]) -> list[Find]:
        """Bare given names and misspelt surnames of people whose organisation the item names, in Chinese text."""
        staff = [entry for owner in sorted(sheet.known) for entry in self._staff.get(owner, ())]
        if not staff:
            return []
        given, surnames = defaultdict(list), defaultdict(list)
        for entry in staff:
            given[entry.name.split()[0]].append(entry)
            surnames[entry.name.split()[-1][:1]].append(entry)
        units, finds = sheet.units, []
        for i, (word, kind) in enumerate(zip(units.words, units.kinds, strict=True)):
            if kind != LATIN or i in taken or not (word[0].isupper() and word[1:].islower()) or not _alone(units, i):
                continue
            found = [entry for entry in given.get(word, ()) if word.casefold() not in GENERIC | _ORDINARY]
            rule = "person:given"
            if not found and len(word) >= _LONG_NAME:
                rule = "person:misspelt"
                found = [
                    e for e in surnames.get(word[0], ()) if OSA.distance(word, e.name.split()[-1], score_cutoff=1) == 1
                ]
            if len({entry.id for entry in found}) == 1:
                finds.append(Find(i, i + 1, "person", found[0].name, rule, (found[0],), doubt=0.5))
        return finds


def _is_person(name: str) -> bool:
    """False for what reads as an organisation or a job, and for Han names without a surname."""
    words = [word.casefold() for word in re.findall(r"[A-Za-zà-ÿ]+", name)]
    if any(word in GENERIC or word in _ORG_WORDS for word in words):
        return False
    return bool(words) or name[0] in _SURNAMES


def _alone(units: Units, i: int) -> bool:
    """True where no Latin word, digit or hyphen stands beside unit i."""
    letters = (LATIN, NUMBER, HYPHEN)
    before = i and units.kinds[i - 1] in letters
    return not before and not (i + 1 < len(units) and units.kinds[i + 1] in letters)
