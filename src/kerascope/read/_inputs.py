"""What goes into a model, checked in the terms of the model's own input before Keras sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.errors import InputError
from kerascope.read import _backend
from kerascope.read._tree import near

__all__ = ["Spec", "prepare", "specs"]

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """One input of a model: its name, shape with None where any size goes (batch first), and dtype."""

    name: str
    shape: Shape
    dtype: str | None
    key: str | None = None
    """Its key where the model takes a dict."""

    def __str__(self) -> str:
        sizes = ", ".join(["batch", *("any" if size is None else str(size) for size in self.shape[1:])])
        return f"{self.name!r} of shape ({sizes})" + (f" and dtype {self.dtype}" if self.dtype else "")


def specs(model: Any) -> list[Spec] | None:
    """The inputs that a model was made for; `None` when it doesn't say (subclassed and never built)."""
    tensors = getattr(model, "inputs", None)
    if tensors:
        struct = getattr(model, "_inputs_struct", None)
        keys = {id(t): str(k) for k, t in struct.items()} if isinstance(struct, dict) else {}
        # A Sequential without Input takes the first batch's size for its own; only what keeps states must keep to it.
        free = not any(getattr(layer, "stateful", False) for layer in model._flatten_layers())
        return [
            Spec(_name(t), (None if free else t.shape[0], *t.shape[1:]), str(t.dtype), keys.get(id(t))) for t in tensors
        ]
    config = model.get_build_config() if model.built else None
    shape = (config or {}).get("input_shape")
    if shape is not None and _is_shape(shape):
        return [Spec("input", (None, *shape[1:]), None)]
    return None


def _name(tensor: Any) -> str:
    """The name a person gave the input; a tensor's own ("keras_tensor_3") means nothing to anybody."""
    operation = getattr(getattr(tensor, "_keras_history", None), "operation", None)
    named = str(getattr(operation, "name", tensor.name))
    return named if str(tensor.name).startswith("keras_tensor") else str(tensor.name)


def _is_shape(shape: Any) -> bool:
    return (
        isinstance(shape, (list, tuple))
        and len(shape) > 0
        and all(size is None or isinstance(size, (int, np.integer)) for size in shape)
    )


def prepare(model: Any, x: Any, *, allow_nan: bool) -> Any:
    """Check data against a model's inputs, and hand it back as the model takes it: one array, a list, or a dict.

    Raises InputError: the sample has no batch axis, or shape, dtype, number or names of inputs, or values don't fit.
    """
    expected = specs(model)
    if expected is None:
        return _each(x, lambda name, value: _checked(value, Spec(name, (), None), allow_nan, known=False))
    if isinstance(x, Mapping):
        return _from_mapping(expected, x, allow_nan)
    if len(expected) == 1:
        if isinstance(x, (list, tuple)) and len(x) == 1 and np.ndim(x[0]) == len(expected[0].shape):
            x = x[0]
        value = _checked(x, expected[0], allow_nan)
        return {expected[0].key: value} if expected[0].key else value
    if not isinstance(x, (list, tuple)) or len(x) != len(expected):
        given = f"{len(x)} arrays" if isinstance(x, (list, tuple)) else f"one {type(x).__name__} {_shape_text(x)}"
        raise InputError(
            f"the model takes {len(expected)} inputs",
            given=given,
            needed="; ".join(map(str, expected)),
            next_step="Hand over a list in that order, or a dict by name",
        )
    values = [_checked(value, spec, allow_nan) for value, spec in zip(x, expected, strict=True)]
    if all(spec.key for spec in expected):
        return {str(spec.key): value for spec, value in zip(expected, values, strict=True)}
    return values


def _from_mapping(expected: list[Spec], x: Mapping[Any, Any], allow_nan: bool) -> Any:
    given = {str(key): value for key, value in x.items()}
    values = []
    for spec in expected:
        key = spec.key if spec.key in given else spec.name
        if key not in given:
            raise InputError(
                f"input {spec.key or spec.name!r} is missing",
                given=f"keys {', '.join(map(repr, given)) or 'none'}",
                needed="; ".join(map(str, expected)),
                next_step=near(spec.key or spec.name, list(given)) if given else "",
            )
        values.append(_checked(given[key], spec, allow_nan))
    if all(spec.key for spec in expected):
        return {str(spec.key): value for spec, value in zip(expected, values, strict=True)}
    return values[0] if len(values) == 1 else values


def _each(x: Any, check: Any) -> Any:
    if isinstance(x, Mapping):
        return {key: _each(value, check) if _is_nest(value) else check(str(key), value) for key, value in x.items()}
    if _is_nest(x):
        return type(x)(check(f"input {i}", value) for i, value in enumerate(x))
    return check("input", x)


def _is_nest(x: Any) -> bool:
    """Whether a value holds several arrays, and is not one array written as nested lists of numbers."""
    return isinstance(x, Mapping) or (isinstance(x, (list, tuple)) and any(hasattr(item, "shape") for item in x))


def _shape_text(x: Any) -> str:
    try:
        return f"of shape {tuple(np.shape(x))}"
    except (TypeError, ValueError):
        return "of no regular shape"


def _checked(x: Any, spec: Spec, allow_nan: bool, *, known: bool = True) -> Any:
    """Check one array against one input; returns it as a tensor or NumPy array with the batch axis first."""
    value, array = _read(x, spec)
    _check_dtype(array, spec)
    if known:
        value = _fitted(value, array, spec)
    elif array.ndim == 0:
        raise InputError(f"{spec.name} is a single number", given=f"{array!r}", needed="an array, batch axis first")
    if array.size == 0:
        raise InputError(
            f"input {spec.name!r} holds no values", given=f"shape {array.shape}", needed="at least one sample"
        )
    if not allow_nan:
        _check_finite(array, spec)
    return value


def _read(x: Any, spec: Spec) -> tuple[Any, np.ndarray[Any, Any]]:
    if _backend.is_tensor(x):
        if not _backend.is_concrete(x):
            raise InputError(
                f"input {spec.name!r} is symbolic: it has a shape but no values",
                given=f"{type(x).__name__} of shape {tuple(x.shape)}",
                needed="an array of values",
                next_step="Hand over data, not the model's own input tensor",
            )
        return x, _backend.to_numpy(x)
    if hasattr(x, "detach"):  # a torch tensor while another backend runs
        x = x.detach().cpu().numpy()
    if isinstance(x, np.ma.MaskedArray) and np.ma.is_masked(x):
        raise InputError(
            f"input {spec.name!r} has masked values, and no layer knows of such masks",
            given=f"{int(np.asarray(x.mask).sum())} of {x.size} values masked",
            next_step="Put a value in their place: x.filled(0)",
        )
    try:
        array = np.asarray(x)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"input {spec.name!r} is no regular array", given=f"{type(x).__name__}: {error}", needed=str(spec)
        ) from error
    if array.dtype.kind == "V":  # bfloat16 and float8 of ml_dtypes
        array = array.astype(np.float32)
        return array, array
    return array, array


def _check_dtype(array: np.ndarray[Any, Any], spec: Spec) -> None:
    text = spec.dtype == "string"
    if text or (array.dtype.kind in "USO" and spec.dtype is None):
        return
    if array.dtype.kind not in "biuf":
        hint = "Its items differ in shape" if array.dtype.kind == "O" else ""
        raise InputError(
            f"input {spec.name!r} has a dtype that no layer takes",
            given=f"dtype {array.dtype}, shape {array.shape}",
            needed=str(spec) if spec.shape else "numbers",
            next_step=hint or "Convert it with .astype('float32')",
        )
    wants_integers = spec.dtype is not None and spec.dtype.startswith(("int", "uint"))
    if wants_integers and array.dtype.kind == "f" and not np.array_equal(array, np.trunc(array)):
        raise InputError(
            f"input {spec.name!r} takes whole numbers, which these are not",
            given=f"dtype {array.dtype}, values {_range(array)}",
            needed=str(spec),
            next_step="Hand over indices, or convert them yourself with .astype('int32')",
        )


def _range(array: np.ndarray[Any, Any]) -> str:
    return f"from {np.nanmin(array):.4g} to {np.nanmax(array):.4g}"


def _fits(shape: Sequence[int], wanted: Shape) -> bool:
    return len(shape) == len(wanted) and all(w is None or s == w for s, w in zip(shape, wanted, strict=True))


def _fitted(value: Any, array: np.ndarray[Any, Any], spec: Spec) -> Any:
    shape, wanted = array.shape, spec.shape
    if _fits(shape, wanted):
        return value
    if _fits(shape, wanted[1:]):
        raise _misfit(spec, shape, "this is one sample without its batch axis", "Add the batch axis: x[None]")
    if len(wanted) > 2 and wanted[-1] == 1 and _fits(shape, wanted[:-1]):
        return array[..., None]  # as Keras itself does for one channel
    if len(wanted) > 2 and wanted[-1] == 1 and _fits(shape, wanted[1:-1]):
        raise _misfit(
            spec, shape, "this is one sample without its batch and channel axes", "Add both: x[None, ..., None]"
        )
    if len(shape) == len(wanted) == 4 and _fits((shape[0], *shape[2:], shape[1]), wanted):
        raise _misfit(spec, shape, "the channels come first, not last", "Move them: np.moveaxis(x, 1, -1)")
    if len(shape) == len(wanted) == 4 and _fits((shape[0], shape[3], shape[1], shape[2]), wanted):
        raise _misfit(spec, shape, "the channels come last, not first", "Move them: np.moveaxis(x, -1, 1)")
    if len(shape) == len(wanted) + 1 and _fits(shape[1:], wanted):
        raise _misfit(spec, shape, "there is one axis too many in front", "Take one batch: x[0]")
    if len(shape) != len(wanted):
        problem = f"it has {len(shape)} axes where the model's input has {len(wanted)}"
    else:
        wrong = [i for i, (s, w) in enumerate(zip(shape, wanted, strict=True)) if w is not None and s != w]
        problem = " and ".join(f"axis {i} has {shape[i]} where {wanted[i]} are needed" for i in wrong)
    raise _misfit(spec, shape, problem, "Bring the data to the shape that the model was made for")


def _misfit(spec: Spec, shape: tuple[int, ...], problem: str, next_step: str) -> InputError:
    return InputError(
        f"input {spec.name!r} does not fit: {problem}", given=f"shape {shape}", needed=str(spec), next_step=next_step
    )


def _check_finite(array: np.ndarray[Any, Any], spec: Spec) -> None:
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return
    bad = ~np.isfinite(array)
    nans = int(np.isnan(array).sum())
    first = tuple(int(i) for i in np.argwhere(bad)[0])
    raise InputError(
        f"input {spec.name!r} holds values that are not finite, and every layer after would hide where they came from",
        given=f"{nans} NaN and {int(bad.sum()) - nans} infinite of {array.size} values, the first at index {first}",
        needed="finite values",
        next_step="Clean the data, or say allow_nan=True to see how far they spread",
    )
