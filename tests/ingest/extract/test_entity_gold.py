"""Entities against the labelled collection: the bars of every scored type, and the tags of a newsletter in English."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ingest.everywhere import found_everywhere
from ingest.gazetteer import load_gazetteer
from ingest.read.sources import collect
from ingest.resolve import Resolution, resolve
from kg.model import Issue
from kg.text.words import fold, name_key
from tests.conftest import shared
from tests.embed.texts import needs_wheel
from tests.ingest.extract.small import reading_extractor

pytestmark = needs_wheel

BARS = {"company": 0.9, "model": 0.93, "paper": 0.97, "product": 0.8, "person": 0.87}
# Words that a site's tags add to a company's name, or leave out: "mistral-ai", "meta-ai-fair", "kyutai-labs".
SUFFIX = re.compile(r"[-_ .](?:ai|labs?|fair|inc|org|hq|research|compute|software|systems|app|robotics)$")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def understand(folder: Path) -> tuple[tuple[Issue, ...], Resolution]:
    """Issues, and whom they name, as a build finds it out."""
    issues = collect([folder]).issues
    items = [item for issue in issues for item in issue.items]
    said = found_everywhere(items, reading_extractor().each(items))
    return issues, resolve(items, [mention for says in said for mention in says.mentions], load_gazetteer())


def names_by_item(resolution: Resolution) -> dict[str, dict[str, set[str]]]:
    """Item -> entity -> keys of what it is called there."""
    named = {entity.id: entity.name for entity in resolution.entities}
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention in resolution.mentions:
        found[mention.item_id][mention.entity] |= {name_key(mention.surface), name_key(named[mention.entity])}
    return found


def test_every_scored_type_reaches_its_bar() -> None:
    gold = rows(shared("gold", "entities.jsonl"))
    issues, resolution = understand(shared("archives", "leotalk", "_posts"))
    found = names_by_item(resolution)
    hits: dict[str, int] = defaultdict(int)
    wanted: dict[str, int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    for row in gold:
        items = [
            item
            for issue in issues
            for item in issue.items
            if issue.number == row["issue"] and row["anchor"] in f"{item.title}\n{item.text}\n{item.opinion}"
        ]
        assert len(items) == 1, row["anchor"]
        open_ids = dict(found[items[0].id])
        for entity_id in open_ids:
            got[entity_id.partition(":")[0]] += 1
        for entity in row["entities"]:
            keys = {name_key(name) for name in (entity["name"], *entity["surfaces"])}
            wanted[entity["type"]] += 1
            hit = next((i for i, n in open_ids.items() if i.startswith(entity["type"] + ":") and n & keys), None)
            if hit:
                hits[entity["type"]] += 1
                del open_ids[hit]
    scores = {kind: 2 * hits[kind] / (wanted[kind] + got[kind]) for kind in BARS}
    assert {kind: score for kind, score in scores.items() if score < BARS[kind]} == {}, scores


def spellings(tag: str) -> set[str]:
    """Keys that a tag agrees with; the site writes "llama-3-1" for Llama 3.1."""
    keys = {squeezed(tag)}
    while SUFFIX.search(tag):
        tag = SUFFIX.sub("", tag)
        keys.add(squeezed(tag))
    return keys


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def all_names(resolution: Resolution, mentioned: Iterable[str]) -> set[str]:
    chosen = set(mentioned)
    return {squeezed(name) for one in resolution.entities if one.id in chosen for name in one.aliases}


@pytest.mark.slow
def test_tags_of_an_english_newsletter_are_found() -> None:
    tags = {row["file"]: row for row in rows(shared("gold", "ainews-tags.jsonl"))}
    issues, resolution = understand(shared("archives", "ainews", "stubs"))
    of_item: dict[str, set[str]] = defaultdict(set)
    for mention in resolution.mentions:
        of_item[mention.item_id].add(mention.entity)
    for kind, field in (("company", "companies"), ("model", "models")):
        hits = wanted = named = 0
        for issue in issues:
            row = tags.get(Path(issue.source).name)
            if row is None:
                continue
            text = squeezed(" ".join(item.text for item in issue.items))
            mentioned = {entity for item in issue.items for entity in of_item[item.id]}
            keys = all_names(resolution, mentioned)
            named += sum(entity.startswith(kind + ":") for entity in mentioned)
            for tag in row[field]:
                if any(key in text for key in spellings(tag)):
                    wanted += 1
                    hits += not spellings(tag).isdisjoint(keys)
        assert hits >= 0.86 * wanted, (kind, hits, wanted)
        assert named <= 2 * wanted, (kind, named, wanted)
