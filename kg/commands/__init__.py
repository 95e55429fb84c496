"""Doors on the command line, a module a group; each has `register`, and its functions return the exit code."""
