"""Archives for tests of history: hand-made ones, and the sample's with all that is understood of it but no model."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

import kg
from ingest.read.sources import collect
from ingest.stages import Stages
from ingest.understand import understand
from kg.archive import Archive
from kg.corrections.correction import Corrections
from kg.embed.space import LanguageMeans, Space
from kg.model import Entity, Issue, Item, ItemKind, Link, Mention, Relation
from kg.store.cache import VectorCache
from kg.store.database import PASSAGE_BITS
from kg.store.generations import DATABASE, SPACE, VECTORS, new_generation
from kg.store.manifest import FORMAT, Manifest
from kg.store.vectors import VectorIndex
from kg.store.writer import Contents, write_store
from kg.text.urls import canonical_url
from tests.store.archives import seal
from tests.support import HashEncoder

ROOT = Path(__file__).parents[1]
MONDAY = date(2025, 1, 6)

# (name, type) by id; names are looked for in the texts as they stand.
CAST = {
    "company:acme": Entity("company:acme", "company", "Acme", ("Acme", "阿克米")),
    "company:bolt": Entity("company:bolt", "company", "Bolt", ("Bolt",)),
    "company:crux": Entity("company:crux", "company", "Crux", ("Crux",)),
    "model:rho": Entity("model:rho", "model", "Rho", ("Rho",), maker="company:acme"),
    "model:rho-2": Entity("model:rho-2", "model", "Rho-2", ("Rho-2",), "company:acme", "model:rho", (2,)),
    "model:rho-3": Entity("model:rho-3", "model", "Rho-3", ("Rho-3",), "company:acme", "model:rho", (3,)),
}


def write_archive(
    folder: Path,
    issues: Sequence[Issue],
    *,
    mentions: Iterable[Mention] = (),
    entities: Sequence[Entity] = (),
    relations: Sequence[Relation] = (),
    vectors: np.ndarray | None = None,
) -> Archive:
    """Write an archive as a build does, with one vector an item, and open it."""
    items = [item for issue in issues for item in issue.items]
    encoder = HashEncoder()
    made = encoder.encode_documents([item.text for item in items]) if vectors is None else vectors
    mentions = tuple(mentions)
    folder.mkdir(exist_ok=True)
    with new_generation(folder, "g-1") as generation:
        write_store(generation / DATABASE, Contents(tuple(issues), mentions, tuple(entities), tuple(relations)))
        ids = np.arange(1, len(items) + 1, dtype=np.int64) << PASSAGE_BITS
        VectorIndex.build(made, ids).save(generation / VECTORS)
        Space(LanguageMeans({}, {})).save(generation / SPACE)
        seal(
            generation,
            Manifest(FORMAT, encoder.name, encoder.fingerprint, made.shape[1], len(issues), len(items), len(entities),
                     len(relations), len(items), ()),
        )  # fmt: skip
    return kg.open(folder)


def item(text: str, *urls: str, kind: ItemKind = "bullet", section: str = "产品与模型", opinion: str = "") -> Item:
    """An item whose heading is its first line; the links stand in the heading."""
    title = text.split("\n")[0]
    links = tuple(Link(url, canonical_url(url), title[:4], "text", 0, 4) for url in urls)
    return Item("", "", 0, section, kind, title, text, opinion, links)


def issue(number: int, items: Sequence[Item], *, day: date | None = None, series: str = "s") -> Issue:
    """An issue with ids given to its items."""
    id_ = f"{series}-{number}"
    placed = tuple(
        Item(f"{id_}-{rank:03}", id_, rank, each.section, each.kind, each.title, each.text, each.opinion, each.links)
        for rank, each in enumerate(items)
    )
    return Issue(id_, series, number, f"Issue {number}", day, f"{id_}.md", placed)


def weekly(number: int, start: date = MONDAY) -> date:
    """The Monday of an issue."""
    return start + timedelta(weeks=number - 1)


def cast_mentions(issues: Iterable[Issue]) -> list[Mention]:
    """Mentions of the cast, longest name first, wherever their names stand."""
    names = sorted(((alias, e) for e in CAST.values() for alias in e.aliases), key=lambda pair: -len(pair[0]))
    found = []
    for one in (each for whole in issues for each in whole.items):
        for field, text in (("text", one.text), ("opinion", one.opinion)):
            taken: set[int] = set()
            for name, entity in names:
                start = text.find(name)
                while start >= 0:
                    span = set(range(start, start + len(name)))
                    if not span & taken:
                        taken |= span
                        found.append(Mention(one.id, field, start, start + len(name), name, entity.type, entity.name,
                                             "test", entity.id))  # fmt: skip
                    start = text.find(name, start + 1)
    return found


def cast_archive(folder: Path, issues: Sequence[Issue]) -> Archive:
    """An archive about the cast."""
    return write_archive(folder, issues, mentions=cast_mentions(issues), entities=sorted(CAST.values(), key=_id))


def _id(entity: Entity) -> str:
    return entity.id


@cache
def sample_archive() -> Archive:
    """The sample newsletter: read and understood for real; only the vectors are of no model."""
    folder = Path(tempfile.mkdtemp(prefix="backissue-history-"))
    issues = collect([ROOT / "data" / "sample"]).issues
    with VectorCache(folder / "kept.db") as cache:
        said = understand(issues, Corrections(), program="sample", cache=cache, stages=Stages())
    return write_archive(
        folder / "archive",
        issues,
        mentions=said.resolution.mentions,
        entities=said.resolution.entities,
        relations=said.relations,
    )
