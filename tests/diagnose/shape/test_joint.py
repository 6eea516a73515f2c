"""Two-dimensional histograms, which NumPy counts with x along the rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

MADE = "age = rng.normal(40, 4, 900)\npay = 0.3 * age + rng.normal(0, 3, 900)\n"
COUNTED = MADE + "n, ea, ep = np.histogram2d(age, pay, bins=20)\n"
SQUARE = "n, ea, ep = np.histogram2d(age, pay, bins=30, range=[[0, 60], [0, 60]])\n"

WRONG = {
    "edges": COUNTED + "plt.pcolormesh(ea, ep, n)",
    "middles on a grid": COUNTED + "a, p = np.meshgrid(ea[:-1], ep[:-1])\nplt.contourf(a, p, np.log1p(n))",
    "the extent": COUNTED + "plt.imshow(n, origin='lower', extent=(ea[0], ea[-1], ep[0], ep[-1]), aspect='auto')",
    "an extent of float32": MADE
    + "n, ea, ep = np.histogram2d(age.astype('float32'), pay.astype('float32'), bins=20)\n"
    + "plt.imshow(n, origin='lower', extent=[ea[0], ea[-1], ep[0], ep[-1]], aspect='auto')",
    "points over it": MADE
    + SQUARE
    + "plt.imshow(n, origin='lower', extent=(0, 60, 0, 60))\nplt.scatter(age[:200], pay[:200])",
    "labels": COUNTED + "plt.imshow(n / n.max(), origin='lower')\nplt.xlabel('Age (years)')\nplt.ylabel('pay')",
    "means in cells": MADE
    + "from scipy.stats import binned_statistic_2d\n"
    + "m, ea, ep, _ = binned_statistic_2d(age, pay, age, bins=12)\nplt.pcolormesh(ea, ep, np.nan_to_num(m))",
}


@pytest.mark.parametrize("name", WRONG)
def test_counts_drawn_as_they_come(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = WRONG[name] + "\nplt.savefig('a.png')"
    report = checked(code, tmp_path, monkeypatch, ["swapped-image-axes"])
    assert [c for c, _, _ in said(report)] == ["swapped-image-axes"]
    fix = report.findings[0].fix
    assert fix is not None
    assert fix.after.endswith(".T")


RIGHT = {
    "edges and transposed": COUNTED + "plt.pcolormesh(ea, ep, n.T)",
    "transposed by name": COUNTED + "n = n.T\nplt.pcolormesh(ea, ep, n)",
    "the other edge across": COUNTED + "plt.pcolormesh(ep, ea, n)",
    "counted the other way round": MADE
    + "n, ep, ea = np.histogram2d(pay, age, bins=20)\nplt.pcolormesh(ea, ep, n)\nplt.xlabel('age')\nplt.ylabel('pay')",
    "the extent as the rows are": COUNTED
    + "plt.imshow(n, origin='lower', extent=(ep[0], ep[-1], ea[0], ea[-1]), aspect='auto')",
    "points over it": MADE
    + SQUARE
    + "plt.imshow(n, origin='lower', extent=(0, 60, 0, 60))\nplt.scatter(pay[:200], age[:200])",
    "labels as the rows are": COUNTED + "plt.imshow(n, origin='lower')\nplt.xlabel('pay')\nplt.ylabel('age')",
    "nothing beside it": COUNTED + "plt.imshow(n)",
}


@pytest.mark.parametrize("name", RIGHT)
def test_counts_drawn_as_they_should_be(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name] + "\nplt.savefig('a.png')"
    assert said(checked(code, tmp_path, monkeypatch, ["swapped-image-axes"])) == []
