"""Hosts of addresses: who publishes what is linked. Quick to load, for every list of hits shows it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": 80, "https": 443}


def site(url: str) -> str:
    """Host that publishes `url`, without ``www.``; "" where there is none.

    Examples
    --------
    >>> site("https://www.theinformation.com/articles/a")
    'theinformation.com'
    """
    parts = split_url(url.strip())
    return host_of(parts) if parts else ""


def split_url(url: str) -> SplitResult | None:
    """The parts of an http address; None for anything else, and for one that is malformed.

    >>> split_url("https://a.example/b").path, split_url("http://[a]/b"), split_url("mailto:a@b.example")
    ('/b', None, None)
    """
    if not re.match(r"https?://", url, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(re.sub(r"\s", "%20", url))
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts if parts.hostname else None


def host_of(parts: SplitResult) -> str:
    """Lower-case host without ``www.`` and default port."""
    host = (parts.hostname or "").rstrip(".")
    host = re.sub(r"^(?:www\d?\.)+(?=[^.]+\.)", "", host)
    if ":" in host:  # an IPv6 address loses its brackets in `hostname`
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port in _PORTS.values() else f"{host}:{port}"
