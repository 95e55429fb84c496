"""What one correction would change in an archive as it stands, before it is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.corrections.correction import Correction, Corrections
from kg.corrections.replay import apply_corrections
from kg.model import Entity, Item, Mention
from kg.text.words import sentence_spans

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What one correction would change.

    Attributes
    ----------
    mentions, items
        How many mentions change, and in how many items.
    entities
        How many entities there are more (or, below 0, fewer) afterwards.
    samples
        Up to five sentences with such a mention, each once.
    stale
        Why it would not apply, "" where it does.
    """

    mentions: int
    items: int
    entities: int
    samples: tuple[str, ...]
    stale: str = ""


def preview(
    correction: Correction,
    *,
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    item_of: Callable[[str], Item],
) -> Preview:
    """Say what `correction` would change in an archive as it stands.

    Parameters
    ----------
    mentions, entities
        Those of every entity that the correction speaks of; more do no harm.
    item_of
        Gives an item by its id; asked for a few.
    """
    after = apply_corrections(mentions, entities, Corrections((correction,)), item_of=item_of)
    kept = {_place(mention): mention for mention in after.mentions}
    there = {_place(mention) for mention in mentions}
    names = {entity.id: entity.name for entity in entities}
    names_after = {entity.id: entity.name for entity in after.entities}
    changed = [
        mention
        for mention in mentions
        if (now := kept.get(_place(mention))) is None
        or now.entity != mention.entity
        or names_after.get(now.entity) != names.get(mention.entity)
        or now.doubt != mention.doubt
        or now.news != mention.news
    ]
    changed += [mention for mention in after.mentions if _place(mention) not in there]
    wanted = {mention.item_id for mention in changed}
    samples: dict[str, None] = {}
    for mention in changed:
        if len(samples) == SAMPLES:
            break
        samples[_sentence(item_of(mention.item_id), mention)] = None
    return Preview(len(changed), len(wanted), len(after.entities) - len(entities), tuple(samples), "".join(after.stale))


def _place(mention: Mention) -> tuple[str, str, int, int, str, str]:
    """Where a mention stands, and what found it: a product and an article may be named by the same words."""
    return mention.item_id, mention.field, mention.start, mention.end, mention.surface, mention.rule


def _sentence(item: Item, mention: Mention) -> str:
    """The sentence that a mention stands in."""
    text = item.field(mention.field)
    # A window keeps this short on an item of a megabyte.
    low, high = max(0, mention.start - 400), mention.end + 400
    for start, end in sentence_spans(text[low:high]):
        if start <= mention.start - low < end:
            return text[low:high][start:end]
    return mention.surface
