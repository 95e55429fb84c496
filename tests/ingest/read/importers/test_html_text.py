"""HTML as Markdown: what is kept, what is left out, what is escaped."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.page import Page
from ingest.read.items import to_node
from ingest.read.markdown.blocks import read_blocks
from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import links


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        ("<h3>A <b>b</b></h3><p>c</p>", "### A b\n\nc"),
        ("<p>a<b> b </b>c <i>d</i></p>", "a **b** c *d*"),
        ("<b>a<b>b</b></b>", "**ab**"),
        ("<span style='font-weight:700'>a</span>b", "**a**b"),
        ("<p>one<br>two<br><br>three</p>", "one  \ntwo\n\nthree"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><p>d</p>", "- a\n  - b\n- c\n\nd"),
        ("<ol start='9'><li>a<li>b<p>c</p></ol>", "9. a\n10. b\n\n    c"),
        ("<blockquote><p>a</p><ul><li>b</ul></blockquote>", "> a\n>\n> - b"),
        ("<pre>a\n  *b*</pre>", "```\na\n  *b*\n```"),
        ("<p><code>a_b</code></p>", "`a_b`"),
        ("<a href='https://a.example'><h2>T</h2><p>t</p></a>", "## [T](https://a.example)\n\nt"),
        (
            "<a href='https://a.example'><img src='i.png'><p>t</p><p>u</p></a>",
            "[![](i.png)](https://a.example)\n\n[t](https://a.example)\n\nu",
        ),
        ("<p>&zwnj;&#847; &#8203;</p>a", "a"),
        ("<a href='https://a.example/x y_(z'>t</a>", "[t](https://a.example/x%20y_%28z)"),
        ("<a href='https://a.example/x_(y)'>t</a>", "[t](https://a.example/x_(y))"),
        ("<a href='#top'>up</a> <a>n</a> <a href='javascript:x()'>j</a>", "up n j"),
        ("<img data-src='https://a.example/i.png' alt='a [b]'>", r"![a \[b\]](https://a.example/i.png)"),
        ("<a href='https://a.example/i.png'><img src='https://a.example/s.png'></a>", "![](https://a.example/s.png)"),
        ("<img src='https://a.example/1f4a1.png' alt='💡'> idea", "💡 idea"),
        ("<p># no</p><p>2026. Then</p><p>+ x</p><p>1. yes</p>", "\\# no\n\n2026\\. Then\n\n\\+ x\n\n1. yes"),
        ("<p>*a* _b_ c_d [e](f) `g` &lt;h&gt; &amp;lt;</p>", r"\*a\* \_b\_ c_d \[e\](f) \`g\` &lt;h> \&lt;"),
        ("<p>https://a.example/a_b_*c*</p>", "https://a.example/a_b_*c\\*"),
        ("<hr><p>a</p><hr>", "a\n\n---"),
        ("<table><tr><th>a<th>b<tr><td>1|2<td>x<br>y</table>", "| a | b |\n| --- | --- |\n| 1\\|2 | x<br>y |"),
        ("<table role='presentation'><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd"),
        ("<table><tr><td><table><tr><td><h2>a</h2></table><tr><td>b</table>", "## a\n\nb"),
        ("<p>甲<strong>乙：</strong>丙</p>", "甲**乙：**丙"),
        ("", ""),
        ("plain", "plain"),
    ],
)
def test_written(markup: str, written: str) -> None:
    assert to_markdown(markup) == written


def test_a_relative_reference_starts_from_the_page() -> None:
    assert to_markdown("<a href='/b'>c</a>", "https://a.example/x") == "[c](https://a.example/b)"


@pytest.mark.parametrize(
    "markup",
    [
        "<p style='color:red;display: none'>x</p>",
        "<div style='mso-hide:all'>x</div>",
        "<span class='mcnPreviewText'>x</span>",
        "<img src='https://a.example/open' width='1' height='1'>",
        "<img src='https://a.example/open' style='height:1px;width:1px'>",
        "<script>x</script><style>x</style><form><input value='x'>x</form><title>x</title>",
        "<p class='button-wrapper'><a href='https://a.example/s'>Get it</a></p>",
        "<p><a href='https://a.example/1'>View this email in your browser</a></p>",
        "<table><tr><td>You get this since you asked. <a href='https://a.example/1'>Unsubscribe</a></table>",
        "<br><br><a href='https://a.example/1'>Unsubscribe</a><br><br>",
        "<p>不想再收到？<a href='https://a.example/1'>点此退订</a></p>",
        "<footer>12 Road</footer>",
        "<table class='footerBlock'><tr><td>12 Road, <a href='https://a.example'>home</a>"
        "<tr><td><a href='https://a.example/unsubscribe'>here</a></table>",
    ],
)
def test_what_belongs_to_the_mailing_is_left_out(markup: str) -> None:
    story = f"<p>A story that is long enough to be most of the page. {'It goes on. ' * 20}</p>"
    assert to_markdown(markup + story) == to_markdown(story) == to_markdown(story + markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><a href='https://a.example/u'>Why readers unsubscribe</a> and what helps.</p>",
        "<p>A mail program adds a button to <a href='https://a.example/u'>unsubscribe</a>, as "
        "<a href='https://b.example/paper'>a study</a> had asked for.</p>",
        "<li><a href='https://a.example/o'>Open source web servers</a></li>",
        "<li><a href='https://a.example/o'>How to read the news online without a browser</a></li>",
        "<h2>Unsubscribe</h2><p>An essay.</p>",
    ],
)
def test_a_story_about_mailings_is_none(markup: str) -> None:
    story = "<p>Rain. It falls on all of us, and so do the mails that we get.</p>"
    assert len(to_markdown(story + markup)) > len(to_markdown(markup)) > 10


_WORDS = st.text("ab*_[]()#<>.&`1 乙", min_size=1, max_size=12).filter(str.strip)
_TARGETS = st.from_regex(r"https://n\.example/[a-z0-9_()-]{1,8}", fullmatch=True)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_LINKED = st.builds(lambda label, target: ([target], f'<a href="{target}">x{_escaped(label)}</a>'), _WORDS, _TARGETS)
_TEXTS = st.builds(lambda text: ([], f"<p>{_escaped(text)}</p>"), _WORDS)
_TREES = st.recursive(
    _LINKED | _TEXTS,
    lambda inner: st.builds(
        lambda tag, parts: (
            [target for targets, _ in parts for target in targets],
            f"<{tag}>{''.join(f'<li>{part}</li>' if tag in ('ul', 'ol') else part for _, part in parts)}</{tag}>",
        ),
        st.sampled_from(["div", "ul", "ol", "blockquote", "h2", "section", "b", "td"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(_TREES)
@settings(max_examples=150, deadline=None)
def test_every_link_is_in_the_markdown_in_order(tree: tuple[list[str], str]) -> None:
    targets, markup = tree
    found = [target.replace("%28", "(").replace("%29", ")") for target in links(Page(to_markdown(markup)))]
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(targets))


def test_a_page_far_too_deep_is_refused_in_one_sentence() -> None:
    assert to_markdown("<div>" * 2000 + "x") == "x"
    assert to_markdown("<ul><li>" * 1000 + "x").endswith("- x")
    for tag in ("div", "b", "blockquote", "table"):
        with pytest.raises(UsageError, match="deep in one another"):
            to_markdown(f"<{tag}>" * 100_000 + "x")


_SIGNS = (
    "a b_c *x* ** _y_ ___ [l](m) [z] ![q](r) `c` ``` <b> </div> <!-- < &amp; & # > + = === | 2026. ~~s~~ ~~~ $ "
    "\\ \\* 乙 甲： 2026. ! {{x}} {% [^1] [x]: (p) a@b.example"
)
_PLACES = (
    "<p>{}</p>", "<ul><li>{}</li></ul>", "<h2>{}</h2>", "<table><tr><th>{}</th><th>z</th></tr></table>",
    "<p>z <b>{}</b></p>", "<p>z <a href='https://t.example'>{}</a></p>", "<blockquote>{}</blockquote>",
)  # fmt: skip


@given(st.lists(st.sampled_from(_SIGNS.split()), min_size=1, max_size=6), st.sampled_from(_PLACES))
@settings(max_examples=200, deadline=None)
def test_our_reader_sees_the_text_that_the_page_shows(words: list[str], place: str) -> None:
    text = " ".join(words)
    read = read_blocks(to_markdown(place.format(_escaped(text))))
    seen = "".join(to_node(block, read.refs).inline.text for block in read.blocks)
    shown = re.sub(r"<[^>]*>", "", place).format(text)
    assert re.sub(r"[\s|]", "", seen) == re.sub(r"[\s|]", "", shown)
