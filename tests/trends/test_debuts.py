"""Who is new, and who is back."""

from __future__ import annotations

import numpy as np
import pytest

from kg.trends.debuts import find_arrivals
from kg.trends.things import Namings, Thing, entities_named, namings
from tests.history_archive import cast_archive, issue, weekly
from tests.trends.plans import planned_issues

PLAN = {"Acme": [1, 1] + [0] * 9 + [1], "Bolt": [1] * 12, "Crux": [0] * 11 + [2]}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return cast_archive(tmp_path_factory.mktemp("debuts") / "a", planned_issues(PLAN))


def test_debuts_and_comebacks(archive):
    found = find_arrivals(entities_named(archive), archive.issues(), 11)
    assert [(each.entity.name, each.items, each.issue.number) for each in found.debuts] == [("Crux", 2, 12)]
    (back,) = found.comebacks
    assert (back.entity.name, back.before.number, back.issues, back.days) == ("Acme", 2, 9, 70)


def test_the_first_issue_has_only_debuts(archive):
    found = find_arrivals(entities_named(archive), archive.issues(), 0)
    assert {each.entity.name for each in found.debuts} == {"Acme", "Bolt"} and found.comebacks == ()


def test_issues_without_dates_count_as_so_many(tmp_path):
    undated = cast_archive(tmp_path / "b", planned_issues(PLAN, days=lambda number: None))
    found = find_arrivals(entities_named(undated), undated.issues(), 11)
    assert [(each.entity.name, each.days) for each in found.comebacks] == [("Acme", None)]


def _named(things: list[Thing], pairs: list[tuple[int, int]]) -> Namings:
    """Namings in issues of one item each."""
    items, numbers = np.array(pairs).T
    return namings("entity", things, items, numbers, np.arange(20, dtype=np.int32))


def test_a_namesake_is_no_debut():
    things = [Thing("company:rho", "Rho", "company"), Thing("model:rho", "rho", "model")]
    issues = [issue(n, [], day=weekly(n)) for n in range(1, 21)]
    found = find_arrivals(_named(things, [(0, 0), (2, 1)]), issues, 2)
    assert found.debuts == () and found.comebacks == ()  # two weeks are no silence
    assert [each.entity.id for each in find_arrivals(_named(things, [(0, 0), (9, 1)]), issues, 9).comebacks] == [
        "model:rho"
    ]


@pytest.mark.parametrize(("gap", "back"), [(6, False), (7, True)])
def test_six_weeks_make_a_silence(gap, back):
    things = [Thing("company:acme", "Acme", "company")]
    issues = [issue(n, [], day=weekly(n)) for n in range(1, 21)]
    found = find_arrivals(_named(things, [(0, 0), (gap, 0)]), issues, gap)
    assert bool(found.comebacks) == back
