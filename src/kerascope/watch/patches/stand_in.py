"""Functions that stand in for matplotlib's own, and are taken for them."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, cast

from kerascope.watch.frames import STAND_IN

__all__ = ["stand_in"]


def stand_in(original: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`functools.wraps`, and one thing more: matplotlib takes the function for its own.

    It looks for the caller to blame in a warning by module names (by file names since Python 3.12), and would blame
    kerascope where it means the user's line.
    """

    def make(wrapper: Callable[..., Any]) -> Callable[..., Any]:
        function: Any = functools.wraps(original)(wrapper)
        folder = os.path.dirname(str(sys.modules["matplotlib"].__file__))
        code = function.__code__.replace(co_filename=os.path.join(folder, STAND_IN))
        names = {**function.__globals__, "__name__": "matplotlib._kerascope"}
        made: Any = FunctionType(code, names, function.__name__, function.__defaults__, function.__closure__)
        made.__kwdefaults__ = function.__kwdefaults__
        return cast("Callable[..., Any]", functools.wraps(original)(made))

    return make
