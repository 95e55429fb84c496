"""Who and what is spoken of: whom a sentence means that names nobody. It changes from sentence to sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ingest.relate.claim import Claim
from ingest.relate.frame import MADE, ORGANISATIONS, THINGS, WORKS, Frame, Slot
from ingest.relate.scene import Scene
from kg.model import EntityType

_EVENT = re.compile(
    r"发布会|开发者大会|大会|峰会|DevDay|Dev Day|Keynote|Connect|I/O|GTC|Ignite|re:Invent|WWDC|Build 20|Summit"
    r"|Conference|Unpacked"
)
_LABEL = re.compile(r"^[\s”\"」』*]*[：:]")
LABEL_REACH = 6


@dataclass(frozen=True, slots=True)
class Focus:
    """Who and what is spoken of at one sentence.

    Attributes
    ----------
    agents
        Ids of who acts.
    about
        What the item is about.
    line
        The name that the present line opens with ("Name：…"), None where it opens with none.
    host
        Id of the organisation whose event the item tells of, "" where it tells of none.
    """

    agents: tuple[str, ...] = ()
    about: tuple[Slot, ...] = ()
    line: Slot | None = None
    host: str = ""

    @property
    def first(self) -> Slot | None:
        """The first thing that the item is about."""
        return self.about[0] if self.about else None

    @property
    def spoken_of(self) -> str:
        """Id of what the present line speaks of, "" where that is unclear."""
        slot = self.line or self._sole
        if slot is not None:
            return slot.id
        return self.agents[0] if self.agents else ""

    def thing_spoken_of(self, scene: Scene) -> str:
        """Id of the model, product, work or benchmark that the present line speaks of, "" where that is unclear."""
        slot = self.line if self.line is not None and self.line.type in MADE else self._sole
        if slot is None or slot.type not in MADE:
            return ""
        # A paper whose title begins with a model's name ("K2-Think: A …") speaks of that model.
        head = scene.heads.get((slot.mention.field, slot.mention.start), slot.id)
        return head if slot.type == "paper" else slot.id

    @property
    def _sole(self) -> Slot | None:
        """The one thing that the item is about, None where there are several."""
        return self.about[0] if len({slot.id for slot in self.about}) == 1 else None

    def at(self, frame: Frame) -> Focus:
        """What is spoken of as `frame` begins: a line that opens with "Name：" is about that name."""
        if not frame.line_start:
            return self
        label = frame.slots[0] if frame.slots and frame.slots[0].start <= LABEL_REACH else None
        if label is not None and not _LABEL.match(frame.gap(label.end, len(frame.flat))):
            label = None
        return replace(self, line=label)

    def acting(self, agents: tuple[str, ...]) -> Focus:
        """The same with others who act."""
        return replace(self, agents=agents)


def opening_focus(scene: Scene, frames: Sequence[Frame], released: Sequence[Claim], preview: Focus) -> Focus:
    """Who acts in an item and what it is about.

    Parameters
    ----------
    released
        What the first sentences say was released.
    preview
        What was spoken of behind them; an editorial, which has many subjects, keeps it.
    """
    if scene.item.kind == "editorial":
        return preview
    host = _event_host(scene)
    first = next((claim for claim in released if claim.frame.field == "text"), None)
    if first is None:
        return _of_title(scene, frames, host)
    same = [claim for claim in released if claim.frame is first.frame and claim.trigger == first.trigger]
    things = {claim.object for claim in same}
    about = {slot.id: slot for slot in first.frame.slots if slot.id in things}
    return Focus(tuple(dict.fromkeys(claim.subject for claim in same)), tuple(about.values()), host=host)


def _of_title(scene: Scene, frames: Sequence[Frame], host: str) -> Focus:
    """The first organisation of the title acts, and the first thing or work made is what the item is about."""
    pool = scene.title_slots or (frames[0].slots if frames else ())
    preferred = WORKS if scene.item.kind in {"paper", "reading"} else THINGS
    made = _first_of(pool, preferred) or _first_of(pool, MADE)
    organisation = _first_of(pool, ORGANISATIONS)
    about = made or organisation
    if made and organisation and organisation.start < made.start and made.type not in THINGS | WORKS:
        about = organisation
    agents = (organisation.id,) if organisation else ()
    return Focus(agents, (about,) if about else (), host=host)


def _first_of(slots: Sequence[Slot], types: Collection[EntityType]) -> Slot | None:
    """The first name of one of the types."""
    return next((slot for slot in slots if slot.type in types), None)


def _event_host(scene: Scene) -> str:
    """Whose event the item tells of: one titled "OpenAI DevDay 2025" tells what that organisation showed there."""
    event = _first_of(scene.title_slots, {"event"})
    if event is None and not _EVENT.search(scene.item.title):
        return ""
    if scene.title_hosts or event is None:
        return scene.title_hosts[0] if scene.title_hosts else ""
    makers = sorted({scene.entities[id_].maker for id_ in scene.present} & set(scene.entities))
    named = (id_ for id_ in makers if any(event.entity.name.startswith(f"{name} ") for name in scene.names_of(id_)))
    return next(named, "")
