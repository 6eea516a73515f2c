"""What Keras's `preprocess_input` does, which is another thing in each of its modules."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerascope.evidence import Value
from kerascope.parsed import tree_of

__all__ = ["means_added_back", "preprocessors"]

_MEANS = np.array([103.939, 116.779, 123.68])
_PICTURES = 64
"""Pictures of a batch that are compared."""

_MODES = {
    "caffe": ("resnet", "resnet50", "vgg16", "vgg19"),
    "tf": ("inception_resnet_v2", "inception_v3", "mobilenet", "mobilenet_v2", "nasnet", "resnet_v2", "xception"),
    "torch": ("densenet",),
}


def preprocessors(text: str) -> dict[str, str]:
    """'resnet50.preprocess_input' to 'caffe', of those that a source calls, by its imports."""
    tree = tree_of(text)
    called = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    called |= {
        ast.unparse(a) for n in ast.walk(tree) if isinstance(n, ast.Call) for a in n.args
    }  # handed on: `.map(f)`
    of = {n: m for m, names in _MODES.items() for n in names}
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        module = (node.module or "").rsplit(".", 1)[-1]
        for name in node.names:
            alias = name.asname or name.name
            if name.name == "preprocess_input" and module in of and alias in called:
                found[f"{module}.preprocess_input"] = of[module]
            elif name.name in of and f"{alias}.preprocess_input" in called:
                found[f"{name.name}.preprocess_input"] = of[name.name]
    for dotted in called:
        parts = dotted.split(".")
        if parts[-1] == "preprocess_input" and len(parts) > 2 and parts[-3] == "applications" and parts[-2] in of:
            found[f"{parts[-2]}.preprocess_input"] = of[parts[-2]]
    return found


def means_added_back(drawn: Any, near: Sequence[Value]) -> str:
    """The array that a picture is with Caffe's means added in their order, blue first; '' when none is."""
    shown = np.asarray(drawn, dtype="float64")
    shown = shown * 255 if shown.max() <= 1 else shown
    if shown.ndim != 3 or shown.shape[-1] != 3 or np.abs(shown[..., 0] - shown[..., 2]).mean() < 4:
        return ""
    for value in near:
        facts = value.facts
        if facts is None or not facts.is_float or not facts.negative or facts.shape[-3:] != shown.shape:
            continue
        for one in np.asarray(value.values).reshape(-1, *shown.shape)[:_PICTURES]:
            back = np.clip(one.astype("float64") + _MEANS, 0, 255)
            if np.abs(back - shown).mean() < 1 and np.abs(back[..., ::-1] - shown).mean() > 4:
                return value.source
    return ""
