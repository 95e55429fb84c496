"""Search: a question in, the items that answer it out, each with the reasons.

Three stages, each a module: `kg.search.query` understands, `kg.search.ranking` ranks, `kg.search.explain` explains.
Where somebody has a model for it, `kg.search.rerank` takes a second look between the last two.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.search.explain import Explainer
from kg.search.facets import count_facets
from kg.search.hits import Results
from kg.search.parts import Filters
from kg.search.query import Understood, knowledge_of, understand
from kg.search.ranking import MODES, Ranker, Weights, units_of
from kg.search.rerank import DEPTH, reranked
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.text.words import words

if TYPE_CHECKING:
    from kg.embed.rerank import Scorer


class Searcher:
    """Answers searches over one archive; keeps what it has read. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._arrays, self._knowledge = reader.once(Arrays), knowledge_of(reader)
        self._ranker, self._explainer = Ranker(reader), Explainer(reader)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        mode: str = "hybrid",
        filters: Filters | None = None,
        off: Collection[str] = (),
        weights: Weights | None = None,
        reranker: Scorer | None = None,
    ) -> Results:
        """Find items; see `kg.archive.Archive.search`.

        Parameters
        ----------
        weights
            In place of those of `mode`.
        reranker
            What puts the first hits in another order; see `kg.search.rerank`.
        """
        if mode not in MODES:
            raise UsageError(f"There is no mode “{mode}”; choose one of: {', '.join(MODES)}")
        if limit < 0 or offset < 0:
            raise UsageError("limit and offset must not be negative")
        understood = understand(query, self._knowledge, filters=filters, off=off)
        chosen = weights or MODES[mode]
        if chosen.meaning and understood.lead != understood.text:
            read = f"Only the first {len(understood.lead)} characters were searched for by their meaning."
            understood = replace(understood, notes=(*understood.notes, read))
        units = units_of(understood, self._arrays)
        ranking = self._ranker.rank(understood, units, chosen)
        if reranker and limit and offset < DEPTH:  # what stands behind stays where it was
            ranking = reranked(ranking, understood, self._reader, reranker)
        return Results(
            hits=self._explainer.explain(ranking, slice(offset, offset + limit), understood, units),
            understood=understood,
            total=len(ranking.items),
            suggestions=() if ranking.close else self._suggestions(understood),
            nothing_close=not ranking.close,
            other_times=ranking.other_times,
            _count=lambda: count_facets(self._reader, ranking.items),
        )

    def _suggestions(self, understood: Understood) -> tuple[str, ...]:
        """Names spelt much like words that the archive does not know."""
        unknown = [w for w in words(understood.text) if w.isascii() and len(w) > 3 and not self._arrays.frequency(w)]
        return tuple(dict.fromkeys(name for word in unknown for name in self._arrays.names.close(word)))[:5]
