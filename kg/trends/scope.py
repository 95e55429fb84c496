"""Which items trends look at: the issues of a period, all of them or one section's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.trends.counts import Calendar
from kg.trends.things import Namings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scope:
    """A period of an archive, or of one section.

    Attributes
    ----------
    calendar
        The issues, each with the number of its items that count.
    inside
        Which items are in the section, shape (items,); None where all are asked for.
    """

    calendar: Calendar
    inside: NDArray[np.bool_] | None

    @classmethod
    def of(cls, reader: Reader, *, since: date | None, until: date | None, section: str | None) -> Scope:
        """The scope of a question.

        Raises
        ------
        UsageError
            Where there is no such section.
        """
        arrays = reader.once(Arrays)
        issue_of_item, inside = arrays.issues, None
        if section is not None:
            inside = arrays.in_sections([section])
            if not inside.any():
                raise UsageError(f"There is no section “{section}” in this archive")
            issue_of_item = issue_of_item[inside]
        return cls(Calendar.of(reader.issues(), issue_of_item, since=since, until=until), inside)

    def only(self, named: Namings) -> Namings:
        """What the items inside name."""
        return named if self.inside is None else named.only(self.inside[named.item])
