"""Panels that are compared, each on its own scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Assignment, Call, Derivation, Provenance, Value
from kerascope.findings import Finding

WAVES = np.sin(np.arange(64.0)).reshape(8, 8)
NET = Value("net", "Functional", "keras", about={"model": True})


def _one(number: int, scale: float, line: int, **more: object) -> Call:
    values = WAVES * scale
    span = (float(values.min()), float(values.max()))
    artist = Artist("image", number, clim=span, data_range=span, norm="Normalize", cmap="magma")
    data = argument("X", values, "shown", **more)
    return call("imshow", "image", data, line=line, number=number, panel=number, artists=(artist,))


def _look(titles: tuple[str, ...], *calls: Call, heading: str = "", net: bool = True) -> list[Finding]:
    panels = [panel(n, title=t) for n, t in enumerate(titles, start=1)]
    run = run_with(*calls, panels=panels, title=heading, models=(NET,) if net else ())
    return list(all_causes()["uneven-scales"].look(run.sheets[0], run))


@pytest.mark.parametrize(
    ("titles", "found"),
    [(("kernel before", "kernel after"), 1), (("kernel", "after training"), 0), (("kernel", "bias"), 0)],
)
def test_two_calls_that_are_compared(titles: tuple[str, str], found: int) -> None:
    assert len(_look(titles, _one(1, 1, 3), _one(2, 10, 5))) == found


def test_two_calls_of_nearly_one_range() -> None:
    assert _look(("before", "after"), _one(1, 1, 3), _one(2, 2, 5)) == []


@pytest.mark.parametrize(("heading", "found"), [("truth against forecast", 1), ("a field and its forecast", 0)])
def test_an_input_beside_what_became_of_it(heading: str, found: int) -> None:
    given = _one(1, 1, 3, provenance=Provenance("input"))
    assert len(_look(("a", "b"), given, _one(2, 10, 3), heading=heading)) == found


@pytest.mark.parametrize(
    ("titles", "net", "found"),
    [
        (("L2 = 0.0", "L2 = 0.1"), True, 1),
        (("L2 = 0.0", "L2 = 0.1"), False, 0),
        (("digit 3", "digit 4"), True, 0),
    ],
)
def test_settings_of_a_sweep_are_compared(titles: tuple[str, str], net: bool, found: int) -> None:
    assert len(_look(titles, _one(1, 1, 3), _one(2, 10, 3), net=net)) == found


@pytest.mark.parametrize(
    ("options", "net", "found"),
    [({"levels": 10}, True, 1), ({}, True, 1), ({"levels": 10}, False, 0), ({"levels": [0, 1, 2]}, True, 0)],
)
def test_filled_contours_with_levels_of_their_own(options: dict[str, object], net: bool, found: int) -> None:
    calls = [
        call("contourf", "contour", argument("Z", WAVES * 3**n, "error"), number=n, panel=n, options=options)
        for n in (1, 2)
    ]
    assert len(_look(("1 h ahead", "3 h ahead"), *calls, heading="How fast does the error grow?", net=net)) == found


def _slices(root: str, axes: tuple[str, ...] | None, scales: tuple[float, ...], made: str = "") -> list[Call]:
    """Panels of one array, one scale each."""
    calls = []
    for n, scale in enumerate(scales, start=1):
        came = Derivation(root, (len(scales), 8, 8), (n - 1, None, None), (1, 2), steps=("index",))
        maps = (Assignment(root, f"{root} = {made}", 1, made),) if made else ()
        calls.append(_one(n, scale, 3, axes=axes, derivation=came, lineage=maps))
    return calls


KERNEL, ATTENTION = ("kernel_height", "kernel_width"), ("query", "key")


@pytest.mark.parametrize(
    ("root", "axes", "scales", "found"),
    [
        ("kernels", KERNEL, (1, 0.9, 0.004), 1),
        ("kernels", KERNEL, (1, 0.5, 0.1), 0),
        ("scores", ATTENTION, (1, 0.02), 1),
        ("scores", ATTENTION, (1, 0.3), 0),
        ("maps", ("height", "width"), (1, 0.004), 0),
        ("rebuilt_errors", None, (1, 0.1), 1),
        ("rebuilt_errors", None, (1, 0.5), 0),
        ("terrors", None, (1, 0.1), 0),
    ],
)
def test_what_has_one_scale_by_its_nature(
    root: str, axes: tuple[str, ...] | None, scales: tuple[float, ...], found: int
) -> None:
    titles = tuple(f"no. {n}" for n in range(len(scales)))
    assert len(_look(titles, *_slices(root, axes, scales))) == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("np.abs(x - net.predict(x))", 1),
        ("(x - decoded) ** 2", 1),
        ("x - x.mean(axis=0)", 0),
        ("np.abs(net.predict(x))", 0),
    ],
)
def test_sizes_of_what_a_prediction_missed(made: str, found: int) -> None:
    assert len(_look(("part 1", "part 2"), *_slices("maps", None, (1, 0.1), made))) == found


@pytest.mark.parametrize(
    ("titles", "scales", "found"),
    [
        (("mse 0.0067", "mse 0.0194"), (0.3, 1), 1),
        (("MAE: 0.1", "MAE: 0.3"), (0.3, 1), 1),
        (("mse 0.0067", "mse 0.0194"), (0.4, 1), 0),
        (("part 1", "part 2"), (0.3, 1), 0),
        (("mse of part 1", "mse of part 2"), (0.3, 1), 0),
    ],
)
def test_maps_of_errors_whose_titles_give_each_its_error(
    titles: tuple[str, str], scales: tuple[float, ...], found: int
) -> None:
    assert len(_look(titles, *_slices("errs", None, scales))) == found
    assert _look(titles, *_slices("maps", None, scales)) == []


NORM, TOP = float(np.sqrt((WAVES**2).mean())), float(np.abs(WAVES).max())


@pytest.mark.parametrize(
    ("told", "scales", "found"),
    [
        (lambda k: f"epoch 5: L2 {NORM * k:.3f}", (1, 0.3), 1),
        (lambda k: f"up to {TOP * k:.2e}", (1, 0.3), 1),
        (lambda k: f"up to {TOP * k:.2e}", (1, 0.4), 0),
        (lambda k: f"up to {TOP * k:.0f}", (1, 0.3), 0),
        (lambda k: f"up to {TOP * k:.2f}", (0.05, 0.015), 0),
        (lambda k: f"rate {0.05 * k:.3f}", (1, 0.3), 0),
        (lambda k: f"epoch {5 * k:.0f}", (1, 0.3), 0),
    ],
    ids=["a norm", "a maximum", "near each other", "no decimals", "one digit", "a setting", "no size"],
)
def test_maps_of_errors_whose_titles_give_each_its_size(
    told: Callable[[float], str], scales: tuple[float, ...], found: int
) -> None:
    titles = tuple(told(k) for k in scales)
    assert len(_look(titles, *_slices("residuals", None, scales))) == found
    assert _look(titles, *_slices("maps", None, scales)) == []


@pytest.mark.parametrize(
    ("titles", "scales", "found"),
    [
        (("anomaly map", "anomaly map"), (0.3, 1), 1),
        (("uncertainty 1", "uncertainty 2"), (0.3, 1), 1),
        (("|x - x'|", "|x - x'|"), (0.3, 1), 1),
        (("anomaly map", "anomaly map"), (0.4, 1), 0),
        (("wind anomaly", "rain anomaly"), (0.01, 1), 0),
        (("map 1", "map 2"), (0.3, 1), 0),
        (("a normal part", "a defective part"), (0.3, 1), 1),
        (("healthy", "out of distribution"), (0.3, 1), 1),
        (("a normal part", "a defective part"), (0.4, 1), 0),
        (("abnormal", "defective"), (0.01, 1), 0),
        (("normal stress", "shear stress"), (0.01, 1), 0),
    ],
)
def test_maps_of_errors_that_the_titles_call_so_or_set_against_each_other(
    titles: tuple[str, str], scales: tuple[float, ...], found: int
) -> None:
    calls = [_one(n, s, 3, derivation=None) for n, s in enumerate(scales, start=1)]
    errors = [replace(c, arguments=(replace(c.data, expression="err"),)) for c in calls if c.data is not None]
    assert len(_look(titles, *errors)) == found
    assert _look(titles, *errors, net=False) == []
    assert _look(titles, *calls) == []


def test_rows_that_are_set_against_each_other() -> None:
    calls = [_one(n, s, 3) for n, s in ((2, 0.3), (4, 1))]
    errors = [replace(c, arguments=(replace(c.data, expression="err"),)) for c in calls if c.data is not None]
    assert len(_look(("a normal part", "map", "a defective part", "map"), *errors)) == 1
    assert _look(("a first part", "map", "a second part", "map"), *errors) == []


def test_errors_of_variables_that_have_units_of_their_own() -> None:
    calls = _slices("errors", None, (1, 0.01))
    last = [
        replace(c, arguments=(replace(c.data, derivation=replace(c.data.derivation, index=(None, None, n))),))
        for n, c in enumerate(calls)
        if c.data is not None and c.data.derivation is not None
    ]
    assert len(_look(("wind", "rain"), *calls)) == 1
    assert _look(("wind", "rain"), *last) == []


@pytest.mark.parametrize(
    ("titles", "scale", "found"),
    [
        (("observed", "forecast"), 0.1, 1),
        (("simulation", "network"), 0.1, 1),
        (("simulation", "network"), 0.5, 0),
        (("input", "feature map"), 0.1, 0),
        (("forecast a", "forecast b"), 0.1, 0),
    ],
)
def test_a_truth_beside_its_prediction(titles: tuple[str, str], scale: float, found: int) -> None:
    assert len(_look(titles, _one(1, 1, 3), _one(2, scale, 3))) == found
    assert _look(titles, _one(1, 1, 3), _one(2, scale, 3), net=False) == []


def test_a_truth_in_bytes_beside_its_prediction_in_units() -> None:
    assert _look(("original", "reconstruction"), _one(1, 127, 3), _one(2, 0.5, 3)) == []


def _dots(number: int, scale: float, *, start: float = 0.0, whole: bool = False) -> Call:
    places = np.arange(32.0) + start
    values = np.round(np.abs(np.sin(places)) * 9) if whole else np.abs(np.sin(places - start)) * scale
    span = (float(values.min()), float(values.max()))
    artist = Artist("scatter", number, clim=span, data_range=span, norm="Normalize", cmap="viridis")
    given = [argument(n, v, n) for n, v in (("x", places), ("y", places**2), ("c", values))]
    return call("scatter", "scatter", *given, line=3, number=number, panel=number, artists=(artist,))


def test_points_of_one_map_in_colours_of_their_own() -> None:
    titles = ("error with rain", "error without rain")
    assert len(_look(titles, _dots(1, 5), _dots(2, 0.4))) == 1
    assert _look(titles, _dots(1, 5), _dots(2, 0.4), net=False) == []
    assert _look(titles, _dots(1, 5), _dots(2, 4)) == []


def test_points_of_other_maps_classes_and_keys_are_no_comparison() -> None:
    titles = ("error with rain", "error without rain")
    assert _look(titles, _dots(1, 5), _dots(2, 0.4, start=7)) == []
    assert _look(titles, _dots(1, 5), _dots(2, 0.4, whole=True)) == []
    panels = [panel(n, title=t, legend=("low", "high")) for n, t in enumerate(titles, start=1)]
    run = run_with(_dots(1, 5), _dots(2, 0.4), panels=panels, models=(NET,))
    assert list(all_causes()["uneven-scales"].look(run.sheets[0], run)) == []
