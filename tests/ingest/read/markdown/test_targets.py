"""Where a bracket leads."""

from __future__ import annotations

import pytest

from ingest.read.markdown.marks import bracket_pairs
from ingest.read.markdown.targets import LinkTargets


@pytest.mark.parametrize(
    ("source", "target", "rest"),
    [
        ("[a](https://e.com/x) b", "https://e.com/x", " b"),
        ("[a](https://e.com/x_(y)) b", "https://e.com/x_(y)", " b"),
        ("[a]( <https://e.com/x y> ) b", "https://e.com/x y", " b"),
        ("[a](https://e.com/x 'T') b", "https://e.com/x", " b"),
        ("[a](a b.png) c", "a b.png", " c"),
        ("[a][R] b", "https://e.com/r", " b"),
        ("[r][] b", "https://e.com/r", " b"),
        ("[r] b", "https://e.com/r", " b"),
    ],
)
def test_targets(source: str, target: str, rest: str) -> None:
    pairs, _ = bracket_pairs(source, {})
    found, end = LinkTargets(source, {"r": "https://e.com/r"}, pairs).find(pairs[0])
    assert (found, source[end:]) == (target, rest)


@pytest.mark.parametrize("source", ["[a]", "[a][x]", "[a](", "[a](b\nc"])
def test_brackets_that_lead_nowhere(source: str) -> None:
    pairs, _ = bracket_pairs(source, {})
    assert LinkTargets(source, {}, pairs).find(pairs[0]) == ("", 0)
