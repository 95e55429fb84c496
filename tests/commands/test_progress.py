"""What a person sees who waits."""

from __future__ import annotations

import io
import sys
import time

import pytest

from kg.commands import progress
from kg.commands.progress import Waiting, line


class Screen(io.StringIO):
    """A terminal that keeps what was drawn."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def impatient(monkeypatch):
    """Lines are drawn at once."""
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_BEAT", 0.001)


def shown(monkeypatch, terminal: bool, work) -> str:
    """What is drawn on standard error while something is done."""
    screen = Screen(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    with Waiting("read") as waiting:
        work(waiting, screen)
    return screen.getvalue()


def wait_for(words: str):
    """Work that goes on until some words are shown."""

    def work(waiting: Waiting, screen: Screen) -> None:
        waiting("embed", 5, 10)
        end = time.monotonic() + 30
        while words not in screen.getvalue() and time.monotonic() < end:
            time.sleep(0.001)

    return work


def test_a_terminal_shows_what_is_being_done_and_is_clean_afterwards(monkeypatch, impatient):
    drawn = shown(monkeypatch, True, wait_for("5 of 10"))
    assert "embedding" in drawn and "5 of 10" in drawn
    assert drawn.endswith("\r\x1b[K") and "\n" not in drawn


def test_a_pipe_shows_nothing(monkeypatch, impatient):
    assert shown(monkeypatch, False, lambda waiting, screen: (waiting.count(1, 2), time.sleep(0.02))) == ""


def test_what_is_quick_shows_nothing(monkeypatch):
    assert shown(monkeypatch, True, lambda waiting, screen: waiting.count(1, 2)) == ""


def test_it_ends_where_the_work_fails(monkeypatch, impatient):
    screen = Screen(True)
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(ValueError, match="no"), Waiting("read") as waiting:
        raise ValueError("no")
    assert waiting._thread is not None and not waiting._thread.is_alive()


@pytest.mark.parametrize(
    ("done", "total", "seconds", "end"),
    [
        (0, 0, 12.4, "… 12 s"),
        (0, 50, 9.0, "0 of 50"),
        (10, 40, 1.0, "10 of 40"),
        (10, 40, 10.0, "about 30 s left"),
        (1, 100, 10.0, "about 16 min left"),
        (1, 1000, 60.0, "about 16.6 h left"),
        (50, 50, 9.0, "50 of 50"),
        (60, 50, 9.0, "50 of 50"),
    ],
)
def test_how_long_it_may_take(done, total, seconds, end):
    assert line("embed", done, total, seconds=seconds).endswith(end)
