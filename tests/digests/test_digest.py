"""Digests of an issue, reviews of a period, and the command."""

from __future__ import annotations

import json

import pytest

from kg.commands.main import main
from kg.digests.issue import digest
from kg.digests.markdown import digest_markdown, review_markdown
from kg.digests.year import review
from kg.errors import UnknownName
from kg.model import Evidence, Relation
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
    assert {each.entity.name for each in found.debuts} == {"Acme", "Rho-2", "Bolt"}
    assert not found.comebacks and not found.updates and not found.repeats
    with pytest.raises(UnknownName):
        digest(archive, "99")


def test_the_sample():
    archive = sample_archive()
    found = archive.digest("6")
    assert "https://arxiv.org/abs/2509.02547" in {repeat.url for repeat in found.repeats}
    text = digest_markdown(found)
    assert text.startswith("# #6 2025-10-13") and "## 首次出现" in text
    assert "## 再次出现" in text and "曾见于 #1" in text


def test_headings_follow_the_language(tmp_path):
    english = [issue(n, [item("Acme ships Rho-2")], day=weekly(n)) for n in (1, 2)]
    english = [type(each)(each.id, each.series, each.number, each.title, each.date, each.source, each.items,
                          language="en") for each in english]  # fmt: skip
    archive = cast_archive(tmp_path / "a", english)
    assert "## Stories that go on" in digest_markdown(archive.digest("2"))
    assert review_markdown(review(archive)).startswith("# In review: 2025-01-06")


def test_review_of_the_sample():
    archive = sample_archive()
    found = review(archive)
    assert found.items == 256 and found.language == "zh"
    assert found.covered[0].name == "OpenAI"
    assert [month.label for month in found.months] == ["2025-09", "2025-10", "2025-11", "2025-12"]
    assert sum(month.items for month in found.months) == 256
    assert "NVIDIA" not in {each.entity.name for each in found.newcomers}  # there from the second issue on
    text = review_markdown(found)
    for heading in ("写得最多", "逐月", "新来并留下的", "收购", "投资", "上市", "合作"):
        assert f"\n## {heading}\n" in text
    autumn = review(archive, since=weekly(40))
    assert 0 < len(autumn.issues) < 16


def test_deals_are_told_once_with_all_who_take_part(tmp_path):
    issues = [issue(1, [item("Acme与Bolt投资Crux五千万美元")], day=weekly(1)),
              issue(2, [item("Acme投资Crux的事")], day=weekly(2))]  # fmt: skip

    def said(subject, number, certainty="stated"):
        one = issues[number].items[0]
        evidence = Evidence(one.id, "text", 0, len(one.text), one.text, "test")
        return Relation(subject, "invested_in", "company:crux", evidence, certainty)

    archive = write_archive(
        tmp_path / "a",
        issues,
        mentions=cast_mentions(issues),
        entities=sorted(CAST.values(), key=lambda each: each.id),
        relations=[said("company:acme", 0), said("company:bolt", 0), said("company:acme", 1),
                   said("model:rho", 1, "negated")],
    )  # fmt: skip
    (deal,) = review(archive).deals
    assert [name.name for name in deal.subjects] == ["Acme", "Bolt"] and deal.object.name == "Crux"
    assert "- Acme、Bolt → Crux (#1" in review_markdown(review(archive))


def test_without_dates_and_with_one_issue(tmp_path):
    archive = cast_archive(tmp_path / "a", [issue(1, [item("Acme发布Rho-2")])])
    found = review(archive)
    assert found.months == () and found.changes == ()
    assert "# 回顾：#1 – #1" in review_markdown(found)
    assert "没有" in digest_markdown(archive.digest("1"))


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
