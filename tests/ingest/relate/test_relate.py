"""Relations of whole items: one for each triple, its evidence and attributes, and who can take part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.said import Said, Told
from ingest.learned.reader import CERTAINTIES, Certainty
from ingest.relate.relate import LEAST, Material, materials, relate_item
from kg.model import ENTITY_TYPES, MUTUAL, PREDICATES, Entity, EntityType, Item, Mention, Predicate, Relation, TextField

MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)\]")


def entity_of(kind: EntityType, name: str, maker: str = "") -> Entity:
    """An entity, its id made of its type and name."""
    return Entity(f"{kind}:{name.lower()}", kind, name, (name,), maker=maker)


def marked(text: str, opinion: str = "", id_: str = "i") -> tuple[Item, tuple[Mention, ...]]:
    """An item whose names are marked as [surface|type], and its mentions, resolved."""
    fields: dict[TextField, str] = {}
    mentions = []
    sources: tuple[tuple[TextField, str], ...] = (("text", text), ("opinion", opinion))
    for field, source in sources:
        plain, at = "", 0
        for match in MARK.finditer(source):
            plain += source[at : match.start()]
            kind: EntityType = next(each for each in ENTITY_TYPES if each == match[2])
            span = (len(plain), len(plain) + len(match[1]))
            id_of = entity_of(kind, match[1]).id
            mentions.append(Mention(id_, field, *span, match[1], kind, match[1], "read", id_of, "alias", 0.1))
            plain += match[1]
            at = match.end()
        fields[field] = plain + source[at:]
    return Item(id_, "1", 0, "", "story", "x", fields["text"], fields["opinion"]), tuple(mentions)


def told(subject: int, predicate: Predicate, other: int, certainty: Certainty = "stated", doubt: float = 0.1) -> Told:
    """What the reader tells."""
    return Told(subject, predicate, other, certainty, doubt)


def entities_of(mentions: Iterable[Mention]) -> tuple[Entity, ...]:
    """Whom they mean."""
    return tuple({m.entity: entity_of(m.type, m.name) for m in mentions}.values())


def read(text: str, *pairs: Told, opinion: str = "", entities: Sequence[Entity] = ()) -> list[Relation]:
    """Relations of a marked text."""
    item, mentions = marked(text, opinion)
    whom = {entity.id: entity for entity in (*entities_of(mentions), *entities)}
    return [
        relation
        for material in materials([item], [Said(mentions, pairs)], mentions, whom.values())
        for relation in relate_item(material)
    ]


def shown(relations: Iterable[Relation]) -> list[str]:
    """ "acme released foo"."""
    names = ((r.subject.partition(":")[2], r.predicate, r.object.partition(":")[2]) for r in relations)
    return [" ".join(each) for each in names]


ACME, BETA, FOO = "[Acme|company]", "[Beta|company]", "[Foo|model]"


def test_what_is_told_becomes_a_relation() -> None:
    (relation,) = read(f"{ACME}发布{FOO}。", told(0, "released", 1, doubt=0.25))
    assert (relation.subject, relation.predicate, relation.object) == ("company:acme", "released", "model:foo")
    assert (relation.certainty, relation.attributes, relation.doubt) == ("stated", (), 0.25)


def test_a_triple_is_given_once_with_its_surest_evidence() -> None:
    text = f"据传{ACME}将收购{BETA}。\n{ACME}以3亿美元收购{BETA}。"
    pairs = told(0, "acquired", 1, "rumoured", 0.0), told(2, "acquired", 3, "stated", 0.3)
    for order in (pairs, pairs[::-1]):
        (relation,) = read(text, *order)
        assert (relation.certainty, relation.doubt) == ("stated", 0.3)
        assert relation.evidence.sentence == "Acme以3亿美元收购Beta。"


def test_of_evidence_as_sure_the_one_that_says_more_is_kept_then_the_likelier() -> None:
    text = f"{ACME}收购{BETA}。{ACME}以3亿美元收购{BETA}。{ACME}买下{BETA}。"
    plain, sums, other = told(0, "acquired", 1, doubt=0.0), told(2, "acquired", 3, doubt=0.4), told(4, "acquired", 5)
    assert read(text, plain, sums, other)[0].attributes == (("amount", "300000000"), ("currency", "USD"))
    (relation,) = read(text, other, plain)
    assert (relation.evidence.sentence, relation.doubt) == ("Acme收购Beta。", 0.0)


def test_what_is_denied_yields_to_what_is_rumoured() -> None:
    text = f"{ACME}没有收购{BETA}。传{ACME}收购{BETA}。"
    pairs = told(0, "acquired", 1, "negated"), told(2, "acquired", 3, "rumoured")
    assert [relation.certainty for relation in read(text, *pairs)] == ["rumoured"]
    assert [relation.certainty for relation in read(text, pairs[0])] == ["negated"]


@pytest.mark.parametrize("predicate", sorted(MUTUAL))
def test_mutual_relations_are_given_once(predicate: Predicate) -> None:
    text = f"{ACME}和{BETA}。{BETA}与{ACME}如何。"
    pairs = told(0, predicate, 1, doubt=0.3), told(2, predicate, 3, doubt=0.1)
    (relation,) = read(text, *pairs)
    assert (relation.subject, relation.object) == ("company:acme", "company:beta")
    assert (relation.evidence.sentence, relation.doubt) == ("Beta与Acme如何。", 0.1)


def test_others_go_both_ways() -> None:
    text = f"{ACME}投资{BETA}，{BETA}也投资{ACME}。"
    found = read(text, told(0, "invested_in", 1), told(2, "invested_in", 3))
    assert shown(found) == ["acme invested_in beta", "beta invested_in acme"]


def test_a_house_is_no_partner_of_itself() -> None:
    pair, text = told(0, "partnered_with", 1), f"{ACME}与{BETA}合作"
    assert shown(read(text, pair)) == ["acme partnered_with beta"]
    assert read(text, pair, entities=[entity_of("company", "Beta", maker="company:acme")]) == []
    assert read(text, pair, entities=[entity_of("company", "Acme", maker="company:beta")]) == []
    owned = entity_of("company", "Beta", maker="company:acme")
    assert shown(read(text, told(0, "invested_in", 1), entities=[owned])) == ["acme invested_in beta"]


def test_a_thing_named_like_its_maker_was_not_released_by_it() -> None:
    assert read(f"{ACME}发布[acme|product]", told(0, "released", 1)) == []


def test_only_a_listing_is_done_to_oneself() -> None:
    text = f"{ACME}上市。{ACME}买{ACME}。"
    assert shown(read(text, told(0, "ipo", 0))) == ["acme ipo acme"]
    assert read(text, told(1, "acquired", 2)) == []


@pytest.mark.parametrize(
    ("subject", "predicate", "target"),
    [
        ("model", "released", "product"),
        ("company", "released", "company"),
        ("paper", "acquired", "company"),
        ("company", "acquired", "person"),
        ("company", "partnered_with", "paper"),
        ("company", "based_on", "company"),
        ("person", "based_on", "model"),
        ("model", "authored", "paper"),
        ("person", "authored", "model"),
        ("company", "works_at", "company"),
        ("person", "works_at", "product"),
        ("model", "ipo", "model"),
    ],
)
def test_some_types_cannot_take_part(subject: str, predicate: Predicate, target: str) -> None:
    assert read(f"[Foo|{subject}]和[Bar|{target}]", told(0, predicate, 1)) == []


@pytest.mark.parametrize(
    ("subject", "predicate", "target"),
    [
        ("person", "released", "benchmark"),
        ("institution", "acquired", "product"),
        ("person", "invested_in", "company"),
        ("product", "partnered_with", "company"),
        ("paper", "based_on", "model"),
        ("event", "competes_with", "event"),
        ("person", "authored", "report"),
        ("person", "works_at", "institution"),
    ],
)
def test_others_can(subject: str, predicate: Predicate, target: str) -> None:
    assert shown(read(f"[Foo|{subject}]和[Bar|{target}]", told(0, predicate, 1))) == [f"foo {predicate} bar"]


def test_a_post_that_somebody_has_left_is_a_former_one() -> None:
    (relation,) = read(f"[Ada|person]离开{ACME}。", told(0, "works_at", 1, "former"))
    assert (relation.certainty, relation.attributes) == ("stated", (("former", "true"),))


@pytest.mark.parametrize(
    ("kind", "predicate"), [("company", "released"), ("institution", "released"), ("person", "authored")]
)
def test_a_work_is_released_by_an_organisation_and_written_by_a_person(kind: str, predicate: str) -> None:
    found = read(f"[Foo|{kind}]写了[Bar|report]", told(0, "authored", 1))
    assert shown(found) == [f"foo {predicate} bar"]
    assert shown(read(f"[Foo|{kind}]写了[Bar|paper]", told(0, "authored", 1))) == [f"foo {predicate} bar"]


def test_a_report_told_under_both_names_is_one_relation() -> None:
    found = read(f"{ACME}发布[Bar|report]。{ACME}写了[Bar|report]。", told(0, "released", 1), told(2, "authored", 3))
    assert shown(found) == ["acme released bar"]


def test_evidence_points_into_the_item() -> None:
    item, _ = marked(text := f"前言。{ACME}发布{FOO}。后记。")
    (relation,) = read(text, told(0, "released", 1))
    evidence = relation.evidence
    assert (evidence.item_id, evidence.field, evidence.rule) == ("i", "text", "read")
    assert evidence.sentence == "Acme发布Foo。"
    assert item.text[evidence.start : evidence.end] == "Acme发布Foo"


def test_the_object_may_stand_before_the_subject() -> None:
    (relation,) = read(f"前言。{BETA}被{ACME}收购。", told(1, "acquired", 0))
    assert (relation.evidence.start, relation.evidence.end) == (3, 12)


def test_where_names_stand_in_two_sentences_the_one_behind_says_it() -> None:
    item, _ = marked(text := f"{ACME}开会。9月22日它以3亿美元收购{BETA}。")
    (relation,) = read(text, told(0, "acquired", 1))
    evidence = relation.evidence
    assert evidence.sentence == "9月22日它以3亿美元收购Beta。"
    assert item.text[evidence.start : evidence.end] == "Beta"
    assert dict(relation.attributes) == {"amount": "300000000", "currency": "USD", "date": "--09-22"}


def test_an_opinion_has_places_of_its_own() -> None:
    item, _ = marked("旧闻。", opinion := f"我看{ACME}会收购{BETA}。")
    (relation,) = read("旧闻。", told(0, "acquired", 1, "rumoured"), opinion=opinion)
    evidence = relation.evidence
    assert (evidence.field, evidence.sentence) == ("opinion", "我看Acme会收购Beta。")
    assert item.opinion[evidence.start : evidence.end] == "Acme会收购Beta"


def test_an_opinion_may_tell_of_what_the_text_names() -> None:
    (relation,) = read(f"{ACME}开会。", told(0, "acquired", 1), opinion=f"它会收购{BETA}。")
    assert (relation.evidence.field, relation.evidence.sentence) == ("opinion", "它会收购Beta。")
    assert (relation.evidence.start, relation.evidence.end) == (4, 8)


def test_sums_belong_to_whom_they_stand_with() -> None:
    text = f"{ACME}（$10B）和{BETA}（$5B）一起投资[Gamma|company]"
    found = read(text, told(0, "invested_in", 2), told(1, "invested_in", 2))
    assert {r.subject: dict(r.attributes)["amount"] for r in found} == {
        "company:acme": "10000000000", "company:beta": "5000000000",
    }  # fmt: skip


def test_what_is_too_unlikely_is_no_relation() -> None:
    text = f"{ACME}发布{FOO}"
    assert read(text, told(0, "released", 1, doubt=1 - LEAST)) != []
    assert read(text, told(0, "released", 1, doubt=1 - LEAST + 0.001)) == []


def test_names_that_mean_nobody_take_part_in_nothing() -> None:
    item, mentions = marked(f"{ACME}发布{FOO}。{BETA}收购{ACME}。")
    says = Said(mentions, (told(0, "released", 1), told(2, "acquired", 3)))
    (material,) = materials([item], [says], [m for m in mentions if m.name != "Foo"], entities_of(mentions))
    assert [entity.id for entity in material.entities] == ["company:acme", "company:beta"]
    assert shown(relate_item(material)) == ["beta acquired acme"]
    assert list(materials([item], [says], [], [])) == []


def test_names_take_part_as_what_they_were_resolved_to() -> None:
    item, mentions = marked(f"{ACME}发布{FOO}。")
    resolved = [replace(m, entity="product:foo", type="product") if m.name == "Foo" else m for m in mentions]
    known = [*entities_of(mentions), entity_of("product", "Foo")]
    (material,) = materials([item], [Said(mentions, (told(0, "released", 1),))], resolved, known)
    assert [relation.object for relation in relate_item(material)] == ["product:foo"]


def test_material_holds_no_more_than_the_relations_depend_on() -> None:
    text = f"{BETA}。{ACME}发布{FOO}。"
    item, mentions = marked(text)
    known = [replace(entity, aliases=("x",), urls=("https://a.b",)) for entity in entities_of(mentions)]
    (material,) = materials([item], [Said(mentions, (told(1, "released", 2),))], mentions, known)
    assert [mention.surface for mention in material.mentions] == ["Acme", "Foo"]
    assert [(pair.subject, pair.object) for pair in material.told] == [(0, 1)]
    assert [(entity.aliases, entity.urls) for entity in material.entities] == [((), ())] * 2
    assert {mention.item_id for mention in material.mentions} == {""}


def test_each_item_is_related_alone() -> None:
    items, mentions = zip(*(marked(f"{ACME}发布{FOO}。", id_=name) for name in "abc"), strict=True)
    says = [
        Said(mentions[0], (told(0, "released", 1),)),
        Said(mentions[1]),
        Said(mentions[2], (told(0, "released", 1),)),
    ]
    flat = [mention for each in mentions for mention in each]
    found = list(materials(items, says, flat, entities_of(flat)))
    assert [material.item.id for material in found] == ["a", "c"]
    assert [relate_item(material)[0].evidence.item_id for material in found] == ["a", "c"]


WORDS = [
    "发布",
    "收购",
    "。",
    "，",
    "\n",
    " ",
    "$10B",
    "（",
    "）",
    ". ",
    "很" * 190,
    "https://a.b",
    "🔪",
    "9月22日",
    "27%的股份",
]
NAMES = [
    f"[{name}|{kind}]" for name in ("Acme", "Foo", "Oh! Beta") for kind in ("company", "model", "person", "report")
]


@st.composite
def material(draw: st.DrawFn) -> Material:
    """What is told, whatever it is, of names wherever they stand."""
    texts = st.lists(st.sampled_from([*WORDS, *NAMES]), max_size=30).map("".join)
    item, mentions = marked(draw(texts) + draw(st.sampled_from(NAMES)), draw(texts))
    places = st.integers(0, len(mentions) - 1)
    pairs = st.builds(
        told, places, st.sampled_from(PREDICATES), places, st.sampled_from(CERTAINTIES), st.sampled_from([0.1, 0.3])
    )
    says = Said(mentions, (*draw(st.lists(pairs, max_size=7)), draw(pairs)))
    (made,) = materials([item], [says], mentions, entities_of(mentions))
    return made


@settings(max_examples=300, deadline=None)
@given(material())
def test_whatever_is_told_the_evidence_is_a_stretch_of_the_item(material: Material) -> None:
    relations = relate_item(material)
    triples = [(r.subject, r.predicate, r.object) for r in relations]
    sides = [(r.predicate, frozenset((r.subject, r.object))) for r in relations if r.predicate in MUTUAL]
    assert len(triples) == len(set(triples)) and len(sides) == len(set(sides))
    for relation in relations:
        evidence = relation.evidence
        field = material.item.field(evidence.field)
        assert relation.subject != relation.object or relation.predicate == "ipo"
        assert 0 <= evidence.start < evidence.end <= len(field)
        assert field[evidence.start : evidence.end] in evidence.sentence
        begin = field.rfind(evidence.sentence, 0, evidence.start + len(evidence.sentence))
        assert 0 <= begin <= evidence.start < evidence.end <= begin + len(evidence.sentence)


@settings(max_examples=100, deadline=None)
@given(material(), st.randoms(use_true_random=False))
def test_in_whatever_order_it_is_told_as_much_is_related(material: Material, random: object) -> None:
    pairs = list(material.told)
    random.shuffle(pairs)  # type: ignore[attr-defined]

    def related(relations: Iterable[Relation]) -> set[tuple[str, frozenset[str] | tuple[str, str], str]]:
        return {
            (
                r.predicate,
                frozenset((r.subject, r.object)) if r.predicate in MUTUAL else (r.subject, r.object),
                r.certainty,
            )
            for r in relations
        }

    assert related(relate_item(replace(material, told=tuple(pairs)))) == related(relate_item(material))
