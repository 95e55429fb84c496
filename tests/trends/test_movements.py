"""What moves of late, and how sure that is: windows, kinds, words, rank, and silence where weeks are dealt out."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from kg.store.arrays import Arrays
from kg.trends.counts import Calendar, Counts
from kg.trends.movements import MOVEMENTS, SURENESS, Movements, Windows
from kg.trends.things import KINDS, entities_named
from tests.history_archive import MONDAY, cast_archive, sample_archive, weekly
from tests.trends.plans import dense_counts, plain_calendar, planned_issues


def _moved(*rows, size=20, days=weekly, series=None):
    """How things move that are named as the rows say, each since its first issue."""
    counts = dense_counts(rows)
    calendar = plain_calendar([size] * len(rows[0]), days=days, series=series)
    movements = Movements(counts, calendar, debut=counts.first_issues())
    return [movements.of(number) for number in range(len(rows))]


STAY = [[1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1], [0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0]] * 20


@pytest.mark.parametrize(
    ("row", "kind", "sure"),
    [
        ([1, 0, 1, 1, 0, 1, 0, 1, 8, 9, 7, 9], "rising", "likely"),
        ([8, 9, 7, 9, 8, 9, 8, 9, 1, 0, 1, 1], "falling", "likely"),
        ([5, 6, 5, 6, 5, 6, 5, 6, 6, 6, 6, 6], "rising", "too little to say"),
        ([0] * 8 + [6, 5, 6, 7], "new", "likely"),
        ([0] * 11 + [1], "new", "too little to say"),
        ([1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 5, 6], "back", "likely"),
        ([6, 5, 6, 7, 6, 5, 6, 7, 0, 0, 0, 0], "gone quiet", "likely"),
        ([0, 1] + [0] * 10, "gone quiet", "too little to say"),
    ],
)
def test_kinds_and_words(row, kind, sure):
    found = _moved(row, *STAY)[0]
    assert (found.kind, found.sure) == (kind, sure)
    assert found.kind in MOVEMENTS and found.sure in SURENESS
    assert (found.recent, found.before) == (sum(row[8:]), sum(row[:8]))
    assert found.interval[0] <= found.ratio <= found.interval[1]
    assert (found.interval[0] > 1 or found.interval[1] < 1) == (found.sure == "likely")


def test_what_is_older_than_the_period_is_not_new():
    counts = dense_counts([[0] * 8 + [6, 5, 6, 7], *STAY])
    movements = Movements(counts, plain_calendar([20] * 12), debut=np.full(counts.things, -1))
    assert movements.of(0).kind == "rising"


@pytest.mark.parametrize(
    ("issues", "days", "first", "recent"),
    [
        (0, weekly, 0, 0),
        (1, weekly, 0, 1),
        (2, weekly, 0, 2),  # two issues have no latest third: all is the time before
        (3, weekly, 0, 2),
        (13, weekly, 0, 9),
        (200, weekly, 144, 196),  # four weeks, and the year before them
        (300, lambda n: MONDAY + timedelta(days=n), 0, 272),
        (40, lambda n: MONDAY + timedelta(days=30 * n), 26, 36),  # a monthly: four issues
        (100, lambda n: None, 44, 96),
    ],
)
def test_windows(issues, days, first, recent):
    found = Windows.of(plain_calendar([10] * issues, days=days))
    assert (found.first, found.recent) == (first, recent)
    assert found.sizes.sum() == 10 * (issues - first)


@pytest.mark.parametrize("issues", [0, 1, 2])
def test_too_few_issues_say_nothing(issues):
    counts = dense_counts([[3] * issues, [1] * issues])
    movements = Movements(counts, plain_calendar([10] * issues), debut=np.zeros(2, np.int64))
    assert all(movements.of(number).sure == "too little to say" for number in range(2))


@pytest.mark.parametrize("issues", [3, 13, 300])
def test_a_planted_rise_comes_first_whatever_the_archive_holds(issues):
    chance = np.random.default_rng(issues)
    stay = chance.binomial(30, np.minimum(0.3, 0.01 / chance.random((60, 1))), (60, issues))
    recent = Windows.of(plain_calendar([30] * issues)).recent
    rise = chance.binomial(30, np.where(np.arange(issues) < recent, 0.03, 0.5))
    counts = dense_counts([*stay, rise])
    movements = Movements(counts, plain_calendar([30] * issues), debut=np.full(61, -1))
    assert movements.ranked("rising", most=5)[0] == 60 and movements.of(60).sure == "likely"


def test_the_surer_word_comes_first_then_what_moved_further():
    rows = [[2, 1, 2, 1, 2, 1, 2, 1, 9, 9, 9, 9], [2, 1, 2, 1, 2, 1, 2, 1, 5, 6, 5, 6], *STAY]
    counts = dense_counts(rows)
    movements = Movements(counts, plain_calendar([20] * 12), debut=counts.first_issues())
    ranked = movements.ranked("rising", most=100).tolist()
    assert ranked[:2] == [0, 1]
    words = [SURENESS.index(movements.of(number).sure) for number in ranked]
    assert words == sorted(words) and movements.ranked("rising", most=1).tolist() == [0]
    every = [number for kind in MOVEMENTS for number in movements.ranked(kind, most=1000).tolist()]
    assert sorted(every) == list(range(len(rows)))


def test_a_daily_that_comes_up_late_moves_nothing():
    weeks, daily = [3] * 14, [0] * 14
    counts = dense_counts([[*weeks, *daily], [*[0] * 14, *[5] * 14]])
    calendar = plain_calendar([20] * 28, series=[0] * 14 + [1] * 14, days=lambda n: weekly((n - 1) % 14 + 1))
    order = np.argsort([issue.date.toordinal() for issue in calendar.issues], kind="stable")
    turned = Calendar(
        tuple(calendar.issues[n] for n in order), calendar.indices, calendar.items, calendar.series[order]
    )
    table = counts.of_things(np.arange(2), issues=28)[:, order]
    moved = Movements(dense_counts(table.tolist()), turned, debut=np.full(2, -1))
    assert [moved.of(number).sure for number in range(2)] == ["too little to say"] * 2


def test_weeks_dealt_at_random_show_hardly_a_mover():
    archive = sample_archive()
    calendar = Calendar.of(archive.issues(), archive.once(Arrays).issues, since=None, until=None)
    names = entities_named(archive)
    likely = []
    for seed in range(40):
        shuffled = calendar.shuffled(seed)
        movements = Movements(Counts.of(names, shuffled), shuffled, debut=np.full(len(names.things), -1))
        ranked = [number for kind in MOVEMENTS for number in movements.ranked(kind, most=20).tolist()]
        likely.append(sum(movements.of(number).sure == "likely" for number in ranked))
    assert np.mean(likely) < 0.5


def test_bunches_of_chance_move_nothing():
    """Names that come in bunches (a week about one subject) are no movers, however many items a bunch has."""
    chance = np.random.default_rng(5)
    bunch = chance.random((60, 24)) < 0.25
    table = chance.binomial(12, np.where(bunch, 0.4, 0.02))
    likely = 0
    for seed in range(20):
        moved = _moved(*table[:, np.random.default_rng(seed).permutation(24)].tolist(), size=30)
        likely += sum(one.sure == "likely" for one in moved)
    assert likely <= 0.01 * 20 * 60


def test_the_movers_of_an_archive(tmp_path):
    plan = {"Acme": [0] * 9 + [3, 4, 5], "Bolt": [3] * 9 + [0] * 3, "Crux": [2] * 12}
    found = cast_archive(tmp_path / "a", planned_issues(plan)).trends()
    assert tuple(found.movers) == KINDS and tuple(found.movers["entity"]) == MOVEMENTS
    assert [row.name for row in found.movers["entity"]["new"]] == ["Acme"]
    assert "Bolt" in [row.name for kind in ("falling", "gone quiet") for row in found.movers["entity"][kind]]
    assert all(row in found.entities for rows in found.movers["entity"].values() for row in rows)
