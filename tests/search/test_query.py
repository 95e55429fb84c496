"""What is understood from a query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, UsageError
from kg.search.parts import Filters
from kg.search.query import LONGEST_QUERY, Understood, knowledge_of, understand
from kg.store.reader import Reader
from tests.search.knowledge import KNOWLEDGE


def ask(query: str, *, off: Collection[str] = (), **filters: str) -> Understood:
    return understand(query, KNOWLEDGE, filters=Filters(**filters), off=off)  # type: ignore[arg-type]


def ids(query: str) -> list[str]:
    return [part.id for part in ask(query).parts]


@pytest.mark.parametrize(
    ("query", "entity"),
    [
        ("OAI 浏览器", "company:openai"),
        ("open ai browser", "company:openai"),
        ("nanobanana", "model:nano-banana"),
        ("ＮＡＮＯ‑Banana", "model:nano-banana"),
        ("gpt5 codex", "model:gpt-5-codex"),
        ("gpt-5codex", "model:gpt-5-codex"),
        ("软银清仓", "company:softbank"),
        ("antropic", "company:anthropic"),
        ("sonet 4.5", "model:claude-sonnet-4.5"),
        ("DS 新模型", "company:deepseek"),
    ],
)
def test_names_by_any_spelling(query: str, entity: str) -> None:
    assert f"entity:{entity}" in ids(query)


@pytest.mark.parametrize("query", ["sonet 4", "gpt4 codex", "ds data", "human browser", "5", "sonnet 45", "memory"])
def test_what_is_no_name(query: str) -> None:
    assert not ask(query).of("entity")


def test_a_misspelt_name_is_corrected_in_what_is_searched_for() -> None:
    understood = ask("antropic sonet 4.5")
    assert understood.text == "Anthropic Sonnet 4.5"
    assert [part.text for part in understood.parts] == ["antropic", "sonet 4.5"]
    assert all(0.8 < part.similarity < 1 for part in understood.parts)


def test_times_leave_the_text_and_can_be_turned_off() -> None:
    understood = ask("10月份 OpenAI")
    assert understood.text == "OpenAI"
    (period,) = understood.of("period")
    assert (period.since, period.until, period.strict) == (date(2025, 10, 1), date(2025, 10, 31), False)
    without = ask("10月份 OpenAI", off=[period.id])
    assert without.text == "10月份 OpenAI"
    assert [part.id for part in without.off] == [period.id]
    assert not without.of("period")


def test_results_of_a_quarter_are_no_time_of_publication() -> None:
    assert not ask("2025Q3 财报").of("period")
    assert ask("2025Q3 机器人").of("period")


def test_issue_numbers() -> None:
    (part,) = ask("第7期 云计算").of("issue")
    assert part.issues == (6,)
    assert ask("最新一期").of("issue")[0].issues == (9,)
    assert ask("issues 2-4").of("issue")[0].issues == (1, 2, 3)
    (missing,) = ask("第99期").of("issue")
    assert missing.issues == ()
    assert missing.strict


def test_phrases_exclusions_accounts_and_topics() -> None:
    understood = ask('"deep agent" -OpenAI @karpathy 论文')
    assert [(part.kind, part.value) for part in understood.parts] == [
        ("phrase", "deep agent"), ("without", "OpenAI"), ("account", "karpathy"), ("topic", "paper"),
    ]  # fmt: skip
    assert understood.of("topic")[0].names == ("热点论文",)
    assert "deep agent" in understood.text
    assert "OpenAI" not in understood.text


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert not ask("gpt-oss state-of-the-art - x").of("without")


def test_field_values_and_options_mean_the_same() -> None:
    by_field = ask("since:2025-10 until:2025-10-15 entity:softbank issue:2-3").parts
    by_option = ask("", since="2025-10", until="2025-10-15", entity="softbank", issue="2-3").parts
    assert [p.id for p in by_field if p.kind != "entity"] == [
        "since:2025-10-01", "until:2025-10-15", "issue:2-3",
    ]  # fmt: skip
    assert {p.id for p in by_field} == {p.id for p in by_option}


def test_fields_may_be_excluded() -> None:
    (part,) = ask("lamps -since:2025").parts
    assert (part.kind, part.id, part.label) == ("without", "without:since:2025-01-01", "not since 2025-01-01")
    assert part.negates is not None
    assert part.negates.since == date(2025, 1, 1)
    with pytest.raises(UsageError, match="leave out the hyphen"):
        ask("-order:new")


def test_fields_may_be_quoted_and_leave_the_text() -> None:
    understood = ask('robots section:"投资&商业" since：2025-10')
    assert [part.kind for part in understood.parts if part.strict] == ["section", "period"]
    assert understood.text == "robots"


def test_long_and_odd_queries() -> None:
    long = ask("深度学习 " * 20_000)
    assert len(long.query) <= LONGEST_QUERY
    assert long.notes
    assert ask("a\x00b\x1b[1m\u200bc\ud800").query == "a b [1mc"


FIELDS = st.sampled_from(
    ["since:", "until:", "issue:", "entity:", "section:", "type:", "-", '"', "@", "#", "第", "期", "月", "：", "Q3 "]
)


@given(
    st.lists(st.one_of(FIELDS, st.text(max_size=8), st.sampled_from(["2025", "OpenAI", "软银", "10"])), max_size=8).map(
        "".join
    )
)
def test_any_text_is_understood_or_refused_in_words(query: str) -> None:
    try:
        understood = ask(query)
    except KgError as error:
        assert str(error)
        return
    for part in understood.parts:
        assert part.id and part.label
        assert -1 <= part.start <= part.end <= len(query)
    everything_off = ask(query, off=[part.id for part in understood.parts])
    assert not {part.id for part in everything_off.parts} & {part.id for part in understood.parts}


def test_knowledge_of_an_archive(tiny: Reader) -> None:
    knowledge = knowledge_of(tiny)
    assert {
        knowledge.entities[e].name for s in knowledge.names.spot("流明", known=knowledge.known) for e in s.entities
    } == {"Lumen"}
    assert set(knowledge.sections) == {"News", "Business", "论文", "教育", ""}
    assert "lumen.example" in knowledge.sites
    assert (knowledge.known("lighthouse"), knowledge.known("zebra")) == (True, False)
    assert knowledge.newest == date(2025, 4, 7)
    assert understand("in April", knowledge).of("period")[0].since == date(2025, 4, 1)
