"""Why lines of a source are in no item, as a reader of either language is told."""

from __future__ import annotations

import re

from kg.ui.strings import language

# What the reader of documents says, in its own words; where it says another thing, that is shown as it is.
_CHINESE = {
    "stands in most issues": "多数期都有的固定文字",
    "list of contents": "目录",
    "table of contents": "目录",
    "introduces its section": "栏目的引言",
    "introduces its list": "列表的引言",
    "standing words of a section": "栏目的固定说明",
    "about the newsletter itself": "关于刊物本身",
    "links and notices of the newsletter": "刊物自己的链接和通知",
    "closing words": "结束语",
    "the date": "日期",
    "heads of a table": "表头",
    "rule": "分隔线",
    "layout": "排版",
    "nothing to read": "没有可读的内容",
    "heading without text": "空标题",
    "end mark": "结束标记",
    "comment, script or style": "注释、脚本或样式",
    "comment": "注释",
    "attributes": "属性标记",
    "code of the page": "页面代码",
    "mark of a note": "提示框标记",
    "definition of a link": "链接定义",
    "footnote, read where it is referred to": "脚注，在引用处读取",
    "figure that stands apart from its item": "与条目分开的图片",
    "belongs to no item": "不属于任何条目",
    "points to the web version": "指向网页版",
    "template code": "模板代码",
    "empty code": "空代码",
    "empty line of a quote": "引用中的空行",
    "it is empty": "文件是空的",
    "no item in it": "没有读出任何条目",
    "its file name says that it is no issue": "文件名表明它不是一期",
    "it is a binary file": "二进制文件",
    "it holds no text": "没有文字",
    "the page holds no text": "网页里没有文字",
    "the entry holds no text": "这一条没有文字",
    "the mail has no text": "邮件里没有文字",
    "it holds no entries": "没有条目",
    "it holds no HTML": "不含 HTML",
    "a page, no issue": "是网页，不是一期",
    "a reply, no issue": "是回复，不是一期",
    "a draft, never sent": "草稿，没有发出",
    "a template of a web site, no issue": "网站模板，不是一期",
    "its text is not in the export": "导出文件里没有它的正文",
    "the table does not list it": "表中没有列出",
    "the table of campaigns does not list it": "群发表中没有列出",
    "the footer of the issue": "页脚",
    "stands outside the issues of the file": "在文件的各期之外",
    "a link that leads out of the source": "链接指向来源之外",
    "a link that leads in a circle": "链接成环",
    "plain text beside issues of a better kind; name the file itself to read it": (
        "旁边有更好格式的各期，没有读纯文本；要读就直接指定这个文件"
    ),
    "by its name a page about the issues beside it; name the file itself to read it": (
        "从名字看是介绍各期的页面；要读就直接指定这个文件"
    ),
    "a feed beside the issues that it is made of; name the file itself to read it": (
        "由旁边各期生成的订阅源；要读就直接指定这个文件"
    ),
}
_TITLED = re.compile(r"(.*) \(“(.*)”\)", re.DOTALL)
# Those that say something of one document, with the places of what they say.
_PATTERNS = tuple(
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"its title “(.*)” is not that of an issue of (.*)", "标题「{0}」不是《{1}》各期的标题"),
        (r"it has no title of an issue of (.*)", "没有《{0}》各期那样的标题"),
        (r"“(.*)” beside it is read in its place", "读的是旁边的「{0}」"),
        (
            r"the same issue as (.*) \((\d+) items, (\d+) links, (\d+) characters against "
            r"(\d+) items, (\d+) links, (\d+) characters\)",
            "与 {0} 是同一期（{1} 条、{2} 个链接、{3} 字，对 {4} 条、{5} 个链接、{6} 字）",
        ),
        (r"another language of (.*) \((.*)\)", "{0} 的另一语言版本（{1}）"),
        (
            r"has number (\d+) as (.*) has, and other contents; both are kept",
            "期号 {0} 与 {1} 相同，内容不同，两者都保留",
        ),
        (
            r"(\S+) stands (?:between|beside) .* as issue (\d+): check its date and its number",
            "第 {1} 期的日期 {0} 与前后各期不合，请核对日期和期号",
        ),
        (r"names are looked for in its first ([\d,]+) characters", "只在前 {0} 个字符里找名称"),
        (r"its names are not known: a rule fails on it \((.*)\)", "名称未知：规则在这里出错（{0}）"),
        (r"its relations are not known: a rule fails on it \((.*)\)", "关系未知：规则在这里出错（{0}）"),
        (r"the reader fails on it \((.*)\); please report this as a bug", "读取时出错（{0}），请作为程序错误报告"),
        (r"it is in (.*); save it as UTF-8", "编码是 {0}；请另存为 UTF-8"),
        (r"it was read as (.*); save it as UTF-8", "按 {0} 读取；请另存为 UTF-8"),
        (
            r"its encoding is not UTF-8 and cannot be told with certainty; .*",
            "编码不是 UTF-8，无法确定；请另存为 UTF-8",
        ),
        (r"(?:it )?cannot be read \((.*)\)", "无法读取（{0}）"),
        (r"a (\S+) file of no kind that is read", "{0} 文件不在可读的类型之内"),
        (r"(\S+), never sent", "{0}，没有发出"),
        (r"(\S+), no post", "{0}，不是文章"),
    )
)


def told_reason(reason: str) -> str:
    """The reason in the reader's language, as the report has it where no translation is known."""
    return _in_chinese(reason) if language() == "zh" else reason


def _in_chinese(reason: str) -> str:
    """A reason in Chinese, as it is where no translation is known.

    >>> _in_chinese("it holds no text (“Weekly {1}”)")
    '没有文字（「Weekly {1}」）'
    """
    if reason in _CHINESE:
        return _CHINESE[reason]
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(reason):
            return chinese.format(*found.groups())
    titled = _TITLED.fullmatch(reason)
    return f"{_in_chinese(titled[1])}（「{titled[2]}」）" if titled else reason
