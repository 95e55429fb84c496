"""No address of a document is lost without a word: it stands in an item, or the report names it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.parse import parse_document
from ingest.read.report import Skipped, account
from ingest.read.sources import collect
from tests.conftest import SAMPLE
from tests.ingest.read.issues_read import leotalk, write

SAMPLES = (
    leotalk(
        1, "# 产品\n\n- [甲](https://a.example/1)发布新品，见https://a.example/2。\n\n# 论文\n\n1. 乙\n", "2025-01-06"
    ),
    "# 科技爱好者周刊（第 1 期）：题\n\n## 工具\n\n1、[丙](https://b.example/1)\n\n好。\n\n![](https://b.example/i.png)\n\n"
    "2、丁\n\n```\ncode\n```\n\n## 往年回顾\n\n[旧](https://b.example/2)（#300）\n",
    "---\ntitle: day\ndate: '2025-01-02T03:04:05Z'\ndescription: '**A** did\n  b, c.'\n---\n\n"
    "> AI News for 1/1/2025.\n\n# Recap\n\n- **A**: [b](https://c.example/1)\n  - c\n\n{% include x.html %}\n\n"
    "<ul><li>d</li></ul>\n",
    "+++\ntitle = 'Notes 7'\nlink = 'https://d.example/1'\n+++\n# Notes 7\n\nHello.\n\n## News\n\n| a | b |"
    "\n|---|---|\n| c | d |\n\n<details>\n<summary>e</summary>\n\n> f\n\n</details>\n\n"
    "[g]: https://d.example/2\n\nSee [g].\n",
    *(path.read_text("utf-8")[:3000] for path in sorted(SAMPLE.rglob("*.md"))[:4]),
)
TOKENS = (
    "---\n", "+++\n", "title: ", "link: ", "'", '"', "\n", "\n\n", "  ", "\t", "# ", "## ", "- ", "  - ", "1. ", "1、",
    "> ", ">> ", "```", "```\n", "~~~\n", "`", "``", "*", "**", "_", "~~", "[", "]", "](", "(", ")", "![", "[a]: ",
    "[a]", "<", ">", "<!--", "-->", "<!-- x -->", "<a href=", "</a>", '<a href="', "<img src=", "<script>",
    "</script>", "<style>", "</style>", "<details>", "<div>", "</div>", "<ul><li>", "<td>", "<br>", "<h2>", "{{",
    "}}", "{%", "%}", "{% picture path=", "|", "|-|-|\n", "\\", "&", "&amp;", "&#0;", "$", "Opinion：", "*Opinion: ",
    "：", "。", "，", "《", "》", "（", "）", "“", "”", "模型", "word", " ", "é", "😀", "\u202e", "\ufeff", "\u00a0",
    "\u3000", "\v", "http://", "https://", "www.", "@", "http://[::1]/x", "HTTPS://X.EXAMPLE", "[TOC]", "（完）",
    "Archived full issue body is served",
)  # fmt: skip
FORMS = (
    "{}", " {} ", "[label]({})", "[label]( {} )", '[label]({} "title")', "[l](<{}>)", "![figure]({})", "<{}>",
    '<a href="{}">x</a>', "<a href={}>x", '<img src="{}">', '<iframe src="{}"></iframe>', "<!-- {} -->",
    "<!--\n{}\n-->", "<script>{}</script>", "`{}`", "```\n{}\n```", "> {}\n", "- {}\n", "[{}]",
    "[{}](https://o.example)", "[a]: {}\n", "[a][b]\n\n[b]: {}\n", "| {} | b |\n", "{{% picture path={} %}}",
    '{{% embed url="{}" %}}', "{{{{ {} }}}}", "# {}\n", "## [x]({})\n", "link: {}\n", "**{}**", "*Opinion：{}*",
    "（{}）", "《{}》", "见{}。", "<div data-x='{}'>", "<td>{}</td>", "[![i]({})](https://o.example)",
    "---\nlink: {}\n---\n", "{}<b>x</b>", "1、{}\n", "<h2>{}</h2>", "\\{}", "<style>a{{b:url({})}}</style>",
)  # fmt: skip
ADDRESS = re.compile(r"https://uniq\d+\.example/p")


def mutant(dice: random.Random) -> str:
    """A sample with marks and addresses put in, parts of it doubled, moved and cut out."""
    text = dice.choice(SAMPLES)
    start = dice.randrange(max(1, len(text) - 500)) if dice.random() < 0.5 else 0
    text = text[start : start + dice.choice((100, 400, 1500))]
    count = 0
    for _ in range(dice.choice((3, 10, 40))):
        at, other = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        match dice.randrange(6):
            case 0 | 1:
                text = text[:at] + dice.choice(TOKENS) + text[at:]
            case 2:
                count += 1
                form = dice.choice(FORMS).format(f"https://uniq{count}{dice.randrange(10**6)}.example/p")
                text = text[:at] + form + text[at:]
            case 3:
                text = text[:at] + text[min(other, at + dice.randrange(1, 30)) :]
            case 4:
                text = text[:other] + text[at : at + 60] + text[other:]
            case _:
                text = "".join(dice.choice(TOKENS) for _ in range(5)) + text if dice.random() < 0.2 else text
    return text


def lost(text: str) -> list[str]:
    """Addresses that are in no item and not in the account of the document's lines."""
    planted = set(ADDRESS.findall(text))
    parsed = parse_document(text, source="x.md")
    dropped = [Skipped("x.md", drop.first, drop.last, drop.reason) for drop in parsed.dropped]
    told = "\n".join(map(str, account(text, parsed.issue, parsed.metadata, dropped).addresses))
    for item in parsed.issue.items:
        told += "\n".join((item.text, item.opinion, *item.urls, *(image.source for image in item.images)))
    return sorted(address for address in planted if address not in told)


@given(st.integers(0, 2**32))
def test_no_planted_address_is_lost(seed: int) -> None:
    assert lost(mutant(random.Random(seed))) == []


@pytest.mark.parametrize("form", FORMS)
def test_every_place_of_an_address(form: str) -> None:
    planted = form.format("https://uniq1.example/p")
    for sample in SAMPLES:
        inside = sample.replace("\n- ", f"\n- x {planted} ", 1)
        for text in (planted, f"{sample}\n\n{planted}", f"{planted}\n\n{sample}", inside):
            assert lost(text) == []


def test_the_report_names_line_and_address(tmp_path: Path) -> None:
    body = (
        "# 产品\n\n- 甲<!-- https://hidden.example/x?a=1&b=2 --> [a](https://kept.example)\n"
        "<a hr`ef='https://broken.example/y'>\n"
    )
    report = collect([write(tmp_path, a_md=leotalk(1, body, "2025-01-06"))]).report
    assert [str(each) for each in report.addresses] == [
        "a.md:8: address in no item: https://hidden.example/x?a=1&b=2",
        "a.md:9: address in no item: https://broken.example/y",
    ]
    assert "2 addresses in no item" in report.short() and "hidden.example" in report.full()


def test_addresses_of_a_duplicate_that_is_left(tmp_path: Path) -> None:
    more = "# 其他阅读\n\n- [读物](https://example.com/a)\n- [又一篇](https://example.com/b) 长长的一条，说得更多。\n"
    less = "# 其他阅读\n\n- [读物](https://example.com/a)，[只在这里](https://example.com/only)\n"
    less += "<!-- https://example.com/c -->\n"
    report = collect([write(tmp_path, a_md=leotalk(1, more), b_md=leotalk(1, less))]).report
    assert [(each.path, each.line, each.reason.split()[-1]) for each in report.addresses] == [
        ("b.md", 5, "https://example.com/only"), ("b.md", 6, "https://example.com/c"),
    ]  # fmt: skip
