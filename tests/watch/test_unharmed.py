"""Any array that a plot call takes passes through watching unharmed: same result or same exception, same data."""

from __future__ import annotations

import warnings
from typing import Any

import matplotlib
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.figure import Figure

from kerascope.diagnose import all_causes
from kerascope.diagnose.engine import diagnose
from kerascope.watch import Watch
from kerascope.watch.collect import last_looks, run_of

matplotlib.use("Agg")

FLOATS = ["float16", "float32", "float64"]
KINDS = [*FLOATS, "int8", "uint8", "int64", "uint16", "bool", "complex64", "U3", "object", "M8[D]"]


@st.composite
def arrays(draw: Any) -> Any:
    """Arrays of any dtype, rank 0 to 6, empty, masked, not finite, read-only, Fortran-ordered, reversed."""
    dtype = np.dtype(draw(st.sampled_from(KINDS)))
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=6)))
    if dtype.kind == "O":
        array = np.empty(shape, dtype=object)
        array.fill(draw(st.sampled_from([None, "a", 1.5, (1, 2)])))
    else:
        elements = {"width": dtype.itemsize * 8} if dtype.kind == "f" else None
        values = st.floats(allow_nan=True, allow_infinity=True, **elements) if elements else None
        array = draw(hnp.arrays(dtype, shape, elements=values))
    change = draw(st.sampled_from(["none", "masked", "readonly", "fortran", "reversed"]))
    if change == "masked":
        return np.ma.masked_array(array, mask=draw(st.booleans()))
    if change == "readonly":
        array.setflags(write=False)
    if change == "fortran":
        array = np.asfortranarray(array)
    return array[::-1] if change == "reversed" and array.ndim else array


def outcome(method: str, array: Any) -> tuple[str, Any]:
    axes = Figure().subplots()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = getattr(axes, method)(array)
        except Exception as problem:
            return type(problem).__name__, str(problem)
    return "drawn", type(result).__name__


@pytest.mark.parametrize("method", ["imshow", "plot", "hist", "pcolormesh", "matshow"])
@given(array=arrays())
@example(array=np.zeros((0, 0, 3), "float16"))
@example(array=np.zeros((0, 1), "float16"))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_outcome_is_the_same_and_kerascope_has_no_fault(method: str, array: Any) -> None:
    before = array.tobytes() if array.dtype != object else repr(array)
    plain = outcome(method, array)
    with Watch.shared().run() as recorder:
        watched = outcome(method, array)
        recorder.active = False
        last_looks(recorder)
        run = run_of(recorder, "test")
        all_causes()
        faults = diagnose(run).faults
    assert watched == plain
    assert (array.tobytes() if array.dtype != object else repr(array)) == before
    assert recorder.faults == []
    assert faults == ()
    assert len(run.calls) == 1


def test_extension_floats_and_lists_of_anything() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    given_ = [
        np.ones((3, 4), dtype=ml_dtypes.bfloat16),
        np.ones((3, 4), dtype=ml_dtypes.float8_e4m3fn),
        [[1, 2], [3]],
        [np.ones(3), np.ones(4)],
        range(5),
        {"a": [1, 2]},
        {1, 2},
        None,
        "text",
        np.zeros((0, 3)),
        np.float32(3),
    ]
    for value in given_:
        plain = outcome("plot", value)
        with Watch.shared().run() as recorder:
            assert outcome("plot", value) == plain
            assert recorder.faults == []


def test_a_huge_array_is_not_copied_whole() -> None:
    huge = np.zeros((6000, 6000), dtype="float32")
    with Watch.shared().run() as recorder:
        Figure().subplots().imshow(huge)
        kept = recorder.calls[0].arguments[0]
        assert not kept.whole
        assert kept.copy.nbytes < huge.nbytes / 10
        assert kept.shape == huge.shape
