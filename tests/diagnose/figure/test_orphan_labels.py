"""Labels in a later cell of a notebook, run on a backend that keeps figures open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Call, Event, Panel, Run
from kerascope.findings import Finding, Location


def _place(cell: int, source: str, line: int = 1) -> Location:
    return Location(None, cell, line, line, 1, None, source)


def _drawn(cell: int, number: int = 0) -> Call:
    return replace(
        call("plot", "line", argument("y", np.arange(4.0)), number=number), place=_place(cell, "plt.plot(loss)")
    )


def _run(*calls: Call, words: tuple[Location, ...] = (), legend: Location | None = None, **more: object) -> Run:
    shown = Panel(1, has_data=True, words_set=words, legend_set=legend)
    return run_with(*calls, panels=[shown], notebook=True, backend="agg", **more)  # type: ignore[arg-type]


def _look(run: Run) -> list[Finding]:
    return list(all_causes()["orphan-labels"].look(run.sheets[0], run))


def test_title_and_label_in_the_next_cell() -> None:
    words = (_place(2, "plt.title('loss')", 1), _place(2, "plt.xlabel('epoch')", 3))
    found = _look(_run(_drawn(1), words=words))
    assert [(f.location.cell, f.location.line, f.location.end_line) for f in found] == [(2, 1, 3)]
    assert "drawn in cell 1" in found[0].message


def test_saved_in_the_next_cell() -> None:
    run = _run(_drawn(1))
    event = Event("save", 9, _place(2, "plt.savefig('a.png')"), "a.png", run.sheets[0].last, pyplot=True)
    run = replace(run, sheets=(replace(run.sheets[0], events=(event,)),))
    assert "no picture" in _look(run)[0].message


@pytest.mark.parametrize(
    "run",
    [
        _run(_drawn(1), words=(_place(1, "plt.title('loss')", 4),)),
        _run(_drawn(1), words=(_place(2, "ax.set_title('loss')"),)),
        _run(_drawn(1), _drawn(2, 1), words=(_place(2, "plt.title('loss')"),)),
        _run(_drawn(1), words=(_place(2, "plt.title('loss')"),), sources={"<cell 0>": "%matplotlib widget"}),
        _run(_drawn(1), words=(_place(2, "plt.title('loss')"),), sources={"<cell 0>": "mpl.use('agg')"}),
        _run(_drawn(1), words=(_place(2, "plt.title('loss')"),), interactive=True),
    ],
)
def test_what_is_seen(run: Run) -> None:
    assert _look(run) == []


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.plot([1, 2])\nplt.show()\nplt.title('loss')\nplt.show()\n", 1),
        ("plt.plot([1, 2])\nplt.title('loss')\nplt.show()\n", 0),
        ("plt.plot([1, 2])\nplt.show(block=False)\nplt.title('loss')\n", 0),
        ("plt.plot([1, 2])\nplt.show()\nplt.figure()\nplt.plot([2, 1])\nplt.title('loss')\nplt.show()\n", 0),
        ("plt.plot([1, 2])\nplt.show()\nplt.plot([2, 1])\nplt.title('loss')\nplt.show()\n", 0),
        ("fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\nax.set_title('loss')\nfig.savefig('x.png')\n", 0),
    ],
)
def test_a_title_after_show_in_a_script(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Agg the figure stays; with a window the title goes to a new one."""
    assert len(checked(code, tmp_path, monkeypatch, ["orphan-labels"]).findings) == named
