"""A correction names what the archive knows, or is refused with what is close."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.corrections.correction import Correction
from kg.corrections.file import add_correction, load_corrections
from kg.corrections.known import close_ids
from kg.errors import UnknownName
from kg.model import Entity

OTHERS = tuple(
    Entity(f"{kind}:{tail}", kind, name, (name,))  # type: ignore[arg-type]
    for kind, tail, name in [
        ("company", "openai", "OpenAI"), ("product", "openai-api", "OpenAI API"), ("company", "deepmind", "深度思维"),
        ("person", "mira", "Mira"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "closest"),
    [
        ("company:opnai", "company:openai"),
        ("product:openai", "company:openai"),
        ("OpenAI", "company:openai"),
        ("company:open-ai", "company:openai"),
        ("company:深度思维", "company:deepmind"),
        ("company:OpenAI API", "product:openai-api"),
    ],
)
def test_the_closest_ids_go_by_id_and_by_name(wanted: str, closest: str) -> None:
    assert close_ids(wanted, OTHERS)[0] == closest


@pytest.mark.parametrize("wanted", ["company:zzzzzz", "", ":", "\udcff"])
def test_what_is_like_nothing_has_none_that_is_close(wanted: str) -> None:
    assert close_ids(wanted, OTHERS) == ()


UNKNOWN = [
    Correction("merge", "company:opnai", into="company:nvidia"),
    Correction("merge", "company:nvidia", into="company:opnai"),
    Correction("merge", "OpenAI", into="company:nvidia"),
    Correction("split", "company:opnai", surface="OpenAI", into="company:new"),
    Correction("not_same", "company:openai", into="company:opnai"),
    Correction("not_same", "company:opnai", into="company:opnei"),
    Correction("rename", "company:opnai", name="OpenAI"),
    Correction("retype", "company:opnai", type="product"),
    Correction("ignore", "company:opnai"),
    Correction("alias", "company:opnai", surface="OAI"),
]


@pytest.mark.parametrize("entry", UNKNOWN, ids=str)
def test_an_unknown_id_is_refused_with_the_closest(
    sample: kg.archive.Archive, tmp_path: Path, entry: Correction
) -> None:
    path = tmp_path / "corrections.toml"
    with pytest.raises(UnknownName) as caught:
        add_correction(path, entry, archive=sample)
    assert caught.value.suggestions[0] == "company:openai"
    assert not path.exists()
    add_correction(path, Correction("alias", "company:openai", surface="OAI"), archive=sample)


def test_an_unknown_item_is_refused(sample: kg.archive.Archive, tmp_path: Path) -> None:
    item = next(iter(sample.items())).id
    path = tmp_path / "corrections.toml"
    with pytest.raises(UnknownName) as caught:
        add_correction(path, Correction("ignore", "company:openai", item=item + "0"), archive=sample)
    assert caught.value.suggestions[0].startswith("gleanings-1-")
    assert add_correction(path, Correction("ignore", "company:openai", item=item), archive=sample)


def test_what_a_correction_makes_is_known(sample: kg.archive.Archive, tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    for entry in (
        Correction("split", "company:openai", surface="OpenAI", into="company:openai-labs", item=""),
        Correction("rename", "company:openai-labs", name="OpenAI Labs"),
        Correction("retype", "company:nvidia", type="institution"),
        Correction("merge", "institution:nvidia", into="company:openai-labs"),
        Correction("not_same", "company:google", into="company:meta"),
    ):
        assert add_correction(path, entry, archive=sample), entry
    assert len(load_corrections(path).entries) == 5


def test_two_may_be_told_apart_that_are_one_by_now(sample: kg.archive.Archive, tmp_path: Path) -> None:
    """One of them is no id of the archive, but written in it."""
    mention = next(one for one in sample.mentions() if one.entity == "company:openai")
    entry = Correction("not_same", "company:openai", into=f"product:{mention.surface.lower()}")
    assert add_correction(tmp_path / "corrections.toml", entry, archive=sample)
