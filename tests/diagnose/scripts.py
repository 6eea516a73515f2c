"""Small scripts run under watch in this process: what a family of causes says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerascope.diagnose import all_causes
from kerascope.findings import Report
from kerascope.session import check

__all__ = ["checked", "family", "said"]

HEAD = "import matplotlib.pyplot as plt\nimport numpy as np\nrng = np.random.default_rng(0)\n"


def family(name: str) -> list[str]:
    return [n for n, c in all_causes().items() if c.family == name]


def checked(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch, select: list[str]) -> Report:
    import matplotlib.pyplot as plt

    script = folder / "script.py"
    script.write_text(HEAD + code)
    monkeypatch.chdir(folder)
    with plt.rc_context():
        report = check(script, select=select)
    plt.close("all")
    assert report.faults == ()
    return report


def said(report: Report) -> list[tuple[str, str, int]]:
    """(cause, severity, line), lines counted from the first one after the shared head."""
    return [(f.cause, f.severity, (f.location.line or 0) - HEAD.count("\n")) for f in report.findings]
