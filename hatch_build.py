"""What lies beside the packages in a checkout lies inside `kg` in a wheel; kg/resources.py finds it in either place.

An editable installation gets no copy: it reads the checkout. That is why this stands here and not as a table in
pyproject.toml, which hatchling would follow there too.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Streamlit reads the settings beside the script that it runs, so app.py and .streamlit stay together.
_INSIDE_KG = (
    "data/gazetteer",
    "data/lexicon",
    "data/learned",
    "data/sample",
    "data/vectors",
    "app.py",
    ".streamlit/config.toml",
)


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the program's files into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files, except where the checkout itself is installed."""
        if version != "editable":
            build_data["force_include"].update({path: f"kg/{path}" for path in _INSIDE_KG})
