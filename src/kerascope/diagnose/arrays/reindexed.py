"""Indices of kernels put right: the same parts, each on the axis that it was meant for."""

from __future__ import annotations

import re

from kerascope.diagnose.say import indexed
from kerascope.evidence import Argument, Derivation, Provenance
from kerascope.findings import Fix

__all__ = ["depth_first", "exchanged", "one_input", "reordered"]


def depth_first(data: Argument, axis: int) -> Fix | None:
    """The same index with the part that was meant for the depth on axis 0."""
    match = re.fullmatch(r"(.+?)\[([^\[\]()]+)\]", data.expression)
    parts = [p.strip() for p in match[2].split(",")] if match else []
    if match is None or len(parts) <= axis or "..." in parts:
        return None
    parts.insert(0, parts.pop(axis))
    return Fix("index the depth on its own axis", data.expression, indexed(match[1], ", ".join(parts)))


def reordered(data: Argument, root: Derivation, maker: Provenance) -> Fix | None:
    """The same index, its parts on the axes that they were meant for."""
    match = re.fullmatch(r"(.+?)\[([^\[\]()]+)\]", data.expression)
    if match is None or root.axes is None or root.reduced:
        return None
    parts = [p.strip() for p in match[2].split(",")]
    parts += [":"] * (len(root.axes) - len(parts))
    taken = [p for p in parts if p != ":"]
    if len(taken) != 2 or len(root.axes) < 3 or len(parts) != len(root.axes):
        return None
    window = len(root.axes) - 2
    if "Transpose" in maker.layer_class:
        after = [":"] * window + [taken[1], taken[0]]
    else:
        after = [":"] * window + [taken[1], taken[0]] if parts[0] != ":" else [":"] * window + taken
    return Fix("index the filter on its own axis", data.expression, indexed(match[1], ", ".join(after)))


def exchanged(data: Argument, root: Derivation, one: int, other: int) -> Fix | None:
    """The same index with the parts of two axes exchanged."""
    match = re.fullmatch(r"(.+?)\[([^\[\]()]+)\]", data.expression)
    parts = [p.strip() for p in match[2].split(",")] if match else []
    if match is None or len(parts) > len(root.shape) or "..." in parts or root.reduced:
        return None
    parts += [":"] * (len(root.shape) - len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return Fix("index the filter on its own axis", data.expression, indexed(match[1], ", ".join(parts)))


def one_input(data: Argument, root: Derivation, axis: int) -> Fix | None:
    """The same index with its first position on an axis that was kept whole: `k[:, :, :, f]` → `k[:, :, 0, f]`."""
    match = re.search(rf"{re.escape(root.root)}\[([^\[\]()]+)\]", data.expression)
    if match is None:
        return None
    parts = [p.strip() for p in match[1].split(",")]
    if "..." in parts:
        at = parts.index("...")
        parts[at : at + 1] = [":"] * (len(root.shape) - len(parts) + 1)
    parts += [":"] * (len(root.shape) - len(parts))
    if len(parts) != len(root.shape) or parts[axis] != ":":
        return None
    parts[axis] = "0"
    after = data.expression.replace(match[0], f"{root.root}[{', '.join(parts)}]")
    return Fix("draw one filter, of one input", data.expression, after)
