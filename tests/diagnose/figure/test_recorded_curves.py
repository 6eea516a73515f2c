"""Names of curves that a training recorded, handed out in another order than the keys'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Run, Value
from kerascope.findings import Finding, Location

CURVES = {
    "accuracy": (0.4, 0.6, 0.7),
    "loss": (0.9, 0.7, 0.5),
    "val_accuracy": (0.3, 0.5, 0.6),
    "val_loss": (1.1, 0.9, 0.8),
}
FIT = Value("fit", "History", "keras", about={"history": True, "keys": list(CURVES), "curves": CURVES})
LOSS_FIRST = ("train loss", "train acc", "val loss", "val acc")


def _run(
    names: tuple[str, ...], curves: dict[str, Any], *, legend: int | None = 5, source: str = "", via: str = "pandas"
) -> Run:
    calls = [
        call("plot", "line", argument("y", v, ""), number=n, source="table.plot()", via=via)
        for n, v in enumerate(curves.values())
    ]
    lines = tuple(Artist("line", n, names[n], 3, 3, colour=f"C{n}") for n in range(len(calls)))
    numbers = tuple(range(len(calls)))
    set_ = Location("script.py", None, legend, legend, 1, None, "plt.legend()") if legend else None
    one = panel(artists=lines, legend=names, legend_handles=names, legend_calls=numbers, legend_set=set_)
    return run_with(*calls, panels=[one], histories=(FIT,), sources={"script.py": source})


def _look(run: Run) -> list[Finding]:
    return list(all_causes()["legend-mismatch"].look(run.sheets[0], run) or [])


@pytest.mark.parametrize("legend", [5, None])
def test_columns_named_anew_in_another_order(legend: int | None) -> None:
    source = "table = read()\ntable.columns = ['train loss', 'train acc', 'val loss', 'val acc']\ntable.plot()\n"
    (found,) = _look(_run(LOSS_FIRST, CURVES, legend=legend, source=source))
    assert "calls the curve 'accuracy' by the name 'train loss'" in found.message
    assert "accuracy, loss, val_accuracy, val_loss, in this order" in found.message
    assert found.location.line == 2
    assert found.fix is not None
    assert found.fix.after == '["train acc", "train loss", "val acc", "val loss"]'


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (("loss", "accuracy"), ("accuracy", "loss")),
        (("validation", "training"), ("loss", "val_loss")),
        (("Test loss", "Loss"), ("loss", "val_loss")),
        (("held-out accuracy", "accuracy"), ("accuracy", "val_accuracy")),
    ],
)
def test_two_names_exchanged(names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert len(_look(_run(names, {k: CURVES[k] for k in keys}))) == 1


def test_empty_lines_that_seaborn_makes_for_its_legend() -> None:
    run = _run(LOSS_FIRST, CURVES, legend=None, via="seaborn")
    (one,) = run.sheets[0].last
    drawn = tuple(replace(a, label="") for a in one.artists)
    made = tuple(replace(a, call=None, points=0) for a in one.artists)
    one = replace(one, artists=drawn + made, legend_calls=(None,) * 4)
    sheet = replace(run.sheets[0], events=tuple(replace(e, panels=(one,)) for e in run.sheets[0].events))
    assert len(_look(replace(run, sheets=(sheet,)))) == 1


def test_one_call_of_all_columns() -> None:
    table = np.array(list(CURVES.values())).T
    run = _run(LOSS_FIRST, {"all": table}, source="plt.legend(['train loss', 'train acc', 'val loss', 'val acc'])")
    lines = tuple(Artist("line", 0, f"_child{n}", 3, 3) for n in range(4))
    one = replace(run.sheets[0].last[0], artists=lines, legend_handles=tuple(a.label for a in lines), legend_calls=())
    sheet = replace(run.sheets[0], events=tuple(replace(e, panels=(one,)) for e in run.sheets[0].events))
    assert len(_look(replace(run, sheets=(sheet,)))) == 1


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (("train acc", "train loss", "val acc", "val loss"), tuple(CURVES)),
        (("training", "validation"), ("loss", "val_loss")),
        (("fit", "test"), ("loss", "val_loss")),
        (("run a", "run b"), ("val_loss", "loss")),
        (("loss", "loss"), ("accuracy", "loss")),
        (("best loss", "worst accuracy"), ("loss", "accuracy")),
        (("loss", "accuracy"), ("loss", "val_loss")),
    ],
)
def test_names_that_stand_well_or_mean_nothing_here(names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert _look(_run(names, {k: CURVES[k] for k in keys})) == []


def test_other_values_than_the_recorded_ones() -> None:
    assert _look(_run(("loss", "accuracy"), {"a": (0.9, 0.7, 0.4), "b": (0.1, 0.2, 0.3)})) == []


def test_a_panel_for_each_column() -> None:
    calls = [call("plot", "line", argument("y", v, ""), number=n, panel=n) for n, v in enumerate(CURVES.values())]
    lines = [Artist("line", n, t, 3, 3) for n, t in enumerate(LOSS_FIRST)]
    panels = [panel(n, artists=(a,), legend=(a.label,), legend_handles=(a.label,)) for n, a in enumerate(lines)]
    panels = [replace(p, legend_calls=(n,)) for n, p in enumerate(panels)]
    run = run_with(*calls, panels=panels, histories=(FIT,))
    assert len(_look(run)) == 1
    assert _look(replace(run, histories=())) == []


HEADS = {
    "age_loss": (0.4, 0.3, 0.2),
    "loss": (1.3, 1.0, 0.8),
    "sex_accuracy": (0.5, 0.6, 0.8),
    "sex_loss": (0.9, 0.7, 0.6),
    "val_age_loss": (0.5, 0.4, 0.3),
    "val_loss": (1.5, 1.3, 1.2),
}
LOSSES = ("age_loss", "sex_loss", "loss")


@pytest.mark.parametrize(
    ("names", "keys", "named"),
    [
        (("total", "age", "sex"), LOSSES, 1),
        (("sex", "age"), ("age_loss", "sex_loss"), 1),
        (("overall", "age"), ("age_loss", "loss"), 1),
        (("val total", "val age"), ("val_age_loss", "val_loss"), 1),
        (("age", "validation age", "total", "val total"), ("age_loss", "val_age_loss", "val_loss", "loss"), 1),
        (("age", "sex", "total"), LOSSES, 0),
        (("age", "sex", "sum of both"), LOSSES, 0),
        (("height", "age", "sex"), LOSSES, 0),
        (("sex", "total"), ("sex_accuracy", "sex_loss"), 0),
        (("total", "sum"), ("age_loss", "sex_loss"), 0),
        (("age", "total"), ("age_loss", "val_loss"), 0),
        (("head 1", "head 2"), ("loss", "age_loss"), 0),
    ],
)
def test_outputs_named_without_their_metric(names: tuple[str, ...], keys: tuple[str, ...], named: int) -> None:
    fit = Value("fit", "History", "keras", about={"history": True, "keys": list(HEADS), "curves": HEADS})
    assert len(_look(replace(_run(names, {k: HEADS[k] for k in keys}), histories=(fit,)))) == named
