"""An issue, or a year, in words."""

from kg.digests.issue import Digest, digest
from kg.digests.year import Review, review

__all__ = ["Digest", "Review", "digest", "review"]
