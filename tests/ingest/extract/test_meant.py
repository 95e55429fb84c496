"""Which thing is meant: by the words beside a name, by its list, by its other places; and by a family's bare name."""

from __future__ import annotations

import pytest

from tests.ingest.extract.small import after


def types(text: str, step: str = "meant") -> list[str]:
    return [find.type for find in after(step, text).finds if find.name.startswith("Bramble")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bramble宣布裁员", "company"),
        ("Bramble公司的人", "company"),
        ("Bramble系列的权重", "model"),
        ("超过Bramble架构", "model"),
        ("打开Bramble客户端", "product"),
        ("好用的工具：Bramble、QuillPad", "product"),  # the heading says it
        ("QuillPad、Bramble之类的浏览器", "product"),  # the trailer says it
        ("Zorblax、Frobnik和Bramble等公司", "company"),
        ("Quill 2、Bramble和Murmur等模型", "model"),
        ("QuillPad、Bramble、Vole Cloud", "product"),  # its neighbours say it
    ],
)
def test_words_and_lists_decide(text: str, kind: str) -> None:
    assert types(text) == [kind]


def test_one_spelling_means_one_thing_in_an_item() -> None:
    assert set(types("打开Bramble客户端。下面说Bramble，再说Bramble")) == {"product"}


def test_unless_the_words_beside_one_say_otherwise() -> None:
    assert types("打开Bramble客户端。后来Bramble公司宣布裁员") == ["product", "company"]


def test_a_company_may_stand_for_the_one_thing_it_makes() -> None:
    text = "好用的工具：Quimby、QuillPad"
    assert [find.type for find in after("meant", text).finds] == ["product", "product"]
    assert [find.type for find in after("meant", "Quimby、Frobnik等公司").finds] == ["company", "company"]


def test_a_maker_and_its_product_are_one_name_in_chinese() -> None:
    finds = after("meant", "今天大家都在用Zorblax QuillPad写作").finds
    assert [(find.name, find.type, find.end - find.start) for find in finds] == [("QuillPad", "product", 2)]
    assert len(after("meant", "今天大家都在用Frobnik QuillPad写作").finds) == 2  # not its maker


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("佐布今天发布Quill 7\nQuill很快", {"Quill 7"}),
        ("佐布今天有新闻\nQuill 7来了，Quill很快", {"Quill 7", "Quill"}),  # not in the title
        ("佐布的Quill 7和Quill 8来了\nQuill真的很快", {"Quill 7", "Quill 8", "Quill"}),  # two members
        ("Quill 7来了\nQuill很快" + "好" * 1600, {"Quill 7", "Quill"}),  # a long item is about more
        ("Quill 7 is here\nQuill is fast", {"Quill 7", "Quill"}),  # English calls the family by its name
    ],
)
def test_a_bare_family_name_means_the_member_in_the_title(text: str, names: set[str]) -> None:
    assert {find.name for find in after("same", text).finds if find.type == "model"} == names
