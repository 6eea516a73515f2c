"""Pictures beyond the range of their dtype, and what moved them there."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, root, run_with

from kerascope.diagnose import all_causes
from kerascope.diagnose.engine import diagnose
from kerascope.evidence import Assignment, Provenance, Value
from kerascope.findings import Finding
from kerascope.watch.values.measure import measure

RNG = np.random.default_rng(0)


def _said(values: object, **more: object) -> tuple[Finding, ...]:
    shown = call("imshow", "image", argument("X", values, "shown", **more))
    all_causes()
    return diagnose(run_with(shown), select=["clipped-rgb", "float-0-255"]).findings


@pytest.mark.parametrize("offset", [40.0, -40.0])
def test_a_picture_of_fractions_that_was_moved_is_clipped(offset: float) -> None:
    (finding,) = _said(RNG.random((9, 9, 3)) + offset)
    assert finding.cause == "clipped-rgb"


def test_bytes_as_floats_are_still_that() -> None:
    (finding,) = _said(RNG.integers(20, 250, (9, 9, 3)).astype("float32"))
    assert finding.cause == "float-0-255"


@pytest.mark.parametrize(
    ("beside", "cause"),
    [
        (("photo", 255.0), "float-0-255"),  # colours of a map laid on a photograph
        (("photo", 1.0), "clipped-rgb"),  # a picture of fractions, brought to whatever this is
        (("photo", 4095.0), "clipped-rgb"),  # of a sensor of 12 bits
        (("other", 255.0), "clipped-rgb"),  # not what it was made of
    ],
    ids=["laid-on", "fractions", "wider", "not-of-it"],
)
@pytest.mark.parametrize("top", [357.0, 408.0])
def test_what_was_added_to_a_picture_of_bytes_runs_beyond_them(
    beside: tuple[str, float], cause: str, top: float
) -> None:
    name, most = beside
    shown, photo = np.linspace(0, top, 192).reshape(8, 8, 3), np.linspace(0, most, 192).reshape(8, 8, 3)
    near = (Value(name, "numpy.ndarray", facts=measure(photo), values=photo),)
    made = (Assignment("shown", "shown = colours * 0.4 + photo", 2, "colours * 0.4 + photo"),)
    (finding,) = _said(shown, near=near, lineage=made)
    assert finding.cause == cause


def test_what_was_added_is_cut_and_cast() -> None:
    photo = np.linspace(0, 255, 192).reshape(8, 8, 3)
    near = (Value("photo", "numpy.ndarray", facts=measure(photo), values=photo),)
    (finding,) = _said(photo * 1.4, near=near, lineage=(Assignment("shown", "shown = photo * 1.4", 2, "photo * 1.4"),))
    assert finding.fix is not None
    assert finding.fix.after == 'shown.clip(0, 255).astype("uint8")'
    assert "`photo`" in finding.message


@pytest.mark.parametrize(
    ("layer", "given", "told"),
    [
        ("RandomBrightness", (0.0, 1.0), True),
        ("RandomBrightness", (0.0, 255.0), False),
        ("RandomFlip", (0.0, 1.0), False),
    ],
)
def test_a_layer_that_works_for_bytes(layer: str, given: tuple[float, float], told: bool) -> None:
    maker = Provenance("output", layer="augment", layer_class=layer, given=given)
    (finding,) = _said(RNG.random((9, 9, 3)) + 40, provenance=maker)
    assert ("value_range is (0, 255)" in finding.message) == told
    assert (finding.fix is None) == told


@pytest.mark.parametrize(("colours", "named"), [(True, ["clipped-rgb"]), (False, [])])
def test_a_kernel_over_the_colours_of_the_input(colours: bool, named: list[str]) -> None:
    """Three channels of a hidden layer are no colours, and another rule says so."""
    axes = ("kernel_height", "kernel_width", "in_channel", "out_channel")
    made = Provenance("weights", axes, weight="kernel", layer_class="Conv2D", colour_inputs=colours)
    kernel = RNG.normal(size=(5, 5, 3)) / 8
    came = root("kernel", (5, 5, 3, 16), axes, (None, None, None, 2), provenance=made)
    assert [f.cause for f in _said(kernel, derivation=came)] == named
    assert _said((kernel - kernel.min()) / np.ptp(kernel), derivation=came) == ()
