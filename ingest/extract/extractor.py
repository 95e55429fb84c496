"""Items -> mentions: a spaCy pipeline of small components, each of which can be tested alone.

``known`` names; ``grammar`` of names; ``context``: which doubtful ones count; ``readings``: which of several things is
meant; the ``same`` thing by a shorter name; then what only its place tells: ``handles``, ``addresses``, ``releases``,
``lists``, ``people``, titles of ``works``; at last names ``inner`` to others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import spacy
from spacy.attrs import NORM  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc

from ingest.extract.addresses import Handles, find_addressed
from ingest.extract.context import Context
from ingest.extract.grammar import NameGrammar
from ingest.extract.inner import InnerNames
from ingest.extract.known import KnownNames
from ingest.extract.lists import Lists
from ingest.extract.people import People
from ingest.extract.readings import Readings
from ingest.extract.release import find_released
from ingest.extract.same import SameThing
from ingest.extract.units import Find, Scene, norm_of, scene_of, to_doc
from ingest.extract.works import find_works
from ingest.gazetteer import Gazetteer
from kg.model import Item, Mention

_SCENE = "scene"


class Step:
    """A pipeline component: runs one function on the Doc and its scene."""

    def __init__(self) -> None:
        self.run: Callable[[Doc, Scene], None] = lambda doc, scene: None

    def __call__(self, doc: Doc) -> Doc:
        """Run on one Doc, as spaCy wants it."""
        self.run(doc, doc.user_data[_SCENE])
        return doc


@Language.factory("backissue_step")
def _make_step(nlp: Language, name: str) -> Step:
    """An empty step; the extractor tells it what to run."""
    return Step()


def _on_scene(run: Callable[[Scene], None]) -> Callable[[Doc, Scene], None]:
    """A function of the scene alone, as a step runs it."""
    return lambda doc, scene: run(scene)


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
        # No other attribute is asked for, and every one costs time for each new word.
        self.nlp.vocab.lex_attr_getters = {NORM: norm_of}  # type: ignore[attr-defined]
        self.nlp.max_length = 1 << 31
        steps: tuple[tuple[str, Callable[[Doc, Scene], None]], ...] = (
            ("known", KnownNames(self.nlp.vocab, gazetteer)),
            ("grammar", _on_scene(NameGrammar(gazetteer))),
            ("context", _on_scene(Context(gazetteer))),
            ("readings", _on_scene(Readings(gazetteer))),
            ("same", _on_scene(SameThing(gazetteer))),
            ("handles", _on_scene(Handles(gazetteer))),
            ("addresses", _on_scene(find_addressed)),
            ("releases", _on_scene(find_released)),
            ("lists", _on_scene(Lists(gazetteer))),
            ("people", _on_scene(People(gazetteer))),
            ("works", _on_scene(find_works)),
            ("inner", _on_scene(InnerNames(gazetteer))),
        )
        for name, run in steps:
            step = self.nlp.add_pipe("backissue_step", name=name)
            assert isinstance(step, Step)
            step.run = run

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
