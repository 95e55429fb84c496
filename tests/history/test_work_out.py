"""Readings of all items: kept by what they come from, the same however they were made."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

from kg.history import telling, work_out
from kg.history.kin import Kin, family_and_namesakes, items_naming
from kg.history.readings import Readings
from kg.store.arrays import Arrays
from tests.history_archive import cast_archive, issue, item, sample_archive, weekly

TEXTS = ["Acme发布Rho-2", "Acme收购Bolt，3月25日完成", "Rho与Rho-3，Crux在场", "无名之作"]


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("cache")))


def _archive(folder, texts, day=None):
    return cast_archive(folder, [issue(1, [item(text) for text in texts], day=day or weekly(12))])


def _read(reader):
    """The arrays, and how many items were read anew."""
    with mock.patch.object(work_out, "told_by", side_effect=work_out.told_by) as read:
        arrays = work_out.work_out_readings(reader)
    return arrays, read.call_count


def _same(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def test_an_item_is_read_once(tmp_path):
    first, _ = _read(_archive(tmp_path / "a", TEXTS))
    again, count = _read(_archive(tmp_path / "b", TEXTS))
    assert count == 0 and _same(first, again)
    changed = _archive(tmp_path / "c", [TEXTS[0], "Acme起诉Bolt", *TEXTS[2:]])
    _, count = _read(changed)
    assert count == 0  # `cast_archive` has worked it out already …
    with mock.patch.object(telling, "_program", lambda: b"another"):
        assert _read(changed)[1] == len(TEXTS)  # … with the program as it was


def test_only_what_changed_is_read(tmp_path, monkeypatch):
    reader = _archive(tmp_path / "a", TEXTS)
    other = _archive(tmp_path / "b", [TEXTS[0], "Acme起诉Bolt", *TEXTS[2:]])
    later = _archive(tmp_path / "c", TEXTS, day=weekly(13))
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    assert [_read(one)[1] for one in (reader, reader, other, later)] == [4, 0, 1, 4]


def test_what_was_kept_in_another_form_is_made_anew(tmp_path):
    reader = _archive(tmp_path / "a", TEXTS)
    arrays, _ = _read(reader)
    with mock.patch.object(work_out, "fits", lambda value: False):
        again, count = _read(reader)
    assert count == len(TEXTS) and _same(arrays, again)
    assert not telling.fits(b"") and not telling.fits(b"123") and not telling.fits(np.ones(9, np.int32).tobytes())


def test_stretches_of_items_join(monkeypatch):
    whole = work_out.work_out_readings(sample_archive())
    monkeypatch.setattr(work_out, "_AT_ONCE", 7)
    assert _same(whole, work_out.work_out_readings(sample_archive()))


def test_who_is_taken_together_is_who_is_meant_by_a_name():
    reader = sample_archive()
    arrays, kin = reader.once(Arrays), Kin(reader)
    for index, entity in enumerate(reader.entities()):
        meant = {arrays.index_of[id_] for id_ in family_and_namesakes(reader, entity)}
        assert kin.members.get(index, frozenset({index})) == meant
        assert all(index in kin.heads_of(member) for member in meant if len(meant) > 1)


def test_a_timeline_has_a_reading_of_every_item_that_names_it():
    reader = sample_archive()
    readings, arrays = reader.once(Readings), reader.once(Arrays)
    for index, entity in enumerate(reader.entities()):
        items = readings.item[readings.of(index, exact=False)].tolist()
        assert items == items_naming(reader, family_and_namesakes(reader, entity)).tolist()
        assert readings.item[readings.of(index, exact=True)].tolist() == arrays.mentions.of(index)[0].tolist()


def test_no_items_at_all(tmp_path):
    reader = cast_archive(tmp_path / "a", [replace(issue(1, [item("无名")]), items=())])
    assert len(reader.once(Readings).item) == 0 and reader.timeline("Acme").events == ()
