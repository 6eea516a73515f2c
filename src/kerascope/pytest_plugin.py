"""`pytest --kerascope`: wrong plots that tests draw become warnings, or failures with `--kerascope-strict`.

Loading this module imports nothing but pytest: it is loaded in every pytest run where kerascope is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kerascope.findings import Finding, Report

__all__ = ["KerascopeWarning"]


class KerascopeWarning(UserWarning):
    """A plot that a test drew is wrong, or very probably misleads."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("kerascope", "wrong plots")
    group.addoption("--kerascope", action="store_true", help="warn of wrong plots that tests draw")
    group.addoption("--kerascope-strict", action="store_true", help="fail tests that draw wrong plots")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "kerascope(expect=(), ignore=()): causes that this test's plots must have, and causes that do not count",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Watch one test; its own outcome stays what it is."""
    strict = item.config.getoption("kerascope_strict", False)
    if not (strict or item.config.getoption("kerascope", False)):
        return (yield)
    from kerascope.watch import Watch

    raised: BaseException | None = None
    with Watch.shared().run() as recorder:
        try:
            result = yield
        except BaseException as problem:
            raised = problem
            raise
        finally:
            recorder.active = False
            if not isinstance(raised, pytest.skip.Exception | pytest.xfail.Exception):
                report = _judge(recorder, item, raised)
                _tell(item, report, raised)
    _settle(item, report, strict)
    return result


def _judge(recorder: Any, item: pytest.Item, raised: BaseException | None) -> Report:
    from kerascope.session import judge

    return judge(recorder, str(item.path), raised)


def _asked(item: pytest.Item, what: str) -> set[str]:
    marker = item.get_closest_marker("kerascope")
    given = marker.kwargs.get(what, ()) if marker is not None else ()
    return {given} if isinstance(given, str) else set(given)


def _counted(item: pytest.Item, report: Report) -> list[Finding]:
    left_out = _asked(item, "ignore") | _asked(item, "expect")
    return [f for f in report.findings if f.severity != "note" and f.cause not in left_out]


def _tell(item: pytest.Item, report: Report, raised: BaseException | None) -> None:
    if raised is not None and report.findings:
        from kerascope.report import render

        item.add_report_section("call", "kerascope", render(report, "text"))


def _settle(item: pytest.Item, report: Report, strict: bool) -> None:
    """Raise or warn, once the test itself has passed."""
    seen = {f.cause for f in report.findings}
    missing = sorted(_asked(item, "expect") - seen)
    if missing:
        pytest.fail(
            f"kerascope: expected {', '.join(missing)}, found {', '.join(sorted(seen)) or 'nothing'}", pytrace=False
        )
    found = _counted(item, report)
    if found and strict:
        from dataclasses import replace

        from kerascope.report import render

        pytest.fail(render(replace(report, findings=tuple(found)), "text"), pytrace=False)
    for finding in found:
        place = finding.location
        item.warn(KerascopeWarning(f"{place.file}:{place.line}: {finding.cause}: {finding.message}"))
