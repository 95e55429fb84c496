"""How well a build reads newsletters that its reader was not trained on: names, relations and events.

    python benchmarks/reading.py ARCHIVES

ARCHIVES holds the newsletters' texts below it (`data/labels/newsletters.toml`). What is measured is what a build finds
in each labelled item, before the archive as a whole is looked at: see reading.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ingest.extract.extractor import Extractor
from ingest.extract.said import Said
from ingest.gazetteer import load_gazetteer
from ingest.learn.labels import Labelled, load_labels
from ingest.learned.reader import open_reader
from ingest.learned.tags import NAMES
from ingest.relate.relate import LEAST
from kg.evaluate.scores import Score
from kg.history.events import Place, Scene, read_event
from kg.model import MUTUAL, Item, Link, Mention
from kg.text.urls import canonical_url
from kg.text.words import name_key

Facts = set[tuple[str, ...]]


def item_of(text: Labelled) -> Item:
    """A labelled text as an item."""
    links = (
        Link(link.url, canonical_url(link.url), text.text[link.start : link.end], "text", link.start, link.end)
        for link in text.links
    )
    return Item(text.id, "", 0, "", "story", text.text.split("\n")[0], text.text, links=tuple(links))


def names(text: Labelled, said: Said) -> tuple[Facts, Facts]:
    """Right and found names, by spelling and type."""
    gold = {(name_key(text.text[start:end]), kind) for start, end, kind in text.names}
    return gold, {(name_key(one.surface), one.type) for one in said.mentions if one.type in NAMES}


def relations(text: Labelled, said: Said) -> tuple[Facts, Facts]:
    """Right and found relations; what is denied is none."""

    def fact(predicate: str, one: str, other: str) -> tuple[str, ...]:
        ends = (name_key(one), name_key(other))
        return (predicate, *(sorted(ends) if predicate in MUTUAL else ends))

    gold = {fact(told, one, other) for one, told, other, sure in text.relations if sure != "negated"}
    spelt = [mention.surface for mention in said.mentions]
    return gold, {
        fact(told.predicate, spelt[told.subject], spelt[told.object])
        for told in said.told
        if told.doubt <= 1 - LEAST and told.certainty != "negated"
    }


def events(text: Labelled, said: Said) -> tuple[Facts, Facts]:
    """Right and found kinds of events of each name."""
    gold = {(name_key(name), kind) for name, kind in text.events}
    scene = Scene(item_of(text))
    mentions: dict[str, list[Mention]] = {}
    for mention in said.mentions:
        mentions.setdefault(name_key(mention.surface), []).append(mention)
    leading = {
        name_key(m.surface) for m in said.mentions if m.type in ("company", "institution") and m.start < scene.lead_end
    }
    found = set()
    for key, named in mentions.items():
        news = {
            kind: max(s for m in named for k, s in m.news or () if k == kind) for m in named for kind, _ in m.news or ()
        }
        places = [Place(m.field, m.start, m.end) for m in named]
        told = read_event(scene, places, [], type=named[0].type, organisations=len(leading), news=news)  # type: ignore[arg-type]
        if told.kind != "mention":
            found.add((key, told.kind))
    return gold, found


def score(pairs: Iterable[tuple[Facts, Facts]]) -> Score:
    """All items together."""
    total = Score()
    for gold, found in pairs:
        total += Score(len(gold & found), len(found - gold), len(gold - found))
    return total


def main(archives: Path) -> None:
    """Print a table of each newsletter and language that was kept out of training."""
    gazetteer = load_gazetteer()
    known = {name_key(name) for entry in gazetteer.entries for name in (entry.name, *entry.aliases, *entry.weak)}
    texts = [text for text in load_labels(archives).texts if text.part != "train"]
    said = Extractor(gazetteer, None, open_reader()).each([item_of(text) for text in texts])

    def new(pair: tuple[Facts, Facts]) -> tuple[Facts, Facts]:
        gold, found = ({fact for fact in facts if fact[0] not in known} for facts in pair)
        return gold, found

    def show(what: str, among: Sequence[int]) -> None:
        print(f"\n{what}, {len(among)} items")
        measures: dict[str, Callable[[Labelled, Said], tuple[Facts, Facts]]] = {
            "names": names,
            "new names": lambda text, says: new(names(text, says)),
            "relations": relations,
            "events": events,
        }
        for name, measure in measures.items():
            print(f"  {name:10} {score(measure(texts[at], said[at]) for at in among)}")

    for part in ("dev", "test"):
        here = [at for at, text in enumerate(texts) if text.part == part]
        for newsletter in sorted({texts[at].newsletter for at in here}):
            show(f"{part}: {newsletter}", [at for at in here if texts[at].newsletter == newsletter])
        for language in ("zh", "en"):
            show(f"{part}: all in {language}", [at for at in here if texts[at].language == language])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
