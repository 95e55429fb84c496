"""Names known to nobody, told by their own shape: a parameter count or a loud version ("Smaug-72B"), or a word that is
built on a model's name ("MiquMaid", "VoCo-LLaMA", "BiLLM").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ingest.extract.chunks import ChunkRun, chunk_end, compound, is_money, is_size, read_tail, spaced, starts_open
from ingest.extract.spelled import humps
from ingest.extract.units import LATIN, Find, Units
from ingest.extract.vocabulary import GENERIC, words_of

_LOUD = re.compile(r"\d+(?:\.\d+)?b|\d+x\d+b|v\d+(?:\.\d+)*")
_LIKE_A_MODEL = re.compile(r"[a-z]{2}(?:llm|gpt|vlm|bert|diffusion|former)$|[a-z]{3}lm$")
_NO_HEADS = words_of("no_head")
_MAX_CHUNKS, _SHORTEST_LOUD = 4, 3


def find_sized(units: Units) -> list[Find]:
    """Unknown names that carry a parameter count: "Smaug-72B", "ERNIE-4.5-VL-28B-A3B-Thinking"."""
    found = []
    i = 0
    while i < len(units):
        if units.kinds[i] != LATIN or not starts_open(units, i) or not units.words[i][0].isalpha():
            i += 1
            continue
        run = compound(units, i)
        sized = run.end if _has_size(run.chunks) else _loud_end(units, i, run.end)
        if sized is not None and _may_begin(units, i, run):
            sized = read_tail(units, sized).end
            found.append(Find(i, sized, "model", spaced(units, i, sized), "name:size", doubt=0.3))
        i = max(sized or run.end, i + 1)
    return found


def _has_size(chunks: Sequence[str]) -> bool:
    """Whether a chunk behind the first is a count of parameters; of trillions only "1T" is sure to be one."""
    return any((is_size(chunk) and chunk[-1] != "t") or chunk == "1t" for chunk in chunks[1:])


def _loud_end(units: Units, start: int, at: int) -> int | None:
    """End of a count or a "v2" that stands behind a space after a capitalised word; None where none does."""
    word = units.words[start]
    if len(word) < _SHORTEST_LOUD or not word[0].isupper():
        return None
    if at >= len(units) or units.glued[at] or is_money(units, at):
        return None
    stop = chunk_end(units, at)
    return stop if _LOUD.fullmatch("".join(units.norms[at:stop])) else None


def _may_begin(units: Units, start: int, run: ChunkRun) -> bool:
    """False for heads that are no names: generic words, prefixes, single letters."""
    head = run.chunks[0]
    return head not in _NO_HEADS and GENERIC.isdisjoint((head, units.norms[start])) and len(units.norms[start]) > 1


def find_built(units: Units, stems: Collection[str]) -> list[Find]:
    """Unknown words that are built on a model's name, one of `stems`, or end like one."""
    found = []
    i = 0
    while i < len(units):
        if units.kinds[i] != LATIN or not starts_open(units, i):
            i += 1
            continue
        run = compound(units, i)
        end = run.end
        if len(run.chunks) <= _MAX_CHUNKS and _is_built(units, i, run, stems):
            end = read_tail(units, end).end
            found.append(Find(i, end, "model", spaced(units, i, end), "name:built", doubt=0.4))
        i = max(end, i + 1)
    return found


def _is_built(units: Units, start: int, run: ChunkRun, stems: Collection[str]) -> bool:
    """True for several humps, capitals inside, and a model's name or ending among them."""
    words = [hump.casefold() for k in range(start, run.end) for hump in humps(units.words[k])]
    if len(words) < 2 or not any(letter.isupper() for letter in units.surface(start, run.end)[1:]):
        return False
    return any(word in stems for word in words[1:]) or bool(_LIKE_A_MODEL.search(run.chunks[0]))
