"""A world of a few invented names, the pipeline stopped behind any of its components, and readings made by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from ingest.extract.extractor import Extractor, NamesPipeline, to_doc
from ingest.extract.read import settle
from ingest.extract.units import Find, Sheet, sheet_of
from ingest.gazetteer import Gazetteer, load_gazetteer
from ingest.learned.reader import Claim, News, Reading, open_reader
from ingest.learned.tags import Span
from kg.model import EntityType, Item, Link
from tests.entities import bullet

FILES = {
    "companies": """
"Zorblax" = { aka = ["佐布"], domains = ["zorblax.com"], github = ["zorblax"], hf = ["zorblax-ai"], x = ["zorblaxhq"] }
"Frobnik" = {}
"Quimby" = {}
"Arden" = { weak = ["Arden", "Ard"], context = ["芯片", "chip"] }
"Bramble" = {}
""",
    "institutions": '"Norwick University" = { aka = ["诺维克大学"] }\n',
    "models": """
"Quill" = { maker = "Zorblax", head = true, aka = ["羽笔"] }
"Quill 2" = { maker = "Zorblax", family = "Quill" }
"Quill 2 Scout" = { maker = "Zorblax", family = "Quill" }
"Murmur" = { maker = "Frobnik", head = true, variants = ["whisper"] }
"Murmur-V1" = { maker = "Frobnik", family = "Murmur" }
"Ovo" = { maker = "Quimby", head = true }
"Tern" = { maker = "Quimby", head = true, weak = ["Tern"] }
"Bramble" = { maker = "Bramble", head = true }
""",
    "products": """
"QuillPad" = { maker = "Zorblax" }
"Bramble" = { maker = "Bramble" }
"Vole Cloud" = { maker = "Quimby" }
"Newt" = { maker = "Frobnik" }
""",
    "people": '"Ottilie Brandt" = { org = "Zorblax", x = ["ottilie"] }\n"Max Finchley" = { org = "Zorblax" }\n',
    "benchmarks": '"WidgetBench" = {}\n',
}

MIXED = st.text(
    st.sampled_from(
        "QuillZorblax羽笔1-5.4B发布推出了的和、，。：（）《》“”\n 🔪①ＡＢمرحبا臺灣\u200b\u2011\u00ad\t_/@#$%"
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=200,
)


@cache
def gazetteer() -> Gazetteer:
    """The invented names."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            Path(folder, f"{name}.toml").write_text(text, encoding="utf-8")
        return load_gazetteer(Path(folder))


@cache
def pipeline() -> NamesPipeline:
    """The pipeline that knows them, without a reader."""
    return NamesPipeline(gazetteer())


@cache
def reading_extractor() -> Extractor:
    """Finds names as a build does: with the shipped gazetteer and the shipped reader."""
    return Extractor(load_gazetteer(), reader=open_reader())


def sheet(text: str, *links: Link, item: Item | None = None) -> Sheet:
    """A sheet with nothing found yet."""
    return sheet_of(item or bullet(text, *links))


def after(step: str, text: str, *links: Link, item: Item | None = None) -> Sheet:
    """The sheet of a text once the components up to and with `step` have run."""
    written = sheet(text, *links, item=item)
    doc = to_doc(pipeline().vocab, written.units)
    doc._.sheet = written
    for name, run in pipeline().pipeline:
        run(doc)
        if name == step:
            return written
    raise AssertionError(step)


def span(text: str, surface: str, kind: EntityType, sure: float = 0.9) -> Span:
    """What a reader reads where a surface first stands."""
    start = text.index(surface)
    return Span(start, start + len(surface), 0, 0, kind, sure)


def settled(
    text: str,
    *spans: Span,
    likely: Mapping[str, float] | None = None,
    claims: Sequence[Claim] = (),
    news: Sequence[News] = (),
    item: Item | None = None,
) -> Sheet:
    """A sheet once it is settled what is named.

    Parameters
    ----------
    likely
        How likely known names are any here, by surface; the others are not.
    """
    written = after("known", text, item=item)
    known = tuple((likely or {}).get(surface_of(written, find), 0.0) for find in written.finds)
    written.reading = Reading(spans, tuple(claims), tuple(news), known)
    settle(written, written.reading)
    return written


def surfaces(written: Sheet, *, rule: str = "", kind: str = "") -> list[str]:
    """What was found, as written, of a rule (or a family of rules) and of a type."""
    return [
        surface_of(written, find)
        for find in sorted(written.finds, key=lambda find: find.start)
        if find.rule.startswith(rule) and find.type.startswith(kind)
    ]


def surface_of(written: Sheet, find: Find) -> str:
    """The text of one find."""
    return written.units.surface(find.start, find.end)


def names(written: Sheet, *, rule: str = "") -> dict[str, str]:
    """Name -> type of what was found by a rule."""
    return {find.name: find.type for find in written.finds if find.rule.startswith(rule)}


def link(text: str, label: str, url: str) -> Link:
    """A link whose label stands in the text."""
    start = text.index(label)
    return Link(url, "", label, start=start, end=start + len(label))
