"""What a person should look at, the least sure first."""

from __future__ import annotations

import pytest

from kg.doubts import MOST_SENTENCES, find_doubts, sentence_of
from kg.doubts.doubt import weight_of
from kg.model import Entity, Evidence, Mention, Relation
from tests.history_archive import issue, item, weekly, write_archive

TEXTS = ["Rho上线。Acme没有说话。", "Rho再上线", "Quark来了", "Quark又来了", "一篇论文", "Rho-2来了"]
ENTITIES = [
    Entity("company:acme", "company", "Acme", ("Acme",), known=True),
    Entity("model:rho", "model", "Rho", ("Rho",), known=True),
    Entity("model:rho-2", "model", "Rho-2", ("Rho-2",), family="model:rho"),
    Entity("paper:p", "paper", "一篇论文", ("一篇论文",)),
    Entity("product:quark", "product", "Quark", ("Quark",)),
]


def _mention(issue_, number, surface, entity, doubt=0.0, **more):
    one = issue_.items[number]
    start = one.text.index(surface)
    end = start + len(surface)
    return Mention(one.id, "text", start, end, surface, "product", surface, "test", entity, doubt=doubt, **more)


def _relation(issue_, number, predicate, doubt):
    one = issue_.items[number]
    evidence = Evidence(one.id, "text", 0, len(one.text), one.text, "test")
    return Relation("company:acme", predicate, "model:rho", evidence, doubt=doubt)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    made = issue(1, [item(text) for text in TEXTS], day=weekly(1))
    mentions = [
        _mention(made, 0, "Rho", "model:rho", 0.5),
        _mention(made, 0, "Acme", "company:acme", 0.4),
        _mention(made, 1, "Rho", "model:rho", 0.8),
        _mention(made, 1, "再上线", "model:rho", 0.6),
        _mention(made, 2, "Quark", "product:quark", news=(("release", 0.3),)),
        _mention(made, 3, "Quark", "product:quark", 0.3),
        _mention(made, 4, "一篇论文", "paper:p"),
        _mention(made, 5, "Rho-2", "model:rho-2"),
    ]
    relations = [
        _relation(made, 0, "released", 0.5),
        _relation(made, 1, "released", 0.4),
        _relation(made, 0, "invested_in", 0.6),
        _relation(made, 1, "invested_in", 0.1),
    ]
    folder = tmp_path_factory.mktemp("doubts") / "a"
    return write_archive(folder, [made], mentions=mentions, entities=ENTITIES, relations=relations)


def test_doubtful_links_and_new_names(archive):
    link, name = find_doubts(archive, kind="names")
    assert (link.question, link.entity.id, link.count, link.doubt) == ("doubtful link", "model:rho", 3, 0.8)
    assert link.weight == weight_of((0.5 + 0.8 + 0.6) / 3, 3)
    assert link.surfaces == ("Rho", "再上线")
    assert [sentence for _, sentence in link.sentences] == ["Rho上线。", "Rho再上线", "Rho再上线"]
    assert len(link.sentences) <= MOST_SENTENCES
    assert (name.question, name.entity.id, name.count, name.doubt) == ("new name", "product:quark", 2, 0.3)


def test_a_relation_that_is_told_surely_once_is_not_asked_about(archive):
    (told,) = find_doubts(archive, kind="relations")
    assert (told.question, told.entity.id, told.predicate) == ("doubtful relation", "company:acme", "released")
    assert told.other.id == "model:rho"
    assert (told.count, told.doubt, told.weight) == (2, 0.5, weight_of(0.45, 2))
    assert [sentence for _, sentence in told.sentences] == [TEXTS[0], TEXTS[1]]
    assert told.key == "company:acme released model:rho"


def test_events(archive):
    events = find_doubts(archive, kind="events")
    assert {(event.entity.id, event.event, event.question) for event in events} >= {
        ("product:quark", "release", "doubtful event")
    }
    assert all(event.doubt >= 0.4 and event.key == f"{event.entity.id} {event.sentences[0][0]}" for event in events)
    doubts = {event.sentences[0][1]: event.doubt for event in events if event.entity.id == "product:quark"}
    assert doubts["Quark来了"] == 0.4, "what the reader says and the words, together"
    assert doubts["Quark又来了"] == 0.6, "by words alone"


def test_the_least_sure_come_first_or_what_occurs_most_often(archive):
    cases = find_doubts(archive)
    assert [case.weight for case in cases] == sorted((case.weight for case in cases), reverse=True)
    assert len({case.key for case in cases}) == len(cases)
    counts = [case.count for case in find_doubts(archive, order="count")]
    assert counts == sorted(counts, reverse=True)


def test_a_few_only(archive):
    assert find_doubts(archive, limit=1) == find_doubts(archive)[:1]
    assert find_doubts(archive, limit=0) == ()


def test_a_mention_without_a_sentence_is_told_by_its_spelling(archive):
    (mention, *_) = archive.mentions(entity_id="company:acme")
    assert sentence_of(archive, mention) == "Acme没有说话。"
    lost = Mention(mention.item_id, "opinion", 0, 4, "Acme", "company", "Acme", "test")
    assert sentence_of(archive, lost) == "Acme"
