from __future__ import annotations

from dataclasses import replace

import pytest

from kerascope.findings import Finding, Fix, Location
from kerascope.report.changes import Line, change, lines, spot


@pytest.mark.parametrize(
    ("source", "part", "found"),
    [
        ("plt.imshow(maps)", "maps", (11, 15)),
        ("plot(xs, x)", "x", (9, 10)),
        ("plot(a.x, x)", "x", (10, 11)),
        ("plot(x, x)", "x", (5, 6)),
        ("imshow(maps[0])", "maps[0]", (7, 14)),
        ("imshow(-maps)", "-maps", (7, 12)),
        ("imshow(maps)", "kernels", None),
        ("imshow(maps)", "", None),
        ("imshow(heatmaps)", "maps", None),
    ],
)
def test_a_part_is_found_as_a_whole_expression(source: str, part: str, found: tuple[int, int] | None) -> None:
    assert spot(source, part) == found


def test_an_edit_that_could_stand_in_two_places_stands_in_none() -> None:
    assert spot("plot(x, x)", "x", only=True) is None


def test_lines_are_numbered_dedented_and_the_guilty_part_is_marked(partial: Finding) -> None:
    assert lines(partial.location) == (
        Line(3, "ax.imshow("),
        Line(4, "    kernels[:, :, 0, 0],", 4, 23),
        Line(5, "    cmap='grey',", 0, 0),
        Line(6, ")", 0, 0),
    )


def test_what_all_lines_share_of_indentation_is_dropped() -> None:
    rows = lines(Location(line=1, source="    a(\n        b)", expression="b"))
    assert [row.text for row in rows] == ["a(", "    b)"]
    assert (rows[1].start, rows[1].end) == (4, 5)


def test_a_guilty_part_that_spans_lines_is_marked_on_each_without_its_indentation() -> None:
    rows = lines(Location(line=1, source="f(a[\n    0\n])", expression="a[\n    0\n]"))
    assert [row.text[row.start : row.end] for row in rows] == ["a[", "0", "]"]


def test_tabs_are_expanded_before_columns_are_counted() -> None:
    (row,) = lines(Location(line=1, source="f(\tmaps)", expression="maps"))
    assert row.text[row.start : row.end] == "maps"
    assert "\t" not in row.text


def test_a_change_holds_the_changed_lines_only(partial: Finding) -> None:
    edit = change(partial)
    assert edit is not None
    assert edit.whole
    assert [(row.number, row.text) for row in edit.before] == [(4, "    kernels[:, :, 0, 0],")]
    assert [(row.number, row.text) for row in edit.after] == [(4, "    mosaic(kernels),")]


def test_a_fix_elsewhere_is_shown_at_its_own_place(batch: Finding) -> None:
    there = Location("train.py", None, 9, 9, 1, None, "maps = model(x)", "")
    edit = change(replace(batch, fix=Fix("take one sample", "model(x)", "model(x)[0]", location=there)))
    assert edit is not None
    assert [(row.number, row.text) for row in edit.after] == [(9, "maps = model(x)[0]")]


def test_the_guilty_part_settles_which_of_two_places_is_meant(batch: Finding) -> None:
    location = replace(batch.location, source="plot(x, f(x))", expression="f(x)")
    edit = change(replace(batch, location=location, fix=Fix("", "x", "x[0]")))
    assert edit is not None
    assert edit.after[0].text == "plot(x, f(x[0]))"


@pytest.mark.parametrize("source", ["plot(x, x)", "plot(y)"])
def test_without_a_place_the_edit_is_shown_by_itself(batch: Finding, source: str) -> None:
    location = replace(batch.location, source=source, expression="")
    edit = change(replace(batch, location=location, fix=Fix("", "x", "x[0]")))
    assert edit is not None
    assert not edit.whole
    assert [row.text for row in (*edit.before, *edit.after)] == ["x", "x[0]"]
    assert edit.before[0].number is None


def test_a_fix_in_words_alone_changes_no_line(batch: Finding) -> None:
    assert change(replace(batch, fix=None)) is None
    assert change(replace(batch, fix=Fix("train longer", "", ""))) is None


def test_of_several_places_the_argument_is_edited_that_was_drawn() -> None:
    place = Location(line=7, source="ax.pcolormesh(z.columns, np.arange(len(z)), z)", expression="z")
    edit = change(Finding("outlier-dominated", "error", "", place, fix=Fix("leave them out", "z", "masked(z)")))
    assert edit is not None
    assert edit.after[0].text == "ax.pcolormesh(z.columns, np.arange(len(z)), masked(z))"
