"""Gold files are read or refused, and their items found."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg.errors import ConfigError
from kg.evaluate.gold import Anchors, absent_note, read_gold
from tests.evaluate.memory import ITEMS, Memory


def test_anchors_take_the_shortest_of_several() -> None:
    anchors = Anchors(Memory())
    assert anchors.find(1, "It is  quick") == ITEMS[0]
    assert anchors.find(1, "e") == ITEMS[2]
    assert anchors.find(2, "Acme") is None


def test_blank_lines_of_a_gold_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('\ufeff{"a": 1}\n\n  \n{"a": 2}\n', encoding="utf-8")
    assert read_gold(path) == ({"a": 1}, {"a": 2})


@pytest.mark.parametrize(("text", "said"), [("[1]\n", ":1: is no JSON object"), ('{"a": 1}\n{"a"\n', ":2: is no JSON")])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_gold(path)


def test_a_gold_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")


def test_the_note_on_what_is_absent_names_five() -> None:
    assert absent_note([]) == ()
    assert absent_note(list("abcdef")) == ("6 not in this archive: a, b, c, d, e, …",)


@pytest.mark.parametrize("line", ["[" * 100_000, "9" * 10_000, '{"a": '])
def test_what_is_no_json_is_one_sentence(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"gold\.jsonl:2: "):
        read_gold(path)


def test_a_line_ends_where_json_lines_end(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"query": "a\u2028b"}\r\n', encoding="utf-8")
    assert read_gold(path) == ({"query": "a\u2028b"},)


def test_a_gold_file_on_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO('\ufeff{"query": "蜂蜜"}\n'.encode())))
    assert read_gold("-") == ({"query": "蜂蜜"},)
