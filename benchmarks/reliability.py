"""Attacks on whole, unmodified builds of the sample: kills at random moments, readers while archives are rebuilt.

Usage: python benchmarks/reliability.py kills [--rounds 50] [--seed N]
       python benchmarks/reliability.py readers [--rebuilds 5]

*kills*: a build is killed (SIGKILL) at a random moment of the time that such a build takes: one in five with a cold
cache (the model is unpacked anew, everything embedded), the others with a warm one or after an issue was changed. The
archive must be whole and be the old one or the new one; and the next build must end well, embed what had not been
embedded and nothing else, and leave nothing behind.

*readers*: ten readers on the command line and ten threads open the archive again and again, and ten more threads ask a
reader that is open all the time, while the archive is rebuilt, in turn from two sets of issues. Every answer must be
that of the one set or that of the other; of the reader that is open, always that of the first.

Both print a line a round and a sum, and exit with 1 where anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.doctor import check_archive  # noqa: E402
from kg.export import item_records  # noqa: E402
from kg.store.cache import VectorCache  # noqa: E402

SAMPLE = ROOT / "data" / "sample"
QUERIES = ("open models from China", "英伟达 投资", "agents that write code", "last month OpenAI", "谁在做AI浏览器")
KINDS = ("cold", "warm", "changed", "warm", "changed")
READERS = 10
DIMENSION = 384  # of the bundled model


@dataclass
class Ground:
    """A folder to play in: two sets of issues, an archive, a cache of its own."""

    folder: Path
    sources: tuple[Path, Path] = field(init=False)
    archive: Path = field(init=False)
    cache: Path = field(init=False)

    def __post_init__(self) -> None:
        self.archive, self.cache = self.folder / "archive", self.folder / "cache"
        self.sources = (self.folder / "a" / "sample", self.folder / "b" / "sample")
        for source in self.sources:
            shutil.copytree(SAMPLE, source)
        first, second, *_ = sorted(self.sources[1].glob("*.md"))
        first.unlink()
        second.write_text(second.read_text(encoding="utf-8") + "\n- 新的一条：石桥科技发布了模型。\n", encoding="utf-8")
        os.environ["KG_CACHE"] = str(self.cache)

    def command(self, *words: object) -> list[str]:
        """A `kg` command on the archive."""
        return [sys.executable, "-m", "kg", *map(str, words), "--archive", str(self.archive)]

    def build(self, source: Path) -> tuple[int, int]:
        """Build to the end: passages embedded, and all."""
        done = subprocess.run(self.command("build", source), capture_output=True, text=True)
        if done.returncode or done.stderr:
            raise AssertionError(f"a build failed with {done.returncode}: {done.stderr}")
        found = re.search(r"(\d+) of (\d+) passages embedded", done.stdout)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    def export(self) -> str:
        """All item records of the archive, opened anew, as text; nothing in it may be damaged."""
        bad = [finding.text for finding in check_archive(self.archive) if not finding.sound]
        if bad:
            raise AssertionError(f"the archive is damaged: {bad}")
        with kg.open(self.archive) as archive:
            return "\n".join(json.dumps(record, ensure_ascii=False) for record in item_records(archive))

    def vectors(self) -> int:
        """How many passages the cache has a vector of."""
        with VectorCache() as cache:
            return int(cache._rows("SELECT count(*) FROM made WHERE length(value) = ?", [2 * DIMENSION])[0][0])

    def leftovers(self) -> list[str]:
        """What only a build at work has."""
        found = [path.name for path in self.archive.iterdir() if path.name.startswith(".")]
        return found + [path.name for path in self.cache.glob(".making-*")]


def kills(ground: Ground, rounds: int, seed: int) -> Counter[str]:
    """Kill builds; a count of what went well and what did not."""
    chance, score = random.Random(seed), Counter[str]()
    times = _times(ground)
    for number in range(rounds):
        kind, source = KINDS[number % len(KINDS)], ground.sources[0]
        if kind == "cold":
            shutil.rmtree(ground.cache)
        _edit(source, number, new_text=kind == "changed")
        moment = chance.uniform(0, times[kind])
        try:
            line, good = _killed(ground, source, moment)
        except AssertionError as error:
            line, good = str(error), False
        print(f"{number:>3} {kind:<8} killed at {moment:5.1f} of {times[kind]:.1f} s: {line}", flush=True)
        score[f"{kind}: {'survived' if good else 'FAILED'}"] += 1
    return score


def _killed(ground: Ground, source: Path, moment: float) -> tuple[str, bool]:
    """Kill one build and let another end: what was found, and whether all of it is good."""
    before = ground.export()
    process = subprocess.Popen(ground.command("build", source), stdout=subprocess.DEVNULL)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    ended = process.wait() == 0
    between, kept = ground.export(), ground.vectors()
    embedded, passages = ground.build(source)
    after = ground.export()
    found = {
        "the archive is neither the old nor the new one": between not in (before, after),
        "the next build changed nothing": after == before,
        f"{kept} + {embedded} vectors are not the {ground.vectors()} of the cache": kept + embedded != ground.vectors(),
        f"left behind: {ground.leftovers()}": bool(ground.leftovers()),
    }
    state = "the new one" if between == after else "the old one"
    line = f"{state}{' (it had ended)' if ended else ''}, whole; {kept} vectors kept, {embedded} of {passages} embedded"
    wrong = [what for what, is_so in found.items() if is_so]
    return "; ".join([line, *wrong]), not wrong


def _times(ground: Ground) -> dict[str, float]:
    """How long builds of each kind take; afterwards the archive is that of the second set."""
    times = {}
    for kind, source in zip(("cold", "changed"), ground.sources, strict=True):
        started = time.perf_counter()
        ground.build(source)
        times[kind] = time.perf_counter() - started
    return {**times, "warm": times["changed"]}


def _edit(source: Path, number: int, *, new_text: bool) -> None:
    """Make another set of issues, by leaving out another one; `new_text` adds an item that nobody has embedded."""
    shutil.rmtree(source)
    shutil.copytree(SAMPLE, source)
    issues = sorted(source.glob("*.md"))
    issues.pop(number % len(issues)).unlink()
    if new_text:
        text = issues[-1].read_text(encoding="utf-8")
        added = f"{text}\n- 第{number}次修改：木星实验室公布了第{number}个结果。\n"
        issues[-1].write_text(added, encoding="utf-8")


def readers(ground: Ground, rebuilds: int) -> Counter[str]:
    """Read while archives are rebuilt; a count of answers and of what was wrong."""
    score, lock, stop = Counter[str](), threading.Lock(), threading.Event()
    ground.build(ground.sources[1])
    other = _answers(ground)
    ground.build(ground.sources[0])
    first = _answers(ground)
    known = {json.dumps(first), json.dumps(other)}
    held = kg.open(ground.archive)

    def repeat(what: str, ask: Callable[[], object], right: set[str]) -> None:
        while not stop.is_set():
            try:
                answer = json.dumps(ask())
                outcome = what if answer in right else f"{what}: MIXED ANSWER"
            except Exception as error:
                outcome = f"{what}: FAILED {type(error).__name__}: {error}"[:300]
            with lock:
                score[outcome] += 1

    def opened_anew() -> object:
        with kg.open(ground.archive) as archive:
            return _of(archive)

    jobs = [("command line", lambda: _by_command(ground), known)] * READERS
    jobs += [("thread that opens", opened_anew, known)] * READERS
    jobs += [("thread of an open reader", lambda: _of(held), {json.dumps(first)})] * READERS
    threads = [threading.Thread(target=repeat, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for number in range(rebuilds):
        ground.build(ground.sources[1 - number % 2])
        print(f"rebuild {number + 1}: {dict(score)}", flush=True)
    stop.set()
    for thread in threads:
        thread.join()
    score["rebuilds"] = rebuilds
    return score


def _answers(ground: Ground) -> object:
    """What readers of the archive as it stands are to answer; both ways of asking agree."""
    with kg.open(ground.archive) as archive:
        found = _of(archive)
    assert found == _by_command(ground), "the command line answers as the library does"
    return found


def _of(archive: kg.archive.Archive) -> object:
    """Ids and scores of some queries."""
    return [[(hit.item.id, round(hit.score, 4)) for hit in archive.search(query)] for query in QUERIES]


def _by_command(ground: Ground) -> object:
    """The same by `kg search`, all queries in one call."""
    done = subprocess.run(
        ground.command("search", "--json", "--batch", "-"), input="\n".join(QUERIES), capture_output=True, text=True
    )
    if done.returncode or done.stderr:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [[(hit["item"]["id"], hit["score"]) for hit in one["hits"]] for one in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("attack", choices=("kills", "readers"))
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--rebuilds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder))
        if options.attack == "kills":
            print(f"seed {options.seed}")
            score = kills(ground, options.rounds, options.seed)
        else:
            score = readers(ground, options.rebuilds)
    print(dict(score))
    return 1 if any("FAILED" in name or "MIXED" in name for name in score) else 0


if __name__ == "__main__":
    sys.exit(main())
