"""Definitions that stand apart from where they are used: targets of reference links, abbreviations, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.read.markdown.lines import begins_block
from ingest.read.markdown.marks import code_spans

DEFINITION = "definition of a link"  # why its lines are in no item
_QUOTED = r"(?:[ \t]{0,3}>[ \t]?)*+[ \t]*+"
_DEFINITION = re.compile(_QUOTED + r"\[([^\[\]^][^\[\]]{0,300})\]:[ \t]*+(<[^<>]*>|[^\s<]\S*+|)[ \t]*+(.*)")
_NOTE = re.compile(_QUOTED + r"\[\^([^\[\]\s^]{1,100})\]:[ \t]*+(.*)")
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\[\]]{1,200}\]:[ \t]+\S.*")
_TARGET_BELOW = re.compile(_QUOTED + r"(<[^<>]*>|[^\s<\[>#]\S*+)[ \t]*+(.*)")
_TITLE = re.compile(r"\"[^\"]*+\"|'[^']*+'|\([^()]*+\)")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,31}:[!-~]+|[/#.?][!-~]*|[!-~]*[\w-]/[!-~]*|[\w-]+(?:\.[\w-]+)*\.[a-z]\w*", re.IGNORECASE
)
_LABEL = re.compile(r"\[([^\[\]]{1,300})\]")
_MARK = re.compile(r"\[\^([^\[\]\s^]{1,100})\]")
_LONGEST_NOTE = 2000
_MOST_USES = 50  # what is referred to more often is no footnote


@dataclass(slots=True)
class Definitions:
    """What a text defines.

    Attributes
    ----------
    refs
        Targets of reference links by name; the text of notes by ``^`` and their name.
    where
        Lines of definitions, by index, and what they are.
    """

    refs: dict[str, str] = field(default_factory=dict)
    where: dict[int, str] = field(default_factory=dict)


def plain_name(name: str) -> str:
    r"""A reference's name as it is looked up: white space and case make no difference.

    >>> plain_name(" The\n List")
    'the list'
    """
    return " ".join(name.split()).lower()


def find_definitions(lines: Sequence[str], fenced: Mapping[int, int]) -> Definitions:
    """Read all definitions of a text.

    Parameters
    ----------
    lines
        The text.
    fenced
        What `fences` gives for it: nothing is defined in code.

    Returns
    -------
    Definitions
        Every definition of a link that is used or whose target looks like an address, and every footnote that is
        referred to; what is not among them stays text.
    """
    found = Definitions()
    code = {index for first, last in fenced.items() for index in range(first, last + 1)}
    if any("]:" in line for line in lines):
        _find_links(lines, code, found)
        _find_notes(lines, code, found)
    return found


@dataclass(frozen=True, slots=True)
class _Link:
    """A definition of a link: its lines, its name, its target, and whether a paragraph stands right above."""

    first: int
    last: int
    name: str
    target: str
    interrupts: bool

    @property
    def is_web(self) -> bool:
        """Whether it leads to a web page."""
        return self.target.lower().startswith(("http://", "https://"))


def _find_links(lines: Sequence[str], code: set[int], found: Definitions) -> None:
    """Add definitions of links."""
    links: list[_Link] = []
    used: set[str] = set()
    index = 0
    while index < len(lines):
        line = lines[index]
        link = _link(lines, index, links) if "]:" in line and index not in code else None
        if link:
            links.append(link)
            index = link.last
        elif "*[" in line and index not in code and _ABBREVIATION.fullmatch(line):
            found.where[index] = "definition of an abbreviation"
        elif "[" in line:
            used.update(plain_name(label) for label in _LABEL.findall(line))
        index += 1
    for link in links:
        is_address, is_used = bool(_ADDRESS.fullmatch(link.target)), link.name in used
        if link.is_web or (is_address and is_used) or ((is_address or is_used) and not link.interrupts):
            found.refs.setdefault(link.name, link.target)
            found.where.update(dict.fromkeys(range(link.first, link.last + 1), DEFINITION))


def _link(lines: Sequence[str], index: int, above: Sequence[_Link]) -> _Link | None:
    """The definition that begins on a line: its target may stand on the line below, and its title below that."""
    definition = _DEFINITION.fullmatch(lines[index])
    if not definition:
        return None
    last, target, rest = index, definition[2], definition[3].strip()
    if not target:
        below = _TARGET_BELOW.fullmatch(lines[index + 1]) if index + 1 < len(lines) else None
        if not below or begins_block(lines[index + 1]):
            return None
        last, target, rest = index + 1, below[1], below[2].strip()
    if rest and rest[0] not in "\"'(":
        return None
    if not rest and last + 1 < len(lines) and _TITLE.fullmatch(lines[last + 1].strip()):
        last += 1
    before = lines[index - 1].strip() if index else ""
    follows = bool(above) and above[-1].last == index - 1
    interrupts = bool(before) and not follows and not begins_block(lines[index - 1])
    return _Link(index, last, plain_name(definition[1]), target.strip("<>"), interrupts)


def _find_notes(lines: Sequence[str], code: set[int], found: Definitions) -> None:
    """Add footnotes that are referred to, with the lines that go on with them."""
    notes: dict[str, tuple[int, int, str]] = {}
    uses: Counter[str] = Counter()
    index = 0
    while index < len(lines):
        line = lines[index]
        note = _NOTE.fullmatch(line) if "[^" in line and index not in code else None
        if note:
            end, text = _note_text(lines, index, note[2])
            notes.setdefault(note[1].lower(), (index, end, text))
            uses.update({name.lower() for name in _MARK.findall(text)} - {note[1].lower()})
            index = end
            continue
        if "[^" in line and index not in code:
            uses.update(_marks(line))
        index += 1
    for name, (first, end, text) in notes.items():
        if 0 < uses[name] <= _MOST_USES and len(text) <= _LONGEST_NOTE:
            found.refs[f"^{name}"] = text
            said = [index for index in range(first, end) if lines[index].strip()]
            found.where.update(dict.fromkeys(said, "footnote, read where it is referred to"))


def _marks(line: str) -> list[str]:
    """Names of the notes that a line refers to, code left out."""
    code = code_spans(line)
    names, at = [], 0
    for start, (end, _) in [*sorted(code.items()), (len(line), (len(line), 0))]:
        names += [name.lower() for name in _MARK.findall(line, at, start)]
        at = end
    return names


def _note_text(lines: Sequence[str], index: int, first: str) -> tuple[int, str]:
    """Line after a note, and its text: what follows without a blank line, and what is indented below."""
    parts, end = [first.strip()], index + 1
    blank = False
    while end < len(lines):
        line = lines[end]
        indented = line[:1] == "\t" or line.startswith("  ")
        if line.strip() and not indented and (blank or begins_block(line) or "]:" in line):
            break
        if line.strip():
            parts.append(("  \n" if blank else "\n") + line.strip())
        blank = not line.strip()
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end, "".join(parts).strip()
