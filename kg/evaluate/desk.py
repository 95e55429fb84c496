"""What an editor has said against the verdicts on a draft, as labels that `kg eval` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from kg.evaluate.gold import searched, squeeze
from kg.model import Item
from kg.related.desk import DeskItem
from kg.related.prior import Prior, Verdict
from kg.store.reader import Reader

_GRADES: dict[Verdict, int] = {"repeat": 2, "update": 2, "related": 1}


def verdict_labels(reader: Reader, items: Iterable[DeskItem]) -> str:
    """Overruled verdicts as a gold file of kind ``prior``, one JSON object a line; "" where none was overruled.

    The earlier items of a label are those that were chosen, else the nearest one; a draft that the editor calls new has
    none.
    """
    lines = [json.dumps(_label(reader, item), ensure_ascii=False) + "\n" for item in items if item.overruled]
    return "".join(lines)


def _label(reader: Reader, item: DeskItem) -> dict[str, Any]:
    """One verdict."""
    return {
        "draft": _draft(item.check.item),
        "verdict": item.verdict,
        "was": item.check.verdict,
        "prior": [
            {
                "issue": _issue(reader, prior),
                "anchor": _anchor(prior.item, list(reader.items(prior.issue))),
                "grade": _GRADES[item.verdict],
            }
            for prior in (_meant(item) if item.verdict != "new" else ())
        ],
        "exact_repeat": item.verdict == "repeat",
    }


def _draft(item: Item) -> str:
    """A draft item as one paragraph, its addresses at the end where the text does not have them."""
    text = " ".join(item.text.split())
    return " ".join([text, *(url for url in item.urls if url not in text)])


def _meant(item: DeskItem) -> Sequence[Prior]:
    """The earlier items that a verdict speaks of."""
    chosen = [prior for prior in item.check.prior if prior.item.id in item.chosen]
    return chosen or item.check.prior[:1]


def _issue(reader: Reader, prior: Prior) -> int | str:
    """An issue by its number, by its id where it has none or shares it with another newsletter's."""
    number = prior.issue.number
    shared = sum(issue.number == number for issue in reader.issues()) > 1
    return prior.issue.id if number is None or shared else number


def _anchor(item: Item, beside: Sequence[Item]) -> str:
    """Text by which `kg.evaluate.gold.Anchors` finds an item among those of its issue: the title, if that tells it."""
    others = [searched(other) for other in beside if other.id != item.id]
    told = (text for text in (item.title, *item.urls) if text and not any(squeeze(text) in other for other in others))
    return next(told, item.text)
