"""512 maps of 28 × 28 to a PNG, beside other packages' ways; nothing is promised of these.

They are measured where they can be imported, which takes no part in the tests' environment:
`pip install --no-deps --target PEERS keract torchvision` (the release that fits the installed torch), and then
`PYTHONPATH=PEERS python -m benchmarks peers`. keract imports TensorFlow.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, Stopped, run, said, told

__all__ = ["rows"]

_SCRIPT = str(Path(__file__).parent / "scripts" / "draw_maps.py")
_PEERS = {
    "imshow": "one bare `imshow` of the same mosaic",
    "make_grid": "torchvision's `make_grid`: grey tiles without axes, names or scale",
    "keract": "keract's `display_activations`: a subplot per map, each with its own scale",
}


def rows(pairs: int) -> list[Row]:
    """Measure each way in a process of its own."""
    ours = _measured("kerascope")
    found = []
    for name, words in _PEERS.items():
        what = f"512 maps of 28 × 28, beside {words}"
        try:
            theirs = _measured(name)
        except Stopped as stopped:
            found.append(Row(what, "–", "–", f"not measured: {stopped.last}", "–", True))
            continue
        found.append(
            told(f"{what}: time", said(ours["seconds"]), said(theirs["seconds"]), _part(ours, theirs, "seconds"))
        )
        used = (f"{one['mb']:.0f} MB" for one in (ours, theirs))
        found.append(told(f"{what}: memory", *used, _part(ours, theirs, "mb")))
    return found


def _part(ours: dict[str, Any], theirs: dict[str, Any], key: str) -> float:
    return float(ours[key] / max(theirs[key], 1e-9))


def _measured(way: str) -> dict[str, Any]:
    backend = {"KERAS_BACKEND": "tensorflow"} if way == "keract" else {}
    measured: dict[str, Any] = json.loads(run(_SCRIPT, way, **backend).splitlines()[-1])
    return measured
