"""The archive on disk: written whole, opened a generation at a time."""
