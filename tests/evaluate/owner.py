"""A small newsletter, its owner's queries, and models that an adapter helps or does not."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import kg
from ingest.build import build
from kg.archive import Archive
from tests.support import HashEncoder

_SYLLABLES = [first + second for first in "bdfglmnp" for second in "aeiou"]
_OF_TEXT, _OF_NOTHING = 125, 3  # dimensions


def write_issues(folder: Path, *, issues: int = 4, items: int = 15) -> Path:
    """Issues of invented words, every item another handful."""
    chance = np.random.default_rng(5)
    folder.mkdir()
    for number in range(1, issues + 1):
        lines = ["---", f"title: Weekly {number}", f"date: 2025-01-{number:02}", "---", "", "## News", ""]
        for _ in range(items):
            made = ["".join(chance.choice(_SYLLABLES, 3)) for _ in range(9)]
            lines += [f"### {' '.join(made[:3]).capitalize()}", "", f"{' '.join(made[3:]).capitalize()}.", ""]
        (folder / f"{number:03}.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


class Distracted(HashEncoder):
    """A model that half of the time looks at what has nothing to do with the text: an adapter can leave that out.

    Parameters
    ----------
    meant
        Texts that some queries mean, none of whose words they share.
    """

    def __init__(self, meant: Mapping[str, str] | None = None) -> None:
        super().__init__("distracted", _OF_TEXT + _OF_NOTHING)
        self.meant = dict(meant or {})
        self._hashed = HashEncoder(dimension=_OF_TEXT)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(text.encode()[-6:], "big") + len(text)
        nothing = np.random.default_rng(seed).normal(size=_OF_NOTHING)
        both = [self._hashed.encode_query(self.meant.get(text, text)), 1.6 * nothing / np.linalg.norm(nothing)]
        vector = np.concatenate(both).astype(np.float32)
        return vector / np.float32(np.linalg.norm(vector))


def queries_for(archive: Archive, count: int) -> dict[str, str]:
    """Queries in words that no item has, each with the id of the item that it means."""
    items = list(archive.items())[:count]
    return {f"qu{'abcdefghij'[n // 10]}{'klmnopqrst'[n % 10]}h": item.id for n, item in enumerate(items)}


def write_queries(path: Path, rows: Mapping[str, str] | Sequence[tuple[str, ...]]) -> Path:
    """A table of queries."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("query", "item", "grade"))
        writer.writerows(rows.items() if isinstance(rows, Mapping) else rows)
    return path


@contextmanager
def owned(top: Path) -> Iterator[tuple[Archive, dict[str, str]]]:
    """An archive of sixty items in a folder, and fifty queries for it; builds and readers use one model."""
    model = Distracted()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(top / "cache"))
        patch.setattr("ingest.build.open_encoder", lambda name=None: model)
        patch.setattr("kg.store.reader.open_encoder", lambda name=None: model)
        build([write_issues(top / "issues")], top / "archive")
        archive = kg.open(top / "archive")
        queries = queries_for(archive, 50)
        model.meant = {query: archive.item(item).text for query, item in queries.items()}
        yield archive, queries
