"""Models and weights from files, without running code that came with them."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerascope.errors import ModelError

__all__ = ["load"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file says of itself: the model's configuration (`None`: it holds weights), and the Keras that wrote it."""

    config: Any
    version: str | None


def load(
    path: str | os.PathLike[str],
    *,
    custom_objects: Mapping[str, Any] | None = None,
    into: Any = None,
    trust: bool = False,
) -> Any:
    """Load a model from a `.keras` or `.h5` file, or weights from a `.weights.h5` file; uncompiled, in safe mode.

    path : the file
    custom_objects : classes and functions that the model needs and Keras hasn't, by name
    into : a built model that takes the weights of a file that holds nothing else; it is changed, and returned
    trust : run code stored in the file (lambdas). Only for files whose every author you know

    Returns the keras.Model. Raises ModelError: no such file, not a model's file, damaged, holds a lambda, needs custom
    objects, was written by a newer Keras, or holds weights only; the text says how to go on.
    """
    where = Path(path)
    content = _content(where)
    if content.config is None:
        return _into(where, into)
    if into is not None:
        raise ModelError(
            f"{where.name!r} holds a whole model", given="a model to load into", next_step="Leave `into` out"
        )
    _check_lambdas(where, content.config, trust)
    missing = sorted(set(_custom(content.config, custom_objects or {})))
    if missing:
        pairs = ", ".join(f"{name!r}: {re.sub(r'[^0-9A-Za-z_]', '_', name.split('>')[-1])}" for name in missing)
        raise ModelError(
            f"{where.name!r} needs {len(missing)} custom objects that are not known here",
            given=", ".join(missing),
            next_step=f"Import the module that registers them, or load(path, custom_objects={{{pairs}}})",
        )
    return _loaded(where, content, dict(custom_objects or {}), trust)


def _content(where: Path) -> _Content:
    if not where.exists():
        raise ModelError(f"there is no file {where.name!r}", given=str(where), needed="a .keras or .h5 file")
    if where.is_dir():
        raise ModelError(
            f"{where.name!r} is a folder, as TensorFlow's SavedModel is",
            given=str(where),
            needed="a .keras or .h5 file",
            next_step="Load it where it was made and model.save('model.keras'), or wrap it in keras.layers.TFSMLayer",
        )
    start = where.open("rb").read(8)
    if start[:2] == b"PK":
        return _keras_content(where)
    if start == b"\x89HDF\r\n\x1a\n":
        return _h5_content(where)
    raise ModelError(
        f"{where.name!r} is no model's file: it is neither a zip archive nor HDF5",
        given=f"{where.stat().st_size} bytes that begin with {start!r}",
        needed="a .keras or .h5 file",
    )


def _keras_content(where: Path) -> _Content:
    try:
        with zipfile.ZipFile(where) as archive:
            config = json.loads(archive.read("config.json"))
            metadata = json.loads(archive.read("metadata.json")) if "metadata.json" in archive.namelist() else {}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ModelError(f"{where.name!r} is damaged or no .keras file", given=f"{error}".strip("'\"")) from error
    return _Content(config, metadata.get("keras_version"))


def _h5_content(where: Path) -> _Content:
    import h5py

    try:
        with h5py.File(where, "r") as file:
            raw, version = file.attrs.get("model_config"), file.attrs.get("keras_version")
    except OSError as error:
        raise ModelError(f"{where.name!r} is damaged", given=str(error)) from error
    text = raw.decode() if isinstance(raw, bytes) else raw
    return _Content(json.loads(text) if text else None, version.decode() if isinstance(version, bytes) else version)


def _into(where: Path, into: Any) -> Any:
    if into is None:
        raise ModelError(
            f"{where.name!r} holds weights only, not what to do with them",
            next_step="Build the model by its own code, call it once, and load(path, into=model)",
        )
    try:
        into.load_weights(where)
    except Exception as error:
        raise ModelError(
            f"the weights in {where.name!r} do not fit model {into.name!r}",
            given=_first_line(error),
            next_step="Build the model as it was when the weights were saved",
        ) from error
    return into


def _dicts(config: Any) -> Iterator[dict[str, Any]]:
    if isinstance(config, dict):
        yield config
        for value in config.values():
            yield from _dicts(value)
    elif isinstance(config, list):
        for value in config:
            yield from _dicts(value)


def _check_lambdas(where: Path, config: Any, trust: bool) -> None:
    lambdas = [
        str((entry.get("config") or {}).get("name", "a lambda"))
        for entry in _dicts(config)
        if entry.get("class_name") == "Lambda" and _is_code(entry.get("config") or {})
    ]
    if not lambdas and any(entry.get("class_name") == "__lambda__" for entry in _dicts(config)):
        lambdas = ["a lambda"]
    if lambdas and not trust:
        raise ModelError(
            f"{where.name!r} holds code, which safe mode does not run",
            given="lambda in " + ", ".join(map(repr, lambdas)),
            next_step="If you know who made the file, load(path, trust=True); better, put the code in a layer class",
        )


def _is_code(config: Mapping[str, Any]) -> bool:
    function = config.get("function")
    kind = function.get("class_name") if isinstance(function, dict) else None
    return kind == "__lambda__" or config.get("function_type") == "lambda"


def _custom(config: Any, given: Mapping[str, Any]) -> Iterator[str]:
    """Names of classes and functions in a configuration that neither Keras, its registry nor the caller has."""
    import keras

    for entry in _dicts(config):
        registered, name = entry.get("registered_name"), entry.get("class_name")
        module = str(entry.get("module") or "")
        if not registered or module.split(".")[0] in {"keras", "builtins"} or name in {"__lambda__", "function"}:
            continue
        known = registered in given or name in given or name in keras.saving.get_custom_objects()
        if not known and keras.saving.get_registered_object(registered) is None:
            yield str(registered if ">" in registered else name)


def _loaded(where: Path, content: _Content, custom_objects: dict[str, Any], trust: bool) -> Any:
    import keras

    try:
        return keras.saving.load_model(where, custom_objects=custom_objects, compile=False, safe_mode=not trust)
    except Exception as error:
        newer = _newer(content.version, keras.version())
        hint = f"The file was written by Keras {content.version}, and this is {keras.version()}" if newer else ""
        raise ModelError(
            f"{where.name!r} could not be loaded",
            given=_first_line(error),
            next_step=hint
            or f"The file says Keras {content.version or 'of an unknown version'}, this is {keras.version()}",
        ) from error


def _newer(written: str | None, here: str) -> bool:
    def numbers(text: str) -> list[int]:
        return [int(part) for part in re.findall(r"\d+", text)[:2]]

    return bool(written) and numbers(str(written)) > numbers(here)


def _first_line(error: Exception) -> str:
    text = _ANSI.sub("", str(error))
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {line[:300]}"
