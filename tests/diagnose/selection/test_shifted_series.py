"""Rows drawn too early, beside whatever stands for the truth; what lags, or is right, is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with
from tests.diagnose.scripts import checked, said

from kerascope.diagnose import all_causes
from kerascope.evidence import Provenance, Run, Value
from kerascope.findings import Finding

WALK = "t = np.arange(300)\ns = np.cumsum(rng.normal(size=300)) + 50\np = s[30:] + rng.normal(0, 0.1, 270)\n"
NOISY = "m = np.convolve(rng.normal(size=400), np.hanning(30), 'same')\ns = m + rng.normal(0, 1.5, 400)\nplt.plot(s)\n"

WRONG = {
    "over an area": WALK + "plt.fill_between(t, s)\nplt.plot(t[:270], p, label='forecast')\n",
    "over dots": WALK + "plt.scatter(t, s)\nplt.plot(p, label='predicted')\n",
    "over bars": WALK + "plt.bar(t, s)\nplt.step(t[:270], p, label='predicted')\n",
    "in seconds": WALK + "plt.plot(t / 50, s)\nplt.plot(t[:270] / 50, p, label='prediction')\n",
    "as dots": WALK + "plt.plot(t, s)\nplt.scatter(t[:270], p, label='predicted')\n",
    "over a noisy truth": NOISY + "plt.plot(m[24:], label='predicted')\n",
}
RIGHT = {
    "over an area, in its place": WALK + "plt.fill_between(t, s)\nplt.plot(t[30:], p, label='forecast')\n",
    "in its band": WALK + "plt.fill_between(t, s - 9, s + 9)\nplt.plot(t[:270], p, label='forecast')\n",
    "in seconds, in its place": WALK + "plt.plot(t / 50, s)\nplt.plot(t[30:] / 50, p, label='prediction')\n",
    "an echo of yesterday": WALK + "plt.bar(t, s)\nplt.plot(t[24:], s[:-24], label='naive forecast')\n",
    "an echo over a noisy truth": NOISY + "plt.plot(np.arange(24, 400), m[:-24], label='predicted')\n",
    "over a noisy truth, in its place": NOISY + "plt.plot(np.arange(24, 400), m[24:], label='predicted')\n",
    "of the training part alone": NOISY + "plt.plot(m[:340], label='predicted, training part')\n",
    "no forecast at all": WALK + "plt.plot(t, s)\nplt.plot(rng.normal(size=270).cumsum() + 50, label='predicted')\n",
    "a guess": "t = np.arange(300) / 9\nplt.plot(t, np.sin(t))\nplt.plot(t, np.sin(t+1), label='model')\n",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_drawn_too_early(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = WRONG[name] + "plt.savefig('a.png')\n"
    found = said(checked(code, tmp_path, monkeypatch, ["shifted-series"]))
    assert [(f[0], f[2]) for f in found] == [("shifted-series", code.count("\n") - 1)]


@pytest.mark.parametrize("name", RIGHT)
def test_a_row_in_its_place(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name] + "plt.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["shifted-series"])) == []


def smoothed(start: int, taps: int = 31) -> list[Finding]:
    """What is said of a noisy row and what a convolution without padding made of it, drawn from `start` on."""
    noisy = np.sin(np.arange(500) / 15) + np.random.default_rng(3).normal(0, 0.3, 500)
    window = np.hanning(taps + 2)[1:-1]
    smooth = np.convolve(noisy, window / window.sum(), "valid")
    made = Provenance("output", ("batch", "time", "channel"), given_shape=(1, 500, 1))
    derivation = root("out", (1, smooth.size, 1), made.axes, (0, None, 0), provenance=made)
    truth = call("plot", "line", argument("y", noisy, "noisy"), number=0)
    x = argument("x", np.arange(start, start + smooth.size), "x")
    drawn = call("plot", "line", x, argument("y", smooth, "out[0, :, 0]", derivation=derivation), number=1)
    run: Run = run_with(truth, drawn, panels=[panel()])
    return list(all_causes()["shifted-series"].look(drawn, run))


def test_what_a_convolution_cut_at_both_ends() -> None:
    found = smoothed(0)
    assert [f.evidence["steps"] for f in found] == [15]
    assert "31 neighbours" in found[0].message


def test_what_a_convolution_cut_drawn_in_its_place() -> None:
    assert smoothed(15) == []


def errors_from(start: int, xlim: tuple[float, float] = (0.0, 200.0), made: Any = np.abs, below: int = 2) -> list[Any]:
    """What is said of a prediction's errors drawn from `start` on, in a panel below the series itself."""
    noise = np.random.default_rng(5)
    series = np.sin(np.arange(200) / 6) + noise.normal(0, 0.1, 200)
    output = (series[24:] + noise.normal(0, 0.2, 176)).astype("float32").reshape(-1, 1)
    gave = Value("", "ndarray", provenance=Provenance("output"), values=output)
    whole = call("plot", "line", argument("y", series, "series"), number=0)
    errors = made(output[:, 0] - series[24:])
    x = argument("x", np.arange(start, start + 176), "range(len(e))")
    drawn = call("plot", "line", x, argument("y", errors, "e"), number=1, panel=below)
    panels = [panel(xlim=(0.0, 200.0)), panel(2, xlim=xlim)]
    run = run_with(whole, drawn, panels=panels, outputs=(gave,))
    return list(all_causes()["shifted-series"].look(drawn, run))


@pytest.mark.parametrize("made", [np.abs, np.square, np.negative])
def test_errors_that_begin_before_the_first_prediction(made: Any) -> None:
    found = errors_from(0, made=made)
    assert [f.evidence["steps"] for f in found] == [24]
    assert found[0].fix.after == "range(24, 24 + len(e))"
    assert len(errors_from(0, made=made, below=1)) == 1


def test_errors_in_their_place() -> None:
    assert errors_from(24) == []
    assert errors_from(0, xlim=(0.0, 176.0)) == []  # panels that share no x
    assert errors_from(0, made=np.sort) == []  # of no order in time


def among_nan(start: int, given: Any = np.asarray, alike: bool = True) -> list[Any]:
    """What is said of an output set into a row of NaN from `start` on, beside the series, under no word for it."""
    noise = np.random.default_rng(6)
    series = np.sin(np.arange(200) / 6) + noise.normal(0, 0.05, 200)
    output = (series[140:] + noise.normal(0, 0.1, 60)).astype("float32").reshape(-1, 1)
    gave = Value("", "ndarray", provenance=Provenance("output"), values=output if alike else output[::-1])
    row = np.full(200, np.nan)
    row[start : start + 60] = given(output[:, 0])
    whole = call("plot", "line", argument("y", series, "series"), number=0)
    drawn = call("plot", "line", argument("y", row, "row"), number=1)
    run = run_with(whole, drawn, panels=[panel()], outputs=(gave,))
    return list(all_causes()["shifted-series"].look(drawn, run))


def test_an_output_among_nan() -> None:
    assert [f.evidence["steps"] for f in among_nan(130)] == [10]
    assert [f.evidence["steps"] for f in among_nan(130, lambda v: v * 1.01 + 0.02)] == [10]  # of scaled numbers
    assert among_nan(140) == []
    assert among_nan(130, alike=False) == []  # of the script's own, so that it may be any other series


BATCH = (
    "t = np.arange(80)\n"
    "def beat(at):\n    return np.exp(-(((t - at) / 6) ** 2)) + np.exp(-(((t - at - 21) / 9) ** 2)) / 3\n"
    "real = np.stack([beat(at) for at in {real}]) + rng.normal(0, 0.01, (9, 80))\n"
    "made = np.stack([beat(at) for at in {made}])\n"
)
USUAL = "[30 + n % 3 for n in range(9)]"
ODD = "[44 if n == 4 else 30 + n % 3 for n in range(9)]"
EARLY = "[20 + n % 3 for n in range(9)]"
ROWS = "plt.plot(real[4])\nplt.plot(made[4], label='{label}')\n"
SHORT = (
    "mean = np.stack([np.convolve(rng.normal(size=400), np.hanning(30), 'same') for _ in range(9)])\n"
    "real, made = mean + rng.normal(0, 1.5, (9, 400)), mean[:, 24:].copy()\n" + ROWS
)


@pytest.mark.parametrize(
    ("real", "made", "drawn", "named"),
    [
        (ODD, USUAL, ROWS, 0),
        (ODD, USUAL, "real, made = real[..., None], made[..., None]\n" + ROWS.replace("[4]", "[4, :, 0]"), 0),
        (
            ODD,
            USUAL,
            "for a, b in [*zip(real, made)][3:6]:\n    plt.figure()\n"
            "    plt.plot(a)\n    plt.plot(b, label='predicted')\n",
            0,
        ),
        (USUAL, USUAL, ROWS, 0),
        (USUAL, EARLY, ROWS, 1),
        (ODD, EARLY, ROWS.replace("[4]", "[5]"), 1),
        (USUAL, EARLY, "real, made = [*real], [*made]\n" + ROWS, 1),
        (USUAL, USUAL, SHORT, 1),
    ],
)
def test_one_sample_of_a_batch_that_is_unlike_the_others(
    real: str, made: str, drawn: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An autoencoder gives back the usual beat for one that came late; a shift is there in every sample."""
    code = BATCH.format(real=real, made=made) + drawn.format(label="predicted") + "plt.savefig('a.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["shifted-series"]).findings) == named


@pytest.mark.parametrize(("other", "named"), [("row", 0), ("scaled", 0), ("whole", 0), ("measured", 1), ("layer", 1)])
def test_beside_another_prediction(other: str, named: int) -> None:
    """Forecasts for two places with one period: the later one is no truth that the other is too early for."""
    made = np.stack([np.sin(np.arange(60) / 8 - lag) for lag in (0, 1)]).astype("float32")
    scaled = [30.0 * m.astype("float64") + 100 for m in made]
    truth, mine = (scaled[1], scaled[0]) if other == "scaled" else (made[1], made[0])
    whole = made[1:].T if other == "whole" else made
    if other == "measured":
        truth = truth + np.random.default_rng(8).normal(0, 0.01, 60)
    model, scaler = Provenance("output", layer_class="Dense"), Provenance("output", layer_class="Normalization")
    gave = Value("an output", "ndarray", provenance=scaler if other == "layer" else model, values=whole)
    derivation = root("f", (2, 60), ("batch", "unit"), (0, None), provenance=model)
    first = call("plot", "line", argument("y", truth, "a"), number=0)
    drawn = call("plot", "line", argument("y", mine, "f[0]", derivation=derivation), number=1)
    run: Run = run_with(first, drawn, panels=[panel()], outputs=(gave,))
    assert len(list(all_causes()["shifted-series"].look(drawn, run))) == named
