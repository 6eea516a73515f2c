"""Fixes tried on the live values: which of them are safe, and what their pictures look like.

A fix is safe only when it edits a plotting call that was recorded, the edited call could be evaluated on the values it
was handed, drawn in a bare figure, and the picture is free of the finding's cause and of every error and warning.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kerascope.evidence import Run
from kerascope.findings import Finding, Fix, Location
from kerascope.mend.pictures import Sketches, key_of
from kerascope.mend.plans import Plan, plan_of
from kerascope.mend.trials import quiet, safe_ones
from kerascope.mend.upstream import plan_above
from kerascope.watch import Recorder, Watch

__all__ = ["Mended", "Sketches", "key_of", "mend", "tried"]

_MOST = 40
"""Findings of one report whose fixes are tried."""
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Mended:
    """Findings whose fixes say whether they are safe, and the pictures of those that could be drawn."""

    findings: tuple[Finding, ...]
    sketches: Sketches = field(default_factory=lambda: Sketches({}))

    def told(self, shown: Mapping[str, str]) -> Mended:
        """The same with other names for some files."""
        if not shown:
            return self

        def place(where: Location) -> Location:
            return replace(where, file=shown.get(where.file or "", where.file))

        def fix(one: Fix) -> Fix:
            return one if one.location is None else replace(one, location=place(one.location))

        findings = (replace(f, location=place(f.location), fix=f.fix and fix(f.fix)) for f in self.findings)
        return Mended(tuple(findings), self.sketches.moved(place))


def tried(findings: Sequence[Finding], calls: Sequence[tuple[int, ...]], run: Run, recorder: Recorder) -> Mended:
    """`mend`, whose own faults are the recorder's to tell: then no fix is called safe."""
    if not any(f.fix is not None for f in findings):
        return Mended(tuple(findings))
    try:
        return mend(findings, calls, run, recorder)
    except Exception as problem:
        recorder.fault("trying fixes", problem)
        return untried(findings)


def untried(findings: Sequence[Finding]) -> Mended:
    """Findings none of whose fixes is known to be safe."""
    return Mended(tuple(f if f.fix is None else replace(f, fix=replace(f.fix, safe=False)) for f in findings))


def mend(
    findings: Sequence[Finding],
    calls: Sequence[tuple[int, ...]],
    run: Run,
    recorder: Recorder,
    *,
    seconds: float = _SECONDS,
) -> Mended:
    """Try the fixes of findings out, as many as the time allows.

    calls : for each finding the numbers of the calls that it is about
    run, recorder : what the findings were made from
    """
    unsafe = untried(findings).findings
    files = {c.number: c.spot.code.co_filename for c in recorder.calls}
    plans: dict[int, Plan] = {}
    began = time.thread_time()
    for index, (finding, numbers) in enumerate(zip(unsafe, calls, strict=True)):
        if len(plans) == _MOST or (plans and time.thread_time() > began + seconds * 0.3):
            break
        plan = plan_of(finding, numbers, run, files) or plan_above(finding, numbers, run, files)
        if plan is not None:
            plans[index] = plan
    if not plans:
        return Mended(unsafe)
    left = began + seconds - time.thread_time()
    with Watch.shared().recorder.nested(), quiet():
        at_call = {i: plan for i, plan in plans.items() if not plan.after.made}
        safe = dict(zip(at_call, safe_ones(list(at_call.values()), run, recorder, left), strict=True))
    mended = [
        f if f.fix is None else replace(f, fix=replace(f.fix, safe=safe.get(i, False))) for i, f in enumerate(unsafe)
    ]
    return Mended(tuple(mended), Sketches({key_of(unsafe[i]): plan for i, plan in plans.items()}))
