"""The curation page beside another editor: nothing stale is written, nothing of the other is taken back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from kg.corrections.correction import Correction
from kg.corrections.file import add_correction, load_corrections
from tests.support import PATIENCE, page_app

MINE = Correction("ignore", "company:nvidia")
OTHERS = Correction("ignore", "company:openai", why="by another editor")


@pytest.fixture
def file(archive, monkeypatch, tmp_path):
    """The file that the page writes to."""
    monkeypatch.setenv("KG_ALLOW_EDITS", "1")
    return tmp_path / "corrections.toml"


def shown(app):
    app.run()
    assert not app.exception, app.exception
    return app


def press(app, words):
    next(button for button in app.button if button.label == words).click()
    return shown(app)


def decide(kind="ignore", case="company:nvidia"):
    app = shown(page_app("curation", case=case, lang="en"))
    app.radio(key=f"decide-kind-{case}").set_value(kind)
    return press(shown(app), "Preview")


def test_what_another_wrote_between_preview_and_writing_stays(file):
    app = decide()
    add_correction(file, OTHERS)
    press(app, "Write it down")
    assert {entry.decision for entry in load_corrections(file).entries} == {MINE, OTHERS.decision}


def test_what_stands_there_already_is_said(file):
    app = decide()
    add_correction(file, MINE)
    app = press(app, "Write it down")
    assert "stands there already" in app.success[0].value
    assert load_corrections(file).entries == (MINE,)


def test_what_another_wrote_is_not_taken_back_unseen(file):
    add_correction(file, MINE)
    app = shown(page_app("curation", lang="en"))
    assert any(caption.value.startswith("The last one: ignore") for caption in app.caption)
    add_correction(file, OTHERS)
    app = press(app, "Take the last one back")
    assert "changed meanwhile" in app.error[0].value
    assert len(load_corrections(file).entries) == 2
    app = press(app, "Take the last one back")
    assert "Taken back" in app.success[0].value
    assert load_corrections(file).entries == (MINE,)


def test_a_contradiction_with_what_another_wrote_is_one_sentence(file):
    app = decide()
    add_correction(file, Correction("rename", "company:nvidia", name="N"))
    app = press(app, "Write it down")
    assert "contradicts" in app.error[0].value
    assert len(load_corrections(file).entries) == 1


def in_the_app():
    """The page as the app draws it: with our errors as a sentence."""
    script = "from kg.ui import curation, shell\nshell._bound('curation', curation.page)()"
    app = AppTest.from_string(script, default_timeout=PATIENCE)
    app.query_params["lang"] = "en"
    return app


@pytest.mark.parametrize("raw", [b"[[ignore]\n", b"\xff\xfe", b"[[melt]]\n"])
def test_a_damaged_file_is_one_sentence_and_stays(file, raw):
    file.write_bytes(raw)
    app = shown(in_the_app())
    assert "corrections" in app.error[0].value
    assert "Write it down" not in [button.label for button in app.button]
    assert file.read_bytes() == raw


def test_a_folder_in_place_of_the_file_is_one_sentence(file):
    file.mkdir()
    app = shown(in_the_app())
    assert "is a folder" in app.error[0].value
