"""The shipped heads read texts that nobody showed them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.learned.reader import LearnedReader, Text, open_reader, windows
from kg.embed.states import Pieces
from tests.embed.texts import needs_wheel

pytestmark = needs_wheel


@pytest.fixture(scope="module")
def reader() -> LearnedReader:
    found = open_reader()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Velmora Robotics said on Monday that it had raised $12 million.", "Velmora Robotics", "company"),
        ("A survey by Priyanka Oduya found that few people read the manual.", "Priyanka Oduya", "person"),
        ("Brintle 3.2 is a new open-weights language model with 9B parameters.", "Brintle 3.2", "model"),
        ("机器人公司栎木科技宣布完成新一轮融资。", "栎木科技", "company"),
    ],
)
def test_new_names(reader, text, name, kind):
    (reading,) = reader.read([Text(text)])
    assert (name, kind) in [(text[span.start : span.end], span.type) for span in reading.spans]


def test_who_does_what(reader):
    text = "Velmora Robotics has acquired Pell & Marrow, a maker of sensors."
    (reading,) = reader.read([Text(text)])
    spelt = [text[span.start : span.end] for span in reading.spans]
    told = {
        (spelt[claim.subject], claim.predicate, spelt[claim.object]) for claim in reading.claims if claim.sure > 0.5
    }
    assert told == {("Velmora Robotics", "acquired", "Pell & Marrow")}


def test_what_is_read_depends_on_no_other_text(reader):
    texts = [Text("Velmora Robotics hired Priyanka Oduya."), Text("苹果汁很甜。"), Text(""), Text("x " * 900)]
    together = reader.read(texts)
    assert together == [reader.read([text])[0] for text in texts]
    assert together[2].spans == () == together[1].spans


@settings(deadline=None)
@given(lengths=st.lists(st.integers(1, 30), max_size=120))
def test_windows_are_all_of_a_text(lengths):
    words = ["a" * length + ("." if length % 7 == 0 else "") for length in lengths for _ in range(10)]
    text, starts, ends = " ".join(words), [], []
    for word in words:
        starts.append(ends[-1] + 1 if ends else 0)
        ends.append(starts[-1] + len(word))
    pieces = Pieces([0] * len(words), starts, ends)
    stretches = list(windows(text, pieces))
    assert [place for first, last in stretches for place in range(first, last)] == list(range(len(words)))
    assert all(last - first <= 400 for first, last in stretches)
