"""Which kinds of models work on which backend: `make kinds` writes docs/kinds.md from what a run of the tests found.

The tests of `test_kinds.py` leave a JSON file per backend in the folder named by KERASCOPE_KINDS; this module makes the
table of them: `python -m tests.read.kinds FOLDER docs/kinds.md`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

BACKENDS = ("tensorflow", "jax", "torch")
COLUMNS = {
    "test_weights": "weights",
    "test_activations_of_all_layers": "activations of all layers",
    "test_attention": "attention",
    "test_draw": "draw",
}
_WORDS = {"passed": "yes", "failed": "no", "skipped": "–"}
_HEAD = """# What works where

Every kind of model below was read and drawn by the tests on every backend (`make kinds` writes this page from their
run).

- **weights**: every weight is there, as many values as the model counts, with names for its axes
- **activations**: what each layer puts out equals what a `keras.Model` with all of these outputs gives; of subclassed
  models, what the layers give when called by hand
- **attention**: the scores of every head equal those of the layer asked for them; – where the kind has none
- **draw**: the overview shows every layer that holds or puts out something (of the three applications, its first page
  is drawn, and the others are counted)
"""


def table(found: dict[str, dict[str, dict[str, str]]]) -> str:
    """The page; `found` is the outcome by backend, kind of model, and name of the test."""
    versions = {backend: kinds.pop("", {}) for backend, kinds in found.items()}
    rows = list(dict.fromkeys(kind for kinds in found.values() for kind in kinds))
    lines = [_HEAD]
    lines.append("With " + "; ".join(" ".join(v.values()) for v in versions.values() if v) + ".\n")
    heads = [f"{words} ({', '.join(BACKENDS)})" for words in COLUMNS.values()]
    lines.append(f"| kind of model | {' | '.join(heads)} |")
    lines.append(f"| --- |{' --- |' * len(heads)}")
    for kind in rows:
        cells = [
            " · ".join(_WORDS.get(found.get(b, {}).get(kind, {}).get(test, ""), "not run") for b in BACKENDS)
            for test in COLUMNS
        ]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(folder: str, target: str) -> int:
    """Write the page; the status is 1 where something does not work or was not run."""
    found = {b: json.loads(Path(folder, f"{b}.json").read_text(encoding="utf-8")) for b in BACKENDS}
    text = table(found)
    Path(target).write_text(text, encoding="utf-8")
    return int("| no" in text or "· no" in text or "not run" in text)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
