"""Patches of Keras's exits: what `predict`, a call and `get_weights` return is remembered with the names of its axes.

Keras is never imported here. Every original gets the very arguments it was given.
"""

from __future__ import annotations

import functools
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType, ModuleType
from typing import Any

from kerascope.evidence import Provenance
from kerascope.watch.frames import is_user, unseen
from kerascope.watch.record.recorder import Recorder
from kerascope.watch.values.layer_axes import axes_of_input, first_class
from kerascope.watch.values.makers import flat_outputs, makers, output_provenance, short_name, weight_provenance
from kerascope.watch.values.measure import as_array, is_symbolic, quick

__all__ = ["hooks"]

_local = threading.local()


def hooks(recorder: Recorder) -> dict[str, Callable[[ModuleType], None]]:
    """What to do after which module of Keras is imported."""
    return {
        "keras.src.layers.layer": lambda module: _patch_layer(recorder, module.Layer),
        "keras.src.trainers.trainer": lambda module: None,
        "keras.src.models.model": lambda module: _patch_model(recorder, module.Model),
        "keras.src.backend.common.variables": lambda module: _patch_variable(recorder, module),
        "keras.src.backend.tensorflow.core": lambda module: _patch_variable(recorder, module),
        "keras.src.backend.torch.core": lambda module: _patch_variable(recorder, module),
        "keras.src.callbacks.history": lambda module: _patch_history(recorder, module.History),
        "keras.src.utils.image_utils": lambda module: _patch_images(recorder, module),
        "keras": lambda module: _patch_late(recorder, module),
    }


def _safely(recorder: Recorder, what: str, action: Callable[..., None], *args: Any) -> None:
    try:
        action(recorder, *args)
    except Exception as problem:
        recorder.fault(what, problem)


# -- layers -----------------------------------------------------------------------------------------------------


def _patch_layer(recorder: Recorder, layer_class: Any) -> None:
    get_weights = layer_class.get_weights

    @functools.wraps(get_weights)
    def weights(self: Any) -> Any:
        with unseen:
            result = get_weights(self)
        if recorder.active:
            _safely(recorder, "remembering weights", _remember_weights, self, result)
        return result

    layer_class.get_weights = weights
    call = layer_class.__call__

    @functools.wraps(call)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(_local, "busy", False) or not recorder.active:
            with unseen:
                return call(self, *args, **kwargs)
        _local.busy = True
        with unseen:
            try:
                result = call(self, *args, **kwargs)
            finally:
                _local.busy = False
        if is_user(sys._getframe(1).f_code.co_filename):
            _safely(recorder, "remembering a call", _remember_call, self, args, result)
        return result

    layer_class.__call__ = called


def _patch_model(recorder: Recorder, model_class: Any) -> None:
    original = model_class.__init__

    @functools.wraps(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        with unseen:
            original(self, *args, **kwargs)
        if not _inside_a_sequential(sys._getframe(1)):
            _safely(recorder, "noting a model", lambda r, m: r.products.add_model(m), self)

    model_class.__init__ = made


def _inside_a_sequential(frame: FrameType | None) -> bool:
    """Whether a Sequential makes this model for its own use, as it does anew with every layer that is added."""
    while frame is not None and frame.f_code.co_filename.endswith(("function.py", "functional.py")):
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.endswith("sequential.py") and frame.f_code.co_name == "build"


def _patch_history(recorder: Recorder, history_class: Any) -> None:
    original = history_class.__init__

    @functools.wraps(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        with unseen:
            original(self, *args, **kwargs)
        if recorder.active and type(self.history) is dict and is_user(sys._getframe(1).f_code.co_filename):
            recorder.products.made.append(self.history)

    history_class.__init__ = made


def _remember_weights(recorder: Recorder, layer: Any, arrays: list[Any]) -> None:
    variables = list(layer.weights)
    if len(variables) != len(arrays):
        return
    siblings = _siblings(variables)
    owners = dict(_owners(layer)) if hasattr(layer, "predict") else {}
    for position, (variable, array) in enumerate(zip(variables, arrays, strict=True)):
        owner = owners.get(id(variable), layer)
        recorder.products.add(
            array, weight_provenance(owner, variable, position, siblings, model=layer if owner is not layer else None)
        )


def _siblings(variables: list[Any]) -> tuple[str, ...]:
    return tuple(f"{short_name(v)} {tuple(int(n) for n in v.shape)}" for v in variables)


def _owners(model: Any) -> Iterator[tuple[int, Any]]:
    """Each variable's innermost layer."""
    for layer in model._flatten_layers(include_self=False, recursive=True):
        for variable in layer._trainable_variables + layer._non_trainable_variables:
            yield id(variable), layer


# -- outputs ----------------------------------------------------------------------------------------------------


def _remember_call(recorder: Recorder, layer: Any, args: tuple[Any, ...], result: Any) -> None:
    outputs = flat_outputs(result)
    if not outputs or any(is_symbolic(o) for o in outputs):
        return
    recorder.products.called = True
    _remember_outputs(recorder, layer, outputs, "call", args[0] if args else None)
    if args:
        _remember_inputs(recorder, layer, args[0])


def _remember_outputs(recorder: Recorder, layer: Any, outputs: list[Any], source: str, x: Any = None) -> None:
    made_by = makers(layer, len(outputs))
    given = _range_of(x)
    trained = _trained_range(recorder, layer)
    for position, output in enumerate(outputs):
        maker, final = made_by[position]
        shape = tuple(x.shape) if hasattr(x, "shape") and not is_symbolic(x) else ()
        provenance = output_provenance(layer, maker, output, position, final, source, len(outputs), shape)
        if given is not None:
            provenance = replace(provenance, missing=given[0], given=given[1:], trained=trained)
        if shape:
            provenance = replace(provenance, given_shape=tuple(int(n) for n in shape))
        recorder.products.add(output, provenance)


_PASS = 4_000_000
"""Elements of an input that are looked at for its range; of a larger one every nth."""


def _range_of(x: Any) -> tuple[int, float, float] | None:
    """How many values of an input are not finite, and the range of the others."""
    first = x[0] if isinstance(x, list | tuple) and x else x
    array = as_array(first) if hasattr(first, "shape") and not is_symbolic(first) else None
    if array is None or array.dtype.kind not in "iuf" or not array.size:
        return None
    if array.size > _PASS:
        array = array[:: array.size // _PASS + 1]
    bad, low, high = quick(array)
    return (bad, low, high) if low is not None and high is not None else None


def _trained_range(recorder: Recorder, model: Any) -> tuple[float, float] | None:
    """Range of what the model, or the latest model of the same inputs, was trained with."""
    inputs = getattr(model, "inputs", None) if hasattr(model, "predict") else None
    shape = tuple(inputs[0].shape) if inputs and hasattr(inputs[0], "shape") else None
    for reference, trained_shape, found in reversed(recorder.products.trained):
        if reference() is model or (shape is not None and shape == trained_shape):
            return (found[0], found[1])
    return None


# -- inputs -----------------------------------------------------------------------------------------------------


def _remember_inputs(recorder: Recorder, model: Any, x: Any) -> None:
    inputs = getattr(model, "inputs", None) if hasattr(model, "predict") else None
    several = isinstance(x, list | tuple) and not hasattr(x, "shape")
    given = [g for g in x if hasattr(g, "shape")] if several else flat_outputs(x)
    for position, array in enumerate(given[:8]):
        if type(array).__name__ != "ndarray" or recorder.products.get(array) is not None:
            continue
        expected = (
            tuple(inputs[position].shape)
            if inputs and position < len(inputs) and hasattr(inputs[position], "shape")
            else None
        )
        first = first_class(model)
        if expected is not None and len(expected) != array.ndim:
            continue
        axes = axes_of_input(tuple(array.shape), first[0], first[1])
        recorder.products.add(
            array,
            Provenance("input", axes, str(getattr(model, "name", "")), input_shape=expected, source="input"),
            keep=False,
        )


# -- the trainer ------------------------------------------------------------------------------------------------


def _patch_late(recorder: Recorder, module: ModuleType) -> None:
    model = module.Model
    for name in ("predict", "predict_on_batch"):
        for owner in _definers(model, name):
            setattr(owner, name, _predicting(recorder, name, vars(owner)[name]))
    for owner in _definers(model, "fit"):
        owner.fit = _fitting(recorder, vars(owner)["fit"])


def _definers(cls: Any, name: str) -> list[Any]:
    """The classes of a model's line that define a method, the nearest first; only that one is patched."""
    return [c for c in cls.__mro__ if name in vars(c)][:1]


def _predicting(recorder: Recorder, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        with unseen:
            result = original(self, *args, **kwargs)
        if recorder.active and any(is_user(f.f_code.co_filename) for f in _callers(sys._getframe(1), 3)):
            x = args[0] if args else kwargs.get("x")
            _safely(recorder, "remembering a prediction", _remember_outputs, self, flat_outputs(result), name, x)
            _safely(recorder, "remembering an input", _remember_inputs, self, x)
        return result

    return wrapper


def _callers(frame: FrameType | None, depth: int) -> Iterator[FrameType]:
    while frame is not None and depth:
        yield frame
        frame, depth = frame.f_back, depth - 1


def _fitting(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        with unseen:
            result = original(self, *args, **kwargs)
        if recorder.active:
            _safely(recorder, "remembering a training", _remember_fit, self, args, kwargs, result)
        return result

    return wrapper


def _remember_fit(recorder: Recorder, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any], history: Any) -> None:
    from kerascope.watch.values.described import describe

    value = describe(history, "fit")
    learned = {**_heads_of(model, history), **_asked_of(history, kwargs), "curves": _curves_of(history)}
    recorder.products.histories.append((None, replace(value, about={**value.about, **learned})))
    returned = getattr(history, "history", None)
    recorder.products.made = [m for m in recorder.products.made if m is not returned]
    recorder.products.add_model(model)
    x = args[0] if args else kwargs.get("x")
    _remember_inputs(recorder, model, x)
    found = _range_of(x)
    if found is not None:
        inputs = getattr(model, "inputs", None)
        shape = tuple(inputs[0].shape) if inputs and hasattr(inputs[0], "shape") else None
        recorder.products.trained.append((weakref.ref(model), shape, found[1:]))


def _curves_of(history: Any) -> dict[str, tuple[float, ...]]:
    """What was recorded, by key: whole numbers and floats alone, of trainings that are not overlong."""
    lists = getattr(history, "history", None)
    if type(lists) is not dict or len(lists) > 40:
        return {}
    short = {str(k): v for k, v in lists.items() if type(v) is list and len(v) <= 5000}
    return {k: tuple(map(float, v)) for k, v in short.items() if all(isinstance(n, int | float) for n in v)}


def _heads_of(model: Any, history: Any) -> dict[str, Any]:
    """Of a model with several outputs: their names, and the first and last value of each key of its history."""
    names = [str(n) for n in getattr(model, "output_names", None) or ()]
    lists = getattr(history, "history", None)
    if len(names) < 2 or not isinstance(lists, dict):
        return {}
    curves = {str(k): v for k, v in lists.items() if isinstance(v, list) and v}
    numbers = {k: v for k, v in curves.items() if isinstance(v[0], float) and isinstance(v[-1], float)}
    return {"heads": names, "ends": {k: [float(v[0]), float(v[-1])] for k, v in numbers.items()}}


def _asked_of(history: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Of a `fit` that ran no epoch: the first and the last one that it was asked for."""
    lists, params = getattr(history, "history", None), getattr(history, "params", None)
    last = params.get("epochs") if isinstance(params, dict) else None
    first = kwargs.get("initial_epoch", 0)
    plain = all(isinstance(n, int | float) for n in (first, last))
    return {"asked": [first, last]} if lists == {} and plain else {}


# -- the rest ---------------------------------------------------------------------------------------------------


def _patch_variable(recorder: Recorder, module: ModuleType) -> None:
    for name in ("Variable", "KerasVariable"):
        for method in ("numpy", "__array__"):
            cls = getattr(module, name, None)
            if cls is None or method not in vars(cls) or hasattr(vars(cls)[method], "__wrapped__"):
                continue
            original = getattr(cls, method)

            @functools.wraps(original)
            def read(self: Any, *args: Any, _original: Callable[..., Any] = original, **kwargs: Any) -> Any:
                with unseen:
                    result = _original(self, *args, **kwargs)
                if recorder.active and (_original.__name__ == "numpy" or _asked_by_user(sys._getframe(1))):
                    _safely(recorder, "remembering a variable", _remember_variable, self, result)
                return result

            setattr(cls, method, read)


def _asked_by_user(frame: FrameType | None) -> bool:
    """`np.array(variable)` or `convert_to_numpy(variable)` in the user's code, not in Keras's own saving of a model."""
    for _ in range(4):
        if frame is None or is_user(frame.f_code.co_filename):
            return frame is not None
        if frame.f_code.co_name not in ("convert_to_numpy", "transform"):
            return False
        frame = frame.f_back
    return False


def _remember_variable(recorder: Recorder, variable: Any, array: Any) -> None:
    for model in recorder.products.live_models():
        for identity, layer in _owners(model):
            if identity == id(variable):
                own = list(layer.weights)
                position = next((n for n, v in enumerate(own) if v is variable), None)
                known = () if position is None else _siblings(own)
                recorder.products.add(array, weight_provenance(layer, variable, position, known))
                return


def _patch_images(recorder: Recorder, module: ModuleType) -> None:
    original = module.array_to_img

    @functools.wraps(original)
    def array_to_img(x: Any, *args: Any, **kwargs: Any) -> Any:
        call = None
        if not recorder.inside:
            call = recorder.begin("array_to_img", None, [("X", x)], kwargs, sys._getframe(1))
        with unseen:
            try:
                return original(x, *args, **kwargs)
            except BaseException as problem:
                if call is not None:
                    call.exception = f"{type(problem).__name__}: {problem}"[:400]
                raise

    # Where Keras was imported before it is watched, its public names stand for the original already.
    for known in [m for name, m in sys.modules.items() if name.partition(".")[0] in ("keras", "tensorflow")]:
        if getattr(known, "__dict__", {}).get("array_to_img") is original:
            known.array_to_img = array_to_img  # type: ignore[attr-defined]
