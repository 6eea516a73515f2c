"""Samples for a model out of a file: arrays as NumPy saves them, or one picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from kerascope.errors import InputError
from kerascope.read._inputs import Spec, specs

__all__ = ["load_samples"]

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_ARRAYS = (b"\x93NUMPY", b"PK\x03\x04", b"PK\x05\x06")


def load_samples(path: str | os.PathLike[str], model: Any) -> tuple[Any, str]:
    """Read samples for a model, and say what was done to them; the sentence is empty where nothing was.

    path : .npy (one array), .npz (an array by input name; a single one is for the only input), or a picture that
        Pillow reads, which becomes one sample as `keras.utils.load_img` makes it: in the model's number of colours,
        resized to its height and width by nearest pixels, float32 values from 0 to 255

    Raises InputError: no such file, neither of these, damaged, or the model takes no pictures.
    """
    where = Path(path)
    try:
        start = where.open("rb").read(8)
    except OSError as error:
        raise InputError(f"{where.name!r} can't be read", given=f"{type(error).__name__}: {error}") from error
    if start.startswith(_ARRAYS):
        return _arrays(where), ""
    return _picture(where, model)


def _arrays(where: Path) -> Any:
    try:
        held = np.load(where, allow_pickle=False)
        named = {name: held[name] for name in held.files} if hasattr(held, "files") else {"": held}
        if not named or not all(isinstance(array, np.ndarray) for array in named.values()):
            raise ValueError("it is an archive of something else")
    except (ValueError, OSError, EOFError, BadZipFile) as error:
        raise _unreadable(where, str(error)) from error
    return next(iter(named.values())) if len(named) == 1 else named


def _unreadable(where: Path, why: str) -> InputError:
    return InputError(
        f"{where.name!r} is no .npy or .npz file of plain arrays, and no picture that can be read",
        given=f"{where.stat().st_size:,} bytes; {why}",
        needed="numpy.save(file, array), numpy.savez(file, input_name=array), or a picture such as a PNG or JPEG",
        next_step="Is the file whole? Save it again where it was made",
    )


def _picture(where: Path, model: Any) -> tuple[Any, str]:
    from PIL import Image, UnidentifiedImageError

    found = specs(model) or []
    spec = found[0] if len(found) == 1 and len(found[0].shape) == 4 else None
    if spec is None:
        raise InputError(
            f"{where.name!r} is a single file and no .npy or .npz, and this model does not take just pictures",
            given="; ".join(map(str, found)) or "a model that does not say what it takes",
            needed="an array for each input: numpy.savez(file, input_name=array)",
        )
    try:
        with Image.open(where) as picture:
            picture.load()
            size = picture.size
            channels, target = _wanted(spec, model, size)
            values = np.asarray(_fitted(picture, channels, target), np.float32)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unreadable(where, f"{type(error).__name__}: {str(error).splitlines()[0]}") from error
    values = values.reshape(*values.shape[:2], channels)
    words = f"{where.name}: values 0 to 255"
    if target != size:
        words += f", resized from {size[0]} × {size[1]} to {target[0]} × {target[1]} pixels"
    return (np.moveaxis(values, -1, 0) if _first(model) else values)[None], words


def _first(model: Any) -> bool:
    from kerascope.read._tree import Tree

    return Tree(model).data_format == "channels_first"


def _wanted(spec: Spec, model: Any, size: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """Number of colours, and width and height in pixels."""
    channels, height, width = spec.shape[1:] if _first(model) else (spec.shape[3], *spec.shape[1:3])
    if channels not in (None, *_MODES):
        raise InputError(
            "a picture has 1, 3 or 4 channels", given=f"{spec}", needed="an array: numpy.save(file, array)"
        )
    return channels or 3, (width or size[0], height or size[1])


def _fitted(picture: Any, channels: int, target: tuple[int, int]) -> Any:
    from PIL import Image

    made = picture.convert(_MODES[channels])
    return made if made.size == target else made.resize(target, Image.Resampling.NEAREST)
