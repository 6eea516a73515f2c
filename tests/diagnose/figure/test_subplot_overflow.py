"""Codes of more than three digits."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["subplot-overflow"]).findings
    ]


@pytest.mark.parametrize("code", ["int('34' + str(k + 1))", "340 + k + 1 if k < 9 else 3400 + k + 1"])
def test_a_code_put_together(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"fig = plt.figure()\nfor k in range(12):\n    fig.add_subplot({code}).plot([1, 2])\n"
    found = checked(script, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert [f.cause for f in found] == ["subplot-overflow"]
    assert "3410" in found[0].message
    assert "12 turns" in found[0].message


@pytest.mark.parametrize(
    ("loop", "walked"),
    [
        ("n, (name, w) in enumerate(kernels.items(), start=1)", "kernels"),
        ("n, name in enumerate(sorted(kernels), 1)", "kernels"),
        ("n in range(1, total + 1)", "range(1, total + 1)"),
        ("n in [k + 1 for k in range(8)]", "[k + 1 for k in range(8)]"),
        ("n, k in enumerate(kernels, start=1)", "kernels"),
        ("k in range(total)", "range(total)"),
        ("k in range(len(kernels))", "range(len(kernels))"),
    ],
)
def test_how_many_the_loop_needs(loop: str, walked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "kernels = {f'layer {k}': k for k in range(8)}\ntotal = len(kernels)\n"
    number = "k + 1" if loop.startswith("k") else "n"
    code = head + f"for {loop}:\n    plt.subplot(2, 3, {number})\n    plt.plot([1, 2])\n"
    found = checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert [f.cause for f in found] == ["subplot-overflow"]
    assert "8 turns" in found[0].message
    assert f"`{walked}`" in found[0].message


@pytest.mark.parametrize(
    ("made", "place", "said"),
    [
        ("GridSpec(2, 2, figure=fig)", "n", "2 x 2 = 4 places, and index 4 was asked of it; the loop over `range(6)`"),
        ("fig.add_gridspec(2, 2)", "n", "2 x 2 = 4 places, and index 4"),
        ("fig.add_gridspec(2, 3)", "n // 2, n % 2", "it has 2 rows, and at least 3 are needed"),
    ],
)
def test_a_place_beyond_a_gridspec(
    made: str, place: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"from matplotlib.gridspec import GridSpec\nfig = plt.figure()\ngrid = {made}\n"
    code += f"for n in range(6):\n    fig.add_subplot(grid[{place}]).plot([1, 2])\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert said in found.message
    if "//" not in place:
        assert found.fix is not None
        assert found.fix.after.endswith("(2, 3")


def test_an_index_beyond_something_else_beside_a_gridspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "fig = plt.figure()\ngrid = fig.add_gridspec(2, 2)\nnames = np.zeros(3)\n"
    code += "for n in range(4):\n    fig.add_subplot(grid[n]).set_title(names[n])\n"
    assert not checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings


@pytest.mark.parametrize(
    ("held", "named"),
    [("np.ones((4, 1))", []), ("np.ones((4, 9))", ["subplot-overflow"])],
    ids=["the data", "the axes"],
)
def test_which_array_of_the_statement_ended(
    held: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"k = {held}\nfig, axes = plt.subplots(1, 6)\nfor i in range(9):\n    axes[i].plot(k[:, i])\n"
    assert _said(code, tmp_path, monkeypatch) == named
