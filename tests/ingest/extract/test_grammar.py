"""Grammar of names: known heads with versions nobody listed, siblings in lists, versions that stand alone."""

from __future__ import annotations

import pytest

from ingest.extract.units import Find
from tests.ingest.extract.small import after, surface_of


def found(text: str, rule: str) -> list[tuple[str, str]]:
    written = after("grammar", text)
    return [(surface_of(written, find), find.name) for find in written.finds if find.rule == rule]


@pytest.mark.parametrize(
    ("text", "surface", "name"),
    [
        ("发布Quill 9 Fast版", "Quill 9 Fast", "Quill 9 Fast"),
        ("发布Quill9版", "Quill9", "Quill 9"),  # as the family writes its versions
        ("发布羽笔9版", "羽笔9", "Quill 9"),
        ("发布Murmur V7.5版", "Murmur V7.5", "Murmur-V7.5"),
        ("发布Murmur Whisper版", "Murmur Whisper", "Murmur Whisper"),
        ("QuillPad 3来了", "QuillPad 3", "QuillPad 3"),
        ("Zorblax v5来了", "Zorblax v5", "Zorblax v5"),
    ],
)
def test_versions_lengthen_a_head(text: str, surface: str, name: str) -> None:
    assert found(text, "name") == [(surface, name)]


@pytest.mark.parametrize("text", ["Zorblax 5来了", "QuillPad Max来了", "Newt 2人", "Quill模型", "诺维克大学 3"])
def test_other_tails_make_no_name(text: str) -> None:
    assert found(text, "name") == []


def test_a_companys_name_with_a_version_is_a_model() -> None:
    written = after("grammar", "Zorblax v5来了")
    assert {find.type for find in written.finds} == {"model"}


def test_a_weak_head_needs_a_sure_tail() -> None:
    assert found("Tern 4来了", "name") == [("Tern 4", "Tern 4")]
    assert found("Tern来了", "name") == []


def test_a_known_member_is_taken_apart() -> None:
    (find,) = after("grammar", "Quill 2 Scout").finds
    assert find.base is not None and (find.base.name, find.tail) == ("Quill", ("2", "scout"))


@pytest.mark.parametrize(
    ("text", "siblings"),
    [
        ("推出Quill 8 Scout和Maverick", [("Maverick", "Quill 8 Maverick")]),
        ("推出Quill 8.1、8.2和8.5", [("8.2", "Quill 8.2"), ("8.5", "Quill 8.5")]),
        ("推出Quill 8 Scout和Thursday", []),
        ("推出Quill 8 Scout和3人", []),
        ("推出Quill-9-Omni，有7B和3B两个版本", [("7B", "Quill 9-Omni-7B"), ("3B", "Quill 9-Omni-3B")]),
        ("Quill 9 in sizes 7B and 3B models", [("7B", "Quill 9-7B"), ("3B", "Quill 9-3B")]),
        ("推出Quill-9-Omni，花了7B和3B", []),
        ("有7B和3B两个版本", []),
        ("推出Quill 9，$7B和$3B两个版本", []),
    ],
)
def test_siblings_named_by_what_differs(text: str, siblings: list[tuple[str, str]]) -> None:
    assert found(text, "name:list") == siblings


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Murmur上线，V7.1更快", [("V7.1", "Murmur-V7.1")]),
        ("Frobnik说V7.1更快", [("V7.1", "Murmur-V7.1")]),  # the maker's family
        ("Zorblax说V7.1更快", []),
        ("Murmur上线，V7x更快", []),
        ("Quill 3 Flash上线，3.5 Pro更快", [("3.5 Pro", "Quill 3.5 Pro")]),
        ("Quill 3 Flash上线，3.5更快", []),
        ("3.5 Pro更快", []),
    ],
)
def test_versions_that_stand_alone(text: str, bare: list[tuple[str, str]]) -> None:
    assert found(text, "name:bare") == bare


def test_shapes_are_found_but_not_in_addresses() -> None:
    assert [find.name for find in after("grammar", "用Wobble-72B").finds] == ["Wobble-72B"]
    assert after("grammar", "https://a.b/Wobble-72B").finds == []


def test_a_sure_reading_drives_out_weak_ones_of_its_span() -> None:
    finds: list[Find] = after("grammar", "Tern-7B很小").finds
    assert finds and not any(find.weak for find in finds)
