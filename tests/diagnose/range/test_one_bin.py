"""What is said of the few values that leave one bin to all others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


@pytest.mark.parametrize(
    ("far", "told", "outliers"),
    [
        ("[477600]", "1 is 477600, the others", [477600, 477600]),
        ("[-9999]", "1 is -9999, the others", [-9999, -9999]),
        ("[-9999] * 4", "4 are -9999, the others", [-9999, -9999]),
        ("[6e5, 7e5, 8e5]", "3 are about 700000 (600000 to 800000), the others", [6e5, 8e5]),
        ("[-2e6, 1e6, 3e6]", "3 are as far out as -2000000 and 3000000, the others", [-2e6, 3e6]),
    ],
)
def test_the_few_beside_one_bin(
    far: str, told: str, outliers: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"errors = np.append(np.random.default_rng(0).normal(4, 1, 900), {far})\nplt.hist(errors, bins=60)\n"
    (found,) = checked(f"{code}plt.savefig('a.png')", tmp_path, monkeypatch, ["outlier-dominated"]).findings
    assert told in found.message
    assert found.evidence["outlier"] == outliers
    assert found.evidence["rest_within"] == [1, 7]
