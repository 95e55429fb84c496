"""What a comparison or a foundation is said of: the nearest thing before it, else what is spoken of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ingest.relate.focus import Focus
from ingest.relate.frame import ORGANISATIONS, THINGS, Frame, Slot, has_stop
from ingest.relate.scene import Scene
from kg.model import EntityType

RIVALS: frozenset[EntityType] = frozenset({*THINGS, *ORGANISATIONS, "benchmark"})
_BUILT: frozenset[EntityType] = frozenset({*THINGS, "benchmark"})
_COMPARED: frozenset[EntityType] = frozenset({*RIVALS, "paper"})
# A clause that says more than this before its verb has a subject of its own, even if it is no known name.
BARE = 10
HOST_REACH = 4


@dataclass(frozen=True, slots=True)
class Object:
    """What a thing is compared with or built on, whose subject is asked for.

    Attributes
    ----------
    position
        Where the word stands that says so.
    ids
        Ids that the subject cannot be.
    spent
        Starts of names that an earlier word of the sentence compared with; they do not speak next.
    """

    position: int
    ids: frozenset[str]
    spent: frozenset[int] = frozenset()

    def excludes(self, slot: Slot) -> bool:
        """True where a name cannot be the subject."""
        return slot.id in self.ids or slot.start in self.spent


@dataclass(frozen=True, slots=True)
class _Walk:
    """What stands before a word: its subject, else the nearest organisation, and whom the way there passed over."""

    subjects: tuple[str, ...] = ()
    organisation: Slot | None = None
    passed: frozenset[str] = frozenset()


def built_subjects(frame: Frame, base: Object, scene: Scene, focus: Focus) -> tuple[str, ...]:
    """What is built on something."""
    if inside := _in_bracket(frame, base):
        return inside
    position = _outside(frame, base.position)
    walk = _walk(frame, position, base, focus)
    if walk.subjects:
        return walk.subjects
    if not _bare(frame, position):
        return ()
    return _allowed(focus.thing_spoken_of(scene), _BUILT, walk, base, scene)


def compared_subjects(frame: Frame, rival: Object, scene: Scene, focus: Focus) -> tuple[str, ...]:
    """What is compared with something, organisations among them."""
    if inside := _in_bracket(frame, rival):
        return inside
    position = _outside(frame, rival.position)
    walk = _walk(frame, position, rival, focus)
    if walk.subjects:
        return walk.subjects
    spoken_of = focus.spoken_of
    of_paper = bool(spoken_of) and scene.entities[spoken_of].type == "paper"
    if walk.organisation is not None and not of_paper:
        return _listed(frame, walk.organisation, position)
    if not _bare(frame, position):
        return ()
    # Who acts is compared with organisations, even where the item is about a thing.
    companies = all(scene.entities[id_].type in ORGANISATIONS for id_ in rival.ids)
    if focus.agents and (companies or not spoken_of) and focus.agents[0] not in rival.ids:
        spoken_of = focus.agents[0]
    return _allowed(spoken_of, _COMPARED, walk, rival, scene)


def _in_bracket(frame: Frame, target: Object) -> tuple[str, ...]:
    """In a bracket a thing named there is spoken of, else the name right before the bracket."""
    aside = frame.aside_at(min(target.position, len(frame.flat) - 1))
    if aside <= 0:
        return ()
    inside = (slot for slot in frame.before(target.position) if slot.id not in target.ids and slot.type in THINGS)
    if (thing := next(inside, None)) is not None:
        return (thing.id,)
    host = next((slot for slot in frame.before(aside - 1) if slot.type in RIVALS), None)
    if host is None or target.excludes(host) or aside - host.end > HOST_REACH:
        return ()
    return _listed(frame, host, target.position)


def _outside(frame: Frame, position: int) -> int:
    """Where the bracket begins that holds `position`; `position` itself outside of brackets."""
    aside = frame.aside_at(min(position, len(frame.flat) - 1))
    return aside if aside > 0 else position


def _walk(frame: Frame, position: int, target: Object, focus: Focus) -> _Walk:
    """Go back over the names of the sentence to the nearest thing that can be the subject."""
    about = {slot.id for slot in focus.about}
    passed: set[str] = set()
    organisation: Slot | None = None
    for slot in frame.before(position):
        if target.excludes(slot) or _is_language(frame, slot) or frame.governed(slot):
            passed.add(slot.id)
            continue
        if has_stop(frame.gap(slot.end, position)):
            break
        if slot.type in THINGS or (slot.type == "benchmark" and slot.id in about):
            return _Walk(_listed(frame, slot, position))
        if slot.type in ORGANISATIONS and organisation is None:
            organisation = slot
    return _Walk((), organisation, frozenset(passed))


def _is_language(frame: Frame, slot: Slot) -> bool:
    """True for the language that something is written in ("Foo 语言写的")."""
    return frame.flat.startswith(("语言", " 语言"), slot.end)


def _listed(frame: Frame, slot: Slot, position: int) -> tuple[str, ...]:
    """The list before `position` that a subject stands in; of "Codex+GPT-5" the first."""
    peers = [peer for peer in frame.slots if peer.aside == slot.aside and peer.end <= slot.end]
    while len(peers) > 1 and frame.gap(peers[-2].end, peers[-1].start).strip() == "+":
        slot = peers[-2]
        peers.pop()
    return tuple(dict.fromkeys(peer.id for peer in frame.group(slot, RIVALS) if peer.end <= position))


def _bare(frame: Frame, position: int) -> bool:
    """True where the clause says too little before its word to have a subject of its own."""
    return len(frame.gap(frame.clause_start(position), position)) <= BARE


def _allowed(
    entity_id: str, types: Collection[EntityType], walk: _Walk, target: Object, scene: Scene
) -> tuple[str, ...]:
    """What is spoken of, where it can be the subject and the sentence did not pass over it."""
    if not entity_id or scene.entities[entity_id].type not in types:
        return ()
    return () if entity_id in walk.passed | target.ids else (entity_id,)
