"""Lists that compiled functions fill, drawn afterwards: only those that nothing else fills are the trace's."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, run_with

from kerascope.diagnose import all_causes
from kerascope.diagnose.script.source import traced_lists
from kerascope.evidence import Assignment, Value
from kerascope.findings import Finding, Location

LAYER = (
    "class Tap(keras.layers.Layer):\n    def call(self, x):\n"
    "        self.widths.append(x.shape[-1])\n        return x\n"
)
LOSS = "sizes = []\ndef cost(a, b):\n    sizes.append(a.shape[0])\n    return a - b\nmodel.compile('sgd', cost)\n"


def said(text: str, expression: str, *, entries: int | None = None, **more: object) -> list[Finding]:
    made = (Assignment("drawn", "", 1, more.pop("value", expression)),)  # type: ignore[arg-type]
    held = Value(expression, "list", "builtins", about={"length": entries}) if entries is not None else None
    y = argument("y", np.arange(3.0), expression, lineage=made, names=(held,) if held else ())
    one = call("plot", "line", y)
    trained = Value("fit", "History", "keras", about={"history": True, "epochs": [0, 1], "steps": 20})
    net = Value("net", "Sequential", "keras", about={"model": True, "traced": more.pop("traced", True)})
    run = run_with(one, sources={"script.py": text}, histories=(trained,), models=(net,), **more)
    return list(all_causes()["traced-side-effect"].look(one, run))


def test_shapes_kept_by_a_layer() -> None:
    found = said(LAYER, "tap.widths", entries=2)
    assert [f.severity for f in found] == ["error"]
    assert "40 batches" in found[0].message
    assert "2 entries" in found[0].message


def test_sizes_kept_by_a_loss_and_read_later() -> None:
    assert said(LOSS, "heights", value="[n / 2 for n in sizes]")


@pytest.mark.parametrize(
    ("text", "expression", "more"),
    [
        (LAYER, "widths", {}),  # a name of the script's own
        (LAYER + "tap.widths.append(3)\n", "tap.widths", {}),
        (LAYER, "tap.widths", {"traced": False}),  # eager, or on torch
        (LAYER, "tap.widths", {"called": True}),  # called by hand: each call appends
        (LAYER, "tap.widths", {"entries": 40}),
        (LAYER.replace("keras.layers.Layer", "keras.callbacks.Callback"), "tap.widths", {}),
        (LOSS.replace("'sgd', cost", "'sgd', 'mse'"), "sizes", {}),
        (LOSS.replace("    sizes.append", "    sizes = []\n    sizes.append"), "sizes", {}),
        (LOSS + "model.run_eagerly = True\n", "sizes", {}),
    ],
)
def test_lists_that_hold_what_they_should(text: str, expression: str, more: dict[str, object]) -> None:
    assert said(text, expression, **more) == []  # type: ignore[arg-type]


def test_a_list_filled_from_a_function_inside_is_called_back() -> None:
    inner = "class A(Layer):\n    def call(self, x):\n        tap(lambda v: seen.append(v))\n        return x\n"
    assert traced_lists(inner) == {}


@pytest.mark.parametrize(("source", "named"), [("kept.append(spec.numpy())", 1), ("plt.imshow(spec.numpy())", 0)])
def test_what_is_drawn_there_and_then_is_not_kept(source: str, named: int) -> None:
    graph = Value("spec", "SymbolicTensor", "tensorflow", about={"symbolic": True, "shape": (None, 8)})
    outer = (Location("script.py", None, 9, 9, 1, None, "data.map(look)"),)
    told = failure("AttributeError", "'SymbolicTensor' object has no attribute 'numpy'", source, graph, outer=outer)
    assert len(list(all_causes()["traced-side-effect"].look(told, run_with()))) == named
