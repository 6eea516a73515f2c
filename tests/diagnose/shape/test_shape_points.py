"""Pictures judged by what else stands in their figure, or by who refused them: on evidence made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, panel, root, run_with

from kerascope.diagnose import all_causes
from kerascope.diagnose.panels.overlay import span_along
from kerascope.evidence import Artist, Assignment, Call, Provenance, Run, Value
from kerascope.findings import Finding

RNG = np.random.default_rng(3)


def look(cause: str, evidence: object, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(evidence, run))  # type: ignore[arg-type]


# -- a contour that matplotlib refused ------------------------------------------------------------------------------

MAPS = ("batch", "height", "width", "channel")


def outlined(shape: tuple[int, ...], exception: str, function: str = "contour") -> list[Finding]:
    made = Provenance("output", MAPS, layer="out", layer_class="Conv2D", final=True)
    whole = root("masks", shape, MAPS[: len(shape)], [None] * len(shape), provenance=made)
    data = argument("Z", RNG.random(shape), "masks", derivation=whole)
    one = call(function, "contour", data, options={}, exception=exception)
    return look("batch-axis", one, run_with(one, panels=[panel()]))


@pytest.mark.parametrize("function", ["contour", "contourf"])
def test_a_contour_of_a_whole_batch(function: str) -> None:
    (finding,) = outlined((1, 20, 30, 1), "TypeError: Input z must be 2D, not 4D", function)
    assert "(1, 20, 30, 1)" in finding.message
    assert finding.fix is not None
    assert finding.fix.after.startswith("masks[0")


def test_a_contour_that_was_drawn_or_that_broke_at_something_else() -> None:
    assert outlined((1, 20, 30, 1), "") == []
    assert outlined((20, 30), "ValueError: Contour levels must be increasing") == []
    plane = argument("Z", RNG.random((20, 30)), "mask")
    one = call("contour", "contour", plane, exception="TypeError: Length of x (9) must match number of columns")
    assert look("batch-axis", one, run_with(one)) == []


# -- a strip beside the picture that it is ----------------------------------------------------------------------------


def strip_beside(
    rows: int, beside: np.ndarray | None, *, function: str = "heatmap", apart: bool = False
) -> list[Finding]:
    strip = argument("C", RNG.random((rows, 144)), "errors")
    one = call("heatmap", "mesh", strip, via="seaborn", number=0)
    calls = [one]
    if beside is not None:
        calls.append(call(function, "mesh", argument("C", beside, "scan"), via="seaborn", number=1, panel=2))
    run = run_with(*calls, panels=[panel(1), panel(2)])
    if apart:
        run = run_with(one, panels=[panel(1)])
    return look("flattened-image", one, run)


def test_one_row_beside_the_picture_of_as_many_values() -> None:
    (finding,) = strip_beside(1, RNG.random((12, 12)))
    assert "(1, 144)" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == "errors.reshape(12, 12)"


@pytest.mark.parametrize(
    ("rows", "beside", "more"),
    [
        (1, None, {}),  # a row of a table stands alone
        (1, RNG.random((12, 11)), {}),  # a picture of another size
        (1, np.zeros((12, 12)), {}),  # a blank panel is no picture
        (5, RNG.random((12, 12)), {}),  # a table of five rows
        (1, RNG.random((12, 12)), {"function": "contour"}),  # drawn by another function
        (1, RNG.random((12, 12)), {"apart": True}),  # not in the same figure
    ],
)
def test_rows_that_nothing_beside_them_tells(rows: int, beside: np.ndarray | None, more: dict[str, object]) -> None:
    assert strip_beside(rows, beside, **more) == []  # type: ignore[arg-type]


# -- measured points over a surface -----------------------------------------------------------------------------------

AXIS = np.linspace(0, 10, 24)
EAST, NORTH = np.meshgrid(AXIS, AXIS)
LEVEL = 3 * EAST + np.sin(NORTH)


def wells(
    surface: np.ndarray,
    x: np.ndarray = AXIS,
    y: np.ndarray = AXIS,
    *,
    measured: bool = True,
    count: int = 30,
    function: str = "contourf",
    source: str = "",
    panels: tuple[int, int] = (1, 1),
) -> list[Finding]:
    near = tuple(Value(n, "ndarray", "numpy", argument(n, v).facts, values=v) for n, v in (("e", x), ("n", y)))
    data = argument("Z", surface, "level", near=near)
    kind = "contour" if function.startswith("contour") else "mesh" if function == "pcolormesh" else "image"
    under = call(function, kind, data, source=source or f"plt.{function}(e, n, level)", panel=panels[0])
    at = RNG.uniform(0.5, 9.5, (count, 2))
    told = 3 * at[:, 0] + np.sin(at[:, 1])
    points = [argument("x", at[:, 0]), argument("y", at[:, 1])]
    points += [argument("c", told if measured else RNG.random(count))]
    over = call("scatter", "scatter", *points, number=1, panel=panels[1])
    return look("swapped-image-axes", under, run_with(under, over, panels=[panel(1), panel(2)]))


@pytest.mark.parametrize("function", ["contourf", "contour", "pcolormesh"])
def test_measured_points_agree_with_a_surface_only_transposed(function: str) -> None:
    (finding,) = wells(LEVEL.T, function=function)
    assert "(24, 24)" in finding.message
    assert "transposed" in finding.message
    assert function in finding.why
    assert finding.fix is not None
    assert finding.fix.after == "level.T"


@pytest.mark.parametrize(
    ("surface", "more"),
    [
        (LEVEL, {}),
        (LEVEL.T, {"measured": False}),
        (LEVEL.T, {"count": 8}),
        (LEVEL.T, {"panels": (1, 2)}),
        (LEVEL.T, {"x": np.geomspace(1, 10, 24)}),
        (LEVEL.T, {"source": "plt.contourf(level)"}),
        (LEVEL.T, {"source": "plt.contourf(n, e, level.T)"}),
        (LEVEL + LEVEL.T, {}),
        (RNG.random((24, 24)), {}),
        (LEVEL.T[:6, :6], {}),
        (np.full((24, 24), 2.0), {}),
    ],
    ids=[
        "upright",
        "points of something else",
        "few points",
        "points in another panel",
        "uneven axis",
        "no axes named",
        "turned in the call",
        "symmetric",
        "noise",
        "few cells",
        "flat",
    ],
)
def test_surfaces_that_the_points_do_not_contradict(surface: np.ndarray, more: dict[str, object]) -> None:
    assert wells(surface, **more) == []  # type: ignore[arg-type]


def seen(
    surface: np.ndarray, function: str, box: tuple[float, ...] | None = (0, 10, 0, 10), **more: Any
) -> list[Finding]:
    """The same with the coordinates gone, as those of a function that has returned."""
    value = more.get("made", "f(e, n)")
    grid = more.get("grid", "np.meshgrid(axis, axis)")
    made = (Assignment("level", f"level = {value}", 2, value), Assignment("e", f"e, n = {grid}", 1, grid))
    data = argument("Z", surface, "level", lineage=made, near=more.get("near", ()))
    kind, artist = ("contour", "filled") if function == "contourf" else ("mesh", "mesh")
    options = {}
    if function == "imshow":
        kind, artist, options = "image", "image", {"extent": [0, 10, 0, 10], "origin": "lower"}
    drawn = (Artist(artist, call=0, box=box),)
    under = call(function, kind, data, source=f"ax.{function}(e, n, level)", artists=drawn, options=options)
    at = RNG.uniform(0.5, 9.5, (60, 2))
    told = more.get("told", lambda x, y: 3 * x + np.sin(y))(at[:, 0], at[:, 1])
    over = call("scatter", "scatter", argument("x", at[:, 0]), argument("y", at[:, 1]), argument("c", told), number=1)
    return look("swapped-image-axes", under, run_with(under, over, panels=[panel()]))


def above(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (y > 0.5 * x + 2.5).astype(int)


SLOPE = 1 / (1 + np.exp(-2 * (NORTH - 0.5 * EAST - 2.5)))


@pytest.mark.parametrize(
    ("surface", "function", "more"),
    [
        (LEVEL.T, "contourf", {}),
        (LEVEL.T, "pcolormesh", {}),
        (LEVEL.T, "imshow", {}),
        (SLOPE.T, "imshow", {"told": above}),
        (SLOPE.T, "contourf", {"told": above}),
        (LEVEL.T, "pcolormesh", {"grid": "np.linspace(0, 10, 24), np.linspace(0, 10, 24)"}),
        (LEVEL.T, "imshow", {"grid": "np.mgrid[0:10:24j, 0:10:24j]"}),
    ],
)
def test_surfaces_of_a_function_that_has_returned(surface: np.ndarray, function: str, more: dict[str, Any]) -> None:
    (finding,) = seen(surface, function, **more)
    assert "transposed" in finding.message


GRIDS = tuple(Value(n, "ndarray", "numpy", values=g) for n, g in (("e", EAST), ("n", NORTH)))
TURNED_GRIDS = tuple(Value(n, "ndarray", "numpy", values=g.T) for n, g in (("e", EAST), ("n", NORTH)))
UNEVEN = tuple(Value(n, "ndarray", "numpy", values=g**2 / 10) for n, g in (("e", EAST), ("n", NORTH)))


def test_coordinates_of_a_grid_place_a_contour_without_a_box() -> None:
    assert len(seen(LEVEL.T, "contourf", None, near=GRIDS)) == 1
    assert seen(LEVEL, "contourf", None, near=GRIDS) == []


@pytest.mark.parametrize(
    ("surface", "function", "more"),
    [
        (LEVEL, "contourf", {}),
        (LEVEL, "imshow", {}),
        (LEVEL.T, "contourf", {"box": None}),
        (LEVEL.T, "contourf", {"near": UNEVEN}),
        (LEVEL.T, "contourf", {"made": "f(np.geomspace(1, 10, 24), n)"}),
        (LEVEL.T, "contourf", {"grid": "np.mgrid[0:10:24j, 0:10:24j]"}),
        (LEVEL.T, "pcolormesh", {"grid": "np.meshgrid(axis, axis, indexing='ij')"}),
        (LEVEL.T, "pcolormesh", {"grid": "grid_of(24)"}),
        (LEVEL.T, "contourf", {"near": TURNED_GRIDS}),
        (SLOPE, "imshow", {"told": above}),
        (1 - SLOPE, "imshow", {"told": above}),
        (1 - SLOPE, "contourf", {"told": above}),
        (SLOPE.T, "imshow", {"told": lambda x, y: RNG.integers(0, 2, x.size)}),
        (SLOPE + SLOPE.T, "imshow", {"told": above}),
    ],
    ids=[
        "upright",
        "upright picture",
        "no place",
        "uneven grid",
        "uneven coordinates that are gone",
        "contours on a grid of rows along x",
        "a mesh on a grid of indexing ij",
        "a grid that is not known",
        "a live grid of rows along x",
        "classes",
        "the chance of the other class",
        "contours of the other class",
        "points of something else",
        "symmetric",
    ],
)
def test_surfaces_seen_that_their_points_do_not_contradict(
    surface: np.ndarray, function: str, more: dict[str, Any]
) -> None:
    assert seen(surface, function, **more) == []


def on_grid(expression: str, *steps: str) -> list[Finding]:
    """A picture with an extent, beside a grid of indexing ij; its steps, the last one first."""
    xx, yy = np.meshgrid(AXIS, np.linspace(-2, 3, 24), indexing="ij")
    near = tuple(Value(n, "ndarray", "numpy", argument(n, v).facts, values=v) for n, v in (("xx", xx), ("yy", yy)))
    lineage = tuple(Assignment(s.split(" = ")[0], s, 9 - n, s.split(" = ")[1]) for n, s in enumerate(steps))
    data = argument("X", LEVEL, expression, near=near, lineage=lineage)
    options = {"extent": [0, 10, -2, 3], "origin": "lower"}
    one = call("imshow", "image", data, options=options)
    return look("swapped-image-axes", one, run_with(one, panels=[panel()]))


@pytest.mark.parametrize(
    "steps",
    [
        ("u", "u = f(p).reshape(xx.shape)"),
        ("u", "u = f(p).reshape(xx.shape)", "p = np.vstack([xx.ravel(), yy.ravel()]).T"),
        ("u", "u = f(np.array((xx.ravel(), yy.ravel())).T).reshape(50, 50)"),
        ("u", "u = f(np.stack([xx, yy]).reshape(2, -1).T).reshape(50, 50)"),
    ],
)
def test_a_grid_of_indexing_ij_drawn_as_it_is(steps: tuple[str, ...]) -> None:
    assert len(on_grid(*steps)) == 1


@pytest.mark.parametrize(
    "steps",
    [
        ("u.T", "u = f(p).reshape(xx.shape)"),
        ("np.rot90(u)", "u = f(p).reshape(xx.shape)"),
        ("np.transpose(u)", "u = f(p).reshape(xx.shape)"),
        ("v", "v = u.T", "u = f(p).reshape(xx.shape)"),
        ("u", "u = np.array(rows).T"),
        ("v", "v = f(another_grid)"),
        ("u", "u = np.array([[f(p, q) for q in b] for p in a]).transpose()", "p = np.vstack([xx, yy]).T"),
        ("u", "u = f(p).reshape(xx.shape).T", "p = np.vstack([xx.ravel(), yy.ravel()]).T"),
        ("u", "u = kde(np.vstack([xx.ravel(), yy.ravel()])).reshape(xx.T.shape).T"),
    ],
)
def test_a_grid_of_indexing_ij_that_was_turned(steps: tuple[str, ...]) -> None:
    assert on_grid(*steps) == []


@pytest.mark.parametrize(
    ("values", "span"),
    [
        (np.linspace(-2, 5, 8), (-2.0, 5.0)),
        (np.arange(4), (0.0, 3.0)),
        (np.linspace(5, -2, 8), None),
        (np.geomspace(1, 9, 8), None),
        (np.zeros(5), None),
        (np.ones((3, 3)), None),
        (np.array([1.0]), None),
        (np.array(["a", "b"]), None),
        (None, None),
    ],
)
def test_the_span_of_even_coordinates(values: np.ndarray | None, span: tuple[float, float] | None) -> None:
    assert span_along(values) == span


def test_a_list_of_calls_is_not_needed() -> None:
    lonely: Call = call("contourf", "contour", argument("Z", LEVEL.T, "level"), source="plt.contourf(e, n, level)")
    assert look("swapped-image-axes", lonely, run_with(lonely)) == []


# -- lengths that refuse ---------------------------------------------------------------------------------------------


def refused(function: str, x: tuple[int, ...], y: tuple[int, ...], z: tuple[int, ...]) -> list[Finding]:
    given = [argument(str(n), RNG.random(shape), "xyz"[n]) for n, shape in enumerate((x, y, z))]
    broken = failure("TypeError", "Length of x must match", f"plt.{function}(x, y, z)", arguments=tuple(given))
    return look("swapped-image-axes", broken, run_with(failure=broken))


@pytest.mark.parametrize("shapes", [((5,), (8,), (5, 8)), ((6,), (9,), (5, 8)), ((8, 5), (8, 5), (5, 8))])
def test_a_mesh_whose_rows_are_as_many_as_x(shapes: tuple[tuple[int, ...], ...]) -> None:
    (finding,) = refused("pcolormesh", *shapes)
    assert "(5, 8)" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == "z.T"


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        ("contourf", ((8,), (5,), (5, 8))),
        ("contourf", ((5,), (9,), (5, 8))),
        ("contourf", ((5,), (5,), (5, 5))),
        ("contourf", ((8, 5), (5, 8), (5, 8))),
        ("tricontourf", ((5,), (8,), (5, 8))),
    ],
)
def test_meshes_that_are_refused_for_something_else(function: str, shapes: tuple[tuple[int, ...], ...]) -> None:
    assert refused(function, *shapes) == []
