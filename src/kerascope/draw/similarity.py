"""How alike the layers of a model (or of two) see the same samples: linear CKA."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import Colormap

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.field import draw_field
from kerascope.draw.layout import Into
from kerascope.draw.values import as_floats
from kerascope.draw.words import plural
from kerascope.errors import AxisError, DataError

__all__ = ["draw_similarity", "linear_cka"]


def linear_cka(first: object, second: object) -> float:
    """Linear centred kernel alignment of two layers' activations of the same samples.

    first, second : (batch, …): the samples along the first axis (or the axis "batch" of a named array), whatever
        follows is one vector per sample; unitless

    CKA(K, L) = HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with K = X Xᵀ, L = Y Yᵀ and centred columns: Kornblith,
    Norouzi, Lee and Hinton, "Similarity of Neural Network Representations Revisited", ICML 2019, equations 3 and 4.
    From 0 to 1, unchanged by rotations and by one factor for all of X or Y.

    Returns NaN when one of them is the same for all samples. Raises AxisError when the numbers of samples differ or
    are below 2, DataError when a value is not finite.
    """
    return _alignment(_gram(name_axes(first, usual=_PLAIN)), _gram(name_axes(second, usual=_PLAIN)))


_PLAIN = {n: ("batch", *(f"axis_{i}" for i in range(1, n))) for n in range(1, 65)}


def _gram(named: Named) -> npt.NDArray[np.float64]:
    """The centred Gram matrix (batch, batch), scaled to a largest magnitude of 1 against overflow."""
    if "batch" not in named.dims or named.sizes["batch"] < 2 or named.values.size == 0:
        raise AxisError("Similarity compares samples", given=named.shape_words(), needed="an axis batch of 2 or more")
    named = named.ordered("batch", *(d for d in named.dims if d != "batch"))
    rows = as_floats(named.values).reshape(named.sizes["batch"], -1).astype(np.float64)
    if named.mask is not None or not np.isfinite(rows).all():
        raise DataError(
            "Similarity needs finite values",
            given=f"{plural(int((~np.isfinite(rows)).sum()), 'value')} not finite in {named.shape_words()}",
            next_step="Leave out the samples that hold them",
        )
    rows = rows / (np.abs(rows).max() or 1.0)
    rows -= rows.mean(axis=0)
    gram = rows @ rows.T
    return np.asarray(gram / (np.abs(gram).max() or 1.0))


def _alignment(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    if first.shape != second.shape:
        raise AxisError(
            "Similarity compares the same samples", given=f"batch {len(first)} and batch {len(second)}", needed="equal"
        )
    norms = float(np.linalg.norm(first) * np.linalg.norm(second))
    return min(1.0, float((first * second).sum()) / norms) if norms > 0 else float("nan")


def draw_similarity(
    first: Mapping[str, Any],
    second: Mapping[str, Any] | None = None,
    *,
    into: Into = None,
    cmap: str | Colormap | None = None,
    title: str | None = None,
) -> Drawing:
    """Draw the linear CKA of every pair of layers as a matrix.

    first : name to activations (batch, …) of the same samples, as `kerascope.activations` returns; runs down
    second : those of another model, across; by default the same

    The scale is from 0 to 1. Layers that are the same for all samples have no similarity (NaN) and are named so.

    Returns a Drawing with the axes "similarity" and "colorbar". Raises AxisError or DataError, as `linear_cka`.
    """
    grams = [{str(k): _gram(name_axes(v, usual=_PLAIN)) for k, v in m.items()} for m in (first, second or {})]
    down, across = grams[0], grams[1] if second is not None else grams[0]
    if not down or not across:
        raise AxisError("There is no layer to compare", given="an empty mapping", needed="name to activations")
    values = np.array([[_alignment(a, b) for b in across.values()] for a in down.values()])
    labels = {"layer": np.array(list(down)), "other layer": np.array(list(across))}
    named = Named(values, ("layer", "other layer"), labels=labels, dtype="float64")
    samples = len(next(iter(down.values())))
    dead = sorted({k for g in (down, across) for k, m in g.items() if not np.abs(m).max() > 0})
    notes = [f"from {plural(samples, 'sample')}", "Kornblith et al. 2019"]
    if dead:
        notes.append(f"the same for every sample: {', '.join(dead)}")
    heading = title if title is not None else "similarity of layers (linear CKA)"
    return draw_field(
        named,
        "similarity",
        into=into,
        scale=(0.0, 1.0),
        cmap=cmap,
        title=heading,
        notes=tuple(notes),
        label="linear CKA",
    )
