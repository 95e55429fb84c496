"""The engines that `benchmarks/peers.py` compares, each as its own documentation says one should use it.

A document is an item: its text, and one vector of it. Chinese has no spaces, so each gets the analyser that its
documentation names for such text, where there is one.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DEPTH = 10
CANDIDATES = 100  # of each list, where two lists are fused
RRF = 60  # Cormack, Clarke & Buettcher 2009

Encode = Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Documents:
    """What is to be found: ids, texts, and vectors of unit length, shape (n, dimension)."""

    ids: Sequence[str]
    texts: Sequence[str]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to search.

    Attributes
    ----------
    modules
        What it needs, by the names that are imported.
    version
        Distribution whose version is told; "" for ours.
    build
        Makes an index of documents in a folder.
    open
        Opens the index of a folder; what it returns answers a query with ids, best first.
    dense
        Whether it asks for vectors.
    """

    label: str
    modules: tuple[str, ...]
    version: str
    build: Callable[[Documents, Path], None]
    open: Callable[[Path, Documents, Encode], Callable[[str], list[str]]]
    dense: bool = True


def fused(*rankings: Sequence[str]) -> list[str]:
    """Reciprocal rank fusion.

    >>> fused(["a", "b"], ["b", "c"])
    ['b', 'a', 'c']
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda id_: -scores[id_])[:DEPTH]


def build_txtai(documents: Documents, folder: Path) -> None:
    embeddings = _txtai(dict(zip(documents.texts, documents.vectors, strict=True)), None)
    embeddings.index(zip(documents.ids, documents.texts, strict=True))
    embeddings.save(str(folder / "txtai"))


def open_txtai(folder: Path, documents: Documents, encode: Encode) -> Callable[[str], list[str]]:
    embeddings = _txtai({}, encode)
    embeddings.load(str(folder / "txtai"), config={**_txtai_config({}, encode)})
    return lambda query: [id_ for id_, _ in embeddings.search(query, DEPTH)]


def _txtai_config(known: dict[str, NDArray[np.float32]], encode: Encode | None) -> dict[str, Any]:
    """Hybrid search; vectors come from a function that is handed lists of texts."""

    def transform(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([known[text] if encode is None else encode(text) for text in texts])

    return {"hybrid": True, "method": "external", "transform": transform}


def _txtai(known: dict[str, NDArray[np.float32]], encode: Encode | None) -> Any:  # noqa: ANN401
    from txtai import Embeddings

    return Embeddings(_txtai_config(known, encode))


def build_lancedb(documents: Documents, folder: Path) -> None:
    import lancedb
    import pyarrow as pa
    from lancedb.index import FTS

    width = documents.vectors.shape[1]
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(documents.vectors.ravel()), width)
    rows = pa.table({"id": list(documents.ids), "text": list(documents.texts), "vector": vectors})
    table = lancedb.connect(folder / "lancedb").create_table("items", rows)
    table.create_index("text", config=FTS(base_tokenizer="icu"))


def open_lancedb(folder: Path, documents: Documents, encode: Encode) -> Callable[[str], list[str]]:
    import lancedb

    table = lancedb.connect(folder / "lancedb").open_table("items")

    def search(query: str) -> list[str]:
        asked = table.search(query_type="hybrid").vector(encode(query)).text(query)
        return [row["id"] for row in asked.distance_type("cosine").limit(DEPTH).to_list()]

    return search


def build_sqlite(documents: Documents, folder: Path) -> None:
    from usearch.index import Index

    database = sqlite3.connect(folder / "trigram.db")
    database.execute("CREATE VIRTUAL TABLE items USING fts5(text, tokenize='trigram')")
    database.executemany("INSERT INTO items(rowid, text) VALUES (?, ?)", enumerate(documents.texts))
    database.execute("INSERT INTO items(items) VALUES ('optimize')")
    database.commit()
    database.close()
    index = Index(ndim=documents.vectors.shape[1], metric="cos")
    index.add(np.arange(len(documents.ids)), documents.vectors)
    index.save(folder / "usearch.bin")


def open_sqlite(folder: Path, documents: Documents, encode: Encode) -> Callable[[str], list[str]]:
    from usearch.index import Index

    database = sqlite3.connect(folder / "trigram.db")
    index = Index.restore(folder / "usearch.bin")
    assert index is not None
    ids = documents.ids

    def search(query: str) -> list[str]:
        grams = dict.fromkeys(word[i : i + 3] for word in query.split() for i in range(len(word) - 2))
        asked = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        sql = "SELECT rowid FROM items WHERE items MATCH ? ORDER BY rank LIMIT ?"
        rows = database.execute(sql, (asked, CANDIDATES)).fetchall() if asked else []
        near = index.search(encode(query), CANDIDATES)
        return fused([ids[row] for (row,) in rows], [ids[int(key)] for key in near.keys])

    return search


def build_tantivy(documents: Documents, folder: Path) -> None:
    import tantivy

    (folder / "tantivy").mkdir()
    index = _tantivy(folder)
    writer = index.writer()
    for id_, text in zip(documents.ids, documents.texts, strict=True):
        writer.add_document(tantivy.Document(id=id_, text=text))
    writer.commit()
    writer.wait_merging_threads()


def open_tantivy(folder: Path, documents: Documents, encode: Encode) -> Callable[[str], list[str]]:
    import tantivy

    index, analyser = _tantivy(folder), _bigrams()
    searcher, schema = index.searcher(), index.schema

    def search(query: str) -> list[str]:
        terms = [tantivy.Query.term_query(schema, "text", gram) for gram in dict.fromkeys(analyser.analyze(query))]
        asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(asked, DEPTH).hits]

    return search


def _tantivy(folder: Path) -> Any:  # noqa: ANN401
    """The index of a folder, made where there is none."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("text", tokenizer_name="bigrams")
    index = tantivy.Index(schema.build(), str(folder / "tantivy"))
    index.register_tokenizer("bigrams", _bigrams())
    return index


def _bigrams() -> Any:  # noqa: ANN401
    """Pairs of characters: the default analyser finds no Chinese word inside a sentence."""
    import tantivy

    pairs = tantivy.Tokenizer.ngram(min_gram=2, max_gram=2, prefix_only=False)
    return tantivy.TextAnalyzerBuilder(pairs).filter(tantivy.Filter.lowercase()).build()


PEERS = {
    "txtai": Engine("txtai, hybrid", ("txtai",), "txtai", build_txtai, open_txtai),
    "lancedb": Engine("LanceDB, hybrid", ("lancedb",), "lancedb", build_lancedb, open_lancedb),
    "sqlite": Engine("FTS5 trigram + usearch", ("usearch",), "usearch", build_sqlite, open_sqlite),
    "tantivy": Engine("tantivy, words only", ("tantivy",), "tantivy", build_tantivy, open_tantivy, dense=False),
}


def write_again(archive: Path, folder: Path) -> tuple[float, float]:
    """Write what an archive of ours knows into a new one in `folder`.

    Returns
    -------
    written, derived
        CPU seconds of the database with its words and the index of vectors, which every peer has to make too, and of
        what is worked out for questions that no peer answers. Reading issues and finding names are in neither.
    """
    import kg
    from ingest.derive import derive
    from kg.store.generations import DATABASE, SPACE, VECTORS
    from kg.store.manifest import checksum, write_manifest
    from kg.store.vectors import VectorIndex
    from kg.store.writer import Contents, write_store

    source = kg.open(archive)
    keys = source.vectors.ids
    blocks = [keys[start : start + 500] for start in range(0, len(keys), 500)]
    contents = Contents(
        issues=tuple(replace(issue, items=tuple(source.items(issue))) for issue in source.issues()),
        mentions=tuple(source.mentions()), entities=tuple(source.entities()), relations=tuple(source.relations()),
        passages=tuple(pair for block in blocks for pair in source.store.passages(block.tolist())),
    )  # fmt: skip
    vectors = np.concatenate([source.vectors.reconstruct(block) for block in blocks])
    target = folder / "g-again"
    target.mkdir()
    started = time.process_time()
    write_store(target / DATABASE, contents)
    VectorIndex.build(vectors, keys).save(target / VECTORS)
    written = time.process_time() - started
    shutil.copy(source.generation / SPACE, target / SPACE)
    sums = tuple((file.name, checksum(file), file.stat().st_size) for file in sorted(target.iterdir()))
    write_manifest(target, replace(source.manifest, checksums=sums))
    started = time.process_time()
    derive(target)
    return written, time.process_time() - started
