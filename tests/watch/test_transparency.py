"""A watched script does what it does alone: stdout, stderr, exit code, exception and every file that it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parent / "transparent").glob("*.py"))
FEW_SECONDS = 120


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    folder.mkdir()
    env = os.environ | {"MPLBACKEND": "Agg", "PYTHONHASHSEED": "0", "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=FEW_SECONDS
    )


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def outcomes(script: Path, tmp_path: Path) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What is seen of a plain run, and of a watched one."""
    alone = run([sys.executable, str(script), "one", "--two"], tmp_path / "alone")
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "kerascope", "check", "--format", "json", "--output", str(report), str(script)]
    watched = run([*command, "one", "--two"], tmp_path / "watched")
    said = json.loads(report.read_text())
    assert said["faults"] == []
    last = alone.stderr.decode().rstrip().rpartition("\n")[2]
    raised = said["exit"]["exception"]
    traced = b"Traceback (most recent call last)" in alone.stderr or last.startswith("SyntaxError")
    plain = (alone.stdout, alone.stderr, alone.returncode, traced, files(tmp_path / "alone"))
    seen = (watched.stdout, watched.stderr, said["exit"]["code"], raised is not None, files(tmp_path / "watched"))
    return plain, seen


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_watching_changes_nothing(script: Path, tmp_path: Path) -> None:
    plain, seen = outcomes(script, tmp_path)
    for name, one, other in zip(("stdout", "stderr", "exit code", "raised", "files"), plain, seen, strict=True):
        if name == "raised" and script.stem == "excepthook":
            continue  # its own hook prints no traceback that could be looked for
        assert other == one, name


def test_the_comparison_can_fail(tmp_path: Path) -> None:
    script = tmp_path / "differs.py"
    script.write_text("import sys\nprint('kerascope.session' in sys.modules)\n")
    plain, seen = outcomes(script, tmp_path)
    assert plain[0] != seen[0]
