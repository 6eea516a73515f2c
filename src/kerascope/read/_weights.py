"""The weights of layers, with the names of their axes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import xarray as xr

from kerascope.axes import Axes, canonical_class, weight_axes
from kerascope.errors import LayerError, ModelError
from kerascope.read import _backend
from kerascope.read._named import einsum_axes, named, origin, unnamed
from kerascope.read._tree import Tree, children, is_builtin, near

__all__ = ["Weight", "kernels", "weights_of"]

_PRINCIPAL = ("kernel", "embeddings")
_CELLS = frozenset({"SimpleRNN", "LSTM", "GRU", "ConvLSTM"})
_WRAPPERS = frozenset({"TimeDistributed", "SpectralNormalization"})


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight of a layer: its variable, its name within the layer, and the layer that names its axes."""

    variable: Any
    name: str
    """ "kernel"; behind the name of a part where the layer has several: "query/kernel", "forward/kernel"."""
    owner: Any
    part: str = ""


def weights_of(layer: Any) -> list[Weight]:
    """Every weight of a layer, those of its inner layers too, each under a name of its own."""
    found = list(_walk(layer, "", layer, set()))
    names = [weight.name for weight in found]
    return [
        weight if names.count(weight.name) == 1 else Weight(weight.variable, f"{weight.name}[{i}]", weight.owner)
        for i, weight in enumerate(found)
    ]


def _walk(layer: Any, prefix: str, names_by: Any, seen: set[int]) -> Iterator[Weight]:
    inside = {id(w) for child in children(layer) for w in child.weights}
    for variable in layer.weights:
        if id(variable) not in inside and id(variable) not in seen:
            seen.add(id(variable))
            yield Weight(variable, prefix + str(variable.name), names_by, prefix.rstrip("/"))
    kind, _ = canonical_class(type(layer).__name__)
    for child in children(layer):
        yield from _walk(child, prefix + _step(layer, kind, child), _namer(layer, kind, child), seen)


def _step(layer: Any, kind: str, child: Any) -> str:
    """What a child adds to its weights' names; nothing where a built-in layer has but one part."""
    if is_builtin(layer):
        if kind in _CELLS or kind in _WRAPPERS or kind == "RNN":
            return ""
        if kind == "Bidirectional":
            return "forward/" if child is layer.forward_layer else "backward/"
    return f"{child.name}/"


def _namer(layer: Any, kind: str, child: Any) -> Any:
    """The layer whose type says what the axes of a child's weights are."""
    if is_builtin(layer) and (kind in _CELLS or kind in {"MultiHeadAttention", "GroupedQueryAttention"}):
        return layer
    return child


def kernels(model: Any, layer: Any, *, weight: str | None = None) -> xr.DataArray:
    """Read a layer's kernel with named axes.

    model : any Keras 3 model that was built
    layer : the layer's name, path ("encoder/conv1"), index among `model.layers`, or the layer itself
    weight : which weight, where the layer has several kernels ("depthwise_kernel", "query/kernel", "forward/kernel")
        or another than its kernel is wanted ("bias", "gamma")

    Returns the weight as Keras stores it, unitless: Dense (feature, unit); ConvND (kernel_…, in_channel, out_channel);
    its transpose (kernel_…, out_channel, in_channel); depthwise (kernel_…, in_channel, multiplier); Embedding
    (vocabulary, feature). With groups, `in_channel` counts within a group. Axes that nobody can name are axis_0,
    axis_1 … and `attrs["axes_from"]` is "none" instead of "layer". `attrs` hold model, layer, layer_class, path,
    weight and dtype; bfloat16 and float8 come as float32. Values that are not finite are read like any other.

    Raises LayerError: no such layer, no weights, no kernel, or several to pick from. Raises ModelError: never built.
    """
    tree = Tree(model)
    node = tree.find(layer)
    found = weights_of(node.layer)
    if not found:
        raise _nothing(tree, node.layer, node.path)
    chosen = _choose(found, weight, node.layer, node.path)
    return _array(tree, node.layer, node.path, chosen)


def _nothing(tree: Tree, layer: Any, path: str) -> Exception:
    model = tree.model
    if not layer.built or not model.built:
        return ModelError(
            f"layer {path!r} has no weights yet: it was never built",
            given=f"model {model.name!r}, which was never called on data",
            next_step="Call the model once on a batch, model.build(input_shape), or begin with keras.Input",
        )
    others = [node.path for node in tree.outer if node.layer.weights and not children(node.layer)]
    return LayerError(
        f"layer {path!r} has no weights",
        given=f"a {type(layer).__name__}",
        next_step="Layers with weights are " + ", ".join(map(repr, others[:8])) if others else "",
    )


def _choose(found: list[Weight], wanted: str | None, layer: Any, path: str) -> Weight:
    names = [weight.name for weight in found]
    if wanted is not None:
        for weight in found:
            if weight.name == wanted:
                return weight
        raise LayerError(f"layer {path!r} has no weight {wanted!r}", next_step=near(wanted, names))
    principal = [w for w in found if w.name in _PRINCIPAL]
    if len(principal) == 1:
        return principal[0]
    several = [w.name for w in found if w.name.split("/")[-1].endswith((*_PRINCIPAL, "_kernel"))]
    if len(several) == 1 and "/" not in several[0]:
        return found[names.index(several[0])]
    what = "several kernels" if several else "no kernel"
    offers = several or names
    raise LayerError(
        f"layer {path!r} has {what}",
        given=f"a {type(layer).__name__}",
        next_step="Say which with weight=" + " or weight=".join(map(repr, offers[:12])),
    )


def _array(tree: Tree, layer: Any, path: str, weight: Weight) -> xr.DataArray:
    import keras

    values = _backend.to_numpy(weight.variable.value)
    axes, axes_from = _axes(weight, values.ndim)
    attrs = origin(tree.model, layer, path) | {
        "kind": "weight",
        "weight": weight.name,
        "axes_from": axes_from,
        "dtype": str(keras.backend.standardize_dtype(weight.variable.dtype)),
        "trainable": int(bool(weight.variable.trainable)),
    }
    groups = getattr(layer, "groups", 1)
    if isinstance(groups, int) and groups > 1:
        attrs["groups"] = groups
    return named(values, axes, f"{path}/{weight.name}", attrs)


def _axes(weight: Weight, ndim: int) -> tuple[Axes, str]:
    owner, own = weight.owner, weight.variable.name
    kind, _ = canonical_class(type(owner).__name__)
    name = f"{weight.part.rpartition('/')[2]}/{own}" if kind.endswith("Attention") and weight.part else own
    data_format = getattr(owner, "data_format", None)
    axes = weight_axes(type(owner).__name__, name, ndim, data_format)
    if axes is None and kind == "EinsumDense" and own == "kernel":
        axes = einsum_axes(owner.equation, ndim, 1)
    return (axes, "layer") if axes is not None else (unnamed(ndim), "none")
