"""Plain mails count their links and write the addresses below the text: ``A lamp [3]`` … ``[3] https://…``."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"^[ \t]*\[(?P<number>\d{1,3})\][:.]?[ \t]+<?(?P<url>https?://[^\s<>]+)>?[ \t]*$", re.MULTILINE)
_FEWEST = 3


def with_numbered_links(text: str) -> str:
    r"""Make definitions of reference links of the addresses below a text; no line is added or taken away.

    Examples
    --------
    >>> mail = "A lamp [1] and a mill [2] [3]\n\n[1] https://a.example\n[2] https://b.example\n[3] https://c.example"
    >>> with_numbered_links(mail).split("\n")[2]
    '[1]: https://a.example'
    """
    found = list(_ADDRESS.finditer(text))
    numbers = [each["number"] for each in found]
    if len(found) < _FEWEST or len(set(numbers)) < len(numbers):
        return text
    used = sum(f"[{number}]" in text[: found[0].start()] for number in numbers)
    return _ADDRESS.sub(r"[\g<number>]: \g<url>", text) if used >= len(numbers) / 2 else text
