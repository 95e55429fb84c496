"""What an item says: its names with their places, and what is told of them, by those places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.said import Said, Told, read_news, said
from ingest.learned.reader import Claim, News
from kg.model import PREDICATES, Item
from tests.ingest.extract.small import after, settled, span

TEXT = "Zorblax收购Fribble，Quimby旁观"
NAMES = tuple(span(TEXT, name, "company") for name in ("Zorblax", "Fribble", "Quimby"))


def test_names_stand_where_they_are_written() -> None:
    item = Item("i-1", "x", 0, "", "story", "旧闻", "旧闻\nZorblax涨了", opinion="看Fribble吧")
    whole = f"{item.text}\n\n{item.opinion}"
    says = said(settled("", span(whole, "Zorblax", "company"), span(whole, "Fribble", "product", 0.8), item=item))
    assert [(m.item_id, m.field, m.start, m.end, m.surface, m.type, m.rule, m.doubt) for m in says.mentions] == [
        ("i-1", "text", 3, 10, "Zorblax", "company", "gazetteer", 0.1),
        ("i-1", "opinion", 1, 8, "Fribble", "product", "read", 0.2),
    ]


def test_what_is_told_and_what_is_news_go_by_the_places_of_the_names() -> None:
    news = News(2, "people", 0.6), News(2, "ipo", 0.5)
    written = settled(TEXT, *NAMES, claims=[Claim(0, "acquired", 1, "rumoured", 0.7)], news=news)
    says = said(written)
    assert [mention.surface for mention in says.mentions] == ["Zorblax", "Fribble", "Quimby"]
    assert says.told == (Told(0, "acquired", 1, "rumoured", 0.3),)
    assert [mention.news for mention in says.mentions] == [(), (), (("people", 0.6), ("ipo", 0.5))]


def test_a_known_name_that_was_read_in_part_stands_for_what_was_read() -> None:
    text = "Zorblax发布Quill 2 Scout"
    written = settled(
        text, span(text, "Zorblax", "company"), span(text, "Scout", "model"), likely={"Quill 2 Scout": 1.0},
        claims=[Claim(0, "released", 1, "stated", 0.9)],
    )  # fmt: skip
    says = said(written)
    assert [mention.surface for mention in says.mentions] == ["Zorblax", "Quill 2 Scout"]
    assert [(told.subject, told.object) for told in says.told] == [(0, 1)]


def test_what_is_told_of_a_name_that_was_dropped_is_not_told() -> None:
    unsure = (NAMES[0], span(TEXT, "Fribble", "company", 0.3), NAMES[2])
    told = [Claim(0, "acquired", 1, "stated", 0.9), Claim(0, "acquired", 2, "stated", 0.8)]
    says = said(settled(TEXT, *unsure, claims=told, news=[News(1, "acquisition", 0.9), News(2, "people", 0.9)]))
    assert says.told == (Told(0, "acquired", 1, "stated", 0.2),)
    assert [says.mentions[told.object].surface for told in says.told] == ["Quimby"]
    assert [(mention.surface, mention.news) for mention in says.mentions] == [
        ("Zorblax", ()),
        ("Quimby", (("people", 0.9),)),
    ]


def test_only_a_company_that_goes_public_does_something_to_itself() -> None:
    text = "看Quill 2 Scout"
    read = span(text, "Quill 2", "model"), span(text, "Scout", "model")
    once = settled(
        text, *read, likely={"Quill 2 Scout": 1.0}, claims=[Claim(0, "based_on", 1, "stated", 0.9)]
    )  # both became one name
    assert said(once).told == ()
    listed = settled(TEXT, *NAMES, claims=[Claim(0, "ipo", 0, "stated", 0.9), Claim(0, "ipo", 1, "stated", 0.9)])
    assert said(listed).told == (Told(0, "ipo", 0, "stated", 0.1),)


def test_a_title_that_was_read_is_the_work_that_stands_there() -> None:
    text = "Zorblax写了《摇摆行业年度报告》"
    written = after("works", text)
    written.reading = settled(
        text, span(text, "Zorblax", "company"), span(text, "摇摆行业年度报告", "report"),
        claims=[Claim(0, "authored", 1, "stated", 0.9)],
    ).reading  # fmt: skip
    says = said(written)
    assert [mention.type for mention in says.mentions] == ["company", "report"]
    assert [(told.subject, told.object) for told in says.told] == [(0, 1)]


def test_where_no_reader_looked_it_is_not_known_what_is_news() -> None:
    (mention,) = said(after("works", "Zorblax来了")).mentions
    assert mention.news is None
    assert [mention.news for mention in said(settled(TEXT, *NAMES)).mentions] == [()] * 3


def test_news_come_back_from_json() -> None:
    assert read_news([["people", 0.6]]) == (("people", 0.6),) and read_news([]) == () and read_news(None) is None


def test_nothing_says_nothing() -> None:
    assert said(settled("")) == Said()


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(PREDICATES), st.integers(0, 2)), max_size=8),
    st.tuples(*[st.sampled_from([0.2, 0.9])] * 3),
)
def test_places_are_those_of_mentions(told: list, sure: tuple[float, ...]) -> None:
    read = [span(TEXT, TEXT[each.start : each.end], "company", s) for each, s in zip(NAMES, sure, strict=True)]
    claims = [Claim(one, predicate, other, "stated", 0.8) for one, predicate, other in told]
    says = said(settled(TEXT, *read, claims=claims, news=[News(place, "people", 0.5) for place in range(3)]))
    places = range(len(says.mentions))
    assert all(each.subject in places and each.object in places for each in says.told)
    assert all(mention.news == (("people", 0.5),) for mention in says.mentions)
    assert all((each.subject == each.object) == (each.predicate == "ipo") for each in says.told)
