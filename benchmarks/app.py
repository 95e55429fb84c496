"""How long a reader waits for a page, and how much of it is ours; written to benchmarks/app.md.

Usage: python benchmarks/app.py ARCHIVE... [-n 20]

Each view is opened anew in a browser (first paint: its content stands there), then other questions are asked in an open
tab (repeated). The first reader after the start waits for the archive to be opened. "Ours" is the time of the library's
own calls for the view, each time anew; the app remembers the slow ones, so a view can stand there sooner. Ten readers
at once each ask another question in a browser context of their own. An archive of 50,000 items is made by
``python benchmarks/scale.py --items 50000 --keep FOLDER``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

import kg
from kg.store.arrays import Arrays
from tests.browser import SWITCHES, need_browser, serve

REPORT = Path(__file__).with_suffix(".md")
CARD = "[class*=st-key-card-]"
CHART = "[data-testid=stVegaLiteChart]"
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


EMPTY = "import streamlit as st\n\nst.title('Empty')\n"


@dataclass(frozen=True)
class View:
    """A page to open, how to see that it stands there, and what the library does for it."""

    name: str
    path: str
    content: str
    own: Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archives", nargs="+", type=Path)
    parser.add_argument("-n", type=int, default=20, help="runs of each view")
    options = parser.parse_args()
    parts = ["# How long a page takes", "Made by `benchmarks/app.py`, which says what is measured."]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need_browser(), args=SWITCHES)
        parts.append(_empty(browser, options.n))
        parts += [_block(browser, folder, options.n) for folder in options.archives]
        browser.close()
    REPORT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _empty(browser: Browser, runs: int) -> str:
    """What an app of one heading takes."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "app.py"
        script.write_text(EMPTY, encoding="utf-8")
        with serve(Path(folder), app=script) as address:
            waits = [_first_paint(browser, address, "h1") for _ in range(runs + 1)][1:]
            together, _ = _at_once(browser, [address] * len(QUESTIONS), "h1")
    line = (
        f"An empty Streamlit page stands after {statistics.median(waits):.2f} s (p50; p95 {_p95(waits):.2f} s), "
        f"{len(QUESTIONS)} of them at once after {together:.1f} s: "
        "so much is Streamlit's, the browser's and this machine's."
    )
    print(line, flush=True)
    return line


def _block(browser: Browser, folder: Path, runs: int) -> str:
    """The figures of one archive."""
    archive = kg.open(folder)
    known = archive.once(Arrays)
    busiest = known.full_entities([int(known.mentions.counts().argmax())])[0]
    views = (
        View("search, deep link", "?q=OpenAI", CARD, lambda: archive.search("OpenAI").facets),
        View("entity", f"entity?entity={busiest.id}", CHART, lambda: archive.timeline(busiest.id)),
        View("trends", "trends", CHART, lambda: archive.trends()),
    )
    items, issues = archive.manifest.items, archive.manifest.issues
    lines = [
        f"## {items:,} items in {issues:,} issues", "",
        f"The entity is the busiest one, {busiest.name}, in {int(known.mentions.counts().max()):,} items.", "",
        "| | first reader | p50 | p95 | ours | share |", "|--|--|--|--|--|--|",
    ]  # fmt: skip
    print(lines[0], flush=True)
    with serve(folder) as address:
        for view in views:
            first, *waits = [_first_paint(browser, f"{address}/{view.path}", view.content) for _ in range(runs + 1)]
            lines.append(_row(f"{view.name}, first paint", first, waits, _own(view.own, min(runs, 5))))
        page = browser.new_page()
        page.goto(f"{address}/?q=OpenAI")
        page.wait_for_selector(CARD)
        asked = [QUESTIONS[i % len(QUESTIONS)] for i in range(1, runs + 2)]
        first, *waits = [_ask(page, question) for question in asked]
        own = [_own(lambda q=question: archive.search(q).facets, 1)[0] for question in QUESTIONS]  # type: ignore[misc]
        lines.append(_row("search, repeated", first, waits, own))
        lines += ["", _ten_readers(browser, address)]
    print(lines[-1], flush=True)
    return "\n".join(lines)


def _first_paint(browser: Browser, url: str, content: str) -> float:
    """Seconds until a view's content stands there, in a browser that has nothing in store."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(240_000)
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(content)
    seconds = time.perf_counter() - start
    context.close()
    return seconds


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


def _row(name: str, first: float, waits: list[float], own: list[float]) -> str:
    """One line of the table."""
    middle, ours = statistics.median(waits), statistics.median(own)
    share = f"{100 * ours / middle:.0f} %" if ours < middle else "remembered"
    row = f"| {name} | {first:.2f} s | {middle:.2f} s | {_p95(waits):.2f} s | {1000 * ours:.0f} ms | {share} |"
    print(row, flush=True)
    return row


def _p95(waits: list[float]) -> float:
    """95th percentile."""
    return sorted(waits)[min(len(waits) - 1, round(0.95 * (len(waits) - 1)))]


def _ten_readers(browser: Browser, address: str) -> str:
    """Ten readers at once, each with a question of their own."""
    before, used = _server_memory("VmRSS"), _server_seconds()
    seconds, pages = _at_once(
        browser, [f"{address}/?q={quote(question)}" for question in QUESTIONS], f"{CARD}, [data-testid=stAlert]"
    )
    used = _server_seconds() - used
    answered = sum(page.locator(CARD).count() > 0 for page in pages)
    for page in pages:
        page.context.close()
    now, peak = _server_memory("VmRSS"), _server_memory("VmHWM")
    return (
        f"Ten readers at once: {answered} of 10 have their hits after {seconds:.1f} s, the server computing for "
        f"{used:.1f} s of them. It holds {now:.0f} MB then, {before:.0f} MB before, {peak:.0f} MB at its peak."
    )


def _at_once(browser: Browser, urls: Sequence[str], content: str) -> tuple[float, list[Page]]:
    """Seconds until all pages, each in a context of its own, stand there."""
    pages = [browser.new_context().new_page() for _ in urls]
    start = time.perf_counter()
    for page, url in zip(pages, urls, strict=True):
        page.set_default_timeout(240_000)
        page.goto(url, wait_until="commit")
    for page in pages:
        page.wait_for_selector(content)
    return time.perf_counter() - start, pages


def _server() -> Path:
    """The server's folder in /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"streamlit" in command and b"app.py" in command:
            return folder
    raise RuntimeError("the server is not among the processes of /proc")


def _server_memory(field: str) -> float:
    """Memory of the server in MB."""
    lines = (_server() / "status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(field))


def _server_seconds() -> float:
    """Processor time that the server has used."""
    fields = (_server() / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
