"""The general reader: a newsletter's own grid, induced from all of its issues."""
