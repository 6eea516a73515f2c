"""What a cause is: one small function in a file of its own, registered under its one name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kerascope.evidence import Call, Failure, Run, Sheet
from kerascope.findings import Finding, Fix, Location, Severity

__all__ = ["FAMILIES", "Cause", "cause", "found", "registered"]

FAMILIES = ("shape", "range", "selection", "figure", "model")
Evidence = Call | Sheet | Failure | Run
Answer = Finding | Iterable[Finding] | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A registered cause. `outranks` names the causes that are not repeated beside it at the same place."""

    name: str
    family: str
    sees: tuple[type, ...]
    kinds: tuple[str, ...]
    outranks: tuple[str, ...]
    function: Callable[[Any, Run], Answer]
    page: str

    def look(self, evidence: Evidence, run: Run) -> Iterator[Finding]:
        """Findings on one piece of evidence, under this cause's name."""
        if not isinstance(evidence, self.sees):
            return
        if isinstance(evidence, Call) and self.kinds and evidence.kind not in self.kinds:
            return
        answer = self.function(evidence, run)
        for finding in (answer,) if isinstance(answer, Finding) else answer or ():
            yield replace(finding, cause=self.name)


_CAUSES: dict[str, Cause] = {}


def cause(
    name: str,
    *,
    family: str,
    sees: type | tuple[type, ...],
    kinds: tuple[str, ...] = (),
    outranks: tuple[str, ...] = (),
) -> Callable[[Callable[[Any, Run], Answer]], Callable[[Any, Run], Answer]]:
    """Register a function `(evidence, run) -> Finding | findings | None` as a cause.

    sees : the kinds of evidence it takes: Call, Sheet, Failure or Run
    kinds : for calls, the kinds it takes ('image', 'line', …); all when empty
    outranks : causes that say less about the same picture, and are dropped beside this one
    """
    if family not in FAMILIES:
        raise ValueError(f"family {family!r} of {name!r} is none of {FAMILIES}")

    def register(function: Callable[[Any, Run], Answer]) -> Callable[[Any, Run], Answer]:
        page = (sys.modules[function.__module__].__doc__ or "").strip()
        kept = _CAUSES.get(name)
        if kept is not None and kept.function.__module__ != function.__module__:
            raise ValueError(f"two causes are called {name!r}")
        kinds_seen = sees if isinstance(sees, tuple) else (sees,)
        _CAUSES[name] = Cause(name, family, kinds_seen, kinds, outranks, function, page)
        return function

    return register


def registered() -> Mapping[str, Cause]:
    """Every cause that is imported."""
    return _CAUSES


def found(
    place: Location,
    severity: Severity,
    message: str,
    *,
    why: str = "",
    evidence: Mapping[str, Any] | None = None,
    fix: Fix | None = None,
) -> Finding:
    """A finding of the calling cause, whose name the engine adds."""
    return Finding("", severity, message, place, why, dict(evidence or {}), fix)
