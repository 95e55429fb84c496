"""What a build writes down beside the records: the index of terms, sites, keys of names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.errors import ArchiveError
from kg.model import Issue, Item, LeftOut, SourceText
from kg.store.database import SCHEMA_VERSION, Store
from kg.store.reader import Reader
from kg.store.writer import Contents, write_store
from kg.text.words import storable, words
from tests.store.archives import TIDE

texts = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60)


def written(folder: Path, *items: tuple[str, str, str]) -> Store:
    """A database of one issue with items of (title, body, opinion)."""
    made = tuple(
        Item(f"s-1-{n}", "s-1", n, "", "bullet", title, f"{title}\n{body}" if body else title, opinion)
        for n, (title, body, opinion) in enumerate(items)
    )
    path = folder / "archive.db"
    write_store(path, Contents((Issue("s-1", "s", 1, "t", None, "f", made),)))
    return Store(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts)
def test_index_and_query_share_one_analyser(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """Every term that the analyser makes of a text finds that text."""
    store = written(tmp_path_factory.mktemp("terms"), (title, "", ""))
    for term in words(title):
        assert store.items_with_term(term).tolist() == [1], term


def test_a_name_is_found_in_any_spelling(tmp_path: Path) -> None:
    store = written(tmp_path, ("GPT‑5.1-Codex-Max 与 Gemini2.5 Flash：C++、C# 和英伟达的 naïve 模型", "", ""))
    for query in ("gpt-5.1", "GPT 5.1 codex", "gemini 2.5", "Gemini2.5", "c++", "c#", "英伟达", "NAÏVE"):
        assert all(store.items_with_term(term).tolist() == [1] for term in words(query)), query
    assert store.items_with_term('" OR *').tolist() == []


def test_terms_of_every_field_are_indexed_once_and_titles_apart(tmp_path: Path) -> None:
    store = written(
        tmp_path, ("A heron", "stands in a heron pond", ""), ("A pond", "", "heron?"), ("Nothing", "of either", "")
    )
    assert store.items_with_term("heron").tolist() == [1, 2]
    assert store.items_with_term("heron", title=True).tolist() == [1]
    assert store.items_with_term("pond").tolist() == [1, 2]
    assert store.items_with_term("pond", title=True).tolist() == [2]


def test_the_index_is_what_the_analyser_says_of_each_item(tiny: Reader) -> None:
    items = [one for whole in TIDE for one in whole.items]
    said = [{*words(one.title), *words(one.body), *words(one.opinion)} for one in items]
    for term in sorted(set().union(*said)):
        wanted = [row for row, terms in enumerate(said, 1) if term in terms]
        assert tiny.store.items_with_term(term).tolist() == wanted
        in_title = [row for row, one in enumerate(items, 1) if term in words(one.title)]
        assert tiny.store.items_with_term(term, title=True).tolist() == in_title


def test_links_keep_their_site_and_names_their_key(tiny: Reader) -> None:
    assert tiny.store.rows("SELECT DISTINCT site FROM links WHERE item = 5 ORDER BY site") == [
        ("github.com",), ("ostrava.example",),
    ]  # fmt: skip
    assert ("kite2", "Kite 2", "model:kite-2") in tiny.store.alias_keys()
    assert len(tiny.store.alias_keys()) == len(set(tiny.store.alias_keys())), "the name is no second alias"


def test_what_the_build_adds_is_kept_with_the_format(tmp_path: Path) -> None:
    write_store(tmp_path / "archive.db", Contents((), meta=(("stale", "two lines"),)))
    store = Store(tmp_path / "archive.db")
    assert (store.meta("stale"), store.meta("schema"), store.meta("other")) == ("two lines", str(SCHEMA_VERSION), None)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be written"):
        write_store(tmp_path / "none" / "archive.db", Contents(()))


def test_two_items_of_one_id_are_refused(tmp_path: Path) -> None:
    item = Item("s-1-0", "s-1", 0, "", "bullet", "a", "a")
    with pytest.raises(ArchiveError, match="cannot be written"):
        write_store(tmp_path / "archive.db", Contents((Issue("s-1", "s", 1, "t", None, "f", (item, item)),)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), reason=texts)
@example(text="one\r\ntwo\rthree\x00\ud800\u2028", reason="comment")
def test_what_an_issue_was_read_from_is_kept(tmp_path_factory: pytest.TempPathFactory, text: str, reason: str) -> None:
    issues = tuple(Issue(f"s-{n}", "s", n, "t", None, "f") for n in (1, 2))
    source = SourceText(text, (LeftOut(1, 2, reason),))
    kept = []
    for name in ("a", "b"):
        path = tmp_path_factory.mktemp("sources") / name
        write_store(path, Contents(issues, texts={"s-2": source}))
        kept.append(path.read_bytes())
        store = Store(path)
        assert store.source_text(2) == replace(source, text=storable(text))
        assert store.source_text(1) is None
    assert kept[0] == kept[1], "the same text gives the same bytes"


def test_an_archive_of_before_keeps_no_text(tmp_path: Path) -> None:
    written(tmp_path, ("A heron", "", ""))
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("DROP TABLE sources")
        connection.commit()
    store = Store(tmp_path / "archive.db")
    assert store.source_text(1) is None and store.item_count() == 1
