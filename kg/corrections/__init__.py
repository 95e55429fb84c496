"""Decisions of a person about names, and their replay in every build."""

from kg.corrections.correction import Correction, Corrections
from kg.corrections.file import (
    add_correction,
    default_corrections,
    load_corrections,
    remove_last,
)
from kg.corrections.preview import preview
from kg.corrections.replay import apply_corrections

__all__ = [
    "Correction",
    "Corrections",
    "add_correction",
    "apply_corrections",
    "default_corrections",
    "load_corrections",
    "preview",
    "remove_last",
]
