"""An archive at a glance, and queries that it answers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

import kg
from ingest.build import build
from kg.digests.overview import RUNNING_DAYS, find_changes, find_weeks, overview
from kg.digests.questions import MOST, find_questions
from kg.search.offers import MOST as MOST_OFFERS
from kg.search.offers import find_offers


def test_the_latest_issue_with_what_is_new_in_it(sample):
    found = overview(sample)
    newest = sample.issues()[-1]
    assert found.brought.issue.id == newest.id
    assert [item.id for item in found.latest] == [item.id for item in sample.items(newest)]
    assert (found.issues, found.items) == (16, sample.manifest.items)
    assert found.new_names
    earlier = {m.entity for item in sample.items() if item.issue_id != newest.id for m in sample.mentions(item.id)}
    for debut in found.new_names:
        assert debut.entity.id not in earlier and debut.entity.type not in {"paper", "report", "article"}


def test_stories_that_run_have_news_of_late(sample):
    found = overview(sample)
    assert found.stories
    for story in found.stories:
        assert (found.days[1] - story.span[1]).days <= RUNNING_DAYS


def test_every_issue_stands_in_its_week_once(sample):
    weeks = find_weeks(sample)
    assert [issue for week in weeks for issue in week.issues] == list(sample.issues())
    assert sum(week.items for week in weeks) == sample.manifest.items
    assert all(a.monday < b.monday for a, b in pairwise(weeks))
    for week in weeks:
        assert week.monday.weekday() == 0
        assert all(timedelta(0) <= issue.date - week.monday < timedelta(7) for issue in week.issues)


def _issue(folder, name, title, lines):
    (folder / name).write_text(f"# {title}\n\n## News\n\n" + "\n".join(f"- {line}" for line in lines), encoding="utf-8")


def test_two_issues_of_a_week_and_one_without_a_date(tmp_path, hash_model):
    source = tmp_path / "issues"
    source.mkdir()
    _issue(source, "2025-03-03-001.md", "Weekly 1", ["Foo opens a shop.", "Bar sells boats."])
    _issue(source, "2025-03-09-002.md", "Weekly 2", ["Foo closes a shop.", "Bar sells a barge.", "Baz is here."])
    _issue(source, "2025-03-10-003.md", "Weekly 3", ["Foo moves to Lyon.", "Bar buys boats."])
    build([source], tmp_path / "archive")
    weeks = find_weeks(kg.open(tmp_path / "archive"))
    assert [(week.monday, len(week.issues), week.items) for week in weeks] == [
        (date(2025, 3, 3), 2, 5), (date(2025, 3, 10), 1, 2),
    ]  # fmt: skip


def test_what_moves_does_so_with_some_certainty(sample):
    found = find_changes(sample)
    assert found.new and {trend.movement.kind for trend in found.new} == {"new"}
    assert {trend.movement.kind for trend in found.moving} <= {"rising", "back", "falling", "gone quiet"}
    assert all(trend.movement.sure in ("likely", "perhaps") for trend in found.moving)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_queries_worth_trying_are_answered(sample, language):
    questions = find_questions(sample, language)
    assert len(questions) == MOST
    assert len({question.query for question in questions}) == len({question.first.id for question in questions}) == MOST
    for question in questions:
        results = sample.search(question.query)
        assert results[0].item == question.first and results[0].close
        assert not results.nothing_close and not results.other_times and results.total == question.items
    assert any(" in " in q.query or "月" in q.query for q in questions), "one speaks of a time"


def test_what_is_offered_for_the_beginning_of_a_name_or_a_section(sample):
    assert find_offers(sample, "ope")[0].query == "OpenAI"
    (section,) = (offer for offer in find_offers(sample, "论") if offer.kind == "section")
    hits = sample.search(section.query, limit=100)
    assert len(hits) == section.items and {hit.item.section for hit in hits} == {section.label}
    assert len(find_offers(sample, "")) == MOST_OFFERS
    assert find_offers(sample, "zzzzqqqq") == ()
