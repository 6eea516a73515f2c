"""Measures every row and prints them as a Markdown table."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

import kerascope
from benchmarks.measure import Row

GROUPS = ("start_up", "watching", "reading", "drawing", "memory", "peers")


def main() -> int:
    """Print the table; the status is 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all by default")
    parser.add_argument("--pairs", type=int, default=5, help="paired runs of each (default 5)")
    options = parser.parse_args()
    unknown = set(options.groups) - set(GROUPS)
    if unknown or options.pairs < 1:
        parser.error(f"there are the groups {', '.join(GROUPS)}; pairs are at least 1")
    os.environ.setdefault("MPLBACKEND", "Agg")
    # As pip does for what it installs, Keras too: where Python writes no bytecode, we alone would compile each time.
    compileall.compile_dir(Path(kerascope.__file__).parent, quiet=1)
    found: list[Row] = []
    for group in options.groups or GROUPS:
        print(f"measuring {group} …", file=sys.stderr, flush=True)
        found += import_module(f"benchmarks.{group}").rows(options.pairs)
    print(_table(found))
    return int(not all(row.met for row in found))


def _table(found: list[Row]) -> str:
    backend = os.environ.get("KERAS_BACKEND", "default")
    lines = [
        f"Medians of paired runs; Python {platform.python_version()}, {os.cpu_count()} cores, Keras backend {backend}.",
        "",
        "| what | kerascope | beside | measured | promised | kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in found:
        cells = (row.what, row.ours, row.theirs, row.measured, row.promised, _kept(row))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _kept(row: Row) -> str:
    return "–" if row.promised == "–" else "yes" if row.met else "no"


if __name__ == "__main__":
    sys.exit(main())
