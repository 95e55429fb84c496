"""What an owner's corrections teach the reader, on newsletters that nobody had trained it on.

    python -m benchmarks.learning ARCHIVES [--most N] [--epochs N] [--pace X] [--beside X] [--told]

ARCHIVES holds the newsletters' texts below it (`data/labels/newsletters.toml`). An owner is played: of half of the
labelled items, whatever an archive has otherwise than the labels becomes a correction, as the owner would write it
(`kg fix`), in any order, and what is doubtful and right is confirmed. `kg learn` learns from so many of them, and the
other half of the items is read before and after: see learning.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from zlib import crc32

import kg
from benchmarks.reading import events, item_of, names, relations, score
from ingest.build import build
from ingest.compiled import compiled_gazetteer
from ingest.extract.extractor import Extractor
from ingest.gazetteer import slug
from ingest.learn.labels import Labelled, load_labels
from ingest.learn.own import Manner, learn_own
from ingest.learned.network import FILE, Network, load, shipped_network, unpacked
from ingest.learned.reader import LearnedReader
from ingest.learned.tags import NAMES
from ingest.program import NOT_OF_ITEMS, program_digest
from ingest.stages import Stages
from kg.archive import Archive
from kg.corrections.contradictions import ContradictionError, refuse_contradictions
from kg.corrections.correction import Correction, Corrections
from kg.embed.states import open_states
from kg.store.cache import VectorCache
from kg.text.words import name_key

NEWSLETTERS = {"aiinsight": "more/aiinsight", "nlpnews": "more/nlpnews"}
ASKED = 0.3  # doubt from which on an owner is asked of a name


def half(text: Labelled) -> int:
    """Which half of the labelled items one belongs to."""
    return crc32(text.id.encode()) % 2


def of_names(archive: Archive, text: Labelled) -> Iterator[Correction]:
    """What an owner would write of the names of an item."""
    found = [m for m in archive.mentions(text.id) if m.field == "text" and m.type in NAMES and m.end <= len(text.text)]
    at = {(mention.start, mention.end): mention for mention in found}
    for start, end, kind in text.names:
        spelt = text.text[start:end]
        mention = at.get((start, end))
        if mention is None:
            yield Correction("name", f"{kind}:{slug(spelt)}", surface=spelt, item=text.id)
        elif mention.type != kind:
            yield Correction("split", mention.entity, into=f"{kind}:{slug(spelt)}", surface=spelt, item=text.id)
        elif mention.doubt >= ASKED:
            yield Correction("confirm", mention.entity, surface=spelt, item=text.id)
    for mention in found:
        if not any(start < mention.end and mention.start < end for start, end, _ in text.names):
            yield Correction("ignore", mention.entity, surface=mention.surface, item=text.id)


def of_relations(archive: Archive, text: Labelled) -> Iterator[Correction]:
    """What an owner would write of what an item tells."""
    called: dict[str, set[str]] = {}
    for mention in archive.mentions(text.id):
        called.setdefault(name_key(mention.surface), set()).add(mention.entity)
    right = {
        (subject, told, other)
        for one, told, two, sure in text.relations
        for subject in called.get(name_key(one), ())
        for other in called.get(name_key(two), ())
        if sure != "negated"
    }
    read = {(r.subject, r.predicate, r.object) for r in archive.relations(text.id) if r.certainty != "negated"}
    for kind, triples in (("said", right - read), ("unsaid", read - right)):
        for subject, told, other in sorted(triples):
            if (subject == other) == (told == "ipo"):
                yield Correction(kind, subject, into=other, predicate=told, item=text.id)  # type: ignore[arg-type]


def corrections_of(archive: Archive, texts: Sequence[Labelled], most: int) -> Corrections:
    """So many corrections, any of all that an owner would write."""
    every = [each for text in texts for each in (*of_names(archive, text), *of_relations(archive, text))]
    Random(1).shuffle(every)
    kept: list[Correction] = []
    for each in every:
        try:
            refuse_contradictions([*kept, each.tidied()])
        except ContradictionError:
            continue
        kept.append(each.tidied())
        if len(kept) == most:
            break
    return Corrections(tuple(sorted(set(kept))))


def figures(texts: Sequence[Labelled], extractor: Extractor) -> dict[str, float]:
    """F1 of some texts."""
    said = extractor.each([item_of(text) for text in texts])
    pairs = list(zip(texts, said, strict=True))
    measures = {"names": names, "relations": relations, "events": events}
    return {what: score(measure(*pair) for pair in pairs).f1 for what, measure in measures.items()}


def main() -> None:
    """Print a row for each newsletter and number of corrections."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("archives", type=Path)
    options.add_argument("--most", type=int, nargs="+", default=[100, 300])
    options.add_argument("--only", nargs="+", default=list(NEWSLETTERS))
    defaults = Manner()
    options.add_argument("--parts", type=int, default=defaults.parts)
    options.add_argument("--epochs", type=int, default=defaults.epochs)
    options.add_argument("--pace", type=float, default=defaults.pace)
    options.add_argument("--beside", type=float, default=defaults.beside)
    options.add_argument("--told", action="store_true", help="learn of relations and events too")
    given = options.parse_args()
    manner = Manner(given.parts, given.epochs, given.pace, given.beside, given.told)
    print(manner)
    labels = load_labels(given.archives).texts
    print(
        "newsletter | corrections | decided | held out: before, after | moved F1 | names | relations | events | seconds"
    )
    for newsletter in given.only:
        texts = [text for text in labels if text.newsletter == newsletter]
        with tempfile.TemporaryDirectory() as folder:
            build([given.archives / NEWSLETTERS[newsletter]], Path(folder) / "archive")
            archive = kg.open(Path(folder) / "archive")
            for most in given.most:
                show(newsletter, archive, texts, most, manner)


def show(newsletter: str, archive: Archive, texts: Sequence[Labelled], most: int, manner: Manner) -> None:
    """Learn, and print one row."""
    seen, unseen = ([text for text in texts if half(text) == which] for which in (0, 1))
    corrections = corrections_of(archive, seen, most)
    begun = time.monotonic()
    with VectorCache() as cache:
        program = program_digest(but=NOT_OF_ITEMS)
        lesson = learn_own(
            list(archive.items()), corrections, program=program, cache=cache, stages=Stages(), manner=manner
        )
        took = time.monotonic() - begun
        book = compiled_gazetteer((), program=program, cache=cache)
    states = open_states()
    assert states is not None
    after = Network(unpacked({**load(FILE), **lesson.kept}))
    was, now = (
        figures(unseen, Extractor(book.gazetteer, book.spellings, LearnedReader(states, network)))
        for network in (shipped_network(), after)
    )
    told = " | ".join(f"{was[what]:.3f} {now[what]:.3f}" for what in was)
    print(
        f"{newsletter} | {len(corrections.entries)} | {lesson.decisions} in {lesson.places} places | "
        f"{lesson.before / lesson.places:.2f} {lesson.after / lesson.places:.2f} | {lesson.moved.f1:.3f} | {told} | "
        f"{took:.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
