"""Questions about time: the timeline of a name, trends over the issues, the digest of an issue.

The door to the modules that answer them; pages and scripts import from here.
"""

from __future__ import annotations

from kg.timeline import timeline

__all__ = ["timeline"]
