"""Any array is drawn, or refused with one of the documented errors: dtype × rank 0–6 × masked, empty, non-finite."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerascope.draw import (
    Drawing,
    describe,
    draw,
    draw_comparison,
    draw_distributions,
    draw_embedding,
    draw_heatmap,
    draw_history,
    draw_image,
    draw_lines,
    draw_mosaic,
    draw_overlay,
    draw_similarity,
    draw_slices,
    draw_summary,
)
from kerascope.errors import AxisError, DataError, UsageError

DTYPES = [
    *(np.dtype(c) for c in "?bBhHiIlLqQefdg"),
    *(np.dtype(getattr(ml_dtypes, n)) for n in ("bfloat16", "float8_e4m3fn", "float8_e5m2", "int4", "uint4")),
]
REFUSED = [np.dtype(c) for c in ("F", "D", "O", "U3", "S3", "M8[s]", "m8[s]", "i4,f4", "V4")]
NAMES = ["batch", "time", "height", "width", "channel", "unit", "epoch", "query", "key", "colour", "head", "odd name"]
NAMES += ["kernel_height", "kernel_width", "in_channel", "out_channel", "$x_1$", "feature"]
USUAL = [
    ("height", "width", "channel", "batch", "time", "head"),
    ("kernel_height", "kernel_width", "in_channel", "out_channel", "batch", "time"),
    ("time", "unit", "batch", "head", "query", "key"),
    ("query", "key", "head", "batch", "epoch", "unit"),
    ("height", "width", "colour", "batch", "time", "unit"),
    ("epoch", "unit", "batch", "head", "query", "key"),
]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 255.0, 1e-3, np.nan, np.inf, -np.inf, 3e38, -3e38, 1e308, -1e308, 5e-324]
FUNCTIONS: list[Callable[..., Drawing]] = [draw, draw_mosaic, draw_image, draw_lines, draw_heatmap]
SCALES = ["shared", "each", "robust", (-1.0, 2.0)]


@st.composite
def arrays(draw_from: st.DrawFn) -> tuple[Any, tuple[str, ...]]:
    """An array of any real dtype and layout, with names for its axes."""
    dtype = draw_from(st.sampled_from(DTYPES))
    sizes = [1, 1, 2, 3, 4, 5] if draw_from(st.integers(0, 9)) else [0, 1, 2]
    shape = tuple(draw_from(st.lists(st.sampled_from(sizes), max_size=6)))
    seed = draw_from(st.integers(0, 2**16))
    pool = draw_from(st.lists(st.sampled_from(SPECIAL), min_size=1, max_size=6))
    values = np.random.default_rng(seed).choice(np.array(pool), size=shape)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array: Any = np.asarray(values).astype(dtype)
    form = draw_from(st.sampled_from(["C", "F", "read-only", "reversed", "masked", "broadcast"]))
    if form == "F":
        array = np.array(array, order="F")
    elif form == "reversed" and array.ndim:
        array = array[::-1]
    elif form == "broadcast" and array.size:
        array = np.broadcast_to(array.ravel()[0], shape)
    elif form == "masked":
        array = np.ma.MaskedArray(array, np.random.default_rng(seed).random(shape) < 0.4)
    else:
        array.flags.writeable = False
    dims = draw_from(st.one_of(st.permutations(NAMES), *(st.just(list(d)) for d in USUAL)))[: len(shape)]
    return array, tuple(dims)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrays(), st.sampled_from(FUNCTIONS), st.sampled_from(SCALES), st.booleans())
def test_any_array_is_drawn_or_refused_in_words(
    case: tuple[Any, tuple[str, ...]], function: Callable[..., Drawing], scale: Any, render: bool
) -> None:
    array, dims = case
    before = np.array(array, copy=True) if array.dtype.kind in "biuf" else None
    options = {} if function in (draw_lines, draw) else {"scale": scale}
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            drawing = function(array, dims=dims, **options)
        except (AxisError, DataError) as error:
            given = error.given
            drawing = None
        if drawing is None:
            assert given
            return
        assert drawing.heading
        assert drawing.alt.startswith(tuple("MIHLCT"))
        if render:
            assert drawing.to_bytes().startswith(b"\x89PNG")
    if before is not None:
        assert np.asarray(array).tobytes() == before.tobytes()  # NaN of a foreign dtype equals no NaN


def comparison(array: Any, dims: tuple[str, ...]) -> Drawing:
    return draw_comparison(array, array, dims=dims)


def distributions(array: Any, dims: tuple[str, ...]) -> Drawing:
    assert dims is not None
    return draw_distributions({"layer": array})


def overlay(array: Any, dims: tuple[str, ...]) -> Drawing:
    return draw_overlay(array, array, dims=dims, value_dims=dims)


def similarity(array: Any, dims: tuple[str, ...]) -> Drawing:
    return draw_similarity({"a": array}, {"b": array}) if dims else draw_similarity({"a": array})


MORE = [comparison, distributions, overlay, similarity, draw_slices, draw_summary, draw_embedding]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrays(), st.sampled_from(MORE), st.booleans())
def test_the_other_drawings_take_any_array_too(
    case: tuple[Any, tuple[str, ...]], function: Callable[..., Drawing], render: bool
) -> None:
    array, dims = case
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            drawing = function(array, dims=dims)
        except (AxisError, DataError) as error:
            given = error.given
            drawing = None
        if drawing is None:
            assert given
            return
        if render:
            assert drawing.to_bytes(dpi=50).startswith(b"\x89PNG")


@settings(max_examples=60, deadline=None)
@given(arrays())
def test_any_array_is_described(case: tuple[Any, tuple[str, ...]]) -> None:
    array, dims = case
    line = describe(array, dims)
    assert "\n" not in line
    assert all(f"{d} {n}" in line for d, n in zip(dims, array.shape, strict=True))
    assert str(array.dtype) in line


@pytest.mark.parametrize("dtype", REFUSED, ids=str)
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_what_holds_no_real_numbers_is_refused(dtype: np.dtype[Any], function: Callable[..., Drawing]) -> None:
    array = np.zeros((4, 5), dtype=dtype)
    with pytest.raises(DataError, match=r"Given: dtype .*shape \(4, 5\).*Needed: bool, integers or real floats"):
        function(array, dims=("height", "width"))


@pytest.mark.parametrize("array", ["text", {"a": 1}, None, object(), [[1, 2], [3]]], ids=lambda a: type(a).__name__)
def test_what_is_no_array_is_refused(array: object) -> None:
    with pytest.raises(DataError):
        draw_image(array)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=8),
        st.lists(st.sampled_from([*SPECIAL, 2, True]), max_size=5),
        max_size=3,
    ),
    st.sampled_from(["linear", "log"]),
)
def test_any_history_is_drawn_or_refused_in_words(history: dict[str, list[float]], yscale: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # letters that the font does not have
        try:
            drawing = draw_history(history, yscale=yscale)
        except (DataError, UsageError):
            assert not any(history.values())
            return
        assert set(drawing.axes) <= set(history)
        drawing.to_bytes(dpi=40)
