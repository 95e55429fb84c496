"""Turns in a story: what is delayed, stopped, approved, decided or done a second time is told anew."""

from __future__ import annotations

from kg.text.lexicon import lexicon


def turns_of(text: str) -> frozenset[str]:
    """Turns that a text speaks of, by their names in ``data/lexicon/turns.toml``.

    >>> sorted(turns_of("上市申请获受理，发布会推迟")), sorted(turns_of("The ruling was delayed again"))
    (['allowed', 'late'], ['decided', 'late'])
    """
    return frozenset(turn for turn, said in lexicon("turns").items() if said.pattern.search(text))
