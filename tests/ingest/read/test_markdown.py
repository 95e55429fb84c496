"""Blocks and visible text."""

from __future__ import annotations

import time

import pytest

from ingest.read.frontmatter import read_front_matter
from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.inline import read_inline


def shape(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_blocks(text).blocks]


@pytest.mark.parametrize(
    ("source", "text", "urls"),
    [
        ("甲[发布](https://e.com/a)了**模型**", "甲发布了模型", ["https://e.com/a"]),
        (
            "见https://e.com/a，和https://e.com/b。",
            "见https://e.com/a，和https://e.com/b。",
            ["https://e.com/a", "https://e.com/b"],
        ),
        ("（https://e.com/a）", "（https://e.com/a）", ["https://e.com/a"]),
        ("(https://e.com/A_(b)), x", "(https://e.com/A_(b)), x", ["https://e.com/A_(b)"]),
        ("<https://e.com/a>", "https://e.com/a", ["https://e.com/a"]),
        ("[a [b] c](https://e.com/x)", "a [b] c", ["https://e.com/x"]),
        ("[文章] [标题](https://e.com/x)（英文）", "[文章] 标题（英文）", ["https://e.com/x"]),
        ("[a](https://e.com/x_(y)_z)", "a", ["https://e.com/x_(y)_z"]),
        ('[a](https://e.com/x "a title")', "a", ["https://e.com/x"]),
        ("[a](<https://e.com/x y>)", "a", ["https://e.com/x y"]),
        ("[https://e.com](https://e.com/)", "https://e.com", ["https://e.com/"]),
        ("[![图](i.png)](https://e.com/x)", "", ["https://e.com/x"]),
        (
            "[a [b](https://e.com/in) c](https://e.com/out)",
            "[a b c](https://e.com/out)",
            ["https://e.com/in", "https://e.com/out"],
        ),
        ("[相对](/page) [邮件](mailto:a@e.com)", "相对 邮件", []),
        ('<a href="https://e.com/x">标签</a>', "标签", ["https://e.com/x"]),
        ('<iframe src="https://e.com/v"></iframe>', "", ["https://e.com/v"]),
        ('{% include video.liquid path="https://e.com/v" %}', "", ["https://e.com/v"]),
        ("`[a](https://e.com/x)` b", "[a](https://e.com/x) b", []),
        ("[a](https://e.com/x", "[a](https://e.com/x", ["https://e.com/x"]),
        ("**[**粗**](https://e.com/x)", "**粗", ["https://e.com/x"]),
    ],
)
def test_links(source: str, text: str, urls: list[str]) -> None:
    inline = read_inline(source)
    assert inline.text == text
    assert [link.url for link in inline.links] == urls


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**重点：**下文", "重点：下文"),
        ("**购物代理（Agent）**：负责", "购物代理（Agent）：负责"),
        ("[**名**](https://e.com)**：**一个", "名：一个"),
        ("***both*** and _em_", "both and em"),
        ("3*4*5 = 60, snake_case_name, 2 * 3", "3*4*5 = 60, snake_case_name, 2 * 3"),
        (r"\*kept\* and a\_b", "*kept* and a_b"),
        ("~~旧~~新", "旧新"),
        ("a &amp; b &lt;c&gt; &nosuch;", "a & b <c> &nosuch;"),
        ("支持<FORK-1>和List<int>", "支持<FORK-1>和List<int>"),
        ("<u>下划线</u>、10<sup>2</sup>", "下划线、102"),
        ('<swiper-slide>一</swiper-slide><x y="z">二', "一二"),
        ("``a`b`` c", "a`b c"),
        ("x {{ user.name }} y {% if a %}", "x  y"),
        ("unclosed **bold and `tick", "unclosed **bold and `tick"),
    ],
)
def test_visible_text(source: str, text: str) -> None:
    assert read_inline(source).text == text


def test_labels_point_into_the_text() -> None:
    inline = read_inline("  **甲**[**发布**](https://e.com/a)了![图](x.png)[ 乙 ](https://e.com/b)")
    assert [inline.text[link.start : link.end] for link in inline.links] == ["发布", "乙"]
    assert [(image.source, image.alt) for image in inline.images] == [("x.png", "图")]


def test_liquid_figure() -> None:
    inline = read_inline('{% include figure.liquid loading="eager" path="/assets/img/a b.png" zoomable=true %}')
    assert (inline.text, inline.images[0].source, inline.leftovers) == ("", "/assets/img/a b.png", ())


@pytest.mark.parametrize(
    ("source", "emphasis"),
    [
        ("*全部*", "em"),
        ("_全部_[**_链接_**](https://e.com)", "em"),
        ("**全部**", "strong"),
        ("**部**分", ""),
        ("无", ""),
    ],
)
def test_whole_emphasis(source: str, emphasis: str) -> None:
    assert read_inline(source).emphasis == emphasis


def test_text_right_after_layout_is_text() -> None:
    assert shape("<div>\n  {% include f.liquid path='a.png' %}\n</div>\n后文：\n- 一") == [
        ("paragraph", 0, "{% include f.liquid path='a.png' %}"),
        ("paragraph", 0, "后文："),
        ("bullet", 0, "一"),
    ]


def test_nested_lists() -> None:
    assert shape("- a\n    - b\n        1. c\n    - d\n- e\n\n  more\n\nend") == [
        ("bullet", 0, "a"), ("bullet", 1, "b"), ("bullet", 2, "c"), ("bullet", 1, "d"), ("bullet", 0, "e"),
        ("paragraph", 1, "more"), ("paragraph", 0, "end"),
    ]  # fmt: skip


def test_html_list_on_one_line() -> None:
    assert shape('<ul><li><a href="https://e.com">A</a>: x</li><li>B<ol><li>C</li></ol></li></ul>') == [
        ("bullet", 0, '<a href="https://e.com">A</a>: x'), ("bullet", 0, "B"), ("bullet", 1, "C"),
    ]  # fmt: skip


def test_html_list_entry_over_two_lines() -> None:
    assert shape("<ul>\n<li>\nA</li>\n</ul>\n<h2>\nT\n</h2>") == [("bullet", 0, "A"), ("heading", 2, "T")]


def test_headings() -> None:
    assert shape("# A #\n##B\n#tag\n\nTitle\n=====\n\nSub\n---\n\n###\n") == [
        ("heading", 1, "A"), ("heading", 2, "B"), ("paragraph", 0, "#tag"), ("heading", 1, "Title"),
        ("heading", 2, "Sub"),
    ]  # fmt: skip


def test_unclosed_fence_does_not_eat_the_rest() -> None:
    assert shape("```python\n# A\n\n- b") == [("heading", 1, "A"), ("bullet", 0, "b")]
    assert shape("```python\n# no heading\n```\n\nb") == [("code", 0, "# no heading"), ("paragraph", 0, "b")]


def test_quotes_keep_their_lines() -> None:
    blocks = read_blocks("a\n\n> - b\n>\n> c\nd").blocks
    assert [(block.text, block.quoted, block.first) for block in blocks] == [
        ("a", False, 1), ("b", True, 3), ("c", True, 5), ("d", False, 6),
    ]  # fmt: skip


def test_table() -> None:
    assert shape("| a | b |\n| --- | --- |\n| [c](https://e.com) | d |\n\ne") == [
        ("table", 0, "a | b\n[c](https://e.com) | d"), ("paragraph", 0, "e"),
    ]  # fmt: skip


def test_scripts_and_comments_are_dropped_and_named() -> None:
    document = read_blocks("a\n<script>\nalert('# x')\n</script>\n<!-- two\nlines -->\nb <!-- c --> d")
    assert [read_inline(block.text).text for block in document.blocks] == ["a", "b  d"]
    assert [(drop.first, drop.last) for drop in document.dropped] == [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6)]


def test_nothing_beside_a_hidden_stretch_is_lost() -> None:
    text = "a https://e.com/1 <script>\nx\n</script> b https://e.com/2\n\n<!-- never closed https://e.com/3"
    assert [url.split()[0] for _, _, block in shape(text) for url in block.split("https://e.com/")[1:]] == [
        "1",
        "2",
        "3",
    ]


def test_reference_links() -> None:
    document = read_blocks("[one][r] and [R]\n\n[r]: https://e.com/r 'T'\n[unused]: https://e.com/u")
    assert read_inline(document.blocks[0].text, document.refs).links[0].url == "https://e.com/r"
    assert document.blocks[1].text == "[unused]: https://e.com/u"


@pytest.mark.parametrize(
    ("text", "values", "last"),
    [
        ("---\ntitle: 'A: B'\ntags: [x]\ndate: 2025-01-02\n---\nb", {"title": "A: B", "date": "2025-01-02"}, 5),
        ('+++\ntitle = "T"\n+++\nb', {"title": "T"}, 3),
        ("---\ntitle: a: b: c\n  - [\n---\nb", {"title": "a: b: c"}, 4),
        ("---\ntitle: T\n\nb", {"title": "T"}, 2),
        ("---\n\nJust a rule\n\n---\nb", {}, 0),
        ("b", {}, 0),
    ],
)  # fmt: skip
def test_front_matter(text: str, values: dict[str, str], last: int) -> None:
    front, body = read_front_matter(text)
    assert (dict(front.values), front.last) == (values, last)
    assert body.strip().endswith("b")


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "[a](",
        "](",
        "![",
        "*a ",
        "_a",
        "`a",
        "<",
        "<a ",
        "<!--",
        "{%",
        "{{ a",
        "> ",
        "http://",
        "&a",
        "\\",
        "|a",
        "[![](a)](b)",
        "((",
        "~~",
    ],
)
def test_time_grows_linearly(unit: str) -> None:
    def took(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        for block in read_blocks(text).blocks:
            read_inline(block.text)
        return time.process_time() - start

    took(2_000)
    small = max(min(took(20_000) for _ in range(2)), 0.004)
    assert min(took(160_000) for _ in range(2)) < 40 * small  # quadratic would be 64 times
