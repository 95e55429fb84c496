"""One name through time."""

from kg.history.timeline import Event, Timeline, timeline

__all__ = ["Event", "Timeline", "timeline"]
