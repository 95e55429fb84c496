"""Many short texts in two arrays, so that they can lie in a file and be looked at without being read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Strings(Sequence[str]):
    """Texts one after another, as UTF-8.

    Parameters
    ----------
    raw
        All of them, uint8.
    ends
        Where each ends, int64, shape (n + 1,), the first of them 0.

    Examples
    --------
    >>> texts = Strings.of(["灯塔", "", "kite"])
    >>> texts[0], texts[2], len(texts), list(texts)
    ('灯塔', 'kite', 3, ['灯塔', '', 'kite'])
    """

    __slots__ = ("_ends", "_raw")

    def __init__(self, raw: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._raw, self._ends = raw.data, ends.data  # quicker than arrays, one element at a time

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        """Pack texts."""
        parts = [text.encode() for text in texts]
        return cls(
            np.frombuffer(b"".join(parts), np.uint8), np.fromiter(accumulate(map(len, parts), initial=0), np.int64)
        )

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Strings:
        """Those that `arrays` gave under a name."""
        return cls(arrays[name], arrays[f"{name}_ends"])

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The two arrays, to be written under a name."""
        return {name: np.asarray(self._raw), f"{name}_ends": np.asarray(self._ends)}

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        """A text, or some."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return str(self.raw(range(len(self))[index]), "utf-8")

    def __iter__(self) -> Iterator[str]:
        ends = self._ends.tolist()
        return (str(self._raw[start:end], "utf-8") for start, end in pairwise(ends))

    def raw(self, index: int) -> bytes:
        """A text as UTF-8."""
        return bytes(self._raw[self._ends[index] : self._ends[index + 1]])


class Places(Mapping[str, int]):
    """Where each of distinct texts stands.

    Parameters
    ----------
    order
        Their indices by rising UTF-8, int32, shape (n,).

    Examples
    --------
    >>> texts = Strings.of(["kite", "灯塔", "acme"])
    >>> places = Places(texts, rising(texts))
    >>> places["灯塔"], places.get("zebra")
    (1, None)
    """

    def __init__(self, texts: Strings, order: NDArray[np.int32]) -> None:
        self._texts, self._order = texts, order.data

    def __getitem__(self, text: str) -> int:
        wanted = text.encode("utf-8", "replace")
        at = bisect_left(self._order, wanted, key=self._texts.raw)
        if at < len(self._order) and self._texts.raw(self._order[at]) == wanted:
            return int(self._order[at])
        raise KeyError(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def rising(texts: Strings) -> NDArray[np.int32]:
    """Indices of texts by rising UTF-8."""
    return np.array(sorted(range(len(texts)), key=texts.raw), np.int32)
