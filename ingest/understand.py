"""What the items of an archive say: their names, who is meant, and who did what.

The names of an item depend on its text, the gazetteer and the program; its relations on whom its names mean as well.
Both are kept under a hash of just that, so that a build with one new issue reads one. The rules get to see nothing that
the hash does not cover.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.metadata import version
from itertools import chain
from typing import TypeVar

from ingest.compiled import Compiled, compiled_gazetteer
from ingest.everywhere import found_everywhere
from ingest.extract.said import Said, Told, read_news
from ingest.extract.units import LONGEST
from ingest.learned.own import OwnReader
from ingest.read.failures import in_words
from ingest.read.report import Skipped
from ingest.relate.relate import Material, materials, relate_item
from ingest.resolve import Resolution, resolve
from ingest.stages import Stages
from kg.corrections.correction import Corrections
from kg.corrections.told import apply_to_relations
from kg.model import Evidence, Issue, Item, Mention, Relation
from kg.store.cache import VectorCache
from kg.store.kept import Keep, kept_values
from kg.text.words import fingerprint

_T = TypeVar("_T")
_NAMES, _RELATIONS = "names", "relations"
_AT_ONCE = 256  # items between two reports of progress
_FAILED = b"!"  # before the words of an error; never taken from the cache


@dataclass(frozen=True, slots=True)
class Understood:
    """What the items say, which corrections no longer apply, and on which items a rule fails."""

    resolution: Resolution
    relations: tuple[Relation, ...]
    stale: tuple[str, ...]
    failures: tuple[Skipped, ...]


def understand(
    issues: Sequence[Issue],
    corrections: Corrections,
    own: OwnReader | None = None,
    *,
    program: str,
    cache: VectorCache,
    stages: Stages,
) -> Understood:
    """Mentions, entities and relations of all items.

    Parameters
    ----------
    own
        What the owner's corrections have taught the reader; None for nothing.
    program
        Digest of the code and data that decide.
    stages
        Told of ``extract``, ``resolve`` and ``relate``.

    Raises
    ------
    ArchiveError
        Where the cache cannot be read or written.
    """
    reader = _Understanding(
        [item for issue in issues for item in issue.items], corrections, own, program, cache, stages
    )
    said = found_everywhere(reader.items, reader.said())
    mentions = [mention for says in said for mention in says.mentions]
    stages.lap("extract")
    stages.begin("resolve")
    book = reader.book
    resolution = resolve(reader.items, mentions, book.gazetteer, corrections=corrections, known=book.known)
    stages.lap("resolve")
    relations, idle = apply_to_relations(
        reader.relations(said, resolution),
        corrections,
        mentions=resolution.mentions,
        redirects=dict(resolution.redirects),
        item_of={item.id: item for item in reader.items}.get,
    )
    stages.lap("relate")
    sources = {issue.id: issue.source for issue in issues}
    long = ((item, f"names are looked for in its first {LONGEST:,} characters") for item in reader.items if _long(item))
    told = (Skipped(sources[item.issue_id], *item.lines, why) for item, why in chain(long, reader.failures))
    return Understood(resolution, relations, (*resolution.stale, *idle), tuple(told))


def resolved_names(
    items: Sequence[Item], corrections: Corrections, *, program: str, cache: VectorCache, stages: Stages
) -> Resolution:
    """Whom the names of some items mean, as the program reads and resolves them before any decision but on aliases."""
    reader = _Understanding(items, corrections, None, program, cache, stages)
    said = found_everywhere(items, reader.said())
    mentions = [mention for says in said for mention in says.mentions]
    return resolve(items, mentions, reader.book.gazetteer, known=reader.book.known)


class _Understanding:
    """One run over all items; `failures` are those on which a rule fails, and what to say of them."""

    def __init__(
        self,
        items: Sequence[Item],
        corrections: Corrections,
        own: OwnReader | None,
        program: str,
        cache: VectorCache,
        stages: Stages,
    ) -> None:
        self.items = items
        self.failures: list[tuple[Item, str]] = []
        self._bare = [_bare(item) for item in items]
        self._aliases, self._own, self._cache, self._stages = corrections.aliases, own, cache, stages
        self._program = fingerprint(program, version("spacy"), sys.version, unicodedata.unidata_version)

    @cached_property
    def book(self) -> Compiled:
        """The gazetteer with the owner's aliases."""
        return compiled_gazetteer(self._aliases, program=self._program, cache=self._cache)

    def said(self) -> list[Said]:
        """What each item says, its names unresolved."""
        taught = self._own.digest if self._own else ""
        keys = [_key(_NAMES, self._program, taught, repr(self._aliases), repr(item)) for item in self._bare]

        def make(missing: Sequence[int], keep: Keep) -> None:
            from ingest.extract.extractor import Extractor  # spaCy takes a second to import
            from ingest.learned.reader import open_reader

            opened = self._own.open() if self._own else open_reader()
            extractor = Extractor(self.book.gazetteer, self.book.spellings, opened)
            for first in range(0, len(missing), _AT_ONCE):
                failed: dict[int, Exception] = {}
                some = [self._bare[place] for place in missing[first : first + _AT_ONCE]]
                told = partial(_note, {id(item): at for at, item in enumerate(some)}, failed)
                for at, said in enumerate(extractor.each(some, failed=told)):
                    keep([first + at], [_failure(failed[at]) if at in failed else _packed_said(said)])

        values = self._kept(keys, _NAMES, make)
        return [
            _said(item, value) if self._is_made(item, _NAMES, value) else Said()
            for item, value in zip(self.items, values, strict=True)
        ]

    def relations(self, said: Sequence[Said], resolution: Resolution) -> tuple[Relation, ...]:
        """Relations of all items."""
        found = list(materials(self.items, said, resolution.mentions, resolution.entities))
        told: dict[int, str] = {}  # an entity stands in many items

        def words_of(material: Material) -> Iterable[str]:
            for each in material.entities:
                if id(each) not in told:
                    told[id(each)] = repr(each)
                yield told[id(each)]

        bare = [_bare(material.item) for material in found]
        keys = [
            _key(_RELATIONS, self._program, repr(item), repr((material.mentions, material.told)), *words_of(material))
            for item, material in zip(bare, found, strict=True)
        ]

        def make(missing: Sequence[int], keep: Keep) -> None:
            for at, place in enumerate(missing):
                material = replace(found[place], item=bare[place])
                keep([at], [_tried(material, lambda each: _packed_relations(relate_item(each)))])

        values = self._kept(keys, _RELATIONS, make)
        return tuple(
            relation
            for material, value in zip(found, values, strict=True)
            if self._is_made(material.item, _RELATIONS, value)
            for relation in _relations(material.item, value)
        )

    def _kept(self, keys: Sequence[bytes], what: str, make: Callable[[Sequence[int], Keep], None]) -> list[bytes]:
        """What is kept of all items, the rest made now."""
        stage = "extract" if what is _NAMES else "relate"
        self._stages.begin(stage)
        progress = partial(self._stages.report, stage)
        values, _ = kept_values(keys, what, cache=self._cache, make=make, fits=_fits, progress=progress)
        return values

    def _is_made(self, item: Item, what: str, value: bytes) -> bool:
        """Whether no rule failed; that one did is noted."""
        if _fits(value):
            return True
        why = value.removeprefix(_FAILED).decode()
        self.failures.append((item, f"its {what} are not known: a rule fails on it ({why})"))
        return False


def _bare(item: Item) -> Item:
    """An item with no more than its names and relations depend on."""
    return replace(item, id="", issue_id="", position=0, lines=(0, 0), images=(), above=())


def _long(item: Item) -> bool:
    """Whether an item is longer than what is looked at."""
    return len(item.text) + len(item.opinion) > LONGEST


def _key(*parts: str) -> bytes:
    """Key of the user's cache."""
    return bytes.fromhex(fingerprint(*parts))


def _fits(value: bytes) -> bool:
    """Whether a value was made: it cannot be told of an error whether the next build meets it."""
    return not value.startswith(_FAILED)


def _tried(given: _T, make: Callable[[_T], bytes]) -> bytes:
    """What is made, or how a rule failed: a bug of ours that costs what one item says."""
    try:
        return make(given)
    except Exception as error:
        return _failure(error)


def _failure(error: Exception) -> bytes:
    """How a rule failed."""
    return _FAILED + in_words(error).encode("utf-8", "replace")


def _note(places: Mapping[int, int], failed: dict[int, Exception], item: Item, error: Exception) -> None:
    """Note on which item a rule fails, by its place."""
    failed[places[id(item)]] = error


def _packed_said(said: Said) -> bytes:
    """What one item says, without it."""
    names = [
        (m.field, m.start, m.end, m.surface, m.type, m.name, m.rule, m.doubt, m.url, m.news) for m in said.mentions
    ]
    return _packed((names, [(t.subject, t.predicate, t.object, t.certainty, t.doubt) for t in said.told]))


def _said(item: Item, value: bytes) -> Said:
    """What an item says, from its bytes."""
    names, told = json.loads(value)
    mentions = (
        Mention(item.id, field, start, end, surface, kind, name, rule, doubt=doubt, url=url, news=read_news(news))
        for field, start, end, surface, kind, name, rule, doubt, url, news in names
    )
    return Said(tuple(mentions), tuple(Told(*each) for each in told))


def _packed_relations(relations: Iterable[Relation]) -> bytes:
    """Relations of one item, without it."""
    return _packed(
        (
            r.subject, r.predicate, r.object, r.certainty, r.attributes, r.doubt,
            (r.evidence.field, r.evidence.start, r.evidence.end, r.evidence.sentence, r.evidence.rule),
        )
        for r in relations
    )  # fmt: skip


def _relations(item: Item, value: bytes) -> Iterable[Relation]:
    """Relations from their bytes."""
    for subject, predicate, object_, certainty, attributes, doubt, place in json.loads(value):
        named = tuple((name, said) for name, said in attributes)
        yield Relation(subject, predicate, object_, Evidence(item.id, *place), certainty, named, doubt)


def _packed(records: Iterable[object]) -> bytes:
    """Records as JSON, which keeps even half a character."""
    return json.dumps(list(records), separators=(",", ":")).encode()
