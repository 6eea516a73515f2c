"""`import kerascope` beside the standard library's argparse."""

from __future__ import annotations

from benchmarks.measure import Row, paired, run, within

__all__ = ["rows"]


def rows(pairs: int) -> list[Row]:
    """Measure whole processes: the interpreter's own start is part of both sides."""
    timed = paired(lambda: run("-c", "import kerascope"), lambda: run("-c", "import argparse"), 4 * pairs)
    return [within("`import kerascope`, beside `import argparse`", timed, 1.3)]
