"""A document that was read, as documents are compared with each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.read.documents import Document
from ingest.read.parse import ParsedIssue
from ingest.read.report import LineAccount
from kg.model import Issue, SourceText


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read.

    Attributes
    ----------
    source
        The text that it was read from.
    tongue
        The language that its path says it is in, "" where the path names none.
    plain_path
        Its path without the language, "" where no other document has the same.
    """

    document: Document
    parsed: ParsedIssue
    lines: LineAccount
    source: SourceText
    tongue: str = ""
    plain_path: str = ""

    @property
    def issue(self) -> Issue:
        """The issue that was read from it."""
        return self.parsed.issue

    def with_issue(self, issue: Issue) -> ReadDocument:
        """The same with what has become known of its issue."""
        return replace(self, parsed=replace(self.parsed, issue=issue))
