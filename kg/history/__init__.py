"""One name through time."""
