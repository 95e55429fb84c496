"""A second look at the first hits, by a model that reads query and item together.

The scores of the places stay what they were: the hit that a reranker puts first gets the score that the first one had,
and so on. A list still falls, what stands behind the reranked hits can be compared with them, and a cross-encoder's
figures, which have a scale of their own in each model, need none in common with ours. The difference to the score that
an item had by itself is the part ``reranker`` of its reasons.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.passages import WHOLE_CHARACTERS
from kg.search.query import Understood
from kg.search.ranking import Ranking
from kg.store.reader import Reader

if TYPE_CHECKING:
    from kg.embed.rerank import Scorer
    from kg.model import Item

DEPTH = 50
"""How many of the first hits are looked at."""


def reranked(ranking: Ranking, understood: Understood, reader: Reader, scorer: Scorer) -> Ranking:
    """A ranking with its first hits in the order of a reranker; the rest follows as it was.

    What is ordered by date, or was found by filters alone, stays as it is.

    Parameters
    ----------
    ranking
        Best first, or by date.
    scorer
        How well texts answer the query; hits that it finds equal keep their order.
    """
    if understood.order != "best" or not any(c.isalnum() for c in understood.lead) or len(ranking.items) < 2:
        return ranking
    items = reader.store.items((ranking.items[:DEPTH] + 1).tolist())
    order = np.argsort(-scorer.scores(understood.lead, [_text(item) for item in items]), kind="stable")
    behind = np.arange(len(order), len(ranking.items))
    order = np.concatenate([order, behind])
    parts = {name: values[order] for name, values in ranking.parts.items()}
    parts["reranker"] = ranking.scores - ranking.scores[order]
    return replace(ranking, items=ranking.items[order], parts=parts, near=ranking.near[order])


def _text(item: Item) -> str:
    """What a reranker reads of an item."""
    return f"{item.text}\n{item.opinion}".strip()[:WHOLE_CHARACTERS]
