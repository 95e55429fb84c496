"""Topics: found where they are, named in their language, kept when an issue is added."""

from __future__ import annotations

import numpy as np
import pytest

from kg.trends.topics import checkpoints, find_topics
from tests.history_archive import issue, item, weekly, write_archive

MATTERS = {
    "robot": ["人形机器人{}走进工厂", "人形机器人{}学会搬箱子", "人形机器人{}开售"],
    "court": ["Publishers sue over scraped books, case {}", "A judge hears the scraped books case {}",
              "Scraped books: settlement number {}"],
    "price": ["云算力价格战第{}轮", "云算力价格再降{}成", "云算力价格新低，第{}次"],
}  # fmt: skip


def _issues(number):
    """Issues in which three matters come up each week, among items about nothing in common."""
    found = []
    for n in range(1, number + 1):
        texts = [forms[n % 3].format(n) for forms in MATTERS.values()]
        texts += [f"{chr(0x4E00 + 37 * n + 7 * rank)}{chr(0x6000 + 91 * n + 13 * rank)}杂记" for rank in range(3)]
        found.append(issue(n, [item(text) for text in texts], day=weekly(n)))
    return found


def _vectors(issues, *, jitter):
    """Vectors in which items of one matter are near each other, moved a little as another build would move them."""
    rows = []
    for whole in issues:
        for rank, _ in enumerate(whole.items):
            own = np.random.default_rng([whole.number, rank]).normal(size=64)
            if rank < 3:
                own = 0.45 * own + 6.0 * np.eye(64)[rank]
            rows.append(own / np.linalg.norm(own))
    moved = np.array(rows) + np.random.default_rng(jitter).normal(scale=0.003, size=(len(rows), 64))
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


def _archive(folder, number):
    issues = _issues(number)
    return write_archive(folder, issues, vectors=_vectors(issues, jitter=number))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return _archive(tmp_path_factory.mktemp("topics") / "a", 13)


def test_planted_topics_are_found_and_the_rest_are_outliers(archive):
    found = archive.topics
    assert len(found.topics) == 3
    for topic in found.topics:
        matters = [item_id[-3:] for item_id in topic.items]
        assert matters.count(matters[0]) >= max(12, 0.9 * len(matters))  # one matter each
    assert sum(item_id.endswith(("003", "004", "005")) for item_id in found.outliers) >= 35  # of 39
    every = [item_id for topic in found.topics for item_id in topic.items] + list(found.outliers)
    assert sorted(every) == sorted(item.id for item in archive.items())


def test_names_are_in_the_language_of_the_items(archive):
    names = {topic.items[0][-3:]: topic.name for topic in archive.topics.topics}
    assert "机器人" in names["000"] and "算力" in names["002"]
    assert "scraped" in names["001"].lower() and not any("\u4e00" <= c <= "\u9fff" for c in names["001"])
    assert len(set(names.values())) == 3


@pytest.mark.parametrize("number", [9, 12, 13, 14, 19])
def test_an_issue_more_keeps_the_names(tmp_path, number):
    def names(archive):
        return {item_id: topic.name for topic in archive.topics.topics for item_id in topic.items}

    before, after = names(_archive(tmp_path / "a", number)), names(_archive(tmp_path / "b", number + 1))
    kept = [after.get(item_id) == name for item_id, name in before.items()]
    assert np.mean(kept) >= 0.9


def test_the_same_archive_has_the_same_topics(archive):
    assert find_topics(archive) == archive.topics


def test_topics_have_trends(archive):
    found = archive.trends()
    assert {row.name for row in found.topics} == {topic.name for topic in archive.topics.topics}
    assert found.outliers == len(archive.topics.outliers)
    assert all(row.signal in {"steady", "too few to say"} for row in found.topics)


@pytest.mark.parametrize("number", [1, 2])
def test_a_few_items_have_no_topics(tmp_path, number):
    archive = write_archive(tmp_path / "a", [issue(n, [item("一条消息")], day=weekly(n)) for n in range(1, number + 1)])
    assert archive.topics.topics == () and len(archive.topics.outliers) == number


def test_checkpoints_stay():
    for issues in range(6, 200):
        assert checkpoints(issues + 1)[: len(checkpoints(issues))] == checkpoints(issues)
