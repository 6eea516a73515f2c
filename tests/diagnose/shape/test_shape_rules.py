"""The rules of shapes that need names of axes: on evidence made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Call, Derivation, Provenance, Run, Value
from kerascope.findings import Finding

RNG = np.random.default_rng(0)
YY, XX = np.mgrid[:6, :6]


def look(cause: str, evidence: object, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(evidence, run))  # type: ignore[arg-type]


def laid_out(
    values: np.ndarray, *, final: bool = False, given: int = 200, after: str = "Dense", made_by: str = "Dense"
) -> tuple[Call, Run]:
    made = Provenance(
        "output", ("batch", "unit"), layer="code", layer_class=made_by, final=final, given_shape=(1, given)
    )
    reshaped = Derivation("code", (1, 36), (None, None), (), ("batch", "unit"), ("reshape",), provenance=made)
    one = call("imshow", "image", argument("X", values, "code.reshape(6, 6)", derivation=reshaped, axes=None))
    layers = [["code", "Dense"], ["next", after]]
    model = Value("net", "Functional", "keras", about={"inputs": [[None, given]], "layers": layers})
    return one, run_with(one, panels=[panel()], models=(model,))


@pytest.mark.parametrize(("made_by", "final"), [("Dense", False), ("Dense", True), ("GlobalAveragePooling2D", True)])
def test_units_laid_out_in_rows(made_by: str, final: bool) -> None:
    wrong = laid_out(RNG.random((6, 6)), made_by=made_by, final=final)
    assert [f.severity for f in look("dense-as-image", *wrong)] == ["warning"]


@pytest.mark.parametrize(
    "right",
    [
        laid_out(RNG.random((6, 6)), after="Reshape"),
        laid_out(np.exp(-((YY - 3.0) ** 2 + (XX - 2.0) ** 2) / 6)),
        laid_out(RNG.random((6, 6)), final=True, given=8),
    ],
    ids=["a Reshape follows", "a picture by its values", "the end of a generator"],
)
def test_pictures_that_a_dense_layer_makes(right: tuple[Call, Run]) -> None:
    assert look("dense-as-image", *right) == []


def test_a_row_of_channels_named_by_shape_alone() -> None:
    names = ("batch", "channel", "height", "width")
    taken = Derivation("act", (1, 12, 20, 20), (0, None, None, 3), (1, 2), names, ("index",))
    one = call("imshow", "image", argument("X", RNG.random((12, 20)), "act[0, :, :, 3]", derivation=taken))
    assert len(look("channels-first", one, run_with(one, panels=[panel()]))) == 1


@pytest.mark.parametrize("final", [True, False])
def test_a_table_of_what_an_autoencoder_gave_back(final: bool) -> None:
    y, x = np.mgrid[:12, :12]
    taken = np.stack([np.exp(-((y - r) ** 2 + (x - 5) ** 2) / 9).ravel() for r in range(2, 10)])
    made = Provenance(
        "output", ("batch", "unit"), layer="dense", layer_class="Dense", final=final, given_shape=taken.shape
    )
    near = (Value("flat", "ndarray", "numpy", facts=argument("X", taken).facts, values=taken),)
    data = argument("C", RNG.random(taken.shape), "restored", near=near, provenance=made, axes=("batch", "unit"))
    one = call("pcolormesh", "mesh", data, via="seaborn")
    assert len(look("flattened-image", one, run_with(one, panels=[panel()]))) == int(final)


def test_a_map_transposed_beside_its_photo() -> None:
    names = ("batch", "height", "width", "channel")
    turned = Derivation("depth", (1, 20, 30, 1), (0, None, None, 0), (2, 1), names, ("index", "transpose"))
    photo = call("imshow", "image", argument("X", RNG.random((20, 30, 3)), "photo"), number=0)
    depth = call(
        "imshow", "image", argument("X", RNG.random((30, 20)), "depth.T", derivation=turned), number=1, panel=2
    )
    found = look("swapped-image-axes", depth, run_with(photo, depth, panels=[panel(1), panel(2)]))
    assert [f.fix.after for f in found if f.fix] == ["depth"]
    assert look("swapped-image-axes", depth, run_with(depth, panels=[panel(2)])) == []


@pytest.mark.parametrize(
    ("activation", "given", "named"), [("sigmoid", 10, True), ("linear", 10, False), ("sigmoid", 500, False)]
)
def test_rows_that_a_generator_painted(activation: str, given: int, named: bool) -> None:
    made = Provenance(
        "output",
        ("batch", "unit"),
        layer="dense",
        layer_class="Dense",
        final=True,
        given_shape=(16, given),
        activation=activation,
    )
    data = argument("X", RNG.random((16, 784)), "fake", provenance=made, axes=("batch", "unit"))
    one = call("imshow", "image", data, options={"aspect": "auto"})
    assert bool(look("flattened-image", one, run_with(one, panels=[panel()]))) is named


@pytest.mark.parametrize(("side", "named"), [(32, True), (28, False)])
def test_a_template_of_a_dense_layer_in_one_row(side: int, named: bool) -> None:
    kernel = Provenance("weights", ("feature", "unit"), layer="dense", layer_class="Dense", weight="kernel")
    column = Derivation("W", (1024, 4), (None, 2), (0,), ("feature", "unit"), ("index",), provenance=kernel)
    one = call("imshow", "image", argument("X", RNG.random((1, 1024)), "W[:, 2][None]", derivation=column, axes=None))
    model = Value("net", "Functional", "keras", about={"inputs": [[None, side, side, 1]]})
    assert bool(look("flattened-image", one, run_with(one, panels=[panel()], models=(model,)))) is named


@pytest.mark.parametrize(("loss", "named"), [("sparse_categorical_crossentropy", True), ("mse", False)])
def test_logits_of_a_model_that_classifies_pixels(loss: str, named: bool) -> None:
    names = ("batch", "height", "width", "channel")
    made = Provenance("output", names, model="fcn", layer="conv", layer_class="Conv2D", final=True)
    first = Derivation("pred", (2, 9, 12, 6), (0, None, None, None), (1, 2, 3), names, ("index",), provenance=made)
    data = argument("X", RNG.normal(size=(9, 12, 6)), "pred[0]", derivation=first)
    one = call("imshow", "image", data, exception="TypeError: Invalid shape (9, 12, 6) for image data")
    model = Value("fcn", "Functional", "keras", about={"loss": loss})
    assert bool(look("class-scores-not-argmax", one, run_with(one, panels=[panel()], models=(model,)))) is named


@pytest.mark.parametrize(
    ("xlabel", "ylabel", "shape", "named"),
    [
        ("time (s)", "frequency (Hz)", (90, 40), True),
        ("time (s)", "frequency (Hz)", (40, 90), False),
        ("mel bin", "frame", (90, 40), False),
        ("", "", (90, 40), False),
        ("query step", "key step", (90, 40), False),
    ],
)
def test_a_spectrogram_whose_time_runs_upwards(xlabel: str, ylabel: str, shape: tuple[int, int], named: bool) -> None:
    one = call("pcolormesh", "mesh", argument("C", RNG.random(shape), "spec"))
    model = Value("net", "Functional", "keras", about={"inputs": [[None, 90, 40]]})
    run = run_with(one, panels=[panel(xlabel=xlabel, ylabel=ylabel)], models=(model,))
    assert bool(look("swapped-image-axes", one, run)) is named


def kernel_panels(
    layer: str, axes: tuple[str, ...], shape: tuple[int, ...], along: int, titles: list[str], **held: int | None
) -> Run:
    """A loop that draws position 0, 1, … of one axis of a kernel in a panel each."""
    made = Provenance("weights", axes, layer="one", layer_class=layer, weight="kernel")
    calls = []
    for i in range(len(titles)):
        index = tuple(i if a == along else held.get(name) for a, name in enumerate(axes))
        order = tuple(a for a, n in enumerate(index) if n is None)
        taken = Derivation("k", shape, index, order, axes, ("index",), provenance=made)
        values = RNG.random(tuple(shape[a] for a in order))
        drawn = argument("y", values, "k[:, i, 0]", derivation=taken)
        calls.append(call("plot", "line", drawn, number=i, panel=i + 1))
    return run_with(*calls, panels=[panel(i + 1, title=t) for i, t in enumerate(titles)])


CONV = ("kernel_time", "in_channel", "out_channel")
TURNED = ("kernel_time", "out_channel", "in_channel")
DEPTH = ("kernel_time", "in_channel", "multiplier")


@pytest.mark.parametrize(
    ("layer", "axes", "shape", "along", "title", "held", "named"),
    [
        ("Conv1D", CONV, (9, 8, 8), 1, "filter {}", {"out_channel": 0}, True),
        ("Conv1D", CONV, (9, 8, 3), 1, "filter {}", {}, True),
        ("Conv1D", CONV, (9, 8, 8), 1, "filter 0, input {}", {"out_channel": 0}, False),
        ("Conv1D", CONV, (9, 8, 8), 1, "lead {}", {"out_channel": 0}, False),
        ("Conv1D", CONV, (9, 1, 8), 2, "filter {}", {"in_channel": 0}, False),
        ("Conv1DTranspose", TURNED, (9, 3, 7), 2, "output voice {}", {}, True),
        ("Conv1DTranspose", TURNED, (9, 3, 7), 2, "kernel of latent {}", {}, False),
        ("Conv1DTranspose", TURNED, (9, 3, 7), 1, "output voice {}", {}, False),
        ("SeparableConv1D", DEPTH, (9, 8, 3), 2, "filter {}", {"in_channel": 0}, True),
        ("SeparableConv1D", DEPTH, (9, 8, 3), 2, "multiplier {}", {"in_channel": 0}, False),
        ("SeparableConv1D", DEPTH, (9, 1, 3), 2, "filter {}", {"in_channel": 0}, False),
    ],
)
def test_what_is_numbered_as_filters(
    layer: str, axes: tuple[str, ...], shape: tuple[int, ...], along: int, title: str, held: dict[str, int], named: bool
) -> None:
    run = kernel_panels(layer, axes, shape, along, [title.format(i) for i in range(3)], **held)
    assert bool(look("kernel-layout", run.calls[0], run)) is named


@pytest.mark.parametrize(
    ("names", "expression", "options", "after"),
    [
        (("batch", "channel", "height", "width"), "p[0].T", {}, "p[0].transpose(1, 2, 0)"),
        (("batch", "channel", "height", "width"), "p[0].T.clip(0, 1)", {}, ""),
        (("batch", "channel", "height", "width"), "p[0].T", {"origin": "lower"}, None),
        (("batch", "channel", "height", "width"), "p[0].T", {"extent": [0, 1, 0, 1]}, None),
        (("batch", "channel", "height", "width"), "np.rot90(p[0].T)", {}, None),
        (("batch", "channel", "width", "height"), "p[0].T", {}, None),
        (None, "p[0].T", {}, None),
    ],
)
def test_a_picture_whose_axes_were_all_reversed(
    names: tuple[str, ...] | None, expression: str, options: dict[str, object], after: str | None
) -> None:
    taken = Derivation("p", (2, 3, 20, 30), (0, None, None, None), (3, 2, 1), names, ("index", "transpose"))
    drawn = argument("X", RNG.random((30, 20, 3)), expression, derivation=taken, axes=taken.kept if names else None)
    one = call("imshow", "image", drawn, options=options)
    found = look("swapped-image-axes", one, run_with(one, panels=[panel()]))
    assert [f.fix.after if f.fix else "" for f in found] == ([] if after is None else [after])


@pytest.mark.parametrize(
    ("shape", "taken", "title", "cmap", "named"),
    [
        ((3, 40, 60), 0, "red", None, True),
        ((3, 40, 60), 2, "B", None, True),
        ((3, 40, 60), 1, "", "Greens", True),
        ((3, 40, 60), 1, "red", None, False),  # another colour's number
        ((3, 40, 60), 0, "left column", None, False),
        ((5, 40, 60), 0, "red", None, False),
        ((3, 40, 4), 0, "red", None, False),  # the last axis may be the colours
        ((40, 60, 3), 0, "red", None, False),
    ],
)
def test_columns_that_are_called_colours(
    shape: tuple[int, ...], taken: int, title: str, cmap: str | None, named: bool
) -> None:
    root = Derivation("a", shape, (None, None, taken), (0, 1), None, ("index",))
    drawn = argument("X", RNG.random(shape[:2]), "a[:, :, i]", derivation=root, axes=None)
    one = call("imshow", "image", drawn, options={"cmap": cmap})
    found = look("channels-first", one, run_with(one, panels=[panel(title=title)]))
    assert [f.fix.after for f in found if f.fix] == (["a[i]"] if named else [])


def depth_panels(
    shape: tuple[int, ...], along: int, positions: list[int], words: str, first: int = 0, **more: str
) -> Run:
    """A loop that draws pictures of a Conv3D kernel at positions of one of its three sides, in a panel each."""
    axes = ("kernel_depth", "kernel_height", "kernel_width", "in_channel", "out_channel")
    made = Provenance("weights", axes, layer="clip", layer_class="Conv3D", weight="kernel")
    calls = []
    for n, p in enumerate(positions):
        index = tuple(p if a == along else None if a < 3 else n % shape[4] if a == 4 else 0 for a in range(5))
        order = tuple(a for a, i in enumerate(index) if i is None)
        taken = Derivation("k", shape, index, order, axes, ("index",), provenance=made)
        expression = ["k[p, :, :, 0, f]", "k[:, p, :, 0, f]", "k[:, :, p, 0, f]"][along]
        drawn = argument("X", RNG.random([shape[a] for a in order]), expression, derivation=taken)
        calls.append(call("imshow", "image", drawn, number=n, panel=n + 1))
    titles = [words.format(p + first) for p in positions]
    return run_with(*calls, panels=[panel(n + 1, title=t, **more) for n, t in enumerate(titles)])


CUBOID = (3, 5, 5, 2, 4)


@pytest.mark.parametrize(
    "run",
    [
        depth_panels(CUBOID, 2, [0, 1, 2], "filter 0"),
        depth_panels((3, 3, 3, 2, 4), 2, [0, 1, 2], "filter 1, frame {}"),
        depth_panels((4, 4, 4, 2, 4), 1, [0, 1, 2, 3], "t={}", first=1),
        depth_panels(CUBOID, 2, [0, 0, 0, 0], "kernel of a filter"),
        depth_panels(CUBOID, 2, [0, 0], "the first frame of a filter"),
    ],
    ids=["as many as frames", "called frames", "counted from one", "the first column of each filter", "first frames"],
)
def test_the_depth_of_a_kernel_taken_for_a_side(run: Run) -> None:
    (finding,) = look("kernel-layout", run.calls[0], run)
    assert "axis 0 is the frame" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == "k[p, :, :, 0, f]"


@pytest.mark.parametrize(
    "run",
    [
        depth_panels(CUBOID, 0, [0, 1, 2], "frame {}"),
        depth_panels(CUBOID, 2, [0, 1, 2, 3, 4], "filter 0, cut {}"),
        depth_panels(CUBOID, 2, [2, 2, 2, 2], "filter"),
        depth_panels(CUBOID, 2, [0, 1, 2], "filter 0", ylabel="frame"),
        depth_panels(CUBOID, 2, [0, 1, 2], "column {}"),
        depth_panels((3, 3, 3, 2, 4), 2, [0, 1, 2], "cut {}"),
        depth_panels(CUBOID, 2, [0], "first column"),
    ],
    ids=["frames", "all columns", "the middle", "a labelled side", "columns", "unnamed cuts of a cube", "one picture"],
)
def test_cuts_through_a_kernel_that_may_be_meant(run: Run) -> None:
    assert look("kernel-layout", run.calls[0], run) == []


@pytest.mark.parametrize(("before", "words"), [([8, 8, 6], "6 maps of 8 x 8"), ([16, 24, 1], "a picture of 16 x 24")])
def test_a_row_of_a_flatten_layer_is_what_it_laid_out(before: list[int], words: str) -> None:
    made = Provenance("output", ("batch", "feature"), layer="flat", layer_class="Flatten", given_shape=(4, 16, 24, 1))
    taken = Derivation("o", (4, 384), (0, None), (1,), ("batch", "feature"), ("index",), provenance=made)
    drawn = argument("X", RNG.random(384), "o[0]", derivation=taken)
    one = call("imshow", "image", drawn, exception="TypeError: Invalid shape (384,) for image data")
    model = Value("net", "Functional", "keras", about={"flattens": {"flat": before}, "layers": [["flat", "Flatten"]]})
    (finding,) = look("flattened-image", one, run_with(one, panels=[panel()], models=(model,)))
    assert words in finding.message


@pytest.mark.parametrize(("last", "named"), [("paint", False), ("inner", True)])
def test_filters_of_the_layer_that_paints_a_picture_are_colours(last: str, named: bool) -> None:
    axes = ("kernel_height", "kernel_width", "out_channel", "in_channel")
    made = Provenance("weights", axes, layer="paint", layer_class="Conv2DTranspose", weight="kernel")
    taken = Derivation("k", (5, 5, 3, 8), (None, None, None, 0), (0, 1, 2), axes, ("index",), provenance=made)
    one = call("imshow", "image", argument("X", RNG.random((5, 5, 3)), "k[..., 0]", derivation=taken))
    about = {"layers": [["first", "Dense"], [last, "Conv2DTranspose"]], "outputs": [[None, 20, 20, 3]]}
    run = run_with(one, panels=[panel()], models=(Value("net", "Functional", "keras", about=about),))
    assert bool(look("channels-as-colour", one, run)) is named


@pytest.mark.parametrize(
    ("network", "options", "points", "named"),
    [
        (False, {}, False, False),  # another classifier's probabilities, mixed as colours
        (False, {"cmap": "viridis"}, False, True),  # a colour map was meant to count
        (True, {}, False, True),
        (True, {"extent": (0, 1, 0, 1)}, True, False),  # the plane that the samples drawn into it lie in
        (True, {"extent": (0, 1, 0, 1), "cmap": "viridis"}, True, True),
    ],
)
def test_probabilities_that_are_mixed_as_colours(
    network: bool, options: dict[str, object], points: bool, named: bool
) -> None:
    scores = RNG.random((20, 30, 3))
    one = call("imshow", "image", argument("X", scores / scores.sum(-1, keepdims=True), "z"), options=options)
    over = call("scatter", "scatter", argument("x", [0.1, 0.2]), argument("y", [0.3, 0.4]), line=2, number=1)
    models = (Value("net", "Functional", "keras"),) if network else ()
    run = run_with(one, *([over] if points else []), panels=[panel()], models=models)
    assert bool(look("channels-as-colour", one, run)) is named


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"cmap": "magma", "aspect": "auto", "extent": (0, 2, 0, 2000)}, True),
        ({"cmap": "gray", "aspect": "auto", "extent": (0, 2, 0, 2000)}, False),  # many give it to colour pictures too
        ({"cmap": "magma"}, False),
        ({"cmap": "coolwarm", "vmin": 0, "vmax": 1}, True),
        ({"vmin": 0, "vmax": 1}, False),
        ({"aspect": "auto", "extent": (0, 2, 0, 2000)}, False),
    ],
)
def test_what_a_model_gives_over_axes_of_its_own(options: dict[str, object], named: bool) -> None:
    made = Provenance("output", None, model="front", layer="stack", layer_class="Stack", final=True)
    taken = Derivation("y", (1, 32, 61, 3), (0, None, None, None), (1, 2, 3), None, ("index",), provenance=made)
    one = call("imshow", "image", argument("X", RNG.random((32, 61, 3)), "y[0]", derivation=taken), options=options)
    assert bool(look("channels-as-colour", one, run_with(one, panels=[panel()]))) is named


@pytest.mark.parametrize(
    ("title", "panels", "named"),
    [
        ("soil: moisture, salinity, slope", 1, True),
        ("Wind speed, pressure and rainfall", 1, True),
        ("moisture, salinity", 1, False),
        ("moisture, salinity, slope", 3, False),  # a panel for each, perhaps
        ("RGB composite: moisture, salinity, slope", 1, False),
        ("moisture (red), salinity (green), slope (blue)", 1, False),
        ("input, blurred, restored", 1, False),
        ("palace, flower, density", 1, False),
        ("predicted: rain, clouds, wind", 1, False),  # labels of a photograph
    ],
)
def test_a_picture_of_as_many_quantities_as_channels(title: str, panels: int, named: bool) -> None:
    calls = [
        call("imshow", "image", argument("X", RNG.random((20, 30, 3)), "fields"), number=n, panel=n + 1)
        for n in range(panels)
    ]
    model = Value("net", "Functional", "keras")
    run = run_with(*calls, panels=[panel(n + 1, title=title) for n in range(panels)], models=(model,))
    assert bool(look("channels-as-colour", calls[0], run)) is named


@pytest.mark.parametrize(
    ("axes", "reduced", "named"),
    [
        (("batch", "channel", "height", "width"), 3, True),
        (("batch", "channel", "height", "width"), 1, False),  # the mean over the channels
        (("batch", "height", "width", "channel"), 3, False),
        (("batch", "height", "width", "channel"), 2, False),  # a profile of each channel along the height
    ],
)
def test_a_mean_over_the_last_axis(axes: tuple[str, ...], reduced: int, named: bool) -> None:
    shape = (1, 12, 46, 62)
    order = tuple(a for a in (1, 2, 3) if a != reduced)
    taken = Derivation(
        "maps", shape, (0, None, None, None), order, axes, ("index", f"mean axis {reduced}"), reduced=(reduced,)
    )
    drawn = argument("X", RNG.random([shape[a] for a in order]), "maps[0].mean(-1)", derivation=taken)
    one = call("imshow", "image", drawn)
    assert bool(look("channels-first", one, run_with(one, panels=[panel()]))) is named


@pytest.mark.parametrize(("shape", "named"), [((1, 60, 3), True), ((4, 60, 3), False)])
def test_a_table_of_a_window_with_its_batch(shape: tuple[int, ...], named: bool) -> None:
    given = argument("data", RNG.random(shape), "rebuilt")
    said = f"Must pass 2-d input. shape={shape}"
    source = "pd.DataFrame(rebuilt, columns=names).plot()"
    broken = failure("ValueError", said, source, arguments=(given,), expression="pd.DataFrame(rebuilt, columns=names)")
    found = look("batch-axis", broken, run_with(failure=broken))
    assert bool(found) is named
    assert not named or (found[0].fix is not None and found[0].fix.after == "rebuilt[0]")


@pytest.mark.parametrize(("shape", "named"), [((1, 3), True), ((3, 1), False)])
def test_a_series_of_one_row(shape: tuple[int, int], named: bool) -> None:
    given = argument("scores", RNG.random(shape), "scores")
    said = f"Length of values ({shape[0]}) does not match length of index (3)"
    source = "pd.Series(scores, index=names)"
    told = failure("ValueError", said, source, arguments=(given,))
    assert bool(look("batch-axis", told, run_with(failure=told))) is named
