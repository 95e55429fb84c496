"""What a person sees who waits: one line on a terminal that says what is being done, and how long it may still take.

It shows where something takes longer than a moment, and goes when it is done; on a pipe or in a file nothing is shown.
"""

from __future__ import annotations

import shutil
import sys
import threading
import time

from kg.commands.streams import draw

_PATIENCE = 1.0  # seconds before anything is shown
_BEAT = 0.25  # seconds between two drawings
_BAR = 24  # characters
_SURE = 2.0  # seconds of a stage from which on its speed tells anything
_WIPE = "\r\x1b[K"
_WORDS = {
    "read": "reading the issues", "extract": "looking for names", "resolve": "telling names apart",
    "relate": "looking for who did what", "model": "preparing the model, once", "embed": "embedding",
    "index": "making the index", "store": "writing the archive",
    "label": "looking at what was decided", "learn": "learning",
    "derive": "working out what belongs together",
}  # fmt: skip


class Waiting:
    """The line, while the block runs; call it with what is being done, how much is done, and all.

    Parameters
    ----------
    what
        What is being done at first: a stage of `ingest.stages`, or words.
    """

    def __init__(self, what: str) -> None:
        self._since = time.monotonic()
        self._state = (what, 0, 0)
        self._over = threading.Event()
        self._drawn = False
        self._thread: threading.Thread | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say what is being done; all is 0 where it cannot be counted."""
        if what != self._state[0]:
            self._since = time.monotonic()
        self._state = (what, done, total)

    def count(self, done: int, total: int) -> None:
        """Say how much is done of what is being done."""
        self(self._state[0], done, total)

    def __enter__(self) -> Waiting:
        if sys.stderr.isatty():
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        if self._drawn:
            draw(_WIPE)

    def _draw(self) -> None:
        """Draw, until it is over."""
        pause = _PATIENCE
        while not self._over.wait(pause):
            pause = _BEAT
            self._drawn = True
            shown = line(*self._state, seconds=time.monotonic() - self._since)
            draw(_WIPE + shown[: shutil.get_terminal_size().columns - 1])


def line(what: str, done: int, total: int, *, seconds: float) -> str:
    """What is shown after so many seconds of a stage.

    >>> line("embed", 30, 120, seconds=10.0)
    'embedding ██████·················· 30 of 120, about 30 s left'
    >>> line("store", 0, 0, seconds=4.2)
    'writing the archive … 4 s'
    """
    words = _WORDS.get(what, what)
    if not total:
        return f"{words} … {seconds:.0f} s"
    done = min(done, total)
    filled = _BAR * done // total
    text = f"{words} {'█' * filled}{'·' * (_BAR - filled)} {done:,} of {total:,}"
    if not done or done == total or seconds < _SURE:
        return text
    return f"{text}, about {_span(seconds * (total - done) / done)} left"


def _span(seconds: float) -> str:
    """A time to come, as roughly as it is known."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
