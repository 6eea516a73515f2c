"""One unit of a Dense kernel folded into a picture, under words for the units, and beside the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Provenance, Value
from kerascope.findings import Finding

RNG = np.random.default_rng(4)
KERNEL = RNG.normal(size=(64, 10)).astype("float32")
TILES = KERNEL.T.reshape(2, 5, 8, 8).swapaxes(1, 2).reshape(16, 40)


def handed(kernel: Any = KERNEL, weight: str = "kernel", axes: tuple[str, ...] = ("feature", "unit")) -> Value:
    made = Provenance("weights", axes=axes, layer="hidden", layer_class="Dense", weight=weight)
    return Value("get_weights", "ndarray", provenance=made, values=kernel)


def folded(kernel: Any, unit: int) -> Any:
    return kernel[:, unit].reshape(8, 8)


def said(words: str, *pictures: Any, kernel: Value | None = None, expressions: tuple[str, ...] = ()) -> list[Finding]:
    """What is said of the first picture."""
    kernel = kernel or handed()
    named = (Value("w", "ndarray", provenance=kernel.provenance, values=kernel.values),)
    drawn = [
        call("imshow", "image", argument("X", p, e, near=named), number=n, panel=n)
        for n, (p, e) in enumerate(
            zip(pictures, expressions or ("w[:, 0].reshape(8, 8)",) * len(pictures), strict=True)
        )
    ]
    run = run_with(*drawn, panels=[panel(n, title=words) for n in range(len(drawn))], weights=(kernel,))
    return list(all_causes()["partial-view"].look(drawn[0], run))


@pytest.mark.parametrize(
    "words",
    ["What the hidden units look for", "all 10 neurons", "Weights of every class", "Templates", "the units of layer 1"],
)
def test_one_of_the_units(words: str) -> None:
    (found,) = said(words, folded(KERNEL, 3))
    assert (found.severity, found.evidence["unit"], found.evidence["of"]) == ("warning", 3, 10)
    assert "the kernel is (64, 10), and what the other 9 hold" in found.message


def test_after_a_normalisation_and_in_colours() -> None:
    one = folded(KERNEL, 3)
    assert said("hidden units", (one - one.min()) / (one.max() - one.min()))
    colours = RNG.normal(size=(48, 6)).astype("float32")
    assert said("hidden units", colours[:, 2].reshape(4, 4, 3), kernel=handed(colours))
    assert said("hidden units", folded(KERNEL, 3), RNG.normal(size=(8, 8)), expressions=("w[:, 3]", "digit"))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Weights in arbitrary units",
        "hidden unit 3",
        "one of the hidden units",
        "template of class 3",
        "the first of 10 neurons",
        "weights of the hidden layer",
        "weights [SI units]",
    ],
)
def test_words_for_one(words: str) -> None:
    assert said(words, folded(KERNEL, 3)) == []


def test_beside_the_others() -> None:
    words = "What the hidden units look for"
    assert said(words, *(folded(KERNEL, n) for n in range(10))) == []
    assert said(words, folded(KERNEL, 3), folded(KERNEL, 4) * 2 + 1) == []
    assert said(words, folded(KERNEL, 3), TILES) == []
    assert said(words, folded(KERNEL, 3), KERNEL) == []
    assert said(words, folded(KERNEL, 3), RNG.normal(size=(8, 8)), expressions=("w[:, 3]", "blur(w[:, 4])")) == []


def test_no_column_of_a_dense_kernel() -> None:
    words = "What the hidden units look for"
    assert said(words, RNG.normal(size=(8, 8))) == []
    assert said(words, KERNEL[:60].T[:6].reshape(10, 36)) == []
    assert said(words, folded(KERNEL, 3), kernel=handed(axes=("vocabulary", "feature"), weight="embeddings")) == []
    alone = KERNEL[:, :1]
    assert said(words, folded(alone, 0), kernel=handed(alone)) == []
    flat = np.zeros((64, 10), "float32")
    assert said(words, folded(flat, 0), kernel=handed(flat)) == []
