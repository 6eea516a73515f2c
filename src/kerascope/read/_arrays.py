"""Several named arrays by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import xarray as xr

from kerascope.errors import LayerError
from kerascope.read._tree import near

__all__ = ["Activations", "NamedArrays", "Weights"]


class _NoSuchArray(LayerError, KeyError):
    """Looked up in vain; a KeyError too, as mappings promise."""

    __str__ = Exception.__str__  # KeyError would print the repr of the text


class NamedArrays(Mapping[str, xr.DataArray]):
    """Named arrays by key, in order. It can't be changed; a key that is not there is answered with near ones."""

    def __init__(self, arrays: Mapping[str, xr.DataArray]) -> None:
        self._arrays = dict(arrays)

    def __getitem__(self, key: str) -> xr.DataArray:
        try:
            return self._arrays[key]
        except KeyError:
            raise _NoSuchArray(f"no array {key!r} was read", next_step=near(str(key), list(self._arrays))) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        lines = [f"<{type(self).__name__}: {len(self)} arrays>"]
        width = max((len(key) for key in self), default=0)
        for key, array in self.items():
            sizes = ", ".join(f"{dim}: {size}" for dim, size in array.sizes.items())
            lines.append(f"  {key:<{width}}  ({sizes})  {array.dtype}")
        return "\n".join(lines)


class Activations(NamedArrays):
    """What layers put out, in the order in which they ran.

    A key is the layer's path ("conv1", "encoder/conv1"), then the part when a layer has several outputs
    ("lstm.cell_state", "attention.scores"), then the call when a shared layer runs more than once ("encoder#2").
    """


class Weights(NamedArrays):
    """What layers hold, in the model's order.

    A key is the layer's path and the weight's name ("encoder/conv1/kernel", "attention/query/kernel"). Where a layer
    works with other values than it stores (quantised or with LoRA), "dense/kernel" is what is stored, and
    "dense/kernel.effective" what it works with.
    """
