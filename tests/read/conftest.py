"""Models with weights set by a formula, so that each backend can be held against NumPy, and NumPy's own layers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest


def ramp(*shape: int, start: int = 0, scale: float = 0.3) -> np.ndarray:
    """Values without symmetry, the same everywhere: no axis can be exchanged for another unnoticed."""
    return (np.sin(np.arange(start, start + int(np.prod(shape))) * 1.7) * scale).reshape(shape).astype("float32")


@pytest.fixture(scope="session")
def data() -> Callable[..., np.ndarray]:
    """`data(2, 8, 8, 1)`: float32 of that shape, by a formula."""
    return ramp


@pytest.fixture(scope="session")
def filled() -> Callable[[Any], Any]:
    """Set every weight of a built model by a formula; returns the model."""

    def fill(model: Any) -> Any:
        model.set_weights([_positive(w, ramp(*w.shape, start=7 * i)) for i, w in enumerate(model.weights)])
        return model

    return fill


def _positive(weight: Any, values: np.ndarray) -> np.ndarray:
    return np.abs(values) + 0.5 if "variance" in weight.name else values


class Reference:
    """What layers compute, written out in NumPy; channels last, no padding."""

    @staticmethod
    def conv2d(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
        windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
        return np.einsum("bhwcij,ijco->bhwo", windows, kernel) + bias

    @staticmethod
    def lstm(x: np.ndarray, kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray) -> np.ndarray:
        """Hochreiter & Schmidhuber 1997 with a forget gate, gates in Keras's order i, f, c, o; (batch, time, unit)."""
        units = recurrent.shape[0]
        hidden = cell = np.zeros((len(x), units))
        steps = []
        for step in range(x.shape[1]):
            gates = x[:, step] @ kernel + hidden @ recurrent + bias
            i, f, c, o = (gates[:, k * units : (k + 1) * units] for k in range(4))
            cell = _sigmoid(f) * cell + _sigmoid(i) * np.tanh(c)
            hidden = _sigmoid(o) * np.tanh(cell)
            steps.append(hidden)
        return np.stack(steps, axis=1)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


@pytest.fixture(scope="session")
def reference() -> type[Reference]:
    return Reference


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note how each test of a kind of model ended, for the table in the docs (see `kinds.py`)."""
    report = yield
    folder, call = os.environ.get("KERASCOPE_KINDS"), getattr(item, "callspec", None)
    if folder and call and item.path.name == "test_kinds.py" and (report.when == "call" or not report.passed):
        path = Path(folder, f"{os.environ['KERAS_BACKEND']}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"": _versions()}
        found.setdefault(call.params["kind"], {})[item.originalname] = report.outcome
        path.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return report


def _versions() -> dict[str, str]:
    import keras

    backend = keras.backend.backend()
    release = sys.modules[backend].__version__.split("+")[0]
    return {"keras": f"Keras {keras.__version__}", "backend": f"on {backend} {release}"}
