"""The functions that a replay knows by name, as NumPy calls them."""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["CASTS", "FILTERS", "METHODS", "NARROW", "NOTHING", "OPERATORS", "SAME", "TYPES", "filter_named"]

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}
_BY_THEIR_OWN_NAME = [
    "abs",
    "maximum",
    "minimum",
    "sqrt",
    "exp",
    "log",
    "diff",
    "stack",
    "concatenate",
    "squeeze",
    "kron",
    "expand_dims",
    "repeat",
    "interp",
    "flip",
    "ones",
    "zeros",
    "subtract",
    "add",
    "multiply",
    "square",
    "asarray",
    "array",
    "clip",
    "mean",
    "sum",
    "max",
    "min",
    "std",
    "ptp",
    "median",
    "moveaxis",
    "tile",
    "transpose",
    "hstack",
    "vstack",
    "rot90",
    "fliplr",
    "flipud",
    "ones_like",
    "zeros_like",
    "arange",
    "hypot",
    "dot",
    "matmul",
    "power",
    "outer",
    "tensordot",
    "roll",
    "argmax",
    "argmin",
]
SAME = {n: n for n in _BY_THEIR_OWN_NAME} | {
    "absolute": "abs",
    "amax": "max",
    "amin": "min",
    "convert_to_numpy": "asarray",
    "convert_to_tensor": "asarray",
    "reduce_mean": "mean",
    "reduce_sum": "sum",
    "reduce_max": "max",
    "reduce_min": "min",
    "concat": "concatenate",
    "clip_by_value": "clip",
    "divide": "true_divide",
    "as_tensor": "asarray",
    "tensor": "asarray",
    "from_numpy": "asarray",
}
METHODS = frozenset(
    [
        "mean",
        "sum",
        "max",
        "min",
        "std",
        "reshape",
        "squeeze",
        "transpose",
        "clip",
        "copy",
        "flatten",
        "ravel",
        "round",
        "repeat",
        "ptp",
        "argmax",
        "argmin",
    ]
)
NOTHING = frozenset(["numpy", "detach", "cpu", "contiguous", "to_numpy", "item"])
CASTS = {"byte": "uint8", "int": "int32", "float": "float32", "double": "float64", "long": "int64", "short": "int16"}
TYPES = frozenset(["uint8", "uint16", "uint32", "int8", "int16", "int32", "int64", "float16", "float32", "float64"])
FILTERS = frozenset(
    [
        "sobel",
        "prewitt",
        "laplace",
        "gaussian_laplace",
        "gaussian_gradient_magnitude",
        "correlate",
        "correlate1d",
        "convolve",
        "convolve1d",
        "gaussian_filter",
        "gaussian_filter1d",
        "uniform_filter",
        "uniform_filter1d",
        "median_filter",
        "maximum_filter",
        "minimum_filter",
    ]
)
"""Of scipy.ndimage: what they give is of the type that they are given, so that a slope of -1 becomes 255."""
NARROW = FILTERS | {"diff", "subtract", "add", "multiply", "square", "power", "dot", "matmul", "outer", "tensordot"}
"""Functions that count modulo their type where they are given small integers."""


def filter_named(name: str) -> Callable[..., Any] | None:
    """A filter of the library that the script itself has loaded."""
    library = sys.modules.get("scipy.ndimage")
    return getattr(library, name, None) if name in FILTERS else None
