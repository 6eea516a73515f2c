"""What is written down of ticks to which the code gave words."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from kerascope.evidence import Panel
from kerascope.watch.seen.sheets import panels_of


def seen() -> Panel:
    (panel,) = panels_of(plt.gcf(), id, lambda artist: None, lambda key, what: None)
    plt.close("all")
    return panel


def test_words_and_their_places() -> None:
    plt.imshow(np.eye(8))
    plt.yticks([0, 1, 2], ["flow", "rpm", "temperature"])
    panel = seen()
    assert panel.ynames == ((0.0, "flow"), (1.0, "rpm"), (2.0, "temperature"))
    assert panel.xnames == panel.xticklabels == ()


def test_bars_by_name() -> None:
    plt.bar(["a", "b"], [1, 2])
    panel = seen()
    assert panel.xnames == ((0.0, "a"), (1.0, "b"))
    assert panel.xticklabels == ("a", "b")


def test_ticks_of_plain_numbers() -> None:
    plt.imshow(np.eye(8))
    plt.yticks([0, 4, 7])
    assert seen().ynames == ()
