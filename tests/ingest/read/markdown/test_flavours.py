"""Marks of the tools that newsletters are written with."""

from __future__ import annotations

import pytest

from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.inline import read_inline


def seen(text: str) -> list[str]:
    document = read_blocks(text)
    found = (read_inline(block.text, document.refs).text for block in document.blocks)
    return [text for text in found if text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text.\n{: .note #id}\nMore.", ["Text.", "More."]),
        ("* TOC\n{:toc}\n\nText.", ["Text."]),
        ("[TOC]\n\nText.", ["Text."]),
        ("[[_TOC_]]\n\nText.", ["Text."]),
        ("## A title {#id}", ["A title"]),
        ("## A title {: .x #id}", ["A title"]),
        ("A title {#id}\n===", ["A title"]),
        ("## A set {1, 2}", ["A set {1, 2}"]),
        ("[a](https://e.example){:target='_blank'} b", ["a b"]),
        ("**a**{.big} b {c}", ["a b {c}"]),
        ("{::comment}\nhidden\n{:/comment}\nText.", ["Text."]),
        ("{% comment %}\nhidden\n{% endcomment %}\nText.", ["Text."]),
        (":::note\nText.\n:::", ["Text."]),
        ("::: warning Take care\nText.\n:::", ["Take care\nText."]),
        (":::tip[Well]\n\nText.\n\n:::", ["Well", "Text."]),
        ('!!! note "Well"\n    Text.', ["Well\nText."]),
        ("!!! what now", ["!!! what now"]),
        ("> [!NOTE]\n> Text.", ["Text."]),
        ("> [!tip]- Well\n> Text.", ["Well\nText."]),
        ("import A from '../a.astro'\nexport const x = {\n  y: 1,\n}\n\nText.", ["Text."]),
        ("import {\n  A,\n  B,\n} from 'a'\n\nText.", ["Text."]),
        ("# T\n\nimport A from './a'\n\nText.", ["T", "Text."]),
        ("import a from the store\n\nexport was high", ["import a from the store", "export was high"]),
        ("<Callout>\nText.\n</Callout>", ["Text."]),
        ("A <Mark>kept</Mark> word <Icon />, List<Int> and <Nothing>.", ["A kept word , List<Int> and <Nothing>."]),
        ('<Tabs.Item title="x">Text.</Tabs.Item>', ["Text."]),
        ("{/* hidden */}Text.", ["Text."]),
        ("{{% notice tip %}}\nText.\n{{% /notice %}}", ["Text."]),
        ("see [[Tower|the tower]], [[Lamp#Oil]] and [[1, 2]]", ["see the tower, Lamp and [[1, 2]]"]),
        (":rocket: and :heavy_check_mark:", [":rocket: and :heavy_check_mark:"]),
    ],
)
def test_marks_go_and_text_stays(text: str, expected: list[str]) -> None:
    assert seen(text) == expected


def test_code_stays_as_it_is() -> None:
    text = "```\n{: .a}\n:::note\nimport a from 'b'\n## T {#id}\n```"
    assert [block.text for block in read_blocks(text).blocks] == ["{: .a}\n:::note\nimport a from 'b'\n## T {#id}"]


def test_every_line_that_goes_is_named() -> None:
    dropped = read_blocks("import A from 'a'\n\n:::note\n{: .b}\n- TOC\n{:toc}\n\nText.").dropped
    assert [(each.first, each.reason) for each in dropped] == [
        (1, "code of the page"), (3, "mark of a note"), (4, "attributes"), (5, "table of contents"),
        (6, "table of contents"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "image"),
    [
        ('{{< figure src="/a.png" caption="A cat" >}}', ("/a.png", "A cat")),
        ('{{< figure src="https://e.example/a?x=1" >}}', ("https://e.example/a?x=1", "")),
        ("{{< img a.jpg >}}", ("a.jpg", "")),
        ("![[a.png]]", ("a.png", "")),
        ("![[a.png|300]]", ("a.png", "")),
        ('<Image\n  src="/a.png"\n  alt="A cat"\n/>', ("/a.png", "A cat")),
    ],
)
def test_figures(source: str, image: tuple[str, str]) -> None:
    inline = read_inline(source)
    assert (inline.text, [(each.source, each.alt) for each in inline.images]) == ("", [image])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<Link href="https://e.example/a">The post</Link> is out', "The post is out"),
        ('<LinkCard href="https://e.example/a" /> is out', "is out"),
        ("[[1]](https://e.example/a)", "[1]"),
        ("[[a](https://e.example/a)]", "[a]"),
        ('{{< card link="https://e.example/a" title="A" >}}', ""),
    ],
)
def test_links(source: str, text: str) -> None:
    inline = read_inline(source)
    assert (inline.text, [link.url for link in inline.links]) == (text, ["https://e.example/a"])


def test_terms_are_entries_and_what_explains_them_is_part_of_them() -> None:
    expected = [
        ("bullet", 0, "Lamp"),
        ("paragraph", 1, "It shines."),
        ("bullet", 0, "Bell"),
        ("paragraph", 1, "It rings."),
    ]
    html = "<dl><dt>Lamp</dt><dd>It shines.</dd><dt>Bell</dt><dd>It rings.</dd></dl>"
    for text in (html, html.replace("><", ">\n<"), "Lamp\n: It shines.\n\nBell\n:   It rings."):
        assert [(block.kind, block.level, block.text) for block in read_blocks(text).blocks] == expected
