"""Columns of a table as lines, and strokes that a library draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Provenance, Value


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["time-axis"]).findings]


def test_quartiles_in_violins_are_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("seaborn")
    code = (
        "import seaborn as sns\nday = np.repeat(np.arange(4), 60)\n"
        "ax = sns.violinplot(x=day, y=rng.normal(size=240), hue=np.tile([0, 1], 120), split=True, inner='quart')\n"
        "ax.set_xlabel('day')\n"
    )
    assert _said(code, tmp_path, monkeypatch) == []


def test_a_table_turned_round_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    code = "import pandas as pd\npd.DataFrame(rng.random((3, 40))).plot(legend=False)\nplt.xlabel('day')\n"
    assert _said(code, tmp_path, monkeypatch) == ["time-axis"]


FORECAST = (
    "import pandas as pd\nf = np.stack([a + b * np.sin(np.arange(40) / 8) for a, b in [(14, 3), (15, 5), (2, 2)]])\n"
)
SNAPSHOTS = "import pandas as pd\nf = rng.normal(size=30) + np.cumsum(rng.normal(size=(6, 30)) / 20, axis=0)\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (FORECAST + "pd.DataFrame(f).plot()\n", 1),  # pandas' legend counts the columns
        (FORECAST + "pd.DataFrame(f, columns=[f't+{k}' for k in range(40)]).plot()\n", 1),
        (FORECAST + "pd.DataFrame(f.T).plot()\n", 0),
        (FORECAST + "pd.DataFrame(f, columns=[f'unit {k}' for k in range(40)]).plot()\n", 0),
        (SNAPSHOTS + "pd.DataFrame(f).plot()\n", 0),  # thirty weights over six steps
        (SNAPSHOTS + "plt.plot(f)\nplt.legend(range(30))\n", 0),
    ],
)
def test_legends_that_count(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    assert _said(code + "plt.xlabel('hours ahead')\n", tmp_path, monkeypatch) == ["time-axis"] * named


def test_lists_of_a_history_one_below_the_other() -> None:
    lengths = {"loss": 6, "val_loss": 6}
    history = Value("", "History", about={"keys": list(lengths), "lengths": lengths})

    def said(values: np.ndarray, expression: str) -> int:
        one = call("plot", "line", argument("y", values, expression), source=f"plt.plot({expression})")
        text = "curves.append(run.history['loss'])\n"
        on = panel(xlabel="epoch")
        run = run_with(one, panels=[on], histories=(history,), sources={"script.py": text})
        return len(list(all_causes()["time-axis"].look(one, run)))

    assert said(np.ones((2, 6)), "[h['loss'], h['val_loss']]") == 1
    assert said(np.ones((3, 6)), "curves") == 1
    assert said(np.ones((6, 3)), "curves.T") == 0
    assert said(np.ones((3, 6)), "snapshots") == 0


PULSE = np.sin(np.arange(200) / 9) * np.array([[1.0], [0.4], [-0.7], [0.1]])


@pytest.mark.parametrize(
    ("values", "xlabel", "axes", "named"),
    [
        (PULSE, "sample", None, 1),
        (PULSE, "reading", ("height", "width"), 1),
        (PULSE, "sample", ("channel", "time"), 1),
        (PULSE.T, "sample", None, 0),
        (PULSE, "channel", ("channel", "time"), 0),
        (PULSE, "", None, 0),
        (PULSE, "sample", ("batch", "time"), 0),  # a data set's rows
        (np.random.default_rng(0).normal(size=(4, 200)), "sample", None, 0),  # four rows of a table
    ],
)
def test_a_recording_under_samples(values: np.ndarray, xlabel: str, axes: tuple[str, ...] | None, named: int) -> None:
    one = call("plot", "line", argument("y", values, "signal", axes=axes))
    run = run_with(one, panels=[panel(xlabel=xlabel)])
    assert len(list(all_causes()["time-axis"].look(one, run))) == named


def _ensemble(rounds: int, xlabel: str, grid: bool = True, title: str = "") -> list[str]:
    """Lines of several networks' answers over 40 places, one network a row, scaled back by hand."""
    rng = np.random.default_rng(3)
    raw = [np.sin(np.linspace(0, 3, 40) + 0.1 * k)[:, None] + rng.normal(0, 0.01, (40, 1)) for k in range(rounds)]
    outputs = tuple(Value("output of dense", "ndarray", values=r.astype("float32")) for r in raw)
    answers = np.stack([5 * o.values[:, 0] + 290 for o in outputs])
    places = np.linspace(0, 12, 40) if grid else rng.random(40)
    near = (Value("places", "ndarray", values=places),)
    drawn = call("plot", "line", argument("y", answers, "answers", near=near))
    run = run_with(drawn, panels=[panel(xlabel=xlabel)], title=title, outputs=outputs)
    return [f.cause for f in all_causes()["time-axis"].look(drawn, run)]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"xlabel": "place"}, 1),
        ({"xlabel": "", "title": "Five networks"}, 1),
        ({"xlabel": "network"}, 0),
        ({"xlabel": "", "title": "Answers over the epochs"}, 0),
        ({"xlabel": "place", "grid": False}, 0),  # houses, patients: what each of them is told over the networks
    ],
)
def test_answers_of_several_networks(given: dict[str, object], named: int) -> None:
    assert len(_ensemble(5, **given)) == named  # type: ignore[arg-type]


DATES = [str(np.datetime64("2025-01-01") + k) + " 00:00:00" for k in range(28)]
SHOPS = ("", "Harbour", "", "Station", "Old Town", "Airport")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, 1),
        ({"columns": [d[:10] for d in DATES]}, 1),
        ({"columns": [f"2025-{k // 2 + 1:02}-{k % 2 + 1:02}" for k in range(28)]}, 1),
        ({"columns": [f"t+{k}" for k in range(28)]}, 1),
        ({"columns": [f"shop {k}" for k in range(28)]}, 0),
        ({"columns": DATES[::-1]}, 0),
        ({"rows": ("1M", "3M", "1Y", "10Y")}, 0),  # a curve for each day
        ({"rows": ("Mon", "Tue", "Wed", "Thu")}, 0),
        ({"rows": ("January", "February", "March", "April")}, 0),
        ({"rows": ("0", "1", "2", "3")}, 0),  # windows, one after the other
        ({"rows": ("morning", "noon", "evening", "night")}, 0),
        ({"xlabel": "network"}, 0),
        ({"xlabel": "shop"}, 0),  # whoever names the rows meant them
        ({"model": False}, 0),
    ],
)
def test_dates_as_columns_of_a_forecast(given: dict[str, object], named: int) -> None:
    told = {"columns": DATES, "rows": SHOPS, "xlabel": "", "model": True, **given}
    made = np.cumsum(np.random.default_rng(7).normal(size=(4, 28)), axis=1).astype("float32")
    table = made.astype("float64") * [[40.0], [65.0], [25.0], [90.0]]
    outputs = (Value("output of dense", "ndarray", values=made),) if told["model"] else ()
    calls = [
        call(
            "plot",
            "line",
            argument("x", np.arange(4)),
            argument("y", table[:, k], ""),
            number=k,
            via="pandas",
            artists=(Artist("line", label=told["columns"][k]),),
            source="table.plot()",
        )
        for k in range(28)
    ]
    shown = panel(xlabel=told["xlabel"], xnames=tuple(enumerate(told["rows"])))
    run = run_with(*calls, panels=[shown], outputs=outputs)
    found = [f for c in calls for f in all_causes()["time-axis"].look(c, run)]
    assert [(f.severity, f.evidence["shape"]) for f in found] == [("error", [4, 28])] * named


HOURS = np.arange(48)
COMING = np.stack([12 + a * np.sin((HOURS - b) / 4) for a, b in [(2, 9), (5, 8), (3.5, 8.5), (4, 10)]])
NUMBERED = [str(k) for k in range(48)]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, 1),
        ({"via": "seaborn", "columns": [""] * 48, "legend": tuple(NUMBERED)}, 1),
        ({"via": "", "columns": [""] * 48}, 1),
        ({"via": "", "columns": [""] * 48, "rows": ("", "Harbour", "Station", "Airport", "Old Town", "")}, 1),
        ({"made": np.random.default_rng(5).normal(size=(4, 48))}, 0),  # what 48 units say of four sounds
        ({"via": "a loop"}, 1),
        ({"via": "a loop", "columns": [""] * 48}, 1),
        ({"via": "a loop", "columns": [""] * 48, "made": np.random.default_rng(5).normal(size=(4, 48))}, 0),
        ({"via": "a loop", "columns": [""] * 48, "rows": ()}, 0),
        ({"via": "a loop", "columns": [f"site {k}x" for k in range(48)]}, 0),
        ({"via": "a loop", "apart": 1, "columns": [""] * 48}, 0),  # each line over a place of its own
        ({"columns": [str(5 * k) for k in range(48)]}, 1),
        ({"columns": [str(48 - k) for k in range(48)]}, 0),
        ({"columns": [f"unit {k}" for k in range(48)]}, 0),
        ({"via": "", "columns": [""] * 48, "legend": tuple(f"unit {k}" for k in range(48))}, 0),
        ({"rows": ("1M", "3M", "1Y", "10Y")}, 0),
        ({"rows": ("spring", "summer", "autumn", "winter")}, 0),
        ({"rows": ("start", "end")}, 0),  # a few words along an axis that counts
        ({"made": COMING[:2], "rows": ("before", "after")}, 0),
        ({"xlabel": "shop"}, 0),
        ({"turned": True}, 0),
        ({"model": False}, 0),
    ],
)
def test_unnamed_steps_as_columns_of_a_forecast(given: dict[str, object], named: int) -> None:
    told = {"columns": NUMBERED, "rows": SHOPS, "xlabel": "", "via": "pandas", "made": COMING, **given}
    made = np.asarray(told["made"]).astype("float32")
    table = 3.0 * (made.T if told.get("turned") else made).astype("float64")
    outputs = (Value("output of dense", "ndarray", values=made),) if told.get("model", True) else ()
    lines = tuple(Artist("line", label=name) for name in told["columns"])
    if told["via"]:
        via, apart = str(told["via"]).replace("a loop", ""), told.get("apart", 0)
        x = [argument("x", np.arange(len(table)) + k * apart) for k in range(48)]
        ys = [argument("y", c, "") for c in table.T]
        calls = [call("plot", "line", x[k], y, number=k, via=via, artists=(lines[k],)) for k, y in enumerate(ys)]
    else:
        calls = [call("plot", "line", argument("y", table, "table"), artists=lines)]
    shown = panel(xlabel=told["xlabel"], xnames=tuple(enumerate(told["rows"])), legend=told.get("legend"))
    run = run_with(*calls, panels=[shown], outputs=outputs)
    assert len([f for c in calls for f in all_causes()["time-axis"].look(c, run)]) == named


@pytest.mark.parametrize(
    ("x", "rows", "named"),
    [
        (np.arange(4), (), 1),
        (np.arange(4), ("1", "2", "3", "4"), 1),
        (np.arange(4), ("mon", "tue", "wed", "thu"), 0),  # what 36 places have on four days
        (np.arange("2025-01-01", "2025-01-05", dtype="datetime64[D]"), (), 0),
        (np.arange(4), ("small", "medium", "large", "huge"), 0),
        (np.arange(4), ("start", "", "", "end"), 1),
    ],
)
def test_an_output_per_sample_over_what_x_names(x: np.ndarray, rows: tuple[str, ...], named: int) -> None:
    made = np.random.default_rng(2).normal(size=(4, 36)).astype("float32")
    output = Provenance("output", ("batch", "unit"), layer_class="Dense")
    data = argument("y", made, "f", axes=("batch", "unit"), provenance=output)
    one = call("plot", "line", argument("x", x, "x"), data)
    gave = Value("output of dense", "ndarray", provenance=output, values=made)
    run = run_with(one, panels=[panel(xnames=tuple(enumerate(rows)))], outputs=(gave,))
    assert len(list(all_causes()["time-axis"].look(one, run))) == named
