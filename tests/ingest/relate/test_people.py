"""Who works where, and who wrote what: each rule, in sentences written for it."""

from __future__ import annotations

import pytest

from tests.ingest.relate.marked import cases, ruled, said

# All that a sentence says, and behind it, by rule, what that rule reads in it or, where nothing stands below, not.
SENTENCES = """
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
[Ada Rossi|person]的[Acme|company]开张了
    adarossi works_at acme
[Acme|company]'s board chair [Ada Rossi|person] spoke.
    adarossi works_at acme
[A Study|paper]，作者包括[Ada Rossi|person]和[Bo Li|person]
    adarossi authored astudy
    boli authored astudy
"""

RULES = {
    "works:role": """
[Ada Rossi|person]加入[Acme|company]
    adarossi works_at acme
[Ada Rossi|person] joined [Acme|company].
    adarossi works_at acme
[Acme|company]’s [Ada Rossi|person] said
    adarossi works_at acme
[Ada Rossi|person]（现[Acme|company]）
    adarossi works_at acme
[Ada Rossi|person]（前[Acme|company]CEO）
    nothing
[Ada Rossi|person]离开[Acme|company]
    nothing
曾在[Acme|company]任研究员的[Ada Rossi|person]
    nothing
[Acme|company]起诉[Ada Rossi|person]
    nothing
""",
    "authored:verb": """
[Ada Rossi|person]写的[Notes on Foo|article]
    adarossi authored notesonfoo
[Ada Rossi|person] wrote [Notes on Foo|article].
    adarossi authored notesonfoo
[Ada Rossi|person]读了[Notes on Foo|article]
    nothing
[Ada Rossi|person]写了[Foo|product]
    nothing
""",
    "authored:by": """
[Notes on Foo|article] by [Ada Rossi|person] and [Bo Li|person]
    adarossi authored notesonfoo
    boli authored notesonfoo
[Notes on Foo|article], picked up by [Ada Rossi|person]
    nothing
""",
    "authored:says": """
[Notes on Foo|article]。[Ada Rossi|person]认为还早
    nothing
""",
}


@pytest.mark.parametrize(("text", "wanted"), cases(SENTENCES))
def test_a_sentence_says_so_much_and_no_more(text: str, wanted: set[str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [(rule, text, wanted) for rule, block in RULES.items() for text, wanted in cases(block)],
)
def test_a_rule_reads(rule: str, text: str, wanted: set[str]) -> None:
    assert ruled(rule, text) == wanted


def test_a_reading_tip_in_which_one_person_speaks_is_hers() -> None:
    text = "[Notes on Foo|article]\n[Ada Rossi|person]认为还早"
    assert ruled("authored:says", text, kind="reading") == {"adarossi authored notesonfoo"}


@pytest.mark.parametrize(
    "text",
    [
        "[Notes on Foo|article]\n[Ada Rossi|person]认为还早，[Bo Li|person]不同意",
        "[Notes on Foo|article]\n[Ada Rossi|person]跑了",
        "[Foo|product]\n[Ada Rossi|person]认为还早",
    ],
)
def test_other_reading_tips_name_no_author(text: str) -> None:
    assert ruled("authored:says", text, kind="reading") == set()
