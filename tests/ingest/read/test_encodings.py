"""A document in any encoding is read as what it is, or something is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.encodings import decode
from kg.errors import UsageError

SIMPLIFIED = (
    "本周最值得记住的消息是，一家浏览器公司被收购，买方说产品会独立运营。我们把新闻捡起来，放好，再说一两句看法。\n"
)
TRADITIONAL = (
    "本週最值得記住的消息是，一家瀏覽器公司被收購，買方說產品會獨立運營。我們把新聞撿起來，放好，再說一兩句看法。\n"
)
JAPANESE = (
    "今週もっとも大切なニュースは、ブラウザの会社が買われたことです。製品はこれからも独立して続くと言っています。\n"
)
KOREAN = "이번 주의 가장 중요한 소식은 브라우저 회사의 인수이다. 제품은 앞으로도 독립적으로 운영된다고 한다.\n"
WESTERN = (
    "The café's owner said: “We’re fine” — naïve, perhaps, but honest. Everything else in this issue is plain prose.\n"
)
CODECS = (
    *((SIMPLIFIED, codec) for codec in ("gbk", "gb18030", "gb2312", "hz")),
    *((TRADITIONAL, codec) for codec in ("big5", "cp950", "big5hkscs")),
    *((JAPANESE, codec) for codec in ("shift_jis", "cp932", "euc_jp", "iso2022_jp")),
    *((KOREAN, codec) for codec in ("euc_kr", "cp949", "iso2022_kr")),
    (WESTERN, "cp1252"),
    *(
        (text, codec)
        for text in (SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, WESTERN)
        for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
    ),
)


@pytest.mark.parametrize(("text", "codec"), CODECS)
def test_a_text_in_its_encoding_is_read_as_it_is(text: str, codec: str) -> None:
    for whole in (text, f"# Weekly 3\n\n- [OpenAI](https://openai.com/a) {text}\n- GPT-5\n", text * 50):
        found = decode(whole.encode(codec))
        assert found.text.removeprefix("\ufeff") == whole and found.remark


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, WESTERN, "plain", "", "é", "\ufeffa"])
def test_of_utf8_nothing_is_said(text: str) -> None:
    found = decode(text.encode())
    assert (found.text, found.remark) == (text.removeprefix("\ufeff"), "")


@given(st.sampled_from(CODECS), st.integers(0, 60), st.integers(8, 60))
def test_no_part_of_a_text_is_misread_in_silence(text_and_codec: tuple[str, str], start: int, size: int) -> None:
    text, codec = text_and_codec
    part = text[start : start + size]
    if not part or part.isascii():
        return
    try:
        found = decode(part.encode(codec))
    except UsageError:
        return
    assert found.remark or found.text == part


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (SIMPLIFIED.encode()[:80] + b"\xff" + SIMPLIFIED.encode()[80:], "bad bytes are shown"),
        (b"<meta charset=big5>\n" + "價\n".encode("big5") * 3, "Big5"),
        (b"# -*- coding: iso-8859-2 -*-\n" + "Žluťoučký kůň\n".encode("iso8859-2"), "iso8859-2"),
        ("# 图片\n".encode("gbk"), "GB18030"),
        (("a" * 500 + "\xe9\xe8\xff\n").encode("latin-1"), "bad bytes are shown"),
    ],
)
def test_what_is_read_with_a_word(raw: bytes, says: str) -> None:
    assert says in decode(raw).remark


@pytest.mark.parametrize(
    "raw",
    [
        SIMPLIFIED.encode() * 2 + SIMPLIFIED.encode("gbk") * 2,  # two encodings in one file
        "Привет, это неделя новостей и наблюдений.\n".encode("koi8-r"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00",
        bytes(range(256)),
        b"\xf8\xfe\x81" * 50,
    ],
)
def test_what_cannot_be_told_is_not_guessed(raw: bytes) -> None:
    with pytest.raises(UsageError):
        decode(raw)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_text_that_can_be_stored_or_a_sentence(raw: bytes) -> None:
    try:
        found = decode(raw)
    except UsageError as error:
        assert "\n" not in str(error)
    else:
        found.text.encode()
