"""Figures that say how good an archive is, from gold files: structure, entities, relations, search, prior, tags.

A gold file is JSON Lines, labelled by hand; `evaluate` sees from the fields of its first line what it labels. Items are
named by the number or id of their issue and an *anchor*, a string that stands in that item only. So the owner of
another newsletter measures theirs with a few dozen lines of their own.

- structure: ``{"issue", "file", "sections": [{"kind"?, "items": [{"title", "kind", "urls"}]}]}``
- entities and relations: ``{"issue", "anchor", "entities": [{"type", "name", "surfaces"}], "relations": [[s, p, o]]}``
- search: ``{"query", "kind", "relevant": [{"issue", "anchor", "grade"}]}``, grade 2 = answers it, 1 = glad to see it
- prior: ``{"draft", "prior": [{"issue", "anchor", "grade"}], "exact_repeat", "verdict"?}``, as the desk writes it
- tags: ``{"file", "companies", "models"}``
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import ConfigError
from kg.evaluate.gold import ArchiveLike, Gold, read_gold
from kg.evaluate.graph import score_graph, score_tags
from kg.evaluate.scores import Report
from kg.evaluate.search import score_prior, score_search
from kg.evaluate.structure import score_structure

_SCORERS = {
    "structure": score_structure,
    "entities": score_graph,
    "search": score_search,
    "prior": score_prior,
    "tags": score_tags,
}
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("structure", frozenset({"issue", "sections"})),
    ("entities", frozenset({"issue", "anchor", "entities"})),
    ("entities", frozenset({"issue", "anchor", "relations"})),
    ("search", frozenset({"query", "relevant"})),
    ("prior", frozenset({"draft", "prior"})),
    ("tags", frozenset({"file", "companies", "models"})),
)


def kind_of(rows: Sequence[Gold], path: Path | str) -> str:
    """What a gold file labels, by the fields of its lines.

    Raises
    ------
    ConfigError
        Where the fields are those of no kind.
    """
    fields = set(rows[0]) if rows else set()
    for kind, needed in _KINDS:
        if needed <= fields:
            return kind
    raise ConfigError(
        path,
        "labels nothing known; a line needs sections (structure), anchor and entities or relations, query and relevant "
        "(search), draft and prior, or file with companies and models (tags)",
    )


class _Watched(list[Gold]):
    """Lines of a gold file that tell how many were looked at."""

    def __init__(self, rows: Sequence[Gold], progress: Callable[[int, int], None]) -> None:
        super().__init__(rows)
        self._progress = progress

    def __iter__(self) -> Iterator[Gold]:
        for done, row in enumerate(super().__iter__()):
            self._progress(done, len(self))
            yield row


def evaluate(
    gold_path: Path | str, archive: ArchiveLike, *, progress: Callable[[int, int], None] | None = None
) -> Report:
    """Measure an archive against a gold file of any kind.

    Parameters
    ----------
    progress
        Called with the number of lines that are done, and of all.

    Raises
    ------
    ConfigError
        Where the gold file is malformed or of no known kind.
    """
    rows = read_gold(gold_path)
    kind = kind_of(rows, gold_path)
    try:
        return _SCORERS[kind](_Watched(rows, progress) if progress else rows, archive, gold=str(gold_path))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(
            gold_path, f"a line lacks a field or has a wrong one ({error!r}); see kg/evaluate/evaluate.py"
        ) from error
