"""An x that several lines share, and that is longer than they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

LOSS = "loss, val = [3.0, 2.0, 1.5], [3.1, 2.2, 1.9]\n"
TWICE = "plt.plot(turns, loss)\nplt.plot(turns, val)\n"


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        (f"{LOSS}turns = range(20)\n{TWICE}", "range(20)", "range(len(loss))"),
        (f"{LOSS}turns = list(range(1, 9))\n{TWICE}", "list(range(1, 9))", "range(1, len(loss) + 1)"),
        (f"turns = range(20)\n{LOSS}{TWICE}", "turns", "range(len(loss))"),  # the losses come later
        (f"{LOSS}turns = range(20)\nplt.plot(turns, loss)\n", "turns", "range(len(loss))"),
    ],
)
def test_the_fix_is_where_the_lines_have_their_x_from(
    code: str, before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (finding,) = checked(code, tmp_path, monkeypatch, ["length-mismatch"]).findings
    assert finding.fix is not None
    assert (finding.fix.before, finding.fix.after) == (before, after)
    script = tmp_path / "script.py"
    lines = script.read_text().splitlines()
    line = (finding.fix.location or finding.location).line or 0
    lines[line - 1] = lines[line - 1].replace(before, after, 1)
    mended = "\n".join(lines[3:]) + "\n"
    left = checked(mended, tmp_path, monkeypatch, ["length-mismatch"]).findings
    assert len(left) == (before == "turns" and "val)" in code)  # an edit of one call leaves the next one as it is
