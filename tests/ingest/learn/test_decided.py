"""What corrections say of the texts of items."""

from __future__ import annotations

from ingest.extract.said import Said, Told
from ingest.learn.decided import MOST_PLACES, Decided, Happening, Stretch, Telling, decided_items
from ingest.learn.own import rightly
from ingest.resolve import Resolution
from kg.corrections.correction import Correction, Corrections
from kg.model import Entity, Item, Mention

TEXT = "Link: Acme bought Pell and Windsurf."
ITEMS = [Item(f"i{number}", "1", number, "", "story", "", TEXT) for number in range(20)]
NAMES = {
    "Link": ("product", "product:link", "read"),
    "Acme": ("company", "company:acme", "gazetteer"),
    "Pell": ("product", "product:pell", "read"),
}
ENTITIES = tuple(Entity(entity, kind, name, (name,)) for name, (kind, entity, _) in NAMES.items())


def mention(item, surface, kind, entity, rule, **more):
    start = TEXT.index(surface)
    end = start + len(surface)
    return Mention(item.id, "text", start, end, surface, kind, surface, rule, entity, doubt=0.4, **more)


MENTIONS = tuple(mention(item, name, *known) for item in ITEMS for name, known in NAMES.items())


def decided(*entries, mentions=MENTIONS):
    return {each.item.id: each for each in decided_items(ITEMS, Resolution(ENTITIES, mentions), Corrections(entries))}


def test_nothing_decided_is_nothing_to_learn():
    assert decided() == {}
    assert decided(Correction("rename", "company:acme", name="ACME Corp.")) == {}


def test_a_name_that_is_none_and_one_of_another_type():
    found = decided(Correction("ignore", "product:link"), Correction("retype", "product:pell", type="company"))
    assert list(found) == [item.id for item in ITEMS[:MOST_PLACES]], "a name that is met often says the same each time"
    assert sorted(found["i0"].stretches, key=lambda each: each.start) == [
        Stretch(0, 4, None, "name link"), Stretch(18, 22, "company", "name pell"),
    ]  # fmt: skip


def test_what_was_missed_or_cut_wrongly_or_is_right():
    found = decided(
        Correction("name", "product:windsurf", surface="Windsurf", item="i1"),
        Correction("name", "company:pell-and-windsurf", surface="Pell and Windsurf", item="i2"),
        Correction("confirm", "company:acme", item="i3"),
    )
    assert {id_: each.stretches for id_, each in found.items()} == {
        "i1": [Stretch(27, 35, "product", "name windsurf")],
        "i2": [Stretch(18, 35, "company", "name pellandwindsurf")],
        "i3": [Stretch(6, 10, "company", "name acme")],
    }


def test_what_an_address_tells_is_not_read():
    told = [mention(ITEMS[0], "Acme", "company", "company:acme", "url:github")]
    assert decided(Correction("ignore", "company:acme"), mentions=told) == {}


def test_what_is_told_is_known_by_all_spellings_in_the_item():
    found = decided(
        Correction("said", "company:acme", into="product:pell", predicate="acquired", item="i4"),
        Correction("unsaid", "product:pell", into="company:acme", predicate="released", item="i4"),
        Correction("unsaid", "company:acme", into="product:pell", predicate="released"),
        Correction("event", "company:acme", event="acquisition", item="i5"),
        Correction("retype", "product:pell", type="company"),
    )
    acme, pell = frozenset({"Acme"}), frozenset({"Pell"})
    assert [(t.subjects, t.predicate, t.objects, t.said) for t in found["i4"].tellings] == [
        (acme, "acquired", pell, True), (pell, "released", acme, False),
    ]  # fmt: skip
    assert [(h.names, h.kind) for h in found["i5"].happenings] == [(acme, "acquisition")]


def test_some_of_the_decisions():
    one = Decided(ITEMS[0], [Stretch(0, 4, None, "a"), Stretch(6, 10, "company", "b")])
    assert one.abouts == {"a", "b"} and one.only({"b"}).abouts == {"b"} and not one.only(set()).abouts


def test_what_is_read_rightly():
    says = Said(
        tuple(mention(ITEMS[0], name, *known, news=(("acquisition", 0.8),)) for name, known in NAMES.items()),
        (Told(1, "acquired", 2, "stated", 0.2), Told(1, "partnered_with", 2, "stated", 0.2)),
    )

    def right(*stretches, tellings=(), happenings=()):
        return rightly(Decided(ITEMS[0], list(stretches), list(tellings), list(happenings)), says)

    assert right(Stretch(0, 4, None, ""), Stretch(5, 9, None, ""), Stretch(23, 26, None, "")) == 1
    assert right(Stretch(6, 10, "company", ""), Stretch(18, 22, "company", ""), Stretch(18, 26, "product", "")) == 1
    acme, pell = frozenset({"Acme"}), frozenset({"Pell"})
    assert right(tellings=[Telling(acme, "acquired", pell, True, ""), Telling(pell, "acquired", acme, True, "")]) == 1
    assert right(tellings=[Telling(pell, "partnered_with", acme, True, "")]) == 1, "from either side"
    assert right(tellings=[Telling(acme, "released", pell, False, "")]) == 1
    happened = [Happening(acme, "acquisition", ""), Happening(acme, "mention", "")]
    assert right(happenings=happened) == 1
    assert right(happenings=[Happening(frozenset({"Zed"}), "mention", "")]) == 1
