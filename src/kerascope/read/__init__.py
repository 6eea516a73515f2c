"""Out of a Keras model into named arrays.

The only package that imports keras, and only inside its functions: importing this loads xarray and NumPy, no more.
"""

from __future__ import annotations

from kerascope.read._activations import activations, inputs_of
from kerascope.read._arrays import Activations, NamedArrays, Weights
from kerascope.read._history import history
from kerascope.read._load import load
from kerascope.read._samples import load_samples
from kerascope.read._store import StoreError, open_store
from kerascope.read._weights import kernels, weights

__all__ = [
    "Activations",
    "NamedArrays",
    "StoreError",
    "Weights",
    "activations",
    "history",
    "inputs_of",
    "kernels",
    "load",
    "load_samples",
    "open_store",
    "weights",
]
