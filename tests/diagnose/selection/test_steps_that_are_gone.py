"""Outputs that have no time axis under words of a course, and loops over features that index the time axis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with
from tests.diagnose.scripts import checked
from tests.diagnose.scripts import said as said_of

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Derivation, Provenance, Value
from kerascope.findings import Finding

rng = np.random.default_rng(0)


def said(xlabel: str, title: str, layer: str = "GRU", **more: Any) -> list[Finding]:
    made = Provenance("output", ("batch", "unit"), layer="r", layer_class=layer, given_shape=(2, 50, 3), **more)
    derivation = root("s", (2, 20), ("batch", "unit"), (0, None), provenance=made)
    one = call("plot", "line", argument("y", rng.random(20), "s[0]", derivation=derivation), source="plt.plot(s[0])")
    text = "s = GRU(20, name='r')(x)\nplt.plot(s[0])\n"
    run = run_with(one, panels=[panel(xlabel=xlabel, title=title)], sources={"script.py": text})
    return list(all_causes()["single-timestep"].look(one, run))


@pytest.mark.parametrize(
    ("xlabel", "title", "layer"),
    [
        ("sample", "activation of the units", "GRU"),
        ("time step", "", "LSTM"),
        ("", "hidden state over the sequence", "Bidirectional"),
        ("second", "", "GlobalAveragePooling1D"),
    ],
)
def test_units_under_words_of_a_course(xlabel: str, title: str, layer: str) -> None:
    assert [f.evidence["steps"] for f in said(xlabel, title, layer)] == [50]


def test_the_layer_is_told_to_return_all() -> None:
    fix = said("time step", "")[0].fix
    assert fix is not None
    assert fix.after == "GRU(20, name='r', return_sequences=True)"


@pytest.mark.parametrize(
    ("xlabel", "title", "layer", "more"),
    [
        ("unit", "state after 50 steps", "GRU", {}),
        ("", "last state of the sequence", "GRU", {}),
        ("", "GRU output", "GRU", {}),
        ("hour", "load", "LSTM", {"final": True}),
        ("hour", "forecast", "GRU", {}),
        ("time step", "", "Dense", {}),
    ],
)
def test_units_that_are_called_so_and_forecasts(xlabel: str, title: str, layer: str, more: dict[str, Any]) -> None:
    assert said(xlabel, title, layer, **more) == []


@pytest.mark.parametrize(("stem", "severities"), [("axis ", {"error"}), ("step ", set())])
def test_a_loop_over_features_that_took_moments(stem: str, severities: set[str]) -> None:
    calls = []
    for k in range(3):
        derivation = root("w", (9, 60, 3), ("batch", "time", "feature"), (4, k, None))
        y = argument("y", rng.random(3), "one[k]", derivation=derivation)
        calls.append(call("plot", "line", y, number=k, options={"label": f"{stem}{k}"}))
    run = run_with(*calls)
    assert {f.severity for c in calls for f in all_causes()["single-timestep"].look(c, run)} == severities


def test_a_mean_over_time_under_words_of_a_course() -> None:
    derivation = root("h", (2, 50, 8), ("batch", "time", "unit"), (0, None, None))
    derivation = replace(derivation, order=(2,), reduced=(1,))
    one = call("plot", "line", argument("y", rng.random(8), "h.mean(axis=1)[0]", derivation=derivation))
    named, silent = (run_with(one, panels=[panel(xlabel=x)]) for x in ("time", "unit"))
    look = all_causes()["single-timestep"].look
    assert [f.severity for f in look(one, named)] == ["error"]
    assert list(look(one, silent)) == []


HOURS = np.arange(400)
SENSORS = np.stack([np.sin(HOURS / 11) + 2, np.cos(HOURS / 17) * 3, HOURS / 90, np.sin(HOURS / 25) - 4], axis=1)
WINDOWS = np.stack([SENSORS[i : i + 40] for i in range(20)])  # each moment stands in many of them
IMAGES = np.sin(np.arange(40)[:, None] / 9 + np.arange(8) / 9) + np.zeros((20, 1, 1))


@pytest.mark.parametrize(
    ("whole", "index", "expression", "xlabel", "named"),
    [
        (WINDOWS, (2, -1), "w[k, -1]", "hour", 1),
        (WINDOWS, (2, 5), "w[2][5]", "sample", 1),
        (WINDOWS, (2, 5), "w[2][5].numpy()", "sample", 1),
        (WINDOWS, (2, -1), "w[k, -1]", "sensor", 0),
        (WINDOWS, (2, -1), "w[k, -1]", "", 0),
        (WINDOWS, (2, -1), "last", "hour", 0),
        (IMAGES, (2, -1), "w[k, -1]", "hour", 0),  # goes on as smoothly along its rows: 40 days of 8 hours
        (rng.random((20, 40, 4)), (2, -1), "w[k, -1]", "hour", 0),
    ],
)
def test_a_moment_of_windows_that_overlap(whole: Any, index: Any, expression: str, xlabel: str, named: int) -> None:
    y = argument("y", whole[index], expression, near=(Value("w", "ndarray", values=whole),))
    one = call("plot", "line", y)
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel=xlabel)])))
    assert [f.evidence["steps"] for f in found] == [40] * named


@pytest.mark.parametrize(
    ("whole", "axes", "source", "xlabel", "named"),
    [
        (WINDOWS, ("batch", "height", "width"), "plt.plot(w[2, -1])", "hour", 1),
        (WINDOWS, ("batch", "height", "width"), "pd.Series(w[2, -1]).plot(title='one')", "hour", 1),
        (WINDOWS, None, "Series(w[2][-1], name='x').plot()", "step", 1),
        (WINDOWS, ("batch", "height", "width"), "plt.plot(w[2, -1])", "column", 0),
        (WINDOWS, ("batch", "height", "width"), "pd.Series(last).plot()", "hour", 0),
        (WINDOWS, ("batch", "head", "query"), "plt.plot(w[2, -1])", "step", 0),
        (IMAGES, ("batch", "height", "width"), "plt.plot(w[2, -1])", "hour", 0),
    ],
)
def test_a_moment_of_windows_before_a_flatten(whole: Any, axes: Any, source: str, xlabel: str, named: int) -> None:
    """A model that begins with a Flatten may read pictures or windows: how the values go on tells."""
    near = Value("w", "ndarray", values=whole, provenance=Provenance("input", axes) if axes is not None else None)
    y = argument("y", whole[2, -1], "" if "Series" in source else "w[2, -1]", near=(near,))
    x = [argument("x", np.arange(len(y.values)), "")] if "Series" in source else []
    one = call("plot", "line", *x, y, source=source, via="pandas" if x else "")
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel=xlabel)])))
    assert [f.evidence["steps"] for f in found] == [40] * named


TURNED = WINDOWS.swapaxes(1, 2)
CUT = (Assignment("w", "w = sliding_window_view(x, 40, axis=0)", 1, "sliding_window_view(x, 40, axis=0)"),)
BACK = (Assignment("w", "", 1, "sliding_window_view(x, 40, axis=0).transpose(0, 2, 1)"),)
GIVEN = (Assignment("one", "show(w[2])", 2, "w[2]"),)
LOOP = (Assignment("one", "for one in w[:3]", 2, "w[:3]"),)
NOISE = rng.random((20, 4, 40))


@pytest.mark.parametrize(
    ("whole", "index", "expression", "xlabel", "lineage", "severities"),
    [
        (TURNED, (2, slice(None), -1), "w[k][:, -1]", "hour", (), ["warning"]),
        (TURNED, (2, slice(None), -1), "w[k, :, -1]", "hour", (), ["warning"]),
        (TURNED, (2, slice(None), 5), "one[:, 5]", "hour", LOOP, ["warning"]),
        (TURNED, (2, slice(None), 5), "one[:, 5]", "hour", GIVEN, ["warning"]),
        (TURNED, (2, slice(None), -1), "w[k][:, -1]", "sensor", (), []),
        (TURNED, (2, 1), "w[k][1]", "hour", (), []),
        (NOISE, (2, slice(None), -1), "w[k][:, -1]", "hour", (), []),
        (NOISE, (2, slice(None), -1), "w[k][:, -1]", "hour", CUT, ["error"]),
        (NOISE, (2, 1), "w[k][1]", "hour", CUT, []),
        (NOISE, (2, slice(None), -1), "w[k][:, -1]", "hour", BACK, []),
    ],
)
def test_a_moment_of_windows_that_have_their_steps_last(
    whole: Any, index: Any, expression: str, xlabel: str, lineage: Any, severities: list[str]
) -> None:
    y = argument("y", whole[index], expression, near=(Value("w", "ndarray", values=whole),), lineage=lineage)
    one = call("plot", "line", y)
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel=xlabel)])))
    assert [f.severity for f in found] == severities


@pytest.mark.parametrize(
    ("index", "expression", "named"), [((2, 1, None), "w[2][1]", 0), ((2, None, 7), "w[2][:, 7]", 1)]
)
def test_steps_that_go_on_along_the_last_axis_of_an_input(index: Any, expression: str, named: int) -> None:
    """A model that turns its input over inside names its axes the wrong way round."""
    made = Provenance("input", ("batch", "time", "feature"))
    derivation = root("w", TURNED.shape, ("batch", "time", "feature"), index, provenance=made)
    values = TURNED[2, 1] if index[1] == 1 else TURNED[2, :, 7]
    y = argument("y", values, expression, derivation=derivation, near=(Value("w", "ndarray", values=TURNED),))
    one = call("plot", "line", y)
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel="hour")])))
    assert [f.severity for f in found] == ["error"] * named


@pytest.mark.parametrize(("title", "named"), [("first sensor, 40 samples", 1), ("first sensor", 0)])
def test_a_moment_where_the_title_counts_the_steps(title: str, named: int) -> None:
    y = argument("y", TURNED[2, :, 7], "w[2][:, 7]", near=(Value("w", "ndarray", values=TURNED),))
    one = call("plot", "line", y)
    assert len(list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(title=title)])))) == named


@pytest.mark.parametrize(("row", "named"), [([5, 1, 4, 2, 3, 9], 1), ([0, 1, 0, 0, 1, 0], 0)])
def test_a_step_that_comes_again_in_a_table(row: list[int], named: int) -> None:
    """A column that pandas drew knows the table only, whose columns are the steps."""
    maps = rng.random((1, 30, 6))
    maps[0, 4] = maps[0, 14] = row
    made = Provenance("output", ("batch", "time", "channel"), layer_class="Conv1D")
    of_table = Derivation("", (3, 6), (2, None), (1,))
    near = (Value("maps", "ndarray", provenance=made, values=maps),)
    y = argument("y", np.array(row, dtype=float), "", near=near)
    one = call("plot", "line", replace(y, derivation=of_table), via="pandas")
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel="sample")])))
    assert [f.severity for f in found] == ["error"] * named


@pytest.mark.parametrize(
    ("shape", "index", "made", "xlabel", "named"),
    [
        ((1, 90, 65), (0, 7, None), "np.abs(ops.stft(wave, 128, 32, 128))", "frame", 1),
        ((65, 90), (None, 7), "abs(scipy.signal.stft(wave)[2])", "time (s)", 1),
        ((1, 90, 65), (0, 7, None), "np.abs(ops.stft(wave, 128, 32, 128))", "frequency bin", 0),
        ((1, 90, 65), (0, None, 7), "np.abs(ops.stft(wave, 128, 32, 128))", "frame", 0),
        ((1, 90, 65), (0, 7, None), "np.load(path)", "frame", 0),
        ((1, 90, 60), (0, 7, None), "np.abs(ops.stft(wave, 128, 32, 128))", "frame", 0),
    ],
)
def test_a_frame_of_a_spectrogram(shape: Any, index: Any, made: str, xlabel: str, named: int) -> None:
    order = tuple(a for a, i in enumerate(index) if i is None)
    derivation = Derivation("s", shape, index, order)
    y = argument("y", rng.random(shape[order[0]]), "band", derivation=derivation, axes=None)
    one = call("plot", "line", replace(y, lineage=(Assignment("s", f"s = {made}", 1, made),)))
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel=xlabel)])))
    assert [f.evidence["steps"] for f in found] == [90] * named


NAMED = (Assignment("level", "speed, level, *rest = w[2]", 2, "w[2]"),)
LATER = (Assignment("level", "*rest, level = w[2]", 2, "w[2]"),)
ALIAS = (Assignment("level", "level = w[2][1]", 2, "w[2][1]"),)
ONE = (Assignment("one", "one = w[2]", 2, "w[2]"),)


@pytest.mark.parametrize(
    ("expression", "lineage", "after"),
    [
        ("level", NAMED, "w[2].T"),
        ("level", ALIAS, "w[2]"),
        ("one[1]", ONE, "one"),
        ("level", LATER, None),
        ("level", (Assignment("level", "level = series.pop()", 2, "series.pop()"),), None),
    ],
)
def test_a_moment_that_was_given_a_name(expression: str, lineage: Any, after: str | None) -> None:
    y = argument("y", WINDOWS[2, 1], expression, near=(Value("w", "ndarray", values=WINDOWS),), lineage=lineage)
    one = call("plot", "line", y)
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel="hour")])))
    assert [f.fix.after for f in found if f.fix is not None] == [after] * (after is not None)


@pytest.mark.parametrize(("limits", "named"), [((0.0, 3.0), 1), ((0.0, 9.0), 0)])
def test_the_label_below_a_column_of_panels(limits: tuple[float, float], named: int) -> None:
    """Of shared x axes only the lowest is labelled."""
    y = argument("y", WINDOWS[2, 1], "w[2][1]", near=(Value("w", "ndarray", values=WINDOWS),))
    one = call("plot", "line", y)
    panels = [panel(1, grid=(2, 1, 0), xlim=(0.0, 3.0)), panel(2, grid=(2, 1, 1), xlabel="hour", xlim=limits)]
    assert len(list(all_causes()["single-timestep"].look(one, run_with(one, panels=panels)))) == named


STACK = rng.random((30, 4, 6))


@pytest.mark.parametrize(
    ("values", "expression", "index", "xlabel", "layer", "after"),
    [
        (STACK[0], "steps[0]", (None, None), "step", "GRUCell", "steps[:, 0]"),
        (STACK[-1, 2], "steps[-1][2]", (2, None), "frame", "LSTMCell", "steps[:, 2]"),
        (STACK[0], "steps[0]", (None, None), "unit", "GRUCell", None),
        (STACK[0], "steps[0]", (None, None), "", "GRUCell", None),
        (STACK[0], "steps[0]", (None, None), "step", "Dense", None),
    ],
)
def test_a_step_that_a_loop_over_a_cell_put_by(
    values: Any, expression: str, index: Any, xlabel: str, layer: str, after: str | None
) -> None:
    made = Provenance("output", ("batch", "unit"), layer="c", layer_class=layer, given_shape=(4, 2))
    derivation = root("output of c", (4, 6), ("batch", "unit"), index, provenance=made)
    near = (Value("steps", "ndarray", values=STACK),)
    one = call("plot", "line", argument("y", values, expression, derivation=derivation, near=near))
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel=xlabel)])))
    assert [(f.evidence["steps"], f.fix and f.fix.after) for f in found] == [(30, after)] * (after is not None)


@pytest.mark.parametrize(
    ("expression", "source", "table", "whole", "xlabel", "severities"),
    [
        ("", "t.loc[3].plot()", WINDOWS[2], WINDOWS, "hour", ["warning"]),
        ("", "t.iloc[-1].plot(ax=ax)", WINDOWS[2], None, "hour", ["warning"]),
        ("t.iloc[3]", "ax.plot(t.iloc[3])", WINDOWS[2], WINDOWS, "sample", ["warning"]),
        ("", "t.loc[3].plot()", WINDOWS[2], WINDOWS, "sensor", []),
        ("", "t.loc[3].plot()", WINDOWS[2], WINDOWS, "hours ahead", []),
        ("", "t.loc[3].plot()", IMAGES[2, :, :4], None, "hour", []),  # goes on from column to column
        ("", "t.loc['flow'].plot()", WINDOWS[2], WINDOWS, "hour", []),  # by a name: the rows may be the sensors
    ],
)
def test_a_row_of_a_table_of_one_window(
    expression: str, source: str, table: Any, whole: Any, xlabel: str, severities: list[str]
) -> None:
    near = (Value("t", "DataFrame", values=table), *([] if whole is None else [Value("w", "ndarray", values=whole)]))
    x = argument("x", np.arange(4), "")
    y = argument("y", table[-1 if "-1" in source else 3], expression, near=near)
    one = call("plot", "line", *([] if expression else [x]), y, via="" if expression else "pandas", source=source)
    found = list(all_causes()["single-timestep"].look(one, run_with(one, panels=[panel(xlabel=xlabel)])))
    assert [f.severity for f in found] == severities


def test_a_row_of_a_table_that_no_memory_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "t = np.arange(400)\ntable = np.stack([np.sin(t / 30), np.cos(t / 40) + 4, np.sin(t / 50) - 3], axis=1)\n"
        "def show(row):\n    plt.plot(row.copy())\n    plt.xlabel('time step')\nshow(table[7])\nplt.savefig('a.png')\n"
    )
    assert said_of(checked(code, tmp_path, monkeypatch, ["single-timestep"])) == [("single-timestep", "warning", 4)]
    assert said_of(checked(code.replace("time step", "sensor"), tmp_path, monkeypatch, ["single-timestep"])) == []
