"""Prior coverage: verdicts, what is shared and what is new, on an invented archive and on the sample."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from ingest.read.draft import parse_draft
from kg.archive import Archive
from kg.errors import UsageError
from kg.related.prior import MOST_CHARACTERS, VERDICTS, Check, check, refuse_long
from kg.store.reader import Reader
from tests.store.archives import WORLD, archived, issue, item

MILL = "https://news.example/mill"
FLOUR = "Old mill grinds 3712 bags of flour for Ostrava."


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An archive that has told of a mill once."""
    day = date(2025, 3, 3)
    first = issue(1, day, item(FLOUR, MILL), item("Ducks cross roads slowly."), permalink="https://tide.example/1")
    return archived(tmp_path_factory.mktemp("mill"), first, entities=WORLD, of=Archive)


def of(reader: Reader, text: str, *urls: str) -> Check:
    """What the archive says of a draft."""
    (found,) = check(reader, [item(text, *urls)], today=date(2025, 3, 20))
    return found


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (FLOUR, "repeat"),
        ("Old mill grinds flour for Ostrava.", "repeat"),
        ("Old mill grinds 4100 bags of flour for Ostrava.", "update"),  # another number
        ("Old mill K2.5 grinds 3712 bags of flour for Ostrava.", "update"),  # another name with a version
        ("Harbor: old mill grinds 3712 bags of flour for Ostrava.", "update"),  # another name that leads
        ("Old mill for Ostrava halted.", "update"),  # a turn
        ("Ostrava paints a mill.", "related"),
        ("Snow fell.", "new"),
        ("", "new"),
    ],
)
def test_each_verdict_in_its_smallest_case(mill: Reader, text: str, verdict: str) -> None:
    found = of(mill, text)
    assert found.verdict == verdict
    assert [prior.verdict for prior in found.prior] == ([] if verdict == "new" else [verdict])


@pytest.mark.parametrize(
    ("text", "urls", "verdict"),
    [
        ("Flour from the old mill.", [MILL], "repeat"),
        ("Flour from the old mill.", [MILL + "?utm_source=x"], "repeat"),
        ("Flour from the old mill.", [MILL, "https://other.example/news"], "update"),  # more than that source
        ("Harbor: flour from the old mill.", [MILL], "update"),  # leads with a name of its own
        ("Snow fell again on hills.", [MILL], "related"),  # a link in passing
        ("Snow fell again on hills.", ["https://tide.example/1"], "new"),  # the newsletter's own site
    ],
)
def test_the_same_source_is_a_repeat_unless_the_draft_goes_beyond_it(
    mill: Reader, text: str, urls: list[str], verdict: str
) -> None:
    assert of(mill, text, *urls).verdict == verdict


def test_what_is_shared_and_what_is_new(mill: Reader) -> None:
    (prior,) = of(mill, "Harbor K2.5 and 3712 bags of flour of Ostrava, 88 tokens", MILL, "https://b.example/x").prior
    assert prior.shared.urls == (MILL,)
    assert [entity.name for entity in prior.shared.entities] == ["Ostrava"]
    assert prior.shared.numbers == ("3712",)
    assert [entity.name for entity in prior.added.entities] == ["Harbor"]
    assert prior.added.names == ("K2.5",)
    assert prior.added.urls == ("https://b.example/x",)
    assert [change.now for change in prior.added.numbers] == [("88 tokens",)]
    assert (prior.sentence, prior.weeks, prior.issue.number) == (FLOUR, 2, 1)


def test_a_version_of_a_name_is_no_new_name(tmp_path: Path) -> None:
    reader = archived(tmp_path, issue(1, date(2025, 1, 6), item("Kite 2 counts geese.")), entities=WORLD)
    (prior,) = of(reader, "Kite counts geese.").prior
    assert prior.added.entities == ()
    assert [entity.name for entity in prior.shared.entities] == ["Kite"], "the draft does not say Kite 2"


@pytest.mark.parametrize(
    ("told", "draft", "verdict"),
    [
        ("Kite 2 counts the geese of the bay at night.", "Kite 3 counts the geese of the bay at night.", "update"),
        ("Harbor 27 counts the geese of the bay.", "Harbor 28 counts the geese of the bay.", "update"),
        ("Harbor RC counts the geese of the bay.", "Harbor counts the geese of the bay.", "update"),
        ("Harbor rc.1 counts the geese of the bay.", "Harbor rc.10 counts the geese of the bay.", "update"),
        ("Ostrava buys a lighthouse in the bay.", "Ostrava buys a windmill on the hill.", "related"),
        ("Harbor counts the geese of the bay at night.", "Harbor counts the geese of the bay.", "repeat"),
    ],
)
def test_two_versions_and_two_deals_are_no_repeat(tmp_path: Path, told: str, draft: str, verdict: str) -> None:
    reader = archived(tmp_path, issue(1, date(2025, 1, 6), item(told)), entities=WORLD)
    assert of(reader, draft).verdict == verdict


def test_another_instalment_of_a_column_is_no_prior_coverage(tmp_path: Path) -> None:
    weeks = [item(f"Quotes of the week\nLine {word} of a song.") for word in ("one", "two", "three")]
    sponsor = item("This newsletter is brought to you by the lamp makers of the north.")
    reader = archived(tmp_path, *(issue(n, date(2025, 1, n), one, sponsor) for n, one in enumerate(weeks, 1)))
    assert of(reader, "Quotes of the week").verdict == "new"
    assert of(reader, sponsor.text).verdict == "new"


def test_a_line_that_leads_elsewhere_is_no_repeat(mill: Reader) -> None:
    assert of(mill, "Old mill grinds flour for Ostrava.").verdict == "repeat"
    assert of(mill, "Old mill grinds flour for Ostrava.", "https://other.example/mill").verdict == "update"


def test_shared_names_stand_in_both(tmp_path: Path) -> None:
    """Neither a sibling, nor what the maker makes, nor the maker of what is named is shared."""
    told = item("Kite 2 of Lumen and Harbor count the geese.")
    reader = archived(tmp_path, issue(1, date(2025, 1, 6), told), entities=WORLD)

    def shared(draft: str) -> list[str]:
        return [entity.name for prior in of(reader, draft).prior for entity in prior.shared.entities]

    assert shared("Kite 3 and Harbor count the geese.") == ["Harbor", "Kite"]
    assert shared("Ines Kallas counts the geese of Lumen.") == ["Lumen"]


def test_only_earlier_issues_of_others_are_looked_at(mill: Reader) -> None:
    own = next(mill.items())
    assert check(mill, [own])[0].verdict == "new"
    assert check(mill, [item(FLOUR)], before=date(2025, 3, 3))[0].verdict == "new"
    assert check(mill, [item(FLOUR)], before=date(2025, 3, 4))[0].verdict == "repeat"
    assert check(mill, [item(FLOUR)], before=date(2025, 3, 18))[0].prior[0].weeks == 2


def test_an_archive_of_nothing_and_a_draft_of_nothing(tmp_path: Path, mill: Reader) -> None:
    assert check(archived(tmp_path), [item(FLOUR)]) == (Check(item(FLOUR), "new"),)
    assert check(mill, []) == ()


# Over the sample


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


def test_too_many_items_are_refused(sample: kg.archive.Archive) -> None:
    with pytest.raises(UsageError, match="1,001 items"):
        sample.prior("\n\n".join(f"No {i}" for i in range(1001)))
    with pytest.raises(UsageError, match="at least one"):
        sample.prior("Mistral", limit=0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400) | st.text("Ostrava mill K2.5 3712$%亿美元.,\n-*[](){}https://x", max_size=400))
def test_any_text_gets_a_verdict(mill: Archive, text: str) -> None:
    for one in mill.prior(text):
        assert one.verdict in VERDICTS
        assert (one.verdict == "new") == (not one.prior)
        assert [p.score for p in one.prior] == sorted((p.score for p in one.prior), reverse=True)
        assert one.verdict in {p.verdict for p in one.prior} | {"new"}


def test_a_draft_that_nobody_wrote_is_refused() -> None:
    refuse_long("x" * MOST_CHARACTERS)
    with pytest.raises(UsageError, match="2,000,001 characters"):
        refuse_long("x" * (MOST_CHARACTERS + 1))


def test_a_draft_is_read_alike_whoever_asks(sample: kg.archive.Archive) -> None:
    """Three headings, each with two bullets and a paragraph: a person sees three items, and so do desk and archive."""
    story = "# {} news\n\n- One point.\n- Another point.\n\nWhat we think of it.\n"
    draft = "\n".join(story.format(name) for name in ("OpenAI", "Kimi", "Nvidia"))
    by_text, by_items = sample.prior(draft), sample.prior(parse_draft(draft).items)
    assert [check.item.title for check in by_text] == ["OpenAI news", "Kimi news", "Nvidia news"]
    assert by_text == by_items


def test_a_text_that_tells_its_day_is_counted_from_it(mill: Reader) -> None:
    assert isinstance(mill, Archive)
    draft = f"---\ntitle: Tide\nnumber: 3\ndate: {{day}}\n---\n\n## News\n\n- {FLOUR}\n"
    (found,) = mill.prior(draft.format(day="2025-03-24"))
    assert [prior.weeks for prior in found.prior] == [3]
    (found,) = mill.prior(draft.format(day="2025-03-03"))
    assert found.prior == (), "its own day is not before it"
