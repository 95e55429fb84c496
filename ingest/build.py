"""From sources to an archive: the one driver of all stages, and the only writer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.read.config import Config
from ingest.read.report import FidelityReport
from ingest.read.sources import collect
from ingest.relate.relate import relate
from ingest.resolve import Resolution, resolve
from kg.corrections.file import Corrections, default_corrections, load_corrections
from kg.embed.adapter import FILE as ADAPTER
from kg.embed.encoder import Encoder, SparseVector
from kg.embed.models import open_encoder
from kg.embed.passages import WHOLE_CHARACTERS, passages_of
from kg.embed.space import LanguageMeans, Space, language_means
from kg.errors import ArchiveError, UsageError
from kg.model import Issue, Item, Passage, Relation
from kg.resources import PACKAGE, resource
from kg.store.cache import embed_with_cache, sparse_with_cache
from kg.store.database import PASSAGE_BITS, Store
from kg.store.generations import (
    CURRENT,
    DATABASE,
    FEATURES,
    FORMAT,
    SPACE,
    VECTORS,
    Manifest,
    build_lock,
    checksum,
    make_live,
    new_generation,
    read_manifest,
    write_manifest,
)
from kg.store.sparse import SparseIndex
from kg.store.vectors import VectorIndex
from kg.store.writer import Contents, write_store
from kg.text.words import fingerprint

Progress = Callable[[str, int, int], None]
FEATURES_KEPT = 128  # of an item's 256; the rest only makes the index larger (nDCG@10 0.79 with either)


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did.

    Attributes
    ----------
    report
        What was read from the sources and what was skipped.
    stale
        Corrections that no longer apply, in words.
    embedded
        Texts that were embedded now; the others came from the cache.
    passages
        Texts that have a vector.
    seconds
        Wall time of each stage: (stage, seconds).
    unchanged
        True where the archive already stood just so and nothing was written.
    """

    archive: Path
    report: FidelityReport
    issues: int
    items: int
    entities: int
    relations: int
    stale: tuple[str, ...]
    embedded: int
    passages: int
    seconds: tuple[tuple[str, float], ...]
    unchanged: bool = False


class _Clock:
    """Wall time by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Count the time since the last lap to `stage`."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


def build(
    sources: Sequence[str | Path],
    archive: Path,
    *,
    model: str | None = None,
    config: Config | None = None,
    corrections: Path | None = None,
    progress: Progress | None = None,
) -> Build:
    """Build the archive of all issues found in `sources`, in place of the one that stands there.

    Parameters
    ----------
    sources
        Files, folders and globs.
    archive
        The archive's folder; made where it does not exist.
    model
        Embedding model; None for the bundled one.
    corrections
        File of corrections; None for `kg.corrections.file.default_corrections`, where there is one.
    progress
        Called with (stage, done, all).

    Raises
    ------
    UsageError
        Where a source does not exist, or no source holds an issue.
    BuildInProgress, ArchiveError
        Where the archive is locked, or cannot be written; what stood there stands.
    """
    clock = _Clock()
    with build_lock(archive):
        harvest = collect(sources, config=config)
        clock.lap("read")
        if not harvest.issues:
            named = ", ".join(str(source) for source in sources)
            looked, why = harvest.report.documents, harvest.report.skipped
            raise UsageError(
                f"No issue was found in {named}: {looked} documents were looked at"
                + (f"; the first was skipped: {why[0]}" if why else "")
            )
        encoder = open_encoder(model)
        wanted = _corrections(archive, corrections)
        name = _generation_name(harvest.issues, encoder, wanted)
        clock.lap("prepare")
        if (standing := _standing(archive, name)) is not None:
            stale = standing[1]
            return Build(
                archive, harvest.report, standing[0].issues, standing[0].items, standing[0].entities,
                standing[0].relations, stale, 0, standing[0].vectors, tuple(clock.seconds.items()), unchanged=True,
            )  # fmt: skip
        resolution, relations = _understand(harvest.issues, wanted, clock)
        passages = _passages(harvest.issues)
        titles = [item.title for issue in harvest.issues for item in issue.items]
        languages = [passage.language for _, passage in passages]
        embedded = _embed(harvest.issues, passages, languages, titles, encoder, archive, progress)
        clock.lap("embed")
        space = Space(embedded.means, encoder.adapter)
        keys = np.array([key for key, _ in passages], dtype=np.int64)
        index = VectorIndex.build(space.passages(embedded.vectors, languages), keys)
        features = _features(embedded.sparse, encoder)
        clock.lap("index")
        with new_generation(archive, name) as folder:
            write_store(
                folder / DATABASE,
                Contents(
                    issues=harvest.issues,
                    mentions=resolution.mentions,
                    entities=resolution.entities,
                    relations=relations,
                    redirects=resolution.redirects,
                    passages=tuple(passages),
                    meta=(("stale_corrections", json.dumps(resolution.stale, ensure_ascii=False)),),
                ),
            )
            index.save(folder / VECTORS)
            space.save(folder / SPACE)
            if features is not None:
                features.save(folder / FEATURES)
            manifest = Manifest(
                format=FORMAT,
                model=encoder.name,
                fingerprint=encoder.fingerprint,
                dimension=encoder.dimension,
                issues=len(harvest.issues),
                items=len(titles),
                entities=len(resolution.entities),
                relations=len(relations),
                vectors=len(passages),
                checksums=tuple((file.name, checksum(file), file.stat().st_size) for file in sorted(folder.iterdir())),
            )
            write_manifest(folder, manifest)
        clock.lap("store")
    return Build(
        archive, harvest.report, len(harvest.issues), len(titles), len(resolution.entities), len(relations),
        resolution.stale, embedded.fresh, len(passages), tuple(clock.seconds.items()),
    )  # fmt: skip


def _corrections(archive: Path, named: Path | None) -> Corrections:
    """What the named file holds, which must be there, or the archive's own file, which need not."""
    path = named or default_corrections(archive)
    return load_corrections(path) if named or path.is_file() else Corrections()


def _understand(
    issues: Sequence[Issue], corrections: Corrections, clock: _Clock
) -> tuple[Resolution, tuple[Relation, ...]]:
    """Mentions, entities and relations of all items."""
    items: list[Item] = [item for issue in issues for item in issue.items]
    gazetteer = load_gazetteer().with_aliases(corrections.aliases)
    mentions = Extractor(gazetteer).extract(items)
    clock.lap("extract")
    resolution = resolve(items, mentions, gazetteer, corrections=corrections)
    clock.lap("resolve")
    relations = relate(items, resolution.mentions, resolution.entities)
    clock.lap("relate")
    return resolution, relations


def _passages(issues: Sequence[Issue]) -> list[tuple[int, Passage]]:
    """Passages of all items with their ids."""
    items = (item for issue in issues for item in issue.items)
    return [
        (row << PASSAGE_BITS | ordinal, passage)
        for row, item in enumerate(items, 1)
        for ordinal, passage in enumerate(passages_of(item))
    ]


@dataclass(frozen=True, slots=True)
class _Embedded:
    """All that the model made: vectors of the passages, means of the languages, sparse vectors of the items."""

    vectors: NDArray[np.float32]
    means: LanguageMeans
    sparse: list[SparseVector]
    fresh: int


def _embed(
    issues: Sequence[Issue],
    passages: Sequence[tuple[int, Passage]],
    languages: Sequence[str],
    titles: Sequence[str],
    encoder: Encoder,
    archive: Path,
    progress: Progress | None,
) -> _Embedded:
    """Everything that asks the model; what it has seen before comes from the archive's caches."""
    vectors, fresh = embed_with_cache(
        [passage.text for _, passage in passages],
        lambda missing: encoder.encode_documents(missing, progress=_staged(progress, "embed")),
        archive=archive,
        model=encoder.fingerprint,
        dimension=encoder.dimension,
    )
    sparse: list[SparseVector] = []
    if encoder.sparse_features:
        texts = [item.text[:WHOLE_CHARACTERS] for issue in issues for item in issue.items]
        found, _ = sparse_with_cache(
            texts,
            lambda missing: encoder.sparse_documents(missing, progress=_staged(progress, "features")),
            archive=archive,
            model=encoder.fingerprint,
        )
        sparse = list(found)
    return _Embedded(vectors, language_means(vectors, languages, titles, encoder), sparse, fresh)


def _staged(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    """A model's progress as that of a stage."""
    return (lambda done, total: progress(stage, done, total)) if progress else None


def _features(sparse: Sequence[SparseVector], encoder: Encoder) -> SparseIndex | None:
    """Sparse features of all items, by row; None where the model has none."""
    if not encoder.sparse_features:
        return None
    kept = [SparseVector(v.features[:FEATURES_KEPT], v.weights[:FEATURES_KEPT]) for v in sparse]
    return SparseIndex.build(kept, np.arange(1, len(kept) + 1, dtype=np.int64), features=encoder.sparse_features)


def _generation_name(issues: Sequence[Issue], encoder: Encoder, corrections: Corrections) -> str:
    """``g-`` and a hash over all that the archive depends on: the issues, the model, the corrections, the program."""
    program = fingerprint(*(part for name, file in _program_files() for part in (name, file.read_bytes())))
    return "g-" + fingerprint(program, encoder.fingerprint, repr(corrections), *map(repr, issues), size=8)


def _program_files() -> list[tuple[str, Path]]:
    """The code and data that decide what is understood from an issue, each with a name that no other has."""
    code = [Path(__file__).parent, *(PACKAGE / room for room in ("text", "embed", "store", "corrections"))]
    facts = [resource("data", "gazetteer"), resource("data", "lexicon")]
    found = [(folder, file) for folder in code for file in folder.rglob("*.py")]
    found += [(folder, file) for folder in facts for file in folder.iterdir()]
    ground = (ADAPTER, *(PACKAGE / name for name in ("model.py", "errors.py", "resources.py")))
    single = [(path.name, path) for path in ground]
    return sorted([*single, *((file.relative_to(folder.parent).as_posix(), file) for folder, file in found)])


def _standing(archive: Path, name: str) -> tuple[Manifest, tuple[str, ...]] | None:
    """Manifest of the generation that was to be built, where it already stands whole; it is made live again."""
    folder = archive / name
    if not folder.is_dir():
        return None
    try:
        manifest = read_manifest(folder)
        stale = Store(folder / DATABASE).stale_corrections()
    except ArchiveError:
        return None
    if not (archive / CURRENT).is_file() or (archive / CURRENT).read_text(encoding="utf-8").strip() != name:
        make_live(archive, name)
    return manifest, stale
