"""How long history's answers take: on the sample, and on synthetic archives of 1,000 … 100,000 items.

    python -m benchmarks.history [--items 1000 10000 100000] [--archive DIR]

Times are of the process (CPU), the second call of each, so that imports are not counted. With ``--archive`` a real
archive is measured instead.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

import kg
from kg.archive import Archive
from kg.digests.issue import digest
from kg.digests.year import review
from kg.history.timeline import timeline
from kg.model import Entity, Issue, Item, Link, Mention
from kg.text.urls import canonical_url
from kg.trends.topics import find_topics
from kg.trends.trends import trends
from tests.history_archive import write_archive

AN_ISSUE = 20
VERBS = ("发布", "收购", "投资", "起诉", "开源", "与同行合作推出")


def synthetic(folder: Path, items: int) -> Archive:
    """An archive of a weekly newsletter: names as often as Zipf's law has it, vectors around 40 matters."""
    chance = np.random.default_rng(0)
    names = max(50, items // 20)
    entities = [Entity(f"company:name-{n:05}", "company", f"Name{n}", (f"Name{n}",)) for n in range(names)]
    share = 1 / np.arange(1, names + 1)
    drawn = chance.choice(names, size=(items, 3), p=share / share.sum())
    issues, mentions = [], []
    for number in range(1, items // AN_ISSUE + 1):
        made = []
        for rank in range(AN_ISSUE):
            row = (number - 1) * AN_ISSUE + rank
            who = [int(one) for one in dict.fromkeys(drawn[row].tolist())]
            title = f"Name{who[0]}{VERBS[row % len(VERBS)]}第{row}号产品"
            text = title + "，" + "，".join(f"Name{one}也在其中" for one in who[1:]) + "。"
            url = f"https://news.example/{row % (items * 9 // 10)}"
            link = Link(url, canonical_url(url), title[:4], "text", 0, 4)
            id_ = f"s-{number}-{rank:02}"
            made.append(Item(id_, f"s-{number}", rank, f"栏目{row % 7}", "bullet", title, text, "", (link,)))
            for one in who:
                start = text.index(f"Name{one}")
                end = start + len(f"Name{one}")
                mentions.append(Mention(id_, "text", start, end, text[start:end], "company", f"Name{one}", "test",
                                        entities[one].id))  # fmt: skip
        day = date(1925, 1, 5) + timedelta(weeks=number)
        issues.append(Issue(f"s-{number}", "s", number, f"{number}", day, "f", tuple(made)))
    matter = chance.integers(0, 80, items)
    vectors = chance.normal(size=(items, 384)).astype(np.float32)
    middle = chance.normal(size=(80, 384)).astype(np.float32)
    vectors = 0.5 * vectors + np.where((matter < 40)[:, None], middle[matter], 0.0).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return write_archive(folder, issues, mentions=mentions, entities=entities, vectors=vectors)


def seconds(ask: Callable[[], object]) -> float:
    """CPU time of the second call."""
    ask()
    start = time.process_time()
    ask()
    return time.process_time() - start


def measure(archive: Archive, label: str) -> None:
    """Print the time of each answer."""
    counted = [row for row in trends(archive).entities[:50]]
    busiest = max(counted, key=lambda row: row.total)
    last = archive.issues()[-1].id
    answers: dict[str, Callable[[], object]] = {
        f"timeline ({busiest.total} items)": lambda: timeline(archive, busiest.id),
        "topics": lambda: find_topics(archive),
        "trends, topics known": lambda: trends(archive),
        "digest": lambda: digest(archive, last),
        "review, topics known": lambda: review(archive),
    }
    for name, ask in answers.items():
        print(f"{label:>10}  {name:<28} {1000 * seconds(ask):10.0f} ms")


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--items", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--archive", type=Path, default=None)
    chosen = options.parse_args()
    if chosen.archive:
        measure(kg.open(chosen.archive), chosen.archive.name)
        return
    for items in chosen.items:
        with tempfile.TemporaryDirectory() as folder:
            measure(synthetic(Path(folder) / "a", items), f"{items:,}")


if __name__ == "__main__":
    main()
