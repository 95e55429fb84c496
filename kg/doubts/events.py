"""Events whose kind is doubtful."""

from __future__ import annotations

from functools import partial

import numpy as np

from kg.doubts.doubt import Doubt, weight_of
from kg.doubts.found import Found
from kg.history.accounts import NEVER_JOINED
from kg.history.readings import FIELDS, Readings
from kg.model import EVENT_KINDS
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import texts_of

DOUBTFUL = 0.4
"""Events at or above this doubt are worth a look."""


def doubtful_events(reader: Reader) -> list[Found]:
    """What items tell of an entity with doubt, mentions and comparisons left out."""
    readings = reader.once(Readings)
    told = ~np.isin(readings.kind, [EVENT_KINDS.index(kind) for kind in NEVER_JOINED])
    entities, own = readings.alone()
    doubtful = (told & (readings.doubt >= 1000 * DOUBTFUL))[own]
    return [
        Found(
            "doubtful event",
            1,
            weight_of(float(readings.doubt[reading]) / 1000, 1),
            (int(readings.item[reading]), entity),
            partial(_doubt, reader, entity, reading),
        )
        for entity, reading in zip(entities[doubtful].tolist(), own[doubtful].tolist(), strict=True)
    ]


def _doubt(reader: Reader, entity: int, reading: int) -> Doubt:
    """One case with the sentence that tells it."""
    readings = reader.once(Readings)
    (whole,) = reader.once(Arrays).full_entities([entity])
    item = int(readings.item[reading])
    row = texts_of(reader.store, [item])[item]
    start, end = readings.span[reading].tolist()
    sentence = (row.text if FIELDS[readings.field[reading]] == "text" else row.opinion)[start:end]
    doubt = float(readings.doubt[reading]) / 1000
    kind = EVENT_KINDS[readings.kind[reading]]
    return Doubt(
        whole, "doubtful event", 1, doubt, (whole.name,), ((row.id, sentence),), event=kind, weight=weight_of(doubt, 1)
    )
