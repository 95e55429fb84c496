"""What is understood from a query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, UnknownName, UsageError
from kg.model import Issue
from kg.search.parts import Filters, Knowledge, Understood
from kg.search.query import LONGEST_QUERY, understand
from kg.store.columns import EntityRow
from kg.text.names import NameIndex
from kg.text.words import name_key, words

ENTITIES = [
    EntityRow("company:openai", "company", "OpenAI", "", ""),
    EntityRow("company:anthropic", "company", "Anthropic", "", ""),
    EntityRow("model:claude-sonnet-4.5", "model", "Claude Sonnet 4.5", "company:anthropic", "model:claude"),
    EntityRow("model:nano-banana", "model", "Nano Banana", "company:google", ""),
    EntityRow("model:gpt-5-codex", "model", "GPT-5-Codex", "company:openai", "model:gpt-5"),
    EntityRow("company:softbank", "company", "SoftBank", "", ""),
    EntityRow("company:deepseek", "company", "DeepSeek", "", ""),
]
ALIASES = [
    ("OpenAI", 0), ("OAI", 0), ("Anthropic", 1), ("Claude Sonnet 4.5", 2), ("Sonnet 4.5", 2), ("Nano Banana", 3),
    ("GPT-5-Codex", 4), ("SoftBank", 5), ("软银", 5), ("DeepSeek", 6), ("DS", 6), ("Memory", 3),
]  # fmt: skip
SEEN = set(words("OpenAI browser claude robot human data sonnet model 浏览器 机器人 论文"))
KNOWLEDGE = Knowledge(
    names=NameIndex([(name_key(alias), alias, entity) for alias, entity in ALIASES]),
    entities=ENTITIES,
    issues=[Issue(f"leo-{n}", "leo", n, f"Issue {n}", date(2025, 10, 6 + n), "x.md") for n in range(1, 11)],
    sections=("热点论文", "投资&商业", "机器人相关", ""),
    sites=("arxiv.org", "blog.google"),
    known=lambda word: all(term in SEEN for term in words(word)),
    newest=date(2025, 11, 24),
)


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


@pytest.mark.parametrize(
    ("query", "kind", "value"),
    [
        ("section:机器人 x", "section", "机器人相关"),
        ("section:papers", "section", "热点论文"),
        ("type:models", "type", "model"),
        ("kind:paper", "kind", "paper"),
        ("site:www.arxiv.org/abs", "site", "arxiv.org"),
        ("site：google", "site", "blog.google"),
    ],
)
def test_fields(query: str, kind: str, value: str) -> None:
    (part,) = ask(query).parts
    assert (part.kind, part.value or part.names[0], part.strict) == (kind, value, True)


def test_field_values_and_options_mean_the_same() -> None:
    by_field = ask("since:2025-10 until:2025-10-15 entity:softbank issue:2-3").parts
    by_option = ask("", since="2025-10", until="2025-10-15", entity="softbank", issue="2-3").parts
    assert [p.id for p in by_field if p.kind != "entity"] == [
        "since:2025-10-01", "until:2025-10-15", "issue:2-3",
    ]  # fmt: skip
    assert {p.id for p in by_field} == {p.id for p in by_option}
    assert ask("since:上个月").parts[0].since == date(2025, 10, 1)
    assert ask('until:"last month"').parts[0].until == date(2025, 10, 31)


@pytest.mark.parametrize(
    "query", ["since:昨天吧", "until:", "since:2025-02-30", "type:foo", "kind:essay", "-since:2025"]
)
def test_malformed_fields(query: str) -> None:
    with pytest.raises(UsageError):
        ask(query)


@pytest.mark.parametrize("query", ["entity:Foobar", "section:天文", "issue:99", "issue:abc", "site:example.org"])
def test_fields_that_name_what_is_not_there(query: str) -> None:
    with pytest.raises(UnknownName):
        ask(query)


def test_long_and_odd_queries() -> None:
    long = ask("深度学习 " * 20_000)
    assert len(long.query) <= LONGEST_QUERY
    assert long.notes
    assert ask("a\x00b\x1b[1m\u200bc\ud800").query == "a b [1m c"


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
