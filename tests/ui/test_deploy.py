"""The example of docs/deploy.md, run as it stands: nginx with a certificate and a password before the app."""

from __future__ import annotations

import base64
import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from kg.ui.server import headers
from tests.browser import SWITCHES, need_browser, serve
from tests.conftest import ROOT
from tests.ui.test_server import WEBSOCKET

NAME = "archive.example.org"
PASSWORD = {"username": "reader", "password": "correct horse"}
pytestmark = pytest.mark.slow


def _free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _example(app, plain, secure, folder):
    """The configuration of the page, at other ports and with files that an ordinary user has."""
    (text,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8"), re.DOTALL)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        (f"/etc/ssl/{NAME}/", f"{folder}/"),
        ("/etc/nginx/", f"{folder}/"),
        ("http://127.0.0.1:8501", app.replace("localhost", "127.0.0.1")),
    ):
        assert text.count(old) == (2 if "/etc/ssl" in old else 1), old
        text = text.replace(old, new)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{text} }}\n"
    )


@pytest.fixture(scope="module")
def proxied(sample_folder, tmp_path_factory):
    """Ports of nginx, which stands before the app."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx or not shutil.which("openssl"):
        pytest.skip("needs nginx and openssl (on Debian: apt-get install nginx-light openssl)")
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={NAME}",
         "-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    made = subprocess.run(
        ["openssl", "passwd", "-apr1", PASSWORD["password"]], check=True, capture_output=True, text=True
    )
    (folder / "backissue.htpasswd").write_text(f"reader:{made.stdout}", encoding="utf-8")
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", NAME)
        with serve(sample_folder) as app:
            plain, secure = _free(), _free()
            file = folder / "nginx.conf"
            file.write_text(_example(app, plain, secure, folder), encoding="utf-8")
            process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(file), "-e", f"{folder}/errors"])
            try:
                _wait(secure, process)
                yield plain, secure
            finally:
                process.terminate()
                process.wait(timeout=20)


def _wait(port, process):
    for _ in range(300):
        assert process.poll() is None, "nginx did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nginx did not answer")


def _answer(port, path="/", *, secure=True, known=True, body=None, **said):
    """Status and headers."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind("127.0.0.1", port, timeout=60, **({"context": context} if secure else {}))
    password = base64.b64encode(":".join(PASSWORD.values()).encode()).decode()
    said = {"Host": f"{NAME}:{port}", **({"Authorization": f"Basic {password}"} if known else {}), **said}
    connection.request("PUT" if body else "GET", path, body=body, headers=said)
    reply = connection.getresponse()
    connection.close()
    return reply.status, reply.headers


def test_the_example_of_the_page(proxied):
    plain, secure = proxied
    status, said = _answer(plain, "/entity?q=x", secure=False)
    assert status == 301 and said["Location"] == f"https://{NAME}/entity?q=x"
    for path in ("/", "/_stcore/health", "/_stcore/stream", "/_stcore/host-config"):
        assert _answer(secure, path, known=False)[0] == 401
    status, said = _answer(secure)
    assert status == 200 and "max-age" in said["Strict-Transport-Security"]
    for name, value in headers().items():
        assert said.get_all(name) == [value]
    stream = "/_stcore/stream"
    assert _answer(secure, stream, **WEBSOCKET, Origin=f"https://{NAME}:{secure}")[0] == 101
    for other in ("https://evil.example", f"https://{NAME}", "http://localhost:8501", "null"):
        assert _answer(secure, stream, **WEBSOCKET, Origin=other)[0] == 403
    assert _answer(secure, stream, **WEBSOCKET, Origin="https://evil.example", Host="evil.example")[0] == 403
    assert _answer(secure, "/_stcore/upload_file/a/b", body=bytes(7_000_000))[0] == 413


@pytest.mark.browser
def test_a_reader_sees_the_app_through_it(proxied):
    from playwright.sync_api import sync_playwright

    _, secure = proxied
    path = need_browser()
    with sync_playwright() as playwright:
        mapped = [*SWITCHES, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=path, args=mapped)
        page = browser.new_context(ignore_https_errors=True, http_credentials=PASSWORD, locale="en-GB").new_page()
        wrong = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(f"https://{NAME}:{secure}/?q=OpenAI")
        page.wait_for_selector("[class*=st-key-card-]", timeout=60_000)
        assert wrong == []
        browser.close()
