"""What `import kerascope` and the command line pull in; each test has a counter-test that proves that it can fail."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import kerascope

HEAVY = {"keras", "matplotlib", "xarray", "numpy", "tensorflow", "jax", "torch", "rich", "jinja2", "pandas", "IPython"}


def loaded_by(code: str) -> set[str]:
    """Return which of the heavy packages a fresh interpreter has loaded after `code`."""
    program = f"import json, sys\n{code}\nprint(json.dumps(sorted(set(sys.modules) & {HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import kerascope",
        "import kerascope.cli",
        "from kerascope.findings import Report",
        "import kerascope.pytest_plugin",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert loaded_by(code) == set()


@pytest.mark.parametrize(
    ("code", "heavy"),
    [("import kerascope, numpy", {"numpy"}), ("import kerascope; kerascope.draw", {"numpy", "matplotlib", "xarray"})],
)
def test_what_is_loaded_is_noticed(code: str, heavy: set[str]) -> None:
    assert heavy <= loaded_by(code)


def test_every_public_name_resolves() -> None:
    assert [name for name in kerascope.__all__ if getattr(kerascope, name, None) is None] == []
    assert sorted(kerascope.__all__) == kerascope.__all__
    assert set(kerascope.__all__) <= set(dir(kerascope))


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AttributeError, match="'kerascope' has no attribute 'imshow'"):
        _ = kerascope.imshow
