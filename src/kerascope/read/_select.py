"""Which layers are meant."""

from __future__ import annotations

from typing import Any

from kerascope.errors import UsageError
from kerascope.read._tree import Node, Tree

__all__ = ["select"]


def select(tree: Tree, layers: Any) -> list[Node]:
    """Find the layers that `layers=` of `activations` means; `None` means all that a person made.

    Raises LayerError: one of them does not exist. Raises UsageError: an empty list.
    """
    if layers is None:
        return [node for node in tree.outer if type(node.layer).__name__ != "InputLayer"]
    wanted = list(layers) if isinstance(layers, (list, tuple, set, frozenset)) else [layers]
    if not wanted:
        raise UsageError("no layer was asked for", given=f"layers={layers!r}", next_step="Leave layers out for all")
    found = {id(node.layer): node for node in (tree.find(item) for item in wanted)}
    return list(found.values())
