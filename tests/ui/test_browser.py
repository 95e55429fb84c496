"""The app as a reader meets it: a real server, a real browser."""

from __future__ import annotations

import os
import re
import shutil

import pytest

from tests.browser import SWITCHES, need_browser, serve
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 60_000  # milliseconds: machines that run tests are busy
PAGES = ("", "entity", "trends", "graph", "issues", "desk")
# A page below the root asks for the server's state beside itself first; Streamlit then finds it at the root.
_HARMLESS = re.compile(r"status of 404|_stcore")


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    path = need_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def app(sample_folder):
    with serve(sample_folder) as address:
        yield address


class Reader:
    """A tab that remembers what went wrong in it."""

    def __init__(self, browser, address, **context):
        self.context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}, **context})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.address, self.errors, self.strange, self.dialogs = address, [], [], []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.context.on("request", self._request)

    def _console(self, message):
        if message.type == "error" and not _HARMLESS.search(message.text):
            self.errors.append(message.text)

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request):
        if not request.url.startswith(
            (self.address, self.address.replace("http", "ws", 1), "data:", "blob:", "about:")
        ):
            self.strange.append(request.url)

    def open(self, path):
        self.page.goto(f"{self.address}/{path}")
        self.settle()
        return self.page

    def settle(self):
        """Until the page is drawn and the server rests."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stStatusWidget]')"
            " && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'"
            " && !document.querySelector('[data-stale=true]')"
        )
        self.page.wait_for_timeout(500)

    def text(self):
        return self.page.inner_text("[data-testid=stAppViewContainer]")

    def calm(self):
        assert self.errors == []
        assert self.strange == []
        assert self.dialogs == []
        assert self.page.locator("[data-testid=stException]").count() == 0


@pytest.fixture
def reader(chromium, app):
    reader = Reader(chromium, app)
    yield reader
    reader.context.close()


def test_a_newcomer_walks_through_all_pages(reader):
    page = reader.open("")
    assert "16 期" in reader.text()
    page.get_by_role("searchbox").fill("OAI 浏览器")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_selector("[class*=st-key-card-]")
    reader.settle()
    assert "OpenAI" in reader.text() and page.locator("mark").count() > 0
    assert "q=" in page.url
    page.locator("[class*=st-key-chips-] a").first.click()
    page.wait_for_url("**/entity**")
    reader.settle()
    for name in ("趋势", "图谱", "期刊", "编辑台", "搜索"):
        page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
        reader.settle()
    reader.calm()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("?q=Kimi&lang=en", "Kimi"),
        ("entity?entity=company:nvidia&lang=en", "NVIDIA"),
        ("issues?issue=gleanings-5&lang=zh", "AI拾遗周刊 5"),
        ("trends?lang=en", "Trends"),
        ("graph?entity=company:openai&lang=en", "OpenAI"),
        ("desk?lang=en", "Editor's desk"),
    ],
)
def test_deep_links_open_the_same_view(reader, path, shown):
    page = reader.open(path)
    page.wait_for_function("text => document.querySelector('[data-testid=stMain]').innerText.includes(text)", arg=shown)
    reader.settle()
    reader.calm()


def test_back_and_forward(reader):
    page = reader.open("?q=Kimi&lang=en")
    page.wait_for_selector("[class*=st-key-card-]")
    page.locator("[class*=st-key-title-] a").first.click()
    page.wait_for_url("**/issues**")
    reader.settle()
    page.go_back()
    page.wait_for_url("**q=Kimi**")
    page.wait_for_selector("[class*=st-key-card-]")
    page.go_forward()
    page.wait_for_url("**/issues**")
    reader.settle()
    reader.calm()


def test_languages(chromium, app):
    english = Reader(chromium, app, locale="en-GB")
    page = english.open("")
    assert "Search back issues" in english.text()
    page.get_by_role("radio", name="中文").or_(page.get_by_text("中文", exact=True)).first.click()
    page.wait_for_selector("text=搜索往期")
    english.calm()
    english.context.close()


def test_a_draft_is_checked(reader):
    page = reader.open("desk?lang=en")
    repeat = "Karpathy's nanochat: https://github.com/karpathy/nanochat"
    page.get_by_role("textbox").first.fill(repeat + "\n\nA recipe for apple pie with cinnamon, baked in forty minutes.")
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("text=The “Previously” block to paste")
    reader.settle()
    assert "repeat" in reader.text() and "new" in reader.text()
    reader.calm()


@pytest.mark.parametrize("path", ["?q=OpenAI", *PAGES])
def test_usable_on_a_phone(chromium, app, path):
    phone = Reader(chromium, app, viewport={"width": 390, "height": 844}, has_touch=True)
    page = phone.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.calm()
    phone.context.close()


@pytest.mark.parametrize("path", ["?q=OpenAI&lang=en", *(f"{page}?lang=en" for page in PAGES)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(chromium, app, path, scheme):
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("needs axe-core: npm install --no-save axe-core")
    reader = Reader(chromium, app, color_scheme=scheme)
    page = reader.open(path)
    page.add_script_tag(path=str(axe))
    serious = {}
    for _ in range(5):  # what is being drawn fades in, and text that fades has no contrast: judge the page at rest
        page.wait_for_timeout(1500)
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})")
        serious = {
            violation["id"]: [node["html"][:150] for node in violation["nodes"]][:3]
            for violation in found["violations"]
            if violation["impact"] in {"serious", "critical"}
        }
        if not serious:
            break
    assert serious == {}
    reader.context.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    from ingest.build import build

    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "issues"
    shutil.copytree(ROOT / "tests" / "ui" / "hostile", source)
    secret = folder / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n" + b"secret")
    os.symlink(secret, source / "assets" / "1" / "link.png")
    build([source], folder / "archive")
    with serve(folder / "archive", edits=True, corrections=folder / "corrections.toml") as address:
        yield address


@pytest.mark.parametrize(
    "path",
    ["", "?q=OpenAI", "?q=script", "?q=%3Cscript%3Ewindow.pwned%3D99%3C/script%3E", "?q=![x](http://evil.example/q.png)",
     "entity?entity=company:openai", "entity?entity=%3Cimg%20src=x%20onerror=window.pwned=98%3E", "trends", "graph",
     "graph?entity=company:openai", "issues", "issues?issue=%3Cscript%3E", "desk", "curation"],
)  # fmt: skip
def test_hostile_text_is_shown_and_never_obeyed(chromium, hostile, path):
    reader = Reader(chromium, hostile, locale="en-GB")
    page = reader.open(path)
    for label in page.locator("summary").all()[:12]:
        label.click()
    page.wait_for_timeout(700)
    assert page.evaluate("window.pwned") is None
    assert not page.locator("a[href^='javascript' i], a[href^='data:' i], a[href^='vbscript' i]").count()
    assert reader.strange == [] and reader.dialogs == []
    assert "secret" not in page.content()
    reader.context.close()


def test_a_hostile_draft_is_shown_and_never_obeyed(chromium, hostile):
    reader = Reader(chromium, hostile, locale="en-GB")
    page = reader.open("desk")
    page.get_by_role("textbox").first.fill(
        (ROOT / "tests" / "ui" / "hostile" / "2025-02-03-001.md").read_text(encoding="utf-8")
    )
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("[data-testid=stDataFrame]")
    reader.settle()
    assert page.evaluate("window.pwned") is None
    assert reader.strange == [] and reader.dialogs == []
    reader.context.close()
