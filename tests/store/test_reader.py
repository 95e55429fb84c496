"""One generation, opened: what is worked out once, what is found by name, what is refused."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from kg.errors import ArchiveError, UnknownName
from kg.store.generations import DATABASE
from kg.store.reader import Reader
from tests.store.archives import FIRST, LUMEN, OSTRAVA, SECOND, TIDE, archived, issue, item
from tests.support import HashEncoder

PATIENCE = 30  # seconds that a thread waits for the others before the test fails


@pytest.fixture
def fresh(tmp_path: Path) -> Reader:
    """An archive that nobody has asked anything."""
    return archived(tmp_path / "archive", FIRST, SECOND, entities=[LUMEN, OSTRAVA])


# Once


def test_work_is_done_once_and_kept(fresh: Reader) -> None:
    asked: list[Reader] = []

    def work(reader: Reader) -> object:
        asked.append(reader)
        return object()

    assert fresh.once(work) is fresh.once(work)
    assert asked == [fresh]


def test_ten_threads_that_ask_at_once_get_one_and_the_same(fresh: Reader) -> None:
    made: list[object] = []
    waiting = threading.Barrier(10)

    def work(reader: Reader) -> object:
        made.append(object())
        waiting_for_lock.wait(0.05)  # let the others run into the lock
        return made[-1]

    waiting_for_lock = threading.Event()

    def ask(_: int) -> object:
        waiting.wait(PATIENCE)
        return fresh.once(work)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(10)))
    assert len(made) == 1
    assert all(answer is made[0] for answer in answers)


def test_two_works_do_not_wait_for_each_other(fresh: Reader) -> None:
    """The first ends only after the second has: with one lock for both, none would."""
    second_done = threading.Event()

    def first(_: Reader) -> bool:
        return second_done.wait(PATIENCE)

    def second(_: Reader) -> bool:
        second_done.set()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert all(one.result() for one in [pool.submit(fresh.once, first), pool.submit(fresh.once, second)])


def test_work_may_ask_for_other_work(fresh: Reader) -> None:
    def below(reader: Reader) -> int:
        return reader.manifest.items

    def above(reader: Reader) -> int:
        return reader.once(below) + 1

    assert fresh.once(above) == 6


def test_an_error_is_not_kept(fresh: Reader) -> None:
    tries: list[int] = []

    def work(_: Reader) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not yet")
        return "done"

    with pytest.raises(ValueError, match="not yet"):
        fresh.once(work)
    assert [fresh.once(work), fresh.once(work)] == ["done", "done"]
    assert len(tries) == 2


def test_what_was_made_of_nothing_is_kept_too(fresh: Reader) -> None:
    asked: list[int] = []

    def work(_: Reader) -> None:
        asked.append(1)

    assert (fresh.once(work), fresh.once(work)) == (None, None)
    assert len(asked) == 1


# The model


def test_another_model_is_refused(fresh: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.reader.open_encoder", lambda name=None: HashEncoder("other"))
    with pytest.raises(ArchiveError, match="built with the model words, not with other"):
        Reader(fresh.path, model="other")
    with pytest.raises(ArchiveError, match="kg build"):
        _ = Reader(fresh.path).encoder  # the model has changed under its name


def test_the_model_is_opened_only_when_it_is_needed(fresh: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("kg.store.reader.open_encoder", refuse)
    reader = Reader(fresh.path)
    assert len(list(reader.items())) == 5
    assert len(reader.vectors) == reader.manifest.vectors


def test_a_generation_without_its_database_is_refused(fresh: Reader) -> None:
    (fresh.generation / DATABASE).unlink()
    with pytest.raises(ArchiveError, match="kg build"):
        Reader(fresh.path)


# Issues and items


def test_issues_come_without_their_items_in_order(tiny: Reader) -> None:
    assert [one.id for one in tiny.issues()] == [whole.id for whole in TIDE]
    assert all(one.items == () for one in tiny.issues())
    assert list(tiny.items()) == [one for whole in TIDE for one in whole.items]
    assert list(tiny.items(tiny.issues()[1])) == list(SECOND.items)
    assert tiny.issue_of(SECOND.items[0]).id == SECOND.id


def test_an_issue_is_found_by_id_and_by_a_number_that_one_newsletter_has(tmp_path: Path) -> None:
    day = date(2025, 1, 6)
    reader = archived(
        tmp_path, issue(1, day, item("A.")), issue(2, day, item("B.")), issue(2, day, item("C."), series="ebb")
    )
    assert reader.find_issue("ebb-2").series == "ebb"
    assert reader.find_issue("1").id == "tide-1"
    with pytest.raises(UnknownName) as twice:
        reader.find_issue("2")
    assert twice.value.suggestions == ("tide-2", "ebb-2")
    with pytest.raises(UnknownName) as never:
        reader.find_issue("9")
    assert never.value.suggestions == ("tide-1", "tide-2", "ebb-2")


def test_an_item_by_id_or_ids_that_begin_alike(tiny: Reader) -> None:
    assert tiny.item("tide-2-0") == SECOND.items[0]
    with pytest.raises(UnknownName) as unknown:
        tiny.item("tide-2-9")
    assert unknown.value.suggestions == ("tide-2-0", "tide-2-1")


# What is known


@pytest.mark.parametrize("name", ["company:lumen", "Lumen", "LUMEN", "流明", "company:lumen-labs"])
def test_an_entity_goes_by_any_of_its_names(tiny: Reader, name: str) -> None:
    assert tiny.entity(name) == LUMEN


def test_an_unknown_name_brings_those_that_are_spelt_alike(tiny: Reader) -> None:
    with pytest.raises(UnknownName) as unknown:
        tiny.entity("Ostrawa")
    assert unknown.value.suggestions[0] == "Ostrava"
    assert tiny.close_names("Kyte 3", limit=1) == ("Kite 3",)
    assert tiny.close_names("zzzzzzzz") == ()


def test_mentions_and_relations_of_one_item_of_one_name_and_all(tiny: Reader) -> None:
    assert {m.entity for m in tiny.mentions("tide-1-0")} == {"company:lumen", "model:kite-2"}
    assert {m.item_id for m in tiny.mentions(entity_id="company:lumen")} == {"tide-1-0", "tide-2-0"}
    assert len(tiny.mentions()) > 5
    assert [r.predicate for r in tiny.relations("tide-3-1")] == ["works_at"]
    assert [r.subject for r in tiny.relations(entity_id="company:ostrava")] == ["person:ines-kallas"]
    assert len(tiny.relations()) == 2


def test_an_unknown_item_mentions_nothing(tiny: Reader) -> None:
    assert (list(tiny.mentions("tide-9-9")), list(tiny.relations("tide-9-9"))) == ([], [])


def test_closed_it_holds_no_file_open_and_answers_no_more(fresh: Reader) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert [len(list(one.result())) for one in [pool.submit(fresh.items) for _ in range(3)]] == [5, 5, 5]
        fresh.close()
        fresh.close()
        with pytest.raises(ArchiveError, match="was closed"):
            pool.submit(lambda: list(fresh.items())).result()
    if Path("/proc/self/fd").is_dir():
        held = {os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()}
        assert not [name for name in held if name.startswith(str(fresh.generation.resolve()))]
