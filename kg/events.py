"""What kind of event an item is for one entity, which sentence says so, and on which day it happened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.event_cues import EventKind, cue_weights, is_likened, section_weights
from kg.event_dates import stated_days
from kg.model import EntityType, Item, Predicate, TextField
from kg.text import sentence_spans

_OF_PREDICATE: Mapping[Predicate, EventKind] = {
    "released": "release", "acquired": "acquisition", "invested_in": "investment", "partnered_with": "partnership",
    "ipo": "ipo", "competes_with": "comparison",
}  # fmt: skip
_OF_WORK: Mapping[str, EventKind] = {"paper": "paper", "report": "report", "article": "report"}
_CLAUSE_END = re.compile(r"[，,；;：:。！？!?\n（）()]|\.\s|\s[-–—]\s")
_BULLET = re.compile(r"^(?:[-*•]|\d+[.)、])\s*")
_OFTEN = 3  # named so often, an entity is what the item is about, even if its heading does not say so
_SENTENCE_AFTER_HEADING = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item names the entity."""

    field: TextField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """A relation that the entity takes part in, as the item states it; `acts` where it is the subject."""

    predicate: Predicate
    other: str
    acts: bool
    field: TextField
    start: int
    sentence: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What an item says of an entity.

    Attributes
    ----------
    kind
        Kind of event.
    evidence
        The sentence that says so.
    day
        The day that the text states, None where it states none.
    """

    kind: EventKind
    evidence: str
    day: date | None


def read_event(
    item: Item,
    places: Sequence[Place],
    said: Sequence[Said],
    *,
    type: EntityType = "company",
    issued: date | None = None,
) -> Reading:
    """Tell what an item reports of an entity.

    The words of the heading and of the first sentence weigh most, then what relations state; an entity that the item
    only compares something with, or recalls in passing, gets ``comparison`` or ``mention``, unless the clause that
    names it speaks of an event of its own.

    Parameters
    ----------
    item
        The item.
    places
        Where it names the entity (or its members), in order, at least one.
    said
        Relations of the entity that the item states.
    type
        Type of the entity: of a person's moves, others are only the scene.
    issued
        Date of the issue, for days without a year.

    Examples
    --------
    >>> item = Item("i", "1", 0, "投资", "bullet", "高通宣布收购Arduino", "高通宣布收购Arduino，10月7日完成。")
    >>> reading = read_event(item, [Place("text", 0, 2)], [], issued=date(2025, 10, 13))
    >>> reading.kind, reading.day
    ('acquisition', datetime.date(2025, 10, 7))
    """
    reader = _Reader(item, places, said, type)
    kind = reader.kind()
    start, end, field = reader.evidence(kind)
    sentence = item.field(field)[start:end]
    days = list(stated_days(sentence, issued))
    if not days and reader.central:
        days = list(stated_days(item.text[: reader.lead_end], issued))
    return Reading(kind, sentence, days[0].day if days else None)


class _Reader:
    """One item, read with one entity in mind."""

    def __init__(self, item: Item, places: Sequence[Place], said: Sequence[Said], type: EntityType) -> None:
        self.item, self.places, self.type = item, places, type
        self.said = [each for each in said if each.certainty != "negated"]
        self.text = item.text
        self.sentences = list(sentence_spans(item.text)) or [(0, len(item.text))]
        self.title_end = len(item.title)
        self.lead_end = self._lead_end()
        in_text = [place for place in places if place.field == "text"]
        self.plain = [place for place in in_text if not self._likened(place)]
        early = [place for place in self.plain if place.start < self.lead_end]
        self.in_title = any(place.start < self.title_end for place in self.plain)
        self.central = bool(early) or len(self.plain) >= _OFTEN or any(self._heads_line(p) for p in self.plain)
        self.near = early or self.plain

    def _lead_end(self) -> int:
        """Where the heading and the first sentence behind it end."""
        behind = [end for _, end in self.sentences if end > self.title_end]
        heading = "\n" in self.text[self.title_end : self.title_end + 2]
        return behind[0] if behind and (heading or self.title_end < 30) else max(self.title_end, self.sentences[0][1])

    def _likened(self, place: Place) -> bool:
        """Whether this mention is only a yardstick."""
        return is_likened(self.text[max(0, place.start - 16) : place.start], self.text[place.end : place.end + 24])

    def _heads_line(self, place: Place) -> bool:
        """Whether a line of a list begins with this mention: what a story lists is what it is about."""
        begin = self.text.rfind("\n", 0, place.start) + 1
        return begin > self.title_end and not _BULLET.sub("", self.text[begin : place.start]).strip('*“"「 ')

    def clause(self, place: Place) -> str:
        """The clause around a mention."""
        start = max((m.end() for m in _CLAUSE_END.finditer(self.text, 0, place.start)), default=0)
        stop = _CLAUSE_END.search(self.text, place.end)
        return self.text[start : stop.start() if stop else len(self.text)]

    def kind(self) -> EventKind:
        """The kind of event."""
        if not self.plain:
            return "comparison" if any(place.field == "text" for place in self.places) else "mention"
        if self.item.kind == "paper":
            return "paper"
        if self.item.kind == "editorial" or not self.central:
            return self._in_passing()
        weights = self._weights()
        if not weights:
            return "mention"
        kind = max(weights, key=lambda each: weights[each])
        return kind if weights[kind] >= 1.5 else "mention"

    def _weights(self) -> dict[EventKind, float]:
        """How strongly heading, first sentence, own clauses, section and relations speak for each kind."""
        weights: dict[EventKind, float] = {}

        def add(found: Mapping[EventKind, float], factor: float) -> None:
            for kind, weight in found.items():
                weights[kind] = weights.get(kind, 0.0) + factor * weight

        title, lead = self.text[: self.title_end], self.text[self.title_end : self.lead_end]
        add(cue_weights(title), 1.6 if self.in_title else 1.0)
        add(cue_weights(lead), 1.0)
        add(cue_weights(self.text[self.lead_end :][:400]), 0.3)
        own: dict[EventKind, float] = {}
        for place in self.near[:4]:
            for kind, weight in cue_weights(self.clause(place)).items():
                own[kind] = max(own.get(kind, 0.0), weight)
        add(own, 0.8 if self.in_title else 1.5)
        add(section_weights(self.item.section), 1.0)
        stated = {self._of_relation(each) for each in self.said} - {None}
        add({kind: 3.0 for kind in stated if kind}, 1.0)
        if self.type == "person" and "people" in own:
            weights["people"] += 3.0
        if self.item.kind == "reading":
            weights.pop("release", None)
        return weights

    def _of_relation(self, said: Said) -> EventKind | None:
        """The kind that a relation stands for."""
        if said.predicate == "authored":
            return _OF_WORK.get(said.other.partition(":")[0] if said.acts else self.type)
        if said.predicate == "based_on":
            return "release" if said.acts else None
        if said.predicate == "competes_with":
            return None if said.acts else "comparison"
        return _OF_PREDICATE.get(said.predicate)

    def _in_passing(self) -> EventKind:
        """The kind for an entity that an item names beside its subject: only what its own clause states."""
        for each in self.said:
            stated = self._of_relation(each)
            if stated and each.predicate != "authored":
                return stated
        best: tuple[float, EventKind] = (2.0, "mention")
        for place in self.plain:
            for kind, weight in cue_weights(self.clause(place)).items():
                if kind not in {"paper", "report", "legal", "partnership"} and weight > best[0]:
                    best = (weight, kind)
        return best[1]

    def evidence(self, kind: EventKind) -> tuple[int, int, TextField]:
        """The sentence that shows the entity in this event: its span and the field it stands in."""
        for each in self.said:
            if each.field == "text" and self._of_relation(each) == kind:
                return (*self._sentence_at(each.start), "text")
        spoken = [place for place in (self.plain or self.places) if place.field == "text"]
        if not spoken:
            place = self.places[0]
            opinion = list(sentence_spans(self.item.opinion))
            start, end = next(((a, b) for a, b in opinion if a <= place.start < b), (0, len(self.item.opinion)))
            return start, end, "opinion"
        spans = list(dict.fromkeys(self._sentence_at(place.start) for place in spoken))
        telling = [span for span in spans if kind in cue_weights(self.text[slice(*span)])]
        # The heading repeats in few words what a sentence below it says in full.
        below = [span for span in telling if span[0] >= self.title_end]
        return (*(below or telling or spans)[0], "text")

    def _sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence that holds an offset."""
        return next(((a, b) for a, b in self.sentences if a <= offset < b), self.sentences[0])
