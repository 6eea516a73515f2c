"""Loops that walked over the wrong axis, or left their last turn, and keys that were taken for numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with, weights

from kerascope.diagnose import all_causes
from kerascope.diagnose.arrays.raw import raw_weight
from kerascope.diagnose.meant import names_one
from kerascope.evidence import Argument, Assignment, Call, Provenance, Run, Value
from kerascope.findings import Finding
from kerascope.watch.values.measure import measure

rng = np.random.default_rng(0)
GIVEN = Provenance("output", ("batch", "time", "channel"))
WAVES = np.stack([np.sin(np.arange(30) / 4 + c) for c in range(3)], axis=-1)[None]


def look(cause: str, one: Call, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(one, run))


def value(name: str, values: Any, **more: Any) -> Value:
    return Value(name, "ndarray", facts=measure(np.asarray(values)), values=np.asarray(values), **more)


def walk(rows: Any, step: float, xlabel: str, **more: Any) -> tuple[Call, Run]:
    """A line of each row, moved apart: only the first one's making is known."""
    waves = value("waves", WAVES, provenance=GIVEN)
    first = root("waves", WAVES.shape, GIVEN.axes or (), (0, 0, None), provenance=GIVEN)
    lineage = (Assignment("row", "", 1, "rows"), Assignment("rows", "", 1, "waves[0]"))
    lines = [argument("y", row + n * step, "row + n * 2", lineage=lineage, near=(waves,)) for n, row in enumerate(rows)]
    if rows.shape == WAVES.shape[1:] and step == 0:
        lines[0] = replace(lines[0], derivation=first)
    calls = [call("plot", "line", y, number=n, source="ax.plot(row + n * 2)", **more) for n, y in enumerate(lines)]
    return calls[0], run_with(*calls, panels=[panel(xlabel=xlabel, ylim=(0.0, 2.0 + step * len(rows)))])


@pytest.mark.parametrize("step", [0.0, 2.0])
def test_a_line_of_every_step_is_named(step: float) -> None:
    first, run = walk(WAVES[0], step, "sample")
    (found,) = look("time-axis", first, run)
    assert (found.evidence["lines"], found.evidence["points"]) == (30, 3)
    assert "3 lines of 30 points were due" in found.message
    assert look("time-axis", run.calls[1], run) == []
    assert look("single-timestep", first, run) == []


@pytest.mark.parametrize(
    ("rows", "xlabel"),
    [(WAVES[0].T, "sample"), (WAVES[0], "channel"), (WAVES[0], ""), (WAVES[0, :8], "time step")],
    ids=["a line of each channel", "a spectrum of each step", "no label", "some chosen steps"],
)
def test_lines_that_are_meant(rows: Any, xlabel: str) -> None:
    first, run = walk(rows, 2.0, xlabel)
    assert look("time-axis", first, run) == []


def test_traces_above_each_other_are_of_one_unit() -> None:
    made = root("out", (1, 30, 60), ("batch", "time", "channel"), (0, None, 0), provenance=GIVEN)
    lines = [argument("y", WAVES[0, :, 0] + 4 * n, "trace + 4 * n") for n in range(60)]
    lines[0] = replace(lines[0], derivation=made)
    calls = [call("plot", "line", y, number=n, source="ax.plot(trace + 4 * n)") for n, y in enumerate(lines)]
    assert look("mixed-units", calls[0], run_with(*calls, panels=[panel(ylim=(-1.0, 240.0))])) == []
    truth = replace(calls[-1], arguments=(argument("y", 240 + 30 * WAVES[0, :, 0], "trace + 4 * n"),))
    run = run_with(calls[0], truth, panels=[panel(ylim=(-1.0, 240.0))])
    assert len(look("mixed-units", calls[0], run)) == 1


HISTORY = Value("", "History", about={"keys": ["loss", "val_loss"], "lengths": {"loss": 4, "val_loss": 4}})
WORDS = argument("y", ["loss"] * 3, "best")


def drawn(y: Argument, made: str, kind: str = "line") -> list[Finding]:
    y = replace(y, lineage=(Assignment("best", "", 1, made),))
    one = call("plot", kind, argument("x", [0.1, 0.2, 0.5], "rates"), y)
    run = run_with(one, panels=[panel(ylabel="best validation loss")], histories=(HISTORY,))
    return [f for f in look("history-object", one, run) if f.cause == "history-object"]


@pytest.mark.parametrize(
    "made",
    ["[min(r.history) for r in runs]", "[max(logs[r]) for r in rates]", "[next(iter(r.history)) for r in runs]"],
)
def test_the_least_key_for_the_least_loss(made: str) -> None:
    (found,) = drawn(WORDS, made)
    assert "categorical with 1 word" in found.message
    assert "['val_loss']" in found.message


@pytest.mark.parametrize(
    ("y", "made"),
    [
        (WORDS, "[name] * 3"),
        (WORDS, "[max(h, key=last)] * 3"),
        (WORDS, "[list(h)[0]] * 3"),
        (argument("y", ["loss", "val_loss", "loss"], "best"), "[min(r) for r in runs]"),
        (argument("y", ["anna"] * 3, "best"), "[min(r) for r in runs]"),
    ],
    ids=["a name of its own", "the best key", "a chosen key", "two words", "no key"],
)
def test_names_beside_their_numbers(y: Argument, made: str) -> None:
    assert drawn(y, made) == []


LISTED = ("kernel (4, 8)", "bias (8,)", "kernel (8, 1)")
BIAS = Value("bias", "ndarray", provenance=weights("bias", "Dense", 1, LISTED), values=rng.normal(size=8))
OUT = Value("kernel", "ndarray", provenance=weights("kernel", "Dense", 2, LISTED), values=rng.normal(size=(8, 1)))


def test_a_ranking_of_a_bias_is_named() -> None:
    ranked = np.sort(BIAS.values)
    one = call("bar", "bar", argument("height", ranked, ""), source="importance.plot.bar()")
    (found,) = look("bias-not-kernel", one, run_with(one, panels=[panel(title="weights")], weights=(BIAS, OUT)))
    assert found.evidence["kernel"] == [2, "kernel (8, 1)"]
    named = run_with(one, panels=[panel(title="weights: the bias")], weights=(BIAS, OUT))
    assert look("bias-not-kernel", one, named) == []
    by_size = BIAS.values[np.argsort(-abs(BIAS.values))]
    assert raw_weight(by_size, (OUT, BIAS)) is BIAS
    assert raw_weight(np.sort(OUT.values.ravel()), (OUT, BIAS)) is OUT
    assert raw_weight(np.roll(BIAS.values, 1), (BIAS,)) is None


KERNELS = rng.normal(size=(5, 5, 1, 6))
LOOP = "for k in range(6):\n    one = kernels[:, :, 0, k]\n    tile = np.pad(one / 2, 1)\n"
AXES = ("kernel_height", "kernel_width", "in_channel", "out_channel")


def after_loop(text: str, title: str, name: str = "tile") -> list[Finding]:
    made = Provenance("weights", AXES, weight="kernel")
    data = argument("X", np.pad(KERNELS[:, :, 0, 5] / 2, 1), name, near=(value("kernels", KERNELS, provenance=made),))
    line = text.count("\n") + 1
    one = call("imshow", "image", data, line=line)
    text += f"plt.imshow({name})\n"
    return look("partial-view", one, run_with(one, panels=[panel(title=title)], sources={"script.py": text}))


@pytest.mark.parametrize("title", ["The 6 kernels", "all filters of conv"])
def test_what_the_last_turn_left_is_named(title: str) -> None:
    (found,) = after_loop(LOOP, title)
    assert found.severity == "warning"
    assert "out_channel 5 of 6" in found.message
    assert after_loop(LOOP + "    tile = tile * 2\n    tile -= 1\n", title)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (LOOP, "one kernel"),
        (LOOP, "strongest of the 6 kernels"),
        (LOOP, "an edge"),
        ("row = []\n" + LOOP + "    row.append(tile)\n", "The 6 kernels"),
        (LOOP.replace("tile =", "tile = tile if k else 0;tile ="), "The 6 kernels"),
        ("tile = 0\n" + LOOP.replace("np.pad(one / 2, 1)", "tile + one"), "The 6 kernels"),
        (LOOP + "tile = np.hstack(tiles)\n", "The 6 kernels"),
        (LOOP.replace(", k]", ", 0]"), "The 6 kernels"),
    ],
    ids=["one", "the strongest", "no promise", "a list", "its own past", "a sum", "made after it", "no counter"],
)
def test_loops_that_hand_on_what_they_make(text: str, title: str) -> None:
    assert after_loop(text, title) == []


@pytest.mark.parametrize("words", ["strongest of the 6 filters", "one of 16 filters", "most active of its filters"])
def test_one_out_of_many(words: str) -> None:
    assert names_one(words, "out_channel")
    assert not names_one("montage of the 6 filters", "out_channel")


def test_a_bias_folded_into_a_picture_is_named() -> None:
    one = call("imshow", "image", argument("X", BIAS.values.reshape(2, 4), "k.reshape(2, 4)"))
    (found,) = look("bias-not-kernel", one, run_with(one, panels=[panel(title="first filter")], weights=(BIAS, OUT)))
    assert found.evidence["weight"] == "bias"
    mixed = call("imshow", "image", argument("X", BIAS.values[::-1].reshape(2, 4), "k.reshape(2, 4)"))
    assert look("bias-not-kernel", mixed, run_with(mixed, panels=[panel(title="first filter")], weights=(BIAS,))) == []


STATES = rng.normal(size=(2, 30, 5))
OUTPUT = Value(
    "states", "ndarray", provenance=Provenance("output", ("batch", "time", "unit"), layer_class="GRU"), values=STATES
)


@pytest.mark.parametrize(
    ("row", "xlabel", "named"),
    [
        (abs(STATES[0]).mean(axis=0), "time step", True),
        (np.sqrt((STATES[0] ** 2).mean(axis=0)), "sample", True),
        (np.linalg.norm(STATES[1], axis=0), "time step", True),
        (STATES.mean(axis=(0, 1)), "time step", True),
        (abs(STATES[0]).mean(axis=0), "unit", False),
        (abs(STATES[0]).mean(axis=1), "time step", False),
        (np.linalg.norm(STATES[1], axis=1), "time step", False),
        (STATES.mean(axis=(0, 2)), "time step", False),
        (rng.random(5), "time step", False),
    ],
    ids=[
        "magnitude of each unit",
        "its root mean square",
        "the norm in another sample",
        "over the batch as well",
        "under their own label",
        "of each step",
        "the norm of each step",
        "of each step in all samples",
        "others",
    ],
)
def test_steps_that_are_summed_up(row: Any, xlabel: str, named: bool) -> None:
    one = call("plot", "line", argument("y", row, "strength"))
    found = look("single-timestep", one, run_with(one, panels=[panel(xlabel=xlabel)], outputs=(OUTPUT,)))
    assert [f.severity for f in found] == ["error"] * named
