"""A sheet of bytes of which one part is floats below 1."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Value
from kerascope.watch.values.measure import measure

RNG = np.random.default_rng(7)
BYTES = RNG.integers(2, 256, (12, 40)).astype("uint8")
SCORES = RNG.random((4, 12, 10)).astype("float32")
WRITTEN = Assignment("sheet", "sheet[12:, at] = scores[i]", 5, "scores[i]", into=True)


def _said(
    made: Assignment = WRITTEN, floats: Any = SCORES, below: Any = 0, *more: Assignment, code: str = ""
) -> list[str]:
    sheet = np.vstack([BYTES, np.full((12, 40), below, "uint8")])
    near = Value(made.value.split("[")[0], "ndarray", facts=measure(floats), values=floats)
    data = argument("X", sheet, "sheet", lineage=(*more, made), near=(near,))
    drawn = call("imshow", "image", data)
    return [
        f.message for f in all_causes()["integer-truncation"].look(drawn, run_with(drawn, sources={"script.py": code}))
    ]


def test_the_floats_of_a_sheet_of_bytes_are_black() -> None:
    (message,) = _said()
    assert "(line 5) writes `scores`, floats" in message
    assert "480 cells are 0 or 1" in message
    (message,) = _said(replace(WRITTEN, value="scores[i].squeeze()"))
    assert "that part is black" in message


@pytest.mark.parametrize(
    "given",
    [
        {"made": replace(WRITTEN, value="scores[i] * 255")},
        {"made": replace(WRITTEN, value="to_bytes(scores[i])")},
        {"made": replace(WRITTEN, into=False)},
        {"floats": (SCORES > 0.5).astype("float32")},  # a mask
        {"floats": SCORES * 255},
        {"floats": SCORES - 0.5},
        {"code": "def paste(sheet, scores, i):\n    sheet[12:] = scores[i]\n"},  # which scores they were nobody knows
        {"below": 90},  # what is drawn was written otherwise
    ],
)
def test_a_sheet_that_holds_what_was_meant(given: dict[str, Any]) -> None:
    assert _said(**given) == []


def test_a_sheet_that_is_scaled_afterwards() -> None:
    scaled = Assignment("sheet", "sheet *= 255", 6, "255", augmented=True)
    assert _said(WRITTEN, SCORES, 0, scaled) == []
