"""What kind of event an item is for one entity, which sentence says so, and on which day it happened."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from kg.history.cues import cue_weights, cues_about, is_ground, is_likened, kind_of_relation, section_weights
from kg.model import EntityType, EventKind, Item, Predicate, TextField
from kg.text.dates import StatedDay, stated_days
from kg.text.words import sentence_spans

_CLAUSE_END = re.compile(r"[，,；;：:。！？!?\n（）()]|\.\s|\s[-–—]\s")
_BULLET = re.compile(r"^(?:[-*•]\s+|\d+(?:[.)]\s+|、\s*))")
_SAME_DAY = re.compile(r"(?i)同一天|同日|当天|当日|(?P<next>次日|翌日|隔天|第二天|\bnext day\b)|\b(?:same|that) day\b")
_PAPER_HOST = re.compile(
    r"//(?:arxiv\.org|openreview\.net|biorxiv\.org|medrxiv\.org|nature\.com|science\.org|aclanthology\.org)/"
)
_RECALLED = re.compile(r"(?:发布|推出|开源|上线|放出)过?的")  # "the … that X released" is not the release
_YARDSTICKS = frozenset({"model", "product", "benchmark"})
# What words and relations add each to the reader's likelihood, and what is enough: decided on labels kept for that.
_BESIDE, _LIKELY = 0.3, 0.35
_GUESSED = 0.6  # doubt of what words alone speak for
_LEAST = 1.5  # less than this is no more than a hint
_OFTEN = 3  # named so often, an entity is what the item is about, even if its heading does not say so
_SHORT = 12  # characters of a clause that only sets the scene
_OPENING = 2  # sentences behind the heading in which a story says when it happened


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
class Told:
    """What an item tells of an entity.

    Attributes
    ----------
    kind
        Kind of event.
    field, start, end
        Where the sentence stands that says so.
    day
        The day that the text states, None where it states none.
    doubt
        Of the kind, 0 certain … 1 guessed; 0 where nothing is said to happen.
    """

    kind: EventKind
    field: TextField
    start: int
    end: int
    day: date | None
    doubt: float = 0.0


class Scene:
    """An item as all readings of it see it: what depends on no name is found once.

    Parameters
    ----------
    item
        The item.
    issued
        Date of its issue, for days without a year.
    """

    def __init__(self, item: Item, issued: date | None = None) -> None:
        self.item, self.issued, self.text = item, issued, item.text
        self.title_end = len(item.title)
        self.sentences = list(sentence_spans(item.text)) or [(0, len(item.text))]
        self.lead_end = next((end for _, end in self.sentences if end > self.title_end), self.title_end)
        self._cues = cues_about(item.text)
        self._weights: dict[str, Mapping[EventKind, float]] = {}
        self._days: dict[tuple[TextField, int, int], list[StatedDay]] = {}

    def weights(self, part: str) -> Mapping[EventKind, float]:
        """What the words of a part of the text speak for."""
        if part not in self._weights:
            self._weights[part] = cue_weights(part, self._cues)
        return self._weights[part]

    @cached_property
    def title_weights(self) -> Mapping[EventKind, float]:
        """What the heading speaks for."""
        return self.weights(self.text[: self.title_end])

    @cached_property
    def lead_weights(self) -> Mapping[EventKind, float]:
        """What the first sentence behind the heading speaks for."""
        return self.weights(self.text[self.title_end : self.lead_end])

    @cached_property
    def rest_weights(self) -> Mapping[EventKind, float]:
        """What follows it speaks for."""
        return self.weights(self.text[self.lead_end :][:400])

    @cached_property
    def section_weights(self) -> Mapping[EventKind, float]:
        """What the section leads one to expect."""
        return section_weights(self.item.section)

    @cached_property
    def link_weights(self) -> list[Mapping[EventKind, float]]:
        """What the addresses that the item leads to speak for."""
        addresses = [link.canonical for link in self.item.links if link.field == "text"]
        found: list[Mapping[EventKind, float]] = [
            {kind: 0.5 * weight for kind, weight in cue_weights(_slug(address)).items()} for address in addresses[:2]
        ]
        if any(map(_PAPER_HOST.search, addresses)):
            found.append({"paper": 1.6 if _PAPER_HOST.search(addresses[0]) else 1.0})
        return found

    @cached_property
    def _clause_ends(self) -> list[int]:
        """Where clauses begin, behind what ends the one before."""
        return [match.end() for match in _CLAUSE_END.finditer(self.text)]

    def clause(self, start: int, end: int) -> str:
        """The clause around a span; a short one that only sets the scene takes the next with it."""
        before = bisect_right(self._clause_ends, start)
        begin = self._clause_ends[before - 1] if before else 0
        stop = _CLAUSE_END.search(self.text, end)
        if stop and stop.end() - begin < _SHORT and stop.group() in "，,：:":
            stop = _CLAUSE_END.search(self.text, stop.end()) or stop
        return self.text[begin : stop.start() if stop else len(self.text)]

    def days(self, field: TextField, start: int, end: int) -> list[StatedDay]:
        """Days that a part of it states."""
        if (field, start, end) not in self._days:
            self._days[field, start, end] = list(stated_days(self.item.field(field)[start:end], self.issued))
        return self._days[field, start, end]

    @cached_property
    def opening_end(self) -> int:
        """Where the sentences end in which an item says when it happened: more of a story than of a bullet."""
        is_story = self.text[self.title_end : self.title_end + 1] == "\n"
        behind = [stop for _, stop in self.sentences if stop > self.title_end][: _OPENING if is_story else 1]
        return behind[-1] if behind else self.title_end


def read_event(
    scene: Scene,
    places: Sequence[Place],
    said: Sequence[Said],
    *,
    type: EntityType = "company",
    organisations: int = 1,
    news: Mapping[EventKind, float] | None = None,
) -> Told:
    """Tell what an item reports of an entity.

    The words of the heading and of the first sentence weigh most, then what relations state; an entity that the item
    only compares something with, or recalls in passing, gets ``comparison`` or ``mention``, unless the clause that
    names it speaks of an event of its own.

    Parameters
    ----------
    scene
        The item.
    places
        Where it names the entity (or its members), in order, at least one.
    said
        Relations of the entity that the item states.
    type
        Type of the entity: companies take part in what an item reports, models are often yardsticks.
    organisations
        How many companies and institutions heading and first sentence name.
    news
        What a learned reader tells as news of the entity, and how likely, 0 … 1; it decides. None where none looked.
        ``mention`` alone is a person's word that nothing happens to it.

    Examples
    --------
    >>> item = Item("i", "1", 0, "投资", "bullet", "高通宣布收购Arduino", "高通宣布收购Arduino，10月7日完成。")
    >>> told = read_event(Scene(item, date(2025, 10, 13)), [Place("text", 0, 2)], [])
    >>> told.kind, told.day
    ('acquisition', datetime.date(2025, 10, 7))
    """
    view = _View(scene, places, said, type, organisations)
    kind, doubt = view.told_kind(news)
    start, end, field = span = view.evidence(kind)
    bullet = _BULLET.match(scene.item.field(field)[start:end])
    return Told(kind, field, start + (bullet.end() if bullet else 0), end, view.day(kind, span), doubt)


class _View:
    """One item, seen from one entity."""

    def __init__(
        self, scene: Scene, places: Sequence[Place], said: Sequence[Said], type: EntityType, organisations: int
    ) -> None:
        self.scene, self.places, self.type, self.organisations = scene, places, type, organisations
        self.said = [each for each in said if each.certainty != "negated"]
        self.item, self.text = scene.item, scene.text
        self.title_end, self.lead_end = scene.title_end, scene.lead_end
        in_text = [place for place in places if place.field == "text"]
        likened = [place for place in in_text if self._likened(place)]
        self.yardstick = bool(likened)
        self.plain = [place for place in in_text if place not in likened and not is_ground(self._before(place))]
        self.early = [place for place in self.plain if place.start < self.lead_end and self._takes_part(place)]

    @property
    def in_title(self) -> bool:
        """Whether the entity has a part in what the heading reports."""
        return any(place.start < self.title_end for place in self.early)

    @cached_property
    def central(self) -> bool:
        """Whether the item is about the entity: it takes part early, is named often, or heads a line of a list."""
        return bool(self.early) or len(self.plain) >= _OFTEN or any(map(self._heads_line, self.plain))

    def _likened(self, place: Place) -> bool:
        """Whether this mention is only a yardstick."""
        return is_likened(self._before(place), self.text[place.end : place.end + 24])

    def _before(self, place: Place) -> str:
        """The text right before a mention, in its line."""
        begin = self.text.rfind("\n", 0, place.start) + 1
        return self.text[max(begin, place.start - 60) : place.start]

    def _takes_part(self, place: Place) -> bool:
        """Whether a mention in heading or first sentence has a part in what they report."""
        if self.type not in _YARDSTICKS:
            return True
        first = _CLAUSE_END.search(self.text, 0 if place.start < self.title_end else self.title_end + 1)
        if first is None or place.start < first.start():
            return True
        # One of several that are listed, or another name in brackets.
        if self.text[place.start - 1] in "、（(" or self.text[place.end : place.end + 1] == "、":
            return True
        return bool(self.said) or bool(self._clause_weights(place))

    def _heads_line(self, place: Place) -> bool:
        """Whether a line of a list begins with this mention: what a story lists is what it is about."""
        begin = self.text.rfind("\n", 0, place.start) + 1
        return begin > self.title_end and not _BULLET.sub("", self.text[begin : place.start]).strip('*“"「 ')

    def _clause_weights(self, place: Place) -> Mapping[EventKind, float]:
        """What the clause around a mention speaks for."""
        return self.scene.weights(self.scene.clause(place.start, place.end))

    def kind(self) -> EventKind:
        """The kind of event."""
        if not self.plain:
            return "comparison" if self.yardstick else "mention"
        if self.item.kind == "paper":
            return "paper"
        if self.item.kind == "editorial" or not self.central:
            kind = self._in_passing()
            return "comparison" if kind == "mention" and self.yardstick else kind
        weights = self._weights()
        kind = max(weights, key=lambda each: weights[each], default="mention")
        return kind if weights.get(kind, 0.0) >= _LEAST else "mention"

    def told_kind(self, news: Mapping[EventKind, float] | None) -> tuple[EventKind, float]:
        """The likeliest kind by the reader, the words and the relations together, and its doubt; editorials: none."""
        by_words = self.kind()
        guessed = (by_words, 0.0 if by_words == "mention" else _GUESSED)
        if news is None:
            return guessed
        if self.item.kind == "editorial" or set(news) == {"mention"}:
            return "mention", 0.0
        likely = dict(news)
        for kind in (by_words, *{kind for each in self.said if (kind := self._of_relation(each))}):
            likely[kind] = likely.get(kind, 0.0) + _BESIDE
        likely.pop("mention", None)
        likeliest = max(sorted(likely), key=lambda kind: likely[kind], default=by_words)
        if likely.get(likeliest, 0.0) >= _LIKELY:
            return likeliest, round(max(0.0, 1 - likely[likeliest]), 3)
        return guessed if by_words == "comparison" else ("mention", 0.0)

    def _weights(self) -> dict[EventKind, float]:
        """How strongly heading, first sentence, own clauses, section, links and relations speak for each kind."""
        weights: dict[EventKind, float] = {}

        def add(found: Mapping[EventKind, float], factor: float) -> None:
            for kind, weight in found.items():
                weights[kind] = weights.get(kind, 0.0) + factor * weight

        add(self.scene.title_weights, 1.6 if self.in_title else 1.0)
        add(self.scene.lead_weights, 1.0)
        add(self.scene.rest_weights, 0.3)
        own = self._own_weights()
        add(own, 0.8 if self.in_title else 1.5)
        section = self.scene.section_weights
        add(section, 1.0)
        for weighed in self.scene.link_weights:
            add(weighed, 1.0)
        if "investment" in section and self.organisations > 1:
            add({"partnership": 0.7 * min(self.organisations - 1, 2)}, 1.0)
            weights["release"] = 0.7 * weights.get("release", 0.0)
        # In the order in which the item says it: of two kinds that weigh the same the first counts.
        add({kind: 2.2 for each in self.said if (kind := self._of_relation(each))}, 1.0)
        if self.type == "person" and "people" in own:
            weights["people"] += 3.0
        return weights

    def _own_weights(self) -> dict[EventKind, float]:
        """How strongly the clauses that name the entity speak for each kind."""
        own: dict[EventKind, float] = {}
        for place in (self.early or self.plain)[:4]:
            for kind, weight in self._clause_weights(place).items():
                own[kind] = max(own.get(kind, 0.0), weight)
        return own

    def _of_relation(self, said: Said) -> EventKind | None:
        """The kind that a relation stands for."""
        made = said.other.partition(":")[0] if said.acts else self.type
        return kind_of_relation(said.predicate, acts=said.acts, made=made)

    def _in_passing(self) -> EventKind:
        """The kind for an entity that an item names beside its subject: only what its own clause states."""
        for each in self.said:
            stated = self._of_relation(each)
            if stated and stated in cue_weights(each.sentence):
                return stated
        best: tuple[float, EventKind] = (_LEAST, "mention")
        for place in self.plain:
            clause = self.scene.clause(place.start, place.end)
            told = _RECALLED.sub("", clause)
            for kind, weight in (self.scene.weights(clause) if told == clause else cue_weights(told)).items():
                if kind not in {"paper", "report"} and weight > best[0]:
                    best = (weight, kind)
        return best[1]

    def evidence(self, kind: EventKind) -> tuple[int, int, TextField]:
        """The sentence that shows the entity in this event: its span and the field it stands in."""
        for each in self.said:
            if each.field == "text" and self._of_relation(each) == kind:
                return (*self._sentence_at(each.start), "text")
        spoken = [place for place in (self.plain or self.places) if place.field == "text"]
        if not spoken:
            whole = (0, len(self.item.opinion))
            return (*_span_at(sentence_spans(self.item.opinion), self.places[0].start, whole), "opinion")
        spans = list(dict.fromkeys(self._sentence_at(place.start) for place in spoken))
        return (*self._most_telling(kind, spans), "text")

    def _most_telling(self, kind: EventKind, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Which of the sentences that name the entity says most of the event."""
        telling = [span for span in spans if kind in self.scene.weights(self.text[slice(*span)])]
        # The heading repeats in few words what a sentence below it says in full.
        below = [span for span in telling if span[0] >= self.title_end]
        leading = [span for span in spans if self.title_end <= span[0] < self.lead_end]
        return (below or leading or telling or spans)[0]

    def _sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence that holds an offset."""
        return _span_at(self.scene.sentences, offset, self.scene.sentences[0])

    def day(self, kind: EventKind, span: tuple[int, int, TextField]) -> date | None:
        """The day that the evidence states, or else heading and first sentences of what the item is about."""
        start, end, field = span
        if kind in {"mention", "comparison"}:
            return None  # what is only recalled did not happen then
        days = self.scene.days(field, start, end)
        if days or field == "opinion":
            return days[0].day if days else None
        if shift := _SAME_DAY.search(self.text, start, end):
            earlier = self.scene.days("text", 0, start)
            if earlier:
                return earlier[-1].day + timedelta(days=1 if shift["next"] else 0)
        if not self.central or self.item.kind == "editorial":
            return None
        return next((found.day for found in self.scene.days("text", 0, self.scene.opening_end)), None)


def _span_at(spans: Iterable[tuple[int, int]], offset: int, default: tuple[int, int]) -> tuple[int, int]:
    """The span that holds an offset."""
    return next(((start, end) for start, end in spans if start <= offset < end), default)


def _slug(url: str) -> str:
    """The last part of an address as words: many tell what was announced."""
    return url.rstrip("/").rpartition("/")[2].replace("-", " ").replace("_", " ")
