"""A real server and a real browser for the end-to-end tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Without these Chromium looks for updates and for its maker's hosts by itself.
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def need_browser() -> str:
    """Path of Chromium; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (on Debian: apt-get install chromium)")
    return CHROMIUM


@contextmanager
def serve(
    archive: Path, *, edits: bool = False, corrections: Path | None = None, app: Path = ROOT / "app.py"
) -> Iterator[str]:
    """Run the app over an archive; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "KG_ARCHIVE": str(archive), "KG_ALLOW_EDITS": "1" if edits else ""}
    if corrections:
        environment["KG_CORRECTIONS"] = str(corrections)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port),
            "--server.headless", "true",
        ],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://localhost:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the app did not start")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not answer")
