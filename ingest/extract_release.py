"""Release grammar: names that nobody listed, found by where they stand.

"A发布B", "A的B", "B发布", "A launches B", "the startup A": an unknown name before the verb is an organisation, behind
it a model or a product, told apart by the nouns beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract_names import is_size, is_version, read_tail
from ingest.extract_tokens import HYPHEN, LATIN, NUMBER, Find, Scene, Units, longest
from ingest.generic import (
    BENCHMARK_NOUNS,
    COMPANY_NOUNS,
    GENERIC,
    MODEL_NOUNS,
    PRODUCT_NOUNS,
    REPORT_NOUNS,
)  # fmt: skip
from kg.model import EntityType
from kg.text import fold

_VERB_ZH = re.compile(
    r"(?<!待)(?<!即)(?:发布|推出|开源|上线|公布|带来|推送|发了|开放|研发|打造|升级|更新|上新|自研|提供)(?:并(?:开源|上线|推出))?(?:了|出)?"
)
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
_NOT_NAMES = re.compile(
    r"的|了|和|与|在|是|我|你|他|她|它|这|那|有|被|把|对|为|也|都|就|不|将|会|可以|国内|国外|目前|现在|最近|研究人员|官方|团队|公司|机器人|系统"
)
_ROLES = re.compile(
    r"(?:(?:Senior|Chief|Staff|Principal|Head|Lead|Product|Software|Research|Creative|Vice)\s)?"
    r"(?:CEO|CTO|COO|CFO|VP|Engineers?|Scientist|Manager|Director|Team|Founder|President|Fellow|PM|Blog|API\b|Official)"
)
_APPOSITION = re.compile(
    r"\s*(?:（[^（）\n]{0,60}）|\([^()\n]{0,60}\))?\s*[”」]?\s*[，,：:—-]{1,2}"
    r"(?!用于|可以?|能|支持|基于|主要|让|通过|以|在|将|会|并|从)([^，。；！？\n,;.]{2,60})"
)
_QUOTED = re.compile(r"[^，。；：！？\n（(《“A-Za-z0-9]{0,16}?[“「](?P<name>[^”」\n]{2,15})[”」]")
_RELEASES = re.compile(r"发布|产品|模型|工具|项目|release|launch|product|tool", re.IGNORECASE)
_PHRASE_WORDS = 6
_LINK_WORDS = frozenset({"for", "of", "the", "in", "to", "by", "with"})
_MODEL_SHAPE = re.compile(r"(?:lm|llm|gpt|vl|vlm|tts|ocr|cpm|diffusion|bert|former|vla|asr)$", re.IGNORECASE)
_LAST_WORDS: tuple[tuple[frozenset[str], EntityType], ...] = (
    (
        frozenset({"bench", "benchmark", "arena", "eval", "evals", "leaderboard", "dataset", "exam", "showdown"}),
        "benchmark",
    ),
    (frozenset({"report", "index", "whitepaper", "survey"}), "report"),
    (frozenset({"model", "models", "llm"}), "model"),
    (
        frozenset(
            [
                "api",
                "sdk",
                "app",
                "studio",
                "builder",
                "kit",
                "hub",
                "framework",
                "protocol",
                "platform",
                "agent",
                "agents",
                "search",
                "tool",
                "tools",
                "router",
                "os",
                "browser",
                "cli",
                "workflows",
                "workflow",
                "skills",
                "assistant",
                "copilot",
                "desktop",
                "chat",
                "mode",
                "cloud",
            ]
        ),
        "product",
    ),
)


def find_released(scene: Scene) -> None:
    """Component: adds unknown makers and unknown releases."""
    known = {i: find for find in scene.finds for i in range(find.start, find.end)}
    finds: list[Find] = []
    for place in _places(scene.text):
        finds += _around_verb(scene, known, *place)
        for find in finds[-4:]:
            for i in range(find.start, find.end):
                known.setdefault(i, find)
    finds += _owned(scene, known)
    finds += _headed(scene, known)
    scene.finds = longest([*scene.finds, *(find for find in finds if find.start not in scene.masked)])


def _owned(scene: Scene, known: dict[int, Find]) -> list[Find]:
    """ "OpenAI的AgentBuilder": an unknown name that a known maker owns."""
    units, found = scene.units, []
    for find in scene.finds:
        at = find.end
        if find.type not in ("company", "institution", "product") or at + 1 >= len(units):
            continue
        if units.words[at] == "里":
            at += 1
        if units.words[at] != "的" or at + 1 in known:
            continue
        stop = name_phrase(units, at + 1, known, lone=False)
        if stop == at + 1 or stop in known or _ROLES.match(scene.text, units.starts[at + 1]):
            continue
        kind, doubt = type_of_name(scene, at + 1, stop)
        found.append(Find(at + 1, stop, kind, _clean(units, at + 1, stop), "release:owned", doubt=max(doubt, 0.4)))
    return found


def _headed(scene: Scene, known: dict[int, Find]) -> list[Find]:
    """ "[PokeeResearch](…)，7B的SOTA模型": in a section of releases, a name that an item begins with and links."""
    link = next((link for link in scene.links if link.start == 0 and link.end), None)
    if link is None or not _RELEASES.search(scene.item.section):
        return []
    stop = name_phrase(scene.units, 0, known, lone=False)
    if not stop or 0 in known or scene.units.ends[stop - 1] != link.end:
        return []
    kind, doubt = type_of_name(scene, 0, stop)
    return [Find(0, stop, kind, _clean(scene.units, 0, stop), "release:headed", doubt=max(doubt, 0.3))]


def _places(text: str) -> Iterator[tuple[int, int, bool]]:
    """Verbs: start, end, and whether they are Chinese."""
    spans = [(*match.span(), True) for match in _VERB_ZH.finditer(text)]
    spans += [(*match.span(), False) for match in _VERB_EN.finditer(text)]
    return iter(sorted(spans))


def _around_verb(scene: Scene, known: dict[int, Find], start: int, end: int, chinese: bool) -> list[Find]:
    """The unknown names before and behind one verb."""
    units, text = scene.units, scene.text
    thing = _object(scene, known, end, chinese=chinese)
    found = [thing] if thing else []
    has_object = thing is not None or _known_behind(units, known, end)
    actor = _actor(units, known, text, start, chinese=chinese, has_object=has_object)
    return [actor, *found] if actor else found


def _known_behind(units: Units, known: dict[int, Find], end: int) -> bool:
    """True where something stands behind the verb in its clause."""
    rest = re.match(r"[^，。；：！？\n]{0,40}", units.text[end : end + 40])
    return bool(rest and len(rest.group().strip()) > 1)


def _object(scene: Scene, known: dict[int, Find], end: int, *, chinese: bool) -> Find | None:
    """An unknown name that the verb releases."""
    text, units = scene.text, scene.units
    quoted = _QUOTED.match(text, end, min(len(text), end + 60)) if chinese else None
    if quoted and not quoted["name"].isascii():
        start, stop = units.at(quoted.start("name")), units.at(quoted.end("name") - 1) + 1
        if any(i in known for i in range(start, stop)):
            return None
        kind = _final_noun(fold(quoted["name"])) or "product"
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
    kind, doubt = type_of_name(scene, at, stop, modifiers=gap.group())
    surface = re.sub(r"\s+", " ", units.surface(at, stop))
    return Find(at, stop, kind, surface, "release:object", doubt=doubt)


def _longer(units: Units, known: dict[int, Find], at: int) -> Find | None:
    """ "Office Agent": a known name with more capitalised words behind it is another thing's name."""
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
    return Find(at, stop, "product", _clean(units, at, stop), "release:object", doubt=0.3)


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
    stop_at -= len(text[:stop_at]) - len(text[:stop_at].rstrip())
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
        return Find(first, stop, "product", _clean(units, first, stop), "release:subject", doubt=0.5)
    if not chinese and not _sentence_start(units, first):
        return None
    above = known.get(first - 1)
    kind: EntityType = "institution" if above is not None and above.type == "institution" else "company"
    return Find(first, stop, kind, _clean(units, first, stop), "release:actor", doubt=0.4)


def _sentence_start(units: Units, first: int) -> bool:
    """True where a sentence or line begins."""
    return first == 0 or units.words[first - 1] in ".!?;:*•·" or units.kinds[first - 1] == " "


def _goes_on(units: Units, first: int) -> bool:
    """True where the unit before `first` may belong to the same name."""
    before = units.kinds[first - 1]
    return before in (LATIN, NUMBER) or (before == HYPHEN and units.glued[first])


def _clean(units: Units, start: int, stop: int) -> str:
    """Surface with single spaces."""
    return re.sub(r"\s+", " ", units.surface(start, stop))


def name_phrase(units: Units, start: int, known: dict[int, Find], *, lone: bool) -> int:
    """End of a name that begins at `start`; `start` itself where none does.

    Capitalised words, words with digits, hyphens inside; ``lone`` admits one word in small letters ("nanochat").
    """
    end, words, named = start, 0, False
    while end < len(units) and words < _PHRASE_WORDS and end not in known:
        kind, word = units.kinds[end], units.words[end]
        if kind == HYPHEN and end > start and units.glued[end] and end + 1 < len(units) and units.glued[end + 1]:
            if units.kinds[end + 1] not in (LATIN, NUMBER) or end + 1 in known:
                break
            end += 1
            kind, word = units.kinds[end], units.words[end]
            tied = True
        else:
            tied = end > start and units.glued[end]
        if kind == NUMBER and end == start:
            break
        if kind not in (LATIN, NUMBER):
            break
        if not tied and end > start:
            if kind == LATIN and not word[0].isupper() and not _bridge(units, end):
                break
            if kind == NUMBER and not _is_version_like(units, end):
                break
            words += 1
        named = named or any(letter.isupper() for letter in word) or kind == NUMBER
        end += 1
    while end > start and units.norms[end - 1] in _LINK_WORDS:
        end -= 1
    if end == start:
        return start
    plain = [units.norms[i] for i in range(start, end) if units.kinds[i] == LATIN]
    numbered = (
        units.words[start].isupper() and end - start == 2 and units.kinds[end - 1] == NUMBER and units.glued[end - 1]
    )
    if not numbered and all(norm in GENERIC for norm in plain) and not (len(plain) > 1 and _titled(units, start, end)):
        return start
    if not named and not (
        lone and len(plain) >= 1 and len(plain[0]) > 3 and (end - start > 1 or plain[0] not in GENERIC)
    ):
        return start
    return end if len(units.surface(start, end)) > 1 else start


def _titled(units: Units, start: int, end: int) -> bool:
    """True for two or more generic words that make a title of their own: "Web Search API", not "AI Agent"."""
    core = {"ai", "agent", "agents", "llm", "api", "model", "models", "gpu", "rl", "mcp", "app", "agentic", "rag"}
    words = [units.norms[i] for i in range(start, end) if units.kinds[i] == LATIN]
    return any(word not in core for word in words) and all(
        units.words[i][0].isupper() for i in range(start, end) if units.kinds[i] == LATIN
    )


def _bridge(units: Units, at: int) -> bool:
    """True for "for" in "Claude for Life Sciences": a small word between capitalised ones."""
    return units.norms[at] in _LINK_WORDS and at + 1 < len(units) and units.words[at + 1][:1].isupper()


def _is_version_like(units: Units, at: int) -> bool:
    """True for a number that ends a name, not for an amount."""
    tail, _ = read_tail(units, at, frozenset())
    return bool(tail) and (is_version(tail[0]) or is_size(tail[0]))


def type_of_name(scene: Scene, start: int, stop: int, *, modifiers: str = "") -> tuple[EntityType, float]:
    """Type of an unknown name and how much of a guess it is, by the nouns on it, before it and behind it."""
    units = scene.units
    last = units.norms[stop - 1]
    text = units.text
    behind = fold(text[units.ends[stop - 1] : units.ends[stop - 1] + 60])
    glued = re.match(r"[\s”」*]*(?:基础|开源|多模态|[a-z]{0,4})*", behind)
    noun = _noun_at(behind[glued.end() if glued else 0 :]) or _noun_at(behind.lstrip(" ”」*"))
    if noun:
        return noun, 0.15
    chunks = [units.norms[i] for i in range(start, stop)]
    if any(is_size("".join(chunks[i : i + 2])) for i in range(len(chunks) - 1)):
        return "model", 0.2
    for words, kind in _LAST_WORDS:
        if last in words:
            return kind, 0.25
    noun = _last_noun(fold(modifiers))
    if noun:
        return noun, 0.2
    clause = _APPOSITION.match(behind)
    if clause and (noun := _final_noun(clause[1])):
        return noun, 0.3
    if _MODEL_SHAPE.search(last) or re.match(r"[^。\n]{0,30}\d[bm]?参数", behind):
        return "model", 0.35
    return "product", 0.45


def _final_noun(clause: str) -> EntityType | None:
    """The type of the noun that ends an apposition: "一个用于微调大语言模型的灵活API平台" is a platform."""
    for nouns, kind in _NOUNS:
        for noun in nouns:
            if clause.rstrip().endswith(noun):
                return kind
    return None


def _noun_at(text: str) -> EntityType | None:
    """The type that a noun right at the start of `text` says."""
    for nouns, kind in _NOUNS:
        if text.startswith(nouns) and not (text[:1].isascii() and re.match(r"[a-z]+", text)[0] not in nouns):  # type: ignore[index]
            return kind
    return None


def _last_noun(text: str) -> EntityType | None:
    """The type of the noun that stands last in a phrase."""
    best: tuple[int, int, EntityType] | None = None
    for nouns, kind in _NOUNS:
        for noun in nouns:
            at = text.rfind(noun)
            if at >= 0 and not _inside_word(text, at, noun):
                end = at + len(noun)
                if best is None or (end, len(noun)) > best[:2]:
                    best = (end, len(noun), kind)
    return best[2] if best else None


def _inside_word(text: str, at: int, noun: str) -> bool:
    """True where a Latin noun is a piece of a longer word."""
    end = at + len(noun)
    return noun[0].isascii() and (
        (at > 0 and text[at - 1].isascii() and text[at - 1].isalpha())
        or (end < len(text) and text[end].isascii() and text[end].isalpha())
    )


_NOUNS: tuple[tuple[tuple[str, ...], EntityType], ...] = (
    (BENCHMARK_NOUNS, "benchmark"),
    (REPORT_NOUNS, "report"),
    (MODEL_NOUNS, "model"),
    (PRODUCT_NOUNS, "product"),
    (COMPANY_NOUNS, "company"),
)
