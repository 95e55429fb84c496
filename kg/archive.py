"""An archive with every question that can be asked of it, one line each.

`Archive` is the one object that scripts, the command line and the pages hold. It stands on top of everything: nothing
below imports it. What answers a question is imported when that is first asked, so that a search starts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.search.parts import Filters
from kg.search.searcher import Searcher
from kg.store.reader import Reader

if TYPE_CHECKING:
    from kg.digests.issue import Digest
    from kg.embed.rerank import Reranker
    from kg.history.timeline import Timeline
    from kg.model import EntityType, Item
    from kg.related.alike import Related
    from kg.related.prior import Check
    from kg.related.threads import Thread
    from kg.search.hits import Results
    from kg.search.suggest import Suggestion
    from kg.status import Status
    from kg.trends.periods import By
    from kg.trends.topics import Topics
    from kg.trends.trends import Trends


class Archive(Reader):
    """One generation of an archive and what can be asked of it. Open it with `kg.open`; it may be shared by threads.

    Examples
    --------
    >>> import kg
    >>> archive = kg.open("data/archive")  # doctest: +SKIP
    >>> [hit.item.title for hit in archive.search("open models")]  # doctest: +SKIP
    """

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        mode: str = "hybrid",
        since: str | date | None = None,
        until: str | date | None = None,
        issue: str | int | None = None,
        section: str | None = None,
        entity: str | None = None,
        type: str | None = None,
        kind: str | None = None,
        site: str | None = None,
        order: str | None = None,
        off: Collection[str] = (),
        reranker: str | Path | None = None,
    ) -> Results:
        """Find items.

        Parameters
        ----------
        query
            In Chinese or English. Names in any spelling, times ("10月份", "last month"), issue numbers and kinds of
            items are understood; ``"quoted words"`` must stand so, ``-word`` and ``-"quoted words"`` must not, nor
            a name by any of its aliases, and ``entity:``, ``type:``, ``section:``, ``kind:``, ``since:``,
            ``until:``, ``issue:`` and ``site:`` filter, with a hyphen before them the other way round. An address
            finds what links to it.
        limit, offset
            The page: so many hits after so many.
        mode
            ``hybrid``, ``semantic`` (vectors alone) or ``keyword`` (words and names alone).
        since, until
            First and last issue date: a day, a month, a year, or words for one.
        issue, section, entity, type, kind, site
            Filters like the fields of the same name.
        order
            ``best`` first, or what is close by the day of its issue: ``new`` or ``old`` first.
        off
            Ids of understood parts (`kg.search.query.Part.id`) that shall not count.
        reranker
            A cross-encoder, by folder or by its name on the Hugging Face hub: it puts the first 50 hits in its own
            order, unless they stand by day or are found by filters alone. It is loaded once and kept.

        Returns
        -------
        Results
            A sequence of `kg.search.hits.Hit`, best first, with what was understood, facets and suggestions.

        Raises
        ------
        UsageError
            Where a filter has a malformed value or there is no such mode.
        UnknownName
            Where a filter names what the archive does not have.
        ArchiveError
            Where the reranker cannot be loaded.
        """
        filters = Filters(since, until, issue, section, entity, type, kind, site, order)
        return self._searcher.search(
            query, limit=limit, offset=offset, mode=mode, filters=filters, off=off, reranker=_reranker(reranker)
        )

    @cached_property
    def _searcher(self) -> Searcher:
        """What answers searches."""
        return self.once(Searcher)

    def suggest(self, prefix: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """Names for what somebody has begun to type, each entity once, by the spelling that matches best.

        Parameters
        ----------
        prefix
            The beginning of a name, of one of its words, or of its pinyin or the initials of that, in any spelling;
            "" for the most popular names.

        Returns
        -------
        tuple[Suggestion, ...]
            Names that begin so, then those of which a word does, then those that sound so, each of these by how many
            items name them; where there are fewer than `limit`, also those that a misspelling or two away begin so.
            Who goes by a name that is typed whole comes first.

        Raises
        ------
        UsageError
            Where `limit` is negative.
        ArchiveError
            Where an older version has built the archive.

        Examples
        --------
        >>> import kg
        >>> [found.entity.name for found in kg.open("data/archive").suggest("ope")]  # doctest: +SKIP
        ['OpenAI']
        """
        from kg.search.suggest import Names

        return self.once(Names).suggest(prefix, limit=limit)

    def related(self, item_id: str, *, limit: int = 10) -> tuple[Related, ...]:
        """Items of other issues of the same story or subject; see `kg.related.alike.related`."""
        from kg.related.alike import related

        return related(self, item_id, limit=limit)

    def threads(self) -> Sequence[Thread]:
        """Stories that run over several issues; see `kg.related.stories`."""
        from kg.related.threads import find_threads

        return find_threads(self)

    def prior(self, draft: str | Sequence[Item], *, limit: int = 5) -> tuple[Check, ...]:
        """What the archive already has of a draft: its items, or its text; see `kg.related.prior.check`.

        A text that tells its day is compared with the issues before it, and weeks are counted from it.
        """
        from ingest.read.draft import parse_draft
        from kg.related.desk import occasion_of
        from kg.related.prior import check, refuse_long

        if not isinstance(draft, str):
            return check(self, draft, limit=limit)
        refuse_long(draft)
        issue = parse_draft(draft)
        before = occasion_of(issue, self.issues(), today=date.today()).before
        return check(self, issue.items, limit=limit, before=before)

    @property
    def topics(self) -> Topics:
        """What the archive's items are about; see `kg.trends.topics.find_topics`."""
        from kg.trends.topics import find_topics

        return self.once(find_topics)

    def timeline(self, name: str, *, exact: bool = False, as_of: str | None = None) -> Timeline:
        """What the archive tells of an entity, in order; see `kg.history.timeline.timeline`."""
        from kg.history.timeline import timeline

        return timeline(self, name, exact=exact, as_of=as_of)

    def trends(
        self,
        *,
        by: By = "issue",
        type: EntityType | None = None,
        since: date | None = None,
        until: date | None = None,
        section: str | None = None,
    ) -> Trends:
        """What rises, falls, appears and falls silent; see `kg.trends.trends.trends`."""
        from kg.trends.trends import trends

        return trends(self, by=by, type=type, since=since, until=until, section=section)

    def status(self, *, corrections: Path | None = None) -> Status:
        """What is in it, what was left out and why, whether it is whole and up to date; see `kg.status.status`."""
        from kg.status import status

        return status(self, corrections=corrections)

    def digest(self, issue: str) -> Digest:
        """What an issue brought against all before it; see `kg.digests.issue.digest`."""
        from kg.digests.issue import digest

        return digest(self, issue)


def _reranker(name: str | Path | None) -> Reranker | None:
    """A cross-encoder by its name."""
    if name is None:
        return None
    from kg.embed.rerank import open_reranker

    return open_reranker(str(name))
