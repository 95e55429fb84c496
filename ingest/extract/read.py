"""Names that only a learned reader finds: those that neither the gazetteer nor a rule knows."""

from __future__ import annotations

import re

from ingest.extract.units import Find, Sheet
from ingest.learned.evidence import Label
from ingest.learned.reader import Reading, Text
from ingest.learned.tags import NAMES
from kg.text.words import HAN_CHARACTER

RULE = "read"
LEAST = 0.7
"""How sure the reader has to be: decided on the newsletters that data/labels/newsletters.toml keeps for such things."""
_LETTER = re.compile(r"[^\W\d_]")


def add_read(sheet: Sheet, reading: Reading) -> None:
    """Add to a sheet the names that were read where nothing was found before."""
    taken = {unit for find in sheet.finds for unit in range(find.start, find.end)} | sheet.masked
    found = []
    for span in reading.spans:
        if span.type in NAMES and span.sure >= LEAST:
            start, end = sheet.units.between(span.start, span.end)
            if start < end and taken.isdisjoint(range(start, end)) and _tells(name := sheet.units.surface(start, end)):
                doubt = round(1 - span.sure, 3)
                found.append(Find(start, end, span.type, " ".join(name.split()), RULE, doubt=doubt))
    sheet.finds = sorted([*sheet.finds, *found], key=lambda find: (find.start, -find.end))


def text_of(sheet: Sheet) -> Text:
    """A sheet as the reader takes it."""
    labels = tuple(Label(link.start, link.end, link.url) for link in sheet.links if link.end > link.start)
    return Text(sheet.text, sheet.hits, labels)


def _tells(name: str) -> bool:
    """Whether a name has two letters, or a Chinese character."""
    return len(_LETTER.findall(name)) > 1 or HAN_CHARACTER.search(name) is not None
