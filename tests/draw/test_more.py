"""Overlays, distributions, slices, embeddings, similarity, comparisons, pages and summaries."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import xarray as xr
from drawn import key, pixel, words
from matplotlib.figure import Figure

from kerascope.draw import (
    draw_comparison,
    draw_distributions,
    draw_embedding,
    draw_mosaic,
    draw_overlay,
    draw_pages,
    draw_similarity,
    draw_slices,
    draw_summary,
    linear_cka,
)
from kerascope.draw.embedding import principal_components
from kerascope.errors import AxisError, DataError, UsageError

KERNEL = ("kernel_height", "kernel_width", "in_channel", "out_channel")
VOLUME = ("depth", "height", "width")


def some(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(size=shape)


# Overlays


def test_the_photograph_is_seen_alone_and_through_the_map() -> None:
    photo = np.zeros((20, 30, 3), np.uint8)
    photo[:, 15:] = 255
    drawing = draw_overlay(photo, np.ones((2, 3)) * np.arange(3))
    assert list(drawing.axes) == ["photograph", "overlay", "colorbar"]
    assert len(drawing.axes["photograph"].images) == 1
    below, above = drawing.axes["overlay"].images
    np.testing.assert_allclose(below.get_array(), photo / 255)
    assert above.get_alpha() == 0.5
    assert list(above.get_extent()) == [-0.5, 29.5, 19.5, -0.5]
    dark, bright = (pixel(drawing, drawing.axes["overlay"], x, 10) for x in (12, 17))
    assert dark != bright  # one cell of the map, two places of the photograph


@pytest.mark.parametrize("alpha", [0, 1, 0.9, -1, float("nan")])
def test_a_map_that_hides_the_photograph_is_refused(alpha: float) -> None:
    with pytest.raises(UsageError, match="The photograph must stay visible"):
        draw_overlay(np.zeros((4, 4)), np.zeros((2, 2)), alpha=alpha)


def test_what_is_not_finite_in_a_map_is_counted() -> None:
    values = np.array([[0.0, np.nan], [np.inf, 1.0]])
    drawing = draw_overlay(np.zeros((4, 4)), values)
    assert list(key(drawing)) == ["NaN: 1", "+inf: 1"]
    assert drawing.limits == (0.0, 1.0)


def test_a_stretched_photograph_is_said_to_be() -> None:
    assert "photograph: colours stretched" in words(draw_overlay(some(4, 4, 3) * 9, np.zeros((2, 2))))


def test_overlays_of_several_maps_are_refused() -> None:
    with pytest.raises(AxisError, match="One map of values"):
        draw_overlay(np.zeros((4, 4)), np.zeros((2, 2, 3)), value_dims=("height", "width", "channel"))
    with pytest.raises(AxisError, match="This is no photograph"):
        draw_overlay(np.zeros((4, 4, 5)), np.zeros((2, 2)))


# Distributions


def test_every_array_has_a_ridge_and_its_numbers() -> None:
    values = {"a": some(50), "dead": np.zeros(8), "broken": np.array([1.0, np.nan, np.inf, np.nan])}
    drawing = draw_distributions(values)
    axes = drawing.axes["distributions"]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["broken", "dead", "a"]
    text = words(drawing)
    assert "50 values" in text
    assert "8 values, all 0" in text
    assert "4 values, finite ones 1, 2 NaN, 1 +inf" in text
    assert drawing.limits == (values["a"].min(), values["a"].max())
    assert drawing.left_out == {}


def test_the_ridge_is_the_histogram() -> None:
    values = some(1000)
    drawing = draw_distributions(values, bins=10)
    (step,) = drawing.axes["distributions"].patches
    heights, edges = np.histogram(values, bins=10)
    np.testing.assert_allclose(step.get_data().values, 0.9 * heights / heights.max())
    np.testing.assert_allclose(step.get_data().edges, edges)


def test_many_zeros_do_not_flatten_the_rest() -> None:
    values = np.maximum(some(1000), 0)
    drawing = draw_distributions({"relu": values}, bins=10)
    zeros = (values == 0).mean()
    assert f"{zeros:.1%} zero (not in the ridge)" in words(drawing)
    (step,) = drawing.axes["distributions"].patches
    heights = np.histogram(values[values > 0], bins=10, range=(0, values.max()))[0]
    np.testing.assert_allclose(step.get_data().values, 0.9 * heights / heights.max())


def test_values_beyond_given_limits_are_counted() -> None:
    drawing = draw_distributions(np.arange(10.0), limits=(2, 5))
    assert drawing.left_out == {"values": 6}
    assert "6 values beyond the limits" in words(drawing)


def test_more_arrays_than_ridges_are_said() -> None:
    drawing = draw_distributions({str(i): some(5, seed=i) for i in range(6)}, at_most=4)
    assert drawing.left_out == {"arrays": 2}
    assert "left out: 2 of 6 arrays" in words(drawing)


@pytest.mark.parametrize("arrays", [{}, {"a": []}, np.zeros((0, 3))])
def test_no_values_have_no_distribution(arrays: Any) -> None:
    with pytest.raises(AxisError, match="nothing to draw"):
        draw_distributions(arrays)


def test_distributions_of_nothing_finite_are_drawn_empty() -> None:
    drawing = draw_distributions({"a": np.full(4, np.nan)})
    assert drawing.limits is None
    assert "4 values, 4 NaN" in words(drawing)
    assert drawing.to_bytes()


def test_named_arrays_in_a_list_keep_their_names() -> None:
    arrays = [xr.DataArray(some(4), dims="unit", name=n) for n in ("conv", "dense")]
    labels = [t.get_text() for t in draw_distributions(arrays).axes["distributions"].get_yticklabels()]
    assert labels == ["dense", "conv"]


# Slices


def test_slices_are_evenly_spaced_and_named() -> None:
    volume = np.arange(41.0)[:, None, None] * np.ones((1, 4, 4))
    drawing = draw_slices(volume, dims=VOLUME, at_most=5)
    field = drawing.axes["mosaic"].images[0].get_array()
    assert sorted(set(field.compressed())) == [0, 10, 20, 30, 40]
    assert drawing.left_out == {"depth": 36}
    assert "5 of 41 slices, evenly spaced (0, 10, 20, 30, 40)" in words(drawing)


def test_all_slices_are_drawn_when_they_fit() -> None:
    clip = some(6, 4, 5, 3)
    drawing = draw_slices(clip, dims=("time", "height", "width", "channel"))
    assert drawing.left_out == {}
    assert drawing.axes["mosaic"].images[0].get_array().count() == clip.size


def test_slices_need_an_axis_to_cut_along() -> None:
    with pytest.raises(AxisError, match="No axis to cut along"):
        draw_slices(some(3, 4, 4), dims=("channel", "height", "width"))


# Embeddings


def test_principal_components_are_those_of_the_covariance() -> None:
    rows = some(60, 5) * np.array([5, 3, 1, 0.5, 0.1])
    points, shares = principal_components(rows)
    values = np.sort(np.linalg.eigvalsh(np.cov(rows.T)))[::-1]
    np.testing.assert_allclose(shares, values[:2] / values.sum())
    np.testing.assert_allclose(points.var(axis=0, ddof=1), values[:2])
    np.testing.assert_allclose(np.cov(points.T)[0, 1], 0, atol=1e-10)


def test_every_sample_is_a_point_in_the_colour_of_its_label() -> None:
    drawing = draw_embedding(some(30, 4, 2), dims=("batch", "time", "unit"), labels=np.repeat([10, 2, 9], 10))
    axes = drawing.axes["embedding"]
    assert [len(c.get_offsets()) for c in axes.collections] == [10, 10, 10]
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["2", "9", "10"]
    assert "of the variance" in words(drawing)


def test_samples_that_are_not_finite_are_left_out_and_said() -> None:
    values = some(10, 4)
    values[3, 1] = np.nan
    drawing = draw_embedding(values, dims=("batch", "feature"), labels=range(10))
    assert drawing.left_out == {"batch": 1}
    assert "left out: 1 of 10 in batch" in words(drawing)
    assert sum(len(c.get_offsets()) for c in drawing.axes["embedding"].collections) == 9


def test_embeddings_of_samples_that_are_all_alike() -> None:
    drawing = draw_embedding(np.ones((5, 3)), dims=("batch", "feature"))
    assert "0.0% of the variance" in words(drawing)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"labels": [1, 2]}, UsageError, "2 labels, 6 samples"),
        ({"method": "magic"}, UsageError, "No such method"),
        ({"dims": ("batch", "a", "b")}, AxisError, "3 axis names for 2 axes"),
    ],
)
def test_embeddings_refuse_in_words(options: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        draw_embedding(some(6, 3), **{"dims": ("batch", "feature"), **options})


@pytest.mark.slow
def test_umap_embeds_many_and_few() -> None:
    code = """
import warnings
warnings.simplefilter("error", UserWarning)
import numpy as np
from kerascope.draw import draw_embedding
for count in (60, 4, 3):
    rows = np.random.default_rng(0).random((count, 5))
    drawing = draw_embedding(rows, dims=("batch", "feature"), method="umap")
    (points,) = drawing.axes["embedding"].collections
    assert np.isfinite(points.get_offsets()).all() and len(points.get_offsets()) == count
    print(drawing.heading[-1])
"""
    # A process of its own: umap imports TensorFlow where it finds it.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [line.split(",")[1] for line in done.stdout.splitlines()] == [
        " 15 neighbours",
        " 3 neighbours",
        " 2 neighbours",
    ]


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(UsageError, match="pip install umap-learn"):
        draw_embedding(some(6, 3), dims=("batch", "feature"), method="umap")


# Similarity


def test_linear_cka_is_the_papers_formula() -> None:
    x, y = some(20, 5), some(20, 7, seed=1)
    x_, y_ = x - x.mean(0), y - y.mean(0)
    norm = np.linalg.norm
    expected = norm(y_.T @ x_) ** 2 / (norm(x_.T @ x_) * norm(y_.T @ y_))  # the form of section 3 for features
    assert linear_cka(x, y) == pytest.approx(expected)


def test_linear_cka_does_not_see_rotations_and_factors() -> None:
    x = some(20, 5)
    turned = 3 * x @ np.linalg.qr(some(5, 5, seed=2))[0] + 7
    assert linear_cka(x, turned) == pytest.approx(1)
    assert linear_cka(x, some(20, 5, seed=3)) < 0.7
    assert np.isnan(linear_cka(x, np.ones((20, 3))))
    assert linear_cka(x * 1e200, x * 1e-200) == pytest.approx(1)


def test_the_similarity_of_layers_is_a_matrix_with_their_names() -> None:
    layers = {"a": some(20, 5), "b": some(20, 4, 4, seed=1), "dead": np.ones((20, 2))}
    drawing = draw_similarity(layers)
    matrix = drawing.axes["similarity"].images[0].get_array()
    np.testing.assert_allclose(np.diag(matrix)[:2], 1)
    assert matrix[0, 1] == pytest.approx(linear_cka(layers["a"], layers["b"]))
    assert drawing.limits == (0.0, 1.0)
    assert [t.get_text() for t in drawing.axes["similarity"].get_yticklabels()] == ["a", "b", "dead"]
    assert "the same for every sample: dead" in words(drawing)


def test_similarity_refuses_in_words() -> None:
    with pytest.raises(AxisError, match="batch 20 and batch 10"):
        draw_similarity({"a": some(20, 5)}, {"b": some(10, 5)})
    with pytest.raises(DataError, match="finite values"):
        linear_cka(np.full((4, 2), np.nan), some(4, 2))
    with pytest.raises(AxisError, match="batch of 2 or more"):
        linear_cka(some(1, 2), some(1, 2))
    with pytest.raises(AxisError, match="no layer"):
        draw_similarity({})


# Comparisons


def test_two_arrays_share_a_scale_and_the_difference_has_its_own() -> None:
    before = some(3, 3, 2, 4)
    after = before + 0.1
    drawing = draw_comparison(before, after, dims=KERNEL, names=("before", "after"))
    reach = float(np.abs(np.stack([before, after])).max())
    for name in ("first", "second"):
        assert drawing.axes[name].images[0].get_clim() == pytest.approx((-reach, reach))
    assert drawing.axes["difference"].images[0].get_clim() == pytest.approx((-0.1, 0.1))
    assert "largest difference 0.1, root mean square 0.1, 0 values equal" in words(drawing)
    assert drawing.axes["difference"].images[0].get_array().compressed() == pytest.approx(0.1)


def test_equal_arrays_are_called_so() -> None:
    values = some(6, 4)
    assert "no difference" in words(draw_comparison(values, values, dims=("feature", "unit")))


def test_axes_in_another_order_are_compared_by_name() -> None:
    values = xr.DataArray(some(6, 4), dims=("feature", "unit"))
    assert "no difference" in words(draw_comparison(values, values.T))


def test_unlike_arrays_are_not_compared() -> None:
    with pytest.raises(AxisError, match="a 2 × b 3 and a 2 × b 4"):
        draw_comparison(xr.DataArray(some(2, 3), dims=("a", "b")), xr.DataArray(some(2, 4), dims=("a", "b")))


def test_comparisons_into_a_figure() -> None:
    figure = Figure(figsize=(18, 6))
    drawing = draw_comparison(some(6, 4), some(6, 4, seed=1), dims=("feature", "unit"), into=figure)
    assert drawing.figure is figure
    assert len(figure.subfigs) == 3


# Pages and summaries


def test_pages_come_one_by_one_and_hold_all() -> None:
    kernel = some(3, 3, 5, 6)
    pages = list(draw_pages(kernel, dims=KERNEL, at_most=12))
    assert len(pages) == 3
    drawn = np.concatenate([p.axes["mosaic"].images[0].get_array().compressed() for p in pages])
    np.testing.assert_array_equal(np.sort(drawn), np.sort(kernel.ravel()))
    with pytest.raises(AxisError):
        draw_pages(kernel, dims=("a", "b", "c", "d"))


@pytest.mark.parametrize("statistic", ["mean", "std", "min", "max", "mean_abs"])
def test_a_summary_has_a_cell_per_tile(statistic: Any) -> None:
    kernel = some(3, 3, 5, 6)
    drawing = draw_summary(kernel, dims=KERNEL, statistic=statistic)
    expected = np.abs(kernel).mean((0, 1)) if statistic == "mean_abs" else getattr(kernel, statistic)(axis=(0, 1))
    np.testing.assert_allclose(drawing.axes["summary"].images[0].get_array(), expected)
    assert f"each cell is the {statistic} of one tile of kernel_height × kernel_width (30 tiles)" in words(drawing)


def test_a_summary_of_something_broken_shows_it() -> None:
    kernel = some(3, 3, 5, 6)
    kernel[1, 1, 2, 3] = np.nan
    assert list(key(draw_summary(kernel, dims=KERNEL))) == ["NaN: 1"]


def test_a_hundred_thousand_tiles_are_drawn_with_their_means() -> None:
    maps = np.broadcast_to(np.float32(1), (2, 2, 100_000))
    drawing = draw_mosaic(maps, dims=("height", "width", "channel"), at_most=100_000)
    assert drawing.axes["mosaic"].images[0].get_array().count() == 400_000
    assert "tiles" not in drawing.left_out
