"""How Chinese and English are read: words, dates, numbers, sums of money, names, addresses."""

from kg.text.dates import stated_days
from kg.text.glossary import synonyms
from kg.text.lexicon import lexicon
from kg.text.names import NameIndex
from kg.text.numbers import amounts
from kg.text.periods import find_periods
from kg.text.urls import canonical_url, find_addresses, site
from kg.text.words import fold, language_of, name_key, plain, sentence_spans, words

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
