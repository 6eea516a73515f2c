"""What a log axis drops: of all that is drawn, or of a few in a bundle of curves."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

ALPHA = "alpha = np.logspace(-2, 2, 30)\nweights = np.linspace(-2, 3, 11)[:, None] * np.exp(-alpha / 20)\n"
SAVE = "plt.savefig('x.png')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.severity for f in checked(code + SAVE, folder, monkeypatch, ["log-of-nonpositive"]).findings]


def test_a_bundle_that_is_seen_in_part_gets_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ALPHA + "weights[:, -4:] = 0\nfor weight in weights:\n    plt.semilogy(alpha, weight)\n"
    assert _said(code, tmp_path, monkeypatch) == ["note"]


def test_a_bundle_of_which_nothing_is_whole_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ALPHA + "for weight in weights:\n    plt.semilogy(alpha, -np.abs(weight))\n"
    assert _said(code, tmp_path, monkeypatch) == ["error"]


def test_one_curve_of_two_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ALPHA + "plt.semilogy(alpha, weights[-1])\nplt.semilogy(alpha, weights[0])\n"
    assert _said(code, tmp_path, monkeypatch) == ["error"]


RAIN = "rain = np.maximum(np.random.default_rng(3).normal(1, 2, 120), 0.0)\nmade = np.abs(rain - 1) + 0.2\n"


@pytest.mark.parametrize(
    "drawn", ["plt.scatter(rain, made)\nplt.xscale('log')\nplt.yscale('log')\n", "plt.loglog(rain, made, 'o')\n"]
)
def test_what_lies_at_0_along_the_x_axis_is_dropped_as_well(
    drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (finding,) = checked(RAIN + drawn + SAVE, tmp_path, monkeypatch, ["log-of-nonpositive"]).findings
    assert finding.severity == "warning"
    assert "of 120 values of `rain`" in finding.message


@pytest.mark.parametrize("count", [5, 100])
def test_the_first_of_steps_counted_from_0_may_be_missing(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"steps = np.arange({count})\nplt.semilogx(steps, np.exp(-steps / 9))\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("heights", "named"),
    [("[0.0, 0.0, 0.31, 4.2, 9.7]", ["warning"]), ("[0, 0, 3, 42, 97]", []), ("[0.2, 0.4, 0.31, 4.2, 9.7]", [])],
)
def test_bars_without_a_height(heights: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of nothing may be left out; of a measure, 0 is a value as any other."""
    assert _said(f"plt.bar(range(5), {heights})\nplt.yscale('log')\n", tmp_path, monkeypatch) == named


def test_a_path_of_penalties_ends_at_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "penalty = np.append(np.geomspace(40, 0.1, 9), 0.0)\nplt.semilogx(penalty, np.arange(10.0))\n"
    assert _said(code, tmp_path, monkeypatch) == []


def test_what_was_shown_before_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agg keeps the figure, and its number is used again for another picture."""
    code = "plt.figure(2)\nplt.plot(np.arange(-9, 9) ** 3)\nplt.show()\n"
    code += "plt.figure(2)\nplt.plot(np.arange(1, 9) ** 3)\nplt.yscale('log')\nplt.show()\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(("between", "named"), [("", 1), ("# %%\n# Another picture:\n", 0)])
def test_a_log_axis_of_a_later_cell(between: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw, scale = "plt.plot(np.linspace(-1, 1, 20))\n", "plt.yscale('log')\n"
    for first, last in ((draw, scale), (scale, draw)):
        code = f"{first}{between}{last}plt.savefig('x.png')\n"
        assert len(checked(code, tmp_path, monkeypatch, ["log-of-nonpositive"]).findings) == named


@pytest.mark.parametrize(("norm", "after"), [("LogNorm()", "linthresh=1)"), ("LogNorm(vmax=9)", "linthresh=1, ")])
def test_the_norm_with_a_place_for_zero_is_python(
    norm: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"from matplotlib.colors import LogNorm\nplt.imshow(np.eye(6) * 8, norm={norm})\n" + SAVE
    (finding,) = checked(code, tmp_path, monkeypatch, ["log-of-nonpositive"]).findings
    assert finding.fix is not None
    assert finding.fix.after == f"SymLogNorm({after}"


@pytest.mark.parametrize(
    ("field", "said"), [("np.maximum(rng.normal(size=(20, 20)), 0)", ["warning"]), ("rng.random((20, 20)) + 1", [])]
)
@pytest.mark.parametrize("scale", ["norm=colors.LogNorm()", "locator=ticker.LogLocator()"])
def test_contours_have_no_place_for_zero_either(
    field: str, said: list[str], scale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"from matplotlib import colors, ticker\nplt.contourf({field}, {scale})\n"
    assert _said(code, tmp_path, monkeypatch) == said


def test_panels_of_one_loop_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "fig, axes = plt.subplots(3)\nfor ax, n in zip(axes, (10, 20, 0)):\n"
        "    norms = np.r_[np.linspace(1, 2, 30), np.zeros(n)]\n    ax.semilogy(norms, 'o-')\n"
    )
    found = checked(code + SAVE, tmp_path, monkeypatch, ["log-of-nonpositive"]).findings
    assert len(found) == 1
    assert "10 of 40" in found[0].message
    assert "20 of 50" in found[0].message


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        ("plt.hist(w, bins=np.logspace(-4, 0, 30))\nplt.xscale('log')\n", ["warning"]),
        ("plt.hist(w, bins=40, orientation='horizontal')\nplt.yscale('log')\n", ["warning"]),
        ("plt.hist(-np.abs(w), bins=40)\nplt.xscale('log')\n", ["error"]),
        ("plt.hist(np.abs(w), bins=np.logspace(-4, 0, 30))\nplt.xscale('log')\n", []),
        ("plt.hist(np.maximum(w, 0), bins=np.logspace(-4, 0, 30))\nplt.xscale('log')\n", []),  # those that are active
        ("plt.hist(w, bins=40)\nplt.yscale('log')\n", []),  # the counts are on the log axis
        ("plt.hist(w, bins=40, log=True)\n", []),
        ("plt.hist(w, bins=40)\nplt.xscale('symlog', linthresh=0.01)\n", []),
        ("plt.hist(np.append(np.abs(w), -1e-9), bins=np.logspace(-4, 0, 30))\nplt.xscale('log')\n", []),  # one of many
    ],
)
def test_a_histogram_of_signed_numbers(
    drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "w = np.random.default_rng(4).normal(0, 0.1, 600)\n"
    assert _said(code + drawn, tmp_path, monkeypatch) == named
