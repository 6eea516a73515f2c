"""A report that shows itself, with the pictures of its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kerascope.findings import Location, Report

__all__ = ["Judgement"]


@dataclass(frozen=True, slots=True, repr=False)
class Judgement(Report):
    """A report that shows itself: as text in a terminal, as a page in a notebook."""

    sketches: Mapping[tuple[str, Location], Mapping[str, bytes]] = field(default_factory=dict, compare=False)
    """Pictures by the cause and place of a finding; drawn when they are looked at."""

    @property
    def pictures(self) -> dict[int, Mapping[str, bytes]]:
        """What `kerascope.report.render` takes as `pictures` for a page."""
        keys = ((index, (f.cause, f.location)) for index, f in enumerate(self.findings))
        return {index: self.sketches[key] for index, key in keys if key in self.sketches}

    def __repr__(self) -> str:
        from kerascope.report import render

        return render(self, "text")

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from kerascope.report import render

        page = render(self, "html", pictures=self.pictures)
        return f'<iframe srcdoc="{_quoted(page)}" style="width:100%;height:24em;border:0"></iframe>'


def _quoted(text: str) -> str:
    from html import escape

    return escape(text, quote=True)
