"""Fixes change the characters they speak of, and no other byte of a script or a notebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascope.apply import file_edits, patch, store
from kerascope.edit import Edited, decode, edit_notebook, edit_script, encode, unified
from kerascope.findings import Finding, Fix, Location, Report


def finding(
    line: int, before: str, after: str, *, end: int | None = None, cell: int | None = None, **more: str
) -> Finding:
    place = Location(None if cell is not None else "s.py", cell, line, end or line, 1, None, **more)
    return Finding("batch-axis", "error", "", place, fix=Fix("", before, after, safe=True))


def reasons(edited: Edited) -> list[str]:
    return [left.reason for left in edited.left]


CALL = finding(2, "maps", "maps[0]")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_endings_stay(end: str) -> None:
    text = end.join(["a = 1", "draw(maps)", "b = 2", ""])
    assert edit_script(text, [CALL]).text == end.join(["a = 1", "draw(maps[0])", "b = 2", ""])


def test_new_lines_end_as_the_others_do() -> None:
    edited = edit_script("a = 1\r\nshow()\r\n", [finding(2, "show()", "save()\nshow()")])
    assert edited.text == "a = 1\r\nsave()\r\nshow()\r\n"


def test_an_edit_over_two_lines() -> None:
    edited = edit_script("x = f(a,\r\n  b)\r\n", [finding(1, "f(a,\n  b)", "f(a)", end=2)])
    assert edited.text == "x = f(a)\r\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1\ndraw(maps, maps)\n", "exactly once"),
        ("x = 1\ndraw(heatmaps)\n", "exactly once"),
        ("x = 1\n", "exactly once"),
        ("x = 1\ndraw(maps.T, a.maps, b)\n", ""),
    ],
)
def test_a_fix_is_left_where_its_place_is_not_certain(text: str, reason: str) -> None:
    edited = edit_script(text, [CALL])
    assert (edited.text == text) == bool(reason)
    assert all(reason in r for r in reasons(edited))


def test_the_findings_own_expression_settles_which_place_is_meant() -> None:
    text, twice = "draw(maps, label='maps')\n", "draw(maps, maps)\n"
    edited = edit_script(text, [finding(1, "maps", "maps[0]", source=text.strip(), expression="maps")])
    assert edited.text == "draw(maps[0], label='maps')\n"
    assert edit_script(twice, [finding(1, "maps", "maps[0]", source=twice.strip(), expression="maps")]).text == twice


def test_of_two_fixes_at_one_place_the_first_wins() -> None:
    both = [finding(1, "maps", "maps[0]"), finding(1, "draw(maps)", "draw(maps, alpha=1)"), finding(1, "y", "z")]
    edited = edit_script("draw(maps); y\n", both)
    assert edited.text == "draw(maps[0]); z\n"
    assert reasons(edited) == ["another fix changes the same place"]


def test_the_same_fix_twice_is_one_edit() -> None:
    edited = edit_script("x = 1\ndraw(maps)\n", [CALL, CALL])
    assert (edited.text, len(edited.done), edited.left) == ("x = 1\ndraw(maps[0])\n", 2, ())


def test_what_would_not_compile_is_not_written() -> None:
    edited = edit_script("x = 1\ndraw(maps)\n", [finding(2, "maps", "maps[")])
    assert edited.text == "x = 1\ndraw(maps)\n"
    assert reasons(edited) == ["the edited file would not compile"]


@pytest.mark.parametrize("head", [b"# -*- coding: latin-1 -*-\n", b"\xef\xbb\xbf", b""])
def test_encodings_come_back_as_they_were(head: bytes) -> None:
    word = "é".encode("latin-1" if b"latin" in head else "utf-8")
    data = head + b"'" + word + b"'\ndraw(maps)\n"
    text, encoding = decode(data)
    line = 3 if b"latin" in head else 2
    after = encode(edit_script(text, [finding(line, "maps", "maps[0]")]).text, encoding)
    assert after == data.replace(b"maps", b"maps[0]")


LINES = st.lists(
    st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"])), min_size=1, max_size=6
)


@given(lines=LINES, at=st.integers(0, 6), ends=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=8, max_size=8))
def test_every_other_character_stays(lines: list[str], at: int, ends: list[str]) -> None:
    comments = [f"# {line}" for line in lines]
    comments.insert(min(at, len(comments)), "draw(maps)")
    line = comments.index("draw(maps)") + 1
    text = "".join(c + e for c, e in zip(comments, ends, strict=False))
    edited = edit_script(text, [finding(line, "draw(maps)", "draw(maps[0])")])
    if edited.done:  # a null character makes any text uncompilable
        assert edited.text == "".join(
            c.replace("draw(maps)", "draw(maps[0])") if n == line - 1 else c
            for n, c in enumerate(c + e for c, e in zip(comments, ends, strict=False))
        )
    else:
        assert edited.text == text


# -- notebooks ----------------------------------------------------------------------------------------------------


def notebook(sources: list[str], *, lists: bool, **style: object) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["draw(maps)"]}]
    for source in sources:
        held = source.splitlines(keepends=True) if lists else source
        cells.append({"cell_type": "code", "outputs": [{"source": "draw(maps)"}], "source": held, "metadata": {}})  # type: ignore[dict-item]
    return json.dumps({"cells": cells, "nbformat": 4, "metadata": {"x": [1, -2.5e3, None, True, {}, []]}}, **style)  # type: ignore[arg-type]


@pytest.mark.parametrize("lists", [True, False])
@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"indent": "\t", "ensure_ascii": False}])
def test_a_notebook_keeps_every_other_character(lists: bool, style: dict[str, object]) -> None:
    sources = ["a = 'é𝄞 \\n'\ndraw(maps)  # \"é\"\nb = 1", "draw(maps)"]
    text = notebook(sources, lists=lists, **style)
    edited = edit_notebook(text, [finding(2, "maps", "maps[0]", cell=0)])
    assert edited.text == notebook([sources[0].replace("maps", "maps[0]"), sources[1]], lists=lists, **style)
    assert len(edited.done) == 1


@pytest.mark.parametrize("lists", [True, False])
def test_new_lines_in_a_cell(lists: bool) -> None:
    text = notebook(["a = 1\nshow()\nb = 2"], lists=lists, indent=1)
    edited = edit_notebook(text, [finding(2, "show()", "save('é')\nshow()", cell=0)])
    assert edited.text == notebook(["a = 1\nsave('é')\nshow()\nb = 2"], lists=lists, indent=1)


def test_an_edit_over_two_lines_of_a_cell() -> None:
    text = notebook(["a = 1\nshow(\n  1)\nb = 2"], lists=True, indent=1)
    edited = edit_notebook(text, [finding(2, "show(\n  1)", "show(1)", end=3, cell=0)])
    assert edited.text == notebook(["a = 1\nshow(1)\nb = 2"], lists=True, indent=1)


def test_cells_that_are_not_there_or_break() -> None:
    text = notebook(["draw(maps)", "%matplotlib inline\ndraw(maps)"], lists=True)
    broken = edit_notebook(text, [finding(1, "maps", "maps[", cell=0), finding(1, "maps", "x", cell=7)])
    assert broken.text == text
    assert sorted(reasons(broken)) == ["the edited cell would not compile", "the notebook has no such cell"]
    assert edit_notebook(text, [finding(2, "maps", "maps[0]", cell=1)]).done


@given(
    lines=LINES, at=st.integers(0, 6), lists=st.booleans(), ascii=st.booleans(), indent=st.sampled_from([None, 1, "\t"])
)
def test_any_notebook_keeps_every_other_character(
    lines: list[str], at: int, lists: bool, ascii: bool, indent: object
) -> None:
    comments = ["# " + "".join(c for c in line if c.isprintable()) for line in lines]
    comments.insert(min(at, len(comments)), "draw(maps)")
    line = comments.index("draw(maps)") + 1
    text = notebook(["\n".join(comments)], lists=lists, ensure_ascii=ascii, indent=indent)
    edited = edit_notebook(text, [finding(line, "draw(maps)", "draw(maps[0])", cell=0)])
    comments[line - 1] = "draw(maps[0])"
    assert edited.text == notebook(["\n".join(comments)], lists=lists, ensure_ascii=ascii, indent=indent)


# -- files --------------------------------------------------------------------------------------------------------


def test_files_are_written_whole_and_keep_their_mode(tmp_path: Path) -> None:
    script = tmp_path / "s.py"
    script.write_bytes(b"x = 1\r\ndraw(maps)\r\n")
    script.chmod(0o754)
    (edit,) = file_edits(Report("s.py", (CALL,)), tmp_path)
    store(edit)
    assert script.read_bytes() == b"x = 1\r\ndraw(maps[0])\r\n"
    assert script.stat().st_mode & 0o777 == 0o754
    assert [p.name for p in tmp_path.iterdir()] == ["s.py"]


def test_unsafe_fixes_are_taken_on_request(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("x = 1\ndraw(maps)\n")
    assert CALL.fix is not None
    unsafe = Finding("c", "error", "", CALL.location, fix=Fix("", "maps", "maps[0]"))
    assert list(file_edits(Report("s.py", (unsafe,)), tmp_path)) == []
    (edit,) = file_edits(Report("s.py", (unsafe,)), tmp_path, unsafe=True)
    assert len(edit.done) == 1


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (edit,) = file_edits(Report("s.py", (CALL,)), tmp_path)
    assert "can't be read" in edit.left[0].reason
    assert patch(edit) == b""


def test_a_patch_without_a_newline_at_the_end() -> None:
    told = unified("a\nb", "a\nc", "s.py")
    assert told.splitlines()[:2] == ["--- a/s.py", "+++ b/s.py"]
    assert told.endswith("-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n")
    assert unified("a", "a", "s.py") == ""
