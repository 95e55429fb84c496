"""What a build promises: the same archive from the same sources, nothing lost, nothing left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

import kg
from ingest.build import build
from ingest.extract.extractor import Extractor
from ingest.learned.network import FILE, load
from ingest.learned.own import reader_file, save_own
from ingest.program import program_files
from kg.doctor import check_archive
from kg.errors import ArchiveError, KgError, UnknownName, UsageError
from kg.export import export
from tests.conftest import SAMPLE
from tests.house import arrows, modules
from tests.support import HashEncoder

ISSUES = sorted(SAMPLE.glob("*.md"))[:4]


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "issues"
    folder.mkdir()
    for path in [*ISSUES, SAMPLE / "kg.toml"]:
        shutil.copy(path, folder / path.name)
    return folder


@pytest.fixture(scope="module")
def first_build(tmp_path_factory):
    """Archive of the four issues, built once."""
    top = tmp_path_factory.mktemp("standing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build.open_encoder", lambda name=None: HashEncoder())
        patch.setenv("KG_CACHE", str(top / "cache"))
        build([*ISSUES, SAMPLE / "kg.toml"], top / "a")
    return top / "a"


@pytest.fixture
def standing(first_build, hash_model, tmp_path):
    """A copy of it, for each test to do with what it likes."""
    return Path(shutil.copytree(first_build, tmp_path / "a"))


def _export(archive, tmp_path):
    export(kg.open(archive), tmp_path / "items.jsonl")
    return (tmp_path / "items.jsonl").read_bytes()


def test_a_second_archive_of_the_same_issues_embeds_nothing(hash_model, sources, tmp_path):
    first = build([sources], tmp_path / "a")
    again = build([sources], tmp_path / "b")
    assert (again.embedded, again.unchanged) == (0, False)
    one, other = (kg.open(tmp_path / name).generation for name in "ab")
    assert one.name == other.name
    for file in ("archive.db", "vectors.faiss", "space.npz"):
        assert (one / file).read_bytes() == (other / file).read_bytes()
    assert first.passages == again.passages


def test_nothing_changed_embeds_nothing(hash_model, sources, tmp_path):
    first = build([sources], tmp_path / "a")
    encoded = hash_model.encoded
    assert 0 < first.embedded <= encoded
    again = build([sources], tmp_path / "a")
    assert again.unchanged and again.embedded == 0
    assert (again.items, again.entities, again.relations) == (first.items, first.entities, first.relations)
    assert hash_model.encoded == encoded


def test_any_order_of_the_sources_gives_the_same_export(hash_model, sources, tmp_path):
    files = sorted(sources.glob("*.md"))
    build(files, tmp_path / "a")
    build(files[::-1], tmp_path / "b")
    build([files[2], files[0], files[3], files[1], files[0]], tmp_path / "c")
    exports = {_export(tmp_path / name, tmp_path) for name in "abc"}
    assert len(exports) == 1


def test_a_removed_or_edited_issue_leaves_no_residue(hash_model, sources, tmp_path):
    build([sources], tmp_path / "a")
    gone, edited, *_ = sorted(sources.glob("*.md"))
    gone.unlink()
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text + "\n- 全新的一条：Zyxwvut 发布 Qwertyu 模型\n", encoding="utf-8")
    changed = build([sources], tmp_path / "a")
    assert 0 < changed.embedded < 10, "only the new item is embedded"
    build([sources], tmp_path / "fresh")
    assert _export(tmp_path / "a", tmp_path) == _export(tmp_path / "fresh", tmp_path)
    for name in ("archive.db", "vectors.faiss"):
        old, new = (kg.open(tmp_path / folder).generation / name for folder in ("a", "fresh"))
        assert old.read_bytes() == new.read_bytes(), f"{name} remembers the removed issue"


def test_the_text_of_every_issue_is_kept(hash_model, sources, tmp_path):
    build([sources], tmp_path / "a")
    archive = kg.open(tmp_path / "a")
    (path, *_) = ISSUES
    (issue,) = (one for one in archive.issues() if one.source == path.name)
    assert archive.source_of(issue.id).text == path.read_text(encoding="utf-8")
    with (sources / path.name).open("a", encoding="utf-8") as stream:
        stream.write("\n<!-- a note to ourselves -->\n")
    assert not build([sources], tmp_path / "a").unchanged
    source = kg.open(tmp_path / "a").source_of(issue.id)
    (left,) = (each for each in source.left_out if source.lines[each.first - 1].startswith("<!-- a note"))
    assert "comment" in left.reason
    with pytest.raises(UnknownName):
        archive.source_of("nobody-1")


def test_no_issue_is_a_sentence_and_keeps_the_archive(standing, sources, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="No issue was found"):
        build([empty], tmp_path / "a")
    with pytest.raises(KgError):
        build([tmp_path / "nowhere"], tmp_path / "a")
    assert kg.open(tmp_path / "a").manifest.issues == len(ISSUES)


def test_a_reader_that_is_open_keeps_its_generation(standing, sources, tmp_path):
    reader = kg.open(tmp_path / "a")
    before = [item.id for item in reader.items()]
    for path in sorted(sources.glob("*.md"))[:-1]:
        path.unlink()
        build([sources], tmp_path / "a")
    with ThreadPoolExecutor(1) as pool:  # a thread that has not asked yet has nothing open
        assert pool.submit(lambda: [item.id for item in reader.items()]).result() == before
    assert reader.search("OpenAI"), "files that nobody had opened are still there"
    assert kg.open(tmp_path / "a").manifest.issues == 1
    held = reader.generation
    reader.close()
    build([sources, ISSUES[0]], tmp_path / "a")
    assert not held.exists()


def test_another_model_is_refused_with_the_way_out(standing, sources, tmp_path, monkeypatch):
    monkeypatch.setattr("kg.store.reader.open_encoder", lambda name=None: HashEncoder(name or "hash", 64))
    with pytest.raises(ArchiveError, match=r"kg build SOURCE.*--model other"):
        kg.open(tmp_path / "a", model="other")


_KILLED = """
import sys, time
from pathlib import Path
import ingest.build as pipeline
from tests.support import HashEncoder
pipeline.open_encoder = lambda name=None: HashEncoder()
stage = sys.argv[3]
def stop(*_, **__):
    print("here", flush=True)
    time.sleep(60)
if stage == "embed":
    pipeline.embed_with_cache = stop
elif stage == "write":
    import kg.store.writer; kg.store.writer.write_store = stop
elif stage == "manifest":
    pipeline.write_manifest = stop
elif stage == "swap":
    import kg.store.generations; kg.store.generations.make_live = stop
elif stage == "old":
    pipeline.forget_old = stop
pipeline.build([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("stage", ["embed", "write", "manifest", "swap", "old"])
def test_a_killed_build_leaves_the_old_archive(standing, sources, tmp_path, stage):
    archive = standing
    before = _export(archive, tmp_path)
    sorted(sources.glob("*.md"))[0].unlink()
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(sources), str(archive), stage], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().strip() == "here"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (_export(archive, tmp_path) == before) is (stage != "old")
    build([sources], archive)
    assert kg.open(archive).manifest.issues == len(ISSUES) - 1
    assert not [path for path in archive.iterdir() if path.name.startswith(".")]


def test_vectors_that_were_made_before_a_failure_are_kept(hash_model, sources, tmp_path, monkeypatch):
    class Failing(HashEncoder):
        def encode_documents(self, texts, *, made=None):
            half = list(texts[: len(texts) // 2])
            made(range(len(half)), super().encode_documents(half))
            raise ArchiveError("the model is gone")

    monkeypatch.setattr("ingest.build.open_encoder", lambda name=None: Failing())
    with pytest.raises(ArchiveError, match="the model is gone"):
        build([sources], tmp_path / "a")
    monkeypatch.setattr("ingest.build.open_encoder", lambda name=None: hash_model)
    whole = build([sources], tmp_path / "a")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cold"))
    assert 0 < whole.embedded <= build([sources], tmp_path / "b").embedded // 2 + 1


FILES = ("archive.db", "vectors.faiss", "space.npz", "manifest.json", "stamps.json", "CURRENT")


@pytest.mark.parametrize(
    ("name", "damage"),
    [*((name, "flip") for name in FILES), *(("CURRENT", how) for how in ("cut", "empty", "gone", "other")),
     ("vectors.faiss", "gone"), ("archive.db", "other"), ("manifest.json", "empty")],
)  # fmt: skip
def test_what_the_doctor_calls_damaged_a_build_repairs(standing, sources, tmp_path, name, damage):
    """Damage is never a wrong answer nor a traceback, and the next build makes the archive as it was."""
    before = _export(standing, tmp_path)
    file = standing / name if name == "CURRENT" else kg.open(standing).generation / name
    content = file.read_bytes()
    if damage == "flip":
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "other": bytes(range(256)) * 9}[damage])
    if name == "stamps.json":  # it only saves time
        assert _export(standing, tmp_path) == before
    else:
        with pytest.raises(ArchiveError, match="kg build"):
            kg.open(standing)
        assert not all(finding.sound for finding in check_archive(standing))
    build([sources], standing)
    assert _export(standing, tmp_path) == before
    assert all(finding.sound for finding in check_archive(standing))


def test_damage_that_a_former_check_did_not_see_is_seen(standing, sources):
    """The same size and the same time of change: the file was written to all the same."""
    file = kg.open(standing).generation / "vectors.faiss"
    times = file.stat()
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(ArchiveError, match="has changed since the build"):
        kg.open(standing)
    assert not build([sources], standing).unchanged
    assert build([sources], standing).unchanged


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_any_moment(standing, sources, tmp_path):
    """The same at moments that nobody chose."""
    archive = standing
    before = _export(archive, tmp_path)
    sorted(sources.glob("*.md"))[0].unlink()
    for moment in (0.3, 0.9, 1.5, 2.1):
        code = _KILLED.replace("stage = sys.argv[3]", "stage = ''")
        process = subprocess.Popen([sys.executable, "-c", code, str(sources), str(archive), ""])
        time.sleep(moment)
        process.kill()
        finished = process.wait() == 0
        after = _export(archive, tmp_path)
        if finished:
            assert kg.open(archive).manifest.issues == len(ISSUES) - 1
            break
        assert after == before or kg.open(archive).manifest.issues == len(ISSUES) - 1


def test_one_bad_issue_does_not_stop_the_others(hash_model, sources, tmp_path):
    (sources / "2025-12-30-099.md").write_bytes(bytes(range(256)) * 40)
    (sources / "2025-12-31-100.md").write_text("", encoding="utf-8")
    built = build([sources], tmp_path / "a")
    assert built.issues == len(ISSUES)
    full = built.report.full()
    assert "099.md" in full and "100.md" in full


@pytest.mark.parametrize("again", [False, True])
def test_a_rule_that_fails_on_one_item_costs_its_names_alone(
    hash_model, standing, sources, tmp_path, monkeypatch, again
):
    """Also where the next build meets the same bug: what was not found is not kept."""
    find = Extractor._said
    hit = {item.text for item in kg.open(standing).items() if item.position == 1}

    def said(self, items):
        if any(item.text in hit for item in items):
            raise IndexError("a bug")
        return find(self, items)

    monkeypatch.setattr(Extractor, "_said", said)
    if again:
        build([sources], tmp_path / "first")
    built = build([sources], tmp_path / "a")
    assert [each.path for each in built.report.warnings] == [path.name for path in ISSUES]
    assert "names are not known: a rule fails on it (IndexError: a bug)" in built.report.full()
    archive = kg.open(tmp_path / "a")
    assert {bool(archive.mentions(item.id)) for item in archive.items() if item.position == 1} == {False}
    assert built.entities > 20


def test_an_endless_item_is_told(hash_model, sources, tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.understand.LONGEST", 500)
    told = [str(each) for each in build([sources], tmp_path / "a").report.warnings]
    assert told and all(re.fullmatch(r"\S+\.md:\d+-\d+: names are looked for in its first 500 characters", one)
                        for one in told)  # fmt: skip


def test_a_change_of_any_module_that_a_build_uses_makes_another_generation():
    """All modules that `ingest.build` reaches count, in sub-folders too; none counts twice."""
    graph = nx.DiGraph(arrows().keys())
    used = {modules()[name] for name in nx.descendants(graph, "ingest.build") | {"ingest.build"}}
    counted = dict(program_files())
    assert used <= set(counted.values()), "the program's part of a generation's name"
    assert {path.suffix for path in counted.values()} == {".py", ".toml", ".txt", ".npy", ".npz"}
    assert len(counted) == len(program_files())


def test_what_an_owner_has_taught_is_read_with_from_the_next_build_on(standing, hash_model, tmp_path):
    """It is a part of what an archive is made of: the generation is named after it, and the names are read anew."""
    own = reader_file(tmp_path / "corrections.toml")
    sources = [*ISSUES, SAMPLE / "kg.toml"]
    before, mentions = kg.open(standing).generation.name, list(kg.open(standing).mentions())
    kept = load(FILE)
    kept["names.out.bias"] = kept["names.out.bias"] + np.eye(1, len(kept["names.out.bias"]), dtype=np.float16)[0] * 20
    save_own(own, kept)
    assert not build(sources, standing).unchanged
    taught = kg.open(standing)
    assert taught.generation.name != before
    assert len(taught.mentions()) < len(mentions) / 2, "a reader that is sure that next to nothing is a name"
    assert build(sources, standing).unchanged
    own.write_bytes(b"")
    with pytest.raises(KgError, match="is no reader that was learned"):
        build(sources, standing)
    own.unlink()
    build(sources, standing)
    assert kg.open(standing).generation.name == before and list(kg.open(standing).mentions()) == mentions


def test_what_was_taught_to_another_version_is_told_and_not_used(standing, hash_model, tmp_path, monkeypatch):
    mentions = list(kg.open(standing).mentions())
    save_own(reader_file(tmp_path / "corrections.toml"), load(FILE))
    monkeypatch.setattr("ingest.learned.own.shipped_digest", lambda: "another")
    (stale,) = build([*ISSUES, SAMPLE / "kg.toml"], standing).stale
    assert "another version of the program" in stale
    assert list(kg.open(standing).mentions()) == mentions
