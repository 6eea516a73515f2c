"""Predictions that are fewer than their dates by the window which the model reads."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Provenance, Run, Value
from kerascope.findings import Finding

RAISED = "ValueError: x and y must have same first dimension, but have shapes ({},) and ({}, 1)"


def drawn(n: int, m: int, inputs: list[list[int | None]], made: str = "net.predict(windows)", kind: str = "") -> Run:
    x = argument("x", np.linspace(3, 9, n), "dates")
    steps = (Assignment("forecast", made, 3, f"forecast = {made}", ("net.predict",)),)
    provenance = Provenance(kind, ("batch", "unit"), layer="out", layer_class="Dense") if kind else None
    y = argument("y", np.linspace(0, 1, m)[:, None], "forecast", lineage=steps, provenance=provenance)
    model = Value("net", "Functional", "keras", about={"inputs": inputs})
    one = call("plot", "line", x, y, exception=RAISED.format(n, m))
    return run_with(one, panels=[panel()], models=(model,))


def look(run: Run) -> Finding:
    (finding,) = all_causes()["length-mismatch"].look(run.calls[0], run)
    return finding


@pytest.mark.parametrize(
    "run",
    [
        drawn(60, 46, [[None, 14, 1]]),
        drawn(60, 46, [[None, 14, 5], [None, 3]], "scaler.inverse_transform(net.predict(windows))"),
        drawn(60, 46, [[None, 14, 1]], "results[0]", "output"),
    ],
    ids=["predicted", "two inputs", "known as an output"],
)
def test_the_first_window_has_no_prediction(run: Run) -> None:
    finding = look(run)
    assert "14 fewer" in finding.message
    assert "windows of 14 steps" in finding.message
    assert finding.evidence["window"] == 14
    assert finding.fix is not None
    assert finding.fix.after == "dates[-len(forecast):]"


@pytest.mark.parametrize(
    "run",
    [
        drawn(60, 46, [[None, 10, 1]]),
        drawn(60, 46, [[None, 14]]),
        drawn(60, 46, [[None, 14, 14, 1]]),
        drawn(60, 46, [[None, None, 1]]),
        drawn(46, 60, [[None, 14, 1]]),
        drawn(60, 46, [[None, 14, 1]], "losses[2:]"),
    ],
    ids=["another window", "features", "pictures", "steps of any number", "x is shorter", "no prediction"],
)
def test_lengths_that_no_window_explains(run: Run) -> None:
    finding = look(run)
    assert "window" not in finding.message
    assert finding.fix is not None
    assert "-len" not in finding.fix.after
