"""Words of Chinese texts, found without a dictionary: stretches that return, and that end where words do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kg.text.words import HAN_RUN

_LONGEST = 5  # characters of a word
_EDGES = frozenset(
    "的了是在和与为也就都将被把这那其中个们着过到从对于以而及或等各每但却又还再已可能会要让使用由向给"
    "有无不没很更最之则并且如若因所一二三四五六七八九十两几多少上下前后内外里间年月日周期号第我你他她它谁"
    "来去出入起做成作说称据约近达超新首次后款项种类家位名名台亿万千百元本该此某"
)


class Ties:
    """How often characters stand side by side: an edge of a word is where that is rarer than within it.

    Parameters
    ----------
    texts
        Where they are counted.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs = Counter(pair for text in texts for run in HAN_RUN.findall(text) for pair in pairwise(run))

    def ends_well(self, run: str, start: int, stop: int) -> tuple[bool, bool]:
        """Whether a word may begin and end here: its outer characters go with those inside rather than those outside.

        >>> Ties(["视频编辑", "音频编辑", "视频", "视频", "编辑"]).ends_well("视频编辑", 1, 4)
        (False, True)
        """
        begins = start == 0 or self._often(run, start - 1) <= self._often(run, start)
        ends = stop == len(run) or self._often(run, stop - 1) <= self._often(run, stop - 2)
        return begins, ends

    def _often(self, run: str, at: int) -> int:
        """How often two characters that stand together there do so anywhere."""
        return self._pairs[run[at], run[at + 1]]


def han_words(texts: Sequence[str], least: int, ties: Ties) -> dict[str, list[int]]:
    """Stretches of Han characters that several texts share, and which; parts of longer ones are left out.

    A stretch that mostly stands inside a longer word (频编辑 in 视频编辑 and 音频编辑) is no word either.
    """
    holds: dict[str, list[int]] = {}
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    often_at_all: Counter[str] = Counter()
    for place, text in enumerate(texts):
        for run in HAN_RUN.findall(text):
            for gram, start in _parts(run, _LONGEST):
                places = holds.setdefault(gram, [])
                if places[-1:] != [place]:
                    places.append(place)
                well = ties.ends_well(run, start, start + len(gram))
                begins[gram] += well[0]
                ends[gram] += well[1]
                often_at_all[gram] += 1
    often = {gram: places for gram, places in holds.items() if len(places) >= least}
    whole = {
        gram
        for gram in often
        if gram[0] not in _EDGES and gram[-1] not in _EDGES and 2 * min(begins[gram], ends[gram]) >= often_at_all[gram]
    }
    parts = {
        part
        for longer in whole
        for part, _ in _parts(longer, len(longer) - 1)
        if len(often[longer]) >= 0.7 * len(often[part])
    }
    return {gram: often[gram] for gram in sorted(whole - parts)}


def _parts(run: str, longest: int) -> Iterator[tuple[str, int]]:
    """Stretches of two up to so many characters of a run, and where each begins."""
    for size in range(2, longest + 1):
        for start in range(len(run) - size + 1):
            yield run[start : start + size], start
