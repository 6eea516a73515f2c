"""`[tool.kerascope]`: read from the nearest pyproject.toml, checked, and outranked by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kerascope import cli
from kerascope.config import Config, cause_names, read
from kerascope.errors import UsageError
from kerascope.findings import Finding, Location
from kerascope.session import check

WRONG = (
    "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
    "fig, ax = plt.subplots()\nax.plot(np.zeros((1, 6)))\nfig.savefig('a.png')\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "s.py").write_text(WRONG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settle(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.kerascope]\n{text}\n")


def causes(path: str = "src/s.py", **options: tuple[str, ...]) -> list[str]:
    return [f.cause for f in check(path, **options).findings]  # type: ignore[arg-type]


def test_without_a_file_all_is_as_it_is(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert read(project / "src" / "s.py") == Config()
    assert causes() == ["batch-axis"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('ignore = ["batch-axis"]', False),
        ('select = ["partial-view"]', False),
        ('select = ["batch-axis"]', True),
        ('per-file-ignores = { "src/*" = ["batch-axis"] }', False),
        ('per-file-ignores = { "s.py" = ["batch-axis"] }', False),
        ('per-file-ignores = { "tests/*" = ["batch-axis"] }', True),
        ('per-file-ignores = { "src/*" = ["partial-view"] }', True),
    ],
)
def test_causes_are_chosen(project: Path, text: str, found: bool) -> None:
    settle(project, text)
    assert ("batch-axis" in causes()) is found


def test_what_is_asked_for_wins(project: Path) -> None:
    settle(project, 'ignore = ["batch-axis"]\nselect = ["partial-view"]')
    assert causes(select=("batch-axis",)) == ["batch-axis"]
    assert causes(ignore=("partial-view",), select=("batch-axis",)) == ["batch-axis"]
    settle(project, 'select = ["batch-axis"]')
    assert causes(ignore=("batch-axis",)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('selects = ["batch-axis"]', "needed: one of select, ignore, per-file-ignores"),
        ('ignore = ["batch-axes"]', "near names: batch-axis"),
        ('ignore = "batch-axis"', "is no list of causes"),
        ("ignore = [1]", "is no list of causes"),
        ('per-file-ignores = ["a"]', "is no table"),
        ('per-file-ignores = { "a" = ["nothing-like-it-zzz"] }', "names no cause"),
        ("select = [", "can't be read as toml"),
    ],
)
def test_what_is_wrong_in_it_is_said_before_anything_runs(project: Path, text: str, said: str) -> None:
    settle(project, text)
    with pytest.raises(UsageError, match=r"pyproject\.toml") as raised:
        read(project / "src" / "s.py")
    assert said in str(raised.value).lower()
    done = CliRunner().invoke(cli.main, ["check", "src/s.py"])
    assert done.exit_code == 2
    assert not (project / "a.png").exists()


def test_the_nearest_one_with_a_table_holds(project: Path) -> None:
    settle(project, 'ignore = ["batch-axis"]')
    (project / "src" / "pyproject.toml").write_text("[tool.other]\n")
    assert read("src/s.py").ignore == ("batch-axis",)
    (project / "src" / "pyproject.toml").write_text("[tool.kerascope]\nignore = []\n")
    assert read("src/s.py").ignore == ()


def test_a_finding_of_another_file_goes_by_its_own_name(project: Path) -> None:
    settle(project, 'per-file-ignores = { "lib/*.py" = ["batch-axis"] }')
    config = read("src/s.py")
    mine = Finding("batch-axis", "error", "", Location(str(project / "lib" / "a.py"), None, 1))
    assert config.leaves_out(mine, "src/s.py")
    assert not config.leaves_out(Finding("batch-axis", "error", "", Location(None, 0, 1)), project / "src" / "s.py")


def test_the_names_are_those_of_the_causes() -> None:
    assert "batch-axis" in cause_names()
