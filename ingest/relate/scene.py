"""What an item is about: who acts in it, and which thing its sentences speak of when they name no subject."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.relate.frame import MADE, ORGANISATIONS, THINGS, WORKS, Frame, Slot
from kg.model import Certainty, Entity, Item, Mention, Predicate

_EVENT = re.compile(
    r"发布会|开发者大会|大会|峰会|DevDay|Dev Day|Keynote|Connect|I/O|GTC|Ignite|re:Invent|WWDC|Build 20|Summit"
    r"|Conference|Unpacked"
)
_LABEL = re.compile(r"^[\s”\"」』*]*[：:]")
_RUMOUR = re.compile(
    r"据传|传闻|传出|传言|据报道|据悉|爆料|泄[漏露]|或将|考虑|计划|拟|有望|预计|打算|准备|可能|洽谈|谈判|即将"
    r"|将要|正在寻求|的可能"
    r"|\b(?:reportedly|rumou?r(?:ed|s)?|plans? to|planning to|consider(?:s|ing)|in talks|may|might|could|expected to"
    r"|set to|exploring|seeks? to|aims? to|will|teas(?:es|ed))\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"没有|没能|并未|尚未|未能|不会|不再|否认|取消|终止|停止|暂停|拒绝|放弃|叫停|清仓|无法|并非|不是"
    r"|\b(?:not|never|no longer|den(?:y|ies|ied)|cancel(?:s|led|ed)?|stop(?:s|ped)|halt(?:s|ed)|reject(?:s|ed)"
    r"|refus(?:es|ed)|fail(?:s|ed) to|abandon(?:s|ed)|without)\b|n[’']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A relation as a rule sees it: offsets into the frame; `trigger` is where the word stands that says it."""

    frame: Frame
    subject: str
    predicate: Predicate
    object: str
    start: int
    end: int
    trigger: int
    rule: str


def certainty(frame: Frame, start: int, end: int) -> Certainty:
    """How sure the words from `start` (or the clause that holds it) up to a little behind `end` are of it."""
    low = frame.clause_start(start)
    if _DENIAL.search(frame.words, low, end):
        return "negated"
    return "rumoured" if _RUMOUR.search(frame.words, low, end + 6) else "stated"


class Scene:
    """The item as the reader has it in mind while going through its sentences.

    Parameters
    ----------
    item, frames, entities
        The item, its sentences, and all entities by id.
    """

    def __init__(self, item: Item, frames: Sequence[Frame], entities: Mapping[str, Entity]) -> None:
        self.item, self.entities = item, entities
        self.frames = frames
        self.agents: tuple[str, ...] = ()
        self.topics: tuple[Slot, ...] = ()
        self.line: Slot | None = None
        self.host = ""
        self.present = {slot.id for frame in frames for slot in (*frame.slots, *frame.nested)}
        self.title_slots = tuple(self._in_title())
        self.title_organisations = tuple(dict.fromkeys(s.id for s in self.title_slots if s.type in ORGANISATIONS))
        # The model or product that a paper's title begins with ("K2-Think: A …").
        self._heads = {
            (slot.mention.field, slot.mention.start): slot.id
            for frame in frames
            for slot in frame.nested
            if slot.type in THINGS
        }
        self._links = {
            field: sorted((link.start, link.end, link.canonical) for link in item.links if link.field == field)
            for field in ("text", "opinion")
        }
        self._sites = {
            host: id_
            for id_ in sorted(self.present)
            if entities[id_].type in ORGANISATIONS
            for url in entities[id_].urls
            if (host := urlsplit(url).hostname) and urlsplit(url).path in {"", "/"}
        }

    def _in_title(self) -> Iterator[Slot]:
        """Names in the item's title, in order."""
        for frame in self.frames:
            if frame.field == "text":
                yield from (slot for slot in frame.slots if frame.start + slot.start < len(self.item.title))

    def enter(self, frame: Frame) -> None:
        """Read on to `frame`: a line that opens with "Name：" is about that name."""
        if frame.line_start:
            self.line = None
            if (
                frame.slots
                and frame.slots[0].start <= 6
                and _LABEL.match(frame.gap(frame.slots[0].end, len(frame.flat)))
            ):
                self.line = frame.slots[0]

    def settle(self, releases: Sequence[Found]) -> None:
        """Choose who acts and what the item is about, given what its sentences say was released."""
        if self.item.kind == "editorial":
            return
        self._open_event()
        first = next((found for found in releases if found.frame.field == "text"), None)
        if first is not None:
            same = [f for f in releases if f.frame is first.frame and f.trigger == first.trigger]
            self.agents = tuple(dict.fromkeys(f.subject for f in same))
            wanted = {f.object for f in same}
            slots = {slot.id: slot for slot in first.frame.slots if slot.id in wanted}
            self.topics = tuple(slots.values())
            return
        pool = self.title_slots or (tuple(self.frames[0].slots) if self.frames else ())
        first_of = (WORKS, MADE) if self.item.kind in {"paper", "reading"} else (THINGS, MADE)
        made = next((found for types in first_of if (found := [slot for slot in pool if slot.type in types])), [])
        orgs = [slot for slot in pool if slot.type in ORGANISATIONS]
        self.agents = tuple(dict.fromkeys(slot.id for slot in orgs[:1]))
        chosen = made[:1] or orgs[:1]
        if made and orgs and orgs[0].start < made[0].start and made[0].type not in THINGS | WORKS:
            chosen = orgs[:1]
        self.topics = tuple(chosen)

    def _open_event(self) -> None:
        """An item titled "OpenAI DevDay 2025" tells what that organisation showed there."""
        event = next((slot for slot in self.title_slots if slot.type == "event"), None)
        if event is None and not _EVENT.search(self.item.title):
            return
        hosts = [slot.id for slot in self._organisations_of_title()]
        if not hosts and event is not None:
            makers = sorted({self.entities[id_].maker for id_ in self.present} & set(self.entities))
            hosts = [
                id_ for id_ in makers if any(event.entity.name.startswith(f"{name} ") for name in self._names(id_))
            ]
        self.host = hosts[0] if hosts else ""

    def _names(self, entity_id: str) -> tuple[str, ...]:
        """All names of an entity."""
        entity = self.entities[entity_id]
        return (entity.name, *entity.aliases)

    def _organisations_of_title(self) -> Iterator[Slot]:
        """Organisations that the title names, also inside another name."""
        for frame in self.frames[:2]:
            for slot in (*frame.slots, *frame.nested):
                inside = frame.field == "text" and frame.start + slot.end <= len(self.item.title)
                if inside and slot.type in ORGANISATIONS:
                    yield slot

    def topic(self, *, things: bool = False) -> str:
        """Id of what the present line speaks of; with `things` only a model, product or benchmark; "" where unclear."""
        slot = self.line
        if slot is None or (things and slot.type not in MADE):
            slot = self.topics[0] if len({topic.id for topic in self.topics}) == 1 else None
        if slot is not None:
            if things and slot.type == "paper":
                return self._heads.get((slot.mention.field, slot.mention.start), slot.id)
            return slot.id if not things or slot.type in MADE else ""
        return self.agents[0] if self.agents and not things else ""

    def owner_of(self, mention: Mention) -> str:
        """Id of the named organisation on whose site stands what `mention` links to; "" where there is none."""
        links = self._links[mention.field]
        at = bisect_left(links, (mention.end,)) - 1
        if at < 0 or links[at][1] <= mention.start:
            return ""
        host = urlsplit(links[at][2]).hostname or ""
        parts = host.split(".")
        return next(
            (self._sites[end] for i in range(len(parts) - 1) if (end := ".".join(parts[i:])) in self._sites), ""
        )

    def owns(self, owner: str, thing: Entity) -> bool:
        """False where the thing is known to be somebody else's."""
        if not thing.maker or thing.maker == owner:
            return True
        holder, maker = self.entities.get(owner), self.entities.get(thing.maker)
        return (holder is not None and holder.maker == thing.maker) or (maker is not None and maker.maker == owner)

    def kin(self, first: str, second: str) -> bool:
        """True where two are the same house's: one made the other, or both have one maker or family."""
        if first == second:
            return True
        a, b = self.entities[first], self.entities[second]
        houses = {a.maker or first, b.maker or second}
        return len(houses) == 1 or bool(a.family and a.family in {b.family, second}) or b.family == first
