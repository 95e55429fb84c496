"""Which accounts are of the same event, so that a timeline shows it once, with all its sources.

An event is narrower than a story (`kg.related.stories`), which goes on over weeks: an acquisition and the lawsuit over
it are one story and two events.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kg.model import EventKind

SAME_LINK = timedelta(days=60)
SAME_DEED = timedelta(days=35)
SAME_NAMES = timedelta(days=21)
NEVER_JOINED: frozenset[EventKind] = frozenset({"mention", "comparison"})
"""Kinds whose accounts are never of one event, whatever they share."""
_DAYS_APART = timedelta(days=7)  # two stated days farther apart are two events, whatever else agrees
_Trait = tuple[str, EventKind, int]


@dataclass(frozen=True, slots=True)
class Account:
    """One item's account of an event, with what it can be recognised by.

    Attributes
    ----------
    issue
        Index of the issue.
    day, stated
        The event's day, else the issue's; whether the text states it.
    links
        Numbers of the canonical addresses that the heading and first sentence lead to.
    deeds
        Numbers of the (subject, predicate, object) of the relations that make it this kind of event.
    names
        Numbers of the things (models, products, papers …) in heading and evidence.
    words
        Numbers of the terms of the heading.
    """

    kind: EventKind
    issue: int
    day: date | None
    stated: bool
    editorial: bool
    links: frozenset[int]
    deeds: frozenset[int]
    names: frozenset[int]
    words: frozenset[int]


@dataclass(slots=True)
class _Group:
    """Accounts of one event so far, and what new ones are compared with: as much for many accounts as for few.

    Attributes
    ----------
    days
        Of those that have one, rising.
    stated
        The first and the last day that one of them states.
    latest, latest_dayless
        Issue of the latest account, and of the latest one without a day.
    seen
        What is told of by (names, deeds, words), each once.
    """

    positions: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    stated: tuple[date, date] | None = None
    latest: int = -1
    latest_dayless: int | None = None
    seen: dict[tuple[frozenset[int], frozenset[int], frozenset[int]], None] = field(default_factory=dict)

    def add(self, position: int, account: Account) -> None:
        """Take an account in."""
        self.positions.append(position)
        self.seen.setdefault((account.names, account.deeds, account.words))
        self.latest = account.issue
        if account.day is None:
            self.latest_dayless = account.issue
            return
        insort(self.days, account.day)
        if account.stated:
            first, last = self.stated or (account.day, account.day)
            self.stated = (min(first, account.day), max(last, account.day))

    def apart(self, account: Account) -> timedelta:
        """Time to the nearest account; none where one has no date but they stand in one issue or next to it."""
        if account.day is None:
            return _issues_apart(self.latest, account)
        place = bisect_left(self.days, account.day)
        near = [abs(account.day - day) for day in self.days[max(0, place - 1) : place + 1]]
        if self.latest_dayless is not None:
            near.append(_issues_apart(self.latest_dayless, account))
        return min(near)

    def contradicts(self, account: Account) -> bool:
        """Whether one of its accounts states a day too far from the day that the new one states."""
        if not (account.stated and account.day and self.stated):
            return False
        first, last = self.stated
        return account.day - first > _DAYS_APART or last - account.day > _DAYS_APART

    def takes(self, account: Account, trait: _Trait) -> bool:
        """Whether an account belongs to it that shares a trait with it."""
        if self.contradicts(account):
            return False
        what, apart = trait[0], self.apart(account)
        if what == "link":
            return apart <= SAME_LINK
        if what == "deed":
            return apart <= SAME_DEED
        return apart <= SAME_NAMES and any(
            names == account.names or _overlap(words, account.words) >= 0.5 for names, _, words in self.seen
        )

    def shared(self, account: Account) -> int:
        """How much its account that is most like a foreword has in common with that."""
        return max(
            2 * len(names & account.names) + 3 * len(deeds & account.deeds) + len(words & account.words)
            for names, deeds, words in self.seen
        )


def group_accounts(accounts: Sequence[Account]) -> list[list[int]]:
    """Group accounts, given in archive order, by event.

    Two accounts are of one event where they are of one kind and, within two months, lead to the same address; within
    five weeks, state the same relation; within three weeks, name the same things under much the same heading; or
    where one stands in the foreword of the other's issue. Mentions and comparisons are never joined. Each account is
    compared with the latest event of each trait only, so the work is linear.

    Returns
    -------
    list of lists of positions in `accounts`, by first position
    """
    groups: list[_Group] = []
    latest: dict[_Trait, _Group] = {}
    of_issue: dict[tuple[EventKind, int], dict[int, _Group]] = {}
    for position, account in enumerate(accounts):
        if account.kind in NEVER_JOINED:
            groups.append(_Group([position]))
            continue
        if account.editorial:
            continue
        traits = list(_traits(account))
        shared = ((trait, latest[trait]) for trait in traits if trait in latest)
        home = next((group for trait, group in shared if group.takes(account, trait)), None)
        if home is None:
            home = _Group()
            groups.append(home)
        home.add(position, account)
        of_issue.setdefault((account.kind, account.issue), {})[id(home)] = home
        latest.update(dict.fromkeys(traits, home))
    for position, account in enumerate(accounts):
        if account.editorial and account.kind not in NEVER_JOINED:
            home = _announced(account, [*of_issue.get((account.kind, account.issue), {}).values()])
            if home is None:
                groups.append(home := _Group())
            home.add(position, account)
    return sorted((sorted(group.positions) for group in groups), key=lambda group: group[0])


def _announced(account: Account, told: Sequence[_Group]) -> _Group | None:
    """Which event of its issue a foreword speaks of: the only one of its kind, or the one that shares most with it."""
    if not told:
        return None
    if len(told) == 1:
        return told[0]
    best = max(told, key=lambda group: group.shared(account))
    return best if best.shared(account) else None


def _traits(account: Account) -> Iterator[_Trait]:
    """What other accounts of the event might share."""
    yield from (("link", account.kind, link) for link in sorted(account.links))
    yield from (("deed", account.kind, deed) for deed in sorted(account.deeds))
    yield from (("name", account.kind, name) for name in sorted(account.names))


def _issues_apart(issue: int, account: Account) -> timedelta:
    """Time between the issues of two accounts that have no dates."""
    return timedelta(days=7 * abs(issue - account.issue))


def _overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Share of the smaller set that the other holds."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
