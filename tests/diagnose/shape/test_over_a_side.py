"""Means and argmaxes that ran over the height, the width or the time in the place of the channels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.diagnose.arrays.largest import argmax_across
from kerascope.evidence import Assignment, Call, Derivation, Provenance, Run, Value

AXES = ("batch", "height", "width", "channel")
SCORES = np.random.default_rng(2).random((2, 9, 11, 4)).astype("float32")
MADE = Provenance("output", AXES, layer="last", layer_class="Conv2D")
OUTPUT = Value("output of last", "ndarray", "numpy", provenance=MADE, values=SCORES)


def _looked(cause: str, one: Call, run: Run) -> list[str]:
    return [f.message for f in all_causes()[cause].look(one, run)]


@pytest.mark.parametrize(
    ("numbers", "title", "named"),
    [
        (SCORES[0].argmax(axis=0), "mask", True),
        (SCORES.argmax(axis=2)[1], "mask", True),
        (SCORES[0].argmax(axis=-1), "mask", False),
        (SCORES[0].argmax(axis=0), "where each channel is largest", False),
    ],
)
@pytest.mark.parametrize(("function", "kind", "name"), [("imshow", "image", "X"), ("heatmap", "mesh", "C")])
def test_an_argmax_over_a_side(function: str, kind: str, name: str, numbers: Any, title: str, named: bool) -> None:
    one = call(function, kind, argument(name, numbers, "mask"))
    told = _looked("channels-first", one, run_with(one, panels=[panel(title=title)], outputs=(OUTPUT,)))
    assert bool(told) is named
    assert all("the argmax ran over the" in t for t in told)


@pytest.mark.parametrize(
    ("numbers", "text", "named"),
    [
        (SCORES.argmax(axis=0), "np.argmax(scores, axis=0)", True),
        (SCORES.argmax(axis=0), "mask", False),
        (SCORES.argmax(axis=-1), "scores.argmax(axis=-1)", False),
        (np.zeros((9, 11, 4), "int64"), "scores.argmax(axis=0)", False),
    ],
)
def test_an_argmax_over_the_batch(numbers: Any, text: str, named: bool) -> None:
    one = call("imshow", "image", argument("X", numbers, text))
    told = _looked("class-scores-not-argmax", one, run_with(one, panels=[panel()], outputs=(OUTPUT,)))
    assert bool(told) is named
    assert all("over axis 0, the batch, of (2, 9, 11, 4)" in t for t in told)


@pytest.mark.parametrize(("samples", "classes", "named"), [(1, 1, False), (3, 1, False), (1, 4, True)])
def test_of_one_channel_nobody_can_tell_over_what_the_argmax_ran(samples: int, classes: int, named: bool) -> None:
    """`argmax(scores, axis=-1)[..., np.newaxis]` of one channel is 0 and of that shape as well."""
    scores = SCORES[:1, ..., :classes].repeat(samples, axis=0)
    output = Value("output of last", "ndarray", "numpy", provenance=MADE, values=scores)
    one = call("imshow", "image", argument("X", scores.argmax(axis=0), "np.argmax(scores, axis=0)"))
    told = _looked("class-scores-not-argmax", one, run_with(one, panels=[panel()], outputs=(output,)))
    assert bool(told) is named


def test_an_argmax_that_two_samples_have_is_nobodys() -> None:
    twice = Value("out", "ndarray", "numpy", provenance=MADE, values=np.concatenate([SCORES, SCORES]))
    assert argmax_across(SCORES[0].argmax(axis=0), [twice]) is None


@pytest.mark.parametrize(
    ("order", "title", "label", "options", "named"),
    [
        ((2, 3), "mean activation", "", {}, True),
        ((3, 2), "mean activation", "", {}, False),
        ((2, 3), "mean activation", "place across", {}, False),
        ((2, 3), "mean activation", "", {"aspect": "auto"}, False),
        ((2, 3), "profile of the activation", "", {}, False),
    ],
    ids=["a heat map", "turned", "labelled", "stretched", "its words"],
)
def test_a_mean_over_the_height_of_channels_last(
    order: tuple[int, int], title: str, label: str, options: dict[str, Any], named: bool
) -> None:
    mean = SCORES[0].mean(axis=0)
    values = mean if order == (2, 3) else mean.T
    made = Derivation("maps", SCORES.shape, (0, None, None, None), order, AXES, ("mean axis 1",), (1,), MADE, False)
    one = call("imshow", "image", argument("X", values, "heat", derivation=made), options=options)
    run = run_with(one, panels=[panel(title=title, xlabel=label)])
    assert bool(_looked("channels-first", one, run)) is named


@pytest.mark.parametrize(("axis", "label", "named"), [(1, "time step", 1), (1, "class", 0), (2, "time step", 0)])
def test_classes_over_time_by_an_argmax_over_the_time(axis: int, label: str, named: int) -> None:
    scores = np.random.default_rng(3).random((2, 30, 6)).astype("float32")
    made = Provenance("output", ("batch", "time", "unit"), layer="tag", layer_class="Dense")
    output = Value("output of tag", "ndarray", "numpy", provenance=made, values=scores)
    one = call("plot", "line", argument("y", scores.argmax(axis=axis)[0], "tags[0]"))
    run = run_with(one, panels=[panel(xlabel=label)], outputs=(output,))
    assert len(_looked("single-timestep", one, run)) == named


GRADS = "grads = tape.gradient(top, image)"


@pytest.mark.parametrize(
    ("source", "title", "cmap", "named"),
    [
        (GRADS, "saliency", "hot", True),
        (GRADS, "saliency", None, False),
        (GRADS, "saliency in false colours", "hot", False),
        (GRADS, "the image", "hot", False),
        ("grads = image * 1", "saliency", "hot", False),
    ],
)
def test_gradients_under_a_colour_map(source: str, title: str, cmap: str | None, named: bool) -> None:
    step = Assignment("grads", source, 1, source.partition("= ")[2])
    values = np.random.default_rng(4).random((8, 9, 3))
    one = call("imshow", "image", argument("X", values, "abs(grads[0])", lineage=(step,)), options={"cmap": cmap})
    run = run_with(one, panels=[panel(title=title)])
    assert bool(_looked("channels-as-colour", one, run)) is named
