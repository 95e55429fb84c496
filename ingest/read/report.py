"""What became of the sources, line by line: the report of a build."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.read.addresses import Address, lost_addresses
from kg.model import ITEM_KINDS, Issue

_MOST_SHOWN = 10  # records of one sort in the short report
_MOST_REASONS = 6
_FEW = 10  # a document in so many may be skipped without being called out


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document, or lines of one, that is in no item.

    Attributes
    ----------
    path
        The document, as the sources name it.
    line, last
        First and last line; None for all of it.
    reason
        Why, in a few words.
    """

    path: str
    line: int | None
    last: int | None
    reason: str

    def __str__(self) -> str:
        where = f":{self.line}" if self.line is not None else ""
        return f"{self.path}{where}{f'-{self.last}' if self.last and self.last != self.line else ''}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The same issue from two sources: which was kept, and why."""

    issue: str
    kept: str
    left: str
    why: str

    def __str__(self) -> str:
        return f"{self.issue}: kept {self.kept}, left {self.left} ({self.why})"


@dataclass(frozen=True, slots=True)
class Translated:
    """An issue in a language that is not its owner's: which document stands for it."""

    kept: str
    left: str
    language: str

    def __str__(self) -> str:
        return f"{self.left}: {self.kept} in {self.language}"


@dataclass(frozen=True, slots=True)
class Question:
    """A date or a number that does not fit those of the other issues."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no issue of a newsletter has, between those that have one.

    Attributes
    ----------
    runs
        First and last of each run of missing numbers; empty where most are missing.
    missing
        How many there are.
    """

    series: str
    runs: tuple[tuple[int, int], ...]
    missing: int

    def __str__(self) -> str:
        if not self.runs:
            return f"{self.series}: {self.missing} numbers between the first and the last issue are missing"
        return f"{self.series}: no issue " + ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in self.runs)

    def short(self) -> str:
        """The same with ten runs at most."""
        cut = Gap(self.series, self.runs[:10], self.missing)
        return f"{cut}" + (f" … {self.missing} in all" if len(self.runs) > 10 else "")


@dataclass(frozen=True, slots=True)
class InferredDate:
    """An issue whose document tells no date, and where its date comes from."""

    issue: str
    date: str
    why: str

    def __str__(self) -> str:
        return f"{self.issue}: {self.date} ({self.why})"


@dataclass(frozen=True, slots=True)
class FidelityReport:
    """Account of a harvest; every non-blank line of every source is counted in it.

    Attributes
    ----------
    documents
        Files that were looked at.
    issues
        Issues found, duplicates merged.
    items
        Number of items by kind.
    links, images, images_found
        Links; figures; figures whose file lies beneath the source.
    lines, item_lines, metadata_lines
        Non-blank lines of all issues; those in items; those used as front matter, titles and section names.
    skipped
        Documents that are no issues.
    dropped
        Lines of issues that are in no item.
    addresses
        Addresses in the documents of issues that are in no item: of front matter, comments, broken tags.
    merged, inferred
        Duplicates; dates that no document tells.
    unreadable
        Files and folders that could not be read.
    warnings
        What was read though something is wrong with it.
    undated, unnumbered
        How many issues have no date, and no number.
    translated
        Issues in other languages than their owner's, which are no issues of their own.
    questions
        Dates and numbers out of the order of the others.
    gaps
        Numbers that are missing.
    passed
        Files of kinds that are not read: suffix and how many.
    doubles
        How many of the skipped documents hold what another holds too.
    """

    documents: int = 0
    issues: int = 0
    items: tuple[tuple[str, int], ...] = ()
    links: int = 0
    images: int = 0
    images_found: int = 0
    lines: int = 0
    item_lines: int = 0
    metadata_lines: int = 0
    skipped: tuple[Skipped, ...] = ()
    dropped: tuple[Skipped, ...] = ()
    addresses: tuple[Skipped, ...] = ()
    merged: tuple[Merged, ...] = ()
    inferred: tuple[InferredDate, ...] = ()
    unreadable: tuple[Skipped, ...] = ()
    warnings: tuple[Skipped, ...] = ()
    undated: int = 0
    unnumbered: int = 0
    translated: tuple[Translated, ...] = ()
    questions: tuple[Question, ...] = ()
    gaps: tuple[Gap, ...] = ()
    passed: tuple[tuple[str, int], ...] = ()
    doubles: int = 0

    def short(self) -> str:
        """The report in a few lines."""
        return "\n".join([*self._loud(), *self._counts(), *self._left_out(), *self._doubtful()])

    def _loud(self) -> list[str]:
        """What an owner must not overlook: no issue found, or more than one document in ten skipped."""
        skipped = sum(each.line is None for each in self.skipped) - self.doubles
        looked_at = self.issues + len(self.merged) + len(self.translated) + skipped  # a file may hold several issues
        if (self.issues and skipped <= looked_at / _FEW) or not (self.documents or looked_at):
            return []
        what = f"{skipped} of {looked_at} documents were skipped" if skipped else "No issue was read"
        return [
            f"ATTENTION: {what}. `kg read DIR` shows each and why; `files` and `issue_title` in kg.toml decide which "
            "documents are issues."
        ]

    def _counts(self) -> list[str]:
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.items if count)
        total = sum(count for _, count in self.items)
        lines = [
            f"{self.issues} issues, {total} items" + (f" ({kinds})" if kinds else ""),
            f"{self.links} links, {self.images} figures ({self.images_found} of them in the source folder)",
        ]
        if self.translated:
            languages = Counter(each.language for each in self.translated)
            lines.append(
                "in other languages: " + ", ".join(f"{code} {count}" for code, count in languages.most_common())
            )
        return lines

    def _left_out(self) -> list[str]:
        """Documents that are no issues, by reason, and kinds of files that are not read."""
        lines = []
        if self.skipped:
            reasons: dict[str, list[Skipped]] = {}
            for each in self.skipped:
                reasons.setdefault(_kind_of(each.reason), []).append(each)
            told = sorted(reasons.items(), key=lambda each: (-len(each[1]), each[0]))
            shown = ", ".join(f"{len(each)} × {reason}" for reason, each in told[:_MOST_REASONS])
            more = sum(len(each) for _, each in told[_MOST_REASONS:])
            documents = "document" if len(self.skipped) == 1 else "documents"
            lines.append(f"skipped  {len(self.skipped)} {documents}: {shown}{f', {more} × other reasons' * bool(more)}")
            lines += [f"         {each}" for each in self.skipped[:_MOST_SHOWN]]
            if len(self.skipped) > _MOST_SHOWN:
                lines.append(f"         … and {len(self.skipped) - _MOST_SHOWN} more")
        if self.passed:
            lines.append(
                "not read " + ", ".join(f"{count} × {suffix or 'without suffix'}" for suffix, count in self.passed)
            )
        return lines

    def _doubtful(self) -> list[str]:
        """What was read and may be wrong."""
        lines = [f"unread   {each}" for each in self.unreadable]
        lines += [f"warning  {each}" for each in self.warnings]
        lines += _some("merged  ", self.merged, "duplicates")
        lines += self._dates_and_numbers()
        if self.dropped:
            counted = Counter(each.reason.split(": ")[0] for each in self.dropped)
            lines.append("left out " + ", ".join(f"{count} × {reason}" for reason, count in counted.most_common(6)))
        if self.addresses:
            lines.append(f"{len(self.addresses)} addresses in no item (of front matter, comments and the like)")
        return lines

    def _dates_and_numbers(self) -> list[str]:
        lines = []
        told = [f"inferred for {len(self.inferred)} issues"] if self.inferred else []
        told += [f"none for {self.undated} of {self.issues} issues"] if self.undated else []
        if told:
            lines.append("dates    " + ", ".join(told))
        if self.unnumbered:
            lines.append(f"numbers  none for {self.unnumbered} of {self.issues} issues")
        lines += _some("check   ", self.questions, "questions")
        return [*lines, *(f"gap      {each.short()}" for each in self.gaps)]

    def full(self) -> str:
        """The report with every line that is in no item."""
        parts = [self.short(), ""]
        parts.append(
            f"{self.documents} documents; {self.lines} lines of text in issues: {self.item_lines} in items, "
            f"{self.metadata_lines} used as metadata, {self.lines - self.item_lines - self.metadata_lines} left out"
        )
        for title, records in (
            ("Skipped documents", self.skipped), ("Unreadable", self.unreadable), ("Warnings", self.warnings),
            ("Merged duplicates", self.merged), ("In other languages", self.translated),
            ("Inferred dates", self.inferred), ("Dates and numbers to check", self.questions),
            ("Missing numbers", self.gaps), ("Lines in no item", self.dropped),
            ("Addresses in no item", self.addresses),
        ):  # fmt: skip
            if records:
                parts += ["", f"{title} ({len(records)})", *(f"  {record}" for record in records)]
        return "\n".join(parts)


def _some(label: str, records: Sequence[object], what: str) -> list[str]:
    """The first few records, and how many more there are."""
    lines = [f"{label} {each}" for each in records[:_MOST_SHOWN]]
    if len(records) > _MOST_SHOWN:
        lines.append(f"{label} … and {len(records) - _MOST_SHOWN} more {what}")
    return lines


def _kind_of(reason: str) -> str:
    """A reason without what it says of one document only."""
    return re.sub(r" ?\(\)", "", re.sub(r"“[^”]*” ?", "", reason))


@dataclass(frozen=True, slots=True)
class LineAccount:
    """Where the non-blank lines of one document went, and the addresses of it that are in no item."""

    lines: int
    items: int
    metadata: int
    dropped: tuple[Skipped, ...]
    addresses: tuple[Skipped, ...] = ()


def account(text: str, issue: Issue, metadata: Iterable[tuple[int, int]], dropped: Iterable[Skipped]) -> LineAccount:
    """Follow every non-blank line of a document and every address; what is nowhere is reported as such."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    where = [""] * (len(lines) + 2)
    reasons = [""] * (len(lines) + 2)
    for skipped in dropped:
        for number in range(skipped.line or 1, min(skipped.last or 0, len(lines)) + 1):
            where[number], reasons[number] = "dropped", skipped.reason
    for item in issue.items:
        for number in range(item.lines[0], min(item.lines[1], len(lines)) + 1):
            where[number] = where[number] or "item"
    for first, last in metadata:
        for number in range(first, min(last, len(lines)) + 1):
            where[number] = "metadata"
    filled = [number for number, line in enumerate(lines, 1) if line.strip()]
    left = [number for number in filled if where[number] in ("", "dropped")]
    return LineAccount(
        len(filled),
        sum(where[number] == "item" for number in filled),
        sum(where[number] == "metadata" for number in filled),
        tuple(_runs(issue.source, left, reasons)),
        tuple(in_no_item(issue.source, lost_addresses(text, issue))),
    )


def in_no_item(path: str, addresses: Iterable[Address]) -> list[Skipped]:
    """Records of addresses that a document holds and no item."""
    return [Skipped(path, each.line, each.line, f"address in no item: {each.url}") for each in addresses]


def _runs(path: str, numbers: Sequence[int], reasons: Sequence[str]) -> list[Skipped]:
    """Neighbouring lines with the same reason as one record."""
    runs: list[Skipped] = []
    for number in numbers:
        reason = reasons[number] or "belongs to no item"
        if runs and runs[-1].reason == reason and runs[-1].last == number - 1:
            runs[-1] = Skipped(path, runs[-1].line, number, reason)
        else:
            runs.append(Skipped(path, number, number, reason))
    return runs


def count_kinds(issues: Iterable[Issue]) -> tuple[tuple[str, int], ...]:
    """Number of items by kind, all kinds in their fixed order."""
    counts = Counter(item.kind for issue in issues for item in issue.items)
    return tuple((kind, counts[kind]) for kind in ITEM_KINDS)
