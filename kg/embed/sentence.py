"""Any sentence-transformers model as an encoder, and how its texts are put into batches."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kg.embed.adapter import e5_adapter
from kg.embed.encoder import HUB_TWIN, Made
from kg.embed.runtime import send_nothing
from kg.embed.space import unit
from kg.embed.updates import e5_updates
from kg.embed.weights import RECIPE
from kg.errors import ArchiveError
from kg.text.words import fingerprint, readable

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

# What these families were trained with; their files often forget to say so. A model that does say goes by its own.
_PROMPTS = (
    (re.compile(r"(^|[-_/])e5([-_]|$)(?!.*instruct)", re.IGNORECASE), {"query": "query: ", "document": "passage: "}),
    (
        re.compile(r"(^|[-_/])bge-(small|base|large)-zh([-_]|$)", re.IGNORECASE),
        {"query": "为这个句子生成表示以用于检索相关文章："},
    ),
    (
        re.compile(r"(^|[-_/])bge-(small|base|large)-en([-_]|$)", re.IGNORECASE),
        {"query": "Represent this sentence for searching relevant passages: "},
    ),
)
_BATCH_TOKENS = {"cpu": 1024}  # more is slower on a CPU: the activations no longer fit its caches
_BATCH_TOKENS_GPU = 32768
_IDENTITY = {".json", ".txt", ".model", ".safetensors", ".bin"}
_OTHER_FORMATS = {"onnx", "openvino", "coreml"}
_WEIGHTS = (".safetensors", ".bin")
_OURS = "sentence_transformers."


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
        return folder_of(self.name, advice=self._advice)

    @cached_property
    def _model(self) -> SentenceTransformer:
        """The loaded model."""
        model = load_model(self._folder, name=self.name, advice=self._advice)
        if self._is_twin:
            teach(dict(model.named_parameters()))
        return model

    @property
    def _is_twin(self) -> bool:
        """Whether this is the bundled model from the hub, which is taught what was learned for that one."""
        return self.name == HUB_TWIN

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the model's files, the same whether it is opened by path or by name."""
        found = _hash_of(self._folder)
        return fingerprint(found, str(RECIPE)) if self._is_twin else found

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return _dimension(self._model)

    @property
    def adapter(self) -> NDArray[np.float32] | None:
        """That of the bundled model for its twin from the hub; no other model has one."""
        return e5_adapter() if self._is_twin else None

    @property
    def likeness(self) -> NDArray[np.float32] | None:
        """As `adapter`."""
        return e5_updates().likeness if self._is_twin else None

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


def teach(parameters: Mapping[str, Tensor]) -> None:
    """Add to the weights of multilingual-e5-small what was learned for the bundled one, in place.

    Parameters
    ----------
    parameters
        By names that end as those of `kg.embed.updates.Updates.layers` do.
    """
    import torch

    updates = e5_updates()
    with torch.no_grad():
        for name, parameter in parameters.items():
            own = name[max(name.find("encoder.layer."), 0) :]
            if own in updates.layers:
                parameter.copy_(torch.from_numpy(updates.to(own, parameter.numpy(force=True))))


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
    with loading(folder, name=name, advice=advice) as backend:
        import torch
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), local_files_only=True, backend=backend).to(torch.float32)
        most = most_tokens(folder)
        if most and (model.max_seq_length or most + 1) > most:
            model.max_seq_length = most
    model.prompts = _prompts(name, model.prompts)
    return model


def _prompts(name: str, declared: Mapping[str, str | None]) -> dict[str, str | None]:
    """What goes before texts: as the model declares it, else as its family is known to want it.

    The library takes an empty prompt for documents, which it adds itself, before one that is called ``passage``.
    """
    said = {key: text for key, text in declared.items() if text}
    said = said or next((prompts for pattern, prompts in _PROMPTS if pattern.search(Path(name).name)), {})
    document = next((said[key] for key in ("document", "passage", "corpus") if key in said), "")
    return {"query": "", **said, "document": document}


@contextmanager
def loading(
    folder: Path, *, name: str, advice: str, what: str = "embedding model"
) -> Iterator[Literal["torch", "onnx"]]:
    """Load a model within this block, quietly; gives what it has to be run by.

    Parameters
    ----------
    what, name
        What to call the model in an error.

    Raises
    ------
    ArchiveError
        Where anything is raised in the block, and where the model would run code of its own: it is a stranger's.
    """
    wait_patiently()
    send_nothing()
    try:
        if _own_code(folder):
            raise ValueError("trust_remote_code")
        import transformers

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        yield "torch" if _weights_in(folder) or not any(folder.rglob("*.onnx")) else "onnx"
    # Whatever these libraries raise (and it is much, from a dozen families) means that there is no model.
    except Exception as error:
        raise no_model(name, *_why_not(error, advice), what=what) from error


def no_model(name: str, reason: str, advice: str, *, what: str = "embedding model") -> ArchiveError:
    """What we say where there is no model."""
    return ArchiveError(f"The {what} {name} cannot be loaded ({reason}): {advice}.")


def _why_not(error: Exception, advice: str) -> tuple[str, str]:
    """Why a model cannot be loaded, and what to do, as parts of a sentence."""
    said = str(error).strip()
    if "trust_remote_code" in said:
        return "it needs Python code that comes with it, and such code is not run", "take another model"
    if "Optimum" in said:
        return "it has only ONNX weights", "install the package optimum-onnx, or take the model with its other weights"
    return said.split("\n")[0][:200].rstrip(".") or type(error).__name__, advice


def _own_code(folder: Path) -> bool:
    """Whether a model is made of classes of its own; sentence-transformers 5 runs them where it finds them."""
    return not all(str(part["type"]).startswith(_OURS) for part in read_json(folder / "modules.json") or ())


def read_json(file: Path) -> Any:  # noqa: ANN401 - whatever a model's files say
    """What a file of a model says; None where there is no such file."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _weights_in(folder: Path) -> bool:
    """Whether there are weights that PyTorch can read."""
    files = (path for kind in _WEIGHTS for path in folder.rglob("*" + kind))
    return any(not _OTHER_FORMATS & set(path.relative_to(folder).parts) for path in files)


def most_tokens(folder: Path) -> int | None:
    """How many tokens of a text a model has positions for; None where its files do not say.

    RoBERTa and its kin count from behind the position for padding: of 514 only 512 are for texts. Where the tokenizer
    does not say so either, a longer text would end in an error.
    """
    config = read_json(folder / "config.json") or {}
    most = config.get("max_position_embeddings")
    if most and "roberta" in config.get("model_type", ""):
        most -= config.get("pad_token_id", 1) + 1
    return int(most) if most else None


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


def folder_of(name: str, *, advice: str, what: str = "embedding model") -> Path:
    """The folder of a model on this machine, after fetching it from the hub where it is new.

    Raises
    ------
    ArchiveError
        Where there is none.
    """
    if Path(name).is_dir():
        return Path(name)
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

    try:
        # As in `loading`, everything that is raised here means the same.
        with suppress(Exception):
            folder = Path(snapshot_download(name, local_files_only=True))
            if _has_weights(folder):
                return folder
        # Asked first because a download, without a network, would try for minutes before it says so.
        files = [file.rfilename for file in HfApi().model_info(name, timeout=10).siblings or ()]
        return Path(snapshot_download(name, allow_patterns=_wanted(files), ignore_patterns=_unwanted(files)))
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise no_model(name, "there is neither such a folder nor such a model on the hub", advice, what=what) from error
    except Exception as error:
        reason = "it is not on this machine, and the hub cannot be reached"
        raise no_model(name, reason, advice, what=what) from error


def _has_weights(folder: Path) -> bool:
    """Whether the weights of a model that was fetched are there: of one in parts, those of any part."""
    if not (folder / "config.json").exists():
        return (folder / "modules.json").exists() and _weights_in(folder)
    return any(path for kind in _WEIGHTS for path in folder.glob("*" + kind)) or any(folder.rglob("*.onnx"))


def _wanted(files: Sequence[str]) -> list[str]:
    """Patterns of the files to fetch: one kind of weights, and all that says how to use them."""
    kinds = [kind for kind in (*_WEIGHTS, ".onnx") if any(file.endswith(kind) for file in files)]
    return ["*.json", "*.txt", "*.model", "*.jinja", *(f"*{kind}" for kind in kinds[:1])]


def _unwanted(files: Sequence[str]) -> list[str]:
    """Patterns of files not to fetch: weights in other formats beside those of PyTorch."""
    return [f"{folder}/*" for folder in _OTHER_FORMATS] if any(file.endswith(_WEIGHTS) for file in files) else []


def _hash_of(folder: Path) -> str:
    """A hash of all files that decide on the vectors."""
    usual = _weights_in(folder)
    kinds, left_out = (_IDENTITY, _OTHER_FORMATS) if usual else (_IDENTITY | {".onnx"}, set[str]())
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix in kinds and not left_out & set(parts):
            digest.update("/".join(parts).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]
