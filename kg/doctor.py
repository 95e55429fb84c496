"""Is an archive whole? Checks that a build's promises still hold, each with a sentence on what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.store.generations import checksum, live_generation, read_manifest
from kg.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    text: str
    sound: bool = True


def examine(path: Path) -> tuple[Finding, ...]:
    """Check an archive: the pointer, the manifest, checksums, counts, the model, the vectors.

    Returns
    -------
    tuple of Finding
        In the order of the checks; it ends at the first that makes the others meaningless.
    """
    findings: list[Finding] = []
    try:
        folder = live_generation(path)
        manifest = read_manifest(folder)
    except KgError as error:
        return (Finding(str(error), sound=False),)
    findings.append(Finding(f"{path}: live generation {folder.name}"))
    for name, digest, size in manifest.checksums:
        if checksum(folder / name) != digest:
            findings.append(
                Finding(f"{folder / name}: content has changed since the build; run `kg build` again", False)
            )
            return tuple(findings)
        findings.append(Finding(f"{name}: checksum agrees, {size / 1e6:.1f} MB"))
    try:
        reader = Reader(path)
        counted = (len(reader.issues()), reader.store.item_count(), len(reader.entities()), len(reader.vectors))
    except KgError as error:
        return (*findings, Finding(str(error), sound=False))
    stated = (manifest.issues, manifest.items, manifest.entities, manifest.vectors)
    names = ("issues", "items", "entities", "vectors")
    for name, found, promised in zip(names, counted, stated, strict=True):
        agrees = found == promised
        text = (
            f"{found} {name}" if agrees else f"{found} {name}, but the manifest says {promised}; run `kg build` again"
        )
        findings.append(Finding(text, agrees))
    try:
        vector = reader.encoder.encode_query("backissue")
        fits = vector.shape == (manifest.dimension,)
        text = f"model {manifest.model}: answers, {manifest.dimension} dimensions"
        findings.append(Finding(text if fits else f"model {manifest.model}: other dimension than the vectors", fits))
    except KgError as error:
        findings.append(Finding(str(error), sound=False))
    stale = (reader.store.meta("stale") or "").splitlines()
    findings.extend(Finding(f"correction: {sentence}") for sentence in stale)
    return tuple(findings)
