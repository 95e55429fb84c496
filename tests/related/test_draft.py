"""What a draft names."""

from __future__ import annotations

import pytest

import kg
from kg.related.draft import codes_of, names_of
from kg.related.nearness import Nearness
from kg.store.reader import Reader
from tests.store.archives import item


def named(reader: Reader, text: str) -> dict[str, float]:
    """Weight of each name of a draft by entity id."""
    nearness = reader.once(Nearness)
    found = names_of(item(text), nearness).weights
    return {nearness.arrays.entities[entity].id: weight for entity, weight in found.items()}


def test_names_of_the_title_weigh_most(tiny: Reader) -> None:
    assert named(tiny, "Harbor opens.\nLumen is glad.") == {"product:harbor": 1.0, "company:lumen": 0.75}
    assert named(tiny, "流明来了") == {"company:lumen": 1.0}
    assert named(tiny, "Nobody came.") == {}


def test_a_person_leads_to_the_company_with_half_the_weight(tiny: Reader) -> None:
    assert named(tiny, "Ines Kallas speaks") == {"person:ines-kallas": 1.0, "company:ostrava": 0.5}
    assert named(tiny, "Ines Kallas of Ostrava speaks")["company:ostrava"] == 1.0


def test_readings_tell_what_stands_in_the_title(tiny: Reader) -> None:
    nearness = tiny.once(Nearness)
    found = names_of(item("Harbor opens.\nLumen and Ostrava are glad."), nearness)
    ids = [[nearness.arrays.entities[e].id for e in reading] for reading in found.readings]
    assert (ids, found.in_title) == ([["product:harbor"], ["company:lumen"], ["company:ostrava"]], 1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kite 2 is out", {"model:kite-2"}),
        ("Kite 2.5 is out", {"model:kite", "model:kite-2"}),  # nobody knows 2.5: what it is a newer one of
        ("Kite 7.1 is out", {"model:kite"}),
        ("Heron 2.5 is out", set()),
    ],
)
def test_a_version_not_yet_known_leads_to_its_family(tiny: Reader, text: str, names: set[str]) -> None:
    assert set(named(tiny, text)) == names


def test_words_and_addresses_are_no_names(tiny: Reader) -> None:
    assert named(tiny, "the harbor is full") == {}
    assert named(tiny, "see https://a.example/Harbor and HTTP://b.example/Kite") == {}


def test_only_the_beginning_of_a_long_draft_is_read(tiny: Reader) -> None:
    assert named(tiny, "word " * 1200 + "Harbor") == {}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("QX9 beats K2.5", {"qx9": "QX9", "k2.5": "K2.5"}),
        ("Heron 4.5, Heron-Pro 3.1", {"heron4.5": "Heron 4.5", "pro3.1": "Pro 3.1"}),
        ("in 2025, top 50, 42 hours, x2, 7.5", {}),
        ("", {}),
    ],
)
def test_codes(text: str, codes: dict[str, str]) -> None:
    assert codes_of(text) == codes


def test_versions_are_told_from_words() -> None:
    assert list(codes_of("Kimi K2.5、GPT-5.3-Codex 和 Sonnet 4.5 in 2025, top 50, 42 hours")) == [
        "k2.5",
        "gpt5.3codex",
        "sonnet4.5",
    ]


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        ("OpenAI 上线 GPT-5.3-Codex", "OpenAI"),
        ("Kimi K2.5 开源了", "Kimi K2 Thinking"),
        ("小扎又发布了一副眼镜", "Meta"),
    ],
)
def test_names_of_a_draft_lead_to_what_is_known(sample: kg.archive.Archive, draft: str, name: str) -> None:
    nearness = sample.once(Nearness)
    found = names_of(item(draft), nearness).weights
    reached = {nearness.arrays.entities[entity].name for entity in nearness.arrays.family_of(list(found))}
    assert name in reached | {nearness.arrays.entities[entity].name for entity in found}


def test_everyday_words_are_no_names(sample: kg.archive.Archive) -> None:
    nearness = sample.once(Nearness)
    named = names_of(item("The flow of data is the whole point of this canvas."), nearness).weights
    assert not {nearness.arrays.entities[entity].name for entity in named} & {"Google Flow", "Canvas"}
