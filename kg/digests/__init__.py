"""An issue, or a year, in words."""
