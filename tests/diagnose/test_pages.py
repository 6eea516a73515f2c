"""Every cause's page is whole, and true: its example gives the cause, what to use instead is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerascope.diagnose import all_causes, explain, names
from kerascope.diagnose.pages import problems_of, read_page
from kerascope.session import check

CAUSES = all_causes()


def _marked(name: str, code: str) -> object:
    needs = "keras" in code or "torch" in code or "tensorflow" in code
    return pytest.param(name, id=name, marks=pytest.mark.keras if needs else ())


EXAMPLES = [_marked(n, read_page(c.page).example) for n, c in CAUSES.items()]
INSTEAD = [_marked(n, read_page(c.page).instead) for n, c in CAUSES.items()]


def run(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    import matplotlib.pyplot as plt

    script = folder / "script.py"
    script.write_text(code)
    monkeypatch.chdir(folder)
    with plt.rc_context():
        report = check(script)
    plt.close("all")
    assert report.faults == ()
    return [(f.cause, f.severity) for f in report.findings]


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_gives_the_cause_first(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(read_page(CAUSES[name].page).example, tmp_path, monkeypatch)
    assert found
    assert found[0][0] == name


@pytest.mark.parametrize("name", INSTEAD)
def test_use_instead_is_silent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(read_page(CAUSES[name].page).instead, tmp_path, monkeypatch)
    assert [f for f in found if f[1] != "note" or f[0] == name] == []


@pytest.mark.parametrize("name", names())
def test_page_is_whole(name: str) -> None:
    assert problems_of(CAUSES[name]) == []
    assert explain(name).startswith(f"# {name}\n")


def test_unknown_cause_offers_near_names() -> None:
    with pytest.raises(LookupError, match="batch-axis"):
        explain("batch-axes")


def test_what_a_cause_outranks_exists() -> None:
    unknown = {o for c in CAUSES.values() for o in c.outranks} - set(CAUSES)
    assert unknown == set()
