"""Arrays over all items: who is whose relative, what an item is about, which days an issue covers."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Entity
from kg.store.arrays import Arrays
from kg.store.derived import write_derived
from kg.store.reader import Reader
from kg.store.tables import NAME, covered_since, work_out_columns
from tests.store.archives import (
    HARBOR,
    KITE,
    KITE_2,
    KITE_3,
    LUMEN,
    OSTRAVA,
    PERSON,
    TIDE,
    TITLES,
    WORLD,
    archived,
    issue,
    item,
)


@pytest.fixture
def arrays(tiny: Reader) -> Arrays:
    return tiny.once(Arrays)


def indices(arrays: Arrays, *entities: Entity) -> list[int]:
    return [arrays.index_of[entity.id] for entity in entities]


def test_each_item_has_its_issue_section_and_kind(arrays: Arrays) -> None:
    items = [(one, number) for number, whole in enumerate(TIDE) for one in whole.items]
    assert len(arrays) == len(items)
    assert arrays.issues.tolist() == [number for _, number in items]
    for index, (one, _) in enumerate(items):
        assert arrays.sections.names[arrays.sections.codes[index]] == one.section
        assert arrays.kinds.names[arrays.kinds.codes[index]] == one.kind


def test_items_of_a_kind_and_of_sections(arrays: Arrays) -> None:
    items = [one for whole in TIDE for one in whole.items]
    for kind in ("bullet", "paper", "editorial", "story", "nonsense"):
        assert arrays.of_kind(kind).tolist() == [one.kind == kind for one in items]
    for names in ((), ("News",), ("Business", "论文"), ("",), ("Sport",)):
        assert arrays.in_sections(names).tolist() == [one.section in names for one in items]


def test_sites_are_those_of_the_links(arrays: Arrays) -> None:
    lists, names = arrays.sites
    assert [names[i] for i in lists.of(4)[0].tolist()] == ["ostrava.example", "github.com"]
    assert lists.of(7)[0].tolist() == []


def test_terms_of_an_item_lead_to_it(arrays: Arrays) -> None:
    assert [TITLES[i] for i in arrays.term("lighthouse").tolist()] == ["Ostrava buys a lighthouse for its servers."]
    assert arrays.term("pupil").tolist() == [3]  # of the opinion
    assert (arrays.frequency("kite"), arrays.frequency("zebra")) == (2, 0)


def test_mentions_in_the_title_weigh_more_than_those_below_it(tmp_path: Path) -> None:
    texts = (item("Ostrava rests."), item("A rest.\nOstrava sleeps."), item("Rest.", opinion="Ostrava dreams."))
    arrays = Arrays(archived(tmp_path, issue(1, date(2025, 1, 6), *texts), entities=[OSTRAVA]))
    assert arrays.mentions.of(0)[1].tolist() == [1.0, 0.75, 0.5]
    assert [arrays.mentioned.of(i)[0].tolist() for i in range(3)] == [[0], [0], [0]]


def test_entities_come_whole_in_the_order_that_was_asked(arrays: Arrays) -> None:
    asked = indices(arrays, HARBOR, LUMEN, KITE_2)
    assert arrays.full_entities(asked) == (HARBOR, LUMEN, KITE_2)
    assert arrays.full_entities([]) == ()


def test_names_are_spotted_by_any_alias(arrays: Arrays) -> None:
    (spotted,) = arrays.names.spot("流明发布", known=lambda _: True)
    assert list(spotted.entities) == indices(arrays, LUMEN)


def test_newest_is_the_day_of_the_latest_issue(arrays: Arrays, tmp_path: Path) -> None:
    assert arrays.newest == date(2025, 4, 7)
    undated = Arrays(archived(tmp_path, issue(1, None, item("Something."))))
    assert undated.newest == date(1970, 1, 1)


# Relatives


def test_a_family_is_the_versions_and_what_a_maker_makes_but_not_the_maker(arrays: Arrays) -> None:
    def family(entity: Entity) -> set[str]:
        return {arrays.entities[e].id for e in arrays.family_of(indices(arrays, entity))}

    assert family(KITE) == {KITE.id, KITE_2.id, KITE_3.id}
    assert family(KITE_2) == {KITE_2.id, KITE.id}  # its head, but no sister
    assert family(LUMEN) == {LUMEN.id, KITE.id, KITE_2.id, KITE_3.id}
    assert family(HARBOR) == {HARBOR.id}
    assert family(PERSON) == {PERSON.id}
    assert arrays.family_of([]) == []


def test_reach_is_how_near_the_nearest_relative_is(arrays: Arrays) -> None:
    reach = arrays.reach(indices(arrays, KITE))
    assert reach[0] == reach[5] == pytest.approx(0.7)  # versions in the title
    assert np.flatnonzero(reach).tolist() == [0, 3, 5]
    assert reach[3] == pytest.approx(0.15)  # names the maker alone
    both = arrays.reach(indices(arrays, KITE, KITE_3))
    assert both[5] == pytest.approx(1.0)
    assert (both >= reach).all()
    assert not arrays.reach([]).any()


def test_a_mention_below_the_title_reaches_less(tmp_path: Path) -> None:
    texts = (item("Ostrava rests."), item("A rest.\nOstrava sleeps."), item("Rest.", opinion="Ostrava dreams."))
    arrays = Arrays(archived(tmp_path, issue(1, date(2025, 1, 6), *texts), entities=[OSTRAVA]))
    assert arrays.reach([0]).tolist() == pytest.approx([1.0, 0.875, 0.75])


def _families(*pairs: tuple[str, str]) -> Arrays:
    """Arrays of models, each with its family, that nothing mentions."""
    store = SimpleNamespace(
        rows=lambda sql, *_: [(name, "model", name, "", family) for name, family in pairs] if "family" in sql else [],
        issues=(), item_count=lambda: 0,
    )  # fmt: skip
    reader = SimpleNamespace(store=store, generation=Path(mkdtemp()), once=lambda work: work(reader))
    write_derived(reader.generation, NAME, work_out_columns(reader))  # type: ignore[arg-type]
    arrays = Arrays(reader)  # type: ignore[arg-type]
    assert arrays.tables
    shutil.rmtree(reader.generation)
    return arrays


def test_versions_of_versions_belong_to_the_family() -> None:
    arrays = _families(("a", ""), ("b", "a"), ("c", "b"), ("d", "c"), ("other", ""))
    assert sorted(arrays.family_of([0])) == [0, 1, 2, 3]
    assert sorted(arrays.family_of([2])) == [1, 2, 3]


@pytest.mark.parametrize(
    "pairs",
    [
        (("a", "a"),),  # its own head
        (("a", "b"), ("b", "a")),
        (("a", "b"), ("b", "c"), ("c", "a")),
        (("a", "gone"), ("b", "a")),
    ],
)
def test_families_that_run_in_a_circle_end(pairs: Sequence[tuple[str, str]]) -> None:
    arrays = _families(*pairs)
    for index in range(len(pairs)):
        found = arrays.family_of([index])
        assert index in found
        assert len(found) == len(set(found)) == len(pairs)


@given(st.lists(st.integers(-1, 6), min_size=1, max_size=7))
def test_any_families_give_each_relative_once(heads: list[int]) -> None:
    arrays = _families(*((str(i), str(head) if head >= 0 else "") for i, head in enumerate(heads)))

    def below(index: int) -> set[int]:
        found: set[int] = set()
        waiting = [index]
        while waiting:
            head = waiting.pop()
            new = {i for i, family in enumerate(heads) if family == head} - found
            found |= new
            waiting += new
        return found

    for index, head in enumerate(heads):
        wanted = {index} | below(index) | ({head} if 0 <= head < len(heads) else set())
        found = arrays.family_of([index])
        assert len(found) == len(wanted) and set(found) == wanted


# Days


def _issues(*days: tuple[str, int]) -> Arrays:
    """Arrays of one item for each (series, day of the year, 0 for none)."""
    new_year = date(2025, 1, 1)
    ordinals = [new_year.toordinal() + day - 1 if day else 0 for _, day in days]
    arrays = Arrays(SimpleNamespace(store=None))  # type: ignore[arg-type]
    arrays.__dict__["tables"] = SimpleNamespace(
        issues=np.arange(len(days), dtype=np.int32),
        issue_days=np.array(ordinals, np.int32),
        covered_since=covered_since(ordinals, [series for series, _ in days]),
    )
    return arrays


def _share(arrays: Arrays, since: int, until: int) -> list[float]:
    new_year = date(2025, 1, 1)
    return arrays.overlap(new_year + timedelta(days=since - 1), new_year + timedelta(days=until - 1)).tolist()


def test_an_issue_covers_the_days_since_the_one_before() -> None:
    arrays = _issues(("a", 20), ("a", 24), ("b", 24), ("a", 60))
    assert _share(arrays, 21, 24) == pytest.approx([0, 1, 1, 0])  # all that was asked for
    assert _share(arrays, 23, 30) == pytest.approx([0, 2 / 4, 2 / 7, 0])
    assert _share(arrays, 15, 200) == pytest.approx([6 / 7, 1, 1, 1])
    assert _share(arrays, 30, 45) == [0, 0, 0, 0]  # a pause is covered by nobody
    assert _share(arrays, 50, 52) == pytest.approx([0, 0, 0, 2 / 3])  # of a long pause the last ten days


def test_an_issue_without_a_day_lies_in_no_period() -> None:
    assert _share(_issues(("a", 0), ("a", 9)), 1, 300) == [0, 1]
    arrays = _issues(("a", 0))
    assert arrays.overlap(date.min, date.max).tolist() == [0]


def test_two_issues_of_one_day_both_cover_it() -> None:
    arrays = _issues(("a", 20), ("a", 20))
    assert _share(arrays, 20, 20) == [1, 1]
    assert _share(arrays, 1, 300) == [1, 1]
    assert _share(arrays, 21, 300) == [0, 0]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60)), min_size=1, max_size=6),
    st.integers(1, 70),
    st.integers(0, 30),
)
def test_overlap_counts_days(days: list[tuple[str, int]], since: int, length: int) -> None:
    days.sort(key=lambda pair: pair[1])
    asked = set(range(since, since + length + 1))
    last: dict[str, int] = {}
    wanted = []
    for series, day in days:
        before = last.get(series, day - 7)
        covered = set(range(max(before, day - 10) + 1, day + 1)) or {day}
        wanted.append(len(covered & asked) / min(len(covered), len(asked)) if day else 0)
        if day:
            last[series] = day
    assert _share(_issues(*days), since, since + length) == pytest.approx(wanted)


def test_what_a_build_worked_out_is_not_read_from_the_tables(tmp_path: Path) -> None:
    arrays = archived(tmp_path, issue(1, date(2025, 1, 6), item("Ostrava rests.")), entities=WORLD).once(Arrays)
    read: list[str] = []
    arrays._reader.store.rows = lambda sql, *_: read.append(sql)  # type: ignore[method-assign,assignment,return-value]
    assert [entity.id for entity in arrays.entities] == sorted(entity.id for entity in WORLD)
    assert dict(arrays.index_of) == {entity.id: index for index, entity in enumerate(arrays.entities)}
    assert arrays.family_of([arrays.index_of[KITE.id]])
    assert arrays.names.spot("Ostrava", known=lambda _: True)
    assert arrays.tables.passages_of(0)
    assert not read
