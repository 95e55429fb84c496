"""The editor's desk: when a draft appears, names, spellings and links of its items, and what the editor decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.read.draft import parse_draft
from kg.related.desk import Occasion, for_block, language_of_draft, look_over, occasion_of
from kg.related.desk_links import linked_before
from kg.related.desk_names import Namer, Spelling
from kg.store.reader import Reader
from tests.store.archives import KITE_2, LUMEN, TIDE, archived, issue, item

TODAY = date(2025, 5, 1)
# Some items that write a name in one way, one that writes it in another.
WRITTEN = (
    issue(1, date(2025, 1, 6), *(item(f"Kite 2 {does}.") for does in ("draws", "sings", "runs", "ends"))),
    issue(2, date(2025, 1, 13), item("kite-2 goes on.", "https://a.example/kite?utm_source=x")),
    issue(3, date(2025, 1, 20), item("Lumen rests.", "https://a.example/kite")),
)  # fmt: skip
SPELT = (replace(KITE_2, aliases=("Kite 2", "kite-2")), LUMEN)


@pytest.fixture(scope="module")
def spelt(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return archived(tmp_path_factory.mktemp("spelt"), *WRITTEN, entities=SPELT)


def test_a_draft_that_tells_nothing_comes_next_and_today() -> None:
    draft = parse_draft("Lumen buys a mill.")
    assert occasion_of(draft, TIDE, today=TODAY) == Occasion(TODAY, 4, told=False)
    assert occasion_of(draft, TIDE, today=TODAY).before is None


def test_a_draft_that_tells_its_day_and_number_is_believed() -> None:
    draft = replace(parse_draft("Lumen buys a mill."), number=9, date=date(2025, 4, 28))
    assert occasion_of(draft, TIDE, today=TODAY) == Occasion(date(2025, 4, 28), 9, told=True)
    guessed = replace(draft, date_inferred=True)
    assert occasion_of(guessed, TIDE, today=TODAY) == Occasion(TODAY, 9, told=False)


def test_the_next_number_is_that_of_the_newsletter_that_appeared_last() -> None:
    draft = parse_draft("Lumen buys a mill.")
    other = issue(70, date(2025, 4, 8), series="ebb")
    assert occasion_of(draft, [*TIDE, other], today=TODAY).number == 71
    assert occasion_of(draft, [other, *TIDE], today=TODAY).number == 4
    assert occasion_of(draft, [replace(other, number=None)], today=TODAY).number is None
    assert occasion_of(draft, [], today=TODAY).number is None


def test_weeks_are_counted_from_the_day_of_the_draft(tiny: Reader) -> None:
    draft = parse_draft("Kite 3 draws maps from memory. https://lumen.example/kite-3")
    for told, day, weeks in [
        (False, date(2025, 4, 28), 3),
        (True, date(2025, 4, 28), 3),
        (True, date(2026, 4, 13), 53),
    ]:
        (found,) = look_over(tiny, draft, Occasion(day, told=told))
        assert found.check.prior[0].weeks == weeks
    (found,) = look_over(tiny, draft, Occasion(date(2025, 4, 7), told=True))
    assert all(prior.issue.number != 3 for prior in found.check.prior), "an issue of its own day is none before it"
    assert found.links == ()


def test_the_story_told_before_is_chosen_and_a_subject_is_not(tiny: Reader) -> None:
    draft = parse_draft("Kite 3 draws maps from memory. https://lumen.example/kite-3\n\nSnow fell on hills.")
    told, new = look_over(tiny, draft, Occasion(TODAY))
    assert told.verdict == "repeat" and told.chosen == {"tide-3-0"}
    assert new.verdict == "new" and new.chosen == frozenset()
    assert [entity.name for entity in told.names] == ["Kite 3"]
    assert [(link.url, link.count, link.items[0][0].id) for link in told.links] == [
        ("https://lumen.example/kite-3", 1, "tide-3-0")
    ]


def test_what_the_editor_decides_is_what_the_block_says(tiny: Reader) -> None:
    (found,) = look_over(tiny, parse_draft("Kite 3 draws maps from memory."), Occasion(TODAY))
    assert not found.overruled
    decided = found.decided(verdict="update")
    assert decided.overruled and decided.chosen == found.chosen
    (block,) = for_block([decided])
    assert block.verdict == "update" and [prior.item.id for prior in block.prior] == ["tide-3-0"]
    (empty,) = for_block([found.decided(chosen=())])
    assert empty.prior == ()


def test_one_language_for_the_whole_draft(tiny: Reader) -> None:
    items = look_over(tiny, parse_draft("流明的模型在学校里试用，老师说它很快。\n\nKite 3 draws."), Occasion(TODAY))
    assert language_of_draft(items) == "zh" and language_of_draft(items[1:]) == "en"


# Names


def test_a_spelling_that_the_archive_hardly_has_is_unusual(spelt: Reader) -> None:
    assert Namer(spelt).of(item("Now kite2 flies.")).spellings == (Spelling("kite2", "Kite 2", 0, 4),)
    assert Namer(spelt).of(item("Now kite-2 flies.")).spellings == (Spelling("kite-2", "Kite 2", 1, 4),)


@pytest.mark.parametrize("text", ["Kite 2 flies.", "Kite\u00a02 flies.", "Kite  2 flies.", "Lumen rests.", "LUMEN", ""])
def test_what_is_written_as_usual_or_seen_too_seldom_is_none(spelt: Reader, text: str) -> None:
    assert Namer(spelt).of(item(text)).spellings == ()


def test_a_spelling_that_many_items_have_too_is_none(tmp_path: Path) -> None:
    both = [item(f"{name} {n}.") for n, name in enumerate(["Kite 2"] * 3 + ["kite-2"])]
    reader = archived(tmp_path, issue(1, date(2025, 1, 6), *both), entities=SPELT)
    assert Namer(reader).of(item("kite-2")).spellings == ()


def test_names_come_in_the_order_of_the_text_once(tiny: Reader) -> None:
    named = Namer(tiny).of(item("Ostrava and Lumen: 流明 and Ostrava build a harbor with Kite 3."))
    assert [entity.name for entity in named.entities] == ["Ostrava", "Lumen", "Kite 3"], "a harbor is no Harbor"


# Links


def test_links_under_any_spelling_are_found_with_their_issues_the_newest_first(spelt: Reader) -> None:
    draft = item(
        "x", "https://www.a.example/kite/", "https://a.example/kite", "https://b.example/", "javascript:alert(1)"
    )
    (found,) = linked_before(spelt, draft)
    assert found.url == "https://www.a.example/kite/" and found.count == 2
    assert [(past.id, where.number) for past, where in found.items] == [("tide-3-0", 3), ("tide-2-0", 2)]
    (found,) = linked_before(spelt, draft, before=date(2025, 1, 20))
    assert [where.number for _, where in found.items] == [2]
    assert linked_before(spelt, draft, before=date(2025, 1, 13)) == ()


def test_an_issue_is_not_told_of_its_own_links(spelt: Reader) -> None:
    (found,) = linked_before(spelt, spelt.item("tide-3-0"))
    assert [past.id for past, _ in found.items] == ["tide-2-0"]
