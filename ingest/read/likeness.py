"""Whether two documents are the same issue: only by strong proof, never by a heading or a title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kg.model import Issue

_COMMON = 4  # documents: a link in more of them is the newsletter's own, not one of an issue
_MOST = 0.6  # of the shorter's links
_LEAST_LINKS = 3
_NEARLY_ALL = 0.8
_LEAST_LINKS_ACROSS_DAYS = 5
_LEAST_TEXT = 200  # letters that are the same in two documents by no chance
_SHARED_OF_ONE_NUMBER = 0.2
_NEAR = timedelta(days=7)


def links_of(issue: Issue) -> frozenset[str]:
    """Addresses that the items of an issue link to, as they are compared."""
    return frozenset(
        re.sub(r"^https?://(?:www\.)?|[/#?&]+$", "", link.url.strip(), flags=re.IGNORECASE)
        for item in issue.items
        for link in item.links
    )


def letters(text: str) -> str:
    """A text without spaces and punctuation."""
    return re.sub(r"\W", "", text).lower()


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells whether two documents are the same issue.

    Attributes
    ----------
    links
        Its own links, without those that stand in many documents.
    texts
        The letters of each item.
    """

    issue: Issue
    links: frozenset[str]
    texts: frozenset[str]

    def are_of_same_issue(self, other: Traits) -> bool:
        """Whether there is proof that another document is the same issue.

        One number and some shared contents; most links of the shorter; or its whole text. Two numbers or days that
        differ ask for more: nearly all links of both.
        """
        one, two = self.issue, other.issue
        if one.number is not None and two.number is not None and one.number != two.number:
            return False
        days = [issue.date for issue in (one, two) if issue.date and not issue.date_inferred]
        if len(days) == 2 and days[0] != days[1]:
            near = one.number is not None or abs(days[0] - days[1]) <= _NEAR
            return near and self._have_all_links(other)
        if one.number is not None and one.number == two.number and self._share_some(other):
            return True
        known = len(days) == 2 or (one.number is not None and one.number == two.number)
        return self._share_most_links(other) or self._share_text(other, 1 if known else _LEAST_TEXT)

    def _share_most_links(self, other: Traits) -> bool:
        shared, least = len(self.links & other.links), min(len(self.links), len(other.links))
        return shared >= max(_LEAST_LINKS, _MOST * least)

    def _have_all_links(self, other: Traits) -> bool:
        """Whether nearly all links of both are the same."""
        shared, most = len(self.links & other.links), max(len(self.links), len(other.links))
        return shared >= max(_LEAST_LINKS_ACROSS_DAYS, _NEARLY_ALL * most)

    def _share_some(self, other: Traits) -> bool:
        """Whether some of the items or links are the same."""
        for one, two in ((self.texts, other.texts), (self.links, other.links)):
            if len(one & two) >= max(1, _SHARED_OF_ONE_NUMBER * min(len(one), len(two))):
                return True
        return False

    def _share_text(self, other: Traits, least: int) -> bool:
        """Whether nearly all of the shorter's text stands in the other, and there is enough of it."""
        shorter = min(self.texts, other.texts, key=lambda texts: sum(map(len, texts)))
        shared, whole = sum(map(len, self.texts & other.texts)), sum(map(len, shorter))
        return shared >= least and shared >= _NEARLY_ALL * whole


def traits_of(issues: Sequence[Issue]) -> list[Traits]:
    """Those of documents of one newsletter; what stands in many of them is nobody's own."""
    links = [links_of(issue) for issue in issues]
    texts = [frozenset(text for item in issue.items if (text := letters(item.text))) for issue in issues]
    own_links, own_texts = _own(links), _own(texts)
    return [Traits(issue, own_links[index], own_texts[index] or texts[index]) for index, issue in enumerate(issues)]


def _own(features: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    counts = Counter(feature for each in features for feature in each)
    return [frozenset(feature for feature in each if counts[feature] <= _COMMON) for each in features]
