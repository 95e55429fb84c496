"""What sort of item is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.concepts import concepts_of, find_concepts


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("投资&商业", ("funding",)), ("Robotics papers", ("paper", "robots")), ("聊天机器人", ()),
        ("机器人", ("robots",)), ("paperless newspapers", ()), ("产品与模型", ("release",)),
        ("Investors and DEALS", ("funding",)), ("", ()),
    ],
)  # fmt: skip
def test_concepts(text, concepts):
    assert concepts_of(text) == concepts


@given(st.text(max_size=30), st.sampled_from(["论文", "tools", "观点", "policy"]))
def test_each_concept_is_found_once_at_its_place(text, word):
    found = list(find_concepts(f"{text} {word}"))
    assert word in {match.group() for _, match in found} or concepts_of(text)
    assert len({concept for concept, _ in found}) == len(found)
