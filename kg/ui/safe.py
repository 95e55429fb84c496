"""Text of issues and drafts on a page: shown, never obeyed.

Streamlit reads Markdown in most places, labels included. Whatever comes from an issue passes through `verbatim` there,
or through `html` into `st.html`, which also sanitises; links lead to http and https only. Figures have a module of
their own, `kg.ui.figures`: a text given to ``st.image`` is taken for a file or an address, and opened.
"""

from __future__ import annotations

import html as _html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def verbatim(text: str, *, limit: int = 2000) -> str:
    r"""Text that Markdown shows as it is: every ASCII punctuation mark is escaped, line ends become spaces.

    >>> verbatim("![x](http://a.example) :red[b] $x$")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\.example\\) \\:red\\[b\\] \\$x\\$'
    """
    shown = " ".join(_CONTROL.sub("", text[:limit]).split())
    return _PUNCTUATION.sub(r"\\\1", shown)


def html(text: str) -> str:
    """Text as HTML that shows just it."""
    return _html.escape(_CONTROL.sub("", text), quote=True)


def marked(text: str, spans: Iterable[tuple[int, int]], new: Iterable[tuple[int, int]] = ()) -> str:
    """Text as HTML with the spans inside ``<mark>``, those of `new` inside ``<ins>``; what overlaps is marked once.

    >>> marked("a<b c", [(2, 3)]), marked("a b", [(0, 1)], new=[(2, 3)])
    ('a&lt;<mark>b</mark> c', '<mark>a</mark> <ins>b</ins>')
    """
    tagged = [*((start, end, "mark") for start, end in spans), *((start, end, "ins") for start, end in new)]
    pieces, at = [], 0
    for start, end, tag in sorted(tagged):
        if end <= at:
            continue
        start = max(start, at)
        pieces += [html(text[at:start]), f"<{tag}>", html(text[start:end]), f"</{tag}>"]
        at = end
    return "".join([*pieces, html(text[at:])])


def safe_url(url: str) -> str | None:
    """The URL where it may be followed (http or https, with a host), else None.

    >>> safe_url("javascript:alert(1)") is None, safe_url("https://a.example/x")
    (True, 'https://a.example/x')
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def anchor(url: str, label: str) -> str:
    """A link as HTML, or the label alone where the URL may not be followed."""
    target = safe_url(url)
    if target is None:
        return html(label)
    return f'<a href="{html(target)}" target="_blank" rel="noopener noreferrer nofollow">{html(label)}</a>'


def remote_picture(url: str, label: str, *, width: int) -> str:
    """A picture from elsewhere as HTML: the reader's browser asks for it, this server never does.

    Where the reader comes from the browser does not say: `kg.ui.server` tells it so for the whole page.

    >>> remote_picture("file:///etc/passwd", "a", width=9)
    ''
    """
    target = safe_url(url)
    if target is None:
        return ""
    return f'<img src="{html(target)}" alt="{html(label)}" width="{width}">'
