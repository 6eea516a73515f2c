"""What differs between TensorFlow, JAX and PyTorch: concrete tensors, gradients, random state.

A framework is touched only when the process has loaded it already, which Keras does for its own backend.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import numpy as np

__all__ = ["is_concrete", "is_held", "is_tensor", "lag", "quiet", "to_numpy"]

_NUMPY_KINDS = frozenset("biufcSUOmM")


def is_tensor(value: object) -> bool:
    """Whether a value is a tensor of the Keras backend that runs (concrete or not), or a KerasTensor."""
    import keras

    return bool(keras.ops.is_tensor(value)) or isinstance(value, keras.KerasTensor)


def is_concrete(value: Any) -> bool:
    """Whether a tensor holds values: no KerasTensor, JAX tracer, TensorFlow graph tensor or torch meta tensor."""
    import keras

    if isinstance(value, keras.KerasTensor) or not keras.ops.is_tensor(value):
        return False
    backend = keras.backend.backend()
    if backend == "torch":
        return not value.is_meta
    if backend == "jax":
        return not isinstance(value, sys.modules["jax"].core.Tracer)
    if backend == "tensorflow":
        dense = getattr(value, "values", value)  # sparse and ragged tensors are eager when their values are
        return hasattr(dense, "numpy") and not sys.modules["tensorflow"].is_symbolic_tensor(dense)
    return True


def is_held(variable: Any) -> bool:
    """Whether a Keras variable has a value that can be read now: made, and not inside a function being traced."""
    value = getattr(variable, "_value", None)
    if value is None:
        return False
    if _backend() == "tensorflow":
        return bool(sys.modules["tensorflow"].executing_eagerly())
    return True


def lag() -> int:
    """How many outputs may wait to be copied while the model goes on.

    JAX computes behind the program's back and its arrays never change: who copies an output as soon as it is promised
    waits for it, and the next layer with him. Elsewhere an output is there when its call returns, and may be changed.
    """
    return 2 if _backend() == "jax" else 0


def to_numpy(value: Any) -> np.ndarray[Any, Any]:
    """Copy a tensor or array-like to NumPy, in a dtype that NumPy itself has.

    bfloat16 and float8 become float32, which holds each of their values exactly. The copy is owned and writeable, so
    that neither an in-place operation of the model nor one of the caller reaches the other.
    """
    if hasattr(value, "to_tensor") and hasattr(value, "row_splits"):  # a ragged tensor of TensorFlow
        value = value.to_tensor()
    array = value if isinstance(value, np.ndarray) else _raw(value)
    if array.dtype.kind not in _NUMPY_KINDS:
        return array.astype(np.float32)
    fresh = array is not value and array.flags.owndata and array.flags.writeable
    return array if fresh else np.array(array, copy=True)


def _raw(value: Any) -> np.ndarray[Any, Any]:
    """NumPy's view of a tensor; Keras's own conversion copies twice on TensorFlow and PyTorch."""
    import keras

    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        plain = value.detach().cpu()
        if plain.dtype.is_floating_point and plain.dtype not in (torch.float16, torch.float32, torch.float64):
            plain = plain.float()
        return np.asarray(plain.numpy())
    if type(value).__name__ == "EagerTensor":
        return np.asarray(value.numpy())
    return np.asarray(keras.ops.convert_to_numpy(value))


@contextmanager
def quiet(model: Any) -> Iterator[None]:
    """Run a forward pass that records no gradients and leaves random states and modes as they were."""
    with ExitStack() as stack:
        for restore in _random_states():
            stack.callback(restore)
        torch = sys.modules.get("torch")
        if _backend() == "torch" and torch is not None:
            stack.callback(_modes_of(model))
            stack.enter_context(torch.no_grad())
        yield


def _backend() -> str:
    import keras

    return str(keras.backend.backend())


def _random_states() -> list[Callable[[], None]]:
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 - the legacy state is the global one
    restores: list[Callable[[], None]] = [
        lambda: random.setstate(python),
        lambda: np.random.set_state(numpy),  # noqa: NPY002
    ]
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_rng_state"):
        state = torch.get_rng_state()
        restores.append(lambda: torch.set_rng_state(state))
    if _backend() == "tensorflow":
        with suppress(Exception):  # the counter behind unseeded eager operations is private to TensorFlow
            context = sys.modules["tensorflow.python.eager.context"].context()
            generator = context._rng
            before = generator.getstate()
            restores.append(lambda: generator.setstate(before))
    return restores


def _modes_of(model: Any) -> Callable[[], None]:
    """Remember the train/eval mode of every torch module, which a pass in inference mode may switch."""
    modes = [(module, module.training) for module in model.modules()] if hasattr(model, "modules") else []

    def restore() -> None:
        for module, training in modes:
            module.training = training

    return restore
