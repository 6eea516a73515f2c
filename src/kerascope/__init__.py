"""kerascope sees into Keras models, and keeps their plots honest.

Reading (named arrays out of a model): `kernels`, `weights`, `activations`, `history`; files: `load`, `open_store`.
Drawing (named arrays, or a whole model): `draw`, `draw_model`, `draw_mosaic`, `draw_image`, `draw_lines` …
Watching (what is wrong with a plot): `watch`, `check`, `inspect`, `why`.

Importing this module loads neither keras nor matplotlib: names are imported at first use.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing for it would take longer than all else here
if TYPE_CHECKING:
    from typing import Any

    from kerascope.draw import Drawing, draw, draw_history, draw_image, draw_lines, draw_mosaic
    from kerascope.live import inspect, watch, why
    from kerascope.overview import draw_model
    from kerascope.read import activations, history, kernels, load, open_store, weights
    from kerascope.session import check

__version__ = "0.1.0"

_HOMES = {
    "activations": "read",
    "history": "read",
    "kernels": "read",
    "load": "read",
    "open_store": "read",
    "weights": "read",
    "Drawing": "draw",
    "draw": "draw",
    "draw_history": "draw",
    "draw_image": "draw",
    "draw_lines": "draw",
    "draw_model": "overview",
    "draw_mosaic": "draw",
    "check": "session",
    "inspect": "live",
    "watch": "live",
    "why": "live",
}

__all__ = [
    "Drawing",
    "__version__",
    "activations",
    "check",
    "draw",
    "draw_history",
    "draw_image",
    "draw_lines",
    "draw_model",
    "draw_mosaic",
    "history",
    "inspect",
    "kernels",
    "load",
    "open_store",
    "watch",
    "weights",
    "why",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'kerascope' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"kerascope.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext kerascope`: findings appear under the cell that drew."""
    from kerascope.ipython import load

    load(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """`%unload_ext kerascope`."""
    from kerascope.ipython import unload

    unload(ipython)
