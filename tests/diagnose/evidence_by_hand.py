"""Evidence records for tests of a cause's own rule: a call of one array, in a run of one panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Call, Derivation, Event, Failure, Panel, Provenance, Run, Sheet, Value
from kerascope.findings import Location
from kerascope.watch.values.measure import measure

__all__ = ["argument", "call", "failure", "panel", "root", "run_with"]


def root(name: str, shape: tuple[int, ...], axes: Sequence[str], index: Sequence[Any], **more: Any) -> Derivation:
    """A derivation by plain indexing: the axes that keep None in `index` are those of the picture."""
    order = tuple(a for a, i in enumerate(index) if not isinstance(i, int))
    return Derivation(
        name, shape, tuple(index), order, tuple(axes), ("index",), provenance=more.pop("provenance", None)
    )


def argument(name: str, values: Any, expression: str = "data", **more: Any) -> Argument:
    array = np.asarray(values)
    facts = measure(array)
    assert facts is not None
    derivation = more.get("derivation")
    if derivation is not None and "axes" not in more:
        more["axes"] = derivation.kept
    return Argument(name, expression, facts, values=array, **more)


def call(function: str, kind: str, *arguments: Argument, line: int = 1, number: int = 0, **more: Any) -> Call:
    source = more.pop("source", f"plt.{function}({', '.join(a.expression for a in arguments)})")
    place = Location("script.py", None, line, line, 1, None, source)
    return Call(number, number, function, kind, place, arguments, sheet=1, panel=more.pop("panel", 1), **more)


def panel(key: int = 1, **more: Any) -> Panel:
    return Panel(key, has_data=True, **more)


def run_with(*calls: Call, panels: Sequence[Panel] = (), title: str = "", **more: Any) -> Run:
    events = (Event("save", 99, path="figure.png", panels=tuple(panels) or (panel(),)),)
    return Run("script.py", calls, (Sheet(1, 1, None, title, events),), **more)


def failure(kind: str, message: str, source: str, *values: Value, **more: Any) -> Failure:
    place = Location("script.py", None, 1, 1, 1, None, source, more.pop("expression", source))
    return Failure(kind, message, place, values, **more)


def weights(weight: str, layer_class: str, position: int, siblings: tuple[str, ...]) -> Provenance:
    return Provenance(
        "weights", layer="a_layer", layer_class=layer_class, weight=weight, position=position, siblings=siblings
    )
