"""What runs in the reader's browser: the ``/`` key, the focus of the search box, what is offered while one types."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def keys_script() -> str:
    """The script, which a page holds as text and the policy of `kg.ui.server` allows by its hash."""
    return (Path(__file__).parent / "keys.js").read_text(encoding="utf-8")
