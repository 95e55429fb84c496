"""Related items and their reasons, on invented items and on the sample."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.commands.main import main
from kg.errors import UnknownName
from kg.model import Entity, Item, Relation
from kg.related.alike import Reason, Related, in_words, related
from tests.store.archives import WORLD, archived, issue, item, relation

SURVEY = "The Landscape of Agentic Reinforcement Learning for LLMs: A Survey"


def titled(archive: kg.archive.Archive, issue: int, start: str) -> Item:
    """The item of an issue whose title begins so."""
    return next(item for item in archive.items(archive.find_issue(str(issue))) if item.title.startswith(start))


def test_same_story_comes_first_and_no_item_of_the_same_issue(sample: kg.archive.Archive) -> None:
    item = titled(sample, 16, "Anthropic把Agent Skills变成")
    found = related(sample, item.id)
    assert found[0].same_story and found[0].item.title.startswith("Agent Skills")
    assert [one.same_story for one in found] == sorted((one.same_story for one in found), reverse=True)
    rest = [one.score for one in found if not one.same_story]
    assert rest == sorted(rest, reverse=True)
    assert item.issue_id not in {one.item.issue_id for one in found}
    assert all(one.reasons for one in found)


def test_items_in_the_other_language_are_found(sample: kg.archive.Archive) -> None:
    item = titled(sample, 1, "Broadcom's fiscal third quarter")
    assert any(one.item.title.startswith("博通：第三个10吉瓦") for one in sample.related(item.id))
    item = titled(sample, 10, "Amazon起诉Perplexity")
    assert any(one.item.title.startswith("Perplexity made Comet free") for one in sample.related(item.id))


@pytest.mark.parametrize(
    ("issue", "start", "other", "reason"),
    [
        (1, "The Landscape of Agentic", 6, f"same paper: {SURVEY}"),
        (16, "Anthropic把Agent Skills变成", 7, "same link: anthropic.com/news/skills"),
        (15, "智谱（Z.ai）开源GLM-4.6V", 5, "follows: GLM-4.6 -> GLM-4.6V"),
    ],
)  # fmt: skip
def test_reasons(sample: kg.archive.Archive, issue: int, start: str, other: int, reason: str) -> None:
    found = sample.related(titled(sample, issue, start).id)
    words = {in_words(why, "en") for one in found if sample.issue_of(one.item).number == other for why in one.reasons}
    assert reason in words


def test_follows_runs_from_the_earlier_to_the_later_whichever_is_asked(sample: kg.archive.Archive) -> None:
    early, late = titled(sample, 5, "智谱推出GLM-4.6"), titled(sample, 15, "智谱（Z.ai）开源GLM-4.6V")
    for one, other in ((early, late), (late, early)):
        found = next(entry for entry in sample.related(one.id) if entry.item.id == other.id)
        assert Reason("follows", ("GLM-4.6", "GLM-4.6V")) in found.reasons


# Each reason on invented items


def pair(
    folder: Path, one: Item, other: Item, *, entities: tuple[Entity, ...] = WORLD, relations: tuple[Relation, ...] = ()
) -> tuple[Related, ...]:
    """What goes with the later of two items of two issues, beside two items about something else."""
    day = date(2025, 1, 6)
    ducks, cows = item("Ducks cross roads slowly."), item("Cows sleep standing up.")
    reader = archived(
        folder, issue(1, day, one, ducks), issue(2, date(2025, 1, 13), other, cows), entities=entities,
        relations=relations,
    )  # fmt: skip
    return related(reader, "tide-2-0")


def why(found: tuple[Related, ...]) -> list[Reason]:
    """Reasons of the one item that was found."""
    (only,) = found
    assert only.item.id == "tide-1-0"
    return list(only.reasons)


MILL = "https://news.example/mill"


def test_the_same_story(tmp_path: Path) -> None:
    found = pair(tmp_path, item("Old mill grinds flour.", MILL), item("Old mill grinds oats.", MILL))
    assert why(found) == [Reason("story"), Reason("link", (MILL,)), Reason("meaning")]
    assert found[0].same_story


def test_the_same_link_though_little_else(tmp_path: Path) -> None:
    found = pair(tmp_path, item("Old mill grinds flour.", MILL), item("Snow fell again.", MILL))
    assert why(found) == [Reason("link", (MILL,))]
    assert not found[0].same_story


def test_the_same_paper_instead_of_its_link(tmp_path: Path) -> None:
    title, url = "Moon Tides in Sparse Memory", "https://arxiv.org/abs/2503.00001"
    found = pair(tmp_path, item(f"{title}: forgetting.", url), item(f"Snow fell on {title} today.", url))
    assert Reason("paper", (title,)) in why(found)
    assert not [reason for reason in why(found) if reason.kind in ("link", "names")]


def test_a_later_version(tmp_path: Path) -> None:
    found = pair(tmp_path, item("Kite 2 counts the geese."), item("Kite 3 counts the geese."))
    assert Reason("follows", ("Kite 2", "Kite 3")) in why(found)


def test_a_version_in_both_is_no_successor(tmp_path: Path) -> None:
    found = pair(tmp_path, item("Kite 2 counts the geese."), item("Kite 2 and Kite 3 count the geese."))
    assert not [reason for reason in why(found) if reason.kind == "follows"]


def test_a_variant_follows_the_head_of_its_family(tmp_path: Path) -> None:
    found = pair(tmp_path, item("Kite counts the geese."), item("Kite 3 counts the geese."))
    assert Reason("follows", ("Kite", "Kite 3")) in why(found)


def test_who_does_the_same(tmp_path: Path) -> None:
    bought = tuple(
        relation("company:ostrava", "acquired", thing, f"tide-{n}-0")
        for n, thing in ((1, "product:harbor"), (2, "company:lumen"))
    )
    texts = item("Ostrava buys the windy mill."), item("Ostrava buys the windy barn.")
    found = pair(tmp_path, *texts, relations=bought)
    assert Reason("doing", ("Ostrava", "acquired")) in why(found)
    assert not [reason for reason in why(found) if reason.kind == "names"], "the doing names it already"


def test_names_in_common_the_rarest_first(tmp_path: Path) -> None:
    texts = item("Ostrava and Harbor count geese."), item("Geese fear Harbor, Ostrava says.")
    (names,) = [reason for reason in why(pair(tmp_path, *texts)) if reason.kind == "names"]
    assert set(names.values) == {"Ostrava", "Harbor"}


def test_a_name_that_is_everywhere_is_a_reason_only_where_there_is_no_other(tmp_path: Path) -> None:
    day = date(2025, 1, 6)
    many = [item(f"Ostrava note {n}.") for n in range(5)]
    reader = archived(
        tmp_path, issue(1, day, item("Ostrava counts geese.", MILL), *many),
        issue(2, date(2025, 1, 13), item("Ostrava counts geese.", MILL)), entities=WORLD,
    )  # fmt: skip
    found = {one.item.id: one.reasons for one in related(reader, "tide-2-0")}
    assert "names" not in {reason.kind for reason in found["tide-1-0"]}
    others = [reasons for id_, reasons in found.items() if id_ != "tide-1-0"]
    assert all(Reason("names", ("Ostrava",)) in reasons for reasons in others)


def test_close_in_meaning_alone(tmp_path: Path) -> None:
    found = pair(tmp_path, item("Old mill grinds flour."), item("Old mill grinds oats."))
    assert why(found) == [Reason("meaning")]


def test_what_has_nothing_in_common_is_not_related(tmp_path: Path) -> None:
    assert pair(tmp_path, item("Old mill grinds flour."), item("Snow fell again.")) == ()


@pytest.mark.parametrize(
    "reason",
    [
        Reason("story"),
        Reason("paper", ("K2-Think",)),
        Reason("link", ("https://example.org/" + "a" * 100,)),
        Reason("follows", ("Grok 4", "Grok 4 Fast")),
        Reason("doing", ("英伟达", "invested_in")),
        Reason("names", ("Kimi", "Qwen")),
        Reason("meaning"),
    ],
)
def test_every_reason_has_words_in_both_languages(reason: Reason) -> None:
    chinese, english = in_words(reason, "zh"), in_words(reason, "en")
    assert chinese != english
    assert "{" not in chinese + english
    for value in reason.values[:1] if reason.kind != "link" else ():
        assert value in chinese and value in english


def test_limit_and_unknown_item(sample: kg.archive.Archive) -> None:
    item = next(item for item in sample.items() if len(sample.related(item.id)) > 2)
    assert len(sample.related(item.id, limit=2)) == 2
    assert sample.related(item.id, limit=0) == ()
    with pytest.raises(UnknownName, match="nope"):
        sample.related("nope")


def test_command(sample: kg.archive.Archive, capsys: pytest.CaptureFixture[str]) -> None:
    item = titled(sample, 16, "Anthropic把Agent Skills变成")
    where = ["--archive", str(sample.path)]
    assert main(["related", item.id, *where, "--json", "-n", "3"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["item"] == item.id and 1 <= len(record["related"]) <= 3
    first = record["related"][0]
    assert first["same_story"] and first["item"]["issue"]["number"] == 7
    assert "同一件事" in [reason["words"] for reason in first["reasons"]]
    assert main(["related", item.id, *where]) == 0
    assert "同一链接：anthropic.com/news/skills" in capsys.readouterr().out
    assert main(["related", "nope", *where]) == 1
    assert "nope" in capsys.readouterr().out
