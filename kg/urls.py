"""One spelling for one resource: what makes two URLs the same source."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_[ce]id|_hs\w+|hs\w+"
    r"|mkt_tok|ref_?src|ref_url|ref|referrer|referer|source|share_\w+|share|spm\w*|scm|from|isappinstalled|feature|si|cmpid"
    r"|ck_subscriber_id|s_cid|vero_id|_ga|_gl|trk\w*|usp|bag_track)"
)
_KEPT = re.compile(
    r"(?:source|from|ref|share|feature)"
)  # words that are also real parameters: dropped only with a value
_TRACKING_VALUE = re.compile(r"(?:[\w.-]*\.(?:com|net|org|cn|io)|hackernews|hn|rss|twitter|x|newsletter|email|weekly|share\w*"
                             r"|ruanyf|ryf|\d{10}|singlemessage|timeline|embed_\w+|youtu\.be|producthunt|v2ex)")  # fmt: skip
_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=-._~"
_SAFE_QUERY = _SAFE_PATH + "?"
_ARXIV_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?")
_ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|format|papers?|overview|src|e-print)/" + _ARXIV_ID.pattern + r"(?:\.pdf)?/?"
)
_TWEET = re.compile(r"/([A-Za-z0-9_]+|i(?:/web)?)/status(?:es)?/(\d+)(?:/.*)?")
_SPA = re.compile(r"(?:!|/).+|.*[/=].*")
_X_HOSTS = frozenset({"twitter.com", "x.com", "mobile.twitter.com", "mobile.x.com", "m.twitter.com", "xcancel.com",
                      "nitter.net", "fxtwitter.com", "vxtwitter.com", "fixupx.com", "twstalker.com"})  # fmt: skip
_ARXIV_HOSTS = frozenset({"arxiv.org", "export.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "browse.arxiv.org",
                          "alphaxiv.org", "huggingface.co", "hf.co", "arxiv.gg", "cn.arxiv.org"})  # fmt: skip


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
    parts = _split(url)
    if parts is None:
        return url
    host = _host(parts)
    for rule in (_arxiv, _post, _video):
        known = rule(host, parts)
        if known:
            return known
    path = _quoted(parts.path, _SAFE_PATH)
    path = re.sub(r"/(?:index\.(?:html?|php))?/*$", "", path) if path else ""
    query = "&".join(_quoted(pair, _SAFE_QUERY) for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    fragment = _quoted(parts.fragment, _SAFE_QUERY) if _SPA.fullmatch(parts.fragment) else ""
    fragment = "" if fragment.startswith(":~:") else fragment.rstrip("/")
    return f"https://{host}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def site(url: str) -> str:
    """Host that publishes `url`, without ``www.``; "" where there is none.

    Examples
    --------
    >>> site("https://www.theinformation.com/articles/a")
    'theinformation.com'
    """
    parts = _split(url.strip())
    return _host(parts) if parts else ""


def _split(url: str) -> SplitResult | None:
    """The parts of an http address, None for anything else."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(re.sub(r"\s", "%20", url))
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts if parts.hostname else None


def _host(parts: SplitResult) -> str:
    """Lower-case host without ``www.`` and default port."""
    host = (parts.hostname or "").rstrip(".")
    host = re.sub(r"^(?:www\d?\.)+(?=[^.]+\.)", "", host)
    if ":" in host:  # an IPv6 address loses its brackets in `hostname`
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port in _PORTS.values() else f"{host}:{port}"


def _quoted(text: str, safe: str) -> str:
    """Percent-encoding in one spelling: what needs none has none, the rest is upper case."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(
        _escape(piece) if len(piece) == 3 and piece[0] == "%" else quote(piece, safe=safe) for piece in pieces
    )


def _escape(piece: str) -> str:
    """One escape: decoded where it stands for an unreserved character."""
    char = unquote(piece, encoding="latin-1")
    return char if re.fullmatch(r"[A-Za-z0-9\-._~]", char) else piece.upper()


def _is_tracking(pair: str) -> bool:
    """Whether a query parameter says where the reader came from instead of what is read."""
    name, _, value = pair.partition("=")
    name = name.lower()
    if not _TRACKING.fullmatch(name):
        return False
    return not _KEPT.fullmatch(name) or not value or bool(_TRACKING_VALUE.fullmatch(value.lower()))


def _arxiv(host: str, parts: SplitResult) -> str:
    """The abstract page of an arXiv paper."""
    if host not in _ARXIV_HOSTS:
        return ""
    found = _ARXIV_PATH.fullmatch(parts.path)
    return f"https://arxiv.org/abs/{found[1]}" if found else ""


def _post(host: str, parts: SplitResult) -> str:
    """A post or a profile on X."""
    if host not in _X_HOSTS:
        return ""
    found = _TWEET.fullmatch(parts.path)
    if found:
        return f"https://x.com/{found[1].lower()}/status/{found[2]}"
    profile = re.fullmatch(r"/@?([A-Za-z0-9_]{1,15})/?", parts.path)
    return f"https://x.com/{profile[1].lower()}" if profile else ""


def _video(host: str, parts: SplitResult) -> str:
    """A video on YouTube."""
    video = None
    if host == "youtu.be":
        video = re.fullmatch(r"/([\w-]{6,})/?", parts.path)
    elif host in {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}:
        video = re.fullmatch(r"/(?:embed|shorts|live|v)/([\w-]{6,})/?", parts.path)
        if parts.path.rstrip("/") == "/watch":
            video = re.search(r"(?:^|&)v=([\w-]{6,})(?:&|$)", parts.query)
    return f"https://youtube.com/watch?v={video[1]}" if video else ""
