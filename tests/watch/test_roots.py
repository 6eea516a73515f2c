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
