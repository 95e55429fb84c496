"""How long the names of an item take, beside the time to embed it with the bundled model.

Takes the items of Markdown files. Run:

    python benchmarks/extraction.py [FILE_OR_FOLDER ...]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.read.sources import collect
from ingest.resolve import resolve
from kg.embed.models import open_encoder
from kg.embed.passages import passages_of

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of some work."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[SAMPLE], type=Path)
    issues = collect(parser.parse_args().sources).issues
    items = [item for issue in issues for item in issue.items]
    print(f"{len(items)} items, {sum(len(item.text) + len(item.opinion) for item in items)} characters")
    gazetteer = load_gazetteer()
    ready = milliseconds(lambda: Extractor(gazetteer))
    extractor = Extractor(gazetteer)
    extractor.extract(items[:20])
    mentions = extractor.extract(items)
    extracting = milliseconds(lambda: extractor.extract(items)) / len(items)
    resolving = milliseconds(lambda: resolve(items, mentions, gazetteer)) / len(items)
    print(f"{len(mentions)} mentions; the matcher is ready after {ready:.0f} ms")
    print(f"extract   {extracting:8.2f} ms an item\nresolve   {resolving:8.2f} ms an item")
    encoder = open_encoder(None)
    texts = [passage.text for item in items for passage in passages_of(item)]
    encoder.encode_documents(texts[:8])
    embedding = milliseconds(lambda: encoder.encode_documents(texts)) / len(items)
    print(f"embed     {embedding:8.2f} ms an item ({len(texts)} passages)")
    print(f"extraction takes {extracting / embedding:.1%} of the time to embed")


if __name__ == "__main__":
    main()
