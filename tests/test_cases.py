"""The corpus: each wrong script's cause is named first, its right twin met with silence, both run as they do alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.corpus import BACKENDS, Case, Server, cases, score, server
from tests.mending import mending, mending_summary

pytestmark = pytest.mark.keras
BACKEND = os.environ.get("KERAS_BACKEND", "tensorflow")
UNNAMED: frozenset[str] = frozenset()
"""Cases whose cause kerascope can't name yet; each must still be quiet and through."""


@pytest.fixture(scope="module")
def asked() -> Iterator[Server]:
    with server(BACKEND) as warm:
        yield warm


@pytest.mark.parametrize("case", cases(backend=BACKEND), ids=lambda c: c.name)
def test_named_quiet_and_through(case: Case, asked: Server) -> None:
    one = score(case, asked.ask(case, "wrong"), asked.ask(case, "right"))
    assert one.faults == []
    assert one.through
    assert one.loud == []
    if case.name not in UNNAMED:
        assert one.named, one.said


def test_every_case_belongs_to_a_backend() -> None:
    assert {c.backend for c in cases()} == set(BACKENDS)


def test_scoring_can_fail() -> None:
    case = cases()[0]
    one = score(case, {"findings": [], "exit": {"exception": None}}, None)
    assert not one.named
    assert not one.through
    assert not one.quiet


def test_what_the_safe_fixes_mended_is_not_found_again(asked: Server) -> None:
    """A few cases of causes whose fixes are often safe; `python -m tests.corpus --mend` takes all."""
    some = cases(backend=BACKEND, cause=["channels-first", "clipped-rgb", "flattened-image", "float-0-255"])[:3]
    mended = [mending(case, asked.ask(case, "mended")) for case in some]
    assert [(m.left, m.loud, m.new) for m in mended] == [([], [], [])] * len(mended)
    assert all(m.findings for m in mended)


def test_mending_can_fail() -> None:
    finding = {"cause": "a", "severity": "error", "location": {"line": 1}, "fix": {"safe": True}}
    other = finding | {"cause": "b", "fix": None}
    before, after = {"findings": [finding]}, {"findings": [finding, other]}
    one = mending(cases()[0], {"before": before, "after": after, "left": []})
    assert (one.findings, one.fixed, one.safe, one.quiet, one.loud, one.new) == (1, 1, 1, 0, ["a"], ["error:b@1"])
    assert "1 with a fix (100.0%), 1 safe, 0 confirmed quiet" in mending_summary([one])
    assert mending(cases()[0], None).loud
