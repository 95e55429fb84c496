"""Filters of a query, written as fields or given as options: ``since:2025-10``, ``entity:OpenAI``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from kg.errors import UnknownName, UsageError
from kg.model import ENTITY_TYPES, ITEM_KINDS
from kg.search.parts import ORDERS, Knowledge, Part
from kg.text.glossary import concepts_of
from kg.text.periods import IssueNumbers, days_of, find_issues, find_periods
from kg.text.words import name_key

LONGEST_VALUE = 300  # characters of a filter; no name of a thing, section or site is longer
# What nobody sees or no database can be asked for: control characters and half characters.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def field_part(name: str, value: str, knowledge: Knowledge) -> Part:
    """The filter that ``name:value`` means.

    Raises
    ------
    UsageError, UnknownName
        As in `understand`.
    """
    if not value:
        raise UsageError(f"“{name}:” needs a value, e.g. {_EXAMPLES[name]}")
    if len(value) > LONGEST_VALUE:
        raise UsageError(
            f"“{name}:{value[:40]}…” has {len(value):,} characters; a filter takes up to {LONGEST_VALUE}, "
            f"e.g. {_EXAMPLES[name]}"
        )
    value = _UNSEEN.sub(" ", value).strip()
    return _READERS[name](value, knowledge)


def negated(part: Part) -> Part:
    """The filter that leaves out what another lets through."""
    return Part(
        f"without:{part.id}", "without", part.text, f"not {part.label}", True, part.start, part.end, negates=part
    )


def _read_day(name: Literal["since", "until"]) -> Callable[[str, Knowledge], Part]:
    """Reader of one of the two fields that take a day."""

    def read(value: str, knowledge: Knowledge) -> Part:
        days = days_of(value)
        if not days:
            periods = find_periods(value, knowledge.newest)
            if len(periods) != 1 or (periods[0].start, periods[0].end) != (0, len(value)):
                raise UsageError(f"“{name}:{value}” is not a time; write it as {_EXAMPLES[name]}")
            days = (periods[0].since, periods[0].until)
        if name == "since":
            return Part(f"since:{days[0]}", "period", "", f"since {days[0]}", True, since=days[0])
        return Part(f"until:{days[-1]}", "period", "", f"until {days[-1]}", True, until=days[-1])

    return read


def _read_issue(value: str, knowledge: Knowledge) -> Part:
    numbers = _issue_numbers(value) or _issue_numbers(f"issue {value}")
    if numbers:
        indices = issue_indices(numbers, knowledge)
    else:
        indices = tuple(i for i, issue in enumerate(knowledge.issues()) if issue.id == value)
    if not indices:
        latest = [str(issue.number or issue.id) for issue in knowledge.issues()[-3:]]
        raise UnknownName(value, tuple(latest), "issue")
    return Part(f"issue:{value}", "issue", "", f"issue {value}", True, issues=indices)


def _issue_numbers(text: str) -> IssueNumbers | None:
    """The numbers that a text consists of; what only begins with one ("3 or 5") is none."""
    return next((found for found in find_issues(text) if (found.start, found.end) == (0, len(text))), None)


def _read_section(value: str, knowledge: Knowledge) -> Part:
    wanted = name_key(value)
    names = [name for name in knowledge.sections if name and wanted and wanted in name_key(name)]
    if not names:
        concepts = set(concepts_of(value))
        names = [name for name in knowledge.sections if concepts & set(concepts_of(name))]
    if not names:
        raise UnknownName(value, tuple(name for name in knowledge.sections if name)[:8], "section")
    return Part(f"section:{value}", "section", "", f"section {' / '.join(names)}", True, names=tuple(names))


def _read_entity(value: str, knowledge: Knowledge) -> Part:
    by_id = knowledge.index_of.get(value)
    found = named_whole(value, knowledge) if by_id is None else (by_id,)
    if not found:
        raise UnknownName(value, tuple(knowledge.names.close(value)))
    names = " / ".join(dict.fromkeys(knowledge.entities[e].name for e in found))
    return Part(f"entity={value}", "entity", "", names, True, entities=found)


def named_whole(value: str, knowledge: Knowledge, *, misspelt: bool = True) -> tuple[int, ...]:
    """Entities that go by a name, in any spelling; by one that is much like it, too, where that is wanted."""
    spotted = knowledge.names.spot(value, known=lambda _: not misspelt)
    return tuple(e for s in spotted if s.start == 0 and s.end >= len(value.rstrip()) for e in s.entities)


def _read_choice(name: Literal["type", "kind", "order"], choices: Sequence[str]) -> Callable[[str, Knowledge], Part]:
    """Reader of a field that takes one of a few words."""

    def read(value: str, knowledge: Knowledge) -> Part:
        folded = value.casefold().removesuffix("s") if value.casefold() not in choices else value.casefold()
        if folded not in choices:
            raise UsageError(f"“{name}:{value}” is none of: {', '.join(choices)}")
        return Part(f"{name}:{folded}", name, "", f"{name} {folded}", name != "order", value=folded)

    return read


def _read_site(value: str, knowledge: Knowledge) -> Part:
    wanted = re.sub(r"^(?:https?://)?(?:www\.)?", "", value.casefold()).split("/")[0]
    names = [name for name in knowledge.sites if name == wanted or name.endswith("." + wanted)]
    if not names:
        close = [name for name in knowledge.sites if wanted in name][:5]
        raise UnknownName(value, tuple(close), "linked site")
    if "/" not in re.sub(r"^https?://", "", value, flags=re.IGNORECASE).rstrip("/"):
        return Part(f"site:{wanted}", "site", "", f"links to {wanted}", True, names=tuple(names))
    part = link_part(value, knowledge)
    if part is None:
        raise UnknownName(value, tuple(names[:5]), "linked address")
    return part


def link_part(address: str, knowledge: Knowledge) -> Part | None:
    """The filter for what links to an address, whole or without its scheme; None where nothing does."""
    from kg.text.urls import canonical_url  # few queries name an address

    whole = address if re.match(r"https?://", address, re.IGNORECASE) else f"https://{address}"
    wanted = canonical_url(whole).removeprefix("https://")
    if not knowledge.linked(wanted):
        return None
    return Part(f"link:{wanted}", "link", "", f"links to {wanted}", True, value=wanted)


_EXAMPLES = {
    "since": "2025-10-01, 2025-10 or 上个月",
    "until": "2025-10-31, 2025-10 or 上周",
    "issue": "issue:7 or issue:3-5",
    "section": "section:论文",
    "entity": "entity:OpenAI",
    "type": "type:model",
    "kind": "kind:paper",
    "site": "site:arxiv.org or site:github.com/openai",
    "order": "order:new",
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
    "order": _read_choice("order", ORDERS),
}


def issue_indices(numbers: IssueNumbers, knowledge: Knowledge) -> tuple[int, ...]:
    """Indices of the issues that are meant."""
    if numbers.last <= 0:
        newest = len(knowledge.issues()) - 1
        return tuple(range(max(0, newest + numbers.first), newest + numbers.last + 1))
    return tuple(
        i for i, issue in enumerate(knowledge.issues())
        if issue.number is not None and numbers.first <= issue.number <= numbers.last
    )  # fmt: skip
