"""The HTML report as a browser shows it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.browser import dom, needs_browser, screenshot

from kerascope.findings import Finding, Report
from kerascope.report import render

pytestmark = needs_browser
DRAWN, MEANT = (230, 0, 230), (0, 160, 230)


def solid(colour: tuple[int, int, int]) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(held, "png")
    return held.getvalue()


@pytest.fixture
def page(report: Report, tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(render(report, "html", pictures={0: {"as drawn": solid(DRAWN), "as meant": solid(MEANT)}}))
    return path


def share(pixels: np.ndarray, colour: tuple[int, int, int]) -> float:
    return float((np.abs(pixels.astype(int) - colour).max(axis=2) <= 2).mean())


def without_policy(page: str) -> str:
    """The page without the policy that lets no script run, so that one can."""
    left, count = re.subn("<meta http-equiv[^>]*>", "", page)
    assert count == 1
    return left


def test_both_pictures_are_seen_in_light_and_in_dark(page: Path) -> None:
    light, dark = screenshot(page), screenshot(page, dark=True)
    for seen in (light, dark):
        assert share(seen, DRAWN) > 0.02
        assert share(seen, MEANT) == pytest.approx(share(seen, DRAWN), rel=0.05)
    assert np.median(light) > 200 > 60 > np.median(dark)


@pytest.mark.parametrize("width", [520, 1400])
def test_long_lines_do_not_widen_the_page(page: Path, batch: Finding, width: int) -> None:
    long = "plt.imshow(" + "maps + " * 80 + "maps)"
    wide = replace(batch, message="x" * 400, location=replace(batch.location, source=long, end_column=len(long)))
    probe = "<script>document.title = document.documentElement.scrollWidth + ' of ' + innerWidth</script>"
    whole = without_policy(render(Report("t" * 300, (wide,)), "html"))
    page.write_text(whole.replace("</body>", probe + "</body>"))
    found = re.search(r"<title>(\d+) of (\d+)</title>", dom(page, width=width))
    assert found is not None
    assert int(found[1]) <= int(found[2])


def test_markup_in_names_stays_text(page: Path, batch: Finding) -> None:
    evil = "<img src=x onerror=\"document.title='broken'\">"
    bad = replace(batch, message=evil, location=replace(batch.location, file=evil, source=evil, expression=""))
    page.write_text(without_policy(render(Report(evil, (bad,), exception=evil), "html", title="whole")))
    assert "<title>whole</title>" in dom(page)
