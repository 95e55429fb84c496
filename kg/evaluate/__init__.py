"""Figures of quality from labelled gold."""

from kg.evaluate.evaluate import evaluate
from kg.evaluate.scores import Report

__all__ = ["Report", "evaluate"]
