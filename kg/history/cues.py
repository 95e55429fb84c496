"""What kind of event a sentence speaks of, as its words tell.

The words lie in ``data/lexicon`` (``events.toml``, ``event_sections.toml``, ``comparison.toml``); what they weigh and
how they stand to a name is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import EventKind, Predicate
from kg.text.lexicon import lexicon

# (sense of data/lexicon/events.toml, kind, weight): the more a word leaves open what was done, the less it weighs.
_WEIGHTS: tuple[tuple[str, EventKind, float], ...] = (
    ("acquisition", "acquisition", 4.0),
    ("ipo", "ipo", 3.5),
    ("legal", "legal", 2.6),
    ("incident", "incident", 2.4),
    ("people", "people", 2.4),
    ("investment", "investment", 2.3),
    ("partnership", "partnership", 2.2),
    ("both_sides", "partnership", 1.2),
    ("paper", "paper", 2.4),
    ("technical_report", "paper", 1.0),
    ("report", "report", 2.3),
    ("figures", "report", 1.7),
    ("release", "release", 2.0),
    ("addition", "release", 1.0),
    ("announcement", "release", 0.6),
)
_OF_PREDICATE: Mapping[Predicate, EventKind] = {
    "released": "release", "acquired": "acquisition", "invested_in": "investment", "partnered_with": "partnership",
    "ipo": "ipo", "competes_with": "comparison",
}  # fmt: skip
_OF_WORK: Mapping[str, EventKind] = {"paper": "paper", "report": "report", "article": "report"}
_SECTION_WEIGHTS: tuple[tuple[EventKind, float], ...] = (
    ("paper", 3.0), ("report", 1.2), ("release", 1.6), ("investment", 0.8), ("legal", 1.2), ("incident", 0.6),
)  # fmt: skip


def _any(wordings: Sequence[str]) -> str:
    """Pattern of any of these."""
    return f"(?:{'|'.join(wordings)})"


@dataclass(frozen=True, slots=True)
class Cue:
    """One wording of a kind of event; where it stands in a text, so does `seed`, a part of it that never changes."""

    kind: EventKind
    weight: float
    pattern: re.Pattern[str]
    seed: str


def seed_of(wording: str) -> str:
    """The longest part of a wording that stands in whatever it matches, folded; "" where none is sure.

    A text without it can be passed over, which is found out many times faster than whether the wording matches.

    >>> seed_of("acqui(?:re[sd]?|ring)"), seed_of("(?<!技术)报告"), seed_of("courts?"), seed_of("[A-H]轮")
    ('acqui', '报告', 'court', '轮')
    """
    runs, depth = [""], 0
    for part in _PARTS.findall(wording):
        if part == "|" and not depth:
            return ""
        if part[0] in "?*{":  # what stands before it need not
            runs[-1] = runs[-1][:-1]
        depth += (part == "(") - (part == ")")
        if not depth and len(part) == 1 and part not in ".+()?*^$":
            runs[-1] += part
        else:
            runs.append("")
    return _folded(max(runs, key=len))


_PARTS = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|\{[^}]*\}|.", re.DOTALL)


def _folded(text: str) -> str:
    """Text as `re.IGNORECASE` compares it: a dotless i is an i to it."""
    return text.casefold().replace("ı", "i")


def _cues() -> Iterator[Cue]:
    """Every wording of every sense; between a Han character and a letter there is no word edge."""
    table = lexicon("events")
    for sense, kind, weight in _WEIGHTS:
        edged = (rf"(?<![A-Za-z0-9-])(?:{wording})(?![A-Za-z0-9])" for wording in table[sense].en)
        for wording, pattern in zip(table[sense].words, (*table[sense].zh, *edged), strict=True):
            yield Cue(kind, weight, re.compile(pattern, re.IGNORECASE), seed_of(wording))


CUES = tuple(_cues())
"""All wordings, by the sense that they stand for."""
_SECTIONS = tuple((kind, weight, lexicon("event_sections")[kind].pattern) for kind, weight in _SECTION_WEIGHTS)

_COMPARISON = lexicon("comparison")
_LIKENED, _FACES, _RIVALS = _COMPARISON["likened"], _COMPARISON["faced"], _COMPARISON["rivals"]
_BUILT_ON, _MEASURES = _COMPARISON["ground"], _COMPARISON["measured"]
_LIKENED_BEFORE = re.compile(
    rf"{_any(_LIKENED.zh)}(?:了|过|于)?(?:[^，。；、：]{{0,6}}的|自家|当时的)?|\b{_any(_LIKENED.en)}(?: the)?",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"[ “\"（(]{0,2}(?:[A-Za-z0-9.‑+-]+[ ,，、和与及]{1,2}|[\u4e00-\u9fff]{2,4}[、和与及]){0,8}$"
)  # other names may stand before it
_GROUND = re.compile(rf"(?:{_any(_BUILT_ON.zh)}|\b{_any(_BUILT_ON.en)})[^，。；,.;、]{{0,10}}$", re.IGNORECASE)
_LIST_OF_RIVALS = re.compile(rf"(?:{_any(_RIVALS.zh)}|\b{_any(_RIVALS.en)}\b)[^。！？\n]{{0,40}}$", re.IGNORECASE)
_FACED = re.compile(rf"(?:{_any(_FACES.zh)}|{_any(_FACES.en)})[ “\"（(]{{0,2}}$")
_FACED_AFTER = re.compile(
    r"^(?:[^，。；,.;]{0,12}?(?:相比|同级|持平|更|[快慢便低高强少多]了?[一二三两几\d]|相当|比下去)|[：:])"
)
_MEASURED = re.compile(
    r"^(?:的(?:约|近|不到)?(?:\d[\d.]*[%％分倍成]|[一二两三四五六七八九十]+(?:倍|成|分之))|(?:的|相近|同等)?水平"
    rf"|{_any(_MEASURES.zh)}|{_any(_MEASURES.en)})"
)


def cues_about(text: str, among: Iterable[Cue] = CUES) -> tuple[Cue, ...]:
    """The cues that may stand in a text or in a part of it; the others cannot."""
    folded = _folded(text)
    return tuple(cue for cue in among if cue.seed in folded)


def cue_weights(text: str, among: Iterable[Cue] = CUES) -> Mapping[EventKind, float]:
    """How strongly the words of `text` speak of each kind of event (weights about 1 … 4, absent kinds left out).

    Parameters
    ----------
    among
        Cues to look for, in the order of `CUES`: those about a text that this one is a part of.

    Examples
    --------
    >>> dict(cue_weights("高通宣布收购Arduino"))
    {'acquisition': 4.0, 'release': 0.6}
    """
    found: dict[EventKind, float] = {}
    for cue in cues_about(text, among):
        if found.get(cue.kind, 0.0) < cue.weight and cue.pattern.search(text):
            found[cue.kind] = cue.weight
    return found


def section_weights(section: str) -> Mapping[EventKind, float]:
    """What the title of a section leads one to expect.

    >>> dict(section_weights("产品与模型"))
    {'release': 1.6}
    """
    return {kind: weight for kind, weight, pattern in _SECTIONS if pattern.search(section)}


def is_likened(before: str, after: str) -> bool:
    """Whether a name that stands between `before` and `after` is only what something else is measured by.

    >>> is_likened("速度比", "快一倍"), is_likened("英伟达与", "签署意向书"), is_likened("略低于", "的77.2%")
    (True, False, True)
    """
    if _MEASURED.search(after) or _LIST_OF_RIVALS.search(before):
        return True
    if _FACED.search(before):
        return _FACED_AFTER.search(after) is not None
    return any(_OPEN_END.match(before, match.end()) for match in _LIKENED_BEFORE.finditer(before))


def is_ground(before: str) -> bool:
    """Whether a name that stands behind `before` is only what something else is built on.

    >>> is_ground("看着更多还是基于"), is_ground("研究者发布")
    (True, False)
    """
    return _GROUND.search(before) is not None


def kind_of_relation(predicate: Predicate, *, acts: bool, made: str) -> EventKind | None:
    """The kind that a relation stands for, as seen from its subject (`acts`) or its object.

    Parameters
    ----------
    made
        Type of the object.
    """
    work = _OF_WORK.get(made)
    if predicate == "authored" or (predicate == "released" and work):
        return work
    if predicate == "based_on":
        return "release" if acts else None
    if predicate == "competes_with":
        return None if acts else "comparison"
    return _OF_PREDICATE.get(predicate)
