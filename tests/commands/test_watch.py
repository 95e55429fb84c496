"""`kg watch`: what the last build brought for saved searches, and how builds note what they bring."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import feedparser
import pytest

import kg
from ingest.build import build
from kg.commands.main import main
from kg.commands.saved import Saved, save_search
from kg.commands.watch import new_items
from kg.errors import ArchiveError
from kg.store.generations import NEW, Brought, read_brought, write_brought
from tests.conftest import SAMPLE

ISSUES = sorted(SAMPLE.glob("*.md"))[-4:]
SEARCHES = {
    "OpenAI": Saved("OpenAI"),
    "browsers": Saved("who builds AI browsers"),
    "funding": Saved("融资", kind="bullet"),
    "editorials": Saved(kind="editorial"),
    "newest first": Saved("OpenAI order:new", order="old"),
    "cooking": Saved("红烧肉怎么做"),
    "October": Saved("10月份 OpenAI 的发布"),
    "Unobtainium": Saved("x", entity="Unobtainium"),
}


@pytest.fixture(scope="module")
def grown(tmp_path_factory, request):  # type: ignore[no-untyped-def]
    """An archive of three issues to which the last one has come, built with the bundled model; and its searches."""
    top = tmp_path_factory.mktemp("watch")
    build([*ISSUES[:3], SAMPLE / "kg.toml"], top / "archive")
    build([*ISSUES, SAMPLE / "kg.toml"], top / "archive")
    for name, search in SEARCHES.items():
        save_search(top / "searches.toml", name, search)
    return top


@pytest.fixture
def watch(grown: Path, capfdbinary, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.delenv("KG_SEARCHES", raising=False)

    def call(*words: str, archive: Path = grown / "archive") -> tuple[int, str, str]:
        code = main(["watch", *words, "--archive", str(archive)])
        printed = capfdbinary.readouterr()
        return code, printed.out.decode(), printed.err.decode()

    return call


def records(out: str) -> dict[str, dict]:  # type: ignore[type-arg]
    return {record["name"]: record for record in map(json.loads, out.splitlines())}


# What is told


def test_what_is_new_is_of_the_new_issue_and_about_what_was_asked(watch) -> None:  # type: ignore[no-untyped-def]
    code, out, err = watch("--json", "-n", "100")
    found = records(out)
    assert (code, err) == (0, "") and list(found) == list(SEARCHES)
    hits = {name: record["hits"] for name, record in found.items()}
    assert {hit["item"]["issue"]["number"] for each in hits.values() for hit in each} == {16}
    assert all("company:openai" in {e["id"] for e in hit["item"]["entities"]} or hit["why"]["entities"]
               for hit in hits["OpenAI"])  # fmt: skip
    assert len(hits["OpenAI"]) > 3
    assert "融资" in hits["funding"][0]["item"]["title"] and hits["funding"][0]["item"]["kind"] == "bullet"
    assert {hit["item"]["kind"] for hit in hits["editorials"]} == {"editorial"}
    assert hits["cooking"] == [], "nothing is close"
    assert hits["October"] == [], "no new item is of October"
    assert "No entity is called “Unobtainium”" in found["Unobtainium"]["error"]
    assert hits["newest first"] == hits["OpenAI"], "the best first, whatever the order of the search"
    assert found["funding"]["search"] == {"query": "融资", "kind": "bullet"} and not found["funding"]["more"]


def test_lines_for_a_person(watch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = watch("OpenAI", "cooking", "-n", "2")
    assert code == 0 and out.startswith("» OpenAI  —  more than 2 new\n\n  1. ") and "cooking" not in out
    assert "#16 2025-12-22" in out and out.count("#16") == 2
    code, out, _ = watch("cooking", "October")
    assert code == 1 and out.startswith("Nothing new: the last build brought ") and out.count("\n") == 1


def test_one_feed_of_all(watch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = watch("--feed", "-n", "100")
    feed = feedparser.parse(out)
    assert code == 0 and not feed.bozo and feed.feed.updated == "2025-12-22T00:00:00Z"
    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == len(ids) > 3, "an item of several searches stands once"
    terms = {tag.term for entry in feed.entries for tag in entry.tags}
    assert {"OpenAI", "funding", "editorials"} <= terms
    assert watch("--feed", "-n", "100")[1] == out
    code, out, _ = watch("cooking", "--feed")
    assert code == 1 and not feedparser.parse(out).bozo and feedparser.parse(out).entries == []


def test_the_searches_are_listed(watch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = watch("--list")
    assert code == 0 and out.splitlines()[2] == "funding: 融资 · kind bullet" and len(out.splitlines()) == len(SEARCHES)
    assert json.loads(watch("--list", "--json", "funding")[1]) == {"name": "funding", "query": "融资", "kind": "bullet"}
    code, out, _ = watch("--list", "--searches", str(tmp_path / "none.toml"))
    assert code == 1 and "holds no saved search" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--json", "--feed"), "Give only one of --json and --feed"),
        (("-n", "0"), "-n takes a number from 1 up"),
        (("nobody",), "there is no saved search “nobody”; there are: OpenAI, browsers"),
        (("--searches", "/none/searches.toml"), "holds no saved search; save one: kg search --save NAME QUERY"),
    ],
)
def test_what_cannot_be_is_one_sentence(watch, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = watch(*words)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1


def test_a_search_that_a_hand_wrote_wrong_is_named(watch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "searches.toml"
    file.write_text('[wrong]\nquery = "x"\nsince = "昨天吧"\n', encoding="utf-8")
    code, out, err = watch("--searches", str(file))
    assert (code, out) == (2, "") and err.startswith("kg: “wrong”: ") and err.count("\n") == 1


@pytest.mark.parametrize("noted", [None, "", "{", "[]", '{"generation": "g-1", "before": null, "items": null}',
                                   '{"generation": "../x", "before": null, "items": null}',
                                   '{"generation": 1, "before": null, "items": [1]}'])  # fmt: skip
def test_a_note_that_is_missing_or_bad_is_one_sentence(watch, grown: Path, tmp_path: Path, noted: str | None) -> None:  # type: ignore[no-untyped-def]
    archive = shutil.copytree(grown / "archive", tmp_path / "archive")
    (archive / NEW).unlink()
    if noted is not None:
        (archive / NEW).write_text(noted, encoding="utf-8")
    code, out, err = watch("--searches", str(grown / "searches.toml"), archive=archive)
    assert (code, out) == (2, "")
    assert err == f"kg: {archive}: what the last build brought is not noted; run `kg build` again\n"


def test_only_the_days_of_what_is_new_are_searched(grown: Path, tmp_path: Path) -> None:
    with kg.open(grown / "archive") as archive:
        new = new_items(archive)
        assert (new.since, new.until) == (date(2025, 12, 22), date(2025, 12, 22))
        assert new.asked("x") == "since:2025-12-22 until:2025-12-22 x"


# What builds note


@pytest.fixture
def sources(hash_model, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    """A folder of three small issues; builds need no model."""
    folder = tmp_path / "issues"
    folder.mkdir()
    write(folder, 1, "Acme发布Rho-2模型，参数更少。", "Bolt融资三亿。")
    write(folder, 2, "Crux开源了编译器。", "Hale换了总裁。")
    write(folder, 3, "Iris降价一半。", "Jade收购了Kite。")
    return folder


def write(folder: Path, number: int, *items: str) -> Path:
    file = folder / f"2025-01-0{number}-{number}.md"
    file.write_text(f"# Notes {number}\n\n## News\n\n" + "".join(f"- {item}\n" for item in items), encoding="utf-8")
    return file


def noted(archive: Path) -> tuple[set[str] | None, bool]:
    """Titles that are new, None for all; and whether that is noted of the live generation."""
    brought = read_brought(archive)
    assert brought is not None
    with kg.open(archive) as opened:
        titles = None if brought.items is None else {opened.item(item).title for item in brought.items}
        return titles, brought.generation == opened.generation.name.partition(".")[0]


def test_all_is_new_at_first_and_then_what_comes(sources: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    build([sources], archive)
    assert noted(archive) == (None, True)
    first = (archive / NEW).read_bytes()
    assert build([sources], archive).unchanged and (archive / NEW).read_bytes() == first
    write(sources, 4, "Dune发布新的浏览器。")
    build([sources], archive)
    assert noted(archive) == ({"Dune发布新的浏览器"}, True)
    write(sources, 1, "Acme发布Rho-2模型，参数更少。", "Bolt融资三亿。", "Echo上市。")
    build([sources], archive)
    assert noted(archive) == ({"Echo上市"}, True), "an item that an old issue did not have"


def test_a_build_that_brings_nothing_leaves_new_what_was(sources: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    build([sources], archive)
    write(sources, 4, "Dune发布新的浏览器。", "Flux停止运营。")
    build([sources], archive)
    (tmp_path / "corrections.toml").write_text("[[ignore]]\nentity = 'company:dune'\n", encoding="utf-8")
    assert not build([sources], archive).unchanged
    assert noted(archive) == ({"Dune发布新的浏览器", "Flux停止运营"}, True)
    write(sources, 4, "Flux停止运营。")
    build([sources], archive)
    assert noted(archive) == ({"Flux停止运营"}, True), "what went is not new any more"


def test_an_archive_that_goes_back_has_nothing_new(sources: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    build([sources], archive)
    fourth = write(sources, 4, "Dune发布新的浏览器。")
    build([sources], archive)
    fourth.unlink()
    assert build([sources], archive).unchanged, "the former generation stands still"
    assert noted(archive) == (set(), True)


def test_what_a_killed_build_brought_is_noted_by_the_next(sources: Path, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    archive = tmp_path / "a"
    build([sources], archive)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    write(sources, 4, "Dune发布新的浏览器。")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("ingest.build.write_brought", killed)
        build([sources], archive)
    assert noted(archive)[1] is False, "it is live, and not noted"
    with kg.open(archive) as opened, pytest.raises(ArchiveError, match="run `kg build` again"):
        new_items(opened)
    with monkeypatch.context() as patch:
        assert build([sources], archive).unchanged
    assert noted(archive) == ({"Dune发布新的浏览器"}, True)


@pytest.mark.parametrize("damage", ["gone", "bad"])
def test_a_note_that_was_lost_is_made_up_for(sources: Path, tmp_path: Path, damage: str) -> None:
    archive = tmp_path / "a"
    build([sources], archive)
    (archive / NEW).unlink() if damage == "gone" else (archive / NEW).write_bytes(b"\xff{")
    write(sources, 4, "Dune发布新的浏览器。")
    build([sources], archive)
    assert noted(archive) == ({"Dune发布新的浏览器"}, True)


def test_a_damaged_generation_that_is_made_again_brings_nothing(sources: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    build([sources], archive)
    write(sources, 4, "Dune发布新的浏览器。")
    build([sources], archive)
    (kg.open(archive).generation / "archive.db").write_bytes(b"damaged")
    assert not build([sources], archive).unchanged
    assert kg.open(archive).generation.name.endswith(".1")
    assert noted(archive) == ({"Dune发布新的浏览器"}, True)


def test_the_note_is_read_as_it_was_written(tmp_path: Path) -> None:
    for brought in (Brought("g-1", None, None), Brought("g-2", "g-1", ()), Brought("g-2", "g-1", ("一-1", "b"))):
        write_brought(tmp_path, brought)
        assert read_brought(tmp_path) == brought
    (tmp_path / NEW).unlink()
    (tmp_path / NEW).mkdir()
    (tmp_path / NEW / "x").write_text("x")
    assert read_brought(tmp_path) is None
    write_brought(tmp_path, brought)
    assert read_brought(tmp_path) == brought


def test_where_an_issue_has_no_date_all_days_are_searched(sources: Path, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    archive, file = tmp_path / "a", tmp_path / "searches.toml"
    build([sources], archive)
    (sources / "extra.md").write_text("# Extra\n\n## News\n\n- Dune发布新的浏览器。\n- Gale上线。\n", encoding="utf-8")
    build([sources], archive)
    with kg.open(archive) as opened:
        assert new_items(opened).since is None
    save_search(file, "all", Saved(kind="bullet"))
    capsys.readouterr()
    assert main(["watch", "--json", "--archive", str(archive), "--searches", str(file)]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert {hit["item"]["title"] for hit in hits} == {"Dune发布新的浏览器", "Gale上线"}
