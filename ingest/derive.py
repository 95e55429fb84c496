"""What a build works out from the whole generation, so that no reader has to: the last stage before it goes live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.history import readings
from kg.history.work_out import work_out_readings
from kg.related import links, stories
from kg.related.grouping import work_out_stories
from kg.store import ties, typed
from kg.store.derived import write_derived
from kg.store.reader import Reader, open_generation
from kg.store.tables import NAME as COLUMNS
from kg.store.tables import work_out_columns
from kg.trends import names, together, topics

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORKED_OUT: Mapping[str, Callable[[Reader], Mapping[str, NDArray[Any]]]] = {
    COLUMNS: work_out_columns,
    links.NAME: links.work_out_links,
    stories.NAME: work_out_stories,
    readings.NAME: work_out_readings,
    names.NAME: together.work_out_names,
    topics.NAME: topics.work_out_topics,
    ties.NAME: ties.work_out_ties,
    typed.NAME: typed.work_out_typed,
}
"""By the name that it is read by. In this order; what comes later may read what comes before."""


def derive(folder: Path) -> None:
    """Work out and write all of it, for a generation whose database, vectors and manifest are written.

    Parameters
    ----------
    folder
        The generation's folder, not yet live.
    """
    with open_generation(folder) as reader:
        for name, work in _WORKED_OUT.items():
            write_derived(folder, name, work(reader))
