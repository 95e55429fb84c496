"""How near items are: part by part on invented items."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from kg.model import Entity
from kg.related.nearness import LINK, NAMES, WORDS, Nearness, Traits, lead_terms
from kg.store.reader import Reader
from tests.store.archives import HARBOR, KITE_2, KITE_3, LUMEN, OSTRAVA, PERSON, TITLES, WORLD

COUNT = len(TITLES)
EVERYWHERE = np.ones(COUNT, bool)


@pytest.fixture
def nearness(tiny: Reader) -> Nearness:
    return tiny.once(Nearness)


@pytest.fixture
def nothing(tiny: Reader) -> np.ndarray:
    return np.zeros(tiny.encoder.dimension, np.float32)


def index(nearness: Nearness, entity: Entity) -> int:
    return nearness.arrays.index_of[entity.id]


def scores(nearness: Nearness, traits: Traits) -> dict[int, float]:
    near = nearness.near(traits, among=EVERYWHERE, limit=99)
    return dict(zip(near.items.tolist(), near.scores.tolist(), strict=True))


def test_a_name_says_more_the_fewer_items_have_it(nearness: Nearness) -> None:
    counts = {entity.id: len(nearness.arrays.mentions.of(index(nearness, entity))[0]) for entity in WORLD}
    for entity in WORLD:
        wanted = log(1 + COUNT / (counts[entity.id] + 0.5))
        assert nearness.rarity[index(nearness, entity)] == pytest.approx(wanted)


def test_a_person_leads_to_the_employer(nearness: Nearness) -> None:
    assert nearness.employers(index(nearness, PERSON)) == (index(nearness, OSTRAVA),)


def test_traits_of_an_item(nearness: Nearness, tiny: Reader) -> None:
    traits = nearness.of_item(0)
    assert traits.names == {index(nearness, LUMEN): 1.0, index(nearness, KITE_2): 1.0}
    assert {nearness.links.address(link) for link in traits.links} == {"https://lumen.example/kite-2"}
    assert traits.terms[:3] == ("lumen", "open", "kite")
    assert np.array_equal(traits.vector, nearness.meaning.towards(np.array([0]))[0])


def test_a_draft_has_the_traits_of_the_same_item_in_the_archive(nearness: Nearness, tiny: Reader) -> None:
    items = list(tiny.items())
    drafts = nearness.of_texts(items, [nearness.of_item(i).names for i in range(COUNT)])
    for place, draft in enumerate(drafts):
        own = nearness.of_item(place)
        assert (draft.names, draft.links, draft.terms) == (own.names, own.links, own.terms)
        assert np.allclose(draft.vector, own.vector, atol=1e-6)


def test_nothing_in_common_is_nothing(nearness: Nearness, nothing: np.ndarray) -> None:
    assert scores(nearness, Traits(nothing)) == {}


def test_a_link_in_common(nearness: Nearness, nothing: np.ndarray) -> None:
    links = nearness.links.known(["https://ostrava.example/harbor"])
    near = nearness.near(Traits(nothing, links=links), among=EVERYWHERE)
    assert (near.items.tolist(), near.links.tolist()) == ([4], [True])
    assert near.scores.tolist() == pytest.approx([LINK])


def test_words_in_common_count_by_their_rarity(nearness: Nearness, nothing: np.ndarray) -> None:
    rare, common = log(1 + COUNT / 1.5), log(1 + COUNT / 2.5)
    found = scores(nearness, Traits(nothing, terms=("flour", "memory")))
    assert found[7] == pytest.approx(WORDS * rare / (rare + common), abs=1e-4)
    assert found[2] == found[5] == pytest.approx(WORDS * common / (rare + common), abs=1e-4)


def test_names_in_common_count_by_their_rarity_and_relatives_count_less(
    nearness: Nearness, nothing: np.ndarray
) -> None:
    rarity = float(nearness.rarity[index(nearness, HARBOR)])
    found = scores(nearness, Traits(nothing, {index(nearness, HARBOR): 1.0}))
    assert found[4] == pytest.approx(NAMES * rarity / (4 + rarity), abs=1e-4)
    assert 0 < found[1] < found[4]  # its maker
    kite = scores(nearness, Traits(nothing, {index(nearness, KITE_2): 1.0}))
    assert kite[0] > kite[5] > 0  # another version, by way of the family
    light = scores(nearness, Traits(nothing, {index(nearness, KITE_2): 0.5}))
    assert light[0] < kite[0]
    assert index(nearness, KITE_3) not in nearness.arrays.family_of([index(nearness, KITE_2)])


def test_a_score_is_the_sum_of_four_parts_best_first(nearness: Nearness) -> None:
    for place in range(COUNT):
        near = nearness.near(nearness.of_item(place), among=EVERYWHERE, limit=99)
        wanted = near.meaning + NAMES * near.names + WORDS * near.words + LINK * near.links
        assert near.scores.tolist() == pytest.approx(wanted.tolist(), abs=1e-4)
        assert near.scores.tolist() == sorted(near.scores.tolist(), reverse=True)
        assert near.items[0] == place, "nothing is nearer to an item than itself"


def test_only_some_may_be_found_and_only_so_many(nearness: Nearness) -> None:
    among = np.arange(COUNT) > 4
    near = nearness.near(nearness.of_item(0), among=among, limit=2)
    assert len(near.items) == 2
    assert (near.items > 4).all()


def test_lead_terms_are_those_of_the_beginning_each_once() -> None:
    assert lead_terms("a heron, a heron and a pond") == ("a", "heron", "and", "pond")
    assert lead_terms("heron pond", characters=5) == ("heron",)
