"""What each next chapter of a story adds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kg.related.chapters import Chapter
from kg.related.threads import find_threads
from tests.related.test_telling import News, reader_says, weekly
from tests.store.archives import HARBOR, WORLD, archived, issue, item

__all__ = ["reader_says"]

LONG = "Harbor counts grey geese, wild ducks and white swans at night by the windy sea."


def test_a_story_says_what_each_chapter_adds(tmp_path: Path, reader_says: News) -> None:
    for n, kind in ((1, "release"), (2, "release"), (3, "legal")):
        reader_says[f"tide-{n}-0", HARBOR.id] = [(kind, 0.9), ("comparison", 0.9), ("ipo", 0.1)]
    texts = (
        "Harbor counts 3712 geese in the night.",
        "Harbor counts 3712 geese and 4100 ducks in the night with Kite 2.",
        "Harbor must not count geese in the night, says Ines Kallas.",
    )
    (thread,) = find_threads(weekly(tmp_path, *texts))
    first, second, third = thread.chapters
    assert not first, "all of a beginning is new"
    assert ([name.name for name in second.names], second.numbers, second.kinds) == (["Kite 2"], ("4100",), ())
    assert ([name.name for name in third.names], third.numbers, third.kinds) == (["Ines Kallas"], (), ("legal",))
    assert third.words == ("legal", "Ines Kallas")


def test_what_is_told_again_adds_nothing(tmp_path: Path) -> None:
    (thread,) = find_threads(weekly(tmp_path, *["Harbor counts 3712 geese at night."] * 2))
    assert thread.chapters == (Chapter(), Chapter())


@pytest.mark.parametrize("count", [2, 6])
def test_only_the_best_names_are_told(tmp_path: Path, count: int) -> None:
    birds = [HARBOR.__class__(f"product:b{n}", "product", f"Bird{n}x", (f"Bird{n}x",)) for n in range(count)]
    told = item(f"{LONG}\n" + ", ".join(bird.name for bird in birds))
    issues = (issue(n, date(2025, 1, 6) + timedelta(weeks=n), one) for n, one in enumerate((item(LONG), told), 1))
    (thread,) = find_threads(archived(tmp_path, *issues, entities=(*WORLD, *birds)))
    assert len(thread.chapters[1].names) == min(count, 5)
