"""What links are called: their text where it says what they lead to, else what the address says."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.linked import link_name

SLUG = "https://lab.example/blog/2025/10/introducing-the-orchard-model"


@pytest.mark.parametrize(
    "label",
    ["made", "out", "here", "Here", "this", "this link", "link", "Read more", "View PDF", "blog post", "said", "added",
     "推出", "发布", "宣布", "这里", "「链接」", "'更多详情'", "项目地址", "这篇文章", "技术报告", "", SLUG, "→",
     "its report", "lab"],
)  # fmt: skip
def test_what_says_too_little_gives_way_to_the_title_in_the_address(label):
    assert link_name(SLUG, label) == "introducing the orchard model"


@pytest.mark.parametrize(
    "label",
    ["Orchard", "the Orchard model", "GPT-4o", "Qwen3-VL", "DevDay", "Why Language Models Hallucinate", "Agent Builder",
     "有三件事值得一看", "OpenAI的AgentKit", "bought Orchard", "Pear 3"],
)  # fmt: skip
def test_what_tells_where_it_leads_stays(label):
    assert link_name(SLUG, label) == label


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/anna/pear-tree", "github.com/anna/pear-tree"),
        ("https://www.lab.example/", "lab.example"),
        ("https://lab.example/news/", "lab.example/news"),
        ("https://arxiv.org/abs/2510.13786", "arxiv.org/abs/2510.13786"),
        ("https://x.com/anna/status/1968205159949107502", "x.com/anna/status"),
        ("https://lab.example/2025-03-19-how-long-is-a-task.html", "how long is a task"),
        ("https://blog.example/what-a-year-we-had-3f2a9c1b2d3e", "what a year we had"),
        ("https://lab.example/a_title_in_snakes.pdf", "a title in snakes"),
        ("https://lab.example/%E4%BA%BA%E5%B7%A5%E6%99%BA%E8%83%BD%E7%9A%84%E6%9C%AA%E6%9D%A5", "人工智能的未来"),
        ("https://lab.example/019a56f54fe99a2a0a8d8a0282e402b7", "lab.example/019a56f54fe99a2a0a8d8a0282e402b7"),
        ("https://lab.example:8080/x", "lab.example:8080/x"),
    ],
)
def test_addresses_are_told_in_a_few_words(url, name):
    assert link_name(url, "here") == name


def test_marks_are_no_title():
    assert link_name("https://lab.example/:-;-!", "here") == "lab.example/:-;-!"


def test_a_label_that_only_names_the_site_is_no_title():
    assert link_name("https://github.com/anna/pear", "GitHub") == "github.com/anna/pear"
    assert link_name("https://pear.example/GitHub", "GitHub") == "GitHub"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:a@b.example", "http://[a]/b", ""])
def test_what_is_no_address_of_a_page_is_called_by_its_text(url):
    assert link_name(url, "Orchard") == "Orchard"
    assert link_name(url, "") == url


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_link_of_a_page_has_a_name_out_of_its_text_or_its_address(path, label):
    url = f"https://lab.example/{path}"
    name = link_name(url, label)
    assert name
    assert name in " ".join(label.split()) or name.startswith("lab.example") or set(name.split()) <= _pieces(url)


def _pieces(url):
    """Whatever may be a word of an address."""
    return {
        word for piece in re.split(r"[-_+~./]+", unquote(url, errors="replace")) for word in (piece, *piece.split())
    }
