"""The exceptions of the public API. Each says what was given, what was needed, and the next step."""

from __future__ import annotations

__all__ = [
    "AxisError",
    "DataError",
    "HistoryError",
    "InputError",
    "KerascopeError",
    "LayerError",
    "ModelError",
    "UsageError",
]


class KerascopeError(Exception):
    """Base of every exception that kerascope raises on purpose.

    Parameters are joined to one text: the problem, then what was given, then the next step.
    """

    def __init__(self, problem: str, *, given: str = "", needed: str = "", next_step: str = "") -> None:
        self.problem = problem
        self.given = given
        self.needed = needed
        self.next_step = next_step
        parts = [problem.rstrip(".") + "."]
        if given:
            parts.append(f"Given: {given}.")
        if needed:
            parts.append(f"Needed: {needed}.")
        if next_step:
            parts.append(next_step.rstrip(".") + ".")
        super().__init__(" ".join(parts))


class ModelError(KerascopeError, ValueError):
    """A model or file that can't be read: never built, of another kind, or in need of custom objects."""


class LayerError(KerascopeError, LookupError):
    """A layer that does not exist in the model (near names are offered), or has nothing to read."""


class InputError(KerascopeError, ValueError):
    """Data that does not fit the model's input: batch axis, shape, dtype or values."""


class HistoryError(KerascopeError, ValueError):
    """A training history that can't be read."""


class AxisError(KerascopeError, ValueError):
    """Axes that a drawing can't use: names every axis and its size."""


class DataError(KerascopeError, TypeError):
    """Values that can't be drawn: dtype, emptiness, or type."""


class UsageError(KerascopeError, ValueError):
    """An argument outside what the function takes."""
