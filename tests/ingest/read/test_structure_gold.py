"""Items and URLs against hand-made labels of real issues, where those are at hand."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.read.sources import collect
from kg.model import Item
from tests.conftest import SHARED
from tests.ingest.read.issues_read import issue_of

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason="the labelled archives are not part of the project"
)
ARCHIVES = {"jekyll": "leotalk/_posts", "plain": "leotalk-plain", "": "ruanyf"}


@dataclass
class Score:
    """Counts of what was found, what was found in vain, and what was missed."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.extra + self.missed)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def is_same(label: dict[str, Any], item: Item) -> bool:
    title = squeeze(label["title"])
    return squeeze(item.text).startswith(title) or (len(item.title) > 3 and title.startswith(squeeze(item.title)))


def labels(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """All labelled items of an issue, the text above its first section too."""
    items = [item for section in gold["sections"] for item in section["items"]]
    if "preamble" in gold:
        items.insert(0, {"title": gold["preamble"]["first_text"], **gold["preamble"]})
    return items


def measure(name: str) -> tuple[Score, Score, list[tuple[dict[str, Any], Item]]]:
    items, urls, pairs = Score(), Score(), []
    for line in (SHARED / "gold" / name).read_text("utf-8").splitlines():
        gold = json.loads(line)
        path = SHARED / "archives" / ARCHIVES[gold.get("dialect", "")] / Path(gold["file"]).name
        issue = issue_of(path.read_text("utf-8"), source=path.name)
        assert (issue.number, issue.title) == (gold["issue"], gold["title"])
        left = list(issue.items)
        for label in labels(gold):
            same = [item for item in left if is_same(label, item)]
            item = max(same, key=lambda item: len(set(label["urls"]) & set(item.urls)), default=None)
            if item is None:
                items.missed += 1
                urls.missed += len(label["urls"])
                continue
            left.remove(item)
            pairs.append((label, item))
            items.hits += 1
            hits = len(set(label["urls"]) & set(item.urls))
            urls.hits += hits
            urls.missed += len(label["urls"]) - hits
            urls.extra += len(item.urls) - hits
        items.extra += len(left)
        urls.extra += sum(len(item.urls) for item in left)
    return items, urls, pairs


def test_leotalk() -> None:
    items, urls, pairs = measure("structure-leotalk.jsonl")
    assert items.f1 >= 0.98 and urls.f1 >= 0.99
    for label, item in pairs:
        assert (item.kind, list(item.urls)) == (label["kind"], label["urls"])
        assert (len(item.images), bool(item.opinion)) == (label["n_images"], label["has_opinion"])


def test_ruanyf() -> None:
    items, urls, pairs = measure("structure-ruanyf.jsonl")
    assert items.f1 >= 0.97 and urls.f1 >= 0.98
    assert all(len(item.images) == label["n_images"] for label, item in pairs)


@pytest.mark.parametrize(
    ("documents", "issues"),
    [("leotalk", 10), ("leotalk-plain", 3), ("ruanyf/issue-[12]*.md", 30), ("ainews/full/24-0[1-5]*.md", 5)],
)
def test_every_line_is_accounted_for(documents: str, issues: int) -> None:
    report = collect([SHARED / "archives" / documents]).report
    assert report.issues == issues
    left = sum((drop.last or 0) - (drop.line or 0) + 1 for drop in report.dropped)
    assert report.item_lines + report.metadata_lines <= report.lines <= report.item_lines + report.metadata_lines + left
    assert not [drop for drop in report.dropped if drop.reason == "belongs to no item"]
