"""The weights of layers, with the names of their axes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import xarray as xr

from kerascope.axes import Axes, canonical_class, weight_axes
from kerascope.errors import LayerError, ModelError
from kerascope.read import _backend
from kerascope.read._arrays import Weights
from kerascope.read._effective import differs, effective
from kerascope.read._gates import split_gates
from kerascope.read._named import einsum_axes, einsum_bias_axes, named, origin, unnamed
from kerascope.read._select import select
from kerascope.read._tree import Node, Tree, children, is_builtin, near

__all__ = ["Weight", "kernels", "weights", "weights_of"]

_PRINCIPAL = ("kernel", "embeddings")
_PACKED = frozenset({"kernel", "embeddings", "reverse_embeddings"})
_CELLS = frozenset({"SimpleRNN", "LSTM", "GRU", "ConvLSTM"})
_WRAPPERS = frozenset({"TimeDistributed", "SpectralNormalization"})


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight of a layer: its variable, its name within the layer, and the layer that names its axes."""

    variable: Any
    name: str
    """ "kernel"; behind the name of a part where the layer has several: "query/kernel", "forward/kernel"."""
    owner: Any
    """The layer whose type names the axes; an attention's own for the projections inside it."""
    owner_of_values: Any
    """The layer that holds the variable."""
    part: str = ""


def weights_of(layer: Any) -> list[Weight]:
    """Every weight of a layer, those of its inner layers too, each under a name of its own."""
    found = list(_walk(layer, "", layer, set()))
    names = [weight.name for weight in found]
    return [
        weight if names.count(weight.name) == 1 else replace(weight, name=f"{weight.name}[{i}]")
        for i, weight in enumerate(found)
    ]


def _walk(layer: Any, prefix: str, names_by: Any, seen: set[int]) -> Iterator[Weight]:
    inside = {id(w) for child in children(layer) for w in child.weights}
    for variable in layer.weights:
        if id(variable) not in inside and id(variable) not in seen:
            seen.add(id(variable))
            yield Weight(variable, prefix + str(variable.name), names_by, layer, prefix.rstrip("/"))
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


def kernels(model: Any, layer: Any, *, weight: str | None = None, stored: bool = False) -> xr.DataArray:
    """Read a layer's kernel with named axes.

    model : any Keras 3 model that was built
    layer : the layer's name, path ("encoder/conv1"), index among `model.layers`, or the layer itself
    weight : which weight, where the layer has several kernels ("depthwise_kernel", "query/kernel", "forward/kernel")
        or another than its kernel is wanted ("bias", "gamma")
    stored : of a quantised layer or one with LoRA, the variable's own values instead of those that it works with

    Returns the weight, unitless: Dense (feature, unit); ConvND (kernel_…, in_channel, out_channel); its transpose
    (kernel_…, out_channel, in_channel); depthwise (kernel_…, in_channel, multiplier); Embedding (vocabulary, feature);
    LSTM and GRU (feature, gate, unit), with the gates' names along `gate`. With groups, `in_channel` counts within a
    group. Axes that nobody can name are axis_0, axis_1 … and `attrs["axes_from"]` is "none" instead of "layer".
    `attrs` hold model, layer, layer_class, path, weight, dtype (as stored) and `effective`: "" where the
    layer works with what it stores, else "stored", or what was done to the stored values ("int8 dequantised").
    bfloat16 and float8 come as float32. NaN and infinity are read like any value.

    Raises LayerError: no such layer, no weights, no kernel, or several to pick from. Raises ModelError: never built.
    """
    tree = Tree(model)
    node = tree.find(layer)
    found = weights_of(node.layer)
    if not found:
        raise _nothing(tree, node.layer, node.path)
    chosen = _choose(found, weight, node.layer, node.path)
    if not stored:
        worked = _effective(tree, node.layer, node.path, chosen)
        if worked is not None:
            return worked
    return _array(tree, node.layer, node.path, chosen)


def weights(model: Any, layers: Any = None) -> Weights:
    """Read every weight of a model with named axes: kernels, biases, gates, heads, statistics …

    model : any Keras 3 model that was built
    layers : as in `activations`; `None` means all

    Returns a mapping by path and name ("encoder/conv1/kernel"), each array as `kernels` describes it with
    `stored=True`; for quantised layers and those with LoRA, "….effective" stands beside it. A weight that several
    layers share comes once. Raises ModelError: the model was never built; LayerError: no such layer.
    """
    tree = Tree(model)
    arrays: dict[str, xr.DataArray] = {}
    seen: set[int] = set()
    for node in _holders(tree, layers):
        for weight in weights_of(node.layer):
            if id(weight.variable) in seen:
                continue
            seen.add(id(weight.variable))
            for array in (_array(tree, node.layer, node.path, weight), _effective(tree, node.layer, node.path, weight)):
                if array is not None:
                    arrays[str(array.name)] = array
    if not arrays:
        nodes = select(tree, layers) if layers is not None else []
        raise _nothing(tree, nodes[0].layer if nodes else model, nodes[0].path if nodes else str(model.name))
    return Weights(arrays)


def _holders(tree: Tree, layers: Any) -> list[Node]:
    """The layers under whose paths weights are read: the innermost that a person made, so that no name is lost."""
    if layers is not None:
        return select(tree, layers)
    own = [node for node in tree.outer if is_builtin(node.layer) or not children(node.layer)]
    rest = [node for node in tree.outer if not (is_builtin(node.layer) or not children(node.layer))]
    return [*own, *rest, Node(tree.model, "")]


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


def _attrs(tree: Tree, layer: Any, path: str, weight: Weight) -> dict[str, Any]:
    import keras

    attrs = origin(tree.model, layer, path) | {
        "kind": "weight",
        "weight": weight.name,
        "dtype": str(keras.backend.standardize_dtype(weight.variable.dtype)),
        "trainable": int(bool(weight.variable.trainable)),
        "effective": "stored" if differs(weight.owner_of_values, weight.variable.name) else "",
    }
    groups = getattr(layer, "groups", 1)
    if isinstance(groups, int) and groups > 1 and weight.variable.name == "kernel":
        attrs["groups"] = groups
    return attrs


def _array(tree: Tree, layer: Any, path: str, weight: Weight) -> xr.DataArray:
    values = _backend.to_numpy(weight.variable.value)
    attrs = _attrs(tree, layer, path, weight)
    name = f"{path}/{weight.name}".lstrip("/")
    split = split_gates(type(weight.owner).__name__, weight.variable.name, values)
    if split is not None:
        return named(split[0], split[1], name, attrs | {"axes_from": "layer"}, split[2])
    axes, axes_from = _axes(weight, values.shape)
    return named(values, axes, name, attrs | {"axes_from": axes_from})


def _effective(tree: Tree, layer: Any, path: str, weight: Weight) -> xr.DataArray | None:
    own = weight.variable.name
    if not differs(weight.owner_of_values, own):
        return None
    found = effective(weight.owner_of_values, own, _backend.to_numpy(weight.variable.value))
    if found is None:
        return None
    values, steps = found
    axes, axes_from = _axes(weight, values.shape, packed=False)
    attrs = _attrs(tree, layer, path, weight) | {"axes_from": axes_from, "effective": steps}
    return named(values, axes, f"{path}/{weight.name}.effective".lstrip("/"), attrs)


def _axes(weight: Weight, shape: tuple[int, ...], *, packed: bool = True) -> tuple[Axes, str]:
    owner, own, ndim = weight.owner, weight.variable.name, len(shape)
    if ndim == 0:
        return (), "layer"
    kind, _ = canonical_class(type(owner).__name__)
    name = f"{weight.part.rpartition('/')[2]}/{own}" if kind.endswith("Attention") and weight.part else own
    axes = weight_axes(type(owner).__name__, name, ndim, getattr(owner, "data_format", None))
    if axes is None and kind == "EinsumDense" and own in {"kernel", "bias"}:
        axes = einsum_axes(owner.equation, ndim, 1) if own == "kernel" else einsum_bias_axes(owner, ndim)
    in_bytes = packed and getattr(weight.owner_of_values, "quantization_mode", None) == "int4" and own in _PACKED
    if axes is None and in_bytes and kind == "EinsumDense" and ndim == 2:
        axes = ("feature", "unit")  # int4 is stored as a matrix, whatever the equation
    if axes is None:
        return unnamed(ndim), "none"
    if in_bytes:
        axes = (*axes[:-1], f"packed_{axes[-1]}")  # two values in each byte
    return axes, "layer"
