"""The labels that come with the program are whole, and nobody else's sentences are among them."""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random

import pytest

from ingest.learn.labels import FOLDER, WRITTEN, load_labels
from ingest.learn.made_up import exchanged, invented, pool_of
from ingest.learned.reader import CERTAINTIES, EVENTS
from ingest.learned.tags import NAMES, WORKS
from kg.errors import UsageError
from kg.model import PREDICATES
from tests.conftest import shared

OTHERS = sorted(path for path in FOLDER.glob("*.jsonl") if not path.stem.startswith(WRITTEN))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels")
    for path in FOLDER.glob(f"{WRITTEN}*.jsonl"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "newsletters.toml").write_text("")
    return load_labels(folder, folder=folder).texts


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_labels_of_a_newsletter_are_facts(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row) <= {"item", "source", "lines", "length", "sign", "names", "works", "relations", "events"}
        names, works = row.get("names", []), row.get("works", [])
        assert all(kind in NAMES and end - start == len(name) for start, end, kind, name in names)
        assert all(kind in WORKS and 0 <= start < end <= row["length"] for start, end, kind in works)
        assert all(one[1] <= other[0] for one, other in pairwise(names))
        for one, predicate, other, certain in row.get("relations", []):
            assert max(one, other) < len(names) + len(works)
            assert predicate in PREDICATES and certain in CERTAINTIES
        assert all(place < len(names) + len(works) and kind in EVENTS for place, kind in row.get("events", []))


def test_texts_of_our_own(written):
    assert len(written) > 2000
    for text in written:
        marked = {text.text[start:end] for start, end, _ in (*text.names, *text.works)}
        assert {side for one, _, other, _ in text.relations for side in (one, other)} <= marked, text.id
        assert {name for name, _ in text.events} <= marked, text.id
        assert "[[" not in text.text and "]]" not in text.text


def test_other_names_stand_where_the_first_did(written):
    chance, pool = Random(3), pool_of(written)
    changed = 0
    for text in written[::7]:
        other = exchanged(text, pool, chance)
        changed += other.text != text.text
        assert [kind for *_, kind in other.names] == [kind for *_, kind in text.names]
        spelt = {other.text[start:end] for start, end, _ in (*other.names, *other.works)}
        assert {side for one, _, two, _ in other.relations for side in (one, two)} <= spelt
        for name in {text.text[start:end] for start, end, _ in text.names}:
            now = {other.text[b:e] for (s, t, _), (b, e, _) in zip(text.names, other.names, strict=True)
                   if text.text[s:t] == name}  # fmt: skip
            assert len(now) == 1, "a name is exchanged wherever it stands"
    assert changed > 100


@pytest.mark.parametrize("kind", ["company", "model", "product", "person"])
def test_invented_names(kind):
    chance = Random(1)
    names = {invented(kind, chance) for _ in range(50)}
    assert len(names) > 40 and all(name == name.strip() and name for name in names)


def test_a_malformed_line_is_told(tmp_path):
    (tmp_path / "written-en.jsonl").write_text('{"text": "a"}\n{nothing\n')
    (tmp_path / "newsletters.toml").write_text("")
    with pytest.raises(UsageError, match=r"written-en\.jsonl:2: not a line of JSON"):
        load_labels(tmp_path, folder=tmp_path)


@pytest.mark.slow
def test_every_labelled_item_is_found_as_it_was():
    labels = load_labels(shared("archives"))
    assert labels.missing == {}
    assert len(labels.texts) > 7000
