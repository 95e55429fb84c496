"""The grid of a newsletter: how each zone of each of its issues is cut, decided by looking at all of them together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.read.grid.contents import contents_lists
from ingest.read.grid.marks import NO_MARKS, Marks
from ingest.read.grid.measure import ENOUGH, Candidate, candidates_of
from ingest.read.grid.repeats import REACH, Repeats
from ingest.read.grid.shapes import count_of
from ingest.read.grid.zones import BOLD, Zone, prepare, zones_of
from ingest.read.items import Node

_WEIGHT = 0.9  # of what the zones of one kind are mostly cut like
_SURE = 4  # zones of one kind tell all that they can
_SOME_LINKED = (
    0.6  # of a newsletter's entries lead somewhere: the more do, the less is a list that leads nowhere one of them
)
_SAID = 3.0  # evidence that an owner's word is
_OFTEN = 3  # zones of a newsletter are cut at its link paragraphs
_SELDOM = 0.05
_UNLIKE = 3.0
_ENTRIES = 30


@dataclass(frozen=True, slots=True)
class Body:
    """What the reader knows of one issue: its blocks below the title, targets of references, lines that are rules."""

    nodes: tuple[Node, ...]
    refs: Mapping[str, str] = field(default_factory=dict)
    rules: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """How one issue is to be cut.

    Attributes
    ----------
    zones
        All of it, in order.
    cuts
        By position of a zone: how its entries begin; zones that are not there are not cut.
    contents
        Positions of lists of contents.
    marks
        What the owner says.
    """

    zones: tuple[Zone, ...]
    cuts: Mapping[int, Candidate]
    contents: frozenset[int]
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class _Look:
    """What one issue tells by itself: its zones, all ways to cut each by its position, and lists of contents."""

    zones: tuple[Zone, ...]
    found: Mapping[int, list[Candidate]]
    contents: frozenset[int]


class _Votes:
    """How the zones of each kind are cut, by issue."""

    def __init__(self) -> None:
        self._issues: dict[str, list[int]] = defaultdict(list)
        self._split: dict[str, list[int]] = defaultdict(lambda: [0])  # running sums

    def add(self, kind: str, issue: int, split: bool) -> None:
        """Count a zone; issues come in their order."""
        self._issues[kind].append(issue)
        self._split[kind].append(self._split[kind][-1] + split)

    def lean(self, kind: str, issue: int, own: bool) -> float:
        """-1 where the others of a kind stay whole, 1 where they are cut; nearer to 0 the fewer there are."""
        issues, sums = self._issues[kind], self._split[kind]
        left, right = bisect_left(issues, issue - REACH), bisect_right(issues, issue + REACH)
        others = right - left - 1
        if others < 1:
            return 0.0
        cut = sums[right] - sums[left] - own
        return (2 * cut / others - 1) * min(1.0, others / _SURE)


class Grid:
    """How the issues of one newsletter are cut.

    Parameters
    ----------
    issues
        All issues of it that there are, in the order of time; the more there are, the more is known.
    marks
        What the owner says of it.
    """

    def __init__(self, issues: Sequence[Body], marks: Marks = NO_MARKS) -> None:
        self._marks = marks
        prepared = [prepare(body.nodes, body.refs) for body in issues]
        self._repeats = Repeats(prepared)
        self._issues = [
            self._first_look(zones_of(nodes, self._repeats, index, marks)) for index, nodes in enumerate(prepared)
        ]
        self._linked = {"": 0.0} | _linked_shares(self._issues)
        self._cut_at_links = sum(
            candidates[0].shape == "link" and candidates[0].evidence > ENOUGH
            for look in self._issues
            for candidates in look.found.values()
        )
        self._votes = _Votes()
        for index, look in enumerate(self._issues):
            for position, candidates in look.found.items():
                zone = look.zones[position]
                self._votes.add(_kind(zone), index, self._evidence(zone, candidates[0]) > ENOUGH)

    def _evidence(self, zone: Zone, candidate: Candidate) -> float:
        """Evidence for a way to cut a zone.

        Where most entries of a newsletter lead somewhere, a section whose entries never do is no list of items.
        """
        if candidate.linked or self._linked.get(_kind(zone), 1.0) > _SELDOM:
            return candidate.evidence
        return candidate.evidence - _UNLIKE * max(0.0, self._linked[""] - _SOME_LINKED) / (1 - _SOME_LINKED)

    def _first_look(self, zones: list[Zone]) -> _Look:
        """Zones of an issue with all ways to cut each."""
        contents = frozenset(contents_lists(zones))
        found: dict[int, list[Candidate]] = {}
        runs_on = 0
        for position, zone in enumerate(zones):
            if position in contents:
                continue
            heads = position == 0 and len(zones) > 1
            candidates = self._marked(zone, candidates_of(zone, self._repeats, runs_on=runs_on, heads=heads))
            if candidates:
                found[position] = candidates
                if candidates[0].shape == "counted":
                    runs_on = count_of(candidates[0].leads[-1].inline.text)[0]
        return _Look(tuple(zones), found, contents)

    def _marked(self, zone: Zone, candidates: list[Candidate]) -> list[Candidate]:
        """The ways to cut a zone that the owner's marks leave."""
        marks = self._marks
        if zone.level in marks.stories:
            return []
        if marks.shapes:
            return [replace(each, evidence=each.evidence + _SAID) for each in candidates if each.shape in marks.shapes]
        return [] if marks.sections and 0 < zone.level < BOLD and zone.level not in marks.sections else candidates

    def plan(self, issue: int) -> Plan:
        """How one of the issues is cut."""
        look = self._issues[issue]
        cuts: dict[int, Candidate] = {}
        for position, candidates in look.found.items():
            zone = look.zones[position]
            evidence = self._evidence(zone, candidates[0])
            lean = self._votes.lean(_kind(zone), issue, evidence > ENOUGH)
            if evidence + _WEIGHT * lean > ENOUGH:
                cuts[position] = self._joined(candidates)
        return Plan(look.zones, cuts, look.contents, self._marks)

    def _joined(self, candidates: Sequence[Candidate]) -> Candidate:
        """The best way to cut a zone, a list with the link paragraphs around it: some editors mix the two."""
        best = candidates[0]
        other = {"bullet": "link", "link": "bullet"}.get(best.shape)
        others = next((each for each in candidates if each.shape == other), None)
        if others is None:
            return best
        above = [node for node in best.before if any(node is lead for lead in others.leads)]
        leads = list(others.leads) if other == "link" and self._cut_at_links >= _OFTEN else above
        if not leads or (leads is above and above[0] is not best.before[0]):
            return best
        both = sorted({id(node): node for node in (*leads, *best.leads)}.values(), key=lambda node: node.block.first)
        before = tuple(node for node in best.before if node.block.first < both[0].block.first)
        return replace(best, leads=tuple(both), before=before)


def _linked_shares(issues: Sequence[_Look]) -> dict[str, float]:
    """Share of the entries below each name that returns that lead somewhere, and of all entries under ""."""
    entries: dict[str, int] = defaultdict(int)
    linked: dict[str, float] = defaultdict(float)
    for look in issues:
        for position, candidates in look.found.items():
            best, zone = candidates[0], look.zones[position]
            if best.evidence > ENOUGH:
                for kind in ("", *([_kind(zone)] if zone.standing else [])):
                    entries[kind] += len(best.leads)
                    linked[kind] += best.linked * len(best.leads)
    return {kind: linked[kind] / count for kind, count in entries.items() if count >= _ENTRIES or kind}


def _kind(zone: Zone) -> str:
    """Zones that are cut alike: those of one name, where it returns; else those of one level."""
    return f"name {zone.key}" if zone.standing else f"level {zone.level}"
