"""How well the heads read texts that they were not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from ingest.learn.labels import Labelled
from ingest.learned.reader import Reading
from ingest.learned.tags import NAMES, WORKS
from kg.evaluate.scores import Score
from kg.model import MUTUAL, PREDICATES
from kg.text.words import name_key

Facts = frozenset[tuple[str, ...]]


def compared(facts: Iterable[tuple[Facts, Facts]]) -> Score:
    """What is right and what was found, item by item."""
    score = Score()
    for gold, found in facts:
        score += Score(len(gold & found), len(found - gold), len(gold - found))
    return score


def figures(
    texts: Sequence[Labelled], readings: Sequence[Reading], known: Collection[str], *, likely: float = 0.5
) -> dict[str, Score]:
    """Names, works, relations and events of some texts against their labels.

    A name counts once an item, by its spelling and type; a relation by the spellings of both, those that the text
    denies left out; of relations that go both ways either direction is right.

    Parameters
    ----------
    known
        Keys (`kg.text.words.name_key`) of the gazetteer's spellings: names without are ``new``.
    likely
        How likely a relation or an event must be.
    """

    def names(kinds: Collection[str], *, new: bool = False) -> Iterator[tuple[Facts, Facts]]:
        for text, reading in zip(texts, readings, strict=True):
            gold = _keys(
                (text.text[start:end], kind) for start, end, kind in (*text.names, *text.works) if kind in kinds
            )
            said = _keys((text.text[span.start : span.end], span.type) for span in reading.spans if span.type in kinds)
            yield (_new(gold, known), _new(said, known)) if new else (gold, said)

    def relations(predicates: Collection[str]) -> Iterator[tuple[Facts, Facts]]:
        for text, reading in zip(texts, readings, strict=True):
            gold, said = _relations(text), _claims(text, reading, likely)
            yield _told(gold, predicates), _told(said, predicates)

    def events() -> Iterator[tuple[Facts, Facts]]:
        for text, reading in zip(texts, readings, strict=True):
            gold = frozenset((name_key(name), kind) for name, kind in text.events)
            yield gold, frozenset((_key(text, reading, n.span), n.kind) for n in reading.news if n.sure >= likely)

    found = {
        "names": compared(names(NAMES)),
        "new names": compared(names(NAMES, new=True)),
        "new names, any type": compared((_bare(gold), _bare(said)) for gold, said in names(NAMES, new=True)),
    }
    found |= {f"· {kind}": compared(names((kind,))) for kind in NAMES}
    found |= {"works": compared(names(WORKS)), "relations": compared(relations(PREDICATES))}
    found |= {f"· {predicate}": compared(relations((predicate,))) for predicate in PREDICATES}
    found["events"] = compared(events())
    return found


def _keys(names: Iterable[tuple[str, str]]) -> Facts:
    """Names by key and type."""
    return frozenset((name_key(name), kind) for name, kind in names)


def _new(names: Facts, known: Collection[str]) -> Facts:
    """Those that the gazetteer has not."""
    return frozenset(name for name in names if name[0] not in known)


def _bare(names: Facts) -> Facts:
    """Without their types."""
    return frozenset((name,) for name, _ in names)


def _key(text: Labelled, reading: Reading, span: int) -> str:
    """Key of a span's spelling."""
    return name_key(text.text[reading.spans[span].start : reading.spans[span].end])


def _fact(predicate: str, one: str, other: str) -> tuple[str, ...]:
    """A relation, the same from either side where it goes both ways."""
    return (predicate, *(sorted((one, other)) if predicate in MUTUAL else (one, other)))


def _told(relations: Facts, predicates: Collection[str]) -> Facts:
    """Those of some predicates."""
    return frozenset(one for one in relations if one[0] in predicates)


def _relations(text: Labelled) -> Facts:
    """Those that are labelled."""
    return frozenset(
        _fact(predicate, name_key(one), name_key(other))
        for one, predicate, other, certain in text.relations
        if certain != "negated"
    )


def _claims(text: Labelled, reading: Reading, likely: float) -> Facts:
    """Those that were read."""
    return frozenset(
        _fact(claim.predicate, _key(text, reading, claim.subject), _key(text, reading, claim.object))
        for claim in reading.claims
        if claim.sure >= likely and claim.certainty != "negated"
    )


def commonest_errors(
    texts: Sequence[Labelled], readings: Sequence[Reading], *, most: int = 10
) -> list[tuple[str, int]]:
    """What goes wrong with names most often, by kind of error and how often."""
    errors: Counter[str] = Counter()
    for text, reading in zip(texts, readings, strict=True):
        gold = {(start, end): kind for start, end, kind in text.names}
        said = {(span.start, span.end): span.type for span in reading.spans if span.type in NAMES}
        for place, kind in gold.items():
            if place in said and said[place] != kind:
                errors[f"{kind} taken for {said[place]}"] += 1
            elif place not in said:
                over = any(start < place[1] and place[0] < end for start, end in said)
                errors[f"{kind} with other edges" if over else f"{kind} missed"] += 1
        for place, kind in said.items():
            if not any(start < place[1] and place[0] < end for start, end in gold):
                errors[f"no name taken for {kind}"] += 1
    return errors.most_common(most)
