"""Archives of as many items as wanted, made of the sample newsletter's sentences, put together anew.

Every made-up item is one to four sentences of the sample with a made-up name or two; its vectors are those of the
sentences, mixed and blurred, because embedding 100,000 items takes hours. For every ten items there is one name
more, so that names, like items, are many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.derive import derive
from kg.archive import Archive
from kg.model import Entity, Issue, Item, Mention, Passage, Relation
from kg.store.database import PASSAGE_BITS
from kg.store.generations import DATABASE, SPACE, VECTORS, make_live
from kg.store.manifest import FORMAT, MANIFEST, STAMPS, Manifest, checksum, write_manifest
from kg.store.vectors import VectorIndex
from kg.store.writer import Contents, write_store
from kg.text.words import language_of

PER_ISSUE = 40
ITEMS_PER_NAME = 10
BLUR = 0.6  # length of the noise beside a unit vector
_SYLLABLES = tuple(a + b for a in "klmrtvzs" for b in ("a", "eo", "in"))


@dataclass(slots=True)
class _Made:
    """What has been made so far."""

    items: list[Item] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    passages: list[tuple[int, Passage]] = field(default_factory=list)
    vectors: list[NDArray[np.float16]] = field(default_factory=list)


class _Source:
    """What the sample lends: its sentences with all that is known of them."""

    def __init__(self, archive: Archive) -> None:
        index = archive.vectors
        found = [(key, p) for start in range(0, len(index), 500)
                 for key, p in archive.store.passages(index.ids[start : start + 500].tolist())
                 if p.field == "text" and (p.grain == "sentence" or (p.grain == "item" and len(p.text) < 180))
                 ]  # fmt: skip
        self.rows = [(key >> PASSAGE_BITS) - 1 for key, _ in found]
        self.texts = [passage.text for _, passage in found]
        self.vectors = index.reconstruct(np.array([key for key, _ in found], np.int64))
        self.items = archive.store.items()
        self.mentions = [archive.store.mentions(row) for row in range(1, len(self.items) + 1)]
        self.relations = [archive.store.relations(row) for row in range(1, len(self.items) + 1)]
        self.entities = tuple(archive.entities())


def made_name(number: int) -> str:
    """A name that no newsletter has: syllables by number.

    >>> made_name(0), made_name(25)
    ('Kakaka', 'Keokeoka')
    """
    size = len(_SYLLABLES)
    return "".join(_SYLLABLES[number // size**place % size] for place in (0, 1, 2)).capitalize() + (
        f" {number // size**3}" if number >= size**3 else ""
    )


def make(archive: Archive, folder: Path, count: int) -> None:
    """Write an archive of `count` items into a folder."""
    source, random, made = _Source(archive), np.random.default_rng(7), _Made()
    for number in range(count):
        _add_item(source, random, made, number)
    issues = [
        Issue(f"made-{n + 1}", "made", n + 1, f"Made {n + 1}", date(1990, 1, 1) + timedelta(n), "made.md",
              tuple(made.items[n * PER_ISSUE : (n + 1) * PER_ISSUE]))
        for n in range((count + PER_ISSUE - 1) // PER_ISSUE)
    ]  # fmt: skip
    names = [made_name(n) for n in range(count // ITEMS_PER_NAME)]
    more = [Entity(f"product:made-{n}", "product", name, (name, f"{name} App")) for n, name in enumerate(names)]
    entities = tuple(sorted([*source.entities, *more], key=lambda entity: entity.id))
    target = folder / "g-made"
    target.mkdir(parents=True)
    passages = tuple(made.passages)
    write_store(
        target / DATABASE,
        Contents(tuple(issues), tuple(made.mentions), entities, tuple(made.relations), (), passages, (("stale", ""),)),
    )
    vectors = np.concatenate(made.vectors).astype(np.float32)
    VectorIndex.build(vectors, np.array([key for key, _ in passages], np.int64)).save(target / VECTORS)
    archive.space.save(target / SPACE)
    old = archive.manifest
    manifest = Manifest(FORMAT, old.model, old.fingerprint, old.dimension, len(issues), count, len(entities),
                        len(made.relations), len(vectors), _checksums(target))  # fmt: skip
    write_manifest(target, manifest)
    derive(target)
    write_manifest(target, replace(manifest, checksums=_checksums(target)))
    make_live(folder, "g-made")


def _add_item(source: _Source, random: np.random.Generator, made: _Made, number: int) -> None:
    """Put one item together."""
    chosen = random.choice(len(source.texts), size=int(random.integers(1, 5)), replace=False)
    parts = [source.texts[i] for i in chosen]
    text = "\n".join(parts)
    first = source.items[source.rows[chosen[0]]]
    id_ = f"made-{number}"
    wanted = dict.fromkeys(source.rows[i] for i in chosen)
    for row in wanted:
        known = {m.entity: m for m in source.mentions[row] if m.surface and m.surface in text}
        made.mentions += [
            replace(m, item_id=id_, field="text", start=(at := text.index(m.surface)), end=at + len(m.surface))
            for m in known.values()
        ]
        made.relations += [replace(r, evidence=replace(r.evidence, item_id=id_)) for r in source.relations[row]
                           if r.evidence.sentence in text]  # fmt: skip
    for name in _names(random, number):
        surface = made_name(name)
        made.mentions.append(
            Mention(id_, "text", len(text) + 1, len(text) + 1 + len(surface), surface, "product", surface, "made",
                    f"product:made-{name}")
        )  # fmt: skip
        text += "\n" + surface
    item = Item(
        id_, f"made-{number // PER_ISSUE + 1}", number % PER_ISSUE, first.section, first.kind, parts[0], text,
        links=first.links,
    )  # fmt: skip
    made.items.append(item)
    own = source.vectors[chosen] + blur(random, len(chosen), source.vectors.shape[1])
    stack = np.stack([own.mean(axis=0), *own] if len(chosen) > 1 else [own[0]])
    made.vectors.append((stack / np.linalg.norm(stack, axis=1, keepdims=True)).astype(np.float16))
    spans = [(0, len(text)), *(_spans(parts) if len(parts) > 1 else ())]
    for ordinal, (start, end) in enumerate(spans):
        grain = "sentence" if ordinal else "item"
        passage = Passage(id_, grain, "text", start, end, "", language_of(text))
        made.passages.append(((number + 1) << PASSAGE_BITS | ordinal, passage))


def _names(random: np.random.Generator, number: int) -> list[int]:
    """Names that an item tells of: one that is new now and then, and some that were there, the old ones most."""
    known = number // ITEMS_PER_NAME
    found = [known - 1] if number % ITEMS_PER_NAME == 0 and known else []
    return sorted({*found, *(int(known * random.random() ** 3) for _ in range(int(random.integers(0, 3))) if known)})


def _spans(parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where sentences stand, a line each."""
    at = 0
    for part in parts:
        yield at, at + len(part)
        at += len(part) + 1


def blur(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float32]:
    """Noise of length `BLUR`."""
    noise = random.standard_normal((count, dimension), np.float32)
    return noise * np.float32(BLUR / np.sqrt(dimension))


def _checksums(folder: Path) -> tuple[tuple[str, str, int], ...]:
    """Digest and size of each file."""
    files = sorted(file for file in folder.iterdir() if file.name not in (MANIFEST, STAMPS))
    return tuple((file.name, checksum(file), file.stat().st_size) for file in files)
