"""Pictures with blue first."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["bgr-order"]).findings]


def _jpeg(folder: Path) -> None:
    rows, columns = np.mgrid[0:96, 0:128]
    picture = np.stack([90 + rows, 200 - columns, 60 + (rows + columns) / 2], axis=-1)
    picture += 20 * np.sin(rows / 9)[..., None] * np.cos(columns[..., None] / np.array([5, 11, 17]))
    packed = io.BytesIO()
    Image.fromarray(np.clip(picture, 5, 250).astype("uint8")).save(packed, "JPEG", quality=90)
    np.save(folder / "photo.npy", np.asarray(Image.open(packed)))


@pytest.mark.parametrize(("turned", "named"), [("photo[..., ::-1]", ["bgr-order"]), ("photo", [])])
def test_an_original_that_agrees_only_when_turned(
    turned: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noise takes the traces of a JPEG away; the picture that it was made of still tells."""
    _jpeg(tmp_path)
    code = f"photo = np.load('photo.npy')\nnoise = rng.normal(0, 4, photo.shape)\nfed = {turned} + noise\n"
    code += "plt.imshow(np.clip(fed, 0, 255).astype('uint8'))\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("turned", "named"), [("[..., ::-1]", ["bgr-order"]), ("", [])])
def test_a_photograph_drawn_by_the_line_that_draws_masks(
    turned: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _jpeg(tmp_path)
    code = f"photo = np.load('photo.npy'){turned}\nfor n, one in enumerate([photo, photo[..., 0] > 99], 1):\n"
    assert _said(code + "    plt.subplot(1, 2, n)\n    plt.imshow(one, cmap='gray')\n", tmp_path, monkeypatch) == named


READ = (
    "import cv2\ndef read(name):\n    picture = cv2.imread(name)\n"
    "    {turn}\n    return cv2.resize(picture, (9, 9)) / 255\n"
)
MOCK = """
import numpy as np
def imread(name):
    return np.random.default_rng(0).integers(0, 255, (12, 12, 3)).astype("uint8")
def cvtColor(picture, code):
    return picture[..., ::-1]
def resize(picture, size):
    return picture[: size[1], : size[0]]
COLOR_BGR2RGB = 4
"""


@pytest.mark.parametrize(
    ("turn", "named"), [("pass", ["bgr-order"]), ("picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", [])]
)
def test_read_and_resized_in_a_function(
    turn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", _module(MOCK))
    code = READ.format(turn=turn) + "shown = read('a.png')\nplt.imshow(shown)\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("turn", "named"), [("", ["bgr-order"]), ("[..., ::-1]", [])])
def test_kept_in_a_list(turn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", _module(MOCK))
    code = (
        "import cv2\nbatch = []\nfor name in ('a.png', 'b.png'):\n    picture = cv2.imread(name)\n"
        f"    picture = picture{turn} / 255\n    batch.append(picture)\nbatch = np.array(batch)\nplt.imshow(batch[0])\n"
    )
    assert _said(code, tmp_path, monkeypatch) == named


def _module(text: str) -> ModuleType:
    made = ModuleType("cv2")
    exec(text, vars(made))
    return made


STORE = (
    "import cv2\nclass Crops:\n    def __init__(self, names):\n        self.names = names\n"
    "    def __getitem__(self, n):\n        photo = cv2.imread(self.names[n])\n        {turn}\n"
    "        halves = np.split(cv2.resize(photo, (8, 8)), 2)\n"
    "        return np.stack(halves).astype('float32') / 255, np.full(2, n)\n"
    "crops = Crops(['a.png', 'b.png'])\nfig, axes = plt.subplots(2, 2)\n"
    "for row, (x, y) in zip(axes, (crops[0], crops[1])):\n    for ax, one in zip(row, x):\n        ax.imshow(one)\n"
)


@pytest.mark.parametrize(
    ("turn", "named"),
    [
        ("pass", ["bgr-order"]),
        ("photo = cv2.cvtColor(photo, cv2.COLOR_BGR2RGB)", []),
        ("photo = reordered(photo)", []),
    ],
)
def test_read_by_a_class_that_gives_batches(
    turn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("cv2")
    exec(MOCK, vars(module))
    monkeypatch.setitem(sys.modules, "cv2", module)
    helper = "from numpy import copy as reordered\n"  # whatever it does, nothing is known of it
    assert _said(helper + STORE.replace("{turn}", turn), tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("titles", "named"),
    [
        (("red disc", "blue disc"), ["bgr-order"]),
        (("blurred disc", "measured disc"), []),  # words that hold the letters of a colour
        (("blue disc", "red disc"), []),
    ],
)
def test_panels_named_after_colours(
    titles: tuple[str, str], named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "shown = np.full((2, 24, 24, 3), 20, 'uint8')\nshown[0, 6:18, 6:18, 2] = shown[1, 6:18, 6:18, 0] = 230\n"
        f"fig, axes = plt.subplots(1, 2)\nfor ax, picture, title in zip(axes, shown, {titles}):\n"
        "    ax.imshow(picture)\n    ax.set_title(title)\n"
    )
    assert _said(code, tmp_path, monkeypatch) == named


BANDS = "scene = {n: rng.random((20, 30)) for n in ('B02', 'B03', 'B04')}\nblue, green, red = scene.values()\n"


@pytest.mark.parametrize(
    ("stacked", "named"),
    [
        ("np.stack([scene[b] for b in ('B02', 'B03', 'B04')], axis=-1)", 1),
        ("np.dstack([blue, green, red])", 1),
        ("np.dstack((scene['B02'], scene['B03'], scene['B04']))", 1),
        ("np.dstack([red, green, blue])", 0),
        ("np.stack([scene[b] for b in ('B04', 'B03', 'B02')], axis=-1)", 0),
        ("np.dstack([blue, green, red])[..., ::-1]", 0),
        ("np.dstack([blue, blue, blue])", 0),
    ],
)
def test_bands_put_together_by_name(stacked: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"{BANDS}plt.imshow({stacked})\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["bgr-order"]).findings) == named


NAMED = "import cv2\nimport store\nname = store.fetch('a.png')\npicture = {read}\nplt.imshow(picture / 255)\n"


@pytest.mark.parametrize(
    ("read", "named"),
    [
        ("cv2.resize(cv2.imread(name), (9, 9))", ["bgr-order"]),  # what tells which file it is does not turn it
        ("cv2.resize(cv2.imread(store.fetch('b.png')), (9, 9))", ["bgr-order"]),
        ("store.fetch(cv2.imread(name)) / 1.0", []),  # what is given the picture may
    ],
)
def test_where_the_file_is(read: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", _module(MOCK))
    monkeypatch.setitem(sys.modules, "store", _module("def fetch(name):\n    return name\n"))
    assert _said(NAMED.format(read=read), tmp_path, monkeypatch) == named


EXCHANGED = """import cv2
from PIL import Image
Image.fromarray(rng.integers(0, 255, (12, 12, 3)).astype("uint8")).save("a.png")
def ready(name):
    picture = np.array(Image.open(name).convert("RGB"))
    {turn}
    return cv2.resize(picture, (9, 9)) / 255
plt.imshow(ready("a.png"))
"""


@pytest.mark.parametrize(
    ("turn", "named"),
    [
        ("picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", ["bgr-order"]),
        ("pass", []),
        ("picture = cv2.cvtColor(picture[..., ::-1], cv2.COLOR_BGR2RGB)", []),
        ("picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), cv2.COLOR_BGR2RGB)", []),
        ("if len(picture) < 9: picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", []),
    ],
)
def test_exchanged_though_it_was_red_first(
    turn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", _module(MOCK + "COLOR_RGB2BGR = 4\n"))
    assert _said(EXCHANGED.format(turn=turn), tmp_path, monkeypatch) == named


PACKED = (
    "packed = np.array([0x{a}, 0x{b}, 0x3050B0], '<u4')\ncolours = packed.view('uint8').reshape(-1, 4)[:, {taken}]\n"
)


@pytest.mark.parametrize(
    ("a", "b", "taken", "named"),
    [
        ("E02020", "FFD020", ":3", ["bgr-order"]),
        ("E02020", "FFD020", "2::-1", []),
        ("20A020", "FFD0FF", ":3", []),
    ],
    ids=["as they stand in memory", "turned", "one that tells"],
)
def test_colours_written_as_numbers(
    a: str, b: str, taken: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = PACKED.format(a=a, b=b, taken=taken) + "plt.imshow(colours[rng.integers(0, 3, (20, 20))])\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("step", "light", "named"),
    [
        (-1, (0.6, 0.8, 1, 0.7), ["bgr-order"]),
        (1, (0.6, 0.8, 1, 0.7), []),
        (-1, (0.6, 0.8, 0.9, 0.7), []),  # none is as it came
    ],
)
def test_one_picture_of_a_strip_is_as_it_came(
    step: int, light: tuple[float, ...], named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _jpeg(tmp_path)
    photo = np.load(tmp_path / "photo.npy")
    np.save(tmp_path / "film.npy", np.stack([(photo * k).astype("uint8") for k in light])[..., ::step])
    code = "film = np.load('film.npy')\nstrip = np.concatenate(list(film), axis=1)\nplt.imshow(strip)\n"
    assert _said(code, tmp_path, monkeypatch) == named


MAPPED = """from matplotlib import cm, colormaps
rows, columns = np.mgrid[0:24, 0:36]
photo = np.stack([rows * 7, rows + columns, columns * 5], axis=-1).astype('uint8')
field = np.exp(-((rows - 9) ** 2 + (columns - 20) ** 2) / 60)
"""
BLENDER = """class Blender:
    def __init__(self, share):
        self.share = share
        table = colormaps['jet'](np.linspace(0, 1, 256))[:, :3]
        self.table = np.uint8(table[:, ::{step}] * 255)
    def __call__(self, picture, values):
        heat = self.table[np.uint8(255 * values)]
        mixed = (1 - self.share) * picture + self.share * heat
        return mixed.astype('uint8')
blend = Blender(0.6)
plt.imshow(blend(photo, field))
"""


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        (BLENDER.format(step=-1), ["bgr-order"]),
        (BLENDER.format(step=1), []),
        ("plt.imshow(cm.turbo(field)[..., 2::-1])\n", ["bgr-order"]),
        ("plt.imshow(cm.turbo(field)[..., :3][..., ::-1])\n", ["bgr-order"]),
        ("plt.imshow(cm.Blues(field)[..., :3])\n", []),  # ends in blue as it is
        ("plt.imshow(cm.RdBu(field)[..., :3])\n", []),
        ("plt.imshow(cm.jet_r(field)[..., :3])\n", []),
        ("plt.imshow(cm.jet(1 - field)[..., :3])\n", []),
        ("plt.imshow(cm.RdBu(field[:, ::-1])[:, ::-1, :3])\n", []),  # mirrored, not turned
    ],
)
def test_a_map_over_its_values(drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(MAPPED + drawn, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("given", "then", "named"),
    [
        ("field", "", ["bgr-order"]),
        ("field", "heat = cv2.cvtColor(heat, cv2.COLOR_BGR2RGB)\n", []),
        ("(1 - field)", "heat = cv2.cvtColor(heat, cv2.COLOR_BGR2RGB)\n", []),  # low values are meant to be red
    ],
)
def test_a_map_of_opencv(
    given: str, then: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cv2")
    code = f"import cv2\nheat = cv2.applyColorMap(np.uint8(255 * {given}), cv2.COLORMAP_JET)\n{then}plt.imshow(heat)\n"
    assert _said(MAPPED + code, tmp_path, monkeypatch) == named
