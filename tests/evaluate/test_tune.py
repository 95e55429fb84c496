"""An owner's queries: how they are read, the figures, and an adapter that is learned only where it helps."""

from __future__ import annotations

import json
from math import log2

import numpy as np
import pytest

import kg
from ingest.build import build
from kg.doctor import check_archive
from kg.embed.adapter import Origin, adapter_file, own_adapter, save_adapter
from kg.errors import ConfigError
from kg.evaluate import teach
from kg.evaluate.estimate import estimate
from kg.evaluate.questions import Question, read_questions
from kg.evaluate.teach import STEPS, Lesson, learn
from kg.evaluate.trial import folds_of, groups_of, mark
from kg.evaluate.tune import tune
from tests.evaluate.owner import owned, write_queries


def quiet(what: str, done: int, total: int) -> None:
    """Nobody waits."""


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    """An archive of sixty items, fifty queries for it, and the folder it lies in; builds and readers use one model."""
    top = tmp_path_factory.mktemp("owner")
    with owned(top) as (archive, queries):
        yield archive, queries, top


@pytest.fixture
def read(owner, tmp_path):
    """Read a file of queries with this content."""

    def run(content, name="mine.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_questions(tmp_path / name, owner[0])

    return run


@pytest.fixture
def ids(owner):
    """Ids of the items."""
    return [item.id for item in owner[0].items()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark_first", [b"", b"\xef\xbb\xbf"])
def test_a_table_of_queries(read, ids, delimiter, mark_first):
    rows = [f"Item{delimiter}Query{delimiter}note", f'{ids[0]}{delimiter}"one, two; three"{delimiter}x', ""]
    rows += [f"{ids[1]} {ids[2]}{delimiter}four", f"{ids[3]}{delimiter}four"]
    assert read(mark_first + "\r\n".join(rows).encode()) == (
        Question("one, two; three", {ids[0]: 2}),
        Question("four", {ids[1]: 2, ids[2]: 2, ids[3]: 2}),
    )


def test_grades(read, ids):
    assert read(f"query,item,grade\na,{ids[0]},1\na,{ids[0]},2\nb,{ids[1]},1\nc,{ids[2]},\n") == (
        Question("a", {ids[0]: 2}),
        Question("b", {ids[1]: 1}),
        Question("c", {ids[2]: 2}),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no query"),
        ("query,item\n", "holds no query"),
        ("who won,ID\n", ":1: there is no column query and no column item"),
        ("query,answer\na,ID\n", ":1: there is no column item"),
        ("query,item\na,ID\n\nb,\n", ":4: there is no item"),
        ("query,item\n,ID\n", ":2: there is no query"),
        ("query,item,grade\na,ID,3\n", ":2: “3” is no grade"),
        ("query,item\na, or b,ID\n", ":2: has 3 cells"),
        ('query,item\n"a\nb",ID\nc,none-1-00\n', ":4: No item is called “none-1-00”"),
        ('query,item\n"a,ID\n', ":2: is no table"),
        (b"query,item\n\xff,ID\n", "cannot be read as a table of queries"),
        ('{"query": "a", "relevant": [{"issue": 1, "anchor": "nowhere", "grade": 2}]}', "no item of issue 1 holds"),
        ('{"query": "a", "relevant": [{"issue": 1}]}', "lacks a field"),
        ('{"draft": "a", "prior": []}', "labels no searches"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(read, ids, content, said):
    filled = content.replace(b"ID", ids[0].encode()) if isinstance(content, bytes) else content.replace("ID", ids[0])
    with pytest.raises(ConfigError) as refused:
        read(filled)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_close_id_is_named(read, ids):
    with pytest.raises(ConfigError, match=f"Did you mean: {ids[0][:8]}"):
        read(f"query,item\na,{ids[0][:-1]}x\n")


def test_a_gold_file_of_searches(read, owner, ids):
    item = owner[0].item(ids[0])
    label = {"issue": 1, "anchor": item.title, "grade": 1}
    assert read(json.dumps({"query": "a", "relevant": [label]}), "gold.jsonl") == (Question("a", {ids[0]: 1}),)


def test_marks_worked_by_hand(owner, ids):
    archive = owner[0]
    title = archive.item(ids[4]).title
    first, second = (hit.item.id for hit in archive.search(title, limit=2))
    found = mark(archive, Question(title, {second: 2}))
    assert (found.ndcg, found.recall, found.reciprocal) == (pytest.approx(1 / log2(3)), 1, 0.5)
    found = mark(archive, Question(title, {first: 1, second: 2, "gone": 2}))
    assert found.ndcg == pytest.approx((1 + 3 / log2(3)) / (3 + 3 / log2(3) + 1 / 2))
    assert (found.recall, found.reciprocal) == (pytest.approx(2 / 3), 1)
    assert mark(archive, Question("xyzzy", {first: 2}), mode="keyword").reciprocal == 0


def test_an_interval_holds_the_mean_and_is_the_same_every_time():
    values = [0.0, 1.0, 1.0, 0.5, 1.0, 0.0, 1.0]
    found = estimate(values, range(7))
    assert found == estimate(values, range(7)) and 0 < found.low < found.mean < found.high <= 1
    assert estimate(values, range(7), one_sided=True).low >= found.low
    assert estimate(values, [0] * 7).low == pytest.approx(found.mean)  # one group is drawn as a whole


def test_queries_that_share_an_answer_stay_together():
    answers = ["a", "b", "ab", "c", "d", "cd", "e", "e", "f", "be"]
    questions = [Question(str(n), dict.fromkeys(each, 2)) for n, each in enumerate(answers)]
    groups = groups_of(questions)
    assert groups == (0, 0, 0, 1, 1, 1, 0, 0, 2, 0)
    many = [place // 3 for place in range(40)]
    folds = folds_of(many, 5)
    assert sorted(place for fold in folds for place in fold) == list(range(40))
    assert len({(many[place], n) for n, fold in enumerate(folds) for place in fold}) == len(set(many))
    assert max(map(len, folds)) - min(map(len, folds)) <= 3
    assert folds_of(groups, 5) == folds_of(groups, 5) and len(folds_of(groups, 5)) == 3


def lesson(*, random: bool = False) -> Lesson:
    """Items in ten dimensions of meaning and two of noise, two passages each, and a query for each."""
    chance = np.random.default_rng(3)
    meant = chance.normal(size=(60, 10))

    def vectors(meaning):
        rows = np.hstack([meaning, 4 * chance.normal(size=(len(meaning), 2))]).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    wanted = chance.permutation(60) if random else np.arange(60)
    passages, queries = vectors(np.repeat(meant, 2, axis=0)), vectors(meant)
    return Lesson(passages, np.arange(0, 120, 2), queries, tuple({int(item): 3} for item in wanted))


def test_what_is_noise_for_the_queries_is_unlearned():
    folds = folds_of(range(60), 3)
    matrix = learn(lesson(), folds)
    assert np.linalg.norm(matrix[10:]) < np.linalg.norm(matrix[:10]) / 4
    assert np.array_equal(matrix, learn(lesson(), folds))


def test_a_change_stays_small():
    matrix = learn(lesson(random=True), folds_of(range(60), 3))
    assert np.linalg.norm(matrix - np.eye(12)) <= sum(STEPS) + 1e-3


def test_the_slope_is_that_of_the_loss():
    part = lesson().part(range(8))
    matrix = (np.eye(12) + 0.1 * np.random.default_rng(0).normal(size=(12, 12))).astype(np.float32)

    def loss(at):
        cosines = teach.unit(part.queries @ at) @ teach.unit(part.passages @ at).T
        likely = teach._likely(teach._scores(cosines, part.begins))
        return -float((part.shares() * np.log(likely)).sum(axis=1).mean())

    slope = teach._slope(part, part.shares(), matrix)
    for place in [(0, 0), (3, 7), (11, 11)]:
        step = np.zeros((12, 12), np.float32)
        step[place] = 1e-2
        assert (loss(matrix + step) - loss(matrix - step)) / 2e-2 == pytest.approx(slope[place], rel=0.05, abs=2e-3)


def test_a_few_queries_are_measured_and_teach_nothing(owner, tmp_path):
    archive, queries, _ = owner
    found = tune(write_queries(tmp_path / "few.csv", dict(list(queries.items())[:5])), archive, quiet)
    assert (found.queries, found.items, found.trial) == (5, 5, None)
    assert "from 40 queries on" in found.table() and found.ways[0].label == "search"
    assert found.record()["trial"] is None


def test_a_query_that_cannot_be_searched_for_is_named(owner, tmp_path, ids):
    with pytest.raises(ConfigError, match="the query “order:” cannot be searched for"):
        tune(write_queries(tmp_path / "bad.csv", {"order:": ids[0]}), owner[0], quiet)


def test_random_answers_teach_nothing(owner, tmp_path):
    archive, queries, _ = owner
    shuffled = np.random.default_rng(1).permutation(list(queries.values())).tolist()
    found = tune(write_queries(tmp_path / "random.csv", dict(zip(queries, shuffled, strict=True))), archive, quiet)
    assert found.trial is not None and not found.trial.accepted and found.trial.matrix is None
    assert found.record()["trial"]["accepted"] is False


def test_what_queries_teach_is_built_in_and_forgotten(owner, tmp_path):
    archive, queries, top = owner
    path = write_queries(tmp_path / "mine.csv", queries)
    taught = tune(path, archive, quiet)
    assert taught.trial is not None and taught.trial.accepted
    assert taught.trial.after.mean > taught.trial.before.mean + 0.3 and taught.trial.gain.low > 0.1
    plain, file = archive.generation.name, adapter_file(top / "archive")
    assert file == top / "archive.adapter.npz"
    try:
        save_adapter(file, taught.trial.matrix, taught.origin(archive))
        again = file.read_bytes()
        save_adapter(file, taught.trial.matrix, taught.origin(archive))
        assert file.read_bytes() == again

        built = build([top / "issues"], top / "archive")
        assert not built.unchanged and "50 of your queries" in built.adapter and str(file) in built.adapter
        assert all(finding.sound for finding in check_archive(top / "archive"))
        with kg.open(top / "archive") as tuned:
            assert tuned.generation.name != plain and np.array_equal(tuned.space.adapter, taught.trial.matrix)
            better = tune(path, tuned, quiet)
            assert better.ways[0].ndcg.mean > taught.ways[0].ndcg.mean + 0.3
            assert any("flatter" in note for note in better.notes)
            # learned from the model's own adapter again, not from what these queries had taught
            assert better.trial is not None and better.trial.before.mean == pytest.approx(
                taught.trial.before.mean, abs=0.02
            )
            copy = build([top / "issues"], tmp_path / "copy")
            assert copy.adapter == ""
            file.rename(tmp_path / "copy.adapter.npz")
            build([top / "issues"], tmp_path / "copy")
            with kg.open(tmp_path / "copy") as other:
                assert other.generation.name == tuned.generation.name
                for name in ("space.npz", "vectors.faiss", "archive.db"):
                    assert (other.generation / name).read_bytes() == (tuned.generation / name).read_bytes()

        forgotten = build([top / "issues"], top / "archive")
        assert forgotten.adapter == "" and kg.open(top / "archive").generation.name == plain
    finally:
        file.unlink(missing_ok=True)


def test_an_adapter_of_another_model_is_not_used(owner, tmp_path):
    model = owner[0].encoder
    archive = tmp_path / "archive"
    save_adapter(adapter_file(archive), np.eye(128), Origin("other", "other-1", 40, 0.5, 0.6))
    found = own_adapter(archive, model)
    assert found.matrix is None and found.digest and "belongs to the model other" in found.said
    save_adapter(adapter_file(archive), np.eye(5), Origin(model.name, model.fingerprint, 40, 0.5, 0.6))
    assert own_adapter(archive, model).matrix is None


@pytest.mark.parametrize("damage", ["cut", "words", "numbers", "folder", "strange"])
def test_a_damaged_adapter_is_refused_in_a_sentence(owner, tmp_path, damage):
    model = owner[0].encoder
    file = adapter_file(tmp_path / "archive")
    save_adapter(file, np.eye(128), Origin(model.name, model.fingerprint, 40, 0.5, 0.6))
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:200])
    elif damage == "words":
        file.write_text("adapter")
    elif damage == "numbers":
        save_adapter(file, np.full((128, 128), np.nan), Origin(model.name, model.fingerprint, 40, 0.5, 0.6))
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        np.savez(file, matrix=np.eye(128), about=np.array("[]"))
    with pytest.raises(ConfigError, match="is no adapter that was learned"):
        own_adapter(tmp_path / "archive", model)
