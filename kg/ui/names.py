"""Names as the reader calls them; what leads to them stays their id."""

from __future__ import annotations

from typing import Protocol

from kg.archive import Archive
from kg.history.called import Called
from kg.ui.links import link_html, page_link
from kg.ui.strings import language, t


class _Named(Protocol):
    """What has an id, a type and a name: `Entity`, `Named`, a row of a table."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What the archive calls it."""

    @property
    def type(self) -> str:
        """One of `kg.model.ENTITY_TYPES`."""


def called(archive: Archive, entity: _Named) -> str:
    """What a name is called in the reader's language."""
    return archive.once(Called).name_in(entity, language())


def name_link(archive: Archive, entity: _Named, *, label: str = "{name}", icon: str | None = None) -> None:
    """A link to the page of a name; `label` says more around it."""
    shown = label.replace("{name}", called(archive, entity))
    page_link("entity", shown, icon=icon, help=t(f"type.{entity.type}"), entity=entity.id)


def name_html(archive: Archive, entity: _Named, *, label: str = "{name}", classes: str = "kg-chip") -> str:
    """The same as HTML, for lists of many names."""
    shown = label.replace("{name}", called(archive, entity))
    return link_html("entity", shown, classes=classes, about=t(f"type.{entity.type}"), entity=entity.id)
