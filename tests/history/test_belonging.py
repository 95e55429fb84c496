"""What belongs to a lab, a model, a person; what matters in a timeline, and what the newest issue brought."""

from __future__ import annotations

import re

import pytest

from kg.history.belonging import belongings
from kg.history.importance import MOST_LEADING, PLAIN, importance, outline
from kg.history.newest import brought
from kg.model import Entity, Evidence, Mention, Relation
from tests.history_archive import issue, item, weekly, write_archive

CAST = [
    Entity("company:acme", "company", "Acme", ("Acme",)),
    Entity("company:bolt", "company", "Bolt", ("Bolt",), maker="company:acme"),
    Entity("company:ghost", "company", "Ghost", ("Ghost",), maker="company:acme"),
    Entity("company:other", "company", "Other", ("Other",)),
    Entity("model:rho", "model", "Rho", ("Rho",), maker="company:acme"),
    Entity("model:rho-2", "model", "Rho-2", ("Rho-2",), "company:acme", "model:rho", (2,)),
    Entity("model:rho-10", "model", "Rho-10", ("Rho-10",), "company:acme", "model:rho", (10,)),
    Entity("model:sigma", "model", "Sigma", ("Sigma",), maker="company:bolt"),
    Entity("model:theirs", "model", "Theirs", ("Theirs",), maker="company:other"),
    Entity("model:unclaimed", "model", "Unclaimed", ("Unclaimed",)),
    Entity("person:ann", "person", "Ann", ("Ann",), maker="company:acme"),
    Entity("person:ben", "person", "Ben", ("Ben",)),
    Entity("person:cid", "person", "Cid", ("Cid",)),
    Entity("person:dan", "person", "Dan", ("Dan",)),
    Entity("product:pad", "product", "Pad", ("Pad",), maker="company:acme"),
]


def _mentions(issues):
    for one in (each for whole in issues for each in whole.items):
        for entity in CAST:
            for found in re.finditer(rf"(?<![A-Za-z]){re.escape(entity.name)}(?![A-Za-z0-9]|-[0-9])", one.text):
                yield Mention(one.id, "text", *found.span(), entity.name, entity.type, entity.name, "t", entity.id)


def _said(item_id, subject, predicate, object_, *, doubt=0.0, **told):
    where = Evidence(item_id, "text", 0, 1, "a", "r")
    return Relation(subject, predicate, object_, where, "stated", tuple(told.items()), doubt)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = [
        issue(1, [item("Acme发布Rho"), item("Acme发布Rho-2"), item("Rho-2 和 Rho-10 对比 Pad"), item("Rho 发布")],
              day=weekly(1)),
        issue(2, [item("Bolt发布Sigma"), item("Acme 的 Ann、Ben、Cid、Dan"), item("Unclaimed 与 Theirs，Acme")],
              day=weekly(2)),
        issue(3, [item("Other发布Theirs")], day=weekly(3)),
    ]  # fmt: skip
    relations = [
        _said("s-2-002", "company:acme", "released", "model:unclaimed"),
        _said("s-2-002", "company:acme", "released", "model:theirs"),
        _said("s-2-001", "person:ben", "works_at", "company:acme"),
        _said("s-2-001", "person:cid", "works_at", "company:acme", former="true"),
        _said("s-2-001", "person:dan", "works_at", "company:acme", doubt=0.9),
    ]
    folder = tmp_path_factory.mktemp("lab") / "a"
    entities = sorted(CAST, key=lambda entity: entity.id)
    return write_archive(folder, issues, mentions=_mentions(issues), entities=entities, relations=relations)


def _of(archive, name):
    return belongings(archive, archive.entity(name))


def test_a_lab_has_models_with_their_versions_folded(archive):
    found = _of(archive, "Acme")
    assert [(row.entity.name, row.items) for row in found.models] == [("Rho", 4), ("Sigma", 1), ("Unclaimed", 1)]
    assert [version.name for version in found.models[0].versions] == ["Rho-2", "Rho-10"]
    assert [row.entity.name for row in found.products] == ["Pad"]


def test_what_a_house_beneath_makes_says_through_whom(archive):
    sigma = _of(archive, "Acme").models[1]
    assert sigma.through.name == "Bolt"
    assert [row.entity.name for row in _of(archive, "Acme").houses] == ["Bolt"], "nothing names Ghost"
    assert _of(archive, "Bolt").models[0].through is None
    assert _of(archive, "Bolt").maker.name == "Acme"


def test_people_who_left_come_last_and_the_doubtful_are_left_out(archive):
    assert [(row.entity.name, row.former) for row in _of(archive, "Acme").people] == [
        ("Ann", False), ("Ben", False), ("Cid", True),
    ]  # fmt: skip
    assert [(row.entity.name, row.former) for row in _of(archive, "Cid").employers] == [("Acme", True)]


def test_a_model_has_its_maker_and_versions_by_number(archive):
    found = _of(archive, "Rho-2")
    assert (found.maker.name, found.family.name) == ("Acme", "Rho")
    assert [version.name for version in found.versions] == ["Rho-10", "Rho"]
    assert not found.models and not found.people


def test_owners_in_a_circle_end(tmp_path):
    circle = [
        Entity("company:a", "company", "Acme", ("Acme",), maker="company:b"),
        Entity("company:b", "company", "Bolt", ("Bolt",), maker="company:a"),
        Entity("model:c", "model", "Rho", ("Rho",), "company:a", "model:d"),
        Entity("model:d", "model", "Sigma", ("Sigma",), "company:b", "model:c"),
    ]
    issues = [issue(1, [item("Acme Bolt Rho Sigma")])]
    mentions = [
        Mention("s-1-000", "text", at, at + len(e.name), e.name, e.type, e.name, "t", e.id)
        for e in circle
        if (at := "Acme Bolt Rho Sigma".index(e.name)) >= 0
    ]
    archive = write_archive(tmp_path / "a", issues, mentions=mentions, entities=circle)
    found = _of(archive, "Acme")
    assert [row.entity.name for row in found.houses] == ["Bolt"]
    assert len(_of(archive, "Rho").versions) == 1


# What matters


def _line(tmp_path, issues):
    archive = write_archive(
        tmp_path / "a", issues, mentions=_mentions(issues), entities=sorted(CAST, key=lambda entity: entity.id)
    )
    return archive, archive.timeline("Acme")


def test_what_more_issues_tell_matters_more_and_a_mention_not_at_all(tmp_path):
    url = "https://acme.example/rho-2"
    issues = [
        issue(1, [item("Acme发布Rho-2", url), item("Acme收购Bolt")], day=weekly(1)),
        issue(2, [item("Acme发布Rho-2", url), item("某会议\n到场的有Acme", section="")], day=weekly(2)),
    ]
    _, line = _line(tmp_path, issues)
    release = next(event for event in line.events if event.kind == "release")
    deal = next(event for event in line.events if event.kind == "acquisition")
    spoken = next(event for event in line.events if event.kind == "mention")
    assert len(release.sources) == 2
    assert importance(line, release) > importance(line, deal) > importance(line, spoken) == 0


def test_an_outline_has_all_events_once_and_mentions_apart(tmp_path):
    issues = [
        issue(n, [item(f"Acme收购Bolt第{n}部分的公司"), item("某会议\n到场的有Acme", section="")], day=weekly(n))
        for n in range(1, 9)
    ]
    _, line = _line(tmp_path, issues)
    laid = outline(line)
    assert {id(event) for event in (*laid.events, *laid.plain)} == {id(event) for event in line.events}
    assert len(laid.plain) == 8 and all(event.kind in PLAIN for event in laid.plain)
    assert [event.day for event in laid.events] == sorted((event.day for event in laid.events), reverse=True)
    weights = [importance(line, event) for event in laid.leading]
    assert len(weights) == MOST_LEADING and weights == sorted(weights, reverse=True)
    assert dict(laid.kinds) == {"acquisition": 8}
    only = outline(line, ["release"])
    assert only.events == only.plain == only.leading == ()
    assert dict(only.kinds) == dict(laid.kinds)


# What the newest issue brought


def test_the_newest_issue_brought_nothing(archive):
    found = brought(archive, archive.timeline("Acme"))
    assert (found.issue.number, found.before.number, found.items) == (3, 2, 0)
    assert found.events == found.goes_on == found.debuts == found.beside == ()


def test_what_the_newest_issue_brought(tmp_path):
    url = "https://acme.example/rho-2"
    issues = [
        issue(1, [item("Acme发布Rho-2", url), item("Acme收购Bolt")], day=weekly(1)),
        issue(2, [item("Acme发布Rho-2", url), item("Acme发布Pad，Other 收购"),
                  item("某会议\n到场的有Acme", section="")], day=weekly(2)),
    ]  # fmt: skip
    archive, line = _line(tmp_path, issues)
    found = brought(archive, line)
    assert (found.issue.number, found.before.number, found.items) == (2, 1, 3)
    assert [event.title for event in found.events] == ["Acme发布Pad，Other 收购"]
    assert [event.title for event in found.goes_on] == ["Acme发布Rho-2"]
    assert found.plain == 1
    assert [one.name for one in found.debuts] == ["Pad"]
    assert [one.name for one in found.beside] == ["Other"]


def test_a_family_whose_version_is_known_is_no_debut(tmp_path):
    issues = [
        issue(1, [item("Acme发布Rho-2")], day=weekly(1)),
        issue(2, [item("Acme发布Rho 与 Rho-10")], day=weekly(2)),
    ]
    archive, line = _line(tmp_path, issues)
    assert [one.name for one in brought(archive, line).debuts] == ["Rho-10"]
    assert brought(archive, archive.timeline("Pad")).before is None
