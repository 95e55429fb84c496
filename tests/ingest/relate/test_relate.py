"""Relations of whole items: one for each triple, its evidence and sums, and whatever order words come in."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.relate.relate import relate
from ingest.relate.scene import Scene, scene_of
from kg.model import Entity, Item, Mention
from tests.ingest.relate.marked import MARK, marked, read, said
from tests.support import calls_of


def test_what_the_item_is_about_is_the_subject_of_later_sentences() -> None:
    found = said("[Acme|company]推出[Foo|product]\n看着是为了应对[Bar|product]的势头。")
    assert found == {"acme released foo", "foo competes_with bar"}


def test_both_sides_stand_in_the_title() -> None:
    text = "[Acme|company]与[Beta|company]：十吉瓦\n9月22日两家公司签署意向书。"
    (relation,) = read(text)
    assert (relation.subject, relation.predicate, relation.object) == ("company:acme", "partnered_with", "company:beta")
    assert relation.evidence.sentence == "9月22日两家公司签署意向书。"
    assert dict(relation.attributes) == {"date": "--09-22"}


def test_the_surest_evidence_is_kept() -> None:
    (relation,) = read("据传[Acme|company]将收购[Beta|company]。\n[Acme|company]以3亿美元收购[Beta|company]。")
    assert relation.certainty == "stated"
    assert relation.evidence.sentence == "Acme以3亿美元收购Beta。"


def test_sums_belong_to_whom_they_stand_with() -> None:
    text = "[Acme|company]（$10B）和[Beta|company]（$5B）一起投资[Gamma|company]（估值达到$350B）"
    found = {r.subject: dict(r.attributes) for r in read(text) if r.predicate == "invested_in"}
    assert found["company:acme"] == {"amount": "10000000000", "currency": "USD", "valuation": "350000000000"}
    assert found["company:beta"]["amount"] == "5000000000"


def test_evidence_points_into_the_item() -> None:
    item = marked("前言。[Acme|company]发布[Foo|model]。后记。")
    (relation,) = item.relations
    evidence = relation.evidence
    assert evidence.sentence == "Acme发布Foo。"
    assert item.item.text[evidence.start : evidence.end] == "Acme发布Foo"
    assert evidence.rule == "release:verb"


def test_mutual_relations_are_given_once() -> None:
    found = [r for r in read("[Acme|company]和[Beta|company]合作。[Beta|company]与[Acme|company]达成合作。")]
    assert [(r.subject, r.object) for r in found] == [("company:acme", "company:beta")]


def test_unresolved_mentions_are_passed_over() -> None:
    item = Item("i", "1", 0, "", "story", "Acme发布Foo", "Acme发布Foo")
    mentions = [Mention("i", "text", 0, 4, "Acme", "company", "Acme", "test")]
    assert relate([item], mentions, []) == ()


def test_a_house_is_no_partner_of_itself() -> None:
    entities = [
        Entity("company:acme", "company", "Acme"),
        Entity("company:lab", "company", "Lab", maker="company:acme"),
    ]
    text = "Acme与Lab合作"
    item = Item("i", "1", 0, "", "story", text, text)
    found = [Mention("i", "text", 0, 4, "Acme", "company", "Acme", "t", entity="company:acme"),
             Mention("i", "text", 5, 8, "Lab", "company", "Lab", "t", entity="company:lab")]  # fmt: skip
    assert relate([item], found, entities) == ()
    apart = [entities[0], Entity("company:lab", "company", "Lab")]
    assert [relation.predicate for relation in relate([item], found, apart)] == ["partnered_with"]


def test_what_goes_by_the_name_of_its_maker_was_not_released_by_it() -> None:
    assert said("[Acme|company]发布[acme|product]") == set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Acme|company]以54亿美元收购[Beta|company]", {"amount": "5400000000", "currency": "USD"}),
        ("[Acme|company]以数亿美元收购[Beta|company]", {"amount_text": "数亿美元", "currency": "USD"}),
        ("[Acme|company]收购[Beta|company]27%的股份", {"stake": "27"}),
        ("[Acme|company]与[Beta|company]签下27%的股份合同", {}),
        ("9月22日，[Acme|company]收购[Beta|company]", {"date": "--09-22"}),
        (f"[Acme|company]收购[Beta|company]{'很' * 60}，另有3亿美元", {}),
        ("[Acme|company]上市，募得3亿美元", {}),
        ("[Acme|company]发布[Foo|model]，3亿美元", {}),
    ],
)
def test_a_deal_has_its_sums_and_days(text: str, wanted: dict[str, str]) -> None:
    assert dict(read(text)[0].attributes) == wanted


NAMES = ["[Acme|company]", "[Beta|company]", "[Foo|model]", "[Bar|product]", "[A Paper|paper]", "[Ada|person]"]
VERBS = "发布 的 和 、 ， 。 （ ） 基于 对标 收购 被 由 投资 $10B by releases 比"
MORE = "更 ： 与 合作 类似 CEO 上市 “ ( ) 🔪 而 没有 + 联合 之类的"
WORDS = [*NAMES, *VERBS.split(), *MORE.split(), " ", "\n", "27%的股份", "持有", "\u202e", "Ｆ"]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=10),
    st.sampled_from(["story", "bullet", "paper", "reading", "editorial"]),
)
def test_whatever_is_read_gives_its_sentence_back(text: list[str], opinion: list[str], kind: str) -> None:
    item = marked("".join(text), title="x", opinion="".join(opinion), kind=kind)  # type: ignore[arg-type]
    for relation in item.relations:
        evidence = relation.evidence
        assert relation.subject != relation.object or relation.predicate == "ipo"
        field = item.item.field(evidence.field)
        assert evidence.start < evidence.end
        assert field[evidence.start : evidence.end] in evidence.sentence
        assert evidence.sentence in field
        begin = field.rfind(evidence.sentence, 0, evidence.start + len(evidence.sentence))
        assert 0 <= begin <= evidence.start < evidence.end <= begin + len(evidence.sentence)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70), st.sampled_from(["a", "b", "c", "none"])), max_size=8),
)
def test_mentions_that_lie_anywhere_do_no_harm(text: str, places: list[tuple[int, int, str]]) -> None:
    entities = [Entity("a", "company", "A"), Entity("b", "model", "B", maker="a"), Entity("c", "person", "C")]
    item = Item("i", "1", 0, "", "story", text, text)
    found = [Mention("i", "text", low, high, "A", "company", "A", "t", entity=id_) for low, high, id_ in places]
    for relation in relate([item], found, entities):
        assert relation.evidence.sentence in text


def calls(text: str) -> int:
    """How much work it is to read a text."""
    item = marked(text, title="x")
    return calls_of(lambda: relate([item.item], item.mentions, list(item.entities.values())))


@pytest.mark.parametrize("unit", ["[Acme|company]发布[Foo|model]、", "（", "的，和", "a releases ", "[Foo|model]比"])
def test_work_grows_with_the_length(unit: str) -> None:
    plain = len(MARK.sub(lambda match: match[1], unit))
    short, long = (calls("[Acme|company]发布" + unit * (length // plain)) for length in (3_000, 15_000))
    assert long < 6 * short


def test_an_item_that_a_rule_fails_on_costs_its_own_relations(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"a": "xAI发布Grok 4", "b": "xAI发布Grok 5"}
    items = [Item(name, "1", 0, "", "story", text, text) for name, text in texts.items()]
    mentions = [
        Mention(name, "text", 0, 3, "xAI", "company", "xAI", "gazetteer", entity="company:xai") for name in texts
    ]
    mentions += [
        Mention(n, "text", 5, 11, t[5:], "model", t[5:], "name", entity=f"model:{t[5:]}") for n, t in texts.items()
    ]
    known = [
        Entity("company:xai", "company", "xAI"),
        *(Entity(f"model:{t[5:]}", "model", t[5:]) for t in texts.values()),
    ]

    def fail(item: Item, *rest: object) -> Scene:
        if item.id == "a":
            raise KeyError("odd")
        return scene_of(item, *rest)

    monkeypatch.setattr(sys.modules["ingest.relate.relate"], "scene_of", fail)
    told: list[str] = []
    found = relate(items, mentions, known, failed=lambda item, error: told.append(f"{item.id} {error!r}"))
    assert [each.object for each in found] == ["model:Grok 5"] and told == ["a KeyError('odd')"]
    with pytest.raises(KeyError):
        relate(items, mentions, known)
