"""What was seen: frozen records that causes read. Nothing here knows matplotlib, keras or any array framework.

`Facts` are measured of an array, a `Derivation` says how it came about, a `Value` is anything a frame names.
A `Call` is one plotting call; a `Sheet` is one figure with its `Panel`s and `Artist`s as they stood at an `Event`;
a `Failure` is the exception that reached the top; a `Run` holds them all.
"""

from __future__ import annotations

from kerascope.evidence.arrays import Argument, Assignment, Derivation, Facts, Provenance, Value
from kerascope.evidence.figures import Artist, Event, Panel, Sheet, Titled, Written
from kerascope.evidence.runs import Call, Failure, Run, Warned
from kerascope.findings import Location

__all__ = [
    "Argument",
    "Artist",
    "Assignment",
    "Call",
    "Derivation",
    "Event",
    "Facts",
    "Failure",
    "Location",
    "Panel",
    "Provenance",
    "Run",
    "Sheet",
    "Titled",
    "Value",
    "Warned",
    "Written",
]
