"""Names that a package offers, imported when they are asked for: who needs one of its modules loads no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def offered(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The ``__getattr__`` of a package.

    Parameters
    ----------
    package
        Its name.
    homes
        The module of the package that each name lives in.
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
