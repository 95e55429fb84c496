"""The file of what an owner's corrections have taught: where it lies, what it holds, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.learned.network import FILE, load
from ingest.learned.own import own_reader, reader_file, save_own
from kg.errors import ConfigError


def changed():
    kept = load(FILE)
    kept["names.out.bias"] = kept["names.out.bias"] + np.float16(1)
    return kept


def test_it_lies_beside_the_corrections(tmp_path):
    assert reader_file(tmp_path / "corrections.toml") == tmp_path / "corrections.reader.npz"
    assert reader_file(tmp_path / "mine.toml") == tmp_path / "mine.reader.npz"


def test_nobody_has_taught_anything(tmp_path):
    own = own_reader(tmp_path / "corrections.toml")
    assert (own.digest, own.changed, own.stale) == ("", {}, ())


def test_only_what_has_changed_is_kept_and_the_same_gives_the_same_file(tmp_path):
    corrections = tmp_path / "corrections.toml"
    written = save_own(reader_file(corrections), changed())
    first = reader_file(corrections).read_bytes()
    assert len(first) < 10_000
    found = own_reader(corrections)
    assert found.digest == written.digest and list(found.changed) == ["names.out.bias"]
    save_own(reader_file(corrections), changed())
    assert reader_file(corrections).read_bytes() == first


def test_one_of_another_version_is_told_and_not_used(tmp_path, monkeypatch):
    corrections = tmp_path / "corrections.toml"
    save_own(reader_file(corrections), changed())
    monkeypatch.setattr("ingest.learned.own.shipped_digest", lambda: "another")
    own = own_reader(corrections)
    assert not own.changed and own.digest == "outdated"
    assert "another version of the program" in own.stale[0] and "kg learn" in own.stale[0]


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"no archive"),
        lambda path: path.write_bytes(b"PK\x03\x04 broken"),
        lambda path: path.mkdir(),
        lambda path: np.save(path.open("wb"), np.zeros(3)),
    ],
)
def test_what_is_no_reader_is_one_sentence(tmp_path, make):
    corrections = tmp_path / "corrections.toml"
    make(reader_file(corrections))
    with pytest.raises(ConfigError, match="is no reader that was learned"):
        own_reader(corrections)
