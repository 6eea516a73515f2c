"""Drawing must leave pyplot's state as it found it: every test here checks that."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def pyplot_is_left_alone() -> Iterator[None]:
    before = dict(mpl.rcParams)
    plt = sys.modules.get("matplotlib.pyplot")
    figures = list(plt.get_fignums()) if plt else []
    yield
    assert dict(mpl.rcParams) == before
    plt = sys.modules.get("matplotlib.pyplot")
    assert (list(plt.get_fignums()) if plt else []) == figures
