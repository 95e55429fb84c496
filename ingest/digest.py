"""The layout of daily digests: every bullet is an item, however deep its heading; a stub's text is its description."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.dialects import Dialect
from ingest.items import Node
from ingest.outline import Laid, lay_out


def lay_out_digest(nodes: Sequence[Node], dialect: Dialect, *, description: str, title: str) -> Laid:
    """Group blocks into items."""
    return lay_out(nodes, dialect)
