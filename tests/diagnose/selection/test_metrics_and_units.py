"""Metrics of a history drawn by their names, and a model's own numbers beside those they should predict."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Call, Panel, Provenance, Value
from kerascope.findings import Finding

HELD = "held = {'loss': [3.0, 2.0, 1.5], 'mae': [1.0, 0.8, 0.7]}\n"


@pytest.mark.parametrize(
    "code",
    [
        "for name in held:\n    plt.plot(name, label=name)\n",
        "for n, name in enumerate(held.keys()):\n    plt.subplot(1, 2, n + 1)\n    plt.semilogy(name)\n",
        "first, second = held\nplt.plot(first)\nplt.plot(second)\n",
        "for name in held:\n    plt.plot(range(3), name)\n",
        "for name in held:\n    plt.plot(name, held[name])\n",
        "for pair in held.items():\n    plt.plot(pair)\n",
        "for n, name in enumerate(held):\n    plt.bar(n, name)\n",
        "for n, name in enumerate(held):\n    plt.barh(n, width=name)\n",
    ],
)
def test_keys_drawn_one_by_one(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(HELD + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["history-object"])
    assert {f.cause for f in report.findings} == {"history-object"}


@pytest.mark.parametrize(
    "code",
    [
        "for name in held:\n    plt.plot(held[name], label=name)\n",
        "for name, values in held.items():\n    plt.bar(name, values[-1])\n",
        "for name, values in held.items():\n    plt.barh(name, values[-1])\n",
        "for name in held:\n    plt.bar(name, held[name][-1])\n",
        "plt.bar([1, 2, 3], 'loss', data=held)\n",
        "for name in held:\n    plt.bar('last', held[name][-1], label=name)\n",
        "for name, values in held.items():\n    plt.plot(values[-1], name, 'o')\n",
        "plt.plot('loss', data=held)\n",
        "plt.barh(list(held), [v[-1] for v in held.values()])\n",
    ],
)
def test_keys_as_categories(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(HELD + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["history-object"])
    assert report.findings == ()


def test_all_lists_of_a_history_at_once() -> None:
    history = Value("", "History", about={"keys": ["loss", "mae"], "lengths": {"loss": 4, "mae": 4}})
    drawn = call("plot", "line", argument("y", np.ones((2, 4)).cumsum(1), "run.history.values()"))
    run = run_with(drawn, histories=(history,))
    assert [f.evidence["keys"] for f in all_causes()["history-object"].look(drawn, run)] == [["loss", "mae"]]


TRUTH = np.linspace(900.0, 2600.0, 12)
GUESS = np.log1p(TRUTH).astype("float32") + np.float32(0.01)
RAW = (Value("output", "ndarray", provenance=Provenance("output"), values=GUESS.reshape(-1, 1)),)


def units(*calls: Call, on: Panel | None = None) -> list[Finding]:
    run = run_with(*calls, panels=[on or panel(ylim=(0.0, 2700.0), xlim=(0.0, 2700.0))], outputs=RAW)
    return [f for c in calls for f in all_causes()["mixed-units"].look(c, run)]


def bars(values: np.ndarray, number: int, label: str) -> Call:
    return call("bar", "bar", argument("height", values, ""), number=number, options={"label": label}, via="pandas")


def test_a_column_of_raw_output_beside_the_truth() -> None:
    assert len(units(bars(TRUTH, 0, "sold"), bars(GUESS, 1, "net"))) == 1
    assert units(bars(TRUTH, 0, "sold"), bars(np.expm1(GUESS), 1, "net")) == []
    assert units(bars(TRUTH, 0, "sold"), bars(GUESS * 1.5, 1, "share")) == []  # of no model


def test_a_flat_residual_is_small_by_nature() -> None:
    truth = call("plot", "line", argument("y", TRUTH, "y"), options={"label": "true"})
    rest = call("plot", "line", argument("y", TRUTH / 1e5, "r"), number=1, options={"label": "prediction error"})
    assert units(truth, rest) == []


def test_two_lines_of_one_call() -> None:
    one = call("plot", "line", argument("y", TRUTH, "sold"), argument("y", GUESS, "net"))
    assert len(units(one)) == 1


def test_a_forecast_after_what_was_measured() -> None:
    past = call("plot", "line", argument("x", np.arange(40.0)), argument("y", np.linspace(800, 2600, 40), "past"))
    ahead = (argument("x", np.arange(40.0, 52.0)), argument("y", GUESS, "forecast"))
    assert len(units(past, call("plot", "line", *ahead, number=1))) == 1
    beside = (argument("x", np.arange(12.0)), argument("y", GUESS, "forecast"))
    assert units(past, call("plot", "line", *beside, number=1)) == []


WHOLE = np.linspace(800.0, 2600.0, 40)
DAYS = np.datetime64("2024-01-01") + np.arange(40)


@pytest.mark.parametrize(
    ("name", "guess", "whole", "part", "named"),
    [
        ("forecast", GUESS, None, np.arange(28.0, 40.0), 1),
        ("forecast", GUESS, DAYS, DAYS[28:], 1),
        ("forecast", np.expm1(GUESS), None, np.arange(28.0, 40.0), 0),
        ("anomaly", GUESS, None, np.arange(28.0, 40.0), 0),  # a score, for all that is known
        ("forecast error", GUESS, DAYS, DAYS[28:], 0),
        ("forecast", GUESS, DAYS, DAYS[5:17], 0),  # in the midst of it: no test part
    ],
)
def test_a_forecast_over_the_last_part_of_what_was_measured(
    name: str, guess: np.ndarray, whole: np.ndarray | None, part: np.ndarray, named: int
) -> None:
    x = () if whole is None else (argument("x", whole, "days"),)
    past = call("plot", "line", *x, argument("y", WHOLE, "past"))
    last = call("plot", "line", argument("x", part, "when"), argument("y", guess, name), number=1)
    assert len(units(past, last)) == named


@pytest.mark.parametrize("start", [0, 10, 28])
def test_a_forecast_padded_with_nan_to_its_place(start: int) -> None:
    padded = np.full(40, np.nan)
    padded[start : start + 12] = GUESS
    past = call("plot", "line", argument("y", WHOLE, "series"))
    assert len(units(past, call("plot", "line", argument("y", padded, "tail"), number=1))) == 1
    padded[start : start + 12] = np.expm1(GUESS)
    assert units(past, call("plot", "line", argument("y", padded, "tail"), number=1)) == []
    padded[start : start + 12] = GUESS[::-1]  # numbers of one's own
    assert units(past, call("plot", "line", argument("y", padded, "tail"), number=1)) == []


@pytest.mark.parametrize(("ylabel", "named"), [("predicted sales", 1), ("predicted log sales", 0), ("net", 0)])
def test_predicted_over_actual(ylabel: str, named: int) -> None:
    dots = call("scatter", "scatter", argument("x", TRUTH, "sold"), argument("y", GUESS, "net"))
    labels = panel(xlabel="actual sales", ylabel=ylabel, ylim=(6.5, 8.0), xlim=(800.0, 2700.0))
    assert len(units(dots, on=labels)) == named


@pytest.mark.parametrize(
    ("level", "large", "named"),
    [
        (None, "measured", 1),
        (np.array(0.0), "measured", 1),
        (np.linspace(20, 800, 30), "measured", 0),  # a band between two curves: of what, nobody knows
        (None, "predicted, lower quantile", 0),
    ],
)
def test_a_forecast_over_an_area(level: np.ndarray | None, large: str, named: int) -> None:
    truth = argument("y1", np.linspace(40, 900, 30), "load")
    low = [argument("y2", level, "low")] if level is not None else []
    area = call("fill_between", "other", truth, *low, options={"label": large})
    drawn = call("plot", "line", argument("y", np.linspace(0.1, 0.8, 30), "p"), number=1, options={"label": "forecast"})
    on = panel(ylim=(0.0, 945.0))
    run = run_with(area, drawn, panels=[on])
    assert len([f for c in (area, drawn) for f in all_causes()["mixed-units"].look(c, run)]) == named


def test_two_histograms_of_one_axis() -> None:
    one, two = (
        call("hist", "hist", argument("x", v, n), number=k)
        for k, (v, n) in enumerate([(TRUTH, "sold"), (GUESS, "net")])
    )
    assert len(units(one, two)) == 1


def test_a_logarithm_is_undone() -> None:
    text = "y = np.log1p(sold)\nplt.plot(sold)\nplt.plot(net)\n"
    calls = [
        call("plot", "line", argument("y", v, n), number=k)
        for k, (v, n) in enumerate([(TRUTH, "sold"), (GUESS, "net")])
    ]
    run = run_with(*calls, panels=[panel(ylim=(0.0, 2700.0))], outputs=RAW, sources={"script.py": text})
    fixes = [f.fix.after for c in calls for f in all_causes()["mixed-units"].look(c, run) if f.fix is not None]
    assert fixes == ["np.expm1(net)"]


EPOCHS = np.linspace(1.0, 0.1, 12)


@pytest.mark.parametrize(
    ("small", "large", "factor", "named"),
    [
        ("lr", "train loss", 300.0, 1),
        ("learning rate", "rmse", 300.0, 1),
        ("loss", "accuracy (%)", 300.0, 1),
        ("loss", "seconds", 300.0, 1),
        ("lr", "loss", 3.0, 0),
        ("kl loss", "reconstruction loss", 300.0, 0),  # both are losses: which of them counts is what is asked
        ("loss at lr=0.1", "loss at lr=9", 300.0, 0),
        ("slr", "loss", 300.0, 0),
        ("humidity", "air_pressure", 300.0, 1),
        ("temp", "wind", 300.0, 1),
        ("close", "volume", 300.0, 1),
        ("rh (%)", "p (mbar)", 300.0, 1),
        ("temperature north", "temperature south", 300.0, 0),
        ("training", "window", 300.0, 0),  # no rain, no wind
        ("group (a)", "group (b)", 300.0, 0),
        ("depth (m)", "height (m)", 300.0, 0),
        ("Oslo", "Tokyo", 300.0, 0),
    ],
)
def test_what_is_written_down_beside_a_loss(small: str, large: str, factor: float, named: int) -> None:
    values = ((small, EPOCHS / 4), (large, EPOCHS * factor))
    lines = [
        call("plot", "line", argument("y", v, "values"), number=n, options={"label": w})
        for n, (w, v) in enumerate(values)
    ]
    run = run_with(*lines, panels=[panel(ylim=(0.0, factor))])
    assert len(list(all_causes()["mixed-units"].look(lines[0], run))) == named


def test_columns_of_a_table_that_seaborn_drew() -> None:
    """Its lines have no names of their own; the legend has, in their order."""
    history = Value("", "History", about={"keys": ["mse", "mae"], "lengths": {"mse": 12, "mae": 12}})
    empty = call("plot", "line", argument("y", [], ""), via="seaborn")
    lines = [
        call("plot", "line", argument("y", v, ""), number=n, via="seaborn")
        for n, v in ((1, EPOCHS * 9e9), (2, EPOCHS * 9e4))
    ]

    def said(*legend: str) -> list[str]:
        run = run_with(empty, *lines, panels=[panel(ylim=(0.0, 9e9), legend=legend)], histories=(history,))
        return [f.message[:5] for c in run.calls for f in all_causes()["mixed-units"].look(c, run)]

    assert said("mse", "mae") == ["'mae'"]
    assert said("mae") == []
    assert said("a", "b") == []


@pytest.mark.parametrize(
    ("small", "large", "factor", "named"),
    [
        ("age", "income", 300.0, 1),
        ("age", "income", 3.0, 0),
        ("side_1", "side_2", 300.0, 0),  # several outputs that learn one target
        ("age", "", 300.0, 0),  # the sum of all: what counts of it is what is asked
    ],
)
def test_losses_of_two_outputs(small: str, large: str, factor: float, named: int) -> None:
    """Known by their numbers: the loop makes the key, and no name says which it is."""
    curves = {f"{small}_loss": EPOCHS, f"{large}_loss".strip("_"): EPOCHS * factor}
    about = {
        "keys": list(curves),
        "lengths": dict.fromkeys(curves, 12),
        "heads": [small, large or "income"],
        "ends": {k: [float(v[0]), float(v[-1])] for k, v in curves.items()},
    }
    lines = [call("plot", "line", argument("y", v, "log[k]"), number=n) for n, v in enumerate(curves.values())]
    past = (Value("fit", "History", about=about),)
    run = run_with(*lines, panels=[panel(ylim=(0.0, factor))], histories=past)
    assert len(list(all_causes()["mixed-units"].look(lines[0], run))) == named
    weighed = run_with(*lines, panels=[panel(ylim=(0.0, factor), title="Which loss dominates?")], histories=past)
    assert list(all_causes()["mixed-units"].look(lines[0], weighed)) == []
    unknown = run_with(*lines, panels=[panel(ylim=(0.0, factor))])
    assert list(all_causes()["mixed-units"].look(lines[0], unknown)) == []


def test_bars_of_a_table_are_called_as_its_columns() -> None:
    messages = [f.message for f in units(bars(TRUTH, 0, "reported"), bars(GUESS, 1, "network"))]
    assert [m.startswith("'network' runs") and "with 'reported'" in m for m in messages] == [True]


KILOS = 4000 + 900 * np.random.default_rng(2).random((60, 1))
UNIT = (KILOS - KILOS.min()) / np.ptp(KILOS)


@pytest.mark.parametrize(
    ("small", "large", "label", "scaled", "named"),
    [
        (UNIT[20:30, 0], 1.03 * KILOS[20:30, 0], "weighed", UNIT, 1),  # answers in kilos beside a truth from 0 to 1
        (UNIT[::-3], (1.03 * KILOS)[::-3].astype("float32"), "harvest", UNIT, 1),
        (UNIT[20:30, 0], KILOS[20:30, 0], "weighed", UNIT, 0),  # the same fields before and after the scaling
        (UNIT[20:30, 0], 1.03 * KILOS[20:30, 0], "weighed, scaled", UNIT, 0),
        (UNIT[20:30, 0], 9 * KILOS[20:30, 0], "weighed", UNIT, 0),  # another quantity
        (UNIT[20:30, 0], 1.03 * KILOS[20:30, 0], "weighed", UNIT**2, 0),
        (np.linspace(0, 1, 10), 1.03 * KILOS[20:30, 0], "share", UNIT, 0),
    ],
)
def test_a_truth_that_was_never_scaled_back(
    small: object, large: object, label: str, scaled: object, named: int
) -> None:
    near = (Value("kilos", "ndarray", values=KILOS), Value("unit", "ndarray", values=scaled))
    one = call("bar", "bar", argument("height", small, "", near=near), options={"label": label}, via="pandas")
    two = call("bar", "bar", argument("height", large, ""), number=1, options={"label": "net"}, via="pandas")
    run = run_with(one, two, panels=[panel(ylim=(0.0, 9e4 if named == 0 else 5e3))], models=(Value("m", "Model"),))
    said = list(all_causes()["mixed-units"].look(one, run))
    assert ["`unit`, which is `kilos` scaled" in f.message for f in said] == [True] * named


@pytest.mark.parametrize(
    ("names", "times", "net", "named"),
    [
        (("measured", "predicted"), 0.01, True, 1),
        (("measured", "predicted"), 0.01, False, 0),
        (("measured", "predicted"), 0.5, True, 0),
        (("measured", "prediction error"), 0.01, True, 0),
        (("predicted by a", "predicted by b"), 0.01, True, 0),
    ],
)
def test_boxes_of_a_truth_and_its_prediction(names: tuple[str, str], times: float, net: bool, named: int) -> None:
    truth = np.linspace(500, 900, 60)
    boxes = [argument("group", truth), argument("group", truth * times)]
    one = call("boxplot", "box", *boxes, options={"tick_labels": list(names)})
    models = (Value("net", "Functional", "keras", about={"model": True}),) if net else ()
    run = run_with(one, panels=[panel(ylim=(0, 950))], models=models)
    assert len(list(all_causes()["mixed-units"].look(one, run))) == named


WEATHER = (
    "import pandas as pd\nimport seaborn as sns\ntable = pd.DataFrame({'temperature': rng.normal(15, 4, 90),"
    " '%s': rng.normal(101300, 900, 90)})\n%s\nplt.savefig('x.png')\n"
)


@pytest.mark.parametrize(
    ("name", "drawn", "named"),
    [
        ("pressure", "sns.boxplot(data=table)", 1),
        ("pressure", "table.boxplot()", 1),
        ("pressure", "plt.boxplot(table.to_numpy(), tick_labels=list(table.columns))", 1),
        ("pressure", "plt.boxplot(table.to_numpy())", 0),
        ("pressure", "((table - table.mean()) / table.std()).boxplot()", 0),
        ("temperature of the sun", "table.boxplot()", 0),
        ("pressure", "table.boxplot()\nplt.yscale('log')", 0),
    ],
)
def test_boxes_of_two_units(name: str, drawn: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(WEATHER % (name, drawn), tmp_path, monkeypatch, ["mixed-units"]).findings
    assert len(found) == named
