"""Questions about time: the timeline of a name, trends over the issues, what an issue brought.

The door to the modules that answer them; pages and scripts import from here.
"""

from __future__ import annotations

from kg.comparisons import compare_names, compare_periods
from kg.digest import digest
from kg.review import review
from kg.timeline import timeline
from kg.trends import trends

__all__ = ["compare_names", "compare_periods", "digest", "review", "timeline", "trends"]
