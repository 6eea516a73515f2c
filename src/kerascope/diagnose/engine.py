"""Calls into findings: asks every cause, catches their faults, settles which outranks which, and orders the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from kerascope.diagnose.cause import Cause, Evidence, registered
from kerascope.evidence import Call, Failure, Run, Sheet
from kerascope.findings import SEVERITIES, Finding, Location

__all__ = ["Diagnosis", "diagnose"]

_SILENCED = re.compile(r"#\s*kerascope:\s*ignore(?:\[([\w\-,\s]*)\])?")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Findings in order, and kerascope's own faults while looking."""

    findings: tuple[Finding, ...]
    faults: tuple[str, ...] = ()
    calls: tuple[tuple[int, ...], ...] = ()
    """For each finding the numbers of the calls that it is about, in their order."""


@dataclass(frozen=True, slots=True)
class _Seen:
    finding: Finding
    cause: Cause
    failed: bool
    order: int
    calls: frozenset[int]
    panels: frozenset[int]


def diagnose(run: Run, *, select: Collection[str] | None = None, ignore: Collection[str] | None = None) -> Diagnosis:
    """Every finding of a run, the one to mend first first.

    select, ignore : names of causes to report only, or to leave out
    """
    faults: list[str] = []
    seen: list[_Seen] = []
    for one in registered().values():
        if ignore and one.name in ignore:
            continue
        for evidence in _evidence(run):
            seen.extend(_ask(one, evidence, run, faults))
    seen = [s for s in _settled(_merged(seen)) if not _silenced(s.finding, run)]
    if select:
        seen = [s for s in seen if s.cause.name in select]
    seen.sort(key=lambda s: (not s.failed, SEVERITIES.index(s.finding.severity), s.order))
    about = tuple(tuple(sorted(s.calls)) for s in seen)
    return Diagnosis(tuple(s.finding for s in seen), tuple(dict.fromkeys(faults)), about)


def _evidence(run: Run) -> Iterator[Evidence]:
    """What causes are asked about. A call that raised counts only when its exception reached the top."""
    if run.failure is not None:
        yield run.failure
    reached = run.failure.call if run.failure is not None else None
    for call in run.calls:
        if not call.exception or (reached is not None and reached.number == call.number):
            yield call
    yield from run.sheets
    yield run


def _ask(one: Cause, evidence: Evidence, run: Run, faults: list[str]) -> Iterator[_Seen]:
    try:
        with np.errstate(all="ignore"):  # else NumPy would warn of our arithmetic on the script's stderr
            findings = [_sound(f) for f in one.look(evidence, run)]
    except Exception as problem:
        faults.append(f"cause {one.name}: {type(problem).__name__}: {problem}")
        return
    for finding in findings:
        yield _Seen(finding, one, _failed(evidence), _order(evidence), *_subject(evidence, run))


def _sound(finding: Finding) -> Finding:
    """The finding itself, when every report can be made of it; else an exception, which becomes the cause's fault."""
    parts = (finding.location, Location), (finding.message, str), (finding.why, str), (finding.evidence, Mapping)
    for part, kind in parts:
        if not isinstance(part, kind):
            raise TypeError(f"a finding's {kind.__name__} is a {type(part).__name__}")
    if finding.severity not in SEVERITIES:
        raise ValueError(f"{finding.severity!r} is no severity")
    return finding


def _failed(evidence: Evidence) -> bool:
    return isinstance(evidence, Failure) or (isinstance(evidence, Call) and bool(evidence.exception))


def _order(evidence: Evidence) -> int:
    if isinstance(evidence, Call):
        return evidence.order
    if isinstance(evidence, Sheet):
        return evidence.opened
    return 0


def _subject(evidence: Evidence, run: Run) -> tuple[frozenset[int], frozenset[int]]:
    """Calls and panels that a finding is about."""
    if isinstance(evidence, Failure):
        evidence = evidence.call if evidence.call is not None else evidence
    if isinstance(evidence, Call):
        panel = frozenset() if evidence.panel is None else frozenset((evidence.panel,))
        return frozenset((evidence.number,)), panel
    if isinstance(evidence, Sheet):
        calls = run.calls_in(evidence.key)
        return frozenset(c.number for c in calls), frozenset(p.key for p in evidence.last)
    return frozenset(), frozenset()


def _place(location: Location) -> tuple[str | None, int | None, int | None]:
    return location.file, location.cell, location.line


def _merged(seen: list[_Seen]) -> list[_Seen]:
    """One finding for each cause and line: the worst and first, with the number of times."""
    kept: dict[tuple[object, ...], _Seen] = {}
    for one in seen:
        key = (one.cause.name, _place(one.finding.location))
        old = kept.get(key)
        if old is None:
            kept[key] = one
            continue
        worse = SEVERITIES.index(one.finding.severity) < SEVERITIES.index(old.finding.severity)
        first, other = (one, old) if worse else (old, one)
        times = old.finding.times + one.finding.times
        kept[key] = replace(
            first,
            finding=replace(first.finding, times=times),
            order=min(one.order, old.order),
            calls=first.calls | other.calls,
            panels=first.panels | other.panels,
        )
    return list(kept.values())


def _settled(seen: list[_Seen]) -> list[_Seen]:
    """Without the findings that another one about the same picture outranks."""
    return [s for s in seen if not any(_outranks(other, s) for other in seen if other is not s)]


def _outranks(one: _Seen, other: _Seen) -> bool:
    if other.cause.name not in one.cause.outranks:
        return False
    same_line = _place(one.finding.location) == _place(other.finding.location)
    return (
        same_line or bool(one.calls & other.calls) or bool(one.panels & other.panels) or (one.failed and other.failed)
    )


def _silenced(finding: Finding, run: Run) -> bool:
    """`# kerascope: ignore[cause]` on one of the finding's lines, or `ignore` for all causes."""
    place = finding.location
    text = run.sources.get(place.file or "", "")
    if place.line is None or not text:
        return False
    for line in text.splitlines()[place.line - 1 : place.end_line or place.line]:
        match = _SILENCED.search(line)
        if match and (match[1] is None or finding.cause in [n.strip() for n in match[1].split(",")]):
            return True
    return False
