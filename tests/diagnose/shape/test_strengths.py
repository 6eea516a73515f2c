"""One number per filter, or per input, of a kernel: told by the values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Provenance, Value

TURNED = np.random.default_rng(0).normal(size=(4, 5, 11)).astype("float32")
AXES = ("kernel_time", "out_channel", "in_channel")


def _said(values: Any, title: str, kernel: Any = TURNED, axes: tuple[str, ...] = AXES) -> int:
    made = Provenance("weights", axes, layer="widen", layer_class="Conv1DTranspose", weight="kernel")
    entry = Value("kernel", "ndarray", "numpy", provenance=made, values=kernel)
    one = call("bar", "bar", argument("height", values, "strength"))
    run = run_with(one, panels=[panel(title=title)], weights=(entry,))
    return len(list(all_causes()["kernel-layout"].look(one, run)))


@pytest.mark.parametrize(
    ("axes", "title", "named"),
    [
        ((0, 1), "norm of each filter", 1),
        ((0, 2), "norm of each filter", 0),
        ((0, 1), "norm of each input channel of the filters", 0),
        ((0, 1), "norms", 0),
    ],
)
def test_a_norm_over_the_filters_of_a_transposed_kernel(axes: tuple[int, int], title: str, named: int) -> None:
    assert _said(np.sqrt((TURNED**2).sum(axis=axes)), title) == named


def test_as_many_inputs_as_filters_tell_nothing() -> None:
    square = np.concatenate([TURNED[:, :, :3], TURNED[:, :, 3:5]], axis=2)
    assert _said(np.abs(square).mean(axis=(0, 1)), "mean of each filter", square) == 0


def _boxed(groups: list[Any], title: str) -> int:
    made = Provenance("weights", AXES, layer="widen", layer_class="Conv1DTranspose", weight="kernel")
    entry = Value("kernel", "ndarray", "numpy", provenance=made, values=TURNED)
    given = [argument("x", np.stack(groups), "groups"), *(argument("group", g, "") for g in groups)]
    run = run_with(one := call("boxplot", "box", *given), panels=[panel(title=title)], weights=(entry,))
    return len(list(all_causes()["kernel-layout"].look(one, run)))


def test_one_violin_plot_and_histograms_one_by_one() -> None:
    made = Provenance("weights", AXES, layer="widen", layer_class="Conv1DTranspose", weight="kernel")
    entry = Value("kernel", "ndarray", "numpy", provenance=made, values=TURNED)
    inputs = [TURNED[..., i].ravel() for i in range(11)]
    violins = call("violinplot", "box", argument("dataset", np.stack(inputs)), *(argument("group", g) for g in inputs))
    hists = [call("hist", "hist", argument("x", g), number=n, panel=n + 1) for n, g in enumerate(inputs)]
    several = [panel(n + 1, title=f"filter {n}") for n in range(11)]
    look = all_causes()["kernel-layout"].look
    assert len(list(look(violins, run_with(violins, panels=[panel(title="each filter")], weights=(entry,))))) == 1
    run = run_with(*hists, panels=several, weights=(entry,))
    assert [len(list(look(h, run))) for h in hists] == [1] + [0] * 10


@pytest.mark.parametrize(
    ("groups", "title", "named"),
    [
        ([TURNED[..., i].ravel() for i in range(11)], "spread of each filter", 1),
        ([np.abs(TURNED[..., i]).ravel() for i in range(11)], "magnitudes, filter by filter", 1),
        ([TURNED[..., i].ravel() for i in range(11)], "spread over the inputs of the filters", 0),
        ([TURNED[..., i].ravel() for i in range(11)], "spread", 0),
        ([TURNED[:, i].ravel() for i in range(5)], "spread of each filter", 0),
        ([TURNED[i].ravel() for i in range(4)], "spread of each filter tap", 0),
        ([TURNED[..., 0].ravel(), TURNED[..., 1].ravel()], "spread of each filter", 0),
    ],
)
def test_boxes_of_a_transposed_kernel(groups: list[Any], title: str, named: int) -> None:
    assert _boxed(groups, title) == named
