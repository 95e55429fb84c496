"""Names found once are found everywhere, everyday words nowhere, and what is told of them stays told of the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.everywhere import ELSEWHERE, found_everywhere
from ingest.extract.said import Said, Told
from kg.model import EntityType, Item, Mention, TextField

MARK = re.compile(r"\[([^\[\]|]+)(?:\|(\w+))?\]")
FIELDS: tuple[TextField, ...] = get_args(TextField)


def items_of(*texts: str, doubt: float = 0.1, rule: str = "read") -> tuple[list[Item], list[Said]]:
    """Items whose names were read where they are marked, as [surface] or [surface|type]; " // " begins an opinion."""
    items, said = [], []
    for number, source in enumerate(texts):
        mentions = []
        plain = {"text": "", "opinion": ""}
        for field, part in zip(FIELDS, source.split(" // "), strict=False):
            at = 0
            for match in MARK.finditer(part):
                plain[field] += part[at : match.start()]
                start, end = len(plain[field]), len(plain[field]) + len(match[1])
                kind: EntityType = match[2] or "product"  # type: ignore[assignment]
                mentions.append(Mention(f"i-{number}", field, start, end, match[1], kind, match[1], rule, doubt=doubt))
                plain[field] += match[1]
                at = match.end()
            plain[field] += part[at:]
        items.append(Item(f"i-{number}", "1", number, "", "story", "x", plain["text"], plain["opinion"]))
        said.append(Said(tuple(mentions)))
    return items, said


def named(*texts: str, doubt: float = 0.1, rule: str = "read") -> list[list[str]]:
    """What each text names in the end, as written; what was added has a plus before it."""
    found = found_everywhere(*items_of(*texts, doubt=doubt, rule=rule))
    return [["+" * (m.rule == ELSEWHERE) + m.surface for m in says.mentions] for says in found]


def test_a_name_that_was_passed_over_is_found() -> None:
    items, said = items_of("[LoomKit]来了", "都在用LoomKit写", doubt=0.2)
    (mention,) = found_everywhere(items, said)[1].mentions
    assert (mention.item_id, mention.field, mention.start, mention.end) == ("i-1", "text", 3, 10)
    assert (mention.surface, mention.name, mention.type, mention.rule) == ("LoomKit", "LoomKit", "product", ELSEWHERE)
    assert mention.doubt == 0.6  # one of two places


def test_in_other_capitals_and_widths_as_well() -> None:
    found = named("[LoomKit]来了，[LoomKit]！[LoomKit]！", "用loomkit写", "ＬＯＯＭＫＩＴ // 看Loomkit")
    assert found[1:] == [["+loomkit"], ["+ＬＯＯＭＫＩＴ", "+Loomkit"]]


def test_a_plain_word_in_small_letters_is_none() -> None:
    assert named("[Loom]来了，[Loom]！[Loom]！", "看loom")[1] == []


def test_a_traditional_spelling_is_the_simplified_one() -> None:
    assert named("[栎木科技|company]涨了", "櫟木科技跌了")[1] == ["+櫟木科技"]


@pytest.mark.parametrize("text", ["LoomKits", "myLoomKit", "LoomKit2", "Loom Kit", "Loom"])
def test_a_piece_of_a_longer_word_is_none(text: str) -> None:
    assert named("[LoomKit]来了", text)[1] == []


@pytest.mark.parametrize("text", ["用LoomKit写", "(LoomKit)", "LoomKit", "LoomKit's", "LoomKit-2"])
def test_a_word_is_where_it_ends(text: str) -> None:
    assert named("[LoomKit]来了", text)[1] == ["+LoomKit"]


def test_what_was_found_otherwise_stays() -> None:
    items, said = items_of("[LoomKit]来了", "[LoomKit Labs|company]来了", "[LoomKit]好")
    assert [len(says.mentions) for says in found_everywhere(items, said)] == [1, 1, 1]


def test_a_name_that_is_read_too_seldom_is_found_nowhere_else() -> None:
    assert named("[LoomKit]来了", "LoomKit", "LoomKit") == [["LoomKit"], [], []]
    assert named("[LoomKit]来了", "[LoomKit]", "LoomKit", "LoomKit") == [["LoomKit"]] * 2 + [["+LoomKit"]] * 2


def test_one_reading_has_to_be_sure() -> None:
    assert named("[LoomKit]来了", "用LoomKit", doubt=0.3)[1] == ["+LoomKit"]
    assert named("[LoomKit]来了", "用LoomKit", doubt=0.31)[1] == []


def test_it_is_what_it_was_read_as_most_often() -> None:
    items, said = items_of("[LoomKit|company]、[LoomKit|product]、[LoomKit|product]", "LoomKit")
    assert [mention.type for mention in found_everywhere(items, said)[1].mentions] == ["product"]


def test_an_everyday_word_names_nothing() -> None:
    assert named("[Tweet]来了", "Tweet Tweet", "Tweet", "a Tweet") == [[], [], [], []]
    assert named("[Tweet]来了", "Tweet Tweet", "Tweet") == [["Tweet"], [], []]  # a quarter
    assert named("[Tweet]来了", "Tweet", "Tweet") == [["Tweet"], [], []]  # too few to tell


def test_what_the_gazetteer_or_an_address_says_is_left_alone() -> None:
    for rule in ("gazetteer", "handle", "url:github"):
        texts = "[Tweet]来了", "Tweet Tweet", "Tweet", "a Tweet"
        assert named(*texts, rule=rule) == [["Tweet"], [], [], []]


def test_an_everyday_word_is_left_where_the_gazetteer_knows_it() -> None:
    items, said = items_of("[Tweet]来了", "[Tweet]", "Tweet Tweet Tweet Tweet")
    said[1] = Said(tuple(replace(mention, rule="gazetteer") for mention in said[1].mentions))
    assert [len(says.mentions) for says in found_everywhere(items, said)] == [0, 1, 0]


def test_what_is_told_stays_told_of_the_same_names() -> None:
    items, said = items_of("看LoomKit：[Acme|company]收购[Beta|company]", "[LoomKit]来了")
    told = Told(0, "acquired", 1, "stated", 0.1), Told(1, "ipo", 1, "stated", 0.1)
    said[0] = Said((said[0].mentions[0], replace(said[0].mentions[1], news=(("people", 0.8),))), told)
    (says, _) = found_everywhere(items, said)
    assert [mention.surface for mention in says.mentions] == ["LoomKit", "Acme", "Beta"]
    assert [(each.subject, each.object) for each in says.told] == [(1, 2), (2, 2)]
    assert [mention.news for mention in says.mentions] == [(), None, (("people", 0.8),)]


def test_what_is_told_of_an_everyday_word_goes_with_it() -> None:
    items, said = items_of("[Tweet]说[Acme|company]收购[Beta|company]", "Tweet Tweet", "Tweet Tweet")
    told = Told(0, "acquired", 1, "stated", 0.1), Told(1, "acquired", 2, "stated", 0.1)
    said[0] = Said(said[0].mentions, told)
    says = found_everywhere(items, said)[0]
    assert [mention.surface for mention in says.mentions] == ["Acme", "Beta"]
    assert [(each.subject, each.object) for each in says.told] == [(0, 1)]


def test_a_text_that_grows_when_folded_is_passed_over() -> None:
    assert named("[LoomKit]来了", "①½㍿ LoomKit // LoomKit")[1] == ["+LoomKit"]


def test_where_nothing_was_read_all_stays() -> None:
    items, said = items_of("LoomKit", "[LoomKit]", rule="gazetteer")
    assert found_everywhere(items, said) == said
    assert found_everywhere([], []) == []


WORDS = [
    "LoomKit",
    "loomkit",
    "Loom",
    "Loom Kit",
    "Tweet",
    "栎木",
    "櫟木",
    "s",
    "2",
    "。",
    "🔪",
    "½",
    "İ",
    " ",
    " ",
    "\n",
]
MARKED = ["[LoomKit]", "[Loom]", "[Loom Kit|model]", "[Tweet]", "[栎木|company]", "[loomkit|company]"]
texts = st.lists(st.sampled_from([*WORDS, *MARKED, " // "]), max_size=25).map("".join)


@given(st.lists(texts, max_size=6), st.sampled_from([0.1, 0.4]), st.data())
def test_whatever_was_read_names_stand_where_they_say(sources: list[str], doubt: float, data: st.DataObject) -> None:
    items, said = items_of(*(" // ".join(source.split(" // ")[:2]) for source in sources), doubt=doubt)
    for at, says in enumerate(said):
        if says.mentions:
            places = st.integers(0, len(says.mentions) - 1)
            pairs = data.draw(st.lists(st.tuples(places, places), max_size=4))
            told = tuple(Told(one, "competes_with", other, "stated", 0.1) for one, other in pairs)
            said[at] = Said(says.mentions, told)
    found = found_everywhere(items, said)
    for item, before, after in zip(items, said, found, strict=True):
        kept = [mention for mention in after.mentions if mention.rule != ELSEWHERE]
        assert kept == [mention for mention in before.mentions if mention in kept]
        for mention in after.mentions:
            assert mention.item_id == item.id and 0 <= mention.doubt <= 1
            assert item.field(mention.field)[mention.start : mention.end] == mention.surface != ""
        order = [(FIELDS.index(mention.field), mention.start, mention.end) for mention in after.mentions]
        assert all((one[0], one[2]) <= other[:2] for one, other in pairwise(order))
        old, new = before.mentions, after.mentions
        stays = {at for at, mention in enumerate(old) if mention in kept}
        assert [(new[each.subject], new[each.object]) for each in after.told] == [
            (old[each.subject], old[each.object]) for each in before.told if {each.subject, each.object} <= stays
        ]
    gone = Counter(m.surface for says in said for m in says.mentions)
    gone.subtract(m.surface for says in found for m in says.mentions if m.rule != ELSEWHERE)
    left = {mention.surface for says in found for mention in says.mentions}
    assert all(surface not in left for surface, times in gone.items() if times)  # dropped everywhere or nowhere
