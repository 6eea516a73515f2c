"""Text where numbers are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Facts, Run, Value
from kerascope.findings import Finding

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


def test_cells_that_were_left_out_are_counted() -> None:
    (finding,) = _object_array({"types": ["NoneType", "float"], "none": 2}, "np.array(rows)")
    assert "2 of its" in finding.message
    assert "are None" in finding.message
