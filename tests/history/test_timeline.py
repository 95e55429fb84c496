"""Timelines: order, events, silences, versions, families, and the command."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from kg.commands.main import main
from kg.errors import UnknownName
from kg.history.kin import family_and_namesakes
from kg.model import EVENT_KINDS, Entity
from tests.history_archive import cast_archive, issue, item, sample_archive, weekly, write_archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    filler = item("别的公司发布别的东西")
    issues = [
        issue(1, [item("Acme发布Rho-2", "https://acme.example/rho-2"), filler], day=weekly(1)),
        issue(2, [filler], day=weekly(2)),
        issue(3, [item("1月16日，Acme发布Rho-3"), item("Rho-2仍然在线：Acme发布说明", "https://acme.example/rho-2")],
              day=weekly(3)),
        *(issue(number, [filler], day=weekly(number)) for number in range(4, 12)),
        issue(12, [item("Acme收购Bolt，3月25日完成"), item("Bolt发布新品，对标Acme")], day=weekly(12)),
        issue(13, [item("上周的事\nAcme收购Bolt的交易", kind="editorial"), item("阿克米再融资\nAcme完成B轮融资")],
              day=weekly(13)),
        *(issue(number, [filler], day=weekly(number)) for number in range(14, 24)),
    ]  # fmt: skip
    return cast_archive(tmp_path_factory.mktemp("line") / "a", issues)


def test_events_are_in_order_with_their_evidence(archive):
    line = archive.timeline("阿克米")
    assert line.entity.id == "company:acme"
    days = [event.day for event in line.events]
    assert days == sorted(days)
    assert all(event.kind in EVENT_KINDS and event.evidence and "\n" not in event.title for event in line.events)
    assert line.events[0].kind == "release"
    stated = [event for event in line.events if event.stated]
    assert date(2025, 1, 16) in {event.day for event in stated}
    assert all(source.evidence in archive.item(source.item).text for event in line.events for source in event.sources)


def test_one_event_in_two_issues_is_told_once(archive):
    line = archive.timeline("Rho-2")
    (first,) = [event for event in line.events if len(event.sources) > 1]
    assert [source.issue.number for source in first.sources] == [1, 3]
    assert first.issue.number == 1


def test_others_and_links(archive):
    event = next(event for event in archive.timeline("Bolt").events if event.kind == "acquisition")
    assert [other.name for other in event.others] == ["Acme"]
    assert archive.timeline("Rho-2").events[0].sources[0].urls == ("https://acme.example/rho-2",)


def test_silences(archive):
    line = archive.timeline("Acme")
    ended = [silence for silence in line.silences if silence.ended]
    assert [(silence.since, silence.until, silence.issues) for silence in ended] == [(weekly(3), weekly(12), 8)]
    still = line.silences[-1]
    assert not still.ended and still.since == weekly(13) and still.issues == 10


def test_first_and_latest(archive):
    line = archive.timeline("Acme")
    assert (line.first.issue.number, line.latest.issue.number) == (1, 13)


def test_a_family_includes_its_members_unless_exact(archive):
    line = archive.timeline("Rho")
    assert {member.name for member in line.members} == {"Rho", "Rho-2", "Rho-3"}
    assert [(version.entity.name, version.maker.name) for version in line.versions] == [
        ("Rho-2", "Acme"),
        ("Rho-3", "Acme"),
    ]
    assert line.versions[1].day == date(2025, 1, 16)
    exact = archive.timeline("Rho", exact=True)
    assert not exact.events and exact.first is None and exact.silences == ()


def test_as_of(archive):
    line = archive.timeline("Acme", as_of="3")
    assert line.latest.issue.number == 3
    assert line.as_of.number == 3 and not line.silences
    assert archive.timeline("Bolt", as_of="3").events == ()
    with pytest.raises(UnknownName):
        archive.timeline("Acme", as_of="99")


def test_unknown_names_get_suggestions(archive, capsys):
    with pytest.raises(UnknownName) as unknown:
        archive.timeline("Acmee")
    assert "Acme" in unknown.value.suggestions
    assert main(["timeline", "Acmee", "--archive", str(archive.path)]) == 1
    assert "Did you mean: Acme" in capsys.readouterr().out


def test_the_command(archive, capsys):
    assert main(["timeline", "Acme", "--json", "--archive", str(archive.path)]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["entity"]["id"] == "company:acme"
    assert {"date", "issue", "kind", "title", "evidence", "item"} <= set(record["events"][0])
    assert record["events"][0]["issue"]["number"] == 1
    assert main(["timeline", "Acme", "--archive", str(archive.path)]) == 0
    shown = capsys.readouterr().out
    assert "acquisition" in shown and "8 issues without a word" in shown
    assert main(["timeline", "Acme", "Bolt", "--archive", str(archive.path)]) == 0
    assert "[Acme + Bolt]" in capsys.readouterr().out
    assert main(["timeline", "Acme", "Bolt", "--json", "--archive", str(archive.path)]) == 0
    assert len(json.loads(capsys.readouterr().out)["timelines"]) == 2
    assert main(["timeline", "Crux", "--archive", str(archive.path)]) == 1


def test_one_issue(tmp_path):
    line = cast_archive(tmp_path / "a", [issue(1, [item("Acme发布Rho-2")], day=weekly(1))]).timeline("Acme")
    assert len(line.events) == 1 and not line.silences


def test_issues_without_dates(tmp_path):
    issues = [issue(number, [item(f"Acme发布Rho-{number}，1月{number}日")]) for number in (1, 2, 3)]
    line = cast_archive(tmp_path / "a", issues).timeline("Acme")
    assert [event.issue.number for event in line.events] == [1, 2, 3]
    assert all(event.day is None for event in line.events) and not line.silences


def test_a_gap_of_a_year_in_the_newsletter_is_no_silence(tmp_path):
    days = [date(2024, 1, 1), date(2025, 1, 6)]
    issues = [issue(number, [item("Acme发布新品")], day=day) for number, day in enumerate(days, 1)]
    assert cast_archive(tmp_path / "a", issues).timeline("Acme").silences == ()


def test_two_newsletters(tmp_path):
    daily = [issue(n, [item("Bolt发布新品")], day=date(2025, 1, n), series="daily") for n in range(1, 30)]
    weeks = [issue(n, [item("Acme发布Rho-2", "https://a.example/x")], day=weekly(n), series="weekly") for n in (1, 3)]
    archive = cast_archive(tmp_path / "a", sorted([*daily, *weeks], key=lambda each: each.date))
    (event,) = archive.timeline("Acme").events
    assert [source.issue.series for source in event.sources] == ["weekly", "weekly"]


def test_families_over_generations_and_in_circles(tmp_path):
    entities = [
        Entity("model:a", "model", "A", ("A",), family="model:c"),
        Entity("model:b", "model", "B", ("B",), family="model:a"),
        Entity("model:c", "model", "C", ("C",), family="model:b"),
        Entity("model:d", "model", "D", ("D",), family="model:a"),
        Entity("model:e", "model", "E", ("E",), family="model:e"),
    ]
    archive = write_archive(tmp_path / "a", [issue(1, [item("A")], day=weekly(1))], entities=entities)
    assert family_and_namesakes(archive, entities[0]) == ["model:a", "model:b", "model:d", "model:c"]
    assert family_and_namesakes(archive, entities[3]) == ["model:d"]
    assert family_and_namesakes(archive, entities[4]) == ["model:e"]


def test_namesakes_are_those_of_the_maker(tmp_path):
    entities = [
        Entity("company:pen", "company", "Pen", ("Pen",)),
        Entity("company:tide", "company", "Tide", ("Tide",)),
        Entity("person:pen", "person", "Pen", ("Pen",)),
        Entity("product:pen", "product", "Pen", ("Pen",), maker="company:pen"),
        Entity("product:tide-pen", "product", "Tide Pen", ("Tide Pen", "Pen"), maker="company:tide"),
    ]
    archive = write_archive(tmp_path / "a", [issue(1, [item("Pen")], day=weekly(1))], entities=entities)
    assert family_and_namesakes(archive, entities[0]) == ["company:pen", "product:pen"]
    assert family_and_namesakes(archive, entities[3]) == ["product:pen", "company:pen"]
    assert family_and_namesakes(archive, entities[2]) == ["person:pen"]


def test_who_asks_for_a_company_means_its_product_of_that_name():
    line = sample_archive().timeline("Cursor")
    assert {"company:anysphere", "product:cursor"} <= {member.id for member in line.members}
    assert any(event.kind == "acquisition" for event in line.events)


def test_asking_for_a_timeline_loads_nothing_heavy():
    code = (
        "import sys, kg.commands.main; kg.commands.main.parser();"
        "print([name for name in ('torch', 'spacy', 'sklearn', 'scipy', 'streamlit', 'pandas') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
