"""What happens, written down as it happens: cheap raw records that `collect` turns into evidence afterwards.

Every public method is called from inside the watched program, so none may raise, keep a figure alive, or cost more
than a pass over the data.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from kerascope.evidence import Panel, Warned
from kerascope.watch.frames import Spot, user_frame
from kerascope.watch.record.around import surroundings
from kerascope.watch.record.namesakes import names_of_call
from kerascope.watch.record.products import Products
from kerascope.watch.record.roots import Reach, Root, roots_of
from kerascope.watch.values.described import describe, plain_options
from kerascope.watch.values.measure import as_array, dtype_name, quick, type_name

__all__ = ["RawArgument", "RawCall", "RawEvent", "RawSheet", "Recorder"]

_KEEP_ONE = 16 << 20
"""Bytes of one array that are copied at the call; of a larger one a part is."""
_KEEP_ALL = 192 << 20
_NEAR = 6
"""Calls at one place whose surroundings are noted."""
_DETAILED = 400
"""Calls at one place in the source that are recorded with their data; later ones are only counted."""


@dataclass(slots=True)
class RawArgument:
    name: str
    type: str
    value: Any
    """Weak reference to the object, or None."""
    copy: Any
    whole: bool
    """Whether `copy` holds every value."""
    shape: tuple[int, ...]
    dtype: str
    finite_range: tuple[int, float | None, float | None]
    roots: tuple[Root, ...]
    about: Any = None


@dataclass(slots=True)
class RawCall:
    number: int
    order: int
    function: str
    spot: Spot
    via: str
    scope: str
    arguments: list[RawArgument]
    options: dict[str, Any]
    sheet: int | None
    panel: int | None
    names: dict[str, Any]
    """Weak or plain values of the names in the call's source, as they stood."""
    candidates: tuple[tuple[str, Any], ...] = ()
    """Names and weak references of the arrays and tensors in reach: roots for the search by values."""
    near: tuple[tuple[str, Any], ...] = ()
    """The same for arrays of any rank, of the first calls at one place: what the plotted values may have come from."""
    exception: str = ""
    artists: list[Any] = field(default_factory=list)
    """Weak references."""


@dataclass(slots=True)
class RawEvent:
    kind: str
    order: int
    spot: Spot | None
    path: str = ""
    panels: tuple[Panel, ...] = ()
    pyplot: bool = False
    backend: str = ""
    panel: int | None = None


@dataclass(slots=True)
class RawSheet:
    key: int
    figure: Any
    spot: Spot | None
    order: int
    open_beside: int = 0
    open_limit: int = 20
    number: int | None = None
    title: str = ""
    size: tuple[float, float] = (6.4, 4.8)
    dpi: float = 100.0
    events: list[RawEvent] = field(default_factory=list)
    snapshots: int = 0
    signature: Any = None
    extras: int = 0
    legends: int = 0


class _Local(threading.local):
    """How many of our patched functions each thread is inside of."""

    depth = 0


class Recorder:
    """The one record of a run. `active` is false while kerascope itself draws."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: a new run begins."""
        self.calls: list[RawCall] = []
        self.sheets: dict[int, RawSheet] = {}
        self.warned: list[Warned] = []
        self.faults: list[str] = []
        self.children: list[str] = []
        """Commands of the Python processes that the run started."""
        self.forks = 0
        self.processes_before = 0
        self.products = Products()
        self.panel_spots: dict[int, Spot] = {}
        self.limit_spots: dict[tuple[int, str], Spot] = {}
        self.limit_orders: dict[tuple[int, str], int] = {}
        self.legend_names: dict[int, tuple[str, ...]] = {}
        """The names that `legend` was last handed for an axes, alone: it drops those for which there is no line."""
        self.legend_beside: dict[int, tuple[str, ...]] = {}
        """The names that it was handed with artists beside them."""
        self.legend_calls: dict[int, tuple[int | None, ...]] = {}
        """Numbers of the calls that drew the artists which `legend` was last handed for an axes."""
        self.words_at_legend: dict[int, dict[str, tuple[str, ...]]] = {}
        """Lists of words that were in its reach, by name."""
        self.titles: list[tuple[int, int, str, Spot, str]] = []
        """Order, axes, text and place of each title that was set."""
        self.owners: dict[int, tuple[Any, int]] = {}
        self.listeners: list[Callable[[RawSheet, RawEvent], None]] = []
        self.active = True
        self._order = itertools.count(1)
        self._keys: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._next_key = 0
        self._kept = 0
        self._seen: dict[tuple[Any, int], int] = {}
        self._local = _Local()
        self._lock = threading.RLock()

    # -- guards -------------------------------------------------------------------------------------------------

    @property
    def inside(self) -> bool:
        return not self.active or self._local.depth > 0

    @contextmanager
    def nested(self) -> Iterator[None]:
        self._local.depth += 1
        try:
            yield
        finally:
            self._local.depth -= 1

    def enter(self) -> None:
        self._local.depth += 1

    def leave(self) -> None:
        self._local.depth -= 1

    def fault(self, where: str, problem: BaseException) -> None:
        text = f"{where}: {type(problem).__name__}: {problem}"
        if text not in self.faults:
            self.faults.append(text)

    def tick(self) -> int:
        return next(self._order)

    # -- figures ------------------------------------------------------------------------------------------------

    def key(self, thing: Any) -> int:
        """A number for a figure or axes that stays its own for the whole run (ids are used again)."""
        found = self._keys.get(thing)
        if found is None:
            with self._lock:
                self._next_key += 1
                found = self._keys[thing] = self._next_key
        return found

    def knows(self, figure: Any) -> bool:
        """Whether any call was recorded in a figure."""
        key = self._keys.get(figure)
        return key is not None and any(c.sheet == key for c in self.calls)

    def sheet(self, figure: Any) -> RawSheet:
        key = self.key(figure)
        found = self.sheets.get(key)
        if found is None:
            found = self.sheets[key] = RawSheet(key, weakref.ref(figure), None, self.tick())
        return found

    def add_event(self, sheet: RawSheet, event: RawEvent) -> None:
        sheet.events.append(event)
        for listener in self.listeners:
            try:
                listener(sheet, event)
            except Exception as problem:
                self.fault("telling of a figure", problem)

    def add_title(self, axes: Any, text: str, spot: Spot, kind: str = "title") -> None:
        if len(self.titles) < _DETAILED:
            self.titles.append((self.tick(), self.key(axes), text[:200], spot, kind))

    # -- calls --------------------------------------------------------------------------------------------------

    def begin(
        self, function: str, axes: Any, arguments: list[tuple[str, Any]], options: dict[str, Any], frame: FrameType
    ) -> RawCall | None:
        """Record a plotting call before it runs; None for a call that is none of the user's own.

        options : keyword options as they were given
        """
        try:
            found = user_frame(frame)
            if found is None:
                return None
            return self._begin(function, axes, arguments, plain_options(options), *found)
        except Exception as problem:
            self.fault(f"recording {function}", problem)
            return None

    def _begin(
        self,
        function: str,
        axes: Any,
        arguments: list[tuple[str, Any]],
        options: dict[str, Any],
        frame: FrameType,
        via: str,
    ) -> RawCall | None:
        site = (id(frame.f_code), frame.f_lasti)
        count = self._seen[site] = self._seen.get(site, 0) + 1
        if count > _DETAILED:
            return None
        figure: Any = getattr(axes, "figure", None)
        root_figure = figure.get_figure(root=True) if hasattr(figure, "get_figure") else figure
        call = RawCall(
            number=len(self.calls),
            order=self.tick(),
            function=function,
            spot=Spot(frame),
            via=via,
            scope=frame.f_code.co_name,
            arguments=[],
            options=options,
            sheet=None if root_figure is None else self.sheet(root_figure).key,
            panel=None if axes is None else self.key(axes),
            names={},
        )
        reach = Reach(frame)
        call.arguments = [self._take(name, value, reach) for name, value in arguments]
        call.names = names_of_call(frame, call.spot, count <= _NEAR)
        if count <= _NEAR and any(a.copy is not None and a.copy.size == 0 for a in call.arguments):
            call.names = {**surroundings(frame), **call.names}
        copies = {id(v): a.copy for (_, v), a in zip(arguments, call.arguments, strict=True) if a.whole}
        if any(a.copy is not None and not a.roots for a in call.arguments):
            call.candidates = tuple(reach.references(copies=copies))
        call.near = tuple(reach.references(48, 1, copies)) if count <= _NEAR else ()
        with self._lock:
            call.number = len(self.calls)
            self.calls.append(call)
        return call

    def _take(self, name: str, value: Any, reach: Reach) -> RawArgument:
        array = as_array(value)
        kind = type_name(value)
        if array is None:
            about = describe(value)
            return RawArgument(name, kind, None, None, False, (), "", (0, None, None), (), about)
        copy, whole = self._copy(array)
        return RawArgument(
            name=name,
            type=kind,
            value=None,
            copy=copy,
            whole=whole,
            shape=array.shape,
            dtype=dtype_name(value, array),
            finite_range=(0, None, None) if whole else quick(array),
            roots=roots_of(array, value, reach, self.products),
            about=describe(value) if array.dtype.kind == "O" else None,
        )

    def _copy(self, array: Any) -> tuple[Any, bool]:
        size = array.nbytes
        if size <= _KEEP_ONE and self._kept + size <= _KEEP_ALL:
            self._kept += size
            return array.copy(), True
        if array.ndim and self._kept <= _KEEP_ALL * 2:
            step = max(1, array.size // 500_000)
            part = (
                array.reshape(-1)[::step].copy()
                if array.flags.c_contiguous
                else array[tuple(slice(None, None, max(1, n // 700)) for n in array.shape)].copy()
            )
            self._kept += part.nbytes
            return part, False
        return array.reshape(-1)[:1].copy(), False

    def end(self, call: RawCall, result: Any) -> None:
        try:
            for artist in _flat(result):
                reference = weakref.ref(artist)
                call.artists.append(reference)
                self.owners[id(artist)] = (reference, call.number)
        except Exception as problem:
            self.fault(f"recording what {call.function} drew", problem)

    def owner(self, artist: Any) -> int | None:
        """Number of the call that made an artist."""
        found = self.owners.get(id(artist))
        return found[1] if found is not None and found[0]() is artist else None


def _flat(result: Any) -> Iterator[Any]:
    if result is None or isinstance(result, str | int | float):
        return
    if isinstance(result, dict):
        for part in result.values():
            yield from _flat(part)
    elif isinstance(result, list | tuple):
        yield from (result,) if hasattr(result, "get_label") and not isinstance(result, tuple) else ()
        for part in result:
            yield from _flat(part)
    elif hasattr(result, "get_zorder"):
        yield result
