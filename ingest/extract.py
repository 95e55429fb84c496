"""Items -> mentions: a spaCy pipeline of small components, each of which can be tested alone.

``known`` names, ``grammar`` of names, ``context`` (which doubtful ones count), ``readings`` (which of several things
is meant), ``same`` thing by a shorter name, then what only its place tells: ``addresses``, ``releases``, ``people``, titles of ``works``, and names
``inner`` to others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc

from ingest.extract_context import Context
from ingest.extract_inner import InnerNames
from ingest.extract_known import KnownNames
from ingest.extract_names import NameGrammar
from ingest.extract_lists import Lists
from ingest.extract_people import People
from ingest.extract_readings import Readings
from ingest.extract_release import find_released
from ingest.extract_same import SameThing
from ingest.extract_tokens import Find, Scene, norm_of, scene_of, to_doc
from ingest.extract_urls import Handles, find_addressed
from ingest.extract_works import find_works
from ingest.gazetteer import Gazetteer
from kg.model import Item, Mention

_SCENE = "scene"


class Step:
    """A pipeline component that works on the Doc's scene."""

    def __init__(self) -> None:
        self.run: Callable[[Scene], None] = lambda scene: None

    def __call__(self, doc: Doc) -> Doc:
        self.run(doc.user_data[_SCENE])
        return doc


class KnownStep(Step):
    """The component that matches on the Doc itself."""

    names: KnownNames

    def __call__(self, doc: Doc) -> Doc:
        self.names(doc, doc.user_data[_SCENE])
        return doc


@Language.factory("backissue_step")
def _make_step(nlp: Language, name: str) -> Step:
    """An empty step; the extractor tells it what to run."""
    return Step()


@Language.factory("backissue_known")
def _make_known(nlp: Language, name: str) -> KnownStep:
    """An empty step; the extractor gives it the names."""
    return KnownStep()


class Extractor:
    """Finds the names in items.

    Parameters
    ----------
    gazetteer
        The known names; building the matcher takes about half a second, so keep the extractor.

    Attributes
    ----------
    nlp
        The spaCy pipeline.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.nlp = spacy.blank("zh")
        self.nlp.vocab.lex_attr_getters = {NORM: norm_of}
        self.nlp.max_length = 1 << 31
        self.nlp.add_pipe("backissue_known", name="known").names = KnownNames(self.nlp.vocab, gazetteer)
        steps: tuple[tuple[str, Callable[[Scene], None]], ...] = (
            ("grammar", NameGrammar(gazetteer)),
            ("context", Context(gazetteer)),
            ("readings", Readings(gazetteer)),
            ("same", SameThing(gazetteer)),
            ("handles", Handles(gazetteer)),
            ("addresses", find_addressed),
            ("releases", find_released),
            ("lists", Lists(gazetteer)),
            ("people", People(gazetteer)),
            ("works", find_works),
            ("inner", InnerNames(gazetteer)),
        )
        for name, run in steps:
            self.nlp.add_pipe("backissue_step", name=name).run = run

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
        """Mentions of one item."""
        scene = scene_of(item)
        doc = to_doc(self.nlp.vocab, scene.units)
        doc.user_data[_SCENE] = scene
        self.nlp(doc)
        return [_mention(scene, find) for find in scene.finds]


def _mention(scene: Scene, find: Find) -> Mention:
    """A find as a mention of its item."""
    field, start, end = scene.place(find)
    surface = scene.item.field(field)[start:end]
    return Mention(
        scene.item.id, field, start, end, surface, find.type, find.name, find.rule, doubt=find.doubt, url=find.url
    )
