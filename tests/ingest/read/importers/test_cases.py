"""The shared cases of formats: values and links of each page; how pages are cut into items is tested elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.read.importers.pages_read import links, read_all

CASES = Path(__file__).parents[4].parent / "shared" / "cases" / "formats"
NAMES = (
    "09-all-issues-in-one-readme", "17-feed", "18-substack-export", "19-beehiiv-export", "20-mail", "21-mailchimp",
    "22-ghost-export", "24-structured-json", "25-org", "26-wechat",
)  # fmt: skip


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    expected: dict[str, Any] = json.loads((CASES / f"{name}.expected.json").read_text("utf-8"))
    pages = read_all(CASES / name).pages
    assert [page.values.get("date") for page in pages] == [issue["date"] for issue in expected["issues"]]
    for page, issue in zip(pages, expected["issues"], strict=True):
        for key in ("title", "subtitle", "permalink"):
            assert key not in issue or page.values[key] == issue[key]
        if issue.get("number") is not None:
            assert str(issue["number"]) in (page.values.get("number") or page.values["title"])
    found = [target for page in pages for target in links(page)]
    assert found == [target for item in expected["items"] for target in item["urls"]]
