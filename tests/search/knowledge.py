"""What an invented archive lends to the understanding of queries."""

from __future__ import annotations

from datetime import date

from kg.model import Issue
from kg.search.parts import Knowledge
from kg.store.tables import EntityRow
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
    names=NameIndex.of((name_key(alias), alias, entity) for alias, entity in ALIASES),
    entities=ENTITIES,
    index_of={entity.id: index for index, entity in enumerate(ENTITIES)},
    issues=lambda: [Issue(f"leo-{n}", "leo", n, f"Issue {n}", date(2025, 10, 6 + n), "x.md") for n in range(1, 11)],
    sections=("热点论文", "投资&商业", "机器人相关", ""),
    sites=("arxiv.org", "blog.google"),
    known=lambda word: all(term in SEEN for term in words(word)),
    newest=date(2025, 11, 24),
)
