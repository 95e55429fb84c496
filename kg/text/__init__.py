"""How Chinese and English are read: words, dates, numbers, sums of money, names, addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered
from kg.text.lexicon import (
    lexicon,
)  # these two go by the names of their modules, and an import of those would hide them
from kg.text.words import fold, language_of, name_key, plain, sentence_spans, words

if TYPE_CHECKING:
    from kg.text.dates import stated_days
    from kg.text.glossary import synonyms
    from kg.text.names import NameIndex
    from kg.text.numbers import amounts
    from kg.text.periods import find_periods
    from kg.text.sites import site
    from kg.text.urls import canonical_url, find_addresses

__all__ = [
    "NameIndex",
    "amounts",
    "canonical_url",
    "find_addresses",
    "find_periods",
    "fold",
    "language_of",
    "lexicon",
    "name_key",
    "plain",
    "sentence_spans",
    "site",
    "stated_days",
    "synonyms",
    "words",
]

__getattr__ = offered(
    __name__,
    {
        "stated_days": "dates",
        "synonyms": "glossary",
        "NameIndex": "names",
        "amounts": "numbers",
        "find_periods": "periods",
        "canonical_url": "urls",
        "find_addresses": "urls",
        "site": "sites",
    },
)
