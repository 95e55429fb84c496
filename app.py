"""The app: opens the archive once and routes to its pages. Run it with `kg app` or `make app`."""

from kg.ui.shell import run

run()
