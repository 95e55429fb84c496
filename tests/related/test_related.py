"""Related items and their reasons."""

from __future__ import annotations

import json

import pytest

import kg
from kg.commands.main import main
from kg.errors import UnknownName
from kg.model import Item
from kg.related.related import Reason, in_words, related

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
    item = titled(sample, 2, "The MCP project opened")
    assert "MCP turns one" in [one.item.title for one in sample.related(item.id)]
    item = titled(sample, 10, "Amazon起诉Perplexity")
    assert any(one.item.title.startswith("Perplexity made Comet free") for one in sample.related(item.id))


@pytest.mark.parametrize(
    ("issue", "start", "other", "reason"),
    [
        (1, "The Landscape of Agentic", 6, f"same paper: {SURVEY}"),
        (16, "Anthropic把Agent Skills变成", 7, "same link: anthropic.com/news/skills"),
        (15, "智谱（Z.ai）开源GLM-4.6V", 5, "follows: GLM-4.6 -> GLM-4.6V"),
        (14, "NVIDIA再次以股东身份出手", 3, "both about NVIDIA investing"),
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
    item = titled(sample, 16, "Gemini 3 Flash")
    assert len(sample.related(item.id, limit=2)) == 2
    assert sample.related(item.id, limit=0) == ()
    with pytest.raises(UnknownName, match="nope"):
        sample.related("nope")


def test_command(sample: kg.archive.Archive, capsys: pytest.CaptureFixture[str]) -> None:
    item = titled(sample, 16, "Anthropic把Agent Skills变成")
    where = ["--archive", str(sample.path)]
    assert main(["related", item.id, *where, "--json", "-n", "3"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["item"] == item.id and len(record["related"]) == 3
    first = record["related"][0]
    assert first["same_story"] and first["item"]["issue"]["number"] == 7
    assert "同一件事" in [reason["words"] for reason in first["reasons"]]
    assert main(["related", item.id, *where]) == 0
    assert "同一链接：anthropic.com/news/skills" in capsys.readouterr().out
    assert main(["related", "nope", *where]) == 1
    assert "nope" in capsys.readouterr().out
