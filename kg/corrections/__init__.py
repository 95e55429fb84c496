"""Decisions of a person about names, and their replay in every build."""
