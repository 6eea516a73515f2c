"""Watching: patches, records and evidence. It changes nothing that the watched program can see."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from kerascope.evidence import Warned
from kerascope.watch.patches import children
from kerascope.watch.patches.imports import ImportHook
from kerascope.watch.record.recorder import Recorder

__all__ = ["Recorder", "Watch"]


class Watch:
    """Patches that are on from `start` on. One watch belongs to one process, since patches are made once: `shared`."""

    _only: Watch | None = None

    @classmethod
    def shared(cls) -> Watch:
        """The one of this process."""
        if cls._only is None:
            cls._only = cls()
        return cls._only

    @contextmanager
    def run(self) -> Iterator[Recorder]:
        """Watch one run with a fresh record; what was recorded before is put back afterwards."""
        before = dict(vars(self.recorder))
        was_on = self._hook is not None and self.recorder.active
        self.recorder.reset()
        self.start()
        self.recorder.processes_before = children.made_by_multiprocessing()
        try:
            yield self.recorder
        finally:
            vars(self.recorder).clear()
            vars(self.recorder).update(before)
            self.recorder.active = was_on

    def __init__(self) -> None:
        self.recorder = Recorder()
        self._hook: ImportHook | None = None
        self._showing: Any = None

    def start(self) -> None:
        """Patch what is imported, and what will be. Nothing is imported for it."""
        if self._hook is not None:
            self.recorder.active = True
            return
        from kerascope.watch.patches import figure_hooks, keras_hooks, matplotlib_hooks

        patches = (matplotlib_hooks.hooks, figure_hooks.hooks, keras_hooks.hooks, children.hooks)
        wanted = {name: patch for hooks in patches for name, patch in hooks(self.recorder).items()}
        children.mark_forks(self.recorder)
        self._hook = ImportHook(wanted, self.recorder.fault)
        self._hook.install()
        self._listen_to_warnings()

    def stop(self) -> None:
        """Record nothing more. Patches stay, and hand every call through."""
        self.recorder.active = False

    def _listen_to_warnings(self) -> None:
        shown: Callable[[Any], None] = warnings._showwarnmsg_impl  # type: ignore[attr-defined]
        recorder = self.recorder

        def show(message: Any) -> None:
            if recorder.active:
                try:
                    _note(recorder, message)
                except Exception as problem:
                    recorder.fault("noting a warning", problem)
            shown(message)

        warnings._showwarnmsg_impl = show  # type: ignore[attr-defined]


def _note(recorder: Recorder, message: Any) -> None:
    from kerascope.watch.frames import is_user, location_of_node

    if is_user(message.filename) and len(recorder.warned) < 200:
        place = location_of_node(message.filename, message.lineno, None)
        recorder.warned.append(Warned(message.category.__name__, str(message.message)[:300], place))


class _Package(ModuleType):
    """`kerascope.watch()` is a function of the public API, and importing this package puts it in that place."""

    def __call__(self) -> None:
        import_module("kerascope.live").watch()  # by name: this package stands below it


sys.modules[__name__].__class__ = _Package
