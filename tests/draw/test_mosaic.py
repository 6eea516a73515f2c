"""Mosaics: where each tile stands, its colours, what is said of scale, constants and what is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from drawn import key, pixel, words
from matplotlib.colors import Normalize

from kerascope.draw import draw_mosaic
from kerascope.errors import AxisError, UsageError

MAPS = ("batch", "height", "width", "channel")
KERNEL = ("kernel_height", "kernel_width", "in_channel", "out_channel")


def some(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def cells(drawing: Any) -> np.ma.MaskedArray[Any, Any]:
    (image,) = drawing.axes["mosaic"].images
    return image.get_array()


def tiles_of(drawing: Any, height: int, width: int) -> list[np.ndarray[Any, Any]]:
    """Every tile in reading order, cut out of the canvas at its gaps."""
    field = cells(drawing)
    solid = ~np.ma.getmaskarray(field)
    tops = np.flatnonzero(solid.any(axis=1) & ~np.r_[False, solid.any(axis=1)[:-1]])
    lefts = np.flatnonzero(solid.any(axis=0) & ~np.r_[False, solid.any(axis=0)[:-1]])
    cut = [field[t : t + height, x : x + width] for t in tops for x in lefts]
    return [np.ma.getdata(c) for c in cut if not np.ma.getmaskarray(c).all()]


def test_one_image_holds_every_map_exactly() -> None:
    maps = some(1, 5, 4, 12)
    drawing = draw_mosaic(maps, dims=MAPS)
    assert [len(a.images) for a in drawing.figure.axes] == [1, 0]
    for channel, tile in enumerate(tiles_of(drawing, 5, 4)):
        np.testing.assert_array_equal(tile, maps[0, :, :, channel])
    assert drawing.left_out == {}


def test_kernels_have_in_channels_down_and_out_channels_across() -> None:
    kernel = some(3, 3, 4, 6)
    drawing = draw_mosaic(kernel, dims=KERNEL)
    tiles = tiles_of(drawing, 3, 3)
    for i, tile in enumerate(tiles):
        np.testing.assert_array_equal(tile, kernel[:, :, i // 6, i % 6])
    axes = drawing.axes["mosaic"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("in_channel", "out_channel")
    assert [t.get_text() for t in axes.get_yticklabels()] == ["0", "1", "2", "3"]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["0", "1", "2", "3", "4", "5"]


def test_transposed_kernels_are_read_by_name_not_by_place() -> None:
    kernel = some(3, 3, 4, 6)
    turned = draw_mosaic(kernel.transpose(0, 1, 3, 2), dims=(*KERNEL[:2], "out_channel", "in_channel"))
    np.testing.assert_array_equal(cells(turned), cells(draw_mosaic(kernel, dims=KERNEL)))


@pytest.mark.parametrize("shape", [(3, 3, 3, 64), (3, 3, 64, 3), (3, 3, 2, 101), (1, 1, 7, 50)])
def test_long_strips_are_wrapped_in_blocks_without_losing_a_tile(shape: tuple[int, ...]) -> None:
    kernel = some(*shape)
    drawing = draw_mosaic(kernel, dims=KERNEL)
    field = cells(drawing)
    assert field.count() == kernel.size
    assert 0.25 < field.shape[1] / field.shape[0] < 4
    np.testing.assert_array_equal(np.sort(field.compressed()), np.sort(kernel.ravel()))


def test_blocks_say_which_indices_they_hold() -> None:
    axes = draw_mosaic(some(3, 3, 3, 64), dims=KERNEL).axes["mosaic"]
    labels = [t.get_text() for t in axes.get_yticklabels()]
    assert labels[0].endswith("| 0")
    assert labels[0].startswith("0–")
    assert len([label for label in labels if "|" in label]) > 1
    assert axes.get_ylabel() == "out_channel (in blocks) | in_channel"


def test_one_scale_for_all_is_the_range_of_all() -> None:
    maps = np.abs(some(1, 6, 6, 4))
    drawing = draw_mosaic(maps, dims=MAPS)
    assert drawing.limits == (maps.min(), maps.max())
    image = drawing.axes["mosaic"].images[0]
    assert image.get_clim() == drawing.limits
    assert "one colour scale for all" in words(drawing)
    assert drawing.axes["colorbar"].get_ylabel() == "value (one scale for all)"
    assert drawing.axes["colorbar"].get_ylim() == pytest.approx(drawing.limits)


def test_data_of_both_signs_diverge_around_zero() -> None:
    maps = some(1, 6, 6, 4)
    drawing = draw_mosaic(maps, dims=MAPS)
    reach = float(np.abs(maps).max())
    assert drawing.limits == (-reach, reach)
    assert "even about 0" in words(drawing)
    red, _, blue = (int(pixel(drawing, drawing.axes["colorbar"], 0.5, 0)[i : i + 2], 16) for i in (1, 3, 5))
    assert min(red, blue) > 230  # the middle of the bar is nearly white
    uneven = draw_mosaic(maps, dims=MAPS, scale=(-1.0, 3.0))
    middle = uneven.axes["mosaic"].images[0].cmap(uneven.axes["mosaic"].images[0].norm(np.array([0.0])))
    assert middle[0, :3].min() > 0.95


def test_each_tile_by_its_own_scale_says_so() -> None:
    maps = np.abs(some(1, 6, 6, 4)) * np.array([1, 10, 100, 1000])
    drawing = draw_mosaic(maps, dims=MAPS, scale="each")
    assert drawing.limits == (0.0, 1.0)
    for tile in tiles_of(drawing, 6, 6):
        assert (tile.min(), tile.max()) == (0.0, 1.0)
    assert "tiles can't be compared" in words(drawing)
    assert "each tile's own range" in " ".join(drawing.axes["colorbar"].get_ylabel().split())
    assert f"to {maps.max():.4g}," in words(drawing)  # the range said is the data's


def test_each_keeps_the_sign_of_signed_data() -> None:
    maps = some(1, 6, 6, 4)
    drawing = draw_mosaic(maps, dims=MAPS, scale="each")
    assert drawing.limits == (-1.0, 1.0)
    for i, tile in enumerate(tiles_of(drawing, 6, 6)):
        np.testing.assert_array_equal(np.sign(tile), np.sign(maps[0, :, :, i]))
        assert np.abs(tile).max() == pytest.approx(1)


def test_a_constant_tile_by_its_own_scale_is_no_nan() -> None:
    maps = np.abs(some(1, 6, 6, 4))
    maps[..., 2] = 7
    drawing = draw_mosaic(maps, dims=MAPS, scale="each")
    assert np.isfinite(cells(drawing).compressed()).all()
    assert "1 of 4 maps is constant (7), marked ×" in words(drawing)


def test_robust_limits_say_what_they_cut() -> None:
    maps = np.abs(some(1, 20, 20, 4))
    maps[0, 0, 0, 0] = 1e6
    drawing = draw_mosaic(maps, dims=MAPS, scale="robust")
    low, high = np.percentile(maps, [1, 99])
    assert drawing.limits == pytest.approx((low, high))
    above = int((maps > high).sum())
    assert f"{above} values above" in words(drawing)
    assert "percentiles 1 to 99" in " ".join(drawing.axes["colorbar"].get_ylabel().split())
    bar = drawing.axes["colorbar"]
    assert len(bar.patches) + len(bar.collections) > len(draw_mosaic(maps, dims=MAPS).axes["colorbar"].patches)


def test_robust_limits_that_coincide_fall_back_to_the_whole_range() -> None:
    maps = np.zeros((1, 20, 20, 4))
    maps[0, 0, 0, 0] = 5
    drawing = draw_mosaic(maps, dims=MAPS, scale="robust")
    assert drawing.limits == (0.0, 5.0)
    assert "whole range" in words(drawing)


def test_given_limits_are_kept_and_cuts_counted() -> None:
    maps = np.arange(2 * 2 * 3, dtype=np.uint8).reshape(1, 2, 2, 3)
    drawing = draw_mosaic(maps, dims=MAPS, scale=(2, 9))
    assert drawing.limits == (2.0, 9.0)
    assert "2 values below 2, 2 values above 9" in words(drawing)
    assert "limits as given" in " ".join(drawing.axes["colorbar"].get_ylabel().split())


@pytest.mark.parametrize("scale", ["global", (1, 1), (2, 1), (0, np.inf), (0, 1, 2), None, ("a", "b")])
def test_scales_that_are_none_are_refused(scale: Any) -> None:
    with pytest.raises(UsageError, match="scale="):
        draw_mosaic(some(1, 4, 4, 2), dims=MAPS, scale=scale)


@pytest.mark.parametrize("cmap", [None, "gray", "magma", "RdBu_r", "hot", "jet", "spring"])
def test_what_is_not_finite_has_colours_of_its_own(cmap: str | None) -> None:
    maps = np.abs(some(1, 4, 4, 2))
    maps[0, 0, 0, 0], maps[0, 1, 0, 0], maps[0, 2, 0, 0] = np.nan, np.inf, -np.inf
    drawing = draw_mosaic(maps, dims=MAPS, cmap=cmap)
    axes = drawing.axes["mosaic"]
    shown = [pixel(drawing, axes, 1, y) for y in (1, 2, 3)]
    gap, finite = pixel(drawing, axes, 0, 2), pixel(drawing, axes, 1, 4)
    assert len({*shown, gap, finite}) == 5
    assert key(drawing) == {"NaN: 1": shown[0], "+inf: 1": shown[1], "-inf: 1": shown[2]}
    assert "29 of 32 values finite" in words(drawing)
    table = axes.images[0].cmap(np.linspace(0, 0.99, 256))[:, :3]
    for colour in shown:
        apart = np.abs(table - [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]).max(axis=1)
        assert apart.min() > 0.2


def test_limits_do_not_see_what_is_not_finite() -> None:
    maps = np.abs(some(1, 4, 4, 2))
    good = (float(maps.min()), float(maps.max()))
    maps = np.concatenate([maps, np.full((1, 4, 4, 1), np.inf, np.float32)], axis=3)
    drawing = draw_mosaic(maps, dims=MAPS)
    assert drawing.limits == good
    assert "1 of 3 maps holds no finite value" in words(drawing)


def test_nothing_finite_is_said_and_has_no_limits() -> None:
    drawing = draw_mosaic(np.full((1, 4, 4, 2), np.nan), dims=MAPS)
    assert drawing.limits is None
    assert "none of 32 values finite (32 NaN)" in words(drawing)
    assert pixel(drawing, drawing.axes["mosaic"], 2, 2) == key(drawing)["NaN: 32"]


def test_masked_cells_are_holes_and_counted() -> None:
    maps = np.ma.MaskedArray(np.abs(some(1, 4, 4, 2)), False)
    maps[0, 1, 1, 0] = np.ma.masked
    drawing = draw_mosaic(maps, dims=MAPS)
    assert key(drawing) == {"masked: 1": pixel(drawing, drawing.axes["mosaic"], 2, 2)}
    assert "31 of 32 values finite" in words(drawing)


def test_constant_maps_are_marked_where_they_stand() -> None:
    maps = np.abs(some(1, 5, 5, 16))
    maps[..., [2, 5, 11]] = 0
    drawing = draw_mosaic(maps, dims=MAPS)
    assert "3 of 16 maps are constant (0), marked ×" in words(drawing)
    marks = [line for line in drawing.axes["mosaic"].lines if line.get_gid() == "constant-maps"]
    x, y = marks[0].get_data()
    drawn = cells(drawing)
    assert len(x) == 3
    assert [float(drawn[int(b), int(a)]) for a, b in zip(x, y, strict=True)] == [0, 0, 0]


def test_kernels_of_one_cell_are_not_called_constant() -> None:
    assert "constant" not in words(draw_mosaic(some(1, 1, 8, 4), dims=KERNEL))


def test_maps_constant_at_several_values() -> None:
    maps = np.broadcast_to(np.arange(3.0), (4, 4, 3))
    assert "3 of 3 maps are constant (3 different values)" in words(draw_mosaic(maps, dims=MAPS[1:]))


def test_what_is_left_out_is_said_and_returned() -> None:
    drawing = draw_mosaic(some(3, 3, 40, 50), dims=KERNEL, at_most=1024)
    assert drawing.left_out == {"in_channel": 20, "tiles": 1000}
    assert cells(drawing).count() == 9 * 1000
    text = words(drawing)
    assert "left out: 20 of 40 in in_channel, 1,000 tiles (page 0 of 0–1)" in text
    assert "drawn: in_channel 0–19, out_channel 0–49" in text
    assert "values drawn" in text


def test_pages_hold_every_tile_once() -> None:
    kernel = some(3, 3, 7, 9)
    seen = np.concatenate([cells(draw_mosaic(kernel, dims=KERNEL, at_most=4, page=p)).compressed() for p in range(21)])
    np.testing.assert_array_equal(np.sort(seen), np.sort(kernel.ravel()))
    with pytest.raises(UsageError, match="0 to 20"):
        draw_mosaic(kernel, dims=KERNEL, at_most=4, page=21)


def test_a_later_page_has_its_own_indices() -> None:
    kernel = some(3, 3, 6, 4)
    drawing = draw_mosaic(kernel, dims=KERNEL, at_most=8, page=2)
    np.testing.assert_array_equal(tiles_of(drawing, 3, 3)[0], kernel[:, :, 4, 0])
    assert [t.get_text() for t in drawing.axes["mosaic"].get_yticklabels()] == ["4", "5"]


def test_every_sample_of_a_batch_is_drawn() -> None:
    maps = some(3, 4, 4, 5)
    drawing = draw_mosaic(maps, dims=MAPS)
    assert len(tiles_of(drawing, 4, 4)) == 15
    assert drawing.axes["mosaic"].get_ylabel() == "batch"


def test_axes_of_size_one_and_indices_already_taken_are_said() -> None:
    array = xr.DataArray(some(2, 1, 4, 4, 3), dims=("batch", "time", *MAPS[1:]), coords={"batch": [0, 1]})
    drawing = draw_mosaic(array.isel(batch=1))
    assert "batch = 1" in words(drawing)
    assert "time = 0" in words(drawing)


def test_coordinates_name_the_tiles() -> None:
    array = xr.DataArray(some(4, 4, 3), dims=MAPS[1:], coords={"channel": [3, 8, 21]})
    labels = [t.get_text() for t in draw_mosaic(array).axes["mosaic"].get_xticklabels()]
    assert labels == ["3", "8", "21"]
    many = xr.DataArray(some(4, 4, 12), dims=MAPS[1:], coords={"channel": np.arange(12) * 10})
    labels = [t.get_text() for t in draw_mosaic(many).axes["mosaic"].get_yticklabels()]
    assert " ".join(labels).split() == [str(10 * i) for i in range(12)]


def test_the_heading_says_what_and_whence() -> None:
    attrs = {"model": "digits", "layer": "conv", "layer_class": "Conv2D", "weight": "kernel", "path": "encoder/conv"}
    drawing = draw_mosaic(xr.DataArray(some(3, 3, 1, 8), dims=KERNEL, attrs=attrs, name="encoder/conv/kernel"))
    assert drawing.heading[0] == "kernel of encoder/conv (Conv2D) in digits"
    assert "kernel_height 3 × kernel_width 3 × out_channel 8" in drawing.heading[1]
    assert "float32" in drawing.heading[1]
    assert "in_channel = 0" in drawing.heading[1]
    assert drawing.alt.startswith("Mosaic of 8 tiles: kernel of encoder/conv")


@pytest.mark.parametrize("name", ["$x^2$", "conv_1" * 80, "line\nbreak\x1b[31m", "<script>", "漢字", "\ud800", ""])
def test_any_layer_name_is_shown_as_it_is(name: str) -> None:
    drawing = draw_mosaic(xr.DataArray(some(4, 4, 3), dims=MAPS[1:], attrs={"layer": name, "weight": "kernel"}))
    assert len(drawing.heading[0]) < 130
    assert "\n" not in drawing.heading[0]
    assert drawing.to_bytes("svg")


def test_gaps_are_not_nan() -> None:
    maps = np.full((1, 4, 4, 4), np.nan)
    drawing = draw_mosaic(maps, dims=MAPS)
    field = cells(drawing)
    axes = drawing.axes["mosaic"]
    assert pixel(drawing, axes, 0, 0) != pixel(drawing, axes, 2, 2)
    assert np.isnan(np.ma.getdata(field)).sum() == 64


def test_large_tiles_are_averaged_and_that_is_said() -> None:
    maps = np.zeros((2, 3000, 2000), np.float32)
    maps[1, 17, 23] = np.nan
    drawing = draw_mosaic(maps, dims=("batch", "height", "width"))
    assert max(cells(drawing).shape) < 2600
    assert drawing.left_out["cells"] > 0
    assert "each cell drawn is the mean of up to 2 × 2" in words(drawing)
    assert int(np.isnan(np.ma.getdata(cells(drawing))).sum()) == 1  # nothing broken is averaged away


def test_huge_arrays_are_not_copied_whole() -> None:
    huge = np.broadcast_to(np.float32(1), (4, 4, 100_000, 100_000))
    drawing = draw_mosaic(huge, dims=KERNEL, at_most=6)
    assert cells(drawing).count() == 96
    assert drawing.left_out["tiles"] == 100_000**2 - 6


def test_any_two_axes_can_be_the_tile() -> None:
    array = some(3, 5, 7)
    drawing = draw_mosaic(array, dims=("gate", "feature", "unit"), tile=("feature", "unit"))
    np.testing.assert_array_equal(tiles_of(drawing, 5, 7)[1], array[1])


@pytest.mark.parametrize(
    ("shape", "dims", "options", "said"),
    [
        ((3, 4, 5), ("a", "b", "c"), {}, "a 3 × b 4 × c 5"),
        ((3, 4, 5), None, {}, "The axes of this array have no names"),
        ((3, 4, 5), ("height", "width"), {}, "2 axis names for 3 axes"),
        ((3, 4, 5), ("height", "width", "width"), {}, "same name"),
        ((3, 0, 5), ("height", "width", "channel"), {}, "height 3 × width 0 × channel 5"),
        ((4,), ("width",), {}, "width 4"),
        ((), (), {}, "one number"),
        ((3, 4, 5), ("a", "b", "c"), {"tile": ("a", "z")}, "tile="),
    ],
)
def test_axes_that_make_no_mosaic_are_named(
    shape: tuple[int, ...], dims: Any, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(AxisError) as caught:
        draw_mosaic(np.zeros(shape), dims=dims, **options)
    assert said in str(caught.value)


def test_at_most_is_at_least_one() -> None:
    with pytest.raises(UsageError, match="at_most=0"):
        draw_mosaic(some(1, 4, 4, 2), dims=MAPS, at_most=0)


def test_the_norm_on_the_image_is_matplotlibs_kind() -> None:
    norm = draw_mosaic(some(1, 4, 4, 2), dims=MAPS).axes["mosaic"].images[0].norm
    assert isinstance(norm, Normalize)
    assert norm.inverse(norm(np.array([0.5]))) == pytest.approx(0.5, abs=1e-6)


def test_both_ways_of_resampling_give_the_same_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    maps = some(1, 7, 7, 6)
    maps[0, 0, 0, :3] = np.nan, np.inf, -np.inf
    masked = np.ma.MaskedArray(maps, maps > 1.5)
    screens = []
    for stage in ("data", "rgba"):
        monkeypatch.setattr("kerascope.draw.raster._STAGE", stage)
        canvas: Any = draw_mosaic(masked, dims=MAPS).root.canvas
        canvas.draw()
        screens.append(np.asarray(canvas.buffer_rgba()).astype(int))
    assert np.abs(screens[0] - screens[1]).max() <= 1
