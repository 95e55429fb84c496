"""Addresses that items share, and those that say nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from kg.related.links import LinkIndex
from kg.store.reader import Reader
from tests.store.archives import archived, issue, item

FOLLOW, HOME, STORY = "https://list.example/follow", "https://tide.example/about", "https://news.example/story"


def links_of(reader: Reader) -> LinkIndex:
    return reader.once(LinkIndex)


def weekly(folder: Path, *urls: tuple[str, ...], permalink: str = "", other: int = 0) -> Reader:
    """An issue a week with one item that links to these; `other` issues of a second newsletter without links."""
    day = date(2025, 1, 6)
    issues = [
        issue(n, day + timedelta(weeks=n), item(f"Note {n}.", *each), permalink=permalink)
        for n, each in enumerate(urls, 1)
    ]
    issues += [issue(n, day + timedelta(weeks=n), item(f"Ebb {n}."), series="ebb") for n in range(1, other + 1)]
    return archived(folder, *issues)


def test_an_address_of_more_than_a_third_of_the_issues_is_boilerplate(tmp_path: Path) -> None:
    links = links_of(weekly(tmp_path, (FOLLOW, STORY), (FOLLOW, STORY), (FOLLOW,), ("https://a.example/b",)))
    assert links.is_boilerplate(FOLLOW)
    assert not links.is_boilerplate(STORY)  # in two issues: a story that goes on
    assert not links.is_boilerplate("https://never.example/seen")
    assert [len(links.of(i)) for i in range(4)] == [1, 1, 0, 1]


def test_three_issues_of_many_are_no_third(tmp_path: Path) -> None:
    links = links_of(weekly(tmp_path, *[(STORY,)] * 3, *[("https://a.example/b",)] * 1, *[()] * 6))
    assert not links.is_boilerplate(STORY)


def test_each_newsletter_counts_for_itself(tmp_path: Path) -> None:
    """Three of three issues of one newsletter, though a second has many more without it."""
    assert links_of(weekly(tmp_path, (FOLLOW,), (FOLLOW,), (FOLLOW,), other=12)).is_boilerplate(FOLLOW)


def test_twice_in_one_issue_counts_once(tmp_path: Path) -> None:
    day = date(2025, 1, 6)
    reader = archived(tmp_path, issue(1, day, *(item(f"Note {n}.", STORY) for n in range(4))))
    assert not links_of(reader).is_boilerplate(STORY)


def test_the_newsletters_own_site_says_nothing_but_a_site_of_many_does(tmp_path: Path) -> None:
    own = links_of(weekly(tmp_path / "own", (HOME, STORY), permalink="https://tide.example/1"))
    assert own.is_boilerplate(HOME)
    assert own.is_boilerplate("https://tide.example/any/page")
    assert not own.is_boilerplate(STORY)
    shared = links_of(weekly(tmp_path / "shared", ("https://github.com/a/b",), permalink="https://github.com/tide/1"))
    assert not shared.is_boilerplate("https://github.com/a/b")


def test_items_of_an_address_and_addresses_of_an_item(tmp_path: Path) -> None:
    links = links_of(weekly(tmp_path, (STORY, "https://a.example/b"), (STORY + "?utm_source=x",), ()))
    (story,) = links.known([STORY, FOLLOW])
    assert links.address(story) == STORY
    assert links.items(story).tolist() == [0, 1]
    assert {links.address(link) for link in links.of(0)} == {STORY, "https://a.example/b"}
    assert (links.of(2), links.known([])) == (frozenset(), frozenset())


def test_boilerplate_is_not_known(tmp_path: Path) -> None:
    links = links_of(weekly(tmp_path, (FOLLOW,), (FOLLOW,), (FOLLOW,)))
    assert links.known([FOLLOW]) == frozenset()
    assert len(links.telling()[0]) == 0


def test_an_archive_without_links_or_items(tmp_path: Path) -> None:
    assert links_of(weekly(tmp_path / "a", ())).of(0) == frozenset()
    assert links_of(archived(tmp_path / "b")).known([STORY]) == frozenset()
