"""Release grammar: names that nobody listed, found by where they stand.

"A发布B", "A的B", "B发布", "A launches B", "the startup A": an unknown name before the verb is an organisation, behind
it a model or a product, told apart by the nouns beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.extract.cues import JOINER
from ingest.extract.phrases import TypeGuess, final_noun, name_phrase, single_spaced, type_of_name
from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units, longest
from kg.model import EntityType
from kg.text.lexicon import either, lexicon
from kg.text.words import fold

_SAID = lexicon("releases")
_VERB_ZH = re.compile(
    rf"(?<!待)(?<!即){either(_SAID['releases'].zh)}(?:并{either(_SAID['and_releases'].zh)})?(?:了|出)?"
)
_VERB_EN = re.compile(rf"\b{either(_SAID['releases'].en)}\b\s*")
_DEAL = re.compile(
    rf"{either(_SAID['buys'].zh)}(?:了)?{either(_SAID['bought'].zh)}?\s*|\b{either(_SAID['buys'].en)}\s+", re.IGNORECASE
)
_MOST_MORE, _MOST_LATEST, _GUESS = 6, 4, 0.4
_NAME_UNITS, _CAPITALS, _ACTOR_WINDOW, _OBJECT_WINDOW = 8, 3, 70, 60
_MODIFIERS = re.compile(
    r"[^，。；：、！？\n（(《“A-Za-z0-9]{0,24}?(?:[A-Z]{2,4}[^，。；：、！？\n（(《“A-Za-z0-9]{1,10}?)?"
    r"(?=[\s“\"「]{0,2}[A-Za-z]|[（(][A-Z])"
)
_EN_MODIFIERS = re.compile(r"(?:[a-z][a-z-]{0,20}\s+){0,5}")
_ACTOR_GAP = re.compile(
    rf"(?:（[^（）\n]{{0,40}}）|\([^()\n]{{0,40}}\))?\s*(?:{either(_SAID['adverbs'].zh)}|联合\S{{0,12}})*\s*$"
)
_ROLES = re.compile(rf"(?:{either(_SAID['ranks'].en)}\s)?{either(_SAID['roles'].en)}")
_QUOTED = re.compile(r"[^，。；：！？\n（(《“A-Za-z0-9]{0,16}?[“「](?P<name>[^”」\n]{2,15})[”」]")
_SECTIONS = re.compile(either(_SAID["sections"].words), re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class _Verb:
    """A verb of release: its characters, and whether it is Chinese."""

    start: int
    end: int
    chinese: bool


def find_released(sheet: Sheet) -> None:
    """Component: adds unknown makers and unknown releases."""
    known = {i: find for find in sheet.finds for i in range(find.start, find.end)}
    finds: list[Find] = []
    for verb in _verbs(sheet.text):
        finds += _around_verb(sheet, known, verb)
        for find in finds[-_MOST_LATEST:]:
            for i in range(find.start, find.end):
                known.setdefault(i, find)
    finds += _owned(sheet, known)
    finds += _headed(sheet, known)
    finds += _bought(sheet, known)
    sheet.finds = longest([*sheet.finds, *(find for find in finds if find.start not in sheet.masked)])


def _owned(sheet: Sheet, known: dict[int, Find]) -> list[Find]:
    """Unknown names that a known maker owns: "OpenAI的AgentBuilder"."""
    units, found = sheet.units, []
    for find in sheet.finds:
        at = find.end
        if find.type not in ("company", "institution", "product") or at + 1 >= len(units):
            continue
        if units.words[at] == "里":
            at += 1
        if units.words[at] != "的" or at + 1 in known:
            continue
        stop = name_phrase(units, at + 1, known, lone=False)
        if stop == at + 1 or stop in known or _ROLES.match(sheet.text, units.starts[at + 1]):
            continue
        guess = type_of_name(sheet, at + 1, stop)
        found.append(_guessed(units, at + 1, stop, guess, "release:owned", doubt=0.4))
    return found


def _headed(sheet: Sheet, known: dict[int, Find]) -> list[Find]:
    """A name that an item of releases begins with and links: "[PokeeResearch](…)，7B的SOTA模型"."""
    link = next((link for link in sheet.links if link.start == 0 and link.end), None)
    if link is None or not _SECTIONS.search(sheet.item.section):
        return []
    stop = name_phrase(sheet.units, 0, known, lone=False)
    if not stop or 0 in known or sheet.units.ends[stop - 1] != link.end:
        return []
    return [_guessed(sheet.units, 0, stop, type_of_name(sheet, 0, stop), "release:headed", doubt=0.3)]


def _verbs(text: str) -> list[_Verb]:
    """The verbs of release in a text, in its order."""
    verbs = [_Verb(*match.span(), chinese=True) for match in _VERB_ZH.finditer(text)]
    verbs += [_Verb(*match.span(), chinese=False) for match in _VERB_EN.finditer(text)]
    return sorted(verbs)


def _around_verb(sheet: Sheet, known: dict[int, Find], verb: _Verb) -> list[Find]:
    """The unknown names before and behind one verb."""
    thing = _object(sheet, known, verb)
    found = [thing] if thing else []
    found += _further(sheet, known, thing or _known_object(sheet, known, verb.end))
    has_object = thing is not None or _says_more(sheet.text, verb.end)
    actor = _actor(sheet.units, known, _actor_end(sheet.text, verb), verb, has_object=has_object)
    return [actor, *found] if actor else found


def _known_object(sheet: Sheet, known: dict[int, Find], end: int) -> Find | None:
    """The known name that stands right behind a verb."""
    at = sheet.units.at(end)
    find = known.get(at)
    return find if find is not None and find.start == at and find.type in ("model", "product") else None


def _further(sheet: Sheet, known: dict[int, Find], thing: Find | None) -> list[Find]:
    """Unknown names that a list goes on with behind what is released: "发布Titans和MIRAS"."""
    found: list[Find] = []
    while thing is not None and len(found) < _MOST_MORE:
        last = found[-1] if found else thing
        joiner = JOINER.match(sheet.text, sheet.units.ends[last.end - 1])
        start = sheet.units.at(joiner.end()) if joiner else len(sheet.units)
        if joiner is None or joiner.group().strip() in (",", "，") or start >= len(sheet.units) or start in known:
            break
        stop = name_phrase(sheet.units, start, known, lone=False)
        if stop == start or not sheet.units.words[start][0].isupper():
            break
        guess = type_of_name(sheet, start, stop)
        kind = guess.type if guess.doubt < _GUESS else thing.type
        found.append(Find(start, stop, kind, single_spaced(sheet.units, start, stop), "release:object", doubt=0.4))
    return found


def _bought(sheet: Sheet, known: dict[int, Find]) -> list[Find]:
    """Unknown companies behind the verb of a deal: "收购SchedMD"."""
    units, found = sheet.units, []
    for match in _DEAL.finditer(sheet.text):
        at = units.at(match.end())
        if at >= len(units) or at in known or not units.words[at][0].isupper():
            continue
        stop = name_phrase(units, at, known, lone=False)
        if stop > at and stop not in known:
            found.append(Find(at, stop, "company", single_spaced(units, at, stop), "release:bought", doubt=0.35))
    return found


def _says_more(text: str, end: int) -> bool:
    """True where something stands behind the verb in its clause."""
    rest = re.match(r"[^，。；：！？\n]{0,40}", text[end : end + 40])
    return bool(rest and len(rest.group().strip()) > 1)


def _object(sheet: Sheet, known: dict[int, Find], verb: _Verb) -> Find | None:
    """An unknown name that the verb releases."""
    text, units = sheet.text, sheet.units
    limit = min(len(text), verb.end + _OBJECT_WINDOW)
    quoted = _QUOTED.match(text, verb.end, limit) if verb.chinese else None
    if quoted and not quoted["name"].isascii():
        return _quoted(units, known, quoted)
    gap = (_MODIFIERS if verb.chinese else _EN_MODIFIERS).match(text, verb.end, limit)
    if gap is None:
        return None
    at = units.at(min(gap.end(), len(text) - 1))
    while at < len(units) and units.words[at] in '“"「《*（(':
        at += 1
    if at >= len(units):
        return None
    if at in known:
        return _longer(units, known, at)
    stop = name_phrase(units, at, known, lone=verb.chinese)
    if stop == at or not (verb.chinese or any(letter.isupper() or letter.isdigit() for letter in units.words[at])):
        return None
    return _guessed(units, at, stop, type_of_name(sheet, at, stop, modifiers=gap.group()), "release:object")


def _quoted(units: Units, known: dict[int, Find], quoted: re.Match[str]) -> Find | None:
    """A name in quotation marks that is not all Latin: its last noun tells what it is."""
    start, stop = units.between(*quoted.span("name"))
    if any(i in known for i in range(start, stop)):
        return None
    kind = final_noun(fold(quoted["name"])) or "product"
    return Find(start, stop, kind, quoted["name"].strip(), "release:object", doubt=0.4)


def _guessed(units: Units, start: int, stop: int, guess: TypeGuess, rule: str, *, doubt: float = 0.0) -> Find:
    """A find of a guessed type, at least as doubtful as `doubt`."""
    return Find(start, stop, guess.type, single_spaced(units, start, stop), rule, doubt=max(guess.doubt, doubt))


def _longer(units: Units, known: dict[int, Find], at: int) -> Find | None:
    """A known name with more capitalised words behind it, another thing's name: "Office Agent"."""
    inner = known[at]
    owner = inner.type in ("company", "institution")
    if inner.start != at or inner.type not in ("product", "model", "company", "institution") or inner.tail:
        return None
    stop = inner.end
    while stop < len(units) and stop - inner.end < _CAPITALS and stop not in known and not units.glued[stop]:
        if units.kinds[stop] != LATIN or not units.words[stop][0].isupper():
            break
        stop += 1
    if stop - inner.end < (2 if owner else 1) or (not owner and units.norms[stop - 1] in ("model", "models")):
        return None
    return Find(at, stop, "product", single_spaced(units, at, stop), "release:object", doubt=0.3)


def _actor_end(text: str, verb: _Verb) -> int:
    """Where the name of who releases would end: before brackets, adverbs and spaces in front of the verb."""
    end = verb.start
    if verb.chinese:
        offset = max(0, verb.start - _ACTOR_WINDOW)
        gap = _ACTOR_GAP.search(text[offset : verb.start])
        end = offset + gap.start() if gap else verb.start
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _actor(units: Units, known: dict[int, Find], end: int, verb: _Verb, *, has_object: bool) -> Find | None:
    """An unknown name that releases, or that "is released" where nothing stands behind the verb."""
    first = _name_before(units, known, end)
    if first is None:
        return None
    stop = units.at(end - 1) + 1
    name = single_spaced(units, first, stop)
    if not has_object:
        return Find(first, stop, "product", name, "release:subject", doubt=0.5)
    plain = stop - first == 1 and units.words[first][1:].islower()
    if not verb.chinese and (plain or not _sentence_start(units, first)):
        return None
    above = known.get(first - 1)
    kind: EntityType = "institution" if above is not None and above.type == "institution" else "company"
    return Find(first, stop, kind, name, "release:actor", doubt=0.4)


def _name_before(units: Units, known: dict[int, Find], end: int) -> int | None:
    """First unit of the unknown name that ends at character `end`; None where none does."""
    if end <= 0:
        return None
    last = units.at(end - 1)
    if last in known or units.kinds[last] not in (LATIN, NUMBER):
        return None
    first = last
    while first and last - first < _NAME_UNITS and _goes_on(units, first):
        first -= 1
    while first < last and not units.words[first][0].isupper():
        first += 1
    if any(i in known for i in range(first, last + 1)):
        return None
    return first if name_phrase(units, first, known, lone=False) == last + 1 else None


def _sentence_start(units: Units, first: int) -> bool:
    """True where a sentence or line begins."""
    return first == 0 or units.words[first - 1] in ".!?;:*•·" or units.kinds[first - 1] == " "


def _goes_on(units: Units, first: int) -> bool:
    """True where the unit before `first` may belong to the same name."""
    before = units.kinds[first - 1]
    return before in (LATIN, NUMBER) or (before == HYPHEN and units.glued[first])
