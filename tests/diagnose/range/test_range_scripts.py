"""The causes of values on small scripts: wrong ones are named on their line, right ones like them are not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.scripts import checked, family, said

RANGE = family("range")

PHOTO = "r, c = np.mgrid[0:40, 0:60]\nphoto = np.stack([r * 6, c * 4, r + c], axis=-1).astype('uint8')\n"
WAVES = "r, c = np.mgrid[0:40, 0:60]\nwaves = np.sin(r / 5) * np.cos(c / 7) * 0.5 + 0.5\n"

WRONG = {
    "the logarithm of silence": (
        "not-finite",
        3,
        "power = np.maximum(rng.normal(size=(30, 20)), 0)\ndecibel = np.log10(power)\nplt.pcolormesh(decibel)\n",
    ),
    "bytes as floats": ("float-0-255", 3, PHOTO + "plt.imshow(photo.astype(float))\n"),
    "bytes in a float canvas": (
        "float-0-255",
        5,
        PHOTO + "canvas = np.zeros((40, 120, 3))\ncanvas[:, :60] = canvas[:, 60:] = photo\nplt.imshow(canvas)\n",
    ),
    "a mean picture": (
        "float-0-255",
        4,
        PHOTO + "mean = np.stack([photo, photo[::-1]]).mean(axis=0)\nplt.imshow(mean)\n",
    ),
    "scaled to -1..1": ("preprocessed-image", 4, PHOTO + "x = photo / 127.5 - 1\nplt.imshow(x)\n"),
    "standardised": (
        "preprocessed-image",
        4,
        PHOTO + "x = (photo - photo.mean()) / photo.std()\nplt.imshow(x)\n",
    ),
    "per channel as for ImageNet": (
        "preprocessed-image",
        4,
        PHOTO + "x = (photo / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]\nplt.imshow(x)\n",
    ),
    "a difference of pictures": (
        "clipped-rgb",
        4,
        PHOTO + "a, b = photo / 255, photo[::-1] / 255\nplt.imshow(a - b)\n",
    ),
    "a picture times 1000": ("clipped-rgb", 3, PHOTO + "plt.imshow(photo / 255 * 1000)\n"),
    "16 bits in colours": ("clipped-rgb", 3, PHOTO + "plt.imshow(photo.astype('uint16') * 257)\n"),
    "divided twice": ("double-scaled", 4, PHOTO + "x = photo / 255.0\nplt.imshow(x / 255.0)\n"),
    "divided twice, grey, with limits": (
        "double-scaled",
        4,
        PHOTO + "x = photo[..., 0] / 255.0 / 255.0\nplt.imshow(x, cmap='gray', vmin=0, vmax=1)\n",
    ),
    "brought to 0 to 1, and divided by the depth": (
        "double-scaled",
        4,
        PHOTO + "unit = photo[..., 0] / photo.max()\nplt.imshow(unit[::2] / 12.0, vmin=0, vmax=1)\n",
    ),
    "the same name divided twice": (
        "double-scaled",
        5,
        "x = rng.integers(0, 16, (9, 9)).astype(float)\nx /= 15\nx = x / 15\n\nplt.imshow(x, vmin=0, vmax=1)\n",
    ),
    "a cast of fractions": ("integer-truncation", 3, WAVES + "plt.imshow(waves.astype(int))\n"),
    "a function's cast": (
        "integer-truncation",
        5,
        WAVES + "def as_bytes(x):\n    return np.uint8(x)\nplt.imshow(as_bytes(waves), cmap='gray')\n",
    ),
    "fractions into an integer grid": (
        "integer-truncation",
        6,
        WAVES
        + "grid = np.zeros((40, 120), dtype=np.uint8)\nfor k in range(2):\n    grid[:, 60 * k:60 * k + 60] = waves\n"
        + "plt.matshow(grid)\n",
    ),
    "a difference of bytes": (
        "integer-wraparound",
        4,
        PHOTO + "change = photo[..., 0] - photo[::-1, :, 0]\nplt.imshow(change)\n",
    ),
    "brighter bytes": ("integer-wraparound", 4, PHOTO + "bright = photo + 90\nplt.imshow(bright)\n"),
    "stretched past 255": (
        "integer-wraparound",
        4,
        WAVES + "shown = ((waves - 0.5) * 400 + 128).astype('uint8')\nplt.imshow(shown)\n",
    ),
    "scaled in place": (
        "integer-wraparound",
        5,
        PHOTO + "grey = photo[..., 1]\ndoubled = grey * 2\nplt.imshow(doubled, cmap='gray')\n",
    ),
    "all NaN": ("not-finite", 1, "plt.plot(np.full(6, np.nan))\n"),
    "half precision": (
        "not-finite",
        4,
        WAVES + "big = (waves * 300).astype('float16')\nplt.imshow(big * big)\n",
    ),
    "a flat map scaled by its range": (
        "zero-range-normalisation",
        3,
        "m = np.zeros((8, 8))\nm = (m - m.min()) / (m.max() - m.min())\nplt.imshow(m)\n",
    ),
    "one dead map of three": (
        "zero-range-normalisation",
        5,
        "maps = rng.random((8, 8, 3))\nmaps[..., 1] = 0\nfig, axes = plt.subplots(1, 3)\nfor k in range(3):\n"
        "    axes[k].imshow(maps[..., k] / maps[..., k].max())\n",
    ),
    "a tiny range named": (
        "zero-range-normalisation",
        5,
        "def scaled(x):\n    top = np.max(x)\n    return x / top\nm = np.zeros((5, 5))\nplt.imshow(scaled(m))\n",
    ),
    "a code for missing": (
        "outlier-dominated",
        3,
        "y = rng.random(200)\ny[[4, 90]] = -9999\nplt.plot(y)\n",
    ),
    "a masked score": (
        "outlier-dominated",
        3,
        "s = rng.normal(size=(12, 12))\ns[s > 1.5] = -1e9\nplt.imshow(s)\n",
    ),
    "one hot pixel": ("outlier-dominated", 3, "m = rng.random((30, 30))\nm[3, 4] = 5000\nplt.imshow(m)\n"),
    "one bin": (
        "outlier-dominated",
        2,
        "w = np.r_[rng.normal(size=900), 3e5 + 1e4 * rng.normal(size=9)]\nplt.hist(w, bins=40)\n",
    ),
    "limits of 0 and 1 on bytes": (
        "fixed-limits",
        3,
        PHOTO + "plt.imshow(photo[5:, 5:, 0], cmap='gray', vmin=0, vmax=1)\n",
    ),
    "limits of a percentage": ("fixed-limits", 3, WAVES + "plt.imshow(waves, vmin=0, vmax=100)\n"),
    "limits of a byte on fractions": ("fixed-limits", 3, WAVES + "plt.pcolormesh(waves, vmin=0, vmax=255)\n"),
    "a negative loss on a log axis": (
        "log-of-nonpositive",
        2,
        "loss = -np.exp(-np.arange(9.0))\nplt.semilogy(loss)\n",
    ),
    "zeros on a log axis": (
        "log-of-nonpositive",
        3,
        "norms = np.r_[rng.random(20), np.zeros(20)]\nplt.plot(norms)\nplt.yscale('log')\n",
    ),
    "LogNorm of a rectified map": (
        "log-of-nonpositive",
        3,
        "from matplotlib.colors import LogNorm\nm = np.maximum(rng.normal(size=(20, 20)), 0)\n"
        "plt.imshow(m, norm=LogNorm())\n",
    ),
    "complex": ("unsupported-dtype", 2, "f = np.fft.fft(rng.random(32))\nplt.plot(f)\n"),
    "numbers as text": ("unsupported-dtype", 2, "y = np.array(['0.5', '0.25', '10'])\nplt.plot(y)\n"),
    "compared on their own scales": (
        "uneven-scales",
        5,
        WAVES + "fig, axes = plt.subplots(1, 2)\nfig.suptitle('Which error is larger?')\n"
        "for ax, e in zip(axes, [waves, waves / 9]): ax.imshow(e)\n",
    ),
}
RIGHT = {
    "a price that starts late, by its highest": (
        "y = np.r_[np.full(9, np.nan), np.arange(1.0, 30.0)]\nplt.plot(np.arange(38), y / np.nanmax(y))\n"
    ),
    "seaborn's error bars of single values": (
        "import seaborn as sns\nsns.barplot(x=['a', 'b', 'c'], y=np.array([1.0, 2.0, 3.0]))\n"
    ),
    "the logarithm above silence": (
        "power = np.maximum(rng.normal(size=(30, 20)), 0)\nplt.pcolormesh(np.log10(power + 1e-3))\n"
    ),
    "levels divided once": "x = rng.integers(0, 3, (9, 9)) / 20\nplt.imshow(x, vmin=0, vmax=1)\n",
    "a dim picture beside one that is divided": (
        PHOTO + "unit = photo[..., 0] / photo.max()\nother = unit / 12.0\n"
        "dim = rng.random((9, 9)) / 11\nplt.imshow(dim, vmin=0, vmax=1)\n"
    ),
    "halved": PHOTO + "unit = photo[..., 0] / photo.max()\nplt.imshow(unit / 2, vmin=0, vmax=1)\n",
    "bytes": PHOTO + "plt.imshow(photo)\n",
    "floats to 1": PHOTO + "plt.imshow(photo / 255)\n",
    "grey floats to 255": PHOTO + "plt.imshow(photo[..., 0].astype(float))\n",
    "a little noise over the edge": PHOTO + "plt.imshow(photo / 255 + 0.01 * rng.normal(size=photo.shape))\n",
    "dark, not scaled twice": PHOTO + "plt.imshow(photo / 255 / 20)\n",
    "signed grey": WAVES + "plt.imshow(waves - 0.5, cmap='RdBu', vmin=-0.5, vmax=0.5)\n",
    "brought back to 0..1": PHOTO + "x = photo / 127.5 - 1\nplt.imshow((x + 1) / 2)\n",
    "labels": WAVES + "plt.imshow((waves * 3).round().astype(int))\n",
    "a mask": WAVES + "plt.imshow((waves > 0.5).astype('uint8'))\n",
    "bytes of fractions": WAVES + "plt.imshow((waves * 255).astype('uint8'))\n",
    "an empty mask beside its scores": WAVES
    + "mask = np.zeros(waves.shape, dtype=int)\nplt.imshow(mask)\nplt.figure()\nplt.imshow(waves)\n",
    "class numbers in a grid": "grid = np.zeros((8, 8), dtype=int)\ngrid[2:4] = 1\nplt.matshow(grid)\n",
    "a wide difference": PHOTO + "plt.imshow(photo[..., 0].astype('int16') - photo[::-1, :, 0])\n",
    "a difference that stays above 0": PHOTO + "plt.imshow((photo[..., 1] + 1) - photo[..., 1] // 2)\n",
    "clipped before the cast": WAVES + "plt.imshow(np.clip((waves - 0.5) * 400 + 128, 0, 255).astype('uint8'))\n",
    "a gap in a line": "y = rng.random(50)\ny[20:25] = np.nan\nplt.plot(y)\n",
    "a triangle left out": "m = rng.random((6, 6))\nm[np.triu_indices(6, 1)] = np.nan\nplt.imshow(m)\n",
    "an empty legend entry": "plt.plot([], [], label='none')\nplt.plot([1, 2], label='some')\nplt.legend()\n",
    "guarded": "m = np.zeros((8, 8))\nplt.imshow((m - m.min()) / (m.max() - m.min() + 1e-8))\n",
    "a blank background": "plt.imshow(np.zeros((20, 20, 3)))\nplt.plot([1, 5], [2, 9])\n",
    "a swatch": "plt.imshow(np.full((10, 10), 0.3), cmap='viridis', vmin=0, vmax=1)\n",
    "a spectrum": "t = np.arange(512)\nplt.plot(np.abs(np.fft.rfft(np.sin(t / 3) + 1e-3 * rng.normal(size=512))))\n",
    "attention nearly one-hot": "a = np.eye(8) + 1e-3 * rng.random((8, 8))\nplt.imshow(a / a.sum(1, keepdims=True))\n",
    "a falling loss": "plt.plot(2.3 * np.exp(-np.arange(20) / 3) + 0.1)\nplt.ylabel('loss')\n",
    "an exponential histogram": "plt.hist(rng.exponential(size=2000), bins=40)\n",
    "limits that cut the tails": WAVES + "plt.imshow(waves, vmin=0.3, vmax=0.6)\n",
    "limits shared by panels": WAVES
    + "fig, axes = plt.subplots(1, 2)\nfor ax, e in zip(axes, [waves, waves / 90]): ax.imshow(e, vmin=0, vmax=1)\n",
    "a hidden background": "m = np.zeros((20, 20))\nm[3, 3:9] = 2\nplt.imshow(m, vmin=1)\n",
    "a positive loss on a log axis": "plt.semilogy(np.exp(-np.arange(9.0)))\n",
    "counts under LogNorm": "from matplotlib.colors import LogNorm\n"
    "h = np.histogram2d(*rng.normal(size=(2, 400)), bins=20)[0]\nplt.imshow(h, norm=LogNorm())\n",
    "magnitudes": "plt.plot(np.abs(np.fft.fft(rng.random(32))))\n",
    "categories": "plt.plot(['mon', 'tue', 'wed'], [1, 3, 2])\n",
    "panels one by one": WAVES
    + "fig, axes = plt.subplots(1, 2)\nfor k, ax in enumerate(axes):\n    ax.imshow(waves / (1 + 9 * k))\n"
    + "    ax.set_title(f'map {k}')\n",
    "compared with colour bars": WAVES
    + "fig, axes = plt.subplots(1, 2)\nfig.suptitle('Which error is larger?')\n"
    + "for ax, e in zip(axes, [waves, waves / 9]): fig.colorbar(ax.imshow(e), ax=ax)\n",
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_script_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cause, line, code = WRONG[name]
    found = said(checked(code + "plt.savefig('out.png')\n", tmp_path, monkeypatch, RANGE))
    assert [(f[0], f[2]) for f in found[:1]] == [(cause, line)]


@pytest.mark.parametrize("name", RIGHT)
def test_right_script_is_silent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(checked(RIGHT[name] + "plt.savefig('out.png')\n", tmp_path, monkeypatch, RANGE)) == []


def _jpeg(folder: Path) -> None:
    """A coloured picture as a JPEG file, and what OpenCV would read of it."""
    from PIL import Image

    rows, columns = np.mgrid[0:96, 0:128]
    picture = np.stack([90 + rows, 200 - columns, 60 + (rows + columns) / 2], axis=-1)
    picture += (
        25 * np.sin(rows / 9)[..., None] * np.cos(columns / np.array([5, 11, 17])[:, None, None]).transpose(1, 2, 0)
    )
    packed = io.BytesIO()
    Image.fromarray(np.clip(picture, 5, 250).astype("uint8")).save(packed, "JPEG", quality=90)
    decoded = np.asarray(Image.open(packed))
    np.save(folder / "rgb.npy", decoded)
    np.save(folder / "bgr.npy", decoded[..., ::-1].copy())


@pytest.mark.parametrize(("name", "wrong"), [("bgr", True), ("rgb", False)])
@pytest.mark.parametrize("shown", ["x", "x[10:80:2, 5:100]", "x / 255", "x[::-1]"])
def test_order_of_a_jpegs_colours(
    name: str, wrong: bool, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _jpeg(tmp_path)
    code = f"x = np.load('{name}.npy')\nplt.imshow({shown})\nplt.savefig('out.png')\n"
    found = said(checked(code, tmp_path, monkeypatch, RANGE))
    assert found == ([("bgr-order", "error", 2)] if wrong else [])
