"""What a query says beside its words: names, times, issues, sections, kinds, phrases, fields.

Each thing that was understood is a `Part` with an id, so that a reader can see it and turn it off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from kg.errors import UsageError
from kg.model import ITEM_KINDS
from kg.search.fields import field_part, issue_indices, link_part, named_whole, negated
from kg.search.parts import ORDERS, Filters, Knowledge, Part, PartKind
from kg.store.arrays import Arrays
from kg.store.columns import items_linking
from kg.store.reader import Reader
from kg.text.chinese import simplified
from kg.text.glossary import concepts_of, find_concepts
from kg.text.names import Spotted
from kg.text.periods import find_issues, find_periods
from kg.text.stretches import BEGINNING
from kg.text.words import HAN, HAN_CHARACTER, HAN_RUN, UNSEEN, words

LONGEST_QUERY = 2000  # characters
LONGEST_MEANING = 240  # characters that the model is given; each may be a token, and so many take most of a second

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MINUS = "\\-\u2010\u2011\u2212\ufe63\uff0d"  # as keyboards and word processors write it
_OPEN, _CLOSE = '"“「『＂«„', '"”」』＂»“'
_NOT = rf"(?P<minus>(?<!\S)[{_MINUS}])?"
_FIELD = re.compile(
    rf"(?<!\S)(?P<minus>[{_MINUS}]?)(?P<name>entity|type|section|kind|since|until|issue|site|order)[:：]"
    rf"(?:[\"“](?P<quoted>[^\"”]*)[\"”]|(?P<plain>\S*))",
    re.I,
)
_ADDRESS = re.compile(
    rf"{_NOT}[{_OPEN}]?(?P<address>https?://[^\s{_OPEN}{_CLOSE}]+"
    rf"|(?<![\w@/.:-])(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{{2,}}(?::\d+)?/[^\s{_OPEN}{_CLOSE}]*"
    rf"|(?<![\w@/.:-])www\.(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{{2,}}(?![\w/-])"
    rf"|(?<![\w.:/-])(?:arxiv:\s?)?(?P<arxiv>\d{{4}}\.\d{{5}})(?:v\d+)?(?![\w.]))[{_CLOSE}]?",
    re.I,
)
_BEHIND_ADDRESS = re.compile(r"[.,;:!?)\]}，。、；：！？）】]+$")
_PHRASE = re.compile(rf"{_NOT}(?<![^\W{HAN}])[{_OPEN}](?P<words>[^{_CLOSE}]+)[{_CLOSE}]")
_WITHOUT = re.compile(rf"(?<!\S)[{_MINUS}](?P<word>[^\s{_MINUS}{_OPEN}:：]\S*)")
_MARKS_BEHIND = re.compile(r"[^\w+#]+$")  # of a word: "C++" and "C#" keep theirs
_ACCOUNT = re.compile(r"(?<![\w@.])@(?P<name>[A-Za-z0-9_][\w.-]{0,38})")
_EARNINGS = re.compile(r"财报|业绩|营收|利润|earnings|revenue|profit|results", re.I)


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, understood.

    Attributes
    ----------
    query
        As asked, cleaned of control characters and cut to a length that the model can read.
    text
        What is left to search for: without fields, times and excluded words, misspelt names corrected.
    parts
        What was understood and counts.
    off
        What was understood and was turned off.
    notes
        Remarks for the reader.
    """

    query: str
    text: str
    parts: tuple[Part, ...] = ()
    off: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def lead(self) -> str:
        """The beginning of `text`, up to the end of a word: as much as the model is given."""
        spelt = unicodedata.normalize("NFKC", self.text)  # what the model reads: some characters stand for a sentence
        if len(spelt) <= LONGEST_MEANING:
            return self.text
        space = spelt.rfind(" ", LONGEST_MEANING // 2, LONGEST_MEANING + 1)
        return spelt[: space if space > 0 else LONGEST_MEANING]

    @property
    def order(self) -> str:
        """How hits are to be sorted, one of `kg.search.parts.ORDERS`."""
        return next((part.value for part in self.of("order")), ORDERS[0])

    def of(self, *kinds: PartKind) -> tuple[Part, ...]:
        """Parts of some kinds."""
        return tuple(part for part in self.parts if part.kind in kinds)


def understand(
    query: str, knowledge: Knowledge, *, filters: Filters | None = None, off: Collection[str] = ()
) -> Understood:
    """Understand a query.

    Parameters
    ----------
    off
        Ids of parts that do not count; their words are searched for like any others.

    Raises
    ------
    UsageError
        Where a field or filter has a value that means nothing ("since:昨天吧").
    UnknownName
        Where a field or filter names an entity, issue, section or site that the archive does not have.
    """
    notes: list[str] = []
    clean = UNSEEN.sub("", _CONTROL.sub(" ", query))
    if len(clean) > LONGEST_QUERY:
        clean = clean[:LONGEST_QUERY]
        notes.append(f"Only the first {LONGEST_QUERY:,} characters of the query were read.")
    found: list[Part] = []
    dropped: list[Part] = []
    read = simplified(clean) if HAN_CHARACTER.search(clean) else clean  # of the same length
    rest = read
    for part in _explicit(read, knowledge, notes):
        rest = _blank(rest, part)
        (dropped if part.id in off else found).append(part)
    for part in _options(filters or Filters(), knowledge):
        (dropped if part.id in off else found).append(part)
    for part in _times(rest, knowledge):
        if part.id in off:
            dropped.append(part)
        else:
            found.append(part)
            rest = _blank(rest, part)
    corrected = rest
    for part in _named(rest, knowledge):
        (dropped if part.id in off else found).append(part)
    for part in sorted(found, key=lambda part: -part.start):
        if part.kind == "entity" and part.similarity < 1 and part.start >= 0:
            corrected = corrected[: part.start] + part.value + corrected[part.end :]
    for part in _topics(rest, knowledge):
        (dropped if part.id in off else found).append(part)
    said = " ".join(corrected.split())
    return Understood(
        clean.strip(), said, tuple(_once(found, clean)), tuple(_once(dropped, clean)), tuple(dict.fromkeys(notes))
    )


def _once(parts: list[Part], query: str) -> Iterator[Part]:
    """Each part once, in the order of the query, with its words as they stand there."""
    once = {part.id: part for part in sorted(parts, key=lambda part: part.start)}
    yield from (replace(p, text=query[p.start : p.end]) if p.start >= 0 else p for p in once.values())


def _blank(text: str, part: Part) -> str:
    """The text with a part's words blanked out; a phrase keeps its words, which count as words too."""
    if part.start < 0:
        return text
    kept = f" {part.value} ".ljust(part.end - part.start)[: part.end - part.start] if part.kind == "phrase" else ""
    return text[: part.start] + kept.ljust(part.end - part.start) + text[part.end :]


def _explicit(text: str, knowledge: Knowledge, notes: list[str]) -> Iterator[Part]:
    """Fields, addresses, quoted phrases, excluded words."""
    taken = text
    for reader in (_fields, _addresses, _phrases, _excluded):
        for part in reader(taken, knowledge, notes):
            yield part
            taken = taken[: part.start] + " " * (part.end - part.start) + taken[part.end :]


def _fields(text: str, knowledge: Knowledge, notes: list[str]) -> Iterator[Part]:
    """``name:value``."""
    for match in _FIELD.finditer(text):
        value = (match["quoted"] if match["quoted"] is not None else match["plain"]).strip()
        part = field_part(match["name"].lower(), value, knowledge)
        if match["minus"] and part.kind == "order":
            raise UsageError(f"“{match.group()}”: an order cannot be excluded; leave out the hyphen")
        part = replace(part, text=match.group(), start=match.start(), end=match.end())
        yield negated(part) if match["minus"] else part


def _addresses(text: str, knowledge: Knowledge, notes: list[str]) -> Iterator[Part]:
    """Addresses that items link to, pasted whole or without their scheme, and numbers of arXiv papers."""
    for match in _ADDRESS.finditer(text):
        whole = f"arxiv.org/abs/{match['arxiv']}" if match["arxiv"] else match["address"]
        trimmed = _BEHIND_ADDRESS.sub("", whole)
        for address in dict.fromkeys((whole, trimmed, HAN_RUN.split(trimmed)[0])):
            part = link_part(address, knowledge)
            if part:
                end = match.end() if address in {whole, trimmed} else match.start("address") + len(address)
                part = replace(part, text=text[match.start() : end], start=match.start(), end=end)
                yield negated(part) if match["minus"] else part
                break
        else:
            bare = trimmed.split("://")[-1]
            # "node.js/express" is no address, unless somebody links to such a site.
            if not match["arxiv"] and (bare != trimmed or bare.split("/")[0].lower() in knowledge.sites):
                notes.append(f"No item links to {bare}.")


def _phrases(text: str, knowledge: Knowledge, notes: list[str]) -> Iterator[Part]:
    """Quoted words, and such as must not stand there."""
    for match in _PHRASE.finditer(text):
        said = match["words"].strip()
        if not said:
            continue
        kind: PartKind = "without" if match["minus"] else "phrase"
        label = f"not “{said}”" if match["minus"] else f"“{said}”"
        yield Part(f"{kind}:{said.casefold()}", kind, match.group(), label, True, *match.span(), value=said)


def _excluded(text: str, knowledge: Knowledge, notes: list[str]) -> Iterator[Part]:
    """Words, and names by any alias, that must not stand there."""
    for match in _WITHOUT.finditer(text):
        word = _MARKS_BEHIND.sub("", match["word"])
        if any(c.isalnum() for c in word):
            entities = named_whole(word, knowledge, misspelt=False)
            names = dict.fromkeys(knowledge.entities[e].name for e in entities)
            label = " / ".join([word, *(name for name in names if name != word)])
            yield Part(
                f"without:{word.casefold()}", "without", match.group(), f"not {label}", True, *match.span(),
                value=word, entities=entities,
            )  # fmt: skip


def _options(filters: Filters, knowledge: Knowledge) -> Iterator[Part]:
    """Filters that were given beside the query."""
    for name in ("since", "until", "issue", "section", "entity", "type", "kind", "site", "order"):
        value = getattr(filters, name)
        if value is not None and value != "":
            yield field_part(name, str(value), knowledge)


def _times(text: str, knowledge: Knowledge) -> Iterator[Part]:
    """Issue numbers and periods."""
    blanked = text
    for numbers in find_issues(text):
        surface = text[numbers.start : numbers.end]
        indices = issue_indices(numbers, knowledge)
        label = " – ".join(dict.fromkeys(knowledge.issues()[i].label.lstrip("#") for i in (indices[:1] + indices[-1:])))
        yield Part(
            f"issue:{numbers.first}-{numbers.last}", "issue", surface,
            f"issue {label}" if indices else f"{surface}: not in this archive", True, numbers.start,
            numbers.end, issues=indices,
        )  # fmt: skip
        blanked = blanked[: numbers.start] + " " * (numbers.end - numbers.start) + blanked[numbers.end :]
    for period in find_periods(blanked, knowledge.newest):
        surface = text[period.start : period.end]
        if (period.until - period.since).days > 80 and _EARNINGS.search(text) and re.search(r"Q\d|季", surface, re.I):
            continue  # the quarter that results are about, not the one they came out in
        label = _period_label(period.since, period.until)
        yield Part(
            f"period:{period.since}/{period.until}", "period", surface, label, False, period.start, period.end,
            since=period.since, until=period.until,
        )  # fmt: skip


def _period_label(since: date, until: date) -> str:
    """A period in a few characters."""
    if since == BEGINNING:
        return f"until {until}"
    if since == until:
        return since.isoformat()
    if since.year == until.year and (since.month, since.day, until.month, until.day) == (1, 1, 12, 31):
        return str(since.year)
    whole_month = since.day == 1 and (until.year, until.month) == (since.year, since.month) and until.day >= 28
    return since.strftime("%Y-%m") if whole_month else f"{since} … {until}"


def _named(text: str, knowledge: Knowledge) -> Iterator[Part]:
    """Entities by name, and accounts."""
    rest = text
    for match in _ACCOUNT.finditer(text):
        yield Part(
            f"account:{match['name'].casefold()}", "account", match.group(), match.group(), False, *match.span(),
            value=match["name"].casefold(),
        )  # fmt: skip
    for spotted in knowledge.names.spot(rest, known=knowledge.known):
        yield _entity_part(spotted, text, knowledge)


def _entity_part(spotted: Spotted, text: str, knowledge: Knowledge) -> Part:
    """The part for a name in the query."""
    names = " / ".join(dict.fromkeys(knowledge.entities[e].name for e in spotted.entities[:3]))
    surface = text[spotted.start : spotted.end]
    ids = "+".join(knowledge.entities[e].id for e in spotted.entities[:3])
    return Part(
        f"entity:{ids}", "entity", surface, names, False, spotted.start, spotted.end, entities=spotted.entities,
        value=spotted.alias, similarity=spotted.similarity,
    )  # fmt: skip


def _topics(text: str, knowledge: Knowledge) -> Iterator[Part]:
    """Words that say what sort of item is wanted ("论文", "funding")."""
    for concept, match in find_concepts(text):
        sections = [name for name in knowledge.sections if concept in concepts_of(name)]
        if sections or concept in ITEM_KINDS or concept == "opinion":
            yield Part(
                f"topic:{concept}", "topic", match.group(), concept, False, *match.span(),
                value=concept, names=tuple(sections),
            )  # fmt: skip


def knowledge_of(reader: Reader) -> Knowledge:
    """What an archive lends to the understanding of queries."""
    arrays = reader.once(Arrays)
    return Knowledge(
        names=arrays.names,
        entities=arrays.entities,
        index_of=arrays.index_of,
        issues=reader.issues,
        sections=arrays.sections.names,
        sites=arrays.sites[1],
        known=lambda word: all(arrays.frequency(term) for term in words(word)),
        linked=lambda address: bool(items_linking(reader.store, address)),
        newest=arrays.newest,
    )
