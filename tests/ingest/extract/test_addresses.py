"""Addresses: what a link names, whose page it is, and where that stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.addresses import identify, owners
from kg.model import Link
from tests.ingest.extract.small import after, gazetteer, link, names, sheet, surfaces


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.alphaxiv.org/abs/2510.13786", "paper"),
        ("https://openreview.net/forum?id=abc", "paper"),
        ("https://www.nature.com/articles/s41586-025-1", "paper"),
        ("https://www.nature.com/news", None),
        ("https://wobble.com/research/papers/x", "paper"),
        ("https://huggingface.co/papers/2510.1", "paper"),
        ("https://huggingface.co/datasets/a/b", "dataset"),
        ("https://huggingface.co/spaces/a/b", "space"),
        ("https://huggingface.co/a/Wobble-4.5", "model"),
        ("https://modelscope.cn/models/a/Wobble-4.5", "model"),
        ("https://huggingface.co/blog/x", None),
        ("https://huggingface.co/blog/x/y", None),
        ("https://github.com/a/b", "repository"),
        ("https://github.com/topics/b", None),
        ("https://github.com/a/b/issues/1", None),
        ("https://wobble.com/index/quill-2/", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_what_an_address_names(url: str, kind: str | None) -> None:
    address = identify(url)
    assert (address.kind if address else None) == kind


@given(st.text(max_size=40))
def test_no_address_does_harm(text: str) -> None:
    identify(text)
    identify(f"https://github.com/{text}")
    list(owners([Link(text, text, ""), Link("", f"https://x.com/{text}", "")], gazetteer()))


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://x.com/ZorblaxHQ/status/1", "Zorblax"),
        ("https://github.com/zorblax/x", "Zorblax"),
        ("https://huggingface.co/zorblax-ai/x", "Zorblax"),
        ("https://huggingface.co/datasets/zorblax-ai/x", "Zorblax"),
        ("https://blog.zorblax.com/x", "Zorblax"),
        ("https://x.com/ottilie", "Ottilie Brandt"),
        ("https://notzorblax.com/", None),
        ("https://x.com/", None),
        ("http://[bad", None),
    ],
)
def test_whose_page_a_link_leads_to(url: str, owner: str | None) -> None:
    assert [entry.name for entry in owners([Link(url, url, "")], gazetteer())] == ([owner] if owner else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [("多谢@zorblaxhq", ["zorblaxhq"]), ("多谢@ottilie！", ["ottilie"]), ("多谢ottilie", []), ("a@zorblaxhq.com", []),
     ("https://x.com/@ottilie", [])],
)  # fmt: skip
def test_handles(text: str, found: list[str]) -> None:
    assert surfaces(after("handles", text), rule="handle") == found


@pytest.mark.parametrize(
    ("text", "label", "url", "found"),
    [
        ("有人开源了wobblekit", "开源", "https://github.com/o/wobblekit", {"wobblekit": "product"}),
        ("有人开源了wobblekit", "wobblekit", "https://github.com/o/wobblekit", {"wobblekit": "product"}),
        ("看wobblekit模型", "看", "https://github.com/o/wobblekit", {"wobblekit": "model"}),
        ("看wobblekit基准", "看", "https://github.com/o/wobblekit", {"wobblekit": "benchmark"}),
        ("看Wobble 9 Big", "看", "https://huggingface.co/o/wobble-9-big", {"Wobble 9 Big": "model"}),
        ("看wobbleset", "看", "https://huggingface.co/datasets/o/wobbleset", {"wobbleset": "benchmark"}),
        ("看这里", "这里", "https://github.com/o/wobblekit", {}),
        ("看agent", "看", "https://github.com/o/agent", {}),  # a generic word names no one thing
        ("看wobblekits", "看", "https://github.com/o/wobblekit", {}),
        ("看wobblekit", "看", "https://wobble.com/wobblekit", {}),
    ],
)
def test_linked_things_are_found_where_the_text_names_them(
    text: str, label: str, url: str, found: dict[str, str]
) -> None:
    written = after("addresses", text, link(text, label, url))
    assert names(written, rule="url:") == found
    assert all(find.url for find in written.finds if find.rule.startswith("url:"))


def test_names_inside_bare_addresses_are_none() -> None:
    assert after("works", "见 https://www.zorblax.com/news/quillpad 和 https://x.com/QuillPad/status/1").finds == []
    assert sheet("https://a.b").masked
