"""The layout of 科技爱好者周刊: second-level sections whose entries are paragraphs numbered ``1、``."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.dialects import Dialect
from ingest.items import Node
from ingest.outline import Laid, lay_out


def lay_out_numbered(nodes: Sequence[Node], dialect: Dialect) -> Laid:
    """Group blocks into items."""
    return lay_out(nodes, dialect)
