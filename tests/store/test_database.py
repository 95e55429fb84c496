"""The database gives back what was put in, whatever the text, and finds it by what is asked."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ArchiveError
from kg.model import Entity, Evidence, Image, Issue, Item, Link, Mention, Passage, Relation
from kg.store.database import PASSAGE_BITS, Store
from kg.store.writer import Contents, write_store

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


def test_a_missing_database_is_one_sentence(tmp_path):
    with pytest.raises(ArchiveError, match="kg build"):
        Store(tmp_path / "archive.db")


def test_more_items_than_one_statement_takes(tmp_path):
    items = tuple(Item(f"s-1-{n}", "s-1", n, "", "bullet", f"t{n}", f"t{n}") for n in range(1000))
    store = Store(_written(tmp_path, Contents((Issue("s-1", "s", 1, "t", None, "f", items),))))
    assert store.items(list(range(1000, 0, -1))) == list(items[::-1])
    assert store.items([3, 3, 5000, 1]) == [items[2], items[2], items[0]]
    assert store.items([]) == []
    assert store.item_count() == 1000


def test_rows_of_items_and_issues(tiny):
    store = tiny.store
    assert store.row_of("tide-2-1") == 5
    assert store.row_of("tide-9-9") is None
    assert store.rows_of_issue(3) == [6, 7, 8]
    assert list(store.issue_rows_of_items().values()) == [1, 1, 1, 2, 2, 3, 3, 3]
    assert [item.id for item in store.items([5])] == ["tide-2-1"]


def test_the_most_mentioned_of_two_with_one_name_comes_first(tmp_path):
    entities = (Entity("company:orion", "company", "Orion", ("Orion",)),
                Entity("product:orion", "product", "ORION", ("ORION",)))  # fmt: skip
    item = Item("s-1-0", "s-1", 0, "", "bullet", "ORION", "ORION")
    mention = Mention("s-1-0", "text", 0, 5, "ORION", "product", "ORION", "r", "product:orion")
    store = Store(_written(tmp_path, Contents((Issue("s-1", "s", 1, "t", None, "f", (item,)),), (mention,), entities)))
    assert [entity.id for entity in store.entities_by_key("orion")] == ["product:orion", "company:orion"]
    assert store.entities_by_key("nobody") == []
    assert store.entity("company:gone") is None


def test_mentions_and_relations_by_item_and_by_name(tiny):
    store = tiny.store
    assert {m.item_id for m in store.mentions(7)} == {"tide-3-1"}
    assert [m.entity for m in store.mentions(7, entity_id="company:ostrava")] == ["company:ostrava"]
    assert store.mentions(2, entity_id="company:lumen") == []
    assert [r.predicate for r in store.relations(entity_id="person:ines-kallas")] == ["works_at"]
    assert [r.object for r in store.relations(1, entity_id="company:lumen")] == ["model:kite-2"]
    assert store.relations(2) == []
    assert store.redirects() == [("company:lumen-labs", "company:lumen")]


def test_terms_in_the_title_alone(tiny):
    assert tiny.store.items_with_term("laptop").tolist() == [1]
    assert tiny.store.items_with_term("laptop", title=True).tolist() == []
    assert tiny.store.items_with_term("kite", title=True).tolist() == [1, 6]
    assert tiny.store.items_with_term("\ud800").tolist() == []  # no lone surrogate was ever indexed


def test_threads_read_side_by_side(tiny):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: [item.id for item in tiny.store.items([n % 8 + 1])], range(40)))
    ids = [item.id for item in tiny.store.items()]
    assert found == [[ids[n % 8]] for n in range(40)]


def _written(folder, written):
    path = folder / "archive.db"
    write_store(path, written)
    return path
