"""One spelling for one resource."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.text.sites import site
from kg.text.urls import canonical_url, find_addresses, without_addresses


@pytest.mark.parametrize(
    ("urls", "canonical"),
    [
        (
            ["http://arxiv.org/abs/2510.13786", "https://www.arxiv.org/pdf/2510.13786v3", "https://arxiv.org/pdf/2510.13786.pdf",
             "https://arxiv.org/html/2510.13786v1#S2", "https://www.alphaxiv.org/abs/2510.13786?chatId=1",
             "https://huggingface.co/papers/2510.13786", "https://export.arxiv.org/abs/2510.13786v2"],
            "https://arxiv.org/abs/2510.13786",
        ),
        (["https://arxiv.org/abs/cs/0112017v1"], "https://arxiv.org/abs/cs/0112017"),
        (
            ["https://twitter.com/OpenAI/status/123?s=20", "https://x.com/openai/status/123/photo/1", "http://mobile.twitter.com/OpenAI/status/123",
             "https://nitter.net/OpenAI/status/123#m", "https://xcancel.com/OpenAI/status/123"],
            "https://x.com/openai/status/123",
        ),
        (["https://twitter.com/OpenAI", "https://x.com/openai/"], "https://x.com/openai"),
        (
            ["https://youtu.be/48pxVdmkMIE?si=x", "https://www.youtube.com/watch?v=48pxVdmkMIE&t=55s", "https://m.youtube.com/watch?app=m&v=48pxVdmkMIE",
             "https://www.youtube.com/embed/48pxVdmkMIE"],
            "https://youtube.com/watch?v=48pxVdmkMIE",
        ),
        (
            ["http://Example.com:80/A/?utm_source=x&utm_medium=y", "https://www.example.com/A",
             "https://example.com:443/A/#top", "https://example.com/A/index.html",
             " https://example.com/A?fbclid=1&ref=hackernews "],
            "https://example.com/A",
        ),
        (["https://example.com/%e4%b8%ad?q=%7e", "https://example.com/中?q=~"], "https://example.com/%E4%B8%AD?q=~"),
        (["https://996.icu/#/zh"], "https://996.icu#/zh"),
        (["https://example.com/?v=1&amp;w=2"], "https://example.com?v=1&w=2"),
        (["https://github.com/a/b?tab=readme-ov-file#install"], "https://github.com/a/b"),
        (["https://github.com/a?tab=repositories"], "https://github.com/a?tab=repositories"),
        (["https://example.com:8080/"], "https://example.com:8080"),
        (["mailto:a@example.com"], "mailto:a@example.com"),
    ],
)  # fmt: skip
def test_one_spelling(urls: list[str], canonical: str) -> None:
    assert {canonical_url(url) for url in urls} == {canonical}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/?id=1", "https://example.com/?id=2"),
        ("https://example.com/search?source=wikipedia", "https://example.com/search?source=books"),
        ("https://huggingface.co/moonshotai/Kimi-K2", "https://huggingface.co/moonshotai"),
        ("https://example.com/#/a", "https://example.com/#/b"),
        ("https://x.com/i/lists/1", "https://x.com/i/lists/2"),
        ("https://arxiv.org/list/cs.AI/new", "https://arxiv.org/list/cs.CL/new"),
        ("https://blog.example.com", "https://example.com"),
    ],
)
def test_different_resources_stay_apart(left: str, right: str) -> None:
    assert canonical_url(left) != canonical_url(right)


@pytest.mark.parametrize(
    "url", ["http://[::1", "https://", "http://a:99999/", "https://a b", "ftp://x", "", "http://é.example/ü"]
)
def test_odd_addresses_are_no_error(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)
    site(url)


PARTS = st.text("abcXYZ019-._~%/?#&=:@!+*;,中é ", max_size=25)
HOSTS = st.sampled_from([
    "example.com", "www.example.com", "WWW.x.com", "twitter.com", "youtu.be", "m.youtube.com", "arxiv.org",
    "www.www.com", "www.com", "huggingface.co", "1.2.3.4:80", "[::1]:8080", "www2.a.b.", "x.com.",
])  # fmt: skip
PATHS = st.sampled_from(
    ["", "/abs/", "/pdf/2501.00001v2", "/watch?v=", "/a/status/12", "/index.html", "//", "/papers/2501.00001"]
)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(["http://", "https://", "HTTPS://", ""]), HOSTS, PATHS, PARTS)
def test_idempotent(scheme: str, host: str, path: str, rest: str) -> None:
    once = canonical_url(scheme + host + path + rest)
    assert canonical_url(once) == once


def test_site() -> None:
    assert site("https://www.OpenAI.com/index/x") == "openai.com"
    assert site("not a url") == ""


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("见https://a.example/x。另一条", ["https://a.example/x"]),
        ("(https://a.example/x_(y)), and", ["https://a.example/x_(y)"]),
        ("[one](https://a.example/1)[two](http://b.example/2)", ["https://a.example/1", "http://b.example/2"]),
        ("（https://a.example/?q=1&r=%20）", ["https://a.example/?q=1&r=%20"]),
        ("**https://a.example**, <https://b.example/>", ["https://a.example", "https://b.example/"]),
        ("HTTPS://A.example/b?c!", ["HTTPS://A.example/b?c"]),
        ("“https://a.example/b”", ["https://a.example/b"]),
        ("https://a.example/b发布了", ["https://a.example/b"]),
        ("https:// and http", []),
    ],
)
def test_addresses_in_text(text: str, urls: list[str]) -> None:
    assert [found.url for found in find_addresses(text)] == urls


@given(st.text("htps:/.a(）)中，_*#? \n", max_size=60) | st.text(max_size=40))
def test_an_address_is_where_it_says(text: str) -> None:
    for found in find_addresses(text):
        assert text[found.start : found.end] == found.url
        assert canonical_url(found.url) == canonical_url(canonical_url(found.url))
    blanked = without_addresses(text)
    assert len(blanked) == len(text) and not list(find_addresses(blanked))
    assert all(now in {" ", before} for now, before in zip(blanked, text, strict=True))


@given(st.sampled_from(["https://a.example/b", "http://b.example/c_(d)?e=f"]), st.sampled_from("。，；：、）」”！ \n"))
def test_what_stands_behind_is_no_part_of_it(url: str, mark: str) -> None:
    (found,) = find_addresses(f"见{url}{mark}后")
    assert found.url == url
