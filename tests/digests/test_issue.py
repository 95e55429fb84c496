"""What an issue brought: debuts, comebacks, stories that go on, sources seen before; and the command."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from kg.commands.main import main
from kg.digests.issue import digest
from kg.errors import UnknownName
from kg.model import Link, Named
from tests.history_archive import CAST, cast_archive, cast_mentions, issue, item, sample_archive, weekly, write_archive

LINK = "https://acme.example/rho-2"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    others = [item(f"杂记{rank}") for rank in range(12)]
    issues = [
        issue(1, [item("Acme发布Rho-2", LINK), item("Bolt开张"), *others], day=weekly(1)),
        *(issue(number, others, day=weekly(number)) for number in range(2, 10)),
        issue(10, [item("Acme的Rho-2降价"), item("再谈Rho-2", LINK + "?utm_source=x"), item("Crux登场"), *others],
              day=weekly(10)),
    ]  # fmt: skip
    return cast_archive(tmp_path_factory.mktemp("digest") / "a", issues)


def test_what_an_issue_brought(archive):
    found = archive.digest("10")
    assert [each.entity.name for each in found.debuts] == ["Crux"]
    assert {each.entity.name for each in found.comebacks} == {"Acme", "Rho-2"}
    (repeat,) = found.repeats
    assert repeat.item.title == "再谈Rho-2" and [old.number for _, old in repeat.earlier] == [1]
    (update,) = found.updates
    assert update.item.title == "Acme的Rho-2降价" and update.earlier.title == "Acme发布Rho-2"
    assert {name.name for name in update.names} == {"Acme", "Rho-2"}


def test_the_first_issue_has_only_debuts(archive):
    found = digest(archive, "1")
    assert found.items == 14
    assert {each.entity.name for each in found.debuts} == {"Acme", "Rho-2", "Bolt"}
    assert not found.comebacks and not found.updates and not found.repeats
    with pytest.raises(UnknownName):
        digest(archive, "99")


def _story(folder, texts):
    """An archive of an issue for each text, beside others; all texts are near in meaning and the others are not."""
    others = [item(f"杂记{rank}") for rank in range(30)]
    issues = [issue(n, [item(text), *others], day=weekly(n)) for n, text in enumerate(texts, 1)]
    return write_archive(
        folder,
        issues,
        mentions=cast_mentions(issues),
        entities=sorted(CAST.values(), key=lambda each: each.id),
        vectors=np.eye(64, dtype=np.float32)[[0, *range(2, 32)] * len(texts)],
    )


def test_a_story_goes_on_from_its_latest_item(tmp_path):
    archive = _story(tmp_path / "a", ["Acme发布Rho-2", "Rho-2降价", "Bolt开张", "再谈Rho-2与Acme"])
    (update,) = archive.digest("4").updates
    assert (update.item.title, update.earlier.title, update.earlier_issue.number) == ("再谈Rho-2与Acme", "Rho-2降价", 2)
    assert update.names == (Named("model:rho-2", "model", "Rho-2"),) and update.url == ""
    assert archive.digest("3").updates == ()


def _with_late_link(number, text, word):
    """An issue of one item, whose link stands at a word far behind its heading."""
    made = issue(number, [item(text)], day=weekly(number))
    start = text.index(word)
    link = Link(LINK, LINK, word, "text", start, start + len(word))
    return replace(made, items=(replace(made.items[0], links=(link,)),))


def test_an_item_that_points_back_goes_on_from_there(tmp_path):
    first = issue(1, [item("Acme发布Rho-2", LINK)], day=weekly(1))
    second = _with_late_link(2, "Bolt的新闻\n与前文有关。另见旧闻。", "旧闻")
    found = cast_archive(tmp_path / "a", [first, second]).digest("2")
    assert found.repeats == ()  # the link stands too late in the item to be its source
    assert [(update.earlier.title, update.url, update.names) for update in found.updates] == [
        ("Acme发布Rho-2", LINK, ()),
    ]  # fmt: skip


def test_a_foreword_goes_on_from_nothing(tmp_path):
    first = issue(1, [item("Acme发布Rho-2", LINK)], day=weekly(1))
    second = _with_late_link(2, "编者的话\n本周有三件事。另见旧闻。", "旧闻")
    second = replace(second, items=(replace(second.items[0], kind="editorial"),))
    assert cast_archive(tmp_path / "a", [first, second]).digest("2").updates == ()


def test_sources_of_the_sample_that_stood_in_an_issue_before():
    assert "https://arxiv.org/abs/2509.02547" in {repeat.url for repeat in sample_archive().digest("6").repeats}


def test_the_command(archive, capsys):
    where = ["--archive", str(archive.path)]
    assert main(["digest", "10", *where]) == 0
    assert "Crux" in capsys.readouterr().out
    assert main(["digest", "10", "--json", *where]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["repeats"][0]["earlier"][0]["issue"]["number"] == 1
    assert main(["digest", "--since", "2025-01-01", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["items"] == 14 + 8 * 12 + 15
    assert main(["digest", "--since", "2031-01-01", *where]) == 1
    assert main(["digest", "99", *where]) == 1
    assert main(["digest", "10", "--since", "2025-01-01", *where]) == 2
    assert "Traceback" not in capsys.readouterr().err
