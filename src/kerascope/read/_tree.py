"""The layers of a model, each with a path: "conv1", "encoder/conv1" …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from kerascope.errors import LayerError, ModelError

__all__ = ["Node", "Tree", "children", "is_builtin", "near"]


@dataclass(frozen=True, slots=True)
class Node:
    """A layer and its place in the model; `inner` says that it only serves a built-in layer (an RNN's cell)."""

    layer: Any
    path: str
    inner: bool = False


def is_builtin(layer: Any) -> bool:
    """Whether a layer's class is Keras's own, and no container of layers such as a model."""
    import keras

    return type(layer).__module__.split(".")[0] == "keras" and not isinstance(layer, keras.Model)


def children(layer: Any) -> list[Any]:
    """The layers directly inside a layer or model, in the order of their making; no duplicates."""
    found = getattr(layer, "layers", None)
    if not isinstance(found, list):
        found = layer._flatten_layers(include_self=False, recursive=False)
    unique: dict[int, Any] = {id(child): child for child in found}
    return list(unique.values())


def near(word: str, words: list[str]) -> str:
    """A hint that offers the words nearest to one that was not found, else the first dozen of all."""
    lowered = {w.lower(): w for w in reversed(words)}
    close = [lowered[w] for w in get_close_matches(word.lower(), list(lowered), n=4, cutoff=0.5)]
    if close:
        return "Near names are " + ", ".join(repr(w) for w in close)
    shown = ", ".join(repr(w) for w in words[:12])
    return f"There are {shown}" + (f" and {len(words) - 12} more" if len(words) > 12 else "")


class Tree:
    """Every layer of a model by path, and a layer by whatever a person calls it."""

    def __init__(self, model: Any) -> None:
        import keras

        if not isinstance(model, keras.layers.Layer):
            given = f"{type(model).__module__}.{type(model).__qualname__}"
            raise ModelError("not a Keras 3 model", given=given, needed="a keras.Model or keras.layers.Layer")
        self.model = model
        self.nodes: list[Node] = []
        self._by_id: dict[int, Node] = {}
        for node in self._walk(model, "", inner=is_builtin(model)):
            self.nodes.append(node)
            self._by_id.setdefault(id(node.layer), node)

    def _walk(self, parent: Any, prefix: str, *, inner: bool) -> Iterator[Node]:
        found = children(parent)
        names = [child.name for child in found]
        for index, child in enumerate(found):
            own = child.name if names.count(child.name) == 1 else f"{child.name}[{index}]"
            node = Node(child, prefix + own, inner)
            seen = id(child) in self._by_id
            yield node
            if not seen:
                yield from self._walk(child, f"{prefix}{own}/", inner=inner or is_builtin(child))

    @cached_property
    def outer(self) -> list[Node]:
        """The layers that a person made: not what serves inside one of Keras's own layers."""
        return [node for node in self.unique if not node.inner]

    @cached_property
    def unique(self) -> list[Node]:
        """Every layer once, under the first of its paths."""
        return [node for node in self.nodes if self._by_id[id(node.layer)] is node]

    @cached_property
    def data_format(self) -> str:
        """The data format of the model's layers where all agree, else Keras's default."""
        import keras

        own = {getattr(node.layer, "data_format", None) for node in self.unique} - {None}
        return str(own.pop() if len(own) == 1 else keras.config.image_data_format())

    def of(self, layer: Any) -> Node | None:
        """The node of a layer object; the model itself has the path of its name."""
        if layer is self.model:
            return Node(layer, str(layer.name))
        return self._by_id.get(id(layer))

    def find(self, wanted: Any) -> Node:
        """Find a layer by path, name, index among `model.layers`, or the layer itself.

        Raises LayerError: nothing has that name (near ones are offered), or several have.
        """
        if isinstance(wanted, bool):
            raise self._missing(wanted)
        if isinstance(wanted, str):
            return self._by_name(wanted)
        if hasattr(wanted, "__index__"):
            return self._by_index(int(wanted))
        node = self.of(wanted)
        if node is None:
            raise self._missing(wanted)
        return node

    def _missing(self, wanted: Any) -> LayerError:
        what = f"layer {wanted.name!r} of another model" if hasattr(wanted, "name") else f"{wanted!r}"
        return LayerError(
            f"model {self.model.name!r} has no such layer",
            given=what,
            needed="a layer's name, its path, its index, or a layer of this model",
        )

    def _by_index(self, index: int) -> Node:
        layers = getattr(self.model, "layers", None) or children(self.model)
        if not -len(layers) <= index < len(layers):
            raise LayerError(
                f"model {self.model.name!r} has {len(layers)} layers",
                given=f"index {index}",
                needed=f"{-len(layers)} to {len(layers) - 1}, counted as in model.layers",
            )
        return self._by_id[id(layers[index])]

    def _by_name(self, name: str) -> Node:
        exact = [node for node in self.nodes if node.path == name]
        if exact:
            return self._by_id[id(exact[0].layer)]
        same = {id(n.layer): self._by_id[id(n.layer)] for n in self.nodes if n.layer.name == name}
        if len(same) == 1:
            return next(iter(same.values()))
        if same:
            paths = " or ".join(repr(node.path) for node in same.values())
            raise LayerError(f"{len(same)} layers are named {name!r}", next_step=f"Give a path: {paths}")
        if name == self.model.name:
            return Node(self.model, name)
        names = [node.path for node in self.outer]
        raise LayerError(f"model {self.model.name!r} has no layer {name!r}", next_step=near(name, names))
