"""A cause that breaks is kerascope's own affair: the script never notices, the report says so, the others speak."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kerascope.diagnose import all_causes
from kerascope.diagnose.cause import registered
from kerascope.diagnose.engine import Diagnosis, diagnose
from kerascope.evidence import Run
from kerascope.findings import Finding, Location
from kerascope.report import FORMATS, render
from kerascope.session import check
from tests.diagnose.scripts import checked

SCRIPT = """\
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

rng = np.random.default_rng(0)
fig, axes = plt.subplots(3, 3)
axes[0, 0].imshow(np.full((4, 4), 2.0))
axes[0, 1].plot([3.0])
axes[0, 2].scatter([1, 2], [2, 1])
axes[1, 0].bar([1, 2], [3, 4])
axes[1, 1].hist(rng.random(20))
axes[1, 2].contour(rng.random((5, 5)))
axes[2, 0].pcolormesh(rng.random((4, 4)))
axes[2, 1].add_patch(Rectangle((0, 0), 0.5, 0.5))
fig.savefig("all.png")
print("drawn", float(rng.random()))
plt.imshow(np.zeros((1, 8, 8, 1)))
"""
"""Evidence of every kind: calls of each kind, a sheet, a run, and an exception at a plotting call."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("faults")
    (made / "s.py").write_text(SCRIPT)
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Iterator[Run]:
    """The evidence of the script, taken where the engine is asked about it."""
    import matplotlib.pyplot as plt

    from kerascope.diagnose import engine

    taken: list[Run] = []

    def take(run: Run, **options: Any) -> Diagnosis:
        taken.append(run)
        return diagnose(run, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(engine, "diagnose", take)
        check("s.py")
    yield taken[0]
    plt.close("all")


def raising(*_: Any, **__: Any) -> Any:
    raise RuntimeError("injected")


def dying(*_: Any) -> Any:
    yield Finding("", "note", "said before it broke", Location("s.py", line=1))
    raise RuntimeError("injected")


def placeless(*_: Any) -> Any:
    return Finding("", "error", "nowhere", None)  # type: ignore[arg-type]


def unheard_of(*_: Any) -> Any:
    return Finding("", "fatal", "too severe", Location("s.py", line=1))  # type: ignore[arg-type]


BROKEN: dict[str, Any] = {
    "raises": raising,
    "raises late": dying,
    "a number": lambda *_: 42,
    "a word": lambda *_: "rubbish",
    "a list of nothing": lambda *_: [None],
    "another record": lambda *_: [Location("s.py", line=1)],
    "no place": placeless,
    "no such severity": unheard_of,
}


def broken(name: str, function: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registered(), name, replace(registered()[name], function=function))  # type: ignore[arg-type]


def without(run: Run, name: str) -> list[Finding]:
    return list(diagnose(run, ignore=[name]).findings)


@pytest.mark.parametrize("how", list(BROKEN))
def test_each_cause_in_turn_breaks_alone(how: str, run: Run) -> None:
    for name in all_causes():
        with pytest.MonkeyPatch.context() as patch:
            broken(name, BROKEN[how], patch)
            told = diagnose(run)
        assert told.faults, f"{name} was never asked, or its fault was not told"
        assert all(f.startswith(f"cause {name}: ") for f in told.faults), told.faults
        assert list(told.findings) == without(run, name), name
        assert len(told.calls) == len(told.findings)


def test_the_evidence_makes_several_causes_speak(run: Run) -> None:
    assert {"single-point-line", "batch-axis"} <= {f.cause for f in diagnose(run).findings}


def plain(capfd: pytest.CaptureFixture[str]) -> tuple[str, str]:
    import subprocess

    done = subprocess.run([sys.executable, "s.py"], capture_output=True, text=True)
    return done.stdout, done.stderr


def test_with_every_cause_broken_the_script_runs_as_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """End to end: output, traceback, picture and the report of what broke."""
    import matplotlib.pyplot as plt

    monkeypatch.chdir(folder)
    alone = plain(capfd)
    picture = Path("all.png").read_bytes()
    for name in all_causes():
        broken(name, raising, monkeypatch)
    plt.close("all")
    report = check("s.py")
    plt.close("all")
    assert tuple(capfd.readouterr()) == alone
    assert Path("all.png").read_bytes() == picture
    assert (report.exit_code, report.findings) == (1, ())
    assert report.exception is not None
    assert report.exception.startswith("TypeError: Invalid shape")
    assert {f.split(":")[0].removeprefix("cause ") for f in report.faults} == set(all_causes())
    for format_ in FORMATS:
        assert "injected" in render(report, format_)
    assert render(report, "text").count("fault of kerascope's own") == len(all_causes())


def test_a_fault_of_the_engine_itself_stays_in_the_report(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib.pyplot as plt

    from kerascope.diagnose import engine

    monkeypatch.chdir(folder)
    monkeypatch.setattr(engine, "diagnose", raising)
    report = check("s.py")
    plt.close("all")
    assert report.faults == ("judging the run: RuntimeError: injected",)
    assert (report.exit_code, str(report.exception).split(":")[0], report.figures) == (1, "TypeError", 1)


def test_arithmetic_of_a_cause_warns_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One value among zeros correlates with nothing: NumPy would say so on the script's stderr."""
    code = "a = np.zeros(72)\na[0] = 1\np = a.reshape(8, 9)\nplt.imshow(p)\nplt.savefig('a.png')\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert checked(code, tmp_path, monkeypatch, ["scrambled-reshape"]).findings == ()
