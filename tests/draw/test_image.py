"""Single pictures, heatmaps, and the choice by names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from drawn import key, pixel, words

import kerascope
from kerascope.draw import draw, draw_heatmap, draw_image
from kerascope.errors import AxisError

PICTURE = ("height", "width")
COLOURS = ("height", "width", "colour")


def some(*shape: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(0).random(size=shape)


def shown(drawing: Any) -> np.ndarray[Any, Any]:
    return np.asarray(drawing.axes["image"].images[0].get_array())


def test_a_plain_matrix_is_height_and_width() -> None:
    values = some(5, 7)
    drawing = draw_image(values)
    np.testing.assert_array_equal(shown(drawing), values)
    assert drawing.limits == (values.min(), values.max())
    assert (drawing.axes["image"].get_ylabel(), drawing.axes["image"].get_xlabel()) == PICTURE


def test_the_axes_are_read_by_name() -> None:
    values = some(5, 7)
    np.testing.assert_array_equal(shown(draw_image(values.T, dims=("width", "height"))), values)


def test_the_first_row_is_at_the_top_whatever_the_style_says() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"image.origin": "lower", "image.interpolation": "bilinear"}):
        drawing = draw_image([[0.0, 1.0], [2.0, 3.0]])
        axes = drawing.axes["image"]
        assert axes.yaxis_inverted()
        assert pixel(drawing, axes, 0, 0) == mpl.colors.to_hex(mpl.colormaps[mpl.rcParams["image.cmap"]](0))


def test_what_is_not_finite_has_its_colour_and_count() -> None:
    values = some(4, 4)
    values[0, 0], values[1, 1], values[2, 2] = np.nan, np.inf, -np.inf
    drawing = draw_image(values)
    axes = drawing.axes["image"]
    assert key(drawing) == {
        "NaN: 1": pixel(drawing, axes, 0, 0),
        "+inf: 1": pixel(drawing, axes, 1, 1),
        "-inf: 1": pixel(drawing, axes, 2, 2),
    }


def test_a_constant_picture_is_called_so() -> None:
    drawing = draw_image(np.full((4, 4), 0.25))
    assert "the picture is constant (0.25)" in words(drawing)
    assert drawing.limits == (0.25, 0.25)
    assert [t.get_text() for t in drawing.axes["colorbar"].get_yticklabels()] == ["0.25"]


def test_samples_and_channels_are_not_thrown_away() -> None:
    with pytest.raises(AxisError, match=r"height 4 × width 4 × channel 3.*draw_mosaic draws all of channel"):
        draw_image(some(4, 4, 3), dims=("height", "width", "channel"))
    assert "batch = 0" in words(draw_image(some(1, 4, 4, 1), dims=("batch", "height", "width", "channel")))


@pytest.mark.parametrize("shape", [(784,), (), (2, 3, 4)])
def test_what_has_no_two_axes_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(AxisError, match="axes"):
        draw_image(np.zeros(shape))


@pytest.mark.parametrize(
    ("values", "said", "limits"),
    [
        (np.array([0, 128, 255], np.uint8), "colours as they are, 0 to 255", (0, 255)),
        (np.array([0, 0.5, 1.0]), "colours as they are, 0 to 1", (0, 1)),
        (np.array([0.0, 128.0, 255.0]), "colours divided by 255", (0, 255)),
        (np.array([-1.0, 0.0, 1.0]), "colours stretched, the same for all of them: -1 became 0, 1 became 1", (-1, 1)),
        (np.array([0.0, 500.0, 1000.0]), "0 became 0, 1,000 became 1", (0, 1000)),
    ],
)
def test_colours_never_clip_without_a_word(values: Any, said: str, limits: tuple[float, float]) -> None:
    picture = np.broadcast_to(values, (4, 5, 3))
    drawing = draw_image(picture, dims=COLOURS)
    assert said in words(drawing)
    assert drawing.limits == limits
    np.testing.assert_allclose(shown(drawing)[0, 0], [0, 0.5, 1], atol=0.01)


def test_broken_colours_are_marked() -> None:
    picture = some(4, 4, 3)
    picture[1, 2, 0] = np.nan
    drawing = draw_image(picture, dims=COLOURS)
    assert pixel(drawing, drawing.axes["image"], 2, 1) == "#ff00ff"
    assert list(key(drawing)) == ["1 pixel with a colour that is not finite"]


def test_opacity_is_not_stretched() -> None:
    picture = np.concatenate([some(4, 4, 3) * 6 - 3, np.full((4, 4, 1), 0.5)], axis=2)
    np.testing.assert_allclose(shown(draw_image(picture, dims=COLOURS))[..., 3], 0.5)


def test_two_colours_are_none() -> None:
    with pytest.raises(AxisError, match="3 or 4"):
        draw_image(some(4, 4, 2), dims=COLOURS)


def test_large_pictures_are_averaged_and_that_is_said() -> None:
    values = np.zeros((5000, 30), np.float32)
    values[4999, 29] = np.inf
    drawing = draw_image(values)
    assert shown(drawing).shape[0] < 2500
    assert drawing.left_out["cells"] > 0
    assert "mean of up to" in words(drawing)
    assert list(key(drawing)) == ["+inf: 1"]


def test_time_runs_across_a_heatmap() -> None:
    values = some(30, 8)
    drawing = draw_heatmap(values, dims=("time", "unit"))
    np.testing.assert_array_equal(drawing.axes["heatmap"].images[0].get_array(), values.T)
    assert (drawing.axes["heatmap"].get_ylabel(), drawing.axes["heatmap"].get_xlabel()) == ("unit", "time")


def test_a_heatmap_of_a_batch_says_which_sample() -> None:
    drawing = draw_heatmap(some(3, 30, 8), dims=("batch", "time", "unit"))
    assert drawing.left_out == {"batch": 2}
    assert "left out: 2 of 3 in batch" in words(drawing)
    assert "batch = 0" in words(drawing)


@pytest.mark.parametrize(
    ("dims", "shape", "axes"),
    [
        (("batch", "height", "width", "channel"), (2, 4, 5, 3), ["mosaic", "colorbar"]),
        (("height", "width", "channel"), (4, 5, 3), ["mosaic", "colorbar"]),
        (("kernel_height", "kernel_width", "in_channel", "out_channel"), (3, 3, 2, 4), ["mosaic", "colorbar"]),
        (("kernel_height", "kernel_width", "in_channel", "multiplier"), (3, 3, 2, 1), ["mosaic", "colorbar"]),
        (("batch", "head", "query", "key"), (1, 2, 4, 4), ["mosaic", "colorbar"]),
        (("height", "width"), (4, 5), ["image", "colorbar"]),
        (("batch", "height", "width", "channel"), (1, 4, 5, 1), ["image", "colorbar"]),
        (("height", "width", "colour"), (4, 5, 3), ["image"]),
        (("batch", "height", "width", "colour"), (1, 4, 5, 3), ["image"]),
        (("batch", "time", "unit"), (1, 40, 6), ["lines"]),
        (("batch", "time", "unit"), (1, 40, 64), ["heatmap", "colorbar"]),
        (("time",), (40,), ["lines"]),
        (("unit",), (40,), ["lines"]),
        (("batch", "unit"), (8, 10), ["heatmap", "colorbar"]),
        (("feature", "unit"), (8, 10), ["heatmap", "colorbar"]),
        (("vocabulary", "feature"), (80, 10), ["heatmap", "colorbar"]),
        (("epoch",), (5,), ["value"]),
        (("depth", "height", "width"), (5, 6, 7), ["mosaic", "colorbar"]),
        (("kernel_time", "in_channel", "out_channel"), (3, 4, 8), ["mosaic", "colorbar"]),
        (("recurrent_unit", "gate", "unit"), (6, 4, 6), ["mosaic", "colorbar"]),
        (("feature", "gate", "unit"), (3, 4, 6), ["mosaic", "colorbar"]),
        (("feature", "head", "head_feature"), (8, 2, 4), ["mosaic", "colorbar"]),
        (("head", "head_feature", "feature"), (2, 4, 8), ["mosaic", "colorbar"]),
        (("gate", "unit"), (4, 6), ["heatmap", "colorbar"]),
    ],
)
def test_the_names_choose_the_drawing(dims: tuple[str, ...], shape: tuple[int, ...], axes: list[str]) -> None:
    assert list(draw(some(*shape), dims=dims).axes) == axes
    assert list(draw(xr.DataArray(some(*shape), dims=dims)).axes) == axes


def test_axes_without_a_drawing_are_named() -> None:
    with pytest.raises(AxisError, match=r"a 2 × b 3 × c 4.*tile="):
        draw(some(2, 3, 4), dims=("a", "b", "c"))
    with pytest.raises(AxisError, match="one number"):
        draw(np.float32(3), dims=())


def test_a_layers_array_without_known_axes_is_drawn_by_its_last_two() -> None:
    array = xr.DataArray(some(2, 3, 4), dims=("axis_0", "axis_1", "axis_2"), attrs={"path": "mine"})
    drawing = draw(array)
    assert "2 tiles of 3 × 4 (axis_1 × axis_2)" in words(drawing)


def test_the_name_draw_is_one_thing() -> None:
    import kerascope.draw as module

    assert callable(module)
    assert kerascope.draw is module
    assert list(kerascope.draw(some(4, 5), dims=PICTURE).axes) == ["image", "colorbar"]
    assert kerascope.draw.describe([1, 2]) == "2 · int64 · 2 values from 1 to 2, all finite"


def test_a_long_heatmap_averages_along_its_long_side_only() -> None:
    values = some(4000, 7)
    drawing = draw_heatmap(values, dims=("feature", "unit"))
    drawn = np.asarray(drawing.axes["heatmap"].images[0].get_array())
    assert drawn.shape == (1000, 7)
    np.testing.assert_allclose(drawn[3], values[12:16].mean(axis=0))
    assert "mean of up to 4 × 1" in words(drawing)
