"""The streams of a call, whatever they are: closed, full, broken off, or in an encoding that lacks a character.

`prepared` puts them in order before a command runs, and `settled` tells afterwards whether all that was printed went
out. Texts that a command is given as a file, or as ``-`` on standard input, are read here too.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import RawIOBase, TextIOWrapper

from kg.errors import UsageError
from kg.plain import plain

TYPE_CHECKING = False  # as `typing` has it, whose import would be a tenth of `kg --help`
if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType
    from typing import IO, TextIO

# Numbers of the streams, how a closed one is held open: what is written to standard output must fail, what is said on
# standard error may go nowhere.
_HELD = (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_RDWR, "w"))
_ENDINGS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """A signal asked the process to end; the blocks on the way out clean up."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number
        super().__init__(number)


@contextmanager
def prepared() -> Iterator[None]:
    """Hold closed streams open, let no character fail, and let signals that end the process clean up."""
    _hold_closed()
    _buffer()
    for stream in (sys.stdout, sys.stderr):
        _let_nothing_fail(stream)
    former = {}
    if threading.current_thread() is threading.main_thread():
        # What is ignored (nohup) stays ignored.
        former = {n: signal.signal(n, _end) for n in _ENDINGS if signal.getsignal(n) == signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended(number)


def _hold_closed() -> None:
    """Put something in place of closed streams: no file that is opened later may get their numbers."""
    for number, (name, flags, mode) in enumerate(_HELD):
        if getattr(sys, name) is not None:
            continue
        null = os.open(os.devnull, flags)
        if null != number:
            os.dup2(null, number, inheritable=False)
            os.close(null)
        setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", errors="replace"))


def _buffer() -> None:
    """Let standard output have a buffer even under PYTHONUNBUFFERED: what cannot be written stays there to be seen."""
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper) and isinstance(stream.buffer, RawIOBase):
        lines = 1 if stream.isatty() else -1
        sys.stdout = os.fdopen(stream.fileno(), "w", lines, encoding=stream.encoding, errors="replace", closefd=False)


def _let_nothing_fail(stream: TextIO) -> None:
    """Let a stream replace the characters that its encoding lacks."""
    if not isinstance(stream, TextIOWrapper):
        return  # a notebook's or a test's own
    try:
        "—".encode(stream.encoding, "replace")
        stream.reconfigure(errors="replace")
    except (LookupError, UnicodeError):  # "idna" and the like replace nothing
        stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    """A remark to a person, on standard error, where one can be made."""
    draw(plain(text) + "\n")


def draw(text: str) -> None:
    """Put something on standard error as it is, where that can be done."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def settled(code: int, *, lost: OSError | None = None) -> int:
    """The exit code of a call: `code`, unless what was printed cannot be written, which is said.

    A reader (head, less) that has seen enough is no fault. Nothing is left that could fail when the interpreter ends.

    Parameters
    ----------
    lost
        What standard output has failed with already.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        lost = error
    if lost is not None:
        _drop(sys.stdout)
        if not isinstance(lost, BrokenPipeError):
            say(f"kg: standard output cannot be written ({lost.strerror or lost})")
            code = 2
    try:
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)
    return code


def _drop(stream: TextIO) -> None:
    """Let what waits in a stream go nowhere, now and when the interpreter ends."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
        stream.flush()


def read_text(name: str | Path, *, longest: int, what: str) -> str:
    """A text in UTF-8, from a file or for ``-`` from standard input.

    Parameters
    ----------
    longest
        Bytes that it may have.
    what
        What it should be, for the sentence about one that is not.

    Raises
    ------
    UsageError
        Where it cannot be read, is too long, or is no text in UTF-8.
    """
    raw_name, name = str(name), "standard input" if str(name) == "-" else name
    try:
        raw = _read(raw_name, longest + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with NUL in it
        raise UsageError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(raw) > longest:
        raise UsageError(f"{name}: has more than {longest:,} bytes; give {what}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: is no text in UTF-8 (byte {error.start}); give {what}") from error
    if "\0" in text:
        raise UsageError(f"{name}: is binary, not a text; give {what}")
    return text


def _read(name: str, most: int) -> bytes:
    """So many bytes at most."""
    if name == "-":
        return bytes(sys.stdin.buffer.read(most))
    with open(name, "rb") as stream:
        return stream.read(most)


def data() -> IO[bytes]:
    """Standard output for data; nothing else may be printed there."""
    return sys.stdout.buffer
