from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from kerascope.watch.patches.imports import ImportHook


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "late_one.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "late_one"
    sys.modules.pop("late_one", None)


def test_runs_after_the_module_has_run_and_leaves_the_real_loader(module: str) -> None:
    seen: list[int] = []
    hook = ImportHook({module: lambda m: seen.append(m.value)}, lambda where, problem: None)
    hook.install()
    try:
        imported = __import__(module)
        assert seen == [1]
        assert type(imported.__loader__).__name__ == "SourceFileLoader"
        assert type(imported.__spec__.loader).__name__ == "SourceFileLoader"
    finally:
        hook.remove()


def test_runs_at_once_for_what_is_imported_already() -> None:
    seen: list[ModuleType] = []
    hook = ImportHook({"json": seen.append}, lambda where, problem: None)
    __import__("json")
    hook.install()
    hook.remove()
    assert seen == [sys.modules["json"]]


def test_a_fault_goes_to_the_record_and_not_to_the_importer(module: str) -> None:
    faults: list[str] = []

    def broken(module: ModuleType) -> None:
        raise RuntimeError("no such method")

    hook = ImportHook({module: broken}, lambda where, problem: faults.append(f"{where}: {problem}"))
    hook.install()
    try:
        assert __import__(module).value == 1
    finally:
        hook.remove()
    assert faults == ["patching late_one: no such method"]


def test_other_imports_pass_by() -> None:
    hook = ImportHook({"some_module_that_is_not": lambda m: None}, lambda where, problem: None)
    assert hook.find_spec("json", None) is None
    assert hook.find_spec("some_module_that_is_not", None) is None
