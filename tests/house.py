"""The house as it is meant to be, and as the code has it: rooms, floors, who imports whom.

`python -m tests.house` draws it: docs/pictures/house.svg.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "house.svg"

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"kg.errors", "kg.lazy", "kg.plain", "kg.version"}),
    frozenset({"kg.files", "kg.model", "kg.numbering", "kg.resources", "ingest.stages"}),
    frozenset({"kg.text"}),
    frozenset({"ingest.read", "ingest.gazetteer"}),
    frozenset({"kg.embed"}),
    frozenset({"kg.store", "kg.corrections"}),
    frozenset({"kg.related", "kg.history", "kg.graph", "kg.export", "kg.doctor"}),
    frozenset({"kg.search", "kg.trends", "kg.doubts", "kg.status"}),
    frozenset({"kg.digests", "kg.evaluate"}),
    frozenset({"kg.archive"}),
    frozenset({"kg"}),  # what the package offers: `open`
    frozenset({"ingest.learned"}),
    frozenset({"ingest.extract"}),
    frozenset({"ingest.resolve", "ingest.everywhere", "ingest.program", "ingest.intake"}),
    frozenset({"ingest.relate", "ingest.compiled"}),
    frozenset({"ingest.understand"}),
    frozenset({"ingest.derive", "ingest.learn"}),
    frozenset({"ingest.build", "ingest"}),
    frozenset({"kg.commands", "kg.ui", "kg.__main__", "app"}),
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
"""Rooms by name, the ground floor first. A room may know those beneath it, never one beside or above it."""
DOORSTEPS = frozenset({("kg.__main__", "kg.commands"), ("app", "kg.ui")})


def modules() -> dict[str, Path]:
    """All modules by name."""
    files = [ROOT / "app.py", *(ROOT / "kg").rglob("*.py"), *(ROOT / "ingest").rglob("*.py")]
    return {
        file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): file
        for file in files
    }


def imported(tree: ast.AST, known: Mapping[str, Path]) -> Iterator[tuple[str, int]]:
    """Modules of ours that a module imports, wherever in it, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in known else node.module), node.lineno


def arrows() -> dict[tuple[str, str], int]:
    """(importer, imported): line, for all modules."""
    known = modules()
    return {
        (name, other): line
        for name, file in known.items()
        for other, line in imported(ast.parse(file.read_text(encoding="utf-8")), known)
        if other != name
    }


def room_of(module: str) -> str:
    """The room that a module lies in: its package, or itself."""
    parts = module.split(".")
    return module if len(parts) < 3 and module in LEVEL else ".".join(parts[:2])


def drawing() -> str:
    """The rooms on their floors as SVG; an arrow for each import between rooms that no longer way stands for."""
    wide, high, gap, rise = 124, 32, 22, 44
    of_kg = [sorted(room for room in rooms if not room.startswith("ingest")) for rooms in FLOORS]
    left = max(len(rooms) for rooms in of_kg) * (wide + gap) + gap
    width, height = left + 2 * (wide + gap) + gap, len(FLOORS) * (high + rise) + 20
    place: dict[str, tuple[float, float]] = {}
    for level, rooms in enumerate(FLOORS):
        y = height - (level + 1) * (high + rise)
        middle = left / 2
        for side, x in ((of_kg[level], middle), (sorted(rooms - {*of_kg[level], "ingest"}), left + wide + gap)):
            start = x - (len(side) * (wide + gap) - gap) / 2
            place |= {room: (start + n * (wide + gap), y) for n, room in enumerate(side)}
    between = nx.DiGraph((room_of(a), room_of(b)) for a, b in arrows() if room_of(a) != room_of(b))
    drawn = sorted(nx.transitive_reduction(between).edges)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="13" role="img" aria-label="Packages and who imports whom">',
        f'<rect width="{width}" height="{height}" fill="#fdfcf9"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#8a93a6"/></marker></defs>',
    ]
    for upper, lower in drawn:
        (x1, y1), (x2, y2) = place[upper], place[lower]
        x1, x2, y1 = x1 + wide / 2, x2 + wide / 2, y1 + high
        bend = (y1 + y2) / 2
        parts.append(
            f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {bend:.0f} {x2:.0f} {bend:.0f} {x2:.0f} {y2:.0f}" fill="none" '
            'stroke="#8a93a6" marker-end="url(#tip)"/>'
        )
    for room, (x, y) in place.items():
        tint = "#e4ecf9" if room.startswith("kg") else "#f4e9d8"
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide}" height="{high}" rx="6" fill="{tint}" stroke="#8a93a6"/>'
            f'<text x="{x + wide / 2:.0f}" y="{y + 22:.0f}" text-anchor="middle" fill="#1d2433">{escape(room)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
