"""One generation of an archive, opened for reading: database, vectors and model together, checked to agree.

Everything that answers a question about an archive starts from a `Reader`. What is worked out from a whole generation
(arrays, stories, topics) is worked out once, when first asked for: `Reader.once`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from weakref import finalize

from kg.embed.encoder import Encoder
from kg.embed.models import open_encoder
from kg.embed.space import Space
from kg.errors import ArchiveError, UnknownName
from kg.model import Entity, Issue, Item, Mention, Relation, SourceText
from kg.store.database import Store
from kg.store.generations import DATABASE, SPACE, VECTORS, lease, live_generation
from kg.store.manifest import read_manifest
from kg.text.words import name_key, readable

if TYPE_CHECKING:
    from kg.store.vectors import VectorIndex

T = TypeVar("T")
_TRIES = 20  # builds that may end while a reader opens
_LONGEST_NAME = 1000  # characters; nothing is called so, but somebody may paste it


class Reader:
    """One generation of an archive. It may be shared between threads, and answers from it however many builds pass.

    Its generation is held until `close`, the end of a ``with`` block, or until nobody knows the reader any more.

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
        self._open(*_held_generation(self.path), model)

    def _open(self, generation: Path, held: int | None, model: str | None) -> None:
        """Read what a generation says of itself."""
        self.generation = generation
        self._release = finalize(self, _close, held)
        self.manifest = read_manifest(self.generation)
        self.store = Store(self.generation / DATABASE)
        self._model = model if model is not None else self.manifest.model
        self._made: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, Lock] = {}
        if model is not None and model != self.manifest.model:
            self._refuse_other_model(self.encoder)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}: {self.manifest.issues} issues, {self.manifest.items} items>"

    def close(self) -> None:
        """Let the generation go; a later build may then remove it, and nothing more is answered from the database."""
        self.store.close()
        self._made.clear()  # files that are mapped into memory are held by nothing else
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def once(self, work: Callable[[Reader], T]) -> T:
        """What `work` makes of this generation: made when first asked for, and kept.

        Parameters
        ----------
        work
            A function or class that takes a reader. It may ask for what others make, but not for its own.
        """
        if work not in self._made:
            with self._locks.setdefault(work, Lock()):  # `setdefault` is atomic; each work has a lock of its own
                if work not in self._made:
                    self._made[work] = work(self)
        return cast(T, self._made[work])

    # What the archive is made of

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, opened when first needed."""
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
        from kg.store.vectors import VectorIndex  # FAISS is loaded by those who ask for meaning only

        return VectorIndex.load(self.generation / VECTORS)

    @cached_property
    def space(self) -> Space:
        """What makes vectors of queries and passages comparable with those in `vectors`."""
        return Space.load(self.generation / SPACE)

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

    def source_of(self, issue_id: str) -> SourceText | None:
        """What an issue was read from, and the lines of it that are in no item; None where that is not kept.

        Raises
        ------
        UnknownName
            Where there is no such issue.
        """
        return self.store.source_text(self._issue_by_id[self.find_issue(issue_id).id])

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
        item_id = _asked(item_id)
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
        name = _asked(name)
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

        name = _asked(name)
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


def open_generation(folder: Path) -> Reader:
    """A reader of one generation's folder, live or not; for the build that makes it, and nobody else holds it."""
    reader = Reader.__new__(Reader)
    reader.path = folder.parent
    reader._open(folder, None, None)
    return reader


def _held_generation(archive: Path) -> tuple[Path, int | None]:
    """The live generation and a lease on it; a build may remove the one just found before it is held."""
    for _ in range(_TRIES):
        folder = live_generation(archive)
        held = lease(folder)
        if held is not None:
            return folder, held
    return folder, None  # there is no manifest, which whoever reads it will say


def _close(held: int | None) -> None:
    """End a lease."""
    if held is not None:
        os.close(held)


def _asked(name: str) -> str:
    """A name as a database can be asked for it: no endless one, and no half characters."""
    return readable(name[:_LONGEST_NAME])
