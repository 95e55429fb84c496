"""One paragraph: what is seen of it, where it leads, what it shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.inline import read_inline
from tests.support import calls_of


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
        "a\n",
        "> a\nb\n",
        "[[a",
        "[^1] ",
        "[a]:\n",
        "{:",
        "<Aa>",
        ":::a\n",
    ],
)
def test_work_grows_linearly(unit: str) -> None:
    def work(size: int) -> int:
        blocks = read_blocks(unit * (size // len(unit))).blocks
        return calls_of(lambda: [read_inline(block.text) for block in blocks])

    # Quadratic work would be sixteen times; benchmarks/linear.py measures time, which patterns take too.
    assert work(80_000) <= 6 * work(20_000) + 1_000


@pytest.mark.parametrize(
    ("opener", "closer"),
    [
        ("[", "]"),
        ("![", "]"),
        ("[a", "](b)"),
        ("{{", "}}"),
        ("{%", "%}"),
        ("<!--", "-->"),
        ("<http://a", ">"),
        ("(", ")"),
        ("*a", "a*"),
    ],
)
def test_work_grows_linearly_with_what_closes_far_away(opener: str, closer: str) -> None:
    def work(count: int) -> int:
        return characters_of(opener * count + closer * count)

    assert work(16_000) <= 6 * work(4_000) + 10_000  # code of a template is looked for in 2,000 characters


def characters_of(source: str) -> int:
    """Calls, and the characters that slices and searches of the source touch: what no count of calls shows."""
    touched = 0

    class Counted(str):
        def __getitem__(self, key: object) -> str:  # type: ignore[override]
            nonlocal touched
            part = str.__getitem__(self, key)  # type: ignore[index]
            touched += len(part)
            return part

        def find(self, sub: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
            nonlocal touched
            found = str.find(self, sub, start, len(self) if end is None else end)
            touched += (found if found >= 0 else min(len(self), end or len(self))) - start
            return found

    counted = Counted(source)
    calls = calls_of(lambda: read_inline(counted, {"x": "https://x.example"}))
    return calls + touched


MARKS = st.sampled_from(
    ["*", "**", "_", "`", "[", "](", ")", "![", "<", ">", "{{", "}}", "{%", "%}", "&", "\\", "~~", "<!--", "<a href='"]
)


@given(st.lists(st.one_of(MARKS, st.text(max_size=5), st.just("https://e.com/x ")), max_size=25).map("".join))
def test_labels_lie_in_the_text_whatever_it_holds(source: str) -> None:
    inline = read_inline(source)
    assert inline.text == inline.text.strip()
    for link in inline.links:
        assert 0 <= link.start <= link.end <= len(inline.text)
