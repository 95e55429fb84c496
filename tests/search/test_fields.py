"""Each field of a query with its good and its bad values."""

from __future__ import annotations

from datetime import date

import pytest

from kg.errors import UnknownName, UsageError
from kg.model import ENTITY_TYPES, ITEM_KINDS
from kg.search.fields import field_part, issue_indices
from kg.search.parts import Part
from kg.text.periods import IssueNumbers
from tests.search.knowledge import KNOWLEDGE


def read(name: str, value: str) -> Part:
    part = field_part(name, value, KNOWLEDGE)
    assert part.strict and part.id and part.label
    return part


@pytest.mark.parametrize("name", ["since", "until", "issue", "section", "entity", "type", "kind", "site"])
def test_every_field_needs_a_value_and_says_which(name: str) -> None:
    with pytest.raises(UsageError, match=r"needs a value, e\.g\. ."):
        field_part(name, "", KNOWLEDGE)


@pytest.mark.parametrize(
    ("value", "since", "until"),
    [
        ("2025-10-07", date(2025, 10, 7), date(2025, 10, 7)),
        ("2025-10", date(2025, 10, 1), date(2025, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("上个月", date(2025, 10, 1), date(2025, 10, 31)),
        ("last month", date(2025, 10, 1), date(2025, 10, 31)),
    ],
)
def test_a_time_begins_for_since_and_ends_for_until(value: str, since: date, until: date) -> None:
    first, last = read("since", value), read("until", value)
    assert (first.kind, first.since, first.until) == ("period", since, None)
    assert (last.kind, last.since, last.until) == ("period", None, until)


@pytest.mark.parametrize("value", ["昨天吧", "2025-02-30", "2025-13", "soon", "last month or so", "10"])
def test_what_is_no_time(value: str) -> None:
    for name in ("since", "until"):
        with pytest.raises(UsageError, match="is not a time; write it as"):
            read(name, value)


@pytest.mark.parametrize(
    ("value", "issues"),
    [("7", (6,)), ("#7", (6,)), ("3-5", (2, 3, 4)), ("第七期", (6,)), ("leo-2", (1,)), ("9-12", (8, 9))],
)
def test_issues_by_number_range_or_id(value: str, issues: tuple[int, ...]) -> None:
    part = read("issue", value)
    assert (part.kind, part.issues) == ("issue", issues)


@pytest.mark.parametrize("value", ["99", "abc", "leo-99", "3 or 5", "3-5-7", "12-14"])
def test_an_issue_that_is_not_there_brings_the_latest(value: str) -> None:
    with pytest.raises(UnknownName) as unknown:
        read("issue", value)
    assert unknown.value.suggestions == ("8", "9", "10")


def test_issues_are_counted_back_from_the_newest() -> None:
    def indices(first: int, last: int) -> tuple[int, ...]:
        return issue_indices(IssueNumbers(0, 0, first, last), KNOWLEDGE)

    assert indices(0, 0) == (9,)
    assert indices(-2, -2) == (7,)
    assert indices(-9, -9) == (0,)
    assert indices(-10, -10) == ()
    assert indices(4, 2) == ()


@pytest.mark.parametrize(
    ("value", "names"),
    [("机器人", ("机器人相关",)), ("papers", ("热点论文",)), ("投资 & 商业", ()), ("投资&商业", ("投资&商业",))],
)
def test_sections_by_a_part_of_their_name_or_by_what_they_are_about(value: str, names: tuple[str, ...]) -> None:
    part = read("section", value)
    assert part.kind == "section"
    assert part.names == (names or ("投资&商业",))


def test_a_section_that_is_not_there_brings_those_that_are() -> None:
    with pytest.raises(UnknownName) as unknown:
        read("section", "天文")
    assert unknown.value.suggestions == ("热点论文", "投资&商业", "机器人相关")


@pytest.mark.parametrize(
    ("value", "entities"),
    [("company:softbank", (5,)), ("softbank", (5,)), ("软银", (5,)), ("sofbankk", (5,)), ("Sonnet 4.5", (2,))],
)
def test_entities_by_id_or_by_any_spelling(value: str, entities: tuple[int, ...]) -> None:
    part = read("entity", value)
    assert (part.kind, part.entities) == ("entity", entities)


@pytest.mark.parametrize(("value", "close"), [("Foobar", ()), ("Zoftbonk", ("SoftBank",)), ("OpenAI Foundation", None)])
def test_an_entity_that_is_not_there(value: str, close: tuple[str, ...] | None) -> None:
    with pytest.raises(UnknownName) as unknown:
        read("entity", value)
    assert close is None or unknown.value.suggestions == close


@pytest.mark.parametrize(("name", "choices"), [("type", ENTITY_TYPES), ("kind", ITEM_KINDS)])
def test_types_and_kinds_in_any_number_and_case(name: str, choices: tuple[str, ...]) -> None:
    for choice in choices:
        for value in (choice, choice.upper(), f"{choice}s"):
            part = read(name, value)
            assert (part.kind, part.value) == (name, choice)
    with pytest.raises(UsageError, match=f"is none of: {choices[0]}"):
        read(name, "foo")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("arxiv.org", ("arxiv.org",)),
        ("https://www.arxiv.org/", ("arxiv.org",)),
        ("ARXIV.org", ("arxiv.org",)),
        ("google", ("blog.google",)),
    ],
)
def test_sites_with_all_that_stands_beneath_them(value: str, names: tuple[str, ...]) -> None:
    part = read("site", value)
    assert (part.kind, part.names) == ("site", names)


def test_a_site_that_nothing_links_to_brings_those_that_hold_the_word() -> None:
    with pytest.raises(UnknownName) as unknown:
        read("site", "arxiv")
    assert unknown.value.suggestions == ("arxiv.org",)
