"""The query language over archives that are built: what is quoted, left out, linked, named, and asked of a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

import kg
from ingest.build import build
from kg.archive import Archive
from kg.errors import UnknownName, UsageError
from kg.search.ranking import HYBRID
from kg.search.searcher import Searcher

NEWS = """# Harbour Letter {number}

## Notes

{items}
"""
ISSUES = {
    "2025-09-01": {
        "OpenAI and a bridge": "OpenAI paid for a bridge over the canal.",
        "OAI and a ferry": "OAI paid for a ferry and its bridge.",
        "Drawn bridges": "Teachers let GPT-4o draw a bridge.",
        "Nvidia and a bridge": "Nvidia paid for a bridge in the north.",
        "英伟达的桥": "英伟达付了一座bridge的钱，把桥修好了。",
        "The mayor": "The mayor drew a bridge. Two boats passed beneath it.",
    },
    "2025-10-06": {
        "小茶壶的做法": "教孩子用AI画小茶壶，再用陶土做出来。",
        "大陶罐的做法": "大陶罐要烧三天，做法写在这里。",
        "微软的灯塔": "微软开源了一个看灯塔的模型。",
        "A lamp": "An open model looks after lamps, as many open models do.",
    },
    "2025-11-03": {
        "A thread on eels": "Somebody [posted](https://example.net/t/77781?b=2&a=1&utm_source=x) it too.",
        "A third on eels": "Somebody [posted](http://www.example.net/t/88892#frag) it as well.",
        "Eels in a paper": "A [paper](https://arxiv.org/pdf/2510.13786v2) counts eels.",
        "A long sentence": "The keeper painted the door in\nmarine blue and hung a copper\nbell beside it.",
        "断行": "守塔人把门漆成了海\n蓝色，又挂上一口铜钟。",
        "A ticket": "The ticket QRT\u20112071 about rain gauges stays open, it\u2019s true.",
    },
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    source = tmp_path_factory.mktemp("harbour") / "issues"
    source.mkdir()
    for number, (day, items) in enumerate(ISSUES.items(), 1):
        text = "\n\n".join(f"### {title}\n\n{body}" for title, body in items.items())
        (source / f"{day}.md").write_text(NEWS.format(number=number, items=text), encoding="utf-8")
    build([source], source.parent / "archive")
    return kg.open(source.parent / "archive")


def titles(archive: Archive, query: str, **options: object) -> list[str]:
    """What is found; nothing where nothing is close."""
    results = archive.search(query, **options)  # type: ignore[arg-type]
    return [] if results.nothing_close else [hit.item.title for hit in results]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"壶"', ["小茶壶的做法"]),
        ('"壺"', ["小茶壶的做法"]),
        ('"用AI画"', ["小茶壶的做法"]),
        ('关于“用AI画”的', ["小茶壶的做法"]),
        ("＂用AI画＂", ["小茶壶的做法"]),
        ("«copper bell»", ["A long sentence"]),
        ('"QRT-2071"', ["A ticket"]),
        ("\"it's true\"", ["A ticket"]),
        ('"gpt4o"', ["Drawn bridges"]),
        ('"two boats"', ["The mayor"]),
        ('"wo boats"', []),
        ('"copper bell"', ["A long sentence"]),
        ('"door in marine blue"', ["A long sentence"]),
        ('"海蓝色"', ["断行"]),
        ('做法 -壶', ["大陶罐的做法"]),
        ('做法 －壺', ["大陶罐的做法"]),
        ('做法 -「小茶壶」', ["大陶罐的做法"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", ["hybrid", "keyword"])
def test_quoted_and_left_out(archive: Archive, query: str, found: Sequence[str], mode: str) -> None:
    assert titles(archive, query, mode=mode) == found


@pytest.mark.parametrize(
    ("minus", "gone"),
    [
        ('-"over the canal"', {"OpenAI and a bridge"}),
        ("-「把桥修好了」", {"英伟达的桥"}),
        ("-OpenAI", {"OpenAI and a bridge", "OAI and a ferry"}),
        ("−OAI", {"OpenAI and a bridge", "OAI and a ferry"}),
        ("-gpt4o", {"Drawn bridges"}),
        ("-ＧＰＴ‑4o", {"Drawn bridges"}),
        ("-英伟达", {"Nvidia and a bridge", "英伟达的桥"}),
        ("－nvidia,", {"Nvidia and a bridge", "英伟达的桥"}),
        ("-boat", {"The mayor"}),
        ("-entity:OpenAI", {"OpenAI and a bridge", "OAI and a ferry"}),
        ("-issue:1", {title for title in ISSUES["2025-09-01"]}),
        ("-since:2025-09", {title for title in ISSUES["2025-09-01"]}),
    ],
)
def test_exclusion(archive: Archive, minus: str, gone: set[str]) -> None:
    found = set(titles(archive, "bridge", limit=50))
    left = set(titles(archive, f"bridge {minus}", limit=50))
    assert found & gone
    assert not left & gone
    assert left >= found - gone


@pytest.mark.parametrize(
    "query",
    [
        "https://example.net/t/88892", "example.net/t/88892", '"https://example.net/t/88892"',
        "site:example.net/t/88892", "http://www.example.net/t/88892/?utm_campaign=y", "eels https://example.net/t/88892.",
        "见https://example.net/t/88892的帖子",
    ],
)  # fmt: skip
def test_addresses(archive: Archive, query: str) -> None:
    assert titles(archive, query) == ["A third on eels"]


def test_addresses_beneath_and_left_out(archive: Archive) -> None:
    assert set(titles(archive, "site:example.net/t")) == {"A thread on eels", "A third on eels"}
    assert set(titles(archive, "www.example.net")) == {"A thread on eels", "A third on eels"}
    assert titles(archive, "example.net/t/77781") == ["A thread on eels"]
    assert "A third on eels" not in titles(archive, "eels -https://example.net/t/88892")
    assert "A thread on eels" not in titles(archive, "eels -site:example.net")
    assert titles(archive, "2510.13786") == titles(archive, "arXiv:2510.13786v1") == ["Eels in a paper"]
    with pytest.raises(UnknownName):
        archive.search("site:example.net/t/9")
    assert archive.search("example.net/t/9").understood.notes == ("No item links to example.net/t/9.",)
    assert archive.search("https://other.example/x").understood.notes == ("No item links to other.example/x.",)
    assert archive.search("node.js/express and/or TCP/IP").understood.notes == ()


def test_what_has_the_name_stands_before_what_has_not(archive: Archive) -> None:
    for query in ("微软 开源 模型", "Microsoft open model", "微軟 開源 模型"):
        assert titles(archive, query)[0] == "微软的灯塔"


def test_to_name_something_is_not_to_be_about_it(archive: Archive) -> None:
    searcher, without = Searcher(archive), replace(HYBRID, names=0)
    for query in ("OpenAI", "OpenAI cake with butter and eggs", "微软 大熊猫", "Nvidia opera", "zebra"):
        assert searcher.search(query).nothing_close == searcher.search(query, weights=without).nothing_close


def test_a_time_without_items_says_so(archive: Archive) -> None:
    results = archive.search("2027年 灯塔")
    assert results.other_times
    assert results[0].item.title == "微软的灯塔"
    inside = archive.search("10月 灯塔")
    assert not inside.other_times
    assert {hit.item.title for hit in inside} <= set(ISSUES["2025-10-06"])
    assert not archive.search("灯塔").other_times


def test_a_time_by_itself_lists_what_is_of_it(archive: Archive) -> None:
    assert set(titles(archive, "2025年10月")) == set(ISSUES["2025-10-06"])
    assert set(titles(archive, "between September and October 2025", limit=20)) == {
        *ISSUES["2025-09-01"], *ISSUES["2025-10-06"],
    }  # fmt: skip
    assert set(titles(archive, "past two issues", limit=20)) == {*ISSUES["2025-10-06"], *ISSUES["2025-11-03"]}
    assert titles(archive, "2027年") == []


def test_order(archive: Archive) -> None:
    days = [archive.issue_of(hit.item).date for hit in archive.search("做法 bridge eels order:new", limit=50)]
    assert days == sorted(days, reverse=True)
    old = [archive.issue_of(hit.item).date for hit in archive.search("bridge", order="old", limit=50)]
    assert old == sorted(old)
    newest = archive.search("order:new", limit=50)
    assert [hit.item.title for hit in newest][:6] == list(ISSUES["2025-11-03"])
    assert [hit.item.title for hit in archive.search("order:old", limit=50)][:6] == list(ISSUES["2025-09-01"])
    with pytest.raises(UsageError, match="best, new, old"):
        archive.search("bridge", order="sideways")
