"""Lists: what stands among known names is of their kind, or one of them misspelt."""

from __future__ import annotations

import pytest

from tests.ingest.extract.small import after, names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("今天说说佐布、Frobnik和Wobble。", {"Wobble": "company"}),
        ("佐布、Wobble和Frobnik都来了", {"Wobble": "company"}),
        ("今天说说好用的QuillPad、Newt、Wobble等", {"Wobble": "product"}),
        ("今天说说佐布、QuillPad和Wobble。", {}),  # no type that most members have
        ("今天说说佐布和Wobble。", {}),  # one known name is no list
        ("今天说说佐布、Frobnik和Agent。", {}),
        ("今天说说佐布、Frobnik和Wobble能力", {}),  # the phrase runs on
        ("今天说说佐布、Frobnik和它们。", {}),
        ("Zorblax, Frobnik and Wobble are here", {"Wobble": "company"}),
        ("Zorblax, Frobnik, Wobble are here", {}),  # behind a mere comma English goes on
        ("Zorblax, Frobnik and wobble are here", {}),
    ],
)
def test_unknown_members(text: str, found: dict[str, str]) -> None:
    assert names(after("lists", text), rule="list") == found


def test_a_misspelt_member_is_the_known_one() -> None:
    written = after("lists", "今天说说Quimby、佐布和Frobnjk。")
    assert names(written, rule="list:misspelt") == {"Frobnik": "company"}
    assert names(after("lists", "今天说说Quimby、佐布和Frabnjk。"), rule="list:misspelt") == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We tried models like Wobble, Fribble and Grommet.", {"Wobble", "Fribble", "Grommet"}),
        ("We tried models such as Turbo.", set()),
        ("We tried models like these.", set()),
        ("We tried the WobbleX base model.", {"WobbleX"}),
        ("We tried the Wobble model.", set()),  # written like any word
        ("我们试了WobbleX model。", set()),
    ],
)
def test_what_english_calls_a_model(text: str, found: set[str]) -> None:
    assert set(names(after("lists", text), rule="list:models")) == found
