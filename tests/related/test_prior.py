"""Prior coverage: verdicts, what is shared and what is new, the command, and bad drafts."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from ingest.read.draft import parse_draft
from kg.commands.main import main
from kg.errors import UsageError
from kg.related.draft import codes_of, names_of
from kg.related.nearness import Nearness
from kg.related.prior import VERDICTS, check
from kg.related.report import markdown_block
from kg.text.numbers import amounts, changes
from tests.conftest import SAMPLE
from tests.support import HashEncoder

ISSUE = """# Weekly Notes 1: First

# News

- Nvidia invests $5 billion in Intel at $23.28 a share. [Source](https://example.org/nvidia-intel)
- OpenAI ships GPT-5-Codex for long coding jobs. [Source](https://example.org/codex)
- Follow us at [home](https://example.org/follow)
"""


def test_numbers_of_both_languages_meet() -> None:
    chinese, english = (
        amounts("以58亿美元卖出，占12.5%，10吉瓦"),
        amounts("sold for $5.83 billion, 12.5 percent, 10 GW"),
    )
    assert all(any(a.same(b) for b in english) for a in chinese)
    assert not amounts("2025年9月5日，第3期，GPT-5与H100")
    assert [a.value for a in amounts("两百多个角色")] == [200]


def test_round_numbers_and_years_tell_nothing() -> None:
    assert not any(a.telling for a in amounts("100%，10倍，1000美元"))
    assert all(a.telling for a in amounts("23.28美元，4550亿美元"))


def test_changes_pair_numbers_of_one_unit() -> None:
    (change,) = changes(amounts("估值66亿美元，涨了三成"), amounts("估值18亿美元，员工45人"))
    assert (change.unit, change.before, change.now) == ("USD", ("18亿美元",), ("66亿美元",))
    assert changes(amounts("估值18亿美元"), amounts("估值1.8 billion dollars")) == ()


def test_versions_are_told_from_words() -> None:
    assert list(codes_of("Kimi K2.5、GPT-5.3-Codex 和 Sonnet 4.5 in 2025, top 50, 42 hours")) == [
        "k2.5",
        "gpt5.3codex",
        "sonnet4.5",
    ]


def test_paragraphs_and_addresses_of_loose_text() -> None:
    items = parse_draft("- 第一条 https://a.example/x?utm_source=y。\n\n***\n\nSecond. See (https://b.example/).").items
    assert [item.urls for item in items] == [("https://a.example/x?utm_source=y",), ("https://b.example/",)]
    assert items[0].links[0].canonical == "https://a.example/x"
    assert all(item.text.startswith(item.title) for item in items)


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        ("OpenAI 上线 GPT-5.3-Codex", "OpenAI"),
        ("Kimi K2.5 开源了", "Kimi K2-0905"),
        ("小扎又发布了一副眼镜", "Meta"),
    ],
)
def test_names_of_a_draft_lead_to_what_is_known(sample: kg.archive.Archive, draft: str, name: str) -> None:
    nearness = sample.once(Nearness)
    found = names_of(parse_draft(draft).items[0], nearness).weights
    reached = {nearness.arrays.entities[entity].name for entity in nearness.arrays.family_of(list(found))}
    assert name in reached | {nearness.arrays.entities[entity].name for entity in found}


def test_everyday_words_are_no_names(sample: kg.archive.Archive) -> None:
    nearness = sample.once(Nearness)
    named = names_of(parse_draft("The flow of data is the whole point of this canvas.").items[0], nearness).weights
    assert not {nearness.arrays.entities[entity].name for entity in named} & {"Google Flow", "Canvas"}


def test_same_source_is_a_repeat_and_says_what_is_shared(sample: kg.archive.Archive) -> None:
    draft = "Karpathy的nanochat：八千行代码，一百美元。https://github.com/karpathy/nanochat?utm_source=feed"
    (found,) = sample.prior(draft)
    first = found.prior[0]
    assert (found.verdict, first.issue.number) == ("repeat", 7)
    assert first.shared.urls == ("https://github.com/karpathy/nanochat",)
    assert "nanochat" in {entity.name for entity in first.shared.entities}
    assert "八千行" in first.shared.numbers
    assert first.sentence in first.item.text


def test_story_told_again_in_the_other_language_is_a_repeat(sample: kg.archive.Archive) -> None:
    (found,) = sample.prior("软银把3210万股英伟达股票全卖了，换回58.3亿美元，拿去投OpenAI。")
    assert (found.verdict, found.prior[0].issue.number) == ("repeat", 11)


def test_new_number_makes_an_update(sample: kg.archive.Archive) -> None:
    (found,) = sample.prior("Mistral再融资，估值翻到250亿欧元，ASML继续跟投。")
    assert found.verdict == "update"
    change = found.prior[0].added.numbers[0]
    assert change.now == ("250亿欧元",)
    assert "117亿欧元" in change.before


@pytest.mark.parametrize(
    "draft",
    [
        "高通叫停了对Arduino的收购。",
        "高通对Arduino的收购获批。",
        "高通把Arduino买下来了，还发布了双处理器的UNO Q开发板。",
    ],
)
def test_a_turn_makes_an_update_of_a_story_told_again(sample: kg.archive.Archive, draft: str) -> None:
    (found,) = sample.prior(draft)
    assert found.prior[0].issue.number == 6
    assert found.verdict == ("repeat" if "买下来" in draft else "update")


def test_new_version_makes_an_update(sample: kg.archive.Archive) -> None:
    (found,) = sample.prior("OpenAI发布GPT-5.3-Codex，官方说可以一口气干上两天。")
    assert found.verdict == "update"
    assert "GPT-5.3-Codex" in found.prior[0].added.names


def test_what_the_archive_lacks_is_new(sample: kg.archive.Archive) -> None:
    found = sample.prior("The ferry to the island sails again.\n\n任天堂新主机三季度卖出一千万台。")
    assert [(one.verdict, one.prior) for one in found] == [("new", ()), ("new", ())]


def test_an_archived_issue_is_not_its_own_prior_coverage(sample: kg.archive.Archive) -> None:
    issue = sample.find_issue("8")
    items = list(sample.items(issue))[:6]
    for one in check(sample, items):
        assert all(prior.issue.id != issue.id for prior in one.prior)
    for one in check(sample, items, before=issue.date):
        assert all(prior.issue.date < issue.date and prior.weeks >= 0 for prior in one.prior)


def test_reference_to_an_earlier_source_is_no_repeat(sample: kg.archive.Archive) -> None:
    """Issue 9 tells that PayPal joins what issue 5 announced, with a link to that announcement."""
    item = next(item for item in sample.items(sample.find_issue("9")) if item.title.startswith("PayPal"))
    (found,) = check(sample, [item], before=date(2025, 11, 3))
    earlier = next(prior for prior in found.prior if prior.shared.urls)
    assert earlier.verdict in ("update", "related")


def test_links_of_every_issue_are_no_evidence(tmp_path: Path, hash_model: HashEncoder) -> None:
    from ingest.build import build

    for number in range(1, 5):
        text = ISSUE.replace("Notes 1", f"Notes {number}").replace("nvidia-intel", f"story-{number}")
        (tmp_path / f"2025-0{number}-01-{number}.md").write_text(text, encoding="utf-8")
    build([tmp_path], tmp_path / "archive")
    archive = kg.open(tmp_path / "archive")
    links = archive.once(Nearness).links
    assert links.is_boilerplate("https://example.org/follow")
    assert not links.is_boilerplate("https://example.org/story-1")
    (found,) = archive.prior("完全无关的一句话 https://example.org/follow")
    assert all(not prior.shared.urls for prior in found.prior)


def test_markdown_block_speaks_the_language_of_the_draft(sample: kg.archive.Archive) -> None:
    block = markdown_block(sample.prior("宇树科技的科创板申请过会了。\n\nMistral raised again, at €25 billion."))
    assert "**此前：**" in block and "**Previously:**" in block
    assert "第 11 期，2025-11-17" in block and "issue 2, 2025-09-15" in block


# The command


def prior(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["prior", *map(str, arguments)])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_command_gives_the_record_of_the_contract(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("- Disney invests $1 billion in OpenAI.\n\n- 任天堂新主机三季度卖出一千万台。\n", encoding="utf-8")
    code, out, _ = prior(capsys, draft, SAMPLE / "2025-12-22-016.md", "--archive", sample_folder, "--json")
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert first["draft"] == str(draft)
    assert [item["verdict"] for item in first["items"]] == ["repeat", "new"]
    earlier = first["items"][0]["prior"][0]
    assert earlier["item"]["issue"]["number"] == 15
    assert {"urls", "entities", "numbers"} == set(earlier["shared"])
    numbers = {p["item"]["issue"]["number"] for item in second["items"] for p in item["prior"]}
    assert numbers and max(numbers) < 16, "a dated draft is compared with the issues before it"


def test_exit_codes_for_scripts(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def code(text: str, *options: str) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return prior(capsys, "-", "--archive", sample_folder, *options)[0]

    update, new = "Mistral再融资，估值翻到250亿欧元，ASML继续跟投。", "任天堂新主机三季度卖出一千万台。"
    assert (code(update), code(new)) == (0, 1)
    assert (code(update, "--fail-on", "repeat"), code(update, "--fail-on", "update")) == (0, 1)
    assert code(new, "--fail-on", "related") == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00\x01", "UTF-8"),
        (b"abc\0def", "binary"),
        ("字".encode() * 2_000_001, "characters"),
        (None, "read"),
    ],
)
def test_bad_drafts_get_one_sentence(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    draft = tmp_path / "draft.md"
    if content is not None:
        draft.write_bytes(content)
    code, out, error = prior(capsys, draft, "--archive", sample_folder)
    assert (code, out) == (2, "")
    assert said in error and error.count("\n") == 1 and str(draft) in error


def test_empty_draft_gives_an_empty_answer(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(" \n\n", encoding="utf-8")
    code, out, _ = prior(capsys, draft, "--archive", sample_folder, "--json")
    assert (code, json.loads(out)["items"]) == (1, [])


def test_terminal_output_is_plain_without_a_terminal(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Mistral\x1b[31m再融资，估值翻到250亿欧元，ASML继续跟投。", encoding="utf-8")
    _, out, _ = prior(capsys, draft, "--archive", sample_folder)
    assert "\x1b" not in out
    assert "update" in out and "117亿欧元" in out and "250亿欧元" in out


def test_too_many_items_are_refused(sample: kg.archive.Archive) -> None:
    with pytest.raises(UsageError, match="1,001 items"):
        sample.prior("\n\n".join(f"No {i}" for i in range(1001)))
    with pytest.raises(UsageError, match="at least one"):
        sample.prior("Mistral", limit=0)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> kg.archive.Archive:
    """An archive without a model."""
    from ingest.build import build

    folder = tmp_path_factory.mktemp("small")
    (folder / "2025-01-01-1.md").write_text(ISSUE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        encoder = HashEncoder()
        patch.setattr("ingest.build.open_encoder", lambda name=None: encoder)
        patch.setattr("kg.store.reader.open_encoder", lambda name=None: encoder)
        build([folder], folder / "archive")
        archive = kg.open(folder / "archive")
        assert archive.encoder is encoder
    return archive


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400) | st.text("OpenAI GPT-5.3$%亿美元.,\n-*[](){}https://x", max_size=400))
def test_any_text_gets_a_verdict(small: kg.archive.Archive, text: str) -> None:
    for one in small.prior(text):
        assert one.verdict in VERDICTS
        assert (one.verdict == "new") == (not one.prior)
        assert [p.score for p in one.prior] == sorted((p.score for p in one.prior), reverse=True)
        assert one.verdict in {p.verdict for p in one.prior} | {"new"}
