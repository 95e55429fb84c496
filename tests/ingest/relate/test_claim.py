"""What a rule claims, and how sure its sentence is."""

from __future__ import annotations

import pytest

from ingest.relate.claim import Claim, certainty, claims
from tests.ingest.relate.marked import marked, read


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("[Acme|company]收购[Beta|company]", "stated"),
        ("据传[Acme|company]将收购[Beta|company]", "rumoured"),
        ("[Acme|company]正考虑收购[Beta|company]", "rumoured"),
        ("[Acme|company] plans to acquire [Beta|company]", "rumoured"),
        ("[Acme|company] reportedly acquired [Beta|company]", "rumoured"),
        ("[Acme|company]没有收购[Beta|company]", "negated"),
        ("[Acme|company] denied it acquired [Beta|company]", "negated"),
        ("[Acme|company] didn’t acquire [Beta|company]", "negated"),
        ("[Acme|company]可能否认收购[Beta|company]", "negated"),
        ("没有人想到，[Acme|company]收购[Beta|company]", "stated"),
        ("[Acme|company]停止发布[Foo|product]", "negated"),
        ("据悉[Acme|company]发布[Foo|product]", "rumoured"),
        ("[Foo|product]可能基于[Bar|model]", "rumoured"),
        ("[Foo|product]没有基于[Bar|model]", "negated"),
        ("[Foo|model]有望取代[Bar|model]", "rumoured"),
        ("[Foo|model]无法取代[Bar|model]", "negated"),
        ("[Acme|company]可能投资[Beta|company]", "rumoured"),
        ("[Acme|company]否认投资[Beta|company]", "negated"),
        ("[Acme|company]可能与[Beta|company]合作", "rumoured"),
        ("[Acme|company]有望上市", "rumoured"),
        ("[Acme|company]否认上市", "negated"),
        ("[Ada|person]可能加入[Acme|company]", "rumoured"),
    ],
)
def test_a_sentence_is_so_sure(text: str, sure: str) -> None:
    assert [relation.certainty for relation in read(text)] == [sure]


@pytest.mark.xfail(
    strict=True, reason="a question is read as a statement, and a denial behind the first name is not seen"
)
@pytest.mark.parametrize(
    "text",
    [
        "[Acme|company]会收购[Beta|company]吗？",
        "Did [Acme|company] acquire [Beta|company]?",
        "[Foo|model]会取代[Bar|model]吗？",
        "[Acme|company]和[Beta|company]不再合作",
        "[Ada|person]没有加入[Acme|company]",
        "[Ada|person]没有写[Notes on Foo|article]",
    ],
)
def test_what_is_asked_or_denied_is_not_stated(text: str) -> None:
    assert all(relation.certainty != "stated" for relation in read(text))


def test_certainty_looks_at_the_clause_and_a_little_further() -> None:
    (frame,) = marked("据传很好，[Acme|company]可能收购[Beta|company]", title="x").frames
    assert certainty(frame, 0, 2) == "rumoured"
    assert certainty(frame, 6, 6) == "rumoured"
    assert certainty(frame, 13, 13) == "rumoured"
    (frame,) = marked("没有好，[Acme|company]收购[Beta|company]", title="x").frames
    assert certainty(frame, 8, 8) == "stated"


def test_claims_are_every_subject_with_every_other_object() -> None:
    (frame,) = marked("[Acme|company]和[Beta|company]", title="x").frames
    found = list(claims(frame, ("a", "b"), "acquired", (id_ for id_ in ("b", "c")), (2, 5), "rule"))
    assert [(claim.subject, claim.object) for claim in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found[0] == Claim(frame, "a", "acquired", "b", 2, 5, 2, "rule")
