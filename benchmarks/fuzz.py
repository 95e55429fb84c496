"""Questions that nobody would ask, for as long as one likes: whatever is pasted, only our own errors may come of it.

Each target is a strategy that makes inputs and a function that asks with one; the tests run the same targets with a few
inputs each (tests/test_fuzz.py). Prints the seed, how many inputs each target was tried with, and what failed with a
small input that shows it. Run: python -m benchmarks.fuzz [ARCHIVE] --minutes 60 --seed 7 [--target queries]
"""

from __future__ import annotations

import argparse
import random
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import kg
from ingest.everywhere import found_everywhere
from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.learned import open_reader
from ingest.read.sources import collect
from ingest.relate import materials, relate_item
from ingest.resolve import resolve
from kg.archive import Archive
from kg.embed.passages import passages_of
from kg.errors import KgError
from kg.store.writer import Contents, write_store
from tests.corrections.strategies import (
    ANY_CORRECTION,
    ANY_FILE,
    WELL_FORMED,
    check_file,
    check_replayed,
    check_written,
)
from tests.ingest.read.test_addresses import mutant


@dataclass(frozen=True)
class Target:
    """What is tried: `inputs` makes inputs, `ask` asks an archive with one; it may raise nothing but our own errors."""

    inputs: SearchStrategy[Any]
    ask: Callable[[Archive, Any], object]


_TOKENS = (
    "entity:", "type:", "section:", "kind:", "since:", "until:", "issue:", "site:", "entity：", "-entity:", '"',
    "“", "”", "「", "」", "『", "』", "'", "-", "--", "(", ")", "#", "@", ":", "：", "|", "*", "\\", "/", "?", "!",
    "OpenAI", "openai", "antropic", "NVIDIA", "GPT-5", "GPT 5.1", "Qwen", "company:openai", "英伟达", "阿里",
    "Sam Altman", "model", "models", "paper", "论文", "融资", "bullet", "arxiv.org",
    "https://arxiv.org/abs/2510.13786", "@sama", "2025", "2025-10", "2025-10-31", "2025-13-45", "0000-00-00",
    "9999-12-31", "10月3日", "二月三十日", "Feb 30", "5/6/7", "last week", "上个月", "two weeks ago", "最近三百天",
    "0 days ago", "99999年前", "Q0 2025", "第0季度", "第3期", "第三到五期", "issue 7", "issue 3-1", "#0", "#99999",
    "latest issue", "最新一期", "去年", "前年13月", "³", "Ⅷ", "十百千万亿兆", "$3 billion", "30亿美元", "1e999",
    "-0", "5%", "1,000,000", "٣٤٥", "１２３", "\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x1b[2J", "\ud800",
    "\udcff", "\U0001f680", "e\u0301\u0301", "\ufdfa", "ı", "İ", "ß", "ſ", "的", "𠮷", "\u2028", "\x85", "\n", "\t",
    "\u3000", "%", "_", ";", "--", "NULL", "{}", "<b>",
)  # fmt: skip
_piece = st.one_of(st.sampled_from(_TOKENS), st.text(max_size=8), st.text("ab1.-:\"' 的", max_size=12))
texts = st.lists(st.tuples(_piece, st.sampled_from(("", " ", " ", "\n"))), max_size=14).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)
"""Texts of what the query language, names, dates and numbers are made of, and of what nobody expects."""
names = st.one_of(texts, st.sampled_from(_TOKENS), st.builds(lambda text, n: text * n, texts, st.integers(1, 200)))
_filters = st.fixed_dictionaries(
    {}, optional={name: names for name in ("since", "until", "issue", "section", "entity", "type", "kind", "site")}
)
_queries = st.fixed_dictionaries(
    {
        "query": names,
        "mode": st.sampled_from(("hybrid", "semantic", "keyword")),
        "limit": st.sampled_from((10, 0, 1, -1, 10**9, 10**30)),
        "offset": st.sampled_from((0, 0, 5, -3, 10**30)),
        "filters": _filters,
        "off": st.lists(st.one_of(texts, st.sampled_from(("entity:company:openai", "topic:paper"))), max_size=2),
    }
)
_line = st.tuples(st.sampled_from(("", "- ", "# ", "## ", "> ", "1. ", "  - ", "| ", "```\n", "<!-- ", "[a](")), texts)
drafts = st.lists(_line, max_size=8).map(lambda lines: "\n".join(mark + text for mark, text in lines))
"""Drafts in Markdown of a sort."""


def _search(archive: Archive, asked: dict[str, Any]) -> object:
    """Search, and look at all that is found and said of it."""
    results = archive.search(
        asked["query"], mode=asked["mode"], limit=asked["limit"], offset=asked["offset"], off=tuple(asked["off"]),
        **asked["filters"],
    )  # fmt: skip
    return results.facets, list(results), results.understood.notes


def _name(archive: Archive, asked: tuple[str, str, str]) -> object:
    """One of the questions that take a name."""
    from kg.graph import EntityGraph
    from kg.trends.comparisons import compare_names

    question, name, other = asked
    if question == "path":
        graph = archive.once(EntityGraph)
        return graph.path(archive.entity(name).id, archive.entity(other).id)
    if question == "compare":
        return compare_names(archive, name, other)
    if question == "as_of":
        return archive.timeline("OpenAI", as_of=name)
    return getattr(archive, question)(name)


_questions = (
    "entity",
    "timeline",
    "as_of",
    "close_names",
    "item",
    "related",
    "digest",
    "path",
    "compare",
    "find_issue",
)


@cache
def _extractor() -> Extractor:
    """Reads names; made once."""
    return Extractor(load_gazetteer(), reader=open_reader())


def _read(_: Archive, documents: list[tuple[str, int]]) -> object:
    """Build an archive of mutated documents, as far as its database; none is lost without a word."""
    with TemporaryDirectory() as folder:
        sources = Path(folder) / "issues"
        sources.mkdir()
        for number, (name, seed) in enumerate(documents):
            text = mutant(random.Random(seed))
            (sources / f"{number}{name}").write_bytes(text.encode("utf-8", "surrogatepass"))
        harvest = collect([sources])
        report = harvest.report
        assert len(harvest.issues) + len(report.skipped) + len(report.unreadable) + len(report.merged) >= len(documents)
        assert not [each for each in report.unreadable if "report this as a bug" in each.reason], report.unreadable
        items = [item for issue in harvest.issues for item in issue.items]
        said = found_everywhere(items, _extractor().each(items))
        known = resolve(items, [mention for each in said for mention in each.mentions], load_gazetteer())
        found = materials(items, said, known.mentions, known.entities)
        relations = tuple(relation for material in found for relation in relate_item(material))
        contents = Contents(harvest.issues, known.mentions, known.entities, relations, known.redirects)
        write_store(Path(folder) / "archive.db", contents)
        return report.full().encode(), [passages_of(item) for item in items]


_documents = st.lists(
    st.tuples(st.sampled_from((".md", " 2025-01-02.md", "-\u202e.markdown", "《期》.md")), st.integers(0, 2**40)),
    min_size=1,
    max_size=3,
)

TARGETS: dict[str, Target] = {
    "reader": Target(_documents, _read),
    "written": Target(
        st.lists(ANY_CORRECTION, min_size=1, max_size=4), lambda _, corrections: check_written(corrections)
    ),
    "corrections": Target(ANY_FILE, lambda _, raw: check_file(raw)),
    "replayed": Target(st.lists(WELL_FORMED, max_size=12), lambda _, corrections: check_replayed(corrections)),
    "queries": Target(_queries, _search),
    "names": Target(st.tuples(st.sampled_from(_questions), names, names), _name),
    "drafts": Target(drafts, lambda archive, draft: archive.prior(draft)),
}
"""All targets by name; whoever has another one adds it here."""


def tried(target: Target, archive: Archive, *, examples: int, start: int) -> int:
    """Try a target; the number of inputs. What fails is raised with the smallest input that hypothesis finds."""
    count = 0

    @seed(start)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(target.inputs)
    def ask(asked: Any) -> None:  # noqa: ANN401 - each target's own
        nonlocal count
        count += 1
        allow_ours(target, archive, asked)

    ask()
    return count


def allow_ours(target: Target, archive: Archive, asked: Any) -> None:  # noqa: ANN401 - each target's own
    """Ask; our own errors, told in a sentence, are an answer too."""
    try:
        target.ask(archive, asked)
    except KgError as error:
        assert str(error) and len(str(error)) < 2_000, "an error is a sentence"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("archive", nargs="?", type=Path, default=None)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--seed", type=int, default=None)
    arguments.add_argument("--target", choices=TARGETS, action="append")
    options = arguments.parse_args()
    start = random.randrange(10**6) if options.seed is None else options.seed
    archive = kg.open(options.archive)
    until = time.monotonic() + 60 * options.minutes
    counts = dict.fromkeys(options.target or TARGETS, 0)
    failures = 0
    print(f"seed {start}", flush=True)
    turn = start
    while time.monotonic() < until:
        for name in counts:
            try:
                counts[name] += tried(TARGETS[name], archive, examples=100, start=turn)
            except BaseException as error:  # whatever it is, it is what we look for
                if isinstance(error, KeyboardInterrupt):
                    raise
                failures += 1
                print(f"FAILED {name}, seed {turn}")
                traceback.print_exception(error)
        turn += 1
    print("; ".join(f"{name}: {count} inputs" for name, count in counts.items()) + f"; {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
