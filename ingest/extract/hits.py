"""What the gazetteer knows in a text, as the learned reader takes it."""

from __future__ import annotations

from ingest.extract.units import Sheet
from ingest.learned.evidence import Hit


def hits_of(sheet: Sheet) -> tuple[Hit, ...]:
    """The known names on a sheet, before any of them is doubted."""
    found = []
    for find in sheet.finds:
        start, end = sheet.char_span(find)
        sure, unsure = (
            frozenset(entry.type for entry in find.entries if (entry.id in find.unsure) == doubted)
            for doubted in (False, True)
        )
        found.append(Hit(start, end, sure, unsure))
    return tuple(found)
