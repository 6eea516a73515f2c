"""Text where numbers are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Facts, Run, Value
from kerascope.findings import Finding
from kerascope.watch.values.described import describe

SAID = "could not convert string to float: '7.5 kg'"
TABLE = Facts("pandas.DataFrame", (5, 2), "object", "O", 10)
WRITTEN = "weights.map(lambda w: f'{w:.1f} kg')"


def _said(
    where: str, value: str = WRITTEN, text: tuple[str, ...] = ("mine", "yours"), said: str = SAID
) -> list[Finding]:
    table = Value("shown", "DataFrame", "pandas", TABLE, about={"columns": ["mine", "yours"], "object_columns": text})
    seen = failure("ValueError", said, "sns.heatmap(shown, cmap='Blues')", table, where=(where, "seaborn:__init__"))
    seen = replace(seen, lineage=(Assignment("shown", f"shown = {value}", 3, value),))
    return list(all_causes()["unsupported-dtype"].look(seen, Run("s.py", failure=seen)))


def test_numbers_that_were_written_as_text() -> None:
    (finding,) = _said("seaborn:heatmap")
    assert "such as '7.5 kg'" in finding.message
    assert "Line 3 writes the numbers as text" in finding.message
    assert finding.fix is None
    (plain,) = _said("seaborn:heatmap", "read()", said="could not convert string to float: np.str_('7.5 kg')")
    assert "Line 3" not in plain.message
    assert "such as '7.5 kg'" in plain.message


def test_one_column_of_text_can_be_left_out() -> None:
    (finding,) = _said("seaborn:heatmap", text=("mine",))
    assert "in column mine" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == "shown.drop(columns=['mine'])"


@pytest.mark.parametrize(
    ("where", "said"),
    [("pandas:astype", SAID), ("seaborn:heatmap", "Unknown format code 'g' for object of type 'str'")],
)
def test_what_is_refused_before_or_for_another_reason(where: str, said: str) -> None:
    assert _said(where, said=said) == []


def _object_array(about: dict[str, object], made: str) -> list[Finding]:
    facts = Facts("numpy.ndarray", (4, 2), "object", "O", 8)
    held = Value("sheet.values", "ndarray", "numpy", facts, about=about)
    whole = Value("sheet", "DataFrame", "pandas", TABLE, about={"object_columns": ("low", "high")})
    data = replace(argument("X", np.zeros((4, 2)), "sheet.values"), facts=facts, values=None, names=(held, whole))
    data = replace(data, lineage=(Assignment("sheet", f"sheet = {made}", 2, made),))
    seen = failure("TypeError", "Image data of dtype object cannot be converted to float", "plt.imshow(sheet.values)")
    seen = replace(seen, call=replace(call("imshow", "image", data), exception="TypeError"))
    return list(all_causes()["unsupported-dtype"].look(seen, Run("s.py", failure=seen)))


def test_numbers_written_into_a_table_made_without_data() -> None:
    numbers = {"types": ["numpy.float64"], "shapes": [[], [], []]}
    (finding,) = _object_array(numbers, "pd.DataFrame(index=names, columns=['low', 'high'])")
    assert "(line 2) has no data" in finding.message
    assert "text column" not in finding.message
    assert finding.fix is not None
    assert finding.fix.after == 'sheet.values.astype("float32")'
    (plain,) = _object_array(numbers, "pd.DataFrame(read(), columns=['low', 'high'])")
    assert "has no data" not in plain.message


def test_arrays_in_cells_are_for_another_cause() -> None:
    assert _object_array({"types": ["numpy.ndarray"], "shapes": [[3], [4]]}, "pd.DataFrame(columns=['a'])") == []


NOTHING = "no numeric data to plot"


def _refused(
    value: Value, source: str, message: str = NOTHING, where: str = "pandas:__call__", *more: Value
) -> list[Finding]:
    seen = failure("TypeError", message, source, value, *more, where=(where, "pandas:plot"))
    return list(all_causes()["unsupported-dtype"].look(seen, Run("s.py", failure=seen)))


def test_a_table_of_bfloat16_is_none_of_numbers_to_pandas() -> None:
    short = Facts("pandas.DataFrame", (8, 3), "bfloat16", "V", 24)
    (finding,) = _refused(Value("odds", "DataFrame", "pandas", short, about={"columns": ["a"]}), "ax = odds.plot()")
    assert "`odds`, shape (8, 3), has dtype bfloat16" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == 'odds.astype("float32")'
    hist = "hist method requires numerical or datetime columns, nothing to plot."
    assert len(_refused(Value("odds", "DataFrame", "pandas", short), "odds.hist()", hist)) == 1


@pytest.mark.parametrize(
    ("example", "said", "after"),
    [
        ("0.31", "such as '0.31'", "log['loss'].astype(float)"),
        ("0,31", '`decimal=","` of `read_csv`', None),
        ("n/a", "such as 'n/a'", None),
    ],
)
def test_a_column_of_text(example: str, said: str, after: str | None) -> None:
    facts = Facts("pandas.Series", (6,), "str", "O", 6)
    column = Value("log['loss']", "Series", "pandas", facts, about={"cells": ["str"], "example": example})
    (finding,) = _refused(column, "log['loss'].plot()")
    assert said in finding.message
    assert (finding.fix.after if finding.fix is not None else None) == after


def test_losses_kept_as_tensors() -> None:
    facts = Facts("list", (5,), "float32", "f", 5)
    kept = Value("losses", "list", "builtins", facts, about={"types": ["torch.Tensor"], "length": 5})
    (finding,) = _refused(kept, "pd.DataFrame({'loss': losses}).plot()")
    assert "holds torch.Tensor objects" in finding.message


def test_a_table_that_is_refused_for_another_reason() -> None:
    empty = Value("log", "DataFrame", "pandas", Facts("pandas.DataFrame", (0, 0), "object", "O", 0), about={})
    assert _refused(empty, "log.plot()") == []
    lists = replace(empty, facts=Facts("pandas.Series", (2,), "object", "O", 2), about={"cells": ["list"]})
    assert _refused(lists, "log.plot()") == []
    numbers = replace(empty, facts=Facts("pandas.DataFrame", (4, 2), "float64", "f", 8))
    assert _refused(numbers, "log.plot()") == []
    text = replace(lists, about={"cells": ["str"], "example": "north"})
    assert _refused(text, "log.plot()", where="shop:draw") == []


def test_the_cells_of_a_table_are_described() -> None:
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"when": ["mon", "tue"], "loss": [1.0, 2.0], "kept": [[1], None]})
    about = describe(table, "table").about
    assert about["cells"] == ["NoneType", "list", "str"]
    assert about["example"] == "mon"
    assert "cells" not in describe(table[["loss"]], "table").about
    assert describe(table["when"], "column").about["cells"] == ["str"]
    assert "cells" not in describe(pd.DataFrame(), "empty").about


@pytest.mark.parametrize(
    ("source", "short", "named"),
    [
        ("log.plot(ax=ax)", ["guess"], 1),
        ("log.plot.area()", ["guess"], 1),
        ("log.plot(y='truth')", ["guess"], 0),
        ("log[['truth']].plot()", ["guess"], 0),  # what is left out was left out by the code
        ("log.plot()", [], 0),
    ],
)
def test_a_column_that_pandas_leaves_out(source: str, short: list[str], named: int) -> None:
    about = {"columns": ["truth", "guess"], **({"short_columns": short} if short else {})}
    table = Value("log", "DataFrame", "pandas", TABLE, about=about)
    drawn = call("plot", "line", argument("y", [1.0, 2.0, 3.0], "", names=(table,)), via="pandas", source=source)
    found = list(all_causes()["unsupported-dtype"].look(drawn, Run("s.py", (drawn,))))
    assert len(found) == named
    assert all("column guess of `log`" in f.message for f in found)


@pytest.mark.parametrize(
    ("source", "kept", "named"),
    [
        ("log.plot()", ["loss"], 1),
        ("ax = log.plot(x='epoch', marker='o')", ["loss"], 1),
        ("log.plot(y=['loss', 'accuracy'])", ["loss"], 1),
        ("log.plot(y='accuracy')", ["loss"], 0),
        ("log.plot(y='accuracy', label='loss')", ["loss"], 0),
        ("log[['accuracy']].plot()", ["loss"], 0),
        ("catalog.plot()", ["loss"], 0),  # another table
        ("log.plot()", [], 0),
    ],
)
def test_a_column_of_tensors_that_pandas_leaves_out(source: str, kept: list[str], named: int) -> None:
    about = {"columns": ["epoch", "accuracy", "loss"], **({"tensor_columns": kept} if kept else {})}
    table = Value("log", "DataFrame", "pandas", TABLE, about=about)
    drawn = call("plot", "line", argument("y", [1.0, 2.0, 3.0], "", names=(table,)), via="pandas", source=source)
    found = list(all_causes()["unsupported-dtype"].look(drawn, Run("s.py", (drawn,))))
    assert len(found) == named
    assert all("column loss of `log` holds tensors" in f.message for f in found)
    assert all(f.fix and f.fix.after == "log.assign(**{'loss': log['loss'].map(float)}).plot" for f in found)


def test_columns_of_tensors_are_described() -> None:
    pd, torch = pytest.importorskip("pandas"), pytest.importorskip("torch")
    losses = [torch.ones(2, requires_grad=True).sum() for _ in range(3)]
    table = pd.DataFrame({"loss": losses, "epoch": [1, 2, 3]})
    about = describe(table, "table").about
    assert about["tensor_columns"] == ["loss"]
    assert about["holds_grad"]
    assert describe(table["loss"], "table['loss']").about["holds_grad"]
    plain = describe(pd.DataFrame({"loss": [v.detach() for v in losses]}), "table").about
    assert plain["tensor_columns"] == ["loss"]
    assert "holds_grad" not in plain
    rows = describe(pd.DataFrame({"code": [torch.ones(4)] * 3, "name": list("abc")}), "table").about
    assert "tensor_columns" not in rows  # a vector a row is no curve's point


def test_columns_of_bfloat16_are_described() -> None:
    pd, short = pytest.importorskip("pandas"), pytest.importorskip("ml_dtypes")
    table = pd.DataFrame({"truth": [1.0, 2.0], "guess": np.array([1, 2], short.bfloat16)})
    assert describe(table, "table").about["short_columns"] == ["guess"]
    assert "short_columns" not in describe(table[["truth"]], "table").about


def test_cells_that_were_left_out_are_counted() -> None:
    (finding,) = _object_array({"types": ["NoneType", "float"], "none": 2}, "np.array(rows)")
    assert "2 of its" in finding.message
    assert "are None" in finding.message


LOSSES = ["0.81", "0.64", "0.92", "0.31"]


def _drawn(function: str, kind: str, name: str, values: object) -> list[Finding]:
    data = argument(name, np.asarray(values), "shown")
    return list(all_causes()["unsupported-dtype"].look(call(function, kind, data), Run("s.py")))


@pytest.mark.parametrize(
    ("function", "kind", "name", "values", "said"),
    [
        ("plot", "line", "y", LOSSES, "numbers as text"),
        ("bar", "bar", "height", LOSSES, "numbers as text"),
        ("barh", "bar", "width", ["87", "91", "64"], "numbers as text"),
        ("bar", "bar", "height", ["87%", "91%", "64%"], "text, such as '87%'"),
        ("bar", "bar", "height", np.array(LOSSES, object), "numbers as text"),
        ("scatter", "scatter", "y", LOSSES, "numbers as text"),
        ("hist", "hist", "x", LOSSES, "numbers as text"),
        ("contourf", "contour", "Z", np.ones((4, 4)) * (1 + 2j), "only its real part"),
        ("bar", "bar", "height", np.arange(4) * 1j, "only its real part"),
    ],
)
def test_text_and_complex_numbers_that_raise_nothing(
    function: str, kind: str, name: str, values: object, said: str
) -> None:
    (finding,) = _drawn(function, kind, name, values)
    assert finding.severity == "warning"
    assert said in finding.message
    if "text, such" in said:
        assert finding.fix is None


def test_text_in_a_list_is_mended_as_a_list() -> None:
    data = argument("height", np.asarray(LOSSES), "shown")
    data = replace(data, facts=replace(data.facts, type="list"))
    (finding,) = all_causes()["unsupported-dtype"].look(call("bar", "bar", data), Run("s.py"))
    assert finding.fix is not None
    assert finding.fix.after == "[float(v) for v in shown]"


@pytest.mark.parametrize(
    ("function", "kind", "name", "values"),
    [
        ("bar", "bar", "x", ["0.1", "0.2", "0.3"]),  # names of bars
        ("barh", "bar", "y", ["1", "2", "3"]),
        ("scatter", "scatter", "y", ["7", "3", "3", "1"]),  # classes, one row each
        ("hist", "hist", "x", ["7", "3", "3", "1"]),  # counts of each class
        ("scatter", "scatter", "y", ["cat", "dog", "cat"]),
        ("plot", "line", "y", ["low", "high", "low"]),
        ("bar", "bar", "height", np.array([1, 2, 3], object)),
    ],
)
def test_text_that_is_a_name(function: str, kind: str, name: str, values: object) -> None:
    assert _drawn(function, kind, name, values) == []
