"""What the evidence of an exception holds."""

from __future__ import annotations

import linecache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kerascope.evidence import Failure
from kerascope.watch.record.products import Products
from kerascope.watch.running.failure import failure_of

SOURCE = """
class Net:
    pass

def network():
    return Net()

scores = {
    "net": network().predict_proba(3),
}
"""


def failed(source: str) -> Failure:
    name = "/home/somebody/script.py"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        exec(compile(source, name, "exec"), {"__name__": "__main__"})
    except Exception as problem:
        found = failure_of(problem, Products())
        assert found is not None
        return found
    finally:
        linecache.cache.pop(name)
    raise AssertionError("it did not fail")


def test_what_lacks_an_attribute_is_known_though_nothing_names_it() -> None:
    found = failed(SOURCE)
    assert found.place.expression == "network().predict_proba"
    owner = found.value("network()")
    assert owner is not None
    assert owner.type == "Net"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_expression_is_spelled_as_in_the_source(quote: str) -> None:
    """Causes look for it there, and fixes change it there."""
    source = "layers = {'conv': [1, 2]}\nkernel, bias, rest = layers['conv']\n".replace("'", quote)
    assert f"layers[{quote}conv{quote}]" in [v.source for v in failed(source).values]


def test_what_has_a_name_is_not_told_twice() -> None:
    found = failed("net = object()\nnet.predict_classes\n")
    assert [v.source for v in found.values].count("net") == 1


MADE = "class Layer:\n    def get_weights(self):\n        return []\n\nlayer = Layer()\nw = {made}\nw[0]\n"


def test_what_made_an_empty_list_is_among_the_values() -> None:
    assert "layer" in [v.source for v in failed(MADE.format(made="layer.get_weights()")).values]
    assert "layer" not in [v.source for v in failed("layer = 3\nw = {}\nw[0]\n").values]


def test_a_rewritten_copy_that_is_shorter_than_the_script() -> None:
    """AutoGraph runs a copy of a function from a file of its own: what the script says is read from the script."""
    own, copy = "/home/somebody/script.py", "/home/somebody/__autograph_generated_file1.py"
    written = "import numpy as np\n" * 9 + "def part(rows):\n    return np.reshape(rows, (7, 7))\n"
    ran = "import numpy as np\ndef tf__part(rows): return np.reshape(rows, (7, 7))\n"
    for name, text in ((own, written), (copy, ran)):
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    frame = SimpleNamespace(is_converted=True, function_name="part", filename=own, lineno=11)
    names: dict[str, Any] = {}
    exec(compile(ran, copy, "exec"), names)
    try:
        names["tf__part"](np.zeros((2, 3)))
    except ValueError as problem:
        problem.ag_error_metadata = SimpleNamespace(translated_stack=[frame])  # type: ignore[attr-defined]
        found = failure_of(problem, Products())
    finally:
        linecache.cache.pop(own), linecache.cache.pop(copy)
    assert found is not None
    assert (found.place.line, [a.expression for a in found.arguments]) == (11, ["rows", "(7, 7)"])


def test_an_argument_that_only_the_called_function_names() -> None:
    """A call inside a call is not run again: what it returned is read where it was handed to."""
    found = failed("import numpy as np\ndef made():\n    return np.zeros((1, 3))\nnp.linalg.inv(made())\n")
    assert [(a.expression, a.facts.shape) for a in found.arguments] == [("made()", (1, 3))]


LISTED = "import numpy as np\nmaps = {{'a': np.ones((2, 3)), 'b': np.ones((4, 3)), 'c': 5}}\nnp.array({held})\n"


@pytest.mark.parametrize(
    ("held", "shapes"),
    [
        ("[m[0:2] if 0 else m for m in list(maps.values())[:2]]", None),  # what isn't read is not guessed
        ("[m for m in list(maps.values())[:2]]", [[2, 3], [4, 3]]),
        ("[m.T for k, m in maps.items() if k != 'c']", [[3, 2], [3, 4]]),
        ("[m for n, m in enumerate(maps.values()) if n < 2 and True]", None),
        ("[maps[k].T for k in ('a', 'b') if k in maps and 1]", None),
        ("[maps[k].T for k in ('a', 'b') if len(k) == 1]", [[3, 2], [3, 4]]),
        ("[m.sort() for m in list(maps.values())[:2]] + [1, [2]]", None),
    ],
)
def test_what_a_list_held_that_was_never_given_a_name(held: str, shapes: list[list[int]] | None) -> None:
    found = failed(LISTED.format(held=held))
    assert found.type == "ValueError"
    assert next((v.about.get("shapes") for v in found.handed if v.about.get("shapes")), None) == shapes


def test_a_list_is_not_read_twice_from_what_reading_uses_up() -> None:
    source = "import numpy as np\nparts = iter([np.ones(2), np.ones(3), np.ones(4)])\nnp.array([p for p in parts])\n"
    assert failed(source).handed == ()


def test_calls_that_do_something_are_not_made_again() -> None:
    source = (
        "import numpy as np\ncalls = []\nclass Net:\n    def predict(self, n):\n        calls.append(n)\n"
        "        return np.ones(n)\nnet = Net()\nnp.array([net.predict(n) for n in (2, 3)])\n"
    )
    found = failed(source)
    calls = found.value("calls")
    assert found.handed == ()
    assert calls is None or calls.about["length"] == 2
