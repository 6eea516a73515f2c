"""The corpus: each wrong script's cause is named first, its right twin met with silence, both run as they do alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.corpus import BACKENDS, Case, Server, cases, score, server

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
