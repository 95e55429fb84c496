"""What of an item gets a vector: the whole, its title, short chunks, single sentences, the opinion."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Item, Passage, TextField
from kg.text.words import language_of, sentence_spans

CHUNK_CHARACTERS = 180
MOST_PASSAGES = 400  # of one item: a text of a million characters must not drown the archive
WHOLE_CHARACTERS = 1500  # the model reads 512 tokens; more would only be cut off there


def passages_of(item: Item) -> tuple[Passage, ...]:
    """The passages of an item; the first is always the whole item.

    Chunks are neighbouring sentences up to about 180 characters, which measured best for a model that reads Chinese
    and English; a sentence that is a chunk by itself, and a chunk that is the whole item, are not repeated.
    """
    whole = Passage(item.id, "item", "text", 0, min(len(item.text), WHOLE_CHARACTERS), "", "")
    found: dict[tuple[TextField, int, int], Passage] = {}
    for passage in [whole, *_candidates(item)]:
        key = (passage.field, passage.start, passage.end)
        if key in found or len(found) >= MOST_PASSAGES:
            continue
        text = item.field(passage.field)[passage.start : passage.end]
        found[key] = Passage(
            item.id, passage.grain, passage.field, passage.start, passage.end, text, language_of(text)
        )  # fmt: skip
    return tuple(found.values())


def _candidates(item: Item) -> Iterator[Passage]:
    """All passages beside the whole, coarse ones first, text still empty."""
    if item.title and item.body:
        yield Passage(item.id, "title", "text", 0, len(item.title), "", "")
    fields: tuple[TextField, ...] = ("text", "opinion")
    for field in fields:
        text = item.field(field)[: MOST_PASSAGES * CHUNK_CHARACTERS]
        sentences = list(sentence_spans(text))
        if field == "opinion" and sentences:
            yield Passage(item.id, "opinion", field, 0, min(len(text), WHOLE_CHARACTERS), "", "")
        yield from (Passage(item.id, "chunk", field, start, end, "", "") for start, end in _chunks(sentences))
    for field in fields:
        for start, end in sentence_spans(item.field(field)[: MOST_PASSAGES * CHUNK_CHARACTERS]):
            if end - start >= 12:
                yield Passage(item.id, "sentence", field, start, end, "", "")


def _chunks(sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join neighbouring sentences while they fit."""
    start = end = -1
    for a, b in sentences:
        if start < 0:
            start, end = a, b
        elif b - start <= CHUNK_CHARACTERS:
            end = b
        else:
            yield start, end
            start, end = a, b
    if start >= 0:
        yield start, end
