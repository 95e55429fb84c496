"""Which accounts are of the same event, so that a timeline shows it once, with all its sources.

An event is narrower than a story (`kg.related.stories`), which goes on over weeks: an acquisition and the lawsuit over
it are one story and two events.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kg.history.cues import EventKind

SAME_LINK = timedelta(days=60)
SAME_DEED = timedelta(days=35)
SAME_NAMES = timedelta(days=21)
_NEVER = frozenset({"mention", "comparison"})
_DAYS_APART = timedelta(days=7)  # two stated days farther apart are two events, whatever else agrees


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
        Canonical addresses that the heading and first sentence lead to.
    deeds
        (subject, predicate, object) of the relations that make it this kind of event.
    names
        Ids of the things (models, products, papers …) in heading and evidence.
    words
        Terms of the heading.
    """

    kind: EventKind
    issue: int
    day: date | None
    stated: bool
    editorial: bool
    links: frozenset[str]
    deeds: frozenset[tuple[str, str, str]]
    names: frozenset[str]
    words: frozenset[str]


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
    groups: list[list[int]] = []
    latest: dict[Hashable, int] = {}
    of_issue: dict[tuple[EventKind, int], list[int]] = {}
    for position, account in enumerate(accounts):
        if account.editorial:
            continue
        home = None
        if account.kind not in _NEVER:
            shared = ((trait, latest[trait]) for trait in _traits(account) if trait in latest)
            home = next((g for trait, g in shared if _same_event(accounts, groups[g], account, trait)), None)
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(position)
        told = of_issue.setdefault((account.kind, account.issue), [])
        if home not in told:
            told.append(home)
        for trait in _traits(account):
            latest[trait] = home
    for position, account in enumerate(accounts):
        if account.editorial:
            home = _announced(accounts, groups, account, of_issue.get((account.kind, account.issue), []))
            if home is None:
                groups.append([position])
            else:
                groups[home].append(position)
    return sorted((sorted(group) for group in groups), key=lambda group: group[0])


def _announced(
    accounts: Sequence[Account], groups: Sequence[Sequence[int]], account: Account, told: Sequence[int]
) -> int | None:
    """Which event of its issue a foreword speaks of: the only one of its kind, or the one that shares most with it."""
    if account.kind in _NEVER or not told:
        return None
    if len(told) == 1:
        return told[0]

    def shared(group: int) -> int:
        return max(
            2 * len(accounts[p].names & account.names)
            + 3 * len(accounts[p].deeds & account.deeds)
            + len(accounts[p].words & account.words)
            for p in groups[group]
        )

    best = max(told, key=shared)
    return best if shared(best) else None


def _traits(account: Account) -> list[tuple[str, EventKind, Hashable]]:
    """What other accounts of the event might share."""
    return [
        *(("link", account.kind, link) for link in sorted(account.links)),
        *(("deed", account.kind, deed) for deed in sorted(account.deeds)),
        *(("name", account.kind, name) for name in sorted(account.names)),
    ]


def _same_event(
    accounts: Sequence[Account], group: Sequence[int], account: Account, trait: tuple[str, EventKind, Hashable]
) -> bool:
    """Whether an account belongs to the group that shares a trait with it."""
    members = [accounts[position] for position in group]
    if any(a.stated and account.stated and _apart(a, account) > _DAYS_APART for a in members):
        return False
    what, apart = trait[0], min(_apart(a, account) for a in members)
    if what == "link":
        return apart <= SAME_LINK
    if what == "deed":
        return apart <= SAME_DEED
    return apart <= SAME_NAMES and any(
        a.names == account.names or _overlap(a.words, account.words) >= 0.5 for a in members
    )


def _apart(a: Account, b: Account) -> timedelta:
    """Time between two accounts; none where one has no date but they stand in one issue or next to it."""
    if a.day and b.day:
        return abs(a.day - b.day)
    return timedelta(days=7 * abs(a.issue - b.issue))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set that the other holds."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
