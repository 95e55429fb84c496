"""Figures of quality from labelled gold."""
