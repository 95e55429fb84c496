"""Words that relations are read by: several senses of a table of ``data/lexicon`` in one pattern."""

from __future__ import annotations

import re
from functools import cache

from kg.text.lexicon import lexicon


@cache
def words_for(table: str, *senses: str, besides: str = "") -> re.Pattern[str]:
    """One pattern for all senses; `lastgroup` of a match is the sense that it was read in.

    Parameters
    ----------
    besides
        What the language's grammar adds, as a regular expression.

    Examples
    --------
    >>> words_for("relate_links", "rivals", "exceeds").search("A超过了B").lastgroup
    'exceeds'
    """
    rows = lexicon(table)
    said = [f"(?P<{sense}>{rows[sense].pattern.pattern})" for sense in senses]
    return re.compile("|".join([*said, besides] if besides else said), re.IGNORECASE)
