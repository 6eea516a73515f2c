"""Arrays of any framework as NumPy arrays, and what can be measured of them.

Frameworks are known only through `sys.modules`: nothing is imported here that the script has not imported itself.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from kerascope.evidence import Facts
from kerascope.watch.frames import OF_PYTHON, own_class

__all__ = ["DICT_VIEWS", "as_array", "dtype_name", "measure", "quick", "type_name"]

_LONG = 200_000
"""A list longer than this is not turned into an array only to look at it."""
_SAMPLE = 1_000_000
"""Elements of a huge array that are looked at beyond range and NaN."""


DICT_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()))
"""A dict's keys and values, as `bar(counts.keys(), counts.values())` hands them over."""


def type_name(value: Any) -> str:
    kind = type(value)
    found = _types.get(kind)
    if found is None:
        module = kind.__module__.split(".", 1)[0]
        found = kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"
        if not kind.__flags__ & OF_PYTHON:
            _types[kind] = found
    return found


_types: dict[type, str] = {}
"""Names by class, of those that no `class` statement made."""


def _of(module: str, attribute: str) -> Any:
    """A class of a framework, when the script has imported it."""
    found: Any = sys.modules.get(module)
    for part in attribute.split("."):
        found = getattr(found, part, None)
        if found is None:
            return ()
    return found


def is_symbolic(value: Any) -> bool:
    """Whether a tensor holds no values: a KerasTensor, a graph tensor, a tracer, a meta tensor."""
    kind = type(value)
    if kind.__name__ == "KerasTensor" or "Tracer" in kind.__name__:
        return True
    if kind.__name__ == "SymbolicTensor" or (kind.__module__.startswith("tensorflow") and kind.__name__ == "Tensor"):
        return True
    tensor = _of("torch", "Tensor")
    return bool(tensor and isinstance(value, tensor) and value.device.type == "meta")


def as_array(value: Any) -> Any:
    """A NumPy array of the values, without copying where possible, or None when there is none to be had.

    Objects of the watched code's own classes are not asked: of its arrays, lists and tuples the values are taken.
    """
    np: Any = sys.modules.get("numpy")
    if np is None:
        return None
    if type(value) is np.ndarray:
        return value
    own = own_class(type(value))
    if isinstance(value, np.ndarray):
        return np.ndarray.view(value, np.ndarray) if own and not isinstance(value, np.ma.MaskedArray) else value
    if own:
        base = next((b for b in (list, tuple) if isinstance(value, b)), None)
        return None if base is None else as_array(base.__getitem__(value, slice(None)))
    if value is None or isinstance(value, str | bytes | Mapping) or is_symbolic(value):
        return None
    try:
        return _convert(np, value)
    except Exception:
        return None


def _convert(np: Any, value: Any) -> Any:
    tensor = _of("torch", "Tensor")
    if tensor and isinstance(value, tensor):
        value = value.detach().cpu()
        return value.float().numpy() if str(value.dtype) in ("torch.bfloat16",) else value.numpy()
    module = type(value).__module__
    if module.startswith("tensorflow") and hasattr(value, "numpy"):
        return np.asarray(value.numpy())
    if type(value).__name__ in ("Variable",) and module.startswith("keras"):
        return as_array(value.value)
    if module.startswith(("pandas", "xarray", "jax", "PIL", "polars")):
        return np.asarray(value)
    if isinstance(value, Sequence) and not isinstance(value, range):
        return _from_sequence(np, value)
    if isinstance(value, (range, int, float, complex, np.generic)):
        return np.asarray(value)
    if type(value) in DICT_VIEWS:
        return _from_sequence(np, list(value))  # what matplotlib makes of them
    if isinstance(value, set | frozenset):
        return None
    return np.asarray(value) if hasattr(value, "__array__") else None


def _from_sequence(np: Any, value: Sequence[Any]) -> Any:
    if value and type(value[0]) in (int, float) and len(value) <= _LONG:
        plain = np.asarray(value)
        if plain.dtype.kind in "biuf":
            return plain
    if len(value) > _LONG or any(is_symbolic(v) for v in value[:8]):
        return None
    parts = [as_array(v) if not isinstance(v, str) else v for v in value]
    if any(p is None for p in parts):
        return None
    return np.asarray(parts)


def dtype_name(value: Any, array: Any) -> str:
    """The dtype as its framework calls it, without the framework's name."""
    dtype = getattr(value, "dtype", array.dtype)
    found = _dtypes.get(dtype) if type(dtype).__hash__ is not None else None
    if found is None:
        found = str(dtype).removeprefix("torch.").removeprefix("<dtype: '").removesuffix("'>")
        if len(_dtypes) < 200 and type(dtype).__hash__ is not None:
            _dtypes[dtype] = found
    return found


_dtypes: dict[Any, str] = {}
"""Names by dtype: NumPy takes longer to say one than to copy a small array."""


def quick(array: Any) -> tuple[int, float | None, float | None]:
    """One pass at the call: how many values are not finite, and the range of those that are."""
    np: Any = sys.modules["numpy"]
    kind = array.dtype.kind
    if array.size == 0 or kind not in "biufV":
        return 0, None, None
    if kind == "V":
        array = array.astype("float32")
    if np.ma.isMaskedArray(array):
        array = array.compressed()
        if not array.size:
            return 0, None, None
    low, high = array.min(), array.max()
    if kind in "fV" and not (math.isfinite(low) and math.isfinite(high)):
        good = array[np.isfinite(array)]
        bad = int(array.size - good.size)
        return (bad, float(good.min()), float(good.max())) if good.size else (bad, None, None)
    return 0, float(low), float(high)


def measure(value: Any, array: Any = None) -> Facts | None:
    """Facts of an array-like, or None when it is none."""
    np: Any = sys.modules.get("numpy")
    array = as_array(value) if array is None else array
    if np is None or array is None:
        return None
    dtype = dtype_name(value, array)
    kind = array.dtype.kind
    base: dict[str, Any] = {
        "type": type_name(value),
        "shape": tuple(int(n) for n in array.shape),
        "dtype": dtype,
        "kind": kind,
        "size": int(array.size),
    }
    if array.size == 0 or kind not in "biufV" or (kind == "V" and array.dtype.names):
        return Facts(**base)
    with np.errstate(all="ignore"):
        return Facts(**base, **_numbers(np, array))


def _numbers(np: Any, array: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if np.ma.isMaskedArray(array):
        found["masked"] = int(np.ma.getmaskarray(array).sum())
        flat = np.asarray(array.compressed())
    else:
        flat = np.asarray(array).reshape(-1)
    if flat.dtype.kind == "V":
        flat = flat.astype("float32")
    if flat.dtype.kind == "f":
        good = flat[np.isfinite(flat)]
        if good.size < flat.size:
            found["nan"] = int(np.isnan(flat).sum())
            found["posinf"] = int(np.isposinf(flat).sum())
            found["neginf"] = int(np.isneginf(flat).sum())
    else:
        good = flat
    if not good.size:
        return found
    found["minimum"], found["maximum"] = float(good.min()), float(good.max())
    if good.size > _SAMPLE:
        good = good[:: good.size // _SAMPLE + 1]
        found["sampled"] = True
    return found | _spread(np, good)


def _spread(np: Any, good: Any) -> dict[str, Any]:
    wide = good.astype("float64") if good.dtype.kind in "fb" else good
    values, counts = np.unique(wide, return_counts=True)
    real = wide.astype("float64")
    with np.errstate(all="ignore"):
        return {
            "mean": float(real.mean()),
            "std": float(real.std()),
            "negative": int((wide < 0).sum()),
            "above_one": int((wide > 1).sum()),
            "fractional": int((real != np.rint(real)).sum()) if good.dtype.kind == "f" else 0,
            "distinct": int(values.size) if values.size <= 256 else None,
            "mode_share": float(counts.max() / counts.sum()),
            "quantiles": tuple(float(q) for q in np.quantile(real, (0.01, 0.25, 0.5, 0.75, 0.99))),
        }
