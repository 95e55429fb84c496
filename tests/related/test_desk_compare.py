"""What a draft and an earlier text have in common, and what is new, as places in them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.related.desk_compare import Compared, compare
from tests.support import calls_of


def texts(draft: str, earlier: str) -> tuple[list[str], list[str], list[str]]:
    """The stretches as text: common in the draft, common in the earlier one, new."""
    found = compare(draft, earlier)
    return (
        [draft[a:b] for a, b in found.draft],
        [earlier[a:b] for a, b in found.earlier],
        [draft[a:b] for a, b in found.new],
    )


def test_english_words_with_what_is_between_them() -> None:
    draft, earlier, new = texts("The mills of Ostrava grind 4100 bags.", "Ostrava's old mill will grind 3712 bags.")
    assert draft == ["mills", "Ostrava grind", "bags"]
    assert earlier == ["Ostrava's", "mill", "grind", "bags"]
    assert new == ["4100"]


def test_a_phrase_keeps_its_small_words_and_a_small_word_alone_is_nothing() -> None:
    draft, _, new = texts("We saw the state of the art of the north", "The state of the art. Of the old.")
    assert draft == ["the state of the art"]
    assert new == ["saw", "north"]


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    draft, earlier, new = texts("磨坊三季度磨了四千袋面粉，老板很满意。", "老磨坊的面粉，三季度磨得多")
    assert draft == ["磨坊三季度磨", "面粉"]
    assert earlier == ["磨坊", "面粉", "三季度磨"]
    assert new == ["四千袋", "老板很满意"]


def test_spellings_of_one_name_are_common() -> None:
    draft, earlier, _ = texts("ＫＩＴＥ 2.5 flies", "Kite-2.5 landed")
    assert draft == ["ＫＩＴＥ 2.5"] and earlier == ["Kite-2.5"]


def test_traditional_characters_are_those_of_today() -> None:
    assert texts("騰訊發布模型", "腾讯发布模型")[0] == ["騰訊發布模型"]


def test_between_languages_only_names_and_numbers_are_told_apart() -> None:
    _, _, new = texts("Kite 2.6 now reads the mail of Ostrava", "风筝Kite 2.5 能读邮件了")
    assert new == ["2.6", "Ostrava"]
    _, _, new = texts("风筝 Kite 2.6 能读邮件了，还会飞", "Kite 2.5 reads mail")
    assert new == ["2.6"]


def test_nothing_in_common_and_everything() -> None:
    assert texts("Snow fell", "Bakers weigh flour") == ([], [], ["Snow fell"])
    assert texts("Snow fell", "Snow fell") == (["Snow fell"], ["Snow fell"], [])
    assert compare("", "x") == Compared((), (), ())


def test_addresses_are_no_words() -> None:
    draft, earlier, new = texts("Old mill https://a.example/wheel-x grinds", "Old mill grinds https://a.example/wheel")
    assert draft == ["Old mill", "grinds"] and earlier == ["Old mill grinds"] and new == []


def test_a_stretch_ends_with_its_line() -> None:
    assert texts("Old mill\nNew wheel", "Old mill\nNew wheel")[0] == ["Old mill", "New wheel"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a" * 7000, "的" * 7000, "\x00\ud800 a b", "![x](javascript:1)"]
)
def test_hostile_text_only_gives_places(text: str) -> None:
    found = compare(text, text)
    assert all(0 <= a < b <= len(text) for a, b in (*found.draft, *found.earlier, *found.new))
    assert found.new == ()


PARTS = st.lists(
    st.sampled_from(["mill", "the ", "Kite ", "2.5", "磨坊", "的", "面", "，", "\n", " ", "-", "<b>", "É", "٣"]),
    max_size=30,
)


@given(PARTS.map("".join), PARTS.map("".join))
def test_spans_rise_lie_in_the_text_and_nothing_is_both(draft: str, earlier: str) -> None:
    found = compare(draft, earlier)
    for text, spans in ((draft, found.draft), (earlier, found.earlier), (draft, found.new)):
        assert all(0 <= a < b <= len(text) for a, b in spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
    inside = {at for a, b in found.draft for at in range(a, b)}
    assert not any(at in inside for a, b in found.new for at in range(a, b))
    assert compare(draft, draft).new == ()


def test_it_takes_as_long_as_the_texts_are() -> None:
    def work(size: int) -> int:
        return calls_of(lambda: compare("a b " * size, "b a " * size))

    assert work(1000) < 15 * work(100)
