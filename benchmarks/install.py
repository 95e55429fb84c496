"""What an installation weighs, dependency by dependency, and which of our modules need each; written to install.md.

Usage: python benchmarks/install.py

It looks at the environment that it runs in: sizes are those of the installed files, compiled modules included, as the
installer recorded them. Nothing is installed or removed.
"""

from __future__ import annotations

import ast
import platform
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
OURS = "backissue"
SHIPPED = ("kg", "ingest", "data/gazetteer", "data/lexicon", "data/sample", "app.py")  # what goes into the wheel
LIGHT = ("torch", "sentence-transformers")  # needed by models other than the bundled one
SHOWN = 6  # modules that are named


@dataclass(frozen=True, slots=True)
class Weight:
    """What a dependency costs.

    Attributes
    ----------
    alone, closure
        Size of itself, and of itself with all that it brings along, in bytes.
    freed
        What would go from the installation with it: what nothing else of ours brings along.
    freed_light
        The same of an installation without `LIGHT`.
    modules
        Our modules that import it.
    """

    name: str
    version: str
    alone: int
    closure: int
    freed: int
    freed_light: int
    modules: tuple[str, ...]


def normal(name: str) -> str:
    """A distribution's name as it is compared.

    >>> normal("Scikit_Learn")
    'scikit-learn'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(name: str) -> Distribution | None:
    """A distribution of this environment; None where it is not there."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def wanted_by(name: str, extras: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """What a distribution requires here, with the extras that it asks for."""
    found = installed(name)
    for line in (found.requires if found else None) or ():
        asked = Requirement(line)
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield normal(asked.name), frozenset(asked.extras)


def closure(names: Iterable[str]) -> set[str]:
    """The named distributions and all that they bring along, as far as they are installed."""
    found: set[tuple[str, frozenset[str]]] = set()
    open_ends = [(normal(name), frozenset[str]()) for name in names]
    while open_ends:
        end = open_ends.pop()
        if end not in found and installed(end[0]):
            found.add(end)
            open_ends += wanted_by(*end)
    return {name for name, _ in found}


def size_of(name: str) -> int:
    """Bytes of the files of a distribution."""
    found = installed(name)
    paths = (Path(str(file.locate())) for file in (found.files if found else None) or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


def size_of_ours() -> int:
    """Bytes of what the wheel brings, without compiled modules."""
    files = (file for part in SHIPPED for file in [ROOT / part, *(ROOT / part).rglob("*")])
    return sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc")


def direct_dependencies() -> list[str]:
    """What pyproject.toml asks for on this system; an installation from a checkout may remember an older one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [Requirement(line) for line in project["dependencies"]]
    return [normal(one.name) for one in asked if one.marker is None or one.marker.evaluate()]


def importers(folders: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """Modules under `folders` by the top-level package that they import, wherever in the module."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*.py") if folder.is_dir() else [folder]):
            module = file.relative_to(folder.parent).with_suffix("").as_posix().replace("/", ".")
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                for top in _tops(node):
                    found.setdefault(top, set()).add(module)
    return {top: tuple(sorted(modules)) for top, modules in found.items()}


def _tops(node: ast.AST) -> Iterator[str]:
    """Top-level packages that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module.split(".")[0]


def weigh(direct: Iterable[str], used: Mapping[str, tuple[str, ...]]) -> list[Weight]:
    """Each direct dependency, what frees most first."""
    direct = sorted(map(normal, direct))
    tops: dict[str, list[str]] = {}
    for top, names in packages_distributions().items():
        for name in names:
            tops.setdefault(normal(name), []).append(top)
    sizes = {name: size_of(name) for name in closure(direct)}
    light = [name for name in direct if name not in LIGHT]
    found = []
    for name in direct:
        modules = {module for top in tops.get(name, ()) for module in used.get(top, ())}
        own = installed(name)
        found.append(
            Weight(
                name, own.version if own else "not installed", sizes.get(name, 0),
                sum(sizes[one] for one in closure([name])), sum(sizes[one] for one in only_of(name, direct)),
                sum(sizes[one] for one in only_of(name, light)), tuple(sorted(modules)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda weight: (-weight.freed, -weight.closure, weight.name))


def only_of(name: str, direct: Iterable[str]) -> set[str]:
    """What an installation of `direct` would lose if it did not ask for one of them."""
    direct = list(direct)
    return closure(direct) - closure(other for other in direct if other != name)


def mb(size: int) -> str:
    """A size in MB.

    >>> mb(1_234_567)
    '1.2'
    """
    return f"{size / 1e6:,.1f}"


def users(modules: tuple[str, ...]) -> str:
    """Modules by name, the count where they are many."""
    if not modules:
        return "none"
    more = f" and {len(modules) - SHOWN} more" if len(modules) > SHOWN else ""
    return ", ".join(f"`{module}`" for module in modules[:SHOWN]) + more


def who_requires(wanted: str, names: Iterable[str]) -> list[str]:
    """Those of the named distributions that require `wanted` without being asked for an extra."""
    return sorted(name for name in names if wanted in {required for required, _ in wanted_by(name)})


def undeclared(direct: Iterable[str], used: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Distributions that our modules import and that we do not ask for, with the modules."""
    owners = {top: {normal(name) for name in names} for top, names in packages_distributions().items()}
    asked = {*map(normal, direct), OURS}
    found = {min(owners[top]): modules for top, modules in used.items() if top in owners and not owners[top] & asked}
    return dict(sorted(found.items()))


def report(weights: list[Weight], used: Mapping[str, tuple[str, ...]]) -> str:
    """The page."""
    direct = [weight.name for weight in weights]
    everything = closure(direct)
    sizes = {name: size_of(name) for name in everything}
    total = sum(sizes.values()) + size_of_ours()
    light = closure(name for name in direct if name not in LIGHT)
    lines = [
        "# What an installation weighs",
        "",
        f"Made by `benchmarks/install.py` with Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()}; megabytes (10^6 bytes) on disk, compiled modules included.",
        "",
        f"`pip install {OURS}`: **{mb(total)} MB** in {len(everything) + 1} packages, of which ours is "
        f"{mb(size_of_ours())} MB. Without {' and '.join(LIGHT)} and what only they bring along: "
        f"**{mb(sum(sizes[name] for name in light) + size_of_ours())} MB** in {len(light) + 1}.",
        "",
        "*With all it brings* counts what several bring along with each of them; *would go* is what leaves the "
        "installation with this one dependency, since nothing else of ours brings it; *of the light one*: the same "
        f"where {' and '.join(LIGHT)} are not there.",
        "",
        "| dependency | version | itself | with all it brings | would go | of the light one | imported by |",
        "|--|--|--|--|--|--|--|",
    ]
    lines += [
        f"| {w.name} | {w.version} | {mb(w.alone)} | {mb(w.closure)} | {mb(w.freed)} "
        f"| {'' if w.name in LIGHT else mb(w.freed_light)} | {users(w.modules)} |"
        for w in weights
    ]
    heavy = sorted((name for name in everything if name not in direct), key=lambda name: -sizes[name])[:12]
    lines += ["", "The heaviest that we do not ask for ourselves:", "", "| package | MB | brought by |", "|--|--|--|"]
    lines += [f"| {name} | {mb(sizes[name])} | {', '.join(who_requires(name, everything))} |" for name in heavy]
    unasked = undeclared(direct, used)
    if unasked:
        lines += ["", "Imported by us and brought along only:", ""]
        lines += [f"- {name}: {users(modules)}" for name, modules in unasked.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    used = importers([ROOT / "kg", ROOT / "ingest", ROOT / "app.py"])
    text = report(weigh(direct_dependencies(), used), used)
    notes = ROOT / "benchmarks" / "install.md"
    kept = notes.read_text(encoding="utf-8").partition("\n## ") if notes.exists() else ("", "", "")
    notes.write_text(text + "".join(kept[1:]), encoding="utf-8")  # what was written by hand stays
    print(text)


if __name__ == "__main__":
    main()
