"""Memory cut into equal parts: by `split`, by slices or by `resize`, where the channels come last."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

WAVES = (
    "yy, xx = np.mgrid[:16, :16]\n"
    "maps = np.stack([np.sin(xx * a / 5) * np.cos(yy / (a + 2)) for a in range(1, 7)], axis=-1)\n"
)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("for p in np.split(maps.ravel(), 6):\n    plt.figure()\n    plt.imshow(p.reshape(16, 16))\n", 3),
        (
            "f = maps.flatten()\nfor i in range(6):\n    plt.figure()\n"
            "    plt.imshow(f[i * 256:][:256].reshape(16, 16))\n",
            6,
        ),
        ("for p in np.resize(maps, (6, 16, 16)):\n    plt.figure()\n    plt.imshow(p / np.abs(p).max())\n", 3),
        ("parts = maps.reshape(6, -1)\nfor p in parts:\n    plt.figure()\n    plt.pcolormesh(p.reshape(16, 16))\n", 3),
    ],
    ids=["split", "slices", "resize and scaled", "rows of another length"],
)
def test_maps_are_cut_out_of_the_memory(code: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(f"{WAVES}{code}plt.savefig('a.png')", tmp_path, monkeypatch, ["scrambled-reshape"])
    assert said(report) == [("scrambled-reshape", "error", line)]
    assert "(16, 16, 6) into (6, 16, 16)" in report.findings[0].message
    assert "maps.transpose(2, 0, 1)" in report.findings[0].message


def test_series_beside_each_other_are_cut_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "t = np.linspace(0, 9, 60)\nheads = np.stack([10 + np.sin(t), 3 + np.cos(t), t], axis=1)\n"
        "for part in np.split(heads.ravel(), 3):\n    plt.plot(t, part)\nplt.savefig('a.png')"
    )
    report = checked(code, tmp_path, monkeypatch, ["scrambled-reshape"])
    assert said(report) == [("scrambled-reshape", "error", 3)]
    assert "heads.transpose(1, 0)" in report.findings[0].message


@pytest.mark.parametrize(
    "code",
    [
        "pics = maps.transpose(2, 0, 1).copy()\nfor p in np.split(pics.ravel(), 6):\n"
        "    plt.figure()\n    plt.imshow(p.reshape(16, 16))\n",
        "for p in np.split(maps, 6, axis=-1):\n    plt.figure()\n    plt.imshow(p)\n",
        "windows = np.sin(np.arange(1200) / 20).reshape(24, 50)\nplt.plot(windows.ravel()[:600])\n",
        "big = np.sin(np.mgrid[:64, :64][0] / 9) + np.cos(np.mgrid[:64, :64][1] / 5)\n"
        "plt.imshow(big.ravel()[:2048].reshape(32, 64))\n",
        "hours = (np.sin(np.arange(8736) / 24 * 2 * np.pi) + np.arange(8736) / 3000).reshape(364, 24)\n"
        "plt.imshow(np.split(hours.ravel(), 52)[3].reshape(7, 24))\n",
    ],
    ids=["channels first", "along the axis", "windows end to end", "upper half", "weeks of days"],
)
def test_parts_that_keep_to_the_axes(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(f"{WAVES}{code}plt.savefig('a.png')", tmp_path, monkeypatch, ["scrambled-reshape"])
    assert said(report) == []
