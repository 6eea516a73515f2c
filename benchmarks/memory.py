"""Peak memory and time of reading 155 layers: a sample of each, and all of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Row, run, said, told

__all__ = ["rows"]

_SCRIPT = str(Path(__file__).parent / "scripts" / "read_mobilenet.py")
_SLACK = 1.05


def rows(pairs: int) -> list[Row]:
    """Measure MobileNetV2 on 32 pictures of 96 × 96, each way in processes of its own; a run takes minutes."""
    turns = max(1, pairs // 3)
    one, plain, every, outputs = (_of(way, turns) for way in ("one", "forward", "all", "outputs"))
    allowed = plain["peak"] + one["kept"]
    what = "one sample of all 155 layers of MobileNetV2, of 32 pictures"
    return [
        Row(
            f"{what}: peak memory of the process, beside a plain forward pass",
            f"{one['peak']:,.0f} MB",
            f"{plain['peak']:,.0f} MB",
            f"{one['peak'] - plain['peak']:+,.0f} MB",
            f"≤ {one['kept']:.0f} MB (what is kept) more, within {_SLACK - 1:.0%}",
            one["peak"] <= allowed * _SLACK,
        ),
        _time(f"{what}: time, beside a plain forward pass", one, plain),
        _peak("all of the 155 layers kept: peak memory, beside a `keras.Model` of all outputs", every, outputs),
        _time("the same: time", every, outputs),
    ]


def _of(way: str, turns: int) -> dict[str, float]:
    found = [_told(way, turn) for turn in range(turns)]
    return {key: median(one[key] for one in found) for key in found[0]}


@cache
def _told(way: str, turn: int) -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(run(_SCRIPT, way).splitlines()[-1])
    return measured


def _time(what: str, ours: dict[str, float], theirs: dict[str, float]) -> Row:
    return told(what, said(ours["seconds"]), said(theirs["seconds"]), ours["seconds"] / theirs["seconds"])


def _peak(what: str, ours: dict[str, float], theirs: dict[str, float]) -> Row:
    return told(what, f"{ours['peak']:,.0f} MB", f"{theirs['peak']:,.0f} MB", ours["peak"] / theirs["peak"])
