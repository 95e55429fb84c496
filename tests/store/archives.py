"""Archives of a few invented items, written as a build writes them, for tests of what is asked of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from ingest.derive import derive
from kg.embed.passages import passages_of
from kg.embed.space import LanguageMeans, Space
from kg.model import Entity, Evidence, Issue, Item, ItemKind, Link, Mention, Predicate, Relation
from kg.store.database import PASSAGE_BITS
from kg.store.generations import DATABASE, SPACE, VECTORS, new_generation
from kg.store.manifest import FORMAT, MANIFEST, STAMPS, Manifest, checksum, write_manifest
from kg.store.reader import Reader
from kg.store.vectors import VectorIndex
from kg.store.writer import Contents, write_store
from kg.text.urls import canonical_url
from kg.text.words import words
from tests.support import HashEncoder


class WordEncoder(HashEncoder):
    """A `HashEncoder` of whole words: the cosine of two texts is about the share of words that they have in common."""

    def __init__(self) -> None:
        super().__init__("words", 2048)

    def _grams(self, text: str) -> list[str]:
        return words(text)


def item(
    text: str,
    *urls: str,
    kind: ItemKind = "bullet",
    section: str = "News",
    opinion: str = "",
) -> Item:
    """An item whose title is its first line; its links stand behind the text."""
    links = tuple(Link(url, canonical_url(url), "", "text", len(text), len(text)) for url in urls)
    return Item("", "", 0, section, kind, text.split("\n")[0], text, opinion, links)


def issue(
    number: int | None,
    day: date | None,
    *items: Item,
    series: str = "tide",
    permalink: str = "",
    language: str = "en",
) -> Issue:
    """An issue with ids given to its items: ``tide-1-0``, ``tide-1-1`` …"""
    id_ = f"{series}-{number if number is not None else day or 'x'}"
    placed = tuple(replace(one, id=f"{id_}-{rank}", issue_id=id_, position=rank) for rank, one in enumerate(items))
    title = f"Tide {number}" if number is not None else "Tide special"
    return Issue(id_, series, number, title, day, f"{id_}.md", placed, language=language, permalink=permalink)


def mentions_of(issues: Iterable[Issue], entities: Iterable[Entity]) -> tuple[Mention, ...]:
    """Mentions wherever an alias stands in a text as it is written; the longest name wins."""
    names = sorted(((alias, e) for e in entities for alias in e.aliases), key=lambda pair: -len(pair[0]))
    found = []
    for one in (each for whole in issues for each in whole.items):
        for field in ("text", "opinion"):
            text = one.field(field)
            for alias, entity in names:
                while (start := text.find(alias)) >= 0:
                    end = start + len(alias)
                    text = text[:start] + "\0" * len(alias) + text[end:]
                    mention = Mention(one.id, field, start, end, alias, entity.type, entity.name, "test", entity.id)
                    found.append(mention)
    return tuple(found)


def relation(subject: str, predicate: Predicate, object_: str, item_id: str, certainty: str = "stated") -> Relation:
    """A statement in an item."""
    return Relation(subject, predicate, object_, Evidence(item_id, "text", 0, 1, "…", "test"), certainty)  # type: ignore[arg-type]


def seal(generation: Path, manifest: Manifest) -> None:
    """Work out what a build works out from all that is written, and write the manifest over all files."""
    write_manifest(generation, manifest)
    derive(generation)
    files = sorted(file for file in generation.iterdir() if file.name not in (MANIFEST, STAMPS))
    sums = tuple((file.name, checksum(file), file.stat().st_size) for file in files)
    write_manifest(generation, replace(manifest, checksums=sums))


def archived(
    folder: Path,
    *issues: Issue,
    entities: Sequence[Entity] = (),
    relations: Sequence[Relation] = (),
    redirects: Sequence[tuple[str, str]] = (),
    encoder: HashEncoder | None = None,
    of: type[Reader] = Reader,
) -> Reader:
    """Write an archive into a folder and open it; its language means are zero, so cosines are those of the encoder."""
    encoder = encoder or WordEncoder()
    items = [one for whole in issues for one in whole.items]
    passages = [
        (row << PASSAGE_BITS | ordinal, passage)
        for row, one in enumerate(items, 1)
        for ordinal, passage in enumerate(passages_of(one))
    ]
    space = Space(LanguageMeans({}, {}))
    vectors = encoder.encode_documents([passage.text for _, passage in passages])
    vectors = space.passages(vectors, [passage.language for _, passage in passages])
    folder.mkdir(exist_ok=True, parents=True)
    with new_generation(folder, "g-1") as generation:
        contents = Contents(
            tuple(issues), mentions_of(issues, entities), tuple(entities), tuple(relations), tuple(redirects),
            tuple(passages),
        )  # fmt: skip
        write_store(generation / DATABASE, contents)
        VectorIndex.build(vectors, np.array([key for key, _ in passages], np.int64)).save(generation / VECTORS)
        space.save(generation / SPACE)
        seal(
            generation,
            Manifest(FORMAT, encoder.name, encoder.fingerprint, encoder.dimension, len(issues), len(items),
                     len(entities), len(relations), len(passages), ()),
        )  # fmt: skip
    reader = of(folder)
    reader.__dict__["encoder"] = encoder  # a model that no name opens
    return reader


# A world of a few names, and three issues about it

LUMEN = Entity("company:lumen", "company", "Lumen", ("Lumen", "流明"))
OSTRAVA = Entity("company:ostrava", "company", "Ostrava", ("Ostrava",))
KITE = Entity("model:kite", "model", "Kite", ("Kite",), "company:lumen")
KITE_2 = Entity("model:kite-2", "model", "Kite 2", ("Kite 2",), "company:lumen", "model:kite", (2,))
KITE_3 = Entity("model:kite-3", "model", "Kite 3", ("Kite 3",), "company:lumen", "model:kite", (3,))
HARBOR = Entity("product:harbor", "product", "Harbor", ("Harbor",), "company:ostrava")
PERSON = Entity("person:ines-kallas", "person", "Ines Kallas", ("Ines Kallas",), "company:ostrava")
PAPER = Entity("paper:moon-tides", "paper", "Moon Tides in Sparse Memory", ("Moon Tides in Sparse Memory",))
WORLD = (LUMEN, OSTRAVA, KITE, KITE_2, KITE_3, PAPER, PERSON, HARBOR)

FIRST = issue(
    1, date(2025, 3, 3),
    item("Lumen opens Kite 2 to everybody.\nThe small model runs on a laptop.", "https://lumen.example/kite-2"),
    item("Ostrava buys a lighthouse for its servers.", "https://ostrava.example/lighthouse", section="Business"),
    item("Moon Tides in Sparse Memory\nA paper about forgetting.", "https://arxiv.org/abs/2503.00001", kind="paper",
         section="论文"),
)  # fmt: skip
SECOND = issue(
    2, date(2025, 3, 10),
    item("流明的风筝模型在学校里试用。\n老师说它很快。", kind="story", section="教育",
         opinion="Lumen should ask the pupils."),
    item("Harbor sorts photos by smell.", "https://ostrava.example/harbor", "https://github.com/Ines/harbor"),
)  # fmt: skip
THIRD = issue(
    3, date(2025, 4, 7),
    item("Kite 3 draws maps from memory.", "https://lumen.example/kite-3", kind="story"),
    item("Ines Kallas leaves Ostrava.", "https://x.com/ines/status/77", section="Business"),
    item("Bakers in Porto weigh flour with a drone.", kind="reading", section=""),
)  # fmt: skip
TIDE = (FIRST, SECOND, THIRD)
TITLES = [one.title for whole in TIDE for one in whole.items]


def tiny_archive(folder: Path) -> Reader:
    """The three issues as an archive."""
    relations = (
        relation("company:lumen", "released", "model:kite-2", "tide-1-0"),
        relation("person:ines-kallas", "works_at", "company:ostrava", "tide-3-1"),
    )
    return archived(
        folder, *TIDE, entities=WORLD, relations=relations, redirects=[("company:lumen-labs", "company:lumen")],
    )  # fmt: skip
