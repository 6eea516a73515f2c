"""The rules of selections that need names of axes, or weights: on evidence made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, panel, root, run_with, weights

from kerascope.diagnose import all_causes
from kerascope.evidence import Derivation, Event, Panel, Provenance, Run, Sheet, Value
from kerascope.findings import Finding, Location
from kerascope.watch.origin.naming import axes_by_shape

KERNEL = ("kernel_height", "kernel_width", "in_channel", "out_channel")
MAPS = ("batch", "height", "width", "channel")
HIDDEN = ("batch", "time", "unit")
SERIES = np.sin(np.arange(32.0))


def look(cause: str, evidence: object, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(evidence, run))  # type: ignore[arg-type]


def picture(index: int, size: int = 12, title: str = "", number: int = 0, line: int = 1) -> tuple[object, Run]:
    derivation = root("W", (5, 5, 1, size), KERNEL, (None, None, 0, index))
    data = argument("X", np.eye(5), f"W[:, :, 0, {index}]", derivation=derivation)
    one = call("imshow", "image", data, number=number, line=line)
    return one, run_with(one, panels=[panel(title=title)])


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("All filters of the first layer", "warning"),
        ("The 12 kernels", "warning"),
        ("filters of conv1", "warning"),
        ("conv1", "note"),
        ("", "note"),
    ],
)
def test_one_filter_of_twelve(title: str, severity: str) -> None:
    one, run = picture(0, title=title)
    found = look("partial-view", one, run)
    assert [f.severity for f in found] == [severity]
    assert found[0].evidence["of"] == 12


@pytest.mark.parametrize("title", ["filter 0", "first filter", "one kernel of conv1", "kernel #3", "Filter: 3"])
def test_words_that_name_the_one_filter(title: str) -> None:
    one, run = picture(3, title=title)
    assert look("partial-view", one, run) == []


def test_all_filters_drawn_one_by_one() -> None:
    calls = [picture(n, number=n)[0] for n in range(12)]
    run = run_with(*calls, panels=[panel(title="All filters")])  # type: ignore[arg-type]
    assert [f for c in calls for f in look("partial-view", c, run)] == []


def test_six_of_twelve_under_a_title_that_counts_twelve() -> None:
    calls = [picture(n, number=n)[0] for n in range(6)]
    run = run_with(*calls, panels=[panel(title="The 12 filters")])  # type: ignore[arg-type]
    assert look("partial-view", calls[0], run)[0].severity == "warning"
    said = run_with(*calls, panels=[panel(title="first six of 12 filters")])  # type: ignore[arg-type]
    assert look("partial-view", calls[0], said) == []
    quiet = run_with(*calls, panels=[panel(title="some filters")])  # type: ignore[arg-type]
    assert look("partial-view", calls[0], quiet) == []


@pytest.mark.parametrize(
    ("untraced", "line", "said"),
    [(6, 1, 0), (5, 1, 1), (6, 2, 1), (0, 1, 1)],
    ids=["the other six", "too few", "of another line", "none"],
)
def test_filters_that_nobody_could_trace_may_be_the_missing_ones(untraced: int, line: int, said: int) -> None:
    """The search for where an array came from is bounded, and may end before the loop does."""
    calls = [picture(n, number=n)[0] for n in range(6)]
    lost = argument("X", np.eye(5), "W[:, :, 0, n]")
    calls += [call("imshow", "image", lost, number=6 + n, line=line) for n in range(untraced)]
    run = run_with(*calls, panels=[panel(title="The 12 filters")])  # type: ignore[arg-type]
    assert len(look("partial-view", calls[0], run)) == said


def test_a_head_that_should_have_been_a_mean() -> None:
    derivation = root("scores", (1, 4, 10, 10), ("batch", "head", "query", "key"), (0, 0, None, None))
    one = call("imshow", "image", argument("X", np.eye(10), "scores[0, 0]", derivation=derivation))
    found = look("partial-view", one, run_with(one, panels=[panel(title="averaged over heads")]))
    assert found[0].fix is not None
    assert found[0].fix.after == "scores[0].mean(axis=0)"


def test_an_only_channel_is_no_part() -> None:
    derivation = root("x", (9, 28, 28, 1), MAPS, (3, None, None, 0))
    one = call("imshow", "image", argument("X", np.eye(28), "x[3, :, :, 0]", derivation=derivation))
    assert look("partial-view", one, run_with(one, panels=[panel(title="All images")])) == []


@pytest.mark.parametrize(
    ("xlabel", "severities"),
    [
        ("time step", ["error"]),
        ("hour", ["error"]),
        ("", ["note"]),
        ("unit", []),
        ("feature index", []),
        ("i", ["note"]),
    ],
)
def test_units_of_one_time_step(xlabel: str, severities: list[str]) -> None:
    derivation = root("hidden", (4, 50, 32), HIDDEN, (0, 49, None))
    one = call("plot", "line", argument("y", SERIES, "hidden[0, -1]", derivation=derivation))
    found = look("single-timestep", one, run_with(one, panels=[panel(xlabel=xlabel)]))
    assert [f.severity for f in found] == severities


def test_one_unit_over_time_is_right() -> None:
    derivation = root("hidden", (4, 32, 50), HIDDEN, (0, None, 7))
    one = call("plot", "line", argument("y", SERIES, "hidden[0, :, 7]", derivation=derivation))
    assert look("single-timestep", one, run_with(one, panels=[panel(xlabel="time step")])) == []


def test_a_step_found_by_value_among_the_arrays_near_the_line() -> None:
    from dataclasses import replace

    from kerascope.evidence import Provenance

    hidden = np.random.default_rng(0).normal(size=(1, 24, 10))
    near = Value("h", "ndarray", "numpy", None, Provenance("output", HIDDEN), values=hidden)
    one = call("plot", "line", argument("y", hidden[0, 3], "track", near=(near,)))
    run = run_with(one, panels=[panel(xlabel="time step")])
    assert look("single-timestep", one, run)[0].evidence["picked"] == "batch 0 of 1, time 3 of 24"
    twice = replace(near, values=np.concatenate([hidden, hidden]))
    unsure = call("plot", "line", argument("y", hidden[0, 3], "track", near=(twice,)))
    assert look("single-timestep", unsure, run) == []


def test_features_along_x_under_a_label_of_time() -> None:
    data = argument("y", np.zeros((3, 80)), "out.T", axes=("feature", "time"))
    one = call("plot", "line", data)
    found = look("time-axis", one, run_with(one, panels=[panel(xlabel="time step")]))
    assert (found[0].evidence["lines"], found[0].evidence["points"]) == (80, 3)
    assert found[0].fix is not None
    assert found[0].fix.after == "out"


def test_a_profile_over_features_is_right() -> None:
    one = call("plot", "line", argument("y", np.zeros((3, 80)), "out.T", axes=("feature", "time")))
    assert look("time-axis", one, run_with(one, panels=[panel(xlabel="feature")])) == []


SIBLINGS = ("kernel (3, 3, 1, 8)", "bias (8,)")


@pytest.mark.parametrize("title", ["", "first kernel", "Filters"])
def test_a_bias_as_an_image(title: str) -> None:
    provenance = weights("bias", "Conv2D", 1, SIBLINGS)
    derivation = root("k", (8,), ("out_channel",), (None,), provenance=provenance)
    one = call("imshow", "image", argument("X", np.zeros((2, 4)), "k", derivation=derivation))
    found = look("bias-not-kernel", one, run_with(one, panels=[panel(title=title)]))
    assert found[0].evidence["kernel"] == [0, "kernel (3, 3, 1, 8)"]


@pytest.mark.parametrize("title", ["biases of conv1", "gamma", "moving mean"])
def test_a_bias_that_is_called_one(title: str) -> None:
    provenance = weights("bias", "Conv2D", 1, SIBLINGS)
    derivation = root("b", (8,), ("out_channel",), (None,), provenance=provenance)
    bars = call("bar", "bar", argument("height", np.zeros(8), "b", derivation=derivation))
    assert look("bias-not-kernel", bars, run_with(bars, panels=[panel(title=title)])) == []


def test_a_pooling_layer_asked_for_its_kernel() -> None:
    about = {"layer": "pool", "class": "MaxPooling2D", "weights": [], "built": True, "model": False}
    layer = Value("layer", "MaxPooling2D", "keras", about=about)
    empty = Value("layer.get_weights()", "list", "builtins", about={"length": 0})
    wrong = failure("IndexError", "list index out of range", "k = layer.get_weights()[0]", empty, layer)
    found = look("layer-without-weights", wrong, run_with(failure=wrong))
    assert found[0].evidence["class"] == "MaxPooling2D"
    unbuilt = Value("layer", "Conv2D", "keras", about={**about, "built": False})
    never = failure("IndexError", "list index out of range", "k = layer.get_weights()[0]", empty, unbuilt)
    assert look("layer-without-weights", never, run_with(failure=never)) == []


@pytest.mark.parametrize(
    ("index", "weighted", "after"), [(-1, "layers[-2] Dense", "net.layers[-2]"), (2, "layers[1]", "net.layers[0]")]
)
def test_the_layer_that_was_meant_is_counted_as_the_code_counts(index: int, weighted: str, after: str) -> None:
    """Forwards a convolution was meant, backwards the last layer that has weights."""
    parts = [["conv", "Conv2D"], ["dense", "Dense"], ["softmax", "Activation"]]
    kernels = {"conv": [3, 3, 1, 8]}
    about = {"model": True, "layers": parts, "weighted": ["conv", "dense"], "kernels": kernels}
    source = f"net.layers[{index}]"
    layer = Value(
        source, "Activation", "keras", about={"layer": "softmax", "class": "Activation", "weights": [], "model": False}
    )
    empty = Value(f"{source}.get_weights()", "list", "builtins", about={"length": 0})
    wrong = failure(
        "IndexError",
        "list index out of range",
        f"k = {source}.get_weights()[0]",
        empty,
        layer,
        Value("net", "Sequential", "keras", about=about),
    )
    (found,) = look("layer-without-weights", wrong, run_with(failure=wrong))
    assert weighted in found.message
    assert "Conv2D 'conv' with kernel (3, 3, 1, 8), layers" in found.message
    assert found.fix is not None
    assert found.fix.after == after


@pytest.mark.parametrize(
    ("picked", "there", "after"),
    [
        ("net.layers[-1]", "(layers[-1] of `net`)", "net.layers[-2]"),
        ("net.layers[2]", "(layers[2] of `net`)", "net.layers[0]"),
        ("net.get_layer('softmax')", "(layers[2] of `net`)", None),
        ("other.layers[0]", "(layers[2] of `net`)", None),
        ("[layer for layer in net.layers if layer.name[-1] == 'x'][0]", "(layers[2] of `net`)", None),
    ],
)
def test_a_layer_that_was_picked_on_an_earlier_line(picked: str, there: str, after: str | None) -> None:
    parts = [["conv", "Conv2D"], ["dense", "Dense"], ["softmax", "Activation"]]
    net = Value("net", "Sequential", "keras", about={"model": True, "layers": parts, "weighted": ["conv", "dense"]})
    about = {"layer": "softmax", "class": "Activation", "weights": [], "model": False}
    wrong = replace(
        failure(
            "IndexError",
            "list index out of range",
            "w = last.weights[0]",
            Value("last.weights", "list", "builtins", about={"length": 0}),
            Value("last", "Activation", "keras", about=about),
        ),
        place=Location("a.py", None, 4, 4, source="w = last.weights[0]"),
    )
    run = replace(
        run_with(failure=wrong, models=(net,)), sources={"a.py": f"\n\nlast = {picked}\nw = last.weights[0]\n"}
    )
    (found,) = look("layer-without-weights", wrong, run)
    assert there in found.message
    assert (found.fix.after if found.fix is not None else None) == after
    if found.fix is not None and found.fix.location is not None:
        assert (found.fix.location.line, found.fix.before) == (3, picked)


def test_an_empty_history_has_no_keys() -> None:
    history = Value("more.history", "dict", "builtins", about={"keys": [], "length": 0})
    trained = Value("fit", "History", "keras", about={"history": True, "keys": ["loss"], "lengths": {"loss": 3}})
    wrong = failure("KeyError", "'loss'", "plt.plot(more.history['loss'])", history)
    found = look("missing-history-key", wrong, run_with(failure=wrong, histories=(trained,)))
    assert "no epoch" in found[0].message


def test_names_by_shape_only_where_all_agree() -> None:
    samples = {(72, 6): {("batch", "time", "feature")}, (8, 8, 4): {MAPS, ("batch", "time", "height", "width")}}
    assert axes_by_shape((300, 72, 6), samples, set()) == ("batch", "time", "feature")
    assert axes_by_shape((300, 8, 8, 4), samples, set()) is None
    assert axes_by_shape((300, 6, 72), samples, set()) is None
    assert axes_by_shape((2, 4, 9, 9), {}, {4}) == ("batch", "head", "query", "key")


def history(**lengths: int) -> Value:
    return Value("fit", "History", "keras", about={"history": True, "keys": list(lengths), "lengths": dict(lengths)})


def metrics(one: str, two: str) -> tuple[object, Run]:
    small = call("plot", "line", argument("y", [99.8, 99.9, 99.7], f'h.history["{one}"]'), number=0)
    large = call("plot", "line", argument("y", [1.6e7, 1.4e7, 1.1e7], f'h.history["{two}"]'), number=1)
    seen = panel(xlim=(0, 2), ylim=(0, 1.7e7))
    return small, run_with(small, large, panels=[seen], histories=(history(loss=3, val_loss=3, mape=3),))


def test_two_metrics_of_one_history_in_one_panel() -> None:
    assert [f.severity for f in look("mixed-units", *metrics("mape", "loss"))] == ["warning"]


@pytest.mark.parametrize(("other", "named"), [("demand", True), ("forecast", False)])
def test_an_output_flat_beside_what_it_is_measured_by(other: str, named: bool) -> None:
    made = Provenance("output", ("batch", "unit"), layer="dense", layer_class="Dense", final=True)
    taken = Derivation("p", (4, 1), (None, 0), (0,), ("batch", "unit"), ("index",), provenance=made)
    small = call("step", "line", argument("y", [0.1, -0.4, 0.2, 0.3], "p[:, 0]", derivation=taken), number=0)
    large = call("step", "line", argument("y", [41e3, 39e3, 47e3, 35e3], other), number=1)
    run = run_with(small, large, panels=[panel(ylim=(0, 48e3))])
    assert bool(look("mixed-units", small, run)) is named


def test_a_loss_and_its_validation_are_one_metric() -> None:
    assert look("mixed-units", *metrics("val_loss", "loss")) == []


def model_of(*inputs: tuple[int | None, ...], **about: object) -> Value:
    return Value("net", "Functional", "keras", about={"inputs": [list(s) for s in inputs], **about})


@pytest.mark.parametrize(("shape", "named"), [((3, 120), True), ((120, 3), False), ((4, 120), False)])
def test_a_window_of_the_model_drawn_feature_by_step(shape: tuple[int, int], named: bool) -> None:
    one = call("plot", "line", argument("y", np.random.default_rng(0).random(shape), "window"))
    run = run_with(one, panels=[panel()], models=(model_of((None, 120, 3)),))
    assert bool(look("time-axis", one, run)) is named


@pytest.mark.parametrize(("points", "lines", "named"), [(6, 72, True), (72, 6, False)])
def test_a_table_drawn_column_by_column(points: int, lines: int, named: bool) -> None:
    values = np.random.default_rng(0).random((points, lines))
    made = Provenance("output", axes=("batch", "unit"), layer="dense", layer_class="Dense", final=True)
    near = (replace(argument_value("forecast", values), provenance=made),)
    calls = [
        call("plot", "line", argument("y", values[:, n], "", near=near), number=n, via="pandas", source="df.plot()")
        for n in range(lines)
    ]
    run = run_with(*calls, panels=[panel(xlabel="hour", title=f"{max(points, lines)} hours ahead")])
    assert bool(look("time-axis", calls[0], run)) is named
    assert look("time-axis", calls[1], run) == []


def argument_value(name: str, values: np.ndarray) -> Value:
    return Value(name, "ndarray", "numpy", facts=argument("y", values).facts, values=values)


@pytest.mark.parametrize(("epochs", "named"), [(0, True), (5, False)])
def test_a_loop_over_a_history_without_keys(epochs: int, named: bool) -> None:
    text = "for k, v in more.history.items():\n    plt.plot(v, label=k)\nplt.savefig('a.png')\n"
    place = Location("script.py", None, 3, 3, 1, None, "plt.savefig('a.png')")
    sheet = Sheet(1, 1, None, "", (Event("save", 5, place, "a.png", (Panel(1),)),))
    run = Run("script.py", (), (sheet,), histories=(history(**({"loss": epochs} if epochs else {})),))
    found = look("empty-history", sheet, replace(run, sources={"script.py": text}))
    assert [f.location.line for f in found] == ([1] if named else [])


@pytest.mark.parametrize("notebook", [True, False])
def test_a_notebook_shows_what_a_loop_left_bare(notebook: bool) -> None:
    """What shows the figure at the end of a cell stands in no line; in a script nobody has seen it."""
    text = "fig, ax = plt.subplots()\nfor k, v in more.history.items():\n    ax.plot(v, label=k)\n"
    made = Location("script.py", None, 1, 1, 1, None, "plt.subplots()")
    sheet = Sheet(1, 1, made, "", (Event("exit", 5, None, "", (Panel(1),)),))
    run = Run("script.py", (), (sheet,), histories=(history(),), notebook=notebook, sources={"script.py": text})
    assert [f.location.line for f in look("empty-history", sheet, run)] == [2] * notebook


def test_one_step_kept_as_a_column() -> None:
    values = np.random.default_rng(0).random((2, 50, 4))
    taken = Derivation(
        "x", (2, 50, 4), ((0, 1, 1), 0, None), (2, 0), ("batch", "time", "feature"), ("index", "transpose")
    )
    one = call("plot", "line", argument("y", values[:1, 0, :].T, "x[:1, 0, :].T", derivation=taken))
    found = look("single-timestep", one, run_with(one, panels=[panel(xlabel="time (s)")]))
    assert [f.severity for f in found] == ["error"]


@pytest.mark.parametrize(("asked", "told"), [([4, 4], "initial_epoch=4 and epochs=4"), ([0, 0], "asked for epochs=0")])
def test_the_epochs_that_an_empty_history_was_asked_for(asked: list[int], told: str) -> None:
    trained, none = history(loss=3), Value("fit", "History", "keras", about={"history": True, "asked": asked})
    text = "runs.append(net.fit(x, initial_epoch=done, epochs=more))\nplot(run.history['loss'])\n"
    empty = Value("run.history", "dict", "builtins", about={"keys": [], "length": 0})
    wrong = failure("KeyError", "'loss'", "plot(run.history['loss'])", empty)
    run = run_with(failure=wrong, histories=(trained, none), sources={"script.py": text})
    (found,) = look("missing-history-key", wrong, run)
    assert told in found.message
    assert found.fix is not None
    assert found.fix.after == " epochs=done + more"
