"""What a person can paste into a search box, a draft or a name, and how long each takes: nothing may take a second.

Writes a table: what was pasted, how many characters, milliseconds of processor time (of the second of two calls: the
first opens what is opened once), and what came back. Run: python -m benchmarks.pasted [ARCHIVE] [--least 300]
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import kg
from kg.archive import Archive
from kg.errors import KgError

SIZES = (2_000, 60_000)
DRAFT_SIZES = (40_000, 400_000)


def _filled(piece: str, size: int) -> str:
    """The piece, repeated up to a size."""
    return (piece * (size // len(piece) + 1))[:size]


def _words(size: int) -> str:
    """Words that no archive knows, none twice."""
    random.seed(size)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return " ".join("".join(random.choices(letters, k=random.randint(4, 9))) for _ in range(size // 7))[:size]


def _han(size: int) -> str:
    """Han characters without a space."""
    random.seed(size)
    return "".join(chr(random.randint(0x4E00, 0x9FA5)) for _ in range(size))


def pasted(size: int, prose: str) -> Mapping[str, str]:
    """Texts of a size, by what they are; `prose` is what the archive itself says."""
    numbered = [f'"{word}"' for word in _words(size).split()]
    return {
        "prose of the archive": _filled(prose, size),
        "unknown words": _words(size),
        "almost names": _filled("Antropic Nvidea Opanai Gemeni Misral Pereplexity Databriks ", size),
        "names": _filled("OpenAI NVIDIA Anthropic Google DeepMind Qwen GPT-5 ", size),
        "Han without spaces": _han(size),
        "Han of the archive": _filled("英伟达投资开放人工智能模型公司融资论文", size),
        "one word": "a" * size,
        "one Han character": "的" * size,
        "one number": "7" * size,
        "numbers": _filled("1 22 333 4.5 6,789 ", size),
        "dates": _filled("2025-10-31 10月3日 Oct 5 last week 上个月 ", size),
        "periods": _filled("最近三个月 two weeks ago Q3 2025 2024年 ", size),
        "issues": _filled("第3期 issue 7 #5 ", size),
        "accounts": _filled("@sama @karpathy ", size),
        "phrases": " ".join(numbered)[:size],
        "one phrase": '"' + _filled("models and chips ", size - 2) + '"',
        "phrases that stand there": _filled('"OpenAI" "模型" ', size),
        "open quotes": _filled('"“「', size),
        "negations": _filled("-model -芯片 ", size),
        "unknown negations": " ".join("-" + word for word in _words(size).split())[:size],
        "hyphens": "-" * size,
        "fields": _filled("entity:OpenAI kind:paper ", size),
        "one field": "entity:" + _words(size).replace(" ", "_"),
        "parentheses": _filled("((((", size // 2) + _filled("))))", size // 2),
        "emoji": _filled("🚀🔥👩‍👩‍👧 ", size),
        "combining marks": "e" + "\u0301" * (size - 1),
        "digits and dots": _filled("1.", size),
        "letters and digits": _filled("a1", size),
        "bidi marks": _filled("\u202e\u2066a\u2069", size),
        "compatibility forms": "\ufdfa" * size,
        "apostrophes": _filled("a'b’c ", size),
        "addresses": _filled("https://example.org/a?b=c ", size),
        "markup": _filled("**[a](b)** `c` <d> ", size),
        "line breaks": _filled("a\n", size),
    }


def drafts(size: int, prose: str) -> Mapping[str, str]:
    """Drafts of a size, by what they are."""
    return {
        **{what: text for what, text in pasted(size, prose).items() if what not in {"one field", "fields"}},
        "bullets": _filled("- OpenAI ships GPT-5 for $3 billion, see https://arxiv.org/abs/2510.13786\n", size),
        "tiny bullets": _filled("- a\n", size),
        "headings": _filled("## A\n\nb\n\n", size),
        "quotes": _filled("> ", size),
        "nested bullets": "\n".join(" " * (2 * n) + "- a" for n in range(int(size**0.5)))[:size],
        "brackets": "[" * size,
        "table": _filled("| a | b |\n|---|---|\n", size),
        "capitals and digits": _filled("A1-B2-C3 ", size),
        "sums": _filled("$1,000 30亿美元 5% ", size),
    }


def calls(archive: Archive) -> Iterator[tuple[str, str, int, Callable[[], object]]]:
    """(kind, what, characters, call) of everything that is tried."""
    prose = "\n".join(item.text for item in archive.items())
    for size in SIZES:
        for what, text in pasted(size, prose).items():
            for mode in ("hybrid", "semantic", "keyword"):
                yield mode, what, len(text), lambda text=text, mode=mode: archive.search(text, mode=mode)
    for size in DRAFT_SIZES:
        for what, text in drafts(size, prose).items():
            yield "prior", what, len(text), lambda text=text: archive.prior(text)
    value = _words(60_000)
    for name in ("since", "until", "issue", "section", "entity", "type", "kind", "site"):
        for what, text in {"a filter of words": value, "a filter of one word": value.replace(" ", "")}.items():
            yield f"--{name}", what, len(text), lambda name=name, text=text: archive.search("x", **{name: text})
    for what, text in {"a name of words": _words(1_000_000), "a name of one letter": "a" * 1_000_000}.items():
        for question in ("entity", "timeline", "close_names", "item", "related", "digest"):
            yield question, what, len(text), lambda q=question, text=text: getattr(archive, q)(text)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("archive", nargs="?", type=Path, default=None)
    arguments.add_argument("--least", type=float, default=0, metavar="MS", help="leave out what takes less")
    arguments.add_argument("--only", default="", metavar="KIND", help="pattern: hybrid, keyword, prior, entity …")
    options = arguments.parse_args()
    archive = kg.open(options.archive)
    archive.search("warm", mode="hybrid")
    archive.prior("- warm")
    print("| kind | pasted | characters | ms | answer |\n|---|---|---|---|---|")
    for kind, what, size, call in calls(archive):
        if options.only and not re.fullmatch(options.only, kind):
            continue
        for _ in range(2):
            started = time.process_time()
            try:
                answer = call()
                said = " ".join(answer.understood.notes) if kind in ("hybrid", "semantic", "keyword") else "answered"
            except KgError as error:
                said = str(error)
            took = (time.process_time() - started) * 1000
            if took < options.least:
                break
        if took >= options.least:
            print(f"| {kind} | {what} | {size:,} | {took:.0f} | {said[:90].replace('|', '/')} |", flush=True)


if __name__ == "__main__":
    main()
