"""Corrections: read, checked, written back, and replayed in any order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.corrections.file import Correction, Corrections, add_correction, load_corrections, remove_last
from kg.corrections.replay import Corrected, apply_corrections, preview
from kg.errors import ConfigError
from kg.model import Entity, Item, Mention

TEXT = "Acme与Acme AI发布Foo和Foo 2，Bar Inc也用Foo。"
ITEM = Item("i", "1", 0, "", "story", TEXT, TEXT)
NAMES = {
    "Acme": ("company", "company:acme"),
    "Acme AI": ("company", "company:acme-ai"),
    "Foo": ("model", "model:foo"),
    "Foo 2": ("model", "model:foo"),
    "Bar Inc": ("company", "company:bar"),
}


def mention(surface: str, start: int, item_id: str = "i") -> Mention:
    kind, entity = NAMES[surface]
    return Mention(
        item_id,
        "text",
        start,
        start + len(surface),
        surface,
        kind,
        surface,
        "test",
        entity=entity,
        reason="alias",
        doubt=0.4,
    )  # type: ignore[arg-type]


MENTIONS = (
    mention("Acme", 0), mention("Acme AI", 5), mention("Foo", 14), mention("Foo 2", 18), mention("Bar Inc", 24),
    mention("Foo", 33), mention("Foo", 0, "j"),
)  # fmt: skip
ENTITIES = (
    Entity("company:acme", "company", "Acme", ("Acme",), known=True, urls=("https://acme.org",)),
    Entity("company:acme-ai", "company", "Acme AI", ("Acme AI",), urls=("https://acme.ai",)),
    Entity("company:bar", "company", "Bar Inc", ("Bar Inc",)),
    Entity("model:foo", "model", "Foo", ("Foo",), maker="company:acme-ai"),
)


def apply(*entries: Correction) -> Corrected:
    return apply_corrections(MENTIONS, ENTITIES, Corrections(entries))


def ids(corrected: Corrected) -> list[str]:
    return [entity.id for entity in corrected.entities]


def test_the_offsets_of_this_test_are_right() -> None:
    assert all(TEXT[m.start : m.end] == m.surface for m in MENTIONS if m.item_id == "i")


def test_nothing_to_correct_changes_nothing() -> None:
    assert apply() == Corrected(MENTIONS, ENTITIES)


def test_merge() -> None:
    result = apply(Correction("merge", "company:acme-ai", into="company:acme"))
    acme = result.entities[0]
    assert ids(result) == ["company:acme", "company:bar", "model:foo"]
    assert acme.aliases == ("Acme", "Acme AI")
    assert acme.urls == ("https://acme.org", "https://acme.ai")
    assert result.redirects == (("company:acme-ai", "company:acme"),)
    assert result.entities[2].maker == "company:acme"
    moved = result.mentions[1]
    assert (moved.entity, moved.name, moved.reason, moved.doubt) == ("company:acme", "Acme", "correction", 0.0)
    assert result.mentions[0] == MENTIONS[0]


def test_chains_of_merges_lead_to_their_end() -> None:
    result = apply(
        Correction("merge", "company:acme-ai", into="company:acme"),
        Correction("merge", "company:acme", into="company:bar"),
    )
    assert dict(result.redirects) == {"company:acme": "company:bar", "company:acme-ai": "company:bar"}
    assert ids(result) == ["company:bar", "model:foo"]
    assert not result.stale


def test_a_chain_over_an_entity_that_is_not_there_holds() -> None:
    result = apply(
        Correction("merge", "company:acme", into="company:gone"),
        Correction("merge", "company:gone", into="company:bar"),
    )
    assert dict(result.redirects)["company:acme"] == "company:bar"
    assert not result.stale


def test_merge_into_an_id_that_is_new_moves_the_entity_there() -> None:
    result = apply(Correction("merge", "company:bar", into="product:bar"))
    assert [(e.id, e.type, e.name) for e in result.entities if e.name == "Bar Inc"] == [
        ("product:bar", "product", "Bar Inc")
    ]


def test_split_by_surface_and_by_item() -> None:
    result = apply(Correction("split", "model:foo", into="model:foo-2", surface="foo 2"))
    assert [m.entity for m in result.mentions if m.type == "model"] == [
        "model:foo",
        "model:foo-2",
        "model:foo",
        "model:foo",
    ]
    assert next(e for e in result.entities if e.id == "model:foo-2").name == "foo 2"
    result = apply(Correction("split", "model:foo", into="product:foo", surface="Foo", item="j", name="Foo app"))
    assert [m.entity for m in result.mentions if m.surface == "Foo"] == ["model:foo", "model:foo", "product:foo"]
    assert (result.mentions[-1].type, result.mentions[-1].name) == ("product", "Foo app")


def test_an_entity_that_loses_all_its_mentions_goes() -> None:
    assert "company:bar" not in ids(apply(Correction("split", "company:bar", into="product:bar", surface="Bar Inc")))


def test_not_same_takes_apart_what_was_one() -> None:
    result = apply(Correction("not_same", "model:foo", into="model:foo-2"))
    assert result.mentions[3].entity == "model:foo-2"
    assert result.mentions[2].entity == "model:foo"


def test_not_same_of_two_that_are_two_is_no_news() -> None:
    assert apply(Correction("not_same", "company:acme", into="company:bar")) == Corrected(MENTIONS, ENTITIES)


def test_rename_keeps_the_old_name_as_an_alias() -> None:
    result = apply(Correction("rename", "company:bar", name="Bar"))
    bar = next(e for e in result.entities if e.id == "company:bar")
    assert (bar.name, bar.aliases) == ("Bar", ("Bar", "Bar Inc"))
    assert result.mentions[4].name == "Bar"


def test_retype_changes_the_id() -> None:
    result = apply(Correction("retype", "model:foo", type="product"))
    assert ids(result)[-1] == "product:foo"
    assert dict(result.redirects) == {"model:foo": "product:foo"}
    assert {m.type for m in result.mentions if m.entity == "product:foo"} == {"product"}


def test_ignore_all_or_one_spelling() -> None:
    assert len(apply(Correction("ignore", "model:foo")).mentions) == 3
    result = apply(Correction("ignore", "model:foo", surface="Foo 2"))
    assert len(result.mentions) == 6
    assert "model:foo" in ids(result)


def test_alias_draws_the_entity_of_that_name() -> None:
    result = apply(Correction("alias", "company:acme", surface="Acme AI"))
    assert result.mentions[1].entity == "company:acme"
    assert dict(result.redirects) == {"company:acme-ai": "company:acme"}
    assert Corrections((Correction("alias", "company:acme", surface="ACM"),)).aliases == (("company:acme", "ACM"),)


@pytest.mark.parametrize(
    "entry",
    [
        Correction("merge", "company:gone", into="company:acme"),
        Correction("split", "model:foo", into="model:x", surface="Nowhere"),
        Correction("not_same", "model:gone", into="model:lost"),
        Correction("rename", "company:gone", name="X"),
        Correction("retype", "company:gone", type="product"),
        Correction("ignore", "company:gone"),
        Correction("alias", "company:gone", surface="X"),
    ],
)
def test_what_no_longer_applies_is_said_and_harmless(entry: Correction) -> None:
    result = apply(entry)
    assert len(result.stale) == 1
    assert str(entry) in result.stale[0]
    assert (result.mentions, result.entities) == (MENTIONS, ENTITIES)


ALL = (
    Correction("merge", "company:acme-ai", into="company:acme"),
    Correction("split", "model:foo", into="model:foo-2", surface="Foo 2"),
    Correction("rename", "company:acme-ai", name="Acme Corp"),
    Correction("retype", "model:foo", type="product"),
    Correction("ignore", "company:bar"),
    Correction("alias", "company:acme", surface="ACM"),
)


def test_order_of_entries_means_nothing(tmp_path: Path) -> None:
    whole = apply(*ALL)
    assert next(e for e in whole.entities if e.id == "company:acme").name == "Acme Corp"
    for order in list(permutations(ALL))[::37]:
        assert apply(*order) == whole
        path = tmp_path / "c.toml"
        path.unlink(missing_ok=True)
        for entry in order:
            last = add_correction(path, entry)
        assert last == load_corrections(path) == Corrections(tuple(sorted(ALL)))


def test_preview_counts_and_shows() -> None:
    shown = preview(ALL[0], mentions=MENTIONS, entities=ENTITIES, items=[ITEM])
    assert (shown.mentions, shown.items, shown.entities, shown.stale) == (1, 1, -1, "")
    assert shown.samples == (TEXT,)
    stale = preview(Correction("ignore", "model:x"), mentions=MENTIONS, entities=ENTITIES, items=[ITEM])
    assert stale.mentions == 0
    assert stale.stale


# The file


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[merge]]\nfrom = 'company:a'\n", "no field into"),
        ("[[merge]]\nfrom = 'company:a'\ninto = 'company:b'\nthen = 'x'\n", "unknown field then"),
        ("[[merge]]\nfrom = 'a'\ninto = 'company:b'\n", "no entity id"),
        ("[[merge]]\nfrom = 'company:a'\ninto = 'company:a'\n", "twice"),
        ("[[retype]]\nentity = 'company:a'\ntype = 'firm'\n", "no type"),
        ("[[retype]]\nentity = 'company:a'\ntype = 'company'\n", "twice"),
        ("[[rename]]\nentity = 'company:a'\nname = 3\n", "must be a text"),
        ("[[rename]]\nentity = 'company:a'\nname = ' '\n", "must be a text"),
        ("[merge]\nfrom = 'company:a'\ninto = 'company:b'\n", "two brackets"),
        ("merge = [3]\n", "no table"),
        ("[[melt]]\n", "no kind"),
        ("[[merge]\n", "no TOML"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_corrections(write(tmp_path, text))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_corrections(tmp_path / "none.toml")


CONTRADICTIONS = [
    (Correction("merge", "company:a", into="company:b"), Correction("merge", "company:a", into="company:c")),
    (Correction("merge", "company:a", into="company:b"), Correction("merge", "company:b", into="company:a")),
    (Correction("merge", "company:a", into="company:b"), Correction("not_same", "company:b", into="company:a")),
    (Correction("merge", "company:a", into="company:b"), Correction("retype", "company:a", type="product")),
    (Correction("merge", "company:a", into="company:b"), Correction("ignore", "company:b")),
    (Correction("rename", "company:a", name="A"), Correction("rename", "company:a", name="B")),
    (Correction("rename", "company:a", name="A"), Correction("ignore", "company:a")),
    (Correction("retype", "company:a", type="product"), Correction("retype", "company:a", type="model")),
    (Correction("retype", "company:a", type="product"), Correction("retype", "product:a", type="company")),
    (Correction("alias", "company:a", surface="AA"), Correction("alias", "company:b", surface="A A")),
    (
        Correction("split", "model:a", into="model:b", surface="x"),
        Correction("split", "model:a", into="model:c", surface="X"),
    ),
    (Correction("split", "model:a", into="model:b", surface="x"), Correction("ignore", "model:a", surface="x")),
]


@pytest.mark.parametrize(
    "pair", CONTRADICTIONS, ids=[f"{a.kind}-{b.kind}-{i}" for i, (a, b) in enumerate(CONTRADICTIONS)]
)
@pytest.mark.parametrize("turned", [False, True])
def test_contradictions_name_both_and_leave_the_file(
    tmp_path: Path, pair: tuple[Correction, Correction], turned: bool
) -> None:
    first, second = reversed(pair) if turned else pair
    path = tmp_path / "corrections.toml"
    add_correction(path, first)
    before = path.read_bytes()
    with pytest.raises(ConfigError) as caught:
        add_correction(path, second)
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_contradiction_over_a_chain() -> None:
    chain = [Correction("merge", "company:a", into="company:b"), Correction("merge", "company:b", into="company:c")]
    from kg.corrections.file import _refuse_contradictions

    _refuse_contradictions(chain, Path("x"))
    with pytest.raises(ConfigError, match="not_same"):
        _refuse_contradictions([*chain, Correction("not_same", "company:a", into="company:c")], Path("x"))


def test_writing_keeps_what_people_wrote(tmp_path: Path) -> None:
    path = write(tmp_path, "# ours\n[[rename]]  # why not\nentity = 'company:a'\nname = 'A'\n")
    before = path.read_text(encoding="utf-8")
    add_correction(path, Correction("merge", "company:x", into="company:y", why='so "said"\n\\'))
    assert path.read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    assert load_corrections(path).entries[0].why == 'so "said"\n\\'.strip()
    removed = remove_last(path)
    assert removed is not None
    assert removed.kind == "merge"
    assert path.read_text(encoding="utf-8") == before
    assert remove_last(path) == Correction("rename", "company:a", name="A")
    assert remove_last(path) is None
    assert load_corrections(path) == Corrections()
    assert path.read_text(encoding="utf-8") == "# ours\n"


def test_no_file_has_nothing_to_undo(tmp_path: Path) -> None:
    assert remove_last(tmp_path / "none.toml") is None


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30).filter(lambda text: text.strip() != "")
)
def test_any_name_is_written_and_read_back(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("c") / "corrections.toml"
    entry = Correction("rename", "company:a", name=name.strip())
    assert add_correction(path, entry).entries == (entry,)
    assert load_corrections(path).entries == (entry,)
