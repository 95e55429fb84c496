"""What pairs with what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.markdown.marks import bracket_pairs, code_spans, is_url, paren_pairs, tag_attributes, trim_url


def test_code_spans_close_with_as_many_ticks() -> None:
    assert code_spans("`a` ``b`c`` `d") == {0: (3, 1), 4: (11, 2)}
    assert code_spans(r"\`a`") == {}


def test_brackets_in_code_pair_with_nothing() -> None:
    pairs, outer = bracket_pairs("[a `]` b](x)", code_spans("[a `]` b](x)"))
    assert pairs[0] == 8 and not outer
    assert bracket_pairs("[a [b](x) c](y)", {})[1] == {0}


def test_parentheses_do_not_pair_over_spaces() -> None:
    assert paren_pairs("(a(b)c) (d e)") == {0: 6, 2: 4}


@pytest.mark.parametrize(
    ("url", "trimmed"),
    [
        ("https://e.com/a.", "https://e.com/a"),
        ("https://e.com/a_(b)", "https://e.com/a_(b)"),
        ("https://e.com/a)", "https://e.com/a"),
        ("https://e.com/a**", "https://e.com/a"),
        ("https://e.com/a])", "https://e.com/a"),
    ],
)
def test_punctuation_after_an_address(url: str, trimmed: str) -> None:
    assert trim_url(url) == trimmed


@given(st.text(alphabet="()[]`\\ab", max_size=40))
def test_pairs_point_at_each_other(source: str) -> None:
    pairs, _ = bracket_pairs(source, code_spans(source))
    assert all(source[at] == "[" and pairs[-to - 1] == at for at, to in pairs.items() if at >= 0)


def test_attributes() -> None:
    assert tag_attributes(""" HREF="a&amp;b" src='c' width=3 hidden""") == {"href": "a&b", "src": "c", "width": "3"}


def test_addresses() -> None:
    assert is_url("HTTPS://e.com") and not is_url("https:///x") and not is_url("mailto:a@e.com")
