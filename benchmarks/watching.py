"""What it costs a script to be watched."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.measure import Row, paired, run, within

__all__ = ["rows"]

_SCRIPTS = Path(__file__).parent / "scripts"
_CHECK = ("-m", "kerascope", "check")
_MOST_MICROSECONDS = 150.0
_TIMES = 4
"""As many pairs of single calls as of whole scripts: they are short, and a machine's speed comes and goes."""


def rows(pairs: int) -> list[Row]:
    """Measure a whole training script, and single plotting calls of small pictures."""
    script = str(_SCRIPTS / "training.py")
    whole = paired(partial(run, *_CHECK, script), partial(run, script), pairs)
    return [within("a training script under `kerascope check`, beside itself", whole, 1.05), _calls(pairs)]


def _calls(pairs: int) -> Row:
    script = str(_SCRIPTS / "calls.py")
    timed = paired(partial(run, *_CHECK, script), partial(run, script), _TIMES * pairs, lambda work: float(work()))
    more = median(ours - theirs for ours, theirs in timed)
    ours, theirs = (median(side) for side in zip(*timed, strict=True))
    return Row(
        "one watched `imshow` of 28 × 28",
        f"{ours:.0f} µs",
        f"{theirs:.0f} µs",
        f"{more:+.0f} µs",
        f"≤ {_MOST_MICROSECONDS:.0f} µs more",
        more <= _MOST_MICROSECONDS,
    )
