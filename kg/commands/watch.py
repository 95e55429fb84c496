"""``kg watch``: what the last build brought for the searches that were saved."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.commands.ask import hit_record, show_hits
from kg.commands.common import Commands, add_searches, opened, reading_command, searches_file, show, show_json
from kg.commands.listing import add_form, one_form
from kg.commands.saved import Saved, load_searches, saved_search
from kg.commands.streams import data
from kg.errors import ArchiveError, UnknownName, UsageError

if TYPE_CHECKING:
    from datetime import date

    from kg.archive import Archive
    from kg.search.hits import Hit
    from kg.search.query import Understood

# Share of the best score in the whole archive that a new item needs. On the labels of two newsletters, each issue in
# turn taken for the new one, four of five items that answer a question fully are told of so, and of those that are told
# of every other one is an answer; a lower share brings little more than items about something like it.
CLOSE = 0.65
_PAGE = 200  # hits that are looked at in one go


@dataclass(frozen=True, slots=True)
class New:
    """What the last build brought.

    Attributes
    ----------
    items
        Ids of the items; None for all that there are.
    since, until
        First and last day of their issues; None where one of them has no date, or all items are new.
    """

    items: Collection[str] | None
    since: date | None = None
    until: date | None = None

    def has(self, item_id: str) -> bool:
        """Whether an item is new."""
        return self.items is None or item_id in self.items

    def asked(self, query: str) -> str:
        """A query that need not look at all items: an archive may have a great many, of which few are new."""
        return query if self.since is None else f"since:{self.since} until:{self.until} {query}"


@dataclass(frozen=True, slots=True)
class Found:
    """What is new for one search.

    Attributes
    ----------
    hits
        The best first.
    more
        Whether there are more than were asked for.
    error
        Why nothing can be found: the archive does not have what a filter names.
    """

    hits: tuple[Hit, ...] = ()
    more: bool = False
    error: str = ""


def register(commands: Commands) -> None:
    """Add this command."""
    watch = reading_command(
        commands, "watch", "what the last build brought for the searches that you saved",
        done="something is new", nothing="nothing is new",
    )  # fmt: skip
    watch.add_argument("names", metavar="NAME", nargs="*", help="saved searches (default: all of them)")
    watch.add_argument("-n", type=int, default=20, dest="limit", metavar="N", help="hits of each (default 20)")
    watch.add_argument("--list", action="store_true", help="list the saved searches, and look for nothing")
    add_form(watch, "feed", "print one Atom feed of all of them, for feed readers")
    add_searches(watch)
    watch.set_defaults(run=run_watch)


def run_watch(options: argparse.Namespace) -> int:
    """Show what is new; exit code 1 where nothing is."""
    one_form(options, "json", "feed")
    if options.limit < 1:
        raise UsageError("-n takes a number from 1 up")
    searches = _wanted(options)
    if options.list:
        return _list(searches, options)
    if not searches:
        raise UsageError(f"{searches_file(options)}: holds no saved search; save one: kg search --save NAME QUERY")
    archive = opened(options)
    new = new_items(archive)
    found = {name: _find(name, search, archive, new, limit=options.limit) for name, search in searches.items()}
    if options.json:
        _show_json(found, searches, archive)
    elif options.feed:
        _show_feed(found, archive, options)
    else:
        _show(found, archive, new)
    return 0 if any(one.hits for one in found.values()) else 1


def _wanted(options: argparse.Namespace) -> dict[str, Saved]:
    """The searches that are named, or all."""
    file = searches_file(options)
    return {name: saved_search(file, name) for name in options.names} if options.names else load_searches(file)


def _list(searches: Mapping[str, Saved], options: argparse.Namespace) -> int:
    """List saved searches."""
    for name, search in searches.items():
        if options.json:
            show_json({"name": name, **search.given})
        else:
            show(f"{name}: {search}")
    if not searches and not options.json:
        show(f"{searches_file(options)}: holds no saved search")
    return 0 if searches else 1


# What is new


def new_items(archive: Archive) -> New:
    """What the last build brought to the generation that is open.

    Raises
    ------
    ArchiveError
        Where that is not noted.
    """
    from kg.store.generations import plain_name, read_brought

    brought = read_brought(archive.path)
    if brought is None or brought.generation != plain_name(archive.generation.name):
        raise ArchiveError(f"{archive.path}: what the last build brought is not noted; run `kg build` again")
    if brought.items is None:
        return New(None)
    rows = archive.store.issue_rows_of_items()
    issues = {rows[item] for item in brought.items if item in rows}
    days = [day for row in issues if (day := archive.issues()[row - 1].date)]
    span = (min(days), max(days)) if days and len(days) == len(issues) else (None, None)
    return New(frozenset(brought.items), *span)


def _find(name: str, search: Saved, archive: Archive, new: New, *, limit: int) -> Found:
    """What is new for one search; of a filter that the archive does not know it is said which search has it."""
    if new.items is not None and not new.items:
        return Found()
    try:
        hits = new_hits(search, archive, new, most=limit + 1)
    except UnknownName as unknown:
        return Found(error=str(unknown))
    except UsageError as error:
        raise UsageError(f"“{name}”: {error}") from error
    return Found(tuple(hits[:limit]), len(hits) > limit)


def new_hits(search: Saved, archive: Archive, new: New, *, most: int) -> list[Hit]:
    """New items that a search finds and that are about what it asks, the best first, at most so many.

    All that a search without a question lets through; of a name alone, all that name it or what belongs to it; of
    others those that come near the best of the whole archive, since a search always finds something.
    """
    arguments = {**search.arguments, "order": "best"}  # in another one the first is not the best
    whole = archive.search(search.query, limit=1, **arguments)
    bar = CLOSE * max((hit.score for hit in whole), default=0.0)
    found: list[Hit] = []
    offset, total = 0, 1
    while offset < total and len(found) < most:
        page = archive.search(new.asked(search.query), limit=_PAGE, offset=offset, **arguments)
        named = _is_name(page.understood)
        far = whole.nothing_close or page.nothing_close or page.other_times
        found += [
            hit
            for hit in page
            if new.has(hit.item.id) and ((named and hit.why.entities) or (not far and hit.close and hit.score >= bar))
        ]
        offset, total = offset + _PAGE, page.total
    return found[:most]


def _is_name(understood: Understood) -> bool:
    """Whether a query is one name and nothing else."""
    named = [part for part in understood.of("entity") if part.start >= 0]
    if len(named) != 1:
        return False
    rest = understood.text.replace(named[0].text, " ").replace(named[0].value, " ")
    return not any(character.isalnum() for character in rest)


# How it is shown


def _show_json(found: Mapping[str, Found], searches: Mapping[str, Saved], archive: Archive) -> None:
    """A record a search."""
    from kg.export import ItemRecorder

    recorder = archive.once(ItemRecorder)
    for name, one in found.items():
        record = {
            "name": name,
            "search": searches[name].given,
            "generation": archive.generation.name,
            "more": one.more,
            "hits": [hit_record(rank, hit, recorder) for rank, hit in enumerate(one.hits, 1)],
        }
        show_json(record | ({"error": one.error} if one.error else {}))


def _show_feed(found: Mapping[str, Found], archive: Archive, options: argparse.Namespace) -> None:
    """One feed: each item once, filed under the searches that found it."""
    from kg.search.listing import as_feed

    hits = {hit.item.id: hit for one in found.values() for hit in one.hits}
    terms = {id_: [name for name, one in found.items() if any(hit.item.id == id_ for hit in one.hits)] for id_ in hits}
    about = " | ".join(["watch", *options.names])
    title = f"Backissue: {', '.join(options.names) or 'what is new'}"
    data().write(as_feed(hits.values(), archive, title=title, about=about, terms=terms))


def _show(found: Mapping[str, Found], archive: Archive, new: New) -> None:
    """Lines for a person."""
    for name, one in found.items():
        if one.error:
            show(f"» {name}  —  {one.error}")
        elif one.hits:
            show(f"» {name}  —  {'more than ' if one.more else ''}{len(one.hits)} new")
            show_hits(one.hits, archive)
            show("")
    if not any(one.hits for one in found.values()):
        items = archive.manifest.items if new.items is None else len(new.items)
        show(f"Nothing new: the last build brought {items} item{'' if items == 1 else 's'}, none that was asked for")
