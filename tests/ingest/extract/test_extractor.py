"""Names in items: known, unseen and unknown ones, each with its place; any text at all without harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.addresses import identify
from ingest.extract.chunks import is_size, is_version, read_tail
from ingest.extract.extractor import Extractor
from ingest.extract.units import split_units
from ingest.gazetteer import load_gazetteer
from ingest.resolve import resolve
from kg.model import Item, Link
from tests.entities import bullet, mentions_of, named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # known names in both languages, odd hyphens, widths and spaces
        ("英伟达和Nvidia、ＮＶＩＤＩＡ都在", {"company:nvidia"}),
        ("OpenAI推出GPT‑5.1-Codex-Max", {"company:openai", "model:gpt-5.1-codex-max"}),
        # a version nobody has listed
        ("xAI发布了Grok 9 Fast", {"company:xai", "model:grok-9-fast"}),
        ("阿里开源Qwen9-VL-235B-A22B-Thinking", {"company:alibaba", "model:qwen9-vl-235b-a22b-thinking"}),
        ("可灵 7.5 Turbo上线", {"model:kling-7.5-turbo"}),
        ("DeepSeek-V9.1-Terminus", {"model:deepseek-v9.1-terminus"}),
        ("用Sonnet9.5写代码", {"model:claude-sonnet-9.5"}),
        # lists of versions
        ("Meta推出Llama 8 Scout和Maverick", {"company:meta", "model:llama-8-scout", "model:llama-8-maverick"}),
        ("Gemini 9.5 Flash和Flash-Lite更新了", {"model:gemini-9.5-flash", "model:gemini-9.5-flash-lite"}),
        ("Qwen9-Omni推出7B和3B两个版本", {"model:qwen9-omni", "model:qwen9-omni-7b", "model:qwen9-omni-3b"}),
        # unknown makers and things, by where they stand
        ("Zorblax发布了多模态模型Quibble-2", {"company:zorblax", "model:quibble-2"}),
        ("国内机器人公司Zorblax推出一款人形机器人Fribble", {"company:zorblax", "product:fribble"}),
        ("OpenAI推出Blorp：一个用于微调大语言模型的灵活API平台", {"company:openai", "product:blorp"}),
        ("OpenAI发布了一个基准测试BlorpBench", {"company:openai", "benchmark:blorpbench"}),
        ("Mike Quimby分享的工作流", {"person:mike-quimby"}),
        # numbers that are no versions, words that are no names
        ("GPT-5 2倍提升，Claude 100万用户", {"model:gpt-5"}),
        ("AI Agent、LLM、GPU和SOTA大模型的API发布了", set()),
        ("metadata里的notional o1x", set()),
    ],
)  # fmt: skip
def test_names(text: str, expected: set[str]) -> None:
    found = {one for one in named(text) if not one.startswith(("report:", "article:"))}
    if "Claude" in text:
        found -= {"product:claude-app", "model:claude"}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("Cursor宣布完成新一轮融资", "company:anysphere", "product:cursor"),
        ("类似Cursor的编辑器", "product:cursor", "company:anysphere"),
        ("市面上已经有Comet、Arc、Dia之类的AI浏览器", "product:arc", "company:arc"),
        ("Kimi推出了Agent模式", "company:moonshot-ai", "model:kimi"),
        ("谷歌的Gemini 3模型", "model:gemini-3", "product:gemini-app"),
        ("现在cc比Codex快，Anthropic赢了", "product:claude-code", "company:cc"),
        ("a meta study of arcs", "", "company:meta"),
        ("很容易让人联想到别的事", "", "company:lenovo"),
    ],
)
def test_context_decides(text: str, wanted: str, unwanted: str) -> None:
    found = named(text)
    assert not wanted or wanted in found
    assert unwanted not in found


def test_a_short_name_needs_support() -> None:
    assert "product:h2" not in named("We used H2 headings")
    assert named("宇树推出了H2") >= {"company:unitree"}
    assert "model:o1" not in named("see o1 below") and "model:o1" in named("OpenAI的o1模型")


def test_links_name_papers_repositories_and_models() -> None:
    title = "K9-Think: A Parameter-Efficient Reasoning System"
    paper = bullet(title, Link("https://arxiv.org/pdf/2509.07604v2", "", title, start=0, end=len(title)), kind="paper")
    found = {(mention.type, mention.name, mention.url) for mention in mentions_of(paper)}
    assert ("paper", title, "https://arxiv.org/abs/2509.07604") in found
    assert ("model", "K9-Think", "") in found
    text = "有人开源了frobnicate"
    repository = bullet(text, Link("https://github.com/quux/frobnicate", "", "开源", start=2, end=4))
    assert [(m.type, m.surface, m.rule) for m in mentions_of(repository)] == [("product", "frobnicate", "url:github")]
    # a short label on a paper's address names what the label says, not the paper
    text = "这里用的ModernBERT是一个模型"
    short = bullet(text, Link("https://arxiv.org/abs/2412.13663", "", "ModernBERT", start=4, end=14))
    assert {mention.type for mention in mentions_of(short)} == {"model"}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.alphaxiv.org/abs/2510.13786", "paper"),
        ("https://openreview.net/forum?id=abc", "paper"),
        ("https://www.nature.com/articles/s41586-025-1", "paper"),
        ("https://huggingface.co/datasets/a/b", "dataset"),
        ("https://huggingface.co/baidu/ERNIE-4.5", "model"),
        ("https://huggingface.co/blog/x/y", None),
        ("https://github.com/a/b/issues/1", None),
        ("https://openai.com/index/sora-2/", None),
        ("http://[bad", None),
    ],
)
def test_addresses(url: str, kind: str | None) -> None:
    address = identify(url)
    assert (address.kind if address else None) == kind


def test_names_inside_bare_addresses_are_none() -> None:
    text = "见 https://www.anthropic.com/engineering/claude-code 和 https://x.com/OpenAI/status/1"
    assert mentions_of(bullet(text)) == ()


def test_opinion_has_offsets_of_its_own() -> None:
    item = Item("i", "x", 0, "", "story", "标题", "标题\n正文", opinion="英伟达很强")
    (mention,) = mentions_of(item)
    assert (mention.field, mention.start, mention.end, mention.surface) == ("opinion", 0, 3, "英伟达")


def test_the_pipeline_is_made_of_named_components() -> None:
    assert Extractor(load_gazetteer()).nlp.pipe_names[:4] == ["known", "grammar", "doubtful", "meant"]


@pytest.mark.parametrize(("chunk", "version", "size"), [("4.5", 1, 0), ("v3.1", 1, 0), ("4o", 1, 0), ("r1", 1, 0),
    ("7b", 0, 1), ("8x7b", 0, 1), ("a22b", 0, 1), ("fast", 0, 0), ("2025年", 0, 0)])  # fmt: skip
def test_chunks(chunk: str, version: int, size: int) -> None:
    assert (is_version(chunk), is_size(chunk)) == (bool(version), bool(size))


def test_a_tail_ends_where_the_name_ends() -> None:
    units = split_units("Qwen3-VL-235B-A22B-Thinking模型")
    assert read_tail(units, 1) == (["3", "vl", "235b", "a22b", "thinking"], 13)


MIXED = st.text(
    st.sampled_from("OpenAIGPTo1-5.4B发布推出了的和、，。（）《》“”\n 🔪①ＡＢمرحبا臺灣\u200b\u2011_/@#$%")
    | st.characters(exclude_categories=["Cs"]),
    max_size=300,
)


@settings(max_examples=150, deadline=None)
@given(text=MIXED, opinion=MIXED)
def test_any_text_gives_mentions_that_stand_where_they_say(text: str, opinion: str) -> None:
    item = Item("i", "x", 0, "产品发布", "bullet", text[:20], text, opinion)
    mentions = mentions_of(item)
    for mention in mentions:
        assert item.field(mention.field)[mention.start : mention.end] == mention.surface != ""
        assert mention.name and 0 <= mention.doubt <= 1
    resolution = resolve([item], mentions, load_gazetteer())
    assert {mention.entity for mention in resolution.mentions} <= {entity.id for entity in resolution.entities}


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "（",
        "A ",
        "-",
        "GPT-",
        "发布 A",
        "、A",
        "的A",
        "OpenAI、",
        "“",
        "《",
        "https://a",
        "7B、",
        "\n",
        "🔪",
        "مرحبا ",
        "a_",
        "1.",
    ],
)
def test_time_grows_with_the_text_only(unit: str) -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        mentions_of(bullet(unit * (length // len(unit))))
        return time.process_time() - start

    seconds(1000)
    short = min(seconds(4000) for _ in range(2))
    # Four times the text in at most eight times the time: quadratic work would take sixteen times.
    assert seconds(16_000) <= 8 * short + 0.15


def test_many_links_and_a_long_line() -> None:
    links = tuple(
        Link(f"https://github.com/o/repo{i}", "", f"repo{i:04d}", start=i * 9, end=i * 9 + 8) for i in range(3000)
    )
    text = "".join(f"repo{i:04d} " for i in range(3000))
    start = time.process_time()
    mentions_of(bullet(text, *links))
    mentions_of(bullet("OpenAI发布GPT-5，" * 2500))
    assert time.process_time() - start < 15
