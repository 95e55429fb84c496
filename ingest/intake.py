"""What of a build's report is kept in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from ingest.read.report import FidelityReport, Skipped
from kg.corrections.correction import Corrections
from kg.corrections.pending import marks_of
from kg.store.generations import plain_name
from kg.store.intake import MOST_KEPT, Intake, Omission, OmissionSort
from kg.text.words import storable
from kg.version import VERSION


def intake_of(report: FidelityReport, corrections: Corrections, generation: str) -> Intake:
    """What is kept of a report, with the corrections that were replayed.

    Parameters
    ----------
    generation
        Name of the generation that is live now.
    """
    omitted: tuple[tuple[OmissionSort, tuple[Skipped, ...]], ...] = (
        ("skipped", report.skipped),
        ("unreadable", report.unreadable),
        ("warning", report.warnings),
        ("question", tuple(Skipped(each.path, None, None, each.what) for each in report.questions)),
        ("merged", tuple(_whole(each.left, f"the same issue as {each.kept} ({each.why})") for each in report.merged)),
        (
            "translated",
            tuple(
                _whole(each.left, f"another language of {each.kept} ({each.language})") for each in report.translated
            ),
        ),
    )
    return Intake(
        generation=plain_name(generation),
        version=VERSION,
        documents=report.documents,
        lines=report.lines,
        item_lines=report.item_lines,
        metadata_lines=report.metadata_lines,
        left_lines=_left_lines(report.dropped),
        addresses=len(report.addresses),
        passed=tuple((storable(suffix), count) for suffix, count in report.passed),
        counts=tuple((sort, len(records)) for sort, records in omitted if records),
        omissions=tuple(each for sort, records in omitted for each in _kept(sort, records)),
        corrections=marks_of(corrections),
    )


def _whole(path: str, reason: str) -> Skipped:
    """A whole document that was left out."""
    return Skipped(path, None, None, reason)


def _kept(sort: OmissionSort, records: Iterable[Skipped]) -> Iterator[Omission]:
    """The first records of a sort."""
    for each in islice(records, MOST_KEPT):
        yield Omission(sort, storable(each.path), each.line, each.last, storable(each.reason))


def _left_lines(dropped: Iterable[Skipped]) -> tuple[tuple[str, int], ...]:
    """Lines in no item by reason, without what a reason says of one line only."""
    counts: Counter[str] = Counter()
    for each in dropped:
        counts[storable(each.reason.split(": ")[0])] += (
            1 if each.line is None else (each.last or each.line) - each.line + 1
        )
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
