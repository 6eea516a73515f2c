"""One axes that several cells of a notebook draw in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Run, Titled
from kerascope.findings import Finding, Location


def _place(cell: int, source: str) -> Location:
    return Location(None, cell, 2, 2, 1, None, source)


def _run(
    labels: tuple[str, ...], titles: tuple[str, ...], *, source: str = "ax.plot(h{})", end: str = "fig", **more: object
) -> Run:
    """A cell per label: one line, a title where there is one, and the figure at its end."""
    calls, artists, said = [], [], []
    for n, label in enumerate(labels):
        text = source.format(n)
        line = Artist("line", n, label, points=4, finite=4)
        options = {k: v[n] for k, v in more.items() if isinstance(v, tuple)}
        one = call("plot", "line", argument("y", np.arange(4.0)), number=n, artists=(line,), options=options)
        calls.append(replace(one, place=_place(n, text), order=10 * n))
        artists.append(line)
        if n < len(titles):
            said.append(Titled(10 * n + 1, 1, titles[n], _place(n, "ax.set_title(name)")))
    if more.get("cleared"):
        artists = artists[-1:]
    sources = {f"<cell {n}>": f"x = 1\n{source.format(n)}\n{end}" for n in range(len(labels))}
    shown = panel(artists=tuple(artists))
    return run_with(*calls, panels=[shown], notebook=True, backend="agg", sources=sources, titles=tuple(said))


def _look(run: Run) -> list[Finding]:
    return list(all_causes()["accumulated-lines"].look(run.sheets[0], run))


@pytest.mark.parametrize(
    "run",
    [
        _run(("loss", "loss"), ("sgd", "adam")),
        _run(("loss", "loss"), (), source="ax.plot(h.history['loss'], label='loss')"),
        _run(("", "", ""), ("run 1", "run 2", "run 3"), end="display(fig)"),
        _run(("", ""), ("run 1", "run 2"), end="ax.figure"),
    ],
)
def test_a_run_per_cell(run: Run) -> None:
    found = _look(run)
    assert [(f.severity, f.location.cell) for f in found] == [("warning", 1)]
    assert "it holds 1, 2" in found[0].message


@pytest.mark.parametrize(
    "run",
    [
        _run(("sgd", "adam"), ("sgd", "sgd and adam")),
        _run(("sgd", "adam"), ("first", "second")),
        _run(("", ""), ("train", "train and validation")),
        _run(("loss", "loss"), ()),
        _run(("loss", "loss"), ("sgd", "adam"), color=("r", "b")),
        _run(("loss", "loss"), ("sgd", "adam"), cleared=True),
        _run(("loss", "loss"), ("sgd", "adam"), end="fig.tight_layout()"),
        _run(("loss",), ("sgd",)),
    ],
)
def test_what_may_be_meant(run: Run) -> None:
    assert _look(run) == []


def test_a_script_has_no_cells() -> None:
    assert _look(replace(_run(("loss", "loss"), ("sgd", "adam")), notebook=False)) == []
