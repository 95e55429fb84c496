"""What a person said of relations, replayed on those that were read."""

from __future__ import annotations

import pytest

from kg.corrections.contradictions import ContradictionError, refuse_contradictions
from kg.corrections.correction import Correction, Corrections, fault_of_sense
from kg.corrections.told import RULE, apply_to_relations
from kg.model import Evidence, Item, Mention, Relation

TEXT = "Acme bought Pell. Rho works with Pell."
ITEMS = {id_: Item(id_, "1", 0, "", "story", "", TEXT) for id_ in ("i", "j")}
PLACES = {"company:acme": (0, 4), "company:pell": (12, 16), "company:rho": (18, 21)}
MENTIONS = tuple(
    Mention(item, "text", *place, TEXT[slice(*place)], "company", "", "test", entity=entity)
    for item in ITEMS
    for entity, place in PLACES.items()
)


def relation(item, subject, predicate, other, doubt=0.5):
    return Relation(subject, predicate, other, Evidence(item, "text", 0, 16, "Acme bought Pell.", "read"), doubt=doubt)


READ = (
    relation("i", "company:acme", "acquired", "company:pell"),
    relation("i", "company:rho", "partnered_with", "company:pell"),
    relation("j", "company:acme", "acquired", "company:pell", 0.3),
)


def told(kind, *triple, item=""):
    subject, predicate, other = triple
    return Correction(kind, subject, into=other, predicate=predicate, item=item)


def apply(*entries, redirects=None):
    refuse_contradictions(entries)
    return apply_to_relations(
        READ, Corrections(entries), mentions=MENTIONS, redirects=redirects or {}, item_of=ITEMS.get
    )


BOUGHT = ("company:acme", "acquired", "company:pell")


def test_nothing_said_changes_nothing():
    assert apply() == (READ, ())


def test_what_is_not_said_goes_from_one_item_or_from_all():
    assert apply(told("unsaid", *BOUGHT)) == ((READ[1],), ())
    assert apply(told("unsaid", *BOUGHT, item="i")) == (READ[1:], ())


def test_what_is_said_of_one_item_goes_before_what_is_said_of_all():
    kept, stale = apply(told("unsaid", *BOUGHT), told("said", *BOUGHT, item="j"))
    assert [(each.evidence.item_id, each.predicate, each.doubt) for each in kept] == [
        ("i", "partnered_with", 0.5), ("j", "acquired", 0.0),
    ]  # fmt: skip
    assert not stale


def test_what_goes_both_ways_may_be_said_from_either_side():
    kept, stale = apply(told("unsaid", "company:pell", "partnered_with", "company:rho"))
    assert kept == (READ[0], READ[2]) and not stale


def test_what_was_missed_is_added_where_an_item_names_both():
    kept, stale = apply(told("said", "company:rho", "partnered_with", "company:pell", item="j"))
    (added,) = (each for each in kept if each not in READ)
    assert (added.subject, added.object, added.doubt) == ("company:rho", "company:pell", 0.0)
    evidence = added.evidence
    assert (evidence.item_id, evidence.rule, TEXT[evidence.start : evidence.end]) == ("j", RULE, "Rho")
    assert evidence.sentence.strip() == "Rho works with Pell."
    assert kept.index(added) == len(kept) - 1 and not stale


def test_entities_go_by_the_id_that_they_have_now():
    kept, stale = apply(told("unsaid", "company:old", "acquired", "company:pell"), redirects={"company:old": BOUGHT[0]})
    assert kept == (READ[1],) and not stale


@pytest.mark.parametrize(
    "entry",
    [
        told("unsaid", "company:acme", "released", "company:gone"),
        told("unsaid", "company:acme", "released", "company:pell", item="gone"),
        told("said", "company:acme", "released", "company:pell"),
        told("said", "company:acme", "acquired", "company:gone", item="i"),
        told("said", "company:acme", "acquired", "company:rho", item="gone"),
    ],
)
def test_what_no_longer_applies_is_told(entry):
    kept, (stale,) = apply(entry)
    assert kept == READ and str(entry) in stale


def test_one_cannot_say_both():
    with pytest.raises(ContradictionError):
        refuse_contradictions([told("said", *BOUGHT), told("unsaid", *BOUGHT)])
    ends = ("company:pell", "partnered_with", "company:rho")
    with pytest.raises(ContradictionError):
        refuse_contradictions([told("said", *ends), told("unsaid", *ends[::-1])])
    refuse_contradictions([told("said", *BOUGHT), told("unsaid", *BOUGHT[::-1])])


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (told("said", "company:a", "liked", "company:b"), "“liked” is nothing that is told of two names"),
        (told("said", "company:a", "acquired", "company:a"), "names one entity twice"),
        (told("said", "company:a", "ipo", "company:b"), "who goes public does so alone"),
        (Correction("event", "company:a", event="party", item="i"), "“party” is no kind of event"),
    ],
)
def test_what_cannot_be_is_told(entry, said):
    assert said in fault_of_sense(entry)


def test_who_goes_public_does_so_alone():
    assert not fault_of_sense(told("said", "company:a", "ipo", "company:a"))
