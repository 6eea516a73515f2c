"""Do something right after a module is first imported, or at once when it already is.

A finder stands at the head of `sys.meta_path`; for the few names asked for, it finds the real loader and wraps only
its `exec_module`. Nothing is imported early: what the script imports, and when, stays its own affair.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

__all__ = ["ImportHook"]


class _Loader(importlib.abc.Loader):
    """The real loader, with a call after the module's code has run."""

    def __init__(self, real: Any, then: Callable[[ModuleType], None]) -> None:
        self._real = real
        self._then = then

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._real.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._real
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        self._real.exec_module(module)
        self._then(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class ImportHook(importlib.abc.MetaPathFinder):
    """Runs `wanted[name](module)` once, after `name` was imported; its faults go to `fault`."""

    def __init__(
        self, wanted: dict[str, Callable[[ModuleType], None]], fault: Callable[[str, Exception], None]
    ) -> None:
        self._wanted = dict(wanted)
        self._fault = fault
        self._busy: set[str] = set()

    def install(self) -> None:
        for name in list(self._wanted):
            module = sys.modules.get(name)
            if module is not None and not getattr(module.__spec__, "_initializing", False):
                self._fire(name, module)
        if self._wanted:
            sys.meta_path.insert(0, self)

    def remove(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self._wanted or name in self._busy:
            return None
        self._busy.add(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy.discard(name)
        if spec is None or spec.loader is None or not hasattr(spec.loader, "exec_module"):
            return None
        spec.loader = _Loader(spec.loader, lambda module: self._fire(name, module))
        return spec

    def _fire(self, name: str, module: ModuleType) -> None:
        then = self._wanted.pop(name, None)
        if then is None:
            return
        try:
            then(module)
        except Exception as fault:
            self._fault(f"patching {name}", fault)
