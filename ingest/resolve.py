"""Mentions -> entities: one identity over all spellings and both languages, each with the reason for it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.gazetteer import Entry, Gazetteer, slug
from kg.corrections.correction import Corrections
from kg.corrections.replay import apply_corrections
from kg.model import Entity, EntityType, Item, Mention
from kg.text.words import HAN, fingerprint, fold, name_key

_PART = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+|\d+(?:\.\d+)*|[+*]")
_VERSION_PART = re.compile(r"\d{1,3}(?:\.\d+)*")
_FAMILY_TYPES = ("model", "product")
_GUESSED = ("url", "title:subject", "read", "elsewhere")
_WORKS = ("paper", "report", "article")
# Types that a name found by its place alone may turn out to have; of several that are known the first.
_UNSETTLED: tuple[EntityType, ...] = ("model", "product", "company", "benchmark")

Known = Mapping[tuple[str, str], Entry]
"""Entries by type and key of a spelling."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is meant.

    Attributes
    ----------
    entities
        Those that are mentioned, with their families and makers; by id.
    mentions
        The mentions that name one of them, with `entity`, `reason` and `doubt`, in their old order.
    redirects
        (old id, new id) of entities that a correction renamed, retyped or merged.
    stale
        Corrections that no longer apply, in words.
    """

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    redirects: tuple[tuple[str, str], ...] = ()
    stale: tuple[str, ...] = ()


def parts_of(name: str) -> tuple[str, ...]:
    """Folded words, numbers and Han characters of a name.

    >>> parts_of("GPT‑5.1-Codex-Max")
    ('gpt', '5.1', 'codex', 'max')
    """
    return tuple(_PART.findall(fold(name)))


def version_of(parts: Sequence[str]) -> tuple[int, ...]:
    """Sort key of the first version among a name's parts, () where there is none; parameter counts are no versions.

    >>> version_of(("gpt", "5.1", "codex")), version_of(("qwen", "3", "235", "b")), version_of(("smaug", "72", "b"))
    ((5, 1), (3,), ())
    """
    for i, part in enumerate(parts):
        sized = i + 1 < len(parts) and parts[i + 1] in ("b", "m", "t", "x")
        if _VERSION_PART.fullmatch(part) and not sized:
            return tuple(int(number) for number in part.split("."))
    return ()


def resolve(
    items: Sequence[Item],
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    corrections: Corrections | None = None,
    known: Known | None = None,
) -> Resolution:
    """Give every mention its entity.

    Parameters
    ----------
    items
        The items that the mentions stand in.
    mentions
        What `ingest.extract.extractor.Extractor.extract` found.
    gazetteer
        The known names.
    corrections
        Applied at the end, over what the rules say.
    known
        What `known_names` makes of the gazetteer, which takes a while; None makes it now.

    Returns
    -------
    Resolution
        The same whatever the order of the items.
    """
    book = _Book(gazetteer, known_names(gazetteer) if known is None else known)
    settled = _settle_types(mentions, book)
    for mention in settled:
        book.note(mention)
    book.name_all()
    placed = [(mention, *book.place(mention)) for mention in settled]
    entities = book.entities((mention, entity_id) for mention, entity_id, _ in placed)
    resolved = tuple(
        replace(mention, entity=entity_id, reason=reason, name=entities[entity_id].name)
        for mention, entity_id, reason in placed
    )
    listed = tuple(entities[key] for key in sorted(entities))
    if corrections is None or not corrections.entries:
        return Resolution(listed, resolved)
    by_id = {item.id: item for item in items}
    corrected = apply_corrections(resolved, listed, corrections, item_of=by_id.get)
    mentions = corrected.mentions
    if corrections.of("name"):
        place = {id_: at for at, id_ in enumerate(by_id)}
        mentions = tuple(sorted(mentions, key=lambda m: (place[m.item_id], m.field != "text", m.start, -m.end)))
    return Resolution(corrected.entities, mentions, corrected.redirects, corrected.stale)


def known_names(gazetteer: Gazetteer) -> Known:
    """Whom each name of a gazetteer means: an entry's own name comes first, then aliases, then words in any order."""
    known: dict[tuple[str, str], Entry] = {}
    for entry in gazetteer.entries:
        known.setdefault((entry.type, name_key(entry.name)), entry)
    for entry in gazetteer.entries:
        for alias in entry.aliases:
            known.setdefault((entry.type, name_key(alias)), entry)
    for entry in gazetteer.entries:
        if entry.type in _FAMILY_TYPES:
            for alias in entry.aliases:
                known.setdefault((entry.type, _jumbled(alias)), entry)
    return known


class _Book:
    """The entities met so far, by key; the gazetteer's stand in it from the start."""

    def __init__(self, gazetteer: Gazetteer, known: Known) -> None:
        self.gazetteer = gazetteer
        self._known = known
        self._urls: dict[tuple[str, str], tuple[str, str]] = {}
        self._ids: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._by_parts: dict[tuple[str, tuple[str, ...]], str] = {}

    def known(self, kind: str, name: str) -> Entry | None:
        """The gazetteer's entry of that type and name."""
        return self._known.get((kind, name_key(name))) or (
            self._known.get((kind, _jumbled(name))) if kind in _FAMILY_TYPES else None
        )

    def note(self, mention: Mention) -> None:
        """Take a mention of something unknown into account; `name_all` ends this."""
        if self.known(mention.type, mention.name) is None:
            self._names[self._key(mention)][mention.name] += 1

    def _key(self, mention: Mention) -> tuple[str, str]:
        """What mentions of one unknown thing share: works their address, models and products their words."""
        if mention.type in _FAMILY_TYPES:
            return mention.type, _jumbled(mention.name)
        key = (mention.type, name_key(mention.name))
        if mention.type in _WORKS and mention.url:
            return self._urls.setdefault((mention.type, mention.url), key)
        return key

    def name_all(self) -> None:
        """Give every unknown thing its name and id; from here on they are fixed."""
        taken = set(self.gazetteer.by_id)
        for key in sorted(self._names):
            name = self._best_name(key)
            entity_id = f"{key[0]}:{slug(name)[:80].strip('-')}"
            if entity_id in taken:
                entity_id += "-" + fingerprint(key[1], size=2)
            taken.add(entity_id)
            self._ids[key] = entity_id
            if key[0] in _FAMILY_TYPES:
                self._by_parts[(key[0], tuple(sorted(parts_of(name))))] = entity_id

    def place(self, mention: Mention) -> tuple[str, str]:
        """Entity id of a mention and the reason."""
        entry = self.known(mention.type, mention.name)
        if entry is not None:
            return entry.id, self._reason(mention, entry)
        key = self._key(mention)
        if mention.type in _WORKS and mention.url and key[1] != name_key(mention.name):
            return self._ids[key], "same url"
        same = name_key(mention.surface) == name_key(self._best_name(key))
        return self._ids[key], "name" if same else "normalised form"

    def _reason(self, mention: Mention, entry: Entry) -> str:
        """Why a mention is this known entity."""
        surface = name_key(mention.surface)
        if surface == name_key(entry.name):
            return "name"
        if any(surface == name_key(alias) for alias in entry.aliases):
            return "alias"
        if any(surface == name_key(alias) for alias in entry.weak):
            return "alias, in context"
        return "normalised form"

    def entities(self, placed: Iterable[tuple[Mention, str]]) -> dict[str, Entity]:
        """All entities that the mentions name, with the families and makers that they lead to."""
        surfaces: dict[str, Counter[str]] = defaultdict(Counter)
        urls: dict[str, set[str]] = defaultdict(set)
        for mention, entity_id in placed:
            surfaces[entity_id][re.sub(r"\s+", " ", mention.surface)] += 1
            if mention.url:
                urls[entity_id].add(mention.url)
        unknown = {entity_id: key for key, entity_id in self._ids.items()}
        made: dict[str, Entity] = {}
        todo = sorted(surfaces)
        while todo:
            entity_id = todo.pop()
            if entity_id in made:
                continue
            entry = self.gazetteer.by_id.get(entity_id)
            entity = self._known_entity(entry) if entry else self._unknown(entity_id, *unknown[entity_id])
            seen = [text for text, _ in sorted(surfaces[entity_id].items(), key=lambda pair: (-pair[1], pair[0]))]
            aliases = tuple(dict.fromkeys([entity.name, *entity.aliases, *seen]))
            made[entity_id] = replace(entity, aliases=aliases, urls=(*entity.urls, *sorted(urls[entity_id])))
            todo += [other for other in (entity.maker, entity.family) if other and other not in made]
        return made

    def _known_entity(self, entry: Entry) -> Entity:
        """The entity of a gazetteer entry."""
        versioned = entry.type in _FAMILY_TYPES
        nearest = self._family(entry.type, entry.name, entry.id) if versioned else ""
        above = self.gazetteer.by_id.get(nearest)
        while above is not None and entry.family and above.id != entry.family:
            above = self.gazetteer.by_id.get(above.family)
        family = entry.family if above is None else nearest
        return Entity(
            id=entry.id,
            type=entry.type,
            name=entry.name,
            aliases=entry.spellings,
            maker=entry.maker,
            family=family,
            version=version_of(parts_of(entry.name)) if versioned else (),
            known=True,
            urls=tuple(f"https://{domain}" for domain in entry.domains),
        )

    def _best_name(self, key: tuple[str, str]) -> str:
        """The spelling that is written most, then the longest."""
        return min(self._names[key].items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))[0]

    def _unknown(self, entity_id: str, kind: str, key: str) -> Entity:
        """An entity that the gazetteer does not have; its maker is its family's, or the company of its name."""
        name = self._best_name((kind, key))
        versioned = kind in _FAMILY_TYPES
        family = self._family(kind, name, entity_id) if versioned else ""
        maker, above = "", self.gazetteer.by_id.get(family)
        while above is not None and not maker:
            maker, above = above.maker, self.gazetteer.by_id.get(above.family)
        if versioned and not maker and (company := self.known("company", name)):
            maker = company.id
        version = version_of(parts_of(name)) if versioned else ()
        return Entity(entity_id, kind, name, (name,), maker, family, version)  # type: ignore[arg-type]

    def _family(self, kind: str, name: str, own: str) -> str:
        """Id of the nearest known or mentioned entity that `name` is a version or variant of."""
        parts = list(parts_of(name))
        for length in range(len(parts), 0, -1):
            for prefix in _shorter(parts[:length]):
                entry = self._known.get((kind, "\x00".join(sorted(prefix)))) or self._known.get((kind, "".join(prefix)))
                found = entry.id if entry else self._by_parts.get((kind, tuple(sorted(prefix))))
                if found and found != own:
                    return found
        return ""


def _shorter(prefix: list[str]) -> Iterator[list[str]]:
    """A prefix itself, then the same with its version cut to the major one: GPT-5.1-Codex, then GPT-5-Codex."""
    yield prefix
    cut = [part.split(".")[0] if re.fullmatch(r"\d+\.\d+(?:\.\d+)*", part) else part for part in prefix]
    if cut != prefix:
        yield cut


def _jumbled(name: str) -> str:
    """Key that does not heed the order of words: "Claude 4.5 Sonnet" is "Claude Sonnet 4.5"."""
    return "\x00".join(sorted(parts_of(name)))


def _settle_types(mentions: Sequence[Mention], book: _Book) -> list[Mention]:
    """Guessed types give way to a type that the gazetteer or a surer mention has for the name."""
    sure: dict[str, Counter[EntityType]] = defaultdict(Counter)
    guesses: dict[str, Counter[EntityType]] = defaultdict(Counter)
    for mention in mentions:
        guessed = mention.rule.startswith(_GUESSED)
        (guesses if guessed else sure)[_jumbled(mention.name)][mention.type] += 1
    settled = []
    for mention in mentions:
        if mention.rule.startswith(_GUESSED) and mention.type in _UNSETTLED:
            key = _jumbled(mention.name)
            kind = _settled_type(mention, book, sure.get(key), guesses[key])
            if kind != mention.type:
                entry = book.known(kind, mention.name)
                mention = replace(mention, type=kind, name=entry.name if entry else mention.name)
        settled.append(mention)
    return settled


def _settled_type(
    mention: Mention, book: _Book, sure: Counter[EntityType] | None, guesses: Counter[EntityType]
) -> EntityType:
    """The type of a guessed mention: the gazetteer's, else that of surer mentions, else the commonest guess."""
    known = [kind for kind in _UNSETTLED if book.known(kind, mention.name)]
    if known:
        return mention.type if mention.type in known else known[0]
    if sure:
        return _commonest(sure)
    return mention.type if mention.type == "company" else _commonest(guesses)


def _commonest(types: Counter[EntityType]) -> EntityType:
    """The type that is counted most; the alphabet breaks ties."""
    return min(types, key=lambda kind: (-types[kind], kind))
