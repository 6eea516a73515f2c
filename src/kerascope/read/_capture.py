"""One forward pass, seen at every call of every layer, that changes nothing."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from kerascope.axes import Axes
from kerascope.read import _backend
from kerascope.read._named import name_output
from kerascope.read._parts import adds_scores, parts
from kerascope.read._tree import Node, Tree, is_builtin

__all__ = ["Capture", "Seen", "watching_calls"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One output of one call of a layer: a concrete tensor, its axes, and the call's number from 1."""

    node: Node
    call: int
    part: str
    tensor: Any
    axes: Axes
    axes_from: str


@dataclass
class Capture:
    """What happens at each call: names travel along, and outputs of wanted layers are handed to `take` at once."""

    tree: Tree
    wanted: Callable[[Node], bool]
    take: Callable[[Seen | None], None]
    """Called with each output of a wanted layer, and with `None` when the pass is over."""
    failed_at: Node | None = None
    """The innermost layer in which the model raised."""
    refused: Exception | None = None
    """What `take` raised first; the pass goes on without it."""
    scores: bool = False
    """Whether to have attention layers compute their scores when the model doesn't ask for them."""
    _calls: dict[int, int] = field(default_factory=dict)
    _names: dict[int, tuple[weakref.ref[Any], Axes, str]] = field(default_factory=dict)

    def call(self, original: Callable[..., Any], layer: Any, args: Any, kwargs: Any) -> Any:
        """Run a layer's call and look at what came of it."""
        node = self.tree.of(layer)
        scores = None
        if self.scores and node is not None and self.wanted(node) and adds_scores(layer, args, kwargs):
            scores = _scores(original, layer, args, kwargs)
        try:
            outputs = original(layer, *args, **kwargs)
        except Exception:
            if self.failed_at is None:
                self.failed_at = node
            raise
        if node is not None:
            self._look(node, args, kwargs, outputs if scores is None else (outputs, scores))
        return outputs

    def _look(self, node: Node, args: Any, kwargs: Any, outputs: Any) -> None:
        found = [(part, tensor) for part, tensor in parts(node.layer, outputs) if _backend.is_concrete(tensor)]
        if not found:
            return
        number = self._calls[id(node.layer)] = self._calls.get(id(node.layer), 0) + 1
        first = args[0] if args else next(iter(kwargs.values()), None)
        wanted = self.wanted(node)
        for part, tensor in found:
            axes, axes_from = self._axes(node.layer, tensor, part, first)
            if wanted and self.refused is None:
                self._hand(Seen(node, number, part, tensor, axes, axes_from))

    def finish(self) -> None:
        """The pass is over: raise what `take` raised, if anything."""
        if self.refused is None:
            self._hand(None)
        if self.refused is not None:
            raise self.refused

    def _hand(self, seen: Seen | None) -> None:
        try:
            self.take(seen)
        except Exception as error:  # kept for later: Keras would wrap what is raised inside a layer's call
            self.refused = error

    def _axes(self, layer: Any, tensor: Any, part: str, first: Any) -> tuple[Axes, str]:
        # A model hands on the tensor of its last layer, which has its names already; Keras's own layers know better.
        known = None if is_builtin(layer) else self._known(tensor)
        if known is None:
            before = self._known(first[0] if isinstance(first, (list, tuple)) and first else first)
            known = name_output(layer, tuple(tensor.shape), part, before[0] if before else None, self.tree.data_format)
            self._remember(tensor, known)
        return known

    def name_input(self, tensor: Any, axes: Axes) -> None:
        """Say what the axes of the model's own input are."""
        self._remember(tensor, (axes, "rank"))

    def _known(self, tensor: Any) -> tuple[Axes, str] | None:
        entry = self._names.get(id(tensor))
        return entry[1:] if entry is not None and entry[0]() is tensor else None

    def _remember(self, tensor: Any, known: tuple[Axes, str]) -> None:
        try:
            self._names[id(tensor)] = (weakref.ref(tensor), *known)
        except TypeError:  # sparse tensors take no weak reference; their names are found anew each time
            return


_active: ContextVar[Capture | None] = ContextVar("kerascope_capture", default=None)
_assigned: ContextVar[dict[int, tuple[Any, Any]] | None] = ContextVar("kerascope_assigned", default=None)
_lock = threading.Lock()
_users = 0
_undo: list[Callable[[], None]] = []


@contextmanager
def watching_calls(capture: Capture) -> Iterator[None]:
    """Show `capture` every layer call of this thread, and put back whatever the pass assigns or collects.

    Variables (a stateful RNN's state, seeds, statistics) get their values back, and layers the losses they held. Other
    threads that call layers meanwhile are not seen.
    """
    losses = [(node.layer, list(node.layer._losses)) for node in capture.tree.unique if hasattr(node.layer, "_losses")]
    before: dict[int, tuple[Any, Any]] = {}
    _install()
    active, assigned = _active.set(capture), _assigned.set(before)
    try:
        with _backend.quiet(capture.tree.model):
            yield
    finally:
        _active.reset(active)
        _assigned.reset(assigned)
        _uninstall()
        for variable, value in before.values():
            variable.assign(value)
        for layer, held in losses:
            layer._losses[:] = held


def _scores(original: Callable[..., Any], layer: Any, args: Any, kwargs: Any) -> Any:
    """Have an attention layer compute its scores in a call of its own, whose output is thrown away.

    The real call stays as it is: with scores, Keras takes another way through its code, which gives another output
    where a query may see no key at all. The call is not shown to any capture, and masks, which the layer takes off
    its inputs, are put back on.
    """
    import keras

    tensors = [t for t in keras.tree.flatten((args, kwargs)) if getattr(t, "_keras_mask", None) is not None]
    masks = [t._keras_mask for t in tensors]
    token = _active.set(None)
    try:
        found = original(layer, *args, **kwargs, return_attention_scores=True)
    except Exception:  # what is really wrong, the real call will raise
        return None
    finally:
        _active.reset(token)
        for tensor, mask in zip(tensors, masks, strict=True):
            tensor._keras_mask = mask
    return found[1] if isinstance(found, (tuple, list)) and len(found) == 2 else None


def _install() -> None:
    import keras

    global _users
    with _lock:
        _users += 1
        if _users == 1:
            _undo.append(_wrap(keras.layers.Layer, "__call__", _seen_call))
            owner = next(kind for kind in keras.Variable.__mro__ if "assign" in vars(kind))
            _undo.append(_wrap(owner, "assign", _seen_assign))


def _uninstall() -> None:
    global _users
    with _lock:
        _users -= 1
        if _users == 0:
            while _undo:
                _undo.pop()()


def _wrap(owner: Any, name: str, seen: Callable[..., Any]) -> Callable[[], None]:
    original = vars(owner)[name]

    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        return seen(original, self, args, kwargs)

    def undo() -> None:
        if vars(owner)[name] is wrapper:  # someone who patched after us keeps what they put there
            setattr(owner, name, original)

    setattr(owner, name, wrapper)
    return undo


def _seen_call(original: Callable[..., Any], layer: Any, args: Any, kwargs: Any) -> Any:
    capture = _active.get()
    if capture is None:
        return original(layer, *args, **kwargs)
    return capture.call(original, layer, args, kwargs)


def _seen_assign(original: Callable[..., Any], variable: Any, args: Any, kwargs: Any) -> Any:
    before = _assigned.get()
    if before is not None and id(variable) not in before and _backend.is_held(variable):
        # `variable.value` would be cast to the compute dtype of the layer that runs
        before[id(variable)] = (variable, _backend.to_numpy(variable._value))
    return original(variable, *args, **kwargs)
