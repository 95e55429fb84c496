"""Items -> mentions: a spaCy pipeline of small components, each of which can be tested alone.

Order: known names, name grammar, context (which readings count), then what only its place tells: addresses, released
names, people, titles of works. Where finds overlap the longest of a layer stays; titles of works lie over all others.
"""

from __future__ import annotations

from collections.abc import Sequence

import spacy
from spacy.attrs import NORM

from ingest.extract_context import Context
from ingest.extract_known import KnownNames
from ingest.extract_names import NameGrammar
from ingest.extract_people import find_people
from ingest.extract_release import find_released
from ingest.extract_tokens import Find, Scene, longest, split_units, to_doc
from ingest.extract_urls import bare_spans, find_addressed, owners
from ingest.extract_works import find_works
from ingest.gazetteer import Gazetteer
from kg.model import Item, Mention, TextField
from kg.text import fold

_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad")
_WORKS = ("paper", "report", "article")


class Extractor:
    """Finds the names in items.

    Parameters
    ----------
    gazetteer
        The known names; building the matcher takes about half a second, so keep the extractor.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._nlp = spacy.blank("zh")
        self._nlp.vocab.lex_attr_getters[NORM] = _norm
        self._nlp.max_length = 1 << 31
        self._known = KnownNames(self._nlp.vocab, gazetteer)
        self._names = NameGrammar(gazetteer)
        self._context = Context(gazetteer)

    def extract(self, items: Sequence[Item]) -> tuple[Mention, ...]:
        """Find the names in text and opinion of each item.

        Parameters
        ----------
        items
            Any items; each is looked at alone.

        Returns
        -------
        tuple of Mention
            By item, field and place; unresolved (`entity` is empty).
        """
        return tuple(mention for item in items for mention in self._mentions(item))

    def _mentions(self, item: Item) -> list[Mention]:
        """Mentions of one item: both fields share what the item speaks of."""
        scenes = [self._scene(item, name) for name in ("text", "opinion") if item.field(name)]
        every = [find for scene in scenes for find in scene.finds]
        known = self._context.known_in(every, owners(item.links, self._gazetteer))
        mentions = []
        for scene in scenes:
            scene.known = known
            scene.finds = self._context(scene, scene.finds)
            self._add_by_place(scene)
            mentions += [_mention(scene, find) for find in scene.finds]
        return mentions

    def _scene(self, item: Item, field: TextField) -> Scene:
        """One field with its known names and what the name grammar makes of them."""
        units = split_units(item.field(field))
        links = tuple(link for link in item.links if link.field == field)
        scene = Scene(item, field, units, links, fold(units.text) if units.text.isascii() else _fold_same(units.text))
        scene.finds = self._known(to_doc(self._nlp.vocab, units), scene)
        masked = _masked(scene)
        scene.finds = [find for find in self._names(scene) if find.start not in masked]
        return scene

    def _add_by_place(self, scene: Scene) -> None:
        """Add the finds of the rules that need to know who is known."""
        masked = _masked(scene)
        addressed = find_addressed(scene)
        scene.finds = longest([*scene.finds, *addressed], rank=("gazetteer", "name", "name:list", "name:bare"))
        scene.finds = _one_each(scene.finds)
        scene.finds += [find for find in find_released(scene) if find.start not in masked]
        scene.finds += find_people(scene)
        works = find_works(scene)
        subjects = [find for find in works if find.type not in _WORKS]
        scene.finds = _one_each(longest([*scene.finds, *subjects], rank=("gazetteer", "name")))
        titles = [find for find in works if find.type in _WORKS]
        inner = [find for find in scene.finds if not _guess_inside(find, titles)]
        scene.finds = sorted([*inner, *longest(titles)], key=lambda f: (f.start, -f.end))


def _guess_inside(find: Find, titles: list[Find]) -> bool:
    """True for a name found by its place alone inside the title of a work."""
    guessed = find.rule.startswith(("release", "person"))
    return guessed and any(title.start <= find.start and find.end <= title.end for title in titles)


def _one_each(finds: list[Find]) -> list[Find]:
    """One find a stretch: the first, with the address of any other."""
    best: dict[tuple[int, int], Find] = {}
    for find in finds:
        first = best.setdefault((find.start, find.end), find)
        if first is not find and find.url and not first.url:
            first.url = find.url
    return list(best.values())


def _masked(scene: Scene) -> set[int]:
    """Units inside addresses that stand in the text."""
    masked: set[int] = set()
    for start, end in bare_spans(scene.units.text):
        masked.update(range(scene.units.at(start), scene.units.at(end - 1) + 1))
    return masked


def _mention(scene: Scene, find: Find) -> Mention:
    """A find as a mention of its item."""
    start, end = scene.char_span(find)
    surface = scene.units.text[start:end]
    return Mention(
        scene.item.id, scene.field, start, end, surface, find.type, find.name, find.rule, doubt=find.doubt, url=find.url
    )


def _fold_same(text: str) -> str:
    """Folded text of the same length: characters that grow when folded stay as they are."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one) == 1 else char for char in text for one in (fold(char),))


def _norm(word: str) -> str:
    """NORM of a unit: as `ingest.extract_tokens.split_units` folds it."""
    return "-" if word in _HYPHENS else fold(word)
