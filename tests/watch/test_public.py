"""`kerascope.watch()` in one line, `inspect` and `why`, whatever was imported first."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

import kerascope
from kerascope.errors import UsageError

FLAWED = "import matplotlib.pyplot as plt\nplt.plot([[1.0, 2.0, 3.0]])\nplt.savefig('x.png')\n"


def run(code: str, tmp_path: object) -> subprocess.CompletedProcess[str]:
    from pathlib import Path

    script = Path(str(tmp_path)) / "script.py"
    script.write_text(code)
    return subprocess.run([sys.executable, str(script)], cwd=str(tmp_path), capture_output=True, text=True)


@pytest.mark.parametrize("first", ["", "import kerascope.watch.frames\n", "from kerascope.watch import Watch\n"])
def test_one_line_watches_the_running_program(first: str, tmp_path: object) -> None:
    done = run(f"{first}import kerascope\nkerascope.watch()\nkerascope.watch()\n{FLAWED}", tmp_path)
    assert done.returncode == 0
    assert done.stderr.count("batch-axis") >= 1
    assert "script.py:" in done.stderr


def test_an_uncaught_exception_is_printed_and_then_explained(tmp_path: object) -> None:
    code = "import kerascope\nkerascope.watch()\nimport matplotlib.pyplot as plt\nplt.plot([1, 2], [1, 2, 3])\n"
    done = run(code, tmp_path)
    assert done.returncode == 1
    assert done.stderr.index("ValueError: x and y") < done.stderr.index("length-mismatch")
    assert "kerascope/" not in done.stderr.split("length-mismatch")[0]


def test_a_right_program_meets_silence(tmp_path: object) -> None:
    code = "import kerascope\nkerascope.watch()\nimport matplotlib.pyplot as plt\n"
    code += "plt.plot([1, 2, 3])\nplt.savefig('a.png')\n"
    assert run(code, tmp_path).stderr == ""


def test_a_figure_at_hand_is_judged() -> None:
    figure = Figure()
    figure.subplots().plot(np.zeros((1, 5)))
    report = kerascope.inspect(figure)
    assert {f.cause for f in report.findings} & {"batch-axis", "single-point-line"}


def test_a_right_figure_at_hand_is_not() -> None:
    figure = Figure()
    figure.subplots().imshow(np.random.default_rng(0).random((8, 8)))
    assert kerascope.inspect(figure).findings == ()


def test_inspect_says_what_it_takes() -> None:
    with pytest.raises(UsageError, match="Given: an object of type int"):
        kerascope.inspect(3)


def test_why_explains_an_exception() -> None:
    import matplotlib.pyplot as plt

    try:
        plt.imshow(np.zeros((1, 8, 8, 1)))
    except TypeError as problem:
        report = kerascope.why(problem)
    finally:
        plt.close("all")
    assert report.exception is not None
    assert report.exception.startswith("TypeError: Invalid shape")
