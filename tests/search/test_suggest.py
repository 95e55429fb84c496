"""Names by their beginning, a word, pinyin or nearly so; in what order; whatever is typed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.archive import Archive
from kg.errors import ArchiveError, UsageError
from kg.model import Entity, EntityType, Named
from kg.search.suggest import Suggestion
from kg.store.derived import file_of
from kg.store.manifest import write_manifest
from kg.store.typed import NAME, work_out_typed
from kg.text.words import WORD_UNIT, fold, name_key
from tests.store.archives import archived, issue, item

ALL = 1_000


def entity(type_: EntityType, name: str, *aliases: str) -> Entity:
    return Entity(f"{type_}:{name_key(name)}", type_, name, (name, *aliases))


OPENAI = entity("company", "OpenAI", "Open AI")
ALTMAN = entity("person", "Sam Altman", "山姆·奥特曼", "奥特曼", "Altman")
ENTITIES = tuple(
    sorted(
        [
            OPENAI,
            ALTMAN,
            entity("product", "Opera"),
            entity("product", "OpenRouter"),
            entity("product", "Operator", "OpenAI Operator"),
            entity("company", "Samsung", "三星"),
            entity("product", "Claude Code"),
            entity("product", "Codex"),
            entity("model", "GPT-5"),
            entity("model", "GPT-5.1-Codex"),
            entity("model", "GPT-4"),
            entity("company", "Anthropic"),
            entity("company", "Alibaba", "阿里巴巴"),
            entity("company", "字节跳动", "ByteDance"),
            entity("product", "B站"),
            entity("company", "长鑫存储"),
            entity("company", "重庆大学"),
            entity("product", "腾讯混元"),
            entity("company", "Café Müller"),
            entity("paper", "Attention Is All You Need", "注意力就是你所需要的一切"),
            entity("product", "𠮷野家 😀 Bento"),
        ],
        key=lambda each: each.id,
    )
)
NEWEST = date(2025, 11, 3)
TEXTS = [
    "OpenAI opens.", "OpenAI and Opera.", "OpenAI hires Sam Altman.", "GPT-5.1-Codex runs.", "GPT-5.1-Codex again.",
    "GPT-5.1-Codex once more.", "GPT-5 waits.", "Claude Code and Codex.", "Claude Code writes.", "阿里巴巴开源。",
    "Samsung melts sand.",
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return made(tmp_path_factory.mktemp("names") / "archive")


def made(folder: Path) -> Archive:
    found = archived(folder, issue(1, NEWEST, *map(item, TEXTS)), entities=ENTITIES, of=Archive)
    assert isinstance(found, Archive)
    return found


def names(archive: Archive, prefix: str, limit: int = ALL) -> list[str]:
    return [found.entity.name for found in archive.suggest(prefix, limit=limit)]


def sure(archive: Archive, prefix: str) -> list[str]:
    return [found.entity.name for found in archive.suggest(prefix, limit=ALL) if found.match != "misspelt"]


def test_what_a_suggestion_says(archive: Archive) -> None:
    named = Named(ALTMAN.id, "person", "Sam Altman")
    assert archive.suggest("sam al") == (Suggestion(named, "Sam Altman", 1, "name"),)
    assert archive.suggest("奥特") == (Suggestion(named, "奥特曼", 1, "name"),)
    assert archive.suggest("altm") == (Suggestion(named, "Altman", 1, "name"),), "each once, with its best match"


def test_popular_names_come_first(archive: Archive) -> None:
    assert names(archive, "ope") == ["OpenAI", "Opera", "Operator", "OpenRouter"], "the shorter of two equals first"
    assert names(archive, "ope", 2) == ["OpenAI", "Opera"]
    assert [found.items for found in archive.suggest("ope")] == [3, 1, 0, 0]
    assert names(archive, "", 4) == ["OpenAI", "GPT-5.1-Codex", "Claude Code", "GPT-5"]
    assert len(names(archive, "")) == len(ENTITIES)


def test_beginnings_of_names_come_before_those_of_words(archive: Archive) -> None:
    found = archive.suggest("code")
    assert [(each.entity.name, each.match) for each in found] == [
        ("Codex", "name"), ("GPT-5.1-Codex", "word"), ("Claude Code", "word"),
    ]  # fmt: skip
    first = archive.suggest("you")[0]
    assert (first.entity.name, first.match) == ("Attention Is All You Need", "word")
    assert archive.suggest("ai")[0].alias == "Open AI", "though the name is typed as the one without a space"
    assert sure(archive, "跳动") == ["字节跳动"], "a Chinese name does not show where its words begin"
    assert sure(archive, "bento") == ["𠮷野家 😀 Bento"]


def test_a_name_that_is_typed_whole_comes_first(archive: Archive) -> None:
    assert sure(archive, "gpt-5") == ["GPT-5", "GPT-5.1-Codex"]
    assert sure(archive, "gpt-") == ["GPT-5.1-Codex", "GPT-5", "GPT-4"]
    assert archive.suggest("open ai operator")[0].alias == "OpenAI Operator"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("gpt5", "GPT-5"), ("ＧＰＴ－５", "GPT-5"), ("openai", "OpenAI"), ("Open a", "OpenAI"),
        ("GPT 5.1", "GPT-5.1-Codex"), ("gpt 5.1 c", "GPT-5.1-Codex"),
        ("字節", "字节跳动"), ("長鑫", "长鑫存储"), ("騰訊", "腾讯混元"),
        ("CAFÉ", "Café Müller"), ("𠮷野", "𠮷野家 😀 Bento"), ("山姆 奥", "Sam Altman"),
    ],
)  # fmt: skip
def test_any_spelling(archive: Archive, typed: str, name: str) -> None:
    found = archive.suggest(typed)[0]
    assert (found.entity.name, found.match) == (name, "name")


def test_traditional_names_are_found_by_simplified_characters(tmp_path: Path) -> None:
    taiwan = entity("company", "鴻海精密")
    with archived(tmp_path / "archive", issue(1, NEWEST, item("鴻海精密")), entities=[taiwan], of=Archive) as archive:
        assert isinstance(archive, Archive)
        for typed in ("鸿海", "鴻海", "精密", "honghai", "hhjm"):
            assert archive.suggest(typed)[0].alias == "鴻海精密"


@pytest.mark.parametrize(
    ("typed", "alias"),
    [
        ("ali", "阿里巴巴"), ("alib", "阿里巴巴"), ("albb", "阿里巴巴"), ("zijie", "字节跳动"), ("zi jie", "字节跳动"),
        ("zjtd", "字节跳动"), ("bzhan", "B站"), ("bz", "B站"), ("aoteman", "奥特曼"), ("changx", "长鑫存储"),
        ("zhangx", "长鑫存储"), ("cxcc", "长鑫存储"), ("chongqing", "重庆大学"), ("hunyuan", "腾讯混元"),
        ("zhuyili", "注意力就是你所需要的一切"), ("daxue", "重庆大学"),
    ],
)  # fmt: skip
def test_pinyin(archive: Archive, typed: str, alias: str) -> None:
    found = [each for each in archive.suggest(typed) if each.match == "pinyin"]
    owner = next(each for each in ENTITIES if alias in each.aliases)
    if owner.name == "Alibaba" and typed != "albb":
        assert archive.suggest(typed)[0].entity.name == "Alibaba", "its other name begins so"
    else:
        assert [each.alias for each in found] == [alias]


def test_who_asks_needs_no_dictionary_of_pinyin(archive: Archive) -> None:
    code = (
        f"import sys, kg; found = kg.open({str(archive.path)!r}).suggest('zijei'); "
        "sys.exit(found[0].alias != '字节跳动' or 'pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("antrhop", "Anthropic"), ("opnai", "OpenAI"), ("oppenai", "OpenAI"), ("openia", "OpenAI"),
        ("clauda c", "Claude Code"), ("anthropicc", "Anthropic"), ("amthropik", "Anthropic"), ("gtp5", "GPT-5"),
        ("altmna", "Sam Altman"),
        ("奥特慢", "Sam Altman"), ("字节挑动", "字节跳动"), ("zijiw", "字节跳动"),
        ("cafe", "Café Müller"), ("muller", "Café Müller"),
    ],
)  # fmt: skip
def test_misspelt(archive: Archive, typed: str, name: str) -> None:
    assert (name, "misspelt") in [(found.entity.name, found.match) for found in archive.suggest(typed, limit=ALL)]
    assert sure(archive, typed) == []


@pytest.mark.parametrize("typed", ["gpt6", "gpt-7", "gpt 55", "oen", "xqzw", "opoanai", "奥慢", "!!!"])
def test_what_is_too_far_from_any_name(archive: Archive, typed: str) -> None:
    assert archive.suggest(typed) == ()


def test_misspelt_names_stand_behind_all_others_and_only_where_there_is_room(archive: Archive) -> None:
    matches = [found.match for found in archive.suggest("opera", limit=ALL)]
    assert matches[:2] == ["name", "name"] and set(matches[2:]) == {"misspelt"}, "OpenRouter, OpenAI"
    assert names(archive, "opera", 2) == ["Opera", "Operator"]


def test_what_is_in_the_news_counts_more(tmp_path: Path) -> None:
    old, new = entity("product", "Harbor"), entity("product", "Harvest")
    issues = [
        issue(1, NEWEST - timedelta(400), item("Harbor."), item("Harbor again."), item("Harbor thrice.")),
        issue(2, NEWEST, item("Harvest."), item("Harvest again.")),
    ]
    with archived(tmp_path / "archive", *issues, entities=[old, new], of=Archive) as archive:
        assert isinstance(archive, Archive)
        assert [(found.entity.name, found.items) for found in archive.suggest("har")] == [("Harvest", 2), ("Harbor", 3)]


def test_no_names_at_all(tmp_path: Path) -> None:
    with archived(tmp_path / "archive", issue(1, NEWEST, item("Rain.")), of=Archive) as archive:
        assert isinstance(archive, Archive)
        assert [archive.suggest(typed) for typed in ("", "a", "antrhop", "字节跳动")] == [()] * 4


def test_limits(archive: Archive) -> None:
    assert archive.suggest("ope", limit=0) == archive.suggest("", limit=0) == ()
    with pytest.raises(UsageError, match="negative"):
        archive.suggest("ope", limit=-1)


@given(st.sampled_from([alias for each in ENTITIES for alias in each.aliases]), st.integers(1, 30))
def test_every_beginning_of_every_name_finds_it(archive: Archive, alias: str, length: int) -> None:
    typed = alias[:length]
    found = [each for each in archive.suggest(typed, limit=ALL) if alias in _aliases(each.entity.id)]
    assert [each.match for each in found] == ["name"]
    assert name_key(found[0].alias).startswith(name_key(typed))


@given(st.sampled_from([alias for each in ENTITIES for alias in each.aliases]), st.data())
def test_every_beginning_of_every_word_finds_it(archive: Archive, alias: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(WORD_UNIT.findall(fold(alias))))
    typed = word[: data.draw(st.integers(1, len(word)))]
    (found,) = [each for each in archive.suggest(typed, limit=ALL) if alias in _aliases(each.entity.id)]
    assert found.match in {"name", "word"}


TYPED = st.one_of(
    st.text(max_size=40),
    st.text("aeionprst光年字节", max_size=12),
    st.builds(
        lambda name, cut, more: name[:cut] + more,
        st.sampled_from([alias for each in ENTITIES for alias in each.aliases]),
        st.integers(0, 30),
        st.text(max_size=3),
    ),
)


@given(TYPED, st.integers(0, 12))
def test_whatever_is_typed(archive: Archive, typed: str, limit: int) -> None:
    every = archive.suggest(typed, limit=ALL)
    assert archive.suggest(typed, limit=limit) == every[:limit]
    assert len({found.entity.id for found in every}) == len(every), "each once"
    for found in every:
        assert found.alias in _aliases(found.entity.id)
    order = [("name", "word", "pinyin", "misspelt").index(found.match) for found in every]
    assert order == sorted(order)
    key = name_key(typed)
    assert all(key in name_key(found.alias) for found in every if found.match in {"name", "word"})
    assert len(key) >= 3 or "misspelt" not in {found.match for found in every}


@given(st.text("\ud800\0 \n\t😀🇨🇳a", max_size=5) | st.just("Attention is all you need " * 50))
def test_odd_texts(archive: Archive, typed: str) -> None:
    assert isinstance(archive.suggest(typed), tuple)


LATIN = sorted({key for each in ENTITIES for key in map(name_key, each.aliases) if key.isascii() and key.isalpha()})


@settings(max_examples=200)
@given(st.sampled_from(LATIN), st.data())
def test_one_edit_anywhere_finds_the_name(archive: Archive, key: str, data: st.DataObject) -> None:
    start = key[: data.draw(st.integers(5, max(5, len(key))))]
    at = data.draw(st.integers(0, len(start) - 2))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typed = data.draw(
        st.sampled_from(
            [
                start[:at] + start[at + 1 :],
                start[:at] + letter + start[at:],
                start[:at] + letter + start[at + 1 :],
                start[:at] + start[at + 1] + start[at] + start[at + 2 :],
            ]
        )
    )
    aliases = {alias for each in ENTITIES if key in map(name_key, each.aliases) for alias in each.aliases}
    assert any(found.alias in aliases for found in archive.suggest(typed, limit=ALL)), typed


@settings(max_examples=200)
@given(st.text("aceinoprt", min_size=4, max_size=10))
def test_misspelt_names_are_near(archive: Archive, typed: str) -> None:
    for found in archive.suggest(typed, limit=ALL):
        key = name_key(found.alias)
        if found.match == "misspelt" and key.isascii():
            edits = min(
                _edits(key[start:end], typed) for start in range(len(key)) for end in range(start, len(key) + 1)
            )
            assert 0 < edits <= (2 if len(typed) >= 8 else 1)


def _edits(one: str, other: str) -> int:
    """How many letters to add, drop, change or swap with their neighbour make one of the other; each place once."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            least = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], wanted):
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]


def _aliases(id_: str) -> tuple[str, ...]:
    return next(each.aliases for each in ENTITIES if each.id == id_)


def test_the_same_archive_gives_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    with made(tmp_path / "again") as again:
        assert file_of(again.generation, NAME).read_bytes() == file_of(archive.generation, NAME).read_bytes()
    for key, array in work_out_typed(archive).items():
        assert array.dtype.byteorder in "=<|", key
        assert np.array_equal(array, work_out_typed(archive)[key])


def test_an_older_archive_opens_and_says_what_it_lacks(tmp_path: Path) -> None:
    with made(tmp_path / "archive") as new:
        gone = file_of(new.generation, NAME)
        kept = tuple(each for each in new.manifest.checksums if each[0] != gone.name)
        gone.unlink()
        write_manifest(new.generation, replace(new.manifest, checksums=kept))
    with Archive(tmp_path / "archive") as old:
        assert old.entity("OpenAI").name == "OpenAI"
        with pytest.raises(ArchiveError, match="kg build"):
            old.suggest("ope")
