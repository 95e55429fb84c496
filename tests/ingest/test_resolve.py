"""Resolution: one identity over spellings, stable ids, families with versions, a reason for each, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, permutations

import pytest

from ingest.gazetteer import load_gazetteer
from ingest.resolve import Resolution, parts_of, resolve, version_of
from kg.corrections.correction import Correction, Corrections
from kg.model import Entity, EntityType, Item, Link, Mention
from tests.entities import bullet, mentions_of


def resolved(*items: Item, read: Sequence[Mention] = (), corrections: Corrections | None = None) -> Resolution:
    """Of the names that the gazetteer finds, and of those that were read."""
    return resolve(items, [*mentions_of(*items), *read], load_gazetteer(), corrections=corrections)


def named(item: Item, kind: EntityType, *surfaces: str, name: str = "", rule: str = "read") -> list[Mention]:
    """Names as they stand in an item, one behind the other."""
    found, start = [], 0
    for surface in surfaces:
        start = item.text.index(surface, start)
        found.append(
            Mention(item.id, "text", start, start + len(surface), surface, kind, name or surface, rule, doubt=0.1)
        )
        start += len(surface)
    return found


def entity(resolution: Resolution, entity_id: str) -> Entity:
    return next(one for one in resolution.entities if one.id == entity_id)


def test_spellings_of_both_languages_are_one() -> None:
    resolution = resolved(bullet("英伟达投资OpenAI"), bullet("Nvidia and OAI sign", number=1))
    assert {one.id for one in resolution.entities} == {"company:nvidia", "company:openai"}
    nvidia = entity(resolution, "company:nvidia")
    assert nvidia.name == "NVIDIA" and {"英伟达", "Nvidia"} <= set(nvidia.aliases) and nvidia.known


def test_spellings_of_an_unseen_version_are_one() -> None:
    names = ["GPT‑7.5-Codex", "GPT 7.5 Codex", "GPT7.5-codex"]
    items = [bullet(f"OpenAI推出{name}", number=i) for i, name in enumerate(names)]
    read = [one for item, name in zip(items, names, strict=True) for one in named(item, "model", name)]
    resolution = resolved(*items, read=read)
    models = [one for one in resolution.entities if one.type == "model" and one.version == (7, 5)]
    assert [one.id for one in models] == ["model:gpt-7.5-codex"]
    assert models[0].maker == "company:openai" and not models[0].known


def test_order_of_words_in_a_version_does_not_matter() -> None:
    item = bullet("Claude Sonnet 9.5发布，用Claude 9.5 Sonnet写代码")
    resolution = resolved(item, read=named(item, "model", "Claude Sonnet 9.5", "Claude 9.5 Sonnet"))
    assert sum(one.version == (9, 5) for one in resolution.entities) == 1


def test_families_roll_up_in_order() -> None:
    resolution = resolved(bullet("OpenAI推出GPT-5、GPT-5-Codex和GPT-5.1-Codex-Max"))
    by_id = {one.id: one for one in resolution.entities}
    chain, step = [], "model:gpt-5.1-codex-max"
    while step:
        chain.append(step)
        step = by_id[step].family
    assert chain[-1] == "model:gpt" and "model:gpt-5-codex" in chain and len(chain) == len(set(chain)) >= 3
    assert by_id["model:gpt-5-codex"].version < by_id["model:gpt-5.1-codex-max"].version
    assert all(one.maker in by_id for one in resolution.entities if one.maker)


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("GPT-5.1-Codex-Max", (5, 1)),
        ("Qwen3-235B-A22B", (3,)),
        ("DeepSeek-V3.1", (3, 1)),
        ("Smaug-72B", ()),
        ("Sora", ()),
    ],
)
def test_versions(name: str, version: tuple[int, ...]) -> None:
    assert version_of(parts_of(name)) == version


def test_ids_and_names_do_not_hang_on_the_order_of_items() -> None:
    texts = {
        "Zorblax发布了模型Quibble-2": ["Quibble-2"],
        "quibble 2很好，Zorblax发布了Quibble-2": ["quibble 2", "Quibble-2"],
        "OpenAI推出GPT-7.5": ["GPT-7.5"],
        "GPT 7.5比GPT7.5好": ["GPT 7.5", "GPT7.5"],
    }
    items = [bullet(text, number=i) for i, text in enumerate(texts)]
    read = {item.id: named(item, "model", *texts[item.text]) for item in items}
    for item in items[:2]:
        read[item.id] += named(item, "company", "Zorblax")
    first = resolved(*items, read=[*chain(*read.values())])
    assert {"model:quibble-2", "company:zorblax", "model:gpt-7.5"} <= {one.id for one in first.entities}
    for order in permutations(items):
        other = resolved(*order, read=[*chain(*(read[item.id] for item in order))])
        assert other.entities == first.entities
        assert sorted(other.mentions, key=str) == sorted(first.mentions, key=str)


def test_every_mention_has_a_reason_and_its_entity() -> None:
    one = bullet("英伟达和OpenAI推出GPT-7.5，GPT7.5、GPT 7.5很快；Zorblax发布了Quibble")
    other = bullet("现在cc和Anthropic", number=1)
    read = [
        *named(one, "model", "GPT-7.5", "GPT7.5", "GPT 7.5"),
        *named(one, "company", "Zorblax"),
        *named(one, "product", "Quibble"),
        *named(other, "product", "cc", name="Claude Code", rule="gazetteer"),
    ]
    resolution = resolved(one, other, read=read)
    ids = {one.id for one in resolution.entities}
    assert all(mention.entity in ids and mention.reason for mention in resolution.mentions)
    reasons = {mention.surface: mention.reason for mention in resolution.mentions}
    assert reasons["英伟达"] == "alias" and reasons["cc"] == "alias, in context" and reasons["OpenAI"] == "name"
    assert sorted(reasons[name] for name in ("GPT-7.5", "GPT7.5", "GPT 7.5")) == ["name"] * 3
    assert reasons["Quibble"] == "name"


def test_one_paper_by_its_address() -> None:
    titles = ["Deep Frobs: A Study of Things", "Deep Frobs - a study of things (v2)"]
    urls = ["https://arxiv.org/abs/2509.00001", "https://arxiv.org/pdf/2509.00001v2.pdf"]
    items = [
        bullet(title, Link(url, "", title, start=0, end=len(title)), kind="paper", number=i)
        for i, (title, url) in enumerate(zip(titles, urls, strict=True))
    ]
    resolution = resolved(*items)
    papers = [one for one in resolution.entities if one.type == "paper"]
    assert len(papers) == 1 and papers[0].urls == ("https://arxiv.org/abs/2509.00001",)
    assert "same url" in {mention.reason for mention in resolution.mentions}


def test_same_name_of_two_types_stays_two() -> None:
    items = bullet("Cursor宣布融资"), bullet("类似Cursor的编辑器很多", number=1)
    read = [
        *named(items[0], "company", "Cursor", name="Anysphere", rule="gazetteer"),
        *named(items[1], "product", "Cursor", rule="gazetteer"),
    ]
    resolution = resolved(*items, read=read)
    assert [mention.type for mention in resolution.mentions] == ["company", "product"]
    assert {"company:anysphere", "product:cursor"} <= {one.id for one in resolution.entities}


def test_a_guessed_type_gives_way_to_a_known_one() -> None:
    item = bullet("x")
    guess = Mention("x-0", "text", 0, 1, "Gemini 3 Pro", "product", "Gemini 3 Pro", "read", doubt=0.45)
    assert resolve([item], [guess], load_gazetteer()).mentions[0].type == "model"


def guess(name: str, kind: EntityType, *, rule: str = "read", number: int = 0) -> Mention:
    return Mention(f"x-{number}", "text", 0, 1, name, kind, name, rule, doubt=0.4)


@pytest.mark.parametrize(
    ("mentions", "types"),
    [
        ([guess("Wobble", "product")], ["product"]),
        ([guess("Wobble", "product"), guess("Wobble", "model", rule="list")], ["model", "model"]),  # a surer one
        ([guess("Wobble", "product"), guess("Wobble", "model"), guess("Wobble", "model")], ["model"] * 3),
        (
            [guess("Wobble", "company"), guess("Wobble", "model"), guess("Wobble", "model")],
            ["company", "model", "model"],
        ),
        ([guess("Wobble", "report"), guess("Wobble", "model", rule="list")], ["report", "model"]),  # never unsettled
        ([guess("OpenAI", "product")], ["company"]),
        ([guess("Wobble", "product", rule="list"), guess("Wobble", "model", rule="list")], ["product", "model"]),
    ],
)
def test_guessed_types_are_settled(mentions: list[Mention], types: list[str]) -> None:
    assert [one.type for one in resolve([bullet("x")], mentions, load_gazetteer()).mentions] == types


def test_unknown_names_that_make_one_id_stay_two() -> None:
    mentions = [guess("Wobble A", "person", rule="list"), guess("Wobble-A'", "person", rule="list")]
    ids = [one.entity for one in resolve([bullet("x")], mentions, load_gazetteer()).mentions]
    assert ids[0] == ids[1]  # marks are no letters: one name
    mentions = [guess("Wobble+A", "person", rule="list"), guess("Wobble plus A", "person", rule="list")]
    ids = [one.entity for one in resolve([bullet("x")], mentions, load_gazetteer()).mentions]
    assert len(set(ids)) == 2 and all(one.startswith("person:wobble-plus-a") for one in ids)


def test_corrections_are_replayed() -> None:
    item = bullet("Zorblax发布了Quibble，英伟达投资")
    corrections = Corrections(
        tuple(
            sorted(
                [
                    Correction("retype", "product:quibble", type="model"),
                    Correction("merge", "company:zorblax", into="company:nvidia"),
                    Correction("ignore", "company:nowhere"),
                ]
            )
        )
    )
    read = [*named(item, "company", "Zorblax"), *named(item, "product", "Quibble")]
    resolution = resolved(item, read=read, corrections=corrections)
    assert {mention.entity for mention in resolution.mentions} == {"company:nvidia", "model:quibble"}
    assert dict(resolution.redirects) == {"company:zorblax": "company:nvidia", "product:quibble": "model:quibble"}
    assert len(resolution.stale) == 1 and "company:nowhere" in resolution.stale[0]
