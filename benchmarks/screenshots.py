"""Pictures of every page in both languages, over the sample newsletter: ``python benchmarks/screenshots.py FOLDER``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from ingest.build import build
from tests.browser import SWITCHES, need_browser, serve

ROOT = Path(__file__).parents[1]
VIEWS = {
    "search": {"zh": "?q=OpenAI 算力&lang=zh", "en": "?q=who is building AI browsers&lang=en"},
    "entity": {"zh": "entity?entity=company:nvidia&lang=zh", "en": "entity?entity=company:nvidia&lang=en"},
    "trends": {"zh": "trends?lang=zh", "en": "trends?lang=en"},
    "graph": {"zh": "graph?entity=company:openai&lang=zh", "en": "graph?entity=company:openai&lang=en"},
    "issues": {"zh": "issues?issue=gleanings-14&lang=zh", "en": "issues?issue=gleanings-5&lang=en"},
    "desk": {"zh": "desk?lang=zh", "en": "desk?lang=en"},
    "status": {"zh": "status?lang=zh", "en": "status?lang=en"},
    "curation": {"zh": "curation?lang=zh", "en": "curation?lang=en"},
}
DRAFT = (ROOT / "data" / "gold" / "draft-sample.md").read_text(encoding="utf-8")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        archive = Path(scratch) / "archive"
        build([ROOT / "data" / "sample"], archive)
        browser = playwright.chromium.launch(executable_path=need_browser(), args=SWITCHES)
        with serve(archive, edits=True, corrections=Path(scratch) / "corrections.toml") as address:
            for name, by_language in VIEWS.items():
                for language, path in by_language.items():
                    page = browser.new_page(viewport={"width": 1280, "height": 1000})
                    page.set_default_timeout(120_000)
                    page.goto(f"{address}/{path}")
                    page.wait_for_selector("h1")
                    page.wait_for_timeout(6000)
                    if name == "desk":
                        page.get_by_role("textbox").first.fill(DRAFT)
                        page.locator("button[kind=primary]").click()
                        page.wait_for_selector("[data-testid=stDataFrame]")
                        page.wait_for_timeout(3000)
                    page.screenshot(path=folder / f"{name}-{language}.png")
                    print(folder / f"{name}-{language}.png")
                    page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
