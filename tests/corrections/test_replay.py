"""Corrections replayed on mentions and entities, in any order."""

from __future__ import annotations

import re
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.corrections.correction import Correction, Corrections
from kg.corrections.preview import SAMPLES, preview
from kg.corrections.replay import Corrected, apply_corrections
from kg.model import Entity, Item, Mention

TEXT = "Acme与Acme AI发布Foo和Foo 2，Bar Inc也用Foo。"
ITEM = Item("i", "1", 0, "", "story", TEXT, TEXT)
NAMES = {
    "Acme": ("company", "company:acme"),
    "Acme AI": ("company", "company:acme-ai"),
    "Foo": ("model", "model:foo"),
    "Foo 2": ("model", "model:foo"),
    "Bar Inc": ("company", "company:bar"),
}


def mention(surface: str, start: int, item_id: str = "i") -> Mention:
    kind, entity = NAMES[surface]
    return Mention(
        item_id,
        "text",
        start,
        start + len(surface),
        surface,
        kind,
        surface,
        "test",
        entity=entity,
        reason="alias",
        doubt=0.4,
    )  # type: ignore[arg-type]


MENTIONS = (
    mention("Acme", 0), mention("Acme AI", 5), mention("Foo", 14), mention("Foo 2", 18), mention("Bar Inc", 24),
    mention("Foo", 33), mention("Foo", 0, "j"),
)  # fmt: skip
ENTITIES = (
    Entity("company:acme", "company", "Acme", ("Acme",), known=True, urls=("https://acme.org",)),
    Entity("company:acme-ai", "company", "Acme AI", ("Acme AI",), urls=("https://acme.ai",)),
    Entity("company:bar", "company", "Bar Inc", ("Bar Inc",)),
    Entity("model:foo", "model", "Foo", ("Foo",), maker="company:acme-ai"),
)


def apply(*entries: Correction) -> Corrected:
    return apply_corrections(MENTIONS, ENTITIES, Corrections(entries))


def ids(corrected: Corrected) -> list[str]:
    return [entity.id for entity in corrected.entities]


def test_the_offsets_of_this_test_are_right() -> None:
    assert all(TEXT[m.start : m.end] == m.surface for m in MENTIONS if m.item_id == "i")


def test_nothing_to_correct_changes_nothing() -> None:
    assert apply() == Corrected(MENTIONS, ENTITIES)


def test_merge() -> None:
    result = apply(Correction("merge", "company:acme-ai", into="company:acme"))
    acme = result.entities[0]
    assert ids(result) == ["company:acme", "company:bar", "model:foo"]
    assert acme.aliases == ("Acme", "Acme AI")
    assert acme.urls == ("https://acme.org", "https://acme.ai")
    assert result.redirects == (("company:acme-ai", "company:acme"),)
    assert result.entities[2].maker == "company:acme"
    moved = result.mentions[1]
    assert (moved.entity, moved.name, moved.reason, moved.doubt) == ("company:acme", "Acme", "correction", 0.0)
    assert result.mentions[0] == MENTIONS[0]


def test_chains_of_merges_lead_to_their_end() -> None:
    result = apply(
        Correction("merge", "company:acme-ai", into="company:acme"),
        Correction("merge", "company:acme", into="company:bar"),
    )
    assert dict(result.redirects) == {"company:acme": "company:bar", "company:acme-ai": "company:bar"}
    assert ids(result) == ["company:bar", "model:foo"]
    assert not result.stale


def test_a_chain_over_an_entity_that_is_not_there_holds() -> None:
    result = apply(
        Correction("merge", "company:acme", into="company:gone"),
        Correction("merge", "company:gone", into="company:bar"),
    )
    assert dict(result.redirects)["company:acme"] == "company:bar"
    assert not result.stale


def test_merge_into_an_id_that_is_new_moves_the_entity_there() -> None:
    result = apply(Correction("merge", "company:bar", into="product:bar"))
    assert [(e.id, e.type, e.name) for e in result.entities if e.name == "Bar Inc"] == [
        ("product:bar", "product", "Bar Inc")
    ]


def test_split_by_surface_and_by_item() -> None:
    result = apply(Correction("split", "model:foo", into="model:foo-2", surface="foo 2"))
    assert [m.entity for m in result.mentions if m.type == "model"] == [
        "model:foo",
        "model:foo-2",
        "model:foo",
        "model:foo",
    ]
    assert next(e for e in result.entities if e.id == "model:foo-2").name == "foo 2"
    result = apply(Correction("split", "model:foo", into="product:foo", surface="Foo", item="j", name="Foo app"))
    assert [m.entity for m in result.mentions if m.surface == "Foo"] == ["model:foo", "model:foo", "product:foo"]
    assert (result.mentions[-1].type, result.mentions[-1].name) == ("product", "Foo app")


def test_an_entity_that_loses_all_its_mentions_goes() -> None:
    assert "company:bar" not in ids(apply(Correction("split", "company:bar", into="product:bar", surface="Bar Inc")))


def test_not_same_takes_apart_what_was_one() -> None:
    result = apply(Correction("not_same", "model:foo", into="model:foo-2"))
    assert result.mentions[3].entity == "model:foo-2"
    assert result.mentions[2].entity == "model:foo"


def test_not_same_of_two_that_are_two_is_no_news() -> None:
    assert apply(Correction("not_same", "company:acme", into="company:bar")) == Corrected(MENTIONS, ENTITIES)


def test_rename_keeps_the_old_name_as_an_alias() -> None:
    result = apply(Correction("rename", "company:bar", name="Bar"))
    bar = next(e for e in result.entities if e.id == "company:bar")
    assert (bar.name, bar.aliases) == ("Bar", ("Bar", "Bar Inc"))
    assert result.mentions[4].name == "Bar"


def test_retype_changes_the_id() -> None:
    result = apply(Correction("retype", "model:foo", type="product"))
    assert ids(result)[-1] == "product:foo"
    assert dict(result.redirects) == {"model:foo": "product:foo"}
    assert {m.type for m in result.mentions if m.entity == "product:foo"} == {"product"}


def test_ignore_all_or_one_spelling() -> None:
    assert len(apply(Correction("ignore", "model:foo")).mentions) == 3
    result = apply(Correction("ignore", "model:foo", surface="Foo 2"))
    assert len(result.mentions) == 6
    assert "model:foo" in ids(result)


def test_alias_draws_the_entity_of_that_name() -> None:
    result = apply(Correction("alias", "company:acme", surface="Acme AI"))
    assert result.mentions[1].entity == "company:acme"
    assert dict(result.redirects) == {"company:acme-ai": "company:acme"}
    assert Corrections((Correction("alias", "company:acme", surface="ACM"),)).aliases == (("company:acme", "ACM"),)


@pytest.mark.parametrize(
    "entry",
    [
        Correction("merge", "company:gone", into="company:acme"),
        Correction("split", "model:foo", into="model:x", surface="Nowhere"),
        Correction("not_same", "model:gone", into="model:lost"),
        Correction("rename", "company:gone", name="X"),
        Correction("retype", "company:gone", type="product"),
        Correction("ignore", "company:gone"),
        Correction("alias", "company:gone", surface="X"),
    ],
)
def test_what_no_longer_applies_is_said_and_harmless(entry: Correction) -> None:
    result = apply(entry)
    assert len(result.stale) == 1
    assert str(entry) in result.stale[0]
    assert (result.mentions, result.entities) == (MENTIONS, ENTITIES)


ALL = (
    Correction("merge", "company:acme-ai", into="company:acme"),
    Correction("split", "model:foo", into="model:foo-2", surface="Foo 2"),
    Correction("rename", "company:acme-ai", name="Acme Corp"),
    Correction("retype", "model:foo", type="product"),
    Correction("ignore", "company:bar"),
    Correction("alias", "company:acme", surface="ACM"),
)


def test_order_of_entries_means_nothing() -> None:
    whole = apply(*ALL)
    assert next(e for e in whole.entities if e.id == "company:acme").name == "Acme Corp"
    for order in list(permutations(ALL))[::37]:
        assert apply(*order) == whole


def test_preview_counts_and_shows() -> None:
    shown = preview(ALL[0], mentions=MENTIONS, entities=ENTITIES, item_of=lambda _: ITEM)
    assert (shown.mentions, shown.items, shown.entities, shown.stale) == (1, 1, -1, "")
    assert shown.samples == (TEXT,)
    stale = preview(Correction("ignore", "model:x"), mentions=MENTIONS, entities=ENTITIES, item_of=lambda _: ITEM)
    assert stale.mentions == 0
    assert stale.stale


def test_preview_counts_a_new_name_and_shows_each_sentence_once() -> None:
    shown = preview(
        Correction("rename", "model:foo", name="Food"), mentions=MENTIONS, entities=ENTITIES, item_of=lambda _: ITEM
    )
    assert (shown.mentions, shown.items, shown.entities, shown.samples) == (4, 2, 0, (TEXT,))


def test_preview_shows_no_more_than_a_few_sentences() -> None:
    text = "".join(f"Foo{number}好。" for number in range(SAMPLES + 3))
    found = [
        Mention("k", "text", at.start(), at.start() + 3, "Foo", "model", "Foo", "test", entity="model:foo")
        for at in re.finditer("Foo", text)
    ]
    item = Item("k", "1", 0, "", "story", text, text)
    shown = preview(Correction("ignore", "model:foo"), mentions=found, entities=ENTITIES[3:], item_of=lambda _: item)
    assert shown.mentions == SAMPLES + 3
    assert shown.samples == tuple(f"Foo{number}好。" for number in range(SAMPLES))


def test_a_maker_that_becomes_the_thing_itself_is_none() -> None:
    result = apply(Correction("merge", "company:acme-ai", into="model:foo"))
    assert next(e for e in result.entities if e.id == "model:foo").maker == ""


def test_what_is_known_of_a_merged_entity_is_kept() -> None:
    result = apply(Correction("merge", "company:acme", into="company:bar"))
    bar = next(e for e in result.entities if e.id == "company:bar")
    assert (bar.known, bar.urls, bar.name) == (True, ("https://acme.org",), "Bar Inc")


def test_a_confirmed_name_is_beyond_doubt():
    result = apply(Correction("confirm", "model:foo", surface="Foo", item="i"))
    assert [(m.surface, m.item_id, m.doubt) for m in result.mentions if m.entity == "model:foo"] == [
        ("Foo", "i", 0.0), ("Foo 2", "i", 0.4), ("Foo", "i", 0.0), ("Foo", "j", 0.4),
    ]  # fmt: skip
    assert {m.reason for m in result.mentions if not m.doubt} == {"correction"}
    assert result.entities == ENTITIES


def test_a_confirmed_name_is_known_by_the_id_that_it_has_now():
    result = apply(Correction("confirm", "model:foo"), Correction("retype", "model:foo", type="product"))
    assert not result.stale and all(m.doubt == 0 for m in result.mentions if m.entity == "product:foo")


def named(*entries):
    return apply_corrections(MENTIONS, ENTITIES, Corrections(entries), item_of={"i": ITEM}.get)


def test_a_missed_name_takes_the_place_of_what_was_found_there():
    result = named(Correction("name", "product:bar-suite", surface="Bar Inc也用Foo", item="i"))
    (found,) = (m for m in result.mentions if m.entity == "product:bar-suite")
    assert (TEXT[found.start : found.end], found.type, found.doubt, found.rule) == (
        "Bar Inc也用Foo", "product", 0.0, "correction",
    )  # fmt: skip
    assert ids(result) == ["company:acme", "company:acme-ai", "model:foo", "product:bar-suite"]
    assert sum(m.entity == "model:foo" and m.item_id == "i" for m in result.mentions) == 2


def test_a_missed_name_of_a_known_entity_is_a_spelling_of_it():
    result = named(Correction("name", "company:bar", surface="Inc", item="i"))
    bar = next(entity for entity in result.entities if entity.id == "company:bar")
    assert bar.aliases == ("Bar Inc", "Inc")
    assert [TEXT[m.start : m.end] for m in result.mentions if m.entity == "company:bar"] == ["Inc"]


@pytest.mark.parametrize(
    "entry",
    [
        Correction("name", "company:bar", surface="Ba", item="i"),
        Correction("name", "company:bar", surface="Bar", item="gone"),
        Correction("confirm", "company:gone"),
        Correction("confirm", "company:bar", item="j"),
        Correction("event", "company:bar", event="release", item="j"),
    ],
)
def test_decisions_on_one_item_that_no_longer_apply(entry):
    result = named(entry)
    assert len(result.stale) == 1 and (result.mentions, result.entities) == (MENTIONS, ENTITIES)


def test_the_kind_of_an_event():
    result = apply(Correction("event", "model:foo", event="release", item="j"))
    assert [m.news for m in result.mentions if m.entity == "model:foo"] == [None, None, None, (("release", 1.0),)]


ENTRIES = st.one_of(
    st.builds(
        Correction, st.just("merge"), st.sampled_from(["company:acme", "company:acme-ai"]), st.just("company:bar")
    ),
    st.builds(
        lambda entity, into, surface: Correction("split", entity, into=into, surface=surface),
        st.sampled_from([entity.id for entity in ENTITIES]),
        st.sampled_from(["model:new", "product:new", "company:bar"]),
        st.sampled_from(list(NAMES)),
    ),
    st.builds(
        lambda e, s: Correction("ignore", e, surface=s), st.sampled_from([e.id for e in ENTITIES]), st.just("Foo")
    ),
    st.builds(lambda e, n: Correction("rename", e, name=n), st.sampled_from([e.id for e in ENTITIES]), st.just("New")),
    st.builds(
        lambda e, s: Correction("alias", e, surface=s), st.just("company:acme"), st.sampled_from(["Acme AI", "X"])
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ENTRIES, max_size=5), st.randoms(use_true_random=False))
def test_every_mention_leads_to_an_entity_in_whatever_order(entries: list[Correction], random: Random) -> None:
    result = apply(*entries)
    known = {entity.id: entity for entity in result.entities}
    assert ids(result) == sorted(known)
    for found in result.mentions:
        assert (found.type, found.name) in {
            (known[found.entity].type, known[found.entity].name),
            (found.type, found.surface),
        }
    assert all(old not in known for old, _ in result.redirects)
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert apply(*shuffled) == result
