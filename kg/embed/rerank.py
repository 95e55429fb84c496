"""Cross-encoders: models that read a query and a text together and say how well the one answers the other.

An embedding model reads either by itself, once; a cross-encoder reads every pair anew, and so is asked about the few
texts that a search puts first. None is bundled: whoever has one names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kg.embed.sentence import folder_of, loading, most_tokens, read_json
from kg.errors import ArchiveError
from kg.text.words import readable

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import CrossEncoder

_WHAT = "reranker"
_ADVICE = "check the name, or connect to the network once"
_LONGEST = 512  # tokens of a pair; what comes behind says little of what a text is about, and takes as long to read
_BATCH = 16


class Scorer(Protocol):
    """What says how well texts answer a query."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the query, shape (len(texts),); higher is better."""


class Reranker:
    """A cross-encoder of sentence-transformers, on a GPU where there is one. Safe to share between threads.

    Parameters
    ----------
    name
        Path of a folder, or a name on the Hugging Face hub.

    Notes
    -----
    The weights are read when the first texts are scored, and kept.
    """

    def __init__(self, name: str) -> None:
        folder = Path(name).expanduser()
        self.name = str(folder.resolve()) if folder.is_dir() else name
        self._lock = Lock()
        self._opened: CrossEncoder | None = None

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the query, shape (len(texts),); higher is better.

        Raises
        ------
        ArchiveError
            Where the model cannot be loaded, fails, or gives more than one figure for a pair.
        """
        if not texts:
            return np.zeros(0, np.float32)
        pairs = [(readable(query), readable(text)) for text in texts]
        model = self._model()
        try:
            found = np.asarray(model.predict(pairs, batch_size=_BATCH, show_progress_bar=False), np.float32)
        # PyTorch has errors of its own for each kind of machine; one for lack of memory is a RuntimeError.
        except Exception as error:
            reason = str(error).strip().split("\n")[0][:200].rstrip(".") or type(error).__name__
            raise ArchiveError(f"The reranker {self.name} failed ({reason}): search without it.") from error
        if found.shape != (len(texts),) or not np.isfinite(found).all():
            raise ArchiveError(f"The reranker {self.name} does not give one figure for a pair: take another model.")
        return found

    def _model(self) -> CrossEncoder:
        """The loaded model."""
        with self._lock:
            if self._opened is None:
                self._opened = self._loaded()
            return self._opened

    def _loaded(self) -> CrossEncoder:
        """The model, read from its folder."""
        folder = folder_of(self.name, advice=_ADVICE, what=_WHAT)
        with loading(folder, name=self.name, advice=_ADVICE, what=_WHAT) as backend:
            from sentence_transformers import CrossEncoder

            if not _is_cross_encoder(folder):  # it would be given a head of random weights
                raise ValueError("it is no cross-encoder; an embedding model is given to kg build --model")
            longest = min(_LONGEST, most_tokens(folder) or _LONGEST)
            opened = CrossEncoder(str(folder), max_length=longest, local_files_only=True, backend=backend)
            model: CrossEncoder = opened.float() if backend == "torch" else opened  # half precision is slow on a CPU
        return model


def _is_cross_encoder(folder: Path) -> bool:
    """Whether a model was trained to score pairs, as far as its files say."""
    says = (read_json(folder / "config_sentence_transformers.json") or {}).get("model_type")
    if says or (folder / "modules.json").exists():
        return bool(says == "CrossEncoder")
    architectures = (read_json(folder / "config.json") or {}).get("architectures") or ("",)
    return str(architectures[0]).endswith(("ForSequenceClassification", "ForCausalLM"))


@cache
def open_reranker(name: str) -> Reranker:
    """A reranker by its name; the same one each time, so that it is loaded once."""
    return Reranker(name)
