from __future__ import annotations

import pytest

from kerascope.findings import Finding, Fix, Location, Report

BATCH = Finding(
    cause="batch-axis",
    severity="error",
    message="imshow was given (1, 28, 28, 1): the batch axis is still there",
    location=Location("train.py", None, 14, 14, 1, 17, "plt.imshow(maps)", "maps"),
    why="An image call reads (rows, columns) and at most 4 colours.",
    evidence={"shape": [1, 28, 28, 1], "axes": ["batch", "height", "width", "channel"], "maximum": 0.123456789},
    fix=Fix("draw one sample", "maps", "maps[0, :, :, 0]", safe=True),
)
PARTIAL = Finding(
    cause="partial-view",
    severity="note",
    message="1 of 32 filters is shown",
    location=Location(
        "look.ipynb",
        2,
        3,
        6,
        5,
        6,
        "ax.imshow(\n        kernels[:, :, 0, 0],\n        cmap='grey',\n    )",
        "kernels[:, :, 0, 0]",
    ),
    evidence={"drawn": 1, "of": 32},
    fix=Fix("draw them all", "kernels[:, :, 0, 0]", "mosaic(kernels)"),
    times=4,
)


@pytest.fixture
def batch() -> Finding:
    return BATCH


@pytest.fixture
def partial() -> Finding:
    return PARTIAL


@pytest.fixture
def report() -> Report:
    return Report(
        target="train.py",
        findings=(BATCH, PARTIAL),
        exit_code=1,
        exception="TypeError: Invalid shape (1, 28, 28, 1) for image data",
        figures=2,
        faults=("ValueError in outlier_dominated",),
        unwatched=("a child process",),
    )
