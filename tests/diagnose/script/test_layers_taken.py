"""The condition under which the code took the layer that failed, and no other."""

from __future__ import annotations

import pytest

from kerascope.diagnose.script.layers_taken import condition_of_layers

BY_RANK = """def kernel_of(layer):
    k, b = layer.get_weights()
    return k
maps = [one for one in net.layers[1:] if len(one.output.shape) == 4]
kernels = {one.name: kernel_of(one) for one in maps}
for one in net.layers:
    if one.trainable:
        print(one.name)
k, b = net.layers[3].get_weights()
"""
PASSED_OVER = """for one in net.layers:
    if {test}:
        continue
    k, b = one.get_weights()
"""


@pytest.mark.parametrize(
    ("lines", "condition"),
    [([2, 5], "len(one.output.shape) == 4"), ([4], "len(one.output.shape) == 4"), ([8], "one.trainable"), ([9], "")],
)
def test_what_leads_to_a_line(lines: list[int], condition: str) -> None:
    assert condition_of_layers(BY_RANK, lines) == condition


@pytest.mark.parametrize(
    ("test", "condition"),
    [
        ("'conv' not in one.name", "'conv' in one.name"),
        ("not one.trainable", "one.trainable"),
        ("one.name == 'out'", "not (one.name == 'out')"),
        ("verbose", ""),
    ],
)
def test_what_is_passed_over(test: str, condition: str) -> None:
    assert condition_of_layers(PASSED_OVER.format(test=test), [4]) == condition


def test_two_conditions_tell_nothing() -> None:
    assert (
        condition_of_layers(PASSED_OVER.format(test="a not in one.name") + "    if one.built:\n        one.x\n", [6])
        == ""
    )
