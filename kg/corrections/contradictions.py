"""Entries of one file that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.corrections.correction import OF_RELATIONS, Correction
from kg.errors import KgError
from kg.model import MUTUAL
from kg.text.words import name_key


class ContradictionError(KgError):
    """Two entries cannot both hold; the text names both, and those who know the file say it too."""


def refuse_contradictions(entries: Sequence[Correction]) -> None:
    """Nothing where all entries can hold together.

    Raises
    ------
    ContradictionError
        Where two cannot.
    """
    moves = {entry.entity: entry for entry in entries if entry.moves}
    ignored = {entry.entity: entry for entry in entries if entry.kind == "ignore" and not (entry.surface or entry.item)}
    _refuse_two_answers(entries)
    ends = chain_ends(moves)
    for entry in entries:
        _refuse_of_ignored(entry, ignored)
        if entry.kind == "not_same" and ends.get(entry.entity, entry.entity) == ends.get(entry.into, entry.into):
            raise _contradiction(moves.get(entry.entity) or moves[entry.into], entry)


def _contradiction(one: Correction, other: Correction, why: str = "; keep one of them") -> ContradictionError:
    """That two entries cannot both hold."""
    return ContradictionError(f"{one} contradicts {other}{why}")


def _refuse_two_answers(entries: Iterable[Correction]) -> None:
    """One question that two entries answer differently is an error."""
    decided: dict[tuple[str, ...], Correction] = {}
    for entry in entries:
        question = _question(entry)
        other = decided.setdefault(question, entry) if question else entry
        if _answer(other) != _answer(entry):
            raise _contradiction(other, entry)


def chain_ends(moves: Mapping[str, Correction]) -> dict[str, str]:
    """Where each chain of merges and retypes leads, by the id that it begins with.

    Raises
    ------
    ContradictionError
        Where one leads back to where it began.
    """
    ends: dict[str, str] = {}
    for start in moves:
        trail: dict[str, None] = {}
        at = start
        while at in moves and at not in ends:
            if at in trail:
                last = moves[next(reversed(trail))]
                raise _contradiction(last, moves[at], ": they lead in a circle; remove one of them")
            trail[at] = None
            at = moves[at].target
        ends.update(dict.fromkeys(trail, ends.get(at, at)))
    return ends


def _refuse_of_ignored(entry: Correction, ignored: Mapping[str, Correction]) -> None:
    """What is to be no entity at all can be neither changed nor a target."""
    if entry.kind in {"ignore", "not_same", "unsaid", "event"}:
        return
    for name in (entry.entity, entry.into, entry.target):
        if name in ignored:
            raise _contradiction(ignored[name], entry)


def _question(entry: Correction) -> tuple[str, ...]:
    """What an entry decides, so that two entries on one question meet; () where others may stand beside it."""
    if entry.moves:
        return ("becomes", entry.entity)
    if entry.kind == "rename":
        return ("name", entry.entity)
    if entry.kind == "name":
        return ("named", name_key(entry.surface), entry.item)
    if entry.kind in OF_RELATIONS:
        return ("told", *told_ends(entry), entry.item)
    if entry.kind == "event":
        return ("event", entry.entity, entry.item)
    if entry.kind == "split" or (entry.kind == "ignore" and entry.surface):
        return ("surface", entry.entity, name_key(entry.surface), entry.item)
    if entry.kind == "alias":
        return ("alias", entry.entity.partition(":")[0], name_key(entry.surface))
    return ()


def told_ends(entry: Correction) -> tuple[str, str, str]:
    """Predicate, subject and object of a decision on what is told; of what goes both ways the ends in one order."""
    ends = (entry.entity, entry.into)
    one, other = sorted(ends) if entry.predicate in MUTUAL else ends
    return entry.predicate, one, other


def _answer(entry: Correction) -> tuple[str, ...]:
    """What an entry answers to its question."""
    if entry.moves:
        return (entry.kind, entry.target)
    if entry.kind == "rename":
        return (entry.name,)
    if entry.kind == "event":
        return (entry.event,)
    if entry.kind in OF_RELATIONS:
        return (entry.kind,)
    return (entry.kind, entry.entity, entry.into)
