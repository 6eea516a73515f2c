"""512 maps of 28 × 28 to a PNG: `python draw_maps.py kerascope|imshow|make_grid|keract`."""

import contextlib
import importlib.util
import io
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from peak import tell

MAPS = np.random.default_rng(0).random((28, 28, 512), "float32")
SIZE = (8.53, 8.2)
"""Inches: about the figure that kerascope makes of them."""


def kerascope() -> object:
    from kerascope import draw_mosaic

    return draw_mosaic(MAPS, dims=("height", "width", "channel")).to_bytes()


def imshow() -> None:
    import matplotlib.pyplot as plt

    mosaic = np.pad(MAPS, ((0, 1), (0, 1), (0, 0))).reshape(29, 29, 16, 32).transpose(2, 0, 3, 1).reshape(464, 928)
    figure, axes = plt.subplots(figsize=SIZE)
    axes.imshow(mosaic)
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)


@cache
def _torchvision() -> Any:
    """Its utils alone: the package's compiled part does not fit every build of torch, and draws nothing."""
    package = importlib.util.find_spec("torchvision")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("No module named 'torchvision'", name="torchvision")
    spec = importlib.util.spec_from_file_location("torchvision_utils", Path(package.origin).with_name("utils.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_grid() -> None:
    """The tiles alone: no axes, no scale, no names, and grey."""
    import torch
    from PIL import Image

    tiles = torch.from_numpy(MAPS.transpose(2, 0, 1)[:, None])
    pixels = _torchvision().make_grid(tiles, nrow=32, normalize=True).mul(255).byte().permute(1, 2, 0).numpy()
    Image.fromarray(pixels).save(io.BytesIO(), "PNG")


def keract() -> None:
    from keract import display_activations

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        display_activations({"conv": MAPS[None]}, save=True, directory=folder, fig_size=SIZE)


def imported() -> None:
    """Bring in what is used, which is not to be measured."""
    import matplotlib.pyplot

    with contextlib.suppress(IndexError):
        if sys.argv[1] == "kerascope":
            import kerascope.draw  # noqa: F401
        elif sys.argv[1] == "make_grid":
            _torchvision()
        elif sys.argv[1] == "keract":
            import keract  # noqa: F401
    assert matplotlib.pyplot


imported()
tell({"kerascope": kerascope, "imshow": imshow, "make_grid": make_grid, "keract": keract}[sys.argv[1]])
