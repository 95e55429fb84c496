"""The stages of a build: how long each took, and how far the one at work is."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and all; (stage, 0, 0) where it begins and cannot be counted."""
_PAUSE = 0.1  # seconds between two calls: nobody reads faster


class Stages:
    """Wall time by stage, and whoever wants to hear of it.

    Parameters
    ----------
    progress
        Told of every stage as it begins, and at most ten times a second how far it is; None for nobody.

    Attributes
    ----------
    seconds
        Wall time of the stages that are done.
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._last = time.perf_counter()
        self._told = 0.0

    def begin(self, stage: str) -> None:
        """Say that a stage begins."""
        if self._progress:
            self._progress(stage, 0, 0)

    def report(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage is; what comes too soon after the last is passed over."""
        now = time.monotonic()
        if self._progress and (done >= total or now - self._told >= _PAUSE):
            self._told = now
            self._progress(stage, done, total)

    def lap(self, stage: str) -> None:
        """Count the time since the last lap to `stage`."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now
