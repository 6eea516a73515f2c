"""What a plotting call was handed, by the names of its parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerascope.watch.frames import own_class
from kerascope.watch.values.measure import DICT_VIEWS

__all__ = ["WATCHED", "arguments_of", "kind_of", "reader_of"]

_KINDS = {
    "imshow": "image", "matshow": "image", "spy": "image", "imsave": "image", "figimage": "image",
    "OffsetImage": "image",
    "pcolormesh": "mesh", "pcolor": "mesh", "plot": "line", "step": "line", "semilogy": "line", "semilogx": "line",
    "loglog": "line", "errorbar": "line", "fill_between": "other", "scatter": "scatter", "bar": "bar", "barh": "bar",
    "hist": "hist", "hist2d": "other", "contour": "contour", "contourf": "contour", "boxplot": "box",
    "violinplot": "box", "bxp": "box", "stem": "line", "stackplot": "other", "stairs": "other", "add_patch": "patch",
}  # fmt: skip
_GROUPS, _FLIERS, _LARGE = 64, 10_000, 2_000_000
"""Groups of a box plot that are looked at, points beyond the whiskers of one, and values of an array of them."""
_WORDS = ("x", "y", "height", "width")
"""What may be a single word: a category, a column of `data=`, or by mistake."""
WATCHED = tuple(k for k in _KINDS if k not in ("imsave", "figimage", "OffsetImage"))


def kind_of(function: str) -> str:
    return _KINDS.get(function, "other")


def _line_arguments(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    """(x, y) pairs of a plot call: `plot(y)`, `plot(x, y, fmt, x2, y2, …)`."""
    rest: list[Any] = list(args)
    found: list[tuple[str, Any]] = []
    data = _table(kwargs)
    if data is not None:
        rest = [data[a] if isinstance(a, str) and _has(data, a) else a for a in rest]
    rest = [list(a) if type(a) in DICT_VIEWS else a for a in rest]
    while rest:
        if len(rest) == 1 or isinstance(rest[1], str):
            found.append(("y", rest.pop(0)))
        else:
            found += [("x", rest.pop(0)), ("y", rest.pop(0))]
        if rest and isinstance(rest[0], str):
            rest.pop(0)
    return found[:16]


def _table(options: dict[str, Any]) -> Any:
    """What `data=` was given, unless to look names up in it would run the watched code."""
    data = options.get("data")
    return None if own_class(type(data)) else data


def _has(data: Any, key: str) -> bool:
    try:
        return key in data
    except Exception:
        return False


def _positional(names: tuple[str, ...]) -> Callable[..., list[tuple[str, Any]]]:
    def take(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
        found = [(n, a) for n, a in zip(names, args, strict=False) if not isinstance(a, str) or n in _WORDS]
        found += [(n, kwargs[n]) for n in names[len(args) :] if n in kwargs]
        data = _table(kwargs)
        if data is not None:
            found = [(n, data[a]) if isinstance(a, str) and _has(data, a) else (n, a) for n, a in found]
        return found

    return take


def _mesh(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    if "C" in kwargs:
        return [("C", kwargs["C"])]
    return [("C", args[0] if len(args) < 3 else args[2])] if args else []


def _contour(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("Z", args[0] if len(args) < 3 else args[2])] if args else []


def _grouped(name: str) -> Callable[..., list[tuple[str, Any]]]:
    """What boxes are drawn of, and each group of it: the entries of a list, the columns of an array."""
    whole = _positional((name,))

    def take(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
        found = whole(function, args, kwargs)
        given: Any = found[0][1] if found else None
        if type(given) in (list, tuple):
            several = given if given and all(hasattr(g, "__len__") for g in given) else [given]
        elif type(given).__module__ == "numpy" and getattr(given, "ndim", 0) == 2 and given.size <= _LARGE:
            several = [given[:, n] for n in range(min(given.shape[1], _GROUPS))]
        else:
            several = [given] if getattr(given, "ndim", 0) == 1 else []
        return found + [("group", g) for g in several[:_GROUPS]]

    return take


def _summaries(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    """Of boxes whose figures are given: ends of whisker and box, the middle, and what lies beyond."""
    given = args[0] if args else kwargs.get("bxpstats", ())
    keys = ("whislo", "q1", "med", "q3", "whishi")
    boxes = [b for b in given if isinstance(b, dict) and all(k in b for k in keys)] if type(given) is list else []
    return [("group", [*(float(b[k]) for k in keys), *list(b.get("fliers", ()))[:_FLIERS]]) for b in boxes[:_GROUPS]]


_READERS: dict[str, Callable[..., list[tuple[str, Any]]]] = {
    "imshow": _positional(("X",)), "matshow": _positional(("Z",)), "spy": _positional(("Z",)),
    "pcolormesh": _mesh, "pcolor": _mesh, "contour": _contour, "contourf": _contour,
    "scatter": _positional(("x", "y", "s", "c")), "bar": _positional(("x", "height")),
    "barh": _positional(("y", "width")), "hist": _positional(("x",)), "hist2d": _positional(("x", "y")),
    "errorbar": _positional(("x", "y")), "fill_between": _positional(("x", "y1", "y2")),
    "step": _positional(("x", "y")), "stem": _line_arguments, "boxplot": _grouped("x"),
    "violinplot": _grouped("dataset"), "bxp": _summaries, "stackplot": _positional(("x",)),
    "stairs": _positional(("values", "edges")), "add_patch": _positional(()),
}  # fmt: skip


def reader_of(function: str) -> Callable[..., list[tuple[str, Any]]]:
    """What reads a call's positional and keyword arguments: looked up once for a method, not at every call."""
    return _READERS.get(function, _line_arguments)


def arguments_of(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    """The array arguments of a call by their names."""
    return reader_of(function)(function, args, kwargs)
