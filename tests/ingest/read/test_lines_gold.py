"""Numbers and dates against hand-made labels of real issues, where those are at hand."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from ingest.read.sources import collect
from tests.conftest import SHARED

GOLD = SHARED / "gold" / "lines.jsonl"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GOLD.is_file(), reason="the labelled archives are not part of the project"),
]


def labels() -> dict[str, list[dict[str, Any]]]:
    by_newsletter: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in GOLD.read_text(encoding="utf-8").splitlines() if GOLD.is_file() else ():
        label = json.loads(line)
        by_newsletter[label["newsletter"]].append(label)
    return by_newsletter


@pytest.mark.parametrize("newsletter", labels())
def test_numbers_and_dates(newsletter: str) -> None:
    issues = collect([SHARED / "archives" / "more" / newsletter]).issues
    for label in labels()[newsletter]:
        (issue,) = [each for each in issues if f"/{each.source}".endswith(f"/{label['file']}")]
        found = {"number": issue.number, "date": issue.date and issue.date.isoformat()}
        assert found == {"number": label.get("number"), "date": label.get("date")} | {
            key: found[key] for key in found if key not in label and newsletter in _MORE_KNOWN
        }


_MORE_KNOWN = frozenset({"twir", "sorrycc"})  # the documents tell more than was labelled
