"""What stands before the pages: headers that tell a browser what a page may do, and a door for our own pages only.

Streamlit lets any page of this machine (``http://localhost``, whatever the port) open its socket, and asks an outside
host for its own address before it refuses another; so a request that a foreign page makes ends here.
"""

from __future__ import annotations

import base64
import hashlib
import re
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocketClose
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from kg.ui.keys import keys_script

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LONGEST_TYPED = 200  # characters; nobody goes on typing a name that is longer
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def _inline_scripts() -> str:
    """The scripts inside Streamlit's own page, and ours, each as the hash by which a policy allows it."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = [*(_INLINE.findall(page.read_bytes()) if page.is_file() else []), keys_script().encode()]
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)


def content_policy() -> str:
    """What a page may load and do.

    Streamlit writes styles into the page, so styles may stand there. Pictures may come from elsewhere, since a reader
    may ask for one; everything else is this server's.
    """
    allowed = {
        "default-src": "'none'",
        "script-src": f"'self' {_inline_scripts()}",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "img-src": "'self' data: blob: https: http:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self' blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{what} {where.strip()}" for what, where in allowed.items())


def headers() -> dict[str, str]:
    """Headers of every answer."""
    return {
        "Content-Security-Policy": content_policy(),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


class Guard:
    """Refuses what a page of another origin asks for, and adds `headers` to every answer.

    A browser says with ``Origin`` whose page is asking; a program that says nothing is no page and is let in, as
    anybody is who may reach the port.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        if _is_own(Headers(scope=scope)):
            await self._app(scope, receive, answer)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)  # before it is accepted: answered with 403
        else:
            refused = PlainTextResponse("Refused: a page of another origin asks.\n", status_code=403)
            await refused(scope, receive, answer)


def _is_own(said: Headers) -> bool:
    """Whether a request comes from a page of the host that it is sent to, or from no page."""
    origins, hosts = said.getlist("origin"), said.getlist("host")
    if not origins:
        return True
    try:
        asking = {urlsplit(origin).netloc.lower() for origin in origins}
    except ValueError:
        return False
    return len(asking) == 1 and "" not in asking and asking == {host.lower() for host in hosts}


@asynccontextmanager
async def _open_browser(_: st.App) -> AsyncIterator[None]:
    """Show the app in the browser once the server listens, where there is a screen."""
    if not st.get_option("server.headless"):
        address = f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}"
        Timer(1, webbrowser.open, [address]).start()
    yield


def _to_search(request: Request) -> RedirectResponse:
    """The search page stands at the root; whoever writes its name into an address finds it there."""
    query = request.url.query
    return RedirectResponse(f"./?{query}" if query else "./")


def _offers(request: Request) -> Response:
    """What to offer for what has been typed into the search box."""
    from kg.errors import KgError
    from kg.search.offers import find_offers
    from kg.ui.shell import open_archive

    if not is_host_allowed(request.headers.get("host")):  # as for the socket: no foreign name that points here
        return PlainTextResponse("Refused: asked for by another name.\n", status_code=403)
    try:
        found = find_offers(open_archive(), request.query_params.get("q", "")[:_LONGEST_TYPED])
    except KgError:  # the page itself says what is wrong
        found = ()
    return JSONResponse([asdict(offer) for offer in found])


MIDDLEWARE = (Middleware(Guard),)
ROUTES = (Route("/search", _to_search), Route("/offers", _offers))
LIFESPAN = _open_browser
