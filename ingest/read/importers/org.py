"""Org -> Markdown, line by line, so that every item keeps its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.read.importers.days import iso_day
from ingest.read.importers.many import split_issues
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages, told
from ingest.read.importers.written import destination, escaped

_SETTING = re.compile(r"#\+(\w+):\s*(.*)", re.IGNORECASE)
_BLOCK = re.compile(r"\s*#\+(begin|end)_(\w+)\s*(\S*)", re.IGNORECASE)
_HEADLINE = re.compile(
    r"(\*+)\s+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)\s+)?(?:\[#[A-Z]\]\s+)?(.*?)(?:\s+:([\w@:]+):)?\s*"
)
_DRAWER = re.compile(r"\s*:([A-Za-z][\w-]*):\s*")
_PLANNED = re.compile(r"\s*(?:CLOSED|SCHEDULED|DEADLINE):")
_ITEM = re.compile(r"(\s*)([-+]|\*(?<=\s\*)|\d+[.)])\s+(?:\[[ X-]\]\s+)?(?:(.*?)\s+::\s+)?(.*)")
_RULE = re.compile(r"\s*-{5,}\s*")
_TABLE_RULE = re.compile(r"\s*\|-[-+|]*\s*")
_INLINE = re.compile(
    r"\[\[(?P<target>[^\]]+)\](?:\[(?P<label>[^\]]+(?:\](?!\])[^\]]*)*)\])?\]"
    r"|(?P<stamp>[<\[]\d{4}-\d\d-\d\d[^>\]\n]*[>\]])"
    r"|<(?P<address>https?://[^\s>]+)>"
    r"|(?:(?<=[\s({'\"—-])|^)(?P<mark>[*/=~_])(?P<inner>\S(?:.{0,300}?\S)?)(?P=mark)(?=[\s)}'\".,;:!?\[—-]|$)"
)
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)
_MARKS = {"*": "**", "/": "*", "_": "", "=": "`", "~": "`"}
_VERBATIM = frozenset({"src", "example", "export", "comment"})


def read_org(material: Material) -> Pages:
    """Read an Org file: one issue, or several where its headlines tell them."""
    decoded = material.decoded()
    writer = _Org()
    text = "\n".join(writer.line(line.rstrip("\r")) for line in decoded.text.removeprefix("\ufeff").split("\n"))
    settings = writer.settings
    values = told(
        title=settings.get("title"),
        subtitle=settings.get("subtitle"),
        date=iso_day(settings.get("date", "")),
        language=settings.get("language"),
    )
    pages = None if values.get("date") else split_issues(text, material)
    if pages is None:
        return Pages((Page(text, values, remark=decoded.remark),))
    language = told(language=settings.get("language"))
    return replace(pages, pages=tuple(replace(page, values={**language, **page.values}) for page in pages.pages))


@dataclass(slots=True)
class _Org:
    """Where in a file we are: in a block, a drawer, a subtree that is not exported."""

    settings: dict[str, str] = field(default_factory=dict)
    block: str = ""
    drawer: bool = False
    hidden: int = 0

    def line(self, line: str) -> str:
        """Write a line as one line of Markdown, an empty one where Org would show nothing."""
        if self.block in _VERBATIM or (_BLOCK.match(line) and not self.drawer):
            return self._in_block(line)
        headline = _HEADLINE.fullmatch(line)
        if headline:
            return self._headline(headline)
        if self.hidden or self._in_drawer(line) or _PLANNED.match(line):
            return ""
        setting = _SETTING.match(line)
        if setting:
            self.settings.setdefault(setting[1].lower(), setting[2].strip())
        if setting or re.match(r"\s*#(?:\s|\+|$)", line):
            return ""
        return f"> {_written(line)}" if self.block else _written(line)

    def _in_block(self, line: str) -> str:
        found = _BLOCK.match(line)
        if not found:
            return line if self.block in ("src", "example") and not self.hidden else ""
        kind = found[2].lower()
        if found[1].lower() == "end":
            shown = self.block == kind and kind in ("src", "example") and not self.hidden
            self.block = "" if self.block == kind else self.block
            return "```" if shown else ""
        if not self.block:
            self.block = kind
            return f"```{found[3] if kind == 'src' else ''}" if kind in ("src", "example") and not self.hidden else ""
        return ""

    def _headline(self, found: re.Match[str]) -> str:
        level = len(found[1])
        if self.hidden and level > self.hidden:
            return ""
        self.hidden = level if "noexport" in (found[3] or "").split(":") else 0
        self.drawer = False
        return "" if self.hidden else f"{'#' * min(level, 6)} {_inline(found[2])}"

    def _in_drawer(self, line: str) -> bool:
        found = _DRAWER.fullmatch(line)
        if not found:
            return self.drawer
        self.drawer = found[1].upper() != "END"
        return True


def _written(line: str) -> str:
    """A line of text, of a list or of a table."""
    if _RULE.fullmatch(line):
        return "---"
    if _TABLE_RULE.fullmatch(line):
        return line.replace("+", "|")
    item = _ITEM.fullmatch(line)
    if item:
        mark = "-" if item[2] in "-+*" else item[2]
        term = f"**{_inline(item[3])}** " if item[3] else ""
        return f"{item[1]}{mark} {term}{_inline(item[4])}"
    indent = line[: len(line) - len(line.lstrip())]
    text = _inline(line.strip())
    return f"{indent}{text}" if text else ""


def _inline(text: str) -> str:
    """Links, emphasis and dates inside a line; the rest so that it is no markup."""
    written, end = [], 0
    for found in _INLINE.finditer(text):
        written += [escaped(text[end : found.start()]), _mark(found)]
        end = found.end()
    return "".join(written) + escaped(text[end:])


def _mark(found: re.Match[str]) -> str:
    if found["target"]:
        target, label = found["target"].removeprefix("file:"), found["label"]
        if not label and _IMAGE.search(target):
            return f"![]({destination(target)})"
        if label and _IMAGE.search(label) and "://" in label:
            return f"[![]({destination(label)})]({destination(target)})"
        return f"[{escaped(label or target)}]({destination(target)})"
    if found["stamp"]:
        return found["stamp"].strip("<>[]")
    if found["address"]:
        return f"<{found['address']}>"
    mark, inner = _MARKS[found["mark"]], found["inner"]
    return f"{mark}{inner if mark == '`' else _inline(inner)}{mark}"
