"""The version of the program, by itself: a build notes it, and must not know what else the package offers."""

from __future__ import annotations

VERSION = "0.1.0"
