"""Text to vectors: the models, and the space in which their vectors can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered

if TYPE_CHECKING:
    from kg.embed.encoder import Encoder
    from kg.embed.models import open_encoder
    from kg.embed.passages import passages_of
    from kg.embed.space import Space

__all__ = ["Encoder", "Space", "open_encoder", "passages_of"]

__getattr__ = offered(
    __name__,
    {
        "Encoder": "encoder",
        "open_encoder": "models",
        "passages_of": "passages",
        "Space": "space",
    },
)
