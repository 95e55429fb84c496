"""Closeness in meaning is what its docstrings say: against cosines that are worked out one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.embed.space import LanguageMeans, Space
from kg.errors import ArchiveError
from kg.store.arrays import Arrays
from kg.store.database import PASSAGE_BITS
from kg.store.meaning import Meaning
from kg.store.reader import Reader
from kg.store.vectors import VectorIndex
from tests.store.archives import TIDE, TITLES, archived

COUNT = len(TITLES)
EVERYWHERE = np.ones(COUNT, bool)
NOBODY = np.zeros(0, np.int64)
ALL_PASSAGES = 10_000


@pytest.fixture(scope="module")
def meaning(tiny: Reader) -> Meaning:
    return tiny.once(Meaning)


def passages(reader: Reader, index: int) -> np.ndarray:
    """Vectors of an item's passages, the whole first."""
    ids = reader.vectors.ids
    return reader.vectors.reconstruct(ids[(ids >> PASSAGE_BITS) - 1 == index])


def middle(reader: Reader, vector: np.ndarray, index: int) -> float:
    near = passages(reader, index) @ vector
    return float(near[0] + near.max()) / 2


def asked(reader: Reader, text: str) -> np.ndarray:
    return reader.encoder.encode_query(text)


@given(query=st.integers(0, COUNT - 1), allowed=st.lists(st.booleans(), min_size=COUNT, max_size=COUNT))
def test_nearest_is_the_middle_of_whole_and_best_passage(
    tiny: Reader, meaning: Meaning, query: int, allowed: list[bool]
) -> None:
    vector = asked(tiny, TITLES[query] + " flour memory")
    items, cosines = meaning.nearest(vector, NOBODY, among=np.array(allowed), passages=ALL_PASSAGES)
    assert items.tolist() == [i for i in range(COUNT) if allowed[i]]
    assert cosines.tolist() == pytest.approx([middle(tiny, vector, i) for i in items.tolist()], abs=1e-6)


def test_only_so_many_passages_are_looked_at_and_candidates_always(tiny: Reader, meaning: Meaning) -> None:
    vector = asked(tiny, "Bakers in Porto weigh flour with a drone.")
    items, _ = meaning.nearest(vector, NOBODY, among=EVERYWHERE, passages=1)
    assert items.tolist() == [7]
    items, cosines = meaning.nearest(vector, np.array([0, 4]), among=EVERYWHERE, passages=1)
    assert items.tolist() == [0, 4, 7]
    assert cosines.tolist() == pytest.approx([middle(tiny, vector, i) for i in (0, 4, 7)], abs=1e-6)


def test_candidates_are_compared_even_where_others_may_not_be_found(tiny: Reader, meaning: Meaning) -> None:
    vector = asked(tiny, "flour")
    items, _ = meaning.nearest(vector, np.array([2]), among=~EVERYWHERE, passages=ALL_PASSAGES)
    assert items.tolist() == [2]


def test_a_text_without_words_is_near_nothing(tiny: Reader, meaning: Meaning) -> None:
    nothing = np.zeros(tiny.encoder.dimension, np.float32)
    items, cosines = meaning.nearest(nothing, np.array([1, 3]), among=EVERYWHERE, passages=ALL_PASSAGES)
    assert (items.tolist(), cosines.tolist()) == ([1, 3], [0, 0])
    items, cosines = meaning.nearest(nothing, NOBODY, among=EVERYWHERE, passages=ALL_PASSAGES)
    assert (len(items), len(cosines)) == (0, 0)


def test_an_archive_without_items_has_nothing_near(tmp_path: Path) -> None:
    empty = archived(tmp_path)
    items, cosines = Meaning(empty).nearest(asked(empty, "flour"), NOBODY, among=np.zeros(0, bool), passages=9)
    assert (len(items), len(cosines)) == (0, 0)


def test_alike_is_what_one_says_against_the_whole_of_the_other(tiny: Reader, meaning: Meaning) -> None:
    for index in range(COUNT):
        others = np.array([i for i in range(COUNT) if i != index])
        mine = passages(tiny, index)
        wanted = []
        for other in others.tolist():
            theirs = passages(tiny, other)
            best = max((theirs @ mine[0]).max(), (mine @ theirs[0]).max())
            wanted.append((float(mine[0] @ theirs[0]) + float(best)) / 2)
        assert meaning.alike(np.full(len(others), index), others).tolist() == pytest.approx(wanted, abs=1e-6)


def test_alike_is_the_same_from_both_sides(meaning: Meaning) -> None:
    table = np.stack([meaning.alike(np.full(COUNT, index), np.arange(COUNT)) for index in range(COUNT)])
    assert np.allclose(table, table.T, atol=1e-6)
    assert np.allclose(table.diagonal(), 1, atol=1e-6)


@pytest.fixture(scope="module")
def otherwise(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An archive whose items are compared with one another otherwise than questions with items."""
    reader = archived(tmp_path_factory.mktemp("otherwise"), *TIDE)
    size = reader.encoder.dimension
    likeness = np.eye(size) + np.random.default_rng(5).normal(size=(size, size)) / size
    reader.__dict__["space"] = Space(LanguageMeans({}, {}), None, likeness.astype(np.float32))
    return reader


def test_items_are_compared_in_a_way_of_their_own(otherwise: Reader) -> None:
    meaning, likeness = Meaning(otherwise), otherwise.space.likeness
    everything = np.arange(COUNT)
    wholes = meaning.wholes(everything)
    assert np.allclose(wholes, np.stack([passages(otherwise, i)[0] @ likeness for i in range(COUNT)]), atol=1e-6)
    for index in range(COUNT):
        towards = meaning.towards(np.array([index]))[0]
        mine, wanted = passages(otherwise, index) @ likeness, []
        for other in range(COUNT):
            theirs = passages(otherwise, other) @ likeness
            best = max((theirs @ mine[0]).max(), (mine @ theirs[0]).max())
            wanted.append((float(mine[0] @ theirs[0]) + float(best)) / 2)
            assert np.allclose(passages(otherwise, other) @ towards, theirs @ mine[0], atol=1e-5)
        assert meaning.alike(np.full(COUNT, index), everything).tolist() == pytest.approx(wanted, abs=1e-5)
    table = np.stack([meaning.alike(np.full(COUNT, index), everything) for index in range(COUNT)])
    assert np.allclose(table, table.T, atol=1e-5)


def test_questions_are_not(otherwise: Reader, tiny: Reader) -> None:
    vector = asked(tiny, "bakers in Porto")
    found = [Meaning(reader).nearest(vector, NOBODY, among=EVERYWHERE, passages=9)[1] for reader in (otherwise, tiny)]
    assert np.array_equal(*found)


def test_passages_of_items_come_with_the_place_of_their_owner(tiny: Reader, meaning: Meaning) -> None:
    places, owners = meaning.passages_of(np.array([5, 0]))
    ids = tiny.vectors.ids[places]
    assert [(key >> PASSAGE_BITS) - 1 for key in ids.tolist()] == [[5, 0][owner] for owner in owners.tolist()]
    assert len(ids) == len(passages(tiny, 5)) + len(passages(tiny, 0))
    assert [len(part) for part in meaning.passages_of(NOBODY)] == [0, 0]


def test_the_whole_of_an_item_is_its_first_passage(tiny: Reader, meaning: Meaning) -> None:
    assert len(tiny.once(Arrays)) == COUNT
    for index in range(COUNT):
        assert np.array_equal(meaning.wholes(np.array([index]))[0], passages(tiny, index)[0])
    assert meaning.wholes(NOBODY).shape == (0, tiny.encoder.dimension)


def test_vectors_of_other_items_are_no_ones(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = tiny.vectors.ids
    kept = ids[ids != (4 << PASSAGE_BITS)]  # the fourth item has no vector as a whole
    monkeypatch.setitem(tiny.__dict__, "vectors", VectorIndex.build(tiny.vectors.reconstruct(kept), kept))
    with pytest.raises(ArchiveError, match="do not fit"):
        Meaning(tiny).wholes(np.array([0]))
