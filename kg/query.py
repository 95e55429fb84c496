"""What a query says beside its words: names, times, issues, sections, kinds, phrases, fields.

Each thing that was understood is a `Part` with an id, so that a reader can see it and turn it off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from kg.concepts import CONCEPTS, concepts_of
from kg.dates import IssueNumbers, days_of, find_issues, find_periods
from kg.errors import UnknownName, UsageError
from kg.model import ENTITY_TYPES, ITEM_KINDS, Issue
from kg.names import NameIndex, Spotted
from kg.text import name_key

PartKind = Literal[
    "entity", "period", "issue", "section", "kind", "type", "site", "account", "phrase", "without", "topic"
]
LONGEST_QUERY = 2000  # characters; the model reads some 700

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+")
_FIELD = re.compile(
    r"(?<!\S)(?P<minus>-?)(?P<name>entity|type|section|kind|since|until|issue|site)[:：]"
    r"(?:[\"“](?P<quoted>[^\"”]*)[\"”]|(?P<plain>\S*))",
    re.I,
)
_PHRASE = re.compile(r"(?<![\w])[\"“「『](?P<words>[^\"”」』]+)[\"”」』]")
_WITHOUT = re.compile(r"(?<!\S)-(?P<word>[^\s\-\"“:：][^\s]*)")
_ACCOUNT = re.compile(r"(?<![\w@.])@(?P<name>[A-Za-z0-9_][\w.-]{0,38})")
_EARNINGS = re.compile(r"财报|业绩|营收|利润|earnings|revenue|profit|results", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a query says.

    Attributes
    ----------
    id
        Tells it from the other parts; what `off` takes.
    kind
        What sort of thing it is.
    text
        As it stands in the query, "" for what was given as an option.
    label
        The same for a person.
    strict
        True where nothing else may be found, False where it only moves hits up (or, for times, may be waived).
    start, end
        Its place in the cleaned query.
    entities, issues
        Indices of entities and issues that it means.
    since, until
        Days that it means.
    value
        Folded value of the other kinds.
    similarity
        How alike the spelling is, 0 … 1.
    """

    id: str
    kind: PartKind
    text: str
    label: str
    strict: bool = False
    start: int = -1
    end: int = -1
    entities: tuple[int, ...] = ()
    issues: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    value: str = ""
    similarity: float = 1.0


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

    def of(self, *kinds: PartKind) -> tuple[Part, ...]:
        """Parts of some kinds."""
        return tuple(part for part in self.parts if part.kind in kinds)


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters given as options, as a person writes them; None or empty where not given."""

    since: str | date | None = None
    until: str | date | None = None
    issue: str | int | None = None
    section: str | None = None
    entity: str | None = None
    type: str | None = None
    kind: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an archive lends to the understanding of queries.

    Attributes
    ----------
    names
        Its entities' names.
    entities
        Id, type, name, maker and family by entity index.
    known
        Whether a folded word stands in any item.
    """

    names: NameIndex
    entities: Sequence[tuple[str, str, str, str, str]]
    issues: Sequence[Issue]
    sections: Sequence[str]
    sites: Sequence[str]
    known: Callable[[str], bool]
    newest: date = field(default=date(1970, 1, 1))


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
    clean = _CONTROL.sub(" ", query)
    if len(clean) > LONGEST_QUERY:
        clean = clean[:LONGEST_QUERY]
        notes.append(f"Only the first {LONGEST_QUERY:,} characters of the query were read.")
    found: list[Part] = []
    dropped: list[Part] = []
    rest = clean
    for part in _explicit(clean, knowledge):
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
    return Understood(
        clean.strip(), " ".join(corrected.split()), tuple(_once(found)), tuple(_once(dropped)), tuple(notes)
    )


def _once(parts: list[Part]) -> Iterator[Part]:
    """Each part once, in the order of the query."""
    yield from {part.id: part for part in sorted(parts, key=lambda part: part.start)}.values()


def _blank(text: str, part: Part) -> str:
    """The text with a part's words blanked out; a phrase keeps its words, which count as words too."""
    if part.start < 0:
        return text
    kept = f" {part.value} ".ljust(part.end - part.start)[: part.end - part.start] if part.kind == "phrase" else ""
    return text[: part.start] + kept.ljust(part.end - part.start) + text[part.end :]


def _explicit(text: str, knowledge: Knowledge) -> Iterator[Part]:
    """Fields, quoted phrases, excluded words."""
    taken = text
    for match in _FIELD.finditer(text):
        value = (match["quoted"] if match["quoted"] is not None else match["plain"]).strip()
        part = field_part(match["name"].lower(), value, knowledge)
        if match["minus"]:
            raise UsageError(f"“{match.group()}”: a field cannot be excluded; leave out the hyphen")
        yield replace(part, text=match.group(), start=match.start(), end=match.end())
        taken = taken[: match.start()] + " " * (match.end() - match.start()) + taken[match.end() :]
    for match in _PHRASE.finditer(taken):
        words = match["words"].strip()
        if words:
            yield Part(
                f"phrase:{words.casefold()}", "phrase", match.group(), f"“{words}”", True, *match.span(), value=words
            )
            taken = taken[: match.start()] + " " * (match.end() - match.start()) + taken[match.end() :]
    for match in _WITHOUT.finditer(taken):
        word = match["word"]
        if any(c.isalnum() for c in word):
            yield Part(
                f"without:{word.casefold()}", "without", match.group(), f"not {word}", True, *match.span(), value=word
            )


def _options(filters: Filters, knowledge: Knowledge) -> Iterator[Part]:
    """Filters that were given beside the query."""
    for name in ("since", "until", "issue", "section", "entity", "type", "kind", "site"):
        value = getattr(filters, name)
        if value is not None and value != "":
            yield field_part(name, str(value), knowledge)


def field_part(name: str, value: str, knowledge: Knowledge) -> Part:
    """The filter that ``name:value`` means.

    Raises
    ------
    UsageError, UnknownName
        As in `understand`.
    """
    if not value:
        raise UsageError(f"“{name}:” needs a value, e.g. {_EXAMPLES[name]}")
    return _READERS[name](value, knowledge)


def _read_day(name: Literal["since", "until"]) -> Callable[[str, Knowledge], Part]:
    """Reader of one of the two fields that take a day."""

    def read(value: str, knowledge: Knowledge) -> Part:
        days = list(days_of(value))
        if not days:
            periods = find_periods(value, knowledge.newest)
            if len(periods) != 1 or (periods[0].start, periods[0].end) != (0, len(value)):
                raise UsageError(f"“{name}:{value}” is not a time; write it as {_EXAMPLES[name]}")
            days = [periods[0].since, periods[0].until]
        if name == "since":
            return Part(f"since:{days[0]}", "period", "", f"since {days[0]}", True, since=days[0])
        return Part(f"until:{days[-1]}", "period", "", f"until {days[-1]}", True, until=days[-1])

    return read


def _read_issue(value: str, knowledge: Knowledge) -> Part:
    numbers = find_issues(value) or find_issues("#" + value) or find_issues("issue " + value)
    if numbers:
        indices = _issue_indices(numbers[0], knowledge)
    else:
        indices = tuple(i for i, issue in enumerate(knowledge.issues) if issue.id == value)
    if not indices:
        latest = [str(issue.number or issue.id) for issue in knowledge.issues[-3:]]
        raise UnknownName(value, tuple(latest), "issue")
    return Part(f"issue:{value}", "issue", "", f"issue {value}", True, issues=indices)


def _read_section(value: str, knowledge: Knowledge) -> Part:
    wanted = name_key(value)
    names = [name for name in knowledge.sections if name and wanted and wanted in name_key(name)]
    if not names:
        concepts = set(concepts_of(value))
        names = [name for name in knowledge.sections if concepts & set(concepts_of(name))]
    if not names:
        raise UnknownName(value, tuple(name for name in knowledge.sections if name)[:8], "section")
    return Part(f"section:{value}", "section", "", f"section {' / '.join(names)}", True, value="\n".join(names))


def _read_entity(value: str, knowledge: Knowledge) -> Part:
    spotted = knowledge.names.spot(value, known=lambda _: False)
    by_id = tuple(i for i, row in enumerate(knowledge.entities) if row[0] == value)
    found = by_id or tuple(e for s in spotted if s.start == 0 and s.end >= len(value.rstrip()) for e in s.entities)
    if not found:
        raise UnknownName(value, tuple(knowledge.names.close(value)))
    names = " / ".join(dict.fromkeys(knowledge.entities[e][2] for e in found))
    return Part(f"entity={value}", "entity", "", names, True, entities=found)


def _read_choice(name: Literal["type", "kind"], choices: Sequence[str]) -> Callable[[str, Knowledge], Part]:
    """Reader of a field that takes one of a few words."""

    def read(value: str, knowledge: Knowledge) -> Part:
        folded = value.casefold().removesuffix("s") if value.casefold() not in choices else value.casefold()
        if folded not in choices:
            raise UsageError(f"“{name}:{value}” is none of: {', '.join(choices)}")
        return Part(f"{name}:{folded}", name, "", f"{name} {folded}", True, value=folded)

    return read


def _read_site(value: str, knowledge: Knowledge) -> Part:
    wanted = re.sub(r"^(?:https?://)?(?:www\.)?", "", value.casefold()).split("/")[0]
    names = [name for name in knowledge.sites if name == wanted or name.endswith("." + wanted)]
    if not names:
        close = [name for name in knowledge.sites if wanted in name][:5]
        raise UnknownName(value, tuple(close), "linked site")
    return Part(f"site:{wanted}", "site", "", f"links to {wanted}", True, value="\n".join(names))


_EXAMPLES = {
    "since": "2025-10-01, 2025-10 or 上个月",
    "until": "2025-10-31, 2025-10 or 上周",
    "issue": "issue:7 or issue:3-5",
    "section": "section:论文",
    "entity": "entity:OpenAI",
    "type": "type:model",
    "kind": "kind:paper",
    "site": "site:arxiv.org",
}
_READERS: dict[str, Callable[[str, Knowledge], Part]] = {
    "since": _read_day("since"),
    "until": _read_day("until"),
    "issue": _read_issue,
    "section": _read_section,
    "entity": _read_entity,
    "type": _read_choice("type", ENTITY_TYPES),
    "kind": _read_choice("kind", ITEM_KINDS),
    "site": _read_site,
}


def _issue_indices(numbers: IssueNumbers, knowledge: Knowledge) -> tuple[int, ...]:
    """Indices of the issues that are meant."""
    if numbers.first <= 0:
        index = len(knowledge.issues) - 1 + numbers.first
        return (index,) if index >= 0 else ()
    return tuple(
        i for i, issue in enumerate(knowledge.issues)
        if issue.number is not None and numbers.first <= issue.number <= numbers.last
    )  # fmt: skip


def _times(text: str, knowledge: Knowledge) -> Iterator[Part]:
    """Issue numbers and periods."""
    blanked = text
    for numbers in find_issues(text):
        surface = text[numbers.start : numbers.end]
        indices = _issue_indices(numbers, knowledge)
        label = " – ".join(dict.fromkeys(_issue_name(knowledge.issues[i]) for i in (indices[:1] + indices[-1:])))
        yield Part(
            f"issue:{numbers.first}-{numbers.last}", "issue", surface,
            f"issue {label}" if indices else f"{surface}: not in this archive", bool(indices), numbers.start,
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


def _issue_name(issue: Issue) -> str:
    """Number or id."""
    return str(issue.number) if issue.number is not None else issue.id


def _period_label(since: date, until: date) -> str:
    """A period in a few characters."""
    if since == until:
        return since.isoformat()
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
    names = " / ".join(dict.fromkeys(knowledge.entities[e][2] for e in spotted.entities[:3]))
    surface = text[spotted.start : spotted.end]
    ids = "+".join(knowledge.entities[e][0] for e in spotted.entities[:3])
    return Part(
        f"entity:{ids}", "entity", surface, names, False, spotted.start, spotted.end, entities=spotted.entities,
        value=spotted.alias, similarity=spotted.similarity,
    )  # fmt: skip


def _topics(text: str, knowledge: Knowledge) -> Iterator[Part]:
    """Words that say what sort of item is wanted ("论文", "funding")."""
    for concept, match in CONCEPTS.find(text):
        sections = [name for name in knowledge.sections if concept in concepts_of(name)]
        if sections or concept in ITEM_KINDS or concept == "opinion":
            yield Part(
                f"topic:{concept}", "topic", match.group(), concept, False, *match.span(),
                value="\n".join([concept, *sections]),
            )  # fmt: skip
