"""What is known of an item as a whole: whom its title names, whose sites it links to, who belongs to whom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.relate.frame import ORGANISATIONS, TEXT_FIELDS, THINGS, Frame, Slot
from kg.model import Entity, Item, Link, Mention, TextField
from kg.text.urls import split_url


@dataclass(frozen=True, slots=True)
class Scene:
    """An item and all that its sentences share.

    Attributes
    ----------
    entities
        All entities by id.
    present
        Ids of those that the item names.
    title_slots
        Names in the item's title, in order.
    title_organisations
        Ids of the organisations among them, each once.
    title_hosts
        Ids of the organisations that the title names, also inside another name.
    heads
        Id of the model or product that a longer name begins with ("K2-Think: A …"), by where both begin.
    links
        Links of each field in order.
    sites
        Id of the organisation that the item names, by the host of its site.
    """

    item: Item
    entities: Mapping[str, Entity]
    present: frozenset[str]
    title_slots: tuple[Slot, ...]
    title_organisations: tuple[str, ...]
    title_hosts: tuple[str, ...]
    heads: Mapping[tuple[TextField, int], str]
    links: Mapping[TextField, tuple[Link, ...]]
    sites: Mapping[str, str]

    def names_of(self, entity_id: str) -> tuple[str, ...]:
        """All names of an entity."""
        entity = self.entities[entity_id]
        return (entity.name, *entity.aliases)

    def site_owner(self, mention: Mention) -> str:
        """Id of the named organisation on whose site stands what `mention` links to; "" where there is none."""
        links = self.links[mention.field]
        at = bisect_left(links, mention.end, key=lambda link: link.start) - 1
        if at < 0 or links[at].end <= mention.start:
            return ""
        address = split_url(links[at].canonical)
        parts = ((address and address.hostname) or "").split(".")
        hosts = (".".join(parts[at:]) for at in range(len(parts) - 1))
        return next((self.sites[host] for host in hosts if host in self.sites), "")

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


def scene_of(item: Item, frames: Sequence[Frame], entities: Mapping[str, Entity]) -> Scene:
    """What is known of an item, whose sentences are `frames`."""
    present = frozenset(slot.id for frame in frames for slot in (*frame.slots, *frame.nested))
    title_slots = tuple(_title_slots(item, frames))
    return Scene(
        item=item,
        entities=entities,
        present=present,
        title_slots=title_slots,
        title_organisations=tuple(dict.fromkeys(slot.id for slot in title_slots if slot.type in ORGANISATIONS)),
        title_hosts=tuple(_title_hosts(item, frames)),
        heads={
            (slot.mention.field, slot.mention.start): slot.id
            for frame in frames
            for slot in frame.nested
            if slot.type in THINGS
        },
        links={field: _links(item, field) for field in TEXT_FIELDS},
        sites=_sites(sorted(present), entities),
    )


def _title_slots(item: Item, frames: Sequence[Frame]) -> Iterator[Slot]:
    """Names in the item's title, in order."""
    for frame in frames:
        if frame.field == "text":
            yield from (slot for slot in frame.slots if frame.start + slot.start < len(item.title))


def _title_hosts(item: Item, frames: Sequence[Frame]) -> Iterator[str]:
    """Organisations that the title names, also inside another name."""
    for frame in frames[:2]:
        for slot in (*frame.slots, *frame.nested):
            inside = frame.field == "text" and frame.start + slot.end <= len(item.title)
            if inside and slot.type in ORGANISATIONS:
                yield slot.id


def _links(item: Item, field: TextField) -> tuple[Link, ...]:
    """Links of one field in order."""
    links = (link for link in item.links if link.field == field)
    return tuple(sorted(links, key=lambda link: (link.start, link.end, link.canonical)))


def _sites(present: Sequence[str], entities: Mapping[str, Entity]) -> dict[str, str]:
    """Organisations by the host of their site; a page below it says nothing of whose the site is."""
    return {
        host: id_
        for id_ in present
        if entities[id_].type in ORGANISATIONS
        for url in entities[id_].urls
        if (parts := split_url(url)) and (host := parts.hostname) and parts.path in {"", "/"}
    }
