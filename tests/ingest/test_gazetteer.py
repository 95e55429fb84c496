"""The gazetteer: its form is checked, its names can be looked up, and the project's own is large and clean."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ingest.gazetteer import load_gazetteer, slug
from kg.errors import ConfigError


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_own_gazetteer_is_large_and_clean() -> None:
    gazetteer = load_gazetteer()
    counts = Counter(entry.type for entry in gazetteer.entries)
    assert counts["company"] + counts["institution"] >= 500
    assert counts["model"] >= 250 and counts["product"] >= 400 and counts["person"] >= 250
    assert counts["benchmark"] >= 100 and counts["event"] > 0
    assert gazetteer.problems == ()
    makers = [entry for entry in gazetteer.entries if entry.type == "model" and entry.maker]
    assert len(makers) > 0.9 * counts["model"]


def test_spellings_agree_but_for_case_spaces_and_hyphens() -> None:
    gazetteer = load_gazetteer()
    for name in ("NVIDIA", "nvidia", "英伟达"):
        assert [entry.id for entry in gazetteer.entries_named(name, "company")] == ["company:nvidia"]
    assert gazetteer.entries_named("gpt5", "model") == gazetteer.entries_named("GPT‑5", "model") != ()


def test_most_specific_address_wins(tmp_path: Path) -> None:
    write(
        tmp_path,
        companies='"Big" = {domains = ["big.com"]}\n'
        '"Big Labs" = {domains = ["labs.big.com", "big.com/labs"], x = ["L"]}\n',
    )
    gazetteer = load_gazetteer(tmp_path)
    named = {
        url: [entry.name for entry in gazetteer.at_domain(*url)]
        for url in [("www.big.com", "/news"), ("x.labs.big.com", "/"), ("big.com", "/labs/a"), ("bigger.com", "/")]
    }
    assert list(named.values()) == [["Big"], ["Big Labs"], ["Big Labs"], []]
    assert [entry.name for entry in gazetteer.by_account["x/l"]] == ["Big Labs"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('"A" = {}\n"B" = {colour = "red"}\n', 2, "colour"),
        ('"A" = {aka = "one"}\n', 1, "aka"),
        ('"A" = {}\n\n"B" = [1]\n', None, "table"),
        ('"A" = {}\n"B" = {\n', 2, "TOML"),
        ('"GPT X" = {}\n"GPT-X" = {}\n', 2, "twice"),
    ],
)
def test_malformed_entries_are_refused_with_their_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        load_gazetteer(write(tmp_path, models=text))
    assert caught.value.path.endswith("models.toml")
    assert line is None or caught.value.line == line


def test_clashes_and_missing_makers_are_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        companies='"A" = {aka = ["One"]}\n"B" = {aka = ["one"], parent = "A"}\n',
        models='"M" = {maker = "Nobody"}\n"N" = {maker = "A", family = "M", aka = ["A"]}\n',
    )
    gazetteer = load_gazetteer(tmp_path)
    assert len(gazetteer.problems) == 2
    assert "models.toml:1: maker “Nobody”" in gazetteer.problems[0]
    assert "“one” names both “B” and “A”" in gazetteer.problems[1]
    by_id = gazetteer.by_id
    assert (by_id["company:b"].maker, by_id["model:n"].maker, by_id["model:n"].family) == (
        "company:a", "company:a", "model:m",
    )  # fmt: skip


def test_a_longer_spelling_is_a_member_of_its_family(tmp_path: Path) -> None:
    models = '"Quill" = {maker = "Z", aka = ["Quill Chat", "Quill-linear", "Feather"]}\n"Quill Big" = {}\n'
    gazetteer = load_gazetteer(write(tmp_path, companies='"Z" = {}\n', models=models))
    quill, _, linear = gazetteer.by_key["quill"][0], *gazetteer.entries[2:]
    assert quill.aliases == ("Quill", "Quill Chat", "Feather")  # “chat” says nothing new
    assert (linear.name, linear.family, linear.maker) == ("Quill-linear", "model:quill", "company:z")


def test_an_alias_that_is_an_entry_makes_no_second_one(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(write(tmp_path, models='"Quill" = {aka = ["Quill Big"]}\n"Quill Big" = {}\n'))
    assert [entry.name for entry in gazetteer.entries] == ["Quill", "Quill Big"] and gazetteer.problems == ()


@pytest.mark.parametrize("fields", ['head = "yes"', "weak = [1]", "maker = []", "aka = {}"])
def test_values_of_the_wrong_kind_are_refused(tmp_path: Path, fields: str) -> None:
    with pytest.raises(ConfigError, match="wrong value"):
        load_gazetteer(write(tmp_path, models=f'"Quill" = {{{fields}}}\n'))


def test_owners_go_by_any_of_three_words(tmp_path: Path) -> None:
    write(tmp_path, companies='"Z" = {}\n"Sub" = {parent = "Z"}\n', people='"Ada" = {org = "Z"}\n')
    by_id = load_gazetteer(tmp_path).by_id
    assert by_id["company:sub"].maker == by_id["person:ada"].maker == "company:z"


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load_gazetteer(tmp_path / "nowhere")


def test_more_aliases_leave_the_first_gazetteer_as_it_was(tmp_path: Path) -> None:
    first = load_gazetteer(write(tmp_path, companies='"A" = {weak = ["Ay"]}\n'))
    second = first.with_aliases([("company:a", "Ay"), ("company:none", "x")])
    assert second.entries[0].aliases == ("A", "Ay") and second.entries[0].weak == ()
    assert first.entries[0].weak == ("Ay",) and first.with_aliases([("company:none", "x")]) is first


@pytest.mark.parametrize(
    ("name", "expected"),
    [("GPT‑5.1-Codex-Max", "gpt-5.1-codex-max"), ("x.ai", "x-ai"), ("月之暗面", "月之暗面"), ("C++", "c-plus-plus"),
     ("…", "unnamed")],
)  # fmt: skip
def test_slugs_are_readable(name: str, expected: str) -> None:
    assert slug(name) == expected
