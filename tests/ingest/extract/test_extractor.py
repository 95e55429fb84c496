"""Names in items: known and unknown ones, each with its place; any text at all without harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.extractor import STEPS, Extractor
from ingest.extract.said import Said
from ingest.extract.units import Sheet, sheet_of
from ingest.gazetteer import load_gazetteer
from ingest.resolve import resolve
from kg.model import Item, Link
from tests.embed.texts import needs_wheel
from tests.entities import bullet, extractor, mentions_of, named
from tests.ingest.extract.small import MIXED, gazetteer, reading_extractor
from tests.support import calls_of

SMALL = Extractor(gazetteer())
MARKS = (
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
)
ADDRESSES = ("https://arxiv.org/abs/2509.00009", "https://github.com/o/quill", "https://wobble.com/x")


def read_in(text: str) -> set[str]:
    """Ids of the entities that a text names, to the reader."""
    item = bullet(text)
    mentions = reading_extractor().extract([item])
    return {mention.entity for mention in resolve([item], mentions, load_gazetteer()).mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # known names in both languages, odd hyphens, widths and spaces
        ("英伟达和Nvidia、ＮＶＩＤＩＡ都在", {"company:nvidia"}),
        ("OpenAI推出GPT‑5.1-Codex-Max", {"company:openai", "model:gpt-5.1-codex-max"}),
        ("谷歌的Gemini 3模型", {"company:google", "model:gemini-3"}),
        # words that are no names
        ("AI Agent、LLM、GPU和SOTA大模型的API发布了", set()),
        ("metadata里的notional o1x", set()),
        ("a meta study of arcs", set()),
        ("很容易让人联想到别的事", set()),
    ],
)
@pytest.mark.parametrize("reads", [False, pytest.param(True, marks=needs_wheel)])
def test_known_names(text: str, expected: set[str], reads: bool) -> None:
    assert (read_in(text) if reads else named(text)) == expected


@needs_wheel
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("阿里开源Qwen9-VL-235B-A22B-Thinking", {"company:alibaba", "model:qwen9-vl-235b-a22b-thinking"}),
        ("国内机器人公司Zorblax推出一款人形机器人Fribble", {"company:zorblax", "product:fribble"}),
        ("OpenAI推出Blorp：一个用于微调大语言模型的灵活API平台", {"company:openai", "product:blorp"}),
        ("OpenAI发布了一个基准测试BlorpBench", {"company:openai", "benchmark:blorpbench"}),
        ("Mike Quimby分享的工作流", {"person:mike-quimby"}),
    ],
)
def test_names_that_nobody_knows_are_read(text: str, expected: set[str]) -> None:
    assert read_in(text) == expected


@needs_wheel
@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("Cursor宣布完成新一轮融资", "company:anysphere", "product:cursor"),
        ("类似Cursor的编辑器", "product:cursor", "company:anysphere"),
        ("市面上已经有Comet、Arc、Dia之类的AI浏览器", "product:arc", "company:arc"),
        ("Kimi推出了Agent模式", "company:moonshot-ai", "model:kimi"),
        ("现在cc比Codex快，Anthropic赢了", "product:claude-code", "company:cc"),
        ("宇树推出了H2", "company:unitree", ""),
        ("We used H2 headings", "", "product:h2"),
        ("see o1 below", "", "model:o1"),
    ],
)
def test_context_decides(text: str, wanted: str, unwanted: str) -> None:
    found = read_in(text)
    assert not wanted or wanted in found
    assert unwanted not in found


@needs_wheel
def test_what_an_item_says_does_not_depend_on_those_beside_it() -> None:
    texts = ("Velmora Robotics has acquired Pell & Marrow.", "", "Zorblax推出一款人形机器人Fribble", "英伟达涨了")
    items = [bullet(text, number=number) for number, text in enumerate(texts)]
    together = reading_extractor().each(items)
    assert together == [reading_extractor().each([item])[0] for item in items]
    acquired = [(told.predicate, together[0].mentions[told.object].surface) for told in together[0].told]
    assert ("acquired", "Pell & Marrow") in acquired and together[1] == Said()


def test_links_name_papers_repositories_and_models() -> None:
    title = "K9-Think: A Parameter-Efficient Reasoning System"
    paper = bullet(title, Link("https://arxiv.org/pdf/2509.07604v2", "", title, start=0, end=len(title)), kind="paper")
    found = {(mention.type, mention.name, mention.url) for mention in mentions_of(paper)}
    assert ("paper", title, "https://arxiv.org/abs/2509.07604") in found
    assert ("model", "K9-Think", "") in found
    text = "有人开源了frobnicate"
    repository = bullet(text, Link("https://github.com/quux/frobnicate", "", "开源", start=2, end=4))
    assert [(m.type, m.surface, m.rule) for m in mentions_of(repository)] == [("product", "frobnicate", "url:github")]
    # a short label on a paper's address is no title
    text = "这里用的Frobnicate是一个模型"
    short = bullet(text, Link("https://arxiv.org/abs/2412.13663", "", "Frobnicate", start=4, end=14))
    assert mentions_of(short) == ()


def test_opinion_has_offsets_of_its_own() -> None:
    item = Item("i", "x", 0, "", "story", "标题", "标题\n正文", opinion="英伟达很强")
    (mention,) = mentions_of(item)
    assert (mention.field, mention.start, mention.end, mention.surface) == ("opinion", 0, 3, "英伟达")


def test_the_pipeline_is_made_of_named_components() -> None:
    nlp = extractor().nlp
    assert nlp.pipe_names == list(STEPS) == ["known", "read", "handles", "addresses", "works"]
    assert all(nlp.get_factory_meta(f"backissue_{name}").factory == f"backissue_{name}" for name in STEPS)


def test_two_extractors_do_not_meet() -> None:
    item = bullet("佐布推出QuillPad")
    assert {mention.name for mention in SMALL.extract([item])} == {"Zorblax", "QuillPad"}
    assert "Zorblax" not in {mention.name for mention in mentions_of(item)}


@pytest.mark.parametrize("reads", [False, pytest.param(True, marks=needs_wheel)])
@given(text=MIXED, opinion=MIXED, spans=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), max_size=3))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_mentions_that_stand_where_they_say(
    reads: bool, text: str, opinion: str, spans: list[tuple[int, int]]
) -> None:
    links = tuple(
        Link(url, "", text[start : start + length], start=min(start, len(text)), end=min(start + length, len(text)))
        for (start, length), url in zip(spans, ADDRESSES, strict=False)
    )
    item = Item("i", "x", 0, "论文", "paper", text[:20], text, opinion, links=links)
    (says,) = (reading_extractor() if reads else SMALL).each([item])
    for mention in says.mentions:
        assert item.field(mention.field)[mention.start : mention.end] == mention.surface != ""
        assert mention.name and 0 <= mention.doubt <= 1
    places = range(len(says.mentions))
    assert all(told.subject in places and told.object in places for told in says.told)
    assert all((mention.news is None) == (not reads) for mention in says.mentions)
    resolution = resolve([item], says.mentions, load_gazetteer() if reads else gazetteer())
    assert {mention.entity for mention in resolution.mentions} <= {entity.id for entity in resolution.entities}


@pytest.mark.parametrize("unit", [*MARKS, "a_", "1.", "A1", "1A"])
def test_work_grows_with_the_text_only(unit: str) -> None:
    short, long = (
        calls_of(lambda length=length: mentions_of(bullet(unit * (length // len(unit))))) for length in (4_000, 16_000)
    )
    # Quadratic work would be sixteen times; benchmarks/linear.py measures time, which patterns take too.
    assert long <= 6 * short + 1_000


def test_many_links_and_a_long_line() -> None:
    links = tuple(
        Link(f"https://github.com/o/repo{i}", "", f"repo{i:04d}", start=i * 9, end=i * 9 + 8) for i in range(3000)
    )
    text = "".join(f"repo{i:04d} " for i in range(3000))
    assert mentions_of(bullet(text, *links))
    few, many = (calls_of(lambda n=n: mentions_of(bullet(text[: n * 9], *links[:n]))) for n in (750, 3000))
    assert many <= 6 * few + 1_000
    assert mentions_of(bullet("OpenAI发布GPT-5，" * 2500))


def test_an_item_that_a_rule_fails_on_costs_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Item(name, "1", 0, "", "bullet", text, text) for name, text in (("a", "OpenAI"), ("b", "Nvidia"))]

    def fail(item: Item) -> Sheet:
        if item.id == "a":
            raise IndexError("odd")
        return sheet_of(item)

    monkeypatch.setattr("ingest.extract.extractor.sheet_of", fail)
    told: list[tuple[str, str]] = []
    mentions = extractor().extract(items, failed=lambda item, error: told.append((item.id, type(error).__name__)))
    assert {mention.item_id for mention in mentions} == {"b"} and told == [("a", "IndexError")]
    with pytest.raises(IndexError):
        extractor().extract(items)


def test_names_are_looked_for_in_the_beginning_of_an_endless_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.extract.extractor.LONGEST", 20)
    item = Item("a", "1", 0, "", "bullet", "OpenAI", "OpenAI said Yes. Nvidia too.", opinion="Anthropic")
    assert {mention.surface for mention in extractor().extract([item])} == {"OpenAI"}
    monkeypatch.setattr("ingest.extract.extractor.LONGEST", 40)
    assert {mention.surface for mention in extractor().extract([item])} == {"OpenAI", "Nvidia", "Anthropic"}
