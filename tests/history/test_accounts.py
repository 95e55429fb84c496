"""Accounts of one event: what joins them, and what keeps them apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.history.accounts import SAME_DEED, SAME_LINK, SAME_NAMES, Account, group_accounts
from tests.history_archive import MONDAY, weekly


def _account(kind="release", number=1, **values):
    given_values = {
        "day": weekly(number), "stated": False, "editorial": False, "links": frozenset(), "deeds": frozenset(),
        "names": frozenset(), "words": frozenset(), **values,
    }  # fmt: skip
    return Account(kind, number, **given_values)


def test_accounts_of_one_event_share_something():
    link = frozenset({7})
    assert group_accounts([_account(links=link), _account(number=2, links=link)]) == [[0, 1]]
    assert group_accounts([_account(links=link), _account("legal", 2, links=link)]) == [[0], [1]]
    assert group_accounts([_account(links=link), _account(number=20, links=link)]) == [[0], [1]]
    stated = [_account(links=link, stated=True), _account(number=3, links=link, stated=True)]
    assert group_accounts(stated) == [[0], [1]]
    assert group_accounts([_account("mention", links=link), _account("mention", links=link)]) == [[0], [1]]
    assert group_accounts([_account(editorial=True), _account(), _account(number=2)]) == [[0, 1], [2]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["release", "legal", "mention"]), st.integers(1, 9),
                          st.frozensets(st.integers(1, 3)), st.booleans())))  # fmt: skip
def test_every_account_is_told_once(values):
    accounts = [_account(kind, number, links=links, editorial=first) for kind, number, links, first in values]
    groups = group_accounts(accounts)
    assert sorted(position for group in groups for position in group) == list(range(len(accounts)))
    assert all(len({accounts[position].kind for position in group}) == 1 for group in groups)


@pytest.mark.parametrize(
    ("trait", "within"),
    [
        ({"links": frozenset({7})}, SAME_LINK),
        ({"deeds": frozenset({7})}, SAME_DEED),
        ({"names": frozenset({7})}, SAME_NAMES),
    ],
)
def test_what_is_shared_joins_for_so_long(trait, within):
    first = _account(day=MONDAY, **trait)
    assert group_accounts([first, _account(number=2, day=MONDAY + within, **trait)]) == [[0, 1]]
    late = _account(number=2, day=MONDAY + within + timedelta(days=1), **trait)
    assert group_accounts([first, late]) == [[0], [1]]


def test_names_join_only_under_much_the_same_heading():
    def told(number, names, words):
        return _account(number=number, names=frozenset(map(ord, names)), words=frozenset(map(ord, words)))

    assert group_accounts([told(1, "ab", "wxyz"), told(2, "ac", "wxuv")]) == [[0, 1]]
    assert group_accounts([told(1, "ab", "wxyz"), told(2, "ac", "wtuv")]) == [[0], [1]]


def test_without_days_the_issues_tell_the_time():
    link = frozenset({7})
    assert group_accounts([_account(day=None, links=link), _account(number=8, day=None, links=link)]) == [[0, 1]]
    assert group_accounts([_account(day=None, links=link), _account(number=11, day=None, links=link)]) == [[0], [1]]


def test_a_foreword_speaks_of_the_event_that_it_shares_most_with():
    told = [_account(words=frozenset({1, 2})), _account(words=frozenset({3, 4}))]
    assert group_accounts([*told, _account(editorial=True, words=frozenset({3, 8}))]) == [[0], [1, 2]]
    assert group_accounts([*told, _account(editorial=True, words=frozenset({8, 9}))]) == [[0], [1], [2]]
    assert group_accounts([_account("legal"), _account(editorial=True)]) == [[0], [1]]
