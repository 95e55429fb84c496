"""Where a spelling stands in an item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Item, TextField
from kg.text.words import HAN


def places_of(surface: str, item: Item) -> Iterator[tuple[TextField, int, int]]:
    """Where an item is written so, never inside of a word; any space stands for any other.

    >>> item = Item("i", "1", 0, "", "story", "", "发布GPT-5，不是GPT-50", "GPT-5?")
    >>> list(places_of("GPT-5", item))
    [('text', 2, 7), ('opinion', 0, 5)]
    """
    letter = rf"[^\W_{HAN}]"
    before = f"(?<!{letter})" if re.match(letter, surface) else ""
    behind = f"(?!{letter})" if re.match(letter, surface[-1]) else ""
    words = r"\s+".join(re.escape(word) for word in surface.split())
    fields: tuple[TextField, ...] = ("text", "opinion")
    for field in fields:
        yield from ((field, *match.span()) for match in re.finditer(before + words + behind, item.field(field)))
