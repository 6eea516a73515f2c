"""What comes back: a figure apart from pyplot, saved whole or not at all, into what is given."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from kerascope.draw import Drawing, describe, draw, draw_history, draw_image, draw_lines, draw_mosaic
from kerascope.draw.arrays import name_axes
from kerascope.errors import UsageError

MAPS = ("batch", "height", "width", "channel")
VALUES = np.random.default_rng(0).random((1, 6, 6, 5))


@pytest.fixture
def drawing() -> Drawing:
    return draw_mosaic(VALUES, dims=MAPS)


def test_pyplot_does_not_know_the_figure(drawing: Drawing) -> None:
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []
    assert isinstance(drawing.figure, Figure)


def test_drawing_imports_neither_pyplot_nor_keras() -> None:
    code = (
        "import sys, numpy as np; from kerascope.draw import draw;"
        "draw(np.zeros((1, 4, 4, 3)), dims='batch height width channel').to_bytes();"
        "print([m for m in ('matplotlib.pyplot', 'keras', 'torch', 'jax', 'tensorflow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
    counter = code.replace("import sys,", "import sys, matplotlib.pyplot,")
    done = subprocess.run([sys.executable, "-c", counter], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "['matplotlib.pyplot']"


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "jpg"])
def test_saving_leaves_one_whole_file(drawing: Drawing, tmp_path: Path, suffix: str) -> None:
    target = drawing.save(tmp_path / f"maps.{suffix}")
    assert [p.name for p in tmp_path.iterdir()] == [f"maps.{suffix}"]
    assert target.stat().st_size > 1000


def test_the_picture_carries_its_alternative_text(drawing: Drawing, tmp_path: Path) -> None:
    with Image.open(drawing.save(tmp_path / "maps.png")) as picture:
        assert picture.info["Description"] == drawing.alt
    assert drawing.alt in drawing.save(tmp_path / "maps.svg").read_text("utf-8")


@pytest.mark.parametrize(("options", "mode"), [({}, "RGB"), ({"dpi": 50}, "RGB"), ({"transparent": True}, "RGBA")])
def test_a_png_has_an_alpha_channel_where_it_says_something(
    drawing: Drawing, options: dict[str, Any], mode: str
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with Image.open(BytesIO(drawing.to_bytes(**options))) as picture:
        assert (picture.mode, round(picture.info["dpi"][0])) == (mode, options.get("dpi", 100))
        mine = np.asarray(picture.convert("RGBA"))
    FigureCanvasAgg(drawing.root)
    with Image.open(BytesIO(drawing.to_bytes(**options))) as picture:
        assert (mine == np.asarray(picture)).all()


def test_a_save_that_fails_leaves_the_old_file(drawing: Drawing, tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "maps.png"
    target.write_bytes(b"old")

    def broken(path: Any, **_: Any) -> None:
        Path(path).write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(drawing.figure, "savefig", broken)
    with pytest.raises(OSError, match="disk full"):
        drawing.save(target)
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["maps.png"]


def test_unknown_formats_are_refused(drawing: Drawing, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a suffix of"):
        drawing.save(tmp_path / "maps.keras")
    with pytest.raises(OSError):
        drawing.save(tmp_path / "missing" / "maps.png")


def test_a_notebook_shows_it_under_a_header_line(drawing: Drawing) -> None:
    assert drawing._repr_png_().startswith(b"\x89PNG")
    page = draw_mosaic(VALUES, dims=MAPS, title='<script>"x"</script>')._repr_html_()
    assert "<script>" not in page
    assert "height 6 × width 6 × channel 5" in page
    assert 'alt="Mosaic of 5 tiles' in page


@pytest.mark.parametrize("kind", ["mosaic", "image", "lines", "history"])
def test_into_figures_sub_figures_and_axes(kind: str) -> None:
    def make(into: Any) -> Drawing:
        if kind == "mosaic":
            return draw_mosaic(VALUES, dims=MAPS, into=into)
        if kind == "image":
            return draw_image(VALUES[0, :, :, 0], into=into)
        if kind == "lines":
            return draw_lines(VALUES[0, :, :, 0], dims=("time", "unit"), into=into)
        return draw_history({"loss": [1.0, 0.5]}, into=into)

    figure = Figure(figsize=(6, 5))
    assert make(figure).figure is figure
    left, right = Figure(figsize=(12, 5)).subfigures(1, 2)
    drawing = make(left)
    assert drawing.figure is left
    assert drawing.root.subfigs == [left, right]
    assert right.axes == []
    layout = Figure(figsize=(12, 5), layout="constrained")
    axes = layout.subplots(1, 2)
    drawing = make(axes[1])
    assert axes[1] in drawing.axes.values()
    before = axes[0].get_position()
    assert drawing.to_bytes().startswith(b"\x89PNG")
    assert axes[1].get_position().x0 > before.x1


@pytest.mark.parametrize("dpi", [50, 100, 200])
def test_everything_stands_inside_the_figure(dpi: int) -> None:
    for drawing in (draw_mosaic(VALUES, dims=MAPS), draw_lines(VALUES[0, :, :, 0] * 1e4, dims=("time", "unit"))):
        figure = drawing.root
        figure.set_dpi(dpi)
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
        assert box.x0 >= -0.05
        assert box.y0 >= -0.05
        assert box.x1 <= figure.get_figwidth() + 0.05
        assert box.y1 <= figure.get_figheight() + 0.05


def test_nothing_is_drawn_over() -> None:
    figure = Figure()
    axes = figure.subplots()
    with pytest.raises(UsageError, match="axes in this figure already"):
        draw_mosaic(VALUES, dims=MAPS, into=figure)
    axes.plot([1, 2])
    with pytest.raises(UsageError, match="something drawn in this Axes already"):
        draw_mosaic(VALUES, dims=MAPS, into=axes)
    with pytest.raises(UsageError, match="too little room"):
        draw_mosaic(VALUES, dims=MAPS, into=Figure(figsize=(1, 1)))


def test_the_style_in_force_is_used() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"image.cmap": "magma", "font.size": 20, "figure.facecolor": "#112233", "figure.dpi": 50}):
        drawing = draw_mosaic(VALUES, dims=MAPS)
        assert drawing.figure.get_facecolor()[:3] == pytest.approx((0x11 / 255, 0x22 / 255, 0x33 / 255))
        last = drawing.axes["mosaic"].images[0].cmap(255)[:3]
        assert last == pytest.approx(mpl.colormaps["magma"](255)[:3])
        assert drawing.figure.texts[0].get_fontsize() == pytest.approx(24)


@pytest.mark.parametrize("layout", ["C", "F", "read-only", "reversed", "list", "float16", "bfloat16", "int8", "bool"])
def test_the_form_of_an_array_does_not_matter(layout: str) -> None:
    array: Any = np.arange(24).reshape(4, 6) % 2
    expected = array.astype(float)
    if layout == "F":
        array = np.asfortranarray(array)
    elif layout == "reversed":
        array = np.ascontiguousarray(array[::-1, ::-1])[::-1, ::-1]
    elif layout == "list":
        array = array.tolist()
    elif layout == "read-only":
        array.flags.writeable = False
    elif layout == "bfloat16":
        array = array.astype(ml_dtypes.bfloat16)
    elif layout != "C":
        array = array.astype(layout)
    image = draw_image(array).axes["image"].images[0]
    np.testing.assert_array_equal(image.get_array(), expected)


def test_foreign_tensors_are_read_without_importing_their_frameworks() -> None:
    class Fake:
        dtype = "float32"

        def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
            return np.ones((2, 2), np.float32)

    assert name_axes(Fake(), ("a", "b")).values.shape == (2, 2)


def test_describe_is_one_line() -> None:
    values = np.array([[1.5, np.nan], [np.inf, -2.0]], np.float32)
    assert describe(values, ("time", "unit")) == (
        "time 2 × unit 2 · float32 · 2 of 4 values finite, from -2 to 1.5 (1 NaN, 1 +inf)"
    )
    assert describe(np.zeros((0, 3))) == "0 × 3 · float64 · no values"
    assert describe(np.int8(3)) == "one number · int8 · 1 value, all 3"
    assert describe(np.broadcast_to(np.float32(1), (10**6, 10**6))).endswith("1,000,000,000,000 values, all 1")


def test_draw_takes_options_of_the_chosen_function() -> None:
    assert draw(VALUES, dims=MAPS, at_most=2).left_out == {"channel": 3, "tiles": 3}
