"""Text where numbers are drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.diagnose.evidence_by_hand import failure

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
