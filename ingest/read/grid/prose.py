"""One block of prose that tells many stories, each of which opens with a strong name: cut at its leads."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.text.words import sentence_spans

_LEAST = 300  # characters of a block that may hold several stories
_FEWEST = 3  # sentences that open with a strong name
_LEAD = re.compile(r"[^\w*]{0,3}(?:\*\*|__)\S")
_LONGEST_SENTENCE = 2000


def split_prose(source: str) -> list[str]:
    """Cut a paragraph of Markdown before each sentence that opens with strong text.

    Returns
    -------
    list of str
        The whole paragraph where it is short, or where fewer than three sentences open so.

    Examples
    --------
    >>> text = "**Acme** ships a lamp. It glows. **Emca** buys a mill. **Ecma** closes. " + "More follows here. " * 20
    >>> [story[:10] for story in split_prose(text)]
    ['**Acme** s', '**Emca** b', '**Ecma** c']
    """
    if len(source) < _LEAST:
        return [source]
    starts = [start for start, _ in sentence_spans(source, limit=_LONGEST_SENTENCE) if _LEAD.match(source, start)]
    if len(starts) < _FEWEST:
        return [source]
    bounds = [0, *(start for start in starts if source[:start].strip()), len(source)]
    return [source[left:right].strip() for left, right in pairwise(bounds)]
