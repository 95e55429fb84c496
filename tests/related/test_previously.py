"""The block to paste: whatever stands in an issue or a draft is shown by Markdown as it is, and links nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kg.model import Item
from kg.related.prior import Added, Check, Prior, Shared
from kg.related.report import markdown_block
from kg.text.words import plain
from tests.store.archives import issue, item

WEEKLY = issue(3, date(2025, 4, 7), item("Lumen buys a mill."), permalink="https://tide.example/3")
# All that a site generator may have switched on.
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def draft(text: str) -> Item:
    return replace(item("x"), title=text, text=text)


def block(title: str, *, of: str = "x", name: str = "Tide 3", permalink: str = "", number: int | None = None) -> str:
    where = replace(WEEKLY, permalink=permalink, number=number, title=name, date=None)
    prior = Prior(draft(title), where, 0.7, "update", "x", 2, Shared(), Added())
    return markdown_block([Check(draft(of), "update", (prior,))])


def tokens(markdown: str) -> list[tuple[str, str]]:
    """What Markdown makes of the list: its elements, and the text and addresses in them."""
    found = []
    for token in MARKDOWN.parse(markdown):
        for inner in token.children or [token]:
            href = inner.attrGet("href")
            found.append((inner.type, str(href) if href is not None else inner.content))
    return found


def text_of(markdown: str) -> str:
    """All text that is shown."""
    return "".join(content for kind, content in tokens(markdown) if kind in {"text", "text_special", "code_inline"})


def kinds(markdown: str) -> set[str]:
    return {kind for kind, _ in tokens(markdown)} - {"text_special"}


PLAIN = kinds(block("Lumen buys a mill"))
LINKED = kinds(block("Lumen buys a mill", permalink="https://tide.example/3"))

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](http://evil.example/x.png)",
    "a](javascript:alert(1))", "[x](javascript:alert(1))", "`code`", "**bold** __b__ *i* _i_ ~~s~~", "# heading",
    "- a list", "+ a list", "1. a list",
    "12345) a list", "> quote", "---", "===", "***", "| a | b |", "&lt;script&gt; &amp; &#106;", "a\n\n# b", "a\r\n- b",
    "http://evil.example/", "<http://evil.example/>", "[x]: http://evil.example/", "[^1]", "\\", "\\\\](x)",
    "--> <b>", "```",
    "    code", "\tcode", "a\x1b[2Jb", "$x$ $$y$$", "{{ site.x }} {% include x %} {# c #}", "<%= x %>",
    ":smile: :red[x]",
    "www.evil.example", "a@evil.example", "@someone #12", "-", "--!>", "->", "<!-- x", "*", "[", "]",
    "[ ] task", "[[wiki]]",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_in_a_title_is_text(text: str) -> None:
    shown = " ".join(plain(text).split())
    for markdown in (block(text), block("x", name=text), block(text, number=7)):
        assert kinds(markdown) == PLAIN
        assert shown in text_of(markdown)
    linked = block(text, permalink="https://tide.example/3")
    assert kinds(linked) == LINKED and shown in text_of(linked)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_note_of_a_draft_item_stays_a_note(text: str) -> None:
    markdown = block("x", of=text)
    assert kinds(markdown) == PLAIN and text_of(markdown) == text_of(block("x"))
    note = markdown.split("\n**", 1)[0]
    assert note.startswith("<!-- ") and note.endswith(" -->") and "--" not in note[4:-3] and "\n" not in note


@pytest.mark.parametrize("text", HOSTILE)
def test_no_template_of_a_site_generator_is_run(text: str) -> None:
    markdown = block(text, of=text, name=text, permalink=f"https://a.example/{text}")
    assert not re.search(r"\{\{|\{%|\{#|<%", markdown)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "data:text/html,x", "file:///etc/passwd",
     "//evil.example/x", "x", "/x", "https:", "https:///x", "http://[", "mailto:a@b.example",
     "vbscript:x", "ht\ntps://a.example"],
)  # fmt: skip
def test_only_web_pages_are_linked(url: str) -> None:
    markdown = block("x", permalink=url)
    assert kinds(markdown) == PLAIN and "](" not in markdown


@pytest.mark.parametrize(
    "rest",
    [
        "a) [b](javascript:x",
        "a b",
        "a\n\n# x",
        'a "t"',
        "<b>",
        "a>b",
        "\\",
        "](x)",
        "a`b`",
        "(",
        "((",
        ")",
        "{{x}}",
        "$x$",
    ],
)
def test_no_address_ends_before_its_link_does(rest: str) -> None:
    markdown = block("x", permalink=f"https://a.example/{rest}")
    assert kinds(markdown) == LINKED
    (href,) = (content for kind, content in tokens(markdown) if kind == "link_open")
    assert href.startswith("https://a.example/") and urlsplit(href).netloc == "a.example"


def test_an_address_in_another_script_stays_readable() -> None:
    assert "](https://例子.example/期刊/3?a=1&b=%20#c)" in block(
        "x", permalink="https://例子.example/期刊/3?a=1&b=%20#c"
    )


MARKUP = st.text(st.sampled_from("ab1 -+*_`~#>[](){}<>|\\!&;:/.%$@=\n\t'\"中\x00\u202e"), max_size=25)


@given(MARKUP, MARKUP, MARKUP, MARKUP)
def test_nothing_breaks_out(title: str, of: str, name: str, rest: str) -> None:
    bare = block(title, of=of, name=name)
    assert kinds(bare) <= PLAIN
    linked = block(title, of=of, name=name, permalink=f"https://a.example/{rest}")
    assert kinds(linked) <= LINKED
    assert next(content for kind, content in tokens(linked) if kind == "html_block").count("\n") <= 1
