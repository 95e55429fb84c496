"""What is told of an error that nobody foresaw: at which line of a document, and in a few words."""

from __future__ import annotations


class LineFailure(Exception):
    """Something went wrong at a line of a document; the cause tells what."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"at line {line}")


def in_words(error: BaseException) -> str:
    """What went wrong where nothing should, in a few words on one line."""
    said = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}{f': {said}' if said else ''}"
