"""NaN that arithmetic made of finite values, in a run with a network."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Provenance, Value, Warned
from kerascope.findings import Finding, Location
from kerascope.watch.values.measure import measure

NET = Value("net", "Functional", "keras", about={"model": True})
HOLES = np.where(np.eye(5) > 0, np.nan, 0.5)


def _look(
    made: str, operand: np.ndarray | None, *, net: bool = True, warned: str = "", then: str = ""
) -> list[Finding]:
    near = () if operand is None else (Value("p", "ndarray", "numpy", measure(operand), values=operand),)
    lineage = (Assignment("shown", f"shown = {made}", 1, made),)
    one = call("imshow", "image", argument("X", HOLES, "shown", lineage=lineage, near=near), line=2)
    at = Location("script.py", None, 1, 1, 1, None, made)
    told = tuple(Warned("RuntimeWarning", w, at) for w in (warned, then) if w)
    run = run_with(one, models=(NET,) if net else (), warned=told)
    return list(all_causes()["not-finite"].look(one, run))


ZEROS = np.array([[0.0, 1.0], [0.5, 0.5]])
DEAD = np.column_stack([np.arange(2.0, 8), np.zeros(6), np.arange(2.0, 8) ** 2])


@pytest.mark.parametrize(
    ("made", "operand", "words"),
    [
        ("-(p * np.log(p)).sum(-1)", ZEROS, "1 zero"),
        ("np.sqrt(p)", ZEROS - 0.7, "root is NaN"),
        ("np.corrcoef(p)", DEAD.T, "row 1 of `p` is constant"),
        ("pd.DataFrame(p).corr()", DEAD, "column 1 of `p` is constant"),
    ],
)
def test_the_operand_says_why(made: str, operand: np.ndarray, words: str) -> None:
    found = _look(made, operand)
    assert len(found) == 1
    assert words in found[0].message


def test_numpy_said_why() -> None:
    assert "Mean of empty slice" in _look("p.mean(0)", None, warned="Mean of empty slice")[0].message


@pytest.mark.parametrize(
    ("second", "said"),
    [("invalid value encountered in multiply", True), ("invalid value encountered in subtract", False), ("", False)],
)
def test_nothing_times_the_logarithm_of_nothing(second: str, said: bool) -> None:
    told = _look("p * np.log(p)", None, warned="divide by zero encountered in log", then=second)[0].message
    assert ("0 * log(0) is NaN" in told) == said


@pytest.mark.parametrize(
    ("made", "operand"),
    [("np.log(p)", ZEROS + 1), ("np.where(p > 0, p, np.nan)", ZEROS), ("np.corrcoef(p)", DEAD[:, ::2].T)],
)
def test_holes_without_a_reason_are_meant(made: str, operand: np.ndarray) -> None:
    assert _look(made, operand) == []


PREDICTED = Assignment("p", "p = net.predict(x)", 3, "net.predict(x)", ("net.predict",))
BEFORE = Assignment("x", "x[4] = np.nan", 2, "np.nan")


@pytest.mark.parametrize(
    ("expression", "after", "missing", "named"),
    [
        ("p", (), 0, True),
        ("p", (BEFORE,), 0, True),
        ("p", (Assignment("p", "p[p < 0.1] = np.nan", 4, "np.nan"),), 0, False),
        ("p", (Assignment("p", "p[p < 0.1] = np.nan", 4, "np.nan"),), 7, True),
        ("pd.DataFrame(p).where(p > 0.1)", (), 0, False),
        ("pd.DataFrame(p).T", (), 0, True),
    ],
)
def test_scores_that_the_script_hides(
    expression: str, after: tuple[Assignment, ...], missing: int, named: bool
) -> None:
    maker = Provenance("output", layer="out", layer_class="Dense", missing=missing)
    shown = argument("X", HOLES, expression, lineage=(*after, PREDICTED), provenance=maker)
    one = call("imshow", "image", shown, line=5)
    found = list(all_causes()["not-finite"].look(one, run_with(one, models=(NET,))))
    assert ["'out' gave" in f.message for f in found] == [True] * named


def test_without_a_network_it_is_left_alone() -> None:
    assert _look("-(p * np.log(p)).sum(-1)", ZEROS, net=False) == []


@pytest.mark.parametrize(
    ("made", "finite", "words"),
    [
        ("100 * abs(truth - guess) / truth", 40.0, "divides by `truth`"),
        ("100 * abs(truth - guess) / truth", 1e300, ""),
        ("np.exp(truth / 2)", 40.0, ""),
        ("truth // 2", 40.0, ""),
    ],
)
def test_infinity_beside_a_division(made: str, finite: float, words: str) -> None:
    """pandas divides by 0 without a warning; large numbers overflow of themselves."""
    shown = np.where(np.arange(24) % 12 < 4, np.inf, finite)
    lineage = (Assignment("error", f"error = {made}", 1, made),)
    one = call("plot", "line", argument("y", shown, "error", lineage=lineage), line=2)
    found = list(all_causes()["not-finite"].look(one, run_with(one, models=(NET,))))
    assert [words in f.message for f in found] == [True] * bool(words)


def test_a_logarithm_around_three_calls() -> None:
    made = "20 * np.log10(np.abs(np.fft.rfft(frames, axis=1)))"
    lineage = (Assignment("level", f"level = {made}", 1, made),)
    shown = np.where(np.eye(6) > 0, -np.inf, -40.0)
    one = call("imshow", "image", argument("X", shown, "level", lineage=lineage), line=2)
    (finding,) = all_causes()["not-finite"].look(one, run_with(one, models=(NET,)))
    assert "-inf wherever its argument is 0" in finding.message


@pytest.mark.parametrize(
    ("made", "operand", "words"),
    [
        ("stats.zscore(p, axis=0)", DEAD, "column 1 of `p` is constant"),
        ("p.pct_change()", np.array([1.0, 0.0, 0.0, 2.0]), "2 zeros"),
        ("stats.zscore(p, axis=1)", DEAD, ""),
    ],
)
def test_what_a_library_divides_by(made: str, operand: np.ndarray, words: str) -> None:
    found = _look(made, operand)
    assert bool(found) == bool(words)
    assert words in "".join(f.message for f in found)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("torch.sqrt(squares / n - mean ** 2)", "clip at 0 first"),
        ("ops.sqrt(p - 1)", "root of a negative number"),
        ("jnp.log10(slope)", "logarithm of a negative number"),
        ("(total / n - mean.square()).sqrt().cpu()", "root of a negative number"),
        ("tf.where(p > 0, tf.sqrt(p), np.nan)", ""),
        ("tf.sqrt(p) * mask", ""),
        ("tf.sqrt(tf.math.log(p))", ""),
        ("np.sqrt(slope)", ""),
    ],
)
def test_what_libraries_make_without_a_warning(made: str, words: str) -> None:
    found = _look(made, None)
    assert [words in f.message for f in found] == ([True] if words else [])


def test_a_root_of_what_had_holes_before() -> None:
    assert _look("tf.sqrt(p)", HOLES) == []


def test_numpy_said_that_the_root_was_of_a_negative_number() -> None:
    said = _look("np.sqrt(q)", None, warned="invalid value encountered in sqrt")[0].message
    assert "root of a negative number" in said


@pytest.mark.parametrize(
    ("drawn", "named"),
    [("log.history['loss']", "not-finite"), ("share.mean(axis=0)", "zero-range-normalisation")],
)
def test_what_a_training_made_of_a_quotient(drawn: str, named: str) -> None:
    """A training spreads the NaN of a few rows to all that it records: those rows are not what is drawn."""
    division, made = "counts / total", "share = counts / total"
    lineage = (
        Assignment("log", "log = net.fit(share, share, epochs=6)", 4, "net.fit(share, share, epochs=6)"),
        Assignment("share", made, 2, division),
        Assignment("total", "total = counts.sum(axis=1, keepdims=True)", 1, "counts.sum(axis=1, keepdims=True)"),
    )
    told = (
        Warned(
            "RuntimeWarning", "invalid value encountered in divide", Location("script.py", None, 2, 1, 2, None, made)
        ),
    )
    lineage = lineage if "log" in drawn else lineage[1:]
    one = call("plot", "line", argument("y", np.full(6, np.nan), drawn, lineage=lineage), line=5)
    log = Value("log", "History", "keras", about={"lengths": {"loss": 6}})
    run = run_with(one, models=(NET,), warned=told, histories=(log,))
    found = [f for n in ("not-finite", "zero-range-normalisation") for f in all_causes()[n].look(one, run)]
    said = found[-1]
    assert said.cause == named
    assert f"`{made if 'log' in drawn else division}` (line 2)" in said.message
