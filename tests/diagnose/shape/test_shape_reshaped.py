"""A reshape whose result is scaled as well, and arrays upstream of what it made."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

from kerascope.diagnose.script.layouts import one_reshape

PLANES = (
    "r, c = np.mgrid[:60, :80]\n"
    "photo = np.stack([r * 2, 100 + 50 * np.sin(c / 9), (r + c) % 90 + 100], -1).astype('uint8')\n"
    "planes = photo.transpose(2, 0, 1).copy()\n"
)
MISNAMED = PLANES.replace(
    "photo.transpose(2, 0, 1).copy()", "np.frombuffer(photo.tobytes(), 'uint8').reshape(3, 60, 80)"
)
DRAWN = "plt.imshow(picture)\nplt.savefig('a.png')"


@pytest.mark.parametrize(
    "made",
    [
        "planes.reshape(60, 80, 3)",
        "planes.reshape(60, 80, 3) / 255",
        "np.reshape(planes, (60, 80, 3)).astype('float32') / 255",
        "planes.reshape(60, 80, 3).astype('float32') / 510 + 0.25",
    ],
)
def test_planes_are_cut_into_pixels_and_scaled(made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(f"{PLANES}picture = {made}\n{DRAWN}", tmp_path, monkeypatch, ["scrambled-reshape"])
    assert said(report) == [("scrambled-reshape", "error", 4)]
    assert "cuts (3, 60, 80) into (60, 80, 3)" in report.findings[0].message
    assert "`planes.transpose(1, 2, 0)` puts each value" in report.findings[0].message


def test_a_cast_and_a_factor_stay_where_only_the_reshape_is_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = "(np.reshape(planes, (60, 80, 3)).astype('float32') - 4) / 255"
    report = checked(f"{PLANES}picture = {made}\n{DRAWN}", tmp_path, monkeypatch, ["scrambled-reshape"])
    fix = report.findings[0].fix
    assert fix is not None
    assert (fix.before, fix.after) == ("np.reshape(planes, (60, 80, 3))", "planes.transpose(1, 2, 0)")


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("2 * x.reshape(3, 4)", "x.reshape(3, 4)"),
        ("-x.reshape(3, 4).astype('int')", "-x.reshape(3, 4).astype('int')"),
        ("x.reshape(3, 4)[None] / 2", "x.reshape(3, 4)[None] / 2"),
        ("x.reshape(3, 4) / x.max()", "x.reshape(3, 4)"),
        ("x.reshape(3, 4) - y.reshape(3, 4)", "x.reshape(3, 4) - y.reshape(3, 4)"),
        ("x.reshape(6, 2).T.reshape(3, 4) / 2", "x.reshape(6, 2).T.reshape(3, 4)"),
        ("[x.reshape(3, 4) / 2, y]", "x.reshape(3, 4)"),
    ],
)
def test_the_reshape_of_a_text(text: str, one: str) -> None:
    assert one_reshape(text, "x") == one


@pytest.mark.parametrize(
    "code",
    [
        f"{MISNAMED}picture = planes.reshape(60, 80, 3)\n",
        f"{MISNAMED}picture = planes.reshape(60, 80, 3) / 255\n",
        f"{MISNAMED}picture = np.reshape(planes / 255, (60, 80, 3))\nbatch = picture[None]\n",
        f"{MISNAMED}del photo\npicture = planes.reshape(60, 80, 3)\n",
        f"{PLANES}picture = planes.transpose(1, 2, 0) / 255\nrows = picture.reshape(60, -1)\n",
        "noise = np.random.default_rng(0).normal(size=(20, 30))\npicture = noise.reshape(30, 20) * 255\n",
        "noise = np.random.default_rng(0).normal(size=(20, 30))\npicture = noise.reshape(30, 20) / 255\n",
    ],
    ids=[
        "pixels named planes",
        "and scaled",
        "scaled before",
        "read from a file",
        "transposed",
        "noise made larger",
        "noise made smaller",
    ],
)
def test_what_lies_upstream_is_not_made_by_the_reshape(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(checked(f"{code}{DRAWN}", tmp_path, monkeypatch, ["scrambled-reshape"])) == []
