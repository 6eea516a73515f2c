"""The command line parses, calls and prints; what it calls is replaced here and tested elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from kerascope import __version__, cli, config, diagnose, report, session
from kerascope.errors import ModelError, UsageError
from kerascope.findings import Finding, Fix, Location, Report

FINDING = Finding(
    "batch-axis", "error", "the batch axis is still there", Location("s.py", None, 1, 1, 1, 9, "f(x)", "x")
)
CAUSE = "batch-axis"


class Calls(list[dict[str, Any]]):
    """What `kerascope.session.check_for_good` was called with, and the report that it gives."""

    answer: Report | Exception = Report("s.py", (FINDING,), figures=1)

    def __call__(self, target: str, args: tuple[str, ...], **options: Any) -> Report:
        self.append({"target": target, "args": tuple(args), **options})
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    calls = Calls()
    monkeypatch.setattr(session, "check_for_good", calls)
    monkeypatch.chdir(tmp_path)
    Path("s.py").write_text("")
    return calls


def run(*args: str) -> Result:
    return CliRunner().invoke(cli.main, list(args))


def test_the_text_report_goes_to_stderr_without_colour_when_piped(calls: Calls) -> None:
    done = run("check", "s.py")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == report.render(calls.answer, "text")  # type: ignore[arg-type]
    assert calls == [{"target": "s.py", "args": (), "module": False, "select": None, "ignore": None}]


@pytest.mark.parametrize("format_", ["json", "sarif", "github", "html"])
def test_other_formats_go_to_stdout(calls: Calls, format_: str) -> None:
    done = run("check", "--format", format_, "s.py")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout == report.render(calls.answer, format_)  # type: ignore[arg-type]


@pytest.mark.parametrize("format_", report.FORMATS)
def test_every_format_goes_to_a_file_on_request(calls: Calls, format_: str) -> None:
    done = run("check", "--format", format_, "--output", "out", "s.py")
    assert (done.stdout, done.stderr) == ("", "")
    assert Path("out").read_text(encoding="utf-8") == report.render(calls.answer, format_)  # type: ignore[arg-type]


def test_the_formats_are_those_of_the_reports() -> None:
    assert cli.FORMATS == report.FORMATS


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Report("s.py"), 0),
        (Report("s.py", (Finding("partial-view", "note", "1 of 32", Location()),)), 0),
        (Report("s.py", (Finding("partial-view", "warning", "1 of 32", Location()),)), 1),
        (Report("s.py", exception="ValueError: x", exit_code=1), 1),
    ],
)
def test_exit_status(calls: Calls, answer: Report, status: int) -> None:
    calls.answer = answer
    assert run("check", "s.py").exit_code == status


@pytest.mark.parametrize(
    "args", [("--epochs", "3"), ("--format", "html"), ("--help",), ("--", "-x"), ("-m", "a b", "")]
)
def test_what_follows_the_target_is_the_scripts(calls: Calls, args: tuple[str, ...]) -> None:
    assert run("check", "s.py", *args).exit_code == 1
    assert calls[0]["args"] == args


def test_a_module_and_its_arguments(calls: Calls) -> None:
    run("check", "-m", "package.train", "-m", "x")
    assert calls == [{"target": "package.train", "args": ("-m", "x"), "module": True, "select": None, "ignore": None}]


def test_causes_are_selected_and_ignored_by_name(calls: Calls) -> None:
    first, second, third = diagnose.names()[:3]
    run("check", "--select", f"{first}, {second}", "--select", third, "--ignore", first, "s.py")
    assert calls[0]["select"] == (first, second, third)
    assert calls[0]["ignore"] == (first,)


def test_the_names_of_causes_are_those_of_their_files() -> None:
    assert config.cause_names() == diagnose.names()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check",), "Missing argument 'TARGET'"),
        (("check", "absent.py"), "There is no file 'absent.py'"),
        (("check", "--format", "pdf", "s.py"), "'pdf' is not one of"),
        (("check", "--epochs", "3", "s.py"), "No such option"),
        (("check", "--select", "batch-axes", "s.py"), "Near names: batch-axis"),
        (("check", "--ignore", "zzzz", "s.py"), "There are: "),
        (("check", "--output", ".", "s.py"), "'.' is a folder"),
        (("check", "--output", "no/such/report.json", "s.py"), "which is no folder"),
        (("explain", "batch-axes"), "batch-axis"),
        (("draw", "absent.keras"), "does not exist"),
        (("dance",), "No such command"),
    ],
)
def test_wrong_usage_is_2_and_nothing_runs(calls: Calls, args: tuple[str, ...], said: str) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert calls == []


def test_the_packages_own_errors_are_told_without_a_traceback(calls: Calls) -> None:
    calls.answer = UsageError("No module x", next_step="Install it")
    done = run("check", "-m", "x")
    assert (done.exit_code, "Error: No module x. Install it." in done.stderr) == (2, True)
    calls.answer = ModelError("The file needs custom objects")
    done = run("check", "s.py")
    assert (done.exit_code, done.stderr) == (1, "Error: The file needs custom objects.\n")


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("keras", "kerascope[jax]"),
        ("tensorflow", "kerascope[tensorflow]'`, or set KERAS_BACKEND"),
        ("sklearn", "kerascope[demo]"),
    ],
)
def test_an_absent_package_is_told_with_its_extra(calls: Calls, package: str, said: str) -> None:
    calls.answer = ModuleNotFoundError(f"No module named {package!r}", name=package)
    done = run("check", "s.py")
    assert (done.exit_code, said in done.stderr) == (1, True)


def test_any_other_absent_module_is_a_fault_of_ours(calls: Calls) -> None:
    calls.answer = ModuleNotFoundError("No module named 'x'", name="x")
    assert isinstance(run("check", "s.py").exception, ModuleNotFoundError)


def test_a_report_that_cannot_be_written_is_said(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "write", full)
    done = run("check", "--output", "out.txt", "s.py")
    assert (done.exit_code, "could not be written: [Errno 28] No space left on device" in done.stderr) == (1, True)


def test_a_relative_output_stays_where_it_was_meant(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def wander(target: str, args: tuple[str, ...], **options: Any) -> Report:
        monkeypatch.chdir(elsewhere)
        return Report(target)

    monkeypatch.setattr(session, "check_for_good", wander)
    run("check", "--output", "out.txt", "s.py")
    assert (tmp_path / "out.txt").exists()


def test_colours_only_for_a_terminal_that_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    assert cli._terminal() == {}
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert cli._terminal() == {"color": True, "width": 60}
    monkeypatch.setenv("NO_COLOR", "1")
    assert cli._terminal()["color"] is False


def test_explain_prints_the_page_or_the_names() -> None:
    assert run("explain", CAUSE).stdout == diagnose.explain(CAUSE) + "\n"
    assert tuple(run("explain").stdout.split()) == diagnose.names()


def test_demo_prints_where_its_page_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kerascope import demo

    monkeypatch.setattr(demo, "run", lambda folder: folder / "index.html")
    assert run("demo", "-o", str(tmp_path)).stdout == f"{tmp_path / 'index.html'}\n"


def test_version() -> None:
    assert run("--version").stdout == f"kerascope, version {__version__}\n"


@pytest.mark.parametrize("name", [None, *sorted(cli.main.commands)])
def test_every_command_and_option_has_a_help(name: str | None) -> None:
    command = cli.main if name is None else cli.main.commands[name]
    assert command.help
    assert run(*filter(None, [name]), "--help").exit_code == 0
    options = [param for param in command.params if isinstance(param, click.Option) and param.name != "format_"]
    assert [option.name for option in options if not option.help and option.name not in ("folder",)] == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [("conv1-kernels", "conv1-kernels"), ("encoder/conv 1", "encoder_conv_1"), ("../../etc", "etc"), ("...", "layer")],
)
def test_names_from_models_are_safe_as_file_names(name: str, safe: str) -> None:
    assert cli._file_name(name, set()) == safe


def test_two_layers_never_share_a_file() -> None:
    taken: set[str] = set()
    assert [cli._file_name(name, taken) for name in ("a/b", "a b", "a_b-2", "a.b")] == [
        "a_b",
        "a_b-2",
        "a_b-2-2",
        "a_b-3",
    ]


def test_a_script_starts_with_nothing_heavy_loaded(tmp_path: Path) -> None:
    script = tmp_path / "s.py"
    script.write_text(
        "import json, sys\n"
        "heavy = {'numpy', 'matplotlib', 'keras', 'xarray', 'rich', 'jinja2'}\n"
        "print(json.dumps([sorted(heavy & set(sys.modules)), sys.argv, __name__]))\n"
    )
    command = [sys.executable, "-m", "kerascope", "check", "--select", CAUSE, str(script), "--epochs", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[], [str(script), "--epochs", "3"], "__main__"]


@pytest.mark.keras
def test_draw_writes_an_overview_or_one_layer_large(tmp_path: Path) -> None:
    import keras
    import numpy as np

    model = keras.Sequential(
        [keras.Input((6, 6, 1)), keras.layers.Conv2D(3, 3, name="conv"), keras.layers.Flatten(name="flat")]
    )
    file, samples, folder = tmp_path / "model.keras", tmp_path / "x.npy", tmp_path / "pictures"
    model.save(file)
    np.save(samples, np.ones((2, 6, 6, 1), "float32"))
    starts = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF", "html": b"<!DOCTYPE html>"}
    for kind, start in starts.items():
        done = run("draw", str(file), "--input", str(samples), "-o", str(folder), "--format", kind)
        assert done.exit_code == 0, done.output
        assert done.stdout.splitlines() == [str(folder / f"overview.{kind}")]
        assert (folder / f"overview.{kind}").read_bytes().startswith(start)
    assert "conv" in (folder / "overview.html").read_text(encoding="utf-8")

    done = run("draw", str(file), "--layer", "conv", "--input", str(samples), "-o", str(folder))
    assert done.exit_code == 0, done.output
    names = ["conv_kernel.png", "conv_bias.png", "conv-output.png"]
    assert done.stdout.splitlines() == [str(folder / name) for name in names]
    done = run("draw", str(file), "--layer", "flat", "--input", str(samples), "-o", str(folder), "--format", "html")
    assert done.stdout.splitlines() == [str(folder / "flat.html")]

    keras.utils.save_img(tmp_path / "photo.png", np.ones((9, 12, 3)), scale=False)
    done = run("draw", str(file), "--input", str(tmp_path / "photo.png"), "-o", str(folder))
    assert (done.exit_code, done.stdout.splitlines()) == (0, [str(folder / "overview.png")])
    assert "photo.png: values 0 to 255, resized from 12 × 9 to 6 × 6 pixels" in done.stderr

    done = run("draw", str(file), "--layer", "konv", "-o", str(folder))
    assert (done.exit_code, "conv" in done.stderr) == (1, True)
    done = run("draw", str(file), "--input", str(file), "-o", str(folder))
    assert (done.exit_code, "is no .npy or .npz file" in " ".join(done.stderr.split())) == (2, True)


def test_fixes_that_are_left_as_unsafe_are_counted(calls: Calls) -> None:
    Path("s.py").write_text("f(x)\n")
    calls.answer = Report("s.py", (replace(FINDING, fix=Fix("draw one", "x", "x[0]")),))
    done = run("check", "--diff", "s.py")
    assert "1 fix is not known to be safe and left: --unsafe-fixes takes it too" in done.stderr
    assert done.stdout == ""
    done = run("check", "--diff", "--unsafe-fixes", "s.py")
    assert "+f(x[0])" in done.stdout
    assert "--unsafe-fixes" not in done.stderr
