"""ONNX Runtime over an exported model: queries and documents alike, one text a run, several runs at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.embed.graph import INPUT, STATES, VECTOR

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL = "model.onnx"
"""Name of the graph's file in its folder."""
LOWER = "lower.onnx"
"""Name of the file of its lower layers."""
_AT_ONCE = 64  # texts between two reports of what is made; a fraction of a second
_QUIET = 3  # errors only


class Runtime:
    """A session of ONNX Runtime; may be shared between threads.

    Each run is on one thread: a query is so short that two would wait for each other longer than they work, and
    documents keep all processors busy by running side by side.

    Parameters
    ----------
    folder
        Where `kg.embed.graph.write_graph` wrote the model.

    Raises
    ------
    Exception
        Of ONNX Runtime's many kinds, where the model cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        self._session = open_session(folder / MODEL)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._session.get_outputs()[0].shape[-1])

    def vector(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Vector of one text, of unit length, shape (dimension,)."""
        (found,) = self._session.run([VECTOR], {INPUT: np.array([tokens], np.int64)})
        row: NDArray[np.float32] = found[0]
        return row

    def vectors(self, texts: Sequence[Sequence[int]]) -> Iterator[tuple[range, NDArray[np.float32]]]:
        """Vectors of many texts, by and by: places of some and their vectors, shape (some, dimension)."""
        from concurrent.futures import ThreadPoolExecutor  # who asks one question needs none

        with ThreadPoolExecutor(processors()) as pool:
            for start in range(0, len(texts), _AT_ONCE):
                places = range(start, min(start + _AT_ONCE, len(texts)))
                yield places, np.stack(list(pool.map(self.vector, [texts[i] for i in places])))


class LowerLayers:
    """The lower layers of the model, of which heads read single tokens; as `Runtime`.

    Parameters
    ----------
    folder
        As of `Runtime`.
    """

    def __init__(self, folder: Path) -> None:
        self._session = open_session(folder / LOWER)

    def states(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """What the layer `kg.embed.graph.MIDDLE` makes of each token, shape (tokens, hidden)."""
        (found,) = self._session.run([STATES], {INPUT: np.array([tokens], np.int64)})
        rows: NDArray[np.float32] = found[0]
        return rows


def open_session(model: Path | bytes) -> Any:  # noqa: ANN401
    """A session of ONNX Runtime over a model that `kg.embed.graph` wrote, on one thread.

    Raises
    ------
    Exception
        Of ONNX Runtime's many kinds, where the model cannot be loaded.
    """
    send_nothing()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _QUIET
    # The graph is written as it shall run.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    given = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])


def send_nothing() -> None:
    """Let ONNX Runtime, loaded from now on, tell nobody that it was used.

    Version 1.31 for Linux sends word to its makers ten seconds after it was loaded. Only the variable keeps it from
    that; ``disable_telemetry_events`` comes too late.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
