"""What a comparison or a foundation is said of."""

from __future__ import annotations

import pytest

from ingest.relate.focus import Focus
from ingest.relate.subjects import Object, built_subjects, compared_subjects
from tests.ingest.relate.marked import marked


def asked(text: str, *, about: str = "", agents: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Subjects at the mark "@", of a foundation and of a comparison; the last name is the object."""
    item = marked(text, title="x")
    frame = next(frame for frame in item.frames if "@" in frame.text)
    last = frame.slots[-1]
    slots = tuple(slot for other in item.frames for slot in other.slots if slot.entity.name in about.split())
    target = Object(frame.text.index("@"), frozenset({last.id}))
    focus = Focus(agents, slots[:1])
    return built_subjects(frame, target, item.scene, focus), compared_subjects(frame, target, item.scene, focus)


@pytest.mark.parametrize(
    ("text", "built", "compared"),
    [
        ("[Foo|model]@[Bar|model]", ["model:foo"], ["model:foo"]),
        ("[Foo|model]和[Baz|product]@[Bar|model]", ["model:foo", "product:baz"], ["model:foo", "product:baz"]),
        ("[Foo|model]+[Baz|product]@[Bar|model]", ["model:foo"], ["model:foo"]),
        ("[Acme|company]@[Bar|model]", [], ["company:acme"]),
        ("[Foo|model]，[Acme|company]@[Bar|model]", ["model:foo"], ["model:foo"]),
        ("[Bar|model]@[Bar|model]", [], []),
        ("在[Foo|model]上@[Bar|model]", [], []),
        ("[Foo|product] 语言写的@[Bar|model]", [], []),
        ("[Foo|model]。@[Bar|model]", [], []),
        ("[Foo|product]（[Baz|model]@[Bar|model]）", ["model:baz"], ["model:baz"]),
        ("[Foo|product] （@[Bar|model]）", ["product:foo"], ["product:foo"]),
        ("[Foo|product]说了很多话（@[Bar|model]）", [], []),
    ],
)
def test_the_nearest_thing_of_the_sentence(text: str, built: list[str], compared: list[str]) -> None:
    assert [list(subjects) for subjects in asked(text)] == [built, compared]


def test_a_sentence_that_names_no_subject_speaks_of_the_item() -> None:
    assert asked("[Foo|model]好。\n它@[Bar|model]", about="Foo") == (("model:foo",), ("model:foo",))


def test_a_clause_that_says_more_has_a_subject_of_its_own() -> None:
    assert asked("[Foo|model]好。\n从来没有人听说过的那一家的东西@[Bar|model]", about="Foo") == ((), ())


def test_what_the_sentence_passed_over_is_not_spoken_of() -> None:
    assert asked("在[Foo|model]上，@[Bar|model]", about="Foo") == ((), ())


def test_who_acts_is_compared_with_organisations() -> None:
    text = "[Foo|model]好。\n它@[Acme|company]"
    assert asked(text, about="Foo", agents=("company:acme",)) == (("model:foo",), ("model:foo",))
    item = "[Foo|model]与[Beta|company]好。\n它@[Acme|company]"
    assert asked(item, about="Foo", agents=("company:beta",)) == (("model:foo",), ("company:beta",))


def test_a_paper_is_compared_but_is_not_built() -> None:
    assert asked("[Study|paper]好。\n它@[Bar|model]", about="Study") == ((), ("paper:study",))


def test_names_that_were_compared_with_do_not_speak_next() -> None:
    item = marked("[Foo|model]击败[Baz|model]，@[Bar|model]", title="x")
    frame = item.frames[0]
    target = Object(frame.text.index("@"), frozenset({"model:bar"}), frozenset({frame.slots[1].start}))
    assert compared_subjects(frame, target, item.scene, Focus()) == ("model:foo",)
