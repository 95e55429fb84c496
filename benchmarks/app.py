"""How long a reader waits for a page, and how much of it is ours: ``python benchmarks/app.py ARCHIVE [-n 7]``.

Each view is opened anew in a browser tab (first paint: its content stands there), then asked again in the same tab
(repeated). "Ours" is the time of the library's own calls for that view in this process, warm; the rest of the wait is
Streamlit's, the browser's and the network's on this machine. Ten readers at once each ask another question.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Page, sync_playwright

import kg
from tests.browser import SWITCHES, need_browser, serve

QUESTIONS = (
    "OpenAI",
    "Kimi",
    "AI browser",
    "humanoid robots",
    "融资",
    "强化学习 论文",
    "NVIDIA",
    "Claude",
    "data centre",
    "芯片",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("-n", type=int, default=7)
    options = parser.parse_args()
    archive = kg.open(options.archive)
    most = (
        max(archive.entities(), key=lambda e: len(archive.mentions(entity_id=e.id)))
        if archive.manifest.items < 5000
        else None
    )
    entity = most.id if most else archive.entity("OpenAI").id
    views: dict[str, tuple[str, str, Callable[[], object]]] = {
        "search, deep link": ("?q=OpenAI", "[class*=st-key-card-]", lambda: archive.search("OpenAI").facets),
        "entity": (f"entity?entity={entity}", "h1", lambda: archive.timeline(entity)),
        "trends": ("trends", "canvas, svg.marks, [data-testid=stVegaLiteChart]", lambda: archive.trends()),
    }
    print(f"{archive!r}, {options.n} runs")
    with sync_playwright() as playwright, serve(options.archive) as address:
        browser = playwright.chromium.launch(executable_path=need_browser(), args=SWITCHES)
        for name, (path, selector, call) in views.items():
            waits = [_first_paint(browser.new_page(), f"{address}/{path}", selector) for _ in range(options.n + 1)][1:]
            _show(name, waits, _own(call, options.n))
        page = browser.new_page()
        _first_paint(page, f"{address}/?q=OpenAI", "[class*=st-key-card-]")
        waits = [_ask(page, question) for question in QUESTIONS[1 : options.n + 1]]
        _show("search, repeated", waits, [_own(lambda q=q: archive.search(q).facets, 1)[0] for q in QUESTIONS])  # type: ignore[misc]
        _ten_readers(browser, address)
        browser.close()


def _first_paint(page: Page, url: str, selector: str) -> float:
    """Seconds until the view's content stands there."""
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(selector)
    return time.perf_counter() - start


def _ask(page: Page, question: str) -> float:
    """Seconds from a question to its answer in an open tab."""
    box = page.get_by_role("searchbox").first
    box.fill(question)
    start = time.perf_counter()
    box.press("Enter")
    page.wait_for_function("q => new URLSearchParams(location.search).get('q') === q", arg=question)
    page.wait_for_function(
        "() => document.querySelector('[class*=st-key-card-], [data-testid=stAlert]')"
        " && document.querySelector('[data-testid=stApp]').dataset.testScriptState !== 'running'"
    )
    return time.perf_counter() - start


def _own(call: Callable[[], object], runs: int) -> list[float]:
    """Seconds of the library's own work, warm."""
    call()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return times


def _show(name: str, waits: list[float], own: list[float]) -> None:
    """One line of figures."""
    waits.sort()
    p95 = waits[min(len(waits) - 1, round(0.95 * (len(waits) - 1)))]
    middle, ours = statistics.median(waits), statistics.median(own)
    print(
        f"{name:<20} p50 {middle:6.2f} s   p95 {p95:6.2f} s   ours {1000 * ours:7.1f} ms ({100 * ours / middle:.0f} %)"
    )


def _ten_readers(browser: object, address: str) -> None:
    """Ten tabs at once, each with a question of its own."""
    pages = [browser.new_context().new_page() for _ in QUESTIONS]  # type: ignore[attr-defined]
    start = time.perf_counter()
    for page, question in zip(pages, QUESTIONS, strict=True):
        page.set_default_timeout(240_000)
        page.goto(f"{address}/?q={question}", wait_until="commit")
    for page in pages:
        page.wait_for_selector("[class*=st-key-card-], [data-testid=stAlert]")
    seconds = time.perf_counter() - start
    print(f"ten readers at once   all answered after {seconds:.1f} s; the server holds {_server_memory():.0f} MB")


def _server_memory() -> float:
    """Peak memory of the server in MB, where the system tells."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            text = status.read_text(encoding="utf-8")
        except OSError:
            continue
        if b"streamlit" in command and b"app.py" in command:
            sizes += [int(line.split()[1]) / 1000 for line in text.splitlines() if line.startswith("VmHWM")]
    return max(sizes, default=float("nan"))


if __name__ == "__main__":
    main()
