"""How numbers are written in a sentence."""

from __future__ import annotations

import pytest

from kerascope.diagnose.say import number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (3.0, "3"),
        (0.7405123, "0.7405"),
        (10879.6, "10880"),
        (-179012.3, "-179000"),
        (3.21e9, "3.21e+09"),
    ],
)
def test_at_most_four_digits_count(value: float | None, words: str) -> None:
    assert number(value) == words
