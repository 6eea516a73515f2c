"""Diagnosing: evidence into findings. One cause is one file under `causes/<family>/`."""

from __future__ import annotations

import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerascope.diagnose.cause import Cause

__all__ = ["all_causes", "explain", "names"]


@cache
def all_causes() -> dict[str, Cause]:
    """Every cause by name, its module imported: causes are found by walking the folder, nothing lists them."""
    from kerascope.diagnose import causes
    from kerascope.diagnose.cause import registered

    for found in pkgutil.walk_packages(causes.__path__, causes.__name__ + "."):
        import_module(found.name)
    return dict(sorted(registered().items()))


def names() -> tuple[str, ...]:
    """Names of all causes, in alphabetical order."""
    return tuple(all_causes())


def explain(cause: str) -> str:
    """The page of a cause in Markdown, made from its own file's docstring.

    Raises LookupError for an unknown name, with near names.
    """
    found = all_causes().get(cause)
    if found is None:
        near = get_close_matches(cause, names(), n=3, cutoff=0.4)
        hint = f" Near names: {', '.join(near)}." if near else ""
        raise LookupError(f"There is no cause {cause!r}.{hint}")
    from kerascope.diagnose.pages import page_of

    return page_of(found)
