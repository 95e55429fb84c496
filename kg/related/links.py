"""Which addresses items share, and which of them say nothing because they stand everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.store.arrays import Arrays
from kg.store.derived import read_derived
from kg.store.postings import postings
from kg.store.reader import Reader
from kg.store.traces import address_at, first_row_of, link_rows
from kg.text.sites import site

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model import Issue

    Bools = NDArray[np.bool_]
    Integers = NDArray[np.int32]

NAME = "links"
_OFTEN, _OFTEN_ISSUES = 1 / 3, 3  # an address in more issues than this share, and so many, is part of the furniture
_HOME = frozenset({"github.com", "x.com", "arxiv.org", "youtube.com", "huggingface.co", "medium.com", "substack.com"})


class LinkIndex:
    """Addresses of the items of an archive, as the build has worked them out. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._store = reader.store
        self._arrays = read_derived(reader.generation, NAME)

    @cached_property
    def _own_sites(self) -> frozenset[str]:
        return _own_sites(self._store.issues)

    def is_boilerplate(self, address: str) -> bool:
        """Whether an address says nothing about an item: it stands in most issues, or on the newsletter's own site."""
        code = self._code(address)
        return site(address) in self._own_sites if code is None else bool(self._arrays["furniture"][code])

    def address(self, link: int) -> str:
        """The canonical address of that index."""
        return address_at(self._store, int(self._arrays["rows"][link]))

    def known(self, addresses: Iterable[str]) -> frozenset[int]:
        """Indices of those addresses that the archive has and that say something."""
        codes = (self._code(address) for address in addresses)
        return frozenset(code for code in codes if code is not None and not self._arrays["furniture"][code])

    def of(self, item: int) -> frozenset[int]:
        """Telling addresses of one item."""
        return frozenset(self._part("telling", item).tolist())

    def items(self, link: int) -> Integers:
        """Items that link to an address, rising; none where it is boilerplate."""
        return self._part("items", link)

    def telling(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """All pairs of an item and a telling address of it: two arrays of shape (pairs,)."""
        counts = np.diff(self._arrays["telling_offsets"])
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts), self._arrays["telling"]

    def _part(self, name: str, index: int) -> Integers:
        """One list of many."""
        start, end = self._arrays[f"{name}_offsets"][index : index + 2].tolist()
        part: Integers = self._arrays[name][start:end]
        return part

    def _code(self, address: str) -> int | None:
        """Index of an address, None where no item links to it."""
        row = first_row_of(self._store, address)
        return None if row is None else int(np.searchsorted(self._arrays["rows"], row))


def work_out_links(reader: Reader) -> Mapping[str, NDArray[Any]]:
    """What `LinkIndex` reads.

    Returns
    -------
    rows
        First row of each address in the database, rising; an address is known by its place here.
    furniture
        Whether it says nothing.
    telling, telling_offsets
        Addresses of each item that say something, rising: those of item i from ``telling_offsets[i]`` on.
    items, items_offsets
        The same by address.
    """
    rows = link_rows(reader.store)
    codes: dict[str, int] = {}
    first: list[int] = []
    values = np.zeros(len(rows), np.int32)
    for place, (_, address, row) in enumerate(rows):
        if address not in codes:
            codes[address] = len(first)
            first.append(row)
        values[place] = codes[address]
    owners = np.fromiter((item for item, _, _ in rows), np.int32, len(rows))
    issues = reader.store.issues
    own = _own_sites(issues)
    furniture = np.fromiter((site(address) in own for address in codes), bool, len(codes))
    furniture |= _frequent(issues, reader.once(Arrays).issues[owners], values, len(codes))
    keep = ~furniture[values]
    lists = postings(owners[keep], values[keep], np.ones(int(keep.sum()), np.float32), len(reader.once(Arrays)))
    turned = lists.turned(len(codes))
    return {
        "rows": np.array(first, np.int64), "furniture": furniture,
        "telling": lists.values, "telling_offsets": lists.offsets,
        "items": turned.values, "items_offsets": turned.offsets,
    }  # fmt: skip


def _own_sites(issues: Sequence[Issue]) -> frozenset[str]:
    """Sites that the newsletters themselves stand on."""
    return frozenset({site(issue.permalink) for issue in issues} - {""} - _HOME)


def _frequent(issues: Sequence[Issue], issue: Integers, link: Integers, count: int) -> Bools:
    """Which of so many addresses stand in more than a third of a newsletter's issues, and at least three.

    Parameters
    ----------
    issue, link
        Index of the issue and of the address for each link, shape (links,).
    """
    codes = {name: code for code, name in enumerate(dict.fromkeys(each.series for each in issues))}
    series = np.array([codes[each.series] for each in issues], np.int64)
    pairs = np.unique(link.astype(np.int64) * max(1, len(issues)) + issue)
    links, where = np.divmod(pairs, max(1, len(issues)))
    often = np.zeros(count, bool)
    for code in codes.values():
        counts = np.bincount(links[series[where] == code], minlength=count)
        often |= counts > max(_OFTEN_ISSUES - 1, int((series == code).sum()) * _OFTEN)
    return often
