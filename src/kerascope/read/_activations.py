"""What the layers of a model put out for given data."""

from __future__ import annotations

import re
from typing import Any

import xarray as xr

from kerascope.axes import rank_axes
from kerascope.errors import InputError, KerascopeError, LayerError, ModelError
from kerascope.read import _backend
from kerascope.read._arrays import Activations
from kerascope.read._capture import Capture, Seen, watching_calls
from kerascope.read._inputs import prepare
from kerascope.read._named import named, origin
from kerascope.read._select import select
from kerascope.read._tree import Node, Tree

__all__ = ["activations"]


def activations(model: Any, x: Any, layers: Any = None, *, allow_nan: bool = False) -> Activations:
    """Read what layers put out for some data, in one forward pass in inference mode.

    model : any Keras 3 model: Sequential (with or without Input), functional, subclassed, nested; one that was never
        called is built by calling it once more on the same data, as Keras itself would build it
    x : what the model takes, batch axis first: an array, a tensor, a list or dict of them
    layers : a layer's name, path ("encoder/conv1"), index or the layer itself, or a list of such; `None` means every
        layer that was called, except those inside Keras's own layers (an RNN's cell, attention's projections), which
        can be asked for by path
    allow_nan : read on when `x` holds NaN or infinity, which is an InputError otherwise

    Returns a mapping of named arrays, also when a single layer is asked for. Axes are the field's words, batch first;
    `attrs` hold model, layer, layer_class, path, call (1, 2 …), calls, part, and `axes_from`: "layer" when the
    layer's type says what the axes are, "input" when they were kept from its input, "rank" when they are only read as
    Keras reads arrays of that rank, "none" when nobody can say. bfloat16 and float8 come as float32, with their own
    name in `attrs["dtype"]`. Coordinates count from 0.

    Weights, optimizer, losses, trainability, states and random states are as before when this returns. Raises
    InputError (data that does not fit the model's input), LayerError (no such layer, or it did not run), ModelError
    (not a model, or its own code raised; the layer is named).
    """
    tree = Tree(model)
    inputs = prepare(model, x, allow_nan=allow_nan)
    if not model.built or not tree.nodes:
        tree = _built(model, inputs)
    nodes = select(tree, layers)
    ids = {id(node.layer) for node in nodes}
    found: list[Seen] = []
    arrays: list[xr.DataArray] = []

    def take(seen: Seen) -> None:
        found.append(Seen(seen.node, seen.call, seen.part, None, seen.axes, seen.axes_from))
        arrays.append(_array(tree, seen))

    capture = Capture(tree, lambda node: id(node.layer) in ids, take)
    run(capture, inputs)
    if layers is not None:
        _check_all_ran(tree, nodes, capture)
    return Activations(_keyed(found, arrays))


def run(capture: Capture, inputs: Any) -> None:
    """Make the one forward pass; what the model raises becomes a ModelError that names the layer."""
    with watching_calls(capture):
        try:
            capture.tree.model(_as_tensors(capture, inputs), training=False)
        except KerascopeError:
            raise
        except Exception as error:
            raise _translated(capture.tree.model, capture.failed_at, error) from error


def _as_tensors(capture: Capture, inputs: Any) -> Any:
    """Turn arrays into tensors here, so that the names of the input's axes travel with them."""
    import keras

    def convert(value: Any) -> Any:
        tensor = value if _backend.is_tensor(value) else keras.ops.convert_to_tensor(value)
        axes = rank_axes(len(tensor.shape), capture.tree.data_format)
        if axes is not None:
            capture.name_input(tensor, axes)
        return tensor

    return keras.tree.map_structure(convert, inputs)


def _built(model: Any, inputs: Any) -> Tree:
    """Build a model that was never called, by calling it: only its own code knows how."""
    import keras

    try:
        model(keras.tree.map_structure(keras.ops.convert_to_tensor, inputs), training=False)
    except Exception as error:
        raise _translated(model, None, error) from error
    return Tree(model)


def _array(tree: Tree, seen: Seen) -> xr.DataArray:
    values = _backend.to_numpy(seen.tensor)
    layer = seen.node.layer
    attrs = origin(tree.model, layer, seen.node.path) | {
        "kind": "activation",
        "call": seen.call,
        "part": seen.part,
        "axes_from": seen.axes_from,
        "dtype": _dtype(seen.tensor),
    }
    return named(values, seen.axes, _key(seen, seen.call), attrs)


def _dtype(tensor: Any) -> str:
    import keras

    try:
        return str(keras.backend.standardize_dtype(tensor.dtype))
    except (TypeError, ValueError):
        return str(tensor.dtype)


def _key(seen: Seen, call: int) -> str:
    part = f".{seen.part}" if seen.part else ""
    return f"{seen.node.path}{part}" + (f"#{call}" if call > 1 else "")


def _keyed(found: list[Seen], arrays: list[xr.DataArray]) -> dict[str, xr.DataArray]:
    calls: dict[str, int] = {}
    for seen in found:
        calls[seen.node.path] = max(calls.get(seen.node.path, 0), seen.call)
    for seen, array in zip(found, arrays, strict=True):
        array.attrs["calls"] = calls[seen.node.path]
    return {str(array.name): array for array in arrays}


def _check_all_ran(tree: Tree, nodes: list[Node], capture: Capture) -> None:
    missing = [node for node in nodes if node.path not in capture.seen]
    if not missing:
        return
    node = missing[0]
    if type(node.layer).__name__ == "InputLayer":
        reason = "an InputLayer has no call of its own: what it puts out is the data you hand over"
    elif node.inner:
        reason = "it runs inside one of Keras's own layers, which compiles or fuses it here"
    else:
        reason = "the model did not call it on this data, or calls it only inside a compiled function"
    raise LayerError(
        f"layer {node.path!r} put out nothing to read",
        given=f"a {type(node.layer).__name__} of model {tree.model.name!r}",
        next_step=reason,
    )


_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def _translated(model: Any, failed_at: Node | None, error: Exception) -> KerascopeError:
    """Say in one line what a model's own code raised, and in which layer; the cause keeps the rest."""
    text = _ANSI.sub("", str(error)).split("\nArguments received by")[0].strip()
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if " Exception encountered when calling" in f" {first}":  # Keras puts its own frame before the useful line
        rest = [line.strip() for line in text.splitlines()[1:] if line.strip()]
        first = rest[0] if rest else first
    where = f"in layer {failed_at.path!r} ({type(failed_at.layer).__name__})" if failed_at else "while it was called"
    fits = isinstance(error, (ValueError, TypeError)) and "ncompatible" in text
    kind: type[KerascopeError] = InputError if fits else ModelError
    return kind(
        f"model {model.name!r} raised {type(error).__name__} {where}: {first}",
        next_step="Call the model yourself on the same data to see its whole traceback, which is this error's cause",
    )
