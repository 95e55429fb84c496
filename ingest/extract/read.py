"""What a text names: the learned reader says where names stand and what they are, the gazetteer whom they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.extract.pipeline import STOP_WORDS, Doc
from ingest.extract.units import Find, Sheet, longest
from ingest.extract.vocabulary import GENERIC
from ingest.gazetteer import Entry
from ingest.learned.evidence import Label
from ingest.learned.reader import LearnedReader, Reading, Text
from ingest.learned.tags import NAMES
from kg.text.words import HAN_CHARACTER, fold

RULE = "read"
LEAST = 0.5
"""How sure the reader has to be of a name that nobody knows."""
LIKELY = 0.5
"""How likely a known name has to be one here where the reader sees none."""
RETYPE = 0.8
"""How sure the reader has to be that a known name means something that the gazetteer does not have."""
_LETTER = re.compile(r"[^\W\d_]")
_STOP = re.compile(r"[.,;:!?，。；：！？、…]+\Z")
_SHORT_FORM = re.compile(r"\b(?:Inc|Corp|Ltd|Co|Bros|Jr|Sr|St|Dr|[A-Z])\.\Z")
_SPACE = re.compile(r"\s+")
_PARAGRAPH_END = re.compile(r"\n\s*\n\s*")


class ReadNames:
    """Component: settles what is named, many texts at once.

    Parameters
    ----------
    reader
        None to go by the gazetteer alone.
    """

    def __init__(self, reader: LearnedReader | None) -> None:
        self._reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Settle one text."""
        (read,) = self.pipe([doc])
        return read

    def pipe(self, docs: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Settle texts, which are read side by side."""
        some = list(docs)
        sheets: list[Sheet] = [doc._.sheet for doc in some]
        if self._reader is None:
            for sheet in sheets:
                settle(sheet, Reading(known=tuple(1.0 for _ in sheet.hits)))
        else:
            for sheet, reading in zip(sheets, self._reader.read([text_of(sheet) for sheet in sheets]), strict=True):
                sheet.reading = reading
                settle(sheet, reading)
        yield from some


def settle(sheet: Sheet, reading: Reading) -> None:
    """Put on a sheet what it names: the known names that are any here, and those that were read."""
    known = {(find.start, find.end): (find, likely) for find, likely in zip(sheet.finds, reading.known, strict=True)}
    finds = []
    for read in _read(sheet, reading):
        find, likely = known.get((read.start, read.end), (None, 0.0))
        if find is not None:
            finds.append(_whom(find, read, 1 - likely))
            del known[read.start, read.end]
        elif read.doubt <= 1 - LEAST and fold(read.name) not in GENERIC:
            finds.append(read)
    taken = {unit: find for find in finds for unit in range(find.start, find.end)}
    dropped: set[int] = set()
    for find, likely in known.values():
        over = {id(taken[unit]): taken[unit] for unit in range(find.start, find.end) if unit in taken}
        sure = tuple(entry for entry in find.entries if entry.id not in find.unsure)
        within = all(find.start <= other.start and other.end <= find.end for other in over.values())
        if sure and likely >= LIKELY and within:
            dropped |= over.keys()
            finds.append(_meant(find, sure[0], 1 - likely))
    kept = (find for find in finds if id(find) not in dropped)
    sheet.finds = sorted(kept, key=lambda find: (find.start, -find.end))


def _read(sheet: Sheet, reading: Reading) -> list[Find]:
    """The names that were read."""
    found = []
    for span in reading.spans:
        if span.type in NAMES:
            begin = _behind_breaks(sheet, span.start, span.end)
            start, end = sheet.units.between(begin, max(begin, _before_stop(sheet, begin, span.end)))
            name = sheet.units.surface(start, end)
            if start < end and sheet.masked.isdisjoint(range(start, end)) and _tells(name):
                found.append(Find(start, end, span.type, " ".join(name.split()), RULE, doubt=round(1 - span.sure, 3)))
    return longest(found)


def _whom(known: Find, read: Find, none: float) -> Find:
    """A known name that was read as one of a type: whom it means.

    Parameters
    ----------
    none
        How likely it names nothing at all: no more is in doubt where its type is that of the gazetteer.
    """
    entries = sorted(known.entries, key=lambda entry: entry.id in known.unsure)
    for entry in entries:
        if entry.type == read.type:
            return _meant(known, entry, min(none, read.doubt))
    if entries[0].id not in known.unsure and 1 - read.doubt < RETYPE:
        return _meant(known, entries[0], read.doubt)
    return read


def _meant(known: Find, entry: Entry, doubt: float) -> Find:
    """A known name that means this."""
    return Find(known.start, known.end, entry.type, entry.name, "gazetteer", (entry,), doubt=round(doubt, 3))


def text_of(sheet: Sheet) -> Text:
    """A sheet as the reader takes it."""
    labels = tuple(Label(link.start, link.end, link.url) for link in sheet.links if link.end > link.start)
    return Text(sheet.text, sheet.hits, labels)


def _behind_breaks(sheet: Sheet, start: int, end: int) -> int:
    """Where a name begins once what stands before the end of the heading or of a paragraph is cut off.

    A single line end may be one of an editor's that wraps lines.
    """
    ends = [match.end() for match in _PARAGRAPH_END.finditer(sheet.text, start, end)]
    heading = len(sheet.item.title)
    if start < heading < end and (gap := _SPACE.match(sheet.text, heading, end)):
        ends.append(gap.end())
    return max(ends, default=start)


def _before_stop(sheet: Sheet, start: int, end: int) -> int:
    """Where a name ends once the mark that closes its clause is cut off; one that ends a short form stays."""
    stop = _STOP.search(sheet.text, start, end)
    return stop.start() if stop is not None and not _SHORT_FORM.search(sheet.text, start, end) else end


def _tells(name: str) -> bool:
    """Whether a name has two letters, or a Chinese character, and is no word of grammar."""
    if name.lower() in STOP_WORDS:
        return False
    return len(_LETTER.findall(name)) > 1 or HAN_CHARACTER.search(name) is not None
