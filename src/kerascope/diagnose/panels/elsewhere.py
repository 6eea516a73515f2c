"""Panels of a grid that stay blank, while what was meant for them all lands in one of their sisters."""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.cause import found
from kerascope.diagnose.panels.blank import handed_axes, one_statement, without_axes
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import bound_axes, loops_around
from kerascope.diagnose.script.together import in_one_turn
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

__all__ = ["gone_elsewhere", "names_no_axes", "names_of", "word_of"]

_PYPLOT = re.compile(r"(?:plt|pyplot|pylab)\.")
_INTO_ONE_AXES = re.compile(r"[\w.]*?(?:[a-z]*plot|heatmap)\(")
_OF_A_COLUMN = re.compile(r"\.(?:hist|boxplot)\((?!.*\bax\s*=)", re.S)


def names_no_axes(call: Call) -> bool:
    """The source names no axes: pyplot's own function, or one of seaborn's for a single axes without `ax`."""
    source = call.place.source
    if call.via:
        told = "ax" in re.findall(r"\b(\w+)\s*=(?!=)", source) or "**" in source
        return call.via == "seaborn" and not told and _INTO_ONE_AXES.match(source) is not None
    return _PYPLOT.match(source) is not None


def gone_elsewhere(
    sheet: Sheet, empty: list[Panel], filled: list[Panel], calls: tuple[Call, ...], run: Run
) -> Finding | None:
    """One panel of a grid holds all that was drawn, by calls that name no axes or in turns that name the others."""
    grid = filled[0].place
    beside = [p for p in empty if grid is not None and p.place is not None and p.place.spot == grid.spot]
    beside = beside or _made_one_by_one(empty, filled, calls)
    if len(filled) != 1 or not beside or any(one_statement(grid, c.place) for c in calls):
        return None
    through = [c for c in calls if names_no_axes(c) or _pandas_without(c)]
    turned = _turned([*beside, filled[0]], calls, run)
    told = [c for c in through if c.via != "seaborn"]
    statements = {c.place.spot for c in through}
    if len(through) == len(calls) and (len(told) >= 2 or len(statements) >= 2 or turned):
        return _said(sheet, beside, filled[0], through, run)
    return _said(sheet, beside, filled[0], list(calls), run) if turned and not through else None


def _made_one_by_one(empty: list[Panel], filled: list[Panel], calls: tuple[Call, ...]) -> list[Panel]:
    """The blank panels where each was made by a statement of its own, all before the first call, beside each other."""
    panels, first = [*empty, *filled], calls[0].place
    lines = [
        p.place.line
        for p in panels
        if p.place is not None
        and (p.place.file, p.place.cell) == (first.file, first.cell)
        and re.search(r"\b(?:subplot|add_subplot|add_axes|axes|subplot2grid)\(", p.place.source)
    ]
    before = all(line is not None and line < (first.line or 0) for line in lines)
    last = max(panels, key=lambda p: p.key)
    apart = not any(_overlap(a, b) for n, a in enumerate(panels) for b in panels[:n])
    whole = len(set(lines)) == len(panels) and not any(p.xlim_set or p.ylim_set for p in empty)
    return empty if whole and before and apart and last in filled else []


def _overlap(one: Panel, other: Panel) -> bool:
    (x, y, w, h), (left, low, width, height) = one.position, other.position
    return x < left + width and left < x + w and y < low + height and low < y + h


def _pandas_without(call: Call) -> bool:
    return without_axes(call) or (call.via == "pandas" and _OF_A_COLUMN.search(call.place.source) is not None)


def _turned(panels: list[Panel], calls: tuple[Call, ...], run: Run) -> bool:
    """One statement of a loop gave each panel its words, and every turn drew: there, or in a function that it calls."""
    words = set.intersection(*(set(p.words_set) for p in panels))
    first = calls[0]
    alike = [c for c in calls if c.place == first.place]
    if len(alike) < len(panels):
        return False
    return any(_in_every_turn(first, w, loop[-1], run) for w in words if (loop := loops_around(w, run)))


def _in_every_turn(call: Call, words: Location, loop: ast.For | ast.While, run: Run) -> bool:
    """The loop itself draws, under no condition and in no loop within, or calls the function that does."""
    if in_one_turn(call.place, words, run):
        lines = [call.place.line or 0]
    else:
        called = (n for n in ast.walk(loop) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
        lines = [n.lineno for n in called if isinstance(n.func, ast.Name) and n.func.id == call.scope]
    within = [n for n in ast.walk(loop) if isinstance(n, ast.If | ast.For | ast.While) and n is not loop]
    return any(not any(w.lineno <= n <= (w.end_lineno or 0) for w in within) for n in lines)


def word_of(panel: Panel) -> str:
    return panel.title or panel.ylabel


def names_of(panels: list[Panel]) -> str:
    words = (f"'{word}'" if (word := word_of(p)) else f"place {p.grid[2] + 1}" if p.grid else "one" for p in panels)
    return ", ".join(words)


def _bound(names: list[str], panel: Panel) -> str:
    """The name that the code gave a panel of its grid."""
    place = panel.grid[2] if panel.grid is not None else -1
    return names[place] if 0 <= place < len(names) else ""


def _said(sheet: Sheet, empty: list[Panel], filled: Panel, through: list[Call], run: Run) -> Finding:
    first = through[0]
    names = bound_axes(empty[0].place, run)
    meant, used = (_bound(names, p) for p in (empty[0], filled))
    lines = sum(len(c.artists) for c in through)
    things = "lines" if all(c.kind == "line" for c in through) else "artists"
    where = f" All {lines} {things} are in {used}, {meant} has none." if used and meant else ""
    after = _handed(first, meant or "ax")
    how, why = _by_current(through) if names_no_axes(first) or first.via else _by_name(first)
    return found(
        first.place,
        "error",
        f"{how.format(names_of([filled]))}; {names_of(empty)} {'stays' if len(empty) == 1 else 'stay'} empty: "
        f"{count(lines, 'artist')} in one, 0 in {count(len(empty), 'panel')}.{where}",
        why=why,
        evidence={"empty": [p.title for p in empty], "calls": len(through), "figure": sheet.number},
        fix=Fix("draw in the panel that is meant", first.place.source, after) if after != first.place.source else None,
    )


def _by_current(through: list[Call]) -> tuple[str, str]:
    first = through[0]
    calls = f"all {count(len(through), 'call')} of {'pandas, without ax,' if first.via else 'plt.*'} draw"
    if first.via == "seaborn":
        calls = f"all that `{first.place.source.split('(')[0]}`, without ax, draws is"
    told = "plt.* draws there whatever panel was titled before"
    told = "what is not told an axes draws there, whatever panel was titled" if first.via else told
    return f"{calls} in the panel {{}}, the current axes", (
        f"After subplots the current axes is the last one made, and {told}."
    )


def _by_name(first: Call) -> tuple[str, str]:
    return f"every turn of the loop draws in the panel {{}}, by `{first.place.source.split('(')[0]}`", (
        "The loop gives each panel its words and draws in one alone: by a name that stays the same from turn to turn, "
        "or by plt.gca(), which is the panel made last."
    )


def _handed(call: Call, axes: str) -> str:
    """The same call, told which axes; as it stands where that is not known."""
    source = call.place.source
    if without_axes(call):
        return handed_axes(source, axes)
    if call.via:
        return f"{source[:-1].rstrip(', ')}{'' if source.endswith('()') else ', '}ax={axes})"
    return re.sub(rf"^{_PYPLOT.pattern}", f"{axes}.", source)
