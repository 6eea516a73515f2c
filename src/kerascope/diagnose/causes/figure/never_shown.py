"""Figures drawn and neither shown nor saved.

What it does: reports a figure of a script that ends without `show` or `savefig`, and a `show` after the script itself
chose a backend that has no window, or that lacks its parentheses.
Why it is wrong: only notebooks show a figure at the end of a cell. A script has to call `plt.show()`, or save; and on
Agg, `show` draws nothing.
Example:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.plot([0.9, 0.6, 0.4])
    plt.show()
Use instead:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.plot([0.9, 0.6, 0.4])
    plt.savefig("loss.png")
What it does not see: figures that another program fetches from the running one.
"""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.blank import opened_beside, opened_by_pandas
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import end_of_drawing, looks_like_notebook
from kerascope.evidence import Event, Run, Sheet
from kerascope.findings import Finding, Fix, Location
from kerascope.parsed import nodes_of

_CHOSEN = re.compile(
    r"""(?:matplotlib|mpl|plt|pyplot)\.(?:use|switch_backend)\(\s*(?:backend\s*=\s*)?["'](agg|pdf|svg|ps|cairo)["']""",
    re.I,
)
_LIVE = re.compile(r"\.(?:pause|draw_idle|start_event_loop)\(")
_WATCHED_MEANWHILE = re.compile(r"\.(?:flush_events|sleep)\(|\b(?:sleep|input|raw_input)\(|\bwhile\b")
"""What keeps a script that called `ion` running, so that its windows are seen before it ends."""
_ANY_BACKEND = re.compile(
    r"""^(\s*)(?:matplotlib|mpl|plt|pyplot)\.(?:use|switch_backend)\(\s*(?:backend\s*=\s*)?(["'][^"']*["']|\w+)""", re.M
)
_ASKS = re.compile(r"\.(show)$|\.(pause|draw_idle|start_event_loop)$|\b(?:plt|pyplot|pylab|canvas)\.(draw)$")
"""What a script asks a window for; Agg has none."""


@cause("never-shown", family="figure", sees=Run, outranks=("partial-view",))
def never_shown(run: Run, _: Run) -> list[Finding]:
    if run.failure is not None or run.notebook:
        return []
    text = run.sources.get(run.target, "") or "\n".join(run.sources.values())
    drawn = [s for s in run.sheets if s.number is not None and run.calls_in(s.key) and not _kept(s)]
    chosen = _CHOSEN.search(text)
    if not drawn or (_live(text) and not (chosen and _windowless(text))):
        return []
    shown = [s for s in drawn if any(e.kind == "show" for e in s.events)]
    if shown and chosen:
        event: Event = next(e for e in shown[0].events if e.kind == "show")
        assert event.place is not None
        return [_said_of_show(shown, chosen[1], event.place)]
    trained = run.has_network
    drawn = [s for s in drawn if not (opened_by_pandas(s, run) and _blank_before(s, run))]
    lost = [s for s in drawn if not any(e.kind == "show" or (e.kind == "close" and not trained) for e in s.events)]
    lost = [s for s in lost if not _chosen_among(s, run) and not _closed_before_its_save(s, run)]
    gallery = not trained and any(c.via == "seaborn" for s in lost for c in run.calls_in(s.key))
    if not lost or looks_like_notebook(text) or gallery:
        return []
    if chosen and (asked := _asked(text, run.target, called=True)) is not None:
        return [_said_of_show(lost, chosen[1], asked)]
    return [_said(lost, run, text)]


def _live(text: str) -> bool:
    """A window that the script keeps open is looked at while it runs."""
    return bool(_LIVE.search(text) or (".ion(" in text and _WATCHED_MEANWHILE.search(text)))


def _windowless(text: str) -> bool:
    """The script names no backend but those without a window, and not behind a condition."""
    named = [(m[1].strip("\n"), m[2].strip("\"'").lower()) for m in _ANY_BACKEND.finditer(text)]
    return bool(named) and all(n in ("agg", "pdf", "svg", "ps", "cairo") and not indent for indent, n in named)


def _chosen_among(sheet: Sheet, run: Run) -> bool:
    """Closed, while a sister that the same line made was saved: some of them were to be kept, as each tenth epoch."""
    closed = any(e.kind == "close" for e in sheet.events)
    sisters = (s for s in run.sheets if s.key != sheet.key and s.place is not None and s.place == sheet.place)
    return closed and any(e.kind in ("save", "show") for s in sisters for e in s.events)


def _closed_before_its_save(sheet: Sheet, run: Run) -> bool:
    """The next thing that the code did after closing it was to save a figure in which nothing is."""
    closed = next((e.order for e in sheet.events if e.kind == "close"), None)
    if closed is None:
        return False
    later = [(e.order, s) for s in run.sheets for e in s.events if e.order > closed]
    if not later or any(closed < c.order < min(o for o, _ in later) for c in run.calls):
        return False
    order, other = min(later, key=lambda pair: pair[0])
    return not run.calls_in(other.key) and any(e.kind == "save" and e.order == order for e in other.events)


def _blank_before(sheet: Sheet, run: Run) -> bool:
    """An empty figure was saved in its place, which is said of that one."""
    saved = (s for s in run.sheets if s.opened < sheet.opened and any(e.kind == "save" for e in s.events))
    return any(opened_beside(s, run) for s in saved)


def _kept(sheet: Sheet) -> bool:
    """Saved, or the program still runs: a figure that was only looked at may yet be shown."""
    saved = any(e.kind == "save" for e in sheet.events)
    return saved or any(e.kind == "look" for e in sheet.events[-1:])


def _asked(text: str, file: str, *, called: bool) -> Location | None:
    """The last statement that asks for a window, `….show()` first, or the last `….show` that lacks its parentheses."""
    found: ast.Expr | None = None
    shows = False
    for node in nodes_of(text):
        if isinstance(node, ast.Expr):
            named = node.value.func if called and isinstance(node.value, ast.Call) else node.value
            if not isinstance(named, ast.Attribute) or isinstance(node.value, ast.Call) != called:
                continue
            asks = _ASKS.search(ast.unparse(named))
            if asks is not None and (asks[1] or (called and not shows)):
                found, shows = node, bool(asks[1])
    if found is None:
        return None
    source = ast.get_source_segment(text, found) or ast.unparse(found)
    return Location(file, None, found.lineno, found.end_lineno, found.col_offset + 1, None, source)


def _said_of_show(sheets: list[Sheet], backend: str, place: Location) -> Finding:
    source = place.source
    asks = re.search(r"\.(pause|draw_idle|start_event_loop|draw)\(", source)
    return found(
        place,
        "error",
        f"{asks[1] if asks else 'show'} does nothing here: the script itself chose the backend {backend}, which has "
        f"no window. {count(len(sheets), 'figure')} {'is' if len(sheets) == 1 else 'are'} drawn and not saved, so "
        f"nothing is left.",
        why="On a backend without windows show draws nothing and at most warns that the canvas is "
        "non-interactive, and draw and pause show nothing; save instead.",
        evidence={"backend": backend, "figures": len(sheets), "saved": 0},
        fix=Fix("save the figure", source, 'plt.savefig("figure.png")') if source.endswith("show()") or asks else None,
    )


def _said(sheets: list[Sheet], run: Run, text: str) -> Finding:
    last = run.calls_in(sheets[-1].key)[-1]
    waiting = _behind_condition(text, run.target, last.place.line or 0)
    place = waiting[0] if waiting is not None else end_of_drawing(last.place, run, text)
    closed = any(e.kind == "close" for e in sheets[-1].events)
    bare = _asked(text, run.target, called=False)
    if bare is not None and not closed:
        return _said_bare(sheets, bare)
    final = place.source.splitlines()[-1] if place.source else ""
    final = "" if waiting is not None else final
    fix = Fix("show the figure", final, f"{final}\nplt.show()") if final and "plt" in text and not closed else None
    return found(
        place,
        "warning" if run.has_network else "note",
        f"{count(len(sheets), 'figure')} {'is' if len(sheets) == 1 else 'are'} drawn and neither shown nor saved"
        f"{'; closed instead' if closed else ''}: the script ends and nothing is left of "
        f"{'it' if len(sheets) == 1 else 'them'}."
        f"{f' `{waiting[1]}`, before the savefig, was never true.' if waiting is not None else ''}",
        why="Only a notebook shows figures at the end of a cell; a script must call plt.show() or savefig.",
        evidence={"figures": len(sheets), "shown": 0, "saved": 0},
        fix=fix,
    )


def _behind_condition(text: str, file: str, line: int) -> tuple[Location, str] | None:
    """The savefig that stands behind an `if` in the loop or function of a line, and the condition; none was reached."""
    around = [
        n
        for n in nodes_of(text)
        if isinstance(n, ast.For | ast.FunctionDef) and n.lineno <= line <= (n.end_lineno or 0)
    ]
    for block in sorted(around, key=lambda n: -n.lineno):
        for branch in (n for n in ast.walk(block) if isinstance(n, ast.If) and n.lineno > line):
            for node in ast.walk(branch):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "savefig":
                    source = ast.get_source_segment(text, node) or ""
                    return Location(file, None, node.lineno, node.end_lineno, None, None, source), ast.unparse(
                        branch.test
                    )
    return None


def _said_bare(sheets: list[Sheet], bare: Location) -> Finding:
    return found(
        bare,
        "warning",
        f"`{bare.source}` has no parentheses: show is named and not called. {count(len(sheets), 'figure')}"
        f" {'is' if len(sheets) == 1 else 'are'} drawn and neither shown nor saved.",
        why="The name of a function alone does nothing.",
        evidence={"figures": len(sheets), "shown": 0, "saved": 0},
        fix=Fix("call it", bare.source, f"{bare.source}()"),
    )
