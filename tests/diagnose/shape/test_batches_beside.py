"""A batch of one that meets what has no batch: single samples, names, a plane of arrows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked, family, said

from kerascope.diagnose import all_causes

SHAPE = family("shape")
TWO = "a, b = rng.random((9, 7, 1)), rng.random((1, 9, 7, 1))\n"

BESIDE = {
    "drawn under its name": "both = np.hstack([a, b])\nplt.imshow(both)",
    "in the call": "plt.imshow(np.concatenate((a, b), axis=1)[..., 0])",
    "given back by a function": "def both():\n    return np.vstack([a, b])\nplt.matshow(both()[..., 0])",
    "given back under a name": "def f():\n    c = np.vstack([a, b])\n    return c\nd = f()\nplt.matshow(d[..., 0])",
    "walked over": "for one in np.stack([a, b]):\n    plt.imshow(one)",
}


@pytest.mark.parametrize("code", BESIDE.values(), ids=BESIDE)
def test_put_together_to_be_drawn(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(TWO + code, tmp_path, monkeypatch, SHAPE)
    assert [(c, s) for c, s, _ in said(report)] == [("batch-axis", "error")]
    assert report.findings[0].fix is not None
    assert report.findings[0].fix.after == "b[0]"


NO_BATCH = {
    "not drawn": "c = np.hstack([a, b])\nplt.imshow(a)",
    "several in the batch": "c = np.hstack([a, np.repeat(b, 3, axis=0)])\nplt.imshow(c)",
    "another picture in the batch": "c = np.hstack([a, b[:, :5]])\nplt.imshow(c)",
    "two axes apart": "c = np.hstack([a, b[None]])\nplt.imshow(c)",
}


@pytest.mark.parametrize("code", NO_BATCH.values(), ids=NO_BATCH)
def test_what_is_no_batch_of_one_beside_it(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "batch-axis" not in [c for c, _, _ in said(checked(TWO + code, tmp_path, monkeypatch, SHAPE))]


CURVES = "past, seen, ahead = rng.random((4, 9, 2)), rng.random((4, 5)), rng.random((1, 5))\n"

ONWARDS = {
    "one after the other": ("plt.plot(np.concatenate([past[2, :, 0], ahead]))", "ahead[0]"),
    "side by side, which is on and on": ("plt.plot(np.hstack((past[2, :, 0], ahead)))", "ahead[0]"),
    "put before": ("both = np.append(ahead, past[2, :, 0], axis=0)\nplt.plot(both)", "ahead[0]"),
    "several series": (
        "more = ahead[..., None].repeat(2, axis=-1)\nplt.plot(np.concatenate([past[2], more]))",
        "more[0]",
    ),
    "column of a table": (
        "import pandas as pd\npd.DataFrame({'seen': seen[1], 'ahead': ahead}).plot()",
        "ahead[0]",
    ),
    "only column of a table": ("import pandas as pd\npd.DataFrame({'ahead': ahead}).plot()", "ahead[0]"),
}


@pytest.mark.parametrize(("code", "after"), ONWARDS.values(), ids=ONWARDS)
def test_one_curve_after_or_beside_another(
    code: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checked(CURVES + code, tmp_path, monkeypatch, SHAPE)
    assert [(c, s) for c, s, _ in said(report)] == [("batch-axis", "error")]
    assert [f.fix.after for f in report.findings if f.fix] == [after]


NO_ROW = {
    "column": "plt.plot(np.concatenate([past[2, :, 0], ahead.T]))",
    "rows that stand over each other": "plt.plot(np.stack([past[2, :, 0], ahead]))",
    "another number of series": "plt.plot(np.concatenate([past[2], ahead[..., None]]))",
    "joined along the series": "plt.plot(np.concatenate([past[2], rng.random((1, 5, 2))], axis=1))",
    "not drawn": "np.concatenate([past[2, :, 0], ahead])",
    "column of a table": "import pandas as pd\npd.DataFrame({'seen': seen[1], 'ahead': ahead.T}).plot()",
    "shorter than the other columns": "import pandas as pd\npd.DataFrame({'p': past[1, :, 0], 'a': ahead}).plot()",
    "several rows in a table": "import pandas as pd\npd.DataFrame({'seen': seen[1], 'ahead': seen[:2]}).plot()",
}


@pytest.mark.parametrize("code", NO_ROW.values(), ids=NO_ROW)
def test_what_is_no_row_beside_a_curve(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "batch-axis" not in [c for c, _, _ in said(checked(CURVES + code, tmp_path, monkeypatch, SHAPE))]


@pytest.mark.parametrize("draw", ["plt.streamplot(np.arange(7), np.arange(9), u, v)", "plt.quiver(u, v)"])
def test_arrows_of_a_batch(draw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "u, v = rng.random((2, 1, 9, 7))\n" + draw
    assert said(checked(code, tmp_path, monkeypatch, SHAPE)) == [("batch-axis", "error", 2)]
    assert said(checked(code.replace("(2, 1, 9, 7)", "(2, 9, 7)"), tmp_path, monkeypatch, SHAPE)) == []


@pytest.mark.parametrize(("names", "axes", "named"), [(1, "batch", 1), (1, "time", 0), (2, "batch", 0)])
def test_names_paired_off_with_a_batch(names: int, axes: str, named: int) -> None:
    left = argument("x", list("abc")[:names], "list(shares)")
    right = argument("height", np.full((1, 3), 0.3), "shares.values()", axes=(axes, "unit"))
    one = call("bar", "bar", left, right, exception="TypeError: only 0-dimensional arrays can be converted")
    assert len(list(all_causes()["batch-axis"].look(one, run_with(one, panels=[panel()])))) == named


def test_values_of_a_dict_are_what_matplotlib_makes_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "d = {'a': 1, 'b': 2}\nplt.bar(d.keys(), dict(zip('abc', range(3))).values())"
    assert said(checked(code, tmp_path, monkeypatch, SHAPE)) == [("length-mismatch", "error", 2)]
    assert said(checked("d = {'a': 1, 'b': 2}\nplt.bar(d.keys(), d.values())", tmp_path, monkeypatch, SHAPE)) == []
