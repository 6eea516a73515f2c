"""A root found by value holds on every value, alone; else there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kerascope.evidence import Provenance
from kerascope.watch.origin.search import Budget, Candidate, search

AXES = ("batch", "height", "width", "channel")


def relu_maps(seed: int = 0) -> np.ndarray:
    """Activation maps as an untrained network gives them: some channels dead, some alike in shape."""
    maps = np.maximum(np.random.default_rng(seed).normal(size=(2, 9, 7, 8)), 0).astype("float32")
    maps[..., 5] = 0
    maps[0, ..., 6] = 0
    return maps


def look(picture: np.ndarray, *roots: np.ndarray) -> object:
    candidates = [Candidate(f"root{n}", r, Provenance("output", AXES[-r.ndim :])) for n, r in enumerate(roots)]
    return search(picture, candidates, Budget())


ARITHMETIC: list[Callable[[np.ndarray], np.ndarray]] = [
    lambda x: x.copy(),
    lambda x: (x - x.min()) / (x.max() - x.min()),
    lambda x: x * 255.0 - 3,
    lambda x: -x,
    lambda x: x.astype("float16").astype("float32"),
]


@pytest.mark.parametrize("step", ARITHMETIC)
def test_one_channel_after_arithmetic(step: Callable[[np.ndarray], np.ndarray]) -> None:
    maps = relu_maps()
    found = look(step(maps[1, :, :, 2]), maps)
    assert found is not None
    assert found.index == (1, None, None, 2)
    assert found.kept == ("height", "width")
    assert not found.exact


def test_transposed() -> None:
    maps = relu_maps()
    found = look((maps[1, :, :, 2] * 2).T.copy(), maps)
    assert found is not None
    assert found.kept == ("width", "height")


def test_mean_over_channels_of_one_sample() -> None:
    maps = relu_maps()
    found = look(maps.mean(axis=-1)[0], maps)
    assert found is not None
    assert found.reduced == (3,)
    assert found.index == (0, None, None, None)


@pytest.mark.parametrize("channel", range(8))
def test_nothing_is_said_when_the_true_channel_is_taken_out(channel: int) -> None:
    maps = relu_maps()
    picture = maps[1, :, :, channel] * 3 + 1
    assert look(picture, np.delete(maps, channel, axis=-1)) is None


def test_a_dead_channel_is_unknown() -> None:
    maps = relu_maps()
    assert look(maps[0, :, :, 5].copy(), maps) is None


def test_few_values_are_found_as_they_are_alone() -> None:
    maps = relu_maps()
    units = np.random.default_rng(3).normal(size=(1, 20, 8)).astype("float32")
    found = look(units[0, 4].astype("float64"), maps, units)
    assert found is not None
    assert (found.root, found.index) == ("root1", (0, 4, None))
    assert look(units[0, 4] * 2 + 1, units) is None
    assert look(units[0, 4, :3].copy(), units[..., :3]) is not None
    assert look(units[0, 4, :2].copy(), units[..., :2]) is None
    counts = np.arange(12.0).reshape(3, 4)
    assert look(counts[1].copy(), counts) is None


def test_a_few_ones_and_zeros_are_everywhere() -> None:
    assert look(np.eye(8)[3], np.eye(8)[[3, 1, 3]]) is None


KERNEL = np.random.default_rng(4).normal(size=(3, 3, 5, 7)).astype("float32")


def sought(picture: np.ndarray, kernel: np.ndarray, kind: str = "weights") -> object:
    return search(picture, [Candidate("kernel", kernel, Provenance(kind, None))], Budget())


@pytest.mark.parametrize("step", ARITHMETIC)
def test_a_window_of_nine_weights_after_arithmetic(step: Callable[[np.ndarray], np.ndarray]) -> None:
    found = sought(step(KERNEL[:, :, 1, 4]), KERNEL)
    assert found is not None
    assert found.index == (None, None, 1, 4)


def test_the_mean_of_a_few_weights_drawn_above_each_other() -> None:
    taps = KERNEL.reshape(9, 5, 7)
    found = sought(taps.mean(axis=1)[:, 4] + 0.3, taps)
    assert found is not None
    assert (found.index, found.reduced) == ((None, None, 4), (1,))


CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype="float32")
RAMP = np.linspace(0.1, 0.9, 9, dtype="float32")


@pytest.mark.parametrize(
    ("picture", "kernel"),
    [
        (KERNEL[:, :, 1, 4] * 2, np.delete(KERNEL, 4, axis=3)),
        (KERNEL[:4, 0, 1, 4] * 2 + 1, KERNEL),
        (KERNEL[:, :, 1, 4] * 2, np.concatenate([KERNEL, KERNEL * 3], axis=3)),
        (CROSS * 255 + 0.5, np.stack([CROSS - 0.2, np.eye(3)], axis=-1)),
        (RAMP * 2 + 1, np.stack([RAMP, RAMP**2], axis=-1)),
    ],
    ids=["the true one taken out", "three values", "two places", "a pattern of two levels", "an even slope"],
)
def test_a_few_weights_that_tell_nothing(picture: np.ndarray, kernel: np.ndarray) -> None:
    assert sought(picture, kernel) is None


def test_a_few_outputs_after_arithmetic_tell_nothing() -> None:
    assert sought(KERNEL[:, :, 1, 4] * 2 + 1, KERNEL, "output") is None


def test_two_places_that_fit_are_none() -> None:
    maps = relu_maps()
    maps[..., 3] = maps[..., 2]
    assert look(maps[1, :, :, 2] * 2, maps) is None


def test_noise_fits_nothing() -> None:
    assert look(np.random.default_rng(9).random((9, 7)), relu_maps()) is None


def test_one_changed_value_is_enough_to_say_nothing() -> None:
    maps = relu_maps()
    picture = maps[1, :, :, 2].copy()
    picture[4, 4] += 0.5
    assert look(picture, maps) is None


def test_the_budget_ends_the_search() -> None:
    maps = relu_maps()
    assert search(maps[1, :, :, 2] * 2, [Candidate("maps", maps)], Budget(left=0.0)) is None
