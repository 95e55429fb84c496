"""The database gives back what was put in, whatever the text."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ArchiveError
from kg.model import Entity, Evidence, Image, Issue, Item, Link, Mention, Passage, Relation
from kg.store.database import PASSAGE_BITS, Store
from kg.store.writer import Contents, write_store
from kg.text.words import words

texts = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60)


@st.composite
def contents(draw):
    issues, mentions, relations = [], [], []
    entities = (
        Entity("company:a", "company", "A", ("A", draw(texts)), urls=("https://a.example",), known=True),
        Entity("model:b", "model", "B 2", ("B 2",), maker="company:a", family="model:b", version=(2, 1)),
    )
    for number in range(1, draw(st.integers(1, 3)) + 1):
        issue_id = f"s-{number}"
        items = []
        for position in range(draw(st.integers(0, 4))):
            title = draw(texts)
            item = Item(
                f"{issue_id}-{position:06x}", issue_id, position, draw(texts), "bullet", title, title + draw(texts),
                draw(texts),
                (Link("https://a.example/?x=1", "a.example", draw(texts), "opinion", 0, 0),) * draw(st.integers(0, 2)),
                (Image(draw(texts), draw(texts), None),), (3, 9),
            )  # fmt: skip
            items.append(item)
            surface = item.text[:2]
            mentions.append(
                Mention(item.id, "text", 0, len(surface), surface, "company", "A", "r", "company:a", "alias", 0.5, "")
            )
            relations.append(
                Relation(
                    "company:a",
                    "released",
                    "model:b",
                    Evidence(item.id, "text", 0, 1, draw(texts), "verb"),
                    "rumoured",
                    (("amount", draw(texts)),),
                )
            )
        day = date(2025, 1, number) if draw(st.booleans()) else None
        issues.append(
            Issue(issue_id, "s", number, draw(texts), day, draw(texts), tuple(items), draw(texts), "S", True, "en", "")
        )
    return Contents(tuple(issues), tuple(mentions), entities, tuple(relations), (("company:x", "company:a"),))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents())
def test_round_trip(tmp_path_factory, written):
    store = Store(_written(tmp_path_factory.mktemp("store"), written))
    items = [item for issue in written.issues for item in issue.items]
    assert store.items() == items
    assert store.items(list(range(len(items), 0, -1))) == items[::-1]
    assert [issue.id for issue in store.issues] == [issue.id for issue in written.issues]
    assert [issue.date for issue in store.issues] == [issue.date for issue in written.issues]
    assert tuple(store.mentions()) == written.mentions
    assert tuple(store.relations()) == written.relations
    assert store.entity("company:x") == store.entity("company:a")
    assert store.entity("model:b").version == (2, 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts)
def test_index_and_query_share_one_analyser(tmp_path_factory, title):
    """Every term that the analyser makes of a text finds that text: SQLite's own tokenizer splits none of them."""
    item = Item("s-1-000000", "s-1", 0, "", "bullet", title, title)
    issue = Issue("s-1", "s", 1, "t", None, "f", (item,))
    store = Store(_written(tmp_path_factory.mktemp("terms"), Contents((issue,))))
    for term in words(title):
        assert store.items_with_term(term).tolist() == [1], term


def test_sample_terms_are_found(tmp_path):
    title = "GPT‑5.1-Codex-Max 与 Gemini2.5 Flash：C++、C# 和英伟达的 naïve 模型"
    issue = Issue("s-1", "s", 1, "t", None, "f", (Item("s-1-0", "s-1", 0, "", "bullet", title, title),))
    store = Store(_written(tmp_path, Contents((issue,))))
    for query in ("gpt-5.1", "GPT 5.1 codex", "gemini 2.5", "Gemini2.5", "c++", "c#", "英伟达", "NAÏVE"):
        assert all(store.items_with_term(term).tolist() == [1] for term in words(query)), query
    assert store.items_with_term('" OR *').tolist() == []


def test_passages_lead_to_their_item(tmp_path):
    item = Item("s-1-0", "s-1", 0, "", "story", "标题", "标题\n正文", "看法")
    passage = Passage(item.id, "opinion", "opinion", 0, 2, "看法", "zh")
    key = 1 << PASSAGE_BITS | 3
    store = Store(
        _written(tmp_path, Contents((Issue("s-1", "s", 1, "t", None, "f", (item,)),), passages=((key, passage),)))
    )
    assert list(store.passages([key, 77])) == [(key, passage)]


def test_other_format_is_refused(tmp_path):
    path = _written(tmp_path, Contents(()))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    with pytest.raises(ArchiveError, match="run `kg build` again"):
        Store(path)


def test_damage_is_reported_as_ours(tmp_path):
    path = tmp_path / "archive.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(ArchiveError, match="kg doctor"):
        Store(path)


def _written(folder, written):
    path = folder / "archive.db"
    write_store(path, written)
    return path
