"""Which addresses items share, and which of them say nothing because they stand everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.store.columns import item_links
from kg.store.sparse import Postings, postings
from kg.text.urls import site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.model import Issue
    from kg.store.database import Store

_OFTEN, _OFTEN_ISSUES = 1 / 3, 3  # an address in more issues than this share, and so many, is part of the furniture
_HOME = frozenset({"github.com", "x.com", "arxiv.org", "youtube.com", "huggingface.co", "medium.com", "substack.com"})


class LinkIndex:
    """Addresses of the items of an archive; keeps what it has read.

    Parameters
    ----------
    store
        The archive's database.
    issues
        Index of each item's issue, shape (items,).
    """

    def __init__(self, store: Store, issues: NDArray[np.int32]) -> None:
        self._store, self._issues = store, issues

    @cached_property
    def _all(self) -> tuple[Postings, tuple[str, ...]]:
        return item_links(self._store)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Canonical addresses by index."""
        return self._all[1]

    @cached_property
    def _own_sites(self) -> frozenset[str]:
        """Sites that the newsletters themselves stand on."""
        return frozenset({site(issue.permalink) for issue in self._store.issues} - {""} - _HOME)

    @cached_property
    def _frequent(self) -> frozenset[str]:
        """Addresses in more than a third of a newsletter's issues, and at least three."""
        lists, names = self._all
        all_issues: Sequence[Issue] = self._store.issues
        codes = {name: code for code, name in enumerate(dict.fromkeys(issue.series for issue in all_issues))}
        series = np.array([codes[issue.series] for issue in all_issues], np.int64)
        issues = self._issues[np.repeat(np.arange(len(self._issues)), lists.counts())].astype(np.int64)
        links, where = np.unique(np.stack([lists.values.astype(np.int64), issues]), axis=1)
        often: set[int] = set()
        for code in codes.values():
            counts = np.bincount(links[series[where] == code], minlength=len(names))
            least = max(_OFTEN_ISSUES - 1, int((series == code).sum()) * _OFTEN)
            often.update(np.flatnonzero(counts > least).tolist())
        return frozenset(names[link] for link in often)

    def is_boilerplate(self, address: str) -> bool:
        """Whether an address says nothing about an item: it stands in most issues, or on the newsletter's own site."""
        return address in self._frequent or site(address) in self._own_sites

    @cached_property
    def telling(self) -> Postings:
        """Addresses of each item that say something about it."""
        lists, names = self._all
        plain = np.array([not self.is_boilerplate(name) for name in names], bool)
        owners = np.repeat(np.arange(len(self._issues), dtype=np.int32), lists.counts())
        keep = plain[lists.values] if len(lists.values) else np.zeros(0, bool)
        return postings(owners[keep], lists.values[keep], lists.weights[keep], len(self._issues))

    @cached_property
    def items(self) -> Postings:
        """Items of each address, boilerplate left out."""
        return self.telling.turned(len(self.addresses))

    @cached_property
    def _index(self) -> dict[str, int]:
        """Index of each address that says something."""
        return {name: code for code, name in enumerate(self.addresses) if not self.is_boilerplate(name)}

    def known(self, addresses: Iterable[str]) -> frozenset[int]:
        """Indices of those addresses that the archive has and that say something."""
        return frozenset(code for address in addresses if (code := self._index.get(address)) is not None)

    def of(self, item: int) -> frozenset[int]:
        """Telling addresses of one item."""
        return frozenset(self.telling.of(item)[0].tolist())
