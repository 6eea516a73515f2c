"""Many arrays on one sheet, and as a page."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from drawn import words
from matplotlib.figure import Figure
from PIL import Image
from tests.browser import dom, needs_browser, screenshot

import kerascope
from kerascope.draw import draw, draw_sheet
from kerascope.errors import UsageError


def weight(path: str, name: str, *sizes: tuple[str, int], kind: str = "Conv2D") -> xr.DataArray:
    dims, shape = [d for d, _ in sizes], [n for _, n in sizes]
    values = np.sin(np.arange(np.prod(shape), dtype="float32") * 1.7).reshape(shape)
    attrs = {"path": path, "layer": path, "layer_class": kind, "kind": "weight", "weight": name}
    return xr.DataArray(values, dims=dims, name=f"{path}/{name}", attrs=attrs)


def output(path: str, *sizes: tuple[str, int], kind: str = "Conv2D") -> xr.DataArray:
    made = weight(path, "", *sizes, kind=kind)
    made.attrs.update(kind="activation", part="")
    return made


def a_model() -> list[xr.DataArray]:
    return [
        weight("conv", "kernel", ("kernel_height", 3), ("kernel_width", 3), ("in_channel", 2), ("out_channel", 4)),
        weight("conv", "bias", ("out_channel", 4)),
        output("conv", ("height", 6), ("width", 5), ("channel", 4)),
        weight("norm", "gamma", ("channel", 4), kind="BatchNormalization"),
        weight("norm", "beta", ("channel", 4), kind="BatchNormalization"),
        output("top", ("unit", 10), kind="Dense"),
    ]


def test_each_array_gets_a_panel_under_its_layer_s_name() -> None:
    drawing = draw_sheet(a_model(), title="a model")
    assert list(drawing.axes) == ["conv/kernel", "conv/bias", "conv/output", "norm/gamma, beta", "top/output"]
    said = words(drawing)
    for part in (
        "a model",
        "conv",
        "Conv2D",
        "BatchNormalization",
        "8 tiles of 3 × 3",
        "unit\xa010".replace("\xa0", " "),
    ):
        assert part in said
    assert drawing.left_out == {}
    assert "layers: conv, norm, top" in drawing.alt


def test_the_cells_drawn_are_the_values() -> None:
    drawing = draw_sheet(a_model())
    (image,) = drawing.axes["conv/output"].images
    cells = image.get_array()
    assert cells is not None
    found = np.sort(np.ma.compressed(cells))
    np.testing.assert_allclose(found, np.sort(a_model()[2].values.ravel()))
    lines = {str(line.get_label()): line.get_ydata() for line in drawing.axes["norm/gamma, beta"].lines}
    np.testing.assert_allclose(lines["gamma"], a_model()[3].values)
    np.testing.assert_allclose(lines["beta"], a_model()[4].values)


def test_more_panels_than_a_page_holds_are_said_to_be_left_out() -> None:
    arrays = [output(f"layer{i}", ("height", 4), ("width", 4), ("channel", 2)) for i in range(10)]
    first, last = draw_sheet(arrays, at_most=4), draw_sheet(arrays, at_most=4, page=2)
    assert list(first.axes) == [f"layer{i}/output" for i in range(4)]
    assert list(last.axes) == ["layer8/output", "layer9/output"]
    assert first.left_out == {"panels": 6}
    assert "left out: 6 of 10 panels (page 0 of 0–2)" in first.heading
    with pytest.raises(UsageError, match="0 to 2"):
        draw_sheet(arrays, at_most=4, page=3)


def test_a_panel_that_can_t_show_all_says_so() -> None:
    many = weight("conv", "kernel", ("kernel_height", 3), ("kernel_width", 3), ("in_channel", 64), ("out_channel", 64))
    wide = weight("dense", "kernel", ("feature", 3000), ("unit", 10), kind="Dense")
    drawing = draw_sheet([many, wide])
    said = words(drawing)
    assert "4,096 tiles of 3 × 3; drawn: 256" in said
    assert "a cell is the mean of up to 12 × 1" in said
    assert "the captions of 2 say that not all cells or tiles are shown" in said


def test_the_key_of_what_is_drawn_says_of_how_many() -> None:
    many = weight("conv", "kernel", ("kernel_height", 1), ("kernel_width", 1), ("in_channel", 80), ("out_channel", 100))
    said = words(draw_sheet([(many * np.nan).assign_attrs(many.attrs)]))
    assert "8,000 NaN" in said
    assert "NaN: 200 of 8,000" in said


def test_nothing_finite_constant_empty_and_text_keep_their_place() -> None:
    maps = ("height", 4), ("width", 4), ("channel", 2)
    broken, flat = output("broken", *maps) * np.nan, output("flat", *maps) * 0
    for array, like in ((broken, "broken"), (flat, "flat")):
        array.attrs = output(like, *maps).attrs
    empty = output("empty", ("unit", 0))
    text = xr.DataArray(np.array(["a", "b"]), dims="word", attrs={"path": "text", "kind": "activation"})
    single = weight("scale", "factor")
    drawing = draw_sheet([broken, flat, empty, single])
    said = words(drawing)
    for part in ("NaN: 32", "32 values, all 0", "2 of 2 maps are constant", "holds no values", "value 0"):
        assert part in said, part
    with pytest.raises(kerascope.errors.KerascopeError):
        draw_sheet([text])


def test_constant_maps_are_marked_where_the_words_say_so() -> None:
    """On the sheet, and on its page: a dead channel must not be told from a dark one by its words alone."""
    maps = output("conv", ("height", 6), ("width", 6), ("channel", 4))
    maps[..., 2] = 0
    drawing = draw_sheet([maps])
    assert "1 of 4 maps is constant (0), marked ×" in words(drawing)
    (axes,) = drawing.axes.values()
    marks = [line for line in axes.lines if line.get_gid() == "constant-maps"]
    cells = axes.images[0].get_array()
    assert cells is not None
    assert {line.get_marker() for line in marks} == {"x"}
    for line in marks:
        ((x, y),) = line.get_xydata()
        assert cells[round(y), round(x)] == 0
    assert drawing.page is not None
    page = drawing.page()
    assert page.count('class="dead"') == 1
    assert 'class="dead"' not in draw_sheet([output("conv", ("height", 6), ("width", 6), ("channel", 4))]).page()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "said", "scales"), [(np.nan, "no finite value", 0), (3.5, "all 3.5", 1)], ids=["all NaN", "constant"]
)
def test_the_page_draws_no_scale_that_no_value_has(value: float, said: str, scales: int) -> None:
    """Of a picture of NaN there is no scale to show, and of one value one colour, not a run of 256."""
    maps = output("conv", ("height", 6), ("width", 6), ("channel", 4))
    maps[...] = value
    page = draw_sheet([maps]).page
    assert page is not None
    text = page()
    assert said in re.sub("<[^>]*>", "", text)
    assert text.count('alt="colour scale') == scales
    for found in re.findall(r'src="data:image/png;base64,([^"]*)" alt="colour scale', text):
        assert len(Image.open(BytesIO(b64decode(found))).convert("RGB").getcolors()) == 1


def test_into_a_figure_that_is_large_enough() -> None:
    figure = Figure(figsize=(16, 12))
    left, _ = figure.subfigures(1, 2)
    assert draw_sheet(a_model()[:3], into=left).figure is left
    with pytest.raises(UsageError, match="too little room"):
        draw_sheet(a_model(), into=Figure(figsize=(3, 2)))
    with pytest.raises(UsageError, match="axes of its own"):
        draw_sheet(a_model(), into=figure.add_subplot())


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e-9, 1e5, 1e300])
def test_nothing_stands_outside_the_figure_or_in_a_neighbour(scale: float) -> None:
    values = np.array([0.05, -2.34, 5.01, 3.3]) * scale
    array = xr.DataArray(values, dims="unit", attrs={"path": "top", "layer_class": "Dense", "kind": "activation"})
    beside = array.assign_attrs(path="beside_" * 20)
    drawing = draw_sheet([array, beside])
    figure = drawing.root
    figure.draw_without_rendering()
    left, right = (drawing.axes[name].get_tightbbox() for name in drawing.axes)
    assert left is not None
    assert right is not None
    assert left.x0 >= 0
    assert left.x1 < right.x0
    assert right.x1 <= figure.bbox.x1
    titles = [text.get_window_extent() for text in figure.texts if text.get_text().startswith(("top", "beside_"))]
    assert len(titles) == 2
    assert not titles[0].overlaps(titles[1])


def test_vectors_along_epochs_are_lines_of_the_sheet() -> None:
    series = {k: xr.DataArray([3.0, 2.0, 1.5], dims="epoch", name=k) for k in ("loss", "val_loss")}
    drawing = draw(series)
    assert not any("needs two axes" in t for t in words(drawing).splitlines())
    assert [len(axes.lines) for axes in drawing.axes.values()] == [1, 1]
    mixed = draw(xr.Dataset({"maps": (("height", "width"), np.eye(4)), "gain": ("time", [1.0, 2.0])}))
    assert len(mixed.axes) == 2


def test_draw_takes_several_arrays_at_once() -> None:
    drawing = draw({array.name: array for array in a_model()})
    assert "conv/kernel" in drawing.axes
    with pytest.raises(UsageError, match="Only a model takes data"):
        draw(np.ones(3), np.ones(3), dims="time")


class _Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _data(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    loaded: list[dict[str, Any]] = json.loads(found[1])
    return loaded


def test_the_page_holds_every_value_of_every_tile() -> None:
    drawing = draw_sheet(a_model(), title="a model")
    assert drawing.page is not None
    data = _data(drawing.page())
    panel = next(one for one in data if (one["layer"], one["name"]) == ("conv", "output"))
    values = np.frombuffer(b64decode(panel["values"]), "<f4")
    for channel, tile in enumerate(panel["tiles"]):
        rows, columns = tile["shape"]
        own = values[tile["at"] : tile["at"] + rows * columns].reshape(rows, columns)
        np.testing.assert_array_equal(own, a_model()[2].isel(channel=channel))
        assert tile["name"] == f"channel {channel}"


def test_names_are_escaped_and_nothing_is_fetched(tmp_path: Path) -> None:
    name = '"><img src=x onerror=alert(1)></script><b>'
    array = output(name, ("height", 4), ("width", 4), ("channel", 2))
    page = (draw_sheet([array], title=name).save(tmp_path / "page.html")).read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "</script><b>" not in page
    parser = _Tags()
    parser.feed(page)
    fetched = [value for _, attrs in parser.found for key, value in attrs.items() if key in ("src", "href")]
    assert fetched
    assert all(str(value).startswith("data:") for value in fetched)
    assert all(attrs.get("alt") for tag, attrs in parser.found if tag == "img")
    assert not any("onerror" in attrs for _, attrs in parser.found)
    assert "default-src 'none'" in page


def test_a_page_that_would_grow_too_large_says_which_values_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["kerascope.draw.page"], "_MOST_VALUES", 0)
    array = output("wide", ("height", 60), ("width", 60), ("channel", 3))
    page = draw_sheet([array]).page
    assert page is not None
    tiles = _data(page())[0]["tiles"]
    assert [tile["at"] for tile in tiles] == [0, -1, -1]
    assert "some tiles tell their range only" in page()
    assert tiles[2]["range"][4] == 3600


@needs_browser
def test_a_tile_picked_in_a_browser_tells_its_values(tmp_path: Path) -> None:
    path = draw_sheet(a_model(), title="a model").save(tmp_path / "page.html")
    array = a_model()[2]
    index = next(i for i, one in enumerate(_data(path.read_text(encoding="utf-8"))) if one["name"] == "output")
    picked = dom(path, fragment=f"#{index}.2.3.1").split('<aside id="picked"')[1].split("</aside>")[0]
    value = float(array.isel(channel=2, height=3, width=1))
    assert "channel 2" in picked
    assert "height 3, width 1" in picked
    assert re.search(rf'<td class="here">{value:.6g}</td>', picked)
    assert picked.count("<td") == 30


_HAND = """<script>
const box = document.querySelector('[data-panel="{index}"]');
const frame = box.querySelector("img").getBoundingClientRect();
const told = () => [...document.querySelectorAll("#picked dd")].slice(0, 1).map((e) => e.textContent).join();
const cell = () => document.querySelector("#picked td.here").textContent;
const seen = [];
box.dispatchEvent(new MouseEvent("click", {{ clientX: frame.right - 8, clientY: frame.bottom - 8, bubbles: true }}));
seen.push(told(), cell());
for (const [key, shiftKey] of [["ArrowLeft", false], ["ArrowLeft", true]]) {{
  box.dispatchEvent(new KeyboardEvent("keydown", {{ key, shiftKey, bubbles: true }}));
  seen.push(told(), cell());
}}
document.title = seen.join("|");
</script></body>"""


@needs_browser
def test_mouse_and_keys_pick_tiles_and_cells(tmp_path: Path) -> None:
    path = draw_sheet(a_model(), title="a model").save(tmp_path / "page.html")
    page, array = path.read_text(encoding="utf-8"), a_model()[2]
    index = next(i for i, one in enumerate(_data(page)) if one["name"] == "output")
    page = re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", page)
    path.write_text(page.replace("</body>", _HAND.format(index=index)), encoding="utf-8")
    seen = dom(path).split("<title>")[1].split("</title>")[0].split("|")
    names = [array.sizes["channel"] - 1, array.sizes["channel"] - 2]
    places = [(names[0], 5, 4), (names[1], 5, 4), (names[1], 5, 3)]
    for place, (name, value) in zip(places, zip(seen[::2], seen[1::2], strict=True), strict=True):
        channel, row, column = place
        assert name == f"channel {channel}"
        assert float(value) == pytest.approx(float(array[row, column, channel]), rel=1e-5)


@needs_browser
def test_the_page_is_light_or_dark_as_the_reader_s_system_is(tmp_path: Path) -> None:
    path = draw_sheet(a_model(), title="a model").save(tmp_path / "page.html")
    light, dark = (screenshot(path, dark=d, height=600)[:40].mean() for d in (False, True))
    assert light > 200
    assert dark < 80
