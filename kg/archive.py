"""An archive opened for reading: database, vectors and model together, checked to agree.

`Archive` is the one object that scripts, the command line and the pages hold; each question is answered by a module of
its own (search, related, prior, history …), imported when it is first asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ArchiveError, UnknownName
from kg.model import Entity, EntityType, Issue, Item, Mention, Relation
from kg.store.database import Store
from kg.store.generations import DATABASE, FEATURES, SPACE, VECTORS, live_generation, read_manifest
from kg.text.words import name_key

if TYPE_CHECKING:
    from datetime import date

    from kg.digests.issue import Digest
    from kg.embed.encoder import Encoder
    from kg.embed.space import Space
    from kg.history.timeline import Timeline
    from kg.related.nearness import Kinship
    from kg.related.prior import Check
    from kg.related.related import Related
    from kg.related.stories import Thread
    from kg.search.hits import Results
    from kg.search.searcher import Searcher
    from kg.store.sparse import SparseIndex
    from kg.store.vectors import VectorIndex
    from kg.trends.rows import By
    from kg.trends.topics import Topics
    from kg.trends.trends import Trends


class Archive:
    """One generation of an archive. Open it with `kg.open`; it may be shared between threads.

    Parameters
    ----------
    path
        The archive's folder.
    model
        Embedding model to ask with; None for the one that the archive was built with.

    Raises
    ------
    ArchiveError
        Where there is no archive, it is damaged, or it was built with another model.
    """

    def __init__(self, path: Path | str, *, model: str | None = None) -> None:
        self.path = Path(path)
        self.generation = live_generation(self.path)
        self.manifest = read_manifest(self.generation)
        self.store = Store(self.generation / DATABASE)
        self._model = model if model is not None else self.manifest.model
        if model is not None and model != self.manifest.model:
            self._refuse_other_model(self.encoder)

    def __repr__(self) -> str:
        return f"<Archive {self.path}: {self.manifest.issues} issues, {self.manifest.items} items>"

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, opened when first needed."""
        from kg.embed.encoder import open_encoder

        encoder = open_encoder(self._model)
        self._refuse_other_model(encoder)
        return encoder

    def _refuse_other_model(self, encoder: Encoder) -> None:
        """Vectors of two models cannot be compared."""
        if encoder.fingerprint != self.manifest.fingerprint:
            raise ArchiveError(
                f"{self.path}: built with the model {self.manifest.model}, not with {encoder.name}; build it again: "
                f"kg build SOURCE... --archive {self.path} --model {encoder.name}"
            )

    @cached_property
    def vectors(self) -> VectorIndex:
        """The FAISS index over the passages' vectors, opened when first needed."""
        from kg.store.vectors import VectorIndex

        return VectorIndex.load(self.generation / VECTORS)

    @cached_property
    def space(self) -> Space:
        """What makes vectors of queries and passages comparable with those in `vectors`."""
        from kg.embed.space import Space

        return Space.load(self.generation / SPACE)

    @cached_property
    def features(self) -> SparseIndex | None:
        """Sparse features of all items, by row; None where the model has none."""
        from kg.store.sparse import SparseIndex

        path = self.generation / FEATURES
        return SparseIndex.load(path) if path.is_file() else None

    # Issues and items

    def issues(self) -> tuple[Issue, ...]:
        """All issues, oldest first, without their items."""
        return self.store.issues

    @cached_property
    def _issue_by_id(self) -> dict[str, int]:
        """Row of each issue."""
        return {issue.id: row for row, issue in enumerate(self.store.issues, 1)}

    def issue_of(self, item: Item) -> Issue:
        """The issue that an item stands in, without its items."""
        return self.store.issues[self._issue_by_id[item.issue_id] - 1]

    def find_issue(self, name: str) -> Issue:
        """An issue by id, or by number where only one newsletter has it, without its items.

        Raises
        ------
        UnknownName
            Where there is none, or a number fits several newsletters.
        """
        if name in self._issue_by_id:
            return self.store.issues[self._issue_by_id[name] - 1]
        numbered = [issue for issue in self.store.issues if issue.number is not None and str(issue.number) == name]
        if len(numbered) == 1:
            return numbered[0]
        raise UnknownName(name, tuple(issue.id for issue in (numbered or self.store.issues[-3:])), "issue")

    def items(self, issue: Issue | None = None) -> Iterator[Item]:
        """Items of one issue, or of all, in archive order."""
        if issue is not None:
            yield from self.store.items(self.store.rows_of_issue(self._issue_by_id[issue.id]))
            return
        yield from self.store.items()

    def item(self, item_id: str) -> Item:
        """An item by id.

        Raises
        ------
        UnknownName
            Where there is none.
        """
        row = self.store.row_of(item_id)
        if row is None:
            raise UnknownName(item_id, self._close_item_ids(item_id), "item")
        return self.store.items([row])[0]

    def _close_item_ids(self, item_id: str) -> tuple[str, ...]:
        """A few ids that begin alike."""
        stem = item_id.rsplit("-", 1)[0]
        close = self.store.rows("SELECT id FROM items WHERE id >= ? AND id < ? LIMIT 3", (stem, stem + "\uffff"))
        return tuple(found for (found,) in close)

    # What is known

    def entities(self) -> Sequence[Entity]:
        """All entities, by id."""
        return self.store.entities()

    def entity(self, name: str) -> Entity:
        """The entity of that id, name or alias, however it is spelt; the most mentioned where several share it.

        Raises
        ------
        UnknownName
            Where there is none; its `suggestions` are the closest names.
        """
        found = self.store.entity(name) if ":" in name else None
        if found is not None:
            return found
        by_name = self.store.entities_by_key(name_key(name))
        if by_name:
            return by_name[0]
        raise UnknownName(name, self.close_names(name))

    def close_names(self, name: str, *, limit: int = 5) -> tuple[str, ...]:
        """Names of entities that are spelt much like `name`, best first."""
        from rapidfuzz import fuzz, process

        names: dict[str, str] = {}
        for key, _, entity_id in self.store.alias_keys():
            names.setdefault(key, entity_id)
        best = process.extract(name_key(name), list(names), scorer=fuzz.ratio, limit=limit * 3, score_cutoff=60)
        ids = list(dict.fromkeys(names[key] for key, _, _ in best))[:limit]
        return tuple(entity.name for id_ in ids if (entity := self.store.entity(id_)))

    def mentions(self, item_id: str | None = None, *, entity_id: str | None = None) -> Sequence[Mention]:
        """Mentions in one item, of one entity, or all, in archive order."""
        return self.store.mentions(self._row(item_id), entity_id=entity_id)

    def relations(self, item_id: str | None = None, *, entity_id: str | None = None) -> Sequence[Relation]:
        """Relations said in one item, those that one entity takes part in, or all, in archive order."""
        return self.store.relations(self._row(item_id), entity_id=entity_id)

    def _row(self, item_id: str | None) -> int | None:
        """Row of an item; 0, which no item has, where it is unknown."""
        return None if item_id is None else (self.store.row_of(item_id) or 0)

    # Search

    @cached_property
    def searcher(self) -> Searcher:
        """What answers searches; it keeps what it has read of the archive."""
        from kg.search.searcher import Searcher

        return Searcher(self)

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
        off: Collection[str] = (),
    ) -> Results:
        """Find items.

        Parameters
        ----------
        query
            In Chinese or English. Names in any spelling, times ("10月份", "last month"), issue numbers and kinds of
            items are understood; ``"quoted words"`` must stand so, ``-word`` must not, and ``entity:``, ``type:``,
            ``section:``, ``kind:``, ``since:``, ``until:``, ``issue:`` and ``site:`` filter.
        limit, offset
            The page: so many hits after so many.
        mode
            ``hybrid``, ``semantic`` (vectors alone) or ``keyword`` (words and names alone).
        since, until
            First and last issue date: a day, a month, a year, or words for one.
        issue, section, entity, type, kind, site
            Filters like the fields of the same name.
        off
            Ids of understood parts (`kg.search.query.Part.id`) that shall not count.

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
        """
        from kg.search.parts import Filters

        filters = Filters(since, until, issue, section, entity, type, kind, site)
        return self.searcher.search(query, limit=limit, offset=offset, mode=mode, filters=filters, off=off)

    # Beside one another

    @cached_property
    def kinship(self) -> Kinship:
        """What tells how near items are; it keeps what it has read of the archive."""
        from kg.related.nearness import Kinship

        return Kinship(self)

    def related(self, item_id: str, *, limit: int = 10) -> tuple[Related, ...]:
        """Items of other issues of the same story or subject; see `kg.related.related.related`."""
        from kg.related.related import related

        return related(self, item_id, limit=limit)

    @cached_property
    def story_rows(self) -> tuple[tuple[int, ...], ...]:
        """Item indices (row - 1) of each story; see `kg.related.stories.group_stories`."""
        from kg.related.stories import group_stories

        return group_stories(self)

    @cached_property
    def _threads(self) -> tuple[Thread, ...]:
        """Stories, found when first asked for."""
        from kg.related.stories import find_threads

        return find_threads(self)

    def threads(self) -> tuple[Thread, ...]:
        """Stories that run over several issues; see `kg.related.stories`."""
        return self._threads

    def prior(self, draft: str | Sequence[Item], *, limit: int = 5) -> tuple[Check, ...]:
        """What the archive already has of a draft: its items, or loose text; see `kg.related.prior.check`."""
        from kg.related.prior import check, check_text

        if isinstance(draft, str):
            return check_text(self, draft, limit=limit)
        return check(self, draft, limit=limit)

    # Through time

    @cached_property
    def topics(self) -> Topics:
        """What the archive's items are about; see `kg.trends.topics.find_topics`."""
        from kg.trends.topics import find_topics

        return find_topics(self)

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
    ) -> Trends:
        """What rises, falls, appears and falls silent; see `kg.trends.trends.trends`."""
        from kg.trends.trends import trends

        return trends(self, by=by, type=type, since=since, until=until)

    def digest(self, issue: str) -> Digest:
        """What an issue brought against all before it; see `kg.digests.issue.digest`."""
        from kg.digests.issue import digest

        return digest(self, issue)
