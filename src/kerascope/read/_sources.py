"""Batches out of whatever holds data: arrays, generators, tf.data, DataLoader, PyDataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from kerascope.errors import InputError, UsageError
from kerascope.read._inputs import prepare

__all__ = ["Batch", "batches", "is_source"]

Batch = tuple[int, Any]
"""The number of the batch's first sample, and the batch as the model takes it."""


def batches(model: Any, x: Any, batch_size: int | None, *, allow_nan: bool) -> Iterator[Batch]:
    """Go through data batch by batch, each checked against the model's inputs.

    x : arrays are one batch, or cut into batches of `batch_size`; a generator, `tf.data.Dataset`, torch `DataLoader` or
        `keras.utils.PyDataset` gives its own batches, of which (x, y) and (x, y, weights) count as x, as in `fit`

    Raises InputError: a batch does not fit. Raises UsageError: `batch_size` for a source that has its own.
    """
    source = _source(x)
    if source is None:
        if batch_size is None:
            yield 0, prepare(model, x, allow_nan=allow_nan)
            return
        for start, part in _cut(prepare(model, x, allow_nan=True), batch_size):
            yield start, prepare(model, part, allow_nan=allow_nan)  # values batch by batch: a memory map stays one
        return
    if batch_size is not None:
        raise UsageError(
            f"a {type(x).__name__} comes in batches of its own",
            given=f"batch_size={batch_size}",
            next_step="Leave batch_size out",
        )
    start = 0
    for item in source:
        inputs = prepare(model, _inputs_of(item), allow_nan=allow_nan)
        yield start, inputs
        start += _samples(inputs)
    if start == 0:
        raise InputError("the data holds no batch", given=type(x).__name__, needed="at least one")


def _source(x: Any) -> Iterable[Any] | None:
    import keras

    if isinstance(x, keras.utils.PyDataset):
        return (x[i] for i in range(_length(x)))
    if hasattr(x, "__next__") or hasattr(x, "element_spec"):
        return cast(Iterable[Any], x)
    kinds = {f"{kind.__module__.split('.')[0]}.{kind.__name__}" for kind in type(x).__mro__}
    return cast(Iterable[Any], x) if "torch.DataLoader" in kinds else None


def is_source(x: Any) -> bool:
    """Whether data comes in batches of its own, and not as arrays."""
    return _source(x) is not None


def _length(dataset: Any) -> int:
    count = dataset.num_batches
    if count is None:
        raise UsageError("this PyDataset has no end", given=type(dataset).__name__, needed="one that has a length")
    return int(count)


def _inputs_of(item: Any) -> Any:
    import keras

    if isinstance(item, list):  # as torch collates (x, y)
        item = tuple(item)
    x, _, _ = keras.utils.unpack_x_y_sample_weight(item)
    return x


def _leaves(inputs: Any) -> list[Any]:
    import keras

    return list(keras.tree.flatten(inputs))


def _samples(inputs: Any) -> int:
    return int(_leaves(inputs)[0].shape[0])


def _cut(inputs: Any, batch_size: int) -> Iterator[Batch]:
    import keras

    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
        raise UsageError("batch_size is no count", given=repr(batch_size), needed="a whole number from 1, or None")
    lengths = {int(leaf.shape[0]) for leaf in _leaves(inputs)}
    if len(lengths) > 1:
        raise InputError(
            "the inputs differ in their number of samples", given=", ".join(map(str, sorted(lengths))), needed="one"
        )
    for start in range(0, lengths.pop(), batch_size):
        part = slice(start, start + batch_size)
        yield start, keras.tree.map_structure(lambda leaf, part=part: leaf[part], inputs)
