"""Any sentence-transformers model as an encoder, and how its texts are put into batches."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.adapter import e5_adapter
from kg.embed.encoder import HUB_TWIN, Made
from kg.embed.space import unit
from kg.errors import ArchiveError
from kg.text.words import readable

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

_E5 = re.compile(r"(^|[-_/])e5([-_]|$)(?!.*instruct)", re.IGNORECASE)
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}
_BATCH_TOKENS = {"cpu": 1024}  # more is slower on a CPU: the activations no longer fit its caches
_BATCH_TOKENS_GPU = 32768
_IDENTITY = {".json", ".txt", ".model", ".safetensors", ".bin"}
_OTHER_FORMATS = {"onnx", "openvino", "coreml"}


class SentenceEncoder:
    """A sentence-transformers model, on a GPU where there is one.

    Parameters
    ----------
    name
        Path of a folder, or a name on the Hugging Face hub.
    advice
        What to do where it cannot be loaded, as the second half of a sentence.

    Raises
    ------
    ArchiveError
        By every member, where the model cannot be loaded.
    """

    def __init__(self, name: str, *, advice: str = "check the name, or connect to the network once") -> None:
        folder = Path(name).expanduser()
        if folder.is_dir():
            self.name = str(folder.resolve())
        else:
            self.name = name if "/" in name else f"sentence-transformers/{name}"
        self._advice = advice

    @cached_property
    def _folder(self) -> Path:
        """The model's files, fetched from the hub where they are not on this machine yet."""
        return Path(self.name) if Path(self.name).is_dir() else _fetched(self.name, self._advice)

    @cached_property
    def _model(self) -> SentenceTransformer:
        """The loaded model."""
        return load_model(self._folder, name=self.name, advice=self._advice)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the model's files, the same whether it is opened by path or by name."""
        return _hash_of(self._folder)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return _dimension(self._model)

    @property
    def adapter(self) -> NDArray[np.float32] | None:
        """That of the bundled model for its twin from the hub; no other model has one."""
        return e5_adapter() if self.name == HUB_TWIN else None

    def encode_documents(self, texts: Sequence[str], *, made: Made | None = None) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dimension)."""
        return encode(self._model, texts, "document", made=made)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries, shape (len(texts), dimension)."""
        return encode(self._model, texts, "query")

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one query, shape (dimension,)."""
        row: NDArray[np.float32] = self.encode_queries([text])[0]
        return row


def load_model(folder: Path, *, name: str, advice: str) -> SentenceTransformer:
    """Load a sentence-transformers model from its folder, quietly; the network is not asked.

    Parameters
    ----------
    name
        What to call the model in an error.

    Raises
    ------
    ArchiveError
        Where it cannot be loaded; the sentence ends with `advice`.
    """
    wait_patiently()
    try:
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(str(folder), local_files_only=True).to(torch.float32)
    # Whatever these libraries raise (and it is much, from a dozen families) means that there is no model.
    except Exception as error:
        reason = str(error).strip().split("\n")[0][:200].rstrip(".") or type(error).__name__
        raise _no_model(name, reason, advice) from error
    if _E5.search(Path(name).name) and not any(model.prompts.values()):
        model.prompts = dict(_E5_PROMPTS)
    return model


def _no_model(name: str, reason: str, advice: str) -> ArchiveError:
    """What we say where there is no model."""
    return ArchiveError(f"The embedding model {name} cannot be loaded ({reason}): {advice}.")


def encode(
    model: SentenceTransformer, texts: Sequence[str], side: str, *, made: Made | None = None
) -> NDArray[np.float32]:
    """Encode texts in batches of similar length; the result does not depend on their order.

    Parameters
    ----------
    side
        ``"document"`` or ``"query"``: whose prompt goes before the texts.

    Returns
    -------
    array of shape (len(texts), dimension), rows of unit length
    """
    rows: list[NDArray[np.float32] | None] = [None] * len(texts)
    call = model.encode_document if side == "document" else model.encode_query
    clean = [readable(text) for text in texts]
    for batch in batches(clean, _BATCH_TOKENS.get(model.device.type, _BATCH_TOKENS_GPU)):
        raw = call([clean[i] for i in batch], batch_size=len(batch), show_progress_bar=False)
        found = unit(np.asarray(raw, dtype=np.float32))
        for i, row in zip(batch, found, strict=True):
            rows[i] = row
        if made:
            made(batch, found)
    if not rows:
        return np.zeros((0, _dimension(model)), np.float32)
    return np.stack([row for row in rows if row is not None])


def batches(texts: Sequence[str], budget: int) -> Iterator[list[int]]:
    """Indices of texts in batches of at most `budget` tokens after padding, short texts first.

    A single text may be longer than the budget.
    """
    tokens = [guessed_tokens(text) for text in texts]
    batch: list[int] = []
    for i in sorted(range(len(texts)), key=lambda i: (tokens[i], texts[i])):
        if batch and (len(batch) + 1) * tokens[i] > budget:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def guessed_tokens(text: str) -> int:
    """About how many tokens of a text a model reads: one for four bytes, in Chinese and in English alike.

    >>> guessed_tokens("机器人走进工厂和家庭"), guessed_tokens("Robots move into factories and homes")
    (15, 17)
    """
    return min(8 + len(text.encode("utf-8", "replace")) // 4, 512)


def _dimension(model: SentenceTransformer) -> int:
    """Length of a model's vectors; the method was renamed in sentence-transformers 5.4."""
    ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    return int(ask() or len(model.encode("1")))


def wait_patiently() -> None:
    """Let threads of libraries loaded from now on sleep while they wait for each other, instead of spinning.

    On a machine with anything else to do, spinning threads keep those from running that they wait for: queries took
    ten times as long, documents five times. On an idle one nothing is lost.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _fetched(name: str, advice: str) -> Path:
    """The folder of a hub model on this machine, after fetching it where it is new."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

    try:
        # As in load_model, everything that is raised here means the same.
        with suppress(Exception):
            folder = Path(snapshot_download(name, local_files_only=True))
            if (folder / "config.json").exists() and any(folder.glob("*" + kind) for kind in (".safetensors", ".bin")):
                return folder
        # Asked first because a download, without a network, would try for minutes before it says so.
        files = [file.rfilename for file in HfApi().model_info(name, timeout=10).siblings or ()]
        weights = "*.safetensors" if any(file.endswith(".safetensors") for file in files) else "*.bin"
        wanted = ["*.json", "*.txt", "*.model", weights]
        return Path(snapshot_download(name, allow_patterns=wanted, ignore_patterns=[f"{x}/*" for x in _OTHER_FORMATS]))
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise _no_model(name, "there is neither such a folder nor such a model on the hub", advice) from error
    except Exception as error:
        raise _no_model(name, "it is not on this machine, and the hub cannot be reached", advice) from error


def _hash_of(folder: Path) -> str:
    """A hash of all files that decide on the vectors."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix in _IDENTITY and not _OTHER_FORMATS & set(parts):
            digest.update("/".join(parts).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]
