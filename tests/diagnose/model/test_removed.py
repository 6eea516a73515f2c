"""The table of what Keras 3 has not got is true of the Keras that runs."""

from __future__ import annotations

import re
from functools import reduce
from typing import Any

import pytest

from kerascope.diagnose.script.removed import BACKEND, MODULES, NAMES

pytestmark = pytest.mark.keras


def there(path: str) -> bool:
    import keras

    def step(owner: Any, name: str) -> Any:
        return getattr(owner, name, None)

    return reduce(step, path.split(".")[1:], keras) is not None


@pytest.mark.parametrize("name", BACKEND)
def test_a_function_of_the_backend_is_gone_and_what_replaces_it_is_there(name: str) -> None:
    assert not there(f"keras.backend.{name}")
    for wanted in re.findall(r"keras(?:\.\w+)+", BACKEND[name]):
        assert there(wanted), wanted


def test_a_name_that_is_there_is_not_called_gone() -> None:
    """The counter-test: the check above can fail."""
    assert there("keras.backend.clear_session")
    assert not there("keras.ops.permute_dimensions")


@pytest.mark.parametrize("wanted", sorted({v for v in (*MODULES.values(), *NAMES.values()) if v.startswith("keras.")}))
def test_what_replaces_a_module_or_a_class_is_there(wanted: str) -> None:
    assert there(wanted.split(" ")[0])
