"""What the evidence of an exception holds."""

from __future__ import annotations

import linecache

import pytest

from kerascope.evidence import Failure
from kerascope.watch.failure import failure_of
from kerascope.watch.products import Products

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


def test_what_has_a_name_is_not_told_twice() -> None:
    found = failed("net = object()\nnet.predict_classes\n")
    assert [v.source for v in found.values].count("net") == 1


MADE = "class Layer:\n    def get_weights(self):\n        return []\n\nlayer = Layer()\nw = {made}\nw[0]\n"


def test_what_made_an_empty_list_is_among_the_values() -> None:
    assert "layer" in [v.source for v in failed(MADE.format(made="layer.get_weights()")).values]
    assert "layer" not in [v.source for v in failed("layer = 3\nw = {}\nw[0]\n").values]


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
