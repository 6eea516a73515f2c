from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from kerascope.findings import Finding, Fix, Location, Report
from kerascope.report import render

WHOLE = """\
train.py:14  error  batch-axis
  imshow was given (1, 28, 28, 1): the batch axis is still there
  14 | plt.imshow(maps)
     |            ^^^^
  evidence  shape (1, 28, 28, 1) · axes batch, height, width, channel · maximum 0.123457
  why       An image call reads (rows, columns) and at most 4 colours.
  fix       draw one sample
  14 - plt.imshow(maps)
  14 + plt.imshow(maps[0, :, :, 0])

look.ipynb, cell 2, line 3  note  partial-view  4 times
  1 of 32 filters is shown
  3 | ax.imshow(
  4 |     kernels[:, :, 0, 0],
    |     ^^^^^^^^^^^^^^^^^^^
  5 |     cmap='grey',
  6 | )
  evidence  drawn 1 · of 32
  fix       draw them all (check that it is what you mean)
  4 -     kernels[:, :, 0, 0],
  4 +     mosaic(kernels),

kerascope: 1 error, 1 note in train.py (2 figures)
kerascope explain batch-axis says more.
not watched: a child process
a fault of kerascope's own, which the script did not notice: ValueError in outlier_dominated
"""


def test_the_whole_report(report: Report) -> None:
    assert render(report, "text") == WHOLE


def test_nothing_found_is_one_line() -> None:
    assert render(Report("train.py", figures=1), "text") == "kerascope: nothing found in train.py (1 figure)\n"


def test_an_exception_without_a_cause_is_said_to_be_without() -> None:
    said = render(Report("train.py", exception="KeyError: 'x'", exit_code=1), "text")
    assert "raised KeyError: 'x'; no cause of a wrong plot was recognised" in said


@pytest.mark.parametrize("width", [24, 30, 45, 79, 200])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    rows = render(report, "text", width=width).splitlines()
    assert max(cell_len(row) for row in rows) <= width
    assert any("^^^^" in row for row in rows)


@pytest.mark.parametrize("width", [30, 60])
def test_a_guilty_part_far_to_the_right_stays_in_sight(batch: Finding, width: int) -> None:
    source = f"result = {' + '.join(f'term_{n}' for n in range(30))} + maps"
    location = replace(batch.location, source=source)
    rows = render(Report("train.py", (replace(batch, location=location, fix=None),)), "text", width=width).splitlines()
    code = next(row for row in rows if row.strip().startswith("14 |"))
    carets = rows[rows.index(code) + 1]
    assert code[carets.index("^") : carets.rindex("^") + 1] == "maps"
    assert "…" in code


def test_carets_stand_under_wide_characters(batch: Finding) -> None:
    location = replace(batch.location, source="図を描く(maps)")
    rows = render(Report("train.py", (replace(batch, location=location, fix=None),)), "text").splitlines()
    code, carets = rows[2], rows[3]
    assert cell_len(code[: code.index("maps")]) == carets.index("^")


def test_colour_only_on_request(report: Report) -> None:
    assert "\x1b" not in render(report, "text")
    assert "\x1b[1;31m" in render(report, "text", color=True)


def test_control_characters_and_markup_are_shown_and_not_obeyed(batch: Finding) -> None:
    bad = replace(
        batch,
        message="layer \x1b[31mred\x1b[0m [bold]b[/bold] \x07 \u202e\ud800",
        location=Location("a\x1b]0;x\x07.py", None, 1, 1, 1, None, "f('\x1b[2J', maps)", "maps"),
        evidence={"layer\x1b[0m": "conv\x9b1m[red]"},
        fix=None,
    )
    said = render(Report("t.py", (bad,)), "text")
    assert not any(char in said for char in "\x1b\x07\x9b\u202e\ud800")
    assert "layer red [bold]b[/bold] \\x07 \\u202e\\ud800" in said
    assert "f('\\x1b[2J', maps)" in said
    assert "conv\\x9b1m[red]" in said


def test_a_fix_is_folded_and_never_cut(batch: Finding) -> None:
    after = " + ".join(f"maps[{n}]" for n in range(30))
    fix = Fix("add them", "maps", after)
    said = render(Report("t.py", (replace(batch, fix=fix),)), "text", width=50)
    added = said[said.index("14 +") :].split("kerascope:")[0]
    assert "".join(added.split()) == "".join(f"14 + plt.imshow({after})".split())


def test_a_long_statement_keeps_its_guilty_line(batch: Finding) -> None:
    source = "f(\n" + "".join(f"    a{n},\n" for n in range(40)) + "    maps,\n)"
    said = render(Report("t.py", (replace(batch, location=replace(batch.location, source=source), fix=None),)), "text")
    assert "maps," in said
    assert "31 more lines" in said


def test_a_finding_without_a_place_is_still_said() -> None:
    said = render(
        Report("t.py", (Finding("never-shown", "warning", "2 figures were never shown", Location()),)), "text"
    )
    assert said.startswith("an unknown place  warning  never-shown\n  2 figures were never shown\n")
