"""The house stands as `tests.house` says; lazy and type-only imports count like all others."""

from __future__ import annotations

import networkx as nx

from tests.house import DOORSTEPS, LEVEL, PICTURE, arrows, drawing, modules, room_of

LONGEST = 400


def test_every_module_lies_in_a_room():
    lost = sorted(module for module in modules() if room_of(module) not in LEVEL)
    assert not lost, f"not in FLOORS: {lost}"


def test_no_import_goes_up():
    wrong = []
    for (importer, other), line in sorted(arrows().items()):
        a, b = room_of(importer), room_of(other)
        if a != b and LEVEL[b] >= LEVEL[a] and (a, b) not in DOORSTEPS:
            wrong.append(f"{importer}:{line} imports {other}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_modules_import_each_other_in_a_circle():
    graph = nx.DiGraph(arrows().keys())
    circles = [sorted(ring) for ring in nx.strongly_connected_components(graph) if len(ring) > 1]
    told = [
        " <-> ".join(ring) + "".join(f"\n    {a}:{line} imports {b}" for (a, b), line in arrows().items()
                                     if a in ring and b in ring)
        for ring in circles
    ]  # fmt: skip
    assert not circles, "\n" + "\n".join(told)


def test_only_doors_and_ingest_import_ingest():
    """Of kg only the doors do, and the archive, whose `prior` reads a draft as they do."""
    doors = ("kg.commands", "kg.ui", "ingest")
    draft = ("kg.archive", "ingest.read.draft")
    wrong = [f"{a}:{line} imports {b}" for (a, b), line in arrows().items()
             if b.startswith("ingest") and not a.startswith(doors) and (a, b) != draft]  # fmt: skip
    assert not wrong, "\n" + "\n".join(wrong)


def test_nothing_below_the_doors_imports_the_archive():
    users = {a for (a, b) in arrows() if b == "kg.archive"} - {"kg"}
    assert all(user.startswith(("kg.commands", "kg.ui")) for user in users), users


def test_no_module_is_a_hall():
    long = {name: count for name, file in modules().items()
            if (count := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST}  # fmt: skip
    assert not long, f"more than {LONGEST} lines: {long}"


def test_the_picture_shows_the_house_as_it_is():
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "draw it again: python -m tests.house"
