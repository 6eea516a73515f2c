"""Anything that a frame of the watched code names, described: arrays, tensors, layers, models, histories, axes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from numbers import Real
from typing import Any

from kerascope.evidence import Provenance, Value
from kerascope.watch.frames import own_class
from kerascope.watch.values.measure import as_array, is_symbolic, measure, type_name

__all__ = ["describe", "keras_parts", "plain_options"]

_PLAIN = frozenset((bool, int, float, str, type(None)))


def describe(value: Any, source: str = "", provenance: Provenance | None = None) -> Value:
    """A frozen description; faults in the value's own code give an empty one."""
    kind = type(value)
    if kind in _PLAIN:  # what most names of a plotting call stand for, said without the questions below
        return Value(source, kind.__name__, "builtins", None, provenance, _about(value, kind, "builtins"))
    module = kind.__module__.split(".", 1)[0]
    if module == "matplotlib" and hasattr(kind, "imshow") and not own_class(kind):
        return _axes(source, kind.__name__, hasattr(value, "transData"))
    if own_class(kind) and not _is_keras(value, "Layer") and as_array(value) is None:
        return Value(source, kind.__name__, module, None, provenance, {})
    try:
        about = _about(value, kind, module)
    except Exception:
        about = {}
    facts = None
    if (not about.get("symbolic") and module != "builtins") or isinstance(value, list | tuple | range):
        try:
            facts = measure(value)
        except Exception:
            facts = None
    return Value(source, kind.__name__, module, facts, provenance, about)


@lru_cache(maxsize=64)
def _axes(source: str, kind: str, ready: bool) -> Value:
    """One object for each: every plotting call names the axes that it draws in."""
    return Value(source, kind, "matplotlib", about={"axes": ready})


def _about(value: Any, kind: type, module: str) -> dict[str, Any]:
    if isinstance(value, bool | int | float | str) or value is None:
        return {"value": value if not isinstance(value, str) else value[:200]}
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple | set | frozenset | range):
        return _sequence(value)
    if module == "numpy" and kind.__name__ == "ndarray":
        return _ndarray(value)
    if module == "numpy" and kind.__name__ == "flatiter":  # `iter(axes.flat)`
        return _ndarray(value.base)
    if is_symbolic(value):
        return _symbolic(value)
    if module == "torch" and hasattr(value, "requires_grad"):
        return {"requires_grad": bool(value.requires_grad), "device": str(value.device), "shape": list(value.shape)}
    if kind.__name__ == "History" and hasattr(value, "history"):
        params = getattr(value, "params", None) or {}
        return {
            "history": True,
            **_mapping(value.history),
            "epochs": [int(e) for e in getattr(value, "epoch", ())],
            "requested": params.get("epochs"),
            "steps": params.get("steps"),
        }
    if _is_keras(value, "Layer"):
        return keras_parts(value)
    if module == "_io" and isinstance(getattr(value, "name", None), str):  # an open file, or one that was closed
        return {"file": value.name, "bytes": os.stat(value.name).st_size}
    if module == "mpl_toolkits" and isinstance(getattr(value, "axes_all", None), list):  # an ImageGrid
        return {"types": ["matplotlib.Axes"], "length": len(value.axes_all), "walked": True}
    if module == "matplotlib":
        grid = [int(value.nrows), int(value.ncols)] if hasattr(kind, "get_grid_positions") else None  # a GridSpec
        return {"axes": hasattr(value, "transData") and hasattr(value, "imshow"), **({"grid": grid} if grid else {})}
    if module == "pandas":
        about: dict[str, Any] = {"columns": [str(c) for c in getattr(value, "columns", [])]}
        if hasattr(value, "dtypes") and len(about["columns"]):
            about["object_columns"] = [
                str(c) for c, t in value.dtypes.items() if t.kind in "OUSM" or str(t) in ("str", "string")
            ]
            short = [str(c) for c, t in value.dtypes.items() if str(t).startswith(("bfloat16", "float8"))]
            about |= {"short_columns": short} if short else {}
        return about | _objects(value)
    return {}


def _objects(value: Any) -> dict[str, Any]:
    """What the first cells of a table or column of objects are, and how the first of them reads."""
    if getattr(value, "ndim", 0) not in (1, 2) or not value.size:
        return {}
    columns = [value] if value.ndim == 1 else [value.iloc[:, n] for n in range(min(value.shape[1], 8))]
    cells = [v for c in columns if c.dtype.kind in "OUS" for v in c.iloc[:16].tolist()]
    if not cells:
        return {}
    about: dict[str, Any] = {"cells": sorted({type_name(v) for v in cells})}
    scalars = [str(c.name) for c in columns if c.dtype.kind == "O" and all(map(_is_scalar_tensor, c.iloc[:16]))]
    about |= {"tensor_columns": scalars} if scalars else {}
    about |= {"holds_grad": True} if any(getattr(v, "requires_grad", False) is True for v in cells) else {}
    return about | ({"example": cells[0][:40]} if isinstance(cells[0], str) else {})


def _is_scalar_tensor(value: Any) -> bool:
    """One number of torch, TensorFlow or JAX, such as the loss of a batch."""
    framework = type(value).__module__.split(".", 1)[0] in ("torch", "tensorflow", "jax", "jaxlib")
    return framework and getattr(value, "shape", None) is not None and tuple(value.shape) == ()


def _symbolic(value: Any) -> dict[str, Any]:
    about: dict[str, Any] = {"symbolic": True, "dtype": str(value.dtype)}
    try:
        about["shape"] = [None if n is None else int(n) for n in value.shape]
    except (TypeError, ValueError):
        about["shape"] = None
    if getattr(value, "_keras_history", None) is not None:
        about["layer"] = str(value._keras_history[0].name)
        about["roots"] = _graph_inputs(value)
        outbound = getattr(value._keras_history[0], "_outbound_nodes", None)
        if type(value._keras_history[0]).__name__ == "InputLayer" and outbound is not None:
            about["leads_nowhere"] = not outbound
    return about


def _graph_inputs(tensor: Any) -> list[list[Any]]:
    """The Inputs that a symbolic tensor was computed from: name and shape without the batch."""
    found: dict[str, Any] = {}
    todo: list[Any] = [tensor]
    seen: set[tuple[int, int]] = set()
    while todo and len(seen) < 5000:
        one = todo.pop()
        operation, node_index, _ = one._keras_history
        if (id(operation), node_index) in seen:
            continue
        seen.add((id(operation), node_index))
        before = list(operation._inbound_nodes[node_index].input_tensors)
        if not before:
            found[str(operation.name)] = [None if n is None else int(n) for n in one.shape[1:]]
        todo += before
    return [[name, shape] for name, shape in found.items()][:8]


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    keys = list(value)
    about: dict[str, Any] = {"keys": [str(k) for k in keys[:100]], "length": len(keys)}
    if keys and all(_is_axes(v) for v in list(value.values())[:64]):
        about["holds_axes"] = True
    lists = [v for v in value.values() if isinstance(v, list)]
    if lists and len(lists) == len(keys):
        about["lengths"] = {str(k): len(v) for k, v in value.items()}
    return about


def _sequence(value: Any) -> dict[str, Any]:
    about: dict[str, Any] = {"length": len(value)}
    first = list(value)[:64] if not isinstance(value, range) else []
    about["types"] = sorted({type_name(v) for v in first})
    if 1 <= len(value) <= 4 and isinstance(value, tuple | list) and all(_is_whole(v) for v in value):
        about["numbers"] = [int(v) for v in value]
    if len(value) > 1 and not isinstance(value, set | frozenset) and is_one(value):
        about["one"] = True
    first = [v for v in first if not own_class(type(v)) or _is_keras(v, "Layer")]
    about |= _alike_keys(first)
    shapes = [list(s) for s in (getattr(v, "shape", None) for v in first) if s is not None and not callable(s)]
    if shapes:
        about["shapes"] = [[None if n is None else int(n) for n in s] for s in shapes[:16]]
    elif first and all(isinstance(v, list | tuple) for v in first):
        about["lengths"] = [len(v) for v in first]
        if len(set(about["lengths"])) == 1 and (inner := _inner_shapes(first)):
            about["inner_shapes"] = inner
    if any(is_symbolic(v) for v in first):
        about["holds_symbolic"] = True
        made = [v for v in first if hasattr(v, "_keras_history")]
        about["holds_layers"] = [str(v._keras_history[0].name) for v in made]
        about["holds_roots"] = _graph_inputs(made[0]) if made else []
    if any(getattr(v, "requires_grad", False) is True for v in first):
        about["holds_grad"] = True
    if first and all(isinstance(v, str) for v in first):
        about["strings"] = [v[:60] for v in first]
    return about


def _is_whole(value: Any) -> bool:
    """A plain integer, or one of numpy's."""
    if type(value) is int:
        return True
    return type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0 and value.dtype.kind in "iu"


def _inner_shapes(parts: list[Any]) -> list[list[int]]:
    """Shapes of the arrays in a list of pairs or lists of arrays, of lists their lengths; none when numbers are in it.

    As of `[(fpr, tpr), …]`: as many in each, and it is the arrays in them that may differ.
    """
    found: list[list[int]] = []
    for value in (v for part in parts[:16] for v in part[:8]):
        shape = [len(value)] if isinstance(value, list | tuple) else getattr(value, "shape", None)
        if shape is None or callable(shape) or own_class(type(value)):
            return []
        found.append([int(n) for n in shape if n is not None])
    return found


def _alike_keys(parts: list[Any]) -> dict[str, Any]:
    """The keys that all dicts of a list have, or all Historys."""
    dicts: list[Any] = [getattr(v, "history", None) if type(v).__name__ == "History" else v for v in parts]
    if not dicts or not all(type(d) is dict and d.keys() == dicts[0].keys() for d in dicts):
        return {}
    return {"holds_keys": [str(k) for k in list(dicts[0])[:100]]}


def is_one(value: Any) -> bool:
    """Every entry is the very same dict, list or array: changing one changes all."""
    first = value[0]
    changeable = isinstance(first, dict | list) or type(first).__name__ == "ndarray"
    return changeable and all(v is first for v in value)


def _is_axes(value: Any) -> bool:
    return hasattr(value, "imshow") and hasattr(value, "transData")


def _ndarray(value: Any) -> dict[str, Any]:
    if value.dtype != object or not value.size:
        return {}
    first = value.reshape(-1)[:64].tolist()
    about: dict[str, Any] = {"types": sorted({type_name(v) for v in first})}
    without = sum(v is None for v in first)
    if without and value.size == len(first):
        about["none"] = without
    if all(_is_axes(v) for v in first):
        about["axes_array"] = True
        if getattr(value.base, "size", 0) > value.size:
            about["part_of"] = list(value.base.shape)
    elif all(hasattr(v, "add_subplot") and hasattr(v, "subfigs") for v in first):
        about["subfigures"] = True
    shapes = [list(v.shape) for v in first if hasattr(v, "shape")]
    if shapes:
        about["shapes"] = shapes[:16]
    return about


def _is_keras(value: Any, name: str) -> bool:
    keras = sys.modules.get("keras")
    layer = getattr(getattr(keras, "layers", None), name, None)
    return isinstance(layer, type) and isinstance(value, layer)


def keras_parts(layer: Any) -> dict[str, Any]:
    """What a layer or model is and holds: class, name, built, weights by name and shape, inputs, outputs."""
    about: dict[str, Any] = {
        "layer": str(layer.name),
        "class": type(layer).__name__,
        "bases": [c.__name__ for c in type(layer).__mro__[:-1]][:8],
        "built": bool(layer.built),
        "weights": [[str(v.path).rsplit("/", 1)[-1], [int(n) for n in v.shape]] for v in layer.weights[:12]],
        "model": hasattr(layer, "predict") and hasattr(layer, "layers"),
    }
    for attribute in ("data_format", "filters", "units", "kernel_size", "use_bias", "num_heads"):
        found = getattr(layer, attribute, None)
        if isinstance(found, int | str | bool | tuple):
            about[attribute] = list(found) if isinstance(found, tuple) else found
    if about["model"]:
        inner = list(layer.layers)[:400]
        about["layers"] = [[str(part.name), type(part).__name__] for part in inner]
        about["weighted"] = [str(part.name) for part in inner if part.weights]
        about["kernels"] = {str(part.name): kernel for part in inner if (kernel := _kernel(part))}
        about["activations"] = sorted({n for part in inner if (n := _activation(part))})
        about["inputs"] = _shapes(layer, "inputs")
        about["outputs"] = _shapes(layer, "outputs")
        about["flattens"] = _flattened(inner)
        about["loss"] = _loss(layer)
        about["traced"] = _traced(layer)
        about["channels_first"] = any(getattr(part, "data_format", "") == "channels_first" for part in inner)
        about["functional"] = any(c in about["bases"] for c in ("Functional", "Sequential"))
    else:
        shape = _shapes(layer, "output")
        if shape:
            about["output_shape"] = shape[0]
    return about


def _kernel(layer: Any) -> list[int]:
    """Shape of the first weight of a layer, where that is its kernel."""
    first = next(iter(layer.weights), None) if not hasattr(layer, "layers") else None
    return [int(n) for n in first.shape] if first is not None and str(first.path).endswith("kernel") else []


def _activation(layer: Any) -> str:
    """Name of the function at a layer's end, '' for none."""
    name = getattr(getattr(layer, "activation", None), "__name__", "")
    return name if isinstance(name, str) and name != "linear" else ""


def _flattened(layers: list[Any]) -> dict[str, list[int]]:
    """By name: the shape of one sample before each Flatten."""
    found = {}
    for part in layers:
        for shape in (_shapes(part, "input") or [])[:1] if type(part).__name__ == "Flatten" else []:
            if None not in shape[1:]:
                found[str(part.name)] = [n for n in shape[1:] if n is not None]
    return found


def _loss(model: Any) -> str:
    """What a model was compiled with, as a class or function is called; '' when there are several or none."""
    found = getattr(model, "loss", None)
    if isinstance(found, str):
        return found
    return "" if found is None or isinstance(found, list | tuple | dict) else getattr(found, "name", "") or ""


def _traced(model: Any) -> bool:
    """Whether `fit` runs the Python of the model's layers, loss and metrics once per trace, not once per batch."""
    keras = sys.modules.get("keras")
    backend = keras.config.backend() if keras is not None else ""
    return backend in ("tensorflow", "jax") and not getattr(model, "run_eagerly", True)


def _shapes(layer: Any, attribute: str) -> list[list[int | None]] | None:
    try:
        found = getattr(layer, attribute)
    except Exception:
        return None
    if isinstance(found, dict):
        found = list(found.values())
    if found is None:
        return None
    found = found if isinstance(found, list | tuple) else [found]
    return [[None if n is None else int(n) for n in t.shape] for t in found if hasattr(t, "shape")]


def _is_plain(value: Any) -> bool:
    """A number or a word; also a number of NumPy's that Python has no class for, as float32 edges of a histogram."""
    return isinstance(value, int | float | str) or (isinstance(value, Real) and hasattr(value, "item"))


def plain_options(options: dict[str, Any]) -> dict[str, Any]:
    """Keyword options as values that outlive the call: numbers and words as they are, the rest by type."""
    plain: dict[str, Any] = {}
    for name, value in options.items():
        if isinstance(value, bool | int | float | str) or value is None:
            plain[name] = value
        elif own_class(type(value)):
            plain[name] = type(value).__name__
        elif isinstance(value, tuple | list) and len(value) <= 8 and all(_is_plain(v) for v in value):
            plain[name] = [v if isinstance(v, int | float | str) else v.item() for v in value]
        elif hasattr(value, "item") and getattr(value, "size", 2) == 1:
            plain[name] = value.item()
        elif name == "cmap":
            plain[name] = str(getattr(value, "name", value))
        else:
            plain[name] = type(value).__name__
    return plain
