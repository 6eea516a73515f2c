"""Panels with nothing in them, in a run with a network."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Panel, Value
from kerascope.findings import Finding, Location

NET = Value("net", "Functional", "keras", about={"model": True})
MADE = Location("script.py", None, 1, 1, 1, None, "plt.subplots(1, 3)")


def _look(titles: tuple[str, ...], drawn: int, *, net: bool = True, **more: object) -> list[Finding]:
    """`drawn` of the panels hold a line, by statements of their own."""
    calls = [call("plot", "line", argument("y", np.arange(4.0)), line=2 + n, number=n, panel=n) for n in range(drawn)]
    panels = [
        Panel(n, title=t, has_data=n < drawn, place=MADE, grid=(1, len(titles), n), **more)  # type: ignore[arg-type]
        for n, t in enumerate(titles)
    ]
    run = run_with(*calls, panels=panels, models=(NET,) if net else ())
    return list(all_causes()["empty-axes"].look(run.sheets[0], run))


def test_a_titled_panel_of_two() -> None:
    assert [f.severity for f in _look(("mae", "mse"), 1)] == ["warning"]
    assert _look(("mae", "mse"), 1, net=False) == []


def test_spare_frames_at_the_end_are_noted() -> None:
    found = _look(("", "", ""), 2)
    assert [f.severity for f in found] == ["note"]
    assert "last 1 panel" in found[0].message


@pytest.mark.parametrize("more", [{"axis_on": False}, {"xlabel": "epoch"}, {"projection": "3d"}])
def test_spare_places_that_are_no_bare_frames(more: dict[str, object]) -> None:
    assert _look(("", "", ""), 2, **more) == []
