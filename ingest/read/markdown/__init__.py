"""Markdown as newsletters write it: blocks, lines, HTML in it, inline marks."""
