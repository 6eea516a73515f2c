"""Looking for the statements behind a plot takes no time that grows with the square of the script."""

from __future__ import annotations

import time
from pathlib import Path

from kerascope.findings import Location
from kerascope.watch.origin.lineage import lineage_of


def test_a_script_of_a_thousand_lines_is_searched_at_once(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    lines = ["x = [1, 2, 3]", "y = [v * 2 for v in x]", "plot(x, y)"]
    lines += [f"z{n} = [w + {n} for w in (1, 2, 3) if w > {n}]" for n in range(1000)]
    script.write_text("\n".join(lines))
    place = Location(str(script), None, 3, 3, 1, None, "plot(x, y)")
    began = time.process_time()
    found = lineage_of((str(script),), place, "y")
    assert [a.target for a in found] == ["y", "v", "x"]
    assert time.process_time() - began < 2.0
