"""Names with a parameter count or a loud version, known to nobody, and lists of counts: "Smaug-72B", "7B和3B"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.extract.chunks import (
    behind_joiner,
    chunk_end,
    compound,
    is_money,
    is_size,
    read_tail,
    spaced,
    starts_open,
)  # fmt: skip
from ingest.extract.units import LATIN, NUMBER, Find, Units
from ingest.extract.vocabulary import GENERIC

_LOUD = re.compile(r"\d+(?:\.\d+)?b|\d+x\d+b|v\d+(?:\.\d+)*")
_NO_HEADS = frozenset(
    {"better", "non", "sub", "pre", "post", "than", "like", "near", "over", "under", "up", "multi", "self"}
)


def size_lists(units: Units, taken: set[int]) -> Iterable[tuple[int, list[tuple[int, int]]]]:
    """Runs of at least two sizes that are called versions: "72B、7B和3B三个版本"."""
    i = 0
    while i < len(units):
        sizes: list[tuple[int, int]] = []
        at = i
        while at < len(units) and at not in taken and units.kinds[at] == NUMBER:
            stop = chunk_end(units, at)
            if not is_size("".join(units.norms[at:stop])) or is_money(units, at):
                break
            sizes.append((at, stop))
            following = behind_joiner(units, stop)
            if following is None:
                break
            at = following
        if len(sizes) > 1:
            end = sizes[-1][1]
            behind = "".join(units.norms[end : end + 6])
            if re.match(
                r"(?:[一二两三四五六七八九十\d]?[个种款]?|共.?[个种])(?:版本|模型|尺寸|规格|型号)|sizes|versions|variants|models",
                behind,
            ):
                yield sizes[0][0], sizes
            i = end
        else:
            i += 1


def find_sized(units: Units) -> list[Find]:
    """Unknown names that carry a parameter count: "Smaug-72B", "ERNIE-4.5-VL-28B-A3B-Thinking"."""
    found = []
    i = 0
    while i < len(units):
        if units.kinds[i] != LATIN or not starts_open(units, i) or not units.words[i][0].isalpha():
            i += 1
            continue
        end, chunks = compound(units, i)
        sized = any((is_size(chunk) and chunk[-1] != "t") or chunk == "1t" for chunk in chunks[1:])
        if not sized and end < len(units) and len(units.words[i]) > 2 and units.words[i][0].isupper():
            stop = chunk_end(units, end)
            chunk = "".join(units.norms[end:stop])
            if not units.glued[end] and not is_money(units, end) and (_LOUD.fullmatch(chunk)):
                end, sized = stop, True
        head = "".join(chunks[0]) if chunks else ""
        if (
            sized
            and head not in _NO_HEADS
            and head not in GENERIC
            and units.norms[i] not in GENERIC
            and len(units.norms[i]) > 1
        ):
            _, end = read_tail(units, end)
            found.append(Find(i, end, "model", spaced(units, i, end), "name:size", doubt=0.3))
        i = max(end, i + 1)
    return found
