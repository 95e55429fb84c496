"""Newsletters made of a template: what returns stands in it, what is new in each issue is filled in.

In a template ``{a}`` to ``{h}`` are titles and ``{A}`` to ``{H}`` sentences, new in every issue; ``{1}`` to ``{9}``
are addresses; ``{#1}`` is a count (``(1) ``, ``1、``); ``{News}`` and the like are words that return, in the language
of the newsletter.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ingest.read.sources import Harvest, collect
from kg.model import Issue, Item

LANGUAGES = ("en", "zh")
_WORDS = {
    "en": [
        "amber", "harbour", "violin", "saddle", "lantern", "meadow", "copper", "thicket", "orchard", "pebble",
        "walrus", "trellis", "quarry", "marble", "velvet", "anchor", "cinder", "gravel", "mitten", "parsley",
        "ribbon", "sparrow", "tundra", "umbrella", "willow", "barley", "cobble", "drizzle", "ember", "fennel",
    ],
    # Single characters: words of two are made of them.
    "zh": list(
        "琥珀港口提琴马鞍灯笼草地铜器灌木果园卵石海象花架采绒布船锚炉渣砾手套香芹丝带麻雀苔原雨伞柳树大麦鹅细余烬茴沙"
        "滩竹篮渔网瓦罐砖窑梨桃杏枣桑麻棉绸缎纱线针梭犁锄镰斧锯钉锤凿刨墨砚笔纸扇屏风筝鼓笛箫琵琶松柏榆槐枫桦杉藤萝"
    ),
}  # fmt: skip
_STANDING = {
    "News": "新闻", "Tools": "工具", "Jobs": "招聘", "Essays": "文章", "Community": "社区", "Official": "官方",
    "Name": "名称", "About": "简介", "source": "原文", "Read more": "阅读全文", "Contents": "目录",
    "No jobs this week.": "本周没有招聘。",
    "Thanks for reading, see you next week!": "感谢阅读，我们下周再见！",
    "The picture of the week was taken by one of our readers whose name is":
        "本周的封面照片由我们的一位读者拍摄，他的名字是",
    "Send us yours and we print it here on Monday.": "把你的照片发给我们，下周一就会登在这里。",
    "Here is what our small team has read, watched and tried in the last seven days.":
        "这里是我们这个小团队过去七天里读过、看过和试过的东西。",
}  # fmt: skip


def fill(template: str, issue: int, language: str) -> str:
    """A template with the words of one issue."""

    def word(found: re.Match[str]) -> str:
        key = found[1]
        if key in _STANDING:
            return _STANDING[key] if language == "zh" else key
        if key.isdigit():
            return f"https://{language}.example/{issue}/{key}"
        if key.startswith("#"):
            return f"{key[1:]}、" if language == "zh" else f"({key[1:]}) "
        return _said(f"{language}-{issue}-{key}", language, 3 if key.islower() else 16, full_stop=key.isupper())

    return re.sub(r"\{([^}]+)\}", word, template)


def _said(seed: str, language: str, count: int, *, full_stop: bool) -> str:
    chance = random.Random(seed)
    if language == "zh":
        return "".join(chance.sample(_WORDS["zh"], 2 * count)) + "。" * full_stop
    words = chance.sample(_WORDS[language], count)
    return " ".join(words).capitalize() + "." * full_stop


def read(*documents: str) -> Harvest:
    """What is read of a folder with these documents, a week apart."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(documents, 1):
            Path(folder, f"{number:03}.md").write_text(document(number, text), encoding="utf-8")
        return collect([folder])


def document(number: int, text: str) -> str:
    """A text with the front matter of an issue."""
    day = f"{2024 + number // 300}-{number // 25 % 12 + 1:02}-{number % 25 + 1:02}"
    return f"---\ntitle: Harbour Notes {number}\nnumber: {number}\ndate: {day}\n---\n\n{text}"


def outline(issue: Issue) -> list[str]:
    """Section, title and addresses of each item in a line each."""
    return [line_of(item) for item in issue.items]


def line_of(item: Item) -> str:
    return f"{item.section} | {item.title} | {' '.join(item.urls)}".rstrip()


def squeeze(text: str) -> str:
    """A text without marks, in small letters."""
    return re.sub(r"[\W_]", "", text).casefold()


def agree(found: Sequence[Item], wanted: Sequence[str]) -> bool:
    """Whether items are those of the lines ``section | title | addresses``; a title may go on where that ends."""
    if len(found) != len(wanted):
        return False
    for item, line in zip(found, wanted, strict=True):
        section, title, urls = (part.strip() for part in f"{line} | | ".split("|")[:3])
        if squeeze(item.section) != squeeze(section) or " ".join(item.urls) != urls:
            return False
        if not squeeze(item.title).startswith(squeeze(title)) or not title:
            return False
    return True
