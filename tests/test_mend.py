"""A fix is safe only when its picture was drawn from the live values and is free of the cause."""

from __future__ import annotations

import ast
import pickle
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from kerascope.apply import file_edits, store
from kerascope.diagnose import all_causes
from kerascope.diagnose.pages import read_page
from kerascope.findings import Finding, Report
from kerascope.judgement import Judgement
from kerascope.mend import trials
from kerascope.mend.values import Foreign, Scope, Unknown, evaluate, foreign, plain
from kerascope.session import check

HEAD = (
    "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\n"
    "import numpy as np\nrng = np.random.default_rng(0)\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def judged(code: str, name: str = "s.py") -> Judgement:
    Path(name).write_text(HEAD + code + "\nplt.savefig('a.png')\n")
    report = check(name)
    assert report.faults == ()
    return report


def first(code: str) -> Finding:
    return judged(code).findings[0]


# -- evaluating ---------------------------------------------------------------------------------------------------


def value(text: str, **names: object) -> object:
    return plain(evaluate(ast.parse(text, mode="eval").body, Scope(names=names, numpy=frozenset({"np"}))))


ARRAY = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "x[0]", "x[0, :, -1]", "x[..., ::2]", "x.T", "x.mean(axis=0)", "(x - x.min()) / (x.max() - x.min())", "-x",
        'x.astype("uint8")', "x.astype(np.uint8)", "np.clip(x, 0, 255)", "np.moveaxis(x, 0, -1)", "x[np.newaxis]",
        "np.ma.masked_invalid(x)", "np.arange(3, 3 + len(x))", "x > 3", "np.stack([x[0], x[1]])", "x.reshape(-1)",
        "x.shape", "x[:, np.argsort(x[0, :, 0])]", "max(len(x), 3)", "2 ** 10",
    ],
)  # fmt: skip
def test_what_is_evaluated_is_what_python_gives(text: str) -> None:
    np.testing.assert_array_equal(value(text, x=ARRAY), eval(text, {"np": np, "x": ARRAY}))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "text",
    [
        "y", "x.__class__", "x._foo", "np.__loader__", "np.load('a')", "np.save('a', x)", "np.random.rand(3)",
        "x.tofile('a')", "x.dump('a')", "x.sort()", "(lambda: 1)()", "[i for i in x]", "f'{x}'", "np.exp(x, out=x)",
        "open('a')", "x.ctypes", "x.base", "np.lib.format", "9 ** 9 ** 9", "[0] * 10 ** 9", "np.arange(10 ** 10)",
        "x[100]",
        "np.linspace(0, 1, num=10 ** 9)", "getattr(x, 'T')", "(y := x)", "eval('1')", "np.ma", "sorted(x, key=abs)",
    ],
)  # fmt: skip
def test_all_else_is_unknown(text: str) -> None:
    with pytest.raises(Unknown):
        value(text, x=ARRAY)


def test_recorded_values_are_never_written_to() -> None:
    view = foreign(ARRAY, "numpy.ndarray")
    assert not view.flags.writeable
    assert np.shares_memory(view, ARRAY)


def test_other_frameworks_take_only_what_means_the_same_there() -> None:
    tensor = foreign(ARRAY, "tensorflow.EagerTensor")
    assert isinstance(tensor, Foreign)
    assert np.array_equal(value("x[0, ..., 1] / 2", x=tensor), ARRAY[0, ..., 1] / 2)  # type: ignore[arg-type]
    assert np.array_equal(value("np.asarray(x).mean()", x=tensor), ARRAY.mean())  # type: ignore[arg-type]
    for text in ("x.astype('uint8')", "x.T", "x[[0, 1]]", "np.mean(x)", "max(x)"):
        with pytest.raises(Unknown):
            value(text, x=tensor)
    with pytest.raises(Unknown):
        value("x[::-1]", x=foreign(ARRAY, "torch.Tensor"))
    with pytest.raises(Unknown):
        value("x[0, 1]", x=foreign(ARRAY, "list"))
    assert value("x[0][1][2]", x=foreign(ARRAY, "list")) == ARRAY[0, 1, 2]


# -- safe and not -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "plt.imshow(rng.random((1, 8, 8, 1)))",
        "maps = rng.random((1, 8, 8, 1))\nplt.imshow(maps, cmap='gray')",
        "rgb = (rng.random((9, 9, 3)) * 255).astype('float32')\nplt.imshow(rgb)",
        "plt.plot([3.0])",
        "fig, axes = plt.subplots(1, 3)\nfor ax in axes:\n    ax.plot(rng.random((1, 6)))",
    ],
)
def test_a_picture_free_of_the_cause_is_safe(code: str) -> None:
    found = first(code)
    assert found.fix is not None
    assert found.fix.safe, found


@pytest.mark.parametrize(
    "code",
    [
        "maps = rng.random((1, 8, 8, 1))\nnp = None\nplt.imshow(maps, cmap=plt.get_cmap('gray'), norm=plt.Normalize())",
        "class Own(np.ndarray): pass\nplt.imshow(rng.random((1, 8, 8, 1)).view(Own), norm=plt.Normalize())",
    ],
)
def test_what_cannot_be_evaluated_is_not_safe(code: str) -> None:
    found = first(code)
    assert found.fix is None or not found.fix.safe


def test_every_turn_of_a_loop_counts() -> None:
    code = "fig, axes = plt.subplots(1, 2)\nfor ax, n in zip(axes, (6, 3)):\n    {}\n"
    good = code.format("ax.plot(rng.random((1, 6)))")
    assert first(good).fix.safe  # type: ignore[union-attr]


def test_without_the_control_nothing_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cause that the redrawn unmended picture does not show can't be said to be gone."""
    monkeypatch.setattr(trials, "_of", lambda trial, found: [])
    assert not first("plt.plot([3.0])").fix.safe  # type: ignore[union-attr]


def test_a_fault_of_ours_is_told_and_no_fix_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr("kerascope.mend.safe_ones", broken)
    Path("s.py").write_text(HEAD + "plt.plot([3.0])\nplt.savefig('a.png')")
    report = check("s.py")
    assert report.faults == ("trying fixes: RuntimeError: oh",)
    assert [f.fix.safe for f in report.findings if f.fix] == [False]


def random_state() -> list[int]:
    return np.random.get_state()[1].tolist()  # type: ignore[index, no-any-return] # noqa: NPY002


def test_trying_out_says_nothing_and_opens_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    import matplotlib.pyplot as plt

    before = plt.get_fignums(), random_state()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = judged(
            "x = rng.random((9, 9, 3)) * 3 - 1\nfig = plt.figure()\nfig.add_subplot().imshow(x)\nplt.close()"
        )
        assert report.pictures is not None
    assert capfd.readouterr().err.count("Clipping input data") <= 1  # matplotlib's own, of the script's call
    assert (plt.get_fignums(), random_state()) == before


# -- pictures -----------------------------------------------------------------------------------------------------


def test_pictures_as_drawn_and_as_meant() -> None:
    report = judged("plt.imshow(rng.random((1, 8, 8, 1)))")
    assert set(report.pictures) == {0}
    assert list(report.pictures[0]) == ["as drawn", "as meant"]
    assert all(data.startswith(b"\x89PNG") for data in report.pictures[0].values())
    assert report.pictures[0]["as drawn"] != report.pictures[0]["as meant"]
    page = report._repr_html_()
    assert page.count("data:image/png;base64") == 2


TILES = (
    "ramp = np.hypot(*np.mgrid[:8, :8]) / 10\ntiles = ramp * rng.random((25, 1, 1))\nn = 5\n"
    "canvas = tiles.reshape(n * 8, n * 8)\n"
)


@pytest.mark.parametrize("rest", ["plt.imshow(canvas, cmap='gray')", "shown = 1 - canvas\nplt.imshow(shown)"])
@pytest.mark.parametrize("sizes", ["n = 5\n", "n, unused = 5, 8\n"])
def test_pictures_of_a_fix_above_the_call(sizes: str, rest: str) -> None:
    report = judged(TILES.replace("n = 5\n", sizes) + rest)
    (found,) = report.findings
    assert found.cause == "scrambled-reshape"
    assert list(report.pictures[0]) == ["as drawn", "as meant"]
    assert report.pictures[0]["as drawn"] != report.pictures[0]["as meant"]
    assert found.fix is not None
    assert not found.fix.safe


def test_pictures_of_a_fix_that_puts_a_statement_before_the_call() -> None:
    report = judged("x = rng.random(60)\ny = np.sin(6 * x)\nplt.plot(x, y)")
    assert [f.cause for f in report.findings] == ["unsorted-x"]
    assert list(report.pictures[0]) == ["as drawn", "as meant"]
    assert report.pictures[0]["as drawn"] != report.pictures[0]["as meant"]
    assert not report.findings[0].fix.safe  # type: ignore[union-attr]


def test_no_picture_where_a_statement_on_the_way_is_not_computed_anew() -> None:
    report = judged(TILES + "shown = np.sinc(canvas / 9)\nplt.imshow(shown)")
    assert [f.cause for f in report.findings] == ["scrambled-reshape"]
    assert not any(report.pictures.values())


def test_a_report_travels_with_its_pictures() -> None:
    report = judged("plt.plot([3.0])")
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert again.pictures == report.pictures
    assert list(again.pictures) == [0]


def test_pictures_are_drawn_only_when_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    monkeypatch.setattr("kerascope.mend.pictures._png", lambda *args, **options: drawn.append(args) or b"")
    report = judged("plt.plot([3.0])")
    assert drawn == []
    assert report.pictures
    assert len(drawn) == 2


# -- after --fix --------------------------------------------------------------------------------------------------


def examples() -> list[str]:
    needs = re.compile(r"keras|tensorflow|torch|jax")
    return sorted(name for name, one in all_causes().items() if not needs.search(read_page(one.page).example))


def loud(name: str) -> list[Finding]:
    import matplotlib.pyplot as plt

    with plt.rc_context():
        report = check(name)
    plt.close("all")
    assert report.faults == ()
    return [f for f in report.findings if f.severity != "note" or f.fix is not None]


@pytest.mark.parametrize("name", examples())
def test_after_its_safe_fixes_an_example_is_quiet(name: str, folder: Path) -> None:
    script = folder / "example.py"
    script.write_text(read_page(all_causes()[name].page).example)
    before = loud("example.py")
    safe = [f for f in before if f.fix is not None and f.fix.safe]
    if not safe:
        pytest.skip("no fix of it is known to be safe")
    for edit in file_edits(Report("example.py", tuple(before)), folder):
        assert edit.left == ()
        store(edit)
    rest = {(f.cause, f.severity) for f in before if f not in safe}
    assert {(f.cause, f.severity) for f in loud("example.py") if f.severity != "note"} <= rest
    assert name not in {f.cause for f in loud("example.py")} or name in {f.cause for f in before if f not in safe}
