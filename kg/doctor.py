"""Is an archive whole? Checks that a build's promises still hold, each with a sentence on what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import KgError
from kg.store.generations import live_generation
from kg.store.manifest import Manifest, damaged_files, read_manifest
from kg.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    text: str
    sound: bool = True


def check_archive(path: Path, *, progress: Callable[[int, int], None] | None = None) -> tuple[Finding, ...]:
    """Check an archive: the pointer, the manifest, checksums, counts, the model, the vectors.

    Parameters
    ----------
    progress
        Called with the number of bytes whose checksums are compared, and of all.

    Returns
    -------
    tuple of Finding
        In the order of the checks; it ends at the first that makes the others meaningless.
    """
    findings: list[Finding] = []
    try:
        folder = live_generation(path)
        manifest = read_manifest(folder)
        findings.append(Finding(f"{path}: live generation {folder.name}"))
        findings.extend(_files(folder, manifest, progress))
        if not all(finding.sound for finding in findings):
            return tuple(findings)
        reader = Reader(path)
        findings.extend(_counts(reader, manifest))
    except KgError as error:
        return (*findings, Finding(str(error), sound=False))
    return (*findings, check_model(reader), *_corrections(reader))


def _files(folder: Path, manifest: Manifest, progress: Callable[[int, int], None] | None) -> Iterator[Finding]:
    """Whether the files are those that were written; all of them are read, whatever their stamps say."""
    done, total = 0, sum(size for *_, size in manifest.checksums)
    for name, digest, size in manifest.checksums:
        damaged = any(damaged_files(folder, replace(manifest, checksums=((name, digest, size),))))
        done += size
        if progress:
            progress(done, total)
        if damaged:
            yield Finding(f"{folder / name}: content has changed since the build; run `kg build` again", sound=False)
        else:
            yield Finding(f"{name}: checksum agrees, {size / 1e6:.1f} MB")


def _counts(reader: Reader, manifest: Manifest) -> list[Finding]:
    """Whether the archive holds as many of each as the manifest says."""
    counted = {
        "issues": (len(reader.issues()), manifest.issues),
        "items": (reader.store.item_count(), manifest.items),
        "entities": (len(reader.entities()), manifest.entities),
        "vectors": (len(reader.vectors), manifest.vectors),
    }
    return [
        Finding(f"{found} {name}")
        if found == promised
        else Finding(f"{found} {name}, but the manifest says {promised}; run `kg build` again", sound=False)
        for name, (found, promised) in counted.items()
    ]


def check_model(reader: Reader) -> Finding:
    """Whether the model answers, with vectors like those of the archive."""
    manifest = reader.manifest
    try:
        vector = reader.encoder.encode_query("backissue")
    except KgError as error:
        return Finding(str(error), sound=False)
    if vector.shape != (manifest.dimension,):
        return Finding(f"model {manifest.model}: other dimension than the vectors", sound=False)
    return Finding(f"model {manifest.model}: answers, {manifest.dimension} dimensions")


def _corrections(reader: Reader) -> list[Finding]:
    """Corrections that met nothing in the build."""
    return [Finding(f"correction: {sentence}") for sentence in reader.store.stale_corrections()]
