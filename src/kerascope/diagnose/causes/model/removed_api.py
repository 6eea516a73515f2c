"""A name that Keras 3 no longer has.

What it does: reports an attribute, a function, a module or an argument of earlier Keras that a plotting snippet asks
for, and names what does its work now.
Why it is wrong: Keras 3 dropped it. Snippets written for Keras 1 and 2 still use it.
Example:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    sizes = [layer.output_shape for layer in model.layers]
Use instead:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    sizes = [layer.output.shape for layer in model.layers]
What it does not see: names that still exist and mean something else now.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.evidence import Failure, Run
from kerascope.findings import Finding, Fix

_ATTRIBUTES = {
    "output_shape": ("output.shape", "layer.output.shape"),
    "input_shape": ("input.shape", "layer.input.shape"),
    "get_output_at": ("output", "layer.output"),
    "get_input_at": ("input", "layer.input"),
    "get_output_shape_at": ("output.shape", "layer.output.shape"),
    "get_input_shape_at": ("input.shape", "layer.input.shape"),
    "predict_classes": ("predict", "argmax of model.predict along axis 1: model.predict(x).argmax(axis=1)"),
    "predict_proba": ("predict", "model.predict"),
    "fit_generator": ("fit", "model.fit, which takes generators"),
    "predict_generator": ("predict", "model.predict, which takes generators"),
    "evaluate_generator": ("evaluate", "model.evaluate, which takes generators"),
    "outbound_nodes": ("_outbound_nodes", "layer.output and the layers that read it"),
    "inbound_nodes": ("_inbound_nodes", "layer.input"),
    "W": ("kernel", "layer.kernel"),
    "b": ("bias", "layer.bias"),
    "nb_filter": ("filters", "layer.filters"),
    "output_dim": ("units", "layer.units"),
    "to_yaml": ("to_json", "model.to_json"),
    "state_updates": ("", "nothing: it has no use any more"),
    "updates": ("", "nothing: it has no use any more"),
}
_MODULES = {
    "keras.utils.vis_utils": "keras.utils",
    "keras.utils.np_utils": "keras.utils",
    "keras.utils.generic_utils": "keras.utils",
    "keras.utils.layer_utils": "keras.utils",
    "keras.utils.visualize_util": "keras.utils",
    "keras.layers.core": "keras.layers",
    "keras.layers.convolutional": "keras.layers",
    "keras.layers.pooling": "keras.layers",
    "keras.layers.normalization": "keras.layers",
    "keras.layers.recurrent": "keras.layers",
    "keras.layers.embeddings": "keras.layers",
    "keras.layers.merge": "keras.layers",
    "keras.layers.advanced_activations": "keras.layers",
    "keras.layers.wrappers": "keras.layers",
    "keras.layers.experimental": "keras.layers",
    "keras.layers.preprocessing": "keras.layers",
    "keras.engine": "keras",
    "keras.engine.topology": "keras.layers",
    "keras.preprocessing.image.ImageDataGenerator": "keras.layers (RandomFlip, RandomRotation, …)",
    "keras.wrappers.scikit_learn": "scikeras or keras.wrappers",
    "keras.backend.tensorflow_backend": "keras.ops",
    "keras.applications.inception_v3": "keras.applications",
}
_NAMES = {
    "plot": "plot_model",
    "model_to_dot": "model_to_dot",
    "merge": "concatenate",
    "Merge": "Concatenate",
    "Convolution2D": "Conv2D",
    "CuDNNLSTM": "LSTM",
    "CuDNNGRU": "GRU",
    "BatchNormalizationV2": "BatchNormalization",
    "np_utils": "to_categorical",
    "vis_utils": "plot_model",
    "ImageDataGenerator": "image_dataset_from_directory",
    "multi_gpu_model": "keras.distribution",
    "get_session": "",
    "set_session": "",
    "function": "keras.Model(inputs, outputs)",
    "gradients": "tf.GradientTape, jax.grad or torch.autograd.grad",
    "learning_phase": "the argument training=",
    "set_learning_phase": "the argument training=",
    "K": "keras.ops",
}

_ARGUMENTS = {
    "lr": "learning_rate",
    "nb_epoch": "epochs",
    "border_mode": "padding",
    "subsample": "strides",
    "init": "kernel_initializer",
    "nb_filter": "filters",
    "output_dim": "units",
    "decay": "",
    "workers": "",
    "use_multiprocessing": "",
    "period": "save_freq",
    "dim_ordering": "data_format",
    "input": "inputs",
    "output": "outputs",
    "input_length": "",
    "weights": "",
}


@cause("removed-api", family="model", sees=Failure, outranks=("missing-graphviz", "never-built", "bias-not-kernel"))
def removed_api(failure: Failure, run: Run) -> Finding | None:
    if failure.call is not None:
        return None
    if failure.type == "AttributeError":
        return _attribute(failure)
    if failure.type in ("ModuleNotFoundError", "ImportError"):
        return _import(failure)
    if failure.type in ("TypeError", "ValueError"):
        return _argument(failure)
    return None


def _attribute(failure: Failure) -> Finding | None:
    match = re.search(r"has no attribute '(\w+)'", failure.message)
    if match is None:
        return None
    name, text = match[1], failure.place.expression or failure.place.source
    owner = next((v for v in failure.values if text.startswith(f"{v.source}.{name}")), None)
    of_keras = owner is not None and owner.about.get("layer") is not None
    if of_keras and name in _ATTRIBUTES:
        now, words = _ATTRIBUTES[name]
        before, after = _edited(failure, name, now)
        return _said(
            failure, f"{'model' if owner and owner.about.get('model') else 'layer'}.{name}", words, before, after
        )
    module = re.search(r"module '(keras[\w.]*)' has no attribute", failure.message)
    if module is None:
        return None
    full = f"{module[1]}.{name}"
    if full in _MODULES:
        return _said(failure, full, _MODULES[full], full if full in failure.place.source else "", _MODULES[full])
    if name in _NAMES:
        return _said(failure, full, _NAMES[name] or "nothing", name, _NAMES[name])
    return None


def _edited(failure: Failure, name: str, now: str) -> tuple[str, str]:
    """The attribute where it stands, and what to write; calls with a node's number lose it."""
    source = failure.place.source
    whole = re.search(rf"\.{name}(\(\s*\d+\s*\))?", source)
    if whole is None or not now:
        return "", ""
    if name == "predict_classes":
        call = re.search(rf"[\w.\]\[]+\.{name}\(([^()]*(?:\([^()]*\)[^()]*)*)\)", source)
        return (call[0], call[0].replace(name, "predict") + ".argmax(axis=1)") if call else ("", "")
    return whole[0], f".{now}"


def _import(failure: Failure) -> Finding | None:
    source = failure.place.source
    match = re.search(r"No module named '(keras\.[\w.]+)'", failure.message)
    if match:
        full = match[1]
        asked = re.search(rf"{re.escape(full)}(?:\.\w+)*", source)
        wanted = asked[0] if asked else full
        now = _MODULES.get(wanted) or _MODULES.get(full)
        if now is None:
            return None
        return _said(
            failure,
            wanted,
            f"{now} (or drop the import if it is unused; plot_model is keras.utils.plot_model)",
            wanted,
            now,
        )
    match = re.search(r"cannot import name '(\w+)' from '(keras[\w.]*)'", failure.message)
    if match and match[1] in _NAMES:
        now = _NAMES[match[1]]
        edit = now if now.isidentifier() else ""
        return _said(failure, f"{match[2]}.{match[1]}", now or "nothing", match[1] if edit else "", edit)
    return None


def _argument(failure: Failure) -> Finding | None:
    """An argument of earlier Keras in a call of a Keras class or method."""
    if not any(w.startswith("keras:") for w in failure.where) and "keras" not in failure.message:
        return None
    match = re.search(
        r"not recognized: \{'(\w+)'|unexpected keyword argument '(\w+)'|Unrecognized keyword arguments? .*?'(\w+)'",
        failure.message,
    )
    name = next((g for g in match.groups() if g), "") if match else ""
    if name not in _ARGUMENTS or not re.search(rf"\b{name}\s*=", failure.place.source):
        return None
    now = _ARGUMENTS[name]
    return _said(
        failure,
        f"argument {name}=",
        f"{now}=" if now else "nothing: leave it out",
        f"{name}=" if now else "",
        f"{now}=",
    )


def _said(failure: Failure, gone: str, now: str, before: str, after: str) -> Finding:
    fix = Fix(f"use {now}", before, after) if before and after and before in failure.place.source else None
    return found(
        failure.place,
        "error",
        f"{gone} is gone: it was removed and does not exist in Keras 3. Use {now}.",
        why=f"The snippet was written for an earlier Keras. It raised {failure.type}: {failure.message}",
        evidence={"removed": gone, "instead": now},
        fix=fix,
    )
