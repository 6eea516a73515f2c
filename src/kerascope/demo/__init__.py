"""`kerascope demo`: two small models, drawn; a few flawed plots of them, named; one page that shows it all."""

from __future__ import annotations

from kerascope.demo.course import run

__all__ = ["run"]
