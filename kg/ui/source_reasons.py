"""Why lines of a source are in no item, as a reader of either language is told."""

from __future__ import annotations

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
}


def told_reason(reason: str) -> str:
    """The reason in the reader's language, as the report has it where no translation is known."""
    return _CHINESE.get(reason, reason) if language() == "zh" else reason
