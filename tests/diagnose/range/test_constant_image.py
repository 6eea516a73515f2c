"""One value everywhere: what can only give that, and what may."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, root, run_with

from kerascope.diagnose import all_causes
from kerascope.diagnose.engine import diagnose
from kerascope.evidence import Artist, Assignment, Derivation, Provenance, Value
from kerascope.findings import Finding
from kerascope.watch.values.measure import measure

ASKED = Assignment("label()", "return np.argmax(scores, axis=-1)", 4, "np.argmax(scores, axis=-1)", ("np.argmax",))
SCORES = Assignment("scores", "scores = net.predict(x)", 3, "net.predict(x)", ("net.predict",))


def _said(shape: tuple[int | None, ...], *made: Assignment, shown: int = 0) -> tuple[Finding, ...]:
    net = Value("net", "Functional", "keras", about={"model": True, "outputs": [list(shape)]})
    labels = root("labels", (6, 12, 10), ("batch", "height", "width"), (2, None, None))
    values = np.full((12, 10), shown)
    drawn = call("imshow", "image", argument("X", values, "labels[2]", derivation=labels, lineage=made))
    all_causes()
    return diagnose(run_with(drawn, models=(net,)), select=["constant-image"]).findings


@pytest.mark.parametrize("shape", [(None, 12, 10, 1), (None, 1, 12, 10)])
def test_argmax_over_one_channel(shape: tuple[int | None, ...]) -> None:
    (finding,) = _said(shape, ASKED, SCORES)
    assert finding.severity == "error"
    assert str((6, *shape[1:])) in finding.message


@pytest.mark.parametrize("shape", [(None, 12, 10, 3), (None, 24, 20, 1), (None, 1)])
def test_argmax_over_several_may_find_background_alone(shape: tuple[int | None, ...]) -> None:
    assert _said(shape, ASKED, SCORES) == ()


def test_labels_that_no_network_gave() -> None:
    truth = Assignment("label()", "return np.argmax(onehot, axis=-1)", 4, "np.argmax(onehot, axis=-1)", ("np.argmax",))
    assert _said((None, 12, 10, 1), truth) == ()


def test_a_threshold_may_find_nothing() -> None:
    cut = Assignment("labels", "labels = (scores > 0.5).astype(int)", 4, "(scores > 0.5).astype(int)", ("astype",))
    assert _said((None, 12, 10, 1), cut, SCORES) == ()


TRUE = (np.indices((12, 10)).sum(axis=0) % 5 < 2).astype("float32")
CUTS = (
    "(scores > 0.5).astype(int)",
    "np.where(scores >= 0.5, 1, 0)",
    "scores.round()",
    "tf.cast(scores > cut, tf.uint8)",
)


def _cut(text: str, most: float, beside: Any = TRUE, shown: int = 0, least: float = 0.1, **made: Any) -> list[Finding]:
    """A mask of six samples cut from scores between two values, and what stands beside it."""
    maker = Provenance("output", ("batch", "height", "width", "channel"), **{"final": True, **made})
    scores = np.linspace(least, most, 720).reshape(6, 12, 10, 1)
    near = (Value("scores", "ndarray", facts=measure(scores), provenance=maker, values=scores),)
    lineage = (
        Assignment("labels", f"labels = {text}", 4, text, ("astype",)),
        SCORES,
        Assignment("cut", "cut = 0.5", 2, "0.5"),
    )
    mask = argument("X", np.full((12, 10), shown), "labels[2]", lineage=lineage, near=near)
    calls = [call("imshow", "image", mask)]
    if beside is not None:
        calls.append(call("imshow", "image", argument("X", beside, "truth"), line=2, number=1))
    all_causes()
    run = run_with(*calls, outputs=(replace(near[0], source="net"),))
    return [f for f in diagnose(run, select=["constant-image"]).findings if f.severity != "note"]


@pytest.mark.parametrize("text", [*CUTS, "(net.predict(x) > 0.5) * 1"])
def test_a_threshold_that_no_score_reaches_beside_the_true_mask(text: str) -> None:
    (finding,) = _cut(text, 0.42)
    assert (finding.severity, finding.location.line) == ("warning", 1)
    assert "0.1 and 0.42" in finding.message
    (full,) = _cut(text, 0.9, shown=1, least=0.6)
    assert "is true for every score" in full.message


@pytest.mark.parametrize(
    ("text", "most", "more"),
    [
        ("(scores > 0.5).astype(int)", 0.8, {}),  # reached elsewhere in the batch: this sample may be empty
        ("(scores > 0.5).astype(int)", 0.42, {"beside": None}),
        ("(scores > 0.5).astype(int)", 0.42, {"beside": np.zeros((12, 10))}),  # empty in truth
        ("(scores > 0.5).astype(int)", 0.42, {"beside": np.arange(120.0).reshape(12, 10)}),  # a picture, no mask
        ("(scores > 0.5).astype(int)", 0.42, {"final": False}),  # inside of the network
        ("(scores > 0.5).astype(int)", 0.42, {"shown": 1}),  # something else has filled it
        ("(scores > limit()).astype(int)", 0.42, {}),
        ("(depth > 0.5).astype(int)", 0.42, {}),
        ("scores.round(2)", 0.42, {}),
        ("(scores < 0.5).astype(int)", 0.42, {}),  # the background
    ],
)
def test_an_empty_mask_that_may_be_right(text: str, most: float, more: dict[str, Any]) -> None:
    assert _cut(text, most, **more) == []


@pytest.mark.parametrize(("levels", "named"), [((0,), 1), ((0, 0), 0)])
def test_panels_that_one_line_draws_in_their_turn(levels: tuple[int, ...], named: int) -> None:
    """Of two flat ones among three nobody can tell which is the mask."""
    maker = Provenance("output", ("batch", "height", "width", "channel"), final=True)
    output = Value("net", "ndarray", provenance=maker, values=np.linspace(0.1, 0.4, 720).reshape(6, 12, 10, 1))
    cut = "preds > 0.5"
    lineage = (
        Assignment("panel", "for panel in (image, truth, mask):", 6, "(image, truth, mask)"),
        Assignment("masks()", f"return {cut}", 4, cut),
        Assignment("preds", "preds = net.predict(x)", 3, "net.predict(x)", ("net.predict",)),
    )
    shown = [TRUE, *(np.full((12, 10), v) for v in levels), np.arange(120.0).reshape(12, 10)][:3]
    panels = [argument("X", v, "to_image(panel)", lineage=lineage) for v in shown]
    run = run_with(*(call("imshow", "image", p, number=n) for n, p in enumerate(panels)), outputs=(output,))
    all_causes()
    told = diagnose(run, select=["constant-image"]).findings
    assert sum(f.severity == "warning" for f in told) == named


@pytest.mark.parametrize(("spread", "named"), [(0.0, 1), (6e-8, 1), (1e-3, 0)])
def test_a_softmax_over_one_unit_rounds(spread: float, named: int) -> None:
    """0.99999994 beside 1 is one value; and its limits are not to blame."""
    made = Provenance("output", ("batch", "unit"), layer="out", layer_class="Dense", activation="softmax", final=True)
    shown = (1 - spread * (np.arange(36.0) % 2)).astype("float32").reshape(6, 6)
    taken = Derivation("p", (36, 1), (None, 0), (), ("batch", "unit"), ("reshape",), provenance=made)
    span = (float(shown.min()), float(shown.max()))
    artist = Artist("mesh", 0, clim=(0.0, 1.0), data_range=span, norm="Normalize")
    one = call("pcolormesh", "mesh", argument("C", shown, "p", derivation=taken, axes=None), artists=(artist,))
    one = replace(one, options={"vmin": 0, "vmax": 1})
    run = run_with(one)
    assert len(list(all_causes()["constant-image"].look(one, run))) == named
    assert len(list(all_causes()["fixed-limits"].look(one, run))) == 1 - named


def _classes(made: str, *outputs: tuple[int, ...], function: str = "contourf", near: str = "") -> tuple[Finding, ...]:
    """Class numbers, all 0, on a grid of 40 samples, beside what models returned."""
    maker = Provenance("output", layer="out", final=True)
    given = tuple(Value("out", "ndarray", provenance=maker, values=np.full(s, 0.4, "float32")) for s in outputs)
    lineage = [Assignment("labels", f"labels = {made}", 4, made, ())]
    if near:
        lineage.append(Assignment("p", f"p = {near}", 3, near, ()))
    shown = np.zeros((5, 8) if function == "contourf" else 40, int)
    kind = {"contourf": "contour", "scatter": "scatter", "hist": "hist"}[function]
    name = {"contourf": "Z", "scatter": "c", "hist": "x"}[function]
    data = argument(name, shown, "labels", lineage=tuple(lineage))
    points = [argument(n, np.arange(40.0), n) for n in "xy"] if function == "scatter" else []
    drawn = call(function, kind, *points, data)
    run = run_with(drawn, outputs=given, sources={"script.py": f"\n\n\nlabels = {made}\n"})
    all_causes()
    return diagnose(run, select=["constant-image"]).findings


@pytest.mark.parametrize("function", ["contourf", "scatter", "hist"])
@pytest.mark.parametrize(
    ("made", "near", "mended"),
    [
        ("np.argmax(net.predict(grid), axis=1)", "", "(net.predict(grid)[:, 0] > 0.5).astype(int)"),
        ("p.argmax(-1).reshape(5, 8)", "net.predict(grid)", "(p[:, 0] > 0.5).astype(int)"),
        ("[np.argmax(row) for row in p]", "net.predict(grid)", ""),
    ],
)
def test_argmax_over_one_unit(function: str, made: str, near: str, mended: str) -> None:
    (finding,) = _classes(made, (40, 1), function=function, near=near)
    assert finding.severity == "error"
    assert "the network's output is (40, 1), one unit" in finding.message
    assert not mended or (finding.fix is not None and finding.fix.after == mended)


@pytest.mark.parametrize(
    ("made", "shapes"),
    [
        ("np.argmax(net.predict(grid), axis=1)", [(40, 3)]),  # the first class everywhere
        ("np.argmax(net.predict(grid), axis=1)", [(40, 1), (40, 3)]),  # of which of the two?
        ("np.argmax([m.predict(grid)[:, 0] for m in nets], axis=0)", [(40, 1), (40, 1)]),  # the best of two networks
        ("np.argmax(onehot, axis=1)", [(40, 1)]),
        ("(net.predict(grid) > 0.5).astype(int)", [(40, 1)]),  # a threshold may find nothing
    ],
)
def test_argmax_that_may_find_the_first_class_alone(made: str, shapes: list[tuple[int, ...]]) -> None:
    assert _classes(made, *shapes) == ()


def _of_a_softmax(units: int, made: str, value: float, **more: Any) -> list[Finding]:
    maker = Provenance("output", layer="out", layer_class="Dense", activation="softmax", final=True)
    given = np.full((40, units), 1 / units, "float32")
    output = Value("out", "ndarray", provenance=replace(maker, **more), values=given)
    lineage = (Assignment("z", f"z = {made}", 2, made, ()),)
    drawn = call("contourf", "contour", argument("Z", np.full((5, 8), value), "z", lineage=lineage))
    code = f'net.add(Dense({units}, activation="softmax"))\nz = {made}\n'
    run = run_with(drawn, outputs=(output,), sources={"script.py": code})
    return list(all_causes()["constant-image"].look(drawn, run))


@pytest.mark.parametrize(
    ("made", "value"), [("(net.predict(g) > 0.5).reshape(5, 8) * 1", 1.0), ("net.predict(g)", 1.0)]
)
def test_whatever_is_made_of_a_softmax_over_one_unit(made: str, value: float) -> None:
    (finding,) = _of_a_softmax(1, made, value)
    assert "a softmax over one unit is always 1" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == 'Dense(1, activation="sigmoid"'


@pytest.mark.parametrize(
    ("units", "made", "more"),
    [
        (2, "(net.predict(g)[:, 1] > 0.5) * 1", {}),  # of two units either may be the likelier everywhere
        (1, "np.full((5, 8), 1.0)", {}),
        (1, "(net.predict(g) > 0.5) * 1", {"activation": "sigmoid"}),
        (1, "(net.predict(g) > 0.5) * 1", {"final": False}),
    ],
)
def test_one_class_everywhere_may_be_true(units: int, made: str, more: dict[str, Any]) -> None:
    assert _of_a_softmax(units, made, 1.0, **more) == []


@pytest.mark.parametrize(
    ("colours", "named"),
    [(np.full(30, 0.7), 1), (np.full(30, 0.25), 0), (np.linspace(0.1, 0.9, 30), 0)],  # 0.25: chosen by the script
)
def test_points_in_the_colour_of_one_prediction(colours: np.ndarray[Any, Any], named: int) -> None:
    maker = Provenance("output", layer="out", layer_class="Dense", activation="sigmoid", final=True)
    output = Value("out", "ndarray", provenance=maker, values=np.full((30, 1), 0.7, "float32"))
    points = [argument(n, np.arange(30.0), n) for n in "xy"]
    drawn = call("scatter", "scatter", *points, argument("c", colours.astype("float32"), "c"))
    assert len(list(all_causes()["constant-image"].look(drawn, run_with(drawn, outputs=(output,))))) == named


@pytest.mark.parametrize(("function", "kind"), [("contourf", "contour"), ("pcolormesh", "mesh")])
@pytest.mark.parametrize("source", ["network", "script"])
def test_a_level_landscape(function: str, kind: str, source: str) -> None:
    maker = Provenance("output", ("batch", "unit"), layer="out", activation="relu", final=True)
    whole = Derivation("z", (40, 1), (None, 0), (), ("batch", "unit"), ("reshape",), provenance=maker)
    made = {"derivation": whole, "axes": None} if source == "network" else {}
    drawn = call(function, kind, argument("Z", np.zeros((5, 8), "float32"), "z", **made))
    told = list(all_causes()["constant-image"].look(drawn, run_with(drawn)))
    assert [f.severity for f in told] == (["warning"] if source == "network" else [])


def _level(values: np.ndarray[Any, Any], given: tuple[float, float], source: str = "") -> list[Finding]:
    """A column of a table beside what was measured, drawn by pandas in one go."""
    made = Provenance("output", model="net", activation="linear", final=True, given=given, trained=given)
    output = Value("net", "ndarray", provenance=made, values=np.full((30, 1), 4.25, "float32"))
    net = Value("net", "Sequential", about={"layer": "net", "activations": ["tanh"]})
    truth = argument("y", np.arange(30.0), "")
    lineage = (Assignment("table", source, 1, source),) if source else ()
    mine = argument("y", values, "", lineage=lineage)
    drawn = [
        call("plot", "line", d, number=n, via="pandas", options={"label": w}, artists=(Artist("line", n, label=w),))
        for n, (d, w) in enumerate(((truth, "measured"), (mine, "net")))
    ]
    run = run_with(*drawn, models=(net,), outputs=(output,))
    return list(all_causes()["constant-image"].look(drawn[1], run))


def test_a_level_column_of_a_table_is_what_a_network_gave() -> None:
    (finding,) = _level(np.full(30, 4.25, "float32"), (9.5e8, 9.6e8))
    assert finding.severity == "warning"
    assert "'net'" in finding.message
    assert "about 9.5e8, far from 0: all tanh units are saturated" in finding.message
    (near,) = _level(np.full(30, 4.25, "float32"), (-1.0, 1.0))
    assert "far from" not in near.message


@pytest.mark.parametrize("values", [np.full(30, 4.5), np.full(20, 4.25), np.linspace(4, 5, 30)])
def test_a_level_that_no_network_gave(values: np.ndarray[Any, Any]) -> None:
    assert _level(values, (9.5e8, 9.6e8)) == []


@pytest.mark.parametrize(
    ("made", "value", "named"),
    [
        ("np.asarray(net(x))", 0.0, 1),
        ("net.predict(x)", 0.0, 1),
        ("np.asarray(net(x))", 0.5, 0),  # another array of that shape
        ("load_masks(x)", 0.0, 0),  # the truth, all background as what the network says
    ],
)
def test_the_whole_of_an_output(made: str, value: float, named: int) -> None:
    net = Provenance("output", layer="block", layer_class="Conv2D", activation="relu")
    output = Value("net", "ndarray", provenance=net, values=np.zeros((2, 6, 5, 4), "float32"))
    maps = np.full((2, 6, 5, 4), value, "float32")
    near = Value("maps", "ndarray", values=maps)
    lineage = (Assignment("maps", f"maps = {made}", 1, made, tuple(c[:-1] for c in re.findall(r"[\w.]+\(", made))),)
    picked = root("maps", maps.shape, ("batch", "height", "width", "channel"), (1, None, None, 3), steps=("index",))
    data = argument("X", maps[1, ..., 3], "maps[1, ..., 3]", derivation=picked, lineage=lineage, near=(near,))
    one = call("imshow", "image", data)
    run = run_with(one, outputs=(output,), sources={"s.py": "net = keras.Model(inputs, h)\n"})
    assert len(list(all_causes()["constant-image"].look(one, run))) == named


OCCLUDED = """net = keras.Sequential([])
heat = np.zeros((6, 6))
{before}for r in range(6):
    for c in range(6):
        covered = photo.copy()
        covered[r:r + 2, c:c + 2] = 0
        {turn}heat[r, c] = {value}
plt.imshow(heat)
"""


@pytest.mark.parametrize(
    ("value", "level", "more", "words"),
    [
        ("net.predict(photo[None])[0, 3]", 0.25, {}, "`covered` is not handed over"),
        ("float(net(photo[None])[0, 3])", 0.75, {}, "`covered` is not handed over"),
        ("base - net.predict(photo[None])[0, 3]", 0.0, {}, "the same at every place"),
        ("p[0, 3]", 0.25, {"turn": "p = net.predict(photo[None]); "}, "the same at every place"),
        ("net.predict(covered[None])[0, 3]", 0.25, {}, "has one answer."),
        ("net.predict(covered[None])[0, 3]", 0.75, {}, ""),  # what the network has not given
        ("base - net.predict(covered[None])[0, 3]", 0.0, {}, ""),  # may be what there is to see
        ("net.predict(covered[None])[0, 3] > 0.5", 1.0, {}, ""),
        ("net.predict(covered[None])[0, 3]", 1.0, {}, ""),
        ("accuracy_score(truth, net.predict(photo))", 0.25, {}, ""),
        ("net.predict(photo[None])[0, 3]", 0.0, {"turn": "shuffle(photo); "}, ""),
        ("net.predict(photo[None])[0, 3]", 0.0, {"turn": "net.set_weights(w); "}, ""),
    ],
)
def test_a_map_of_one_answer(value: str, level: float, more: dict[str, str], words: str) -> None:
    text = OCCLUDED.format(**{"before": "", "turn": "", **more}, value=value)
    statement = f"heat[r, c] = {value}"
    line = next(n for n, one in enumerate(text.splitlines(), 1) if statement in one)
    lineage = [Assignment("heat", statement, line, value, into=True)]
    lineage += [Assignment("heat", "heat = np.zeros((6, 6))", 2, "np.zeros((6, 6))", ("np.zeros",))]
    if value.startswith("p["):
        lineage += [Assignment("p", "p = net.predict(photo[None])", line, "net.predict(photo[None])")]
    answer = Value("", "ndarray", values=np.array([[0.5, 0.125, 0.125, 0.25]], "float32"))
    one = call("imshow", "image", argument("X", np.full((6, 6), level), "heat", lineage=tuple(lineage)))
    run = run_with(one, outputs=(answer,), sources={"script.py": text})
    assert [words in f.message for f in all_causes()["constant-image"].look(one, run)] == [True] * bool(words)


def _kernels(*values: float, trained: bool = True, weight: str = "kernel") -> list[list[Finding]]:
    made = Provenance("weights", ("feature", "unit"), layer="hidden", layer_class="Dense", weight=weight)
    shown = [np.full((6, 5), v, "float32") + (np.arange(30).reshape(6, 5) if v else 0) for v in values]
    calls = [
        call("matshow", "image", argument("Z", v, "layer.kernel.numpy()", provenance=made), number=n, line=n)
        for n, v in enumerate(shown)
    ]
    histories = (Value("", "History", "keras"),) if trained else ()
    run = run_with(*calls, histories=histories, sources={"s.py": "Dense(5, kernel_initializer='zeros')"})
    return [list(all_causes()["constant-image"].look(c, run)) for c in calls]


def test_a_kernel_that_training_has_not_moved() -> None:
    ((finding,),) = _kernels(0.0)
    assert finding.severity == "warning"
    assert "still 0 after training. `kernel_initializer='zeros'` gives no gradient" in finding.message


def test_a_kernel_of_zeros_before_training_is_meant() -> None:
    assert _kernels(0.0, trained=False) == [[]]
    assert _kernels(0.0, 0.3) == [[], []]  # drawn before, and drawn after
    assert _kernels(0.0, weight="bias") == [[]]


@pytest.mark.parametrize(("top", "told"), [(1.0, True), (0.7, False)])
def test_a_gradient_through_a_softmax_that_has_no_name(top: float, told: bool) -> None:
    made = Assignment("slope", "slope = tape.gradient(hit, x)", 3, "tape.gradient(hit, x)", ("tape.gradient",))
    drawn = call("imshow", "image", argument("X", np.zeros((8, 8), "float32"), "slope", lineage=(made,)))
    maker = Provenance("output", layer="probabilities", activation="softmax", final=True)
    output = Value("output", "tensor", "", values=np.array([[top, 1 - top]], "float32"), provenance=maker)
    (finding,) = all_causes()["constant-image"].look(drawn, run_with(drawn, outputs=(output,)))
    assert ("The softmax of 'probabilities' is saturated at 1.0." in finding.message) is told


@pytest.mark.parametrize(("values", "named"), [(np.full(30, 0.7), 1), (np.linspace(0.1, 0.9, 30), 0)])
def test_a_histogram_of_one_prediction(values: np.ndarray[Any, Any], named: int) -> None:
    maker = Provenance("output", ("batch", "unit"), layer="out", layer_class="Dense", final=True, source="predict")
    data = argument("x", values.astype("float32"), "p", provenance=maker)
    drawn = call("hist", "hist", data)
    assert len(diagnose(run_with(drawn), select=["constant-image"]).findings) == named


@pytest.mark.parametrize(("via", "source", "named"), [("seaborn", "sns.regplot(x=t, y=p)", 1), ("", "draw(t)", 0)])
def test_whole_numbers_that_seaborn_was_handed(via: str, source: str, named: int) -> None:
    ones = np.ones(30, "float32")
    maker = Provenance("output", ("batch", "unit"), layer="out", layer_class="Dense", final=True, source="predict")
    output = Value("output", "ndarray", "numpy", None, maker, values=ones.reshape(30, 1))
    data = argument("y", ones, "", near=(Value("p", "ndarray", "numpy", values=ones),))
    drawn = call("scatter", "scatter", data, via=via, source=source)
    assert len(diagnose(run_with(drawn, outputs=(output,)), select=["constant-image"]).findings) == named


@pytest.mark.parametrize(
    ("across", "activation", "truth", "said"),
    [
        (0.0, "relu", -np.arange(1.0, 31), "all negative, -30 to -1, which no ReLU reaches"),
        (0.0, "relu", np.arange(30.0), "is never active"),
        (4.25, "linear", np.arange(30.0), "every prediction is 4.25"),
        (None, "linear", np.arange(30.0), ""),  # a line that the script itself draws upright
    ],
)
def test_a_profile_drawn_upright(across: float | None, activation: str, truth: np.ndarray[Any, Any], said: str) -> None:
    made = Provenance("output", layer="out", activation=activation, final=True)
    given = np.full((30, 1), 1.5 if across is None else across, "float32")
    output = Value("net", "ndarray", provenance=made, values=given + (across is None))
    depth = argument("y", np.arange(30.0), "depth")
    asked = (Assignment("t", "t = net.predict(z)", 1, "net.predict(z)"),)
    calls = [
        call("plot", "line", argument("x", truth, "measured"), depth, number=0),
        call("plot", "line", argument("x", given[:, 0], "t", lineage=asked), depth, number=1, line=2),
    ]
    told = list(all_causes()["constant-image"].look(calls[1], run_with(*calls, outputs=(output,))))
    assert len(told) == bool(said)
    assert not said or said in told[0].message


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (", unconnected_gradients='zero'", True),
        (", unconnected_gradients=tf.UnconnectedGradients.ZERO", True),
        (", unconnected_gradients='none'", False),
        ("", False),
    ],
)
def test_zeros_where_no_path_leads_back(how: str, told: bool) -> None:
    asked = f"tape.gradient(score, x{how})"
    made = Assignment("slope", f"slope = {asked}", 3, asked, ("tape.gradient",))
    drawn = call("imshow", "image", argument("X", np.zeros((8, 8), "float32"), "slope", lineage=(made,)))
    output = Value("output", "tensor", "", values=np.array([[0.4]], "float32"), provenance=Provenance("output"))
    (finding,) = all_causes()["constant-image"].look(drawn, run_with(drawn, outputs=(output,)))
    assert ("no path leads back" in finding.message) is told
    assert ("logits" in finding.message) is not told
