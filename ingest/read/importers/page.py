"""What an importer gives: pages of Markdown, with what the source tells beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.read.report import Skipped


@dataclass(frozen=True, slots=True)
class Page:
    """One issue as its source holds it.

    Attributes
    ----------
    text
        Markdown; front matter still stands in it where the file is Markdown.
    values
        What the source tells beside the text, under the keys of front matter: title, subtitle, date, number,
        permalink, language.
    part
        Which part of the file it is: a member of a zip, an entry of a feed, a heading; "" where the file is one issue.
    first_line
        Line of the source on which `text` begins, 0 where the source has no lines.
    remark
        A warning for the report, "" where there is none.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    part: str = ""
    first_line: int = 1
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """All issues of a file, and what of it is no issue, with the reason."""

    pages: tuple[Page, ...] = ()
    passed: tuple[Skipped, ...] = ()


def told(**values: str | None) -> dict[str, str]:
    """Values that a source really tells: trimmed, none that is empty.

    Examples
    --------
    >>> told(title=" Leaf 8 ", subtitle="", date=None)
    {'title': 'Leaf 8'}
    """
    return {key: " ".join(value.split()) for key, value in values.items() if value and value.strip()}
