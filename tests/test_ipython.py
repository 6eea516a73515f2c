"""In an interactive shell, findings appear once, after the cell that drew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("IPython")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from IPython.core.interactiveshell import InteractiveShell

    import kerascope.ipython as ours

    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    shown: list[Any] = []
    monkeypatch.setattr(ours.Companion, "_show", lambda self, report: shown.append(report))
    made.run_cell("import matplotlib.pyplot as plt\nimport numpy as np")
    made.run_line_magic("load_ext", "kerascope")
    yield made, shown
    made.run_line_magic("kerascope", "off")
    made.run_cell("plt.close('all')")
    InteractiveShell.clear_instance()


def causes(shown: list[Any]) -> list[tuple[str, int | None]]:
    return [(f.cause, f.location.line) for report in shown for f in report.findings]


def test_a_finding_is_shown_once_after_its_cell(shell: Any) -> None:
    ip, shown = shell
    ip.run_cell("fig, ax = plt.subplots()\nax.plot(np.zeros((1, 6)))", store_history=True)
    assert causes(shown) == [("batch-axis", 2)]
    ip.run_cell("x = 1", store_history=True)
    assert len(shown) == 1


def test_an_exception_is_explained(shell: Any) -> None:
    ip, shown = shell
    ip.run_cell("plt.imshow(np.zeros((1, 8, 8, 1)))", store_history=True)
    assert causes(shown) == [("batch-axis", 1)]


def test_cells_are_called_as_the_session_numbers_them(shell: Any) -> None:
    ip, shown = shell
    for _ in range(3):
        ip.run_cell("x = 1", store_history=True)
    ip.run_cell("plt.imshow(np.zeros((1, 8, 8, 1)))", store_history=True)
    assert shown[0].findings[0].location.cell == ip.execution_count - 1 == 4


def test_the_mended_picture_stands_beside_the_one_that_was_drawn(shell: Any) -> None:
    ip, shown = shell
    ip.run_cell("plt.imshow(np.arange(192.0).reshape(1, 8, 8, 3) / 192)", store_history=True)
    (report,) = shown
    drawn = report.pictures[0]
    assert list(drawn) == ["as drawn", "as meant"]
    assert drawn["as drawn"] != drawn["as meant"]
    assert report._repr_html_().count("&lt;img") == 2


def test_why_shows_itself_as_one_thing(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython.display

    ip, _ = shell
    asked: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", asked.append)
    ip.run_cell("plt.imshow(np.zeros((1, 8, 8, 1)))", store_history=True)
    ip.run_line_magic("kerascope", "why")
    assert [f.cause for f in asked[-1].findings] == ["batch-axis"]
    assert "batch-axis" in repr(asked[-1])
    assert len(asked) == 1


def test_a_right_plot_meets_silence(shell: Any) -> None:
    ip, shown = shell
    ip.run_cell("plt.plot([1, 2, 3])\nplt.show()", store_history=True)
    assert shown == []


def test_off_ends_it(shell: Any) -> None:
    ip, shown = shell
    ip.run_line_magic("kerascope", "off")
    ip.run_cell("plt.imshow(np.zeros((1, 8, 8, 1)))", store_history=True)
    assert shown == []


def shown_as(ip: Any, kind: str, name: str) -> str:
    found: str = ip.display_formatter.format(ip.user_ns[name])[0][kind]
    return found


def test_named_arrays_get_a_header_beside_xarrays_own_view(shell: Any) -> None:
    ip, _ = shell
    ip.run_cell(
        "import xarray as xr\n"
        "values = np.array([[1.0, np.nan, 3.0]])\n"
        "theirs = xr.DataArray(values, dims=('batch', 'unit'))\n"
        "ours = theirs.assign_attrs(axes_from='layer', path='<b>')"
    )
    header = "batch 1 × unit 3 · float64 · 2 of 3 values finite, from 1 to 3 (1 NaN)"
    for kind in ("text/plain", "text/html"):
        own, plain = shown_as(ip, kind, "ours"), shown_as(ip, kind, "theirs")
        assert header in own
        assert header not in plain
        view = ip.user_ns["theirs"]._repr_html_ if kind == "text/html" else ip.user_ns["theirs"].__repr__
        assert plain.count("xr-wrap") == view().count("xr-wrap")
        assert len(own) > len(header) + 40
    ip.run_line_magic("kerascope", "off")
    assert header not in shown_as(ip, "text/plain", "ours")
    assert "xr-wrap" in shown_as(ip, "text/html", "ours")
    ip.run_line_magic("kerascope", "on")
    assert header in shown_as(ip, "text/html", "ours")


def test_an_array_in_a_store_is_not_read_to_be_looked_at(shell: Any, tmp_path: Any) -> None:
    pytest.importorskip("zarr")
    ip, _ = shell
    ip.user_ns["path"] = str(tmp_path / "maps.zarr")
    ip.run_cell(
        "import xarray as xr\n"
        "made = xr.DataArray(np.ones((2, 3)), dims=('batch', 'unit'), name='a', attrs={'axes_from': 'layer'})\n"
        "made.to_dataset().to_zarr(path, consolidated=False)\n"
        "held = xr.open_zarr(path, consolidated=False, chunks=None)['a']"
    )
    assert "batch 2 × unit 3 · float64 · in a store, not read yet" in shown_as(ip, "text/plain", "held")
    ip.run_cell("held.load()")
    assert "all 1" in shown_as(ip, "text/plain", "held")
