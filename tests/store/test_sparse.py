"""Lists of numbers, and the index of sparse features: against loops and against dense cosines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.embed.encoder import SparseVector
from kg.errors import ArchiveError
from kg.store.sparse import Postings, SparseIndex, postings

OWNERS, VALUES = 5, 7
pairs = st.lists(
    st.tuples(st.integers(0, OWNERS - 1), st.integers(0, VALUES - 1), st.sampled_from([0.25, 0.5, 1.0])), max_size=20
)


def made(rows: list[tuple[int, int, float]]) -> tuple[Postings, dict[int, dict[int, float]]]:
    """Postings of some pairs, and the same as dictionaries."""
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    lists = postings(
        np.array(columns[0], np.int32), np.array(columns[1], np.int32), np.array(columns[2], np.float32), OWNERS
    )
    plain: dict[int, dict[int, float]] = {owner: {} for owner in range(OWNERS)}
    for owner, value, weight in rows:
        plain[owner][value] = max(weight, plain[owner].get(value, 0.0))
    return lists, plain


@settings(max_examples=50, deadline=None)
@given(pairs)
def test_lists_hold_each_value_once_with_its_heaviest_weight(rows: list[tuple[int, int, float]]) -> None:
    lists, plain = made(rows)
    for owner in range(OWNERS):
        values, weights = lists.of(owner)
        assert list(zip(values.tolist(), weights.tolist(), strict=True)) == sorted(plain[owner].items())
    assert lists.counts().tolist() == [len(plain[owner]) for owner in range(OWNERS)]
    assert lists.owners().tolist() == [owner for owner in range(OWNERS) for _ in plain[owner]]


@settings(max_examples=50, deadline=None)
@given(pairs, st.lists(st.integers(0, OWNERS - 1), max_size=8))
def test_some_lists_at_once_are_the_same_as_one_by_one(rows: list[tuple[int, int, float]], chosen: list[int]) -> None:
    lists, _ = made(rows)
    values, weights, counts = lists.of_all(np.array(chosen, np.int32))
    single = [lists.of(index) for index in chosen]
    assert values.tolist() == [v for each, _ in single for v in each.tolist()]
    assert weights.tolist() == [w for _, each in single for w in each.tolist()]
    assert counts.tolist() == [len(each) for each, _ in single]


@settings(max_examples=50, deadline=None)
@given(pairs)
def test_turned_lists_say_the_same_from_the_other_side(rows: list[tuple[int, int, float]]) -> None:
    lists, plain = made(rows)
    turned = lists.turned(VALUES)
    for value in range(VALUES):
        owners, weights = turned.of(value)
        wanted = [(owner, plain[owner][value]) for owner in range(OWNERS) if value in plain[owner]]
        assert list(zip(owners.tolist(), weights.tolist(), strict=True)) == wanted
    again = turned.turned(OWNERS)
    assert again.offsets.tolist() == lists.offsets.tolist()
    assert again.values.tolist() == lists.values.tolist()


# The index of features


def sparse(**weights: float) -> SparseVector:
    pairs = sorted(((int(name[1:]), weight) for name, weight in weights.items()), key=lambda pair: -pair[1])
    return SparseVector(np.array([f for f, _ in pairs], np.int32), np.array([w for _, w in pairs], np.float32))


ITEMS = [sparse(f0=1, f1=1), sparse(f0=1, f2=1), sparse(f0=1, f2=0.5, f3=2), sparse()]


def test_rare_features_count_more(tmp_path: Path) -> None:
    built = SparseIndex.build(ITEMS, np.array([30, 20, 10, 40]), features=5)
    built.save(tmp_path / "a")
    for index in (built, SparseIndex.load(tmp_path / "a")):
        assert index.ids.tolist() == [10, 20, 30, 40]
        scores = dict(zip(index.ids.tolist(), index.scores(sparse(f0=1, f1=1)), strict=True))
        assert scores[30] == pytest.approx(1, abs=1e-3)
        assert 0 < scores[10] < scores[20] < scores[30]
        assert scores[40] == 0
        assert index.scores(sparse(f4=1)).tolist() == index.scores(sparse()).tolist() == [0, 0, 0, 0]


def test_an_index_without_features(tmp_path: Path) -> None:
    SparseIndex.build([], np.zeros(0, np.int64), features=0).save(tmp_path / "a")
    index = SparseIndex.load(tmp_path / "a")
    assert len(index) == 0
    assert index.scores(sparse()).shape == (0,)
    assert SparseIndex.build([sparse()], np.array([3]), features=0).scores(sparse()).tolist() == [0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 9), st.floats(0.01, 5), max_size=6), min_size=1, max_size=8))
def test_scores_are_cosines(rows: list[dict[int, float]]) -> None:
    vectors = [sparse(**{f"f{f}": w for f, w in row.items()}) for row in rows]
    index = SparseIndex.build(vectors, np.arange(len(rows)), features=10)
    holders = np.array([sum(f in row for row in rows) for f in range(10)])
    weight = np.sqrt(np.log(1 + (len(rows) - holders + 0.5) / (holders + 0.5)))
    table = np.zeros((len(rows), 10))
    for number, row in enumerate(rows):
        table[number, list(row)] = list(row.values())
    table *= weight
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    for number, vector in enumerate(vectors):
        assert np.allclose(index.scores(vector), table @ table[number], atol=5e-3)


def test_the_same_vectors_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    ids = np.array([30, 20, 10, 40])
    order = [2, 0, 3, 1]
    SparseIndex.build(ITEMS, ids, features=5).save(tmp_path / "a")
    SparseIndex.build([ITEMS[i] for i in order], ids[order], features=5).save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_bad_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"PK nonsense")
    for name in ("file", "none"):
        with pytest.raises(ArchiveError, match="missing or damaged"):
            SparseIndex.load(tmp_path / name)
