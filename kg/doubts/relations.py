"""Relations that nothing in the archive tells surely."""

from __future__ import annotations

from functools import partial

from kg.doubts.doubt import MOST_SENTENCES, Doubt, weight_of
from kg.doubts.found import Found
from kg.model import PREDICATES
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import DoubtedRelationRow, doubted_relations, sentences_of_relation

DOUBTFUL = 0.25
"""Relations whose surest evidence is at or above this doubt are worth a look."""


def doubtful_relations(reader: Reader) -> list[Found]:
    """Relations whose surest evidence is doubtful, each once, however many items tell it."""
    return [
        Found(
            "doubtful relation",
            row.count,
            weight_of(row.mean, row.count),
            (row.subject, PREDICATES.index(row.predicate), row.object),
            partial(_doubt, reader, row),
        )
        for row in doubted_relations(reader.store, DOUBTFUL)
    ]


def _doubt(reader: Reader, row: DoubtedRelationRow) -> Doubt:
    """One case with its sentences."""
    subject, other = reader.once(Arrays).full_entities([row.subject, row.object])
    sentences = sentences_of_relation(reader.store, row, most=MOST_SENTENCES)
    names = tuple(dict.fromkeys((subject.name, other.name)))
    return Doubt(
        subject, "doubtful relation", row.count, row.doubt, names, tuple(sentences),
        predicate=row.predicate, other=other, weight=weight_of(row.mean, row.count),
    )  # fmt: skip
