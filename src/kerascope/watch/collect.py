"""From raw records to evidence: after the run, or for one figure while it goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kerascope.evidence import (
    Argument,
    Artist,
    Call,
    Derivation,
    Event,
    Facts,
    Failure,
    Panel,
    Run,
    Sheet,
    Titled,
    Value,
)
from kerascope.parsed import called, words_in
from kerascope.watch.frames import cell_sources, location_of_node, segment_of, source_of
from kerascope.watch.origin.binned import as_histograms
from kerascope.watch.origin.derive import best
from kerascope.watch.origin.lineage import lineage_of
from kerascope.watch.origin.naming import aliases_of, named
from kerascope.watch.origin.seek import Seeker
from kerascope.watch.record.namesakes import described
from kerascope.watch.record.recorder import RawArgument, RawCall, RawSheet, Recorder
from kerascope.watch.seen.artists import without_panel
from kerascope.watch.seen.looks import look_at
from kerascope.watch.values.arguments import kind_of
from kerascope.watch.values.described import describe
from kerascope.watch.values.measure import measure

__all__ = ["last_looks", "run_of"]

_LAYS_OUT = frozenset(["reshape", "view"])


def last_looks(recorder: Recorder, only: Iterable[int] | None = None, kind: str = "exit") -> None:
    """Look once more at every figure that is still alive: at the run's end, or with kind 'look' while it goes on."""
    wanted = None if only is None else set(only)
    for sheet in list(recorder.sheets.values()):
        figure = sheet.figure()
        if figure is None or (wanted is not None and sheet.key not in wanted):
            continue
        try:
            with recorder.nested():
                _lay_out(figure)
            look_at(recorder, figure, kind, None)
        except Exception as problem:
            recorder.fault("looking at a figure at the end", problem)


def _lay_out(figure: Any) -> None:
    """Settle positions, so that sizes on the page are true. A figure that can't be drawn stays as it is."""
    import contextlib
    import warnings

    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for ax in figure.axes:
            ax.apply_aspect()


def run_of(
    recorder: Recorder,
    target: str,
    *,
    failure: Failure | None = None,
    files: tuple[str, ...] = (),
    notebook: bool = False,
) -> Run:
    """Everything recorded so far as frozen evidence."""
    sheets = tuple(_sheet(s) for s in recorder.sheets.values())
    artists = _artists_by_call(sheets)
    seeker = Seeker(recorder)
    calls = tuple(_call(seeker, raw, artists, files) for raw in recorder.calls)
    calls = _changed(recorder, "naming axes by shape", calls, lambda c: named(c, recorder.products.live_models()))
    calls = _changed(
        recorder, "reading histograms made of bars", calls, lambda c: as_histograms(c, files, seeker.columns)
    )
    if failure is not None and failure.call is None:
        failure = replace(failure, call=_failed_call(calls, failure))
    backend = str(getattr(sys.modules.get("matplotlib"), "get_backend", str)()) if "matplotlib" in sys.modules else ""
    shown = [s.location().file for s in (c.spot for c in recorder.calls)]
    return Run(
        target=target,
        calls=calls,
        sheets=sheets,
        failure=failure,
        warned=tuple(recorder.warned),
        titles=tuple(
            Titled(order, key, text, spot.location(), kind) for order, key, text, spot, kind in recorder.titles
        ),
        models=tuple(describe(m, str(getattr(m, "name", ""))) for m in recorder.products.live_models()[:40]),
        histories=tuple(value for _, value in recorder.products.histories),
        unfilled=tuple(
            Value("", "History", "keras", about={"history": True, **describe(m).about})
            for m in recorder.products.made
            if not m
        ),
        outputs=seeker.handed_out("output"),
        weights=seeker.handed_out("weights"),
        called=recorder.products.called,
        notebook=notebook,
        interactive=_closes_on_show(backend),
        backend=backend,
        sources={name: source_of(name) for name in {*files, *(f for f in shown if f)}} | cell_sources(),
    )


def _changed(
    recorder: Recorder, what: str, calls: tuple[Call, ...], change: Callable[[tuple[Call, ...]], tuple[Call, ...]]
) -> tuple[Call, ...]:
    """The calls as something else knows more of them; as they are, where that fails."""
    try:
        return change(calls)
    except Exception as problem:
        recorder.fault(what, problem)
        return calls


def _closes_on_show(backend: str) -> bool:
    return backend.lower() not in ("agg", "pdf", "ps", "svg", "cairo", "template", "pgf", "")


def _failed_call(calls: tuple[Call, ...], failure: Failure) -> Call | None:
    if not calls or not calls[-1].exception:
        return None
    last = calls[-1]
    return last if last.exception.split(":", 1)[0] == failure.type else None


# -- calls ------------------------------------------------------------------------------------------------------


def _call(seeker: Seeker, raw: RawCall, artists: dict[int, list[Artist]], files: tuple[str, ...]) -> Call:
    node = raw.spot.node()
    expressions = _expressions(node, raw)
    first = next(iter(expressions.values()), None)
    place = location_of_node(raw.spot.code.co_filename, raw.spot.line, node, first)
    sources = (raw.spot.code.co_filename, *(f for f in files if f != raw.spot.code.co_filename))
    names = described(raw.names)
    arguments = []
    used: dict[str, int] = {}
    for argument in raw.arguments:
        nth = used.get(argument.name, 0)
        used[argument.name] = nth + 1
        expression = expressions.get((argument.name, nth))
        text = place.source[0:0] if expression is None else _segment(raw, expression)
        arguments.append(_argument(argument, text, names, sources, raw, seeker))
    return Call(
        number=raw.number,
        order=raw.order,
        function=raw.function,
        kind=kind_of(raw.function),
        place=place,
        arguments=tuple(a for a in arguments if a is not None),
        options=raw.options,
        sheet=raw.sheet,
        panel=raw.panel,
        exception=raw.exception,
        via=raw.via,
        scope=raw.scope,
        artists=tuple(artists.get(raw.number, ())) or _written(raw),
    )


def _written(raw: RawCall) -> tuple[Artist, ...]:
    without = raw.function in ("imsave", "OffsetImage") and not raw.exception and raw.options.get("norm") is None
    data = next((a for a in raw.arguments if a.name == "X"), None) if without else None
    return without_panel(data.copy, raw.options) if data is not None and data.whole else ()


def _segment(raw: RawCall, expression: Any) -> str:
    import ast

    return segment_of(source_of(raw.spot.code.co_filename), expression) or ast.unparse(expression)


def _expressions(node: Any, raw: RawCall) -> dict[tuple[str, int], Any]:
    """The source nodes of the recorded arguments, where the call is the user's own and its node is certain."""
    import ast

    if not isinstance(node, ast.Call):
        return {}
    function = called(node)
    if raw.via or function != raw.function:
        plain = [a for a in node.args if not isinstance(a, ast.Starred)]
        if raw.via == "pandas" and isinstance(node.func, ast.Attribute) and function == "plot":
            plain = []  # `table.plot("depth", name)`: the data is what `plot` is asked of
        name = raw.arguments[-1].name if raw.arguments else ""
        return (
            {(name, 0): plain[0]}
            if len(plain) >= 1 and name and function.startswith(("heatmap", "imshow", "plot", "lineplot"))
            else {}
        )
    if any(isinstance(a, ast.Starred) for a in node.args):
        return {}
    found: dict[tuple[str, int], Any] = {}
    rest = [a for a in node.args if not (isinstance(a, ast.Constant) and isinstance(a.value, str))]
    if raw.function == "imsave" and rest and len(rest) == len(node.args) and len(rest) > 1:
        rest = rest[1:]
    named = list(raw.arguments)
    used: dict[str, int] = {}
    if kind_of(raw.function) == "mesh" or kind_of(raw.function) == "contour":
        rest = rest[-1:] if len(rest) in (1, 3) else rest[2:3]
    for argument, expression in zip(named, rest, strict=False):
        nth = used.get(argument.name, 0)
        used[argument.name] = nth + 1
        found[argument.name, nth] = expression
    for keyword in node.keywords:
        if keyword.arg and any(a.name == keyword.arg for a in named) and (keyword.arg, 0) not in found:
            found[keyword.arg, 0] = keyword.value
    return found


def _argument(
    raw: RawArgument, expression: str, names: tuple[Value, ...], files: tuple[str, ...], call: RawCall, seeker: Seeker
) -> Argument | None:
    if raw.copy is None:
        facts = (
            raw.about.facts
            if raw.about is not None and raw.about.facts is not None
            else Facts(raw.type, (), "", "O", 0)
        )
        value = replace(raw.about, source=expression) if raw.about is not None else None
        return Argument(raw.name, expression, facts, names=(value, *names) if value is not None else names)
    facts = _facts(raw)
    derivation = best(raw.roots) if raw.roots else None
    place = call.spot.location()
    made_of = expression or _frame_of(call)
    lineage = lineage_of(files, place, made_of) if made_of else ()
    words = _words(" ".join([expression, *(a.value for a in lineage)]))
    derivation = seeker.with_values(seeker.better(raw, call, derivation, words))
    whole = next((r.provenance for r in raw.roots if r.provenance is not None and r.layout == r.mine), None)
    axes = _axes(derivation, whole, facts)
    mine = _words(expression) if facts.size else words  # what picked nothing stands further up
    used = tuple(v for v in names if v.about.get("one") or v.source.partition(".")[0] in mine) if expression else names
    if raw.about is not None:
        used = (replace(raw.about, source=expression), *used)
    values = raw.copy if raw.whole else None
    near = seeker.near(call)
    if words & _LAYS_OUT:
        near = seeker.before_reshape(near, words)
    return Argument(
        raw.name, expression, facts, derivation, whole, axes, values, lineage, used, near, aliases_of(raw.roots)
    )


def _frame_of(call: RawCall) -> str:
    """What pandas drew from: `df` of `df.plot()` and of `df["loss"].plot.line()`; '' elsewhere."""
    import ast

    node = call.spot.node() if call.via == "pandas" else None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    owner = node.func.value
    return _segment(call, owner.value if isinstance(owner, ast.Attribute) and owner.attr == "plot" else owner)


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:

    return frozenset(words_in(text))


def _facts(raw: RawArgument) -> Facts:
    found = measure(raw.copy)
    assert found is not None
    if raw.whole:
        return replace(found, type=raw.type, dtype=raw.dtype)
    _, low, high = raw.finite_range
    size = 1
    for n in raw.shape:
        size *= n
    scale = size / max(1, found.size)
    return replace(
        found,
        type=raw.type,
        dtype=raw.dtype,
        shape=raw.shape,
        size=size,
        sampled=True,
        minimum=low,
        maximum=high,
        nan=int(found.nan * scale),
        posinf=int(found.posinf * scale),
        neginf=int(found.neginf * scale),
        negative=int(found.negative * scale),
        above_one=int(found.above_one * scale),
        fractional=int(found.fractional * scale),
        distinct=found.distinct if found.distinct is None or found.distinct < 200 else None,
    )


def _axes(derivation: Derivation | None, provenance: Any, facts: Facts) -> tuple[str, ...] | None:
    if (
        derivation is not None
        and derivation.axes is not None
        and derivation.order
        and len(derivation.order) == facts.ndim
    ):
        return derivation.kept
    if provenance is not None and provenance.axes is not None and len(provenance.axes) == facts.ndim:
        return tuple(provenance.axes)
    return None


# -- sheets -----------------------------------------------------------------------------------------------------


def _sheet(raw: RawSheet) -> Sheet:
    events = tuple(
        Event(
            e.kind,
            e.order,
            None if e.spot is None else e.spot.location(),
            e.path,
            e.panels,
            e.pyplot,
            e.backend,
            e.panel,
        )
        for e in raw.events
    )
    return Sheet(
        key=raw.key,
        number=raw.number,
        place=None if raw.spot is None else raw.spot.location(),
        title=raw.title,
        events=events,
        size=raw.size,
        dpi=raw.dpi,
        opened=raw.order,
        open_beside=raw.open_beside,
        open_limit=raw.open_limit,
        extras=raw.extras,
        legends=raw.legends,
    )


def _artists_by_call(sheets: tuple[Sheet, ...]) -> dict[int, list[Artist]]:
    """The artists of each call, as last seen."""
    found: dict[int, list[Artist]] = {}
    for sheet in sheets:
        done: set[int] = set()
        for event in reversed(sheet.events):
            here = _by_call(event.panels)
            for number, artists in here.items():
                if number not in done:
                    done.add(number)
                    found.setdefault(number, []).extend(artists)
    return found


def _by_call(panels: tuple[Panel, ...]) -> dict[int, list[Artist]]:
    found: dict[int, list[Artist]] = {}
    for panel in panels:
        for artist in panel.artists:
            if artist.call is not None:
                found.setdefault(artist.call, []).append(artist)
    return found
