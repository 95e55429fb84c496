"""The benchmarks that compare run, on tiny inputs; what needs peers that are not installed is skipped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import kg
from benchmarks import install, limit, peers, peers_child
from benchmarks.peers_engines import PEERS, Documents, fused, write_again
from tests.conftest import ROOT, SAMPLE
from tests.support import HashEncoder

TEXTS = ("英伟达发布新一代芯片", "OpenAI releases a small open model", "智能体替人付款的标准", "A robot learns to fold")


@pytest.fixture
def tiny(hash_model: HashEncoder, tmp_path: Path) -> peers.Collection:
    """Two issues, built without a model, with a query for the title of each of two items."""
    from ingest.build import build

    build(sorted(SAMPLE.glob("*.md"))[:2], tmp_path / "archive")
    items = list(kg.open(tmp_path / "archive").items())
    numbers = {issue.id: issue.number for issue in kg.open(tmp_path / "archive").issues()}
    gold = tuple(
        {"query": i.title, "relevant": [{"issue": numbers[i.issue_id], "anchor": i.title, "grade": 2}]}
        for i in (items[0], items[-1])
    )
    collection = peers.Collection("tiny", tmp_path, gold, (peers_child.PLAIN, peers_child.CENTRED))
    collection.prepare()
    return collection


def test_closure_follows_requirements_but_no_extras_and_ends():
    found = install.closure(["scikit-learn"])
    assert {"scikit-learn", "scipy", "numpy", "joblib", "threadpoolctl"} <= found
    assert not found & {"matplotlib", "pytest"}  # extras of it that nobody asked for
    assert install.closure(["no-such-thing"]) == set()


def test_only_of_is_what_nothing_else_brings():
    assert "joblib" in install.only_of("scikit-learn", ["scikit-learn", "scipy"])
    assert not install.only_of("scikit-learn", ["scikit-learn", "scipy"]) & {"scipy", "numpy"}
    assert install.only_of("scipy", ["scikit-learn", "scipy"]) == set()


def test_importers_see_imports_wherever_they_stand(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text("import numpy.linalg\n\ndef f():\n    from scipy.stats import norm\n")
    (package / "b.py").write_text("from . import a\nimport numpy as np\n")
    assert install.importers([package]) == {"numpy": ("package.a", "package.b"), "scipy": ("package.a",)}


def test_every_dependency_of_the_project_is_weighed():
    direct = install.direct_dependencies()
    used = install.importers([ROOT / "kg"])
    weights = {weight.name: weight for weight in install.weigh(direct, used)}
    assert set(weights) == set(direct) >= {"numpy", "spacy", "streamlit"}
    assert all(weight.freed <= weight.closure for weight in weights.values())
    assert weights["numpy"].alone > 10e6 and "kg.store.vectors" in weights["numpy"].modules
    page = install.report(list(weights.values()), used)
    assert all(f"\n| {name} | " in page for name in direct)


def test_what_is_imported_and_not_asked_for_is_told():
    used = {"yaml": ("kg.a",), "numpy": ("kg.b",), "json": ("kg.c",), "kg": ("kg.d",)}
    assert install.undeclared(["numpy"], used) == {"pyyaml": ("kg.a",)}


def test_the_limit_is_measured_on_a_few_texts(monkeypatch):
    pytest.importorskip("kg.embed.runtime")
    monkeypatch.setattr(limit, "LARGE", 32)
    found = limit.measure(TEXTS, 1)
    assert found.texts == 4 and 8 * 4 < found.tokens < 30 * 4
    assert found.encoder.operations == found.alone.operations
    assert found.encoder.operations > found.tokens * limit.operations(1)
    assert all(work.rate > 0 for work in (found.encoder, found.alone, *found.peaks.values()))
    assert set(found.peaks) == set(limit.LABELS)
    assert limit.report(found, 1).count("\n| ") == 8


@pytest.mark.parametrize("dynamic", [False, True])
def test_integer_products_have_the_shape_asked_for(dynamic):
    (found,) = limit.integer_product(3, 40, 5, dynamic=dynamic)()
    assert found.shape == (3, 5) and len(np.unique(found)) == 15


def test_fusion_prefers_what_both_lists_have():
    assert fused(["a", "b", "c"], ["d", "c"])[0] == "c"
    assert len(fused([str(i) for i in range(50)], [])) == 10


def test_a_remembering_encoder_asks_once_where_it_may():
    class Counting(HashEncoder):
        asked = 0

        def encode_query(self, text):
            self.asked += 1
            return super().encode_query(text)

    encoder = Counting()
    remembering = peers_child.Remembering(encoder)
    first = remembering.encode_query("a text")
    remembering.encode_query("a text")
    assert encoder.asked == 2 and remembering.dimension == encoder.dimension
    remembering.live = False
    assert (remembering.encode_query("a text") == first).all() and encoder.asked == 2
    remembering.encode_query("another")
    assert encoder.asked == 3


def test_what_others_found_is_scored_like_our_own(tiny):
    items = [item.id for item in kg.open(tiny.archive).items()]
    first, last = (row["query"] for row in tiny.gold)
    assert peers.quality(tiny, {first: items[:1], last: items[-1:]}) == 1.0
    assert peers.quality(tiny, {first: items[:1], last: []}) == 0.5


def test_an_archive_written_again_answers_alike(tiny, tmp_path):
    write_again(tiny.archive, tmp_path)
    (tmp_path / "CURRENT").write_text("g-again")
    again, before = kg.open(tmp_path), kg.open(tiny.archive)
    for row in tiny.gold:
        found = [[(hit.item.id, hit.score) for hit in archive.search(row["query"])] for archive in (before, again)]
        assert found[0] and found[0] == found[1]


def test_a_table_has_a_row_for_each_engine_and_no_cell_for_what_was_not_measured():
    figures = {"plain": 0.5, "index cpu": 1.0, "index peak": 2.0, "index disk": 3.0, "peak": 9.0}
    figures |= {
        f"{mode} {clock} {share}": 4.0 for mode in ("live", "known") for clock in ("wall", "cpu") for share in (50, 95)
    }
    head, _, ours, tantivy = peers.table({"backissue": figures, "tantivy": figures | {"centred": 0.25}})
    assert ours.startswith("| **Backissue** | 0.500 |  | 1.00 |")
    assert tantivy.startswith("| tantivy, words only | 0.500 | 0.250 | 1.00 |")
    assert head.count("|") == ours.count("|") == tantivy.count("|")


@pytest.mark.parametrize("name", PEERS)
def test_peers_find_what_shares_words_and_vectors(name, tmp_path):
    for module in PEERS[name].modules:
        pytest.importorskip(module)
    encoder = HashEncoder()
    documents = Documents([f"i{n}" for n in range(4)], list(TEXTS), encoder.encode_documents(TEXTS))
    PEERS[name].build(documents, tmp_path)
    search = PEERS[name].open(tmp_path, documents, encoder.encode_query)
    assert [search(text)[0] for text in TEXTS] == ["i0", "i1", "i2", "i3"]
    assert search("open model")[0] == "i1"


@pytest.mark.parametrize("name", PEERS)
def test_peers_are_asked_in_a_process_of_their_own(name, tiny, monkeypatch):
    for module in PEERS[name].modules:
        pytest.importorskip(module)
    told = peers_child.build_index(name, tiny.folder, peers_child.PLAIN)
    assert told["disk"] > 0 and told["cpu"] > 0
    ids = set(json.loads((tiny.folder / "items.json").read_text(encoding="utf-8"))["ids"])
    monkeypatch.setattr(peers_child, "open_encoder", HashEncoder)
    search, _, queries = peers_child.opened(name, tiny.folder, peers_child.PLAIN)
    for query in queries:
        assert set(search(query)) <= ids and search(query)
