"""What the owner of a newsletter says of its grid, in place of what would be found."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.read.grid.shapes import Shape
from ingest.read.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of sections, items and template.

    Attributes
    ----------
    sections
        Levels of the headings that name sections; empty where that is to be found.
    stories
        Levels of the headings that begin items.
    shapes
        How all other items begin; empty where that is to be found.
    ignore
        What stands in lines that are template.
    """

    sections: frozenset[int] = frozenset()
    stories: frozenset[int] = frozenset()
    shapes: frozenset[Shape] = frozenset()
    ignore: Pattern | None = None

    def ignores(self, text: str) -> bool:
        """Whether a text is template by the owner's word."""
        return self.ignore is not None and self.ignore.search(text) is not None


NO_MARKS = Marks()
