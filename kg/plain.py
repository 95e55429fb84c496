"""Text that is safe to print or to put into a table; by itself, because all that a command says goes through it."""

from __future__ import annotations

import re

# What could rule a terminal or turn the direction of a line; line breaks and tabs are kept.
_RULING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """Text that is safe to print: runs of control characters, which could rule a terminal, become a space.

    >>> plain("a" + chr(27) + "[2Jb")
    'a [2Jb'
    """
    return _RULING.sub(" ", text)


def plain_cell(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
