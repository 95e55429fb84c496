"""Commands to come."""

from __future__ import annotations

from kg.commands.common import Commands


def register(commands: Commands) -> None:
    """Add these commands."""
