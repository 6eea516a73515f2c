"""Every page of the gallery runs without keras, and each of its drawings stands inside its figure."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from kerascope.draw import Drawing

PAGES = sorted((Path(__file__).parents[2] / "docs" / "gallery").glob("plot_*.py"))


def test_there_are_pages() -> None:
    assert len(PAGES) > 15


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_draws_inside_its_figures(page: Path) -> None:
    had_keras = "keras" in sys.modules
    drawings = [value for value in runpy.run_path(str(page)).values() if isinstance(value, Drawing)]
    assert drawings
    assert ("keras" in sys.modules) == had_keras
    for drawing in drawings:
        figure = drawing.root
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
        outside = (-box.x0, -box.y0, box.x1 - figure.get_figwidth(), box.y1 - figure.get_figheight())
        assert max(outside) < 0.02, f"{drawing.heading[0]}: {max(outside):.2f} inches outside"
        assert drawing.alt.endswith(".")
