"""What a call of `legend` was handed: names, artists, and the lists of words that names may come from."""

from __future__ import annotations

from types import FrameType
from typing import Any

from kerascope.watch.frames import locals_of
from kerascope.watch.record.recorder import Recorder
from kerascope.watch.values.measure import DICT_VIEWS

__all__ = ["note_legend"]

_MOST = 64
"""Entries of a legend that are looked at."""


def note_legend(recorder: Recorder, axes: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> None:
    """Remember it by the axes' key; the artists as the calls that drew them."""
    key = recorder.key(axes)
    beside = "handles" in kwargs or len(args) == 2
    names = _names_given(args, kwargs)
    recorder.legend_names[key] = () if beside else names
    recorder.legend_beside[key] = names if beside else ()
    recorder.legend_calls[key] = _handles_given(recorder, args, kwargs)
    recorder.words_at_legend[key] = _lists_of_words(frame)


def _names_given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, ...]:
    """The names of `legend(labels)`, `legend(handles, labels)` and `labels=…`."""
    given: Any = kwargs.get("labels") if not args else args[-1] if len(args) == 2 or "handles" not in kwargs else None
    if type(given) is str:  # one name where a list is due: matplotlib takes it letter by letter
        return (given[:200],)
    return _words_of(given)


def _words_of(given: Any) -> tuple[str, ...]:
    """Words of a list, of a dict's keys or values, of an array or of a table's columns; none where not all are such."""
    library = type(given).__module__.partition(".")[0]
    if library in ("numpy", "pandas") and getattr(given, "ndim", 0) == 1 and len(given) <= _MOST:
        given = given.tolist()
    if type(given) not in (list, tuple, *DICT_VIEWS) or len(given) > _MOST:
        return ()
    return tuple(given) if all(type(n) is str for n in given) else ()


def _handles_given(recorder: Recorder, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[int | None, ...]:
    """The calls that drew the artists of `legend(handles, labels)` and `legend(handles=…)`."""
    given: Any = kwargs.get("handles") if "handles" in kwargs else args[0] if len(args) == 2 else None
    if type(given) not in (list, tuple) or len(given) > _MOST:
        return ()
    return tuple(recorder.owner(artist) for artist in given)


def _array_of_words(value: Any) -> bool:
    """As `np.unique` gives them."""
    kind = type(value)
    return kind.__module__ == "numpy" and kind.__name__ == "ndarray" and value.dtype.kind == "U" and value.ndim == 1


def _lists_of_words(frame: FrameType) -> dict[str, tuple[str, ...]]:
    """The lists and tuples of two words and more that a frame and its module name, those of the frame first."""
    found: dict[str, tuple[str, ...]] = {}
    for scope in (locals_of(frame), frame.f_globals):
        for name, value in list(scope.items()):
            words = value.tolist() if _array_of_words(value) else value
            if type(words) in (list, tuple) and 2 <= len(words) <= 64 and all(type(w) is str for w in words):
                found.setdefault(name, tuple(words))
            if len(found) >= 8:
                return found
    return found
