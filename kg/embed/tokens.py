"""Text to the numbers of its pieces: XLM-R's unigram tokenizer, ready in a millisecond.

A unigram tokenizer [1]_ cuts a text into the pieces of its vocabulary whose scores sum up highest (Viterbi). The usual
libraries read 250,000 pieces into memory first, which takes one to two seconds, twenty times as long as a search. Here
the pieces lie in a trie that is mapped into memory, and the few that occur in a text are looked up. The pieces are
those that the library ``tokenizers`` finds, which tests compare, and on whole archives it is as quick.

References
----------
.. [1] T. Kudo, "Subword Regularization", ACL 2018; as in XLM-R (Conneau et al., ACL 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

LONGEST = 512
"""Tokens that the model reads of a text; what comes behind is cut off."""
_START, _END = 0, 2  # numbers of <s> and </s>
_SPECIAL = frozenset({"<s>", "<pad>", "</s>", "<unk>", "<mask>"})
_SPACE = "\u2581"
_UNKNOWN_PENALTY = 10.0  # below the least score, as in SentencePiece
_MOST_WORDS = 100_000  # whose pieces are remembered
_TRIE, _NUMBERS, _SCORES, _UNKNOWN = "pieces.marisa", "pieces.numbers.npy", "pieces.scores.npy", "pieces.unknown.npy"


def write_pieces(folder: Path, pieces: Sequence[str], scores: Sequence[float], unknown: int) -> None:
    """Write a vocabulary as `Tokenizer` reads it.

    Parameters
    ----------
    pieces, scores
        By number.
    unknown
        Number of the piece for what no other covers.
    """
    from marisa_trie import Trie

    trie = Trie(piece for piece in pieces if piece not in _SPECIAL)
    numbers = np.zeros(len(trie), np.int32)
    for number, piece in enumerate(pieces):
        if piece not in _SPECIAL:
            numbers[trie.key_id(piece)] = number
    trie.save(str(folder / _TRIE))
    np.save(folder / _NUMBERS, numbers)
    np.save(folder / _SCORES, np.array(scores, np.float64)[numbers])
    np.save(folder / _UNKNOWN, np.array([unknown, min(scores) - _UNKNOWN_PENALTY], np.float64))


class Tokenizer:
    """Cuts texts into the pieces of a vocabulary; may be shared between threads.

    Parameters
    ----------
    folder
        Where `write_pieces` wrote it.

    Raises
    ------
    OSError, ValueError
        Where a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        from marisa_trie import Trie

        self._trie = Trie()
        self._trie.mmap(str(folder / _TRIE))
        self._numbers = memoryview(np.load(folder / _NUMBERS, allow_pickle=False))
        self._scores = memoryview(np.load(folder / _SCORES, allow_pickle=False))
        number, score = np.load(folder / _UNKNOWN, allow_pickle=False).tolist()
        self._unknown, self._unknown_score = int(number), float(score)
        self._word = lru_cache(maxsize=_MOST_WORDS)(self._viterbi)

    def encode(self, text: str) -> list[int]:
        """Numbers of a text's pieces between <s> and </s>, at most `LONGEST`.

        Parameters
        ----------
        text
            With single spaces, and none at the ends; in NFKC, as the vocabulary is.
        """
        found = [_START]
        for word in text.split(" ") if text else ():
            found += self._word(_SPACE + word)[0]
            if len(found) >= LONGEST:
                break
        return [*found[: LONGEST - 1], _END]

    def pieces(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Numbers of a word's pieces, and where in the word each ends (0 for one that is but the space before it).

        Parameters
        ----------
        word
            Without spaces, in NFKC.
        """
        numbers, ends = self._word(_SPACE + word)
        return numbers, tuple(end - 1 for end in ends)

    def _viterbi(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The best pieces of a word, of which the first begins with the sign for a space, and the end of each.

        Where several ways score the same, the one found first stays, as in ``tokenizers``; neighbouring unknown
        characters become one piece.
        """
        trie, numbers, scores, unknown = self._trie, self._numbers, self._scores, self._unknown
        size = len(word)
        best: list[float | None] = [None] * (size + 1)
        back: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        best[0] = 0.0
        for start in range(size):
            here = best[start]
            assert here is not None  # every character is at least unknown
            alone = False
            for piece, key in trie.iter_prefixes_with_ids(word[start:]):
                end = start + len(piece)
                alone = alone or end == start + 1
                score, known = here + scores[key], best[end]
                if known is None or score > known:
                    best[end], back[end] = score, (start, numbers[key])
            score, known = here + self._unknown_score, best[start + 1]
            if not alone and (known is None or score > known):
                best[start + 1], back[start + 1] = score, (start, unknown)
        found: list[int] = []
        ends: list[int] = []
        end = size
        while end:
            start, number = back[end]
            if number != unknown or found[-1:] != [unknown]:
                found.append(number)
                ends.append(end)
            end = start
        return tuple(reversed(found)), tuple(reversed(ends))
