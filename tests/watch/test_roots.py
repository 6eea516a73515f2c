"""What the caller's frames name: arrays, and things that only look like one."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from kerascope.watch.record.roots import Reach


class _Shape:
    def __len__(self) -> int:
        raise ValueError("Cannot take the length of shape with unknown rank.")


class _Tensor:
    shape = _Shape()


_Tensor.__module__ = "tensorflow.graph"


def test_tensors_of_unknown_rank_are_passed_over() -> None:
    picture = np.zeros((4, 4))
    names: dict[str, Any] = {"picture": picture, "symbolic": _Tensor(), "Reach": Reach, "sys": sys}
    exec(compile("found = dict(Reach(sys._getframe()).references())", "script.py", "exec"), names)
    assert "symbolic" not in names["found"]
    assert names["found"]["picture"]() is picture


def test_an_array_that_one_name_of_a_module_holds_may_still_grow() -> None:
    names: dict[str, Any] = {"__name__": "script", "grows": np.zeros((4, 4)), "Reach": Reach, "sys": sys}
    exec(compile("found = dict(Reach(sys._getframe()).references())", "script.py", "exec"), names)
    names["grows"].resize((6, 4))
    assert names["found"]["grows"]() is names["grows"]
    names["grows"] = None
    assert names["found"]["grows"]() is None


def test_an_array_that_something_else_holds_is_found_when_its_name_has_gone() -> None:
    picture = np.zeros((4, 4))
    names: dict[str, Any] = {"__name__": "script", "picture": picture, "Reach": Reach, "sys": sys}
    exec(compile("found = dict(Reach(sys._getframe()).references())", "script.py", "exec"), names)
    names["picture"] = None
    assert names["found"]["picture"]() is picture
