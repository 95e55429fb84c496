"""Names found once are found everywhere: what the archive as a whole says of names that only the reader knows.

A name is read in one place and passed over in another, where the words around it tell less. How often the same
spelling was read as a name, of all the times that it stands in the archive, tells what it is: where that is most often,
the other places name it too; where it hardly ever is, the word is an everyday one and names nothing ("Tweet").
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.extract.read import RULE
from ingest.extract.said import Said
from kg.model import EntityType, Item, Mention, TextField
from kg.text.words import HAN_CHARACTER, fold

ELSEWHERE = "elsewhere"
_SURE = 0.7  # one reading has to be, for a name to be looked for
_MOST, _HARDLY = 0.5, 0.25  # shares of the places
_HUMP = re.compile(r"[^\W\d_][A-Z][a-z]|[a-z][A-Z]|[^\W\d_]\d")  # "LoomKit", "eBay", "K2"
_OFTEN = 4  # places before a spelling is held to be an everyday word
_FIELDS: tuple[TextField, ...] = ("text", "opinion")
_Place = tuple[int, TextField, int, int]
"""Number of the item, field, start and end."""


@dataclass(slots=True)
class _Spelling:
    """What is known of one spelling, as it is written.

    Attributes
    ----------
    types
        What it was read as, and how often.
    sure
        How sure the surest reading is.
    missed
        Where it stands and nothing was found.
    """

    types: Counter[EntityType] = field(default_factory=Counter)
    sure: float = 0.0
    missed: list[_Place] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How often it was read."""
        return self.types.total()


def found_everywhere(items: Sequence[Item], said: Sequence[Said]) -> list[Said]:
    """What the items say, once names that were read in some have been looked for in all.

    Parameters
    ----------
    said
        What each of the items says by itself.
    """
    spellings = _spellings(said)
    as_read = frozenset(spellings)
    own_shape = {fold(surface) for surface in spellings if _HUMP.search(surface)}
    for surface, place in _places(items, said, spellings):
        if surface in as_read or not surface.islower() or fold(surface) in own_shape:  # "send" is no Send
            spellings[surface].missed.append(place)
    families: dict[str, list[str]] = defaultdict(list)
    for surface in sorted(spellings):
        families[fold(surface)].append(surface)
    added: dict[int, list[Mention]] = defaultdict(list)
    everyday: set[str] = set()
    for surfaces in families.values():
        known = [spellings[surface] for surface in surfaces]
        read, missed = sum(each.read for each in known), sum(len(each.missed) for each in known)
        if read >= _MOST * (read + missed) and max(each.sure for each in known) >= _SURE:
            types: Counter[EntityType] = sum((each.types for each in known), Counter())
            kind = min(types, key=lambda each: (-types[each], each))
            doubt = round(1 - max(each.sure for each in known) * read / (read + missed), 3)
            for surface, each in zip(surfaces, known, strict=True):
                for at, name, start, end in each.missed:
                    added[at].append(
                        Mention(items[at].id, name, start, end, surface, kind, surface, ELSEWHERE, doubt=doubt, news=())
                    )
        else:
            everyday |= {
                surface
                for surface, each in zip(surfaces, known, strict=True)
                if each.read + len(each.missed) >= _OFTEN and each.read < _HARDLY * (each.read + len(each.missed))
            }
    return [_changed(says, added.get(at, ()), everyday) for at, says in enumerate(said)]


def _spellings(said: Sequence[Said]) -> dict[str, _Spelling]:
    """The names that only the reader knows, as they are written."""
    found: dict[str, _Spelling] = defaultdict(_Spelling)
    for says in said:
        for mention in says.mentions:
            if mention.rule == RULE:
                spelling = found[mention.surface]
                spelling.types[mention.type] += 1
                spelling.sure = max(spelling.sure, 1 - mention.doubt)
    return found


def _places(
    items: Sequence[Item], said: Sequence[Said], spellings: dict[str, _Spelling]
) -> Iterator[tuple[str, _Place]]:
    """Where these names stand, in whatever capitals, and nothing was found; with the spelling there."""
    if not spellings:
        return
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick(sorted({fold(surface) for surface in spellings}), matchkind=MatchKind.LeftmostLongest)
    for at, (item, says) in enumerate(zip(items, said, strict=True)):
        for name in _FIELDS:
            text = item.field(name)
            folded = fold(text)
            if len(folded) != len(text):  # places would not fit
                continue
            taken = [(mention.start, mention.end) for mention in says.mentions if mention.field == name]
            for _, start, end in automaton.find_matches_as_indexes(folded):
                if _at_edges(folded, start, end) and not any(a < end and start < b for a, b in taken):
                    yield text[start:end], (at, name, start, end)


def _at_edges(text: str, start: int, end: int) -> bool:
    """Whether a stretch is no piece of a longer word."""
    return not (_joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1]))


def _joined(one: str, other: str) -> bool:
    """Whether two characters belong to one word."""
    return all(each.isalnum() and not HAN_CHARACTER.match(each) for each in (one, other)) if one and other else False


def _changed(says: Said, added: Sequence[Mention], everyday: set[str]) -> Said:
    """What an item says, with some names more, and without those that are everyday words."""
    dropped = {at for at, mention in enumerate(says.mentions) if mention.rule == RULE and mention.surface in everyday}
    if not added and not dropped:
        return says
    kept = [(at, mention) for at, mention in enumerate(says.mentions) if at not in dropped]
    every = sorted([*kept, *((-1, mention) for mention in added)], key=lambda pair: _order(pair[1]))
    place = {old: new for new, (old, _) in enumerate(every) if old >= 0}
    return Said(
        tuple(mention for _, mention in every),
        tuple(
            replace(told, subject=place[told.subject], object=place[told.object])
            for told in says.told
            if told.subject in place and told.object in place
        ),
    )


def _order(mention: Mention) -> tuple[bool, int, int]:
    """Sort key: text before opinion, then by place."""
    return mention.field != "text", mention.start, -mention.end
