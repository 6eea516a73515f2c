"""A layer's outputs, one by one, each with the name of its part."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from kerascope.axes import canonical_class

__all__ = ["adds_scores", "parts"]

_STATES = {"LSTM": ("hidden_state", "cell_state"), "GRU": ("hidden_state",), "SimpleRNN": ("hidden_state",)}
_ATTENTIONS = frozenset({"MultiHeadAttention", "GroupedQueryAttention", "Attention", "AdditiveAttention"})


def parts(layer: Any, outputs: Any) -> Iterator[tuple[str, Any]]:
    """Take a layer's outputs apart.

    A single output has the part "". Known layers name the others ("scores", "hidden_state", "backward"); a dict
    gives its keys, any other tuple or list the positions "0", "1" …; nested ones are joined by a dot.
    """
    if isinstance(outputs, dict):
        for key, value in outputs.items():
            yield from _nested(str(key), value)
    elif isinstance(outputs, (list, tuple)):
        names = _names(layer, len(outputs))
        for name, value in zip(names, outputs, strict=True):
            yield from _nested(name, value)
    elif outputs is not None:
        yield "", outputs


def _nested(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    for inner, tensor in parts(None, value):
        yield ".".join(filter(None, (name, inner))), tensor


def _names(layer: Any, count: int) -> list[str]:
    kind, _ = canonical_class(type(layer).__name__)
    if kind in _ATTENTIONS and count == 2:
        return ["", "scores"]
    if kind == "Bidirectional":
        outer = ["forward", "backward"] if layer.merge_mode is None else [""]
        return [*outer, *_states(type(layer.forward_layer).__name__, count - len(outer), ("forward", "backward"))]
    if getattr(layer, "return_state", False) is True:
        return ["", *_states(kind, count - 1, ("",))]
    return [str(i) for i in range(count)]


def _states(kind: str, count: int, ways: tuple[str, ...]) -> list[str]:
    names = _STATES.get(kind, ())
    if len(names) * len(ways) != count:
        return [f"state_{i}" for i in range(count)]
    return [f"{way}_{name}".lstrip("_") for way in ways for name in names]


def adds_scores(layer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Whether a call of a layer would give attention scores if it were asked, and isn't.

    Not with flash attention, which never has them in memory.
    """
    if "Attention" not in type(layer).__name__ or getattr(layer, "_flash_attention", False):
        return False
    try:
        bound = inspect.signature(layer.call).bind(*args, **{k: v for k, v in kwargs.items() if k != "training"})
    except (TypeError, ValueError):
        return False
    if "return_attention_scores" not in bound.signature.parameters:
        return False
    return "return_attention_scores" not in bound.arguments
