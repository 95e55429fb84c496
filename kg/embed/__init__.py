"""Text to vectors: the models, and the space in which their vectors can be compared."""

from kg.embed.encoder import Encoder, SparseVector
from kg.embed.models import open_encoder
from kg.embed.passages import passages_of
from kg.embed.space import Space

__all__ = ["Encoder", "Space", "SparseVector", "open_encoder", "passages_of"]
