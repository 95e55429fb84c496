"""Backissue: a knowledge-graph archive and search over a newsletter's past issues."""
