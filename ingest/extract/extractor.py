"""Items -> mentions: a spaCy pipeline of small components, each of which can be tested alone.

``known`` finds the gazetteer's names; ``read`` settles with the learned reader what is named, what it is and whom it
means; then what addresses tell exactly: ``handles``, things named by ``addresses``, titles of ``works``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.extract.addresses import Handles, find_addressed
from ingest.extract.hits import hits_of
from ingest.extract.known import KnownNames
from ingest.extract.pipeline import NORM, Chinese, Doc, Language, Vocab
from ingest.extract.read import ReadNames
from ingest.extract.said import Said, said
from ingest.extract.spelled import Spellings
from ingest.extract.units import LONGEST, Sheet, Units, norm_of, sheet_of
from ingest.extract.works import find_works
from ingest.gazetteer import Gazetteer
from ingest.learned.evidence import Hit
from ingest.learned.reader import LearnedReader
from kg.model import Item, Mention

# A component writes on the sheet of a Doc.
_Component = Callable[[Sheet], None]
_MAKERS: dict[str, Callable[[Gazetteer], _Component]] = {
    "handles": Handles,
    "addresses": lambda gazetteer: find_addressed,
    "works": lambda gazetteer: find_works,
}
STEPS = ("known", "read", *_MAKERS)
_AT_ONCE = 64  # items that are read side by side

Doc.set_extension("sheet", default=None, force=True)


class NamesPipeline(Chinese):  # type: ignore[no-untyped-call]
    """A blank pipeline that its components can ask for the gazetteer.

    Parameters
    ----------
    gazetteer
        The known names.
    spellings
        See `ingest.extract.known.KnownNames`.
    """

    def __init__(
        self, gazetteer: Gazetteer, spellings: Spellings | None = None, reader: LearnedReader | None = None
    ) -> None:
        super().__init__()
        # No other attribute is asked for, and every one costs time for each new word.
        self.vocab.lex_attr_getters = {NORM: norm_of}  # type: ignore[attr-defined]
        self.gazetteer, self.spellings, self.reader = gazetteer, spellings, reader
        for name in STEPS:
            self.add_pipe(f"backissue_{name}", name=name)


@Language.factory("backissue_known")
def _known(nlp: NamesPipeline, name: str) -> Callable[[Doc], Doc]:
    """The component of known names; it alone matches on the Doc."""
    find_known = KnownNames(nlp.vocab, nlp.gazetteer, nlp.spellings)

    def run(doc: Doc) -> Doc:
        find_known(doc, doc._.sheet)
        doc._.sheet.hits = hits_of(doc._.sheet)
        return doc

    return run


@Language.factory("backissue_read")
def _read(nlp: NamesPipeline, name: str) -> ReadNames:
    """The component that reads."""
    return ReadNames(nlp.reader)


def _factory(make: Callable[[Gazetteer], _Component]) -> Callable[..., Callable[[Doc], Doc]]:
    """A spaCy factory of a component that only writes on the sheet."""

    def build(nlp: NamesPipeline, name: str) -> Callable[[Doc], Doc]:
        write = make(nlp.gazetteer)

        def run(doc: Doc) -> Doc:
            write(doc._.sheet)
            return doc

        return run

    return build


for _name, _make in _MAKERS.items():
    Language.factory(f"backissue_{_name}", func=_factory(_make))


class Extractor:
    """Finds the names in items.

    Parameters
    ----------
    gazetteer
        The known names.
    spellings
        What `ingest.extract.spelled.spelled_names` makes of them, which takes half a second; None makes it now.
    reader
        Finds names that neither the gazetteer nor a rule knows; None to do without.

    Attributes
    ----------
    nlp
        The spaCy pipeline.
    """

    def __init__(
        self, gazetteer: Gazetteer, spellings: Spellings | None = None, reader: LearnedReader | None = None
    ) -> None:
        self.nlp = NamesPipeline(gazetteer, spellings, reader)

    def extract(
        self, items: Sequence[Item], *, failed: Callable[[Item, Exception], None] | None = None
    ) -> tuple[Mention, ...]:
        """Find the names in text and opinion of each item.

        Parameters
        ----------
        items
            Any items; each is looked at alone.
        failed
            Told of an item on which a rule fails: a bug of ours that costs the names of that item alone. Without it
            such an error is raised.

        Returns
        -------
        tuple of Mention
            By item, field and place; unresolved (`entity` is empty).
        """
        return tuple(mention for says in self.each(items, failed=failed) for mention in says.mentions)

    def each(self, items: Sequence[Item], *, failed: Callable[[Item, Exception], None] | None = None) -> list[Said]:
        """What each item says; otherwise as `extract`."""
        found: list[Said] = []
        for first in range(0, len(items), _AT_ONCE):
            some = items[first : first + _AT_ONCE]
            try:
                found += self._said(some)
            except Exception:
                if failed is None:
                    raise
                found += [self._bounded(item, failed) for item in some]
        return found

    def _bounded(self, item: Item, failed: Callable[[Item, Exception], None]) -> Said:
        """What one item says; nothing where finding it out fails."""
        try:
            return self._said([item])[0]
        except Exception as error:
            failed(item, error)
            return Said()

    def known(self, item: Item) -> tuple[Hit, ...]:
        """The known names in an item, before any of them is doubted."""
        doc = self._doc(item)
        self.nlp.get_pipe("known")(doc)
        hits: tuple[Hit, ...] = doc._.sheet.hits
        return hits

    def _said(self, items: Sequence[Item]) -> list[Said]:
        """What some items say."""
        docs = self.nlp.pipe([self._doc(item) for item in items], batch_size=_AT_ONCE)
        sheets: list[Sheet] = [doc._.sheet for doc in docs]
        return [said(sheet) for sheet in sheets]

    def _doc(self, item: Item) -> Doc:
        """An item as a spaCy Doc with its sheet."""
        if len(item.text) + len(item.opinion) > LONGEST:
            item = replace(item, text=item.text[:LONGEST], opinion=item.opinion[: LONGEST - len(item.text[:LONGEST])])
        sheet = sheet_of(item)
        doc = to_doc(self.nlp.vocab, sheet.units)
        doc._.sheet = sheet
        return doc


def to_doc(vocab: Vocab, units: Units) -> Doc:
    """A spaCy Doc of one token a unit, whose NORM is the folded word."""
    following = [*units.glued[1:], True][: len(units)]
    return Doc(vocab, words=units.words, spaces=[not glued for glued in following])
