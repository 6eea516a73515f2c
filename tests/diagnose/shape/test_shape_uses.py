"""Calls other than `imshow` that read axes by position too: histograms, meshes, colours of points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, panel, run_with
from tests.diagnose.scripts import checked, said

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Call, Derivation, Provenance, Run, Value
from kerascope.findings import Finding
from kerascope.watch.values.measure import measure

RNG = np.random.default_rng(5)


def look(cause: str, evidence: object, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(evidence, run))  # type: ignore[arg-type]


# -- one row of values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "named"),
    [
        ("plt.hist(row, bins=9)", True),
        ("plt.boxplot(row)", True),
        ("plt.violinplot(row)", True),
        ("plt.hist(row[0], bins=9)", False),
        ("plt.hist(row.T)", False),
        ("plt.hist([row[0]])", False),
        ("plt.hist(row.tolist())", False),
        ("plt.boxplot(row[:, :2], tick_labels=['first', 'second'])", False),
        ("plt.boxplot(row[:, :4], positions=[1, 2, 4, 8])", False),
    ],
)
def test_the_values_of_one_sample_counted(
    draw: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"row = rng.normal(size=(1, 30))\n{draw}\nplt.savefig('a.png')"
    report = checked(code, tmp_path, monkeypatch, ["batch-axis"])
    assert said(report) == ([("batch-axis", "error", 2)] if named else [])


# -- units in a mesh --------------------------------------------------------------------------------------------------


def units(rows: int, title: str, function: str = "pcolormesh", **more: object) -> tuple[Call, Run]:
    activation = "softmax" if more else "tanh"
    made = Provenance("output", ("batch", "unit"), layer="code", layer_class="Dense", final=True, activation=activation)
    data = argument("C", RNG.random((rows, 26)), "code", provenance=made, axes=("batch", "unit"))
    kind = "image" if function == "imshow" else "mesh"
    one = call(function, kind, data, options=more)
    return one, run_with(one, panels=[panel(title=title)])


@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        (units(1, "feature map of the wave"), True),
        (units(1, "Activation maps", "pcolor"), True),
        (units(1, "the code of one wave"), False),
        (units(9, ""), False),
        (units(1, "feature map", "imshow"), True),
        (units(1, "features", "imshow"), False),
        (units(9, "shape head", "imshow", vmin=0, vmax=1), False),
    ],
)
def test_units_called_a_map(evidence: tuple[Call, Run], named: bool) -> None:
    found = look("dense-as-image", *evidence)
    assert len(found) == int(named)
    if evidence[0].kind == "mesh":
        assert all(f.fix is None for f in found)


# -- three values that are no colour ----------------------------------------------------------------------------------

POINTS = "s = rng.random((40, {})) ** 3 + 0.01\ns = s / s.sum(1, keepdims=True)\nx, y = rng.normal(size=(2, 40))\n"


@pytest.mark.parametrize(
    ("classes", "draw", "named"),
    [
        (3, "plt.scatter(x, y, c=s, cmap='tab10')", True),
        (4, "plt.scatter(x, y, c=s, vmin=0, vmax=3)", True),
        (3, "plt.scatter(x, y, c=s)\nplt.title('Predicted class')", True),
        (6, "plt.scatter(x, y, c=s)", True),
        (3, "plt.scatter(x, y, c=s)\nplt.title('class probabilities')", False),
        (3, "plt.scatter(x, y, c=s)", False),
        (3, "plt.scatter(x, y, c=s.argmax(1), cmap='tab10')", False),
        (3, "plt.scatter(x, y, c=s[:, 0], cmap='tab10')", False),
        (3, "plt.scatter(x, y, c=np.eye(3)[s.argmax(1)], cmap='tab10')", False),
        (3, "plt.scatter(x, y, c=s / 2, cmap='tab10')", False),
        (6, "plt.scatter(x, y, c=s * 2)", False),
    ],
)
def test_scores_as_the_colours_of_points(
    classes: int, draw: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"{POINTS.format(classes)}{draw}\nplt.savefig('a.png')"
    report = checked(code, tmp_path, monkeypatch, ["class-scores-not-argmax", "length-mismatch"])
    told = [s for s in said(report) if s[0] == "class-scores-not-argmax"]
    assert told == ([("class-scores-not-argmax", "error", 4)] if named else [])
    assert not named or len(report.findings) == 1


@pytest.mark.parametrize(
    ("draw", "named"),
    [
        ("plt.pcolormesh(s, cmap='viridis')", True),
        ("plt.pcolormesh(s.argmax(-1), cmap='viridis')", False),
        ("plt.pcolormesh(s[..., 1], cmap='viridis')", False),
    ],
)
def test_scores_in_a_mesh(draw: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"s = rng.random((9, 9, 3)) + 0.1\ns = s / s.sum(-1, keepdims=True)\n{draw}\nplt.savefig('a.png')"
    report = checked(code, tmp_path, monkeypatch, ["channels-as-colour"])
    assert said(report) == ([("channels-as-colour", "error", 3)] if named else [])


def coloured(made: Provenance, bar: bool, **options: object) -> tuple[Call, Run]:
    data = argument("X", RNG.random((8, 8, 3)), "three", provenance=made, axes=made.axes)
    one = call("imshow", "image", data, options=options)
    return one, run_with(one, panels=[panel(has_colorbar=bar)])


BLOCK = Provenance("output", None, layer="block", layer_class="Layer")
DECODER = Provenance("output", None, layer="paint", layer_class="Conv2DTranspose", final=True)
FLIPPED = Provenance("output", None, layer="flip", layer_class="RandomFlip")
FILTER = Provenance(
    "weights",
    ("kernel_height", "kernel_width", "in_channel"),
    layer="first",
    layer_class="Conv2D",
    weight="kernel",
    colour_inputs=True,
)


@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        (coloured(BLOCK, True, cmap="hot"), True),
        (coloured(BLOCK, False, cmap="hot"), False),
        (coloured(BLOCK, True), False),
        (coloured(BLOCK, True, cmap="gray"), False),
        (coloured(DECODER, True, cmap="hot"), False),
        (coloured(FLIPPED, True, cmap="hot"), False),
        (coloured(FILTER, False, cmap="RdBu_r", vmin=-1, vmax=1), True),
        (coloured(FILTER, True, cmap="seismic"), True),
        (coloured(FILTER, False, cmap="viridis", vmin=0, vmax=1), False),
        (coloured(FILTER, False, cmap="bwr"), False),
    ],
)
def test_three_channels_under_a_colour_map_that_was_to_count(evidence: tuple[Call, Run], named: bool) -> None:
    assert bool(look("channels-as-colour", *evidence)) is named


# -- a picture in one stretched row -----------------------------------------------------------------------------------

SPOT = np.exp(-((np.mgrid[:9, :9] - 4) ** 2).sum(0) / 6).reshape(1, 81)


@pytest.mark.parametrize(
    ("values", "cmap", "taken", "label", "named"),
    [
        (SPOT, "gray", 81, "", True),
        (SPOT, "viridis", 81, "", False),
        (SPOT, "binary", 30, "", False),
        (SPOT, "gray_r", 81, "pixel", False),
        (RNG.random((1, 81)), "gray", 81, "", False),
        (np.cumsum(RNG.normal(size=(1, 81)), axis=1), "gray", 81, "", False),
    ],
    ids=["picture", "in colours", "no such model", "labelled", "noise", "walk"],
)
def test_a_picture_in_one_stretched_row(values: np.ndarray, cmap: str, taken: int, label: str, named: bool) -> None:
    one = call("imshow", "image", argument("X", values, "row"), options={"cmap": cmap, "aspect": "auto"})
    model = Value("net", "Sequential", "keras", about={"inputs": [[None, taken]]})
    run = run_with(one, panels=[panel(xlabel=label)], models=(model,))
    assert bool(look("flattened-image", one, run)) is named


@pytest.mark.parametrize(
    ("kind", "cause"), [("GlobalAveragePooling2D", "dense-as-image"), ("Flatten", "flattened-image")]
)
def test_channels_of_a_pooling_layer_are_no_square_picture(kind: str, cause: str) -> None:
    made = Provenance("output", ("batch", "channel"), layer="last", layer_class=kind, final=True, activation="")
    row = Derivation("out", (1, 256), (0, None), (1,), ("batch", "channel"), ("index",), provenance=made)
    data = argument("X", RNG.random(256), "out[0]", derivation=row)
    one = call("imshow", "image", data, exception="TypeError: Invalid shape (256,) for image data")
    found = {c: look(c, one, run_with(one, panels=[panel()])) for c in ("dense-as-image", "flattened-image")}
    assert bool(found[cause])
    if cause == "dense-as-image":
        assert "256 channels, which have no height and width" in found[cause][0].message
        assert found["flattened-image"] == []


# -- maps of channels first, heads of attention, and rows of pictures in a mesh -------------------------------------


@pytest.mark.parametrize(
    ("function", "kind", "taken", "source", "title", "named"),
    [
        ("pcolormesh", "mesh", 2, "", "", True),
        ("heatmap", "mesh", 0, "", "", True),
        ("contourf", "contour", 1, "", "", True),
        ("pcolormesh", "mesh", 9, "", "", False),
        ("pcolormesh", "mesh", 2, "plt.pcolormesh(rows, channels, maps[0, :, :, 2])", "", False),
        ("pcolormesh", "mesh", 2, "", "every channel at the left edge", False),
    ],
    ids=["a mesh", "a heatmap", "contours", "no channel's number", "places of its own", "its words"],
)
def test_a_side_taken_for_the_channel(
    function: str, kind: str, taken: int, source: str, title: str, named: bool
) -> None:
    names = ("batch", "channel", "height", "width")
    cut = Derivation("maps", (1, 5, 8, 12), (0, None, None, taken), (1, 2), names, ("index",))
    data = argument("Z" if kind == "contour" else "C", RNG.random((5, 8)), f"maps[0, :, :, {taken}]", derivation=cut)
    one = call(function, kind, data, source=source or f"plt.{function}(maps[0, :, :, {taken}])")
    assert bool(look("channels-first", one, run_with(one, panels=[panel(title=title)]))) is named


@pytest.mark.parametrize(("title", "named"), [("attention", True), ("red: head 0, green: head 1, blue: head 2", False)])
def test_heads_of_attention_as_colours(title: str, named: bool) -> None:
    made = Provenance("output", ("batch", "head", "query", "key"), layer="attend", layer_class="MultiHeadAttention")
    cut = Derivation("a", (1, 3, 7, 7), (0, None, None, None), (2, 3, 1), made.axes, ("transpose",), provenance=made)
    one = call("imshow", "image", argument("X", RNG.random((7, 7, 3)), "a", derivation=cut))
    assert bool(look("channels-as-colour", one, run_with(one, panels=[panel(title=title)]))) is named


SPOTS = (
    "y, x = np.mgrid[:9, :9]\n"
    "spots = np.array([np.exp(-((y - a) ** 2 + (x - b) ** 2) / 9) for a, b in rng.uniform(2, 7, (20, 2))])\n"
    "rows = spots.reshape(20, -1)\n"
)


@pytest.mark.parametrize(
    ("draw", "named"),
    [
        ("plt.pcolormesh(100 * np.vstack([rows[3:4], rows[5:6]]))", True),
        ("plt.pcolormesh(np.vstack([spots[3], spots[5]]))", False),
        ("plt.pcolormesh(rows)", False),
        ("plt.pcolormesh(rows[:2])\nplt.ylabel('sample')", False),
        (
            "years = np.sin(np.arange(144) * np.pi / 6)[None] + 0\nspots = years.reshape(1, 12, 12)\n"
            "plt.pcolormesh(np.vstack([years, years]))",
            False,
        ),
    ],
    ids=["two pictures, each in a row", "two pictures", "a table", "labelled", "a series, cut into years elsewhere"],
)
def test_pictures_laid_out_in_the_rows_of_a_mesh(
    draw: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checked(f"{SPOTS}{draw}\nplt.savefig('a.png')", tmp_path, monkeypatch, ["flattened-image"])
    assert bool(said(report)) is named


POOLED = Provenance("output", ("batch", "channel"), layer="pool", layer_class="GlobalAveragePooling2D")
GIVEN = RNG.random((2, 12))
MAPS = RNG.random((2, 5, 5, 12))


@pytest.mark.parametrize(
    ("expression", "of", "taken", "named"),
    [
        ("maps[..., i]", GIVEN[0], 0, True),
        ("maps[i]", GIVEN[1], None, True),
        ("np.asarray(maps[0, i])", GIVEN, None, True),
        ("maps[0, 1, i]", MAPS[0], None, False),
        ("maps[i]", GIVEN[0] + 1e-6, None, False),
        ("images[int(maps[0]), 3]", GIVEN[0], None, False),
    ],
    ids=["a view", "one number", "of the whole batch", "an index too many", "other numbers", "inside an index"],
)
def test_one_unit_where_a_map_was_due(expression: str, of: np.ndarray, taken: int | None, named: bool) -> None:
    root = None
    if taken is not None:
        root = Derivation("predict", (2, 12), (0, taken), (), ("batch", "channel"), ("index",), provenance=POOLED)
    near = Value("maps", "ndarray", facts=measure(of), values=of)
    data = argument("X", np.float32(0.3), expression, derivation=root, axes=None, near=(near,))
    one = call("imshow", "image", data, exception="TypeError: Invalid shape () for image data")
    output = Value("", "ndarray", facts=measure(GIVEN), provenance=POOLED, values=GIVEN)
    found = look("dense-as-image", one, run_with(one, outputs=(output,)))
    assert bool(found) is named
    if named:
        assert "gives (batch, 12), 12 channels" in found[0].message


@pytest.mark.parametrize(
    ("source", "named"),
    [("plt.matshow(maps[i])", True), ("sns.heatmap(maps[i], ax=ax)", True), ("next(shown)", False)],
)
def test_one_unit_that_was_refused_before_it_was_drawn(source: str, named: bool) -> None:
    near = Value("maps", "ndarray", facts=measure(GIVEN[1]), values=GIVEN[1])
    number = Value("maps[i]", "float32", facts=measure(np.float32(0.3)))
    raised = failure("ValueError", "not enough values to unpack (expected 2, got 0)", source, number, near=(near,))
    output = Value("", "ndarray", facts=measure(GIVEN), provenance=POOLED, values=GIVEN)
    assert bool(look("dense-as-image", raised, run_with(failure=raised, outputs=(output,)))) is named


@pytest.mark.parametrize(
    ("drawn", "made", "named"),
    [
        ("m", [("m", "maps[..., i]")], True),
        ("m", [("m", "rows.T"), ("rows", "maps[0]")], True),
        ("m", [("m", "truth[i]"), ("maps", "truth[i]")], False),
        ("m", [("m", "images[maps]")], False),
    ],
    ids=["under a name", "walked over", "of something else", "picked by it"],
)
def test_one_unit_by_way_of_names(drawn: str, made: list[tuple[str, str]], named: bool) -> None:
    near = Value("maps", "ndarray", facts=measure(GIVEN[1]), values=GIVEN[1])
    steps = tuple(Assignment(name, f"{name} = {value}", 1, value) for name, value in made)
    data = argument("X", np.float32(0.3), drawn, near=(near,), lineage=steps)
    one = call("imshow", "image", data, exception="TypeError: Invalid shape () for image data")
    output = Value("", "ndarray", facts=measure(GIVEN), provenance=POOLED, values=GIVEN)
    assert bool(look("dense-as-image", one, run_with(one, outputs=(output,)))) is named


@pytest.mark.parametrize(
    ("expression", "options", "activation", "named"),
    [
        ("maps[1:2]", {}, "relu", True),
        ("maps[1:2].T", {}, "relu", True),
        ("maps[1][None, :]", {}, "relu", False),
        ("maps[1].reshape(1, -1)", {}, "relu", False),
        ("maps[1:2]", {"aspect": "auto"}, "relu", False),
        ("maps[1:2]", {}, "softmax", False),
    ],
    ids=["a row", "a column", "made a strip", "laid out as one", "stretched", "scores"],
)
def test_a_sample_cut_out_with_its_batch_axis(
    expression: str, options: dict[str, str], activation: str, named: bool
) -> None:
    made = replace(POOLED, final=True, activation=activation)
    taken = Derivation("maps", (2, 12), (1, None), (1,), ("batch", "channel"), ("index",), provenance=made)
    values = GIVEN[1:2].T if expression.endswith("T") else GIVEN[1:2]
    data = argument("X", values, expression, derivation=taken, axes=None)
    one = call("imshow", "image", data, options=options)
    assert bool(look("dense-as-image", one, run_with(one, panels=[panel()]))) is named
