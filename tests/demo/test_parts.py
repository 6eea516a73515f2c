"""The demo's parts, without Keras."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kerascope.demo import checks, needs, run
from kerascope.demo.checks import FAMILIES, FLAWED, Checked, begin_checks, copy_scripts
from kerascope.demo.progress import Progress
from kerascope.errors import KerascopeError, ModelError, UsageError
from kerascope.findings import Finding, Location, Report


def test_importing_the_demo_is_light() -> None:
    heavy = "{'keras', 'matplotlib', 'numpy', 'xarray', 'rich', 'jinja2', 'sklearn'}"
    code = f"import sys, kerascope.demo; print(sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_every_script_is_shipped_in_two_versions_and_no_other() -> None:
    assert len(set(FLAWED)) == len(FLAWED)
    for kind, suffix in (("flawed", ""), ("mended", "_mended")):
        held = {path.name for path in files("kerascope.demo").joinpath(kind).iterdir() if path.name.endswith(".py")}
        assert held == {f"{name}{suffix}.py" for name in FLAWED}


@pytest.mark.parametrize("name", FLAWED)
def test_both_versions_want_the_same_and_save_under_their_own_name(name: str, tmp_path: Path) -> None:
    copy_scripts(tmp_path)
    assert name.partition("_")[0] in FAMILIES
    texts = [(tmp_path / f"{stem}.py").read_text(encoding="utf-8") for stem in (name, f"{name}_mended")]
    assert ast.get_docstring(ast.parse(texts[0])) == ast.get_docstring(ast.parse(texts[1]))
    assert f'"{name}.png"' in texts[0]
    assert f'"{name}_mended.png"' in texts[1]
    assert "kerascope" not in texts[0]


def test_every_family_has_a_script() -> None:
    assert {name.partition("_")[0] for name in FLAWED} == set(FAMILIES)


# -- what is needed ---------------------------------------------------------------------------------------------


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Say which packages there are, in a session that imported none, for a person without a Keras configuration."""

    def choose(*names: str) -> None:
        monkeypatch.setattr(needs, "_there", lambda module: module in names)
        monkeypatch.delitem(sys.modules, "keras", raising=False)
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
        monkeypatch.setenv("KERAS_BACKEND", "")

    return choose


@pytest.mark.parametrize(
    ("names", "backend", "words"),
    [
        ((), "", "the demo needs Keras, which is not installed.* `pip install 'kerascope\\[demo,jax\\]'`"),
        (("keras",), "", "a backend for Keras.*jax, tensorflow and torch.*kerascope\\[demo,jax\\]"),
        (("keras",), "torch", "backend 'torch'.*not installed.*kerascope\\[demo,torch\\]"),
        (("keras", "jax"), "torch", "'torch' is not installed.*Set KERAS_BACKEND=jax, or .*kerascope\\[demo,torch\\]"),
        (("keras", "jax"), "openvino", r"'openvino' is not installed.*Set KERAS_BACKEND=jax\.$"),
    ],
)
def test_what_is_not_installed_is_said_with_the_command_that_brings_it(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], backend: str, words: str
) -> None:
    installed(*names)
    monkeypatch.setenv("KERAS_BACKEND", backend)
    with pytest.raises(ModelError, match=words):
        needs.find_backend()


def test_scikit_learn_is_asked_for_before_anything_is_written(
    installed: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed("keras", "jax")
    with pytest.raises(ModelError, match=r"needs scikit-learn.*kerascope\[demo,jax\]"):
        run(tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("names", "asked", "configured", "found"),
    [
        (("keras", "torch"), "", "", "torch"),
        (("keras", "jax", "torch"), "", "", "jax"),
        (("keras", "jax", "tensorflow"), "", "", "tensorflow"),
        (("keras", "jax", "torch"), "torch", "", "torch"),
        (("keras", "jax", "torch"), "", '{"backend": "torch"}', "torch"),
        (("keras", "jax"), "", "{broken", "jax"),
    ],
)
def test_the_backend_is_the_one_asked_for_or_one_that_is_there(
    installed: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    names: tuple[str, ...],
    asked: str,
    configured: str,
    found: str,
) -> None:
    installed(*names)
    monkeypatch.setenv("KERAS_BACKEND", asked)
    if configured:
        (tmp_path / "keras.json").write_text(configured, encoding="utf-8")
    assert needs.find_backend() == found


@pytest.mark.parametrize(
    ("options", "words"),
    [({"epochs": 0}, "at least one epoch.*epochs=0"), ({"samples": 3}, "too little to train with.*samples=3")],
)
def test_settings_out_of_range_are_refused(tmp_path: Path, options: dict[str, int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        run(tmp_path, **options)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match=r"taken', which is a file.*another name"):
        run(tmp_path / "taken")


# -- data -------------------------------------------------------------------------------------------------------


def test_the_series_has_several_features_and_tells_what_comes_next() -> None:
    from kerascope.demo.data import FEATURES, STEPS, series

    made, again = series(40), series(40)
    assert made.windows.shape == (40, STEPS, len(FEATURES))
    assert made.targets.shape == (40, STEPS, 1)
    assert made.windows.dtype == made.targets.dtype == np.float32
    np.testing.assert_array_equal(made.windows, again.windows)
    np.testing.assert_array_equal(made.targets[0, 8:], made.targets[1, :-8])  # windows are 8 steps apart
    assert np.isfinite(made.windows).all()
    assert made.windows.std(axis=(0, 1)).min() > 0.1


def test_digits_are_grey_pictures_from_0_to_1() -> None:
    pytest.importorskip("sklearn")
    from kerascope.demo.data import digits

    made = digits(30)
    assert made.images.shape == (30, 8, 8, 1)
    assert (made.images.min(), made.images.max()) == (0, 1)
    assert len(made.labels) == 30


# -- checking ---------------------------------------------------------------------------------------------------


def _two_scripts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flawed: str, mended: str) -> None:
    monkeypatch.setattr(checks, "FLAWED", ("shape_x",))
    sources = {"shape_x": flawed, "shape_x_mended": mended}
    monkeypatch.setattr(checks, "_source", sources.__getitem__)
    copy_scripts(tmp_path)


FLAWED_TEXT = """\"\"\"Show it.\"\"\"
import matplotlib.pyplot as plt
import numpy as np

print("chatter of the script")
picture = np.arange(64.0)
plt.imshow(picture)
plt.savefig("shape_x.png")
"""
MENDED_TEXT = FLAWED_TEXT.replace("arange(64.0)", "arange(64.0).reshape(8, 8)").replace("shape_x", "shape_x_mended")


def test_scripts_are_checked_in_a_process_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _two_scripts(monkeypatch, tmp_path, FLAWED_TEXT, MENDED_TEXT)
    with Progress() as progress, begin_checks(tmp_path) as running:
        (one,) = running.finish(progress)
    assert one.raised
    assert one.report.findings[0].cause == "flattened-image"
    assert (one.wanted, one.drawn.name, one.meant.name) == ("Show it.", "shape_x_raised.png", "shape_x_mended.png")
    assert one.mended_report.findings == ()
    assert one.drawn.is_file()
    assert one.meant.is_file()
    said = capfd.readouterr()
    assert "chatter" not in said.out + said.err
    assert "Traceback" not in said.err


def test_a_worker_that_ends_too_early_is_told_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _two_scripts(monkeypatch, tmp_path, "import os, sys\nos.write(2, b'out of luck')\nos._exit(3)\n", "")
    with (
        Progress() as progress,
        begin_checks(tmp_path) as running,
        pytest.raises(KerascopeError, match=r"before shape_x\.py was done.*exit status 3.*out of luck"),
    ):
        running.finish(progress)


def test_a_picture_of_an_earlier_run_does_not_pass_for_this_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "shape_x.png").write_bytes(b"old")
    _two_scripts(monkeypatch, tmp_path, FLAWED_TEXT, MENDED_TEXT)
    assert not (tmp_path / "shape_x.png").exists()


def test_what_was_raised_is_drawn_as_text_that_no_one_interprets() -> None:
    from kerascope.demo.raised import draw_raised

    drawing = draw_raised(r"ValueError: $\frac{1$ of " + "x" * 900)
    words = [text.get_text() for text in drawing.root.axes[0].texts]
    assert words[0] == "No picture: the script raised"
    assert words[1].startswith(r"ValueError: $\frac{1$")
    assert drawing.to_bytes().startswith(b"\x89PNG")
    assert drawing.alt.startswith("No picture was drawn. The script raised ValueError")


# -- showing ----------------------------------------------------------------------------------------------------


def test_where_no_terminal_looks_on_each_stage_is_one_line() -> None:
    err, out = io.StringIO(), io.StringIO()
    with Progress(err, out) as progress, progress.stage("Baking", 2) as advance:
        advance("[red]dough[/red]")
        advance("loaf 2 of 2")
    progress.tell("a.py: heading", Report("a.py", figures=1))
    assert err.getvalue().count("\n") == 1
    assert err.getvalue().split()[0] == "Baking"
    assert "loaf 2 of 2" in err.getvalue()
    assert out.getvalue() == "\n── a.py: heading\n\nkerascope: nothing found in a.py (1 figure)\n"


def test_the_page_escapes_whatever_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerascope.demo import page
    from kerascope.demo.drawings import Picture
    from kerascope.demo.training import Trained

    evil = "<script>alert(1)</script>\"'&"
    monkeypatch.setattr(page, "_backend", lambda: evil)
    picture = tmp_path / "evil&<b>.png"
    picture.write_bytes(b"\x89PNG")
    found = Finding("batch-axis", "error", evil, Location("s.py", None, 1, 1, 1, 9, evil, evil), why=evil)
    one = Checked(
        name="shape_x",
        wanted=evil,
        source=evil,
        report=Report(evil, (found,), exception=evil),
        drawn=picture,
        mended_source=evil,
        mended_report=Report(evil),
        meant=tmp_path / "missing.png",
    )
    trained = Trained(None, tmp_path, None, None, evil)  # type: ignore[arg-type]
    pictures = [Picture(picture, evil, evil, evil, (evil,))]
    text = page.write_page(tmp_path, [trained], pictures, [one], 1.0).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "No picture" in text  # where a script left none
