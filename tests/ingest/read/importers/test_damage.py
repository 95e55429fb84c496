"""Whatever happened to a file, reading it gives pages or one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read.documents import Document, read_pages
from ingest.read.importers.material import Folder, Material
from ingest.read.importers.table import importer_of
from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import read_one, zipped
from tests.ingest.read.importers.test_exports import SUBSTACK
from tests.ingest.read.importers.test_feeds import ATOM, RSS
from tests.ingest.read.importers.test_html_page import ARTICLE
from tests.ingest.read.importers.test_mail import HTML, MARKDOWN, mail
from tests.ingest.read.importers.test_plain import ORG, README, RST

FILES = {
    "a.xml": RSS.encode(), "b.atom": ATOM.encode(), "c.html": ARTICLE.encode(), "d.org": ORG.encode(),
    "README.md": README.encode(), "e.rst": RST.encode(), "f.eml": mail("Reeds 1", MARKDOWN, HTML).as_bytes(),
    "posts.csv": SUBSTACK["posts.csv"].encode(), "g.zip": zipped(SUBSTACK),
    "h.json": b'{"posts": [{"title": "A", "status": "sent", "lexical": "{}", "mobiledoc": "[1]", "html": null}]}',
}  # fmt: skip


@given(st.sampled_from(sorted(FILES)), st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12))
@settings(max_examples=150, deadline=None)
def test_damage_is_said_in_one_sentence(name: str, where: float, length: int, instead: bytes) -> None:
    at = int(where * len(FILES[name]))
    raw = FILES[name][:at] + instead + FILES[name][at + length :]
    nowhere = Path("nowhere")
    material = Material(name, raw, Folder(nowhere, nowhere), name)
    try:
        importer = importer_of(material)
        pages = importer.read(material).pages if importer is not None else ()
    except UsageError as error:
        assert str(error).count("\n") == 0
    else:
        assert all(value.strip() for page in pages for value in page.values.values())


def test_a_header_that_the_library_fails_on(tmp_path: Path) -> None:
    for header in (b'From: "a" <\xff@>,;:@', b"Date: Tue, 99 Foo", b"Subject: =?utf-8?Q?=FF=ZZ?= =?x", b"From: (@(,"):
        (page,) = read_one(tmp_path, "a.eml", header + b"\nX: y\n\nRain.\n").pages
        assert page.text == "Rain."


def test_json_with_a_number_without_end(tmp_path: Path) -> None:
    material = Material("a.json", b"[" + b"1" * 10_000 + b"]", Folder(tmp_path, tmp_path), "a.json")
    assert importer_of(material) is None
    (tmp_path / "a.json").write_bytes(material.raw)
    with pytest.raises(UsageError, match="it is of no kind that is read"):
        read_pages(Document(tmp_path / "a.json", tmp_path, named=True))
