"""Seconds and peak memory of work in a process of its own, printed as JSON."""

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path


def _status(field: str) -> float | None:
    """A size in MB that Linux tells of this process; what a process inherits from its parent's does not count."""
    status = Path("/proc/self/status")
    return int(status.read_text().split(f"{field}:")[1].split()[0]) / 1024 if status.exists() else None


def resident() -> float:
    """MB in use now; 0 where nobody says."""
    return _status("VmRSS") or 0.0


def peak() -> float:
    """The most MB that this process ever had in use."""
    told = _status("VmHWM")
    return told if told is not None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def tell(work: Callable[[], object], **more: object) -> None:
    """Do the work twice: peak memory beyond what was in use before the first, seconds of the second.

    more : what else to print; a function is called when the work is done
    """
    before = resident()
    work()
    used = peak() - before
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    told = {name: value() if callable(value) else value for name, value in more.items()}
    print(json.dumps({"seconds": took, "mb": used, "peak": peak()} | told))
