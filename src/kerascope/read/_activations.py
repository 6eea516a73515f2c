"""What the layers of a model put out for given data."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from kerascope.axes import rank_axes
from kerascope.errors import InputError, KerascopeError, ModelError
from kerascope.read import _backend
from kerascope.read._arrays import Activations
from kerascope.read._capture import Capture, watching_calls
from kerascope.read._inputs import prepare, specs
from kerascope.read._keep import Plan
from kerascope.read._memory import Memory
from kerascope.read._named import named, unnamed
from kerascope.read._progress import bar
from kerascope.read._reading import Reading
from kerascope.read._select import named_one_by_one, select
from kerascope.read._sources import Batch, batches, is_source
from kerascope.read._store import Store
from kerascope.read._tree import Node, Tree

__all__ = ["activations", "inputs_of"]


def activations(
    model: Any,
    x: Any,
    layers: Any = None,
    *,
    keep: Any = None,
    scores: bool = True,
    batch_size: int | None = None,
    store: str | os.PathLike[str] | None = None,
    progress: bool | None = None,
    allow_nan: bool = False,
) -> Activations:
    """Read what layers put out for some data, in inference mode, in one forward pass for all of them.

    model : any Keras 3 model: Sequential (with or without Input), functional, subclassed, nested; one that was never
        called is built by calling it once more on the first data, as Keras itself would build it
    x : what the model takes, batch axis first: an array, a tensor, a list or dict of them; or a source of batches: a
        generator, `tf.data.Dataset`, torch `DataLoader`, `keras.utils.PyDataset`, where (x, y) counts as x
    layers : a layer's name, path ("encoder/conv1"), index or the layer itself, a pattern of paths ("block_*"), a layer
        class, a predicate of a layer, or a list of such; `None` means every layer that was called, except those
        inside Keras's own layers (an RNN's cell, attention's projections), which can be asked for by path. What is no
        layer (`x + y`, a function of `keras.ops`) is not read
    keep : how much of each output to keep. By axis: an index, a slice, a list, or a reduction ("mean", "max", "min",
        "sum", "std", "var", "median"), as in `{"batch": 0, "channel": slice(8), "time": "mean"}`; or a function of the
        named array of one batch; or either per layer, by path, name or pattern: `{"conv1": {"channel": 3}}`. Nothing
        more of an output outlives its layer's call (with JAX, which computes behind the program's back, the next two
        calls). "batch" counts samples over all batches
    scores : also read the scores of attention layers that were not asked to return them, in a call of their own: the
        model's own is left as it is
    batch_size : cut arrays into batches of so many samples, in a pass each; `None` passes them whole
    store : path of a Zarr store to write to instead of memory. It bears its name only when whole; after a break the
        same call goes on from the last whole batch
    progress : show a progress bar on stderr; `None` does when there is a store and a terminal
    allow_nan : read on when `x` holds NaN or infinity, which is an InputError otherwise

    Returns a mapping of named arrays, also when a single layer is asked for. Axes are the field's words, batch first;
    `attrs` hold model, layer, layer_class, path, call (1, 2 …), calls, part, and `axes_from`: "layer" when the
    layer's type says what the axes are, "input" when they were kept from its input, "rank" when they are only read as
    Keras reads arrays of that rank, "none" when nobody can say. bfloat16 and float8 come as float32, with their own
    name in `attrs["dtype"]`. Coordinates count from 0 in the whole data, also of what is kept.

    Weights, optimizer, losses, trainability, states and random states are as before when this returns. Raises
    InputError (data that does not fit the model's input), LayerError (no such layer, or it did not run), AxisError
    (`keep` names an axis or index that is not there), StoreError, ModelError (not a model, or its own code raised;
    the layer is named).
    """
    tree = Tree(model)
    plan = Plan.of(keep)
    data = batches(model, x, batch_size, allow_nan=allow_nan)
    first, data = _first(data)
    if not model.built or not tree.nodes:
        tree = _built(model, first)
    reading = Reading(tree, select(tree, layers), plan, scores=scores)
    sink: Memory | Store = Memory()
    if store is not None:
        sink = Store(store, reading.signature(first))
    shown = progress if progress is not None else store is not None and sys.stderr.isatty()
    if not (isinstance(sink, Store) and sink.whole):
        with bar(shown, str(model.name)) as advance:
            _read_all(reading, data, sink, advance)
        reading.check(named_one_by_one(layers) if layers is not None else False)
    if isinstance(sink, Store):
        return sink.finish()
    arrays = sink.finish()
    for key, count in reading.calls().items():
        arrays[key].attrs["calls"] = count
    return Activations(arrays)


def inputs_of(model: Any, x: Any, sample: int = 0) -> Activations:
    """Name the axes of one sample of what goes into a model, as `activations` takes it.

    x : arrays, or lists or dicts of them; of a source of batches nothing is taken, since it can be read but once

    Returns a mapping by the inputs' names; axes are the field's words, without the batch. Raises InputError.
    """
    import keras

    if is_source(x):
        return Activations({})
    tree = Tree(model)
    expected = specs(model) or []
    leaves = keras.tree.flatten(prepare(model, x, allow_nan=True))
    arrays = {}
    for i, leaf in enumerate(leaves):
        name = expected[i].name if i < len(expected) and len(expected) == len(leaves) else "input"
        values = _backend.to_numpy(leaf[sample : sample + 1])[0] if len(leaf) > sample else None
        if values is None:
            raise InputError("there is no such sample", given=f"sample {sample}", needed=f"below {len(leaf)}")
        axes = rank_axes(values.ndim + 1, tree.data_format) or ("batch", *unnamed(values.ndim))
        attrs = {"model": str(model.name), "layer": name, "path": name, "layer_class": "input", "kind": "input"}
        key = name if name not in arrays else f"{name}#{i}"
        arrays[key] = named(values, axes[1:], "sample", attrs | {"axes_from": "rank"})
    return Activations(arrays)


def _first(data: Iterator[Batch]) -> tuple[Any, Iterator[Batch]]:
    """The first batch's inputs, and all batches, that one among them."""
    batch = next(data)
    return batch[1], chain([batch], data)


def _read_all(reading: Reading, data: Iterator[Batch], sink: Memory | Store, advance: Callable[[int], None]) -> None:
    import keras

    last = reading.last_sample()
    for start, inputs in data:
        if last is not None and start > last:
            break
        stop = start + int(keras.tree.flatten(inputs)[0].shape[0])
        resumed = isinstance(sink, Store) and stop <= sink.samples
        if not resumed:
            run(reading.capture(start, sink), inputs)
            if isinstance(sink, Store):
                sink.done(stop, reading.calls())
        advance(stop - start)


def run(capture: Capture, inputs: Any) -> None:
    """Make the one forward pass; what the model raises becomes a ModelError that names the layer."""
    with watching_calls(capture):
        try:
            capture.tree.model(_as_tensors(capture, inputs), training=False)
        except Exception as error:
            raise _translated(capture.tree.model, capture.failed_at, error) from error
    capture.finish()


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
