"""What a drawing takes: any array, with a name for each axis, held without copying it.

Foreign frameworks are known only through `sys.modules`: nothing is imported that the caller has not imported already.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from kerascope.errors import AxisError, DataError

__all__ = ["Array", "Named", "name_axes", "plain_array"]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Named:
    """An array with a name per axis, in the dtype it came in. `values` may be read-only, and is never written to."""

    values: Array
    dims: tuple[str, ...]
    mask: npt.NDArray[np.bool_] | None = None
    labels: Mapping[str, Array] = field(default_factory=dict)
    """The coordinates of an axis, where they say more than its index."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """What was indexed away before drawing: axis to index, as text."""
    attrs: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    dtype: str = ""

    @property
    def sizes(self) -> dict[str, int]:
        return dict(zip(self.dims, self.values.shape, strict=True))

    def shape_words(self) -> str:
        """`height 28 × width 28 × channel 16`; a single number is `one number`."""
        return " × ".join(f"{dim} {size:,}" for dim, size in self.sizes.items()) or "one number"

    def take(self, **indices: int | slice) -> Named:
        """Index axes by name; an axis indexed by a number is dropped and noted as fixed."""
        key = tuple(indices.get(dim, slice(None)) for dim in self.dims)
        dropped = {d: i for d, i in indices.items() if not isinstance(i, slice)}
        labels = {d: t[k] for d, t in self.labels.items() if isinstance(k := indices.get(d, slice(None)), slice)}
        fixed = {d: str(self.labels[d][i] if d in self.labels else i) for d, i in dropped.items()}
        return Named(
            self.values[key],
            tuple(d for d in self.dims if d not in dropped),
            None if self.mask is None else self.mask[key],
            labels,
            {**self.fixed, **fixed},
            self.attrs,
            self.name,
            self.dtype,
        )

    def ordered(self, *dims: str) -> Named:
        """The same array with its axes in this order (a view)."""
        order = [self.dims.index(d) for d in dims]
        mask = None if self.mask is None else self.mask.transpose(order)
        return Named(
            self.values.transpose(order), dims, mask, self.labels, self.fixed, self.attrs, self.name, self.dtype
        )

    def squeezed(self, *, keep: Sequence[str] = ()) -> Named:
        """Without the axes of size 1, each noted as fixed at 0, except those in `keep`."""
        one = {d: 0 for d, n in self.sizes.items() if n == 1 and d not in keep}
        return self.take(**one) if one else self


def name_axes(
    array: object, dims: Iterable[str] | str | None = None, *, usual: Mapping[int, tuple[str, ...]] | None = None
) -> Named:
    """Read any array as one with named axes.

    array : an `xarray.DataArray`; or a NumPy, TensorFlow, JAX or PyTorch array, a list, a data frame, with `dims`
    dims : a name per axis; renames the axes of a DataArray
    usual : by number of axes, the names when `dims` is not given; without an entry that is an error

    Raises AxisError when names are missing, too many or not unique, and DataError when there are no real numbers.
    """
    if isinstance(array, xr.DataArray):
        return _from_xarray(array, dims)
    values, mask = plain_array(array)
    names = _checked_dims(dims, values.shape, (usual or {}).get(values.ndim))
    return Named(values, names, mask, name=str(getattr(array, "name", None) or ""), dtype=_dtype_of(array, values))


def _is_instance(value: object, module: str, name: str) -> bool:
    """Whether value is of a class of a module that someone has imported."""
    found = getattr(sys.modules.get(module), name, None)
    return isinstance(found, type) and isinstance(value, found)


def _from_xarray(array: xr.DataArray, dims: Iterable[str] | str | None) -> Named:
    values, mask = plain_array(array.data)
    own = tuple(str(d) for d in array.dims)
    names = _checked_dims(dims if dims is not None else own, values.shape, None)
    labels: dict[str, Array] = {}
    fixed: dict[str, str] = {}
    for key, coord in array.coords.items():
        if coord.ndim == 0:
            fixed[str(key)] = str(coord.values[()])
        elif coord.dims == (key,) and key in array.dims:
            found = np.asarray(coord.values)
            if found.dtype.kind not in "iu" or not np.array_equal(found, np.arange(found.size)):
                labels[names[own.index(str(key))]] = found
    dtype = str(array.attrs.get("dtype") or array.dtype)
    return Named(values, names, mask, labels, fixed, dict(array.attrs), str(array.name or ""), dtype)


def _checked_dims(
    dims: Iterable[str] | str | None, shape: tuple[int, ...], usual: tuple[str, ...] | None
) -> tuple[str, ...]:
    if isinstance(dims, str):
        dims = dims.replace(",", " ").split()
    names = tuple(str(d) for d in dims) if dims is not None else usual
    if names is None:
        raise AxisError(
            "The axes of this array have no names",
            given=f"shape {shape}",
            needed="a name for each axis",
            next_step=f'Name them, like dims={_example(len(shape))}; "batch", "time", "channel" … are understood',
        )
    if len(names) != len(shape):
        raise AxisError(
            f"{len(names)} axis names for {len(shape)} axes",
            given=f"dims {names}, shape {shape}",
            needed="one name per axis",
        )
    if len(set(names)) != len(names):
        raise AxisError("Two axes have the same name", given=f"dims {names}, shape {shape}", needed="unique names")
    return names


def _example(ndim: int) -> str:
    names = ("batch", "time", "height", "width", "channel")
    picks = {1: ("time",), 2: names[2:4], 3: names[2:], 4: ("batch", *names[2:]), 5: names}
    return str(picks.get(ndim, (*names, *(f"axis_{i}" for i in range(5, ndim)))[:ndim]))


def plain_array(array: object) -> tuple[Array, npt.NDArray[np.bool_] | None]:
    """An array of real numbers (or bools) and its mask, without a copy where none is needed.

    Raises DataError for what holds none: symbolic tensors, strings, objects, ragged lists, complex numbers, dates.
    """
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(array)
        return _real(np.ma.getdata(array)), mask if mask.any() else None
    try:
        values = _foreign(array)
    except Exception as error:
        raise DataError(
            "This holds no array of numbers",
            given=f"{type(array).__module__}.{type(array).__qualname__}: {_first_line(error)}",
            needed="an array with values",
            next_step=_way_out(array, error),
        ) from error
    return _real(values), None


def _foreign(array: object) -> Array:
    if _is_instance(array, "torch", "Tensor"):
        tensor: Any = array
        tensor = tensor.detach().to_dense() if tensor.layout != sys.modules["torch"].strided else tensor.detach()
        tensor = tensor.cpu().resolve_conj().resolve_neg()
        exotic = tensor.is_floating_point() and str(tensor.dtype) not in {f"torch.float{n}" for n in (16, 32, 64)}
        return np.asarray((tensor.float() if exotic else tensor).numpy())
    if isinstance(array, (str, bytes, dict, set)):
        raise TypeError("not an array")
    if not isinstance(array, np.ndarray) and hasattr(array, "numpy") and _is_instance(array, "tensorflow", "Tensor"):
        return np.asarray(array.numpy())
    return np.asarray(array)


def _dtype_of(array: object, values: Array) -> str:
    """The dtype as the caller knows it: `bfloat16` of a torch tensor, though NumPy got float32."""
    own = getattr(array, "dtype", None)
    text = str(getattr(own, "name", None) or own or values.dtype)
    return text.removeprefix("torch.")


def _real(values: Array) -> Array:
    dtype = values.dtype
    if dtype.type.__module__.startswith("ml_dtypes") and "complex" not in dtype.name:
        return values
    if dtype.kind in "biuf" and dtype.fields is None:
        return values
    kinds = {
        "c": ("complex numbers", "Draw their parts: array.real, array.imag, abs(array)"),
        "O": ("objects, not numbers", "Are the rows of one length? Convert with numpy.asarray(array, dtype=float)"),
        "M": ("dates", "Draw numbers, with the dates as coordinates"),
        "m": ("durations", "Convert them to numbers first"),
    }
    problem, step = kinds.get(dtype.kind, ("no numbers", "Convert them to numbers first"))
    if "complex" in dtype.name:
        problem, step = kinds["c"]
    raise DataError(
        f"The array holds {problem}",
        given=f"dtype {dtype}, shape {values.shape}",
        needed="bool, integers or real floats",
        next_step=step,
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def _way_out(array: object, error: Exception) -> str:
    if "KerasTensor" in type(array).__name__ or "ymbolic" in str(error):
        return "A symbolic tensor has no values: run the model, and draw what comes out"
    if "inhomogeneous" in str(error):
        return "The rows differ in length: draw them one by one, or pad them with NaN"
    if getattr(getattr(array, "device", None), "type", "") == "meta":
        return "A meta tensor has no values: move the model to a real device first"
    return "Convert it with numpy.asarray first"
