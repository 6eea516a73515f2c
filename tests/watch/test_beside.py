"""Threads and figures without pyplot are watched; children are not, and the report says so; Ctrl-C still reports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.watch.warm import ENVIRONMENT, Warm, warm

HEAD = "import os, sys, subprocess, threading\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
WRONG = "imshow(np.zeros((4, 4, 3)) + 200.0)"


@pytest.fixture(scope="module")
def process() -> Iterator[Warm]:
    with warm() as started:
        yield started


def report(process: Warm, folder: Path, code: str) -> dict[str, Any]:
    script = folder / "script.py"
    script.write_text(HEAD + code)
    seen = process.run(script, folder / "work", watched=True)
    assert seen.report is not None, seen.stderr
    assert seen.report["faults"] == []
    return seen.report


def causes(said: dict[str, Any]) -> list[str]:
    return [f["cause"] for f in said["findings"] if f["severity"] != "note"]


@pytest.mark.parametrize(
    "code",
    [
        f"def draw():\n    ax = plt.figure().gca()\n    ax.{WRONG}\n    ax.figure.savefig('x.png')\n"
        "one = threading.Thread(target=draw)\none.start()\none.join()\n",
        f"def draw():\n    ax = plt.figure().gca()\n    ax.{WRONG}\n    ax.figure.savefig('x.png')\n"
        "threading.Timer(0.2, draw).start()\n",
        "from concurrent.futures import ThreadPoolExecutor\n"
        f"def draw(n):\n    ax = plt.figure().gca()\n    ax.{WRONG}\n    ax.figure.savefig('x.png')\n"
        "with ThreadPoolExecutor(1) as pool:\n    list(pool.map(draw, [1]))\n",
        f"from matplotlib.figure import Figure\nfig = Figure()\nfig.subplots().{WRONG}\nfig.savefig('x.png')\n",
        "from matplotlib.backends.backend_agg import FigureCanvasAgg\nfrom matplotlib.figure import Figure\n"
        f"canvas = FigureCanvasAgg(Figure())\ncanvas.figure.subplots().{WRONG}\ncanvas.print_png('x.png')\n",
    ],
    ids=["thread", "outlasting thread", "pool", "figure", "canvas"],
)
def test_what_runs_in_this_process_is_watched(code: str, tmp_path: Path, process: Warm) -> None:
    said = report(process, tmp_path, code)
    assert causes(said) == ["float-0-255"]
    assert said["unwatched"] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import multiprocessing as m\nfor n in range(2):\n    p = m.get_context('fork').Process(target=plt.figure)\n"
         "    p.start()\n    p.join()\n", ["2 child processes of multiprocessing"]),
        ("from concurrent.futures import ProcessPoolExecutor as P\nimport multiprocessing as m\n"
         "with P(1, mp_context=m.get_context('fork')) as pool:\n    print(list(pool.map(abs, [1])))\n",
         ["a child process of multiprocessing"]),
        ("subprocess.run([sys.executable, '-c', 'print(1)'])\n", ["a child process: python -c print(1)"]),
        ("for n in range(3):\n    subprocess.run('python3 --version', shell=True)\n",
         ["3 child processes: python3 --version"]),
        ("subprocess.run(['ls'])\nsubprocess.run('echo pythons', shell=True)\n", []),
        ("if not os.fork():\n    os._exit(0)\nos.wait()\n", ["a forked process"]),
    ],
    ids=["fork", "pool", "python", "shell", "others", "bare fork"],
)  # fmt: skip
def test_children_are_said_not_to_be_watched(code: str, words: list[str], tmp_path: Path, process: Warm) -> None:
    assert report(process, tmp_path, code)["unwatched"] == words


def test_a_fork_that_runs_to_the_scripts_end_leaves_the_report_to_its_parent(tmp_path: Path, process: Warm) -> None:
    code = f"child = os.fork()\nif child == 0:\n    plt.{WRONG}\n    plt.savefig('x.png')\n    sys.exit(3)\n"
    said = report(process, tmp_path, code + "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n")
    assert (tmp_path / "work.stdout").read_text() == "3\n"
    assert (causes(said), said["unwatched"], said["exit"]["code"]) == ([], ["a forked process"], 0)


def test_the_next_run_counts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerascope.session import check

    monkeypatch.chdir(tmp_path)
    Path("one.py").write_text("import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])\n")
    Path("two.py").write_text("print(1)\n")
    assert [check(name).unwatched for name in ("one.py", "two.py", "one.py")] == [
        ("a child process: python -c ",), (), ("a child process: python -c ",),
    ]  # fmt: skip


def test_ctrl_c_ends_with_the_report_so_far(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"{HEAD}plt.{WRONG}\nplt.savefig('x.png')\nprint('waits', flush=True)\nthreading.Event().wait()\n"
    )
    command = [sys.executable, "-m", "kerascope", "check", str(script)]
    started = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell has its background jobs ignore Ctrl-C, and they hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "waits\n"
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=120)
    assert started.returncode == 1
    assert "script.py:4 error float-0-255" in " ".join(said.split())  # a long path leaves no room beside it
    assert "\nKeyboardInterrupt\n" in said
    assert "fault of kerascope's own" not in said
    assert str(Path(sys.modules["kerascope"].__file__ or "").parent) not in said
