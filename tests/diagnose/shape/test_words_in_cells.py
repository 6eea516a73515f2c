"""Numbers in the cells of a table drawn as a picture, and arrows to its pixels: x first, as everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

TABLE = "m = np.array([[50, 3, 0], [9, 41, 2], [1, 6, 38]])\nplt.imshow(m)\n"
CELLS = "for i in range(3):\n    for j in range(3):\n        plt.text({where}, {what}, ha='center')\n"
SPOT = (
    "y, x = np.mgrid[:40, :60]\nm = np.exp(-((y - 9) ** 2 + (x - 31) ** 2) / 30)\nplt.imshow(m)\n"
    "best = np.unravel_index(m.argmax(), m.shape)\n"
)

WRONG = {
    "counts": (TABLE + CELLS.format(where="i, j", what="m[i, j]"), "text(j, i"),
    "counts by another name": (
        TABLE + "for (r, c), n in np.ndenumerate(m):\n    plt.gca().text(r, c, f'{n:d}')\n",
        "text(c, r",
    ),
    "shares in percent": (
        "m = np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5]])\nplt.imshow(m)\n"
        + CELLS.format(where="i, j", what="f'{m[i, j]:.0%}'"),
        "j, i",
    ),
    "an arrow": (SPOT + "plt.annotate('best', xy=best, xytext=(3, 3), arrowprops={'width': 1})", "xy=best[::-1]"),
    "an arrow to a pair": (SPOT + "r, c = best\nplt.annotate('best', (r, c), xytext=(3, 3))", "(c, r)"),
    "a point": (SPOT + "plt.plot(*best, 'r+')", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_words_of_the_mirrored_cells(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, after = WRONG[name]
    report = checked(code + "\nplt.savefig('a.png')", tmp_path, monkeypatch, ["rowcol-as-xy"])
    assert [c for c, _, _ in said(report)] == ["rowcol-as-xy"]
    fix = report.findings[0].fix
    assert (fix.after if fix else "").endswith(after)


RIGHT = {
    "counts": TABLE + CELLS.format(where="j, i", what="m[i, j]"),
    "a symmetric table": "m = np.array([[9, 2, 3], [2, 8, 1], [3, 1, 7]])\nplt.imshow(m)\n"
    + CELLS.format(where="i, j", what="m[i, j]"),
    "other numbers": TABLE + CELLS.format(where="i, j", what="m[i, j] / m[i].sum()"),
    "names of the cells": TABLE + CELLS.format(where="i, j", what="'abc'[i]"),
    "an arrow": SPOT + "plt.annotate('best', xy=best[::-1], xytext=(3, 3))",
    "an arrow elsewhere": SPOT + "plt.annotate('edge', xy=(9, 30), xytext=(3, 3))",
    "in the axes' own units": SPOT + "plt.annotate('best', xy=best, xycoords='axes pixels')",
    "a point": SPOT + "plt.plot(best[1], best[0], 'r+')",
}


@pytest.mark.parametrize("name", RIGHT)
def test_words_where_they_belong(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name] + "\nplt.savefig('a.png')"
    assert said(checked(code, tmp_path, monkeypatch, ["rowcol-as-xy"])) == []
