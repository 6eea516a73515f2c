"""What memory layout tells of a view is exact, or not said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerascope.watch.origin.derive import decode
from kerascope.watch.record.roots import layout_of

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=5).map(tuple)


@st.composite
def views(draw: Any) -> tuple[np.ndarray, np.ndarray]:
    """A root and a view of it by positions, slices, reversals and a transpose."""
    shape = draw(shapes)
    root = np.arange(int(np.prod(shape)), dtype=draw(st.sampled_from(["float32", "int64", "uint8"]))).reshape(shape)
    key: list[Any] = []
    for size in shape:
        kind = draw(st.sampled_from(["all", "position", "slice", "reversed"]))
        if kind == "position":
            key.append(draw(st.integers(0, size - 1)))
        elif kind == "slice":
            start = draw(st.integers(0, size - 1))
            key.append(slice(start, draw(st.integers(start + 1, size)), draw(st.integers(1, 2))))
        else:
            key.append(slice(None, None, -1 if kind == "reversed" else 1))
    view = root[tuple(key)]
    return root, np.asarray(view).transpose(draw(st.permutations(range(np.ndim(view)))))


def rebuilt(root: np.ndarray, index: tuple[Any, ...], order: tuple[int, ...]) -> np.ndarray:
    """The view that a decoded derivation claims."""
    picked = root
    kept = []
    for axis, at in enumerate(index):
        if isinstance(at, int):
            picked = np.take(picked, [at], axis=axis)
        else:
            if at is not None:
                start, stop, step = at
                count = (stop - start) // step
                picked = np.take(picked, [start + step * n for n in range(count)], axis=axis)
            kept.append(axis)
    rest = [a for a in kept if a not in order]
    return picked.transpose([*order, *rest, *(a for a in range(root.ndim) if a not in kept)])


@given(views())
@settings(max_examples=300, deadline=None)
def test_a_decoded_view_has_every_value_of_the_plotted_one(pair: tuple[np.ndarray, np.ndarray]) -> None:
    root, view = pair
    if not view.flags.owndata:
        found = decode(layout_of(view), layout_of(root))
        if found is not None:
            index, order, steps = found
            assert "reshape" in steps or np.array_equal(np.squeeze(rebuilt(root, index, order)), np.squeeze(view))


def test_one_channel_of_one_sample() -> None:
    maps = np.zeros((2, 26, 24, 4), dtype="float32")
    index, order, steps = decode(layout_of(maps[1, :, :, 3]), layout_of(maps)) or ((), (), ())
    assert index == (1, None, None, 3)
    assert order == (1, 2)
    assert steps == ("index",)


def test_a_transposed_slice_keeps_its_axes() -> None:
    maps = np.zeros((2, 26, 24, 4), dtype="float32")
    index, order, steps = decode(layout_of(maps[0, :, :, 1].T), layout_of(maps)) or ((), (), ())
    assert index == (0, None, None, 1)
    assert order == (2, 1)
    assert "transpose" in steps


@pytest.mark.parametrize(("key", "order"), [(0, (1, 2, 3, 4)), ((0, -1), (2, 3, 4)), ((slice(None), 2), (0, 2, 3, 4))])
def test_axes_of_one_entry_keep_their_place(key: Any, order: tuple[int, ...]) -> None:
    clip = np.zeros((1, 5, 16, 16, 1), "float32")
    found = decode(layout_of(clip[key]), layout_of(clip))
    assert found is not None
    assert found[1] == order
    assert "transpose" not in found[2]


def test_a_reshape_of_one_sample() -> None:
    flat = np.zeros((10, 784))
    index, order, steps = decode(layout_of(flat[3].reshape(28, 28)), layout_of(flat)) or ((), (), ())
    assert index == (3, None)
    assert order == ()
    assert steps == ("index", "reshape")


def test_a_copy_has_no_layout_to_read() -> None:
    maps = np.zeros((2, 8, 8, 4))
    other = maps[0, :, :, 0].copy()
    assert decode(layout_of(other), layout_of(maps)) is None


def test_broadcast_roots_are_not_read() -> None:
    row = np.broadcast_to(np.zeros(5), (4, 5))
    assert decode(layout_of(row[2]), layout_of(row)) is None


@pytest.mark.parametrize(
    ("body", "read"),
    [("vars(thing)", True), ("thing.eval()", True), ("thing.exec", True), ("locals()", False), ("vars()", False),
     ("eval('2')", False), ("[vars(t) for t in thing]", True)],
)  # fmt: skip
def test_names_of_a_function_are_read_unless_it_may_ask_itself(body: str, read: bool) -> None:
    """Before Python 3.13 to read them changes what `locals()` gave the function."""
    import sys

    from kerascope.watch.frames import locals_of

    space: dict[str, Any] = {
        "thing": type("Thing", (), {"eval": lambda s: 1, "exec": 1, "__iter__": lambda s: iter(())})()
    }
    exec(f"def f(look):\n    data = 5\n    {body}\n    return look()", space)
    seen = space["f"](lambda: dict(locals_of(sys._getframe(1))))
    assert ("data" in seen) is (read or sys.version_info >= (3, 13))
