"""``--csv`` and ``--feed`` of `kg search`, and what the commands that list hits have in common."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.commands.streams import data, say
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.archive import Archive
    from kg.errors import UnknownName
    from kg.search.hits import Hit, Results

NOTHING_CLOSE = "Nothing in this archive is close to that."


def add_form(command: argparse.ArgumentParser, name: str, help: str) -> None:
    """Let hits be had in another form than lines for a person, `--json` apart."""
    command.add_argument(f"--{name}", action="store_true", help=help)


def one_form(options: argparse.Namespace, *names: str) -> None:
    """Refuse two forms at once.

    Raises
    ------
    UsageError
        Where two of these options are given.
    """
    given = [f"--{name}" for name in names if getattr(options, name)]
    if len(given) > 1:
        raise UsageError(f"Give only one of {' and '.join(given)}: each is another form of the same hits")


class AsCsv:
    """Prints the hits of one search, or of several, as one table.

    Parameters
    ----------
    offset
        How many hits stand before the first.
    several
        Whether a column says what was asked.
    """

    def __init__(self, archive: Archive, *, offset: int, several: bool) -> None:
        self._archive, self._offset, self._several = archive, offset, several
        self._begun = False

    def show(self, query: str, results: Results, took: float) -> None:
        """Print what is close; the table cannot say that it is the least far."""
        self._rows(query, _close(results))

    def unknown(self, query: str, unknown: UnknownName) -> None:
        """Say that the archive does not have what a filter names."""
        say(str(unknown))
        self._rows(query, ())

    def _rows(self, query: str, hits: tuple[Hit, ...]) -> None:
        from kg.search.listing import as_csv

        asked = query if self._several else None
        data().write(as_csv(hits, self._archive, first=self._offset + 1, query=asked, header=not self._begun))
        self._begun = True


class AsFeed:
    """Prints the hits of one search as an Atom feed.

    Parameters
    ----------
    about
        What tells this search from others: its words and filters.
    """

    def __init__(self, archive: Archive, *, about: str) -> None:
        self._archive, self._about = archive, about

    def show(self, query: str, results: Results, took: float) -> None:
        """Print what is close; a feed cannot say that it is the least far."""
        self._feed(query, _close(results))

    def unknown(self, query: str, unknown: UnknownName) -> None:
        """Say that the archive does not have what a filter names; a reader of feeds gets one without entries."""
        say(str(unknown))
        self._feed(query, ())

    def _feed(self, query: str, hits: tuple[Hit, ...]) -> None:
        from kg.search.listing import as_feed

        data().write(as_feed(hits, self._archive, title=f"Backissue: {query}", about=self._about))


def _close(results: Results) -> tuple[Hit, ...]:
    """The hits, none where nothing is close, which is said."""
    if results.nothing_close:
        say(NOTHING_CLOSE)
        return ()
    return results[:]
