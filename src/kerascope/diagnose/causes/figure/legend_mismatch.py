"""Labels more or fewer than lines, or in another order.

What it does: reports a legend whose texts do not belong to their lines: names handed to `legend` in another order than
the lines' own, fewer names than the lines that one call or the turns of a loop drew or than the curves of a training,
more names than lines or than a network has outputs, training and validation or prediction and truth exchanged, recorded
curves under each other's names (also in a table whose columns were named anew, or those of several outputs and of their
total), or the name of a curve beside an `axvline`, an `axhline` or a band that was drawn before it. Bands that take the
names of lines (also those that seaborn shades by itself), names that end before a stack's areas do, a legend made
before the lines that it should name, or some of them, or beside a twin whose labels it does not know, and one word
where a list of words is due (`legend("loss")` names lines 'l' and 'o'). A list in `label=` of another length than the
lines or bars raises.
Why it is wrong: `legend([...])` gives its names to the lines in the order in which they were drawn, whatever they hold.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    truth = np.random.default_rng(0).random((50, 2))
    plt.plot(truth)
    plt.plot(truth + 0.1)
    plt.legend(["true", "predicted"])
    plt.savefig("track.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    truth = np.random.default_rng(0).random((50, 2))
    plt.plot(truth, label=["true x", "true y"])
    plt.plot(truth + 0.1, "--", label=["predicted x", "predicted y"])
    plt.legend()
    plt.savefig("track.png")
What it does not see: names that fit in number and are wrong, of curves that no training recorded and that the code
calls by other words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kerascope.diagnose.arrays.recorded import in_panels_of_one, of_another_key
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.entries import misplaced
from kerascope.diagnose.panels.exchanged import exchanged, renamed
from kerascope.diagnose.panels.nameless import left_nameless
from kerascope.diagnose.panels.unlisted import unlisted
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.script.source import loops_around
from kerascope.evidence import Call, Failure, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

_FOR_LINES = re.compile(r"label must be scalar or have the same length as the input data, but found (\d+) for (\d+)")
_FOR_BARS = re.compile(r"number of labels \((\d+)\) does not match number of bars \((\d+)\)")


@cause("legend-mismatch", family="figure", sees=(Sheet, Failure))
def legend_mismatch(evidence: Sheet | Failure, run: Run) -> Iterator[Finding]:
    if isinstance(evidence, Failure):
        refused = _refused(evidence)
        yield from (refused,) if refused is not None else ()
        return
    sheet = evidence
    for panel in sheet.last:
        early = _before_lines(panel)
        if early is not None:
            yield early
        if not panel.legend or len(panel.legend) != len(panel.legend_handles):
            continue
        if panel.legend_set is None:  # pandas and seaborn make a legend by themselves
            recorded = of_another_key(panel, sheet, run)
            yield from (recorded,) if recorded is not None else ()
            continue
        said = _spelled(panel) or _permuted(panel, run) or _too_few(panel, sheet, run) or exchanged(panel, sheet, run)
        said = said or _keyed(panel, sheet, run) or misplaced(panel, sheet, run) or _too_many(panel)
        said = said or _beyond_units(panel, sheet, run) or _nameless_areas(panel, sheet, run)
        said = said or _in_another_order(panel, sheet, run) or of_another_key(panel, sheet, run)
        said = said or renamed(panel, sheet, run) or left_nameless(panel, sheet, run)
        said = said or unlisted(panel, sheet, run)
        if said is not None:
            yield said
    spread = in_panels_of_one(sheet, run)
    if spread is not None:
        yield spread


def _refused(failure: Failure) -> Finding | None:
    """A list of labels in the drawing call, more or fewer than the lines or bars that it draws."""
    lines, bars = _FOR_LINES.search(failure.message), _FOR_BARS.search(failure.message)
    counted = lines or bars
    if counted is None:
        return None
    labels, drawn = int(counted[1]), int(counted[2])
    data = failure.call.data if failure.call is not None else None
    shape = f": {subject(data)}" if data is not None else ""
    return found(
        failure.place,
        "error",
        f"{count(labels, 'label')} for {count(drawn, 'line' if lines else 'bar')}{shape}.",
        why="A list in label= gives a name to each column or bar, and has to have as many entries.",
        evidence={"labels": labels, "drawn": drawn, "shape": list(data.facts.shape) if data is not None else []},
    )


def _spelled(panel: Panel) -> Finding | None:
    """`legend("loss")`: one word where a list of words is due, whose letters are handed out as names."""
    word, shown = panel.legend_given[0] if len(panel.legend_given) == 1 else "", panel.legend or ()
    if not 0 < len(shown) < len(word) or tuple(word[: len(shown)]) != shown or not word[0].isalnum():
        return None  # as many letters as lines may be meant
    source = panel.legend_set.source if panel.legend_set is not None else ""
    given = re.search(r"legend\(\s*(?:labels\s*=\s*)?([^,()\[\]]+?)\s*[,)]", source)
    return found(
        panel.legend_set or Location(),
        "error",
        f"legend was handed one word, '{word}', and takes it letter by letter: {count(len(shown), 'entry', 'entries')} "
        f"{'is' if len(shown) == 1 else 'are'} called {', '.join(repr(n) for n in shown)}.",
        why="legend wants a list of names, one for each line; a string is read as a list of its letters.",
        evidence={"word": word, "shown": list(shown)},
        fix=Fix("a list of one name", given[1], f"[{given[1]}]") if given else None,
    )


def _in_another_order(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """Names typed in another order than those of the list that the loop which draws walks over."""
    calls = [c for c in run.calls_in(sheet.key, panel.key) if not c.exception and c.kind in ("line", "scatter", "bar")]
    if panel.legend_order is None or not calls or len({c.place for c in calls}) != 1:
        return None
    name, words = panel.legend_order
    walked = [ast.unparse(n.iter) for n in loops_around(calls[0].place, run) if isinstance(n, ast.For)]
    if len(calls) != len(words) or not any(re.search(rf"\b{re.escape(name)}\b", text) for text in walked):
        return None
    source, typed = panel.legend_set.source if panel.legend_set else "", panel.legend_given
    given = re.search(r"\[[^\[\]]*\]|\([^()]*\)(?=\))", source)
    wrong = [n for n, (one, other) in enumerate(zip(typed, words, strict=True)) if one != other]
    return found(
        panel.legend_set or Location(),
        "error",
        f"the legend calls what is drawn for '{words[wrong[0]]}' by the name '{typed[wrong[0]]}': the loop walks over "
        f"`{name}`, {', '.join(words)}, and the names typed are {', '.join(typed)}; {len(wrong)} of {len(words)} names "
        "sit at another one.",
        why="legend([...]) hands its names out in the order in which things were drawn; np.unique and the like sort.",
        evidence={"drawn": list(words), "names": list(typed), "wrong": len(wrong)},
        fix=Fix("name them in the order of drawing", given[0], name) if given else None,
    )


def _nameless_areas(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """Names for the first areas of a stack only: the last ones have none, and none may be in its place."""
    for call in run.calls_in(sheet.key, panel.key):
        named = [a.label for a in call.artists if a.label and not a.label.startswith("_")]
        areas = len(call.artists)
        if call.function != "stackplot" or call.exception or not 1 < len(named) < areas:
            continue
        return found(
            call.place,
            "error",
            f"{count(len(named), 'label')} for {count(areas, 'area')}: the names are {', '.join(named)}, handed out "
            f"from the first area on, and {count(areas - len(named), 'area')} at the end got no entry.",
            why="stackplot hands its labels out in the order of the rows, and says nothing when they end.",
            evidence={"labels": named, "areas": areas},
        )
    return None


def _before_lines(panel: Panel) -> Finding | None:
    """A legend without entries, in a panel whose lines have labels: it was made before there were any."""
    if panel.legend != () or panel.legend_set is None or panel.legend_set.source.count("(") > 1:
        return None
    named = [a.label for a in panel.artists if a.label and not a.label.startswith("_") and a.visible]
    if not named:
        return None
    return found(
        panel.legend_set,
        "error",
        f"the legend has 0 entries; {count(len(named), 'artist')} with a label, drawn after it, would be due there:"
        f" {', '.join(named[:6])}.",
        why="legend() collects the labels of what is in the axes at that moment; call it after the last line.",
        evidence={"entries": 0, "labels": named[:12]},
    )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _permuted(panel: Panel, run: Run) -> Finding | None:
    """A text is the name of another line than the one beside it."""
    texts, own = panel.legend or (), panel.legend_handles
    plain_texts, plain_own = [_plain(t) for t in texts], [_plain(h) for h in own]
    if len(set(plain_own)) != len(plain_own) or any(h.startswith("_") or not h for h in own):
        return None
    wrong = [n for n, t in enumerate(plain_texts) if t != plain_own[n] and t in plain_own]
    if not wrong:
        return None
    first = wrong[0]
    recorded = any(tuple(h.about.get("keys", ())) == own for h in run.histories)
    sorted_keys = f" Keras 3 records the keys in the order {', '.join(own)}." if recorded else ""
    return found(
        panel.legend_set or Location(),
        "error",
        f"the legend calls the line '{own[first]}' by the name '{texts[first]}': the lines are "
        f"{', '.join(own)}, in this order, "
        f"and the names typed are {', '.join(texts)}; {len(wrong)} of {len(texts)} names sit at another line.",
        why="legend([...]) hands its names out in the order of the lines; the lines had names of their own already."
        + sorted_keys,
        evidence={"lines": list(own), "names": list(texts), "wrong": len(wrong)},
        fix=_plain_legend(panel),
    )


def _plain_legend(panel: Panel) -> Fix | None:
    place = panel.legend_set
    match = (
        re.search(r"legend\(\s*(?:labels\s*=\s*)?(\[[^\[\]]*\]|\([^()]*\)|\w+)", place.source)
        if place is not None
        else None
    )
    return Fix("let the lines keep their own names", match[0], "legend(") if match else None


def _too_few(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """One call drew several lines, and the names end, or go on, in the middle of them."""
    texts = panel.legend or ()
    chosen = panel.legend_beside == texts or list(panel.legend_handles) != [f"_child{n}" for n in range(len(texts))]
    if chosen:  # lines picked by hand, each with its name
        return None
    calls = [c for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception and not c.via]
    sizes = [len([a for a in c.artists if a.kind == "line"]) for c in calls]
    lines, most = sum(sizes), max(sizes, default=0)
    if (
        not any(_columns(c) == most for c in calls)
        or most < 2
        or len(texts) >= lines
        or lines > 60
        or len([a for a in panel.artists if a.kind == "line"]) != lines
    ):
        return None
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    if (len(texts) in ends and len(texts) != len(calls)) or (len(texts) == 1 and _one_look(panel)):
        return None
    y = next((c.argument("y") for c in calls if len(c.artists) == most), None)
    shape = y.facts.shape if y is not None else ()
    own = (
        f" '{texts[1]}' names the second column of the first call."
        if len(calls) > 1 and sizes[0] > 1 and len(texts) > 1
        else ""
    )
    return found(
        panel.legend_set or Location(),
        "error",
        f"{count(lines, 'line')}, {count(len(texts), 'label')}: `{y.expression if y else 'the data'}` has shape "
        f"{shape}, and plot draws "
        f"one line per column.{own} The last {count(lines - len(texts), 'line')} "
        f"{'has' if lines - len(texts) == 1 else 'have'} no entry.",
        why="A call with a two-dimensional array draws one line per column, and legend gives its names to the "
        "lines in turn.",
        evidence={"lines": lines, "labels": list(texts), "per_call": sizes, "shape": list(shape)},
        fix=_own_labels(calls, texts),
    )


def _one_look(panel: Panel) -> bool:
    """All lines of a panel have one colour: one name is enough for such a bundle."""
    colours = {a.colour for a in panel.artists if a.kind == "line"}
    return len(colours) == 1 and "" not in colours


def _too_many(panel: Panel) -> Finding | None:
    """Names typed for lines that are not there; legend leaves them out without a word."""
    drawn = None not in panel.legend_calls  # artists made for the legend may well have more names than are needed
    typed = panel.legend_given or (panel.legend_beside if drawn else ())
    shown = panel.legend or ()
    if len(typed) <= len(shown) or [str(t) for t in typed[: len(shown)]] != list(shown):
        return None
    return found(
        panel.legend_set or Location(),
        "warning",
        f"{count(len(typed), 'label')} for {count(len(shown), 'line')}: {', '.join(map(str, typed[len(shown) :]))} "
        "is left out, and the names may sit at other lines than meant.",
        why="legend([...]) hands its names out in the order of the lines and drops what is left over without a word.",
        evidence={"labels": [str(t) for t in typed], "lines": len(shown)},
    )


def _beyond_units(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """More names than a network's output has units, given from the first on: the list is of something else."""
    if panel.legend_list is None:
        return None
    name, words = panel.legend_list
    lines = len(panel.legend or ())
    drawn = [c.argument("y") for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception]
    whole = [d for y in drawn if y is not None and (d := y.derivation) is not None and d.axes and d.axes[-1] == "unit"]
    sizes = {d.shape[-1] for d in whole}
    if not whole or sizes != {lines} or len(panel.legend_handles) != lines:
        return None
    return found(
        panel.legend_set or Location(),
        "warning",
        f"`{name}` holds {count(len(words), 'name')}, and `{whole[0].root}` has {count(lines, 'unit')}, shape "
        f"{whole[0].shape}: the lines take the first {lines}, and {', '.join(words[lines:][:6])} "
        f"{'names' if len(words) == lines + 1 else 'name'} none. From the first name too many on, each stands at the "
        "line before its own.",
        why="Names are handed out one by one from the first; a list with an entry too many does not raise.",
        evidence={"names": list(words), "units": lines, "shape": list(whole[0].shape)},
    )


def _columns(call: Call) -> int:
    """Columns of the one two-dimensional array that a call draws; 0 for several pairs, error bars and the like."""
    values = [a for a in call.arguments if a.name == "y"]
    one = len(values) == 1 and values[0].facts.ndim == 2 and call.function in ("plot", "semilogy", "semilogx", "step")
    return values[0].facts.shape[1] if one else 0


def _own_labels(calls: list[Call], texts: tuple[str, ...]) -> Fix | None:
    """Names for the columns of the first call that has several."""
    first = next((c for c in calls if len(c.artists) > 1), None)
    if first is None or len(calls) != len(texts) or not first.place.source.endswith(")"):
        return None
    named = [f"{texts[calls.index(first)]} {n}" for n in range(len(first.artists))]
    if len(named) > 8:
        return None
    source = first.place.source
    return Fix("a label per column", source, f"{source[:-1]}, label={named!r})", location=first.place)


def _keyed(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """Each line is one key of a dict, and the name beside it is the key of another line."""
    texts = panel.legend or ()
    calls = [c for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception]
    if None not in panel.legend_calls and len(panel.legend_calls) == len(texts):  # also of a twin's lines
        calls = [c for n in panel.legend_calls for c in run.calls if c.number == n and c.kind == "line"]
    if not 2 <= len(texts) == len(calls) or any(len(c.artists) != 1 for c in calls):
        return None
    sources = [y.expression if (y := c.argument("y")) is not None else "" for c in calls]
    keys = [m[1] if (m := re.search(r"\[[\"'](\w+)[\"']\]$", s)) else "" for s in sources]
    plain_keys, plain_texts = [_plain(k) for k in keys], [_plain(t) for t in texts]
    if not all(plain_keys) or len(set(plain_keys)) != len(keys):
        return None
    wrong = [n for n, t in enumerate(plain_texts) if t != plain_keys[n] and t in plain_keys]
    if len(wrong) < 2:
        return None
    first = wrong[0]
    return found(
        panel.legend_set or Location(),
        "error",
        f"the legend calls `{sources[first]}` '{texts[first]}': the lines are {', '.join(keys)}, in this order, and "
        f"the names typed are {', '.join(texts)}; {len(wrong)} of {len(texts)} names sit at another line.",
        why="legend([...]) hands its names out in the order in which the lines were drawn.",
        evidence={"lines": sources, "names": list(texts), "wrong": len(wrong)},
        fix=_in_order(panel, texts, keys),
    )


def _in_order(panel: Panel, texts: tuple[str, ...], keys: list[str]) -> Fix | None:
    """The typed names, in the order of the lines."""
    source = panel.legend_set.source if panel.legend_set is not None else ""
    typed = re.search(r"\[[^\[\]]*\]", source)
    by_key = {_plain(t): t for t in texts}
    if typed is None or set(by_key) != {_plain(k) for k in keys}:
        return None
    quoted = ", ".join(f'"{by_key[_plain(k)]}"' for k in keys)
    return Fix("name the lines in their order", typed[0], f"[{quoted}]")
