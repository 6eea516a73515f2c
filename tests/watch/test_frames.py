"""Pieces of source, as the parser cuts them."""

from __future__ import annotations

import ast

import pytest

from kerascope.watch.frames import segment_of

TEXTS = {
    "wide letters": "größe = 'ü' * 3; zwei = größe[0]\n",
    "several lines": "value = call(\n    'é',\n    [1,\n     2],\n)\nother = (\n  1)",
    "Windows": "a = 1\r\nb = (a +\r\n     'ß')\r\n",
    "no end": "x = [1, 2]",
}


@pytest.mark.parametrize("name", TEXTS)
def test_segments_are_those_of_ast(name: str) -> None:
    text = TEXTS[name]
    nodes = [n for n in ast.walk(ast.parse(text)) if hasattr(n, "lineno")]
    assert len(nodes) > 3
    for node in nodes:
        assert segment_of(text, node) == ast.get_source_segment(text, node)
