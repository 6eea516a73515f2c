"""Which layers are meant."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from kerascope.errors import LayerError, UsageError
from kerascope.read._tree import Node, Tree, near

__all__ = ["named_one_by_one", "select"]


def select(tree: Tree, layers: Any) -> list[Node]:
    """Find the layers that `layers=` of `activations` means, each once, in the model's order.

    layers : `None` for all that a person made; a name, path or index; a layer; a pattern of paths ("block_*/conv?");
        a layer class; a predicate of a layer; or a list of such

    Raises LayerError: one of them does not exist, or nothing fits. Raises UsageError: an empty list.
    """
    if layers is None:
        return [node for node in tree.outer if type(node.layer).__name__ != "InputLayer"]
    wanted = list(layers) if isinstance(layers, (list, tuple, set, frozenset)) else [layers]
    if not wanted:
        raise UsageError("no layer was asked for", given=f"layers={layers!r}", next_step="Leave layers out for all")
    found = {id(node.layer): node for item in wanted for node in _some(tree, item)}
    order = {id(node.layer): i for i, node in enumerate(tree.unique)}
    return sorted(found.values(), key=lambda node: order.get(id(node.layer), len(order)))


def named_one_by_one(layers: Any) -> bool:
    """Whether each layer was asked for by itself, so that one which does not run is a mistake."""
    wanted = list(layers) if isinstance(layers, (list, tuple, set, frozenset)) else [layers]
    return all(_test(item) is None for item in wanted)


def _test(item: Any) -> Callable[[Node], bool] | None:
    """What a type, a pattern or a predicate asks of each layer; `None` for what names one layer."""
    import keras

    if isinstance(item, keras.layers.Layer):
        return None
    if inspect.isclass(item):
        return lambda node: isinstance(node.layer, item)
    if isinstance(item, str) and any(sign in item for sign in "*?"):
        return lambda node: fnmatchcase(node.path, item)
    if callable(item):
        return lambda node: bool(item(node.layer))
    return None


def _some(tree: Tree, item: Any) -> list[Node]:
    test = _test(item)
    if test is None:
        return [tree.find(item)]
    found = [node for node in tree.outer if test(node)] or [node for node in tree.unique if test(node)]
    if not found:
        if isinstance(item, str):
            raise LayerError(
                f"no layer's path fits {item!r}", next_step=near(item.strip("*?"), [n.path for n in tree.outer])
            )
        kinds = ", ".join(sorted({type(node.layer).__name__ for node in tree.outer}))
        raise LayerError(
            f"no layer of model {tree.model.name!r} fits {getattr(item, '__name__', item)!r}",
            given=f"layers of the classes {kinds}",
        )
    return found
