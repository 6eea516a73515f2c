"""One reading of activations: which layers, how much of each, and what became of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Protocol

import xarray as xr

from kerascope.errors import LayerError
from kerascope.read import _backend
from kerascope.read._capture import Capture, Seen
from kerascope.read._keep import Plan
from kerascope.read._named import origin
from kerascope.read._tree import Node, Tree

__all__ = ["Reading", "Sink"]


class Sink(Protocol):
    """Where the pieces go."""

    def add(self, key: str, array: xr.DataArray, over_batch: str | None) -> None:
        """Take in one piece of one array."""


@dataclass
class Reading:
    """The layers to read and the plan for them; made once, used for every batch."""

    tree: Tree
    nodes: list[Node]
    plan: Plan
    scores: bool
    _ran: dict[str, str] = field(default_factory=dict)
    """Key to path, of everything that was seen."""
    _calls: dict[str, int] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.plan.check(self.nodes)
        self._ids = {id(node.layer) for node in self.nodes}

    def capture(self, start: int, sink: Sink) -> Capture:
        """What to do during the pass whose first sample has the number `start`."""

        waiting: deque[Seen] = deque()
        lag = _backend.lag()

        def take(seen: Seen | None) -> None:
            if seen is not None:
                waiting.append(seen)
            while len(waiting) > (0 if seen is None else lag):
                self._take(waiting.popleft(), start, sink)

        return Capture(self.tree, lambda node: id(node.layer) in self._ids, take, scores=self.scores)

    def _take(self, seen: Seen, start: int, sink: Sink) -> None:
        path, key = seen.node.path, _key(seen)
        self._ran[key] = path
        self._calls[path] = max(self._calls.get(path, 0), seen.call)
        rule = self.plan.rule(seen.node)
        attrs = origin(self.tree.model, seen.node.layer, path) | {
            "kind": "activation",
            "call": seen.call,
            "part": seen.part,
            "axes_from": seen.axes_from,
            "dtype": _dtype(seen.tensor),
        }
        array = rule.of(seen.tensor, seen.axes, start, key, attrs, self._used)
        if array is not None:
            sink.add(key, array, rule.reduce.get("batch") if "batch" in array.dims else None)

    def last_sample(self) -> int | None:
        """The number of the last sample that is wanted, from 0; `None` for all."""
        return self.plan.last_sample(self.nodes)

    def calls(self) -> dict[str, int]:
        """By key, how often its layer ran in a pass."""
        return {key: self._calls[path] for key, path in self._ran.items()}

    def check(self, each: bool) -> None:
        """Raises LayerError: a layer that was asked for by itself did not run, or none did. AxisError: see `Plan`."""
        self.plan.check_used(self._used)
        paths = set(self._ran.values())
        missing = [node for node in self.nodes if node.path not in paths]
        if not missing or (paths and not each):
            return
        node = missing[0]
        raise LayerError(
            f"layer {node.path!r} put out nothing to read",
            given=f"a {type(node.layer).__name__} of model {self.tree.model.name!r}",
            next_step=_why_not(node),
        )

    def signature(self, first: Any) -> dict[str, str]:
        """What must be the same for a reading to be taken up again: model, weights, data, options; as short marks."""
        import keras

        return {
            "model": str(self.tree.model.name),
            "weights": _mark([w.value for w in self.tree.model.weights]),
            "data": _mark(keras.tree.flatten(first)),
            "layers": " ".join(node.path for node in self.nodes),
            "keep": self.plan.describe(),
            "scores": str(self.scores),
        }


def _why_not(node: Node) -> str:
    if type(node.layer).__name__ == "InputLayer":
        return "An InputLayer has no call of its own: what it puts out is the data you hand over"
    if node.inner:
        return "It runs inside one of Keras's own layers, which compiles or fuses it here"
    return "The model did not call it on this data, or calls it only inside a compiled function"


def _mark(tensors: list[Any]) -> str:
    digest = blake2b(digest_size=12)
    for tensor in tensors:
        values = _backend.to_numpy(tensor)
        digest.update(f"{values.shape}{values.dtype}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def _dtype(tensor: Any) -> str:
    import keras

    try:
        return str(keras.backend.standardize_dtype(tensor.dtype))
    except (TypeError, ValueError):
        return str(tensor.dtype)


def _key(seen: Seen) -> str:
    part = f".{seen.part}" if seen.part else ""
    return f"{seen.node.path}{part}" + (f"#{seen.call}" if seen.call > 1 else "")
