"""Words in both languages that say what sort of item is wanted, and which sections hold such items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concepts:
    """A table of concepts, each with the words that mean it."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Concepts that `text` names, each at its first place."""
        for concept, pattern in self.patterns:
            match = pattern.search(text)
            if match:
                yield concept, match


def _table(**words: str) -> Concepts:
    """Patterns: Latin words whole, Han anywhere."""
    return Concepts(
        tuple(
            (concept, re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in listed.split()), re.IGNORECASE))
            for concept, listed in words.items()
        )
    )


CONCEPTS = _table(
    paper="论文 papers? preprints?",
    reading="阅读 文章推荐 好文 readings? articles?",
    report="报告 调查 调研 白皮书 reports? surveys?",
    funding="投资 融资 商业 收购 估值 并购 funding invest(?:ment|ments|ing|or|ors)? acquisitions? valuations? deals? "
    "business",
    robots="(?<!聊天)机器人 具身 robots? robotics",
    release="发布 新品 产品 推出 上线 releases? launch(?:es|ed)? products?",
    policy="政策 监管 法规 policy policies regulations?",
    tools="工具 tools?",
    opinion="观点 看法 评论 opinions? commentary",
)
"""What the sections of newsletters are about."""


def concepts_of(text: str) -> tuple[str, ...]:
    """Concepts that a text names.

    >>> concepts_of("投资&商业"), concepts_of("Robotics papers")
    (('funding',), ('paper', 'robots'))
    """
    return tuple(concept for concept, _ in CONCEPTS.find(text))
