"""How time grows with the length of what is read: ``python benchmarks/linear.py [SECONDS]``.

For texts of one repeated piece, each nasty to some rule, the processor time of reading an issue, of finding names in
its items, of telling what they name and of relating it, at lengths that grow fourfold, and the exponent that fits the
last two: 1 is linear, 2 quadratic; 0 where no length takes a tenth of a second. Lengths grow until all stages can be
told or a run takes SECONDS. Tests count calls; patterns that backtrack show here alone.
"""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.everywhere import found_everywhere
from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.learned import open_reader
from ingest.read.parse import parse_document
from ingest.read.report import Skipped, account
from ingest.relate import materials, relate_item
from ingest.resolve import resolve
from kg.model import Issue

PIECES = (
    # Markdown's own marks
    "[", "]", "[]", "![", "[a](", "[a](b", "[a](<", "[a][", "[x]: ", "[x]: https://a.example/p\n", "](", "((", "()",
    "[^1]", "`", "`a", "``a`", "` ``", "```\n", "~~~\n", "~~~", "```a\n", "*", "*a", "_a", "**a", "*_", "*a_",
    "***a*b", "~~a", "# ", "# a\n", "#a\n", "## a\n\n- b\n", "####### ", "- ", "- a\n", "- a\n\n", "  - a\n", "1. ",
    "1、", "1、a\n\n", "> ", "> a\n", "> - a\n", ">\n", "\\", "\\*", "|", "|a", "| a |\n", "|-|\n", "a|b\n-|-\n",
    "---\n", "===\n", "a\n===\n", "a\n---\n", "$", "$$a", ":::", "::: a\n", "Opinion: ", "Opinion: a\n\n",
    "*Opinion: a*\n",
    "[^1]\n\n", "[^1]: a [^1]\n", "[a]:\n", "[a]: b\n  'c'\n", "> a\nb\n", "a\n: b\n", "a  \n", "a\\\n", "**a**\n",
    "[[a", "[[a]]", "![[a", "{: a}\n", "{:", "{.a", "{::comment}\n", "## a {#b}\n", "!!! a\n    b\n",
    "> [!a] b\n", "[toc]\n",
    # HTML and templates
    "<", "<a ", "<a href=", '<a href="', "<a>", "</a>", "<b>", "<!--", "<!-- -->", "-->", "<!--\n", "<script>",
    "<script>\n", "<style>", "<details>", "<details>\n", "<div>\n", "<ul><li>", "<li>a", "</ul>", "<td>", "<table>\n",
    "<h2>a", "<img src=", "<img src='a'>", "<br>", "<p>a</p>", "&", "&amp;", "&a", "&#", "&#1;", "{{", "{%", "{{a}}",
    "{% a %}", "{", "{{{", "<a b=", "a='",
    "<Aa>", "<Aa b=", "</Aa>", "<a@b", "{/*", "{{< ", "import ", "import {\n", "export const a = {\n", "<dl><dt>a<dd>b",
    # runs
    "a", "a ", "A ", "A", "1", "1,", "1,000 ", "1.", "1 ", "2025-", "2025-01-", "9月", "9月1日", "Sept. ", "3 Sept. ",
    "1/", "-", "--", ".", ". ", ",", ";", ":", "!", "/", "@", "@a", "@a ", "a@b.example ", "a@", "http://",
    "https://a.example/p ", "https://a.example/", "https://a", "www.", "www.a.example ", "%", "%20", "$1",
    "$1 billion ", "1亿", "亿", "百", "一", "二十", "第一", "人", "人工", "人 ", "，", "。", "、", "：", "\n", "\n\n",
    " ", "\t",
    "\t\n", "a\n", "a\n\n", " a", "\u3000", "\u00a0", "\u200b", "é", "😀", "\u0301", "İ", "ß", "ﬁ",
    # quotes and brackets
    "“", "”", "“”", "‘", "’", "「", "『", "《", "》", "《a》", "《a", "（", "）", "（）", "（a", "(a", ")", "【",
    "[[", "«", '"',
    '"a" ', "'", "'a", "'s ",
    # names and what is said of them
    "A B C ", "Ab Cd ", "OpenAI ", "OpenAI、", "OpenAI，", "OpenAI and ", "OpenAI和", "GPT-", "GPT-5 ", "GPT-5、",
    "GPT-5/", "7B、", "发布 A", "、A", "OpenAI发布GPT-5。", "OpenAI released GPT-5. ", "OpenAI released GPT-5 and ",
    "OpenAI收购", "OpenAI收购Nvidia，", "Nvidia invested $5 billion in OpenAI. ",
    "Nvidia invested $5 billion in OpenAI, ",
    "Sam Altman ", "Sam Altman说，", "Sam Altman, CEO of OpenAI, ", "CEO ", "v1.", "v1 ", "1.0 ", "A-", "A.", "A&",
    "A's ", "A/", "Ab", "aB", "A1", "1A", "A, ", "A (", "A（B）", "the ", "The A ", "of ", "of A ", "by A ", "A by ",
    "基于A", "与A", "A的", "模型A", "公司A", "A公司", "发布", "投资", "合作", "[OpenAI](https://openai.com/a) ",
    "[GPT-5](https://openai.com/a)发布。", "- OpenAI发布GPT-5\n", "OpenAI（GPT-5）", "“OpenAI”", "《OpenAI》", "it ",
    "它", "其",
    "该公司",
)  # fmt: skip
PAIRS = (
    ("[", "]"), ("![", "]"), ("[a", "](b)"), ("(", ")"), ("[a](", ")"), ("*", "*"), ("*a", "a*"), ("_a", "a_"),
    ("**a", "a**"), ("`", "`"), ("<a>", "</a>"), ("<ul><li>", "</li></ul>"), ("<div>", "</div>"), ("<!--", "-->"),
    ("{{", "}}"), ("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("【", "】"), ("(a", "a)"),
    ("（A", "A）"),
    ("<b>", "</b>"), ("<script>", "</script>"), ("```\n", "~~~\n"), ("[a]", "[a]: https://a.example\n"),
)  # fmt: skip
"""What opens many times, then closes as many times."""
FIRST = 4_000
MOST = 256_000
ENOUGH = 0.1  # seconds at the shorter length: below it the clock says more than the code
STAGES = ("read", "names", "entities", "relations")


@dataclass(frozen=True, slots=True)
class Growth:
    """How one stage grows for one piece: the exponent, and the greatest length with its seconds."""

    power: float
    length: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.power:>6.2f} {self.seconds:>7.2f} s /{self.length // 1000:>5}k"


def read(text: str) -> Issue:
    """An issue, and the account of its lines."""
    parsed = parse_document(text, source="issue.md")
    dropped = [Skipped("issue.md", drop.first, drop.last, drop.reason) for drop in parsed.dropped]
    account(text, parsed.issue, parsed.metadata, dropped)
    return parsed.issue


class Stages:
    """Reading, names, entities and relations of a text, each timed alone."""

    def __init__(self) -> None:
        self.gazetteer = load_gazetteer()
        self.extractor = Extractor(self.gazetteer, reader=open_reader())

    def seconds(self, text: str) -> list[float]:
        """Processor time of each stage."""
        laps = [time.process_time()]
        items = read(text).items
        laps.append(time.process_time())
        said = found_everywhere(items, self.extractor.each(items))
        laps.append(time.process_time())
        resolution = resolve(items, [mention for each in said for mention in each.mentions], self.gazetteer)
        laps.append(time.process_time())
        for material in materials(items, said, resolution.mentions, resolution.entities):
            relate_item(material)
        laps.append(time.process_time())
        return [right - left for left, right in pairwise(laps)]

    def growths(self, make: Callable[[int], str], limit: float) -> list[Growth]:
        """How each stage grows, at lengths where that can be told."""
        length, last = FIRST, self.seconds(make(FIRST))
        found = [Growth(0.0, FIRST, 0.0)] * len(STAGES)
        while sum(last) < limit and length < MOST and min(last) < ENOUGH:
            length *= 4
            seconds = self.seconds(make(length))
            for stage, (short, long) in enumerate(zip(last, seconds, strict=True)):
                if long >= ENOUGH:
                    found[stage] = Growth(math.log(long / max(short, 1e-3)) / math.log(4), length, long)
            last = seconds
        return found


def repeated(piece: str, length: int) -> str:
    """A piece, again and again."""
    return piece * (length // len(piece))


def mirrored(left: str, right: str, length: int) -> str:
    """What opens, many times, then what closes, as many times."""
    count = length // len(left + right)
    return left * count + right * count


def main() -> None:
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    stages = Stages()
    gc.disable()  # its passes over all that is held grow in leaps, which hides how the code grows
    print(f"{'piece':<44}" + "".join(f"{stage:>25}" for stage in STAGES))
    texts: list[tuple[str, Callable[[int], str]]] = [(repr(piece), partial(repeated, piece)) for piece in PIECES]
    texts += [(f"{left!r} … {right!r}", partial(mirrored, left, right)) for left, right in PAIRS]
    for name, make in texts:
        print(f"{name:<44}" + "".join(f"{growth!s:>25}" for growth in stages.growths(make, limit)), flush=True)


if __name__ == "__main__":
    main()
