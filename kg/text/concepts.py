"""What sort of item is wanted, and which sections hold such items: ``data/lexicon/concepts.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text.lexicon import lexicon


def find_concepts(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Concepts that `text` names, in the order of the table, each at its first place."""
    for concept, said in lexicon("concepts").items():
        match = said.pattern.search(text)
        if match:
            yield concept, match


def concepts_of(text: str) -> tuple[str, ...]:
    """Concepts that a text names.

    >>> concepts_of("投资&商业"), concepts_of("Robotics papers")
    (('funding',), ('paper', 'robots'))
    """
    return tuple(concept for concept, _ in find_concepts(text))
