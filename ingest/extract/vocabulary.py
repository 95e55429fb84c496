"""Words that names are made of, and words that are no names: tables of ``data/lexicon``."""

from __future__ import annotations

from typing import cast

from kg.model import EntityType
from kg.text.lexicon import lexicon


def words_of(sense: str) -> frozenset[str]:
    """Plain words of one sense of ``data/lexicon/names.toml``."""
    return frozenset(lexicon("names")[sense].words)


# Words that name a kind, a method or a time, never one thing; a name may contain them.
GENERIC = words_of("generic")

# Nouns that say what the name beside them is; where two types have a noun, the first is meant.
NOUNS: dict[EntityType, tuple[str, ...]] = {
    cast(EntityType, kind): said.words for kind, said in lexicon("nouns").items()
}
