"""What is kept of items changes nothing but how long a build takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from ingest.build import build
from ingest.compiled import MAKER, compiled_gazetteer
from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.learned.reader import open_reader
from ingest.relate import materials, relate_item
from ingest.resolve import known_names, resolve
from ingest.stages import Stages
from ingest.understand import Understood, understand
from kg.corrections.correction import Correction, Corrections
from kg.model import Issue, Item, Link
from kg.store.cache import VectorCache
from tests.conftest import SAMPLE

SENTENCES = (
    "OpenAI released GPT-6 Nano today.", "xAI发布Grok 9模型", "Anthropic acquired Bun for $1 billion.",
    "Zorblatt Labs launched Zorb 2, which beats GPT-6 Nano.", "谷歌投资Anthropic 20亿美元", "Zorb2 is out.",
    "Nothing happened.", "Meta partnered with Foobarix.", "A paper: [Attention Is All You Need].", "Arc is a browser.",
)  # fmt: skip
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
archives = st.lists(texts, min_size=1, max_size=4)
edits = st.lists(archives, min_size=2, max_size=4)


def issues_of(contents: list[str]) -> list[Issue]:
    """An issue an item; the second item's text may move to the first place when an issue goes."""
    return [
        Issue(f"n-{place}", "n", place, f"No {place}", date(2025, 1, 1 + place), f"{place}.md", (
            Item(f"n-{place}-1", f"n-{place}", 0, "News", "story", text.split(".")[0], text, lines=(3, 4 + place),
                 links=(Link("https://x.ai/a", "https://x.ai/a", text[:4], "text", 0, 4),)),
        ))
        for place, text in enumerate(contents)
    ]  # fmt: skip


def understood(
    issues: list[Issue], cache: VectorCache, *, program: str = "p", aliases: tuple[str, ...] = ()
) -> Understood:
    entries = tuple(Correction("alias", entity="company:xai", surface=alias) for alias in aliases)
    return understand(issues, Corrections(entries), program=program, cache=cache, stages=Stages())


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Iterator[None]:
    """The gazetteer and the pipeline made once, for tests that ask for them often."""
    with VectorCache(tmp_path_factory.mktemp("ready") / "kept.db") as cache:
        made = compiled_gazetteer((), program="p", cache=cache)
    extractor = Extractor(made.gazetteer, made.spellings, open_reader())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.understand.compiled_gazetteer", lambda *_, **__: made)
        patch.setattr("ingest.extract.extractor.Extractor", lambda *_: extractor)
        yield


@settings(max_examples=20)
@given(versions=edits)
def test_whatever_was_built_before_the_result_is_that_of_an_empty_cache(ready, versions):
    with tempfile.TemporaryDirectory() as folder, VectorCache(Path(folder) / "kept.db") as kept:
        for number, contents in enumerate(versions):
            issues = issues_of(contents)
            with VectorCache(Path(folder) / f"{number}.db") as empty:
                assert understood(issues, kept) == understood(issues, empty)


def test_an_item_is_read_once_and_again_when_what_it_depends_on_changes(tmp_path, monkeypatch):
    read: list[str] = []
    related: list[str] = []
    find = Extractor.each
    monkeypatch.setattr(
        Extractor,
        "each",
        lambda self, items, **more: read.extend(item.text for item in items) or find(self, items, **more),
    )
    monkeypatch.setattr(
        "ingest.understand.relate_item", lambda each: related.append(each.item.text) or relate_item(each)
    )

    def read_now(contents: list[str], **more: object) -> tuple[list[str], list[str]]:
        read.clear()
        related.clear()
        understood(issues_of(contents), cache, **more)
        return read[:], related[:]

    one, other, third = SENTENCES[0], SENTENCES[2], SENTENCES[7]
    with VectorCache(tmp_path / "kept.db") as cache:
        assert read_now([one, other]) == ([one, other], [one, other])
        assert read_now([one, other]) == ([], [])
        assert read_now([other, one]) == ([], [])  # places and ids are no part of what an item says
        assert read_now([one, other, third]) == ([third], [third])
        assert read_now([one], program="q") == ([one], [one])
        assert read_now([one], aliases=("Elons Laden",)) == ([one], [])  # whom its names mean is as it was


def test_relations_are_looked_for_again_where_a_name_has_come_to_mean_another(tmp_path, monkeypatch):
    """What another issue says of a name may change whom it means here, though the text stays."""
    related: list[str] = []
    monkeypatch.setattr(
        "ingest.understand.relate_item", lambda each: related.append(each.item.text) or relate_item(each)
    )
    with VectorCache(tmp_path / "kept.db") as cache:
        first = "OpenAI released Zorb 2 today."
        understood(issues_of([first]), cache)
        related.clear()
        understood(issues_of([first, "OpenAI is a company."]), cache)
        assert first not in related  # nothing new is known of its names
        understood(issues_of([first, *["OpenAI released ZORB 2 today, a model."] * 2]), cache)
        assert first in related


def test_no_more_is_seen_than_a_relation_is_kept_by(sample):
    """The same relations from a part of what is known as from all of it."""
    items = list(sample.items())[:60]
    gazetteer = load_gazetteer()
    said = Extractor(gazetteer, reader=open_reader()).each(items)
    resolution = resolve(items, [mention for says in said for mention in says.mentions], gazetteer)
    whole = {(m.item_id, m.field, m.start, m.end): m for m in resolution.mentions}
    found = list(materials(items, said, resolution.mentions, resolution.entities))
    assert sum(len(relate_item(each)) for each in found) > 10
    for each in found:
        named = tuple(whole[each.item.id, m.field, m.start, m.end] for m in each.mentions)
        assert named != each.mentions and len(each.entities) < len(resolution.entities) / 10
        assert relate_item(replace(each, mentions=named, entities=resolution.entities)) == relate_item(each)


@pytest.mark.parametrize("aliases", [(), (("company:xai", "Elons Laden"), ("model:none", "x"))])
def test_a_gazetteer_that_was_kept_is_the_one_that_was_read(tmp_path, aliases):
    plain = load_gazetteer().with_aliases(aliases)
    with VectorCache(tmp_path / "kept.db") as cache:
        made = compiled_gazetteer(aliases, program="p", cache=cache)
        kept = compiled_gazetteer(aliases, program="p", cache=cache)
        assert [one.model for one in cache.contents()] == [MAKER]
        assert made is not kept
        assert made.gazetteer == kept.gazetteer == plain
        assert made.known == kept.known == known_names(plain)
        item = Item("i", "n", 0, "", "story", "Elons Laden", "Elons Laden and GPT 5.1 Codex, 英伟达 too")
        one, other = (Extractor(each.gazetteer, each.spellings).extract([item]) for each in (made, kept))
        assert one == other == Extractor(plain).extract([item])


def test_a_damaged_cache_is_made_anew(tmp_path):
    path = tmp_path / "kept.db"
    with VectorCache(path) as cache:
        before = understood(issues_of(list(SENTENCES)), cache)
    raw = bytearray(path.read_bytes())
    for at in range(5000, len(raw), 997):
        raw[at] ^= 0xFF
    path.write_bytes(bytes(raw))
    with VectorCache(path) as cache:
        assert understood(issues_of(list(SENTENCES)), cache) == before


def test_an_archive_that_grew_is_the_bytes_of_one_from_nothing(hash_model, tmp_path, monkeypatch):
    """An issue changed, one added, one removed, one renamed: each build has the cache of those before."""
    issues = sorted(SAMPLE.glob("*.md"))[:5]
    source = tmp_path / "issues"
    source.mkdir()
    for path in [*issues[:4], SAMPLE / "kg.toml"]:
        shutil.copy(path, source / path.name)

    def changed() -> None:
        path = source / issues[0].name
        path.write_text(path.read_text("utf-8") + "\n\nAnthropic acquired Zorblatt for $3 billion.\n", "utf-8")

    steps = (
        lambda: None,
        changed,
        lambda: shutil.copy(issues[4], source / issues[4].name),
        lambda: (source / issues[1].name).unlink(),
        lambda: (source / issues[2].name).rename(source / f"x-{issues[2].name}"),
    )
    for number, step in enumerate(steps):
        step()
        built = build([source], tmp_path / "grown")
        assert not built.unchanged
        if number in (1, 4):
            with monkeypatch.context() as patch:
                patch.setenv("KG_CACHE", str(tmp_path / f"cache-{number}"))
                build([source], tmp_path / f"anew-{number}")
            one, other = (kg.open(tmp_path / name).generation for name in ("grown", f"anew-{number}"))
            files = {file.name for file in one.iterdir()} - {"stamps.json"}
            assert files == {file.name for file in other.iterdir()} - {"stamps.json"}
            assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files)


def test_a_build_that_finds_nothing_changed_imports_no_more_than_reading_needs(hash_model, tmp_path):
    build([SAMPLE / sorted(SAMPLE.glob("*.md"))[0].name], tmp_path / "a")
    code = (
        "import sys\nfrom pathlib import Path\nimport ingest.build as b\n"
        "class Same:\n    name, fingerprint, dimension, adapter = 'hash', 'hash-256', 256, None\n"
        "b.open_encoder = lambda name=None: Same()\n"
        "assert b.build([Path(sys.argv[1])], Path(sys.argv[2])).unchanged\n"
        "print([m for m in ('spacy', 'torch', 'faiss', 'sklearn', 'scipy', 'networkx', 'ingest.understand') "
        "if m in sys.modules])"
    )
    first = sorted(SAMPLE.glob("*.md"))[0]
    run = subprocess.run([sys.executable, "-c", code, str(first), str(tmp_path / "a")], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr


def test_looking_for_names_needs_no_torch():
    code = "import sys, ingest.extract.extractor\nprint('torch' in sys.modules)\nimport torch; print(torch.__name__)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.split() == ["False", "torch"], run.stderr


def test_every_stage_is_told_and_seldom(hash_model, tmp_path):
    told: list[tuple[str, int, int]] = []
    build([SAMPLE], tmp_path / "a", progress=lambda *said: told.append(said))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["read", "extract", "resolve", "relate", "embed", "index", "store", "derive"]
    assert all(0 <= done <= total for _, done, total in told)
    assert len(told) < 200  # of thousands of items and passages


def test_an_issue_elsewhere_has_its_own_names(tmp_path):
    """The same text in two issues: what is kept of one is told of each."""
    issues = issues_of([SENTENCES[0], SENTENCES[0]])
    with VectorCache(tmp_path / "kept.db") as cache:
        for _ in range(2):
            said = understood(issues, cache)
            assert {m.item_id for m in said.resolution.mentions} == {"n-0-1", "n-1-1"}
            assert {r.evidence.item_id for r in said.relations} == {"n-0-1", "n-1-1"}
            assert replace(said.resolution.mentions[0], item_id="") in {
                replace(m, item_id="") for m in said.resolution.mentions[1:]
            }
