"""``kg search`` and ``kg item``: find items, and read one."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.commands.common import Commands, not_found, opened, reading_command, show, show_json
from kg.commands.streams import read_text, say
from kg.errors import UnknownName, UsageError
from kg.plain import plain

if TYPE_CHECKING:
    from kg.archive import Archive
    from kg.export import ItemRecorder
    from kg.search.hits import Facets, Hit, Results, Snippet
    from kg.search.parts import Part
    from kg.search.query import Understood

LEAST_FAR = 3  # hits that are shown where nothing is close
MOST_COUNTS = 8
_LONGEST_BATCH = 16_000_000  # bytes


def register(commands: Commands) -> None:
    """Add these commands."""
    search = reading_command(
        commands, "search", "find items by what they say, by names and by time, in Chinese or English"
    )
    search.add_argument("query", metavar="QUERY", nargs="*", help="words, names, times; fields such as since:2025-10")
    search.add_argument("-n", type=int, default=10, metavar="N", dest="limit", help="number of hits (default 10)")
    search.add_argument("--offset", type=int, default=0, metavar="N", help="leave out the first N hits")
    search.add_argument("--mode", default="hybrid", choices=("hybrid", "semantic", "keyword"), help="by what to search")
    for name, help_ in (
        ("since", "first issue date"),
        ("until", "last issue date"),
        ("issue", "issue number, or 3-5"),
        ("section", "section, or part of its title"),
        ("entity", "items that name it, by any alias"),
        ("type", "items that name an entity of this type"),
        ("kind", "story, bullet, paper, reading or editorial"),
        ("site", "items that link to this site"),
    ):
        search.add_argument(f"--{name}", metavar=name.upper(), help=help_)
    search.add_argument("--off", action="append", default=[], metavar="PART", help="an understood part not to use")
    search.add_argument("--explain", action="store_true", help="show why each item was found")
    search.add_argument("--facets", action="store_true", help="count results by issue, section, entity, site …")
    search.add_argument("--batch", type=Path, metavar="FILE", help="one query a line, '-' for standard input")
    search.set_defaults(run=run_search)

    item = reading_command(commands, "item", "read one item")
    item.add_argument("id", metavar="ID", help="id of the item, as a search shows it")
    item.set_defaults(run=run_item)


def run_search(options: argparse.Namespace) -> int:
    """Search; exit code 1 where nothing close was found."""
    queries = _queries(options)
    archive = opened(options)
    found = False
    for query in queries:
        started = time.perf_counter()
        try:
            results = archive.search(
                query, limit=options.limit, offset=options.offset, mode=options.mode, since=options.since,
                until=options.until, issue=options.issue, section=options.section, entity=options.entity,
                type=options.type, kind=options.kind, site=options.site, off=tuple(options.off),
            )  # fmt: skip
        except UnknownName as unknown:
            if options.json:
                show_json({"query": query, "understood": {}, "took_ms": 0.0, "hits": [], "error": str(unknown)})
            else:
                show(unknown)
            continue
        took = (time.perf_counter() - started) * 1000
        found = found or (bool(results or not options.limit) and results.total > 0 and not results.nothing_close)
        if options.json:
            from kg.export import ItemRecorder  # who reads hits on a screen does not wait for it

            recorder = archive.once(ItemRecorder)
            show_json(results_record(results, recorder, query=query, took=took, facets=options.facets))
        else:
            if len(queries) > 1:
                show(f"\n» {query}")
            _show(results, archive, options)
    return 0 if found else 1


def _queries(options: argparse.Namespace) -> list[str]:
    """The query of the call, or those of a file."""
    if options.batch is None:
        if not options.query:
            raise UsageError("Say what to search for: kg search QUERY, or kg search --batch FILE")
        return [" ".join(options.query)]
    if options.query:
        raise UsageError("Give either a query or --batch, not both")
    text = read_text(options.batch, longest=_LONGEST_BATCH, what="one query a line, saved as UTF-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


# JSON


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
        "suggestions": list(results.suggestions),
        "hits": [
            {
                "rank": rank,
                "score": round(hit.score, 4),
                "why": _why_record(hit),
                "story": hit.story,
                "item": recorder.record(hit.item),
            }
            for rank, hit in enumerate(results, 1)
        ],
    }
    if facets:
        record["facets"] = _facets_record(results.facets)
    return record


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


def _show(results: Results, archive: Archive, options: argparse.Namespace) -> None:
    """Print a page of hits."""
    _show_understood(results)
    shown = results[:LEAST_FAR] if results.nothing_close else results
    _show_hits([_Ranked(rank, hit) for rank, hit in enumerate(shown, options.offset + 1)], archive, options.explain)
    if options.facets:
        _show_facets(results.facets)


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
        show("Nothing in this archive is close to that." + (" The least far:" if results else ""))
    if results.suggestions:
        show("Did you mean: " + ", ".join(results.suggestions) + "?")


class _Ranked(NamedTuple):
    """A hit and its place among all."""

    rank: int
    hit: Hit


def _show_hits(shown: Sequence[_Ranked], archive: Archive, explain: bool) -> None:
    """Print hits; those that tell the same story stand below the first of them, in short."""
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
    from kg.text.sites import site

    item, why = hit.item, hit.why
    issue = archive.issue_of(item)
    print(f"\n{rank:>3}. {_marked(item.title, why.title_marks, bold)}")
    sites = list(dict.fromkeys(site(url) for url in item.urls if site(url)))
    about = [issue.dated_label, item.section or item.kind, item.id, *sites[:3]]
    show("     " + " · ".join(about))
    shown, spans = _beside_title(why.passage, item.title)
    if shown:
        lead = "" if why.passage.field == "text" else "编者：" if issue.language == "zh" else "Opinion: "
        print("     " + lead + _marked(shown, spans, bold).replace("\n", " "))
    if explain:
        parts = " + ".join(f"{name} {value:.3f}" for name, value in why.parts)
        show(f"     = {hit.score:.3f}: {parts}".replace("+ period -", "- period "))
        if why.entities:
            show("     names: " + ", ".join(entity.name for entity in why.entities))


def _beside_title(passage: Snippet, title: str) -> tuple[str, list[tuple[int, int]]]:
    """What a passage says beside the title that stands above it, and its marks."""
    skipped = 0
    if passage.field == "text" and passage.start < len(title):
        skipped = min(len(title) - passage.start, len(passage.text))
        skipped += len(passage.text[skipped:]) - len(passage.text[skipped:].lstrip(" 。.：:，,；;\n"))
    spans = [(start - skipped, end - skipped) for start, end in passage.marks if start >= skipped]
    return passage.text[skipped:], spans


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
