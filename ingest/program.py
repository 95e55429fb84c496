"""Which files decide what an archive holds: what was made by other ones is made anew."""

from __future__ import annotations

from pathlib import Path

from kg.embed.adapter import FILE as ADAPTER
from kg.embed.updates import FILE as UPDATES
from kg.resources import PACKAGE, resource
from kg.text.words import fingerprint

NOT_OF_ITEMS = (
    "ingest/build.py", "ingest/derive.py", "ingest/read/", "embed/", "store/", "related/", "history/", "trends/",
    ADAPTER.name, UPDATES.name, "ingest/intake.py", "version.py",
)  # fmt: skip
"""Of the files that decide what an archive holds, those that have no say in what an item says."""


def program_digest(*, but: tuple[str, ...] = ()) -> str:
    """Hash of the files that decide, but for those whose names begin so."""
    decide = (each for each in program_files() if not each[0].startswith(but))
    return fingerprint(*(part for name, file in decide for part in (name, file.read_bytes())))


def program_files() -> list[tuple[str, Path]]:
    """The code and data that decide what is understood from an issue, each with a name that no other has."""
    rooms = ("text", "embed", "store", "corrections", "related", "history", "trends")
    code = [Path(__file__).parent, *(PACKAGE / room for room in rooms)]
    facts = [resource("data", "gazetteer"), resource("data", "learned"), resource("data", "lexicon")]
    learning = Path(__file__).parent / "learn"  # decides by what it has learned alone
    found = [(folder, file) for folder in code for file in folder.rglob("*.py") if file.parent != learning]
    found += [(folder, file) for folder in facts for file in folder.iterdir()]
    names = ("model.py", "errors.py", "files.py", "resources.py", "plain.py", "lazy.py", "numbering.py", "version.py")
    ground = (ADAPTER, UPDATES, *(PACKAGE / name for name in names))
    single = [(path.name, path) for path in ground]
    return sorted([*single, *((file.relative_to(folder.parent).as_posix(), file) for folder, file in found)])
