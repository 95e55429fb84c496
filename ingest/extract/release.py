"""Release grammar: names that nobody listed, found by where they stand.

"A发布B", "A的B", "B发布", "A launches B", "the startup A": an unknown name before the verb is an organisation, behind
it a model or a product, told apart by the nouns beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.cues import JOINER
from ingest.extract.phrases import clean, final_noun, name_phrase, type_of_name
from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units, longest
from kg.model import EntityType
from kg.text.words import fold

_VERB_ZH = re.compile(
    r"(?<!待)(?<!即)(?:发布|推出|开源|上线|公布|带来|推送|发了|开放|研发|打造|升级|更新|上新|自研|提供(?![者商方]))(?:并(?:开源|上线|推出))?(?:了|出)?"
)
_DEAL = re.compile(
    r"(?:收购|并购|入股|投资|领投)(?:了)?(?:初创公司|创业公司|公司|初创)?\s*|"
    r"\b(?:acquir(?:es|ed|ing)|invests? in|invested in)\s+",
    re.IGNORECASE,
)
_MOST_MORE, _GUESS = 6, 0.4
_VERB_EN = re.compile(
    r"\b(?:releas(?:es|ed|ing)|launch(?:es|ed|ing)|announc(?:es|ed|ing)|introduc(?:es|ed|ing)|unveil(?:s|ed|ing)|"
    r"open[- ]sourc(?:es|ed|ing)|ship(?:s|ped)|debut(?:s|ed)|presents|presented)\b\s*"
)
_MODIFIERS = re.compile(
    r"[^，。；：、！？\n（(《“A-Za-z0-9]{0,24}?(?:[A-Z]{2,4}[^，。；：、！？\n（(《“A-Za-z0-9]{1,10}?)?"
    r"(?=[\s“\"「]{0,2}[A-Za-z]|[（(][A-Z])"
)
_EN_MODIFIERS = re.compile(r"(?:[a-z][a-z-]{0,20}\s+){0,5}")
_ACTOR_GAP = re.compile(
    r"(?:（[^（）\n]{0,40}）|\([^()\n]{0,40}\))?\s*(?:也|又|还|近日|最近|今日|今天|刚刚|正式|宣布|已经?|将|同时|首次|重磅|这周|本周|联合\S{0,12})*\s*$"
)
_ROLES = re.compile(
    r"(?:(?:Senior|Chief|Staff|Principal|Head|Lead|Product|Software|Research|Creative|Vice)\s)?"
    r"(?:CEO|CTO|COO|CFO|VP|Engineers?|Scientist|Manager|Director|Team|Founder|President|Fellow|PM|Blog|API\b|Official)"
)
_QUOTED = re.compile(r"[^，。；：！？\n（(《“A-Za-z0-9]{0,16}?[“「](?P<name>[^”」\n]{2,15})[”」]")
_RELEASES = re.compile(r"发布|产品|模型|工具|项目|release|launch|product|tool", re.IGNORECASE)


def find_released(sheet: Sheet) -> None:
    """Component: adds unknown makers and unknown releases."""
    known = {i: find for find in sheet.finds for i in range(find.start, find.end)}
    finds: list[Find] = []
    for place in _places(sheet.text):
        finds += _around_verb(sheet, known, *place)
        for find in finds[-4:]:
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
        kind, doubt = type_of_name(sheet, at + 1, stop)
        found.append(Find(at + 1, stop, kind, clean(units, at + 1, stop), "release:owned", doubt=max(doubt, 0.4)))
    return found


def _headed(sheet: Sheet, known: dict[int, Find]) -> list[Find]:
    """A name that an item of releases begins with and links: "[PokeeResearch](…)，7B的SOTA模型"."""
    link = next((link for link in sheet.links if link.start == 0 and link.end), None)
    if link is None or not _RELEASES.search(sheet.item.section):
        return []
    stop = name_phrase(sheet.units, 0, known, lone=False)
    if not stop or 0 in known or sheet.units.ends[stop - 1] != link.end:
        return []
    kind, doubt = type_of_name(sheet, 0, stop)
    return [Find(0, stop, kind, clean(sheet.units, 0, stop), "release:headed", doubt=max(doubt, 0.3))]


def _places(text: str) -> Iterator[tuple[int, int, bool]]:
    """Verbs: start, end, and whether they are Chinese."""
    spans = [(*match.span(), True) for match in _VERB_ZH.finditer(text)]
    spans += [(*match.span(), False) for match in _VERB_EN.finditer(text)]
    return iter(sorted(spans))


def _around_verb(sheet: Sheet, known: dict[int, Find], start: int, end: int, chinese: bool) -> list[Find]:
    """The unknown names before and behind one verb."""
    units, text = sheet.units, sheet.text
    thing = _object(sheet, known, end, chinese=chinese)
    found = (
        [thing, *_further(sheet, known, thing)] if thing else _further(sheet, known, _known_object(sheet, known, end))
    )
    has_object = thing is not None or _known_behind(units, known, end)
    actor = _actor(units, known, text, start, chinese=chinese, has_object=has_object)
    return [actor, *found] if actor else found


def _known_object(sheet: Sheet, known: dict[int, Find], end: int) -> Find | None:
    """The known name that stands right behind a verb."""
    at = sheet.units.at(end) if end < len(sheet.text) else len(sheet.units)
    find = known.get(at)
    return find if find is not None and find.start == at and find.type in ("model", "product") else None


def _further(sheet: Sheet, known: dict[int, Find], thing: Find | None) -> list[Find]:
    """Unknown names that a list goes on with behind what is released: "发布Titans和MIRAS"."""
    found: list[Find] = []
    while thing is not None and len(found) < _MOST_MORE:
        last = found[-1] if found else thing
        joiner = JOINER.match(sheet.text, sheet.units.ends[last.end - 1])
        start = sheet.units.at(joiner.end()) if joiner and joiner.end() < len(sheet.text) else len(sheet.units)
        if joiner is None or joiner.group().strip() in (",", "，") or start >= len(sheet.units) or start in known:
            break
        stop = name_phrase(sheet.units, start, known, lone=False)
        if stop == start or not sheet.units.words[start][0].isupper():
            break
        kind, doubt = type_of_name(sheet, start, stop)
        kind = kind if doubt < _GUESS else thing.type
        found.append(Find(start, stop, kind, clean(sheet.units, start, stop), "release:object", doubt=0.4))
    return found


def _bought(sheet: Sheet, known: dict[int, Find]) -> list[Find]:
    """Unknown companies behind the verb of a deal: "收购SchedMD"."""
    units, found = sheet.units, []
    for match in _DEAL.finditer(sheet.text):
        at = units.at(match.end()) if match.end() < len(sheet.text) else len(units)
        if at >= len(units) or at in known or not units.words[at][0].isupper():
            continue
        stop = name_phrase(units, at, known, lone=False)
        if stop > at and stop not in known:
            found.append(Find(at, stop, "company", clean(units, at, stop), "release:bought", doubt=0.35))
    return found


def _known_behind(units: Units, known: dict[int, Find], end: int) -> bool:
    """True where something stands behind the verb in its clause."""
    rest = re.match(r"[^，。；：！？\n]{0,40}", units.text[end : end + 40])
    return bool(rest and len(rest.group().strip()) > 1)


def _object(sheet: Sheet, known: dict[int, Find], end: int, *, chinese: bool) -> Find | None:
    """An unknown name that the verb releases."""
    text, units = sheet.text, sheet.units
    quoted = _QUOTED.match(text, end, min(len(text), end + 60)) if chinese else None
    if quoted and not quoted["name"].isascii():
        start, stop = units.at(quoted.start("name")), units.at(quoted.end("name") - 1) + 1
        if any(i in known for i in range(start, stop)):
            return None
        kind = final_noun(fold(quoted["name"])) or "product"
        return Find(start, stop, kind, quoted["name"].strip(), "release:object", doubt=0.4)
    gap = (_MODIFIERS if chinese else _EN_MODIFIERS).match(text, end, min(len(text), end + 60))
    if gap is None:
        return None
    at = units.at(min(gap.end(), len(text) - 1))
    while at < len(units) and units.words[at] in '“"「《*（(':
        at += 1
    if at >= len(units):
        return None
    if at in known:
        return _longer(units, known, at)
    stop = name_phrase(units, at, known, lone=chinese)
    if stop == at or not (chinese or any(letter.isupper() or letter.isdigit() for letter in units.words[at])):
        return None
    kind, doubt = type_of_name(sheet, at, stop, modifiers=gap.group())
    surface = re.sub(r"\s+", " ", units.surface(at, stop))
    return Find(at, stop, kind, surface, "release:object", doubt=doubt)


def _longer(units: Units, known: dict[int, Find], at: int) -> Find | None:
    """A known name with more capitalised words behind it, another thing's name: "Office Agent"."""
    inner = known[at]
    owner = inner.type in ("company", "institution")
    if inner.start != at or inner.type not in ("product", "model", "company", "institution") or inner.tail:
        return None
    stop = inner.end
    while stop < len(units) and stop - inner.end < 3 and stop not in known and not units.glued[stop]:
        if units.kinds[stop] != LATIN or not units.words[stop][0].isupper():
            break
        stop += 1
    if stop - inner.end < (2 if owner else 1) or (not owner and units.norms[stop - 1] in ("model", "models")):
        return None
    return Find(at, stop, "product", clean(units, at, stop), "release:object", doubt=0.3)


def _actor(
    units: Units, known: dict[int, Find], text: str, start: int, *, chinese: bool, has_object: bool
) -> Find | None:
    """An unknown name that releases, or that "is released" where nothing stands behind the verb."""
    window = text[max(0, start - 70) : start]
    if chinese:
        gap = _ACTOR_GAP.search(window)
        stop_at = start - (len(window) - gap.start()) if gap else start
    else:
        stop_at = start
    while stop_at and text[stop_at - 1].isspace():
        stop_at -= 1
    if stop_at <= 0:
        return None
    last = units.at(stop_at - 1)
    if last in known or units.kinds[last] not in (LATIN, NUMBER):
        return None
    first = last
    while first and last - first < 8 and _goes_on(units, first):
        first -= 1
    while first < last and not units.words[first][0].isupper():
        first += 1
    if any(i in known for i in range(first, last + 1)):
        return None
    stop = name_phrase(units, first, known, lone=False)
    if stop != last + 1:
        return None
    if not has_object:
        return Find(first, stop, "product", clean(units, first, stop), "release:subject", doubt=0.5)
    plain = last == first and units.words[first][1:].islower()
    if not chinese and (plain or not _sentence_start(units, first)):
        return None
    above = known.get(first - 1)
    kind: EntityType = "institution" if above is not None and above.type == "institution" else "company"
    return Find(first, stop, kind, clean(units, first, stop), "release:actor", doubt=0.4)


def _sentence_start(units: Units, first: int) -> bool:
    """True where a sentence or line begins."""
    return first == 0 or units.words[first - 1] in ".!?;:*•·" or units.kinds[first - 1] == " "


def _goes_on(units: Units, first: int) -> bool:
    """True where the unit before `first` may belong to the same name."""
    before = units.kinds[first - 1]
    return before in (LATIN, NUMBER) or (before == HYPHEN and units.glued[first])
