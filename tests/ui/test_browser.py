"""The app as a reader meets it: a real server, a real browser."""

from __future__ import annotations

import os
import re
import shutil

import pytest

from tests.browser import SWITCHES, need_browser, serve
from tests.conftest import ROOT, SHARED
from tests.ui.listener import listening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 60_000  # milliseconds: machines that run tests are busy
PAGES = ("", "entity", "trends", "graph", "issues", "item", "desk", "status")
# A page below the root asks for the server's state beside itself first; Streamlit then finds it at the root.
_HARMLESS = re.compile(r"status of 404|_stcore")

# Nothing was added, taken away or changed for a third of a second; five seconds at most, for what moves for ever.
_QUIET = """() => new Promise(rested => {
    const rest = () => { watch.disconnect(); rested(); };
    let wait = setTimeout(rest, 300);
    const watch = new MutationObserver(() => { clearTimeout(wait); wait = setTimeout(rest, 300); });
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    setTimeout(rest, 5000);
})"""


@pytest.fixture(scope="module")
def windows():
    from playwright.sync_api import sync_playwright

    path = need_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield Windows(browser)
        browser.close()


@pytest.fixture(scope="module")
def app(sample_folder):
    with serve(sample_folder) as address:
        yield address


class Windows:
    """Windows of one browser, one for each way of reading; tabs in it share what was loaded before."""

    def __init__(self, browser):
        self._browser, self._open = browser, {}

    def tab(self, address, *, phone=False, locale="zh-CN"):
        if (phone, locale) not in self._open:
            size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
            self._open[phone, locale] = self._browser.new_context(locale=locale, viewport=size, has_touch=phone)
        return Tab(self._open[phone, locale], address)


class Tab:
    """A tab that remembers what went wrong in it."""

    def __init__(self, window, address):
        self.window, self.address = window, address
        self.errors, self.strange, self.dialogs = [], [], []
        self.window.on("request", self._request)
        self.page = window.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dialog)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for page in self.window.pages:
            page.close()
        self.window.remove_listener("request", self._request)

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
        """Until the page is drawn, the server rests and nothing changes any more."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stStatusWidget]')"
            " && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'"
            " && !document.querySelector('[data-stale=true]')"
        )
        self.page.evaluate(_QUIET)

    def text(self):
        return self.page.inner_text("[data-testid=stAppViewContainer]")

    def calm(self):
        assert self.errors == []
        assert self.strange == []
        assert self.dialogs == []
        assert self.page.locator("[data-testid=stException]").count() == 0


@pytest.fixture
def tab(windows, app):
    with windows.tab(app) as tab:
        yield tab


def test_a_newcomer_walks_through_all_pages(tab):
    page = tab.open("")
    assert "16 期" in tab.text()
    page.get_by_role("searchbox").fill("OAI 浏览器")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_selector("[class*=st-key-card-]")
    tab.settle()
    assert "OpenAI" in tab.text() and page.locator("mark").count() > 0
    assert "q=" in page.url
    page.locator("[class*=st-key-chips-] a").first.click()
    page.wait_for_url("**/entity**")
    tab.settle()
    for name in ("趋势", "图谱", "期刊", "编辑台", "搜索"):
        page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
        tab.settle()
    tab.calm()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("?q=Kimi&lang=en", "Kimi"),
        ("entity?entity=company:nvidia&lang=en", "NVIDIA"),
        ("issues?issue=gleanings-5&lang=zh", "AI拾遗周刊 5"),
        ("issues?issue=gleanings-5&view=source&lang=zh", "条目和所在行"),
        ("trends?lang=en", "Trends"),
        ("graph?entity=company:openai&lang=en", "OpenAI"),
        ("desk?lang=en", "Editor's desk"),
        ("search?q=Kimi&lang=en", "Kimi"),
        ("item?id=gleanings-5-nothing&lang=en", "The whole issue"),
    ],
)
def test_deep_links_open_the_same_view(tab, path, shown):
    page = tab.open(path)
    page.wait_for_function("text => document.querySelector('[data-testid=stMain]').innerText.includes(text)", arg=shown)
    tab.settle()
    tab.calm()


def test_a_field_of_the_map_of_names_leads_to_its_items(tab):
    page = tab.open("trends?lang=en")
    field = page.get_by_test_id("stVegaLiteChart").last.locator(".mark-rect path").last
    said = field.get_attribute("aria-label")
    name, period = said.partition(":")[0].rsplit(", ", 1)
    field.click()
    link = page.get_by_test_id("stPageLink").get_by_text(f"See the items: {name} · {period}")
    link.click()
    page.wait_for_url("**/?*since=*")
    tab.settle()
    assert "entity=" in page.url
    tab.calm()


def test_the_lines_of_an_item_are_one_click_away(tab):
    page = tab.open("issues?issue=gleanings-5&lang=en")
    page.get_by_text("Source", exact=True).click()
    page.wait_for_selector(".kg-jumps")
    tab.settle()
    page.locator(".kg-jumps summary").click()
    last = page.locator(".kg-jumps a").last
    title = last.inner_text()
    last.click()
    target = page.locator(".kg-part", has_text=title).last
    page.wait_for_function("one => one.getBoundingClientRect().top < innerHeight", arg=target.element_handle())
    assert "view=source" in page.url and "#kg-line-" in page.url and len(page.context.pages) == 1
    tab.calm()


def test_back_and_forward(tab):
    page = tab.open("?q=Kimi&lang=en")
    page.wait_for_selector("[class*=st-key-card-]")
    page.locator("[class*=st-key-title-] a").first.click()
    page.wait_for_url("**/item?id=**")
    tab.settle()
    page.go_back()
    page.wait_for_url("**q=Kimi**")
    page.wait_for_selector("[class*=st-key-card-]")
    page.go_forward()
    page.wait_for_url("**/item?id=**")
    tab.settle()
    tab.calm()


_IN_THE_BOX = "() => document.activeElement.type === 'search'"


def test_the_search_box_has_the_focus_and_a_key_that_leads_to_it(tab):
    page = tab.open("?lang=en")
    page.wait_for_function(_IN_THE_BOX)
    page.keyboard.type("a/b")
    assert page.get_by_role("searchbox").input_value() == "a/b", "a slash that is typed is a slash"
    page = tab.open("issues?lang=en")
    page.keyboard.press("/")
    page.wait_for_function(_IN_THE_BOX)
    page.wait_for_selector(".kg-weeks")
    assert page.get_by_role("searchbox").input_value() == ""
    tab.calm()


def test_what_is_typed_is_offered_and_what_was_asked(tab):
    page = tab.open("?lang=en")
    page.get_by_role("searchbox").fill("anthr")
    page.wait_for_selector("#backissue-offers option[value=Anthropic]", state="attached")
    page.get_by_role("searchbox").fill("论")
    page.wait_for_selector("""#backissue-offers option[value='section:"论文"']""", state="attached")
    page.get_by_role("searchbox").fill("Kimi")
    page.keyboard.press("Enter")
    page.wait_for_selector("[class*=st-key-card-]")
    tab.settle()
    page.get_by_role("searchbox").fill("kim")
    page.wait_for_selector("#backissue-offers option[value=Kimi]", state="attached")
    tab.calm()


def test_a_week_of_the_strip_opens_its_issue(tab):
    page = tab.open("?lang=en")
    page.evaluate("window.stays = true")
    page.locator(".kg-week").nth(4).click()
    page.wait_for_url("**/issues?issue=gleanings-5**")
    page.wait_for_selector("text=New in this issue")
    tab.settle()
    assert "AI拾遗周刊 5" in tab.text() and len(page.context.pages) == 1
    assert page.evaluate("window.stays"), "the app is not loaded anew"
    page.go_back()
    page.wait_for_selector(".kg-week")
    tab.calm()


def test_filters_are_folded_on_a_phone_only(windows, app):
    with windows.tab(app, phone=True) as tab:
        page = tab.open("?q=OpenAI&lang=en")
        page.wait_for_selector(".st-key-show-facets", state="visible")
        page.wait_for_selector(".st-key-facets", state="hidden")
        page.get_by_text("Filters", exact=True).click()
        page.wait_for_selector(".st-key-facets", state="visible")
        tab.calm()
    with windows.tab(app) as tab:
        page = tab.open("?q=OpenAI&lang=en")
        page.wait_for_selector(".st-key-show-facets", state="hidden")  # the style sheet may come after the text
        page.wait_for_selector(".st-key-facets", state="visible")


def test_languages(windows, app):
    with windows.tab(app, locale="en-GB") as tab:
        page = tab.open("")
        assert "Search back issues" in tab.text()
        page.get_by_role("radio", name="中文").or_(page.get_by_text("中文", exact=True)).first.click()
        page.wait_for_selector("text=搜索往期")
        tab.calm()


def test_a_draft_is_checked(tab):
    page = tab.open("desk?lang=en")
    repeat = "Karpathy's nanochat: https://github.com/karpathy/nanochat"
    page.get_by_role("textbox").first.fill(repeat + "\n\nA recipe for apple pie with cinnamon, baked in forty minutes.")
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("text=The “Previously” block to paste")
    tab.settle()
    assert "repeat" in tab.text() and "new" in tab.text()
    tab.calm()


def test_a_draft_and_its_verdict_stay_while_one_looks_elsewhere(tab):
    page = tab.open("desk?lang=en")
    draft = "Karpathy's nanochat: https://github.com/karpathy/nanochat"
    page.get_by_role("textbox").first.fill(draft)
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("[data-testid=stCode]")
    tab.settle()
    page.get_by_role("radio", name="related").or_(page.get_by_role("button", name="related")).first.click()
    page.wait_for_selector("text=It was:")
    page.get_by_role("link", name="Trends").click()
    page.wait_for_selector("h1:has-text('Trends')")
    tab.settle()
    page.get_by_role("link", name="Editor's desk").click()
    page.wait_for_selector("text=It was:")
    assert page.get_by_role("textbox").first.input_value() == draft
    assert page.get_by_role("button", name="Copy to clipboard").first.is_visible()
    tab.calm()


@pytest.mark.parametrize("path", ["?q=OpenAI", "issues?view=source", *PAGES])
def test_usable_on_a_phone(windows, app, path):
    with windows.tab(app, phone=True) as tab:
        page = tab.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        tab.calm()


@pytest.mark.parametrize(
    "path", ["?q=OpenAI&lang=en", "issues?view=source&lang=en", *(f"{page}?lang=en" for page in PAGES)]
)
def test_accessibility_in_light_and_dark(windows, app, path):
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("needs axe-core: npm install --no-save axe-core")
    with windows.tab(app) as tab:
        found = {}
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)
            page = tab.open(path)
            assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
            page.evaluate(axe.read_text(encoding="utf-8"))  # a script tag would be against the policy of the page
            found[scheme] = _violations(page)
        assert found == {"light": {}, "dark": {}}


def _violations(page):
    """What axe finds serious: what is being drawn fades in, and text that fades has no contrast, so it looks again."""
    serious = {}
    for pause in (0, 250, 500, 1000, 2000, 4000):
        page.wait_for_timeout(pause)
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations']})")
        serious = {
            violation["id"]: [node["html"][:150] for node in violation["nodes"]][:3]
            for violation in found["violations"]
            if violation["impact"] in {"serious", "critical"}
        }
        if not serious:
            break
    return serious


@pytest.fixture(scope="module")
def world():
    """Where everything hostile wants to reach; nobody may ask it for anything."""
    with listening() as server:
        yield server


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, world):
    from ingest.build import build

    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "issues"
    shutil.copytree(ROOT / "tests" / "ui" / "hostile", source)
    if (case := SHARED / "cases" / "reliability" / "hostile-issue.md").is_file():
        shutil.copy(case, source / "2025-12-29-099.md")
    for path in source.rglob("*.*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            text = text.replace("evil.example", world.host).replace("127.0.0.1:8999", world.host)
            path.write_text(text, encoding="utf-8", errors="surrogateescape")
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
     "graph?entity=company:openai", "item?id=%3Cimg%20src=x%20onerror=window.pwned=97%3E", "issues",
     "issues?issue=1", "issues?issue=1&view=source",
     "issues?issue=%3Cscript%3E", "desk", "curation", "status", "status?view=left", "status?view=cut",
     "?q=OpenAI&icon=x&label=y&page=z",
     "graph?entity=%ED%A0%80%00&icon=x", "entity?entity=Opnai&label=%ED%A0%80&help=x"],
)  # fmt: skip
def test_hostile_text_is_shown_and_never_obeyed(windows, hostile, world, path):
    with windows.tab(hostile, locale="en-GB") as tab:
        page = tab.open(path)
        for label in page.locator("summary").all()[:12]:
            label.click()
        tab.settle()
        assert page.evaluate("window.pwned") is None
        assert not page.locator("a[href^='javascript' i], a[href^='data:' i], a[href^='vbscript' i]").count()
        assert tab.strange == [] and tab.dialogs == [] and world.asked == []
        assert not [error for error in tab.errors if "Content Security Policy" in error]
        assert page.locator("[data-testid=stException]").count() == 0
        assert "secret" not in page.content() and "root:x:" not in page.content()


def test_a_hostile_item_is_shown_alone_and_never_obeyed(windows, hostile, world):
    with windows.tab(hostile, locale="en-GB") as tab:
        page = tab.open("issues?issue=1")
        page.wait_for_selector("a[href*='item?id=']", state="attached")
        addresses = [link.get_attribute("href") for link in page.locator("a[href*='item?id=']").all()[:12]]
        assert addresses
        for address in addresses:
            page = tab.open(address.rpartition("/")[2])
            for button in page.get_by_test_id("stPopover").get_by_role("button").all():
                button.click()
                tab.settle()
            assert page.evaluate("window.pwned") is None
            assert not page.locator("a[href^='javascript' i], a[href^='data:' i]").count()
            assert tab.strange == [] and tab.dialogs == [] and world.asked == []
            assert page.locator("[data-testid=stException]").count() == 0


def test_a_remote_picture_is_asked_for_by_the_reader_alone(windows, hostile, world):
    with windows.tab(hostile, locale="en-GB") as tab:
        page = tab.open("issues?issue=1")
        assert world.asked == []
        page.get_by_text("Show the remote picture").first.click()
        page.wait_for_selector(f"img[src*='{world.host}']", state="attached")
        tab.settle()
        try:
            ((path, agent, referrer),) = world.asked
            assert path.endswith(".png") and "Chrome" in agent and referrer is None
        finally:
            world.asked.clear()


def test_a_hostile_draft_is_shown_and_never_obeyed(windows, hostile, world):
    with windows.tab(hostile, locale="en-GB") as tab:
        page = tab.open("desk")
        page.get_by_role("textbox").first.fill(
            (ROOT / "tests" / "ui" / "hostile" / "2025-02-03-001.md").read_text(encoding="utf-8")
        )
        page.get_by_role("button", name="Check").click()
        page.wait_for_selector("[data-testid=stDataFrame]")
        tab.settle()
        assert page.evaluate("window.pwned") is None
        assert tab.strange == [] and tab.dialogs == [] and world.asked == []
