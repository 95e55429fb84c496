"""From sources to an archive: the one driver of all stages, and the only writer."""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.intake import intake_of
from ingest.learned.own import OwnReader, own_reader
from ingest.program import NOT_OF_ITEMS, program_digest
from ingest.read.config import Config
from ingest.read.report import FidelityReport, Skipped
from ingest.read.sources import Harvest, collect
from ingest.stages import Progress, Stages
from kg.corrections.correction import Corrections
from kg.corrections.file import default_corrections, load_corrections
from kg.embed.adapter import OwnAdapter, own_adapter
from kg.embed.encoder import Encoder
from kg.embed.models import open_encoder
from kg.embed.passages import passages_of
from kg.embed.space import LanguageMeans, Space, language_means
from kg.errors import ArchiveError, UsageError
from kg.model import Issue, Passage
from kg.store.cache import VectorCache
from kg.store.database import PASSAGE_BITS, Store
from kg.store.embedded import embed_with_cache
from kg.store.generations import (
    DATABASE,
    SPACE,
    VECTORS,
    Brought,
    build_lock,
    forget_old,
    generations_named,
    live_generation,
    make_live,
    new_generation,
    plain_name,
    read_brought,
    sweep,
    write_brought,
)
from kg.store.intake import write_intake
from kg.store.kept import KeptEncoder
from kg.store.manifest import FORMAT, MANIFEST, STAMPS, Manifest, checksum, damaged_files, read_manifest, write_manifest
from kg.text.words import fingerprint

_NEW_RECORDS = 200_000
_REMARKS = "remarks"
"""What is wrong with the names of items; in the generation, for a build that finds it standing reads none."""


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
    adapter
        A sentence on what the owner's questions have taught (`kg.embed.adapter`); "" where nobody asked them.
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
    adapter: str = ""


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
        Called with (stage, done, all); see `ingest.stages.Progress`.

    Raises
    ------
    UsageError
        Where a source does not exist, or no source holds an issue.
    BuildInProgress, ArchiveError
        Where the archive is locked, or cannot be written; what stood there stands.
    """
    stages = Stages(progress)
    with _few_collections(), build_lock(archive):
        sweep(archive)
        stages.begin("read")
        harvest = collect(sources, config=config, progress=partial(stages.report, "read"))
        stages.lap("read")
        if not harvest.issues:
            named = ", ".join(str(source) for source in sources)
            looked, why = harvest.report.documents, harvest.report.skipped
            raise UsageError(
                f"No issue was found in {named}: {looked} documents were looked at"
                + (f"; the first was skipped: {why[0]}" if why else "")
            )
        encoder = open_encoder(model)
        wanted = _corrections(archive, corrections)
        own = own_reader(corrections or default_corrections(archive))
        adapter = own_adapter(archive, encoder)
        name = _generation_name(harvest, encoder, wanted, own, adapter)
        stages.lap("prepare")
        former = _live(archive)
        built = _standing(archive, name, harvest, stages) or _made(
            archive, name, harvest, encoder, wanted, own, adapter, stages
        )
        _note_new(archive, former)
        write_intake(archive, intake_of(built.report, wanted, name))
        forget_old(archive)
    return replace(built, adapter=adapter.said)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for circles of garbage seldom: a build makes hundreds of thousands of records, and no circles."""
    usual = gc.get_threshold()
    gc.set_threshold(_NEW_RECORDS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _made(
    archive: Path,
    name: str,
    harvest: Harvest,
    encoder: Encoder,
    corrections: Corrections,
    own: OwnReader,
    adapter: OwnAdapter,
    stages: Stages,
) -> Build:
    """Make a generation of all issues, and let it be the live one."""
    # Imported where something has changed: a build that finds all as it was takes no longer than reading.
    from ingest.derive import derive
    from ingest.understand import understand
    from kg.store.vectors import VectorIndex
    from kg.store.writer import Contents, write_store

    with VectorCache() as cache:
        program = program_digest(but=NOT_OF_ITEMS)
        said = understand(harvest.issues, corrections, own, program=program, cache=cache, stages=stages)
    resolution, relations, stale = said.resolution, said.relations, (*own.stale, *said.stale)
    harvest = _with_remarks(harvest, said.failures)
    passages = _passages(harvest.issues)
    languages = [passage.language for _, passage in passages]
    embedded = _embed(harvest.issues, passages, languages, encoder, stages.report)
    stages.lap("embed")
    stages.begin("index")
    space = Space.of(embedded.means, encoder, adapter.matrix)
    keys = np.array([key for key, _ in passages], dtype=np.int64)
    index = VectorIndex.build(space.passages(embedded.vectors, languages), keys)
    stages.lap("index")
    stages.begin("store")
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
                meta=(
                    ("stale_corrections", json.dumps(stale, ensure_ascii=False)),
                    (_REMARKS, json.dumps([astuple(each) for each in said.failures])),
                ),
                texts=harvest.texts,
            ),
        )
        index.save(folder / VECTORS)
        space.save(folder / SPACE)
        manifest = Manifest(
            format=FORMAT,
            model=encoder.name,
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            issues=len(harvest.issues),
            items=sum(len(issue.items) for issue in harvest.issues),
            entities=len(resolution.entities),
            relations=len(relations),
            vectors=len(passages),
            checksums=_checksums(folder),
        )
        write_manifest(folder, manifest)
        stages.lap("store")
        stages.begin("derive")
        derive(folder)
        write_manifest(folder, replace(manifest, checksums=_checksums(folder)))
    stages.lap("derive")
    return _told(archive, harvest, manifest, stale, stages, embedded=embedded.fresh)


def _with_remarks(harvest: Harvest, remarks: Sequence[Skipped]) -> Harvest:
    """A harvest whose report also says what is wrong with the names of items."""
    return replace(harvest, report=replace(harvest.report, warnings=(*harvest.report.warnings, *remarks)))


def _checksums(folder: Path) -> tuple[tuple[str, str, int], ...]:
    """Digest and size of each file of a generation but what speaks of the files."""
    files = sorted(file for file in folder.iterdir() if file.name not in (MANIFEST, STAMPS))
    return tuple((file.name, checksum(file), file.stat().st_size) for file in files)


def _told(
    archive: Path,
    harvest: Harvest,
    manifest: Manifest,
    stale: tuple[str, ...],
    stages: Stages,
    *,
    embedded: int = 0,
    unchanged: bool = False,
) -> Build:
    """What a build did."""
    return Build(
        archive, harvest.report, manifest.issues, manifest.items, manifest.entities, manifest.relations, stale,
        embedded, manifest.vectors, tuple(stages.seconds.items()), unchanged,
    )  # fmt: skip


def _corrections(archive: Path, named: Path | None) -> Corrections:
    """What the named file holds, which must be there, or the archive's own file, which need not."""
    return load_corrections(named or default_corrections(archive), missing_ok=named is None)


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
    """All that the model made: vectors of the passages, means of the languages."""

    vectors: NDArray[np.float32]
    means: LanguageMeans
    fresh: int


def _embed(
    issues: Sequence[Issue],
    passages: Sequence[tuple[int, Passage]],
    languages: Sequence[str],
    encoder: Encoder,
    progress: Progress | None,
) -> _Embedded:
    """Everything that asks the model; what it has seen before, for any archive, comes from the user's cache."""
    texts = [passage.text for _, passage in passages]
    titles = [item.title for issue in issues for item in issue.items]
    told = partial(progress, "embed") if progress else None
    with VectorCache() as cache:
        vectors, fresh = embed_with_cache(texts, encoder, cache=cache, progress=told)
        means = language_means(vectors, languages, titles, KeptEncoder(encoder, cache))
    return _Embedded(vectors, means, fresh)


def _generation_name(
    harvest: Harvest, encoder: Encoder, corrections: Corrections, own: OwnReader, adapter: OwnAdapter
) -> str:
    """``g-`` and a hash over all that the archive depends on: issues, sources, model, what was taught, program."""
    read = (repr(part) for issue in harvest.issues for part in (issue, harvest.texts.get(issue.id)))
    taught = (repr(corrections), own.digest, adapter.digest)
    return "g-" + fingerprint(program_digest(), encoder.fingerprint, *taught, *read, size=8)


def _standing(archive: Path, name: str, harvest: Harvest, stages: Stages) -> Build | None:
    """Where the generation that is to be built stands already, all of it, it is made live again."""
    for folder in generations_named(archive, name):
        try:
            manifest = read_manifest(folder)
            if any(damaged_files(folder, manifest)):
                continue
            store = Store(folder / DATABASE)
            stale = store.stale_corrections()
            remarks = [Skipped(*each) for each in json.loads(store.meta(_REMARKS) or "[]")]
        except ArchiveError:
            continue
        if _live(archive) != folder:
            make_live(archive, folder.name)
        return _told(archive, _with_remarks(harvest, remarks), manifest, stale, stages, unchanged=True)
    return None


def _live(archive: Path) -> Path | None:
    """The live generation, None where CURRENT is missing or damaged."""
    try:
        return live_generation(archive)
    except ArchiveError:
        return None


def _note_new(archive: Path, former: Path | None) -> None:
    """Note which items the live generation brought, unless that is noted.

    One that brought none, for only corrections or the program have changed, leaves new what was new.

    Parameters
    ----------
    former
        The generation that was live when this build began. What was noted last goes before it: a build that was killed
        before it came to this has been seen by nobody, and what it brought is new still.
    """
    live = live_generation(archive)
    name, noted = plain_name(live.name), read_brought(archive)
    if noted is not None and noted.generation == name:
        return
    has = Store(live / DATABASE).issue_rows_of_items()
    brought = Brought(name, None, None)
    for before in (noted and noted.generation, former and plain_name(former.name)):
        if before and (had := _item_ids(archive, before)) is not None:
            brought = Brought(name, before, tuple(item for item in has if item not in had))
            break
    if noted is not None and brought.items == ():
        kept = None if noted.items is None else tuple(item for item in noted.items if item in has)
        brought = replace(noted, generation=name, items=kept)
    write_brought(archive, brought)


def _item_ids(archive: Path, name: str) -> Collection[str] | None:
    """Ids of the items of a generation, None where it is gone or cannot be read."""
    for folder in generations_named(archive, name):
        with suppress(ArchiveError):
            return Store(folder / DATABASE).issue_rows_of_items()
    return None
