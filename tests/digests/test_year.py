"""Reviews of a period."""

from __future__ import annotations

from kg.digests.year import review
from kg.model import Evidence, Relation
from tests.history_archive import CAST, cast_archive, cast_mentions, issue, item, sample_archive, weekly, write_archive
from tests.trends.plans import FALL, RISE, planned_issues


def test_review_of_the_sample():
    archive = sample_archive()
    found = review(archive)
    assert found.items == 256 and found.language == "zh"
    assert found.covered[0].name == "OpenAI"
    assert [month.label for month in found.months] == ["2025-09", "2025-10", "2025-11", "2025-12"]
    assert sum(month.items for month in found.months) == 256
    assert "NVIDIA" not in {each.entity.name for each in found.newcomers}  # there from the second issue on
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
    assert (deal.issue.number, deal.predicate) == (1, "invested_in")
    assert [name.name for name in review(archive, since=weekly(2)).deals[0].subjects] == ["Acme"]


def test_what_has_a_sum_comes_before_what_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.digests.year.MOST_DEALS", 1)
    issues = [issue(1, [item("Acme收购Bolt"), item("Bolt收购Crux")], day=weekly(1))]
    first, second = issues[0].items

    def acquired(subject, other, one, *attributes):
        said = Evidence(one.id, "text", 0, len(one.text), one.text, "test")
        return Relation(subject, "acquired", other, said, "stated", attributes)

    archive = write_archive(
        tmp_path / "a",
        issues,
        mentions=cast_mentions(issues),
        entities=sorted(CAST.values(), key=lambda each: each.id),
        relations=[
            acquired("company:acme", "company:bolt", first),
            acquired("company:bolt", "company:crux", second, ("amount", "5")),
        ],
    )
    assert [deal.object.name for deal in review(archive).deals] == ["Crux"]


def test_months_newcomers_and_changes(tmp_path):
    plan = {"Acme": RISE, "Bolt": FALL, "Crux": [0] * 8 + [3, 0, 1, 0]}
    found = review(cast_archive(tmp_path / "a", planned_issues(plan)))
    assert [(month.label, month.issues, month.items) for month in found.months] == [
        ("2025-01", 4, 40), ("2025-02", 4, 40), ("2025-03", 4, 40),
    ]  # fmt: skip
    assert [[(name.name, count) for name, count in month.names] for month in found.months] == [
        [("Bolt", 26)], [], [("Acme", 26), ("Crux", 4)],
    ]  # fmt: skip
    newcomers = [(each.entity.name, each.first.number, each.items, each.issues) for each in found.newcomers]
    assert newcomers == [("Acme", 4, 37, 9), ("Crux", 9, 4, 2)]  # Bolt was there when the archive began
    changes = {row.name: row.signal for row in found.changes if row.kind == "entity"}
    assert changes == {"Acme": "rising", "Bolt": "falling"}
    assert [row.name for row in found.covered] == ["Bolt", "Acme", "Crux"]


def test_without_dates_and_with_one_issue(tmp_path):
    found = review(cast_archive(tmp_path / "a", [issue(1, [item("Acme发布Rho-2")])]))
    assert found.months == () and found.changes == () and found.items == 1
    assert {row.name for row in found.covered} == {"Acme", "Rho-2"}
