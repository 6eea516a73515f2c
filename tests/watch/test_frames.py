"""Pieces of source, as the parser cuts them; and nodes found in a file that the process goes on to read."""

from __future__ import annotations

import ast
import copy
import dis
from pathlib import Path

import pytest

from kerascope.watch.frames import node_at, segment_of

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


SENTENCES = [
    "x = -1 + 2 * 3 - 4 / 5 // 6 % 7 ** 8",
    "x = ~1 << 2 >> 3 | 4 & 5 ^ 6 @ 7",
    "x = not a < b <= c > d >= e == f != g or h is i is not x and x in x not in x",
    "x[0] = +x",
    "del x",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_tree_copied_after_a_node_was_looked_for_is_no_larger_than_itself(sentence: str, tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    text = "\n".join(["called()", *(f"y{n} = [w + {n} for w in (1, 2, 3)]" for n in range(200)), *SENTENCES])
    script.write_text(text)
    code = compile(text, str(script), "exec")
    calls = [i.offset for i in dis.get_instructions(code) if i.opname == "CALL"]
    assert isinstance(node_at(code, calls[0], 1), ast.Call)
    copied: dict[int, object] = {}
    copy.deepcopy(ast.parse(sentence), copied)
    assert len(copied) < 200
