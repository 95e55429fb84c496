"""The editor's desk: a draft, when it will appear, and all that the archive says of each of its items.

What the editor decides (another verdict, which earlier items are named) is put into the same records with `decided`, so
that whatever writes them down writes down the decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kg.model import Entity, Issue
from kg.related.desk_links import LinkedBefore, linked_before
from kg.related.desk_names import Namer, Spelling
from kg.related.prior import Check, Verdict, check
from kg.store.reader import Reader
from kg.text.words import language_of

_FOLLOWED: frozenset[Verdict] = frozenset({"repeat", "update"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """When a draft will appear.

    Attributes
    ----------
    day
        All weeks are counted from it.
    number
        None where the newsletter has none.
    told
        Whether `day` is known and not assumed: only then are later issues left out.
    """

    day: date
    number: int | None = None
    told: bool = False

    @property
    def before(self) -> date | None:
        """Only issues of earlier days count; None where all do."""
        return self.day if self.told else None


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One item of a draft.

    Attributes
    ----------
    check
        What the archive says of it.
    verdict
        The editor's; that of `check` unless it was overruled.
    chosen
        Ids of the earlier items that the published text shall name.
    names, spellings
        Names that have a page in the archive, and unusual ways to write them.
    links
        Links that past issues have given.
    """

    check: Check
    verdict: Verdict
    chosen: frozenset[str] = frozenset()
    names: tuple[Entity, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    links: tuple[LinkedBefore, ...] = ()

    @property
    def overruled(self) -> bool:
        """Whether the editor sees it otherwise."""
        return self.verdict != self.check.verdict

    def decided(self, *, verdict: Verdict | None = None, chosen: Collection[str] | None = None) -> DeskItem:
        """The same with what an editor has decided; None leaves it as it is."""
        return replace(
            self,
            verdict=self.verdict if verdict is None else verdict,
            chosen=self.chosen if chosen is None else frozenset(chosen),
        )


def occasion_of(draft: Issue, issues: Sequence[Issue], *, today: date) -> Occasion:
    """When a draft will appear: what it says itself, else the archive's next number and the present day.

    Parameters
    ----------
    draft
        As `ingest.read.draft.parse_draft` reads it.
    issues
        Of the archive, oldest first; of several newsletters the one that appeared last goes on.
    """
    number = draft.number
    if number is None and issues:
        numbers = [issue.number for issue in issues if issue.series == issues[-1].series and issue.number is not None]
        number = max(numbers) + 1 if numbers else None
    day = None if draft.date_inferred else draft.date
    return Occasion(day or today, number, told=day is not None)


def look_over(
    reader: Reader,
    draft: Issue,
    occasion: Occasion,
    *,
    limit: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[DeskItem, ...]:
    """All that the archive says of the items of a draft; see `kg.related.prior.check` for the parameters and errors."""
    before = occasion.before
    checks = check(reader, draft.items, limit=limit, before=before, today=occasion.day, progress=progress)
    namer = Namer(reader)
    found: list[DeskItem] = []
    for one in checks:
        named, links = namer.of(one.item), linked_before(reader, one.item, before=before)
        found.append(DeskItem(one, one.verdict, _first_choice(one), named.entities, named.spellings, links))
    return tuple(found)


def _first_choice(found: Check) -> frozenset[str]:
    """The earlier item that a published text would name: the nearest that tells the same story, if one does."""
    told = (prior.item.id for prior in found.prior if prior.verdict in _FOLLOWED)
    return frozenset(list(told)[:1])


def for_block(items: Sequence[DeskItem]) -> tuple[Check, ...]:
    """What `kg.related.report.markdown_block` shall write: the chosen earlier items, under the editor's verdict."""
    return tuple(
        replace(
            item.check,
            verdict=item.verdict,
            prior=tuple(prior for prior in item.check.prior if prior.item.id in item.chosen),
        )
        for item in items
    )


def language_of_draft(items: Sequence[DeskItem]) -> str:
    """``zh`` or ``en``: what most of a draft is written in, for one wording over all its items."""
    return language_of("\n".join(item.check.item.text for item in items))
