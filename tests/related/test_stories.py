"""Stories over weeks."""

from __future__ import annotations

from pathlib import Path

import kg
from kg.related.stories import find_threads
from tests.support import HashEncoder


def story_keys(archive: kg.archive.Archive) -> dict[str, str]:
    """Key of the story of each item that belongs to one."""
    return {item.id: thread.key for thread in archive.threads() for item in thread.items}


def together(archive: kg.archive.Archive, *starts: str) -> bool:
    """Whether the items whose titles begin so are one story."""
    keys = story_keys(archive)
    ids = [next(item.id for item in archive.items() if item.title.startswith(start)) for start in starts]
    return len({keys.get(id_, id_) for id_ in ids}) == 1


def test_stories_of_the_sample(sample: kg.archive.Archive) -> None:
    assert together(sample, "宇树科技（Unitree）表示", "宇树科技（Unitree）完成上市辅导")
    assert together(sample, "截稿时看到DeepSeek", "DeepSeek-OCR：")
    assert together(sample, "DeepSeek发布DeepSeek-V3.2-Exp", "DeepSeek-V3.2转正")
    assert together(sample, "ChatGPT要加家长控制了", "ChatGPT家长控制如期上线")


def test_what_only_shares_a_company_is_no_story(sample: kg.archive.Archive) -> None:
    assert not together(sample, "英伟达入股英特尔", "SoftBank sold its entire Nvidia")
    assert not together(sample, "ChatGPT Atlas", "ChatGPT的群聊开始试点")
    assert not together(sample, "Anthropic完成130亿美元", "Anthropic要一百万颗TPU")
    assert not together(sample, "DeepSeek更新DeepSeek-V3.1", "DeepSeek-OCR：")


def test_threads_are_whole_and_in_order(sample: kg.archive.Archive) -> None:
    threads = sample.threads()
    keys = story_keys(sample)
    assert len(threads) >= 10
    for thread in threads:
        rows = [sample.store.row_of(item.id) for item in thread.items]
        assert rows == sorted(rows)
        assert (thread.key, thread.title) == (thread.start.id, thread.start.title)
        assert (thread.start, *thread.developments, thread.latest) == thread.items
        assert len(set(thread.issues)) > 1, "a story runs over several issues"
        assert {keys[item.id] for item in thread.items} == {thread.key}
        assert all(item.kind != "editorial" for item in thread.items)
    assert [t.span[1] for t in threads] == sorted((t.span[1] for t in threads), reverse=True)
    assert len(keys) == sum(len(thread.items) for thread in threads), "no item is in two stories"


def test_threads_are_the_same_when_found_again(sample: kg.archive.Archive, sample_folder: Path) -> None:
    assert find_threads(kg.open(sample_folder)) == sample.threads()


def test_an_archive_of_one_issue_has_no_stories(tmp_path: Path, hash_model: HashEncoder) -> None:
    from ingest.build import build

    (tmp_path / "2025-01-01-1.md").write_text("# Notes 1: One\n\n- OpenAI ships GPT-5.\n- OpenAI ships GPT-5 again.\n")
    build([tmp_path], tmp_path / "archive")
    archive = kg.open(tmp_path / "archive")
    assert archive.threads() == ()
    assert story_keys(archive) == {}
