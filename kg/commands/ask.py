"""``kg search`` and ``kg item``: find items, and read one."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.commands.common import (
    Commands,
    add_searches,
    not_found,
    opened,
    reading_command,
    searches_file,
    show,
    show_json,
)
from kg.commands.listing import NOTHING_CLOSE, AsCsv, AsFeed, add_form, one_form
from kg.commands.saved import KEYS, MODES, Saved, save_search, saved_search
from kg.commands.streams import read_text, say
from kg.errors import UnknownName, UsageError
from kg.plain import plain

if TYPE_CHECKING:
    from kg.archive import Archive
    from kg.export import ItemRecorder
    from kg.search.hits import Facets, Hit, Results
    from kg.search.parts import Part
    from kg.search.query import Understood

LEAST_FAR = 3  # hits that are shown where nothing is close
MOST_COUNTS = 8
_LONGEST_BATCH = 16_000_000  # bytes


def register(commands: Commands) -> None:
    """Add these commands."""
    search = reading_command(
        commands, "search", "find items by what they say, by names and by time, in Chinese or English",
        done="found, or saved",
    )  # fmt: skip
    search.add_argument("query", metavar="QUERY", nargs="*", help="words, names, times; fields such as since:2025-10")
    search.add_argument("-n", type=int, default=10, metavar="N", dest="limit", help="number of hits (default 10)")
    search.add_argument("--offset", type=int, default=0, metavar="N", help="leave out the first N hits")
    search.add_argument("--mode", choices=MODES, help="by what to search (default hybrid)")
    for name, help_ in (
        ("since", "first issue date"),
        ("until", "last issue date"),
        ("issue", "issue number, or 3-5"),
        ("section", "section, or part of its title"),
        ("entity", "items that name it, by any alias"),
        ("type", "items that name an entity of this type"),
        ("kind", "story, bullet, paper, reading or editorial"),
        ("site", "items that link to this site"),
        ("order", "best first (default), or by date: new or old first"),
    ):
        search.add_argument(f"--{name}", metavar=name.upper(), help=help_)
    search.add_argument("--off", action="append", default=[], metavar="PART", help="an understood part not to use")
    search.add_argument("--reranker", metavar="NAME", help="a cross-encoder, by name or path, for the first 50 hits")
    search.add_argument("--explain", action="store_true", help="show why each item was found")
    search.add_argument("--facets", action="store_true", help="count results by issue, section, entity, site …")
    search.add_argument("--batch", type=Path, metavar="FILE", help="one query a line, '-' for standard input")
    add_form(search, "csv", "print a table, one hit a row; with --batch its first column is the query")
    add_form(search, "feed", "print an Atom feed, for feed readers")
    search.add_argument("--save", metavar="NAME", help="write the query and its filters down under this name")
    search.add_argument("--force", action="store_true", help="let --save take the place of another search")
    search.add_argument("--saved", metavar="NAME", help="a search that was saved; what is given beside it goes first")
    add_searches(search)
    search.set_defaults(run=run_search)

    item = reading_command(commands, "item", "read one item")
    item.add_argument("id", metavar="ID", help="id of the item, as a search shows it")
    item.set_defaults(run=run_item)


class _Shown(Protocol):
    """A form in which searches are shown."""

    def show(self, query: str, results: Results, took: float) -> None:
        """Show what a search found, in so many milliseconds."""

    def unknown(self, query: str, unknown: UnknownName) -> None:
        """Say that the archive does not have what a filter names."""


def run_search(options: argparse.Namespace) -> int:
    """Search; exit code 1 where nothing close was found."""
    _refuse_contradictions(options)
    searches = _searches(options)
    archive = opened(options)
    if options.save is not None:
        return _save(searches[0], archive, options)
    shown = _form(searches, archive, options)
    found = False
    for search in searches:
        started = time.perf_counter()
        try:
            results = archive.search(
                search.query, limit=options.limit, offset=options.offset, reranker=options.reranker, **search.arguments
            )
        except UnknownName as unknown:
            shown.unknown(search.query, unknown)
            continue
        took = (time.perf_counter() - started) * 1000
        found = found or (bool(results or not options.limit) and results.total > 0 and not results.nothing_close)
        shown.show(search.query, results, took)
    return 0 if found else 1


def _refuse_contradictions(options: argparse.Namespace) -> None:
    """Options that cannot be given together."""
    one_form(options, "json", "csv", "feed")
    if options.save is not None and (options.csv or options.feed):
        raise UsageError("--save writes a search down and lists no hits: leave out --csv and --feed")
    if options.batch is None:
        return
    if options.feed:
        raise UsageError("A feed is of one search: give --feed a query, not --batch")
    if options.save is not None or options.saved is not None:
        raise UsageError("A saved search has one query: leave out --batch")
    if options.query:
        raise UsageError("Give either a query or --batch, not both")


def _searches(options: argparse.Namespace) -> list[Saved]:
    """The search of the call, or those of a file, with the filters that are given beside them."""
    saved = Saved() if options.saved is None else saved_search(searches_file(options), options.saved)
    given = {name: value for name in KEYS if name not in ("query", "off") and (value := getattr(options, name))}
    search = replace(saved, **given, off=tuple(options.off) or saved.off)
    if options.batch is not None:
        text = read_text(options.batch, longest=_LONGEST_BATCH, what="one query a line, saved as UTF-8")
        return [replace(search, query=line.strip()) for line in text.splitlines() if line.strip()]
    if options.query:
        return [replace(search, query=" ".join(options.query))]
    if options.saved is None:
        raise UsageError("Say what to search for: kg search QUERY, or kg search --batch FILE")
    return [search]


def _save(search: Saved, archive: Archive, options: argparse.Namespace) -> int:
    """Write a search down; one that the archive cannot understand is refused, one that finds nothing yet is not."""
    try:
        results = archive.search(search.query, limit=0, **search.arguments)
        total = 0 if results.nothing_close else results.total
        finds = f"it finds {total} item{'' if total == 1 else 's'} now"
    except UnknownName as unknown:
        finds = f"it finds nothing yet: {unknown}"
    file = searches_file(options)
    written = save_search(file, options.save, search, force=options.force)
    if options.json:
        show_json({"file": str(file), "name": options.save, "written": written, **search.given})
    else:
        show(f"{file}: “{options.save}” {'is saved' if written else 'stands there already'}; {finds}")
    return 0


def _form(searches: Sequence[Saved], archive: Archive, options: argparse.Namespace) -> _Shown:
    """The form that the options name."""
    if options.csv:
        return AsCsv(archive, offset=options.offset, several=options.batch is not None)
    if options.feed:
        return AsFeed(archive, about=f"search {searches[0]}")
    if options.json:
        return _AsJson(archive, facets=options.facets)
    return _AsText(archive, options, several=len(searches) > 1)


# JSON


class _AsJson:
    """A record a line."""

    def __init__(self, archive: Archive, *, facets: bool) -> None:
        self._archive, self._facets = archive, facets

    def show(self, query: str, results: Results, took: float) -> None:
        """Print a record."""
        from kg.export import ItemRecorder  # who reads hits on a screen does not wait for it

        recorder = self._archive.once(ItemRecorder)
        show_json(results_record(results, recorder, query=query, took=took, facets=self._facets))

    def unknown(self, query: str, unknown: UnknownName) -> None:
        """Print a record without hits."""
        show_json({"query": query, "understood": {}, "took_ms": 0.0, "hits": [], "error": str(unknown)})


def results_record(
    results: Results, recorder: ItemRecorder, *, query: str, took: float, facets: bool = False
) -> dict[str, Any]:
    """A search as JSON."""
    record = {
        "query": query,
        "understood": understood_record(results.understood),
        "took_ms": round(took, 2),
        "total": results.total,
        "nothing_close": results.nothing_close,
        "other_times": results.other_times,
        "suggestions": list(results.suggestions),
        "hits": [hit_record(rank, hit, recorder) for rank, hit in enumerate(results, 1)],
    }
    if facets:
        record["facets"] = _facets_record(results.facets)
    return record


def hit_record(rank: int, hit: Hit, recorder: ItemRecorder) -> dict[str, Any]:
    """A hit as JSON."""
    return {
        "rank": rank,
        "score": round(hit.score, 4),
        "why": _why_record(hit),
        "story": hit.story,
        "close": hit.close,
        "item": recorder.record(hit.item),
    }


def understood_record(understood: Understood) -> dict[str, Any]:
    """What was understood, as JSON."""

    def part(part: Part) -> dict[str, Any]:
        return {"id": part.id, "kind": part.kind, "text": part.text, "label": part.label, "strict": part.strict}

    return {
        "text": understood.text,
        "parts": [part(one) for one in understood.parts],
        "off": [part(one) for one in understood.off],
        "notes": list(understood.notes),
    }


def _why_record(hit: Hit) -> dict[str, Any]:
    """The reasons of a hit, as JSON."""
    passage = hit.why.passage
    return {
        "parts": dict(hit.why.parts),
        "passage": {
            "field": passage.field, "start": passage.start, "end": passage.end, "text": passage.text,
            "marks": [list(span) for span in passage.marks],
        },
        "title_marks": [list(span) for span in hit.why.title_marks],
        "entities": [{"id": entity.id, "name": entity.name} for entity in hit.why.entities],
        "date": hit.why.date.isoformat() if hit.why.date else None,
    }  # fmt: skip


def _facets_record(facets: Facets) -> dict[str, Any]:
    """Facets as JSON."""
    names = ("issues", "months", "sections", "kinds", "types", "entities", "sites")
    return {
        name: [{"value": c.value, "label": c.label, "count": c.count} for c in getattr(facets, name)] for name in names
    }


# For a person


class _AsText:
    """Lines for a person."""

    def __init__(self, archive: Archive, options: argparse.Namespace, *, several: bool) -> None:
        self._archive, self._options, self._several = archive, options, several

    def show(self, query: str, results: Results, took: float) -> None:
        """Print a page of hits."""
        if self._several:
            show(f"\n» {query}")
        _show_understood(results)
        hits = results[:LEAST_FAR] if results.nothing_close else results
        show_hits(hits, self._archive, first=self._options.offset + 1, explain=self._options.explain)
        if self._options.facets:
            _show_facets(results.facets)

    def unknown(self, query: str, unknown: UnknownName) -> None:
        """Say it."""
        show(unknown)


def _show_understood(results: Results) -> None:
    """Print what was asked and how much was found."""
    understood = results.understood
    chips = [f"[{part.label}]" for part in understood.parts]
    line = " ".join([understood.text, *chips]).strip()
    found = 0 if results.nothing_close else results.total
    show(f"{line}  —  {found} item{'' if found == 1 else 's'}")
    for note in understood.notes:
        say(note)
    if results.nothing_close:
        show(NOTHING_CLOSE + (" The least far:" if results else ""))
    elif results.other_times:
        times = ", ".join(part.label for part in understood.of("period") if not part.strict)
        show(f"Nothing close in {times}. From other times:")
    if results.suggestions:
        show("Did you mean: " + ", ".join(results.suggestions) + "?")


class _Ranked(NamedTuple):
    """A hit and its place among all."""

    rank: int
    hit: Hit


def show_hits(hits: Sequence[Hit], archive: Archive, *, first: int = 1, explain: bool = False) -> None:
    """Print hits; those that tell the same story stand below the first of them, in short."""
    shown = [_Ranked(rank, hit) for rank, hit in enumerate(hits, first)]
    bold = sys.stdout.isatty()
    stories: dict[str, list[_Ranked]] = {}
    for one in shown:
        if one.hit.story:
            stories.setdefault(one.hit.story, []).append(one)
    for one in shown:
        story = stories.get(one.hit.story or "", [one])
        if one is not story[0]:
            continue
        _show_hit(one.rank, one.hit, archive, bold=bold, explain=explain)
        for other in story[1:]:
            item = other.hit.item
            show(f"     ↳ {other.rank}. {item.title} · {archive.issue_of(item).dated_label} · {item.id}")


def _show_facets(facets: Facets) -> None:
    """Print the counts of what stands most often in the results."""
    for name in ("months", "sections", "types", "entities", "sites"):
        counts = getattr(facets, name)[:MOST_COUNTS]
        if counts:
            show(f"{name}: " + ", ".join(f"{count.label} {count.count}" for count in counts))


def _show_hit(rank: int, hit: Hit, archive: Archive, *, bold: bool, explain: bool) -> None:
    """Print one hit."""
    from kg.search.listing import beside_title
    from kg.text.sites import site

    item, why = hit.item, hit.why
    issue = archive.issue_of(item)
    print(f"\n{rank:>3}. {_marked(item.title, why.title_marks, bold)}")
    sites = list(dict.fromkeys(site(url) for url in item.urls if site(url)))
    about = [issue.dated_label, item.section or item.kind, item.id, *sites[:3]]
    show("     " + " · ".join(about))
    shown, spans = beside_title(why.passage, item.title)
    if shown:
        lead = "" if why.passage.field == "text" else "编者：" if issue.language == "zh" else "Opinion: "
        print("     " + lead + _marked(shown, spans, bold).replace("\n", " "))
    if explain:
        parts = "".join(f" {'-' if value < 0 else '+'} {name} {abs(value):.3f}" for name, value in why.parts)
        show(f"     = {hit.score:.3f}: {parts.removeprefix(' + ').removeprefix(' ')}")
        if why.entities:
            show("     names: " + ", ".join(entity.name for entity in why.entities))


def _marked(text: str, spans: Sequence[tuple[int, int]], bold: bool) -> str:
    """The text with its marks in bold; as it is where that cannot be shown."""
    if not bold:
        return plain(text)
    out, last = "", 0
    for start, end in spans:
        out += plain(text[last:start]) + "\x1b[1m" + plain(text[start:end]) + "\x1b[0m"
        last = end
    return out + plain(text[last:])


def run_item(options: argparse.Namespace) -> int:
    """Show an item."""
    from kg.export import ItemRecorder

    archive = opened(options)
    try:
        item = archive.item(options.id)
    except UnknownName as unknown:
        return not_found(options, unknown)
    record = ItemRecorder(archive).record(item)
    if options.json:
        show_json(record)
        return 0
    issue = archive.issue_of(item)
    show(item.title)
    show(" · ".join((issue.dated_label, issue.title, item.section or item.kind, item.id)))
    body = item.body
    if body:
        show(f"\n{body}")
    if item.opinion:
        show(f"\nOpinion: {item.opinion}")
    if record["entities"]:
        show("\nnames: " + ", ".join(f"{e['name']} ({e['type']})" for e in record["entities"]))
    for relation in record["relations"]:
        show(f"  {relation['subject']} —{relation['predicate']}→ {relation['object']}")
    for url in item.urls:
        show(url)
    return 0
