"""A build with any corrections succeeds: whatever they make of mentions and entities can be stored and asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from ingest.build import build
from ingest.extract.said import Said, Told
from ingest.relate import materials, relate_item
from kg.corrections.correction import KINDS, Correction
from kg.corrections.file import add_correction
from kg.corrections.replay import apply_corrections
from kg.doubts import find_doubts
from kg.errors import UsageError
from kg.model import Entity, Issue, Item, Mention, Relation
from kg.store.database import Store
from kg.store.writer import Contents, write_store
from tests.corrections.strategies import ANY_TEXT, drawn_correction, holding
from tests.support import HashEncoder

ISSUE = """# Notes 1: One

- OpenAI ships GPT-5 for NVIDIA, and Anthropic, maker of Claude, buys Foo Labs.
- Google DeepMind 发布 Gemini 2.5，OpenAI 的 GPT-5 不在其列。
"""


def built(folder: Path, corrections: Path | None = None) -> kg.archive.Archive:
    """Build the issue's archive."""
    source = folder / "2025-01-01-1.md"
    source.write_text(ISSUE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build.open_encoder", lambda name=None: HashEncoder())
        patch.setenv("KG_CACHE", str(folder / "cache"))
        build([source], folder / "archive", corrections=corrections)
    return kg.open(folder / "archive")


@cache
def plain() -> tuple[Issue, tuple[Mention, ...], tuple[Entity, ...], tuple[Item, ...]]:
    """What a build without corrections makes of the issue."""
    with tempfile.TemporaryDirectory() as folder:
        archive = built(Path(folder))
        items = tuple(archive.items())
        return replace(archive.issues()[0], items=items), tuple(archive.mentions()), tuple(archive.entities()), items


def drawn() -> st.SearchStrategy[list[Correction]]:
    """Corrections over the issue's own ids, some new and some unknown ones."""
    _, mentions, entities, items = plain()
    ids = [entity.id for entity in entities]
    tails = [id_.partition(":")[2] for id_ in ids]
    some = st.sampled_from([*ids, *(f"product:{tail}" for tail in tails), "company:new", "person:unknown"])
    words = st.sampled_from(sorted({mention.surface for mention in mentions})) | ANY_TEXT
    places = st.sampled_from([item.id for item in items] + ["gone"])
    return st.lists(
        st.sampled_from(KINDS).flatmap(lambda kind: drawn_correction(kind, words, some, places)),
        min_size=1,
        max_size=10,
    )


def asked(store: Store) -> Iterator[object]:
    """Questions that go over all entities of an archive."""
    entities = store.entities()
    for old, new in store.redirects():
        yield old, new, store.entity(old)
    for entity in entities:
        assert store.entity(entity.id) == entity
        yield store.mentions(entity_id=entity.id), store.relations(entity_id=entity.id)


def related(
    items: Sequence[Item], plain: Sequence[Mention], mentions: Sequence[Mention], entities: Sequence[Entity]
) -> tuple[Relation, ...]:
    """What corrected mentions are to each other where each name is told to have released, or bought, all behind it."""
    said = []
    for item in items:
        here = tuple(mention for mention in plain if mention.item_id == item.id)
        pairs = list(combinations(range(len(here)), 2))
        deeds = (("released", one, other) for one, other in pairs), (("acquired", one, other) for one, other in pairs)
        said.append(Said(here, tuple(Told(one, deed, other, "stated", 0.1) for deed, one, other in chain(*deeds))))
    return tuple(one for each in materials(items, said, mentions, entities) for one in relate_item(each))


def check_built(corrections: list[Correction]) -> None:
    """What corrections make of the issue is stored, and every mention and relation of it is found again."""
    issue, mentions, entities, items = plain()
    result = apply_corrections(mentions, entities, holding(corrections))
    relations = related(items, mentions, result.mentions, result.entities)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        write_store(path, Contents((issue,), result.mentions, result.entities, relations, result.redirects))
        store = Store(path)
        assert tuple(store.entities()) == result.entities
        assert len(store.mentions()) == len(result.mentions)
        assert len(store.relations()) == len(relations)
        assert list(asked(store)) or not entities


def test_what_is_not_corrected_is_related() -> None:
    _, mentions, entities, items = plain()
    assert {"released", "acquired"} == {one.predicate for one in related(items, mentions, mentions, entities)}


@settings(max_examples=25)
@given(st.deferred(drawn))
def test_whatever_corrections_make_is_stored(corrections: list[Correction]) -> None:
    check_built(corrections)


def test_a_build_with_strange_corrections_is_an_archive(tmp_path: Path) -> None:
    """Aliases are looked for in the text; names are shown."""
    path = tmp_path / "corrections.toml"
    strange = ["(", ".*", "[", "\\", "a", "的", "，。", "$x$", "<b>", "![x](y)", "a\u200bb", "x" * 1_000, "GPT-5 for"]
    for text in strange:
        add_correction(path, Correction("alias", "company:openai", surface=text))
        add_correction(path, Correction("split", "company:nvidia", surface=text, into="product:new"))
    with pytest.raises(UsageError, match="holds nothing but spaces and marks"):
        add_correction(path, Correction("alias", "company:openai", surface="\u200b"))
    add_correction(path, Correction("rename", "company:google-deepmind", name="<script>{{x}}%s\\"))
    add_correction(path, Correction("merge", "company:anthropic", into="company:google-deepmind"))
    add_correction(path, Correction("retype", "model:gpt-5", type="product"))
    add_correction(path, Correction("ignore", "model:gpt"))
    archive = built(tmp_path, path)
    assert archive.entity("company:anthropic").name == "<script>{{x}}%s\\"
    assert archive.entity("model:gpt-5").id == "product:gpt-5"
    assert find_doubts(archive) is not None
    assert archive.search("GPT-5", mode="keyword") and archive.timeline("OpenAI").events


def test_what_is_said_of_one_item_holds_in_every_build(hash_model, tmp_path):
    first = built(tmp_path)
    assert "acquired" in {relation.predicate for relation in first.relations(entity_id="company:openai")}, "misread"
    item = next(item for item in first.items() if "Foo Labs" in item.text)
    path = tmp_path / "corrections.toml"
    foo, anthropic, openai = "company:foo-labs", "company:anthropic", "company:openai"
    for entry in (
        Correction("name", foo, surface="Foo Labs", item=item.id),
        Correction("said", anthropic, into=foo, predicate="acquired", item=item.id),
        Correction("event", openai, event="incident", item=item.id),
        Correction("unsaid", openai, into=foo, predicate="acquired"),
        Correction("unsaid", openai, into="company:gone", predicate="acquired"),
    ):
        add_correction(path, entry)
    archive = built(tmp_path, path)
    (mention,) = archive.mentions(entity_id=foo)
    assert (mention.surface, mention.doubt, mention.item_id) == ("Foo Labs", 0.0, item.id)
    bought = [r for r in archive.relations(entity_id=foo) if r.predicate == "acquired"]
    assert [(r.subject, r.doubt, "buys Foo Labs" in r.evidence.sentence) for r in bought] == [(anthropic, 0.0, True)]
    told = {event.item: event for event in archive.timeline("OpenAI", exact=True).events}
    assert (told[item.id].kind, told[item.id].doubt) == ("incident", 0.0)
    asked = find_doubts(archive, limit=1000)
    assert not any(case.entity.id == foo and case.question == "new name" for case in asked)
    assert not any(case.key in (f"{anthropic} acquired {foo}", f"{openai} {item.id}") for case in asked)
    (stale,) = archive.store.stale_corrections()
    assert "unsaid" in stale and "company:gone" in stale

    add_correction(path, Correction("unsaid", anthropic, into=foo, predicate="acquired"))
    add_correction(path, Correction("ignore", "model:gpt-5", item=item.id))
    again = built(tmp_path, path)
    assert again.relations(entity_id=foo) == archive.relations(entity_id=foo), "of one item goes before of all"
    assert item.id not in {m.item_id for m in again.mentions(entity_id="model:gpt-5")}
