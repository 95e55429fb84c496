"""Relations: sentences written for these tests, with their names marked as [surface|type] or [surface|type|name]."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.relate.relate import relate
from kg.model import Entity, Item, Link, Mention, Relation
from kg.text.words import name_key

MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)(?:\|([^\[\]|]+))?\]")
MAKERS = {"Claude Code": "Anthropic", "ChatGPT": "OpenAI", "GPT-6": "OpenAI", "Opus 9": "Anthropic", "Sora": "OpenAI"}


def entity_id(kind: str, name: str) -> str:
    return f"{kind}:{name_key(name)}"


def read(
    marked: str, *, kind: str = "story", title: str | None = None, opinion: str = "", links: tuple[Link, ...] = ()
) -> tuple[Relation, ...]:
    """Relations of a marked text; its first line is the title unless one is given."""
    mentions: list[Mention] = []
    entities: dict[str, Entity] = {}
    fields = {}
    for field, source in (("text", marked), ("opinion", opinion)):
        plain, at = "", 0
        for match in MARK.finditer(source):
            plain += source[at : match.start()]
            surface, type_, name = match[1], match[2], match[3] or match[1]
            id_ = entity_id(type_, name)
            maker = MAKERS.get(name, "")
            urls = ("https://acme.org",) if name == "Acme" else ()
            entities[id_] = Entity(
                id_, type_, name, (name,), maker=entity_id("company", maker) if maker else "", urls=urls
            )
            span = (len(plain), len(plain) + len(surface))
            mentions.append(Mention("i", field, *span, surface, type_, name, "test", entity=id_))
            plain += surface
            at = match.end()
        fields[field] = plain + source[at:]
    text = fields["text"]
    item = Item("i", "1", 0, "", kind, title or text.split("\n")[0], text, fields["opinion"], links)  # type: ignore[arg-type]
    return relate([item], mentions, list(entities.values()))


def triples(marked: str, **options: object) -> set[tuple[str, str, str]]:
    return {(r.subject, r.predicate, r.object) for r in read(marked, **options)}  # type: ignore[arg-type]


def said(text: str) -> set[tuple[str, str, str]]:
    """ "Acme released Foo; …" with types left out, as name keys."""
    return {tuple(part.strip().split(" ")) for part in text.split(";") if part.strip()}  # type: ignore[misc]


def plain(found: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    return {(s.partition(":")[2], p, o.partition(":")[2]) for s, p, o in found}


CASES = """
[Acme|company]今天发布了[Foo 2|model]。
    acme released foo2
[Acme|company]发布三款新品：[Foo|product]（99美元起）、[Bar|product]和[Baz|product]。
    acme released foo
    acme released bar
    acme released baz
[Acme|company]和[Beta|company]联合推出[Foo|model]。
    acme released foo
    beta released foo
    acme partnered_with beta
[Acme|company]宣布推出面向开发者的[Foo|product]，运行在[Bar|product]上。
    acme released foo
[Acme|company]推出了基于[Bar|model]的[Foo|product]。
    acme released foo
    foo based_on bar
[Foo|model]由[Acme|company]开源。
    acme released foo
[Acme|company]发布[Foo|model]。同时推出[Bar|product]，免费可用。
    acme released foo
    acme released bar
[Acme|company]发布了年度报告[State of Foo|report]
    acme released stateoffoo
[Acme|company] launched [Foo 2|model] and [Bar|product] on Tuesday.
    acme released foo2
    acme released bar
[Foo|model] was released by [Acme|company].
    acme released foo
[Acme|company]’s [Foo|model] is out.
    acme released foo
用户都在等[Acme|company]的[Foo|model]。
    acme released foo
[Acme|company]发布会推迟，[Foo|model]的用户很失望
    nothing
[Foo|model]在[Acme|company]的[Foo|model]发布会之后降价
    acme released foo
[Acme|company]更像在看[Foo|model]的笑话
    nothing
[Foo|model]基于[Bar|model]微调而来。
    foo based_on bar
[Foo|product]是[Bar 1|model]的一个增强版，更稳定。
    foo based_on bar1
[Foo|model] is fine-tuned from [Bar|model].
    foo based_on bar
[Acme|company]推出[Foo|product]，基于类似[Bar|product]的流程
    acme released foo
    foo competes_with bar
[Acme|company]发布[Foo|product]，对标[Beta|company]的[Bar|product]。
    acme released foo
    beta released bar
    foo competes_with bar
[Foo|product]更像是和[Beta|company]的[Bar|product]竞争。
    beta released bar
    foo competes_with bar
[Foo|model]比[Bar|model]更便宜。
    foo competes_with bar
[Foo|model] beats [Bar|model] and matches [Baz|model].
    foo competes_with bar
    foo competes_with baz
[Foo|model] rivals [Acme|company]'s [Bar|model] and [Beta|company]'s [Baz|model].
    foo competes_with bar
    foo competes_with baz
    acme released bar
    beta released baz
[GPT-6|model]比[ChatGPT|product]更快。
    nothing
[Foo|product]可以连接[Bar|product]、[Baz|product]之类的应用。
    nothing
[Acme|company]以54亿美元收购了[Beta|company]。
    acme acquired beta
[Beta|company]被[Acme|company]收购。
    acme acquired beta
[Beta|company] was acquired by [Acme|company] for $2B.
    acme acquired beta
[Acme|company]向[Beta|company]投资10亿美元。
    acme invested_in beta
[Beta|company]完成5亿美元融资，由[Acme|company]和[Gamma|company]领投。
    acme invested_in beta
    gamma invested_in beta
[Beta|company] raised $30M led by [Acme|company].
    acme invested_in beta
[Acme|company]与[Beta|company]达成战略合作。
    acme partnered_with beta
[Acme|company]宣布和[Beta|company]合作。
    acme partnered_with beta
[Acme|company] partnered with [Beta|company].
    acme partnered_with beta
[Acme|company]的这笔投资已经赚钱了
    nothing
[Acme|company]递交招股书。
    acme ipo acme
[Acme|company]发布[Foo|product]，[Beta|company]、[Gamma|company]等为其背书。
    acme released foo
    acme partnered_with beta
    acme partnered_with gamma
[Ada Rossi|person]（[Acme|company]的CEO）谈了很多
    adarossi works_at acme
[Acme|company]联合创始人[Ada Rossi|person]认为还早
    adarossi works_at acme
[Ada Rossi|person], CEO of [Acme|company], said so.
    adarossi works_at acme
Former [Acme|company] CEO [Ada Rossi|person] disagrees.
    nothing
[Notes on Foo|article] by [Ada Rossi|person]
    adarossi authored notesonfoo
[Acme|company] announced its first product, [Foo|product]: an API for everyone.
    acme released foo
[Acme|company]蒙特利尔实验室的[Foo|model]很小
    acme released foo
[Acme|company]宣布扩大使用[Foo|product]
    nothing
[Acme|company]上线文件创建：[Foo|product]现在能直接生成表格
    nothing
[Acme|company]推出[Foo|model]和轻量模型[Bar|model]
    acme released foo
    acme released bar
[Foo|product]支持[Bar|product]，基于[Baz|model]开发
    foo based_on baz
以[Bar|model]为底座训练出来的是[Foo|model]
    nothing
[Foo|model]以[Bar|model]为底座
    foo based_on bar
一个 [Foo|product] 语言写的服务器，类似 [Bar|product]
    nothing
[Acme|company]超过[Beta|company]成为估值最高的公司
    nothing
[Foo|product]的用户少了，而[Bar|product]的多了
    foo competes_with bar
[Acme|company]完成17亿欧元C轮融资，[Beta|company]领投，[Gamma|company]等参与
    beta invested_in acme
    gamma invested_in acme
[Acme|company]融资3亿美元。领投的是[Beta|company]
    beta invested_in acme
[Acme|company]持有[Beta|company]27%的股份
    acme invested_in beta
[Acme|company] is in talks to put $10 billion into [Beta|company].
    acme invested_in beta
[Acme|company]与[Beta|company]签下174亿美元的合同
    acme partnered_with beta
[Acme|company] and [Beta|company] signed a seven-year, $38 billion agreement.
    acme partnered_with beta
[Acme|company]从[Beta|company]那里锁定五年的算力
    acme partnered_with beta
[Acme|company]联合几家芯片厂（[Beta|company]、[Gamma|company]等）建机房
    acme partnered_with beta
    acme partnered_with gamma
[Acme|company]和[Beta|company]联合起诉[Gamma|company]
    nothing
据[Acme|company]报道，[Beta|company]收购了[Gamma|company]
    beta acquired gamma
[Acme|company] made its first acquisition: [Beta|company], the maker of things.
    acme acquired beta
[Acme|company]考虑到未上市公司的难处
    nothing
[Acme|company]和[Beta|company]通过聆讯
    acme ipo acme
    beta ipo beta
[Ada Rossi|person]的[Acme|company]开张了
    adarossi works_at acme
[Acme|company]'s board chair [Ada Rossi|person] spoke.
    adarossi works_at acme
[A Study|paper]，作者包括[Ada Rossi|person]和[Bo Li|person]
    adarossi authored astudy
    boli authored astudy
"""


def cases() -> list[tuple[str, str]]:
    """A sentence on a line of its own, and under it, indented, all that it says."""
    found: list[tuple[str, str]] = []
    for line in CASES.strip().splitlines():
        if line.startswith(" "):
            marked, wanted = found[-1]
            found[-1] = (marked, f"{wanted};{line.replace('nothing', '')}")
        else:
            found.append((line, ""))
    return found


@pytest.mark.parametrize(("marked", "wanted"), cases())
def test_sentences(marked: str, wanted: str) -> None:
    assert plain(triples(marked)) == said(wanted)


def test_a_verb_inside_a_title_is_no_verb() -> None:
    assert triples("[Acme|company]点评[Foo releases Bar|article]：[Baz|product]") == set()


def test_a_full_stop_inside_a_name_ends_no_sentence() -> None:
    assert plain(triples("[Acme|company]发布[Is It. Real?|report]。")) == {
        ("acme", "released", name_key("Is It. Real?"))
    }


def test_what_the_item_is_about_is_the_subject_of_later_sentences() -> None:
    found = plain(triples("[Acme|company]推出[Foo|product]\n看着是为了应对[Bar|product]的势头。"))
    assert found == said("acme released foo; foo competes_with bar")


def test_the_opinion_knows_what_the_item_is_about() -> None:
    found = plain(
        triples("[Acme|company]推出[Foo|product]", opinion="市面上已经有[Bar|product]、[Baz|product]之类的浏览器。")
    )
    assert found == said("acme released foo; foo competes_with bar; foo competes_with baz")


def test_launch_events_list_what_was_shown() -> None:
    marked = "[Acme|company]开发者大会\n- [Foo|product]：包括[Bar|product]和[Baz|product]。\n- 增加了[Qux|model]"
    assert plain(triples(marked)) == said("acme released foo; acme released bar; acme released baz; acme released qux")


def test_papers_by_an_organisation() -> None:
    marked = "[A Study of Foo|paper]：[Acme|company]提出的训练方法，省一半算力"
    assert plain(triples(marked, kind="paper", title="A Study of Foo")) == said("acme released astudyoffoo")


def test_an_organisation_that_opens_the_note_on_a_paper_wrote_it() -> None:
    marked = "[Foo|model]x[A Study of Foo|paper]：[Acme|company]把两步并成一步，快了四倍"
    assert plain(triples(marked.removeprefix("[Foo|model]x"), kind="paper", title="A Study of Foo")) == said(
        "acme released astudyoffoo"
    )


def test_both_sides_stand_in_the_title() -> None:
    marked = "[Acme|company]与[Beta|company]：十吉瓦\n9月22日两家公司签署意向书。"
    (relation,) = read(marked)
    assert (relation.subject, relation.predicate, relation.object) == ("company:acme", "partnered_with", "company:beta")
    assert relation.evidence.sentence == "9月22日两家公司签署意向书。"
    assert dict(relation.attributes) == {"date": "--09-22"}


def test_reports_on_the_site_of_an_organisation() -> None:
    text = "两家的报告\nState of Foo"
    link = Link("https://docs.acme.org/x.pdf", "https://docs.acme.org/x.pdf", "State of Foo", "text", 6, 18)
    assert text[6:18] == "State of Foo"
    found = plain(triples("两家的报告\n[State of Foo|report]，[Acme|company]", links=(link,)))
    assert found == said("acme released stateoffoo")


@pytest.mark.parametrize(
    ("marked", "certainty"),
    [
        ("[Acme|company]收购[Beta|company]", "stated"),
        ("据传[Acme|company]将收购[Beta|company]", "rumoured"),
        ("[Acme|company]正考虑收购[Beta|company]", "rumoured"),
        ("[Acme|company] plans to acquire [Beta|company]", "rumoured"),
        ("[Acme|company] reportedly acquired [Beta|company]", "rumoured"),
        ("[Acme|company]没有收购[Beta|company]", "negated"),
        ("[Acme|company] denied it acquired [Beta|company]", "negated"),
        ("[Acme|company]停止发布[Foo|product]", "negated"),
        ("没有人想到，[Acme|company]收购[Beta|company]", "stated"),
    ],
)
def test_certainty(marked: str, certainty: str) -> None:
    assert [r.certainty for r in read(marked)] == [certainty]


def test_the_surest_evidence_is_kept() -> None:
    (relation,) = read("据传[Acme|company]将收购[Beta|company]。\n[Acme|company]以3亿美元收购[Beta|company]。")
    assert relation.certainty == "stated"
    assert relation.evidence.sentence == "Acme以3亿美元收购Beta。"


def test_sums_belong_to_whom_they_stand_with() -> None:
    marked = "[Acme|company]（$10B）和[Beta|company]（$5B）一起投资[Gamma|company]（估值达到$350B）"
    found = {r.subject: dict(r.attributes) for r in read(marked) if r.predicate == "invested_in"}
    assert found["company:acme"] == {"amount": "10000000000", "currency": "USD", "valuation": "350000000000"}
    assert found["company:beta"]["amount"] == "5000000000"


def test_evidence_points_into_the_item() -> None:
    marked = "前言。[Acme|company]发布[Foo|model]。后记。"
    (relation,) = read(marked)
    text = MARK.sub(lambda m: m[1], marked)
    evidence = relation.evidence
    assert evidence.sentence == "Acme发布Foo。"
    assert text[evidence.start : evidence.end] == "Acme发布Foo"
    assert evidence.rule == "release:verb"


def test_mutual_relations_are_given_once() -> None:
    found = [r for r in read("[Acme|company]和[Beta|company]合作。[Beta|company]与[Acme|company]达成合作。")]
    assert [(r.subject, r.object) for r in found] == [("company:acme", "company:beta")]


def test_unresolved_mentions_are_passed_over() -> None:
    item = Item("i", "1", 0, "", "story", "Acme发布Foo", "Acme发布Foo")
    mentions = [Mention("i", "text", 0, 4, "Acme", "company", "Acme", "test")]
    assert relate([item], mentions, []) == ()


NAMES = ["[Acme|company]", "[Beta|company]", "[Foo|model]", "[Bar|product]", "[A Paper|paper]", "[Ada|person]"]
VERBS = "发布 的 和 、 ， 。 （ ） 基于 对标 收购 被 由 投资 $10B by releases 比"
MORE = "更 ： 与 合作 类似 CEO 上市 “ ( ) 🔪 而 没有 + 联合 之类的"
WORDS = [*NAMES, *VERBS.split(), *MORE.split(), " ", "\n", "27%的股份", "持有", "\u202e", "Ｆ"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.lists(st.sampled_from(WORDS), max_size=10))
def test_any_order_of_words_is_read(text: list[str], opinion: list[str]) -> None:
    for relation in read("".join(text), title="x", opinion="".join(opinion)):
        assert relation.subject != relation.object or relation.predicate == "ipo"
        assert 0 <= relation.evidence.start < relation.evidence.end
        assert relation.evidence.sentence


@pytest.mark.parametrize("unit", ["[Acme|company]发布[Foo|model]、", "（", "的，和", "a releases ", "[Foo|model]比"])
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        marked = "[Acme|company]发布" + unit * (length // len(MARK.sub(lambda m: m[1], unit)))
        start = time.perf_counter()
        read(marked, title="x")
        return time.perf_counter() - start

    seconds(2_000)
    short, long = seconds(20_000), seconds(200_000)
    assert long < max(short, 0.02) * 30
