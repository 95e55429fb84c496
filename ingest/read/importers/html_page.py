"""A saved page of the web that is one issue: its main text, and what its head tells of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborNode

from ingest.read.importers.days import iso_day, unix_day
from ingest.read.importers.html_clean import clean, unseen
from ingest.read.importers.html_text import node_to_markdown
from ingest.read.importers.html_tree import attribute, elements, parse_html, text_lengths, words_of
from ingest.read.importers.material import Material, decode_markup
from ingest.read.importers.page import Page, Pages, told

_TEMPLATE = re.compile(
    r"\{%-?\s*(?:for|if|block|extends|include|set|endif|endfor|assign|capture|layout|load)\b"
    r"|\{\{-?\s*(?:content|title|page|site|post|config|body|\.|range|template|partial|block|define|if|end|super\(\))"
)
_MAIN = (
    "[itemprop=articleBody]",
    # what the themes of WordPress, Ghost, Substack, Jekyll and the microformats call the text of a post
    ".entry-content, .post-content, .article-content, .gh-content, .available-content, .post-body, .e-content",
    "article",
    "main",
    "[role=main]",
)
_AROUND = (
    "nav, aside, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], "
    "body > header, body > footer"
)
_NO_TEXT = re.compile(
    r"(?:^|[\s_-])(?:comments?|related(?:-posts?)?|sidebar|breadcrumbs?|pagination|post-nav|share|sharing|social|cookie|toc"
    r"|table-of-contents|postamble|newsletter-signup|signup-form)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAIN_SHARE = 0.4  # of a page's text: less is a teaser in a list of them
_LONGEST_HEAD = 400  # characters of the title, byline and date above an article
_DATES = (
    "meta[property='article:published_time']", "meta[name='date']", "meta[name='pubdate']", "meta[name='dc.date']",
    "meta[name='publish-date']", "meta[name='parsely-pub-date']", "[itemprop=datePublished]", "time[datetime]", "time",
)  # fmt: skip
_CHINA = 8  # hours ahead of UTC
_WECHAT_TIME = re.compile(r"""var\s+(?:ct|createTime|oriCreateTime)\s*=\s*["'](\d{10})["']""")


def read_html(material: Material) -> Pages:
    """Read a page of the web as an issue."""
    decoded = decode_markup(material.raw)
    if _TEMPLATE.search(decoded.text):
        return Pages(passed=(material.passed("", "a template of a web site, no issue"),))
    page = page_of(decoded.text, remark=decoded.remark)
    if not page.text.strip():
        return Pages(passed=(material.passed("", "the page holds no text"),))
    return Pages((page,))


def page_of(markup: str, *, part: str = "", remark: str = "") -> Page:
    """Read the main text of a page and what its head tells: title, date, address, language.

    Examples
    --------
    >>> page = page_of("<title>Leaf 8</title><nav>Home</nav><main><p>Rain.</p></main>")
    >>> page.text, dict(page.values)
    ('Rain.', {'title': 'Leaf 8'})
    """
    root = parse_html(markup)
    values = _values(root, markup)
    gone: set[int] = set()
    main = _main(root, gone)
    _drop_around(main, values.get("title", ""), gone)
    clean(main, gone)
    return Page(node_to_markdown(main, values.get("permalink", ""), gone), values, part, 0, remark)


def _values(root: LexborNode, markup: str) -> dict[str, str]:
    """What the head of a page tells."""
    linked = dict(_linked_data(root))
    canonical = _content(root, "link[rel=canonical]", "href") or _content(root, "meta[property='og:url']", "content")
    html = root.css_first("html")
    return told(
        title=_title(root, linked),
        date=_date(root, linked, markup),
        permalink=canonical if canonical.startswith(("http://", "https://")) else "",
        language=attribute(html, "lang") if html is not None else "",
    )


def _content(root: LexborNode, selector: str, name: str) -> str:
    """Attribute of the first element that has it."""
    return next((found for node in root.css(selector) if (found := attribute(node, name))), "")


def _title(root: LexborNode, linked: Mapping[str, str]) -> str:
    stated = _content(root, "meta[property='og:title']", "content") or linked.get("headline", "")
    if stated:
        return stated
    heads = [text for node in root.css("h1") if (text := words_of(node))]
    if len(heads) == 1:
        return heads[0]
    node = root.css_first("title")
    return words_of(node) if node is not None else ""


def _date(root: LexborNode, linked: Mapping[str, str], markup: str) -> str:
    """The day that a page was published on, as it tells it in one of the usual places."""
    wechat = _WECHAT_TIME.search(markup)
    if wechat:
        return unix_day(int(wechat[1]), _CHINA)
    candidates = [_content(root, _DATES[0], "content"), linked.get("datePublished", "")]
    for selector in _DATES[1:]:
        for node in root.css(selector)[:1]:
            candidates.append(attribute(node, "content") or attribute(node, "datetime") or words_of(node))
    return next((day for text in candidates if text and (day := iso_day(text))), "")


def _linked_data(root: LexborNode) -> Iterator[tuple[str, str]]:
    """Headline and day of an article as JSON-LD tells them."""
    for node in root.css("script[type='application/ld+json']"):
        try:
            loaded: Any = json.loads(node.text())
        except (ValueError, RecursionError):
            continue
        graph = loaded.get("@graph") if isinstance(loaded, dict) else None
        records = graph if isinstance(graph, list) else loaded if isinstance(loaded, list) else [loaded]
        for record in records:
            if isinstance(record, dict):
                yield from (
                    (key, value) for key in ("headline", "datePublished") if isinstance(value := record.get(key), str)
                )


def _main(root: LexborNode, gone: set[int]) -> LexborNode:
    """The element that holds the issue; what stands around it is gone."""
    wechat = root.css_first("#js_content")
    if wechat is not None:
        return wechat
    gone.update(node.mem_id for node in root.css(_AROUND))
    body = root.css_first("body") or root
    unseen(body, gone)
    lengths = text_lengths(body, gone)
    for selector in _MAIN:
        found = max(body.css(selector), key=lambda node: lengths.get(node.mem_id, 0), default=None)
        if found is not None and lengths.get(found.mem_id, 0) >= _MAIN_SHARE * lengths[body.mem_id]:
            return found
    return body


def _drop_around(main: LexborNode, title: str, gone: set[int]) -> None:
    """Take away what stands around the text inside the main element."""
    lengths = text_lengths(main, gone)
    for node in elements(main, gone):
        length = lengths[node.mem_id]
        if 2 * length > lengths[main.mem_id]:
            continue
        name = f"{attribute(node, 'class')} {attribute(node, 'id')}"
        head = node.tag == "header" and length <= _LONGEST_HEAD and " ".join(title.split()) in words_of(node)
        if head or _NO_TEXT.search(name):
            gone.add(node.mem_id)
