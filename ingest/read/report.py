"""What became of the sources, line by line: the report of a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.read.addresses import Address, lost_addresses
from kg.model import ITEM_KINDS, Issue


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

    def short(self) -> str:
        """The report in a few lines."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.items if count)
        total = sum(count for _, count in self.items)
        lines = [
            f"{self.issues} issues, {total} items" + (f" ({kinds})" if kinds else ""),
            f"{self.links} links, {self.images} figures ({self.images_found} of them in the source folder)",
        ]
        lines += [f"skipped  {each}" for each in self.skipped[:10]]
        if len(self.skipped) > 10:
            lines.append(f"skipped  … and {len(self.skipped) - 10} more documents")
        lines += [f"unread   {each}" for each in self.unreadable]
        lines += [f"warning  {each}" for each in self.warnings]
        lines += [f"merged   {each}" for each in self.merged[:10]]
        if len(self.merged) > 10:
            lines.append(f"merged   … and {len(self.merged) - 10} more duplicates")
        if self.inferred:
            lines.append(f"dates    inferred for {len(self.inferred)} issues")
        if self.dropped:
            reasons = Counter(each.reason.split(": ")[0] for each in self.dropped)
            lines.append("left out " + ", ".join(f"{count} × {reason}" for reason, count in reasons.most_common(6)))
        if self.addresses:
            lines.append(f"{len(self.addresses)} addresses in no item (of front matter, comments and the like)")
        return "\n".join(lines)

    def full(self) -> str:
        """The report with every line that is in no item."""
        parts = [self.short(), ""]
        parts.append(
            f"{self.documents} documents; {self.lines} lines of text in issues: {self.item_lines} in items, "
            f"{self.metadata_lines} used as metadata, {self.lines - self.item_lines - self.metadata_lines} left out"
        )
        for title, records in (
            ("Skipped documents", self.skipped), ("Unreadable", self.unreadable), ("Warnings", self.warnings),
            ("Merged duplicates", self.merged), ("Inferred dates", self.inferred), ("Lines in no item", self.dropped),
            ("Addresses in no item", self.addresses),
        ):  # fmt: skip
            if records:
                parts += ["", f"{title} ({len(records)})", *(f"  {record}" for record in records)]
        return "\n".join(parts)


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
