"""What a person should look at."""

from __future__ import annotations

import pytest

from kg.doubts import MOST_SENTENCES, find_doubts, sentence_of
from kg.model import Entity, Mention
from tests.history_archive import issue, item, weekly, write_archive

TEXTS = ["Rho上线。Acme没有说话。", "Rho再上线", "Quark来了", "Quark又来了", "一篇论文", "Rho-2来了"]
ENTITIES = [
    Entity("company:acme", "company", "Acme", ("Acme",), known=True),
    Entity("model:rho", "model", "Rho", ("Rho",), known=True),
    Entity("model:rho-2", "model", "Rho-2", ("Rho-2",), family="model:rho"),
    Entity("paper:p", "paper", "一篇论文", ("一篇论文",)),
    Entity("product:quark", "product", "Quark", ("Quark",)),
]


def _mention(issue_, number, surface, entity, doubt=0.0):
    one = issue_.items[number]
    start = one.text.index(surface)
    end = start + len(surface)
    return Mention(one.id, "text", start, end, surface, "product", surface, "test", entity, doubt=doubt)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    made = issue(1, [item(text) for text in TEXTS], day=weekly(1))
    mentions = [
        _mention(made, 0, "Rho", "model:rho", 0.5),
        _mention(made, 0, "Acme", "company:acme", 0.4),
        _mention(made, 1, "Rho", "model:rho", 0.8),
        _mention(made, 1, "再上线", "model:rho", 0.6),
        _mention(made, 2, "Quark", "product:quark"),
        _mention(made, 3, "Quark", "product:quark", 0.3),
        _mention(made, 4, "一篇论文", "paper:p"),
        _mention(made, 5, "Rho-2", "model:rho-2"),
    ]
    return write_archive(tmp_path_factory.mktemp("doubts") / "a", [made], mentions=mentions, entities=ENTITIES)


def test_doubtful_links_and_new_names_the_most_frequent_first(archive):
    link, name = find_doubts(archive)
    assert (link.question, link.entity.id, link.count, link.doubt) == ("doubtful link", "model:rho", 3, 0.8)
    assert link.surfaces == ("Rho", "再上线")
    assert [sentence for _, sentence in link.sentences] == ["Rho上线。", "Rho再上线", "Rho再上线"]
    assert len(link.sentences) <= MOST_SENTENCES
    assert (name.question, name.entity.id, name.count, name.doubt) == ("new name", "product:quark", 2, 0.3)


def test_a_few_only(archive):
    assert find_doubts(archive, limit=1) == find_doubts(archive)[:1]
    assert find_doubts(archive, limit=0) == ()


def test_a_mention_without_a_sentence_is_told_by_its_spelling(archive):
    (mention, *_) = archive.mentions(entity_id="company:acme")
    assert sentence_of(archive, mention) == "Acme没有说话。"
    lost = Mention(mention.item_id, "opinion", 0, 4, "Acme", "company", "Acme", "test")
    assert sentence_of(archive, lost) == "Acme"
