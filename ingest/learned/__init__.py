"""What was learned about names and deeds from labelled items: small heads on the bundled encoder.

`ingest.learn` trains them; here they are run. Nothing here needs torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered

if TYPE_CHECKING:
    from ingest.learned.reader import LearnedReader, Reading, Text, open_reader

__all__ = ["LearnedReader", "Reading", "Text", "open_reader"]

__getattr__ = offered(
    __name__, {"LearnedReader": "reader", "Reading": "reader", "Text": "reader", "open_reader": "reader"}
)
