"""The server of the app: what it tells a browser, whom it lets in, and that it asks nobody anything."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import json
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import streamlit

from kg.commands.main import main
from kg.ui.keys import keys_script
from kg.ui.server import Guard, content_policy, headers
from tests.browser import serve
from tests.ui.listener import listening

WEBSOCKET = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.fixture
def listener():
    with listening() as server:
        yield server


def answer(address, path="/", **said):
    """Status and headers of an answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in said.items()})
    reply = connection.getresponse()
    connection.close()
    return reply.status, reply.headers


def shakes(address, **said):
    """The answer to a WebSocket's handshake."""
    return answer(address, "/_stcore/stream", **WEBSOCKET, **said)[0]


@pytest.mark.slow
def test_a_running_app(sample_folder, listener, monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://{listener.host}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "localhost")
    with serve(sample_folder) as address:
        port = urlsplit(address).port
        for path in (
            "/",
            "/entity",
            "/_stcore/health",
            "/_stcore/host-config",
            "/media/none.png",
            "/none/../../etc/passwd",
        ):
            _, got = answer(address, path)
            for name, value in headers().items():
                assert got.get_all(name) == [value], (path, name)
            assert "Access-Control-Allow-Origin" not in got
        assert shakes(address, Origin=address) == 101
        for origin in (f"http://localhost:{port + 1}", "http://localhost", f"http://127.0.0.1:{port}", "null", "",
                       "https://evil.example", f"http://localhost:{port}.evil.example", f"http://evil@localhost:{port}",
                       "http://[", "file://"):  # fmt: skip
            assert shakes(address, Origin=origin) == 403, origin
            assert answer(address, "/", Origin=origin)[0] == 403
        rebound = f"evil.example:{port}"
        assert shakes(address, Origin=f"http://{rebound}", Host=rebound) == 403, "a foreign name that points here"
        assert answer(address, "/offers?q=ope", Host=rebound)[0] == 403, "and asks without a socket"
        assert answer(address, "/offers?q=ope", Origin="https://evil.example")[0] == 403
        offers = json.loads(urlopen(f"{address}/offers?q=ope", timeout=60).read())
        assert offers[0]["query"] == "OpenAI" and offers[0]["items"] > 0
        assert answer(address, "/offers?q=" + "%F0%9F%A7%A8" * 2000)[0] == 200
        status, got = answer(address, "/search?q=a%20b&lang=en")
        assert (status, got["Location"]) == (307, "./?q=a%20b&lang=en")
    assert listener.asked == [], "nobody outside was asked for anything"


# Without a server


def _asgi(kind, *said):
    """What the guard sends for a request, and whether it was handed on."""
    handed, sent = [], []

    async def app(scope, receive, send):
        handed.append(scope["type"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"ALLOW")]})

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "method": "GET", "path": "/", "headers": [(a.encode(), b.encode()) for a, b in said]}
    asyncio.run(Guard(app)(scope, None, send))
    return bool(handed), sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("said", "let_in"),
    [
        ((), True),
        ((("host", "a.example"),), True),
        ((("host", "a.example"), ("origin", "https://a.example")), True),
        ((("host", "A.example:1"), ("origin", "http://a.Example:1")), True),
        ((("host", "a.example"), ("origin", "https://a.example:444")), False),
        ((("host", "a.example"), ("origin", "null")), False),
        ((("host", ""), ("origin", "null")), False),
        ((("origin", "https://a.example"),), False),
        ((("host", "a.example"), ("origin", "https://a.example"), ("origin", "https://b.example")), False),
        ((("host", "a.example"), ("host", "b.example"), ("origin", "https://b.example")), False),
    ],
)
def test_whom_the_guard_lets_in(kind, said, let_in):
    handed, sent = _asgi(kind, *said)
    assert handed == let_in
    if not let_in:
        assert sent[0].get("status", 403) == 403 and sent[0]["type"] in {"http.response.start", "websocket.close"}


def test_headers_stand_once_and_are_ours():
    _, (start,) = _asgi("http", ("host", "a.example"))
    assert [value for name, value in start["headers"] if name == b"x-frame-options"] == [b"DENY"]


def test_what_is_no_request_passes():
    assert _asgi("lifespan")[0]


def test_the_policy_allows_no_script_but_the_servers():
    policy = dict(part.split(" ", 1) for part in content_policy().split("; "))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert not re.search(r"unsafe|\*|http|data:", policy["script-src"])
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    assert policy["script-src"].count("sha256-") == page.count("<script>") + 1, "and ours"
    ours = base64.b64encode(hashlib.sha256(keys_script().encode()).digest()).decode()
    assert f"'sha256-{ours}'" in policy["script-src"] and "</script" not in keys_script()


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999999999999999"])
def test_a_port_that_is_none_is_said(sample_folder, capsys, port):
    assert main(["app", "--archive", str(sample_folder), "--port", port]) == 2
    assert "1 to 65535" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(sample_folder, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["app", "--archive", str(sample_folder), "--port", str(port)]) == 2
    assert f"--port {port}" in capsys.readouterr().err
