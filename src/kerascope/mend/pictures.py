"""The picture of a finding's call as drawn, and as its fix means it: drawn when someone looks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kerascope.findings import Finding, Location
from kerascope.mend.plans import Plan, Version, given_to, verified
from kerascope.mend.trials import quiet
from kerascope.mend.upstream import remade_as_drawn
from kerascope.mend.values import Unknown
from kerascope.watch import Watch

__all__ = ["Key", "Sketches", "key_of"]

Key = tuple[str, Location]
"""What tells a finding apart within its report: its cause and its place."""
_SIZE = (4.0, 3.0)
_DPI = 100


def key_of(finding: Finding) -> Key:
    return finding.cause, finding.location


class Sketches(Mapping[Key, Mapping[str, bytes]]):
    """PNG bytes by caption, by finding. Drawn at the first look; what is sent to another process is drawn."""

    def __init__(self, plans: Mapping[Key, Plan]) -> None:
        self._plans = dict(plans)
        self._drawn: dict[Key, Mapping[str, bytes]] = {}

    def moved(self, place: Callable[[Location], Location]) -> Sketches:
        """The same by other places."""
        return Sketches({(cause, place(where)): plan for (cause, where), plan in self._plans.items()})

    def __getitem__(self, key: Key) -> Mapping[str, bytes]:
        if key not in self._drawn:
            plan = self._plans[key]
            self._drawn[key] = self._sketch(plan)
        return self._drawn[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._plans)

    def __len__(self) -> int:
        return len(self._plans)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return dict, ({key: dict(self[key]) for key in self},)

    def _sketch(self, plan: Plan) -> Mapping[str, bytes]:
        with Watch.shared().recorder.nested(), quiet():
            try:
                if plan.after.made and not remade_as_drawn(plan):
                    return {}
                meant = _png(plan, plan.after)
                return {"as drawn": _png(plan, plan.before, raises=True), "as meant": meant}
            except Exception:  # a picture is an extra: the page is whole without it
                return {}


def _png(plan: Plan, version: Version, *, raises: bool = False) -> bytes:
    """One version of the call in a small figure; with `raises` an exception is written instead of a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    try:
        (args, options), _, _ = given_to(version, plan.call, dict(verified(plan.call, version.numpy)))
        ax: Any = figure.add_subplot()
        getattr(ax, plan.call.function)(*args, **options)
        return _saved(figure)
    except Exception as problem:
        if not raises or isinstance(problem, Unknown):
            raise
        return _saved(_told(f"{type(problem).__name__}: {problem}"))


def _told(text: str) -> Any:
    from textwrap import fill

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, dpi=_DPI)
    FigureCanvasAgg(figure)
    words = fill("It raised " + text[:300], 40).replace("$", r"\$")
    figure.text(0.5, 0.5, words, ha="center", va="center", fontsize=9, family="monospace")
    return figure


def _saved(figure: Any) -> bytes:
    held = io.BytesIO()
    figure.savefig(held, format="png")
    return held.getvalue()
