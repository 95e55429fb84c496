"""Names inside names: in English "Nvidia H100" also names the maker, "Llama 3.1 70B" also the model of that size.

Chinese prose parts the two ("英伟达的H100"), so there a name that begins with its maker's is one name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.extract.chunks import is_size, is_version, name_cut
from ingest.extract.units import HYPHEN, Find, Sheet, Units, split_units
from ingest.extract.vocabulary import words_of
from ingest.gazetteer import Entry, Gazetteer
from kg.text.words import name_key

_STAGES = words_of("stages")
_MAKER_UNITS = 4
_PROSE = 240


class InnerNames:
    """Component: adds the makers and the unsized models that English names contain.

    Parameters
    ----------
    gazetteer
        Tells who makes what.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_id = gazetteer.by_id
        self._spelled = {
            entry.id: frozenset(name_key(alias) for alias in entry.spellings if len(alias) > 1)
            for entry in gazetteer.entries
            if entry.type == "company"
        }

    def __call__(self, sheet: Sheet) -> None:
        """Add the inner names of an English item."""
        if not sheet.english or len(sheet.text) < _PROSE:
            return
        inner = _merged(sheet)
        for find in sheet.finds:
            if find.type in ("model", "product"):
                inner += [one for one in (self._maker(sheet, find), _stem(sheet, find)) if one]
        sheet.finds = sorted([*sheet.finds, *inner], key=lambda find: (find.start, -find.end))

    def _maker(self, sheet: Sheet, find: Find) -> Find | None:
        """The maker that a name begins with."""
        thing = find.base or (find.entries[0] if find.entries else None)
        maker = self._by_id.get(thing.maker) if thing else None
        while maker is not None:
            end = self._prefix(sheet, find, maker)
            if end:
                return Find(find.start, end, maker.type, maker.name, "inner:maker", (maker,))
            maker = self._by_id.get(maker.maker)
        return None

    def _prefix(self, sheet: Sheet, find: Find, maker: Entry) -> int:
        """End of the longest beginning of a name that spells its maker, 0 where none does."""
        spelled = self._spelled.get(maker.id, frozenset())
        for end in range(min(find.end - 1, find.start + _MAKER_UNITS), find.start, -1):
            if name_key(sheet.units.surface(find.start, end)) in spelled:
                return end
        return 0


def _merged(sheet: Sheet) -> list[Find]:
    """Two models side by side, which are also the name of one made of them: "Dolphin 2.0 Mistral 7B"."""
    merged: list[Find] = []
    models = [find for find in sheet.finds if find.type == "model"]
    for left, right in pairwise(models):
        between = sheet.text[sheet.units.ends[left.end - 1] : sheet.units.starts[right.start]]
        if left.end == right.start and between == " ":
            name = " ".join(sheet.units.surface(left.start, right.end).split())
            merged.append(Find(left.start, right.end, "model", name, "inner:merge", doubt=0.4))
    return merged


def _stem(sheet: Sheet, find: Find) -> Find | None:
    """The name without the size or the stage of release that ends it."""
    if find.type != "model" or not find.base or not find.tail:
        return None
    versioned = find.base.type == "model" and any(is_version(norm) for norm in split_units(find.base.name).norms)
    kept = find.tail
    while len(kept) > (0 if versioned else 1) and (is_size(kept[-1]) or kept[-1] in _STAGES):
        kept = kept[:-1]
    if kept == find.tail or not (versioned or any(is_version(chunk) for chunk in kept)):
        return None
    end = _end_without(sheet.units, find, find.tail[len(kept) :])
    name = name_cut(find.name, find.tail, kept)
    return Find(find.start, end, "model", name, "inner:stem", base=find.base, tail=kept)


def _end_without(units: Units, find: Find, chunks: Sequence[str]) -> int:
    """End of a find without its last chunks and the hyphens before them."""
    letters = sum(len(chunk.replace(" ", "").replace("-", "")) for chunk in chunks)
    end = find.end
    while end > find.start + 1 and (letters > 0 or units.kinds[end - 1] == HYPHEN):
        end -= 1
        letters -= 0 if units.kinds[end] == HYPHEN else len(units.words[end])
    return end
