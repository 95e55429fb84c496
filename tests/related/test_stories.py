"""Stories over weeks: what joins and what does not, on invented items and on the sample."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import kg
from kg.model import Item, Relation
from kg.related import grouping
from kg.related.stories import Stories
from kg.related.threads import find_threads
from kg.store.reader import Reader
from tests.store.archives import WORLD, archived, issue, item, relation


def story_keys(archive: kg.archive.Archive) -> dict[str, str]:
    """Key of the story of each item that belongs to one."""
    return {item.id: thread.key for thread in archive.threads() for item in thread.items}


def together(archive: kg.archive.Archive, *starts: str) -> bool:
    """Whether the items whose titles begin so are one story."""
    keys = story_keys(archive)
    ids = [next(item.id for item in archive.items() if item.title.startswith(start)) for start in starts]
    return len({keys.get(id_, id_) for id_ in ids}) == 1


def test_stories_of_the_sample(sample: kg.archive.Archive) -> None:
    assert together(sample, "宇树科技（Unitree）表示", "宇树科技（Unitree）完成上市辅导")
    assert together(sample, "截稿时看到DeepSeek", "DeepSeek-OCR：")
    assert together(sample, "DeepSeek发布DeepSeek-V3.2-Exp", "DeepSeek-V3.2转正")
    assert together(sample, "Sora 2与四天后的转弯", "Copyright: the labels switch")


def test_what_only_shares_a_company_is_no_story(sample: kg.archive.Archive) -> None:
    assert not together(sample, "英伟达入股英特尔", "SoftBank sold its entire Nvidia")
    assert not together(sample, "ChatGPT Atlas", "ChatGPT的群聊开始试点")
    assert not together(sample, "Anthropic完成130亿美元", "Anthropic要一百万颗TPU")
    assert not together(sample, "DeepSeek更新DeepSeek-V3.1", "DeepSeek-OCR：")


def test_threads_are_whole_and_in_order(sample: kg.archive.Archive) -> None:
    threads = sample.threads()
    keys = story_keys(sample)
    assert len(threads) >= 10
    for thread in threads:
        rows = [sample.store.row_of(item.id) for item in thread.items]
        assert rows == sorted(rows)
        assert (thread.key, thread.title) == (thread.start.id, thread.start.title)
        assert (thread.start, *thread.developments, thread.latest) == thread.items
        assert len(set(thread.issues)) > 1, "a story runs over several issues"
        assert {keys[item.id] for item in thread.items} == {thread.key}
        assert all(item.kind != "editorial" for item in thread.items)
    assert [t.span[1] for t in threads] == sorted((t.span[1] for t in threads), reverse=True)
    assert len(keys) == sum(len(thread.items) for thread in threads), "no item is in two stories"


def test_threads_are_the_same_when_found_again(sample: kg.archive.Archive, sample_folder: Path) -> None:
    assert list(find_threads(kg.open(sample_folder))) == list(sample.threads())


# On invented items


def group_stories(reader: Reader) -> tuple[tuple[int, ...], ...]:
    """Item indices of each story, by first item."""
    stories = reader.once(Stories)
    return tuple(tuple(stories.members(story).tolist()) for story in range(len(stories)))


MILL, BARN = "https://news.example/mill", "https://news.example/barn"


def weekly(folder: Path, *weeks: Item | tuple[Item, ...], relations: tuple[Relation, ...] = ()) -> Reader:
    """An archive with an issue a week."""
    issues = [
        issue(n, date(2025, 1, 6) + timedelta(weeks=n), *(items if isinstance(items, tuple) else (items,)))
        for n, items in enumerate(weeks, 1)
    ]
    return archived(folder, *issues, entities=WORLD, relations=relations)


def test_an_address_and_the_same_matter_are_a_story(tmp_path: Path) -> None:
    reader = weekly(tmp_path, item("Old mill grinds flour.", MILL), item("Old mill grinds oats.", MILL))
    assert group_stories(reader) == ((0, 1),)


def test_an_address_alone_is_no_story(tmp_path: Path) -> None:
    reader = weekly(tmp_path, item("Old mill grinds flour.", MILL), item("Ducks cross roads slowly.", MILL))
    assert group_stories(reader) == ()


def test_the_same_words_without_anything_in_common_are_no_story(tmp_path: Path) -> None:
    assert group_stories(weekly(tmp_path, item("Old mill grinds flour."), item("Old mill grinds flour."))) == ()


def test_two_items_of_one_issue_are_no_story(tmp_path: Path) -> None:
    both = (item("Old mill grinds flour.", MILL), item("Old mill grinds oats.", MILL))
    assert group_stories(weekly(tmp_path, both)) == ()


def test_an_editorial_belongs_to_no_story(tmp_path: Path) -> None:
    texts = item("Old mill grinds flour.", MILL), item("Old mill grinds oats.", MILL, kind="editorial")
    assert group_stories(weekly(tmp_path, *texts)) == ()


def test_a_rare_product_in_both_headings_joins_what_a_company_does_not(tmp_path: Path) -> None:
    def told(name: str, *, folder: str) -> tuple[tuple[int, ...], ...]:
        texts = item(f"{name} counts the grey geese at night."), item(f"{name} counts the grey ducks by cold day.")
        return group_stories(weekly(tmp_path / folder, *texts))

    # The cosine of the two lies between the bar for a thing (0.52) and that for a name (0.57).
    assert told("Harbor", folder="thing") == ((0, 1),)
    assert told("Ostrava", folder="company") == ()


def test_a_statement_of_who_did_what_joins_what_a_name_does_not(tmp_path: Path) -> None:
    texts = item("Ostrava buys the windy lamp maker."), item("Ostrava pays for its lamp maker now.")
    bought = tuple(
        relation("company:ostrava", "acquired", "company:lumen", f"tide-{n}-0", certainty)
        for n, certainty in ((1, "rumoured"), (2, "stated"))
    )
    denied = (bought[0], relation("company:ostrava", "acquired", "company:lumen", "tide-2-0", "negated"))
    assert group_stories(weekly(tmp_path / "none", *texts)) == ()
    assert group_stories(weekly(tmp_path / "deed", *texts, relations=bought)) == ((0, 1),)
    assert group_stories(weekly(tmp_path / "denied", *texts, relations=denied)) == ()


def test_headings_about_different_things_of_one_company_are_no_story(tmp_path: Path) -> None:
    def told(second: str, *, folder: str) -> tuple[tuple[int, ...], ...]:
        texts = (
            item("Lumen says Kite 2 may count geese and ducks."),
            item(f"Lumen says {second} may count geese and ducks."),
        )
        return group_stories(weekly(tmp_path / folder, *texts))

    assert told("it", folder="one") == ((0, 1),)
    assert told("Kite 3", folder="family") == ((0, 1),)
    assert told("Harbor", folder="other") == ()


def test_two_papers_about_one_model_are_two_stories(tmp_path: Path) -> None:
    def told(kind: str) -> tuple[tuple[int, ...], ...]:
        texts = (item(f"Kite 2 counts grey {bird} at night.", kind=kind) for bird in ("geese", "ducks"))  # type: ignore[arg-type]
        return group_stories(weekly(tmp_path / kind, *texts))

    assert told("bullet") == ((0, 1),)
    assert told("paper") == ()


def test_no_story_drifts_from_one_subject_to_the_next(tmp_path: Path) -> None:
    first, second = item("one two three four.", MILL), item("three four five six.", MILL, BARN)
    third = item("five six seven eight.", BARN)
    assert group_stories(weekly(tmp_path / "all", first, second, third)) == ((0, 1),)
    assert group_stories(weekly(tmp_path / "rest", second, third)) == ((0, 1),), "it is near enough to the second"


def test_an_item_goes_on_from_the_nearest(tmp_path: Path) -> None:
    near, far, new = item("red red oats.", MILL), item("red blue oats.", BARN), item("red red barley.", MILL, BARN)
    assert group_stories(weekly(tmp_path / "first", near, far, new)) == ((0, 2),)
    assert group_stories(weekly(tmp_path / "second", far, near, new)) == ((1, 2),)
    assert group_stories(weekly(tmp_path / "alone", far, new)) == ((0, 1),)


def test_only_the_latest_of_a_trait_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is linear: ten items that share a name are each compared with two."""
    monkeypatch.setattr(grouping, "_LATEST", 2)
    compared: list[list[tuple[int, int]]] = []
    dots = grouping.dots
    monkeypatch.setattr(
        grouping,
        "dots",
        lambda one, a, other, b: compared.append([*zip(a.tolist(), b.tolist(), strict=True)]) or dots(one, a, other, b),
    )
    weekly(tmp_path, *(item("Old mill grinds flour.", MILL) for _ in range(10)))
    weekly(tmp_path / "named", *(item(f"Harbor counts geese, part {n}.") for n in range(10)))
    # An address of every issue is boilerplate; the name of a rare thing is not.
    assert compared == [[], [(1, 0), *((n, n - back) for n in range(2, 10) for back in (2, 1))]]


def test_a_thread_says_what_runs_through_it(tmp_path: Path) -> None:
    texts = [f"Harbor of Ostrava counts geese on {day}." for day in ("Monday", "Tuesday", "Friday")]
    reader = weekly(tmp_path, *map(item, texts), item("Ducks cross roads slowly."))
    (thread,) = find_threads(reader)
    assert [one.title for one in (thread.start, *thread.developments, thread.latest)] == texts
    assert (thread.key, thread.title) == ("tide-1-0", texts[0])
    assert thread.span == (date(2025, 1, 13), date(2025, 1, 27))
    assert [entity.name for entity in thread.entities] == ["Ostrava", "Harbor"]
    assert [whole.number for whole in thread.issues] == [1, 2, 3]
    assert reader.once(Stories).keys([0, 2, 3]) == {0: "tide-1-0", 2: "tide-1-0"}


def test_an_archive_without_items_has_no_stories(tmp_path: Path) -> None:
    assert list(find_threads(archived(tmp_path))) == []
