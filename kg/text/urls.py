"""Addresses: where they stand in a text, and one spelling for one resource, which makes two URLs the same source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from kg.text.sites import host_of, split_url
from kg.text.words import HAN

# In Chinese text no space follows an address: a Han character or a full-width mark ends it. A closing bracket is part
# of it only where it closes one of its own.
_INSIDE = rf"[^\s<>\"'`()“”‘’…{HAN}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
ADDRESS = re.compile(rf"https?://(?:{_INSIDE}|\({_INSIDE}*\))+", re.IGNORECASE)
"""An address in running text of either language, with the marks that may follow it."""
_MARKS_BEHIND = re.compile(r"[.,;:!?\]}*_]+$")
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_[ce]id|_hs\w+|hs(?:a|mi)_\w+"
    r"|mkt_tok|ref_?src|ref_url|referrer|referer|share_\w+|spm\w*|scm|isappinstalled|si|cmpid|ck_subscriber_id|s_cid|vero_id"
    r"|_ga|_gl|pli|pvs|ncid|trk\w*|usp|bag_track|ref|source|from|share|feature"
)
# Words that are also real parameters: dropped only where their value names a place that readers come from.
_DOUBTFUL = re.compile(r"ref|source|from|share|feature")
_PLACE = re.compile(
    r"[\w.-]*\.(?:com|net|org|cn|io|be)|hackernews|hn|rss|twitter|x|newsletter|email|weekly|share\w*|ruanyf|ryf|producthunt|v2ex"
    r"|singlemessage|timeline|embed_\w+"
)
_SAFE_PATH = "/:@!$&'()*+,;=-._~"
_SAFE_QUERY = _SAFE_PATH + "?"
_ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|format|papers?|overview|src|e-print)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})"
    r"(?:v\d+)?(?:\.pdf)?"
)
_ROUTE = re.compile(r"[!/].+")
_X_HOSTS = frozenset({
    "twitter.com", "x.com", "mobile.twitter.com", "mobile.x.com", "m.twitter.com", "xcancel.com", "nitter.net",
    "fxtwitter.com", "vxtwitter.com", "fixupx.com",
})  # fmt: skip
_ARXIV_HOSTS = frozenset({
    "arxiv.org", "export.arxiv.org", "browse.arxiv.org", "cn.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org",
    "alphaxiv.org", "huggingface.co", "hf.co",
})  # fmt: skip
_VIDEO_HOSTS = frozenset({"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"})


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a text, without the punctuation behind it."""

    start: int
    end: int
    url: str


def find_addresses(text: str) -> Iterator[Address]:
    """Addresses in running text, from left to right.

    >>> [found.url for found in find_addresses("见https://a.example/x_(y)。(or http://b.example/z?q=1), **https://c.example**")]
    ['https://a.example/x_(y)', 'http://b.example/z?q=1', 'https://c.example']
    """
    for match in ADDRESS.finditer(text):
        url = _MARKS_BEHIND.sub("", match.group())
        yield Address(match.start(), match.start() + len(url), url)


def without_addresses(text: str) -> str:
    """The text with every address blanked, of the same length, so that offsets still fit.

    >>> without_addresses("见https://a.b/c。") == "见" + " " * 13 + "。"
    True
    """
    return ADDRESS.sub(lambda match: " " * len(match.group()), text)


def canonical_url(url: str) -> str:
    """Give the spelling that all addresses of the same resource share.

    The scheme becomes https; ``www.`` and mobile hosts, default ports, tracking parameters, trailing slashes and
    fragments go (single-page routes such as ``#/chat`` stay); an arXiv paper is one whatever page of it is linked, a
    post on X is one whatever mirror shows it, a YouTube video is one. What is no http address comes back stripped.
    Applying it twice changes nothing.

    Examples
    --------
    >>> canonical_url("http://www.arxiv.org/pdf/2510.13786v2.pdf#page=3")
    'https://arxiv.org/abs/2510.13786'
    >>> canonical_url("https://twitter.com/OpenAI/status/1968205159949107502?s=20")
    'https://x.com/openai/status/1968205159949107502'
    >>> canonical_url("https://youtu.be/48pxVdmkMIE?si=abc")
    'https://youtube.com/watch?v=48pxVdmkMIE'
    >>> canonical_url("HTTP://Example.com:80/a/?utm_source=x&b=1")
    'https://example.com/a?b=1'
    """
    url = url.strip().replace("&amp;", "&")
    parts = split_url(url)
    if parts is None:
        return url
    host = host_of(parts)
    path = re.sub(r"/(?:index\.(?:html?|php))?/*$", "", _quoted(parts.path, _SAFE_PATH))
    known = _arxiv(host, path) or _post(host, path) or _video(host, path, parts.query)
    if known:
        return known
    host = "x.com" if host in _X_HOSTS else host
    return f"https://{host}{path}{_query(parts.query)}{_route(parts.fragment)}"


def _quoted(text: str, safe: str) -> str:
    """Percent-encoding in one spelling: what needs none has none, the rest is upper case."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", text)  # every second one is an escape
    return "".join(_escape(piece) if index % 2 else quote(piece, safe=safe) for index, piece in enumerate(pieces))


def _escape(piece: str) -> str:
    """One escape: decoded where it stands for an unreserved character."""
    char = unquote(piece, encoding="latin-1")
    return char if re.fullmatch(r"[A-Za-z0-9\-._~]", char) else piece.upper()


def _query(text: str) -> str:
    """A query with its question mark, without what only says where the reader came from."""
    kept = "&".join(_quoted(pair, _SAFE_QUERY) for pair in text.split("&") if pair and not _is_tracking(pair))
    return f"?{kept}" if kept else ""


def _route(fragment: str) -> str:
    """A fragment with its mark where it is the route of a single-page site."""
    fragment = fragment.rstrip("/")
    kept = _quoted(fragment, _SAFE_QUERY) if _ROUTE.fullmatch(fragment) else ""
    return f"#{kept}" if kept else ""


def _is_tracking(pair: str) -> bool:
    """Whether a query parameter says where the reader came from instead of what is read."""
    name, _, value = pair.partition("=")
    name = name.lower()
    if name == "tab" and re.fullmatch(r"readme\S*|t\.0", value):  # what GitHub and Google Docs show anyway
        return True
    if not _TRACKING.fullmatch(name):
        return False
    return not _DOUBTFUL.fullmatch(name) or not value or bool(_PLACE.fullmatch(value.lower()))


def _arxiv(host: str, path: str) -> str:
    """The abstract page of an arXiv paper."""
    found = _ARXIV_PATH.fullmatch(path) if host in _ARXIV_HOSTS else None
    return f"https://arxiv.org/abs/{found[1]}" if found else ""


def _post(host: str, path: str) -> str:
    """A post or a profile on X."""
    found = re.fullmatch(r"/@?(\w{1,40}|i/web)(?:/status(?:es)?/(\d+)(?:/.*)?)?", path) if host in _X_HOSTS else None
    if not found:
        return ""
    name = found[1].lower().removesuffix("/web")
    return f"https://x.com/{name}/status/{found[2]}" if found[2] else f"https://x.com/{name}"


def _video(host: str, path: str, query: str) -> str:
    """A video on YouTube."""
    video = None
    if host == "youtu.be":
        video = re.fullmatch(r"/([\w-]{6,})", path)
    elif host in _VIDEO_HOSTS:
        video = re.fullmatch(r"/(?:embed|shorts|live|v)/([\w-]{6,})", path)
        if path == "/watch":
            video = re.search(r"(?:^|&)v=([\w-]{6,})(?:&|$)", query, re.ASCII)
    return f"https://youtube.com/watch?v={video[1]}" if video else ""
