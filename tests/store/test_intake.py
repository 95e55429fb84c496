"""What the last build left out is read as it was written, or not at all."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.intake import INTAKE, OMISSION_SORTS, Intake, Omission, read_intake, write_intake

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(0, 10**9)
counted = st.lists(st.tuples(texts, numbers), max_size=3).map(tuple)
omissions = st.builds(Omission, st.sampled_from(OMISSION_SORTS), texts, st.none() | numbers, st.none() | numbers, texts)
intakes = st.builds(
    Intake, st.just("g-1"), texts, numbers, numbers, numbers, numbers, left_lines=counted, addresses=numbers,
    passed=counted, counts=st.lists(st.tuples(st.sampled_from(OMISSION_SORTS), numbers), max_size=3).map(tuple),
    omissions=st.lists(omissions, max_size=3).map(tuple), corrections=st.lists(texts, max_size=3).map(tuple),
)  # fmt: skip


@given(intakes)
def test_what_is_written_is_read(tmp_path_factory, intake):
    folder = tmp_path_factory.mktemp("a")
    write_intake(folder, intake)
    assert read_intake(folder, "g-1") == intake
    assert read_intake(folder, "g-2") is None, "of another generation"


@settings(max_examples=40)
@given(intakes, st.integers(0))
def test_whatever_became_of_the_file_it_is_read_or_not(tmp_path_factory, intake, seed):
    folder = tmp_path_factory.mktemp("a")
    write_intake(folder, intake)
    content = bytearray((folder / INTAKE).read_bytes())
    chance = random.Random(seed)
    for _ in range(3):
        content[chance.randrange(len(content))] = chance.randrange(256)
    (folder / INTAKE).write_bytes(content)
    found = read_intake(folder, "g-1")
    assert found is None or all(
        isinstance(each.reason, str) and each.sort in OMISSION_SORTS for each in found.omissions
    )


LISTS = ["left_lines", "passed", "counts", "omissions", "corrections"]
WRONG = [
    *((name, value) for name in LISTS for value in (None, {}, "abc", [1], [[1, "a"]], [["skipped", -1]], [["x", "y"]])),
    *(("version", value) for value in (None, 1, [], "\ud800")),
    *(("documents", value) for value in (None, "1", -1, 1.5)),
    ("omissions", [{"sort": "none", "path": "a", "line": 1, "last": 1, "reason": "b"}]),
    ("omissions", [{"sort": "skipped", "path": "a", "line": "1", "last": 1, "reason": "b"}]),
    ("counts", [["none", 1]]),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_value_of_another_kind_is_refused(tmp_path, name, value):
    write_intake(tmp_path, Intake("g-1", "0", 1, 2, 3, 4))
    kept = json.loads((tmp_path / INTAKE).read_text(encoding="utf-8"))
    assert read_intake(tmp_path, "g-1")
    (tmp_path / INTAKE).write_text(json.dumps(kept | {name: value}), encoding="utf-8")
    assert read_intake(tmp_path, "g-1") is None


def test_where_there_is_none(tmp_path):
    assert read_intake(tmp_path, "g-1") is None
    (tmp_path / INTAKE).mkdir()
    assert read_intake(tmp_path, "g-1") is None
