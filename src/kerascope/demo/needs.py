"""What the demo needs beside kerascope: scikit-learn, Keras, and one backend."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from kerascope.errors import ModelError

__all__ = ["BACKENDS", "find_backend", "find_sklearn"]

BACKENDS = ("jax", "tensorflow", "torch")


def find_sklearn() -> None:
    """Raise ModelError, saying what to install, when scikit-learn is not there."""
    if not _there("sklearn"):
        raise _missing("scikit-learn", "its digits are what the demo trains with")


def find_backend() -> str:
    """Return the backend that Keras will use, chosen here when the one it would take is not installed.

    KERAS_BACKEND is obeyed, and so is Keras where it is already imported. Else the first one installed is taken when
    that of Keras's own configuration is not. Raises ModelError, saying what to install.
    """
    if not _there("keras"):
        raise _missing("Keras", "the demo trains two models")
    if "keras" in sys.modules:
        return str(sys.modules["keras"].backend.backend())
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    asked = os.environ.get("KERAS_BACKEND")
    wanted = asked or _configured()
    if _there(wanted):
        return wanted
    there = [name for name in BACKENDS if _there(name)]
    if asked or not there:
        raise _no_backend(asked, there)
    os.environ["KERAS_BACKEND"] = there[0]
    return there[0]


def _there(module: str) -> bool:
    if module in sys.modules:
        return sys.modules[module] is not None
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _configured() -> str:
    """The backend of Keras's own configuration file, TensorFlow when there is none: what `import keras` would take."""
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    try:
        config = json.loads((Path(home) / "keras.json").read_text(encoding="utf-8"))
        return str(config.get("backend", "tensorflow"))
    except (OSError, ValueError, AttributeError):
        return "tensorflow"


def _no_backend(asked: str | None, there: list[str]) -> ModelError:
    if asked and there:
        bring = f", or `pip install 'kerascope[demo,{asked}]'`" if asked in BACKENDS else ""
        return ModelError(
            f"Keras's backend {asked!r} is not installed",
            given=f"KERAS_BACKEND={asked}",
            needed=f"a backend that is: {', '.join(there)}",
            next_step=f"Set KERAS_BACKEND={there[0]}{bring}",
        )
    return _missing(
        f"Keras's backend {asked!r}" if asked else "a backend for Keras",
        "jax, tensorflow and torch serve alike",
        asked if asked in BACKENDS else BACKENDS[0],
    )


def _missing(what: str, why: str, backend: str = BACKENDS[0]) -> ModelError:
    return ModelError(
        f"the demo needs {what}, which is not installed: {why}",
        next_step=f"Install it with `pip install 'kerascope[demo,{backend}]'`",
    )
