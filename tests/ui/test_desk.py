"""The editor's desk in every state: what is kept, ticked, overruled, asked for and written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from kg.archive import Archive
from kg.ui.desk_session import OnDesk
from tests.support import page_app

LINK = "https://www.anthropic.com/news/claude-opus-4-1"
PIE = "A recipe for apple pie with cinnamon."
TODAY = date.today()


@pytest.fixture
def retold(archive: Archive) -> str:
    """A draft that tells two items of the second issue again, and something new."""
    told = [item for item in archive.items(archive.issues()[1]) if len(item.text) > 80 and item.links][:2]
    return "\n\n".join([*(f"{' '.join(item.text.split())} {item.links[0].url}" for item in told), PIE])


def desk(**query: str) -> AppTest:
    return drawn(page_app("desk", **{"lang": "en", **query}))


def drawn(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def checked(draft: str, **query: str) -> AppTest:
    """The desk with a draft that was checked."""
    app = desk(**query)
    app.text_area[0].set_value(draft)
    app.button[0].click()
    return drawn(app)


def shown(app: AppTest) -> str:
    """All text of a page."""
    kinds = (app.title, app.header, app.markdown, app.caption, app.warning, app.error, app.code)
    html = [element.proto.body for element in app.get("html")]
    links = [element.proto.label for element in app.get("page_link")]
    labels = [element.proto.expandable.label for element in app.get("expandable")]
    return "\n".join([*(element.value for kind in kinds for element in kind), *html, *links, *labels]).replace("\\", "")


def block(app: AppTest) -> str:
    """The block to paste."""
    return app.code[0].value if app.code else ""


def kept(app: AppTest) -> OnDesk:
    found = app.session_state["_desk"]
    assert isinstance(found, OnDesk)
    return found


def left_and_back(app: AppTest) -> AppTest:
    """What a look at another page does: the widgets are forgotten, the session is not."""
    again = page_app("desk", lang="en")
    again.session_state["_desk"] = kept(app)
    return drawn(again)


def test_the_draft_and_all_decisions_stay_while_one_looks_elsewhere(archive: Archive, retold: str) -> None:
    app = checked(retold)
    (table,) = app.data_editor
    app.session_state[str(table.key)] = {"edited_rows": {0: {"use": False}, 1: {"use": True}}}
    drawn(app)
    app.date_input[0].set_value(date(2026, 3, 1))
    app.number_input[0].set_value(99)
    drawn(app)
    told = block(app)
    again = left_and_back(app)
    assert again.text_area[0].value == retold
    assert (again.date_input[0].value, again.number_input[0].value) == (date(2026, 3, 1), 99)
    assert block(again) == told != ""
    assert list(again.data_editor[0].value["use"])[:2] == [False, True]


def test_a_draft_that_was_not_checked_yet_stays_too(archive: Archive) -> None:
    app = desk()
    app.text_area[0].set_value(PIE)
    again = left_and_back(drawn(app))
    assert again.text_area[0].value == PIE and not again.expander


def test_nothing_is_kept_for_another_reader(archive: Archive, retold: str) -> None:
    checked(retold)
    assert desk().text_area[0].value == ""


def test_day_and_number_are_read_from_the_draft_or_assumed(archive: Archive) -> None:
    app = desk()
    latest = max(issue.number or 0 for issue in archive.issues())
    assert (app.date_input[0].value, app.number_input[0].value) == (TODAY, latest + 1)
    app.text_area[0].set_value(f"---\ntitle: Gleanings 40\nnumber: 40\ndate: 2025-11-24\n---\n\n## News\n\n- {PIE}\n")
    drawn(app)
    assert (app.date_input[0].value, app.number_input[0].value) == (date(2025, 11, 24), 40)
    app.text_area[0].set_value(PIE)
    drawn(app)
    assert (app.date_input[0].value, app.number_input[0].value) == (TODAY, latest + 1)


def test_an_odd_day_or_number_fits_the_fields(archive: Archive) -> None:
    app = desk()
    app.text_area[0].set_value(f"---\ntitle: x\nnumber: {10**12}\ndate: 1066-10-14\n---\n\n## News\n\n- {PIE}\n")
    drawn(app)
    day = app.date_input[0].value
    assert isinstance(day, date) and day >= date(1900, 1, 1)


def test_all_weeks_are_counted_from_the_day_in_the_field(archive: Archive, retold: str) -> None:
    app = checked(retold)
    first = next(iter(app.data_editor[0].value["weeks"]))
    app.date_input[0].set_value(TODAY + timedelta(weeks=10))
    drawn(app)
    assert next(iter(app.data_editor[0].value["weeks"])) == first + 10
    assert f"{first + 10} 周前" in block(app), "in the language of the draft"
    assert f"{first + 10} weeks ago" in shown(app)


def test_a_day_that_the_editor_sets_leaves_later_issues_out(archive: Archive, retold: str) -> None:
    app = checked(retold)
    second = archive.issues()[1]
    assert any(second.label in label for label in app.data_editor[0].value["issue"])
    app.date_input[0].set_value(second.date)
    drawn(app)
    labels = list(app.data_editor[0].value["issue"]) if app.data_editor else []
    assert not any(label.startswith(second.label) for label in labels)


def test_ticks_make_the_block_and_one_wording_is_for_all(archive: Archive, retold: str) -> None:
    app = checked(retold)
    (table,) = app.data_editor
    proposed = [bool(use) for use in table.value["use"]]
    assert block(app).count("\n- ") == proposed.count(True) > 1
    app.session_state[str(table.key)] = {"edited_rows": {row: {"use": True} for row in range(len(proposed))}}
    drawn(app)
    assert block(app).count("\n- ") == len(proposed)
    wording = next(group for group in app.button_group if group.key == "desk-wording")
    other = "zh" if "Previously" in block(app) else "en"
    wording.set_value(other)
    drawn(app)
    assert ("**此前：**" in block(app)) == (other == "zh") and ("Previously" in block(app)) == (other == "en")
    app.session_state[str(table.key)] = {"edited_rows": {row: {"use": False} for row in range(len(proposed))}}
    drawn(app)
    assert block(app) == "" and "Nothing is ticked" in shown(app)


def test_a_verdict_can_be_overruled_and_is_remembered_as_a_label(archive: Archive, retold: str) -> None:
    app = checked(retold)
    key, item = kept(app).decided()[0]
    assert item.verdict == "repeat" and "Your verdicts (JSONL)" not in downloads(app)
    choice(app, key).set_value("update")
    drawn(app)
    assert kept(app).verdicts == {key: "update"} and "It was: 🔁 repeat" in shown(app)
    assert "<!-- update:" in block(app) and "Your verdicts (JSONL)" in downloads(app)
    again = left_and_back(app)
    assert kept(again).decided()[0][1].verdict == "update"
    choice(again, key).set_value(None)
    drawn(again)
    assert kept(again).verdicts == {} and "It was:" not in shown(again)


def choice(app: AppTest, key: str):  # type: ignore[no-untyped-def]
    """The choice of verdicts of a draft item."""
    return next(group for group in app.button_group if group.key == f"desk-verdict-{key}")


def downloads(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def test_decisions_stay_with_their_item_whatever_is_written_above_it(archive: Archive, retold: str) -> None:
    app = checked(retold)
    key, _ = kept(app).decided()[0]
    choice(app, key).set_value("related")
    drawn(app)
    app.text_area[0].set_value(f"Bakers weigh flour with a drone.\n\n{retold}")
    drawn(app)
    assert [item.verdict for _, item in kept(app).decided()][1] == "related"


def test_one_text_twice_is_two_items(archive: Archive) -> None:
    app = checked(f"{PIE}\n\n{PIE}")
    assert len({key for key, _ in kept(app).decided()}) == 2


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("往期给过的链接", "写法：Open AI → OpenAI", "两边都有")),
     ("en", ("Linked in past issues", "Spelling: Open AI → OpenAI", "in both"))],
)  # fmt: skip
def test_an_item_has_names_spellings_links_and_marks(
    archive: Archive, retold: str, lang: str, words: tuple[str, ...]
) -> None:
    app = checked(retold.replace("\n\n", " Open AI and NVIDIA also quake.\n\n", 1), lang=lang)
    assert all(word in shown(app) for word in words)
    assert "<mark>" in shown(app) and "<ins>" in shown(app)
    assert {"NVIDIA", "OpenAI"} <= {element.proto.label for element in app.get("page_link")}


def test_everything_can_be_written_down(archive: Archive, retold: str) -> None:
    assert downloads(checked(retold)) == ["Download the block (Markdown)", "Markdown", "HTML", "CSV", "JSON"]


def test_a_long_draft_is_shown_in_parts(archive: Archive) -> None:
    app = checked("\n\n".join(f"Snow number {number} fell." for number in range(40)))
    assert "40 items" in shown(app) and len(app.expander) == 30
    app.button[-1].click()
    assert len(drawn(app).expander) == 40


HOSTILE: list[Callable[[str], str]] = [
    lambda told: f"<script>alert(1)</script> <img src=x onerror=alert(1)> {told}",
    lambda told: f"[x](javascript:alert(1)) ![x](http://a.example/x.png) $x$ :red[b] {told}",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_draft_is_shown_and_never_obeyed(
    archive: Archive, retold: str, hostile: Callable[[str], str]
) -> None:
    app = checked(hostile(retold))
    html = "".join(element.proto.body for element in app.get("html"))
    assert "<script" not in html and "<img" not in html and "javascript:" not in html.split("href")[-1][:20]
    markdown = [element.value for kind in (app.markdown, app.caption) for element in kind]
    assert not any("](http" in text or ":red[" in text or "<img" in text for text in markdown)
