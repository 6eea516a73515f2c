"""Run another project's test suite plain and under `--kerascope`, and compare test by test.

`python -m tests.same_results PATH [PYTEST ARGUMENTS]`, where PATH is a folder of tests whose project
is installed: for seaborn the folder `tests` of its source archive. Prints the tests that came out differently; the exit
status is 1 when there are any.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def outcomes(path: Path, watched: bool, more: list[str]) -> dict[str, str]:
    """What became of each test: 'passed', or the kind and the first line of what is said of it."""
    with tempfile.TemporaryDirectory() as place:
        told = Path(place) / "told.xml"
        options = [
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junitxml={told}",
            "-o",
            "junit_logging=no",
            "--continue-on-collection-errors",
        ]
        command = [sys.executable, "-m", "pytest", path.name, *options, *(["--kerascope"] if watched else []), *more]
        done = subprocess.run(command, cwd=path.parent, stdout=subprocess.PIPE, text=True)
        print("watched:" if watched else "plain:  ", done.stdout.rstrip().rpartition("\n")[2], flush=True)
        if not told.exists():
            raise SystemExit(f"pytest ended with {done.returncode}:\n{done.stdout[-2000:]}")
        return dict(map(_outcome, ElementTree.parse(told).iter("testcase")))


def _outcome(case: ElementTree.Element) -> tuple[str, str]:
    said = [f"{part.tag}: {part.get('message', '').splitlines()[:1]}" for part in case if part.tag != "properties"]
    return f"{case.get('classname')}::{case.get('name')}", "; ".join(said) or "passed"


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("path", type=Path)
    asked, more = ask.parse_known_args()
    plain, watched = (outcomes(asked.path.resolve(), mode, more) for mode in (False, True))
    different = [name for name in {**plain, **watched} if plain.get(name) != watched.get(name)]
    for name in different:
        print(f"{name}\n  plain:   {plain.get(name)}\n  watched: {watched.get(name)}")
    kinds = Counter(said.split(":")[0] for said in plain.values())
    print(
        f"{len(plain)} tests ({', '.join(f'{n} {k}' for k, n in kinds.items())}): {len(different)} came out differently"
    )
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
