"""What items have news of, what their headings are about, and what a newsletter prints anew each week."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Issue, Item, Mention
from kg.related.stories import Stories
from kg.related.telling import columns_of, everyday, heading_key, telling_of
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from tests.store import archives
from tests.store.archives import HARBOR, WORLD, archived, issue, item

News = dict[tuple[str, str], list[tuple[str, float]]]


def weekly(folder: Path, *texts: str | Item, apart: int = 7, entities: tuple = WORLD) -> Reader:  # type: ignore[type-arg]
    """An archive with an issue for each text, so many days apart."""
    issues: list[Issue] = [
        issue(n, date(2025, 1, 6) + timedelta(days=n * apart), item(text) if isinstance(text, str) else text)
        for n, text in enumerate(texts, 1)
    ]
    return archived(folder, *issues, entities=entities)


@pytest.fixture
def reader_says(monkeypatch: pytest.MonkeyPatch) -> News:
    """What a learned reader has to say of names: ``{(item id, entity id): [(kind, how likely)]}``."""
    news: News = {}
    plain = archives.mentions_of

    def mentions(*world: object) -> tuple[Mention, ...]:
        return tuple(
            replace(one, news=tuple(news.get((one.item_id, one.entity), ())))
            for one in plain(*world)  # type: ignore[arg-type]
        )

    monkeypatch.setattr(archives, "mentions_of", mentions)
    return news


def stories(reader: Reader) -> list[list[int]]:
    """Items of each story."""
    found = reader.once(Stories)
    return [found.members(story).tolist() for story in range(len(found))]


TWICE = "Harbor counts the grey geese at night.", "Harbor counts the grey ducks at night."


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ([("release", 0.9)], [("release", 0.8)], True),
        ([("release", 0.9)], [], False),  # the second explains how to use it
        ([], [], False),
        ([("release", 0.9)], [("comparison", 0.6)], True),  # what the heading is about is compared: that is its news
        ([("release", 0.12)], [("release", 0.12)], False),
    ],
)
def test_items_without_news_of_a_name_tell_no_story(
    tmp_path: Path, reader_says: News, first: list[tuple[str, float]], second: list[tuple[str, float]], one: bool
) -> None:
    reader_says["tide-1-0", HARBOR.id], reader_says["tide-2-0", HARBOR.id] = first, second
    assert stories(weekly(tmp_path, *TWICE)) == ([[0, 1]] if one else [])


def test_what_is_only_measured_against_is_no_news(tmp_path: Path, reader_says: News) -> None:
    """Both beat Kite 2, and that is all that they have in common."""
    for n, name in ((1, "product:harbor"), (2, "model:kite-3")):
        reader_says[f"tide-{n}-0", name] = [("release", 0.9)]
        reader_says[f"tide-{n}-0", "model:kite-2"] = [("comparison", 0.9)]
    assert (
        stories(weekly(tmp_path, "Harbor counts more geese than Kite 2.", "Kite 3 counts more geese than Kite 2."))
        == []
    )


def test_a_heading_is_about_the_first_thing_and_those_listed_with_it(tmp_path: Path) -> None:
    reader = weekly(tmp_path, "Lumen opens Kite 2 and Kite 3, better than Harbor.", "Harbor counts geese.")
    arrays = reader.once(Arrays)
    things = np.array([entity.type not in ("company", "person") for entity in arrays.entities])
    found = telling_of(reader, things)
    ids = [entity.id for entity in arrays.entities]
    leading = {(int(at), ids[name]) for at, name in zip(found.item[found.leads], found.name[found.leads], strict=True)}
    assert leading == {(0, "model:kite-2"), (0, "model:kite-3"), (1, "product:harbor")}
    assert found.news.tolist() == [1.0] * len(found.item), "nobody has looked"
    names = np.arange(len(ids))
    here = found.news_of(np.zeros(len(ids), np.int64), names, len(ids))
    assert {ids[name] for name in names[here > 0]} == {
        "company:lumen",
        "model:kite-2",
        "model:kite-3",
        "product:harbor",
    }


def test_headings_about_different_things_are_no_story(tmp_path: Path) -> None:
    assert stories(weekly(tmp_path / "same", "Kite 2 moves to Harbor now.", "Kite 2 moves to Harbor again.")) == [
        [0, 1]
    ]
    assert (
        stories(weekly(tmp_path / "other", "Kite 2 moves to Harbor.", "Moon Tides in Sparse Memory moves to Harbor."))
        == []
    )


def test_after_half_a_year_it_is_another_story(tmp_path: Path) -> None:
    assert stories(weekly(tmp_path / "near", *TWICE, apart=180)) == [[0, 1]]
    assert stories(weekly(tmp_path / "far", *TWICE, apart=190)) == []


def test_a_column_goes_on_with_no_story(tmp_path: Path) -> None:
    opening = "Harbor goes out every Thursday; what I liked this time: "
    weeks = [opening + liked for liked in ("the geese", "the ducks", "the swans")]
    assert stories(weekly(tmp_path / "two", *weeks[:2])) == [[0, 1]]
    assert stories(weekly(tmp_path / "three", *weeks)) == []


def test_columns_are_known_by_how_they_begin_and_by_a_heading_without_names(tmp_path: Path) -> None:
    weeks = [item(f"Jobs of week {n}\n{text}") for n, text in enumerate(("A baker.", "A smith.", "A pilot."), 1)]
    sponsor = "This newsletter is brought to you by the lamp makers of the north."
    reader = archived(
        tmp_path,
        *(issue(n, None, one, item(sponsor), item("Harbor counts.")) for n, one in enumerate(weeks, 1)),
        entities=WORLD,
    )
    columns = columns_of(reader)
    assert columns.whole.tolist() == [False, True, True] * 3, "three sponsors; three items that are the same throughout"
    jobs = columns.heading[::3]
    assert len(set(jobs.tolist())) == 1 and jobs[0] >= 0
    assert (columns.heading[2::3] == -1).all(), "a heading with a name in it says what the item is about"


def test_names_of_every_other_issue_are_everyday() -> None:
    issues = np.arange(40)
    often, seldom = np.zeros(12, np.int64), np.ones(9, np.int64)
    found = everyday(np.concatenate([issues[:12], issues[:9]]), np.concatenate([often, seldom]), 40, 3)
    assert found.tolist() == [True, False, False]
    assert not everyday(issues[:7], np.zeros(7, np.int64), 7, 1).any(), "seven issues are too few to tell"


@given(st.text(), st.integers(0, 999))
def test_headings_are_known_by_their_words_whatever_the_number(title: str, number: int) -> None:
    assert heading_key(f"{title} {number}") == heading_key(f"{number}: {title}") == heading_key(title)


def test_news_of_an_item_is_kept_for_whoever_asks(tmp_path: Path, reader_says: News) -> None:
    reader_says["tide-1-0", HARBOR.id] = [("release", 0.9)]
    reader = weekly(tmp_path, *TWICE)
    (harbor,) = [n for n, entity in enumerate(reader.once(Arrays).entities) if entity.id == HARBOR.id]
    found = reader.once(Stories)
    assert found.have_news(0, [harbor]) and not found.have_news(1, [harbor]) and not found.have_news(0, [])
    assert json.dumps(found.columns.whole.tolist()) == "[false, false]"
