"""Tags of pieces and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.learned.tags import NAMES, Tags, log_softmax, pieces_of
from kg.embed.states import Pieces

TAGS = Tags(NAMES)
SIZE = 24
PIECES = Pieces([0] * SIZE, [2 * at for at in range(SIZE)], [2 * at + 2 for at in range(SIZE)])


@st.composite
def names(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    edges = sorted(draw(st.sets(st.integers(0, SIZE), max_size=10)))
    return [
        (2 * first, 2 * last, draw(st.sampled_from(NAMES)))
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]


@given(spans=names())
def test_what_is_tagged_is_found_again(spans):
    logits = np.full((SIZE, len(TAGS.names)), -9, np.float32)
    logits[np.arange(SIZE), TAGS.of(spans, PIECES)] = 9
    found = TAGS.spans(logits, PIECES)
    assert [(span.start, span.end, span.type) for span in found] == spans
    assert all(span.sure > 0.99 for span in found)


@settings(max_examples=50)
@given(seed=st.integers(0, 10_000))
def test_whatever_the_heads_say_names_begin_and_end(seed):
    found = TAGS.spans(np.random.default_rng(seed).normal(size=(SIZE, len(TAGS.names))).astype(np.float32) * 4, PIECES)
    assert all(span.first < span.last and 0 < span.sure <= 1 for span in found)
    assert all(one.last <= other.first for one, other in pairwise(found))


@given(seed=st.integers(0, 10_000), outside=st.floats(0, 12))
def test_the_short_way_finds_what_viterbi_finds(seed, outside):
    logits = np.random.default_rng(seed).normal(size=(SIZE, len(TAGS.names))).astype(np.float32) * 3
    logits[:, 0] += outside
    log = log_softmax(logits)
    path, best = TAGS._path(log), TAGS._best(log)
    assert all(TAGS._allowed([one, other]) or TAGS._then[one, other] == 0 for one, other in pairwise(path))
    at = np.arange(SIZE)
    assert log[at, path].sum() >= log[at, best].sum() - 0.01 * SIZE


def test_a_space_before_a_word_is_none_of_its_pieces():
    assert pieces_of(3, 6, Pieces([1, 2, 3], [0, 3, 3], [2, 3, 6])) == (2, 3)
    assert pieces_of(2, 3, Pieces([1, 2], [0, 3], [2, 6])) == (0, 0)


def test_a_stretch_is_a_name_as_a_whole():
    logits = np.zeros((SIZE, len(TAGS.names)), np.float32)
    logits[:, 0] = 9
    logits[4:7] = 0  # as likely as any tag
    logits[5, TAGS.of([(10, 12, "model")], PIECES)[5]] = 2
    (found,) = TAGS.whole(logits, PIECES, [(8, 14), (20, 30), (0, 0)], 0.5)
    assert (found.start, found.end, found.first, found.last, found.type) == (8, 14, 4, 7, "model")
    assert 0.9 < found.sure < 1
