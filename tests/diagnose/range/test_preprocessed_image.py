"""Pictures that were scaled for a network, and are mostly bright."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, family

BRIGHT = "photo = rng.integers(130, 255, (40, 40, 3))\nphoto[0, :9] = 20\n"


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        ("photo / 127.5 - 1", ["preprocessed-image"]),
        ("photo / 127.5 - 1 + rng.normal(0, 1e-3, photo.shape)", []),
        ("photo / 255", []),
    ],
)
def test_a_few_dark_pixels(shown: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = BRIGHT + f"plt.imshow({shown})\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["preprocessed-image"]).findings
    assert [f.cause for f in found] == named


@pytest.mark.parametrize("scaled", ["", " / 255"])
def test_means_taken_off_in_place_leave_the_order(scaled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "photo = rng.integers(0, 255, (40, 40, 3)).astype('float32')\nphoto[:, 1:] = photo[:, :1]\n"
    code += "def fed(x):\n    x[..., ::-1][...] -= np.array([103.939, 116.779, 123.68], 'float32')\n    return x\n"
    code += f"fed(photo)\nplt.imshow(photo{scaled})\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["preprocessed-image", "clipped-rgb"]).findings
    assert finding.cause == "preprocessed-image"
    assert "in place" in finding.message
    assert finding.fix is not None
    assert "123.68" in finding.fix.after


PHOTOS = (
    "y, x = np.mgrid[:40, :40] / 40\n"
    "photos = np.stack([[np.sin(5 * x + k) * y, np.cos(4 * y), x * y] for k in range(6)])\n"
    "photos = np.moveaxis(photos, 1, -1) / 2 + 0.5\n"
)


@pytest.mark.parametrize(
    ("taken", "after"),
    [
        ("photos_mean = photos.mean(axis=0)\nphotos -= photos_mean\n", "photos[1] + photos_mean"),
        (
            "photos -= photos.mean(axis=(0, 1, 2))\n",
            "(photos[1] - photos[1].min()) / (photos[1].max() - photos[1].min())",
        ),
    ],
)
def test_a_mean_taken_off_is_no_scaling_to_minus_one(
    taken: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = PHOTOS + taken + "plt.imshow(photos[1])\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["preprocessed-image"]).findings
    assert "a mean was taken off" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == after


@pytest.mark.parametrize(
    ("shown", "named"),
    [("photo / 127.5 - 1", ["preprocessed-image"]), ("photo", []), ("photo[..., 0] / 127.5 - 1, cmap='gray'", [])],
)
def test_thumbnails_beside_points(
    shown: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made for no axes in particular; one channel is coloured by its own range."""
    code = "from matplotlib.offsetbox import AnnotationBbox, OffsetImage\nr, c = np.mgrid[0:40, 0:60]\n"
    code += "photo = np.stack([r * 6, c * 4, r + c], axis=-1).astype('uint8')\nfig, ax = plt.subplots()\n"
    code += f"thumb = OffsetImage({shown}, zoom=0.5)\nax.add_artist(AnnotationBbox(thumb, (0.5, 0.5)))\n"
    report = checked(code + "fig.savefig('x.png')\n", tmp_path, monkeypatch, family("range"))
    assert [f.cause for f in report.findings] == named


STACK = (
    "y, x = np.mgrid[:40, :40] / 40\n"
    "pale = np.stack([200 + 40 * x, 210 + 30 * y, 230 + 10 * x * y], axis=-1)\n"
    "pale[-3:, -9:] = 60\n"
    "dark = np.stack([90 * x, 160 * y, 60 + 100 * np.sin(5 * x)], axis=-1)\n"
)


@pytest.mark.parametrize(
    ("made", "shown", "named"),
    [
        ("batch = np.stack([pale, dark, dark[::-1]]) * 1.0003 / 127.5 - 1", "batch[0]", ["preprocessed-image"]),
        ("batch = (np.stack([pale, dark]) * 1.0003 / 255 - 0.5) / 0.25", "batch[0]", ["preprocessed-image"]),
        ("batch = np.stack([pale, dark, dark[::-1]]) * 1.0003 / 127.5 - 1", "batch[0] / 2 + 0.5", []),
        ("batch = np.stack([pale, dark]) * 1.0003 / 255 - 0.02", "batch[0]", []),
        ("batch = np.stack([pale, pale[::-1]]) * 1.0003 / 127.5 - 1", "batch[0]", []),
        ("first = np.stack([pale, dark]) / 255\nlast = first[::-1] * 0.9\nbatch = first - last", "batch[0]", []),
    ],
    ids=["of -1..1", "standardised", "brought back", "below 0 by a little", "all of them pale", "a difference"],
)
def test_a_pale_picture_of_a_stack_that_was_scaled(
    made: str, shown: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of itself it has hardly a dark pixel; the others of its stack tell."""
    code = STACK + f"{made}\nplt.imshow({shown})\nplt.savefig('x.png')\n"
    report = checked(code, tmp_path, monkeypatch, ["preprocessed-image"])
    assert [f.cause for f in report.findings] == named


MAPS = (
    "from sklearn.decomposition import PCA\n"
    "y, x = np.mgrid[:40, :50] / 9\n"
    "maps = np.stack([np.sin(y * j + x * k) + x * j / 9 for j in range(1, 4) for k in range(3)], axis=-1)\n"
    "flat = maps.reshape(-1, 9)\n"
)


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ("PCA(3).fit_transform(flat).reshape(40, 50, 3)", ["clipped-rgb"]),
        ("PCA(3, whiten=True).fit_transform(flat).astype('float32').reshape(40, 50, 3)", ["clipped-rgb"]),
        ("PCA(3).fit(flat[::7]).transform(flat).reshape(40, 50, 3)", ["clipped-rgb"]),
        (
            "((flat - flat.mean(0)) @ np.linalg.svd(flat - flat.mean(0))[2][:3].T).reshape(maps.shape[:2] + (3,))",
            ["clipped-rgb"],
        ),
        ("(maps[..., :3] - maps[..., :3].mean((0, 1))) / maps[..., :3].std((0, 1))", ["preprocessed-image"]),
        ("PCA(3).fit_transform(flat).reshape(40, 50, 3)\nshown -= shown.min((0, 1))\nshown /= shown.max((0, 1))", []),
    ],
    ids=["components", "whitened", "fitted to others", "by hand", "standardised", "stretched"],
)
def test_principal_components_are_no_prepared_picture(
    made: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = MAPS + f"shown = {made}\nplt.imshow(shown)\nplt.savefig('x.png')\n"
    report = checked(code, tmp_path, monkeypatch, family("range"))
    assert [f.cause for f in report.findings] == named
