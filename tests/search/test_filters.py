"""Each filter lets through exactly what a loop over the items says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Item
from kg.search import filters
from kg.search.filters import allowed
from kg.search.parts import Part, PartKind
from kg.store.arrays import Arrays
from kg.store.postings import postings
from kg.store.reader import Reader
from kg.store.tables import Column
from tests.store.archives import TIDE, archived, issue, item

ITEMS = [(one, whole) for whole in TIDE for one in whole.items]


def passed(reader: Reader, *parts: Part) -> list[bool]:
    return allowed(parts, reader.once(Arrays), reader.store).tolist()


def strict(kind: PartKind, **values: object) -> Part:
    return Part(f"{kind}:x", kind, "", "x", True, **values)  # type: ignore[arg-type]


def says(item: Item, words: str) -> bool:
    return words.casefold() in item.text.casefold() or words.casefold() in item.opinion.casefold()


def test_without_parts_everything_passes(tiny: Reader) -> None:
    assert all(passed(tiny))


@pytest.mark.parametrize("issues", [(), (0,), (0, 2), (1, 2)])
def test_issues(tiny: Reader, issues: tuple[int, ...]) -> None:
    assert passed(tiny, strict("issue", issues=issues)) == [TIDE.index(whole) in issues for _, whole in ITEMS]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (None, None),
        (date(2025, 3, 10), None),
        (None, date(2025, 3, 10)),
        (date(2025, 3, 4), date(2025, 3, 9)),
        (date(2025, 3, 3), date(2025, 3, 3)),
    ],
)
def test_periods_are_days_of_issues_both_ends_in(tiny: Reader, since: date | None, until: date | None) -> None:
    days = [whole.date or date.min for _, whole in ITEMS]
    wanted = [(since or date.min) <= day <= (until or date.max) for day in days]
    assert passed(tiny, strict("period", since=since, until=until)) == wanted


@pytest.mark.parametrize("names", [("News",), ("Business", "论文"), ("",), ("Sport",)])
def test_sections(tiny: Reader, names: tuple[str, ...]) -> None:
    assert passed(tiny, strict("section", names=names)) == [one.section in names for one, _ in ITEMS]


@pytest.mark.parametrize("kind", ["paper", "bullet", "story", "editorial"])
def test_kinds(tiny: Reader, kind: str) -> None:
    assert passed(tiny, strict("kind", value=kind)) == [one.kind == kind for one, _ in ITEMS]


@pytest.mark.parametrize("names", [["company:lumen"], ["model:kite"], ["company:ostrava", "model:kite-3"], []])
def test_entities_are_those_named_and_no_relatives(tiny: Reader, names: list[str]) -> None:
    index = tiny.once(Arrays).index_of
    wanted = [bool({m.entity for m in tiny.mentions(one.id)} & set(names)) for one, _ in ITEMS]
    assert passed(tiny, strict("entity", entities=tuple(index[name] for name in names))) == wanted


@pytest.mark.parametrize("type_", ["company", "paper", "event"])
def test_types(tiny: Reader, type_: str) -> None:
    of_type = {entity.id for entity in tiny.entities() if entity.type == type_}
    wanted = [bool({m.entity for m in tiny.mentions(one.id)} & of_type) for one, _ in ITEMS]
    assert passed(tiny, strict("type", value=type_)) == wanted


@pytest.mark.parametrize("names", [("arxiv.org",), ("lumen.example", "github.com"), ("nowhere.example",), ()])
def test_sites(tiny: Reader, names: tuple[str, ...]) -> None:
    wanted = [any(f"//{name}/" in url for url in one.urls for name in names) for one, _ in ITEMS]
    assert passed(tiny, strict("site", names=names)) == wanted


PHRASES = ["kite", "Kite 3", "weigh flour", "flour weigh", "the", "ask the pupils", "风筝模型", "校", "在 学校", "用。"]


@pytest.mark.parametrize("said", PHRASES)
def test_phrases_stand_as_they_are_and_excluded_words_do_not(tiny: Reader, said: str) -> None:
    wanted = [says(one, said) for one, _ in ITEMS]
    assert passed(tiny, strict("phrase", value=said)) == wanted
    assert passed(tiny, strict("without", value=said)) == [not held for held in wanted]


def test_a_phrase_may_begin_and_end_inside_a_run_of_chinese(tmp_path: Path) -> None:
    reader = archived(tmp_path, issue(1, None, item("可以让Kite写诗。"), item("让别人写Kite。"), item("Kite写字。")))
    assert passed(reader, strict("phrase", value="让Kite写")) == [True, False, False]
    assert passed(reader, strict("without", value="Kite写")) == [False, True, False]


@pytest.mark.parametrize("said", ["…", "?!", "zebra"])
def test_a_phrase_that_stands_nowhere(tiny: Reader, said: str) -> None:
    assert not any(passed(tiny, strict("phrase", value=said)))
    assert all(passed(tiny, strict("without", value=said)))


def test_all_parts_must_be_met(tiny: Reader) -> None:
    parts = [strict("issue", issues=(0, 2)), strict("section", names=("Business",)), strict("without", value="leaves")]
    each = [passed(tiny, part) for part in parts]
    assert passed(tiny, *parts) == [all(held) for held in zip(*each, strict=True)]
    assert sum(passed(tiny, *parts)) == 1


# Random archives


@st.composite
def archives(draw: st.DrawFn) -> SimpleNamespace:
    """Arrays of a random archive, and the same as plain lists."""
    count, names = draw(st.integers(1, 12)), 4
    each = st.lists(st.integers(0, names - 1), min_size=count, max_size=count)
    sets = st.lists(st.sets(st.integers(0, names - 1)), min_size=count, max_size=count)
    days = draw(st.lists(st.integers(0, 9), min_size=names, max_size=names))
    issues, sections, kinds, sites, mentioned = draw(each), draw(each), draw(each), draw(sets), draw(sets)

    def lists(values: list[set[int]]):  # type: ignore[no-untyped-def]
        pairs = [(owner, value) for owner, held in enumerate(values) for value in held]
        columns = np.array(pairs, np.int32).reshape(-1, 2)
        return postings(columns[:, 0], columns[:, 1], np.ones(len(columns), np.float32), count)

    arrays = Arrays(SimpleNamespace(store=None))  # type: ignore[arg-type]
    labels = tuple("abcd")
    arrays.__dict__["tables"] = SimpleNamespace(
        issues=np.array(issues, np.int32),
        issue_days=np.array([day and date(2025, 1, day).toordinal() for day in days], np.int32),
        sections=Column(np.array(sections), labels),
        kinds=Column(np.array(kinds), labels),
        sites=lists(sites),
        site_names=labels,
        mentions=lists(mentioned).turned(names),
        entities=SimpleNamespace(types=Column(np.arange(names) % 2, labels)),
    )
    return SimpleNamespace(
        arrays=arrays, issues=issues, days=[days[issue] for issue in issues], sections=sections, kinds=kinds,
        sites=sites, mentioned=mentioned,
    )  # fmt: skip


WANTED: dict[PartKind, Callable[[SimpleNamespace, int, set[int]], bool]] = {
    "issue": lambda made, i, chosen: made.issues[i] in chosen,
    "section": lambda made, i, chosen: made.sections[i] in chosen,
    "entity": lambda made, i, chosen: bool(made.mentioned[i] & chosen),
    "site": lambda made, i, chosen: bool(made.sites[i] & chosen),
    "kind": lambda made, i, chosen: made.kinds[i] == min(chosen, default=9),
    "type": lambda made, i, chosen: any(e % 2 == min(chosen, default=9) for e in made.mentioned[i]),
    "period": lambda made, i, chosen: min(chosen, default=0) < made.days[i] <= 5,
}


@settings(deadline=None)
@given(archives(), st.dictionaries(st.sampled_from(sorted(WANTED)), st.sets(st.integers(0, 3)), max_size=3))
def test_random_archives(made: SimpleNamespace, asked: dict[PartKind, set[int]]) -> None:
    parts = []
    for kind, chosen in asked.items():
        labels = tuple("abcd"[c] for c in sorted(chosen))
        since = date(2025, 1, 1) + timedelta(days=min(chosen, default=0))
        values: dict[PartKind, dict[str, object]] = {
            "issue": {"issues": tuple(chosen)},
            "section": {"names": labels},
            "entity": {"entities": tuple(chosen)},
            "site": {"names": labels},
            "kind": {"value": labels[0] if labels else "none"},
            "type": {"value": labels[0] if labels else "none"},
            "period": {"since": since, "until": date(2025, 1, 5)},
        }
        parts.append(strict(kind, **values[kind]))
    found = allowed(parts, made.arrays, None)  # type: ignore[arg-type]
    for index, passes in enumerate(found.tolist()):
        assert passes == all(WANTED[kind](made, index, chosen) for kind, chosen in asked.items())


def test_a_phrase_is_read_only_in_items_that_hold_its_words(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    texts_of = filters.texts_of
    monkeypatch.setattr(filters, "texts_of", lambda store, items: read.extend(items) or texts_of(store, items))
    passed(tiny, strict("phrase", value="weigh flour"))
    assert read == [7]
