"""Lines over time: one per unit, gaps kept, long ones reduced without losing an extreme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from drawn import words
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from kerascope.draw import draw_lines
from kerascope.draw.envelope import lone_points, reduce_line
from kerascope.errors import AxisError, UsageError

SERIES = ("batch", "time", "unit")


def units(drawing: Any) -> list[Any]:
    """The lines of the units, without the marks at the edges."""
    return [line for line in drawing.axes["lines"].lines if line.get_transform() == drawing.axes["lines"].transData]


def some(*shape: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(0).normal(size=shape)


def test_one_line_per_unit_over_time() -> None:
    values = some(1, 40, 5)
    drawing = draw_lines(values, dims=SERIES)
    assert len(units(drawing)) == 5
    for i, line in enumerate(units(drawing)):
        np.testing.assert_array_equal(line.get_xdata(), np.arange(40))
        np.testing.assert_array_equal(line.get_ydata(), values[0, :, i])
    assert drawing.axes["lines"].get_xlabel() == "time"
    assert drawing.limits == (values.min(), values.max())
    legend = drawing.axes["lines"].get_legend()
    assert legend.get_title().get_text() == "unit"
    assert [t.get_text() for t in legend.get_texts()] == ["0", "1", "2", "3", "4"]


def test_time_is_found_by_name_wherever_it_stands() -> None:
    values = some(5, 40)
    drawing = draw_lines(values, dims=("unit", "time"))
    np.testing.assert_array_equal(units(drawing)[3].get_ydata(), values[3])


def test_every_line_has_a_colour_of_its_own() -> None:
    drawing = draw_lines(some(30, 32), dims=("time", "unit"))
    assert len({tuple(np.atleast_1d(line.get_color())) for line in units(drawing)}) == 32


def test_lines_beyond_what_is_legible_are_left_out_and_said() -> None:
    drawing = draw_lines(some(2, 30, 50), dims=SERIES, at_most=8)
    assert drawing.left_out == {"batch": 1, "unit": 42}
    assert len(units(drawing)) == 8
    assert "left out: 1 of 2 in batch, 42 of 50 in unit" in words(drawing)
    assert "batch = 0" in words(drawing)


def test_gaps_stay_gaps_and_single_points_are_seen() -> None:
    values = some(100)
    values[10:20] = np.nan
    values[15] = 1.0
    drawing = draw_lines(values, dims=("time",))
    (line,) = units(drawing)
    np.testing.assert_array_equal(line.get_ydata(), values)
    assert line.get_marker() == "o"
    assert line.get_markevery() == [15]
    assert "9 NaN" in words(drawing)
    assert "× NaN or masked" in words(drawing)


def test_a_line_of_one_point_is_a_marker() -> None:
    (line,) = units(draw_lines([0.5], dims=("time",)))
    assert line.get_marker() == "o"


def _ink(drawing: Any) -> np.ndarray[Any, Any]:
    """Per pixel column of the axes the height in pixels at which the line's ink begins and ends."""
    axes = drawing.axes["lines"]
    axes.set_axis_off()
    drawing.figure.canvas.draw()
    box = axes.get_window_extent()
    pixels = np.asarray(drawing.figure.canvas.buffer_rgba())[::-1, round(box.x0) : round(box.x1), :3]
    inked = pixels[round(box.y0) : round(box.y1)].min(axis=2) < 250
    return np.stack([inked.argmax(axis=0), inked.shape[0] - inked[::-1].argmax(axis=0)])


def _around(edge: np.ndarray[Any, Any], pick: np.ufunc) -> np.ndarray[Any, Any]:
    wide = np.pad(edge, 1, mode="edge")
    return np.asarray(pick.reduce([wide[:-2], wide[1:-1], wide[2:]]))


SPIKES = np.where(np.isin(np.arange(400_000), [90_000, 123_456]), 9.0, some(400_000) * np.repeat([0.3, 1.0], 200_000))


@pytest.mark.parametrize("values", [some(400_000), some(400_000).cumsum(), SPIKES], ids=["noise", "walk", "spikes"])
def test_a_long_line_inks_each_column_from_its_least_to_its_greatest_value(values: Any) -> None:
    drawing = draw_lines(values, dims=("time",))
    axes = drawing.axes["lines"]
    low, high = _ink(drawing)
    place = axes.transData.transform(np.column_stack([np.arange(values.size), values])) - axes.bbox.p0
    column = np.floor(place[:, 0]).astype(int).clip(0, low.size - 1)
    least, greatest = np.full(low.size, np.inf), np.full(low.size, -np.inf)
    np.minimum.at(least, column, place[:, 1])
    np.maximum.at(greatest, column, place[:, 1])
    assert (low <= least + 1).all()
    assert (high >= greatest - 1).all()
    (line,) = units(drawing)
    line.remove()
    axes.plot(values, color=line.get_color(), linewidth=line.get_linewidth())
    first, last = _ink(drawing)  # and no further than the whole line does, there or in the columns beside it
    assert (low >= _around(first, np.minimum) - 1).all()
    assert (high <= _around(last, np.maximum) + 1).all()


def test_what_fills_the_picture_is_drawn_as_an_area_but_kept_for_finer_pictures() -> None:
    drawing = draw_lines(some(400_000), dims=("time",))
    (line,) = units(drawing)
    columns = drawing.axes["lines"].get_window_extent().width
    assert line.get_xdata().size > 8 * columns
    assert len(line._covered()) <= 4 * 3 * (columns + 1)
    drawing.figure.set_dpi(300)
    assert line._covered() is None


def test_infinities_are_marked_at_the_edges_and_left_out_of_the_range() -> None:
    drawing = draw_lines([0.0, np.inf, 1.0, -np.inf, 2.0], dims=("time",))
    assert drawing.limits == (0.0, 2.0)
    marks = {line.get_marker(): list(line.get_xdata()) for line in drawing.axes["lines"].lines[1:]}
    assert marks == {"^": [1.0], "v": [3.0]}
    assert "3 of 5 values finite, from 0 to 2 (1 +inf, 1 -inf)" in words(drawing)


def test_constant_lines_are_said() -> None:
    values = some(30, 4)
    values[:, 2] = 0
    assert "1 of 4 lines constant (2)" in words(draw_lines(values, dims=("time", "unit")))


def test_masked_values_are_gaps_and_counted_apart_from_nan() -> None:
    values = np.ma.MaskedArray([1.0, np.nan, 3.0, 4.0], [False, False, True, False])
    drawing = draw_lines(values, dims=("time",))
    assert "1 NaN, 1 masked" in words(drawing)
    np.testing.assert_array_equal(np.isnan(units(drawing)[0].get_ydata()), [False, True, True, False])


def test_coordinates_are_the_places_along_the_axis() -> None:
    array = xr.DataArray(some(4, 2), dims=("time", "unit"), coords={"time": [0.0, 0.5, 2.0, 8.0], "unit": ["a", "b"]})
    drawing = draw_lines(array)
    np.testing.assert_array_equal(units(drawing)[0].get_xdata(), [0.0, 0.5, 2.0, 8.0])
    assert [t.get_text() for t in drawing.axes["lines"].get_legend().get_texts()] == ["a", "b"]


@pytest.mark.parametrize(
    ("shape", "dims", "options", "said"),
    [
        ((3, 4), ("a", "b"), {}, "No axis to run along"),
        ((3, 4), ("a", "time"), {"along": "z"}, "No axis to run along"),
        ((3, 4, 5), ("a", "b", "time"), {}, "Too many axes for lines"),
        ((3, 0), ("unit", "time"), {}, "nothing to draw"),
        ((), (), {}, "A single number is no line"),
        ((3, 4), None, {}, "no names"),
    ],
)
def test_axes_that_make_no_lines_are_named(
    shape: tuple[int, ...], dims: Any, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(AxisError, match=said):
        draw_lines(np.zeros(shape), dims=dims, **options)


def test_at_most_is_at_least_one() -> None:
    with pytest.raises(UsageError, match="at_most=0"):
        draw_lines(some(4), at_most=0)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 4000), st.integers(1, 120), st.integers(0, 99), st.sampled_from([0, 0.01, 0.5, 1]))
def test_the_envelope_keeps_every_bucket_extreme(size: int, columns: int, seed: int, broken: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=size)
    values[rng.random(size) < broken] = rng.choice([np.nan, np.inf, -np.inf])
    line = reduce_line(values, columns)
    good = values[np.isfinite(values)]
    assert line.counts.finite == good.size
    assert (line.counts.low, line.counts.high) == ((good.min(), good.max()) if good.size else (None, None))
    if not line.reduced:
        np.testing.assert_array_equal(line.y, np.where(np.isfinite(values), values, np.nan))
        return
    edges = np.arange(columns + 1) * size // columns
    for i, drawn in enumerate(line.y.reshape(columns, -1)):
        part = values[edges[i] : edges[i + 1]]
        part = part[np.isfinite(part)]
        drawn = drawn[np.isfinite(drawn)]
        assert drawn.size == 0 if part.size == 0 else (drawn.min(), drawn.max()) == (part.min(), part.max())
    assert line.y.size <= 6 * columns
    assert (np.diff(line.x) >= 0).all()


def test_the_envelope_does_not_bridge_a_gap() -> None:
    values = some(100_000)
    values[40_000:60_000] = np.nan
    line = reduce_line(values, 500)
    inside = (line.x > 40_200) & (line.x < 59_800)
    assert np.isnan(line.y[inside]).all()
    assert line.broken.size == 100


def test_a_gap_of_one_value_breaks_the_long_line() -> None:
    values = some(100_000)
    values[50_000] = np.nan
    line = reduce_line(values, 500)
    assert np.isnan(line.y).any()
    assert line.broken.size == 1


def test_single_values_in_a_long_gap_stand_alone_for_a_marker() -> None:
    values = np.full(100_000, np.nan)
    values[[20_000, 70_003]] = 1.0
    line = reduce_line(values, 500)
    lone = lone_points(line.y)
    np.testing.assert_allclose(line.x[lone], [20_000, 70_003], atol=1e-9)


def lit(
    figure: Figure, y: np.ndarray[Any, Any], x: np.ndarray[Any, Any], span: tuple[float, float]
) -> np.ndarray[Any, Any]:
    """Highest and lowest row of the line in each pixel column, drawn without antialiasing."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.plot(x, y, color="black", antialiased=False, linewidth=1)
    axes.set_xlim(0, 99_999)
    axes.set_ylim(*span)
    canvas: Any = figure.canvas
    canvas.draw()
    dark = np.asarray(canvas.buffer_rgba())[:, 2:-2, 0] < 128
    return np.stack([dark.argmax(axis=0), dark.shape[0] - dark[::-1].argmax(axis=0)])


def test_the_envelope_is_the_same_picture() -> None:
    from kerascope.draw.layout import new_figure

    values = np.cumsum(some(100_000))
    line = reduce_line(values, 3 * 600)
    span = (float(values.min()), float(values.max()))
    whole = lit(new_figure(6, 4), values, np.arange(values.size), span)
    short = lit(new_figure(6, 4), line.y, line.x, span)
    assert (np.abs(whole - short) > 1).mean() < 0.05  # the stroke's own width reaches into the next column


def test_a_long_line_says_how_it_is_drawn() -> None:
    drawing = draw_lines(some(200_000), dims=("time",))
    assert "drawn by the first, least, greatest and last value of each of" in words(drawing)
    assert len(units(drawing)[0].get_xdata()) < 12_000
    assert drawing.left_out == {}
