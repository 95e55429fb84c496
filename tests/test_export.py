"""The archive in the shapes that others read."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.export import (
    ItemRecorder,
    entity_record,
    export,
    issue_record,
    item_records,
    knowledge_graph,
    write,
    write_graphml,
)
from kg.model import Evidence, Relation
from tests.history_archive import CAST, cast_mentions, issue, item, weekly, write_archive

LINK = "https://acme.example/rho?utm_source=x"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = [
        issue(1, [item("Acme发布Rho-2，又是阿克米", LINK, opinion="值得一看")], day=weekly(1)),
        issue(2, [item("=1+1 的故事"), item("Bolt没有收购Crux", LINK)]),
    ]
    first, last = issues[0].items[0], issues[1].items[1]

    def said(one, subject, predicate, other, certainty="stated"):
        evidence = Evidence(one.id, "text", 0, len(one.text), one.text, "test")
        return Relation(subject, predicate, other, evidence, certainty, (("amount", "5"),), 0.25)

    return write_archive(
        tmp_path_factory.mktemp("export") / "a",
        issues,
        mentions=cast_mentions(issues),
        entities=sorted(CAST.values(), key=lambda each: each.id),
        relations=[
            said(first, "company:acme", "released", "model:rho-2"),
            said(last, "company:bolt", "acquired", "company:crux", "negated"),
        ],
    )


def test_item_records(archive):
    first, second, third = item_records(archive)
    assert first["issue"] == issue_record(archive.issues()[0]) and first["issue"]["date"] == "2025-01-06"
    assert second["issue"]["date"] is None and second["entities"] == []
    assert {each["name"]: each["surfaces"] for each in first["entities"]} == {
        "Acme": ["Acme", "阿克米"],
        "Rho-2": ["Rho-2"],
    }
    assert first["relations"] == [
        {
            "subject": "Acme", "predicate": "released", "object": "Rho-2", "evidence": first["text"], "rule": "test",
            "certainty": "stated", "attributes": {"amount": "5"}, "doubt": 0.25,
        }
    ]  # fmt: skip
    assert third["relations"] == []  # what the text denies is no fact
    assert first["urls"] == [LINK] and first["opinion"] == "值得一看"
    assert first["lines"] is None, "it was read from nothing that has lines"


def test_a_record_tells_the_lines_of_the_source(archive):
    one = replace(next(iter(archive.items())), lines=(3, 5))
    assert ItemRecorder(archive).record(one)["lines"] == [3, 5]


def test_one_record_is_that_of_all(archive):
    recorder = ItemRecorder(archive)
    assert [recorder.record(one) for one in archive.items()] == list(item_records(archive))


def test_entities_as_json():
    record = entity_record(CAST["model:rho-2"])
    assert (record["maker"], record["family"]) == ("company:acme", "model:rho")
    assert entity_record(CAST["company:bolt"])["maker"] is None


def test_json_lines_and_csv(archive, tmp_path):
    assert export(archive, tmp_path / "x.jsonl") == 3
    lines = (tmp_path / "x.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(item_records(archive))
    assert export(archive, tmp_path / "x.csv", format="csv") == 3
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in lines]
    assert rows[0]["entities"] == "Rho-2 | Acme" and rows[0]["urls"] == LINK
    assert rows[1]["title"] == "'=1+1 的故事"  # no spreadsheet takes it for a formula


def test_the_whole_graph(archive, tmp_path):
    graph = knowledge_graph(archive)
    kinds = [values["kind"] for _, values in graph.nodes(data=True)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"entity": 6, "item": 3, "issue": 2, "link": 1}
    first = "item:s-1-000"
    assert graph[first]["company:acme"]["mentions"]["weight"] == 2.0
    assert graph[first]["issue:s-1"]["in_issue"]["date"] == "2025-01-06"
    assert graph.number_of_edges(first, "link:https://acme.example/rho") == 1
    assert graph["model:rho-2"]["model:rho"]["part_of"]["kind"] == "part_of"
    (released,) = graph["company:acme"]["model:rho-2"].values()
    assert (released["kind"], released["item"], released["certainty"]) == ("released", "s-1-000", "stated")
    assert export(archive, tmp_path / "x.graphml", format="graphml") == graph.number_of_nodes()
    read = nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    assert set(read.nodes) == set(graph.nodes) and read.number_of_edges() == graph.number_of_edges()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
@example("a\x00b\x0bc\ufffed\x1fe")
def test_any_text_goes_into_a_graph(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.graphml"
    graph = nx.MultiDiGraph()
    graph.add_node("a", label=f"<{text}>")
    write_graphml(graph, path)
    kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    lines = nx.read_graphml(path).nodes["a"]["label"].replace("\r\n", "\n").replace("\r", "\n")
    assert lines == f"<{kept}>".replace("\r\n", "\n").replace("\r", "\n")


def test_what_cannot_be_written(archive, tmp_path):
    with pytest.raises(UsageError, match="jsonl"):
        export(archive, tmp_path / "x", format="xml")
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "file" / "x.jsonl"):
        with pytest.raises(UsageError, match="cannot be written"):
            export(archive, path)


def test_missing_folders_are_made(archive, tmp_path):
    assert export(archive, tmp_path / "new" / "x.jsonl") == 3


@given(st.data())
@settings(max_examples=60)
def test_at_whatever_byte_the_disk_is_full_the_former_file_stands(archive, tmp_path_factory, data):
    resource = pytest.importorskip("resource")
    format = data.draw(st.sampled_from(("jsonl", "csv", "graphml")))
    whole = io.BytesIO()
    write(archive, whole, format=format)
    room = data.draw(st.integers(0, len(whole.getvalue()) - 1))
    folder = tmp_path_factory.mktemp("full")
    path = folder / "x"
    path.write_bytes(b"former")
    # Beyond this size writing fails; Python ignores the signal that goes with it.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(UsageError, match="cannot be written"):
            export(archive, path, format=format)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"former" and list(folder.iterdir()) == [path]


def test_half_characters_are_kept_as_escapes(archive, tmp_path, monkeypatch):
    records = [{**record, "title": "a\udcffb"} for record in item_records(archive)]
    monkeypatch.setattr("kg.export.item_records", lambda reader: iter(records))
    export(archive, tmp_path / "x.jsonl")
    assert [json.loads(line) for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines()] == records
    export(archive, tmp_path / "x.csv", format="csv")
    assert "a?b" in (tmp_path / "x.csv").read_text("utf-8-sig")
