"""What an editor has on the desk: kept in the session, to be there after a look at other pages, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from ingest.read.draft import parse_draft
from kg.archive import Archive
from kg.model import Issue
from kg.related.desk import DeskItem, Occasion, look_over, occasion_of
from kg.related.prior import Verdict
from kg.text.words import fingerprint

_KEY = "_desk"
_UNNAMED = "draft.md"


@dataclass(slots=True)
class OnDesk:
    """A draft with what was found and decided. It changes as the editor works.

    Attributes
    ----------
    draft
        Its text.
    uploaded, name
        The text that a file held, and what that file is called: its name may tell its day.
    checked
        Whether it was to be checked; from then on what is shown follows the draft.
    today
        The day on which the session began.
    read, occasion
        When it will appear: as read from it, and as the editor has it.
    wording
        Language of the block to paste; "" for the draft's.
    verdicts, chosen
        What the editor has decided, by the key of a draft item.
    """

    draft: str = ""
    uploaded: str = ""
    name: str = _UNNAMED
    checked: bool = False
    today: date = field(default_factory=date.today)
    read: Occasion | None = None
    occasion: Occasion | None = None
    wording: str = ""
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    _parsed: tuple[Hashable, Issue] | None = None
    _found: tuple[Hashable, tuple[DeskItem, ...]] | None = None
    _rows: str = ""
    _ticked: tuple[bool, ...] = ()
    _tables: int = 0

    def take(self, text: str, name: str) -> None:
        """Lay the text of a file on the desk."""
        self.draft = self.uploaded = text
        self.name = name

    def issue(self) -> Issue:
        """The draft, read."""
        name = self.name if self.draft == self.uploaded else _UNNAMED
        key = (self.draft, name)
        if self._parsed is None or self._parsed[0] != key:
            self._parsed = (key, parse_draft(self.draft, name))
        return self._parsed[1]

    def expected(self, archive: Archive) -> Occasion:
        """When the draft will appear, as it says itself."""
        return occasion_of(self.issue(), archive.issues(), today=self.today)

    def found(self, archive: Archive, occasion: Occasion) -> tuple[DeskItem, ...]:
        """What the archive says of the draft: looked up anew where the draft, its day or the archive is another."""
        key = (self.draft, self.name, occasion.day, occasion.told, archive.generation)
        if self._found is None or self._found[0] != key:
            self._found = (key, look_over(archive, self.issue(), occasion))
        return self._found[1]

    def choose(self, chosen: Mapping[str, frozenset[str]]) -> None:
        """Remember which earlier items shall be named, by the key of a draft item, where others were proposed."""
        items = self._found[1] if self._found else ()
        for key, item in zip(_keys(items), items, strict=True):
            if chosen[key] == item.chosen:
                self.chosen.pop(key, None)
            else:
                self.chosen[key] = chosen[key]

    def table(self, rows: str, ticked: Sequence[bool]) -> tuple[str, tuple[bool, ...]]:
        """A name for the table of these rows, and which of them were ticked when it was first shown.

        What is ticked in a table lies beside the rows that it was given, so they stay as long as it is the same table;
        where a row is another, or the page was left, it is a new one.
        """
        if rows != self._rows or f"desk-table-{self._tables}" not in st.session_state:
            self._rows, self._ticked = rows, tuple(ticked)
            self._tables += 1
        return f"desk-table-{self._tables}", self._ticked

    def decided(self) -> list[tuple[str, DeskItem]]:
        """What was found last, with the editor's decisions, each with its key."""
        items = self._found[1] if self._found else ()
        return [
            (key, item.decided(verdict=self.verdicts.get(key), chosen=self.chosen.get(key)))
            for key, item in zip(_keys(items), items, strict=True)
        ]


def on_desk() -> OnDesk:
    """What this session has on the desk."""
    kept: OnDesk = st.session_state.setdefault(_KEY, OnDesk())
    return kept


def _keys(items: Sequence[DeskItem]) -> list[str]:
    """Keys of draft items: what was decided of one stays, whatever is written above it."""
    counts = Counter[str]()
    keys: list[str] = []
    for item in items:
        print_ = fingerprint(item.check.item.text, size=6)
        counts[print_] += 1
        keys.append(f"{print_}-{counts[print_]}")
    return keys
