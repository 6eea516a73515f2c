"""Curves that are, value for value, what a training recorded, and the names that a legend gives them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import numpy as np

from kerascope.diagnose.cause import found
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Artist, Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location
from kerascope.parsed import nodes_of

__all__ = ["in_panels_of_one", "meant", "of_another_key"]

_HELD = {"val", "valid", "validation", "test", "testing", "dev", "heldout"}
_TRAIN = {"train", "training", "trained"}
_WHOLE = {"total", "overall", "combined", "sum", "joint", "whole"}
"""What `loss` is called beside the losses of several outputs."""
_SAME = {"acc": "accuracy", "lr": "learning", "losses": "loss"}


def of_another_key(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """The names mean the recorded curves that are drawn, each another one than the curve beside it.

    Said only when the wrong names are those of the very curves that they stand at, in another order.
    """
    return _judged(panel.legend or (), list(_drawn(panel, sheet, run)), panel.legend_set, sheet, run)


def in_panels_of_one(sheet: Sheet, run: Run) -> Finding | None:
    """The same of panels that hold one named curve each, as `table.plot(subplots=True)` makes them."""
    single = [p for p in sheet.last if len(p.legend or ()) == 1]
    if len(single) < 2 or len(single) < len([p for p in sheet.last if p.legend]):
        return None
    values = [v for p in single for v in _drawn(p, sheet, run)]
    return _judged(tuple(t for p in single for t in p.legend or ()), values, single[0].legend_set, sheet, run)


def _judged(
    texts: tuple[str, ...], values: list[np.ndarray | None], set_: Location | None, sheet: Sheet, run: Run
) -> Finding | None:
    words = {w for h in run.histories for k, _ in _curves(h.about) for w in _base(k)} | _HELD | _TRAIN | _WHOLE
    if not 2 <= len(texts) == len(values) or sum(bool(words & set(_words(t.replace("_", " ")))) for t in texts) < 2:
        return None
    keys = [_key(v, run) for v in values]
    drawn = {k for k in keys if k}
    said = [meant(t, drawn) for t in texts] if len(drawn) > 1 else []
    wrong = [n for n, (k, m) in enumerate(zip(keys, said, strict=False)) if k and m and m != k]
    if len(wrong) < 2 or sorted(keys[n] for n in wrong) != sorted(said[n] for n in wrong):
        return None
    return _said(texts, set_, sheet, run, keys, said, wrong)


def _drawn(panel: Panel, sheet: Sheet, run: Run) -> Iterator[np.ndarray | None]:
    """The values behind each entry of a legend."""
    made = {c.number: c for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception}
    lines = [a for a in panel.artists if a.kind == "line" and a.points and a.call in made]
    texts = panel.legend or ()
    if len(made) == 1 and len(lines) == len(texts):  # one call drew a line per column
        (call,) = made.values()
        values = _values(call)
        if values is not None and values.ndim == 2 and values.shape[1] == len(texts):
            yield from values.T
            return
    numbers = panel.legend_calls if len(panel.legend_calls) == len(texts) else (None,) * len(texts)
    for text, number in zip(texts, numbers, strict=True):
        owner = number if number in made else _by_colour(text, panel.artists, lines)
        yield _values(made[owner]) if owner is not None else None


def _by_colour(text: str, artists: tuple[Artist, ...], lines: list[Artist]) -> int | None:
    """seaborn's legend has empty lines of its own, in the colours of those that are drawn."""
    stand_in = [a for a in artists if a.kind == "line" and a.label == text and not a.points]
    same = [a for a in lines if stand_in and a.colour and a.colour == stand_in[0].colour]
    return same[0].call if len(stand_in) == len(same) == 1 else None


def _values(call: Call) -> np.ndarray | None:
    y = call.argument("y")
    return None if y is None or y.values is None else np.asarray(y.values)


def _key(values: np.ndarray | None, run: Run) -> str:
    """The one key under which a training recorded these values, or ''."""
    if values is None or values.ndim != 1 or len(values) < 2 or values.dtype.kind not in "fiu":
        return ""
    keys = {
        key
        for history in run.histories
        for key, curve in _curves(history.about)
        if len(curve) == len(values)
        and abs(curve[0] - float(values[0])) <= 1e-4 * abs(curve[0]) + 1e-9  # before the whole of it, for speed
        and np.allclose(curve, values, rtol=1e-5, atol=1e-9)
    }
    return keys.pop() if len(keys) == 1 else ""


def _curves(about: Mapping[str, object]) -> Iterator[tuple[str, tuple[float, ...]]]:
    curves = about.get("curves")
    yield from curves.items() if isinstance(curves, dict) else ()


def _words(text: str) -> list[str]:
    return [_SAME.get(w, w) for w in re.findall(r"[a-z0-9]+", text.lower().replace("held-out", "heldout"))]


def _base(key: str) -> set[str]:
    return set(_words(key.removeprefix("val_").replace("_", " ")))


def meant(text: str, keys: set[str]) -> str:
    """The one among keys of recorded curves that a name means, or ''."""
    said = set(_words(text.replace("_", " ")))
    fit = [k for k in keys if _base(k) <= said]
    if not fit and said <= _HELD | _TRAIN and len({k.removeprefix("val_") for k in keys}) == 1:
        fit = list(keys)
    fit = fit or _without_metric(said - _HELD - _TRAIN, keys)
    most = max((len(_base(k)) for k in fit), default=0)
    fit = [k for k in fit if len(_base(k)) == most]
    held, train = bool(said & _HELD), bool(said & _TRAIN)
    if held != train:
        fit = [k for k in fit if k.startswith("val_") == held]
    elif len(fit) > 1 and not held and len({k.removeprefix("val_") for k in fit}) == 1:
        fit = [k for k in fit if not k.startswith("val_")]
    return fit[0] if len(fit) == 1 else ""


def _without_metric(said: set[str], keys: set[str]) -> list[str]:
    """Curves of one output by its name alone, `age` of `age_loss`; `total` is their sum, `loss`."""
    parts = [k for k in keys if said and said <= _base(k)]
    if parts:
        return parts if len({k.removeprefix("val_") for k in parts}) == 1 else []
    metric = set.intersection(*map(_base, keys))
    return [k for k in keys if said & _WHOLE and said <= _WHOLE and _base(k) == metric]


def _said(
    texts: tuple[str, ...],
    set_: Location | None,
    sheet: Sheet,
    run: Run,
    keys: list[str],
    said: list[str],
    wrong: list[int],
) -> Finding:
    calls = run.calls_in(sheet.key)
    first = wrong[0]
    named = _typed(texts, calls[0].place, run)
    order = next(
        ([*h.about["curves"]] for h in run.histories if set(keys) - {""} <= set(h.about.get("curves", ()))), []
    )
    by_key = {k: t for k, t in zip(said, texts, strict=True) if k}
    new = [by_key.get(k, "") for k in keys]
    fix = None
    if named is not None and all(new) and set(new) == set(texts):
        fix = Fix("name them in the order of the curves", named[1], _list(named[1], new), location=named[0])
    return found(
        named[0] if named is not None else set_ or calls[0].place,
        "error",
        f"the legend calls the curve '{keys[first]}' by the name '{texts[first]}': the curves are "
        f"{', '.join(k or 'another' for k in keys)}, in this order, and the names are {', '.join(texts)}; "
        f"{len(wrong)} of {len(texts)} names sit at another curve.",
        why=f"Keras 3 records the keys in the order {', '.join(order)}; names handed out by position must follow it, "
        "and those handed out by key (`columns={...}` of rename, history['loss']) need no order.",
        evidence={"curves": keys, "names": list(texts), "recorded": order, "wrong": len(wrong)},
        fix=fix,
    )


def _typed(texts: tuple[str, ...], near: Location, run: Run) -> tuple[Location, str] | None:
    """The one list of the source that holds the very names, in their order."""
    source = text_of(near, run)
    lists = [
        n
        for n in nodes_of(source)
        if isinstance(n, ast.List | ast.Tuple)
        and [e.value if isinstance(e, ast.Constant) else None for e in n.elts] == list(texts)
    ]
    if len(lists) != 1:
        return None
    text = ast.get_source_segment(source, lists[0]) or ""
    line = source.splitlines()[lists[0].lineno - 1].strip()
    place = Location(near.file, near.cell, lists[0].lineno, lists[0].end_lineno, None, None, line)
    return place, text


def _list(old: str, names: list[str]) -> str:
    inner = ", ".join(f'"{n}"' for n in names)
    return f"({inner})" if old.startswith("(") else f"[{inner}]"
