"""Figures that a network's run draws and that nobody sees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Event, Run, Sheet, Value
from kerascope.findings import Finding, Location

NET = Value("net", "Functional", "keras", about={"model": True})
MADE = Location("script.py", None, 3, 3, 5, None, "plt.subplots()")
EACH_TENTH = (
    "import matplotlib.pyplot as plt\nfor epoch in range(4):\n    fig, ax = plt.subplots()\n    ax.plot([epoch, 1])\n"
    "    if epoch % 10 == 9:\n        fig.savefig('progress.png')\n    plt.close(fig)\n"
)


def _run(*kinds: tuple[str, ...], source: str = EACH_TENTH) -> Run:
    """A run of one figure for each of `kinds`, the names of its events."""
    calls = tuple(
        call("plot", "line", argument("y", [n, 1.0]), line=4, number=n, panel=n, source="ax.plot([epoch, 1])")
        for n in range(len(kinds))
    )
    drawn = run_with(*calls, models=(NET,), sources={"script.py": source})
    sheets = tuple(
        Sheet(n, n + 1, MADE, "", tuple(Event(kind, 50 + n) for kind in names)) for n, names in enumerate(kinds)
    )
    return replace(drawn, sheets=sheets, calls=tuple(replace(c, sheet=n) for n, c in enumerate(calls)))


def _look(run: Run) -> list[Finding]:
    return list(all_causes()["never-shown"].look(run, run) or [])


def test_a_condition_that_never_came_true() -> None:
    (found,) = _look(_run(("close",), ("close",)))
    assert found.location.line == 6
    assert "`epoch % 10 == 9`, before the savefig, was never true" in found.message


def test_some_of_the_figures_of_a_line_were_to_be_kept() -> None:
    assert _look(_run(("close",), ("save", "close"))) == []


@pytest.mark.parametrize(("after", "named"), [("", 1), ("import time\ntime.sleep(0.01)\n", 0), ("plt.show()\n", 0)])
def test_an_interactive_script_that_ends(
    after: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its window closes with it, unless something keeps it waiting."""
    code = f"plt.ion()\nplt.plot(rng.random(9))\nplt.draw()\n{after}"
    assert len(checked(code, tmp_path, monkeypatch, ["never-shown"]).findings) == named


@pytest.mark.parametrize(
    ("end", "word"),
    [
        ("plt.pause(0.01)\n", "pause"),
        ("plt.gcf().canvas.draw_idle()\n", "draw_idle"),
        ("plt.draw()\n", "draw"),
        ("plt.draw()\nplt.show(block=False)\n", "show"),
        ("plt.savefig('curve.png')\nplt.pause(0.01)\n", ""),
        ("plt.switch_backend('TkAgg' if rng.random() > 2 else 'agg')\nplt.pause(0.01)\n", ""),
        ("np.asarray(plt.gcf().canvas.buffer_rgba())\nplt.pause(0.01)\n", ""),
    ],
)
def test_a_window_asked_of_a_backend_without_any(
    end: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"plt.switch_backend('agg')\nplt.plot(rng.random(9))\n{end}"
    found = checked(code, tmp_path, monkeypatch, ["never-shown"]).findings
    assert [f.message.partition(" ")[0] for f in found] == ([word] if word else [])


def test_a_live_window_where_the_script_chose_no_backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "for k in range(3):\n    plt.plot(rng.random(9))\n    plt.pause(0.01)\n"
    assert not checked(code, tmp_path, monkeypatch, ["never-shown"]).findings


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ("plt.style.use('ggplot')\nimport matplotlib\nmatplotlib.use('Agg')\n", 1),
        ("import os\nif not os.environ.get('DISPLAY'):\n    plt.switch_backend('agg')\n", 0),
    ],
)
def test_a_backend_chosen_for_certain(chosen: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"{chosen}plt.plot(rng.random(9))\nplt.pause(0.01)\n"
    assert len(checked(code, tmp_path, monkeypatch, ["never-shown"]).findings) == named


@pytest.mark.parametrize(
    ("end", "named"),
    [("plt.close(fig)\nplt.savefig('x.png')\n", []), ("plt.close(fig)\n", ["never-shown"])],
)
def test_closed_just_before_it_was_to_be_saved(
    end: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The empty file is said to be one by `saved-after-show`; a network is why closing alone is named."""
    monkeypatch.setattr("kerascope.evidence.Run.has_network", True)
    code = f"fig, ax = plt.subplots()\nax.plot([1, 3, 2])\n{end}"
    assert [f.cause for f in checked(code, tmp_path, monkeypatch, ["never-shown"]).findings] == named
