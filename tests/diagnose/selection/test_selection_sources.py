"""Selections told by where the data came from: a smooth table, a gradient, a list of one dict, an empty log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Argument, Assignment, Derivation, Event, Panel, Provenance, Run, Sheet, Value
from kerascope.findings import Finding, Location

SENSORS = "t = np.arange(240.0)\ntable = np.sin(t[:, None] / 15 + np.array([0.0, 2.0, 4.0])) * [1, 30, 5]\n"
SERIES = "s = np.sin(np.arange(246.0) / 15)\n"
KEPT = "rows, row = [], {}\nfor n in range(6):\n    row.update(loss=1 / (n + 1))\n    rows.append(row)\n"


def look(cause: str, evidence: object, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(evidence, run))  # type: ignore[arg-type]


def causes(code: str, cause: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    report = checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, [cause])
    return [f.cause for f in report.findings]


@pytest.mark.parametrize(
    "code",
    [
        SENSORS + "plt.plot(table[7]); plt.xlabel('time / s')\n",
        SENSORS + "table = np.ascontiguousarray(table.T)\nplt.plot(table[:, 7]); plt.xlabel('sample')\n",
        SENSORS + "def draw(rows, ax):\n    ax.plot(rows[0]); ax.set_xlabel('frame')\ndraw(table.copy(), plt.gca())\n",
    ],
)
def test_one_moment_of_a_long_table(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert causes(code, "single-timestep", tmp_path, monkeypatch) == ["single-timestep"]


@pytest.mark.parametrize(
    "code",
    [
        SENSORS + "plt.plot(table[:, 1]); plt.xlabel('time / s')\n",
        SENSORS + "plt.plot(table[7]); plt.xlabel('sensor')\n",
        SENSORS + "plt.plot(table[7], 'o-')\n",
        SENSORS + "for row in table[::40]: plt.plot(row)\nplt.xlabel('time')\n",
        SERIES + "w = np.lib.stride_tricks.sliding_window_view(s, 6).copy()\nplt.plot(w[0]); plt.xlabel('time step')\n",
        SERIES + "w = s[:240].reshape(-1, 6)\nplt.plot(w[0]); plt.xlabel('time step')\n",
        "w = np.linspace(1, 3, 60)[:, None] * np.array([2.0, 9.0, 4.0, 7.0, 1.0, 8.0])\n"
        "plt.plot(w[0]); plt.xlabel('time of day')\n",
        "w = rng.normal(size=(200, 4))\nplt.plot(w[0]); plt.xlabel('sample')\n",
    ],
)
def test_rows_that_are_a_course_of_their_own(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert causes(code, "single-timestep", tmp_path, monkeypatch) == []


def test_a_table_of_one_dict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    drawn = "import pandas as pd\ntable = pd.DataFrame(rows)\nplt.plot(table['loss'])\n"
    assert causes(KEPT + drawn, "aliased-values", tmp_path, monkeypatch) == ["aliased-values"]
    own = KEPT.replace("append(row)", "append(dict(row))") + drawn
    assert causes(own, "aliased-values", tmp_path, monkeypatch) == []
    level = "rows = [{'loss': 0.5}] * 6\n" + drawn
    assert causes(level, "aliased-values", tmp_path, monkeypatch) == []


def test_numbers_that_a_loop_takes_out_of_one_dict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = "values = []\nfor one in rows:\n    values.append(one['loss'])\nplt.plot(values)\n"
    assert causes(KEPT + drawn, "aliased-values", tmp_path, monkeypatch) == ["aliased-values"]
    other = drawn.replace("in rows", "in [{'loss': 1.0}] * 6")
    assert causes(KEPT + other, "aliased-values", tmp_path, monkeypatch) == []


def gradient(value: str, *, title: str = "", index: int = 0) -> list[Finding]:
    derivation = Derivation("", (16, 16, 3), (None, None, index), (0, 1))
    made = (Assignment("g", f"g = {value}", 1, value, calls=(value.split("(")[0],)),)
    data = Argument("X", "g[..., 0]", argument("X", np.eye(16)).facts, derivation, lineage=made)
    one = call("imshow", "image", data)
    net = Value("net", "Sequential", "keras", about={"model": True, "inputs": [[None, 16, 16, 3]]})
    return look("partial-view", one, run_with(one, panels=[panel(title=title)], models=(net,)))


def test_one_colour_of_a_gradient() -> None:
    found = gradient("tape.gradient(score, x)")
    assert [f.severity for f in found] == ["warning"]
    assert "channel 0 of 3" in found[0].message


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("tape.gradient(score, x)", "red"),
        ("tape.gradient(score, x)", "channel 0"),
        ("np.gradient(photo)", ""),
        ("load(path)", ""),
    ],
)
def test_one_colour_that_is_meant(value: str, title: str) -> None:
    assert gradient(value, title=title) == []


def history(source: str, *keys: str) -> Value:
    return Value(
        source, "History", "keras", about={"history": True, "keys": list(keys), "lengths": dict.fromkeys(keys, 3)}
    )


@pytest.mark.parametrize(
    ("kind", "message", "named"),
    [
        ("ValueError", "DataFrame constructor not properly called!", True),
        ("TypeError", "object of type 'History' has no len()", True),
        ("TypeError", "no numeric data to plot", True),
        ("AttributeError", "'History' object has no attribute 'items'", True),
        ("AttributeError", "'History' object has no attribute 'loss'", True),
        ("AttributeError", "'History' object has no attribute 'colour'", False),
        ("AttributeError", "'Axes' object has no attribute 'loss'", False),
    ],
)
def test_a_history_taken_for_its_dict(kind: str, message: str, named: bool) -> None:
    run = history("run", "loss")
    wrong = failure(kind, message, "pd.DataFrame(run)", run, handed=(run,), where=("pandas:__init__",))
    found = look("history-object", wrong, run_with(failure=wrong))
    assert [f.cause for f in found] == ["history-object"] * named


def test_a_table_that_fails_beside_a_history() -> None:
    run, rows = history("run", "loss"), Value("rows", "list", "builtins", about={"length": 2})
    wrong = failure("ValueError", "shapes differ", "pd.DataFrame(rows)", rows, run, handed=(rows,), where=("pandas:a",))
    assert look("history-object", wrong, run_with(failure=wrong)) == []


@pytest.mark.parametrize("unfilled", [True, False])
def test_a_history_that_no_fit_got(unfilled: bool) -> None:
    text = "for k, v in log.history.items():\n    plt.plot(v, label=k)\nplt.savefig('a.png')\n"
    place = Location("script.py", None, 3, 3, 1, None, "plt.savefig('a.png')")
    sheet = Sheet(1, 1, None, "", (Event("save", 5, place, "a.png", (Panel(1),)),))
    empty = (replace(history(""), about={"history": True, "keys": [], "length": 0}),)
    run = Run("script.py", (), (sheet,), histories=(history("fit", "loss"),), sources={"script.py": text})
    found = look("empty-history", sheet, replace(run, unfilled=empty) if unfilled else run)
    assert [f.location.line for f in found] == [1] * unfilled
    assert all("given to no fit" in f.message for f in found)


@pytest.mark.parametrize("unfilled", [True, False])
def test_an_empty_list_of_a_history_that_no_fit_got(unfilled: bool) -> None:
    empty = (replace(history(""), about={"history": True, "keys": [], "length": 0}),)
    one = call("plot", "line", argument("y", [], "log.history.get('loss', [])"))
    run = run_with(one, histories=(history("fit", "loss"),), unfilled=empty if unfilled else ())
    found = look("empty-history", one, run)
    assert [f.cause for f in found] == ["empty-history"] * unfilled


def squeezed(points: int, lines: int, xlabel: str = "", last: int = 1) -> list[Finding]:
    made = Provenance("output", None, "net", "reshape", "Reshape")
    derivation = Derivation("output", (points, lines, last), (None, None, 0), (0, 1), provenance=made)
    y = Argument("y", "out", argument("y", np.zeros((points, lines))).facts, derivation)
    one = call("plot", "line", y)
    return look("time-axis", one, run_with(one, panels=[panel(xlabel=xlabel)]))


def test_sequences_that_a_model_gave_drawn_across() -> None:
    assert [f.severity for f in squeezed(6, 120, "sample")] == ["warning"]
    assert squeezed(6, 120, "series") == []
    assert squeezed(40, 120) == []
    assert squeezed(6, 120, "sample", last=8) == []


@pytest.mark.keras
@pytest.mark.parametrize("given", [True, False])
def test_a_history_of_ones_own_under_watch(given: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')\nlog = keras.callbacks.History()\n"
        f"model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, verbose=0, callbacks=[{'log' if given else ''}])\n"
        "for key in log.history:\n    plt.plot(log.history[key], label=key)\nplt.xlabel('epoch')\n"
    )
    assert causes(code, "empty-history", tmp_path, monkeypatch) == ([] if given else ["empty-history"])


@pytest.mark.keras
def test_layers_of_a_sequential_that_grew_in_a_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import keras\nnet = keras.Sequential([keras.Input((5,))])\nfor n in (4, 3):\n"
        "    net.add(keras.layers.Dense(n))\n    net.add(keras.layers.Dropout(0.1))\n"
        "for layer in net.layers:\n    w, b = layer.get_weights()\n    plt.hist(w.ravel())\n"
    )
    (found,) = checked(code, tmp_path, monkeypatch, ["layer-without-weights"]).findings
    assert found.evidence["index"] == 1
    assert [w.rpartition(" with ")[2] for w in found.evidence["weighted"]] == ["kernel (5, 4)", "kernel (4, 3)"]


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("got = layer.get_weights()\nkernels = np.array(got)\nplt.imshow(kernels[0])\n", True),
        ("got = np.asarray(layer.get_weights())\ngot = got[0, :, 0]\n", True),
        ("got = layer.get_weights()\ngot = got[0]\n", True),
        ("kept = [w for w in layer.get_weights() if w.ndim > 1]\nkernels = np.array(kept)\nkernels[0]\n", True),
        ("found = np.flatnonzero(rng.uniform(size=4) > 2)\nlayer.get_weights()\nfound[0]\n", False),
        ("found = np.array([w for w in range(3) if w > 5])\nfound[0]\n", False),
    ],
)
def test_an_empty_array_of_the_weights_of_a_layer(
    code: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "class MaxPooling2D:\n    def get_weights(self):\n        return []\nlayer = MaxPooling2D()\n"
    assert causes(head + code, "layer-without-weights", tmp_path, monkeypatch) == ["layer-without-weights"] * named


def several(*keys: str, kind: str = "keras.History") -> Value:
    return Value("trials", "list", "builtins", about={"length": 5, "types": [kind], "holds_keys": list(keys)})


@pytest.mark.parametrize(
    ("message", "held", "named"),
    [
        ("unsupported operand type(s) for +: 'History' and 'History'", several("loss", "mae"), True),
        ("unsupported operand type(s) for +: 'dict' and 'dict'", several("loss", "mae", kind="dict"), True),
        ("'<' not supported between instances of 'History' and 'History'", several("loss", "mae"), True),
        ("float() argument must be a string or a real number, not 'History'", several("loss", "mae"), True),
        ("unsupported operand type(s) for +: 'dict' and 'dict'", several("name", "size", kind="dict"), False),
        ("unsupported operand type(s) for +: 'int' and 'str'", several("loss", "mae"), False),
    ],
)
def test_a_mean_of_histories(message: str, held: Value, named: bool) -> None:
    wrong = failure("TypeError", message, "np.mean(trials, axis=0)", held, handed=(held,), where=("numpy:mean",))
    found = look("history-object", wrong, run_with(failure=wrong, histories=(history("", "loss", "mae"),)))
    assert [f.cause for f in found] == ["history-object"] * named
    assert all("5 " in f.message and f.fix is not None and "for run in trials]" in f.fix.after for f in found)


def test_no_fix_where_lists_have_no_sum_either() -> None:
    held = several("loss")
    wrong = failure("TypeError", "unsupported operand type(s) for +: 'int' and 'History'", "sum(trials)", held)
    (finding,) = look("history-object", wrong, run_with(failure=wrong, histories=(history("", "loss"),)))
    assert finding.fix is None


LOGARITHM = "loop of ufunc does not support argument 0 of type {} which has no callable log method"


@pytest.mark.parametrize(
    ("message", "line", "kind", "named"),
    [
        (LOGARITHM.format("dict"), "ax.plot(np.log(past))", "dict", True),
        (LOGARITHM.format("History"), "ax.plot(np.log(past))", "History", True),
        ("bad operand type for unary -: 'dict'", "ax.plot(-past)", "dict", True),
        ("bad operand type for abs(): 'History'", "ax.plot(abs(past))", "History", True),
        ("type dict doesn't define __round__ method", "print(round(past, 3))", "dict", True),
        (LOGARITHM.format("dict"), "ax.plot(past['loss'], np.log(sizes))", "dict", False),
        (LOGARITHM.format("str"), "ax.plot(np.log(past))", "dict", False),
        (LOGARITHM.format("list"), "ax.plot(np.log(past))", "dict", False),
    ],
)
def test_a_function_of_numbers_given_the_history(message: str, line: str, kind: str, named: bool) -> None:
    held = replace(history("past", "loss", "mae"), type=kind)
    wrong = failure("TypeError", message, line, held)
    found = look("history-object", wrong, run_with(failure=wrong, histories=(history("", "loss", "mae"),)))
    assert [f.cause for f in found] == ["history-object"] * named
    inner = "past.history" if kind == "History" else "past"
    fixes = [f.fix.after for f in found if f.fix is not None]
    assert fixes == [f'{inner}["loss"]'] * (named and "ufunc" in message)
